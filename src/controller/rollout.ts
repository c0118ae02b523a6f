// How a new revision takes over: what worked just before the change must work after it, or everything becomes what it was.
//
// A guard, a process of its own, is armed before the first write and released when the revision is confirmed. Whatever
// becomes of this process meanwhile, the guard undoes what was not confirmed.

import type { Plan } from '../plan/plan.ts';
import { preImageOf } from '../plan/pre-image.ts';
import {
  type Attempt,
  type Clock,
  DataplaneError,
  type Log,
  ParameterError,
  type RolloutRecord,
  type StandingGuard,
  StateError,
  type Tried,
  type UndoOrders,
} from '../ports.ts';
import { digestDesired } from '../ruleset/digest.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { Problem, RolloutOutcome } from '../status/outcome.ts';
import { listReplacedPolicies } from './builtin-policies.ts';
import { describeCutSessions } from './cut-sessions.ts';
import { findHolds } from './hold.ts';
import type { Memory, PassWorld, RolloutWorld, Waiting } from './memory.ts';
import { listReplacedParameters } from './parameters.ts';
import { isSameStand, type Ready } from './prepare.ts';
import { undoChange } from './undo.ts';

export interface Rollout {
  /** Before anything is written. @throws DataplaneError (Held, GuardUnavailable, StateUnwritable) with `untouched` */
  prepare(observed: Observed, plan: Plan): Promise<void>;
  /** The same where no rule changes, but a parameter or the policy of a built-in chain does. */
  prepareBeside(observed: Observed, plan: Plan): Promise<void>;
  /**
   * Behind the last write: whether the change may stay. What may not is undone when this returns. `missing` says which
   * parameter or policy could not be written yet.
   */
  conclude(missing?: string): Promise<Concluded>;
  /** The change failed: whatever of it stands is undone. */
  abandon(): Promise<void>;
}

export type Concluded =
  | { readonly kind: 'Stays'; readonly outcome?: RolloutOutcome }
  | { readonly kind: 'Waits'; readonly outcome: RolloutOutcome; readonly waiting: Waiting }
  | { readonly kind: 'Undone'; readonly why: string; readonly blame: Blame };

/**
 * Whether the revision is at fault. `Outage`: what it seemed to cut off does not work without it, either. `Stopped`: the
 * controller ends, and there was no time to find out. `Machine`: not all of it could be written.
 */
export type Blame = 'Revision' | 'Outage' | 'Stopped' | 'Machine';

export interface RolloutRequest {
  readonly target: Ready;
  /** As it will be written. */
  readonly desired: Desired;
  readonly memory: Memory;
  /** Fires when the controller has to stop: then what is known by then decides. */
  readonly stop: AbortSignal;
}

/** The revision stands already. One that waits for a word is not written again behind its guard's back. */
function keepUp({ waiting }: Memory): Rollout {
  return {
    async prepare() {
      if (waiting?.guard.acted() !== true) return;
      throw new DataplaneError('GuardUnavailable', 'it was not confirmed in time, and is undone', { untouched: true });
    },
    prepareBeside: () => Promise.resolve(),
    conclude: () => Promise.resolve({ kind: 'Stays' }),
    abandon: () => Promise.resolve(),
  };
}

const emptyRecord: RolloutRecord = { sshConfirmed: false, quarantined: [] };

/** Between two tries of what does not answer. */
const retryMs = 500;
/** This process undoes somewhat before the guard does, which then finds nothing to do. */
const earlier = { share: 0.15, atMostMs: 10_000 };

/** Nothing is held, tried or guarded where the revision is the one that stands. */
export function startRollout(world: PassWorld, request: RolloutRequest): Rollout {
  const { memory, target } = request;
  const standing = memory.waiting?.target ?? memory.lastGood;
  const isNew = !isSameStand(standing, target);
  if (world.rollout === undefined || !isNew) return keepUp(memory);
  return beginRollout({ ...world, rollout: world.rollout }, request);
}

interface GuardedWorld extends PassWorld {
  readonly rollout: RolloutWorld;
}

interface Armed {
  readonly guard: StandingGuard;
  readonly orders: UndoOrders;
  readonly untilMs: number;
  readonly before: ReadonlyMap<Attempt, Tried>;
}

function beginRollout(world: GuardedWorld, request: RolloutRequest): Rollout {
  const { target, memory, stop } = request;
  const { rollout, clock } = world;
  const { confirmTimeoutMs, mode, probes } = target.selected.profile.rollout;
  // One that was held is held again at each poll: nothing is started for it before that is known.
  const isLikely = memory.failed?.revision !== target.snapshot.revision;
  const never = new AbortController().signal;
  const tryBefore = async () => await tryAll(await rollout.prober.list(probes, never), never);
  const early = isLikely ? tryBefore() : undefined;
  const guard = isLikely ? rollout.guard.begin() : undefined;
  let armed: Armed | undefined;
  const rollOut: Rollout = {
    async prepareBeside(observed, plan) {
      if (armed !== undefined) return;
      if (hasBeside(await giveOrders(world, request, observed))) await rollOut.prepare(observed, plan);
    },
    async prepare(observed, plan) {
      if (armed !== undefined) return;
      await refuseHeld(request, { observed, plan, world });
      const orders = await giveOrders(world, request, observed);
      await keepReplaced(world, orders);
      await saveRecord(world, notePending(memory.rolloutRecord ?? emptyRecord, target));
      const before = await (early ?? tryBefore());
      const standing = guard ?? rollout.guard.begin();
      const begunMs = clock.elapsedMs();
      await standing.arm(orders, confirmTimeoutMs);
      const earlierMs = Math.min(earlier.atMostMs, confirmTimeoutMs * earlier.share);
      armed = { guard: standing, orders, before, untilMs: begunMs + confirmTimeoutMs - earlierMs };
    },
    async conclude(missing) {
      if (armed === undefined) {
        await guard?.release();
        await early;
        return { kind: 'Stays' };
      }
      // Whoever stays without it would get it later, with nobody to look whether the host is still reached.
      if (missing !== undefined && hasBeside(armed.orders)) {
        await undoWaiting(world, armed);
        return { kind: 'Undone', why: missing, blame: 'Machine' };
      }
      const proof = await prove(world, armed, stop);
      if (proof.failed.length > 0) {
        await undoWaiting(world, armed);
        const why = describeFailed(proof.failed);
        return { kind: 'Undone', why, blame: await findBlame(world, proof, stop) };
      }
      const outcome = describeProof(target, proof);
      if (mode === 'Manual' && rollout.canWait) {
        const waiting = { target, guard: armed.guard, orders: armed.orders, untilMs: armed.untilMs };
        return { kind: 'Waits', outcome: { ...outcome, state: 'AwaitingConfirmation' }, waiting };
      }
      const released = await armed.guard.release();
      if (released !== 'Undone') return { kind: 'Stays', outcome };
      await undoWaiting(world, armed);
      return { kind: 'Undone', why: 'it was not confirmed in time', blame: 'Revision' };
    },
    async abandon() {
      if (armed === undefined) await guard?.release();
      else await undoWaiting(world, armed);
      await early;
    },
  };
  return rollOut;
}

function notePending(record: RolloutRecord, target: Ready): RolloutRecord {
  const { revision } = target.snapshot;
  const tries = record.pending?.revision === revision ? record.pending.tries : 0;
  return { ...record, pending: { revision, digest: digestOf(target), tries: tries + 1 } };
}

async function refuseHeld(
  { target, memory }: RolloutRequest,
  { observed, plan, world }: { readonly observed: Observed; readonly plan: Plan; readonly world: PassWorld },
): Promise<void> {
  if (memory.approved === target.snapshot.revision) return;
  const cut = await describeCutSessions(world, { ...memory, target }, new AbortController().signal);
  const holds = findHolds({ target, lastGood: memory.lastGood, plan, observed }, world.memo);
  const reasons = [...holds, ...(cut === undefined ? [] : [cut])];
  if (reasons.length === 0) return;
  const sha = target.snapshot.revision.replace(/^.*:/, '');
  throw new DataplaneError(
    'Held',
    `${reasons.join('; and ')}. If that is meant, say gatewright approve ${sha}; else commit what mends it`,
    { untouched: true },
  );
}

/** What stands now. Without a revision of before: what of ours is in the kernel. */
async function giveOrders(
  { parameters, builtins }: PassWorld,
  { memory, desired, target }: RolloutRequest,
  observed: Observed,
): Promise<UndoOrders> {
  const { profile } = target.selected;
  return {
    desired: memory.lastGood?.desired ?? preImageOf(observed),
    changed: desired,
    parameters: await listReplacedParameters(parameters, profile),
    policies: await listReplacedPolicies(builtins, profile, observed),
  };
}

function hasBeside({ parameters, policies }: UndoOrders): boolean {
  return Object.keys(parameters).length + Object.keys(policies).length > 0;
}

/** What stood there is on disk before anything at all is written. */
async function keepReplaced({ parameters, builtins }: PassWorld, orders: UndoOrders): Promise<void> {
  try {
    for (const [store, replaced] of [
      [parameters, orders.parameters],
      [builtins, orders.policies],
    ] as const) {
      if (store === undefined || Object.keys(replaced).length === 0) continue;
      await store.saveRemembered({ ...replaced, ...(await store.loadRemembered()) });
    }
  } catch (cause) {
    if (!(cause instanceof StateError)) throw cause;
    throw new DataplaneError('StateUnwritable', `what it replaces cannot be kept: ${cause.message}`, {
      untouched: true,
      cause,
    });
  }
}

async function tryAll(attempts: readonly Attempt[], signal: AbortSignal): Promise<ReadonlyMap<Attempt, Tried>> {
  const tried = await Promise.all(attempts.map(async (attempt) => [attempt, await attempt.attempt(signal)] as const));
  return new Map(tried);
}

interface Failed {
  readonly name: string;
  readonly why: string;
}

interface Proof {
  readonly reached: readonly string[];
  /** Worked before and does not now. */
  readonly failed: readonly Failed[];
  /** Of those that failed. */
  readonly missed: readonly Attempt[];
  /** Did not work before. */
  readonly degraded: readonly Failed[];
}

/** What worked before is tried until it has worked once, or time is up. */
async function prove(
  { clock }: { readonly clock: Clock },
  { before, guard, untilMs }: Armed,
  stop: AbortSignal,
): Promise<Proof> {
  const countable = [...before].filter(([, tried]) => tried.kind === 'Reached').map(([attempt]) => attempt);
  let left = countable;
  let failed: readonly Failed[] = [];
  while (left.length > 0) {
    const tried = await tryAll(left, AbortSignal.timeout(Math.max(retryMs, Math.ceil(untilMs - clock.elapsedMs()))));
    left = left.filter((attempt) => tried.get(attempt)?.kind !== 'Reached');
    failed = listFailed(left, tried);
    if (left.length === 0 || guard.acted() || stop.aborted || clock.elapsedMs() + retryMs >= untilMs) break;
    await clock.sleep(retryMs, stop);
  }
  const degraded = listFailed(
    [...before.keys()].filter((attempt) => !countable.includes(attempt)),
    before,
  );
  return { reached: countable.map(({ name }) => name), failed, missed: left, degraded };
}

/** So long what does not answer with the rules of before, either, is tried. */
const blameMs = 5_000;

/** Behind the undoing: a change is not at fault where nothing of what it seemed to cut off comes back without it. */
async function findBlame(
  { clock }: { readonly clock: Clock },
  { missed }: Pick<Proof, 'missed'>,
  stop: AbortSignal,
): Promise<Blame> {
  const untilMs = clock.elapsedMs() + blameMs;
  for (;;) {
    if (stop.aborted) return 'Stopped';
    const tried = await tryAll(missed, new AbortController().signal);
    if ([...tried.values()].some(({ kind }) => kind === 'Reached')) return 'Revision';
    if (clock.elapsedMs() + retryMs >= untilMs) return 'Outage';
    await clock.sleep(retryMs, stop);
  }
}

function listFailed(attempts: readonly Attempt[], tried: ReadonlyMap<Attempt, Tried>): readonly Failed[] {
  return attempts.map((attempt) => {
    const one = tried.get(attempt);
    return { name: attempt.name, why: one?.kind === 'Failed' ? one.why : 'it was not tried' };
  });
}

const undoMs = 120_000;

/**
 * What stands of the change is undone, by the guard, or by this process where the guard cannot. What even this one cannot
 * undo is told: the revision before, which is kept up from now on, takes its place.
 */
export async function undoWaiting(
  world: Pick<PassWorld, 'dataplane' | 'parameters' | 'clock' | 'log'>,
  { guard, orders }: Pick<Waiting, 'guard' | 'orders'>,
): Promise<void> {
  // Two that undo at the same time would be in each other's way.
  if (await guard.undo()) return;
  world.log.warn('the guard could not undo the change; it is undone by the controller', {});
  try {
    await undoChange(world, orders, AbortSignal.timeout(undoMs));
  } catch (error) {
    if (!(error instanceof DataplaneError) && !(error instanceof ParameterError)) throw error;
    world.log.error('could not undo a revision', { why: error.message });
  }
}

function describeProof({ snapshot }: Ready, { reached, degraded }: Proof): RolloutOutcome {
  const { revision } = snapshot;
  const before = degraded.length === 0 ? '' : `; did not work before the change, either: ${listWhys(degraded)}`;
  if (reached.length === 0)
    return { state: 'Unproven', revision, message: `nothing could be tried that worked before${before}` };
  const message = `still reached after the change: ${reached.join(', ')}${before}`;
  return { state: degraded.length === 0 ? 'Confirmed' : 'ProbesDegraded', revision, message };
}

function describeFailed(failed: readonly Failed[]): string {
  return `after it, what worked just before did not work any more: ${listWhys(failed)}`;
}

function listWhys(failed: readonly Failed[]): string {
  return failed.map(({ name, why }) => `${name} (${why})`).join(', ');
}

/** Of all that a revision comes to on this host, as it is remembered for quarantine. */
export function digestOf({ desired, selected }: Pick<Ready, 'desired' | 'selected'>): string {
  const { sysctls, builtinPolicy } = selected.profile;
  const values = sysctls.mode === 'Enforce' ? sysctls.values.map(({ name, value }) => [name, value]) : [];
  const beside = values.length === 0 && builtinPolicy === 'Keep' ? [] : [JSON.stringify([values, builtinPolicy])];
  return [digestDesired(desired), ...beside].join(' ');
}

/** For memory: the record is to be written again. */
export function noteSaved(problem: Problem | undefined): Pick<Memory, 'isRecordUnsaved'> {
  return problem === undefined ? {} : { isRecordUnsaved: true };
}

/** What the state folder refused in an earlier pass is written as soon as it takes it. */
export async function saveRecordAgain(
  world: { readonly rollout?: RolloutWorld; readonly log: Log },
  memory: Memory,
): Promise<{ readonly memory: Memory; readonly problems: readonly Problem[] }> {
  const { isRecordUnsaved, ...saved } = memory;
  // What is on disk says that one is pending.
  if (isRecordUnsaved !== true || memory.waiting !== undefined) return { memory, problems: [] };
  const problem = await saveRecord(world, memory.rolloutRecord);
  return problem === undefined ? { memory: saved, problems: [] } : { memory, problems: [problem] };
}

/** A state folder that refuses stops no change: the guard needs no disk. */
export async function saveRecord(
  world: { readonly rollout?: RolloutWorld; readonly log: Log },
  record: Memory['rolloutRecord'],
): Promise<Problem | undefined> {
  if (world.rollout === undefined || record === undefined) return undefined;
  try {
    await world.rollout.store.saveRollout(record);
    return undefined;
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    world.log.error(error.message, { reason: error.reason });
    return { source: 'State', reason: error.reason, message: error.message, retrying: true };
  }
}
