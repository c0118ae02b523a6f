// How a revision takes over, by the loop's passes alone: what is guarded, held, undone, tried again and gone back to.

import { describe, expect, test } from 'vitest';
import type { Memory, PassWorld } from '../../src/controller/memory.ts';
import { type PassRequest, runPass } from '../../src/controller/pass.ts';
import type { HostName } from '../../src/controller/prepare.ts';
import { recallLastGood } from '../../src/controller/recall.ts';
import { undoChange } from '../../src/controller/undo.ts';
import { checkConfirm, checkRollBack, leaveWaiting } from '../../src/controller/verdict.ts';
import type { Remembered } from '../../src/plan/plan-parameters.ts';
import { createMemo } from '../../src/policy/memo.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import {
  DataplaneError,
  type KernelParameters,
  ParameterError,
  type RolloutRecord,
  type StandingGuard,
  StateError,
  type StoredRuleset,
  type Suspension,
  type UndoOrders,
} from '../../src/ports.ts';
import type { PassOutcome } from '../../src/status/outcome.ts';
import { document, policy } from '../policy/yaml.ts';
import { createFakeKernel } from './fake-kernel.ts';

const never = new AbortController().signal;
const ssh = '{name: ssh, action: Allow, services: [ssh]}';
const port = (number: number) => `{name: p-${number}, action: Allow, ports: [{protocol: TCP, ports: [${number}]}]}`;
const services = (...rules: readonly string[]) => policy('services', 'ingress', ...rules);
const profile = (spec: string, selector = '{}') =>
  document('FirewallProfile', 'host', `hostSelector: ${selector}\n${spec}`);
const manual = profile('rollout: {mode: Manual, confirmTimeout: 60s}');

/** A guard that undoes when a test says so. */
interface FakeGuard extends StandingGuard {
  readonly orders: UndoOrders | undefined;
  /** Its time is up. */
  fire(): Promise<void>;
  /** Somebody kills it. */
  die(): void;
}

interface Stage {
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

function setStage(): Stage {
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

const reasons = ({ problems }: PassOutcome) => problems.map(({ reason }) => reason);

describe('a revision that changes something beside the rules, or nothing', () => {
  const ttl = (value: number) => profile(`sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "${value}"}}`);

  test('a kernel parameter alone is guarded and proven, and what cuts the host off is undone', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = () => stage.parameters.get('net.ipv4.ip_default_ttl') !== '1';
    const { rollout } = await stage.commit(ttl(1), services(ssh));
    expect(rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    expect(stage.guards.at(-1)?.orders?.parameters).toEqual({ 'net.ipv4.ip_default_ttl': { before: '64', ours: '1' } });
    // The rules are the same, and yet it is another thing.
    expect((await stage.commit(ttl(60), services(ssh))).rollout?.state).toBe('Confirmed');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
  });

  const damaged = new StateError('Unwritable', 'the file is damaged');
  const full = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
  const isReached = (stage: Stage) => () => stage.parameters.get('net.ipv4.ip_default_ttl') !== '1';

  test('a parameter whose value of before cannot be kept: it waits, and is guarded and proven when it can', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.onKeep = full;
    stage.reaches = isReached(stage);
    const { problems } = await stage.commit(ttl(1), services(ssh, port(8000)));
    expect(problems).toContainEqual(
      expect.objectContaining({ reason: 'StateUnwritable', message: expect.stringContaining('no space is left') }),
    );
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([false, '64']);
    stage.onKeep = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('RolledBack');
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([false, '64']);
    expect(stage.memory.rolloutRecord?.quarantined).toHaveLength(1);
  });

  /** What was there before us can be read until the rules are written. */
  const failBehindTheRules = (stage: Stage) => {
    stage.onRecall = () => (stage.lets(8000) ? Promise.reject(damaged) : Promise.resolve());
  };

  test('a parameter that cannot be written any more behind the rules: it is undone, and tried again', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    failBehindTheRules(stage);
    const undone = await stage.commit(ttl(60), services(ssh, port(8000)));
    expect([undone.rollout?.state, undone.rollout?.message]).toEqual([
      'RolledBack',
      expect.stringContaining('the file is damaged; it is tried again'),
    ]);
    expect(stage.lets(8000)).toBe(false);
    expect(stage.memory.rolloutRecord?.quarantined).toEqual([]);
    stage.onRecall = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('Confirmed');
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '60']);
  });

  test('a parameter that can never be written behind the rules: after three tries it is in quarantine', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    failBehindTheRules(stage);
    await stage.commit(ttl(60), services(ssh, port(8000)));
    for (let tries = 1; tries < 4; tries += 1) {
      expect(stage.memory.rolloutRecord?.quarantined, `${tries}`).toEqual([]);
      await stage.pass();
    }
    expect(stage.memory.rolloutRecord?.quarantined).toMatchObject([{ why: 'the file is damaged' }]);
    expect(stage.lets(8000)).toBe(false);
  });

  test('a disk that takes nothing behind the rules: all of it is written and proven, and kept up when the disk is back', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    let kept = 0;
    stage.onKeep = () => {
      kept += 1;
      return kept === 1 ? Promise.resolve() : full();
    };
    const outcome = await stage.commit(ttl(60), services(ssh, port(8000)));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['DiskFull']]);
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
    await stage.restart();
    stage.onKeep = () => Promise.resolve();
    await stage.pass();
    stage.parameters.set('net.ipv4.ip_default_ttl', '61');
    expect((await stage.pass()).drift).toEqual(['net.ipv4.ip_default_ttl: set to 60 (it was 61)']);
    expect(stage.remembered('Parameters')).toEqual({ 'net.ipv4.ip_default_ttl': { before: '64', ours: '60' } });
  });

  test('where it is not known what was there before us, whatever sets something waits, and nothing else', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = isReached(stage);
    stage.onRecall = () => Promise.reject(damaged);
    for (const documents of [
      [ttl(1), services(ssh, port(8000))],
      [ttl(1), services(ssh)],
      [profile('defaults: {builtinPolicy: Drop}'), services(ssh)],
    ]) {
      const { problems } = await stage.commit(...documents);
      expect(problems).toContainEqual(
        expect.objectContaining({ reason: 'StateUnwritable', message: expect.stringContaining(damaged.message) }),
      );
      expect(stage.memory.lastGood?.snapshot.revision).toContain('1');
    }
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([false, '64']);
    expect((await stage.commit(profile(''), services(ssh, port(8001)))).rollout?.state).toBe('Confirmed');
    expect((await stage.commit(ttl(1), services(ssh, port(8001)))).rollout).toBeUndefined();
    stage.onRecall = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
  });

  test.each([
    ['Parameters', profile('defaults: {builtinPolicy: Drop}')],
    ['Policies', ttl(60)],
  ] as const)('only what the damaged file speaks of waits (%s)', async (file, other) => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.onRecall = (asked) => (asked === file ? Promise.reject(damaged) : Promise.resolve());
    const outcome = await stage.commit(other, services(ssh, port(8000)));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['Unwritable']]);
    expect(stage.lets(8000)).toBe(true);
  });

  test('a first revision is not kept from a host that has none: its rules come, and the rest with the next one', async () => {
    const stage = setStage();
    stage.onRecall = () => Promise.reject(damaged);
    const outcome = await stage.commit(ttl(1), services(ssh, port(8000)));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['Unwritable']]);
    stage.onRecall = () => Promise.resolve();
    const later = await stage.pass();
    expect(later.problems).toEqual([
      expect.objectContaining({
        reason: 'ParameterDiffers',
        message: expect.stringMatching(/is set with the next commit$/),
      }),
    ]);
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '64']);
    stage.reaches = isReached(stage);
    expect((await stage.commit(ttl(1), services(ssh, port(8000)))).rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
  });

  test('what was not put back, because nobody knew what was there, is put back by another revision, guarded', async () => {
    const stage = setStage();
    await stage.commit(ttl(60), services(ssh));
    stage.onRecall = () => Promise.reject(damaged);
    expect((await stage.commit(profile(''), services(ssh, port(8001)))).rollout?.state).toBe('Confirmed');
    stage.onRecall = () => Promise.resolve();
    await stage.pass();
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
    expect((await stage.commit(profile(''), services(ssh))).rollout?.state).toBe('Confirmed');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    expect(stage.guards.at(-1)?.orders?.parameters).toEqual({
      'net.ipv4.ip_default_ttl': { before: '60', ours: '64' },
    });
  });

  describe('a parameter that could not be set when its revision took over', () => {
    const name = 'net.ipv4.ip_default_ttl';
    /** It stands without it, as of an interface that is not there yet. */
    const standWithout = async (value: number) => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.parameters.delete(name);
      const outcome = await stage.commit(ttl(value), services(ssh, port(8000)));
      expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['ParameterDiffers']]);
      stage.parameters.set(name, '64');
      return stage;
    };

    test('is not set behind everybody’s back when it can be, but told, and set with the next commit, guarded', async () => {
      const stage = await standWithout(1);
      stage.reaches = isReached(stage);
      for (const _ of [1, 2]) {
        const { problems } = await stage.pass();
        expect(problems.map(({ message }) => message)).toEqual([
          `${name} is 64 and must be 1: it did not stand when this revision was confirmed, and later nobody would look whether the host is still reached; it is set with the next commit`,
        ]);
        expect(stage.parameters.get(name)).toBe('64');
      }
      const { rollout } = await stage.commit(ttl(1), services(ssh, port(8000)));
      expect([rollout?.state, stage.parameters.get(name)]).toEqual(['RolledBack', '64']);
    });

    test('is ours once it was set and confirmed: then it is kept up, also where it was away meanwhile', async () => {
      const stage = await standWithout(60);
      await stage.commit(ttl(60), services(ssh));
      expect(stage.parameters.get(name)).toBe('60');
      stage.parameters.delete(name);
      await stage.pass();
      stage.parameters.set(name, '64');
      expect((await stage.pass()).drift).toEqual([`${name}: set to 60 (it was 64)`]);
    });

    test('is not put up by a boot before it was confirmed', async () => {
      const stage = await standWithout(60);
      expect(stage.boots.at(-1)?.parameters).toEqual({});
      await stage.commit(ttl(60), services(ssh));
      expect(stage.boots.at(-1)?.parameters).toEqual({ [name]: '60' });
    });

    test('because another program sets it back at once: the same', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWritten = () => stage.parameters.set(name, '64');
      expect(reasons(await stage.commit(ttl(1), services(ssh)))).toEqual(['ParameterDiffers']);
      stage.onWritten = () => undefined;
      await stage.pass();
      expect([stage.parameters.get(name), stage.boots.at(-1)?.parameters]).toEqual(['64', {}]);
    });

    test('because the kernel refused it, and somebody has confirmed the revision: the same', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWrite = () => Promise.reject(new ParameterError('EINVAL'));
      const wait = `rollout: {mode: Manual, confirmTimeout: 60s}\nsysctls: {mode: Enforce, values: {"${name}": "1"}}`;
      expect((await stage.commit(profile(wait), services(ssh))).rollout?.state).toBe('AwaitingConfirmation');
      await stage.pass({ verdict: { kind: 'Confirm' } });
      stage.onWrite = () => Promise.resolve();
      await stage.pass();
      expect([stage.parameters.get(name), stage.boots.at(-1)?.parameters]).toEqual(['64', {}]);
    });

    test('and the file that says what is ours is damaged: a boot does not put it up, but what it has put up before', async () => {
      const stage = await standWithout(60);
      const both = (rule: string) =>
        [
          profile(`sysctls: {mode: Enforce, values: {"${name}": "60", "net.ipv4.tcp_syncookies": "2"}}`),
          services(ssh, rule),
        ] as const;
      stage.parameters.delete(name);
      await stage.commit(...both(port(8000)));
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.tcp_syncookies': '2' });
      stage.onRecall = () => Promise.reject(damaged);
      await stage.commit(...both(port(8001)));
      expect(stage.lets(8001)).toBe(true);
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.tcp_syncookies': '2' });
    });

    test('is asked for at each pass while nobody can tell, and the file of the boot is not written each time', async () => {
      const stage = setStage();
      await stage.commit(ttl(60), services(ssh));
      stage.onRecall = () => Promise.reject(damaged);
      const { kept: _, ...memory } = stage.memory;
      stage.memory = memory;
      const { length } = stage.boots;
      await stage.pass();
      await stage.pass();
      expect(stage.boots).toHaveLength(length);
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.ip_default_ttl': '60' });
    });

    test('but has stood with one before is ours all the time, whatever is committed while it is away', async () => {
      const stage = setStage();
      stage.parameters.set(name, '60');
      await stage.commit(ttl(60), services(ssh));
      stage.parameters.delete(name);
      await stage.commit(ttl(60), services(ssh, port(8000)));
      stage.parameters.set(name, '64');
      await stage.pass();
      expect(stage.parameters.get(name)).toBe('60');
    });

    test('because the kernel refused it: the same, and what stands by chance is ours', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWrite = () => Promise.reject(new ParameterError('EINVAL'));
      const values = profile(`sysctls: {mode: Enforce, values: {"${name}": "60", "net.ipv4.tcp_syncookies": "1"}}`);
      expect(reasons(await stage.commit(values, services(ssh)))).toEqual(['ParameterRefused', 'ParameterDiffers']);
      stage.onWrite = () => Promise.resolve();
      stage.parameters.set('net.ipv4.tcp_syncookies', '2');
      expect((await stage.pass()).drift).toEqual(['net.ipv4.tcp_syncookies: set to 1 (it was 2)']);
      expect(stage.parameters.get(name)).toBe('64');
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.tcp_syncookies': '1' });
    });
  });

  test('a parameter that the kernel sets along with another one is set as it is wanted, in the same pass', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    const values = '{"net.ipv4.ip_default_ttl": "60", "net.ipv4.tcp_syncookies": "1"}';
    stage.onWritten = (name) => {
      if (name === 'net.ipv4.ip_default_ttl') stage.parameters.set('net.ipv4.tcp_syncookies', '0');
    };
    const outcome = await stage.commit(profile(`sysctls: {mode: Enforce, values: ${values}}`), services(ssh));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', []]);
    expect(Object.fromEntries(stage.parameters)).toEqual({
      'net.ipv4.ip_default_ttl': '60',
      'net.ipv4.tcp_syncookies': '1',
    });
  });

  describe('what a revision has set stays ours', () => {
    const wait = profile(
      'rollout: {mode: Manual, confirmTimeout: 60s}\nsysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "60"}}\ndefaults: {builtinPolicy: Drop}',
    );
    const keepsUp = async (stage: Stage) => {
      stage.parameters.set('net.ipv4.ip_default_ttl', '61');
      expect((await stage.pass()).drift).toEqual(['net.ipv4.ip_default_ttl: set to 60 (it was 61)']);
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.ip_default_ttl': '60' });
      expect(stage.kernel.text()).toContain(dropped);
    };

    test('when it is confirmed and the next one takes over in the same pass', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      await stage.commit(wait, services(ssh));
      await stage.commit(wait.replace('Manual', 'Auto'), services(ssh, port(8000)));
      const outcome = await stage.pass({ verdict: { kind: 'Confirm' } });
      expect([outcome.rollout?.state, stage.lets(8000)]).toEqual(['Confirmed', true]);
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
      await keepsUp(stage);
    });

    test.each(['rule', 'the file'])('when the disk has not taken its %s, and the next one takes over', async (what) => {
      const stage = setStage();
      const automatic = wait.replace('Manual', 'Auto');
      await stage.commit(profile(''), services(ssh));
      const refuse = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
      if (what === 'rule') stage.onGood = refuse;
      else
        stage.onWritten = () => {
          stage.onKeep = refuse;
        };
      await stage.commit(automatic, services(ssh));
      stage.onGood = () => Promise.resolve();
      stage.onKeep = () => Promise.resolve();
      stage.onWritten = () => undefined;
      await stage.commit(automatic, services(ssh, port(8000)));
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
      await keepsUp(stage);
    });

    test('when the disk has taken nothing, and somebody has changed it by the time it does', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onGood = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
      await stage.commit(wait.replace('Manual', 'Auto'), services(ssh));
      stage.parameters.set('net.ipv4.ip_default_ttl', '61');
      stage.onGood = () => Promise.resolve();
      await stage.pass();
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
      await keepsUp(stage);
    });

    test('when it was confirmed while the kernel could not be read', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      await stage.commit(wait, services(ssh));
      stage.kernel.unreadable = new DataplaneError('LockTimeout', 'not now');
      await stage.pass({ verdict: { kind: 'Confirm' } });
      stage.kernel.unreadable = undefined;
      await stage.pass();
      await keepsUp(stage);
    });
  });

  describe('a parameter of a revision whose undoing was lost', () => {
    /** The host is cut off, and then guard and controller are killed. */
    const killBoth = async (stage: Stage, change: () => Promise<unknown>) => {
      stage.reaches = () => {
        if (stage.parameters.get('net.ipv4.ip_default_ttl') !== '1') return true;
        throw new Error('killed');
      };
      await expect(change()).rejects.toThrow('killed');
      stage.parameters.set('net.ipv4.ip_default_ttl', '1');
      stage.reaches = isReached(stage);
    };

    test('is taken back where the revision before wants it, too, but never had it', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.parameters.delete('net.ipv4.ip_default_ttl');
      await stage.commit(ttl(1), services(ssh));
      stage.parameters.set('net.ipv4.ip_default_ttl', '64');
      await killBoth(stage, () => stage.commit(ttl(1), services(ssh, port(8000))));
      await stage.restart();
      await stage.pass({ fetch: false });
      expect([stage.parameters.get('net.ipv4.ip_default_ttl'), stage.boots.at(-1)?.parameters]).toEqual(['64', {}]);
    });

    test('is taken back where none stood before, before it is tried once more', async () => {
      const stage = setStage();
      await killBoth(stage, () => stage.commit(ttl(1), services(ssh)));
      stage.memory = {};
      const outcome = await stage.pass();
      expect([outcome.rollout?.state, stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual(['RolledBack', '64']);
    });

    test('is taken back where the same revision held otherwise here, by other labels of the host', async () => {
      const stage = setStage();
      const labelled = profile(
        'sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "1"}}\npriority: 900',
        '{matchLabels: {x: "on"}}',
      );
      const both = [profile(''), labelled.replace('name: host', 'name: other'), services(ssh)];
      await stage.commit(...both);
      stage.host = { name: 'h', labels: { x: 'on' } };
      await killBoth(stage, () => stage.restart());
      stage.host = { name: 'h', labels: {} };
      await stage.restart();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    });

    test('but somebody else’s hand is left alone: what stood so already was tried by nobody', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWrite = () => Promise.reject(new ParameterError('EINVAL'));
      await stage.commit(ttl(60), services(ssh));
      stage.parameters.set('net.ipv4.ip_default_ttl', '60');
      stage.onWrite = () => Promise.resolve();
      stage.reaches = () => !stage.lets(8000);
      expect((await stage.commit(ttl(60), services(ssh, port(8000)))).rollout?.state).toBe('RolledBack');
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
    });

    test('is taken back by whoever starts with the revision before, because the disk did not take the new one', async () => {
      const stage = setStage();
      await stage.commit(ttl(63), services(ssh));
      stage.onGood = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
      expect((await stage.commit(ttl(60), services(ssh))).rollout?.state).toBe('Confirmed');
      stage.onGood = () => Promise.resolve();
      await stage.restart();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('63');
    });

    const befores = [
      ['it goes back to what it was', profile(''), '64'],
      ['it goes back to what the revision before wants', ttl(63), '63'],
    ] as const;
    test.each(befores)('with the guard and the controller: %s', async (_, before, expected) => {
      const stage = setStage();
      await stage.commit(before, services(ssh));
      stage.reaches = () => {
        if (stage.parameters.get('net.ipv4.ip_default_ttl') !== '1') return true;
        throw new Error('killed');
      };
      await expect(stage.commit(ttl(1), services(ssh))).rejects.toThrow('killed');
      // Its guard is killed as well, so that nobody has undone it.
      stage.parameters.set('net.ipv4.ip_default_ttl', '1');
      await stage.restart();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe(expected);
    });

    test('while another waited for a word: nothing of that one is ours before it was confirmed', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      const wait = profile(
        'rollout: {mode: Manual, confirmTimeout: 60s}\nsysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "1"}}',
      );
      expect((await stage.commit(wait, services(ssh))).rollout?.state).toBe('AwaitingConfirmation');
      await stage.pass();
      await stage.pass();
      expect(stage.remembered('Parameters')).toEqual({
        'net.ipv4.ip_default_ttl': {
          before: '64',
          ours: '64',
          tried: { found: '64', value: '1', by: expect.stringMatching(/^main@sha1:0+2 /) },
        },
      });
      await stage.pass({ verdict: { kind: 'Confirm' } });
      expect(stage.remembered('Parameters')).toEqual({ 'net.ipv4.ip_default_ttl': { before: '64', ours: '1' } });
    });
  });

  test('one parameter that the kernel does not tell keeps no other from being set, guarded and proven', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = isReached(stage);
    const both = (value: number) =>
      profile(
        `sysctls: {mode: Enforce, values: {"net.ipv6.conf.all.stable_secret": "::1", "net.ipv4.ip_default_ttl": "${value}"}}`,
      );
    expect((await stage.commit(both(1), services(ssh))).rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    const outcome = await stage.commit(both(60), services(ssh));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['ParameterRefused']]);
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
  });

  const drop = profile('defaults: {builtinPolicy: Drop}');
  const dropped = ':INPUT DROP [0:0]';

  test('the policy of a built-in chain alone is guarded and proven, and what cuts the host off is undone', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = () => !stage.kernel.text().includes(dropped);
    expect((await stage.commit(drop, services(ssh))).rollout?.state).toBe('RolledBack');
    expect(stage.kernel.text()).not.toContain(dropped);
    stage.reaches = () => true;
    expect((await stage.pass({ isMeant: () => true })).rollout?.state).toBe('Confirmed');
    expect(stage.kernel.text()).toContain(dropped);
  });

  test('the policy of a built-in chain that cannot be kept: it waits', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.onKeep = full;
    const { problems } = await stage.commit(drop, services(ssh, port(8000)));
    expect(problems).toContainEqual(expect.objectContaining({ reason: 'StateUnwritable' }));
    expect([stage.lets(8000), stage.kernel.text().includes(dropped)]).toEqual([false, false]);
    stage.onKeep = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('Confirmed');
    expect([stage.lets(8000), stage.kernel.text().includes(dropped)]).toEqual([true, true]);
  });

  test.each(['LockTimeout', 'ToolTimeout', 'ToolCrashed'] as const)(
    'the policy of a built-in chain that cannot be set behind the rules (%s): it is undone, and tried again',
    async (reason) => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.kernel.refuse = (script) => script.includes(dropped) && new DataplaneError(reason, 'not now');
      const undone = await stage.commit(drop, services(ssh, port(8000)));
      expect([undone.rollout?.state, undone.rollout?.message]).toEqual([
        'RolledBack',
        expect.stringContaining('not now; it is tried again'),
      ]);
      expect([stage.lets(8000), stage.memory.rolloutRecord?.quarantined]).toEqual([false, []]);
      stage.kernel.refuse = () => false;
      expect((await stage.pass()).rollout?.state).toBe('Confirmed');
      expect([stage.lets(8000), stage.kernel.text().includes(dropped)]).toEqual([true, true]);
    },
  );

  test('nothing at all is neither guarded nor proven', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    await stage.commit(
      profile(''),
      services(ssh),
      document('Service', 'unused', 'ports: [{protocol: TCP, ports: [1]}]'),
    );
    expect(stage.guards.filter(({ orders }) => orders !== undefined)).toHaveLength(1);
  });
});

test('what somebody else has set meanwhile is not put back', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  stage.reaches = () => {
    if (!stage.lets(8000)) return true;
    stage.parameters.set('net.ipv4.ip_default_ttl', '99');
    return false;
  };
  const spec = 'sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "1", "net.ipv4.tcp_syncookies": "2"}}';
  expect((await stage.commit(profile(spec), services(ssh, port(8000)))).rollout?.state).toBe('RolledBack');
  expect(Object.fromEntries(stage.parameters)).toEqual({
    'net.ipv4.ip_default_ttl': '99',
    'net.ipv4.tcp_syncookies': '1',
  });
});

test('a parameter that the kernel does not tell stops no commit', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  const report = profile('sysctls: {mode: Report, values: {"net.ipv6.conf.all.stable_secret": "::1"}}');
  const outcome = await stage.commit(report, services(ssh, port(8000)));
  expect([stage.lets(8000), reasons(outcome)]).toEqual([true, ['ParameterRefused']]);
});

describe('a probe that fails behind the change', () => {
  /** It answers until the rules are there, and then not for some tries. */
  const outageAt = (stage: Stage, number: number, tries: number) => {
    let left = tries;
    stage.reaches = () => {
      if (left === tries && !stage.lets(number)) return true;
      left -= 1;
      return left < 0;
    };
  };

  test('and fails without it, too, is an outage: the revision is not to blame, and is tried again', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    outageAt(stage, 8000, 1_000);
    const outcome = await stage.commit(services(ssh, port(8000)));
    expect([outcome.rollout?.state, outcome.quarantined, reasons(outcome)]).toEqual(['RolledBack', [], ['RolledBack']]);
    expect(stage.lets(8000)).toBe(false);
    // It is still away: that was so before the change.
    stage.reaches = () => false;
    const again = await stage.pass();
    expect([again.rollout?.state, stage.lets(8000), reasons(again)]).toEqual(['Unproven', true, []]);
  });

  test('and comes back without it is the revision’s fault', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    stage.reaches = () => !stage.lets(8000);
    const outcome = await stage.commit(services(ssh, port(8000)));
    expect(outcome.quarantined).toHaveLength(1);
    stage.reaches = () => true;
    expect(reasons(await stage.pass())).toEqual(['RolledBack']);
    expect(stage.lets(8000)).toBe(false);
  });

  test('again and again, coming and going, is no reason to try for ever', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    const outcomes: PassOutcome[] = [];
    for (let count = 0; count < 5; count += 1) {
      outageAt(stage, 8000, 1_000);
      outcomes.push(count === 0 ? await stage.commit(services(ssh, port(8000))) : await stage.pass());
    }
    expect(outcomes.map(({ quarantined }) => quarantined?.length)).toEqual([0, 0, 0, 1, 1]);
    expect(stage.guards.filter(({ orders }) => orders !== undefined)).toHaveLength(5);
  });
});

describe('quarantine', () => {
  test('ends for all that comes to the same when one of them is confirmed', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    let isCut = true;
    stage.reaches = () => !isCut || !stage.lets(8000);
    await stage.commit(services(ssh, port(8000)));
    expect(reasons(await stage.commit(services(ssh, port(8000)), '# the same\n'))).toEqual(['RolledBack']);
    isCut = false;
    expect(reasons(await stage.pass({ isMeant: () => true }))).toEqual([]);
    expect(reasons(await stage.commit(services(ssh, port(8000)), '# the same once more\n'))).toEqual([]);
    await stage.restart();
    expect(reasons(await stage.pass())).toEqual([]);
  });

  test('is written as soon as the state folder takes it', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    stage.reaches = () => !stage.lets(8000);
    stage.disk.isFull = true;
    expect(reasons(await stage.commit(services(ssh, port(8000))))).toContain('DiskFull');
    expect(reasons(await stage.pass())).toContain('DiskFull');
    stage.disk.isFull = false;
    expect(reasons(await stage.pass())).toEqual(['RolledBack']);
    expect(stage.disk.rollout.quarantined).toHaveLength(1);
  });
});

test('a suspension that could not be written is written later, and holds behind a restart', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  stage.disk.isFull = true;
  const suspension: Suspension = { reason: 'work', by: 'root', until: '2030-01-01T00:00:00Z', isRepairing: true };
  await stage.pass({ suspension });
  stage.disk.isFull = false;
  await stage.pass();
  await stage.restart();
  expect(reasons(await stage.commit(services(ssh, port(8000))))).toEqual(['Suspended']);
  expect(stage.lets(8000)).toBe(false);
});

describe('a revision that waits for a word', () => {
  const wait = async (stage: Stage, isFirst = false) => {
    if (!isFirst) await stage.commit(services(ssh));
    const { rollout } = await stage.commit(manual, services(ssh, port(8000)));
    expect(rollout?.state).toBe('AwaitingConfirmation');
    const guard = stage.guards.at(-1);
    if (guard === undefined) throw new Error('there is no guard');
    return guard;
  };

  test.each([false, true])(
    'is not written again when its guard acts while the source is asked (first: %s)',
    async (isFirst) => {
      const stage = setStage();
      const guard = await wait(stage, isFirst);
      stage.onFetch = async () => {
        stage.advance(61_000);
        await guard.fire();
      };
      const { rollout } = await stage.pass();
      expect([rollout?.state, stage.lets(8000)]).toEqual(['RolledBack', false]);
      stage.onFetch = () => Promise.resolve();
      await stage.pass();
      expect(stage.lets(8000)).toBe(false);
    },
  );

  test('is undone when its guard is gone', async () => {
    const stage = setStage();
    (await wait(stage)).die();
    const { rollout } = await stage.pass({ fetch: false });
    expect([rollout?.message, stage.lets(8000)]).toEqual([
      expect.stringContaining('the process that guards it is gone'),
      false,
    ]);
  });

  test('is undone when the controller ends, and waits again behind its start', async () => {
    const stage = setStage();
    await wait(stage);
    await leaveWaiting(stage.world, stage.memory);
    expect([stage.lets(8000), stage.disk.rollout.pending]).toEqual([false, undefined]);
    await stage.restart();
    expect((await stage.pass()).rollout?.state).toBe('AwaitingConfirmation');
  });

  test('is confirmed by its own name, and not by another', async () => {
    const stage = setStage();
    await wait(stage);
    const sha = stage.memory.waiting?.target.snapshot.revision.replace(/^.*:/, '');
    expect(checkConfirm(stage.memory, '1'.repeat(40))).toMatchObject({ ok: false });
    expect(checkConfirm(stage.memory, sha)).toMatchObject({ ok: true });
    const { rollout } = await stage.pass({ verdict: { kind: 'Confirm' } });
    expect([rollout?.state, stage.lets(8000)]).toEqual(['Confirmed', true]);
    expect(checkConfirm(stage.memory, undefined)).toMatchObject({ ok: false });
  });
});

describe('rollback', () => {
  test('takes the rules alone where it is not known what was there before us', async () => {
    const stage = setStage();
    const ttl = (value: number) => profile(`sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "${value}"}}`);
    await stage.commit(ttl(60), services(ssh, port(8000)));
    await stage.commit(ttl(61), services(ssh));
    stage.onRecall = () => Promise.reject(new StateError('Unwritable', 'the file is damaged'));
    expect((await stage.rollBack()) as PassOutcome).toMatchObject({ rollout: { state: 'Confirmed' } });
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '61']);
    stage.onRecall = () => Promise.resolve();
    expect(reasons(await stage.pass())).toContain('ParameterDiffers');
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '61']);
  });

  test('that the kernel refuses says so, and not that it was done', async () => {
    const stage = setStage();
    await stage.commit(services(ssh, port(8000)));
    await stage.commit(services(ssh));
    stage.kernel.refuse = (script) => script.includes('8000');
    const outcome = (await stage.rollBack()) as PassOutcome;
    expect(outcome.rollout).toBeUndefined();
    expect(outcome.problems).toContainEqual(expect.objectContaining({ reason: 'KernelRefused' }));
    expect([outcome.applied?.revision.at(-1), stage.lets(8000)]).toEqual(['2', false]);
  });

  const many = Array.from({ length: 60 }, (_, index) => port(9000 + index));

  test('is never held: whoever says it means it', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, ...many));
    await stage.rollBack();
    expect(stage.lets(9059)).toBe(false);
    expect(reasons(await stage.pass())).toEqual(['RolledBack']);
    expect(stage.lets(9059)).toBe(false);
  });

  test.each([
    ['refused', 'spec: ['],
    ['held', services(port(8001))],
  ])('goes back also while the newest revision is %s', async (_, newest) => {
    const stage = setStage();
    await stage.commit(services(ssh, port(8001)));
    await stage.commit(services(ssh, port(8001), port(8002)));
    await stage.commit(newest);
    await stage.rollBack();
    await stage.pass();
    expect([stage.lets(8001), stage.lets(8002)]).toEqual([true, false]);
  });

  test('goes back also while suspended', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, port(8002)));
    await stage.pass({ suspension: { reason: 'x', by: 'y', until: '2030-01-01T00:00:00Z', isRepairing: true } });
    await stage.rollBack();
    expect(stage.lets(8002)).toBe(false);
  });

  test('goes back behind a restart, and once: what was left is not come back to', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, port(8002)));
    await stage.restart();
    await stage.rollBack();
    expect(stage.lets(8002)).toBe(false);
    expect(await stage.rollBack()).toContain('was left here already');
    await stage.restart();
    expect(await stage.rollBack()).toContain('was left here already');
    expect(stage.lets(8002)).toBe(false);
  });

  test('to a revision that cuts the host off is undone, once', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, port(8002)));
    stage.reaches = () => stage.lets(8002);
    await stage.rollBack();
    expect(stage.lets(8002)).toBe(true);
    const { length } = stage.guards;
    await stage.pass();
    await stage.pass({ fetch: false });
    expect([stage.lets(8002), stage.guards.length]).toEqual([true, length]);
  });

  test.each([false, true])(
    'never opens ssh again by the automatic failsafe, and takes no last way in (restart: %s)',
    async (isRestarted) => {
      const stage = setStage();
      await stage.commit(services(port(8001)));
      expect(stage.lets(22)).toBe(true);
      await stage.commit(services(ssh, port(8002)));
      if (isRestarted) await stage.restart();
      expect(await stage.rollBack()).toContain('lets no ssh in');
      expect([stage.lets(22), stage.lets(8002)]).toEqual([true, true]);
    },
  );

  test('where nothing was confirmed before says so', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    expect(await stage.rollBack()).toContain('there is no revision that was confirmed before');
  });
});

describe('held until somebody says that it is meant', () => {
  const failsafe = 'failsafe: {ingress: [{services: [ssh]}]}';

  test('no policy selects the host any more, however few rules that takes', async () => {
    const stage = setStage();
    await stage.commit(profile(failsafe), services(port(8001)));
    const other = services(port(8001)).replace('hostSelector: {}', 'hostSelector: {matchLabels: {role: other}}');
    const outcome = await stage.commit(profile(failsafe), other);
    expect([outcome.rollout?.state, stage.lets(8001)]).toEqual(['Held', true]);
    expect(outcome.rollout?.message).toContain('no policy selects this host any more');
  });

  test('the failsafe that lets ssh in goes, once ssh was let in by a policy', async () => {
    const stage = setStage();
    await stage.commit(services(ssh, port(8001)));
    expect((await stage.commit(profile(failsafe), services(port(8001)))).rollout?.state).toBe('Confirmed');
    const outcome = await stage.commit(profile(failsafe, '{matchLabels: {role: other}}'), services(port(8001)));
    expect([outcome.rollout?.state, stage.lets(22)]).toEqual(['Held', true]);
  });

  test('another label of the configuration leaves no policy for the host', async () => {
    const stage = setStage();
    stage.host = { name: 'h', labels: { role: 'web' } };
    const web = services(ssh, port(8001)).replace('hostSelector: {}', 'hostSelector: {matchLabels: {role: web}}');
    await stage.commit(profile(failsafe), web);
    stage.host = { name: 'h', labels: { role: 'wbe' } };
    await stage.restart();
    const outcome = await stage.pass();
    expect([outcome.rollout?.state, stage.lets(8001)]).toEqual(['Held', true]);
    // Also where nothing asks the source: what is kept up is kept up as it was.
    expect([reasons(await stage.pass({ fetch: false })), stage.lets(8001)]).toEqual([['Held'], true]);
    expect(reasons(await stage.pass({ isMeant: () => true }))).toEqual([]);
    expect(stage.lets(8001)).toBe(false);
    await stage.restart();
    expect([reasons(await stage.pass()), stage.lets(8001)]).toEqual([[], false]);
  });
});

test('the same revision with other files, as of another folder of the repository, takes over like a new one', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  const { source } = stage.world;
  const same = await source.fetch(never);
  const text = services(ssh, port(8000));
  const files = [{ path: 'b.yaml', digest: text, bytes: new TextEncoder().encode(text) }];
  const fetch = () => Promise.resolve({ ...same, files });
  Object.assign(source, { fetch });
  expect((await stage.pass()).rollout?.state).toBe('Confirmed');
  expect(stage.lets(8000)).toBe(true);
});

test('a revision that waits is not written again when its guard acts at the last moment', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  await stage.commit(manual, services(ssh, port(8000)));
  const guard = stage.guards.at(-1);
  if (guard === undefined) throw new Error('there is no guard');
  const { dataplane } = stage.world;
  const { observe } = dataplane;
  // What it undoes looks like drift to the pass that is under way.
  const actFirst: typeof observe = async (signal) => {
    Object.assign(dataplane, { observe });
    await guard.fire();
    return await observe(signal);
  };
  Object.assign(dataplane, { observe: actFirst });
  await stage.pass({ fetch: false });
  expect(stage.lets(8000)).toBe(false);
  expect((await stage.pass({ fetch: false })).quarantined).toHaveLength(1);
  expect(stage.lets(8000)).toBe(false);
});
