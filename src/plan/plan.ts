// The changes that make what is observed equal to what is desired. Plain data: nothing has happened yet.

import type { Family } from '../policy/family.ts';
import { canonicalRule } from '../ruleset/canonical.ts';
import {
  type Desired,
  type DesiredChain,
  type DesiredRule,
  type DesiredRuleset,
  type DesiredSet,
  isOwnedChain,
  isOwnedSet,
  type Observed,
  type ObservedChain,
  type ObservedRuleset,
  type ObservedSet,
  type TableName,
  tableNames,
} from '../ruleset/ruleset.ts';
import { diffChain, type Edit } from './diff-chain.ts';
import { type HookPlan, planHooks } from './plan-hooks.ts';

export interface ChainPlan {
  readonly chain: string;
  /** The rules as they stand before the edits: what positions refer to. */
  readonly before: readonly string[];
  readonly edits: readonly Edit<DesiredRule>[];
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

export interface SetPlan {
  readonly set: Pick<DesiredSet, 'name' | 'family' | 'type'>;
  /** Whether the set is made first. */
  readonly create: boolean;
  readonly add: readonly string[];
  /** Taken out after the rules have changed. */
  readonly remove: readonly string[];
}

export interface Plan {
  /** Only tables that change, ipv4 first, then in the order of `tableNames`. */
  readonly tables: readonly TablePlan[];
  /** Only sets that change. */
  readonly sets: readonly SetPlan[];
  /** Owned sets that nothing desired needs; destroyed last. */
  readonly destroyed: readonly string[];
}

export interface PlanCounts {
  readonly added: number;
  readonly removed: number;
  readonly replaced: number;
  readonly entriesAdded: number;
  readonly entriesRemoved: number;
}

/** An owned set's name is taken by a set that is not as we make it: changing it could cut whoever made it. */
export interface SetConflict {
  readonly name: string;
  readonly message: string;
}

/** Nothing desired at all: what uninstalling makes true. */
export const nothingDesired: Desired = {
  ipv4: { family: 'ipv4', tables: [] },
  ipv6: { family: 'ipv6', tables: [] },
  sets: [],
};

/** The shortest way from `observed` to `desired`. Empty when they are equal. Foreign chains, rules and sets are not in it. */
export function planChanges(desired: Desired, observed: Observed): Plan {
  const wanted = new Set(desired.sets.map(({ name }) => name));
  return {
    tables: [...planRuleset(desired.ipv4, observed.ipv4), ...planRuleset(desired.ipv6, observed.ipv6)],
    sets: desired.sets.flatMap((set) => planSet(set, observed.sets)),
    destroyed: observed.sets.map(({ name }) => name).filter((name) => isOwnedSet(name) && !wanted.has(name)),
  };
}

export function isEmptyPlan(plan: Plan): boolean {
  return plan.tables.length === 0 && plan.sets.length === 0 && plan.destroyed.length === 0;
}

/** Kernel rules and set entries that the plan touches, hooks included. */
export function countPlan(plan: Plan): PlanCounts {
  const edits = plan.tables.flatMap(({ edited }) => edited.flatMap((chain) => chain.edits));
  const count = (kind: Edit<DesiredRule>['kind']) => edits.filter((edit) => edit.kind === kind).length;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const hooks = plan.tables.flatMap((table) => table.hooks);
  return {
    added:
      count('insert') +
      sum(plan.tables.flatMap(({ created }) => created.map(({ rules }) => rules.length))) +
      hooks.filter(({ insert }) => insert !== undefined).length,
    removed:
      count('delete') +
      sum(plan.tables.flatMap(({ removed }) => removed.map(({ rules }) => rules.length))) +
      sum(hooks.map(({ deletes }) => deletes.length)),
    replaced: count('replace'),
    entriesAdded: sum(plan.sets.map(({ add }) => add.length)),
    entriesRemoved: sum(plan.sets.map(({ remove }) => remove.length)),
  };
}

/** Sets that bear an owned name without being what we make under it. */
export function findSetConflicts(desired: Desired, observed: Observed): readonly SetConflict[] {
  return desired.sets.flatMap((set) => {
    const found = observed.sets.find(({ name }) => name === set.name);
    if (found === undefined || isLikeOurs(set, found)) return [];
    return [
      {
        name: set.name,
        message: `the ipset ${set.name} exists as ${found.type} ${found.options.join(' ')}, not as ${set.type} family ${familyWord(set.family)}; somebody else made it: rename or destroy it`,
      },
    ];
  });
}

/** `inet` or `inet6`, as ipset calls the families. */
export function familyWord(family: Family): 'inet' | 'inet6' {
  return family === 'ipv4' ? 'inet' : 'inet6';
}

function isLikeOurs(set: DesiredSet, found: ObservedSet): boolean {
  const family = found.options[found.options.indexOf('family') + 1];
  return found.type === set.type && family === familyWord(set.family);
}

function planRuleset(desired: DesiredRuleset, observed: ObservedRuleset): readonly TablePlan[] {
  return tableNames
    .map((table) => planTable(table, desired, observed))
    .filter((plan) => plan.created.length + plan.edited.length + plan.hooks.length + plan.removed.length > 0);
}

function planTable(name: TableName, desired: DesiredRuleset, observed: ObservedRuleset): TablePlan {
  const wanted = desired.tables.find((table) => table.name === name);
  const present = observed.tables.get(name)?.chains ?? new Map<string, ObservedChain>();
  const chains = wanted?.chains ?? [];
  const wantedNames = new Set(chains.map((chain) => chain.name));
  return {
    family: desired.family,
    table: name,
    created: chains.filter((chain) => !present.has(chain.name)),
    edited: chains.flatMap((chain) => planChain(chain, present.get(chain.name))),
    hooks: planHooks(wanted?.hooks ?? [], present),
    removed: [...present.values()].filter((chain) => isOwnedChain(chain.name) && !wantedNames.has(chain.name)),
  };
}

function planChain(desired: DesiredChain, observed: ObservedChain | undefined): readonly ChainPlan[] {
  if (observed === undefined) return [];
  const before = observed.rules.map(({ text }) => text);
  const edits = diffChain(
    before.map(canonicalRule),
    desired.rules.map(({ text }) => canonicalRule(text)),
    desired.rules,
  );
  return edits.length === 0 ? [] : [{ chain: desired.name, before, edits }];
}

function planSet(set: DesiredSet, observed: readonly ObservedSet[]): readonly SetPlan[] {
  const found = observed.find(({ name }) => name === set.name);
  const wanted = new Set(set.entries);
  const present = new Set(found?.entries ?? []);
  const add = set.entries.filter((entry) => !present.has(entry));
  const remove = [...present].filter((entry) => !wanted.has(entry));
  if (found !== undefined && add.length === 0 && remove.length === 0) return [];
  return [{ set: { name: set.name, family: set.family, type: set.type }, create: found === undefined, add, remove }];
}
