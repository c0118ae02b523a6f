// Tiers: one dispatcher each, with one jump a policy, and the mark bit by which a Pass leaves.

import type { Policy, Selected, Tier } from '../policy/policy.ts';
import { type CompileContext, type CompiledRule, compilePolicy } from './compile-policy.ts';
import { type FinishedChain, finishChain } from './finished-chain.ts';
import { type CompiledChain, profileRule } from './layout-rule.ts';
import { layoutChain, policyChain } from './names.ts';
import type { Target } from './rule.ts';
import { holdsPass, jumpTo, passBit, splitChain } from './split.ts';

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
  readonly chains: readonly FinishedChain[];
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
    .map((policy) => {
      const step = `${context.family} ${context.direction}`;
      return context.memo.keep(step, policy, () => compileChains(policy, context));
    })
    .filter(({ chains }) => chains.length > 0);
  if (compiled.length === 0) return { entry: [], chains: [] };
  const dispatcher = layoutChain(context.direction, names.part);
  const { origin } = selected.profile;
  const layout = (comment: string, target: Target) =>
    ({ selector: { matches: [] }, comment, target, role: 'layout', origin }) as const;
  const finish = (chains: readonly CompiledChain[]) => chains.map((chain) => finishChain(context.family, chain));
  const chains = compiled.flatMap((policy) => policy.chains);
  const jumps = compiled.map(({ jump }) => jump);
  const comment = `tier/${names.tier.toLowerCase()}`;
  // Cleared before, so that a foreign program that sets the bit cannot switch the tier off; behind, so that nobody sees it.
  const clear = compiled.some((policy) => policy.holdsPass)
    ? [layout(comment, { kind: 'setMark', bit: passBit, on: false })]
    : [];
  return {
    entry: [...clear, layout(comment, { kind: 'jump', chain: dispatcher }), ...clear],
    chains: [...finish(splitChain({ name: dispatcher, units: jumps, comment, origin }, context.family)), ...chains],
  };
}

interface CompiledPolicy {
  readonly holdsPass: boolean;
  /** The policy's own first, then its parts; none where nothing of it exists in this family. */
  readonly chains: readonly FinishedChain[];
  /** What leads there from the tier, and away from there. */
  readonly jump: readonly CompiledRule[];
}

function compileChains(policy: Policy, context: CompileContext): CompiledPolicy {
  const rules = compilePolicy(policy, context);
  if (rules.length === 0) return { holdsPass: false, chains: [], jump: [] };
  const { family, direction } = context;
  const name = policyChain(direction, policy.name);
  const where = { comment: `policy/${policy.name}`, origin: policy.origin };
  const chains = splitChain({ name, units: rules.map((rule) => [rule]), ...where }, family);
  return {
    holdsPass: holdsPass(rules),
    chains: chains.map((chain) => finishChain(family, chain)),
    jump: jumpTo(name, rules, where),
  };
}
