// Under which of its two names each set stands in the kernel: a set that changes with its rules is made under the other one.

import { alternateSetName } from '../ruleset/names.ts';
import {
  type Desired,
  type DesiredRule,
  type DesiredRuleset,
  isOwnedChain,
  type ObservedRuleset,
} from '../ruleset/ruleset.ts';

/** Sets that stand under another name than the manifest's, by the name of the manifest. */
export type Slots = ReadonlyMap<string, string>;

/** How the owned rules of the kernel look a set up: `src`, `dst` or both with a comma, for each set that they name. */
export type Lookups = ReadonlyMap<string, ReadonlySet<string>>;

const reference = /-set (gw[46]-\S+)(?: (\S+))?/g;

/** Every set that an owned rule of `ruleset` names; `without` tells chains (`table chain`) that do not count. */
export function readLookups(ruleset: ObservedRuleset, without: ReadonlySet<string> = new Set()): Lookups {
  const found = new Map<string, Set<string>>();
  for (const table of ruleset.tables.values()) {
    for (const chain of table.chains.values()) {
      if (!isOwnedChain(chain.name) || without.has(`${table.name} ${chain.name}`)) continue;
      for (const { text } of chain.rules) {
        if (!text.includes('-set gw')) continue;
        for (const [, name = '', side = ''] of text.matchAll(reference)) {
          const sides = found.get(name);
          if (sides === undefined) found.set(name, new Set([side]));
          else sides.add(side);
        }
      }
    }
  }
  return found;
}

/** The alternate name for each desired set that owned rules know by that name only. */
export function findSlots(desired: Desired, lookups: Lookups): Slots {
  const slots = new Map<string, string>();
  for (const { name } of desired.sets) {
    const alternate = alternateSetName(name);
    if (lookups.has(alternate) && !lookups.has(name)) slots.set(name, alternate);
  }
  return slots;
}

/** `slots` with each of `names` under its other name. */
export function switchSlots(slots: Slots, names: readonly string[]): Slots {
  const switched = new Map(slots);
  for (const name of names) {
    if (!switched.delete(name)) switched.set(name, alternateSetName(name));
  }
  return switched;
}

/** What is desired, with each set under the name that `slots` gives it, in rules, too. */
export function useSlots(desired: Desired, slots: Slots): Desired {
  if (slots.size === 0) return desired;
  return {
    ipv4: useInRuleset(desired.ipv4, slots),
    ipv6: useInRuleset(desired.ipv6, slots),
    sets: desired.sets.map((set) => ({ ...set, name: slots.get(set.name) ?? set.name })),
  };
}

function useInRuleset(ruleset: DesiredRuleset, slots: Slots): DesiredRuleset {
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) =>
        chain.rules.some(({ text }) => isRenamed(text, slots))
          ? { ...chain, rules: chain.rules.map((rule) => useInRule(rule, slots)) }
          : chain,
      ),
    })),
  };
}

function isRenamed(text: string, slots: Slots): boolean {
  if (!text.includes('-set gw')) return false;
  return [...text.matchAll(reference)].some(([, name = '']) => slots.has(name));
}

function useInRule(rule: DesiredRule, slots: Slots): DesiredRule {
  if (!isRenamed(rule.text, slots)) return rule;
  const text = rule.text.replace(reference, (whole, name: string) => whole.replace(name, slots.get(name) ?? name));
  return { ...rule, text };
}

/** The sets that a rule names. */
export function setsIn(text: string): readonly string[] {
  if (!text.includes('-set gw')) return [];
  return [...text.matchAll(reference)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** A rule's text without regard to which of its two names a set has. */
export function withoutSlots(text: string): string {
  if (!text.includes('~')) return text;
  return text.replace(reference, (whole, name: string) => whole.replace(name, name.replace(/~$/, '')));
}
