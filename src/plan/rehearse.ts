// What of a plan the kernel has not accepted before, as a small desired state that can be tried by itself.

import type { Family } from '../policy/family.ts';
import type {
  Desired,
  DesiredChain,
  DesiredRule,
  DesiredRuleset,
  DesiredSet,
  DesiredTable,
} from '../ruleset/ruleset.ts';
import { jumpTarget } from './foreign-jumps.ts';
import type { Plan } from './plan.ts';
import type { SetPlan } from './plan-sets.ts';
import type { TablePlan } from './plan-table.ts';
import { setsIn, withoutSlots } from './set-slots.ts';

/**
 * The part of `desired` to be tried before the plan is carried out; undefined when nothing in it is new.
 *
 * It holds the rules that the plan adds and `accepted` has not, in their own chains; the jumps by which packets reach
 * those chains, from the hooks on, because the kernel judges a rule by where it can be reached from; the chains to which
 * the new rules lead; the sets that they name, and what is new in sets. `accepted` is what this kernel took last.
 */
export function planRehearsal(desired: Desired, plan: Plan, accepted: Desired | undefined): Desired | undefined {
  const filled = plan.sets.filter(({ create, add }) => create || add.length > 0);
  const narrow = (family: Family): DesiredRuleset => ({
    family,
    tables: desired[family].tables.flatMap((table) => {
      const changed = plan.tables.find((plan) => plan.family === family && plan.table === table.name);
      if (changed === undefined) return [];
      const fresh = findFresh(
        changed,
        accepted?.[family].tables.find(({ name }) => name === table.name),
      );
      return fresh.size === 0 ? [] : [narrowTable(table, fresh)];
    }),
  });
  const [ipv4, ipv6] = [narrow('ipv4'), narrow('ipv6')];
  const tables = [...ipv4.tables, ...ipv6.tables];
  if (filled.length === 0 && tables.length === 0) return undefined;
  return { ipv4, ipv6, sets: narrowSets(desired, filled, tables) };
}

/** The texts of new rules, by chain. */
type Fresh = ReadonlyMap<string, ReadonlySet<string>>;

function findFresh(plan: TablePlan, accepted: DesiredTable | undefined): Fresh {
  const fresh = new Map<string, ReadonlySet<string>>();
  const note = (name: string, rules: readonly DesiredRule[]) => {
    const texts = new Set(rules.map(({ text }) => withoutSlots(text)));
    for (const { text } of accepted?.chains.find((chain) => chain.name === name)?.rules ?? []) texts.delete(text);
    if (texts.size > 0) fresh.set(name, texts);
  };
  for (const { name, rules } of plan.created) note(name, rules);
  for (const { chain, edits } of plan.edited) {
    note(
      chain,
      edits.flatMap((edit) => (edit.kind === 'insert' ? [edit.rule] : edit.kind === 'replace' ? [edit.with] : [])),
    );
  }
  return fresh;
}

function narrowTable(table: DesiredTable, fresh: Fresh): DesiredTable {
  const ways = findWays(table.chains, fresh);
  const kept = table.chains.flatMap((chain): DesiredChain[] => {
    if (!ways.has(chain.name)) return [];
    const texts = fresh.get(chain.name);
    const rules = chain.rules.filter(({ text }) => texts?.has(text) === true || ways.has(jumpTarget(text) ?? ''));
    return [{ name: chain.name, rules }];
  });
  const targets = new Set(kept.flatMap(({ rules }) => rules.map(({ text }) => jumpTarget(text))));
  const empty = table.chains
    .filter(({ name }) => targets.has(name) && !ways.has(name))
    .map(({ name }) => ({ name, rules: [] }));
  return {
    name: table.name,
    chains: [...kept, ...empty].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    hooks: table.hooks.filter(({ target }) => ways.has(target)),
  };
}

/** The chains with new rules, and all that lead to them. */
function findWays(chains: readonly DesiredChain[], fresh: Fresh): ReadonlySet<string> {
  const sources = new Map<string, Set<string>>();
  for (const { name, rules } of chains) {
    for (const { text } of rules) {
      const target = jumpTarget(text);
      if (target === undefined) continue;
      const known = sources.get(target);
      if (known === undefined) sources.set(target, new Set([name]));
      else known.add(name);
    }
  }
  const ways = new Set<string>();
  const waiting = [...fresh.keys()];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (ways.has(name)) continue;
    ways.add(name);
    waiting.push(...(sources.get(name) ?? []));
  }
  return ways;
}

/** Sets that change, with the entries that come; and sets that only are named, empty. */
function narrowSets(
  desired: Desired,
  filled: readonly SetPlan[],
  tables: readonly DesiredTable[],
): readonly DesiredSet[] {
  const entries = new Map(filled.map(({ set, add }) => [withoutSlotName(set.name), add]));
  const named = new Set(
    tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.flatMap(({ text }) => setsIn(text)))),
  );
  return desired.sets.flatMap((set) => {
    const added = entries.get(set.name);
    return added === undefined && !named.has(set.name) ? [] : [{ ...set, entries: added ?? [] }];
  });
}

function withoutSlotName(name: string): string {
  return name.replace(/~$/, '');
}
