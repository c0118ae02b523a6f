// Helpers of connection tracking for what rules let in: assigned before a flow is tracked, in table raw.

import type { Direction, HelpedTraffic, Policy, Rule, Selected } from '../policy/policy.ts';
import { compileNarrowed } from './compile-narrowing.ts';
import type { CompileContext, CompiledRule } from './compile-policy.ts';
import type { Match } from './rule.ts';

/**
 * For each Allow whose services have one. It only reads along: whether the first connection may stand, the rule in table
 * filter decides.
 */
export function compileHelpers(
  { policies }: Selected,
  directions: readonly Direction[],
  context: CompileContext,
): readonly CompiledRule[] {
  const { memo, family } = context;
  return policies.flatMap((policy) => {
    if (policy.mode === 'Audit' || policy.mayHelp !== true) return [];
    return directions.flatMap((direction) =>
      memo.keep(`helpers ${direction} ${family}`, policy, () => compileOfPolicy(policy, direction, context)),
    );
  });
}

function compileOfPolicy(policy: Policy, direction: Direction, context: CompileContext): readonly CompiledRule[] {
  return policy[direction].flatMap((rule) =>
    (rule.helped ?? []).flatMap((helped) => compileHelped(policy, { rule, helped, direction }, context)),
  );
}

const local: Match = { kind: 'destinationType', types: ['LOCAL'] };

interface Helped {
  readonly rule: Rule;
  readonly helped: HelpedTraffic;
  readonly direction: Direction;
}

function compileHelped(
  policy: Policy,
  { rule, helped, direction }: Helped,
  { family, sets }: CompileContext,
): readonly CompiledRule[] {
  if (!helped.families.includes(family) || !rule.families.includes(family)) return [];
  // On the way in, neither the destination behind DNAT nor the way out is known yet.
  const to = direction === 'egress' ? rule.to : 'any';
  const process = rule.process === undefined ? {} : { process: rule.process };
  const selectors = compileNarrowed({ from: rule.from, to, traffic: helped.traffic, ...process }, family, sets);
  return selectors.map((selector) => ({
    // What only passes through is read for rules that let it through, and for no others.
    selector: direction === 'ingress' ? { ...selector, matches: [...selector.matches, local] } : selector,
    comment: `policy/${policy.name}/${rule.name}`,
    target: { kind: 'helper', name: helped.helper },
    role: 'layout',
    origin: rule.origin,
  }));
}
