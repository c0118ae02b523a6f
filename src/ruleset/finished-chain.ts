// A chain as text, with what the rest of the compiler must still know of it: its rules' parts are let go.

import type { Family } from '../policy/family.ts';
import { toDesiredRule } from './compile-policy.ts';
import type { CompiledChain } from './layout-rule.ts';
import type { DesiredChain } from './ruleset.ts';

export interface FinishedChain extends DesiredChain {
  /** The chains that its rules lead to, each once. */
  readonly targets: readonly string[];
  /** The ipsets that its rules name, each once. */
  readonly sets: readonly string[];
}

export function finishChain(family: Family, { name, rules }: CompiledChain): FinishedChain {
  const targets = new Set<string>();
  const sets = new Set<string>();
  for (const { target, selector } of rules) {
    if (target.kind === 'jump' || target.kind === 'goto') targets.add(target.chain);
    for (const match of selector.matches) {
      if (match.kind === 'set') sets.add(match.name);
      if (match.kind === 'flows' || match.kind === 'endpoints') sets.add(match.set);
    }
  }
  return { name, rules: rules.map((rule) => toDesiredRule(family, rule)), targets: [...targets], sets: [...sets] };
}
