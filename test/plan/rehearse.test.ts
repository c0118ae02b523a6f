// What is rehearsed: what the kernel has not accepted before, the way to it, and no more.

import { describe, expect, test } from 'vitest';
import { acceptedBefore, heldNow, planRehearsal } from '../../src/plan/rehearse.ts';
import { readRuleset } from '../../src/ruleset/read.ts';
import type { Desired, DesiredSet, Observed, ObservedRuleset } from '../../src/ruleset/ruleset.ts';

type Chains = Readonly<Record<string, readonly string[]>>;

function desire(chains: Chains, sets: readonly DesiredSet[] = []): Desired {
  const rules = (texts: readonly string[]) =>
    texts.map((text, index) => ({ text, label: 'x', role: 'verdict' as const, origin: at(index + 1) }));
  const listed = Object.entries(chains).map(([name, texts]) => ({ name, rules: rules(texts) }));
  const hooks = [{ builtin: 'INPUT' as const, target: 'GW-IN', after: [] }];
  return {
    ipv4: { family: 'ipv4', tables: [{ name: 'filter', chains: listed, hooks }] },
    ipv6: { family: 'ipv6', tables: [] },
    sets,
  };
}

function at(line: number) {
  return { file: 'a.yaml', line, column: 1, endLine: line };
}

function set(...entries: readonly string[]): DesiredSet {
  return { name: 'gw4-x', family: 'ipv4', type: 'hash:net', entries, origin: at(9) };
}

/** The kernel with these chains hooked in. */
function observe(chains: Chains, entries?: readonly string[]): Observed {
  const lines = Object.entries(chains).flatMap(([name, rules]) => rules.map((text) => `[0:0] -A ${name} ${text}`));
  const declared = Object.keys(chains).map((name) => `:${name} - [0:0]`);
  const text = ['*filter', ':INPUT ACCEPT [0:0]', ...declared, '[0:0] -A INPUT -j GW-IN', ...lines, 'COMMIT', ''];
  const sets =
    entries === undefined
      ? []
      : [
          {
            name: 'gw4-x',
            type: 'hash:net',
            options: ['family', 'inet', 'hashsize', '1024', 'maxelem', '65536'],
            entries,
          },
        ];
  return { ipv4: read(text.join('\n')), ipv6: { family: 'ipv6', tables: new Map() }, sets };
}

function read(text: string): ObservedRuleset {
  const ruleset = readRuleset('ipv4', text);
  if (!ruleset.ok) throw new Error(ruleset.error.message);
  return ruleset.value;
}

/** Chain by chain, the rules that are rehearsed; undefined where there is no rehearsal. */
function rehearsed(desired: Desired, observed: Observed, accepted?: Desired) {
  const fresh = planRehearsal(desired, accepted === undefined ? heldNow(observed) : acceptedBefore(accepted));
  if (fresh === undefined) return undefined;
  const chains = fresh.ipv4.tables.flatMap((table) => table.chains);
  return {
    chains: Object.fromEntries(chains.map(({ name, rules }) => [name, rules.map(({ text }) => text)])),
    hooks: fresh.ipv4.tables.flatMap((table) => table.hooks.map(({ target }) => target)),
    sets: Object.fromEntries(fresh.sets.map(({ name, entries }) => [name, entries])),
  };
}

const before = { 'GW-IN': ['-j GW-IN-a', '-j GW-IN-b'], 'GW-IN-a': ['-j ACCEPT'], 'GW-IN-b': ['-j DROP'] };
const nothing = observe({ 'GW-IN': [] });

describe('the first time', () => {
  test('all of it', () => {
    expect(rehearsed(desire(before), nothing)).toEqual({ chains: before, hooks: ['GW-IN'], sets: {} });
  });

  test('nothing where the kernel holds it already', () => {
    expect(rehearsed(desire(before), observe(before))).toBeUndefined();
  });
});

test('one new rule goes with the jumps that lead to it, and without its neighbours', () => {
  const after = { ...before, 'GW-IN-b': ['-s 10.0.0.1/32 -j GW-OTHER', '-j DROP'], 'GW-OTHER': ['-j ACCEPT'] };
  expect(rehearsed(desire(after), observe({ ...before, 'GW-OTHER': ['-j ACCEPT'] }))).toEqual({
    chains: { 'GW-IN': ['-j GW-IN-b'], 'GW-IN-b': ['-s 10.0.0.1/32 -j GW-OTHER'], 'GW-OTHER': [] },
    hooks: ['GW-IN'],
    sets: {},
  });
});

test('what this process has had accepted is not tried again when somebody took it away', () => {
  const damaged = observe({ ...before, 'GW-IN-a': [] });
  expect(rehearsed(desire(before), damaged, desire(before))).toBeUndefined();
  expect(rehearsed(desire(before), damaged)?.chains).toEqual({ 'GW-IN': ['-j GW-IN-a'], 'GW-IN-a': ['-j ACCEPT'] });
});

describe('sets', () => {
  const naming = { 'GW-IN': ['-m set --match-set gw4-x src -j ACCEPT'] };

  test('a new one goes with its entries, one that changes with what comes', () => {
    expect(rehearsed(desire(naming, [set('10.0.0.1', '10.0.0.2')]), nothing)?.sets).toEqual({
      'gw4-x': ['10.0.0.1', '10.0.0.2'],
    });
    const grown = desire(naming, [set('10.0.0.1', '10.0.0.2')]);
    expect(rehearsed(grown, observe(naming, ['10.0.0.1']))).toEqual({
      chains: {},
      hooks: [],
      sets: { 'gw4-x': ['10.0.0.2'] },
    });
  });

  test('one that loses entries is nothing new', () => {
    const shrunk = desire(naming, [set('10.0.0.1')]);
    expect(rehearsed(shrunk, observe(naming, ['10.0.0.1', '10.0.0.2']))).toBeUndefined();
  });

  test('a rule under the other name of its set is no new one', () => {
    const switched = { 'GW-IN': ['-m set --match-set gw4-x~ src -j ACCEPT'] };
    const grown = desire({ 'GW-IN': [...naming['GW-IN'], '-j DROP'] }, [set('10.0.0.1')]);
    expect(rehearsed(grown, observe(switched, ['10.0.0.1']))?.chains).toEqual({ 'GW-IN': ['-j DROP'] });
    expect(rehearsed(grown, observe(switched), desire(naming, [set('10.0.0.1')]))?.chains).toEqual({
      'GW-IN': ['-j DROP'],
    });
  });
});
