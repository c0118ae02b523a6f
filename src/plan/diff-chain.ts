// The fewest edits that turn one chain into another, leaving as many rules untouched as possible.

/** Positions count from 1. `at` of a delete or replace is a position before any edit; of an insert, one after all edits. */
export type Edit<T> =
  | { readonly kind: 'delete'; readonly at: number }
  | { readonly kind: 'replace'; readonly at: number; readonly with: T }
  | { readonly kind: 'insert'; readonly at: number; readonly rule: T };

/**
 * The edits from `before` to `after`, in an order that a restore script can run: replaces, then deletes from the tail,
 * then inserts from the head. A rule of the longest common subsequence is not touched, so its counters survive; in each
 * gap between two untouched rules a rule that goes and a rule that comes share one replace.
 *
 * `before` and `after` are what rules are recognised by. A recognised rule that `isStale` all the same is replaced where it
 * stands; both indexes count from 0.
 */
export function diffChain<T>(
  before: readonly string[],
  after: readonly string[],
  rules: readonly T[],
  isStale: (before: number, after: number) => boolean = () => false,
): readonly Edit<T>[] {
  const replaces: Edit<T>[] = [];
  const deletes: Edit<T>[] = [];
  const inserts: Edit<T>[] = [];
  let b = 0;
  let a = 0;
  const ruleAt = (index: number): T => {
    const rule = rules[index];
    if (rule === undefined) throw new Error(`no rule at ${index}`);
    return rule;
  };
  const closeGap = (untilBefore: number, untilAfter: number) => {
    while (b < untilBefore && a < untilAfter) replaces.push({ kind: 'replace', at: ++b, with: ruleAt(a++) });
    while (b < untilBefore) deletes.push({ kind: 'delete', at: ++b });
    while (a < untilAfter) inserts.push({ kind: 'insert', at: a + 1, rule: ruleAt(a++) });
  };
  for (const [beforeIndex, afterIndex] of longestCommonSubsequence(before, after)) {
    closeGap(beforeIndex, afterIndex);
    if (isStale(beforeIndex, afterIndex))
      replaces.push({ kind: 'replace', at: beforeIndex + 1, with: ruleAt(afterIndex) });
    b = beforeIndex + 1;
    a = afterIndex + 1;
  }
  closeGap(before.length, after.length);
  return [...replaces, ...deletes.reverse(), ...inserts];
}

type Pair = readonly [before: number, after: number];

/**
 * Index pairs of a longest common subsequence, ascending.
 *
 * Hunt and Szymanski, "A fast algorithm for computing longest common subsequences" (1977): the longest increasing run
 * through the places where equal rules stand. Rules seldom repeat, so this is about n log n; the equal head and tail,
 * which is nearly all of a chain on most commits, is taken first.
 */
function longestCommonSubsequence(before: readonly string[], after: readonly string[]): readonly Pair[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail += 1;
  const middle = commonOfMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [
    ...Array.from({ length: head }, (_, index): Pair => [index, index]),
    ...middle.map(([b, a]): Pair => [b + head, a + head]),
    ...Array.from({ length: tail }, (_, index): Pair => [before.length - tail + index, after.length - tail + index]),
  ];
}

interface Link {
  readonly before: number;
  readonly after: number;
  readonly previous: Link | undefined;
}

function commonOfMiddle(before: readonly string[], after: readonly string[]): readonly Pair[] {
  const places = new Map<string, number[]>();
  before.forEach((text, index) => {
    const known = places.get(text);
    if (known === undefined) places.set(text, [index]);
    else known.push(index);
  });
  /** `ends[k]`: the chain of k+1 pairs whose last place in `before` is the smallest found so far. */
  const ends: Link[] = [];
  after.forEach((text, afterIndex) => {
    // From the last place to the first, so that one rule of `after` never continues a run that it has just made itself.
    for (const beforeIndex of (places.get(text) ?? []).toReversed()) {
      const length = countBelow(ends, beforeIndex);
      ends[length] = { before: beforeIndex, after: afterIndex, previous: ends[length - 1] };
    }
  });
  const pairs: Pair[] = [];
  for (let link = ends.at(-1); link !== undefined; link = link.previous) pairs.push([link.before, link.after]);
  return pairs.reverse();
}

/** How many ends lie before `place`: they ascend, so by halving. */
function countBelow(ends: readonly Link[], place: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle]?.before ?? Number.POSITIVE_INFINITY) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
