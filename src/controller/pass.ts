// One reconciliation: fetch, prepare, apply, record. Whatever is refused on the way, the last good revision is enforced.

import { explainPlan } from '../plan/explain.ts';
import { countPlan, isEmptyPlan, type Plan } from '../plan/plan.ts';
import type { Revision, Snapshot } from '../policy/snapshot.ts';
import {
  type Clock,
  type Dataplane,
  DataplaneError,
  type HistoryEntry,
  type Log,
  type ManifestReader,
  type Source,
  SourceError,
  StateError,
  type StateStore,
} from '../ports.ts';
import { countHits } from '../status/hits.ts';
import type { PassOutcome, Problem } from '../status/outcome.ts';
import { type Applied, applyDesired } from './apply.ts';
import { type HostName, type Prepared, prepareSnapshot, type Ready } from './prepare.ts';

export interface PassWorld {
  readonly source: Source;
  readonly reader: ManifestReader;
  readonly dataplane: Dataplane;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** What one pass leaves to the next. */
export interface Memory {
  /** What the kernel was last made equal to. */
  readonly lastGood?: Ready;
  /** The newest snapshot, prepared or refused: an unchanged one is not prepared again. */
  readonly newest?: Prepared;
  /** Why the source gave nothing at its last try. */
  readonly sourceProblem?: Problem;
  /** The newest revision could not be applied: it is tried again, and told once. */
  readonly failed?: Revision;
  /** The state folder refused a write; what it should hold is written again with the next pass. */
  readonly unsaved?: Problem;
}

export interface Pass {
  readonly outcome: PassOutcome;
  readonly memory: Memory;
}

export interface PassRequest {
  readonly host: HostName;
  readonly memory: Memory;
  /** False: the source is not asked; what it gave last is enforced. */
  readonly fetch: boolean;
}

/** Never throws for what the world refuses: that becomes a problem of the outcome. Our own defects throw. */
export async function runPass(world: PassWorld, request: PassRequest, signal: AbortSignal): Promise<Pass> {
  const acquired = await acquire(world, request, signal);
  const target = acquired.newest?.kind === 'ready' ? acquired.newest : acquired.lastGood;
  const refusal = acquired.newest?.kind === 'refused' ? acquired.newest : undefined;
  const problems = [
    ...(acquired.sourceProblem === undefined ? [] : [acquired.sourceProblem]),
    ...(refusal === undefined ? [] : [refusedProblem(refusal)]),
  ];
  if (refusal !== undefined && refusal !== request.memory.newest) await recordRefusal(world, refusal);
  // A write that has begun is finished: whoever stops us waits for it, and each program has a deadline of its own.
  const enforced = await enforce(world, { target, memory: acquired }, new AbortController().signal);
  return {
    memory: enforced.memory,
    outcome: {
      ...(acquired.newest === undefined ? {} : { attempted: acquired.newest.snapshot.revision }),
      ...describeApplied(enforced.memory.lastGood?.snapshot),
      problems: [...enforced.problems, ...problems],
      faults: refusal?.faults ?? [],
      warnings: refusal?.warnings ?? target?.warnings ?? [],
      ...(enforced.plan === undefined ? {} : { plan: countPlan(enforced.plan) }),
      drift: enforced.drift,
      policies: enforced.policies,
      ...(enforced.dataplane === undefined ? {} : { dataplane: enforced.dataplane }),
    },
  };
}

function describeApplied(snapshot: Snapshot | undefined): Pick<PassOutcome, 'applied'> {
  if (snapshot === undefined) return {};
  return {
    applied: { revision: snapshot.revision, ...(snapshot.commit === undefined ? {} : { commit: snapshot.commit }) },
  };
}

/** The newest snapshot, prepared; the one of before where the source has none to give. */
async function acquire(world: PassWorld, request: PassRequest, signal: AbortSignal): Promise<Memory> {
  const { memory } = request;
  if (!request.fetch) return memory;
  const { sourceProblem: _, ...rest } = memory;
  try {
    const snapshot = await world.source.fetch(signal);
    if (snapshot.revision === memory.newest?.snapshot.revision) return rest;
    return { ...rest, newest: await prepareSnapshot(snapshot, request.host, { reader: world.reader, signal }) };
  } catch (error) {
    if (signal.aborted) return memory;
    if (!(error instanceof SourceError)) throw error;
    world.log.warn(error.message, { reason: error.reason });
    return { ...memory, sourceProblem: sourceProblem(error) };
  }
}

/** Reasons that time may mend; the others wait for a person. */
const passing: readonly string[] = ['SourceUnreachable', 'StateUnwritable'];

function sourceProblem(error: SourceError): Problem {
  return { source: 'Source', reason: error.reason, message: error.message, retrying: passing.includes(error.reason) };
}

function refusedProblem(refused: Extract<Prepared, { kind: 'refused' }>): Problem {
  return {
    source: 'Manifests',
    reason: refused.reason,
    message: `${refused.snapshot.revision} is refused: ${refused.message}`,
    retrying: false,
  };
}

interface Enforced extends Pick<PassOutcome, 'drift' | 'policies' | 'problems' | 'dataplane'> {
  readonly memory: Memory;
  readonly plan?: Plan;
}

async function enforce(
  world: PassWorld,
  wanted: { readonly target: Ready | undefined; readonly memory: Memory },
  signal: AbortSignal,
): Promise<Enforced> {
  const { target, memory } = wanted;
  if (target === undefined) return { memory, drift: [], policies: [], problems: [] };
  try {
    const dataplane = await world.dataplane.identify(signal);
    const applied = await applyDesired(world.dataplane, target.desired, signal);
    return await settle(world, { target, memory, applied, dataplane });
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    const problem = await reportFailure(world, { target, memory, error });
    const isNew = target.snapshot.revision !== memory.lastGood?.snapshot.revision;
    return {
      memory: isNew ? { ...memory, failed: target.snapshot.revision } : memory,
      drift: [],
      policies: [],
      problems: [problem],
    };
  }
}

interface Settled {
  readonly target: Ready;
  readonly memory: Memory;
  readonly applied: Applied;
  readonly dataplane: NonNullable<PassOutcome['dataplane']>;
}

/** The kernel holds the target: what is to be remembered and told of it. */
async function settle(world: PassWorld, settled: Settled): Promise<Enforced> {
  const { target, memory, applied } = settled;
  const isNew = target.snapshot.revision !== memory.lastGood?.snapshot.revision;
  const wrote = !isEmptyPlan(applied.plan);
  const unsaved =
    isNew || memory.unsaved !== undefined ? await saveGood(world, { target, plan: applied.plan, isNew }) : undefined;
  logPass(world.log, { target, plan: applied.plan, isNew });
  const { failed: _, unsaved: __, ...rest } = memory;
  return {
    memory: { ...rest, lastGood: target, ...(unsaved === undefined ? {} : { unsaved }) },
    ...(wrote ? { plan: applied.plan } : {}),
    // With a new revision every difference is the revision's; without one, somebody else made it.
    drift: wrote && !isNew ? describeDrift(applied.plan) : [],
    policies: countHits(target.desired, applied.observed, target.selected),
    problems: unsaved === undefined ? [] : [unsaved],
    dataplane: settled.dataplane,
  };
}

function logPass(log: Log, pass: { readonly target: Ready; readonly plan: Plan; readonly isNew: boolean }): void {
  const { revision, commit } = pass.target.snapshot;
  if (!pass.isNew && isEmptyPlan(pass.plan)) return;
  const facts = {
    revision,
    ...countPlan(pass.plan),
    ...(commit === undefined ? {} : { author: commit.author, subject: commit.subject }),
  };
  log.info(pass.isNew ? 'applied a revision' : 'repaired drift', facts);
}

/** What was found changed, seen from the one who changed it. */
function describeDrift(plan: Plan): readonly string[] {
  return explainPlan(plan).map(({ sign, place, text }) => {
    if (sign === '+') return `${place}: put back: ${text}`;
    return sign === '-' ? `${place}: removed: ${text}` : `${place}: set right: ${text}`;
  });
}

async function saveGood(
  world: PassWorld,
  good: { readonly target: Ready; readonly plan: Plan; readonly isNew: boolean },
): Promise<Problem | undefined> {
  const { added, removed, replaced } = countPlan(good.plan);
  const entry: HistoryEntry = {
    ...describeRevision(good.target.snapshot),
    at: world.clock.now().toISOString(),
    outcome: 'Applied',
    added: added + replaced,
    removed: removed + replaced,
  };
  return await saved(world, async () => {
    await world.store.saveLastGood(good.target.snapshot);
    if (good.isNew) await world.store.appendHistory(entry);
  });
}

async function recordRefusal(world: PassWorld, refused: Extract<Prepared, { kind: 'refused' }>): Promise<void> {
  const { revision } = refused.snapshot;
  world.log.warn('refused a revision', {
    revision,
    reason: refused.reason,
    message: refused.message,
    faults: refused.faults.length,
  });
  const at = world.clock.now().toISOString();
  const entry: HistoryEntry = {
    ...describeRevision(refused.snapshot),
    at,
    outcome: 'Refused',
    added: 0,
    removed: 0,
    message: refused.message,
  };
  await saved(world, () => world.store.appendHistory(entry));
}

async function reportFailure(
  world: PassWorld,
  failure: { readonly target: Ready; readonly memory: Memory; readonly error: DataplaneError },
): Promise<Problem> {
  const { target, memory, error } = failure;
  const { revision } = target.snapshot;
  world.log.error('could not apply', { revision, reason: error.reason, message: error.message });
  const isNew = revision !== memory.lastGood?.snapshot.revision;
  if (isNew && memory.failed !== revision) {
    const at = world.clock.now().toISOString();
    const entry: HistoryEntry = {
      ...describeRevision(target.snapshot),
      at,
      outcome: 'Failed',
      added: 0,
      removed: 0,
      message: error.message,
    };
    await saved(world, () => world.store.appendHistory(entry));
  }
  return {
    source: 'Dataplane',
    reason: error.reason,
    message: `${revision} could not be applied: ${error.message}`,
    retrying: transient.includes(error.reason),
  };
}

const transient: readonly string[] = ['LockTimeout', 'ToolTimeout', 'ToolCrashed', 'VerifyFailed'];

function describeRevision({ revision, commit }: Snapshot): Pick<HistoryEntry, 'revision' | 'commit'> {
  return { revision, ...(commit === undefined ? {} : { commit }) };
}

/** Undefined when `write` succeeded; a disk that refuses stops no enforcement. */
async function saved(world: PassWorld, write: () => Promise<void>): Promise<Problem | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    world.log.error(error.message, { reason: error.reason });
    return { source: 'State', reason: error.reason, message: error.message, retrying: true };
  }
}
