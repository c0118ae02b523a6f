// Makes the kernel equal to what is desired: observe, diff, write, read again; and put back what was there when a step fails.

import { explainPlan } from '../plan/explain.ts';
import { countPlan, findSetConflicts, isEmptyPlan, type Plan, planChanges } from '../plan/plan.ts';
import { preImageOf } from '../plan/pre-image.ts';
import { renderSetsAfter, renderSetsBefore, renderTable } from '../plan/render.ts';
import { type Dataplane, DataplaneError } from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';

export interface Applied {
  /** What was done; empty when there was nothing to do. */
  readonly plan: Plan;
  /** Owned sets that nothing of ours needs any more, but that rules of others use: they could not be destroyed. */
  readonly inUse: readonly string[];
  /** The kernel after it, as read again. */
  readonly observed: Observed;
}

/**
 * The kernel equals `desired` when this returns.
 *
 * Order: entries that rules will need, then one transaction per table, IPv4 and IPv6 back to back, then entries that
 * nobody needs any more. If a step fails, or what is read afterwards is not what was meant, the owned part is put back as
 * it was. Sets that nobody needs any more go last, when nothing can fail because of them.
 *
 * @throws DataplaneError for what the kernel or its programs refused; the old state stands then, unless the message says
 * that it could not be put back.
 */
export async function applyDesired(dataplane: Dataplane, desired: Desired, signal: AbortSignal): Promise<Applied> {
  const before = await dataplane.observe(signal);
  refuseConflicts(desired, before);
  const plan = planChanges(desired, before);
  if (isEmptyPlan(plan)) return { plan, inUse: [], observed: before };
  const changes = { ...plan, destroyed: [] };
  const observed = isEmptyPlan(changes) ? before : await writeVerified(dataplane, { changes, before, desired }, signal);
  const inUse = await destroySets(dataplane, plan.destroyed, signal);
  return { plan: { ...plan, destroyed: plan.destroyed.filter((name) => !inUse.includes(name)) }, inUse, observed };
}

interface Change {
  readonly changes: Plan;
  readonly before: Observed;
  readonly desired: Desired;
}

async function writeVerified(dataplane: Dataplane, change: Change, signal: AbortSignal): Promise<Observed> {
  const { changes, before, desired } = change;
  try {
    await writePlan(dataplane, changes, signal);
    return await verifyApplied(dataplane, desired, signal);
  } catch (error) {
    await putBack(dataplane, { before, desired, cause: error });
    throw error;
  }
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
      await dataplane.restoreSets(renderSetsAfter({ tables: [], sets: [], destroyed: [name] }), signal);
    } catch (error) {
      if (!(error instanceof DataplaneError) || error.reason !== 'KernelRefused') throw error;
      inUse.push(name);
    }
  }
  return inUse;
}

async function writePlan(dataplane: Dataplane, plan: Plan, signal: AbortSignal): Promise<void> {
  const setsBefore = renderSetsBefore(plan);
  if (setsBefore !== '') await dataplane.restoreSets(setsBefore, signal);
  for (const table of plan.tables) await dataplane.restore(table.family, renderTable(table), signal);
  const setsAfter = renderSetsAfter(plan);
  if (setsAfter !== '') await dataplane.restoreSets(setsAfter, signal);
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
  failed: { readonly before: Observed; readonly desired: Desired; readonly cause: unknown },
): Promise<void> {
  const signal = AbortSignal.timeout(putBackMs);
  try {
    const now = await dataplane.observe(signal);
    const way = planChanges(preImageOf(failed.before, failed.desired), now);
    if (!isEmptyPlan(way)) await writePlan(dataplane, { ...way, destroyed: [] }, signal);
    await destroySets(dataplane, way.destroyed, signal);
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
  const conflicts = findSetConflicts(desired, observed);
  if (conflicts.length === 0) return;
  throw new DataplaneError('NameTaken', conflicts.map(({ message }) => message).join('; '));
}
