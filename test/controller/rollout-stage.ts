// A host on which revisions take over by passes alone: kernel, guards, parameters and the state folder are in memory.

import type { Memory, PassWorld } from '../../src/controller/memory.ts';
import { type PassRequest, runPass } from '../../src/controller/pass.ts';
import type { HostName } from '../../src/controller/prepare.ts';
import { recallLastGood } from '../../src/controller/recall.ts';
import { undoChange } from '../../src/controller/undo.ts';
import { checkRollBack } from '../../src/controller/verdict.ts';
import type { Remembered } from '../../src/plan/plan-parameters.ts';
import { createMemo } from '../../src/policy/memo.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import {
  type KernelParameters,
  ParameterError,
  type RolloutRecord,
  type StandingGuard,
  StateError,
  type StoredRuleset,
  type UndoOrders,
} from '../../src/ports.ts';
import type { PassOutcome } from '../../src/status/outcome.ts';
import { document, policy } from '../policy/yaml.ts';
import { createFakeKernel } from './fake-kernel.ts';

export const never = new AbortController().signal;
export const ssh = '{name: ssh, action: Allow, services: [ssh]}';
export const port = (number: number) =>
  `{name: p-${number}, action: Allow, ports: [{protocol: TCP, ports: [${number}]}]}`;
export const services = (...rules: readonly string[]) => policy('services', 'ingress', ...rules);
export const profile = (spec: string, selector = '{}') =>
  document('FirewallProfile', 'host', `hostSelector: ${selector}\n${spec}`);

/** A guard that undoes when a test says so. */
export interface FakeGuard extends StandingGuard {
  readonly orders: UndoOrders | undefined;
  /** Its time is up. */
  fire(): Promise<void>;
  /** Somebody kills it. */
  die(): void;
}

/** One host with a loop's passes and nothing else: what the world does is said by the test. */
export interface Stage {
  readonly world: PassWorld;
  readonly kernel: ReturnType<typeof createFakeKernel>;
  /** All that were begun, and of those the armed ones. */
  readonly guards: readonly FakeGuard[];
  readonly parameters: Map<string, string>;
  /** What the state folder holds of how revisions took over. */
  readonly disk: { rollout: RolloutRecord; isFull: boolean };
  /** What the configuration says. */
  host: HostName;
  memory: Memory;
  /** Whether the one probe is answered. */
  reaches: () => boolean;
  /** While the source is asked. */
  onFetch: () => Promise<void>;
  advance(ms: number): void;
  commit(...documents: readonly string[]): Promise<PassOutcome>;
  pass(request?: Partial<PassRequest>): Promise<PassOutcome>;
  rollBack(): Promise<PassOutcome | string>;
  restart(): Promise<void>;
  /** When what is replaced beside the rules is to be remembered. */
  onKeep: () => Promise<void>;
  remembered(file: 'Parameters' | 'Policies'): Remembered;
  /** What was kept for the next boot. */
  readonly boots: readonly StoredRuleset[];
  /** When a parameter is to be set. */
  onWrite: () => Promise<void>;
  /** When it was. */
  onWritten: (name: string) => void;
  /** When a confirmed revision is to be kept. */
  onGood: () => Promise<void>;
  /** When it is asked for. */
  onRecall: (file: 'Parameters' | 'Policies') => Promise<void>;
  lets(port: number): boolean;
}

export function setStage(): Stage {
  const kernel = createFakeKernel();
  let elapsedMs = 0;
  let snapshot: Snapshot | undefined;
  let number = 0;
  const kept: Snapshot[] = [];
  const guards: FakeGuard[] = [];
  const parameters = new Map([
    ['net.ipv4.ip_default_ttl', '64'],
    ['net.ipv4.tcp_syncookies', '1'],
  ]);
  const clock: PassWorld['clock'] = {
    now: () => new Date(Date.UTC(2026, 0, 1) + elapsedMs),
    elapsedMs: () => elapsedMs,
    sleep: (ms) => {
      elapsedMs += ms;
      return Promise.resolve();
    },
    random: () => 0,
  };
  /** A file of the state folder, as far as this test lets it be read and written. */
  const remembered: Record<'Parameters' | 'Policies', Remembered> = { Parameters: {}, Policies: {} };
  const createRemembered = (file: 'Parameters' | 'Policies') => ({
    loadRemembered: async () => {
      await stage.onRecall(file);
      return remembered[file];
    },
    saveRemembered: async (next: Remembered) => {
      if (JSON.stringify(next) === JSON.stringify(remembered[file])) return;
      await stage.onKeep();
      remembered[file] = next;
    },
  });
  const kernelParameters: KernelParameters = {
    read: (name) =>
      name.endsWith('stable_secret')
        ? Promise.reject(new ParameterError('EIO: the kernel does not tell it'))
        : Promise.resolve(parameters.get(name)),
    write: async (name, value) => {
      await stage.onWrite();
      parameters.set(name, value);
      stage.onWritten(name);
    },
    ...createRemembered('Parameters'),
  };
  const boots: StoredRuleset[] = [];
  const beginGuard = (): FakeGuard => {
    let orders: UndoOrders | undefined;
    let hasActed = false;
    let isDead = false;
    const undo = async () => {
      if (orders === undefined) throw new Error('nobody armed it');
      hasActed = true;
      await undoChange({ dataplane: kernel.dataplane, parameters: kernelParameters, clock }, orders, never);
      return true;
    };
    const guard: FakeGuard = {
      get orders() {
        return orders;
      },
      arm: (given) => {
        orders = JSON.parse(JSON.stringify(given)) as UndoOrders;
        return Promise.resolve();
      },
      acted: () => hasActed,
      isLost: () => isDead && !hasActed,
      release: () => Promise.resolve(hasActed ? 'Undone' : isDead ? 'Lost' : 'Released'),
      undo: () => (isDead ? Promise.resolve(false) : undo()),
      fire: async () => {
        await undo();
      },
      die: () => {
        isDead = true;
      },
    };
    guards.push(guard);
    return guard;
  };
  const disk: Stage['disk'] = { rollout: { sshConfirmed: false, quarantined: [] }, isFull: false };
  const quiet = () => undefined;
  const world: PassWorld = {
    source: {
      fetch: async () => {
        await stage.onFetch();
        if (snapshot === undefined) throw new Error('no snapshot');
        return snapshot;
      },
      approve: () => Promise.resolve(),
      watch: () => Promise.resolve(() => Promise.resolve()),
    },
    reader: { read: (files) => Promise.resolve(readManifests(files)), close: () => Promise.resolve() },
    dataplane: kernel.dataplane,
    parameters: kernelParameters,
    builtins: createRemembered('Policies'),
    store: {
      loadLastGood: () => Promise.resolve(kept[0] === undefined ? {} : { snapshot: kept[0] }),
      loadBeforeLast: () => Promise.resolve(kept[1]),
      saveLastGood: async (good) => {
        await stage.onGood();
        kept.unshift(good);
      },
      loadHistory: () => Promise.resolve({ entries: [] }),
      appendHistory: () => Promise.resolve(),
      loadStatus: () => Promise.resolve(undefined),
      saveStatus: () => Promise.resolve(),
    },
    rulesets: {
      loadRulesets: () => Promise.resolve({ rulesets: boots.slice(-1), wasApplied: boots.length > 0 }),
      saveRuleset: (ruleset) => {
        boots.push(ruleset);
        return Promise.resolve();
      },
      forgetLastGood: () => Promise.resolve(),
    },
    rollout: {
      canWait: true,
      prober: {
        list: () =>
          Promise.resolve([
            {
              name: 'far',
              attempt: () =>
                Promise.resolve(stage.reaches() ? { kind: 'Reached' } : { kind: 'Failed', why: 'no answer' }),
            },
          ]),
      },
      guard: { begin: beginGuard },
      store: {
        loadRollout: () => Promise.resolve({ record: disk.rollout }),
        forgetRollout: () => Promise.resolve(),
        problem: () => undefined,
        saveRollout: (record) => {
          if (disk.isFull) return Promise.reject(new StateError('DiskFull', 'no space is left'));
          disk.rollout = structuredClone(record);
          return Promise.resolve();
        },
      },
    },
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    memo: createMemo(),
  };
  const stage: Stage = {
    ...{ world, kernel, guards, parameters, disk, boots },
    remembered: (file) => remembered[file],
    host: { name: 'h', labels: {} },
    memory: {},
    reaches: () => true,
    onFetch: () => Promise.resolve(),
    onKeep: () => Promise.resolve(),
    onRecall: () => Promise.resolve(),
    onWrite: () => Promise.resolve(),
    onWritten: () => undefined,
    onGood: () => Promise.resolve(),
    advance: (ms) => {
      elapsedMs += ms;
    },
    async commit(...documents) {
      number += 1;
      const text = documents.join('---\n');
      const revision = `main@sha1:${String(number).padStart(40, '0')}` as Revision;
      snapshot = { revision, files: [{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }] };
      return await stage.pass();
    },
    async pass(request = {}) {
      const { memory, outcome } = await runPass(
        world,
        { host: stage.host, memory: stage.memory, fetch: true, ...request },
        never,
      );
      stage.memory = memory;
      return outcome;
    },
    async rollBack() {
      const checked = await checkRollBack(world, { memory: stage.memory, host: stage.host }, never);
      return checked.ok ? await stage.pass({ verdict: checked.value }) : checked.error;
    },
    async restart() {
      stage.memory = await recallLastGood(world, stage.host, never);
      await stage.pass({ fetch: false });
    },
    lets: (number) => kernel.text().includes(`--dport ${number} `),
  };
  return stage;
}

export const reasons = ({ problems }: PassOutcome) => problems.map(({ reason }) => reason);
