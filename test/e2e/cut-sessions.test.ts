// A revision that shuts out who manages the host just now waits, and says whom; one that does not goes on as usual.

import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cleanEnvironment } from '../../src/adapters/exec.ts';
import { backends } from '../kernel/world.ts';
import { isReady, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { gateway, host, raiseUplink, type Uplink } from './uplink.ts';

const bundle = programOfSuite();

const sshFrom = (network: string) => `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: ssh}
spec:
  hostSelector: {}
  ingress:
    - {name: ssh, action: Allow, ${network}, services: [ssh]}
    - {name: web, action: Allow, services: [http]}
`;
const elsewhere = 'from: [{networks: [198.51.100.0/24, "2001:db8:5::/48"]}]';
const held4 = `from ${gateway.ipv4} to port 22`;
const held6 = `from ${gateway.ipv6} to port 22`;

/** A stage whose host has a server at port 22, and no logind unless a script stands in for it. */
async function openStage(backend: Stage['backend'], loginctl = 'exit 1') {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
  const uplink = await raiseUplink(stage, onTestFinished);
  await uplink.serve(22);
  const programs = join(stage.folder, 'bin');
  await mkdir(programs);
  await writeFile(join(programs, 'loginctl'), `#!/bin/sh\n${loginctl}\n`);
  await chmod(join(programs, 'loginctl'), 0o755);
  await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
  return { stage, uplink, env: { PATH: `${programs}:${process.env.PATH}` } };
}

const keeper = `const socket = require('node:net').connect(22, process.argv[1], () => console.log('open')); socket.on('error', () => undefined);`;

/** Keeps a connection to port 22 of the host; returns what ends it. */
async function logIn({ far }: Uplink, address: string): Promise<() => Promise<void>> {
  const child = far.spawn(process.execPath, ['-e', keeper, address], { env: cleanEnvironment() });
  await once(child.stdout, 'data');
  return async () => {
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  };
}

test.each(backends)(
  'it is held while the session lasts, names it, and is applied when it has ended (%s)',
  async (backend) => {
    const { stage, uplink, env } = await openStage(backend);
    await stage.repository.commitFiles({ 'ssh.yaml': sshFrom('from: [{}]').replace('from: [{}], ', '') });
    const controller = await stage.start({ env });
    await stage.until('it is applied', isReady);
    const before = await stage.kernel();
    const logOuts = [await logIn(uplink, host.ipv4), await logIn(uplink, host.ipv6)];

    await stage.repository.commitFiles({ 'ssh.yaml': sshFrom(elsewhere) });
    const held = await stage.reconcile();
    expect(readiness(held).reason).toBe('Held');
    expect(held.status.rollout?.message).toContain(`${held4}, ${held6}. If`);
    expect(await stage.kernel()).toBe(before);
    // Whoever is let in elsewhere is not shut out.
    await stage.repository.commitFiles({
      'ssh.yaml': sshFrom(`from: [{networks: [${gateway.ipv4}, "${gateway.ipv6}"]}]`),
    });
    expect(isReady(await stage.reconcile())).toBe(true);
    const narrowed = await stage.kernel();
    expect(narrowed).not.toBe(before);

    await stage.repository.commitFiles({ 'ssh.yaml': sshFrom(elsewhere) });
    await logOuts[0]?.();
    expect((await stage.reconcile()).status.rollout?.message).toContain(`just now: ${held6}. If`);
    await logOuts[1]?.();
    expect(isReady(await stage.reconcile())).toBe(true);
    expect(await stage.kernel()).toContain('198.51.100.0/24');
    expect((await controller.end('SIGTERM')).code).toBe(0);
  },
);

test('so is the very first revision, which somebody applies by hand over ssh', async () => {
  const { stage, uplink, env } = await openStage('nft');
  await logIn(uplink, host.ipv4);
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder);
  await writeFile(join(folder, 'ssh.yaml'), sshFrom(elsewhere));
  const refused = await stage.gatewright(['apply', folder], { env });
  expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining(held4)]);
  expect(await stage.kernel()).not.toContain('GW-');
  expect(await stage.gatewright(['apply', folder, '--approve'], { env })).toMatchObject({ code: 0 });
  expect(await uplink.reachesHost(host.ipv4, 22)).toBe(false);
});

test('where the host knows who is logged in, a stranger at the door holds nothing up', async () => {
  const told = (from: string) =>
    `case "$*" in *list-sessions*) echo "7 0 root pts/0";; *show-session*RemoteHost*7) echo "RemoteHost=${from}";; *) exit 1;; esac`;
  const { stage, uplink, env } = await openStage('nft', told('203.0.113.9'));
  await logIn(uplink, host.ipv4);
  await stage.repository.commitFiles({ 'ssh.yaml': sshFrom(elsewhere) });
  const controller = await stage.start({ env });
  await stage.until('it is applied', isReady);
  await writeFile(join(stage.folder, 'bin/loginctl'), `#!/bin/sh\n${told(gateway.ipv4)}\n`);
  await stage.repository.commitFiles({ 'ssh.yaml': sshFrom('from: [{}]').replace('from: [{}], ', '') });
  await stage.reconcile();
  await logIn(uplink, host.ipv4);
  await stage.repository.commitFiles({ 'ssh.yaml': sshFrom(elsewhere) });
  expect((await stage.reconcile()).status.rollout).toMatchObject({
    state: 'Held',
    message: expect.stringContaining(held4),
  });
  await controller.end('SIGTERM');
});
