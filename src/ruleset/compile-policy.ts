// The rules of one policy, in one direction and one family, as kernel rules.

import type { Family } from '../policy/family.ts';
import type { Origin } from '../policy/fault.ts';
import type { Memo } from '../policy/memo.ts';
import type { Action, Direction, Log, Policy, Profile, RejectWith, Rule } from '../policy/policy.ts';
import { unreachable } from '../result.ts';
import { compileLimited, type LimitedRules, type RuleEnds } from './compile-limits.ts';
import { compileNarrowed } from './compile-narrowing.ts';
import type { SetsOfFamily } from './compile-selector.ts';
import { limitName, policyChain, shortenPrefix } from './names.ts';
import { type KernelRule, printRule, type Selector, type Target } from './rule.ts';
import type { DesiredRule } from './ruleset.ts';

/** A kernel rule whose parts are still in sight, so that jumps can be narrowed by what all rules of a chain share. */
export interface CompiledRule extends KernelRule {
  readonly comment: string;
  readonly role: DesiredRule['role'];
  readonly origin: Origin;
}

export interface CompileContext {
  readonly family: Family;
  readonly direction: Direction;
  readonly sets: SetsOfFamily;
  readonly profile: Profile;
  readonly memo: Memo;
}

const tcp = 6;
export const passChain = 'GW-PASS';
const logPrefixMax = 28;
const nflogPrefixMax = 63;

export function toDesiredRule(family: Family, rule: CompiledRule): DesiredRule {
  return { text: printRule(family, rule), label: rule.comment, role: rule.role, origin: rule.origin };
}

/** What one policy is in one direction and one family: empty where nothing of it exists there. */
export type PolicyRules = LimitedRules<CompiledRule>;

/** In the order of the list. */
export function compilePolicy(policy: Policy, context: CompileContext): PolicyRules {
  const parts = policy[context.direction].map((rule) => compileRule(policy, rule, context));
  return { rules: parts.flatMap(({ rules }) => rules), chains: parts.flatMap(({ chains }) => chains) };
}

function compileRule(policy: Policy, rule: Rule, context: CompileContext): PolicyRules {
  if (!rule.families.includes(context.family)) return { rules: [], chains: [] };
  const selectors = compileNarrowed(rule, context.family, context.sets);
  if (selectors.length === 0) return { rules: [], chains: [] };
  const ends = endsOf(policy, rule, context);
  if (rule.rateLimit === undefined && rule.connectionLimit === undefined) {
    return { rules: selectors.flatMap((selector) => ends.end(selector, rule.action)), chains: [] };
  }
  return compileLimited(selectors, rule, { ...ends, chain: policyChain(context.direction, policy.name) });
}

/** How the rules of one manifest rule end. */
function endsOf(policy: Policy, rule: Rule, context: CompileContext): RuleEnds<CompiledRule> {
  const comment = `policy/${policy.name}/${rule.name}`;
  const subject = `policy/${policy.name}/${context.direction}/${rule.name}`;
  const { origin } = rule;
  const isAudit = policy.mode === 'Audit';
  const log = rule.log ?? (rule.action === 'Log' || isAudit ? { limit: context.profile.logging.limit } : undefined);
  const record = (selector: Selector, action: Action): readonly CompiledRule[] => {
    if (log === undefined) return [];
    const prefix = log.prefix ?? `gw:${policy.name}/${rule.name}:${verdictLetters[action]}`;
    const parts = { selector, log, subject, prefix: isAudit ? `${prefix.trimEnd()}:audit` : prefix, comment, origin };
    return [compileRecord(parts, context)];
  };
  const finish = ({ selector, target }: SelectedTarget): CompiledRule => ({
    selector,
    target,
    comment,
    role: target.kind === 'jump' || (target.kind === 'goto' && target.chain !== passChain) ? 'layout' : 'verdict',
    origin,
  });
  const judge = (selector: Selector, action: Action): readonly SelectedTarget[] => {
    // The packet leaves the policy as if that were absent; a Log goes on, here as there.
    if (isAudit) return action === 'Log' ? [] : [{ selector, target: { kind: 'return' } }];
    return compileVerdict(selector, action, rule.rejectWith);
  };
  return {
    subject,
    isAudit,
    finish,
    end: (selector, action) => [...record(selector, action), ...judge(selector, action).map(finish)],
    // A record beside an Allow is for what it lets in; only Audit records what a limit would have refused.
    refuse: (selector, refusal) => [
      ...(isAudit ? record(selector, refusal) : []),
      ...judge(selector, refusal).map(finish),
    ],
  };
}

const verdictLetters: Readonly<Record<Action, string>> = { Allow: 'A', Deny: 'D', Reject: 'R', Pass: 'P', Log: 'L' };

export interface RecordParts {
  readonly selector: Selector;
  readonly log: Log;
  /** Whose budget it is: all kernel rules with the same subject share one. */
  readonly subject: string;
  readonly prefix: string;
  readonly comment: string;
  readonly origin: Origin;
}

/** The rule that writes a record, within its limit, and lets the packet go on. */
export function compileRecord(parts: RecordParts, context: CompileContext): CompiledRule {
  const { limit } = parts.log;
  const name = limitName(parts.subject, 'log', limit);
  return {
    selector: {
      ...parts.selector,
      matches: [...parts.selector.matches, { kind: 'hashlimit', name, over: false, limit }],
    },
    comment: parts.comment,
    target: recordTarget(parts.prefix, context.profile.logging),
    role: 'record',
    origin: parts.origin,
  };
}

function recordTarget(prefix: string, logging: Profile['logging']): Target {
  if (logging.target === 'NFLOG')
    return { kind: 'nflog', group: logging.group, prefix: shortenPrefix(prefix, nflogPrefixMax) };
  // LOG prints the packet right behind the prefix, so a space must end it; 29 characters in all.
  return { kind: 'log', level: logging.level, prefix: `${shortenPrefix(prefix.trimEnd(), logPrefixMax)} ` };
}

type SelectedTarget = Pick<KernelRule, 'selector' | 'target'>;

function compileVerdict(
  selector: Selector,
  action: Action,
  rejectWith: RejectWith | undefined,
): readonly SelectedTarget[] {
  switch (action) {
    case 'Allow':
      return [{ selector, target: { kind: 'accept' } }];
    case 'Deny':
      return [{ selector, target: { kind: 'drop' } }];
    case 'Pass':
      return [{ selector, target: { kind: 'goto', chain: passChain } }];
    case 'Log':
      return [];
    case 'Reject':
      return compileReject(selector, rejectWith);
    default:
      return unreachable(action);
  }
}

/** TCP is answered by a reset, all else by an ICMP error, unless the manifest says otherwise. */
export function compileReject(selector: Selector, rejectWith: RejectWith | undefined): readonly SelectedTarget[] {
  const others = rejectWith === undefined || rejectWith === 'TcpReset' ? 'AdminProhibited' : rejectWith;
  const forTcp = rejectWith ?? 'TcpReset';
  if (selector.protocol === tcp) return [{ selector, target: { kind: 'reject', with: forTcp } }];
  const rest: SelectedTarget = { selector, target: { kind: 'reject', with: others } };
  if (selector.protocol !== undefined || forTcp === others) return [rest];
  return [{ selector: { ...selector, protocol: tcp }, target: { kind: 'reject', with: forTcp } }, rest];
}
