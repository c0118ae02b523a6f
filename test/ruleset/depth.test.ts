// How deep chains may stand one behind the other.

import { expect, test } from 'vitest';
import type { CompiledRule } from '../../src/ruleset/compile-policy.ts';
import { maxChainDepth, measureDepth, refuseDepth } from '../../src/ruleset/depth.ts';
import type { CompiledChain } from '../../src/ruleset/layout-rule.ts';

const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };

function jump(chain: string, kind: 'jump' | 'goto' = 'jump'): CompiledRule {
  return { selector: { matches: [] }, comment: 'a', target: { kind, chain }, role: 'layout', origin };
}

function line(count: number): readonly CompiledChain[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `GW-${index}`,
    rules: index + 1 < count ? [jump(`GW-${index + 1}`, index % 2 === 0 ? 'jump' : 'goto')] : [],
  }));
}

test('the longest way counts, by jump and by goto', () => {
  const chains = [
    { name: 'GW-IN', rules: [jump('GW-A'), jump('GW-B')] },
    { name: 'GW-A', rules: [jump('GW-PASS', 'goto')] },
    { name: 'GW-B', rules: [jump('GW-A')] },
    { name: 'GW-PASS', rules: [] },
  ];
  expect(measureDepth(chains)).toBe(4);
  expect(measureDepth([])).toBe(0);
});

test('two places are left for chains that are not of the layout', () => {
  expect(() => refuseDepth(line(maxChainDepth - 2))).not.toThrow();
  expect(() => refuseDepth(line(maxChainDepth - 1))).toThrow('14 chains one behind the other are too many');
});

test('a way that comes back to where it was is too long', () => {
  const chains = [
    { name: 'GW-A', rules: [jump('GW-B')] },
    { name: 'GW-B', rules: [jump('GW-A')] },
  ];
  expect(() => refuseDepth(chains)).toThrow('too many');
});
