// The fewest edits between two chains, and that running them gives the wanted chain.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffChain, type Edit } from '../../src/plan/diff-chain.ts';

/** What iptables-restore does with the edits: positions of inserts count as the script runs. */
function run(before: readonly string[], edits: readonly Edit<string>[]): readonly string[] {
  const chain = [...before];
  for (const edit of edits) {
    if (edit.kind === 'replace') chain[edit.at - 1] = edit.with;
    else if (edit.kind === 'delete') chain.splice(edit.at - 1, 1);
    else chain.splice(edit.at - 1, 0, edit.rule);
  }
  return chain;
}

function diff(before: readonly string[], after: readonly string[]): readonly Edit<string>[] {
  return diffChain(before, after, after);
}

/** The length of a longest common subsequence, by the textbook's table: slow and plainly right. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const one of a) {
    const next = [0];
    for (const [index, other] of b.entries()) {
      next.push(one === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const chains = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 40 });

test('equal chains need no edit', () => {
  fc.assert(
    fc.property(chains, (chain) => {
      expect(diff(chain, chain)).toEqual([]);
    }),
  );
});

test('running the edits on one chain gives the other', () => {
  fc.assert(
    fc.property(chains, chains, (before, after) => {
      expect(run(before, diff(before, after))).toEqual(after);
    }),
    { numRuns: 2000 },
  );
});

test('as many rules stay untouched as can', () => {
  fc.assert(
    fc.property(chains, chains, (before, after) => {
      const edits = diff(before, after);
      const gone = edits.filter(({ kind }) => kind !== 'insert').length;
      expect(before.length - gone).toBe(commonLength(before, after));
    }),
    { numRuns: 2000 },
  );
});

test('only rules that stood before are replaced or deleted, deletes from the tail, inserts from the head', () => {
  fc.assert(
    fc.property(chains, chains, (before, after) => {
      const edits = diff(before, after);
      const kinds = edits.map(({ kind }) => kind);
      expect(kinds).toEqual(kinds.toSorted((a, b) => 'rdi'.indexOf(a[0] ?? '') - 'rdi'.indexOf(b[0] ?? '')));
      const deletes = edits.filter(({ kind }) => kind === 'delete').map(({ at }) => at);
      expect(deletes).toEqual(deletes.toSorted((a, b) => b - a));
      const inserts = edits.filter(({ kind }) => kind === 'insert').map(({ at }) => at);
      expect(inserts).toEqual(inserts.toSorted((a, b) => a - b));
    }),
  );
});

test('a changed rule is one replace', () => {
  expect(diff(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual([{ kind: 'replace', at: 2, with: 'x' }]);
});

test('a moved rule is one delete and one insert', () => {
  expect(diff(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a'])).toEqual([
    { kind: 'delete', at: 1 },
    { kind: 'insert', at: 4, rule: 'a' },
  ]);
});

test('ten thousand rules with one inserted are one edit', () => {
  const before = Array.from({ length: 10_000 }, (_, index) => `rule ${index}`);
  expect(diff(before, before.toSpliced(5000, 0, 'new'))).toEqual([{ kind: 'insert', at: 5001, rule: 'new' }]);
});
