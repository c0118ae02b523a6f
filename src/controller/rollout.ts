// How a new revision takes over: what worked just before the change must work after it, or everything becomes what it was.
//
// A guard, a process of its own, is armed before the first write and released when the revision is confirmed. Whatever
// becomes of this process meanwhile, the guard undoes what was not confirmed.

import type { Plan } from '../plan/plan.ts';
import { foundBy, type ParameterWrite, replacedBy } from '../plan/plan-parameters.ts';
import { preImageOf } from '../plan/pre-image.ts';
import {
  type Attempt,
  DataplaneError,
  ParameterError,
  type RememberedStore,
  type StandingGuard,
  StateError,
  type Tried,
  type UndoOrders,
} from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { RolloutOutcome } from '../status/outcome.ts';
import { listPolicyWrites } from './builtin-policies.ts';
import { describeCutSessions } from './cut-sessions.ts';
import { findHolds } from './hold.ts';
import type { Memory, PassWorld, RolloutWorld, Waiting } from './memory.ts';
import { type BesideRules, listParameterWrites } from './parameters.ts';
import { isSameStand, type Ready } from './prepare.ts';
import { type Blame, describeFailed, describeProof, findBlame, prove, type Trial, tryAll } from './prove.ts';
import { emptyRecord, notePending, saveRecord } from './rollout-record.ts';
import { undoChange } from './undo.ts';

export interface Rollout {
  /** Before anything is written. @throws DataplaneError (Held, GuardUnavailable, StateUnwritable) with `untouched` */
  prepare(observed: Observed, plan: Plan): Promise<void>;
  /** The same where no rule changes, but a parameter or the policy of a built-in chain does. */
  prepareBeside(observed: Observed, plan: Plan): Promise<void>;
  /** What of these may be set now: what is guarded and will be proven, and repairs of what was. */
  beside(kind: BesideKind): BesideRules;
  /**
   * Behind the last write: whether the change may stay. What may not is undone when this returns. `missing` says which
   * parameter or policy could not be written yet.
   */
  conclude(missing: Missing): Promise<Concluded>;
  /** The change failed: whatever of it stands is undone. */
  abandon(): Promise<void>;
}

export type BesideKind = 'parameters' | 'policies';
export type Missing = Readonly<Partial<Record<BesideKind, string>>>;

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
  /** What could not be set with a revision when it took over is not tried now. */
  readonly leavesLate?: true;
}

/** As in a trial: nothing is guarded or proven. */
const unguarded: Rollout = {
  prepare: () => Promise.resolve(),
  prepareBeside: () => Promise.resolve(),
  beside: () => ({ allows: () => true, why: () => '' }),
  conclude: () => Promise.resolve({ kind: 'Stays' }),
  abandon: () => Promise.resolve(),
};

/** This process undoes somewhat before the guard does, which then finds nothing to do. */
const earlier = { share: 0.15, atMostMs: 10_000 };

/**
 * Nothing is held, tried or guarded where the revision is the one that stands, but for what could not be set beside its
 * rules when it took over: that is guarded and proven whenever it comes.
 */
export function startRollout(world: PassWorld, request: RolloutRequest): Rollout {
  if (world.rollout === undefined) return unguarded;
  const guarded = { ...world, rollout: world.rollout };
  const standing = request.memory.waiting?.target ?? request.memory.lastGood;
  return isSameStand(standing, request.target) ? keepUp(guarded, request) : takeOver(guarded, request);
}

interface GuardedWorld extends PassWorld {
  readonly rollout: RolloutWorld;
}

interface Armed extends Trial {
  readonly guard: StandingGuard;
  readonly orders: UndoOrders;
}

function takeOver(world: GuardedWorld, request: RolloutRequest): Rollout {
  const { target, memory } = request;
  const { rollout } = world;
  // One that was held is held again at each poll: nothing is started for it before that is known.
  const isLikely = memory.failed?.revision !== target.snapshot.revision;
  const early = isLikely ? tryBefore(world, target) : undefined;
  const guard = isLikely ? rollout.guard.begin() : undefined;
  let armed: Armed | undefined;
  const armWith = async (orders: UndoOrders) => {
    await saveRecord(world, notePending(memory.rolloutRecord ?? emptyRecord, target));
    armed = await arm(world, { target, orders, before: early ?? tryBefore(world, target), guard });
  };
  return {
    async prepareBeside(observed, plan) {
      if (armed !== undefined) return;
      const orders = await giveOrders(world, request, observed);
      if (!hasBeside(orders)) return;
      await refuseHeld(request, { observed, plan, world });
      await armWith(orders);
    },
    async prepare(observed, plan) {
      if (armed !== undefined) return;
      await refuseHeld(request, { observed, plan, world });
      await armWith(await giveOrders(world, request, observed));
    },
    beside: (kind) => besideOf(armed, kind),
    async conclude(missing) {
      if (armed !== undefined) return await judge(world, request, { armed, missing, waits: 'InManual' });
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
function keepUp(world: GuardedWorld, request: RolloutRequest): Rollout {
  const { target, memory, leavesLate } = request;
  const { waiting, heldBeside } = memory;
  let armed: Armed | undefined;
  let why = 'it is set as soon as that can be guarded and proven';
  const isHeld = heldBeside?.isFinal === true && heldBeside.revision === target.snapshot.revision;
  if (isHeld) why = `it was set, and undone, because ${heldBeside.why}`;
  if (waiting !== undefined) why = 'it is set when the revision that waits for a word is confirmed';
  return {
    async prepare() {
      if (waiting?.guard.acted() !== true) return;
      throw new DataplaneError('GuardUnavailable', 'it was not confirmed in time, and is undone', { untouched: true });
    },
    async prepareBeside(observed) {
      if (armed !== undefined || isHeld || waiting !== undefined || leavesLate === true) return;
      try {
        const orders = await giveLateOrders(world, request, observed);
        if (hasBeside(orders)) armed = await arm(world, { target, orders, before: tryBefore(world, target) });
      } catch (error) {
        // The rules are kept up, whatever becomes of the rest.
        if (!(error instanceof StateError) && !(error instanceof DataplaneError)) throw error;
        why = `it cannot be guarded: ${error.message}`;
      }
    },
    beside: (kind) => ({
      ...besideOf(armed, kind),
      why: (name) => (isHeld || !memory.refused?.[name] ? why : undefined),
    }),
    conclude: async (missing) =>
      armed === undefined ? { kind: 'Stays' } : await judge(world, request, { armed, missing, waits: 'Never' }),
    abandon: async () => {
      if (armed !== undefined) await undoWaiting(world, armed);
    },
  };
}

function besideOf(armed: Armed | undefined, kind: BesideKind): BesideRules {
  return {
    allows: ({ name, value, isRepair }) => isRepair || armed?.orders[kind][name]?.ours === value,
    why: () => 'it is set with the next pass',
  };
}

const never = new AbortController().signal;

async function tryBefore({ rollout }: GuardedWorld, { selected }: Ready): Promise<ReadonlyMap<Attempt, Tried>> {
  return await tryAll(await rollout.prober.list(selected.profile.rollout.probes, never), never);
}

interface Arming {
  readonly target: Ready;
  readonly orders: UndoOrders;
  readonly before: Promise<ReadonlyMap<Attempt, Tried>>;
  /** One that was begun already. */
  readonly guard?: StandingGuard | undefined;
}

async function arm({ rollout, clock }: GuardedWorld, { target, orders, before, guard }: Arming): Promise<Armed> {
  const { confirmTimeoutMs } = target.selected.profile.rollout;
  const tried = await before;
  const standing = guard ?? rollout.guard.begin();
  const begunMs = clock.elapsedMs();
  await standing.arm(orders, confirmTimeoutMs);
  const earlierMs = Math.min(earlier.atMostMs, confirmTimeoutMs * earlier.share);
  return { guard: standing, orders, before: tried, untilMs: begunMs + confirmTimeoutMs - earlierMs };
}

interface Judged {
  readonly armed: Armed;
  readonly missing: Missing;
  readonly waits: 'InManual' | 'Never';
}

async function judge(
  world: GuardedWorld,
  { target, stop }: RolloutRequest,
  { armed, missing, waits }: Judged,
): Promise<Concluded> {
  // Whoever stays without it would get it later.
  const lacking = besideKinds.find((kind) => missing[kind] !== undefined && Object.keys(armed.orders[kind]).length > 0);
  if (lacking !== undefined) {
    await undoWaiting(world, armed);
    return { kind: 'Undone', why: missing[lacking] ?? '', blame: 'Machine' };
  }
  const proof = await prove(world, armed, stop);
  if (proof.failed.length > 0) {
    await undoWaiting(world, armed);
    return { kind: 'Undone', why: describeFailed(proof.failed), blame: await findBlame(world, proof, stop) };
  }
  const outcome = describeProof(target, proof);
  if (target.selected.profile.rollout.mode === 'Manual' && world.rollout.canWait && waits === 'InManual') {
    const waiting = { target, guard: armed.guard, orders: armed.orders, untilMs: armed.untilMs };
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

/** What stands now. Without a revision of before: what of ours is in the kernel. @throws DataplaneError (StateUnwritable) */
async function giveOrders(world: PassWorld, request: RolloutRequest, observed: Observed): Promise<UndoOrders> {
  const { memory, target } = request;
  const { lastGood, revertTo } = memory;
  try {
    return await keepReplaced(world, rulesOf(request, observed), await listBeside(world, target, observed));
  } catch (cause) {
    if (!(cause instanceof StateError)) throw cause;
    // Rules alone are better than none, and better than those that somebody wants gone; the rest comes later, guarded.
    if (lastGood === undefined || target === revertTo) return rulesOf(request, observed);
    const message = `what it replaces beside the rules cannot be kept: ${cause.message}`;
    throw new DataplaneError('StateUnwritable', message, { untouched: true, cause });
  }
}

/** What could not be set when the revision took over. @throws StateError */
async function giveLateOrders(world: GuardedWorld, request: RolloutRequest, observed: Observed): Promise<UndoOrders> {
  const all = await listBeside(world, request.target, observed);
  const isLate = (write: ParameterWrite) => !write.isRepair && !isRefused(world, request, write);
  const late = { parameters: all.parameters.filter(isLate), policies: all.policies.filter(isLate) };
  return await keepReplaced(world, rulesOf(request, observed), late);
}

/** So long a value that did not take is not tried again, while what is there stays the same. */
const refusedMs = 10 * 60_000;

function isRefused({ clock }: GuardedWorld, { memory }: RolloutRequest, { name, found }: ParameterWrite): boolean {
  const known = memory.refused?.[name];
  return known?.found === found && clock.elapsedMs() < known.atMs + refusedMs;
}

function rulesOf({ memory, desired }: RolloutRequest, observed: Observed): UndoOrders {
  return { desired: memory.lastGood?.desired ?? preImageOf(observed), changed: desired, parameters: {}, policies: {} };
}

type Beside = Readonly<Record<BesideKind, readonly ParameterWrite[]>>;

/** What has to be written beside the rules. @throws StateError where it is not known what was there before us */
async function listBeside(
  { parameters, builtins }: PassWorld,
  { selected: { profile } }: Ready,
  observed: Observed,
): Promise<Beside> {
  return {
    parameters: await listKnown(parameters, (store) => listParameterWrites(store, profile)),
    policies: await listKnown(builtins, (store) => listPolicyWrites(store, profile, observed)),
  };
}

/** Where everything is as it should be, nothing has to be known: what is to be put back comes later. */
async function listKnown<Store extends RememberedStore>(
  store: Store | undefined,
  list: (store: Store) => Promise<readonly ParameterWrite[]>,
): Promise<readonly ParameterWrite[]> {
  if (store === undefined) return [];
  try {
    return await list(store);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const blind = await list({ ...store, loadRemembered: () => Promise.resolve({}) });
    if (blind.length > 0) throw error;
    return [];
  }
}

const besideKinds = ['parameters', 'policies'] as const;

function hasBeside(orders: UndoOrders): boolean {
  return besideKinds.some((kind) => Object.keys(orders[kind]).length > 0);
}

/** What stood there is on disk before anything at all is written. @throws StateError */
async function keepReplaced(
  { parameters, builtins }: PassWorld,
  orders: UndoOrders,
  beside: Beside,
): Promise<UndoOrders> {
  const stores = { parameters, policies: builtins };
  for (const kind of besideKinds) {
    const store = stores[kind];
    if (store === undefined || beside[kind].length === 0) continue;
    await store.saveRemembered({ ...foundBy(beside[kind]), ...(await store.loadRemembered()) });
  }
  return { ...orders, parameters: replacedBy(beside.parameters), policies: replacedBy(beside.policies) };
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
