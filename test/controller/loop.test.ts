// The loop over fakes that behave: a source, a kernel, a disk and a clock that do what real ones do, without waiting.

import { expect, test } from 'vitest';
import { createLoop, type Loop } from '../../src/controller/loop.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import {
  type Clock,
  type Connections,
  ConnectionsError,
  DataplaneError,
  type HistoryEntry,
  type Log,
  type Source,
  SourceError,
  StateError,
  type StateStore,
} from '../../src/ports.ts';
import { readNetwork } from '../../src/revoke/read-network.ts';
import type { HostObject } from '../../src/status/status.ts';
import { policy } from '../policy/yaml.ts';
import { createFakeKernel } from './fake-kernel.ts';

function snapshot(revision: string, text: string): Snapshot {
  return {
    revision: revision as Revision,
    files: [{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }],
  };
}

const ssh = policy('p', 'ingress', '{name: ssh, action: Allow, services: [ssh]}');
const web = policy(
  'p',
  'ingress',
  '{name: ssh, action: Allow, services: [ssh]}',
  '{name: web, action: Allow, services: [http]}',
);
const bad = policy('p', 'ingress', '{name: ssh, action: Alow, services: [ssh]}');

const poison = ssh.replaceAll('ssh', 'poison');
const fails = (): never =>
  new Proxy({} as never, {
    get: () => {
      throw new TypeError('cannot read what is not there');
    },
  });

/** Time passes only by sleeping; a sleep is over at once unless it is cut short. */
function createFakeClock(): Clock & { readonly slept: number[] } {
  let ms = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(Date.UTC(2026, 0, 1) + ms),
    elapsedMs: () => ms,
    random: () => 0.5,
    async sleep(waitMs, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return;
      slept.push(waitMs);
      ms += waitMs;
    },
  };
}

interface Stage {
  readonly loop: Loop;
  readonly kernel: ReturnType<typeof createFakeKernel>;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly told: HostObject[];
  readonly history: HistoryEntry[];
  /** What the source gives next; an error is thrown. */
  next: Snapshot | SourceError;
  /** Whether the disk takes writes. */
  diskFull: boolean;
  lastGood: Snapshot | undefined;
  /** Runs until `enough` says so after a pass. */
  runUntil(enough: (status: HostObject) => boolean): Promise<HostObject>;
}

function setStage(first: Snapshot | SourceError, connections?: Connections): Stage {
  const kernel = createFakeKernel();
  const clock = createFakeClock();
  const told: HostObject[] = [];
  const history: HistoryEntry[] = [];
  let stop = new AbortController();
  let enough: (status: HostObject) => boolean = () => true;
  const source: Source = {
    fetch: () => (stage.next instanceof SourceError ? Promise.reject(stage.next) : Promise.resolve(stage.next)),
    approve: () => Promise.resolve(),
    watch: () => Promise.resolve(() => Promise.resolve()),
  };
  const write = (change: () => void) =>
    stage.diskFull ? Promise.reject(new StateError('DiskFull', 'the disk is full')) : Promise.resolve(change());
  const store: StateStore = {
    loadLastGood: () => Promise.resolve(stage.lastGood === undefined ? {} : { snapshot: stage.lastGood }),
    loadBeforeLast: () => Promise.resolve(undefined),
    saveLastGood: (good) =>
      write(() => {
        stage.lastGood = good;
      }),
    loadHistory: () => Promise.resolve({ entries: history }),
    appendHistory: (entry) => write(() => void history.push(entry)),
    loadStatus: () => Promise.resolve(told.at(-1)),
    saveStatus: () => write(() => undefined),
  };
  const reader = {
    read: (files: Snapshot['files']) => {
      const read = readManifests(files);
      // Stands for a defect of ours: whoever looks at these manifests fails.
      return Promise.resolve(files[0]?.digest === poison ? { ...read, manifests: [fails()] } : read);
    },
    close: () => Promise.resolve(),
  };
  const reporter = {
    report: (status: HostObject, reason: string) =>
      Promise.resolve(void (reason === 'Transition' && told.push(status))),
    counters: () => ({ pending: 0, delivered: 0, lost: 0 }),
    close: () => Promise.resolve(),
  };
  const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const loop = createLoop(
    {
      ...{ source, reader, dataplane: kernel.dataplane, store, reporter, clock, log },
      ...(connections === undefined ? {} : { connections }),
    },
    {
      host: { name: 'h', labels: {} },
      controllerVersion: 'test',
      pollIntervalMs: 60_000,
      resyncIntervalMs: 30_000,
      heartbeatIntervalMs: 600_000,
      standing: () => [],
      onPass: async ({ status }) => {
        if (enough(status)) stop.abort();
      },
    },
  );
  const stage: Stage = {
    loop,
    kernel,
    clock,
    told,
    history,
    next: first,
    diskFull: false,
    lastGood: undefined,
    async runUntil(wanted) {
      enough = wanted;
      stop = new AbortController();
      await loop.run(stop.signal);
      const status = loop.status();
      if (status === undefined) throw new Error('no pass');
      return status;
    },
  };
  return stage;
}

function ready(status: HostObject): string {
  const condition = status.status.conditions.find(({ type }) => type === 'Ready');
  return `${condition?.status} ${condition?.reason}`;
}

const unreachable = new SourceError('SourceUnreachable', 'the repository cannot be reached');

test('a good revision is applied, told once and remembered; passes that find nothing tell nothing', async () => {
  const stage = setStage(snapshot('r1', ssh));
  let passes = 0;
  await stage.runUntil(() => ++passes === 5);
  expect(stage.told.map(ready)).toEqual(['True Applied']);
  expect(stage.history.map(({ revision, outcome }) => `${revision} ${outcome}`)).toEqual(['r1 Applied']);
  expect(stage.lastGood?.revision).toBe('r1');
  expect(stage.kernel.writes.length).toBe(5);
});

test('a broken revision is refused, the old rules stay, and drift is still repaired', async () => {
  const stage = setStage(snapshot('r1', ssh));
  await stage.runUntil((status) => ready(status) === 'True Applied');
  const rules = stage.kernel.text();
  stage.next = snapshot('r2', bad);
  const refused = await stage.runUntil((status) => ready(status) === 'False ManifestsRefused');
  expect(refused.status.faults?.map(({ line, column }) => `${line}:${column}`)).toEqual(['7:25']);
  expect(stage.kernel.text()).toBe(rules);
  stage.kernel.flush('ipv4', 'GW-IN-p');
  const repaired = await stage.runUntil((status) => (status.status.drift?.repairs ?? 0) > 0);
  expect(stage.kernel.text()).toBe(rules);
  expect(repaired.status.lastAppliedRevision).toBe('r1');
  expect(repaired.status.drift?.lastRepair).toEqual([
    'ipv4 filter GW-IN-p: put back: -p tcp -m tcp --dport 22 -m comment --comment "policy/p/ssh" -j ACCEPT',
  ]);
});

test('while the source is away the last good revision holds, and the polls come less often', async () => {
  const stage = setStage(snapshot('r1', ssh));
  await stage.runUntil((status) => ready(status) === 'True Applied');
  stage.next = unreachable;
  let failures = 0;
  const status = await stage.runUntil((one) => ready(one) === 'False SourceUnreachable' && ++failures === 40);
  expect(status.status.lastAppliedRevision).toBe('r1');
  expect(stage.told.map(ready)).toEqual(['True Applied', 'False SourceUnreachable']);
  stage.next = snapshot('r2', web);
  const after = await stage.runUntil((one) => ready(one) === 'True Applied');
  expect(after.status.lastAppliedRevision).toBe('r2');
});

test('a restart enforces the last good revision before it has asked the source', async () => {
  const stage = setStage(unreachable);
  stage.lastGood = snapshot('r1', ssh);
  const status = await stage.runUntil(() => true);
  expect(status.status.lastAppliedRevision).toBe('r1');
  expect(ready(status)).toBe('False SourceUnreachable');
  expect(stage.kernel.text()).toContain('--dport 22');
});

test('at the very first start without a source nothing is written', async () => {
  const stage = setStage(unreachable);
  await stage.runUntil(() => true);
  expect(stage.kernel.writes).toEqual([]);
});

test('a revision that the kernel refuses is tried at polls, told and recorded once, and the old one is kept up in between', async () => {
  const stage = setStage(snapshot('r1', ssh));
  await stage.runUntil((status) => ready(status) === 'True Applied');
  const rules = stage.kernel.text();
  stage.kernel.refuse = (script) => script.includes('policy/p/web');
  stage.next = snapshot('r2', web);
  let passes = 0;
  await stage.runUntil((status) => ready(status) === 'False KernelRefused' && ++passes === 6);
  expect(stage.kernel.text()).toBe(rules);
  expect(stage.history.map(({ revision, outcome }) => `${revision} ${outcome}`)).toEqual(['r1 Applied', 'r2 Failed']);
  expect(stage.told.map(ready)).toEqual(['True Applied', 'False KernelRefused']);
  stage.kernel.flush('ipv6', 'GW-IN-p');
  await stage.runUntil((status) => (status.status.drift?.repairs ?? 0) > 0);
  expect(stage.kernel.text()).toBe(rules);
  stage.kernel.refuse = () => false;
  const after = await stage.runUntil((status) => ready(status) === 'True Applied');
  expect(after.status.lastAppliedRevision).toBe('r2');
});

test('a full disk stops nothing but the memory of it, and is made good when there is room', async () => {
  const stage = setStage(snapshot('r1', ssh));
  stage.diskFull = true;
  const status = await stage.runUntil((one) => ready(one) === 'False DiskFull');
  expect(status.status.lastAppliedRevision).toBe('r1');
  expect(stage.kernel.text()).toContain('--dport 22');
  stage.diskFull = false;
  await stage.runUntil((one) => ready(one) === 'True Applied');
  expect(stage.lastGood?.revision).toBe('r1');
  expect(stage.history.map(({ revision, outcome }) => `${revision} ${outcome}`)).toEqual(['r1 Applied']);
});

test('an hour without Git, names and disk: drift is repaired all the time, and recovery needs nobody', async () => {
  const stage = setStage(snapshot('r1', ssh));
  await stage.runUntil((status) => ready(status) === 'True Applied');
  const rules = stage.kernel.text();
  stage.next = unreachable;
  stage.diskFull = true;
  const begunMs = stage.clock.elapsedMs();
  let flushed = 0;
  const during = await stage.runUntil(({ status }) => {
    expect(stage.kernel.text()).toBe(rules);
    expect(status.drift.repairs).toBe(flushed);
    if (stage.clock.elapsedMs() - begunMs >= 3_600_000) return true;
    stage.kernel.flush(flushed % 2 === 0 ? 'ipv4' : 'ipv6', 'GW-IN-p');
    flushed += 1;
    return false;
  });
  expect(flushed).toBeGreaterThan(110);
  expect(during.status.lastAppliedRevision).toBe('r1');
  expect(ready(during)).toBe('False SourceUnreachable');
  // Each repair is told, the outage once, and nothing waits for the disk.
  expect(stage.told.length).toBeLessThanOrEqual(flushed + 3);
  expect(stage.history).toHaveLength(1);
  expect(JSON.stringify(during).length).toBeLessThan(5_000);
  stage.diskFull = false;
  stage.next = snapshot('r2', web);
  const after = await stage.runUntil((status) => ready(status) === 'True Applied');
  expect(after.status.lastAppliedRevision).toBe('r2');
  expect(stage.lastGood?.revision).toBe('r2');
  expect(stage.history.map(({ revision, outcome }) => `${revision} ${outcome}`)).toEqual(['r1 Applied', 'r2 Applied']);
});

test('a kernel that cannot be read is never taken for an empty one', async () => {
  const stage = setStage(snapshot('r1', ssh));
  stage.kernel.unreadable = new DataplaneError(
    'TableIncompatible',
    'the ipv4 table filter holds rules made by nft itself',
  );
  const status = await stage.runUntil(() => true);
  expect(ready(status)).toBe('False TableIncompatible');
  expect(stage.kernel.writes).toEqual([]);
});

test('a rule that ends is taken out at that moment, without a new revision and without drift', async () => {
  const ends = policy(
    'p',
    'ingress',
    '{name: ssh, action: Allow, services: [ssh]}',
    '{name: web, action: Allow, services: [http], expires: "2026-01-01T00:00:10Z"}',
  );
  const stage = setStage(snapshot('main@sha1:1', ends));
  const before = await stage.runUntil(() => true);
  expect(before.status.policies[0]?.rules?.map(({ name, expired }) => [name, expired])).toEqual([
    ['ssh', undefined],
    ['web', undefined],
  ]);
  const after = await stage.runUntil(({ status }) => status.policies[0]?.rules?.[1]?.expired === true);
  expect(stage.clock.elapsedMs()).toBe(10_000);
  expect(after.status.plan).toMatchObject({ added: 0, removed: 2, replaced: 0 });
  expect(after.status.drift.repairs).toBe(0);
  expect(after.status.warnings.map(({ message }) => message)).toContain(
    'rule web expired at 2026-01-01T00:00:10Z and is not made; take it out, or give it a later end',
  );
});

test('a rule of the last good revision ends at its moment, also while the newest one is refused', async () => {
  const ends = policy('p', 'ingress', '{name: ssh, action: Allow, services: [ssh], expires: "2026-01-01T00:00:10Z"}');
  const stage = setStage(snapshot('r1', ends));
  await stage.runUntil(() => true);
  stage.next = snapshot('r2', bad);
  const { status } = await stage.runUntil(({ status: { policies } }) => policies[0]?.rules?.[0]?.expired === true);
  expect([status.lastAttemptedRevision, stage.clock.elapsedMs()]).toEqual(['r2', 10_000]);
  // And then there is no hurry.
  stage.clock.slept.length = 0;
  const passes: HostObject[] = [];
  await stage.runUntil((host) => passes.push(host) > 2);
  expect(stage.clock.slept.every((ms) => ms > 1_000)).toBe(true);
});

test('open flows that could not be ended are tried again soon, not at the next look at the kernel', async () => {
  let failures = 1;
  const none = readNetwork({ rules: '', main: '', local: '' }, 'ipv4');
  const connections: Connections = {
    look: () => {
      failures -= 1;
      return failures < 0
        ? Promise.resolve({ flows: [], network: { ipv4: none, ipv6: none } })
        : Promise.reject(new ConnectionsError('ToolTimeout', 'conntrack did not end in time'));
    },
    forget: () => Promise.resolve(),
  };
  const stage = setStage(snapshot('r1', web), connections);
  await stage.runUntil(() => true);
  stage.next = snapshot('r2', ssh);
  const skipped: (string | undefined)[] = [];
  await stage.runUntil(({ status }) => skipped.push(status.dataplane?.revocationSkipped) === 2);
  expect([skipped, stage.clock.elapsedMs()]).toEqual([['conntrack did not end in time', undefined], 10_000]);
});

test('a defect of ours refuses the revision that meets it: the rules of before stay, and the next good commit applies', async () => {
  const stage = setStage(snapshot('r1', ssh));
  await stage.runUntil(() => true);
  const before = stage.kernel.text();
  stage.next = snapshot('r2', poison);
  const refused = await stage.runUntil((status) => status.status.lastAttemptedRevision === 'r2');
  expect(refused.status.conditions.find(({ type }) => type === 'Ready')).toMatchObject({ reason: 'CompilerDefect' });
  expect(stage.kernel.text()).toEqual(before);
  stage.next = snapshot('r3', web);
  const applied = await stage.runUntil((status) => status.status.lastAppliedRevision === 'r3');
  expect(applied.status.conditions.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'True' });
});
