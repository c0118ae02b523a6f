// How a new revision takes over: what worked just before the change must work after it, or everything becomes what it was.
//
// A guard, a process of its own, is armed before the first write and released when the revision is confirmed. Whatever
// becomes of this process meanwhile, the guard undoes what was not confirmed.

import type { Plan } from '../plan/plan.ts';
import type { BesideKind, BesidePlan } from '../plan/plan-parameters.ts';
import { preImageOf } from '../plan/pre-image.ts';
import {
  type Attempt,
  DataplaneError,
  ParameterError,
  type StandingGuard,
  StateError,
  type Tried,
  type UndoOrders,
} from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { RolloutOutcome } from '../status/outcome.ts';
import {
  besideOf,
  everythingBeside,
  hasBeside,
  keepTried,
  type Missing,
  nothingBeside,
  ordersOf,
  planBeside,
  repairsAlone,
  whyLacking,
} from './beside.ts';
import { describeCutSessions } from './cut-sessions.ts';
import { findHolds } from './hold.ts';
import type { Memory, PassWorld, RolloutWorld, Waiting } from './memory.ts';
import type { BesideRules } from './parameters.ts';
import { isSameStand, type Ready } from './prepare.ts';
import { type Blame, describeFailed, describeProof, findBlame, prove, type Trial, tryAll } from './prove.ts';
import { emptyRecord, notePending, saveRecord } from './rollout-record.ts';
import { undoChange } from './undo.ts';

export interface Rollout {
  /** Before anything is written. @throws DataplaneError (Held, GuardUnavailable, StateUnwritable) with `untouched` */
  prepare(observed: Observed, plan: Plan): Promise<void>;
  /** The same where no rule changes, but a parameter or the policy of a built-in chain does. */
  prepareBeside(observed: Observed, plan: Plan): Promise<void>;
  /** What of these may be set now. */
  beside(kind: BesideKind): BesideRules;
  /**
   * Behind the last write: whether the change may stay. What may not is undone when this returns. `missing` says which
   * parameter or policy could not be written yet.
   */
  conclude(missing: Missing): Promise<Concluded>;
  /** The change failed: whatever of it stands is undone. */
  abandon(): Promise<void>;
}

export type Concluded =
  | { readonly kind: 'Stays'; readonly outcome?: RolloutOutcome }
  | { readonly kind: 'Waits'; readonly outcome: RolloutOutcome; readonly waiting: Waiting }
  | { readonly kind: 'Undone'; readonly why: string; readonly blame: Blame };

export interface RolloutRequest {
  readonly target: Ready;
  /** As it will be written. */
  readonly desired: Desired;
  readonly memory: Memory;
  /** Fires when the controller has to stop: then what is known by then decides. */
  readonly stop: AbortSignal;
}

/** As in a trial: nothing is guarded or proven. */
function takeUnguarded(world: PassWorld, { target, memory }: RolloutRequest): Rollout {
  const prepare = async (observed: Observed) => {
    await keepTried(world, await planBeside(world, target, observed), { target, memory, observed });
  };
  return {
    prepare,
    prepareBeside: prepare,
    beside: () => everythingBeside,
    conclude: () => Promise.resolve({ kind: 'Stays' }),
    abandon: () => Promise.resolve(),
  };
}

/** This process undoes somewhat before the guard does, which then finds nothing to do. */
const earlier = { share: 0.15, atMostMs: 10_000 };

/** Nothing is held, tried or guarded where the revision is the one that stands. */
export function startRollout(world: PassWorld, request: RolloutRequest): Rollout {
  if (world.rollout === undefined) return takeUnguarded(world, request);
  const standing = request.memory.waiting?.target ?? request.memory.lastGood;
  if (isSameStand(standing, request.target)) return keepUp(request.memory);
  return takeOver({ ...world, rollout: world.rollout }, request);
}

interface GuardedWorld extends PassWorld {
  readonly rollout: RolloutWorld;
}

interface Armed extends Trial {
  readonly guard: StandingGuard;
  readonly orders: UndoOrders;
  readonly beside: BesidePlan;
}

function takeOver(world: GuardedWorld, request: RolloutRequest): Rollout {
  const { target, memory } = request;
  const { rollout } = world;
  // One that was held is held again at each poll: nothing is started for it before that is known.
  const isLikely = memory.failed?.revision !== target.snapshot.revision;
  const early = isLikely ? tryBefore(world, target) : undefined;
  const guard = isLikely ? rollout.guard.begin() : undefined;
  let armed: Armed | undefined;
  const plan = (observed: Observed) => waitForState(request, () => planBeside(world, target, observed));
  const keep = (beside: BesidePlan, observed: Observed) =>
    waitForState(request, () => keepTried(world, beside, { target, memory, observed }));
  const armWith = async (planned: BesidePlan, observed: Observed) => {
    const beside = await keep(planned, observed);
    await saveRecord(world, notePending(memory.rolloutRecord ?? emptyRecord, target));
    const before = early ?? tryBefore(world, target);
    armed = await arm(world, { request, beside, observed, before, guard });
  };
  return {
    async prepareBeside(observed, changes) {
      if (armed !== undefined) return;
      const beside = await plan(observed);
      if (hasBeside(beside)) {
        await refuseHeld(request, { observed, plan: changes, world });
        await armWith(beside, observed);
      } else {
        // What stands by chance is ours, too, where that can be kept.
        await keep(beside, observed);
      }
    },
    async prepare(observed, changes) {
      if (armed !== undefined) return;
      await refuseHeld(request, { observed, plan: changes, world });
      await armWith(await plan(observed), observed);
    },
    beside: (kind) => besideOf(armed?.beside ?? nothingBeside, kind),
    async conclude(missing) {
      if (armed !== undefined) return await judge(world, request, { armed, missing });
      await guard?.release();
      await early;
      return { kind: 'Stays' };
    },
    async abandon() {
      if (armed === undefined) await guard?.release();
      else await undoWaiting(world, armed);
      await early;
    },
  };
}

/** One that waits for a word is not written again behind its guard's back. */
function keepUp({ waiting }: Memory): Rollout {
  const refuseOverdue = async () => {
    if (waiting?.guard.acted() !== true) return;
    throw new DataplaneError('GuardUnavailable', 'it was not confirmed in time, and is undone', { untouched: true });
  };
  return {
    prepare: refuseOverdue,
    prepareBeside: refuseOverdue,
    beside: (kind) => (waiting === undefined ? repairsAlone : besideOf(waiting.beside, kind)),
    conclude: () => Promise.resolve({ kind: 'Stays' }),
    abandon: () => Promise.resolve(),
  };
}

const never = new AbortController().signal;

async function tryBefore({ rollout }: GuardedWorld, { selected }: Ready): Promise<ReadonlyMap<Attempt, Tried>> {
  return await tryAll(await rollout.prober.list(selected.profile.rollout.probes, never), never);
}

interface Arming {
  readonly request: RolloutRequest;
  readonly beside: BesidePlan;
  readonly observed: Observed;
  readonly before: Promise<ReadonlyMap<Attempt, Tried>>;
  /** One that was begun already. */
  readonly guard: StandingGuard | undefined;
}

async function arm(
  { rollout, clock }: GuardedWorld,
  { request, beside, observed, before, guard }: Arming,
): Promise<Armed> {
  const { confirmTimeoutMs } = request.target.selected.profile.rollout;
  const { desired, memory } = request;
  const rules = { desired: memory.lastGood?.desired ?? preImageOf(observed), changed: desired };
  const orders = { ...rules, ...ordersOf(beside) };
  const tried = await before;
  const standing = guard ?? rollout.guard.begin();
  const begunMs = clock.elapsedMs();
  await standing.arm(orders, confirmTimeoutMs);
  const earlierMs = Math.min(earlier.atMostMs, confirmTimeoutMs * earlier.share);
  return { guard: standing, orders, beside, before: tried, untilMs: begunMs + confirmTimeoutMs - earlierMs };
}

interface Judged {
  readonly armed: Armed;
  readonly missing: Missing;
}

async function judge(
  world: GuardedWorld,
  { target, stop }: RolloutRequest,
  { armed, missing }: Judged,
): Promise<Concluded> {
  const lacking = whyLacking(armed.beside, missing);
  if (lacking !== undefined) {
    await undoWaiting(world, armed);
    return { kind: 'Undone', why: lacking, blame: 'Machine' };
  }
  const proof = await prove(world, armed, stop);
  if (proof.failed.length > 0) {
    await undoWaiting(world, armed);
    return { kind: 'Undone', why: describeFailed(proof.failed), blame: await findBlame(world, proof, stop) };
  }
  const outcome = describeProof(target, proof);
  if (target.selected.profile.rollout.mode === 'Manual' && world.rollout.canWait) {
    const { guard, orders, beside, untilMs } = armed;
    const waiting = { target, guard, orders, beside, untilMs };
    return { kind: 'Waits', outcome: { ...outcome, state: 'AwaitingConfirmation' }, waiting };
  }
  const released = await armed.guard.release();
  if (released !== 'Undone') return { kind: 'Stays', outcome };
  await undoWaiting(world, armed);
  return { kind: 'Undone', why: 'it was not confirmed in time', blame: 'Revision' };
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

/** What cannot be kept is not set: the revision waits. @throws DataplaneError (StateUnwritable) */
async function waitForState(
  { target, memory: { lastGood, revertTo } }: RolloutRequest,
  work: () => Promise<BesidePlan>,
): Promise<BesidePlan> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof StateError)) throw cause;
    // Rules alone are better than none, and better than those that somebody wants gone.
    if (lastGood === undefined || target === revertTo) return nothingBeside;
    const message = `what it replaces beside the rules cannot be kept: ${cause.message}`;
    throw new DataplaneError('StateUnwritable', message, { untouched: true, cause });
  }
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
