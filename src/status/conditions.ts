// Conditions as in Kubernetes, decided by a table of checks.

import { formatFault } from '../policy/fault.ts';
import type { HostStatusCondition as Condition } from '../policy/generated/types.ts';
import type { PassOutcome } from './outcome.ts';

/** Something that keeps the host from being Ready, in one sentence. */
interface Finding {
  readonly reason: string;
  readonly message: string;
  /** It may go away by itself. */
  readonly retrying: boolean;
}

interface Check {
  readonly name: string;
  readonly find: (outcome: PassOutcome) => readonly Finding[];
}

/** All checks are made, in this order; every finding is told. */
const checks: readonly Check[] = [
  { name: 'the pass met no problem', find: (outcome) => outcome.problems },
  { name: 'the manifests have no faults', find: findFaults },
  { name: 'a revision is enforced, and it is the one attempted', find: findUnfinished },
];

interface ConditionOptions {
  readonly outcome: PassOutcome;
  readonly previous: readonly Condition[];
  /** RFC 3339. */
  readonly now: string;
  readonly observedGeneration: number;
}

/**
 * `Ready` always; `Stalled` while somebody has to act; `Reconciling` while what is wrong may go away by itself. Never the
 * last two together: a host that needs a person is stalled, whatever else it retries.
 */
export function summarizeConditions(options: ConditionOptions): readonly Condition[] {
  const findings = checks.flatMap((check) => check.find(options.outcome));
  const stuck = findings.filter((finding) => !finding.retrying);
  const conditions = [readyCondition(options.outcome, findings)];
  const [worst] = stuck.length > 0 ? stuck : findings;
  if (worst !== undefined) {
    const type = stuck.length > 0 ? 'Stalled' : 'Reconciling';
    const told = stuck.length > 0 ? stuck : findings;
    conditions.push({ type, status: 'True', reason: worst.reason, message: joinSentences(told) });
  }
  return conditions.map((condition) => ({
    ...condition,
    lastTransitionTime: transitionTime(condition, options),
    observedGeneration: options.observedGeneration,
  }));
}

type Decided = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** The reason is that of the first finding that needs a person, else of the first. */
function readyCondition(outcome: PassOutcome, findings: readonly Finding[]): Decided {
  const revision = outcome.applied?.revision;
  const enforced = revision === undefined ? 'No revision is enforced yet.' : `${revision} is enforced.`;
  const worst = findings.find((finding) => !finding.retrying) ?? findings[0];
  if (worst === undefined) return { type: 'Ready', status: 'True', reason: 'Applied', message: enforced };
  return { type: 'Ready', status: 'False', reason: worst.reason, message: `${enforced} ${joinSentences(findings)}` };
}

function transitionTime(condition: Decided, options: ConditionOptions): string {
  const before = options.previous.find(({ type }) => type === condition.type);
  return before?.status === condition.status ? before.lastTransitionTime : options.now;
}

/** Faults that no problem speaks of: a revision with faults is never Ready, whoever forgot to say so. */
function findFaults(outcome: PassOutcome): readonly Finding[] {
  const [first] = outcome.faults;
  if (first === undefined || outcome.problems.some(({ source }) => source === 'Manifests')) return [];
  const count = outcome.faults.length === 1 ? 'One fault' : `${outcome.faults.length} faults`;
  const where = outcome.attempted === undefined ? 'the manifests' : outcome.attempted;
  const message = `${count} in ${where}; ${outcome.faults.length === 1 ? 'it is' : 'the first is'} ${formatFault(first)}`;
  return [{ reason: 'ManifestsRefused', message, retrying: false }];
}

/** A pass underway. With a problem there is more to say than that. */
function findUnfinished(outcome: PassOutcome): readonly Finding[] {
  if (outcome.problems.length > 0 || outcome.faults.length > 0) return [];
  if (outcome.attempted !== undefined && outcome.attempted !== outcome.applied?.revision) {
    return [{ reason: 'Progressing', message: `${outcome.attempted} is being applied.`, retrying: true }];
  }
  if (outcome.applied !== undefined) return [];
  return [{ reason: 'Progressing', message: 'The first revision is awaited.', retrying: true }];
}

function joinSentences(findings: readonly Finding[]): string {
  const sentences = findings.map(({ message }) => (/[.!?]$/.test(message) ? message : `${message}.`));
  return [...new Set(sentences)].join(' ');
}
