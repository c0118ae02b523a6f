// Tiers: one dispatcher each, with one jump a policy, and the mark bit by which a Pass leaves.

import type { Selected, Tier } from '../policy/policy.ts';
import { type CompileContext, type CompiledRule, compilePolicy, passChain } from './compile-policy.ts';
import { type CompiledChain, profileRule } from './layout-rule.ts';
import { layoutChain, policyChain } from './names.ts';
import type { Selector, Target } from './rule.ts';

/** The bit of the packet mark that says "leave this tier". */
const passBit = 0x2000;
const tiers: readonly { readonly tier: Tier; readonly part: string }[] = [
  { tier: 'Admin', part: 'ADMIN' },
  { tier: 'Default', part: 'DEFAULT' },
  { tier: 'Baseline', part: 'BASELINE' },
];

/** The rule of `GW-PASS`: its end returns to the tier, which returns on the bit. */
export function compilePass({ profile }: Selected): CompiledRule {
  return {
    ...profileRule(profile, '', { target: { kind: 'setMark', bit: passBit, on: true } }),
    comment: 'tier/pass',
    role: 'layout',
  };
}

export interface Dispatch {
  /** What the entry chain holds for the tiers. */
  readonly entry: readonly CompiledRule[];
  /** The dispatcher of each tier that is not empty, each followed by its policies. */
  readonly chains: readonly CompiledChain[];
}

/** The three tiers of one direction, empty ones left out. */
export function compileTiers(selected: Selected, context: CompileContext): Dispatch {
  const parts = tiers.map(({ tier, part }) => compileTier(selected, context, { tier, part }));
  return { entry: parts.flatMap((part) => part.entry), chains: parts.flatMap((part) => part.chains) };
}

function compileTier(
  selected: Selected,
  context: CompileContext,
  names: { readonly tier: Tier; readonly part: string },
): Dispatch {
  const policies = selected.policies.filter((policy) => policy.tier === names.tier);
  const compiled = policies
    .map((policy) => ({ policy, rules: compilePolicy(policy, context) }))
    .filter(({ rules }) => rules.length > 0);
  if (compiled.length === 0) return { entry: [], chains: [] };
  const passes = (rules: readonly CompiledRule[]) =>
    rules.some(({ target }) => target.kind === 'goto' && target.chain === passChain);
  const dispatcher = layoutChain(context.direction, names.part);
  const { origin } = selected.profile;
  const layout = (comment: string, target: Target, selector: Selector = { matches: [] }) =>
    ({ selector, comment, target, role: 'layout', origin }) as const;
  const jumps = compiled.flatMap(({ policy, rules }) => {
    const comment = `policy/${policy.name}`;
    const jump = {
      ...layout(comment, { kind: 'jump', chain: policyChain(context.direction, policy.name) }, shared(rules)),
      origin: policy.origin,
    };
    const leave = {
      ...layout(comment, { kind: 'return' }, { matches: [{ kind: 'mark', bit: passBit }] }),
      origin: policy.origin,
    };
    return passes(rules) ? [jump, leave] : [jump];
  });
  const comment = `tier/${names.tier.toLowerCase()}`;
  // Cleared before, so that a foreign program that sets the bit cannot switch the tier off; behind, so that nobody sees it.
  const clear = compiled.some(({ rules }) => passes(rules))
    ? [layout(comment, { kind: 'setMark', bit: passBit, on: false })]
    : [];
  return {
    entry: [...clear, layout(comment, { kind: 'jump', chain: dispatcher }), ...clear],
    chains: [
      { name: dispatcher, rules: jumps },
      ...compiled.map(({ policy, rules }) => ({ name: policyChain(context.direction, policy.name), rules })),
    ],
  };
}

/** What all rules of a chain have in common: a jump that asks for it spares other packets the way. */
function shared(rules: readonly CompiledRule[]): Selector {
  const [first] = rules;
  if (first === undefined) return { matches: [] };
  const common = <K extends 'in' | 'out' | 'protocol'>(key: K) =>
    rules.every(({ selector }) => selector[key] === first.selector[key]);
  const { in: input, out, protocol } = first.selector;
  return {
    ...(input !== undefined && common('in') ? { in: input } : {}),
    ...(out !== undefined && common('out') ? { out } : {}),
    ...(protocol !== undefined && common('protocol') ? { protocol } : {}),
    matches: [],
  };
}
