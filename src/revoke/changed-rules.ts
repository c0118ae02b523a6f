// The rules in which two revisions differ: a flow that meets none of them is to both of them the same, at any time.

import { families } from '../policy/family.ts';
import type { Desired, DesiredChain, DesiredRule, DesiredRuleset, Hook } from '../ruleset/ruleset.ts';
import type { Packet, Surroundings } from '../simulator/packet.ts';
import { simulateRuleset } from '../simulator/simulate.ts';

/**
 * What one of two revisions alone has in its table filter, or the other alone, and what holds at some times only;
 * undefined where there is nothing of the kind.
 */
export interface ChangedRules {
  /** Whether a packet fits any of them, or may. One that fits none comes to the same in both revisions. */
  meets(packet: Packet, surroundings: Surroundings): boolean;
}

/** Which rules match a packet, and in which order, is all that decides; where a rule stands says less than what it asks. */
export function findChangedRules(before: Desired, after: Desired): ChangedRules | undefined {
  const sets = differingSets(before, after);
  const removed = narrow(before, after, sets);
  const added = narrow(after, before, sets);
  if (isEmpty(removed) && isEmpty(added)) return undefined;
  const simulations = [simulateRuleset(removed), simulateRuleset(added)];
  return {
    meets: (packet, surroundings) =>
      simulations.some((simulate) => simulate(packet, surroundings).verdict !== 'Return'),
  };
}

const changedChain = 'GW-CHANGED';
const hooks: readonly Hook[] = (['INPUT', 'FORWARD', 'OUTPUT'] as const).map((builtin) => ({
  builtin,
  target: changedChain,
  after: [],
}));

/** A ruleset of those rules of `desired` that `other` has not in the same place, or that time changes; each of them accepts. */
function narrow(desired: Desired, other: Desired, sets: ReadonlySet<string>): Desired {
  const [ipv4, ipv6] = families.map((family): DesiredRuleset => {
    const known = new Map(chainsOf(other[family]).map((chain) => [chain.name, chain.rules]));
    const rules = chainsOf(desired[family]).flatMap((chain) => [
      ...differingRules(chain.rules, known.get(chain.name) ?? []),
      ...(sets.size === 0 ? [] : chain.rules.filter(({ text }) => namesOne(text, sets))),
      ...chain.rules.filter(({ text }) => text.includes('-m time ')),
    ]);
    if (rules.length === 0) return { family, tables: [] };
    const chain: DesiredChain = { name: changedChain, rules: rules.map(accepting) };
    return { family, tables: [{ name: 'filter', chains: [chain], hooks }] };
  });
  if (ipv4 === undefined || ipv6 === undefined) throw new Error('a family was left out');
  return { ipv4, ipv6, sets: desired.sets };
}

function chainsOf({ tables }: DesiredRuleset): readonly DesiredChain[] {
  return tables.find(({ name }) => name === 'filter')?.chains ?? [];
}

/** What is left of `rules` without their common beginning and their common end. */
function differingRules(rules: readonly DesiredRule[], others: readonly DesiredRule[]): readonly DesiredRule[] {
  if (rules === others) return [];
  const shorter = Math.min(rules.length, others.length);
  let head = 0;
  while (head < shorter && rules[head]?.text === others[head]?.text) head += 1;
  let tail = 0;
  while (tail < shorter - head && rules.at(-1 - tail)?.text === others.at(-1 - tail)?.text) tail += 1;
  return rules.slice(head, rules.length - tail);
}

function differingSets(a: Desired, b: Desired): ReadonlySet<string> {
  const known = new Map(b.sets.map(({ name, entries }) => [name, entries]));
  const differing = a.sets.filter(({ name, entries }) => {
    const others = known.get(name);
    if (others === undefined || others === entries) return false;
    return others.length !== entries.length || entries.some((entry, index) => entry !== others[index]);
  });
  return new Set(differing.map(({ name }) => name));
}

function namesOne(text: string, sets: ReadonlySet<string>): boolean {
  if (!text.includes('-set gw')) return false;
  return [...text.matchAll(/-set (\S+)/g)].some(([, name = '']) => sets.has(name));
}

function accepting(rule: DesiredRule): DesiredRule {
  const at = rule.text.search(/(?:^| )-[jg] /);
  return { ...rule, text: `${at < 0 ? rule.text : rule.text.slice(0, at)} -j ACCEPT`.trimStart() };
}

function isEmpty({ ipv4, ipv6 }: Desired): boolean {
  return ipv4.tables.length + ipv6.tables.length === 0;
}
