// Long chains: bounded parts, whole in order, and an edit that stays where it is.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompiledRule } from '../../src/ruleset/compile-policy.ts';
import type { CompiledChain } from '../../src/ruleset/layout-rule.ts';
import { printRule } from '../../src/ruleset/rule.ts';
import { maxChainLength, splitBetweenReturns, splitChain } from '../../src/ruleset/split.ts';

const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };

function rule(key: string, target: CompiledRule['target'] = { kind: 'accept' }): CompiledRule {
  return { selector: { matches: [] }, comment: key, target, role: 'verdict', origin };
}

function split(rules: readonly CompiledRule[]): readonly CompiledChain[] {
  return splitChain({ name: 'GW-IN-p', units: rules.map((rule) => [rule]), comment: 'policy/p', origin }, 'ipv4');
}

/** Every verdict in the order in which packets meet it. */
function walk(chains: readonly CompiledChain[], name = 'GW-IN-p'): readonly string[] {
  const chain = chains.find((candidate) => candidate.name === name);
  return (chain?.rules ?? []).flatMap((rule) => {
    if (rule.target.kind === 'jump') return walk(chains, rule.target.chain);
    return rule.role === 'layout' ? [] : [rule.comment];
  });
}

function places(chains: readonly CompiledChain[]): ReadonlySet<string> {
  return new Set(chains.flatMap(({ name, rules }) => rules.map((rule) => `${name} ${printRule('ipv4', rule)}`)));
}

function keys(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `rule ${index}`);
}

test('a chain of 500 rules is one chain, of 501 it is several', () => {
  expect(split(keys(500).map((key) => rule(key)))).toHaveLength(1);
  expect(split(keys(501).map((key) => rule(key))).length).toBeGreaterThan(2);
});

test('every part is bounded, names differ, and in order they are the whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 501, max: 70_000 }), fc.integer({ min: 1, max: 3 }), (count, sameness) => {
      const texts = keys(count).map((_, index) => `rule ${Math.floor(index / sameness)}`);
      const chains = split(texts.map((key) => rule(key)));
      expect(Math.max(...chains.map(({ rules }) => rules.length))).toBeLessThanOrEqual(maxChainLength);
      expect(new Set(chains.map(({ name }) => name)).size).toBe(chains.length);
      expect(Math.max(...chains.map(({ name }) => name.length))).toBeLessThanOrEqual(28);
      expect(walk(chains)).toEqual(texts);
    }),
    { numRuns: 6 },
  );
});

test('rules that are all the same are cut by number', () => {
  const chains = split(keys(2000).map(() => rule('same')));
  expect(Math.max(...chains.map(({ rules }) => rules.length))).toBeLessThanOrEqual(maxChainLength);
  expect(walk(chains)).toHaveLength(2000);
});

type Edit = 'insert' | 'delete' | 'replace' | 'move';

/** A list of `count` rules, and the same after one edit at one of its places. */
function editOf(edit: Edit, count: number, places: readonly [number, number]): readonly (readonly string[])[] {
  const before = keys(count);
  const [at, to] = places.map((place) => place % count);
  const moved = before[at ?? 0] ?? '';
  switch (edit) {
    case 'insert':
      return [before, before.toSpliced(at ?? 0, 0, 'new')];
    case 'delete':
      return [before, before.toSpliced(at ?? 0, 1)];
    case 'replace':
      return [before, before.with(at ?? 0, 'new')];
    case 'move':
      return [before, before.toSpliced(at ?? 0, 1).toSpliced(to ?? 0, 0, moved)];
  }
}

const touched: Readonly<Record<Edit, readonly [added: number, removed: number]>> = {
  insert: [1, 0],
  delete: [0, 1],
  replace: [1, 1],
  move: [1, 1],
};

test('an edit changes one part, or two and their jumps where it makes or takes away a boundary', () => {
  const edits = fc.constantFrom<Edit>('insert', 'delete', 'replace', 'move');
  fc.assert(
    fc.property(edits, fc.integer({ min: 600, max: 20_000 }), fc.tuple(fc.nat(), fc.nat()), (edit, count, at) => {
      const [old, young] = editOf(edit, count, at).map((texts) => split(texts.map((text) => rule(text))));
      const [was, is] = [places(old ?? []), places(young ?? [])];
      const added = [...is].filter((place) => !was.has(place)).length;
      const removed = [...was].filter((place) => !is.has(place)).length;
      const jumps = (chains: readonly CompiledChain[] | undefined) =>
        chains?.[0]?.rules.map((one) => printRule('ipv4', one));
      // A move may change two places.
      const bound = (edit === 'move' ? 2 : 1) * (2 * maxChainLength + 50);
      expect(Math.max(added, removed)).toBeLessThanOrEqual(bound);
      const isSameCut = JSON.stringify(jumps(old)) === JSON.stringify(jumps(young));
      // A rule at which a part begins takes its boundary along when it moves.
      const moved = edit === 'move' ? `rule ${at[0] % count}` : undefined;
      const isBoundary = (old ?? []).some(({ rules }) => rules[0]?.comment === moved);
      // Within one part a move leaves every place as it is.
      if (isSameCut && !isBoundary && added > 0) expect([added, removed]).toEqual(touched[edit]);
    }),
    { numRuns: 25 },
  );
});

test('nine edits of ten are one rule', () => {
  const before = keys(1500);
  const old = places(split(before.map((key) => rule(key))));
  const single = keys(100).filter((key) => {
    const after = places(split(before.toSpliced(700, 0, `new ${key}`).map((text) => rule(text))));
    return [...after].filter((place) => !old.has(place)).length === 1;
  });
  expect(single.length).toBeGreaterThan(90);
});

test('a Pass in a part leaves by the bit behind each jump on the way', () => {
  const chains = split(
    keys(600).map((key) => rule(key, key === 'rule 300' ? { kind: 'goto', chain: 'GW-PASS' } : { kind: 'accept' })),
  );
  const [parent, ...parts] = chains;
  const at = parts.findIndex(({ rules }) => rules.some(({ target }) => target.kind === 'goto'));
  const texts = (parent?.rules ?? []).map((rule) => printRule('ipv4', rule));
  const jump = texts.findIndex((text) => text.endsWith(`-j ${parts[at]?.name}`));
  expect(texts[jump + 1]).toBe('-m mark --mark 0x2000/0x2000 -m comment --comment "policy/p" -j RETURN');
  expect(texts.filter((text) => text.endsWith('-j RETURN'))).toHaveLength(1);
});

test('so many rules that returns stand among keep room for the returns', () => {
  const rules = keys(60_000).map((key, index) =>
    rule(key, index === 20_000 || index === 40_000 ? { kind: 'return' } : { kind: 'accept' }),
  );
  const chains = splitBetweenReturns(
    { name: 'GW-IN', units: rules.map((rule) => [rule]), comment: 'profile/p', origin },
    'ipv4',
  );
  expect(Math.max(...chains.map(({ rules }) => rules.length))).toBeLessThanOrEqual(maxChainLength);
  expect(walk(chains, 'GW-IN')).toEqual(keys(60_000));
});

test('units stay together', () => {
  const units = keys(700).map((key) => [rule(`${key} a`), rule(`${key} b`), rule(`${key} c`)]);
  const [, ...parts] = splitChain({ name: 'GW-IN-p', units, comment: 'policy/p', origin }, 'ipv4');
  expect(parts.map(({ rules }) => rules.length % 3)).toEqual(parts.map(() => 0));
  expect(parts.flatMap(({ rules }) => rules)).toEqual(units.flat());
});

test('a rule that returns keeps its place in the chain, and what stands between two of them is cut', () => {
  const rules = [
    ...keys(700).map((key) => rule(key)),
    rule('back', { kind: 'return' }),
    ...keys(3).map((key) => rule(`last ${key}`)),
  ];
  const [parent, ...parts] = splitBetweenReturns(
    { name: 'GW-IN', units: rules.map((rule) => [rule]), comment: 'profile/p', origin },
    'ipv4',
  );
  expect(parent?.rules.slice(-4).map(({ comment }) => comment)).toEqual([
    'back',
    'last rule 0',
    'last rule 1',
    'last rule 2',
  ]);
  expect(parts.flatMap((part) => part.rules).map(({ comment }) => comment)).toEqual(keys(700));
});

test('a rule of a policy that returns without the bit is our own defect', () => {
  expect(() => split(keys(600).map((key) => rule(key, { kind: 'return' })))).toThrow('would leave its part only');
});
