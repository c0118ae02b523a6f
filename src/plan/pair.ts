// Which kernel rule is which desired rule.

import { canonicalRule } from '../ruleset/canonical.ts';
import type { DesiredRule, DesiredRuleset, ObservedRule, ObservedRuleset } from '../ruleset/ruleset.ts';
import { withoutSlots } from './set-slots.ts';

export interface PairedRule {
  readonly table: string;
  readonly chain: string;
  readonly desired: DesiredRule;
  readonly observed: ObservedRule;
  /** In the kernel's chain, from 1. */
  readonly position: number;
}

/** Rules that stand in the kernel as desired, in order; what differs is drift and is left out. */
export function pairRules(desired: DesiredRuleset, observed: ObservedRuleset): readonly PairedRule[] {
  const pairs: PairedRule[] = [];
  for (const table of desired.tables) {
    const chains = observed.tables.get(table.name)?.chains;
    for (const chain of table.chains) {
      const present = chains?.get(chain.name)?.rules ?? [];
      pairChain(chain.rules, present, (desired, observed, position) =>
        pairs.push({ table: table.name, chain: chain.name, desired, observed, position }),
      );
    }
  }
  return pairs;
}

function pairChain(
  desired: readonly DesiredRule[],
  observed: readonly ObservedRule[],
  found: (desired: DesiredRule, observed: ObservedRule, position: number) => void,
): void {
  let texts: readonly string[] | undefined;
  let next = 0;
  for (const rule of desired) {
    // Nearly every rule of nearly every chain, told without a look at what the texts mean.
    let at = observed[next]?.text === rule.text ? next : -1;
    if (at < 0) {
      texts ??= observed.map(({ text }) => canonicalRule(withoutSlots(text)));
      at = texts.indexOf(canonicalRule(rule.text), next);
    }
    const other = observed[at];
    if (other === undefined) continue;
    next = at + 1;
    found(rule, other, at + 1);
  }
}
