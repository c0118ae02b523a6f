// What a boot puts up: by the later of two clocks, and in each family the next best where the kernel refuses.

import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/adapters/clock.ts';
import { type BootHost, restoreLastGood } from '../../src/controller/restore.ts';
import type { Remembered } from '../../src/plan/plan-parameters.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Revision } from '../../src/policy/snapshot.ts';
import { DataplaneError, ParameterError, StateError, type StoredRuleset } from '../../src/ports.ts';
import type { Desired, DesiredSet } from '../../src/ruleset/ruleset.ts';
import { createFakeKernel } from './fake-kernel.ts';

const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };
const never = new AbortController().signal;

/** One chain before INPUT that lets a port in until a moment. */
function ruleset(port: number, datestop = '2038-01-19T03:14:06', target = '-j ACCEPT'): Desired {
  const text = `-p tcp -m tcp --dport ${port} -m time --datestop ${datestop} -m comment --comment "a/b" ${target}`;
  const rules = [{ text, label: 'a/b', role: 'verdict' as const, origin }];
  const table = {
    name: 'filter' as const,
    chains: [{ name: 'GW-IN', rules }],
    hooks: [{ builtin: 'INPUT' as const, target: 'GW-IN', after: [] }],
  };
  return { ipv4: { family: 'ipv4', tables: [table] }, ipv6: { family: 'ipv6', tables: [table] }, sets: [] };
}

const stored = (desired: Desired, revision: string, savedMs = 0): StoredRuleset => ({
  revision: revision as Revision,
  savedMs,
  desired,
  parameters: {},
  policies: {},
});

function rememberIn(start: Remembered = {}) {
  let remembered = start;
  return {
    loadRemembered: () => Promise.resolve(remembered),
    saveRemembered: (value: Remembered) => {
      remembered = value;
      return Promise.resolve();
    },
    remembered: () => remembered,
  };
}

const whole = [stored(ruleset(80), 'newest'), stored(ruleset(81), 'older')];

function boot(rulesets: readonly StoredRuleset[] = whole, nowMs = 0, wasApplied = true) {
  const [kernel, other] = [createFakeKernel(), createFakeKernel()];
  const values = new Map([
    ['net.ipv4.ip_forward', '0'],
    ['net.ipv6.conf.all.forwarding', '0'],
  ]);
  const parameters = {
    ...rememberIn(),
    read: (name: string) => Promise.resolve(values.get(name)),
    write: async (name: string, value: string) => void values.set(name, value),
  };
  const builtins = rememberIn();
  const restore = (stateFolder: BootHost['stateFolder'] = 'Configured') =>
    restoreLastGood(
      {
        rulesets: { loadRulesets: () => Promise.resolve({ rulesets, wasApplied }) },
        dataplane: kernel.dataplane,
        findOther: () => Promise.resolve(other.dataplane),
        parameters,
        builtins,
        clock: { ...createClock(), now: () => new Date(nowMs), sleep: () => Promise.resolve() },
      },
      { name: 'gw1', stateFolder },
      never,
    );
  return { kernel, other, values, parameters, builtins, restore };
}

const savedMs = Date.parse('2026-06-01T12:00:00Z');

describe('a clock that stands long ago', () => {
  test.each(['-j ACCEPT', '-g GW-PASS'])('lets nobody in again by %s', async (target) => {
    const { kernel, restore } = boot([stored(ruleset(80, '2026-06-01T11:00:00', target), 'a', savedMs)]);
    expect(await restore()).toEqual({ kind: 'LastGood', revision: 'a', problems: [] });
    expect(kernel.text()).toContain('-A INPUT -j GW-IN');
    expect(kernel.text()).not.toContain('--dport 80');
  });

  test('gives an entry of a set the time that it had left at the last write, in the older generation, too', async () => {
    const guests: DesiredSet = {
      name: 'gw4-guests',
      family: 'ipv4',
      type: 'hash:net',
      entries: ['192.0.2.1', '192.0.2.2'],
      until: { '192.0.2.1': savedMs / 1_000 + 600, '192.0.2.2': savedMs / 1_000 - 1 },
      origin,
    };
    const older = stored({ ...ruleset(81), sets: [guests] }, 'older', savedMs - 86_400_000);
    const { kernel, restore } = boot([stored(ruleset(80), 'newest', savedMs), older]);
    kernel.refuse = (script) => script.includes('--dport 80 ');
    await restore();
    expect(kernel.writes.join('')).toContain('add gw4-guests 192.0.2.1 timeout 600\n');
    expect(kernel.writes.join('')).not.toContain('192.0.2.2');
  });
});

test('where the kernel refuses the newest, the one before it comes, and behind that the minimum', async () => {
  const first = boot();
  first.kernel.refuse = (script) => script.includes('--dport 80 ');
  const refused = (family: string, revision: string) =>
    expect.stringMatching(`^${family}: ${revision} could not be put up: no such thing`);
  const newest = [refused('ipv4', 'newest'), refused('ipv6', 'newest')];
  expect(await first.restore()).toEqual({ kind: 'LastGood', revision: 'older', problems: newest });
  expect(first.kernel.text()).toContain('--dport 81 ');
  const second = boot();
  second.kernel.refuse = (script) => /--dport 8[01] /.test(script);
  expect(await second.restore()).toMatchObject({ kind: 'FallenBack', ipv4: minimum, ipv6: minimum });
  expect(second.kernel.text()).toContain('profile/minimum/default');
});

const minimum = { kind: 'Minimum' };

test.each(['ipv4', 'ipv6'] as const)('where %s takes nothing, the other family keeps the newest', async (family) => {
  const { kernel, other, restore } = boot();
  kernel.refuse = (_, of) => of === family;
  other.refuse = () => true;
  const newest = { kind: 'LastGood', revision: 'newest' };
  const restored = await restore();
  expect(restored).toMatchObject({ ipv4: newest, ipv6: newest, [family]: { kind: 'Nothing' } });
  expect(restored.problems.filter((problem) => !problem.startsWith(`${family}: `))).toEqual([]);
  expect(kernel.text().match(/--dport 80 /g)).toHaveLength(1);
});

test('neither family takes the sets of the other away, also where they stand already', async () => {
  const setOf = (family: Family): DesiredSet => ({
    name: `gw${family.at(-1)}-a`,
    family,
    type: 'hash:net',
    entries: [],
    origin,
  });
  const { kernel, restore } = boot([stored({ ...ruleset(80), sets: families.map(setOf) }, 'a')]);
  for (let times = 0; times < 2; times += 1) expect(await restore()).toMatchObject({ kind: 'LastGood', problems: [] });
  expect(kernel.writes.join('').match(/^(create|destroy) \S+/gm)).toEqual(['create gw4-a', 'create gw6-a']);
});

describe('what cannot be read', () => {
  const missing = new DataplaneError('BinaryMissing', 'ipset is not installed');

  test('without sets, each family gets a minimum that needs none, and no hashlimit', async () => {
    const { kernel, restore } = boot();
    kernel.unreadableParts.sets = missing;
    kernel.refuse = (script) => /-m (set|hashlimit) |^create /m.test(script);
    expect(await restore()).toMatchObject({ kind: 'FallenBack', ipv4: minimum, ipv6: minimum });
    expect(kernel.text().match(/-A INPUT -j GW-IN\n/g)).toHaveLength(2);
    expect(kernel.text().match(/-A GW-FWD .*-j GW-FWD-DROP\n/g)).toHaveLength(2);
    expect(kernel.text().match(/-A GW-IN .*--dport 22 .*-j ACCEPT\n/g)).toHaveLength(2);
  });

  test('a family that cannot be read gets the minimum unseen, in one transaction; the other one gets the newest', async () => {
    const { kernel, restore } = boot();
    kernel.unreadableParts.ipv4 = new DataplaneError('TableIncompatible', 'rules made by nft itself');
    const restored = await restore();
    expect(restored).toMatchObject({ ipv4: minimum, ipv6: { kind: 'LastGood', revision: 'newest' } });
    expect(restored.problems).toEqual(['ipv4: what stands cannot be looked at: rules made by nft itself']);
    const [unseen = '', ...more] = kernel.writes.filter((script) => script.includes('profile/minimum/'));
    expect(more).toEqual([]);
    expect(unseen).toMatch(/^\*filter\n:GW-.*\n-I INPUT 1 -j GW-IN\n-I FORWARD 1 -j GW-FWD\n.*COMMIT\n$/s);
  });

  test('a backend that the kernel lacks: the minimum is up by the other one', async () => {
    const { kernel, other, restore } = boot();
    kernel.unreadable = new DataplaneError('RulesetUnreadable', 'Table does not exist');
    kernel.refuse = () => true;
    expect(await restore()).toMatchObject({ kind: 'FallenBack', ipv4: minimum, ipv6: minimum });
    expect(other.text().match(/-A INPUT -j GW-IN\n/g)).toHaveLength(2);
  });

  test('where nothing can be had in either family, that is an error, with what was tried', async () => {
    const { kernel, other, restore } = boot();
    kernel.unreadable = new DataplaneError('BinaryMissing', 'iptables is not installed');
    kernel.refuse = () => true;
    other.refuse = () => true;
    await expect(restore()).rejects.toMatchObject({
      reason: 'BinaryMissing',
      message: expect.stringMatching(/iptables is not installed.*unseen.*by the other backend/s),
    });
  });
});

test('where nothing was ever confirmed nothing is put up, unless that is only guessed', async () => {
  const known = boot([], 0, false);
  expect(await known.restore()).toEqual({ kind: 'Nothing', problems: [] });
  expect(known.kernel.writes).toEqual([]);
  const guessed = boot([], 0, false);
  expect(await guessed.restore('Guessed')).toMatchObject({ ipv4: minimum, ipv6: minimum });
});

describe('what stands beside the rules', () => {
  const forwarding = { 'net.ipv4.ip_forward': '1', 'net.ipv6.conf.all.forwarding': '1' };
  const policies = { 'ipv4 filter INPUT': 'DROP', 'ipv6 filter INPUT': 'DROP' };

  test('what is written over is kept, for whoever uninstalls', async () => {
    const { values, parameters, builtins, restore } = boot([
      { ...stored(ruleset(80), 'a'), parameters: forwarding, policies },
    ]);
    expect(await restore()).toMatchObject({ kind: 'LastGood', problems: [] });
    expect(Object.fromEntries(values)).toEqual(forwarding);
    expect(parameters.remembered()).toEqual({
      'net.ipv4.ip_forward': { before: '0', ours: '1' },
      'net.ipv6.conf.all.forwarding': { before: '0', ours: '1' },
    });
    expect(builtins.remembered()).toEqual({
      'ipv4 filter INPUT': { before: 'ACCEPT', ours: 'DROP' },
      'ipv6 filter INPUT': { before: 'ACCEPT', ours: 'DROP' },
    });
  });

  test('what was kept before stays, and what is right already is not kept', async () => {
    const { values, parameters, restore } = boot([{ ...stored(ruleset(80), 'a'), parameters: forwarding }]);
    values.set('net.ipv6.conf.all.forwarding', '1');
    const before = { 'net.core.somaxconn': { before: '7', ours: '8' } };
    await parameters.saveRemembered(before);
    await restore();
    expect(parameters.remembered()).toEqual({ ...before, 'net.ipv4.ip_forward': { before: '0', ours: '1' } });
  });

  test('neither a parameter that cannot be set nor a folder that cannot be written keeps a rule away', async () => {
    const { kernel, parameters, restore } = boot([{ ...stored(ruleset(80), 'a'), parameters: forwarding }]);
    parameters.write = (name) => Promise.reject(new ParameterError(`${name} refuses`));
    parameters.saveRemembered = () => Promise.reject(new StateError('Unwritable', 'the disk is read-only'));
    expect(await restore()).toMatchObject({
      kind: 'LastGood',
      problems: expect.arrayContaining([
        expect.stringContaining('the disk is read-only'),
        'net.ipv4.ip_forward refuses',
        'net.ipv6.conf.all.forwarding refuses',
      ]),
    });
    expect(kernel.text().match(/--dport 80 /g)).toHaveLength(2);
  });

  test('a family that has fallen back gets no parameters of a revision that it does not hold', async () => {
    const { kernel, values, restore } = boot([{ ...stored(ruleset(80), 'a'), parameters: forwarding }]);
    kernel.refuse = (script, family) => family === 'ipv6' && script.includes('--dport 80 ');
    await restore();
    expect(Object.fromEntries(values)).toEqual({ ...forwarding, 'net.ipv6.conf.all.forwarding': '0' });
  });
});
