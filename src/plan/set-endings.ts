// Sets whose entries the kernel takes out by itself: what differs, while the seconds that each has left go down.

import type { DesiredSet, ObservedSet } from '../ruleset/ruleset.ts';

/** Seconds that are left, by entry; those without an end are not in it. */
export type Timeouts = Readonly<Record<string, number>>;

/** What an ipset can count, in seconds: nearly 25 days. An end that is later is reached by giving the entry its time anew. */
const maxTimeout = 2_147_483;
/** With so little left, an entry may be gone before anybody has looked again: both are as desired. */
const lastSeconds = 2;
/** Between looking and writing time goes by, and clocks are set. */
const slack = { early: 5, late: 60 };

interface EndingDifference {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly renew: readonly string[];
  readonly timeouts: Timeouts;
}

/** What an entry of `set` has left at `nowSeconds`, as ipset takes it; undefined where it has no end. */
function timeoutOf(set: DesiredSet, entry: string, nowSeconds: number): number | undefined {
  const until = set.until?.[entry];
  return until === undefined ? undefined : Math.max(1, Math.min(maxTimeout, Math.floor(until - nowSeconds)));
}

/** All entries of `set` with an end, and what they have left. */
export function listTimeouts(set: DesiredSet, nowSeconds: number): Timeouts {
  const left = set.entries.map((entry) => [entry, timeoutOf(set, entry, nowSeconds)] as const);
  return Object.fromEntries(left.filter((one): one is readonly [string, number] => one[1] !== undefined));
}

/** Whether what the kernel counts is what is left, told by what is to be done about it. */
export function diffEndings(set: DesiredSet, found: ObservedSet | undefined, nowSeconds: number): EndingDifference {
  const timeouts = listTimeouts(set, nowSeconds);
  const wanted = new Set(set.entries);
  const present = new Set(found?.entries ?? []);
  const judged = set.entries.map((entry) => {
    const counted = present.has(entry) ? (found?.timeouts?.get(entry) ?? 0) : undefined;
    return { entry, verdict: judge(counted, timeouts[entry]) };
  });
  const isEnding = (entry: string) => {
    const counted = found?.timeouts?.get(entry) ?? 0;
    return counted > 0 && counted <= lastSeconds;
  };
  return {
    add: judged.flatMap(({ entry, verdict }) => (verdict === 'Add' ? [entry] : [])),
    remove: [...present].filter((entry) => !wanted.has(entry) && !isEnding(entry)),
    renew: judged.flatMap(({ entry, verdict }) => (verdict === 'Renew' ? [entry] : [])),
    timeouts,
  };
}

/** `counted`: what the kernel says, 0 for ever, undefined where there is no such entry. `left`: undefined for ever. */
function judge(counted: number | undefined, left: number | undefined): 'Fits' | 'Add' | 'Renew' {
  if (left === undefined) return counted === 0 ? 'Fits' : 'Add';
  if (counted === undefined) return left <= lastSeconds ? 'Fits' : 'Add';
  // Somebody lets it stay for longer than was said.
  if (counted === 0 || counted > left + slack.late) return 'Add';
  if (left === maxTimeout) return counted > maxTimeout / 2 ? 'Fits' : 'Renew';
  return counted < left - slack.early ? 'Renew' : 'Fits';
}
