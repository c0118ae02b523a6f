// How a new revision takes over: what worked just before the change must work after it, or everything becomes what it was.
//
// A guard, a process of its own, is armed before the first write and released when the revision is confirmed. Whatever
// becomes of this process meanwhile, the guard undoes what was not confirmed.

import type { Plan } from '../plan/plan.ts';
import { preImageOf } from '../plan/pre-image.ts';
import { DataplaneError, ParameterError, type StandingGuard, StateError, type UndoOrders } from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { RolloutOutcome } from '../status/outcome.ts';
import { listReplacedPolicies } from './builtin-policies.ts';
import { describeCutSessions } from './cut-sessions.ts';
import { findHolds } from './hold.ts';
import type { Memory, PassWorld, RolloutWorld, Waiting } from './memory.ts';
import { listReplacedParameters } from './parameters.ts';
import { isSameStand, type Ready } from './prepare.ts';
import { type Blame, describeFailed, describeProof, findBlame, prove, type Trial, tryAll } from './prove.ts';
import { emptyRecord, notePending, saveRecord } from './rollout-record.ts';
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

interface Armed extends Trial {
  readonly guard: StandingGuard;
  readonly orders: UndoOrders;
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
  const arm = async (orders: UndoOrders) => {
    await keepReplaced(world, orders);
    await saveRecord(world, notePending(memory.rolloutRecord ?? emptyRecord, target));
    const before = await (early ?? tryBefore());
    const standing = guard ?? rollout.guard.begin();
    const begunMs = clock.elapsedMs();
    await standing.arm(orders, confirmTimeoutMs);
    const earlierMs = Math.min(earlier.atMostMs, confirmTimeoutMs * earlier.share);
    armed = { guard: standing, orders, before, untilMs: begunMs + confirmTimeoutMs - earlierMs };
  };
  return {
    async prepareBeside(observed, plan) {
      if (armed !== undefined) return;
      const orders = await giveOrders(world, request, observed);
      if (!hasBeside(orders)) return;
      await refuseHeld(request, { observed, plan, world });
      await arm(orders);
    },
    async prepare(observed, plan) {
      if (armed !== undefined) return;
      await refuseHeld(request, { observed, plan, world });
      await arm(await giveOrders(world, request, observed));
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

/** What stands now. Without a revision of before: what of ours is in the kernel. @throws DataplaneError (StateUnwritable) */
async function giveOrders(
  { parameters, builtins }: PassWorld,
  { memory, desired, target }: RolloutRequest,
  observed: Observed,
): Promise<UndoOrders> {
  const { profile } = target.selected;
  return await waitForState(async () => ({
    desired: memory.lastGood?.desired ?? preImageOf(observed),
    changed: desired,
    parameters: await listReplacedParameters(parameters, profile),
    policies: await listReplacedPolicies(builtins, profile, observed),
  }));
}

function hasBeside({ parameters, policies }: UndoOrders): boolean {
  return Object.keys(parameters).length + Object.keys(policies).length > 0;
}

/** What stood there is on disk before anything at all is written. */
async function keepReplaced({ parameters, builtins }: PassWorld, orders: UndoOrders): Promise<void> {
  const kept = [
    [parameters, orders.parameters],
    [builtins, orders.policies],
  ] as const;
  await waitForState(async () => {
    for (const [store, replaced] of kept) {
      if (store === undefined || Object.keys(replaced).length === 0) continue;
      await store.saveRemembered({ ...replaced, ...(await store.loadRemembered()) });
    }
  });
}

/** What is not on disk before a change is not written later behind everybody's back: the change waits. */
async function waitForState<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof StateError)) throw cause;
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
