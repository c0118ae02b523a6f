// When open flows are ended: behind a revision that is there to stay, behind a rule's end, and never at another time.

import { expect, test } from 'vitest';
import type { Memory, PassWorld, RolloutWorld } from '../../src/controller/memory.ts';
import { runPass } from '../../src/controller/pass.ts';
import { confirm, confirmIn } from '../../src/controller/quarantine.ts';
import { recallLastGood } from '../../src/controller/recall.ts';
import { takeTurns } from '../../src/controller/turns.ts';
import type { Known } from '../../src/policy/known.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import { type Connections, ConnectionsError, type RolloutRecord, type StateStore } from '../../src/ports.ts';
import type { FlowFilter, TrackedFlow } from '../../src/revoke/flow.ts';
import { readFlows } from '../../src/revoke/read-flows.ts';
import { readNetwork } from '../../src/revoke/read-network.ts';
import { eachInSteps } from '../../src/revoke/steps.ts';
import type { PassOutcome } from '../../src/status/outcome.ts';
import { document, policy } from '../policy/yaml.ts';
import { createFakeKernel } from './fake-kernel.ts';

const closed = document('FirewallProfile', 'closed', 'hostSelector: {}\nfailsafe: {ingress: [], reason: a test}');
const ssh = policy('ssh', 'ingress', '{name: ssh, action: Allow, services: [ssh]}');
const web = policy('web', 'ingress', '{name: web, action: Allow, services: [http]}');

function flowsOf(ports: readonly number[]): readonly TrackedFlow[] {
  const lines = ports.map(
    (port, index) =>
      `ipv4 2 tcp 6 9 ESTABLISHED src=192.0.2.10 dst=192.0.2.1 sport=${40_000 + index} dport=${port} src=192.0.2.1 dst=192.0.2.10 sport=${port} dport=${40_000 + index} mark=0 use=1\n`,
  );
  const read = readFlows(lines.join(''));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const ipv4 = readNetwork({ rules: '', main: 'default dev eth0\n', local: 'local 192.0.2.1 dev eth0\n' }, 'ipv4');
const network = { ipv4, ipv6: readNetwork({ rules: '', main: '', local: '' }, 'ipv6') };

interface Disk {
  lastGood?: Snapshot;
  beforeLast?: Snapshot;
  record: RolloutRecord;
}

interface Stage {
  readonly world: PassWorld;
  readonly disk: Disk;
  readonly kernel: ReturnType<typeof createFakeKernel>;
  /** Flows that stand. */
  flows: readonly TrackedFlow[];
  /** How often somebody has looked at them. */
  looks: number;
  /** What looking throws. */
  failing: Error | undefined;
  /** Warnings so far. */
  readonly said: string[];
  memory: Memory;
  nowMs: number;
  /** How often others were given a turn. */
  turns: number;
  profile: string;
  /** What the host knows beside its manifests. */
  known: Known;
  /** What a glance at the clock takes. */
  tickMs: number;
  commit(...documents: readonly string[]): Promise<PassOutcome>;
  /** Another process begins with what is on disk. */
  restart(): Promise<void>;
  /** The entries of the sets of revoked flows. */
  entries(): Promise<readonly string[]>;
}

function fits(filter: FlowFilter, flow: TrackedFlow): boolean {
  return Object.entries(filter).every(([key, value]) => flow[key as keyof TrackedFlow] === value);
}

function setStage(): Stage {
  const kernel = createFakeKernel();
  let snapshot: Snapshot | undefined;
  let elapsedMs = 0;
  const connections: Connections = {
    look: () => {
      stage.looks += 1;
      return stage.failing === undefined
        ? Promise.resolve({ flows: stage.flows, network })
        : Promise.reject(stage.failing);
    },
    forget: (filter) => {
      stage.flows = stage.flows.filter((flow) => !fits(filter, flow));
      return Promise.resolve();
    },
  };
  const disk: Disk = { record: { sshConfirmed: false, quarantined: [] } };
  const guard = {
    arm: () => Promise.resolve(),
    acted: () => false,
    isLost: () => false,
    release: () => Promise.resolve('Released' as const),
    undo: () => Promise.resolve(true),
  };
  const rollout: RolloutWorld = {
    canWait: false,
    prober: { list: () => Promise.resolve([]) },
    guard: { begin: () => guard },
    store: {
      loadRollout: () => Promise.resolve({ record: disk.record }),
      forgetRollout: () => Promise.resolve(),
      problem: () => undefined,
      saveRollout: (record) => {
        disk.record = record;
        return Promise.resolve();
      },
    },
  };
  const store: StateStore = {
    loadLastGood: () => Promise.resolve(disk.lastGood === undefined ? {} : { snapshot: disk.lastGood }),
    loadBeforeLast: () => Promise.resolve(disk.beforeLast),
    saveLastGood: (good) => {
      Object.assign(disk, { lastGood: good, beforeLast: disk.lastGood });
      return Promise.resolve();
    },
    loadHistory: () => Promise.resolve({ entries: [] }),
    appendHistory: () => Promise.resolve(),
    loadStatus: () => Promise.resolve(undefined),
    saveStatus: () => Promise.resolve(),
  };
  const quiet = () => undefined;
  const world: PassWorld = {
    source: {
      fetch: () => (snapshot === undefined ? Promise.reject(new Error('no snapshot')) : Promise.resolve(snapshot)),
      approve: () => Promise.resolve(),
      watch: () => Promise.resolve(() => Promise.resolve()),
    },
    reader: { read: (files) => Promise.resolve(readManifests(files)), close: () => Promise.resolve() },
    dataplane: kernel.dataplane,
    known: () => stage.known,
    connections,
    rollout,
    store,
    clock: {
      now: () => new Date(stage.nowMs),
      elapsedMs: () => {
        elapsedMs += stage.tickMs;
        return elapsedMs;
      },
      sleep: () => {
        stage.turns += 1;
        return Promise.resolve();
      },
      random: () => 0,
    },
    log: { debug: quiet, info: quiet, warn: (message) => stage.said.push(message), error: quiet },
  };
  const stage: Stage = {
    world,
    disk,
    kernel,
    flows: [],
    looks: 0,
    failing: undefined,
    said: [],
    memory: {},
    nowMs: Date.UTC(2026, 0, 1),
    turns: 0,
    profile: closed,
    known: {},
    tickMs: 0,
    async commit(...documents) {
      const text = [stage.profile, ...documents].join('---\n');
      snapshot = {
        revision: `r ${text.length} ${documents.length}` as Revision,
        files: [{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }],
      };
      const request = { host: { name: 'h', labels: {} }, memory: stage.memory, fetch: true };
      const { memory, outcome } = await runPass(world, request, new AbortController().signal);
      stage.memory = memory;
      return outcome;
    },
    async restart() {
      stage.memory = await recallLastGood(world, { name: 'h', labels: {} }, new AbortController().signal);
    },
    entries: async () =>
      (await kernel.dataplane.observe(new AbortController().signal)).sets
        .filter(({ name }) => /^gw[46]-revoked/.test(name))
        .flatMap(({ entries }) => entries),
  };
  return stage;
}

test('a revision that closes something ends what is open there, once; one that opens it again lets it in at once', async () => {
  const stage = setStage();
  stage.flows = flowsOf([22, 22, 80]);
  await stage.commit(ssh, web);
  expect(stage.looks).toBe(0);
  expect((await stage.commit(web)).revoked).toEqual({ ended: 2, reopened: 0 });
  expect(stage.flows).toHaveLength(1);
  expect(await stage.entries()).toEqual(['192.0.2.10,6:22,192.0.2.1']);
  expect((await stage.commit(web)).revoked).toBeUndefined();
  expect(stage.looks).toBe(1);
  expect((await stage.commit(ssh, web)).revoked).toEqual({ ended: 0, reopened: 1 });
  expect(await stage.entries()).toEqual([]);
});

test('without the program conntrack the status says so, and as soon as it is there, what is still open is ended', async () => {
  const stage = setStage();
  await stage.commit(ssh, web);
  stage.flows = flowsOf([22, 80]);
  stage.failing = new ConnectionsError('BinaryMissing', 'conntrack is not installed');
  const outcome = await stage.commit(web);
  expect(outcome.dataplane?.revocationSkipped).toBe('conntrack is not installed');
  expect(outcome.problems).toEqual([]);
  expect((await stage.commit(web)).dataplane?.revocationSkipped).toBe('conntrack is not installed');
  expect(stage.said).toEqual(['open flows were not ended, or not all']);
  // Nobody installs it by waiting: the next usual pass is soon enough.
  expect(stage.memory.unfinished?.againMs).toBeUndefined();
  stage.failing = undefined;
  const after = await stage.commit(web);
  expect([after.revoked?.ended, after.dataplane?.revocationSkipped]).toEqual([1, undefined]);
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80]);
});

test('several revisions while it is missing: each let something in, and all of that is ended', async () => {
  const stage = setStage();
  const mail = policy('mail', 'ingress', '{name: smtp, action: Allow, services: [smtp]}');
  await stage.commit(web);
  stage.failing = new ConnectionsError('BinaryMissing', 'conntrack is not installed');
  await stage.commit(web, ssh);
  await stage.commit(web, mail);
  await stage.commit(web);
  stage.flows = flowsOf([22, 25, 80]);
  stage.failing = undefined;
  expect((await stage.commit(web)).revoked?.ended).toBe(2);
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80]);
});

test('a revision that is taken back before its flows could be ended leaves none of them', async () => {
  const stage = setStage();
  await stage.commit(web);
  await stage.commit(web, ssh);
  stage.flows = flowsOf([22, 80]);
  stage.failing = new ConnectionsError('ToolTimeout', 'conntrack did not end in time');
  await stage.commit(web);
  for (const _ of Array(20)) {
    await stage.commit(web, ssh);
    await stage.commit(web);
  }
  expect(stage.memory.unfinished?.befores.length).toBeLessThan(10);
  stage.failing = undefined;
  expect((await stage.commit(web)).revoked?.ended).toBe(1);
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80]);
});

test('what failed for want of time is done in the next pass, by what held before', async () => {
  const stage = setStage();
  await stage.commit(ssh, web);
  stage.flows = flowsOf([22, 80]);
  stage.failing = new ConnectionsError('ToolTimeout', 'conntrack did not end in time');
  await stage.commit(web);
  expect(stage.memory.unfinished?.againMs).toBeGreaterThan(0);
  stage.failing = undefined;
  expect((await stage.commit(web)).revoked?.ended).toBe(1);
  stage.failing = new ConnectionsError('ToolTimeout', 'conntrack did not end in time');
  await stage.commit();
  // A third revision in between: what the first of them let in is still to be judged.
  stage.failing = undefined;
  expect((await stage.commit(ssh)).revoked?.ended).toBe(1);
  expect(stage.flows).toEqual([]);
});

test('more flows than time allows are ended in several passes, never one without the others of its kind, and none that lives', async () => {
  const stage = setStage();
  await stage.commit(ssh, web);
  stage.flows = [...flowsOf([23, 22, 80, 22, 22]), ...flowsOf([80, 22])];
  stage.tickMs = 4_000;
  await stage.commit(
    policy('telnet', 'ingress', '{name: telnet, action: Allow, ports: [{protocol: TCP, ports: [23]}]}'),
    ssh,
    web,
  );
  expect((await stage.commit(web)).dataplane?.revocationSkipped).toMatch(/so many open flows/);
  // One that waits could be shut out by the entry of another, or bring it back.
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([22, 80, 22, 22, 80, 22]);
  expect(await stage.entries()).toEqual(['192.0.2.10,6:23,192.0.2.1']);
  expect(stage.memory.unfinished?.againMs).toBeLessThanOrEqual(1_000);
  // What was judged once is known.
  stage.tickMs = 1_000;
  const last = await stage.commit(web);
  expect(last.dataplane?.revocationSkipped).toBeUndefined();
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80, 80]);
  expect(await stage.entries()).toHaveLength(2);
});

test('others get their turn while flows are judged, and between the steps of what is made of them', async () => {
  const stage = setStage();
  await stage.commit(ssh, web);
  stage.flows = flowsOf(Array.from({ length: 3_000 }, (_, index) => (index % 3 === 0 ? 22 : 80)));
  stage.turns = 0;
  stage.tickMs = 4;
  await stage.commit(web);
  expect([stage.turns > 200, stage.memory.unfinished]).toEqual([true, undefined]);

  stage.turns = 0;
  stage.tickMs = 60;
  const steps = eachInSteps(Array(5_000).keys(), () => undefined);
  await takeTurns(stage.world.clock, steps, new AbortController().signal);
  expect(stage.turns).toBeGreaterThan(5);
});

const named = (...names: readonly string[]) =>
  policy('out', 'egress', `{name: to, action: Allow, to: [{domainNames: [${names.join(', ')}]}], services: [https]}`);
const shut = document(
  'FirewallProfile',
  'closed',
  'hostSelector: {}\ndefaults: {egress: Deny}\nfailsafe: {ingress: [], reason: a test}',
);

/** Flows of this host to port 443 of the last bytes. */
function flowsTo(...servers: readonly number[]): readonly TrackedFlow[] {
  const lines = servers.map(
    (server) =>
      `ipv4 2 tcp 6 9 ESTABLISHED src=192.0.2.1 dst=198.51.100.${server} sport=4${server} dport=443 src=198.51.100.${server} dst=192.0.2.1 sport=443 dport=4${server} mark=0 use=1\n`,
  );
  const read = readFlows(lines.join(''));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

test('a name that is answered otherwise takes nothing away; a revision that takes the name away ends what went to any answer', async () => {
  const stage = setStage();
  stage.profile = shut;
  const answer = (a: readonly number[], b: readonly number[] = [50]) => {
    const addresses = (all: readonly number[]) => all.map((one) => `198.51.100.${one}`);
    stage.known = {
      names: new Map([
        ['a.example', addresses(a)],
        ['b.example', addresses(b)],
      ]),
    };
  };
  answer([10, 11]);
  await stage.commit(named('a.example'), named('b.example').replaceAll('out', 'other'));
  stage.flows = flowsTo(10, 11, 50);
  answer([12]);
  const both = [named('a.example'), named('b.example').replaceAll('out', 'other')];
  await stage.commit(...both);
  answer([13]);
  await stage.commit(...both);
  stage.flows = [...stage.flows, ...flowsTo(13)];
  // Another revision that still has the name.
  expect((await stage.commit(...both, web)).revoked).toBeUndefined();
  expect(stage.flows).toHaveLength(4);
  const after = await stage.commit(named('b.example').replaceAll('out', 'other'), web);
  expect(after.revoked?.ended).toBe(3);
  expect(stage.flows).toEqual(flowsTo(50));
  expect(stage.memory.pastAnswers).toEqual([]);
  // An address that is shut and becomes the new answer of another name.
  expect(await stage.entries()).toHaveLength(3);
  answer([], [11, 50]);
  expect((await stage.commit(named('b.example').replaceAll('out', 'other'), web)).revoked).toEqual({
    ended: 0,
    reopened: 1,
  });
});

test('a rule that ends takes its flows along, without a new revision', async () => {
  const ends = policy('ssh', 'ingress', '{name: ssh, action: Allow, services: [ssh], expires: "2026-01-01T00:00:10Z"}');
  const stage = setStage();
  stage.flows = flowsOf([22, 80]);
  await stage.commit(ends, web);
  stage.nowMs += 11_000;
  expect((await stage.commit(ends, web)).revoked?.ended).toBe(1);
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80]);
});

const office = policy(
  'office',
  'ingress',
  '{name: ssh, action: Allow, services: [ssh], schedule: {from: "08:00", to: "17:00"}}',
);

test('a schedule that ends takes its flows along, and when it begins again, they may come again', async () => {
  const stage = setStage();
  stage.nowMs = Date.UTC(2026, 0, 1, 16, 59, 59);
  stage.flows = flowsOf([22, 80]);
  await stage.commit(office, web);
  expect((await stage.commit(office, web)).revoked).toBeUndefined();
  stage.nowMs += 1_000;
  expect((await stage.commit(office, web)).revoked).toEqual({ ended: 1, reopened: 0 });
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80]);
  expect(await stage.entries()).toHaveLength(1);
  stage.nowMs = Date.UTC(2026, 0, 2, 8);
  expect((await stage.commit(office, web)).revoked).toEqual({ ended: 0, reopened: 1 });
  stage.flows = flowsOf([22, 80]);
  expect((await stage.commit(office, web)).revoked).toBeUndefined();
  expect(stage.flows).toHaveLength(2);
});

test('a refusal that begins at some hour ends what is open then', async () => {
  const night = policy(
    'night',
    'ingress',
    '{name: no, action: Deny, services: [http], schedule: {from: "17:00", to: "08:00"}}',
  );
  const stage = setStage();
  stage.nowMs = Date.UTC(2026, 0, 1, 12);
  stage.flows = flowsOf([22, 80]);
  await stage.commit(night, ssh, web);
  stage.nowMs = Date.UTC(2026, 0, 1, 17);
  expect((await stage.commit(night, ssh, web)).revoked?.ended).toBe(1);
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([22]);
});

test('a clock that is set back and passes the end once more ends what was opened in between', async () => {
  const stage = setStage();
  stage.nowMs = Date.UTC(2026, 0, 1, 17, 1);
  await stage.commit(office, web);
  stage.nowMs = Date.UTC(2026, 0, 1, 16, 50);
  stage.flows = flowsOf([22, 80]);
  expect((await stage.commit(office, web)).revoked).toBeUndefined();
  stage.nowMs = Date.UTC(2026, 0, 1, 17);
  expect((await stage.commit(office, web)).revoked?.ended).toBe(1);
});

test.each([
  ['schedule', office],
  ['rule', policy('office', 'ingress', '{name: ssh, action: Allow, services: [ssh], expires: "2026-01-01T17:00:00Z"}')],
])('a %s that ended while no controller ran takes its flows along behind the next start', async (_, ends) => {
  const stage = setStage();
  stage.nowMs = Date.UTC(2026, 0, 1, 16);
  stage.flows = flowsOf([22, 80]);
  await stage.commit(ends, web);
  await stage.restart();
  expect((await stage.commit(ends, web)).revoked).toBeUndefined();
  expect(stage.flows).toHaveLength(2);
  stage.nowMs = Date.UTC(2026, 0, 1, 18);
  await stage.restart();
  expect((await stage.commit(ends, web)).revoked?.ended).toBe(1);
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80]);
});

test('a process that dies before flows are ended leaves the new revision on disk, and the next one ends them', async () => {
  const stage = setStage();
  await stage.commit(ssh, web);
  const first = stage.disk.lastGood;
  stage.flows = flowsOf([22, 80]);
  stage.failing = new Error('killed');
  await expect(stage.commit(web)).rejects.toThrow('killed');
  expect(stage.disk.lastGood?.revision).not.toBe(first?.revision);
  expect([stage.disk.beforeLast, stage.disk.record.isRevoking]).toEqual([first, true]);
  stage.failing = undefined;
  await stage.restart();
  expect((await stage.commit(web)).revoked?.ended).toBe(1);
  expect(stage.flows.map(({ serverPort }) => serverPort)).toEqual([80]);
  expect(stage.disk.record.isRevoking).toBeUndefined();
  // A revision after which there is nothing to judge notes nothing.
  stage.failing = new Error('looked at');
  await stage.commit(
    web,
    policy('empty', 'ingress', '{name: none, action: Log, services: [ssh]}').replace(
      'hostSelector: {}',
      'hostSelector: {matchLabels: {a: b}}',
    ),
  );
  expect(stage.disk.record.isRevoking).toBeUndefined();
});

test('a revision that waits for somebody ends nothing before that', async () => {
  const stage = setStage();
  await stage.commit(ssh, web);
  const before = stage.memory;
  await stage.commit(web);
  const target = stage.memory.lastGood;
  if (target === undefined) throw new Error('nothing was applied');
  const waiting = { target } as NonNullable<Memory['waiting']>;
  const outcome = { state: 'AwaitingConfirmation', revision: target.snapshot.revision, message: '' } as const;
  const waits = await confirmIn(stage.world, before, { target, concluded: { kind: 'Waits', outcome, waiting } });
  expect(waits.memory.unfinished).toBeUndefined();
  const { memory } = await confirm(stage.world, waits.memory, target);
  expect(memory.unfinished).toMatchObject({ befores: [before.lastGood], after: target });
});
