// Which kernel rule is which desired rule.

import { canonicalRule } from '../ruleset/canonical.ts';
import type { DesiredRule, DesiredRuleset, ObservedRule, ObservedRuleset } from '../ruleset/ruleset.ts';

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
  return desired.tables.flatMap((table) =>
    table.chains.flatMap((chain) => {
      const present = observed.tables.get(table.name)?.chains.get(chain.name)?.rules ?? [];
      return pairChain(chain.rules, present).map((pair) => ({ table: table.name, chain: chain.name, ...pair }));
    }),
  );
}

function pairChain(
  desired: readonly DesiredRule[],
  observed: readonly ObservedRule[],
): readonly Pick<PairedRule, 'desired' | 'observed' | 'position'>[] {
  const texts = observed.map(({ text }) => canonicalRule(text));
  let next = 0;
  return desired.flatMap((rule) => {
    const at = texts.indexOf(canonicalRule(rule.text), next);
    const found = observed[at];
    if (found === undefined) return [];
    next = at + 1;
    return [{ desired: rule, observed: found, position: at + 1 }];
  });
}
