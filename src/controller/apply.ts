// Makes the kernel equal to what is desired: observe, diff, write, read again; and put back what was there when a step fails.

import { explainPlan } from '../plan/explain.ts';
import type { ForeignJump } from '../plan/foreign-jumps.ts';
import { countPlan, isEmptyPlan, type Plan, planChanges } from '../plan/plan.ts';
import { findSetConflicts, setWorld } from '../plan/plan-sets.ts';
import { preImageOf } from '../plan/pre-image.ts';
import { renderSetsAfter, renderSetsBefore, renderTable, renderTableAnew } from '../plan/render.ts';
import { readLookups } from '../plan/set-slots.ts';
import { type Dataplane, DataplaneError } from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import { backoffMs } from './backoff.ts';

export interface Applied {
  /** What was done; empty when there was nothing to do. */
  readonly plan: Plan;
  /** Owned sets that nothing of ours needs any more, but that rules of others use: they could not be destroyed. */
  readonly inUse: readonly string[];
  /** Rules of others that lead into our chains. */
  readonly foreignJumps: readonly ForeignJump[];
  /** The kernel after it, as read again. */
  readonly observed: Observed;
}

export interface ApplyOptions {
  /** Waits between two tries; absent: they follow at once. */
  readonly pause?: (ms: number) => Promise<void>;
  /** Uniform in [0, 1), for the pause's jitter; 0 when absent. */
  readonly random?: () => number;
  /** Called with what was read and what is to be done, before anything is written; what it throws ends the apply. */
  readonly beforeWrite?: (plan: Plan, observed: Observed) => Promise<void>;
}

/**
 * The kernel equals `desired` when this returns.
 *
 * Order: sets that rules will need, then the transactions, IPv4 and IPv6 back to back, then entries that nobody needs any
 * more. What fails for a reason that may pass is read again, planned again and tried again, the last time without editing
 * by position. If that fails too, or what is read afterwards is not what was meant, the owned part is put back as it
 * was. Sets that nobody needs any more go last, when nothing can fail because of them.
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
  const before = await dataplane.observe(signal);
  refuseConflicts(desired, before);
  const plan = planChanges(desired, before);
  const { foreignJumps } = plan;
  if (isEmptyPlan(plan)) return { plan, inUse: [], foreignJumps, observed: before };
  await options.beforeWrite?.(plan, before);
  const change = { plan: { ...plan, destroyed: [] }, before, desired };
  const observed = isEmptyPlan(change.plan) ? before : await writeVerified(dataplane, change, { ...options, signal });
  const inUse = await destroySets(dataplane, plan.destroyed, signal);
  const destroyed = plan.destroyed.filter((name) => !inUse.includes(name));
  return { plan: { ...plan, destroyed }, inUse, foreignJumps, observed };
}

interface Change {
  readonly plan: Plan;
  readonly before: Observed;
  readonly desired: Desired;
}

interface WriteOptions extends ApplyOptions {
  readonly signal: AbortSignal;
}

async function writeVerified(dataplane: Dataplane, change: Change, options: WriteOptions): Promise<Observed> {
  try {
    return await writeUntilVerified(dataplane, change, options);
  } catch (error) {
    await putBack(dataplane, { before: change.before, cause: error });
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

/** Sets that nothing of ours needs go one by one; those that somebody else's rules still use stay, and are returned. */
async function destroySets(
  dataplane: Dataplane,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const inUse: string[] = [];
  for (const name of names) {
    try {
      await dataplane.restoreSets(renderSetsAfter({ sets: [], destroyed: [name] }), signal);
    } catch (error) {
      if (!(error instanceof DataplaneError) || error.reason !== 'KernelRefused') throw error;
      inUse.push(name);
    }
  }
  return inUse;
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
  const left = { ...planChanges(desired, observed), destroyed: [] };
  if (isEmptyPlan(left)) return observed;
  const [first] = explainPlan(left);
  const { added, removed, replaced, entriesAdded, entriesRemoved } = countPlan(left);
  const count = added + removed + replaced + entriesAdded + entriesRemoved;
  throw new DataplaneError(
    'VerifyFailed',
    `the kernel did not keep what was written: ${count} differences, the first is ${first?.place ?? '?'}: ${first?.sign ?? ''} ${first?.text ?? ''}; another program may be writing the same tables`,
  );
}

/** How long putting back may take; it is not stopped by what stopped the pass. */
const putBackMs = 60_000;

/** Returns to the owned part of `before`, whatever of the plan had been carried out. */
async function putBack(
  dataplane: Dataplane,
  failed: { readonly before: Observed; readonly cause: unknown },
): Promise<void> {
  const { before } = failed;
  const signal = AbortSignal.timeout(putBackMs);
  try {
    const way = planChanges(preImageOf(before), await dataplane.observe(signal));
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
    const cause = failed.cause instanceof Error ? failed.cause.message : String(failed.cause);
    throw new DataplaneError(
      error.reason,
      `${cause}; and what was there before could not be put back: ${error.message}`,
      { cause: failed.cause },
    );
  }
}

function refuseConflicts(desired: Desired, observed: Observed): void {
  const lookups = new Map([...readLookups(observed.ipv4), ...readLookups(observed.ipv6)]);
  const conflicts = findSetConflicts(desired, setWorld(observed, lookups));
  if (conflicts.length === 0) return;
  throw new DataplaneError('NameTaken', conflicts.map(({ message }) => message).join('; '));
}
