// How a new revision takes over: what worked just before the change must work after it, or everything becomes what it was.
//
// A guard, a process of its own, is armed before the first write and released when the revision is confirmed. Whatever
// becomes of this process meanwhile, the guard undoes what was not confirmed.

import type { Plan } from '../plan/plan.ts';
import { listParameters } from '../plan/plan-parameters.ts';
import { preImageOf } from '../plan/pre-image.ts';
import {
  type Attempt,
  type Clock,
  DataplaneError,
  type Log,
  type RolloutRecord,
  type StandingGuard,
  StateError,
  type Tried,
  type UndoOrders,
} from '../ports.ts';
import { digestDesired } from '../ruleset/digest.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { Problem, RolloutOutcome } from '../status/outcome.ts';
import { describeCutSessions } from './cut-sessions.ts';
import { readBuiltinPolicies } from './drift.ts';
import { findHolds } from './hold.ts';
import type { Memory, PassWorld, RolloutWorld, Waiting } from './memory.ts';
import type { Ready } from './prepare.ts';
import { undoChange } from './undo.ts';

export interface Rollout {
  /** Before anything is written. @throws DataplaneError (Held, GuardUnavailable) with `untouched` */
  prepare(observed: Observed, plan: Plan): Promise<void>;
  /** Behind the last write: whether the change may stay. What may not is undone when this returns. */
  conclude(): Promise<Concluded>;
  /** The change failed: whatever of it stands is undone. */
  abandon(): Promise<void>;
}

export type Concluded =
  | { readonly kind: 'Stays'; readonly outcome?: RolloutOutcome }
  | { readonly kind: 'Waits'; readonly outcome: RolloutOutcome; readonly waiting: Waiting }
  | { readonly kind: 'Undone'; readonly why: string; readonly isProven: boolean };

export interface RolloutRequest {
  readonly target: Ready;
  /** As it will be written. */
  readonly desired: Desired;
  readonly memory: Memory;
  /** Fires when the controller has to stop: then what is known by then decides. */
  readonly stop: AbortSignal;
}

const nothingChanges: Rollout = {
  prepare: () => Promise.resolve(),
  conclude: () => Promise.resolve({ kind: 'Stays' }),
  abandon: () => Promise.resolve(),
};

const emptyRecord: RolloutRecord = { sshConfirmed: false, quarantined: [] };

/** Between two tries of what does not answer. */
const retryMs = 500;
/** This process undoes somewhat before the guard does, which then finds nothing to do. */
const earlier = { share: 0.15, atMostMs: 10_000 };

/** Nothing is held, tried or guarded where the revision is the one that stands. */
export function startRollout(world: PassWorld, request: RolloutRequest): Rollout {
  const { memory, target } = request;
  const standing = memory.waiting?.target ?? memory.lastGood;
  const isNew = standing?.snapshot.revision !== target.snapshot.revision;
  if (world.rollout === undefined || !isNew) return nothingChanges;
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
  return {
    async prepare(observed, plan) {
      if (armed !== undefined) return;
      await refuseHeld(request, { observed, plan, world });
      const orders = await giveOrders(world, request, observed);
      await saveRecord(world, notePending(memory.rolloutRecord ?? emptyRecord, target));
      const before = await (early ?? tryBefore());
      const standing = guard ?? rollout.guard.begin();
      const begunMs = clock.elapsedMs();
      await standing.arm(orders, confirmTimeoutMs);
      const earlierMs = Math.min(earlier.atMostMs, confirmTimeoutMs * earlier.share);
      armed = { guard: standing, orders, before, untilMs: begunMs + confirmTimeoutMs - earlierMs };
    },
    async conclude() {
      if (armed === undefined) {
        await guard?.release();
        await early;
        return { kind: 'Stays' };
      }
      const proof = await prove(world, armed, stop);
      if (proof.failed.length > 0) {
        return await undo(world, armed, { why: describeFailed(proof.failed), isProven: !stop.aborted });
      }
      const outcome = describeProof(target, proof);
      if (mode === 'Manual' && rollout.canWait) {
        const waiting = { target, guard: armed.guard, orders: armed.orders, untilMs: armed.untilMs };
        return { kind: 'Waits', outcome: { ...outcome, state: 'AwaitingConfirmation' }, waiting };
      }
      const released = await armed.guard.release();
      if (released !== 'Undone') return { kind: 'Stays', outcome };
      return await undo(world, armed, { why: 'it was not confirmed in time', isProven: true });
    },
    async abandon() {
      if (armed === undefined) await guard?.release();
      else await armed.guard.undo();
      await early;
    },
  };
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
  { parameters }: PassWorld,
  { memory, desired, target }: RolloutRequest,
  observed: Observed,
): Promise<UndoOrders> {
  const names =
    parameters === undefined ? [] : listParameters(target.selected.profile, await parameters.loadRemembered());
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = await parameters?.read(name);
    if (value !== undefined) values[name] = value;
  }
  return {
    desired: memory.lastGood?.desired ?? preImageOf(observed),
    changed: desired,
    parameters: values,
    policies: Object.fromEntries([...readBuiltinPolicies(observed)].filter(([place]) => place.includes(' filter '))),
  };
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
    const tried = await tryAll(left, new AbortController().signal);
    left = left.filter((attempt) => tried.get(attempt)?.kind !== 'Reached');
    failed = listFailed(left, tried);
    if (left.length === 0 || guard.acted() || stop.aborted || clock.elapsedMs() + retryMs >= untilMs) break;
    await clock.sleep(retryMs, stop);
  }
  const degraded = listFailed(
    [...before.keys()].filter((attempt) => !countable.includes(attempt)),
    before,
  );
  return { reached: countable.map(({ name }) => name), failed, degraded };
}

function listFailed(attempts: readonly Attempt[], tried: ReadonlyMap<Attempt, Tried>): readonly Failed[] {
  return attempts.map((attempt) => {
    const one = tried.get(attempt);
    return { name: attempt.name, why: one?.kind === 'Failed' ? one.why : 'it was not tried' };
  });
}

/** Undone by this process; the guard then finds that nothing is left to do, or finishes what this one could not. */
async function undo(
  world: PassWorld,
  { guard, orders }: Pick<Waiting, 'guard' | 'orders'>,
  { why, isProven }: { readonly why: string; readonly isProven: boolean },
): Promise<Concluded> {
  await undoWaiting(world, { guard, orders });
  return { kind: 'Undone', why, isProven };
}

const undoMs = 120_000;

/** @throws DataplaneError where neither this process nor the guard could. */
export async function undoWaiting(
  world: Pick<PassWorld, 'dataplane' | 'parameters' | 'clock' | 'log'>,
  { guard, orders }: Pick<Waiting, 'guard' | 'orders'>,
): Promise<void> {
  // Two that undo at the same time would be in each other's way.
  if (await guard.undo()) return;
  world.log.warn('the guard could not undo the change; it is undone by the controller', {});
  await undoChange(world, orders, AbortSignal.timeout(undoMs));
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

/** Of a compiled result, as it is remembered for quarantine. */
export function digestOf({ desired }: Pick<Ready, 'desired'>): string {
  return digestDesired(desired);
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
