// Which manifest line, and which commit, each kernel rule answers to.

import { pairRules } from '../plan/pair.ts';
import type { Origin } from '../policy/fault.ts';
import type { Commit } from '../policy/snapshot.ts';
import type { AuditTrail, Dataplane } from '../ports.ts';
import type { DesiredRuleset, ObservedRuleset } from '../ruleset/ruleset.ts';
import type { Ready } from './prepare.ts';

export interface BlamedRule {
  readonly family: 'ipv4' | 'ipv6';
  readonly table: string;
  readonly chain: string;
  /** Counts from 1. */
  readonly position: number;
  readonly text: string;
  readonly label: string;
  readonly packets: number;
  readonly bytes: number;
  /** Absent for what is built in. */
  readonly file?: string;
  readonly line?: number;
  /** The newest commit that touched the lines of this rule's manifest item. Absent for a folder. */
  readonly commit?: Commit;
}

export interface BlameWorld {
  readonly dataplane: Dataplane;
  /** Absent where the source keeps no history. */
  readonly audit?: AuditTrail;
}

/**
 * One entry per kernel rule that the enforced revision made and the kernel holds, in the kernel's order.
 *
 * @throws DataplaneError, SourceError
 */
export async function blameRules(
  world: BlameWorld,
  enforced: Ready,
  signal: AbortSignal,
): Promise<readonly BlamedRule[]> {
  const observed = await world.dataplane.observe(signal);
  const rules = [
    ...matchRules(enforced.desired.ipv4, observed.ipv4),
    ...matchRules(enforced.desired.ipv6, observed.ipv6),
  ];
  const commits = await findCommits(world.audit, enforced, { rules, signal });
  return rules.map(({ origin, ...rule }) => {
    const commit = commits.get(keyOf(origin));
    if (!isWritten(origin)) return rule;
    return { ...rule, file: origin.file, line: origin.line, ...(commit === undefined ? {} : { commit }) };
  });
}

/** Those whose text or comment holds what was asked for; `-A CHAIN` in front is allowed. */
export function filterBlame(rules: readonly BlamedRule[], asked: string): readonly BlamedRule[] {
  const wanted = asked.trim();
  const exact = rules.filter(
    (rule) => rule.label === wanted || rule.text === wanted || `-A ${rule.chain} ${rule.text}` === wanted,
  );
  return exact.length > 0 ? exact : rules.filter((rule) => `-A ${rule.chain} ${rule.text}`.includes(wanted));
}

type Matched = Omit<BlamedRule, 'file' | 'line' | 'commit'> & { readonly origin: Origin };

function matchRules(desired: DesiredRuleset, observed: ObservedRuleset): readonly Matched[] {
  return pairRules(desired, observed).map((pair) => ({
    family: desired.family,
    table: pair.table,
    chain: pair.chain,
    position: pair.position,
    text: pair.observed.text,
    label: pair.desired.label,
    packets: pair.observed.packets,
    bytes: pair.observed.bytes,
    origin: pair.desired.origin,
  }));
}

async function findCommits(
  audit: AuditTrail | undefined,
  enforced: Ready,
  asked: { readonly rules: readonly Matched[]; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Commit>> {
  if (audit === undefined) return new Map();
  const origins = new Map(
    asked.rules.filter(({ origin }) => isWritten(origin)).map(({ origin }) => [keyOf(origin), origin]),
  );
  const commits = await audit.blame(enforced.snapshot.revision, [...origins.values()], asked.signal);
  return new Map(
    [...origins.keys()].flatMap((key, index) => {
      const commit = commits[index];
      return commit === undefined ? [] : [[key, commit] as const];
    }),
  );
}

/** What is built in has no line. */
function isWritten(origin: Origin): boolean {
  return origin.line > 0;
}

function keyOf({ file, line, endLine }: Origin): string {
  return `${file}:${line}-${endLine}`;
}
