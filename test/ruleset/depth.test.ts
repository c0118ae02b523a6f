// How deep chains may stand one behind the other.

import { expect, test } from 'vitest';
import { maxChainDepth, measureDepth, refuseDepth } from '../../src/ruleset/depth.ts';

function line(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `GW-${index}`,
    targets: index + 1 < count ? [`GW-${index + 1}`] : [],
  }));
}

test('the longest way counts', () => {
  const chains = [
    { name: 'GW-IN', targets: ['GW-A', 'GW-B'] },
    { name: 'GW-A', targets: ['GW-PASS'] },
    { name: 'GW-B', targets: ['GW-A'] },
    { name: 'GW-PASS', targets: [] },
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
    { name: 'GW-A', targets: ['GW-B'] },
    { name: 'GW-B', targets: ['GW-A'] },
  ];
  expect(() => refuseDepth(chains)).toThrow('too many');
});
