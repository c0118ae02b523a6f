// What of a desired state the kernel has not accepted before, as a small desired state that can be tried by itself.

import type { Family } from '../policy/family.ts';
import { canonicalRule } from '../ruleset/canonical.ts';
import { alternateSetName } from '../ruleset/names.ts';
import type {
  Desired,
  DesiredChain,
  DesiredRuleset,
  DesiredSet,
  DesiredTable,
  Observed,
  TableName,
} from '../ruleset/ruleset.ts';
import { jumpTarget } from './foreign-jumps.ts';
import { setsIn, withoutSlots } from './set-slots.ts';

/** What a kernel holds or has taken. */
export interface Accepted {
  /** Whether a rule of `chain` is among its rules; `Same` where all are. */
  rules(place: ChainPlace, chain: DesiredChain): Known | 'Same';
  entries(set: DesiredSet): ReadonlySet<string> | 'Same' | undefined;
}

type Known = (text: string) => boolean;

interface ChainPlace {
  readonly family: Family;
  readonly table: TableName;
}

/** Everything in `desired` was taken. */
export function acceptedBefore(desired: Desired): Accepted {
  const chains = new Map(
    ([desired.ipv4, desired.ipv6] as const).flatMap(({ family, tables }) =>
      tables.flatMap((table) => table.chains.map((chain) => [`${family} ${table.name} ${chain.name}`, chain] as const)),
    ),
  );
  const sets = new Map(desired.sets.map((set) => [set.name, set]));
  return {
    rules({ family, table }, chain) {
      const known = chains.get(`${family} ${table} ${chain.name}`);
      if (known === chain) return 'Same';
      const texts = new Set(known?.rules.map(({ text }) => text));
      return (text) => texts.has(text);
    },
    entries(set) {
      const known = sets.get(set.name);
      if (known === undefined) return undefined;
      return known.entries === set.entries ? 'Same' : new Set(known.entries);
    },
  };
}

/** What the kernel holds was taken, whoever wrote it there. */
export function heldNow(observed: Observed): Accepted {
  const sets = new Map(observed.sets.map((set) => [set.name, set]));
  return {
    rules({ family, table }, { name }) {
      const rules = observed[family].tables.get(table)?.chains.get(name)?.rules ?? [];
      const texts = new Set(rules.map(({ text }) => canonicalRule(withoutSlots(text))));
      return (text) => texts.has(canonicalRule(text));
    },
    entries({ name }) {
      const found = sets.get(name) ?? sets.get(alternateSetName(name));
      return found === undefined ? undefined : new Set(found.entries);
    },
  };
}

/**
 * The part of `desired` to be tried before it is written; undefined when nothing in it is new.
 *
 * It holds the rules that were not accepted, in their own chains; the jumps by which packets reach those chains, from the
 * hooks on, because the kernel judges a rule by where it can be reached from; the chains to which the new rules lead; the
 * sets that they name, and what is new in sets.
 */
export function planRehearsal(desired: Desired, accepted: Accepted): Desired | undefined {
  const filled = findFilled(desired.sets, accepted);
  const narrow = (family: Family): DesiredRuleset => ({
    family,
    tables: desired[family].tables.flatMap((table) => {
      const fresh = findFresh(table, (chain) => accepted.rules({ family, table: table.name }, chain));
      return fresh.size === 0 ? [] : [narrowTable(table, fresh)];
    }),
  });
  const [ipv4, ipv6] = [narrow('ipv4'), narrow('ipv6')];
  const tables = [...ipv4.tables, ...ipv6.tables];
  if (filled.size === 0 && tables.length === 0) return undefined;
  return { ipv4, ipv6, sets: narrowSets(desired, filled, tables) };
}

/** The texts of new rules, by chain. */
type Fresh = ReadonlyMap<string, ReadonlySet<string>>;

function findFresh(table: DesiredTable, isKnownIn: (chain: DesiredChain) => Known | 'Same'): Fresh {
  const fresh = new Map<string, ReadonlySet<string>>();
  for (const chain of table.chains) {
    const isKnown = isKnownIn(chain);
    if (isKnown === 'Same') continue;
    const texts = chain.rules.map(({ text }) => text).filter((text) => !isKnown(text));
    if (texts.length > 0) fresh.set(chain.name, new Set(texts));
  }
  return fresh;
}

/** The new entries of each set that is new or grows. */
function findFilled(sets: readonly DesiredSet[], accepted: Accepted): ReadonlyMap<string, readonly string[]> {
  const filled = new Map<string, readonly string[]>();
  for (const set of sets) {
    const known = accepted.entries(set);
    if (known === 'Same') continue;
    const added = set.entries.filter((entry) => known?.has(entry) !== true);
    if (known === undefined || added.length > 0) filled.set(set.name, added);
  }
  return filled;
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

/** Sets that grow, with the entries that come; and sets that only are named, empty. */
function narrowSets(
  desired: Desired,
  filled: ReadonlyMap<string, readonly string[]>,
  tables: readonly DesiredTable[],
): readonly DesiredSet[] {
  const named = new Set(
    tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.flatMap(({ text }) => setsIn(text)))),
  );
  return desired.sets.flatMap((set) => {
    const added = filled.get(set.name);
    return added === undefined && !named.has(set.name) ? [] : [{ ...set, entries: added ?? [] }];
  });
}
