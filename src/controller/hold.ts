// Changes that are not made before somebody says that they are meant.

import { countPlan, type Plan } from '../plan/plan.ts';
import { families } from '../policy/family.ts';
import { type Memo, noMemo } from '../policy/memo.ts';
import type { Selected } from '../policy/policy.ts';
import { letsSshIn } from '../ruleset/compile-failsafe.ts';
import { isOwnedChain, type Observed } from '../ruleset/ruleset.ts';
import type { Ready } from './prepare.ts';

export interface Change {
  readonly target: Ready;
  /** What is enforced until then; absent on a host that has met no revision yet. */
  readonly lastGood: Ready | undefined;
  readonly plan: Plan;
  /** Before the change. */
  readonly observed: Observed;
}

/** Why the change waits for `gatewright approve`, one sentence each; empty where nothing speaks against it. */
export function findHolds(change: Change, memo: Memo = noMemo): readonly string[] {
  const holds = [describeRemoved(change), describeEmptied(change), describeLostSsh(change, memo)];
  return holds.filter((reason) => reason !== undefined);
}

function describeRemoved({ target, lastGood, plan, observed }: Change): string | undefined {
  if (lastGood === undefined) return undefined;
  const { maxRemovedPercent } = target.selected.profile.rollout;
  const owned = countOwned(observed);
  const { removed } = countPlan(plan);
  if (owned === 0 || (removed * 100) / owned <= maxRemovedPercent) return undefined;
  return `it would remove ${removed} of the ${owned} kernel rules of ours, which is more than rollout.maxRemovedPercent (${maxRemovedPercent}) allows`;
}

function countOwned(observed: Observed): number {
  let count = 0;
  for (const family of families) {
    for (const table of observed[family].tables.values()) {
      for (const chain of table.chains.values()) if (isOwnedChain(chain.name)) count += chain.rules.length;
    }
  }
  return count;
}

/** However few rules that takes: a selector with a slip of the pen looks just like it. */
function describeEmptied({ target, lastGood }: Change): string | undefined {
  const count = (selected: Selected | undefined) => (selected?.policies.length ?? 0) + (selected?.nat.length ?? 0);
  if (count(lastGood?.selected) === 0 || count(target.selected) > 0) return undefined;
  return 'no policy selects this host any more';
}

/** The automatic failsafe never opens again what was closed on purpose; that nobody may come in any more must be meant. */
function describeLostSsh({ target, lastGood }: Change, memo: Memo): string | undefined {
  if (lastGood === undefined || target.selected.profile.failsafe.ingress !== 'auto') return undefined;
  if (letsSshIn(target.selected, memo) || !letsSshIn(lastGood.selected, memo)) return undefined;
  return 'it takes away the last rule that lets ssh in, and spec.failsafe.ingress names no other way to manage this host';
}
