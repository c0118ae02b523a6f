// What becomes of a revision that waits for a word: it stays, or everything becomes what it was.

import { noMemo } from '../policy/memo.ts';
import type { HistoryEntry } from '../ports.ts';
import { err, ok, type Result } from '../result.ts';
import { letsSshIn } from '../ruleset/compile-failsafe.ts';
import type { Problem, RolloutOutcome } from '../status/outcome.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type HostName, knownHost, prepareSnapshot, type Ready } from './prepare.ts';
import { confirm, findQuarantine, noteUndone } from './quarantine.ts';
import { undoWaiting } from './rollout.ts';
import { saveRecord } from './rollout-record.ts';

/** What somebody says of the revision that waits; `RollBack` of the one that stands where none waits. */
export type Verdict = { readonly kind: 'Confirm' } | { readonly kind: 'RollBack'; readonly to?: Ready };

export interface Ruled {
  readonly memory: Memory;
  readonly entries: readonly HistoryEntry[];
  readonly problems: readonly Problem[];
  readonly rollout?: RolloutOutcome;
}

/** Whether there is something to confirm; else why not. `sha` absent: whatever waits is meant. */
export function checkConfirm({ waiting }: Memory, sha: string | undefined): Result<Verdict, string> {
  if (waiting === undefined) return err('no revision waits for a word: there is nothing to confirm');
  const { revision } = waiting.target.snapshot;
  if (sha === undefined || revision.endsWith(`:${sha}`)) return ok({ kind: 'Confirm' });
  return err(`${revision} waits for a word, not ${sha}: look at gatewright status, then confirm that one`);
}

/** What a roll back leads to; else why there is nothing. */
export async function checkRollBack(
  world: PassWorld,
  { memory, host }: { readonly memory: Memory; readonly host: HostName },
  signal: AbortSignal,
): Promise<Result<Verdict, string>> {
  if (memory.waiting !== undefined) return ok({ kind: 'RollBack' });
  const { lastGood } = memory;
  // With what is known today: the automatic failsafe, once it has ended, does not come back with an older revision.
  const known = knownHost(host, memory.rolloutRecord);
  const to = await recallBeforeLast(world, { memory, host: known }, signal);
  const none = 'there is no revision that was confirmed before the one that stands; revert the commit instead';
  if (to === undefined || lastGood === undefined || to.snapshot.revision === lastGood.snapshot.revision)
    return err(none);
  const memo = world.memo ?? noMemo;
  if (letsSshIn(lastGood.selected, memo) && !letsSshIn(to.selected, memo))
    return err(`the revision confirmed before, ${to.snapshot.revision}, lets no ssh in; commit what is wanted instead`);
  const quarantine = findQuarantine(memory, to);
  if (quarantine === undefined) return ok({ kind: 'RollBack', to });
  return err(
    `the revision confirmed before, ${to.snapshot.revision}, was left here already (${quarantine.why}); commit what is wanted, or say gatewright approve for it`,
  );
}

async function recallBeforeLast(
  world: PassWorld,
  { memory, host }: { readonly memory: Memory; readonly host: HostName },
  signal: AbortSignal,
): Promise<Ready | undefined> {
  const snapshot = memory.beforeLast?.snapshot ?? (await world.store.loadBeforeLast());
  if (snapshot === undefined) return undefined;
  const prepared = await prepareSnapshot(snapshot, host, { ...world, signal });
  return prepared.kind === 'ready' ? prepared : undefined;
}

/** Nothing waits, time is not up, or the word is done. */
export async function ruleOnWaiting(world: PassWorld, memory: Memory, verdict: Verdict | undefined): Promise<Ruled> {
  const { waiting } = memory;
  if (waiting === undefined) return await leaveLastGood(world, memory, verdict);
  if (waiting.guard.acted()) return await undoNow(world, memory, 'it was not confirmed in time');
  if (verdict?.kind === 'Confirm') return await confirmNow(world, memory);
  if (verdict?.kind === 'RollBack') return await undoNow(world, memory, 'somebody said so');
  if (waiting.guard.isLost()) return await undoNow(world, memory, 'the process that guards it is gone');
  if (world.clock.elapsedMs() < waiting.untilMs) return unruled(memory);
  return await undoNow(world, memory, 'nobody confirmed it in time');
}

/**
 * The controller ends: nobody can say the word any more, so everything becomes what it was. That is no try of the revision,
 * which waits anew behind the next start.
 */
export async function leaveWaiting(world: PassWorld, memory: Memory): Promise<void> {
  if (memory.waiting === undefined) return;
  const { revision } = memory.waiting.target.snapshot;
  world.log.warn('a revision that waits for a word is undone, because the controller stops', { revision });
  await undoWaiting(world, memory.waiting);
  if (memory.rolloutRecord === undefined) return;
  const { pending: _, ...record } = memory.rolloutRecord;
  await saveRecord(world, record);
}

function unruled(memory: Memory): Ruled {
  return { memory, entries: [], problems: [] };
}

async function confirmNow(world: PassWorld, memory: Memory): Promise<Ruled> {
  const { waiting } = memory;
  if (waiting === undefined) return unruled(memory);
  if ((await waiting.guard.release()) === 'Undone') return await undoNow(world, memory, 'it was confirmed too late');
  const { target } = waiting;
  const { revision } = target.snapshot;
  world.log.info('a revision was confirmed', { revision });
  return {
    ...(await confirm(world, memory, target)),
    entries: [],
    rollout: { state: 'Confirmed', revision, message: 'somebody confirmed it' },
  };
}

async function undoNow(world: PassWorld, memory: Memory, why: string): Promise<Ruled> {
  const { waiting } = memory;
  if (waiting === undefined) return unruled(memory);
  await undoWaiting(world, waiting);
  return await noteUndone(world, { target: waiting.target, memory }, { why, blame: 'Revision' });
}

/** The revision that stands is left for the one before it, which takes over like any other, and is meant. */
async function leaveLastGood(world: PassWorld, memory: Memory, verdict: Verdict | undefined): Promise<Ruled> {
  const { lastGood } = memory;
  if (verdict?.kind !== 'RollBack' || verdict.to === undefined || lastGood === undefined) return unruled(memory);
  const undone = { why: 'somebody said so', blame: 'Revision' } as const;
  const noted = await noteUndone(world, { target: lastGood, memory }, undone);
  const { to } = verdict;
  return { ...noted, memory: { ...noted.memory, lastGood, revertTo: to, approved: to.snapshot.revision } };
}
