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
    { numRuns: 20 },
  );
});

test('rules that are all the same are cut by number', () => {
  const chains = split(keys(2000).map(() => rule('same')));
  expect(Math.max(...chains.map(({ rules }) => rules.length))).toBeLessThanOrEqual(maxChainLength);
  expect(walk(chains)).toHaveLength(2000);
});

test('an edit changes one part, or two and a jump where it makes or takes away a boundary', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1200, max: 6000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat(),
      (count, where, key) => {
        const before = keys(count);
        const after = before.toSpliced(Math.floor(where * count), 0, `new ${key}`);
        const [old, young] = [before, after].map((texts) => places(split(texts.map((text) => rule(text)))));
        const moved = [...(young ?? [])].filter((place) => old?.has(place) === false).length;
        expect(moved).toBeLessThanOrEqual(2 * maxChainLength + 2);
      },
    ),
    { numRuns: 60 },
  );
});

test('nine edits of ten are one rule', () => {
  const before = keys(5000);
  const old = places(split(before.map((key) => rule(key))));
  const single = keys(300).filter((key) => {
    const after = places(split(before.toSpliced(2500, 0, `new ${key}`).map((text) => rule(text))));
    return [...after].filter((place) => !old.has(place)).length === 1;
  });
  expect(single.length).toBeGreaterThan(270);
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
