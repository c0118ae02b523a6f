// With the capabilities and the system calls of its unit, and no more, the controller does all that it does.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pushStory } from '../e2e/push-story.ts';
import { isReady, programOfSuite, setStage } from '../e2e/stage.ts';
import { backends } from '../kernel/world.ts';
import { confine, readUnit } from './sandbox.ts';

const bundle = programOfSuite();

interface Sshd {
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly url: string;
}

test('commits over ssh are pulled, rehearsed, applied and told', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const behind = await confine(readUnit('gatewright.service'), join(stage.folder, 'refused'));
  const sshd = (await stage.serve(['sshd', stage.folder])).ready as Sshd;
  const { keyFile: sshKeyFile, knownHostsFile } = sshd;
  const command = `ssh -i ${sshKeyFile} -o UserKnownHostsFile=${knownHostsFile} -o StrictHostKeyChecking=yes -F none`;
  const way = {
    url: (path: string) => `${sshd.url}${path}`,
    auth: { sshKeyFile, knownHostsFile },
    push: { GIT_SSH_COMMAND: command },
  };
  const told = await pushStory({ ...stage, start: () => stage.start({ behind }) }, way);
  expect(told).toEqual({ kernel: 'as committed', webhook: 'told the pushed commit' });
});

const everything = `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: all}
spec:
  hostSelector: {}
  ingress:
    - {name: ssh, action: Allow, from: [{networks: [192.0.2.0/24, 198.51.100.0/24, "2001:db8:1::/48", "2001:db8:2::/48"]}], services: [ssh], log: {}}
    - {name: web, action: Allow, services: [https], rateLimit: {rate: 10/sec, per: Source}}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: host}
spec:
  hostSelector: {}
  defaults: {egress: Deny, builtinPolicy: Drop}
  sysctls: {mode: Enforce, values: {net.ipv4.conf.all.rp_filter: 2}}
`;

test.each(backends)(
  'rules, sets, parameters and policies are written, repaired and restored on %s',
  async (backend) => {
    const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
    const log = join(stage.folder, 'refused');
    const behind = await confine(readUnit('gatewright.service'), log);
    await stage.repository.commitFiles({ 'all.yaml': everything });
    const controller = await stage.start({ behind });
    const ready = await stage.until('it is applied', isReady);
    expect(ready.status.dataplane).not.toHaveProperty('rehearsalSkipped');
    expect(ready.status.dataplane).not.toHaveProperty('revocationSkipped');
    const applied = await stage.kernel();
    expect(applied).toMatch(/^:INPUT DROP/m);
    expect(await stage.run('cat', ['/proc/sys/net/ipv4/conf/all/rp_filter'])).toBe('2\n');
    await stage.run(`iptables-${backend}`, ['-w', '5', '-F', 'GW-IN']);
    await stage.until('it is repaired', ({ status }) => status.drift.repairs > 0);
    expect(await stage.kernel()).toBe(applied);
    expect((await controller.end('SIGTERM')).code).toBe(0);
    // Node.js goes on without memory protection keys.
    const refused = new Set((await readFile(log, 'utf8')).match(/\w+(?=\(.*INJECTED)/g));
    expect([...refused]).toEqual(['pkey_alloc']);
    await stage.run(`iptables-${backend}`, ['-w', '5', '-F', 'GW-IN']);
    const restore = await confine(readUnit('gatewright-restore.service'), `${log}.boot`);
    expect((await stage.gatewright(['restore'], { behind: restore })).code).toBe(0);
    expect(await stage.kernel()).toBe(applied);
  },
);
