// Limits of an Allow: a refusal in front of it for what goes beyond. One manifest rule is one limit, whatever it becomes.
//
// A hashlimit's budget belongs to its name, so kernel rules can share it. A connlimit's count belongs to the kernel rule
// itself: several selectors lead to one chain then, which counts once. A packet must not meet a hashlimit twice either, for
// that costs it two of its budget: a refusal that takes two kernel rules stands in a chain of its own.

import type { Action, Refusal, Rule } from '../policy/policy.ts';
import { limitName, partChain } from './names.ts';
import type { KernelRule, Match, Selector } from './rule.ts';

/** How the kernel rules of one manifest rule end. `R` is a kernel rule with what the compiler knows of it. */
export interface RuleEnds<R> {
  /** Whose budget it is. */
  readonly subject: string;
  readonly isAudit: boolean;
  readonly finish: (parts: Pick<KernelRule, 'selector' | 'target'>) => R;
  /** Record and verdict. */
  readonly end: (selector: Selector, action: Action) => readonly R[];
  /** For what goes beyond a limit. */
  readonly refuse: (selector: Selector, refusal: Refusal) => readonly R[];
}

interface Limited<R> extends RuleEnds<R> {
  /** Of the policy. */
  readonly chain: string;
}

interface Limit {
  readonly match: Match;
  readonly refusal: Refusal;
}

type LimitedRule = Pick<Rule, 'name' | 'rateLimit' | 'connectionLimit'>;

export interface LimitedRules<R> {
  /** For the policy's own chain. */
  readonly rules: readonly R[];
  /** Those that they lead to. */
  readonly chains: readonly { readonly name: string; readonly rules: readonly R[] }[];
}

/** The kernel rules of an Allow with limits. `selectors` has at least one. */
export function compileLimited<R extends KernelRule>(
  selectors: readonly Selector[],
  rule: LimitedRule,
  ends: Limited<R>,
): LimitedRules<R> {
  const limits = listLimits(rule, ends.subject);
  const within = continueMatch(rule, ends.subject);
  if (isFlat(selectors, limits, { ends, within, rule })) {
    const rules = selectors.flatMap((selector) => [
      ...limits.flatMap(({ match, refusal }) => ends.refuse(also(selector, match), refusal)),
      ...ends.end(also(selector, within), 'Allow'),
    ]);
    return { rules, chains: [] };
  }
  return compileShared(selectors, { limits, within }, { ...ends, name: rule.name });
}

/** Connections first; each with its match, which holds beyond the limit. */
function listLimits({ rateLimit, connectionLimit }: LimitedRule, subject: string): readonly Limit[] {
  const limits: Limit[] = [];
  if (connectionLimit !== undefined) {
    const { max, per, exceeded } = connectionLimit;
    limits.push({ match: { kind: 'connlimit', above: max, per }, refusal: exceeded });
  }
  if (rateLimit !== undefined && rateLimit.exceeded !== 'Continue') {
    const { exceeded, ...limit } = rateLimit;
    const name = limitName(subject, 'flows', limit);
    limits.push({ match: { kind: 'hashlimit', name, over: true, limit }, refusal: exceeded });
  }
  return limits;
}

/** What the Allow itself asks for where the next rules have a say beyond the rate. */
function continueMatch({ rateLimit }: LimitedRule, subject: string): Match | undefined {
  if (rateLimit?.exceeded !== 'Continue') return undefined;
  const { exceeded: _, ...limit } = rateLimit;
  return { kind: 'hashlimit', name: limitName(subject, 'flows', limit), over: false, limit };
}

interface Flatness<R> {
  readonly ends: RuleEnds<R>;
  readonly within: Match | undefined;
  readonly rule: LimitedRule;
}

/** Whether each limit is met once, and by one kernel rule, when the limits stand in front of each selector's Allow. */
function isFlat<R>(
  selectors: readonly Selector[],
  limits: readonly Limit[],
  { ends, within, rule }: Flatness<R>,
): boolean {
  if (rule.connectionLimit !== undefined && selectors.length > 1) return false;
  return selectors.every(
    (selector) =>
      limits.every(({ refusal }) => ends.refuse(selector, refusal).length === 1) &&
      (within === undefined || ends.end(selector, 'Allow').length === 1),
  );
}

interface Parts {
  readonly limits: readonly Limit[];
  readonly within: Match | undefined;
}

/** Every selector leads to one chain, in which the limits and the Allow stand once. */
function compileShared<R extends KernelRule>(
  selectors: readonly Selector[],
  { limits, within }: Parts,
  ends: Limited<R> & { readonly name: string },
): LimitedRules<R> {
  const common = commonProtocol(selectors);
  const chains: { readonly name: string; readonly rules: readonly R[] }[] = [];
  const nameOf = (part: string) => partChain(ends.chain, `${part} ${ends.name}`);
  /** The rules where they can stand behind one match; else a goto to a chain of their own. */
  const guarded = (match: Match, part: string, rules: readonly R[]): readonly R[] => {
    const [only] = rules;
    if (rules.length === 1 && only !== undefined) return [{ ...only, selector: also(only.selector, match) }];
    const name = nameOf(part);
    if (!chains.some((chain) => chain.name === name)) chains.push({ name, rules });
    return [ends.finish({ selector: { matches: [match] }, target: { kind: 'goto', chain: name } })];
  };
  const refusals = limits.flatMap(({ match, refusal }) => guarded(match, refusal, ends.refuse(common, refusal)));
  const allow = ends.end(common, 'Allow');
  // In Audit the packet leaves the policy from here, so what goes on to the next rule must never come here.
  const comesBack = within !== undefined && !ends.isAudit;
  const name = nameOf('limit');
  const rules = [...refusals, ...(comesBack ? guarded(within, 'Allow', allow) : allow)];
  const target = { kind: comesBack ? 'jump' : 'goto', chain: name } as const;
  const asked = ends.isAudit ? within : undefined;
  return {
    rules: selectors.map((selector) => ends.finish({ selector: also(selector, asked), target })),
    chains: [{ name, rules }, ...chains],
  };
}

/** A reset answers TCP only, and the rule that sends it must say so. */
function commonProtocol(selectors: readonly Selector[]): Selector {
  const protocol = selectors[0]?.protocol;
  if (protocol === undefined || selectors.some((selector) => selector.protocol !== protocol)) return { matches: [] };
  return { protocol, matches: [] };
}

function also(selector: Selector, match: Match | undefined): Selector {
  return match === undefined ? selector : { ...selector, matches: [...selector.matches, match] };
}
