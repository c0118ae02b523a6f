// How a revision takes over: by a word, by probes of each kind, and undone whatever becomes of the controller meanwhile.

import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { runGit } from '../fixtures/git-repository.ts';
import { listGuards } from './guards.ts';
import { isReady, policyText, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { gateway, raiseUplink } from './uplink.ts';
import { createWebhook } from './webhook.ts';

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

test('rollback goes back to what was confirmed before, approve to what was left, and git revert back again', async () => {
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
  // To say it in Git is the other way.
  await stage.repository.git('revert', '--no-edit', 'HEAD');
  expect(isReady(await stage.reconcile())).toBe(true);
  expect(await stage.kernel()).toBe(first);
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

test('each kind of probe sees what it is for', async () => {
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
  const rollout = `confirmTimeout: 10s, probes: [{name: remote, git: true}, {name: hook, webhook: true}, {name: page, http: {url: "http://${gateway.ipv4}:8080/", status: 204}}, {name: odd, http: {url: "http://${gateway.ipv4}:8080/", status: 200}}, {name: names, dns: {name: example.test, server: ${gateway.ipv4}}}]`;
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

test('the controller is told to stop while a revision waits: it is undone at once, and waits again behind the next start', async () => {
  const { stage } = await openStage();
  const files = (rollout: string, ports: readonly number[]) => ({
    'profile.yaml': profile(rollout),
    'policy.yaml': policyText(ports),
  });
  await stage.repository.commitFiles(files(echo, [8000]));
  const controller = await stage.start();
  await stage.until('the first revision is confirmed', isReady);
  const before = await stage.kernel();
  await stage.repository.commitFiles(files(`mode: Manual, confirmTimeout: 10m, ${echo}`, [8000, 8001]));
  expect((await stage.reconcile()).status.rollout?.state).toBe('AwaitingConfirmation');
  expect((await controller.end('SIGTERM')).code).toBe(0);
  expect(await stage.kernel()).toBe(before);
  const next = await stage.start();
  await stage.until('it waits again', ({ status }) => status.rollout?.state === 'AwaitingConfirmation');
  // Whoever takes everything away while a guard puts something back waits for its end.
  await next.end('SIGKILL');
  const removed = await stage.gatewright(['uninstall']);
  expect([removed.code, removed.stdout]).toEqual([0, expect.stringMatching(/^removed \d+ rules/)]);
  expect(await listGuards(bundle())).toEqual([]);
  expect(await stage.kernel()).not.toContain('GW-');
});

test.each(['nft', 'legacy'] as const)(
  'a write that is under way when the controller is killed changes nothing any more (%s)',
  async (backend) => {
    const { stage } = await openStage(backend);
    const files = (ports: readonly number[]) => ({
      'profile.yaml': profile(`confirmTimeout: 8s, ${echo}`),
      'policy.yaml': policyText(ports),
    });
    const slow = await slowRestore(stage);
    await stage.repository.commitFiles(files([8000]));
    const controller = await stage.start({ env: slow.env });
    await stage.until('the first revision is confirmed', isReady);
    const before = await stage.kernel();
    await slow.begin();
    await stage.repository.commitFiles(files([8000, 8001]));
    stage.reconcile().catch(() => undefined);
    await slow.hasBegun();
    await controller.end('SIGKILL');
    await slow.goOn();
    await sleep(2_000);
    expect([await stage.kernel(), await listGuards(bundle())]).toEqual([before, []]);
  },
);

test('a webhook that goes away while a revision is written undoes it once, and blames nobody', async () => {
  const { stage } = await openStage();
  const webhook = createWebhook(stage);
  await webhook.up();
  const secretFile = join(stage.folder, 'secret');
  await writeFile(secretFile, 'signing key\n');
  await stage.configure({
    source: { git: { url: stage.repository.path, interval: '1h' } },
    webhooks: [{ url: webhook.url, secretFile }],
  });
  const files = (ports: readonly number[]) => ({
    'profile.yaml': profile('confirmTimeout: 8s'),
    'policy.yaml': policyText(ports),
  });
  const slow = await slowRestore(stage);
  await stage.repository.commitFiles(files([8000]));
  const controller = await stage.start({ env: slow.env });
  await stage.until('the first revision is confirmed', isReady);
  const before = await stage.kernel();
  await slow.begin();
  await stage.repository.commitFiles(files([8000, 8001]));
  const answer = stage.reconcile();
  await slow.hasBegun();
  await webhook.down();
  await slow.goOn();
  const { status } = await answer;
  expect([status.rollout?.state, status.quarantined ?? []]).toEqual(['RolledBack', []]);
  expect(status.rollout?.message).toContain('without it that does not work, either, so it is tried again');
  expect(await stage.kernel()).toBe(before);
  expect(isReady(await stage.reconcile())).toBe(true);
  expect(await stage.save('ipv4')).toContain('--dport 8001');
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

interface SlowRestore {
  /** With the program first in its PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** The next write to the live packet filter waits. */
  begin(): Promise<void>;
  /** Returns when one waits. */
  hasBegun(): Promise<void>;
  goOn(): Promise<void>;
}

/** An iptables-restore that waits as if for the lock; the rehearsal, in a namespace of its own, goes on as ever. */
async function slowRestore(stage: Stage): Promise<SlowRestore> {
  const program = `iptables-${stage.backend}-restore`;
  const folder = join(stage.folder, 'slow');
  const [isSlow, hasBegun] = [join(stage.folder, 'is-slow'), join(stage.folder, 'has-begun')];
  await mkdir(folder);
  const live = (await stage.run('readlink', ['/proc/self/ns/net'])).trim();
  const real = (await stage.run('which', [program])).trim();
  const wait = `while [ -e '${isSlow}' ] && [ "$(readlink /proc/self/ns/net)" = '${live}' ]; do echo > '${hasBegun}'; sleep 0.1; done`;
  await writeFile(join(folder, program), `#!/bin/sh\n${wait}\nexec '${real}' "$@"\n`, { mode: 0o755 });
  return {
    env: { PATH: `${folder}:${process.env.PATH}` },
    begin: () => writeFile(isSlow, ''),
    hasBegun: () => waitFor(() => exists(hasBegun)),
    goOn: () => rm(isSlow),
  };
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 90_000;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error('not within 90 seconds');
    await sleep(50);
  }
}
