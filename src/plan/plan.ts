// The changes that make what is observed equal to what is desired. Plain data: nothing has happened yet.

import type { Family } from '../policy/family.ts';
import { temporarySetName } from '../ruleset/names.ts';
import {
  type Desired,
  type DesiredRule,
  type DesiredRuleset,
  isOwnedSet,
  type Observed,
  type ObservedRuleset,
  tableNames,
} from '../ruleset/ruleset.ts';
import type { Edit } from './diff-chain.ts';
import { type ForeignJump, findForeignJumps, findPinned } from './foreign-jumps.ts';
import { findChangedSets, planAlone, planBeside, type SetPlan, setWorld } from './plan-sets.ts';
import { planTable, type TablePlan } from './plan-table.ts';
import { findSlots, type Lookups, readLookups, type Slots, switchSlots, useSlots } from './set-slots.ts';
import { planTransactions } from './two-phase.ts';

export interface Plan {
  /** What changes between the two, for people: only tables that change, ipv4 first, then in the order of `tableNames`. */
  readonly tables: readonly TablePlan[];
  /** What is written, one transaction each, in this order: the same, or phases of it where several tables change. */
  readonly transactions: readonly TablePlan[];
  /** Only sets that change. */
  readonly sets: readonly SetPlan[];
  /** Owned sets that nothing desired needs; destroyed last. */
  readonly destroyed: readonly string[];
  /** Rules of others that lead into our chains. They are told, never touched; what they lead to is not removed. */
  readonly foreignJumps: readonly ForeignJump[];
}

export interface PlanCounts {
  readonly added: number;
  readonly removed: number;
  readonly replaced: number;
  readonly entriesAdded: number;
  readonly entriesRemoved: number;
}

/** Nothing desired at all: what uninstalling makes true. */
export const nothingDesired: Desired = {
  ipv4: { family: 'ipv4', tables: [] },
  ipv6: { family: 'ipv6', tables: [] },
  sets: [],
};

/**
 * The shortest way from `observed` to `desired`. Empty when they are equal. Foreign chains, rules and sets are not in it.
 *
 * No packet meets a mixture of the two: a set that changes together with rules, or with another set, is made beside under
 * its alternate name and the rules switch to it; tables that change together go in phases (see `planTransactions`).
 */
export function planChanges(desired: Desired, observed: Observed): Plan {
  const ipv4 = planFamily('ipv4', desired, observed);
  const ipv6 = planFamily('ipv6', desired, observed);
  const parts = [ipv4, ipv6];
  const needed = new Set(parts.flatMap((part) => part.needed));
  return {
    tables: parts.flatMap((part) => part.tables),
    transactions: parts.flatMap((part) => part.transactions),
    sets: parts.flatMap((part) => part.sets),
    destroyed: observed.sets.map(({ name }) => name).filter((name) => isOwnedSet(name) && !needed.has(name)),
    foreignJumps: parts.flatMap((part) => part.foreignJumps),
  };
}

interface FamilyPlan extends Pick<Plan, 'tables' | 'transactions' | 'sets' | 'foreignJumps'> {
  /** Names of the sets that stand afterwards. */
  readonly needed: readonly string[];
}

function planFamily(family: Family, desired: Desired, observed: Observed): FamilyPlan {
  const foreignJumps = findForeignJumps(observed[family]);
  const hasSets = observed.sets.some(({ name }) => isOwnedSet(name));
  // Where no set of ours is, no rule can name one.
  const lookups: Lookups = hasSets ? readLookups(observed[family]) : new Map();
  const own = { ...desired, sets: desired.sets.filter((set) => set.family === family) };
  // A chain that only stays because others lead to it keeps the set's name that it had when it was ours.
  const left = findLeft(desired[family], observed[family], foreignJumps);
  const live = findSlots(own, left.size === 0 ? lookups : readLookups(observed[family], left));
  const { slots, sets } = planSets(own, observed, { family, lookups, live, foreignJumps });
  const target = useSlots(own, slots);
  const tables = planTables(target[family], observed[family], foreignJumps);
  // Two tables pin different chains under one name at worst: then one more chain stays than must.
  const pinned = new Set(
    tableNames.flatMap((name) => [...findPinned(observed[family].tables.get(name), foreignJumps)]),
  );
  // A swap destroys what it was made with.
  const temporary = sets.filter(({ way }) => way.startsWith('Swap')).map(({ set }) => temporarySetName(set.name));
  const transactions =
    tables.length === 0 ? [] : planTransactions(target[family], observed[family], { family, pinned });
  return { tables, transactions, sets, foreignJumps, needed: [...target.sets.map(({ name }) => name), ...temporary] };
}

/** Chains that nothing desires, and that stay all the same: `table chain`. */
function findLeft(
  desired: DesiredRuleset,
  observed: ObservedRuleset,
  jumps: readonly ForeignJump[],
): ReadonlySet<string> {
  if (jumps.length === 0) return new Set();
  return new Set(
    tableNames.flatMap((name) => {
      const wanted = new Set(desired.tables.find((table) => table.name === name)?.chains.map((chain) => chain.name));
      const pinned = [...findPinned(observed.tables.get(name), jumps)];
      return pinned.filter((chain) => !wanted.has(chain)).map((chain) => `${name} ${chain}`);
    }),
  );
}

interface SetContext {
  readonly family: Family;
  readonly lookups: Lookups;
  readonly live: Slots;
  readonly foreignJumps: readonly ForeignJump[];
}

/** How each set of the family comes to its content, and under which name each stands afterwards. */
function planSets(
  desired: Desired,
  observed: Observed,
  { family, lookups, live, foreignJumps }: SetContext,
): { readonly slots: Slots; readonly sets: readonly SetPlan[] } {
  const world = setWorld(observed, lookups);
  const now = useSlots(desired, live);
  const changed = findChangedSets(now.sets, world);
  const [only] = changed;
  const missing = now.sets.filter(({ name }) => !world.observed.has(name)).map((set) => planBeside(set, world));
  if (only === undefined) return { slots: live, sets: missing };
  const rulesChange = planTables(now[family], observed[family], foreignJumps).length > 0;
  const alone = changed.length > 1 || rulesChange ? undefined : planAlone(only, world);
  if (alone !== undefined) return { slots: live, sets: [...missing, alone] };
  const moving = new Set(changed.map(({ name }) => name));
  const names = desired.sets.map(({ name }) => name).filter((name) => moving.has(live.get(name) ?? name));
  const slots = switchSlots(live, names);
  const beside = desired.sets
    .filter(({ name }) => names.includes(name))
    .map((set) => {
      const known = world.observed.get(live.get(set.name) ?? set.name);
      return planBeside({ ...set, name: slots.get(set.name) ?? set.name }, world, known);
    });
  return { slots, sets: [...missing, ...beside] };
}

function planTables(
  desired: DesiredRuleset,
  observed: ObservedRuleset,
  jumps: readonly ForeignJump[],
): readonly TablePlan[] {
  const { family } = desired;
  return tableNames.flatMap((name) => {
    const table = observed.tables.get(name);
    const wanted = desired.tables.find((table) => table.name === name);
    const plan = planTable(name, { desired: wanted, observed: table }, { family, pinned: findPinned(table, jumps) });
    return plan === undefined ? [] : [plan];
  });
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
