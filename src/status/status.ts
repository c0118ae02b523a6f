// The status object: the Host as `kubectl get -o json` would print it, made from one pass and the object before it.

import type { Fault } from '../policy/fault.ts';
import type { HostStatus as CrdStatus, Host, HostStatusFault, HostStatusPolicy } from '../policy/generated/types.ts';
import type { Commit } from '../policy/snapshot.ts';
import { summarizeConditions } from './conditions.ts';
import type { PassOutcome, PlanCounts, PolicyHits, RuleHits } from './outcome.ts';

/** The Host of the CRD, with a status in which only what may be unknown is optional. */
export type HostObject = Omit<Host, 'status'> & { readonly status: HostStatus };

export type HostStatus = CrdStatus &
  Required<
    Pick<
      CrdStatus,
      'controllerVersion' | 'drift' | 'policies' | 'faultCount' | 'faults' | 'warningCount' | 'warnings' | 'outbox'
    >
  >;

interface HostIdentity {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly zones: Readonly<Record<string, readonly string[]>>;
}

export interface SummarizeOptions {
  readonly identity: HostIdentity;
  readonly outcome: PassOutcome;
  /** The object of the pass before, also from before a restart. */
  readonly previous: HostObject | undefined;
  readonly now: Date;
  readonly outbox: HostStatus['outbox'];
  readonly controllerVersion: string;
}

const maxFaults = 20;
const maxRules = 1000;
const maxText = 1024;
const maxQuarantined = 50;

/**
 * The Host object after a pass. Equal facts give equal bytes: keys stand in one order, labels and zones are sorted.
 *
 * What the pass could not see (no look at the kernel, no snapshot) stays as it was in `previous`. Faults and warnings are
 * the first 20, with the count of all; hits of single rules are left out beyond 1,000 rules.
 */
export function summarizeHost(options: SummarizeOptions): HostObject {
  const { identity } = options;
  return {
    apiVersion: 'gatewright.dev/v1alpha1',
    kind: 'Host',
    metadata: { name: identity.name, ...(isEmpty(identity.labels) ? {} : { labels: sortKeys(identity.labels) }) },
    spec: isEmpty(identity.zones) ? {} : { zones: sortKeys(identity.zones) },
    status: summarizeStatus(options),
  };
}

function summarizeStatus(options: SummarizeOptions): HostStatus {
  const { outcome, now, outbox } = options;
  const previous = options.previous?.status;
  const observedGeneration = countGenerations(outcome, previous);
  const plan = outcome.plan ?? previous?.plan;
  const lifelines = (outcome.lifelines ?? previous?.lifelines ?? []).slice(0, maxFaults);
  const dataplane = outcome.dataplane ?? previous?.dataplane;
  const attempted = outcome.attempted ?? previous?.lastAttemptedRevision;
  return {
    observedGeneration,
    conditions: summarizeConditions({
      outcome,
      previous: previous?.conditions ?? [],
      now: timestamp(now),
      observedGeneration,
    }),
    ...(attempted === undefined ? {} : { lastAttemptedRevision: attempted }),
    ...summarizeApplied(outcome, previous, now),
    ...summarizeRollout(outcome, previous),
    ...(dataplane === undefined ? {} : { dataplane: orderDataplane(dataplane) }),
    ...(lifelines.length === 0 ? {} : { lifelines: lifelines.map((one) => cut(one, maxText)) }),
    controllerVersion: options.controllerVersion,
    ...(plan === undefined ? {} : { plan: orderPlan(plan) }),
    drift: summarizeDrift(outcome, previous, now),
    ...summarizeFlows(outcome, previous, now),
    policies: outcome.dataplane === undefined ? (previous?.policies ?? []) : summarizePolicies(outcome.policies),
    faultCount: outcome.faults.length,
    faults: outcome.faults.slice(0, maxFaults).map(summarizeFault),
    warningCount: outcome.warnings.length,
    warnings: outcome.warnings.slice(0, maxFaults).map(summarizeFault),
    outbox: {
      pending: outbox.pending,
      delivered: outbox.delivered,
      lost: outbox.lost,
      ...(outbox.lastError === undefined ? {} : { lastError: outbox.lastError }),
    },
  };
}

/**
 * Whether somebody should be told now: conditions, revisions, faults or repairs of drift are others than before.
 *
 * Hits, times and outbox counters change all the time and tell nothing new; the heartbeat carries them.
 */
export function worthTelling(before: HostObject | undefined, after: HostObject): boolean {
  return before === undefined || JSON.stringify(news(before)) !== JSON.stringify(news(after));
}

function news({ status }: HostObject): unknown {
  return [
    status.conditions.map(({ type, status, reason, message }) => [type, status, reason, message]),
    status.lastAppliedRevision ?? '',
    status.lastAttemptedRevision ?? '',
    status.lastConfirmedRevision ?? '',
    [status.rollout?.state, status.rollout?.revision, status.rollout?.message],
    status.faultCount,
    status.faults.map(({ file, line, column, subject, message }) => [file, line, column, subject, message]),
    status.drift.repairs,
    status.dataplane?.rehearsalSkipped ?? '',
    status.dataplane?.revocationSkipped ?? '',
    status.flows?.ended ?? 0,
  ];
}

function countGenerations(outcome: PassOutcome, previous: HostStatus | undefined): number {
  const before = previous?.observedGeneration ?? 0;
  if (outcome.attempted === undefined || outcome.attempted === previous?.lastAttemptedRevision) return before;
  return before + 1;
}

function summarizeApplied(
  outcome: PassOutcome,
  previous: HostStatus | undefined,
  now: Date,
): Pick<HostStatus, 'lastAppliedRevision' | 'lastAppliedTime' | 'commit'> {
  if (outcome.applied === undefined) return {};
  const { revision, commit } = outcome.applied;
  const kept = previous?.lastAppliedRevision === revision ? previous.lastAppliedTime : undefined;
  return {
    lastAppliedRevision: revision,
    lastAppliedTime: kept ?? timestamp(now),
    ...(commit === undefined ? {} : { commit: summarizeCommit(commit) }),
  };
}

function summarizeRollout(
  outcome: PassOutcome,
  previous: HostStatus | undefined,
): Pick<HostStatus, 'lastConfirmedRevision' | 'rollout' | 'quarantined'> {
  const confirmed = outcome.confirmed ?? previous?.lastConfirmedRevision;
  const rollout = outcome.rollout ?? previous?.rollout;
  const quarantined = outcome.quarantined ?? previous?.quarantined ?? [];
  return {
    ...(confirmed === undefined ? {} : { lastConfirmedRevision: confirmed }),
    ...(rollout === undefined
      ? {}
      : { rollout: { state: rollout.state, revision: rollout.revision, message: cut(rollout.message, maxText) } }),
    ...(quarantined.length === 0 ? {} : { quarantined: quarantined.slice(-maxQuarantined) }),
  };
}

/** Author and subject come from the repository, so their length is bounded here. */
function summarizeCommit({ sha, author, date, subject, signed }: Commit): Omit<Commit, 'email'> {
  return { sha, author: cut(author, 256), date, subject: cut(subject, 256), signed };
}

function summarizeDrift(outcome: PassOutcome, previous: HostStatus | undefined, now: Date): HostStatus['drift'] {
  const before = previous?.drift ?? { repairs: 0 };
  if (outcome.drift.length === 0) return before;
  return {
    repairs: before.repairs + 1,
    lastRepairTime: timestamp(now),
    lastRepair: outcome.drift.slice(0, maxFaults).map((sentence) => cut(sentence, maxText)),
  };
}

function summarizeFlows(
  { revoked }: PassOutcome,
  previous: HostStatus | undefined,
  now: Date,
): Pick<HostStatus, 'flows'> {
  const before = previous?.flows;
  if (revoked === undefined) return before === undefined ? {} : { flows: before };
  return {
    flows: {
      ended: (before?.ended ?? 0) + revoked.ended,
      lastEnded: revoked.ended,
      lastReopened: revoked.reopened,
      lastTime: timestamp(now),
    },
  };
}

function summarizePolicies(policies: readonly PolicyHits[]): readonly HostStatusPolicy[] {
  const ruleCount = policies.reduce((sum, { rules }) => sum + rules.length, 0);
  return policies.map(({ name, tier, priority, mode, kernelRules, packets, bytes, rules }) => ({
    name,
    tier,
    priority,
    ...(mode === undefined ? {} : { mode }),
    kernelRules,
    packets,
    bytes,
    ...(ruleCount > maxRules ? {} : { rules: rules.map(orderRule) }),
  }));
}

function orderRule({ direction, name, packets, expired, owner, reason }: RuleHits): RuleHits {
  return {
    direction,
    name,
    packets,
    ...(expired === undefined ? {} : { expired }),
    ...(owner === undefined ? {} : { owner }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function summarizeFault({ file, line, column, subject, message }: Fault): HostStatusFault {
  return { file, line, column, subject, message: cut(message, maxText) };
}

function orderPlan({ added, removed, replaced, entriesAdded, entriesRemoved }: PlanCounts): PlanCounts {
  return { added, removed, replaced, entriesAdded, entriesRemoved };
}

function orderDataplane(dataplane: NonNullable<HostStatus['dataplane']>): NonNullable<HostStatus['dataplane']> {
  const { backend, version, rehearsalSkipped, revocationSkipped } = dataplane;
  return {
    backend,
    version,
    ...(rehearsalSkipped === undefined ? {} : { rehearsalSkipped: cut(rehearsalSkipped, maxText) }),
    ...(revocationSkipped === undefined ? {} : { revocationSkipped: cut(revocationSkipped, maxText) }),
  };
}

/** RFC 3339 to the second, as Kubernetes writes times. */
function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function isEmpty(map: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(map).length === 0;
}

function sortKeys<T>(map: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
