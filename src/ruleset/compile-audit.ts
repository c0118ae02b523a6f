// The chains of a policy in Audit: each of its packets leaves it as if it were absent, also from within a part.

import type { Family } from '../policy/family.ts';
import { type CompiledRule, type PolicyRules, passChain } from './compile-policy.ts';
import type { CompiledChain } from './layout-rule.ts';
import { maxChainLength, type SplitChain, splitChain } from './split.ts';

/** Clears the bit. Reached by `-g` from a policy's chain, so its end returns to the tier. */
export const auditChain = 'GW-AUDIT';

/**
 * The policy's own chain first, then its parts, then those that its rules lead to.
 *
 * In one piece, a RETURN leaves it. In parts it would leave its part only: there the bit leads to the policy's own chain,
 * which clears it, so that no other policy of the tier is skipped.
 */
export function splitAudit(
  { rules, chains }: PolicyRules,
  where: Omit<SplitChain, 'units'>,
  family: Family,
): readonly CompiledChain[] {
  if (rules.length <= maxChainLength) return [{ name: where.name, rules }, ...chains];
  const units = rules.map((rule) => [leaveTo(passChain, rule)]);
  const [head, ...parts] = splitChain({ ...where, units, leaving: chains.map(({ name }) => name) }, family);
  const clearing = head === undefined ? [] : [mapRules(head, (rule) => leaveTo(auditChain, rule))];
  return [...clearing, ...parts, ...chains.map((chain) => mapRules(chain, (rule) => leaveTo(passChain, rule)))];
}

function mapRules({ name, rules }: CompiledChain, change: (rule: CompiledRule) => CompiledRule): CompiledChain {
  return { name, rules: rules.map(change) };
}

function leaveTo(chain: string, rule: CompiledRule): CompiledRule {
  return rule.target.kind === 'return' ? { ...rule, target: { kind: 'goto', chain } } : rule;
}
