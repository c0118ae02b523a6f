// Tiers: one dispatcher each, with one jump a policy, and the mark bit by which a Pass leaves.

import type { Policy, Selected, Tier } from '../policy/policy.ts';
import { splitAudit } from './compile-audit.ts';
import { compileAutoAllow } from './compile-nat.ts';
import { type CompileContext, type CompiledRule, compilePolicy } from './compile-policy.ts';
import { type FinishedChain, finishChain } from './finished-chain.ts';
import { type CompiledChain, profileRule } from './layout-rule.ts';
import { layoutChain, policyChain } from './names.ts';
import type { Target } from './rule.ts';
import { holdsPass, jumpTo, maxChainLength, passBit, plainJump, splitChain } from './split.ts';

const tiers: readonly { readonly tier: Tier; readonly part: string }[] = [
  { tier: 'Admin', part: 'ADMIN' },
  { tier: 'Default', part: 'DEFAULT' },
  { tier: 'Baseline', part: 'BASELINE' },
];

/** The rule of `GW-PASS`: its end returns to the tier, which returns on the bit. */
export function compilePass(selected: Selected): CompiledRule {
  return compileBit(selected, { comment: 'tier/pass', on: true });
}

/** The rule of `GW-AUDIT`: its end returns to the tier, which goes on with the next policy. */
export function compileAudit(selected: Selected): CompiledRule {
  return compileBit(selected, { comment: 'tier/audit', on: false });
}

function compileBit(
  { profile }: Selected,
  { comment, on }: { readonly comment: string; readonly on: boolean },
): CompiledRule {
  const target = { kind: 'setMark', bit: passBit, on } as const;
  return { ...profileRule(profile, '', { target }), comment, role: 'layout' };
}

export interface Dispatch {
  /** What the entry chain holds for the tiers. */
  readonly entry: readonly CompiledRule[];
  /** The dispatcher of each tier that is not empty, each followed by its policies. */
  readonly chains: readonly FinishedChain[];
}

/** The three tiers of one direction, empty ones left out. */
export function compileTiers(selected: Selected, context: CompileContext): Dispatch {
  const parts = tiers.map(({ tier, part }) => {
    const { entry, chains } = compileTier(selected, context, { tier, part });
    // An explicit Deny of the tiers before it wins over what a translation brings along.
    return { entry: tier === 'Default' ? [...entry, ...compileAutoAllow(selected, context)] : entry, chains };
  });
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
  const clear = compiled.some((policy) => policy.usesBit)
    ? [layout(comment, { kind: 'setMark', bit: passBit, on: false })]
    : [];
  return {
    entry: [...clear, layout(comment, { kind: 'jump', chain: dispatcher }), ...clear],
    chains: [...finish(splitChain({ name: dispatcher, units: jumps, comment, origin }, context.family)), ...chains],
  };
}

interface CompiledPolicy {
  /** Whether it reads the bit, which nobody else may have set then. */
  readonly usesBit: boolean;
  /** The policy's own first, then its parts; none where nothing of it exists in this family. */
  readonly chains: readonly FinishedChain[];
  /** What leads there from the tier, and away from there. */
  readonly jump: readonly CompiledRule[];
}

function compileChains(policy: Policy, context: CompileContext): CompiledPolicy {
  const { rules, chains } = compilePolicy(policy, context);
  if (rules.length === 0) return { usesBit: false, chains: [], jump: [] };
  const { family, direction } = context;
  const name = policyChain(direction, policy.name);
  const where = { name, comment: `policy/${policy.name}`, origin: policy.origin };
  const isAudit = policy.mode === 'Audit';
  const compiled = isAudit
    ? splitAudit({ rules, chains }, where, family)
    : [...splitChain({ ...where, units: rules.map((rule) => [rule]) }, family), ...chains];
  return {
    usesBit: isAudit ? rules.length > maxChainLength : holdsPass(rules),
    chains: compiled.map((chain) => finishChain(family, chain)),
    jump: isAudit ? [plainJump(name, rules, where)] : jumpTo(name, rules, where),
  };
}
