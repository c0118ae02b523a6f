// A host that lets nothing out any more goes on pulling: its controller keeps its own ways open.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runGit } from '../fixtures/git-repository.ts';
import { isReady, policyText, programOfSuite, setStage } from './stage.ts';
import { gateway, raiseUplink } from './uplink.ts';

const bundle = programOfSuite();

interface Sshd {
  readonly port: number;
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly url: string;
}

const profile = (egress: 'Allow' | 'Deny') => `apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: host}
spec:
  hostSelector: {}
  defaults: {egress: ${egress}}
`;

test('with egress denied, the commits after that one are still pulled over ssh, by name, and nothing else leaves', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const uplink = await raiseUplink(stage, onTestFinished);
  const sshd = (await stage.serve(['sshd', stage.folder, gateway.ipv4], undefined, uplink.far)).ready as Sshd;
  const name = 'git.example.test';
  const hosts = join(stage.folder, 'hosts');
  await writeFile(hosts, `127.0.0.1 localhost\n${gateway.ipv4} ${name}\n`);
  await writeFile(sshd.knownHostsFile, (await readFile(sshd.knownHostsFile, 'utf8')).replace(gateway.ipv4, name));
  const bare = join(stage.folder, 'server.git');
  await runGit(stage.folder, ['init', '--quiet', '--bare', '--initial-branch=main', '--template=', bare]);
  const push = async (egress: 'Allow' | 'Deny', ...ports: readonly number[]) => {
    const sha = await stage.repository.commitFiles({
      'policy.yaml': policyText(ports),
      'profile.yaml': profile(egress),
    });
    await runGit(stage.repository.path, ['push', '--quiet', bare, 'main']);
    return sha;
  };
  await stage.configure({
    source: {
      git: {
        url: `${sshd.url.replace(gateway.ipv4, name)}${bare}`,
        interval: '1s',
        auth: { sshKeyFile: sshd.keyFile, knownHostsFile: sshd.knownHostsFile },
      },
    },
  });
  await push('Allow', 8000);
  const mounted = `mount --bind ${hosts} /etc/hosts && exec "$@"`;
  const controller = await stage.start({ behind: ['unshare', '--mount', 'sh', '-c', mounted, 'sh'] });
  await stage.until('the first commit is enforced', isReady);
  expect(await uplink.reachesFar(gateway.ipv4, 7)).toBe(true);

  const denied = await push('Deny', 8000);
  await stage.until('egress is denied', (host) => host.status.commit?.sha === denied && isReady(host));
  expect(await uplink.reachesFar(gateway.ipv4, 7)).toBe(false);
  expect(await uplink.reachesFar(gateway.ipv6, 7)).toBe(false);
  expect(await uplink.reachesFar(gateway.ipv4, sshd.port)).toBe(true);

  const next = await push('Deny', 8000, 8001);
  const { status } = await stage.until('the commit after it is enforced', (host) => host.status.commit?.sha === next);
  expect(status.lifelines).toContain(`Git remote: ${name} port ${sshd.port} (${gateway.ipv4})`);
  expect(await stage.save('ipv6')).toContain('--dport 8001');
  expect((await controller.end('SIGTERM')).code).toBe(0);
});
