// The changes within one table: chains made, edited and removed, and hooks.

import type { Family } from '../policy/family.ts';
import { canonicalRule } from '../ruleset/canonical.ts';
import {
  type DesiredChain,
  type DesiredRule,
  type DesiredTable,
  isOwnedChain,
  type ObservedChain,
  type ObservedRule,
  type ObservedTable,
  type TableName,
} from '../ruleset/ruleset.ts';
import { diffChain, type Edit } from './diff-chain.ts';
import { type HookPlan, planHooks } from './plan-hooks.ts';
import { withoutSlots } from './set-slots.ts';

export interface ChainPlan {
  readonly chain: string;
  /** The rules as they stand before the edits: what positions refer to. */
  readonly before: readonly ObservedRule[];
  readonly edits: readonly Edit<DesiredRule>[];
  /** The whole chain as desired. */
  readonly rules: readonly DesiredRule[];
}

/** What changes in one table of one family; one transaction. */
export interface TablePlan {
  readonly family: Family;
  readonly table: TableName;
  readonly created: readonly DesiredChain[];
  readonly edited: readonly ChainPlan[];
  readonly hooks: readonly HookPlan[];
  readonly removed: readonly ObservedChain[];
}

/** Chains in a table that stay although nothing desires them: rules of others lead there. */
export interface TableScope {
  readonly family: Family;
  readonly pinned: ReadonlySet<string>;
}

/** The shortest way from `observed` to `desired`, both of the table `name`; undefined when they are equal. */
export function planTable(
  name: TableName,
  tables: { readonly desired: DesiredTable | undefined; readonly observed: ObservedTable | undefined },
  scope: TableScope,
): TablePlan | undefined {
  const present = tables.observed?.chains ?? new Map<string, ObservedChain>();
  const chains = tables.desired?.chains ?? [];
  const wanted = new Set(chains.map((chain) => chain.name));
  const plan: TablePlan = {
    family: scope.family,
    table: name,
    created: chains.filter((chain) => !present.has(chain.name)),
    edited: chains.flatMap((chain) => planChain(chain, present.get(chain.name))),
    hooks: planHooks(tables.desired?.hooks ?? [], present),
    removed: [...present.values()].filter(
      (chain) => isOwnedChain(chain.name) && !wanted.has(chain.name) && !scope.pinned.has(chain.name),
    ),
  };
  return plan.created.length + plan.edited.length + plan.hooks.length + plan.removed.length > 0 ? plan : undefined;
}

function planChain(desired: DesiredChain, observed: ObservedChain | undefined): readonly ChainPlan[] {
  if (observed === undefined || isEqual(desired.rules, observed.rules)) return [];
  const before = observed.rules.map(({ text }) => canonicalRule(text));
  const after = desired.rules.map(({ text }) => canonicalRule(text));
  // A rule that only names a set by its other name is the same rule: replaced where it stands, it keeps its count.
  const edits = diffChain(
    before.map(withoutSlots),
    after.map(withoutSlots),
    desired.rules,
    (b, a) => before[b] !== after[a],
  );
  if (edits.length === 0) return [];
  return [{ chain: desired.name, before: observed.rules, edits, rules: desired.rules }];
}

/** Nearly every chain on nearly every pass: told without a look at what the texts mean. */
function isEqual(desired: readonly DesiredRule[], observed: readonly ObservedRule[]): boolean {
  return desired.length === observed.length && desired.every(({ text }, index) => text === observed[index]?.text);
}
