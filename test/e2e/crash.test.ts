// The controller is killed at random moments of its work, again and again: no host stays in between, and nothing on disk breaks.

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { callController } from '../../src/adapters/control.ts';
import { createRolloutStore } from '../../src/adapters/rollout-store.ts';
import { createStateStore } from '../../src/adapters/state.ts';
import { listGuards } from './guards.ts';
import { heldBy, meantBy } from './kernel.ts';
import { programOfSuite, type Stage, setStage } from './stage.ts';
import { createWebhook, type StageWebhook } from './webhook.ts';

const bundle = programOfSuite();
const secret = 'a key that signs';

/** `npm run fuzz:crash` kills 1,000 times, in rounds that each begin with an empty host. */
const kills = Number(process.env.GATEWRIGHT_KILLS ?? '30');
const atMost = 25;

describe.each([
  { backend: 'nft', kills: Math.ceil((kills * 2) / 3) },
  { backend: 'legacy', kills: Math.floor(kills / 3) },
] as const)('on $backend', ({ backend, kills }) => {
  const rounds = Array.from({ length: Math.ceil(kills / atMost) }, (_, index) => ({
    round: index + 1,
    times: Math.min(atMost, kills - index * atMost),
  }));
  test.each(rounds)(
    'round $round: after each of $times kills at random moments the kernel holds one whole revision',
    { timeout: 1_200_000 },
    ({ times }) => killAgainAndAgain(backend, times),
  );
});

/** Each differs from the next in rules of several chains and in the entries of a set. */
function revision(number: number): Readonly<Record<string, string>> {
  const head = (kind: string, name: string) => `apiVersion: gatewright.dev/v1alpha1
kind: ${kind}
metadata: {name: ${name}}
spec:
`;
  const policy = `${head('FirewallPolicy', 'services')}  hostSelector: {}
  ingress:
    - {name: ssh, action: Allow, services: [ssh]}
    - {name: port-${number}, action: Allow, from: [{networkSets: [clients]}], ports: [{protocol: TCP, ports: [${8000 + number}]}]${number % 2 === 0 ? ', log: {}' : ''}}
  egress:
    - {name: no-smtp, action: Reject, ports: [{protocol: TCP, ports: [25, ${2500 + number}]}]}
`;
  const set = `${head('NetworkSet', 'clients')}  networks: [192.0.2.${number % 250}, 198.51.100.0/24, "2001:db8::${number}", "2001:db8:1::/48"]
`;
  const profile = `${head('FirewallProfile', 'host')}  hostSelector: {}
  hardening: {dropInvalid: ${number % 3 !== 0}}
`;
  return { 'policy.yaml': policy, 'set.yaml': set, 'profile.yaml': profile };
}

async function killAgainAndAgain(backend: Stage['backend'], kills: number): Promise<void> {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
  const secretFile = join(stage.folder, 'secret');
  await writeFile(secretFile, secret);
  const webhook = createWebhook(stage);
  await stage.configure({
    // Passes happen when the test asks for them.
    source: { git: { url: stage.repository.path, interval: '1h' } },
    dataplane: { backend: backend === 'nft' ? 'Nft' : 'Legacy', resyncInterval: '1h' },
    webhooks: [{ url: webhook.url, secretFile }],
  });
  const commit = (number: number) => stage.repository.commitFiles(revision(number), { message: `revision ${number}` });
  await commit(0);
  let controller = await stage.start();
  await stage.reconcile();
  let held = meantBy(revision(0));
  await commit(1);
  let passMs = await timed(() => stage.reconcile());
  held = meantBy(revision(1));

  const seen = { old: 0, new: 0 };
  for (let kill = 2; kill < kills + 2; kill += 1) {
    await commit(kill);
    // The answer breaks off with the controller.
    callController({ path: stage.files.socket, command: 'reconcile', deadlineMs: 10_000 }).catch(() => undefined);
    const moment = Math.random() * passMs * 1.6;
    await sleep(moment);
    expect(await controller.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await expectReadableState(stage);
    const next = meantBy(revision(kill));
    // The guard sees to it without the controller.
    await guardGone();
    const alone = await heldBy(stage);
    const isNext = isDeepStrictEqual(alone, next);
    expect(alone, `alone after a kill ${moment.toFixed(0)} ms into pass ${kill}`).toEqual(isNext ? next : held);
    // Without a source the controller can only know what it kept itself.
    await rename(stage.repository.path, `${stage.repository.path}.away`);
    controller = await stage.start();
    await stage.reconcile();
    await rename(`${stage.repository.path}.away`, stage.repository.path);
    const now = await heldBy(stage);
    const which = isDeepStrictEqual(now, next) ? 'new' : 'old';
    expect(now, `after a kill ${moment.toFixed(0)} ms into pass ${kill}`).toEqual(which === 'new' ? next : held);
    seen[which] += 1;
    // The old one is left behind before the next change, so that each kill meets one commit's work.
    if (which === 'old') passMs = await timed(() => stage.reconcile());
    expect(await heldBy(stage)).toEqual(next);
    held = next;
  }
  if (kills >= 20)
    expect(Math.min(seen.old, seen.new), `both ends are met: ${JSON.stringify(seen)}`).toBeGreaterThan(0);

  await webhook.up();
  await commit(1000);
  await stage.reconcile();
  expect(await heldBy(stage)).toEqual(meantBy(revision(1000)));
  const subjects = [...Array.from({ length: kills + 2 }, (_, number) => `revision ${number}`), 'revision 1000'];
  const history = await createStateStore({ directory: stage.files.state }).loadHistory();
  expect(history.entries.map(({ commit, outcome }) => `${outcome} ${commit?.subject}`)).toEqual(
    subjects.map((subject) => `Applied ${subject}`),
  );
  await expectAllTold(stage, webhook, subjects);
  expect((await controller.end('SIGTERM')).code).toBe(0);
  expect(controller.said()).not.toContain('damaged');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** No guard of ours is left: what it had to undo is undone. */
async function guardGone(): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    if ((await listGuards(bundle())).length === 0) return;
    if (tries === 500) throw new Error('the guard does not end');
    await sleep(20);
  }
}

/** No event was lost in the kills, none came out of order, and all are signed. */
async function expectAllTold(stage: Stage, webhook: StageWebhook, subjects: readonly string[]): Promise<void> {
  const told = () => webhook.statuses().map(({ status }) => status.commit?.subject);
  await stage.until('the last revision is told', () => told().at(-1) === subjects.at(-1));
  expect(told().filter((subject, index) => subject !== told()[index - 1])).toEqual(subjects);
  expect(new Set(webhook.told.map(({ headers }) => headers['idempotency-key'])).size).toBe(webhook.told.length);
  expect(webhook.signed(secret)).toHaveLength(webhook.told.length);
}

/** Every file that the controller keeps is whole, whenever it was killed. */
async function expectReadableState(stage: Stage): Promise<void> {
  const store = createStateStore({ directory: stage.files.state });
  const { snapshot, problem } = await store.loadLastGood();
  const { rulesets, problem: damaged } = await store.loadRulesets();
  const rollout = await createRolloutStore({
    stateDirectory: stage.files.state,
    wasApplied: async () => true,
  }).loadRollout();
  expect([damaged, rollout.problem, rulesets.length > 0]).toEqual([undefined, undefined, true]);
  const history = await store.loadHistory();
  const status: unknown = JSON.parse(await readFile(join(stage.files.state, 'status.json'), 'utf8'));
  expect([problem, history.problem, typeof snapshot, typeof status]).toEqual([
    undefined,
    undefined,
    'object',
    'object',
  ]);
}
