// How a revision takes over: by a word, by probes of each kind, and undone whatever becomes of the controller meanwhile.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { runGit } from '../fixtures/git-repository.ts';
import { isReady, policyText, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { gateway, raiseUplink } from './uplink.ts';

const bundle = programOfSuite();

const profile = (rollout: string, more = '') => `apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: host}
spec:
  hostSelector: {}
  rollout: {${rollout}}
${more}`;
const echo = `probes: [{name: far, tcp: {address: ${gateway.ipv4}, port: 7}}]`;
const refusing = (what: string) => `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: refusing}
spec:
  hostSelector: {}
  egress: [{name: it, action: Deny, ${what}}]
`;

/** A controller that asks its source when a test says so, and a network beside it. */
async function openStage(backend: Stage['backend'] = 'nft') {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
  const uplink = await raiseUplink(stage, onTestFinished);
  await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
  return { stage, uplink };
}

test('a revision that waits for a word stays when it comes, and is undone when it does not', async () => {
  const { stage } = await openStage();
  const commit = (rollout: string, ports: readonly number[]) =>
    stage.repository.commitFiles({ 'profile.yaml': profile(rollout), 'policy.yaml': policyText(ports) });
  await commit(echo, [8000]);
  const controller = await stage.start();
  await stage.until('the first revision is confirmed', isReady);

  const second = await commit(`mode: Manual, confirmTimeout: 6s, ${echo}`, [8000, 8001]);
  const waiting = await stage.reconcile();
  expect(waiting.status.rollout?.state).toBe('AwaitingConfirmation');
  expect(waiting.status.lastAppliedRevision).toContain(second);
  expect(waiting.status.lastConfirmedRevision).not.toContain(second);
  expect(await stage.save('ipv4')).toContain('--dport 8001');
  expect((await stage.gatewright(['confirm'])).code).toBe(0);
  expect((await stage.status()).status.lastConfirmedRevision).toContain(second);
  const confirmed = await stage.kernel();

  const third = await commit(`mode: Manual, confirmTimeout: 6s, ${echo}`, [8000, 8001, 8002]);
  expect((await stage.reconcile()).status.rollout?.state).toBe('AwaitingConfirmation');
  const undone = await stage.until('it is undone', ({ status }) => status.rollout?.state === 'RolledBack');
  expect(undone.status.quarantined?.[0]).toContain(third);
  expect(await stage.kernel()).toBe(confirmed);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('who runs apply has said the word, and what cuts the host off is undone all the same', async () => {
  const { stage } = await openStage();
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder);
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write('profile.yaml', profile(`mode: Manual, confirmTimeout: 5s, ${echo}`));
  await write('policy.yaml', policyText([8000]));
  expect((await stage.gatewright(['apply', folder])).code).toBe(0);
  const before = await stage.kernel();
  expect(before).toContain('--dport 8000');
  await write('refusing.yaml', refusing(`to: [{networks: [${gateway.ipv4}]}]`));
  const refused = await stage.gatewright(['apply', folder]);
  expect([refused.code, refused.stderr]).toEqual([5, expect.stringMatching(/far \(/)]);
  expect(await stage.kernel()).toBe(before);
  // It is not tried again.
  expect((await stage.gatewright(['apply', folder])).code).toBe(5);
  expect(await stage.kernel()).toBe(before);
});

test('rollback goes back to what was confirmed before, and approve takes the other one back', async () => {
  const { stage } = await openStage();
  const commit = (ports: readonly number[]) =>
    stage.repository.commitFiles({ 'profile.yaml': profile(echo), 'policy.yaml': policyText(ports) });
  await commit([8000]);
  const controller = await stage.start();
  await stage.until('the first revision is confirmed', isReady);
  const first = await stage.kernel();
  const sha = await commit([8000, 8001]);
  expect(isReady(await stage.reconcile())).toBe(true);
  const second = await stage.kernel();
  expect((await stage.gatewright(['rollback'])).code).toBe(1);
  expect(await stage.kernel()).toBe(first);
  expect(readiness(await stage.reconcile()).reason).toBe('RolledBack');
  expect(await stage.kernel()).toBe(first);
  expect((await stage.gatewright(['approve', sha])).code).toBe(0);
  expect(await stage.kernel()).toBe(second);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('a revision that removes more rules than allowed waits for approve', async () => {
  const { stage } = await openStage();
  const ports = Array.from({ length: 40 }, (_, index) => 8000 + index);
  const files = (list: readonly number[]) => ({
    'profile.yaml': profile(`maxRemovedPercent: 20, ${echo}`),
    'policy.yaml': policyText(list),
  });
  await stage.repository.commitFiles(files(ports));
  const controller = await stage.start();
  await stage.until('the first revision is confirmed', isReady);
  const before = await stage.kernel();
  const sha = await stage.repository.commitFiles(files([8000]));
  const held = await stage.reconcile();
  expect(readiness(held).reason).toBe('Held');
  expect(held.status.rollout?.message).toMatch(/would remove 78 of the \d+ kernel rules/);
  expect(await stage.kernel()).toBe(before);
  expect((await stage.gatewright(['approve', sha])).code).toBe(0);
  expect(await stage.kernel()).not.toContain('--dport 8039');
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('each kind of probe sees what it is for', { timeout: 120_000 }, async () => {
  const { stage, uplink } = await openStage();
  await uplink.listenWeb(8080);
  await uplink.listenDns();
  const sshd = (await stage.serve(['sshd', stage.folder, gateway.ipv4], undefined, uplink.far)).ready as {
    readonly port: number;
    readonly keyFile: string;
    readonly knownHostsFile: string;
    readonly url: string;
  };
  const bare = join(stage.folder, 'server.git');
  await runGit(stage.folder, ['init', '--quiet', '--bare', '--initial-branch=main', '--template=', bare]);
  const secretFile = join(stage.folder, 'secret');
  await writeFile(secretFile, 'signing key\n');
  await stage.configure({
    source: {
      git: {
        url: `${sshd.url}${bare}`,
        interval: '1h',
        auth: { sshKeyFile: sshd.keyFile, knownHostsFile: sshd.knownHostsFile },
      },
    },
    webhooks: [{ url: `http://${gateway.ipv4}:8080/hook`, secretFile }],
  });
  const rollout = `confirmTimeout: 5s, probes: [{name: remote, git: true}, {name: hook, webhook: true}, {name: page, http: {url: "http://${gateway.ipv4}:8080/", status: 204}}, {name: odd, http: {url: "http://${gateway.ipv4}:8080/", status: 200}}, {name: names, dns: {name: example.test, server: ${gateway.ipv4}}}]`;
  const commit = async (refused: string) => {
    await stage.repository.commitFiles({
      'profile.yaml': profile(rollout, '  failsafe: {lifelines: Disabled}\n'),
      'policy.yaml': policyText([8000]),
      'refusing.yaml': refused,
    });
    await runGit(stage.repository.path, ['push', '--quiet', bare, 'main']);
  };
  await commit('# nothing\n');
  const controller = await stage.start();
  const first = await stage.until('the first revision is confirmed', isReady);
  // One that never worked is told, and stops nothing.
  expect(first.status.rollout).toMatchObject({ state: 'ProbesDegraded' });
  expect(first.status.rollout?.message).toMatch(/odd \(http\S+ answered 204\)/);
  const before = await stage.kernel();
  const cases = [
    [`ports: [{protocol: TCP, ports: [${sshd.port}]}]`, /remote \(/],
    ['ports: [{protocol: TCP, ports: [8080]}]', /hook \S+ \(.*page \(/],
    ['ports: [{protocol: UDP, ports: [53]}]', /names \(/],
  ] as const;
  for (const [what, told] of cases) {
    await commit(refusing(what));
    const { status } = await stage.reconcile();
    expect(status.rollout?.state, what).toBe('RolledBack');
    expect(status.rollout?.message).toMatch(told);
    expect(await stage.kernel()).toBe(before);
  }
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

describe.each(['nft', 'legacy'] as const)('right after the write, on %s,', (backend) => {
  /** A revision that cuts the host off was written, and its controller is about to find out. */
  const openLockedOut = async (behind: (stage: Stage) => readonly string[] = () => []) => {
    const { stage, uplink } = await openStage(backend);
    await uplink.serve(22);
    const files = { 'profile.yaml': profile(`confirmTimeout: 8s, ${echo}`), 'policy.yaml': policyText([8000]) };
    await stage.repository.commitFiles(files);
    const controller = await stage.start({ behind: behind(stage) });
    await stage.until('the first revision is confirmed', isReady);
    const before = await stage.kernel();
    await stage.repository.commitFiles({ 'refusing.yaml': refusing(`to: [{networks: [${gateway.ipv4}]}]`) });
    stage.reconcile().catch(() => undefined);
    await waitFor(async () => (await stage.kernel()).includes('policy/refusing/it'));
    return { stage, uplink, controller, before, files };
  };
  const recovers = async (stage: Stage, files: Readonly<Record<string, string>>) => {
    await stage.repository.commitFiles({
      ...files,
      'refusing.yaml': '# nothing\n',
      'policy.yaml': policyText([8000, 8001]),
    });
    expect(readiness(await stage.reconcile())).toEqual({ status: 'True', reason: 'Applied' });
  };

  test('the controller is killed: everything becomes what it was, and after its start the revision is undone again', {
    timeout: 90_000,
  }, async () => {
    const { stage, uplink, controller, before, files } = await openLockedOut();
    await controller.end('SIGKILL');
    await waitFor(async () => (await stage.kernel()) === before);
    expect(await uplink.reachesFar(gateway.ipv4, 7)).toBe(true);
    const next = await stage.start();
    await stage.until('it is told', (seen) => readiness(seen).reason === 'RolledBack');
    expect(await stage.kernel()).toBe(before);
    await recovers(stage, files);
    expect((await next.end('SIGTERM')).code).toBe(0);
  });

  test('the controller is stopped and goes on later: it finds that it was undone', { timeout: 90_000 }, async () => {
    const { stage, uplink, controller, before, files } = await openLockedOut();
    process.kill(controller.pid, 'SIGSTOP');
    await waitFor(async () => (await stage.kernel()) === before);
    expect(await uplink.reachesFar(gateway.ipv4, 7)).toBe(true);
    process.kill(controller.pid, 'SIGCONT');
    await stage.until('it is told', (seen) => readiness(seen).reason === 'RolledBack');
    expect(await stage.kernel()).toBe(before);
    await recovers(stage, files);
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });

  test.runIf(backend === 'nft')(
    'the state folder becomes read-only: the change is undone and told, and when it can be written everything goes on',
    {
      timeout: 90_000,
    },
    async () => {
      const onDisk = ({ files }: Stage) => {
        const mount = `mkdir -p ${files.state}; mount -t tmpfs tmpfs ${files.state} && exec "$@"`;
        return ['unshare', '--mount', 'sh', '-c', mount, 'sh'];
      };
      const { stage, uplink, controller, before, files } = await openLockedOut(onDisk);
      const remount = async (how: 'ro' | 'rw') => {
        const args = ['-t', `${controller.pid}`, '-m', 'mount', '-o', `remount,${how}`, stage.files.state];
        expect((await exec('nsenter', args, { deadlineMs: 10_000 })).code).toBe(0);
      };
      await remount('ro');
      await waitFor(async () => (await stage.kernel()) === before);
      expect(await uplink.reachesFar(gateway.ipv4, 7)).toBe(true);
      const told = await stage.until('it is told', ({ status }) => status.rollout?.state === 'RolledBack');
      expect(JSON.stringify(told.status.conditions)).toContain('the disk is mounted read-only');
      // It is in quarantine all the same.
      expect((await stage.reconcile()).status.rollout?.state).toBe('RolledBack');
      expect(await stage.kernel()).toBe(before);
      await remount('rw');
      await recovers(stage, files);
      expect((await controller.end('SIGTERM')).code).toBe(0);
    },
  );
});

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error('not within 30 seconds');
    await sleep(50);
  }
}
