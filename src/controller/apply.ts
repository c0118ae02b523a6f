// Makes the kernel equal to what is desired: observe, diff, write, read again; and put back what was there when a step fails.

import { explainPlan } from '../plan/explain.ts';
import type { ForeignJump } from '../plan/foreign-jumps.ts';
import { type ForeignName, findForeignNames, setAside } from '../plan/foreign-names.ts';
import { countPlan, isEmptyPlan, type Plan, planChanges } from '../plan/plan.ts';
import { findSetConflicts, setWorld } from '../plan/plan-sets.ts';
import type { TablePlan } from '../plan/plan-table.ts';
import { preImageOf } from '../plan/pre-image.ts';
import { renderSetsAfter, renderSetsBefore, renderTable, renderTableAnew } from '../plan/render.ts';
import { readLookups } from '../plan/set-slots.ts';
import { type Dataplane, DataplaneError } from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import { backoffMs } from './backoff.ts';

export interface Applied {
  /** What was done; empty when there was nothing to do. */
  readonly plan: Plan;
  /** Owned sets that nothing of ours needs any more, and that could not be destroyed. */
  readonly leftSets: readonly LeftSet[];
  /** Rules of others that lead into our chains. */
  readonly foreignJumps: readonly ForeignJump[];
  /** Chains and sets of others under names as ours; they were left alone. */
  readonly foreignNames: readonly ForeignName[];
  /** The kernel after it, as read again. */
  readonly observed: Observed;
}

export interface LeftSet {
  readonly name: string;
  /** What went wrong; absent where rules of others use the set. */
  readonly why?: string;
}

export interface ApplyOptions {
  /** Waits between two tries; absent: they follow at once. */
  readonly pause?: (ms: number) => Promise<void>;
  /** Uniform in [0, 1), for the pause's jitter; 0 when absent. */
  readonly random?: () => number;
  /** Called with what was read and what would be done, before anything is written; what it throws ends the apply. */
  readonly beforeWrite?: (observed: Observed, plan: Plan) => Promise<'Go' | 'LookAgain'>;
  /**
   * What this host was last made equal to. With it, names that others have taken are told from our own; and a change that
   * fails returns to it. Absent: every name as ours is ours, and a change that fails returns to what stood before.
   */
  readonly known?: { readonly lastGood: Desired | undefined };
}

/**
 * The kernel equals `desired` when this returns.
 *
 * Order: sets that rules will need, then the transactions, IPv4 and IPv6 back to back, then entries that nobody needs any
 * more. What fails for a reason that may pass is read again, planned again and tried again, the last time without editing
 * by position. If that fails too, or what is read afterwards is not what was meant, the last good state is put back, or
 * what stood before. A repair is not put back: what stood before was the damage. Sets that nobody needs any more go last,
 * when nothing can fail because of them.
 *
 * @throws DataplaneError for what the kernel or its programs refused; the old state stands then, unless the message says
 * that it could not be put back.
 */
export async function applyDesired(
  dataplane: Dataplane,
  desired: Desired,
  signal: AbortSignal,
  options: ApplyOptions = {},
): Promise<Applied> {
  const first = await look(dataplane, { desired, signal, options });
  if (isEmptyPlan(first.plan)) return describeApplied(first, first.before, []);
  const isStale = (await options.beforeWrite?.(first.before, first.plan)) === 'LookAgain';
  const change = isStale ? await look(dataplane, { desired, signal, options }) : first;
  const kept = { ...change, plan: { ...change.plan, destroyed: [] } };
  const after = isEmptyPlan(kept.plan)
    ? change.before
    : await writeVerified(aside(dataplane, change), kept, { ...options, signal });
  return describeApplied(change, after, await destroySets(dataplane, change.plan.destroyed, signal));
}

function describeApplied(change: Change, observed: Observed, leftSets: readonly LeftSet[]): Applied {
  const { plan, foreignNames } = change;
  const left = leftSets.map(({ name }) => name);
  const destroyed = plan.destroyed.filter((name) => !left.includes(name));
  return { plan: { ...plan, destroyed }, leftSets, foreignJumps: plan.foreignJumps, foreignNames, observed };
}

interface Change {
  readonly plan: Plan;
  /** Foreign names set aside. */
  readonly before: Observed;
  readonly desired: Desired;
  readonly foreignNames: readonly ForeignName[];
}

interface Looking {
  readonly desired: Desired;
  readonly signal: AbortSignal;
  readonly options: ApplyOptions;
}

async function look(dataplane: Dataplane, { desired, signal, options }: Looking): Promise<Change> {
  const observed = await dataplane.observe(signal);
  const { known } = options;
  const foreignNames = known === undefined ? [] : findForeignNames(observed, { desired, ...known });
  refuseTaken(foreignNames);
  const before = setAside(observed, foreignNames);
  refuseConflicts(desired, before);
  return { plan: planChanges(desired, before), before, desired, foreignNames };
}

/** The same, where foreign names do not look like ours. */
function aside(dataplane: Dataplane, { foreignNames }: Change): Dataplane {
  if (foreignNames.length === 0) return dataplane;
  return { ...dataplane, observe: async (signal) => setAside(await dataplane.observe(signal), foreignNames) };
}

function refuseTaken(names: readonly ForeignName[]): void {
  const taken = names.filter(({ isWanted }) => isWanted).map(({ place }) => place);
  if (taken.length === 0) return;
  throw new DataplaneError(
    'NameTaken',
    `${taken.join(', ')} ${taken.length === 1 ? 'is a chain' : 'are chains'} that somebody else made under a name of ours; rename or delete ${taken.length === 1 ? 'it' : 'them'}`,
  );
}

interface WriteOptions extends ApplyOptions {
  readonly signal: AbortSignal;
}

async function writeVerified(dataplane: Dataplane, change: Change, options: WriteOptions): Promise<Observed> {
  try {
    return await writeUntilVerified(dataplane, change, options);
  } catch (error) {
    const { known } = options;
    const isRepair = known !== undefined && known.lastGood === change.desired;
    if (!isRepair) await putBack(dataplane, { to: known?.lastGood, before: change.before, cause: error });
    throw error;
  }
}

/** After the first try; the last one declares chains anew instead of editing them. */
const maxRetries = 3;
const pauses = { baseMs: 100, maxMs: 1000 };

async function writeUntilVerified(dataplane: Dataplane, change: Change, options: WriteOptions): Promise<Observed> {
  const { desired } = change;
  let { plan } = change;
  for (let failures = 0; ; failures += 1) {
    try {
      const render = failures < maxRetries ? renderTable : renderTableAnew;
      await writePlan(dataplane, plan, { render, signal: options.signal });
      return await verifyApplied(dataplane, desired, options.signal);
    } catch (error) {
      if (!mayPass(error) || failures === maxRetries) throw error;
    }
    await options.pause?.(backoffMs(failures, { ...pauses, random: options.random?.() ?? 0 }));
    plan = { ...planChanges(desired, await dataplane.observe(options.signal)), destroyed: [] };
  }
}

const passing: readonly string[] = ['KernelRefused', 'LockTimeout', 'ToolCrashed', 'VerifyFailed'];

/** Somebody else's write in between, a crash, a short lack of memory: the same again may well succeed. */
function mayPass(error: unknown): boolean {
  return error instanceof DataplaneError && passing.includes(error.reason);
}

/** Sets that nothing of ours needs go one by one; those that could not go, mostly because others use them, are returned. */
async function destroySets(
  dataplane: Dataplane,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly LeftSet[]> {
  const left: LeftSet[] = [];
  for (const name of names) {
    try {
      await dataplane.restoreSets(renderSetsAfter({ sets: [], destroyed: [name] }), signal);
    } catch (error) {
      // The rules are as wanted by now. In use by others, or the program hangs: the next pass tries again.
      if (!(error instanceof DataplaneError)) throw error;
      left.push({ name, ...(/in use by/.test(error.message) ? {} : { why: error.message }) });
    }
  }
  return left;
}

async function writePlan(
  dataplane: Dataplane,
  plan: Plan,
  how: { readonly render: typeof renderTable; readonly signal: AbortSignal },
): Promise<void> {
  const setsBefore = renderSetsBefore(plan);
  if (setsBefore !== '') await dataplane.restoreSets(setsBefore, how.signal);
  for (const table of plan.transactions) await dataplane.restore(table.family, how.render(table), how.signal);
  const setsAfter = renderSetsAfter(plan);
  if (setsAfter !== '') await dataplane.restoreSets(setsAfter, how.signal);
}

async function verifyApplied(dataplane: Dataplane, desired: Desired, signal: AbortSignal): Promise<Observed> {
  const observed = await dataplane.observe(signal);
  const all = planChanges(desired, observed);
  // A hook that somebody has moved since is the next pass's drift: that one counts how often.
  const left = { ...all, destroyed: [], tables: all.tables.filter((table) => !onlyMovesHooks(table)) };
  if (isEmptyPlan(left)) return observed;
  const [first] = explainPlan(left);
  const { added, removed, replaced, entriesAdded, entriesRemoved } = countPlan(left);
  const count = added + removed + replaced + entriesAdded + entriesRemoved;
  throw new DataplaneError(
    'VerifyFailed',
    `the kernel did not keep what was written: ${count} differences, the first is ${first?.place ?? '?'}: ${first?.sign ?? ''} ${first?.text ?? ''}; another program may be writing the same tables`,
  );
}

function onlyMovesHooks({ created, edited, removed, hooks }: TablePlan): boolean {
  const isMove = hooks.every(({ deletes, insert }) => deletes.length === 1 && insert !== undefined);
  return created.length === 0 && edited.length === 0 && removed.length === 0 && isMove;
}

/** How long putting back may take; it is not stopped by what stopped the pass. */
const putBackMs = 60_000;

interface Failed {
  readonly to: Desired | undefined;
  readonly before: Observed;
  readonly cause: unknown;
}

/** Makes what was meant before, or else the owned part of `before`, whatever of the plan had been carried out. */
async function putBack(dataplane: Dataplane, { to, before, cause }: Failed): Promise<void> {
  const signal = AbortSignal.timeout(putBackMs);
  try {
    const way = planChanges(to ?? preImageOf(before), await dataplane.observe(signal));
    await writePlan(dataplane, { ...way, destroyed: [] }, { render: renderTable, signal });
    // What stood unused before may stay: the next good pass takes it away.
    const stood = new Set(before.sets.map(({ name }) => name));
    await destroySets(
      dataplane,
      way.destroyed.filter((name) => !stood.has(name)),
      signal,
    );
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DataplaneError(
      error.reason,
      `${why}; and what was there before could not be put back: ${error.message}`,
      { cause },
    );
  }
}

function refuseConflicts(desired: Desired, observed: Observed): void {
  if (desired.sets.length === 0) return;
  const lookups = new Map([...readLookups(observed.ipv4), ...readLookups(observed.ipv6)]);
  const conflicts = findSetConflicts(desired, setWorld(observed, lookups));
  if (conflicts.length === 0) return;
  throw new DataplaneError('NameTaken', conflicts.map(({ message }) => message).join('; '));
}
