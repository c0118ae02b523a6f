// When rules end: moments as manifests write them, which rules are past, and until when that stays so.

import type { Fault } from './fault.ts';
import type { Rule as RuleSpec } from './generated/types.ts';
import { listRules } from './references.ts';
import { faultAt, isKind, type PolicyManifest, type Repository } from './repository.ts';
import { parseTime } from './time.ts';

/** The moment in seconds since 1970; undefined where the rule has no end. */
export function expiryOf(rule: Pick<RuleSpec, 'expires'>): number | undefined {
  if (rule.expires === undefined) return undefined;
  const parsed = parseTime(rule.expires);
  if (!parsed.ok) throw new Error(`not validated: ${parsed.error}`);
  return parsed.value;
}

/** Whether the rule's end has come. */
export function isExpired(rule: Pick<RuleSpec, 'expires'>, nowMs: number): boolean {
  const seconds = expiryOf(rule);
  return seconds !== undefined && seconds * 1_000 <= nowMs;
}

/** The next moment (ms since 1970) at which a rule of these policies ends; undefined where none will. */
export function nextExpiryMs(policies: readonly PolicyManifest[], nowMs: number): number | undefined {
  let next: number | undefined;
  for (const policy of policies) {
    for (const { rule } of listRules(policy)) {
      const seconds = expiryOf(rule);
      if (seconds === undefined || seconds * 1_000 <= nowMs) continue;
      next = Math.min(next ?? Number.POSITIVE_INFINITY, seconds * 1_000);
    }
  }
  return next;
}

/** The names of all rules whose end has come: what is made of a policy depends on the time by nothing else. */
export function describeExpired(repository: Repository, nowMs: number): string {
  const names: string[] = [];
  for (const manifest of repository.manifests) {
    if (!isKind(manifest, 'FirewallPolicy')) continue;
    for (const { rule, direction } of listRules(manifest)) {
      if (isExpired(rule, nowMs)) names.push(`${manifest.metadata.name}/${direction}/${rule.name}`);
    }
  }
  return names.sort().join(' ');
}

/** What is past and still written, so that somebody takes it out. */
export function warnExpired(policies: readonly PolicyManifest[], nowMs: number): readonly Fault[] {
  return policies.flatMap((policy) =>
    listRules(policy).flatMap(({ rule, pointer }) => {
      if (!isExpired(rule, nowMs)) return [];
      const message = `rule ${rule.name} expired at ${rule.expires} and is not made; take it out, or give it a later end`;
      return [faultAt(policy, `${pointer}/expires`, message)];
    }),
  );
}
