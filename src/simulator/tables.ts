// The tables of one family, their rules read and their jumps followed to chains.

import type { Family } from '../policy/family.ts';
import { type Network, parseNetwork } from '../policy/network.ts';
import type { Desired, DesiredSet, DesiredTable } from '../ruleset/ruleset.ts';
import { makeAddressSet } from './address-words.ts';
import { readFlowSet } from './flow-set.ts';
import type { SetLookup } from './read-match.ts';
import { type ReadContext, readRule } from './read-rule.ts';
import { type AxisName, type IndexedChain, indexRules, type Range, reachOf } from './rule-index.ts';
import type { LabelledRule, SimulatedChain } from './walk.ts';

/** `<table> <built-in chain>` to what hangs there. */
export type SimulatedTables = ReadonlyMap<string, SimulatedChain>;

export function simulateTables(desired: Desired, family: Family): SimulatedTables {
  const { tables } = desired[family];
  const context = { family, sets: lookUpSets(desired) };
  return new Map(tables.flatMap((table) => simulateTable(table, context)));
}

interface MutableChain extends SimulatedChain, IndexedChain {
  readonly rules: LabelledRule[];
}

/** The index is made when a packet first comes by: then all rules are there. */
function emptyChain(name: string): MutableChain {
  const rules: LabelledRule[] = [];
  let select: SimulatedChain['select'] | undefined;
  const known = new Map<AxisName, readonly Range[] | undefined>();
  return {
    name,
    rules,
    select: (flow) => {
      select ??= indexRules(rules);
      return select(flow);
    },
    reach: (axis) => {
      if (!known.has(axis)) {
        // Chains in a circle: whoever asks while it is being found out gets no answer.
        known.set(axis, undefined);
        known.set(axis, reachOf(rules, axis));
      }
      return known.get(axis);
    },
  };
}

function simulateTable(table: DesiredTable, context: ReadContext): readonly (readonly [string, SimulatedChain])[] {
  const chains = new Map(table.chains.map(({ name }): [string, MutableChain] => [name, emptyChain(name)]));
  for (const { name, rules } of table.chains) {
    const own = chains.get(name)?.rules ?? [];
    for (const { text, label } of rules) own.push({ ...linked(readRule(text, context), chains), label, text });
  }
  const builtins = [...new Set(table.hooks.map(({ builtin }) => builtin))];
  return builtins.map((builtin) => {
    const jumps = table.hooks.filter((hook) => hook.builtin === builtin);
    const rules = jumps.map(({ target }) => ({
      ...linked(readRule(`-j ${target}`, context), chains),
      label: '',
      text: '',
    }));
    // With one hook the rule that returns is told; a hook has no label of its own.
    const [only] = jumps;
    const chain = only !== undefined && jumps.length === 1 ? chains.get(only.target) : undefined;
    return [`${table.name} ${builtin}`, chain ?? { name: builtin, select: () => rules }];
  });
}

function linked(
  rule: ReturnType<typeof readRule>,
  chains: ReadonlyMap<string, MutableChain>,
): Omit<LabelledRule, 'label' | 'text'> {
  const { target } = rule;
  const next = target.kind === 'jump' || target.kind === 'goto' ? chains.get(target.chain) : undefined;
  if (next === undefined) return rule;
  // A goto never comes back, whether anything matches there or not.
  return { ...rule, next, ...(target.kind === 'jump' ? { jumpsTo: next } : {}) };
}

/** A set's members are read when a rule first asks. */
function lookUpSets(desired: Desired): SetLookup {
  const texts = [desired.ipv4, desired.ipv6].flatMap(({ tables }) =>
    tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.map(({ text }) => text))),
  );
  const filled = new Set(texts.flatMap((text) => / --add-set (\S+) /.exec(text)?.[1] ?? []));
  const known = new Map<string, ReturnType<SetLookup>>();
  return (name) => {
    if (filled.has(name)) return 'Limit';
    if (!known.has(name)) known.set(name, readSet(desired.sets.find((set) => set.name === name)));
    return known.get(name);
  };
}

function readSet(set: DesiredSet | undefined): ReturnType<SetLookup> {
  if (set === undefined) return undefined;
  return set.type === 'hash:net' ? readMembers(set.entries) : readFlowSet(set.entries);
}

function readMembers(entries: readonly string[]): ReturnType<SetLookup> {
  const networks: Network[] = [];
  for (const entry of entries) {
    const [address = '', ...options] = entry.split(' ');
    const network = parseNetwork(address);
    if (!network.ok || options.includes('nomatch')) return undefined;
    networks.push(network.value);
  }
  return makeAddressSet(networks);
}
