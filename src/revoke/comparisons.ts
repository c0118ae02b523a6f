// What a host was to enforce once, each compared with what it enforces now.

import { findChangedRules } from './changed-rules.ts';
import type { Comparison, Enforcement } from './judge.ts';
import { type PastAnswer, withPastAnswers } from './past-answers.ts';

export interface Stand extends Enforcement {
  /** In the policies, in lower case; absent: none. */
  readonly domainNames?: readonly string[];
}

export interface Stands {
  /** Newest first. */
  readonly befores: readonly Stand[];
  readonly after: Stand;
  /** What domain names stood for when flows may have been let in. */
  readonly pastAnswers: readonly PastAnswer[];
}

/**
 * In the order of `befores`; those in which nothing differs are left out.
 *
 * What went to an address that a name does not stand for any more is compared as if it still did: the answer of a name
 * server takes nothing away, a revision that names the name no more does.
 */
export function compareStands({ befores, after, pastAnswers }: Stands): readonly Comparison[] {
  const asItWas = (stand: Stand, past: readonly PastAnswer[]): Stand => ({
    ...stand,
    desired: withPastAnswers(stand.desired, past),
  });
  const known = new Set(after.domainNames);
  const still = asItWas(
    after,
    pastAnswers.filter(({ names }) => names.some((name) => known.has(name))),
  );
  return befores.flatMap((before) => {
    const earlier = asItWas(before, pastAnswers);
    const past = earlier.desired === before.desired ? [] : compare(earlier, still);
    return [...compare(before, after), ...past];
  });
}

function compare(before: Stand, after: Stand): readonly Comparison[] {
  const changed = findChangedRules(before.desired, after.desired);
  return changed === undefined ? [] : [{ before, after, changed }];
}
