// What becomes of a revision that waits for a word: it stays, or everything becomes what it was.

import { DataplaneError, type HistoryEntry } from '../ports.ts';
import type { Problem, RolloutOutcome } from '../status/outcome.ts';
import type { Memory, PassWorld, Waiting } from './memory.ts';
import { confirm, type Noted, noteUndone } from './quarantine.ts';
import { undoWaiting } from './rollout.ts';

/** What somebody says of the revision that waits; `RollBack` of the one that stands where none waits. */
export type Verdict = 'Confirm' | 'RollBack';

export interface Ruled {
  readonly memory: Memory;
  readonly entries: readonly HistoryEntry[];
  readonly problems: readonly Problem[];
  readonly rollout?: RolloutOutcome;
}

/** Nothing waits, time is not up, or the word is done. */
export async function ruleOnWaiting(world: PassWorld, memory: Memory, verdict: Verdict | undefined): Promise<Ruled> {
  const { waiting } = memory;
  if (waiting === undefined) return verdict === 'RollBack' ? await leaveLastGood(world, memory) : unruled(memory);
  if (waiting.guard.acted()) return await undoNow(world, { memory, waiting, why: 'it was not confirmed in time' });
  if (verdict === 'Confirm') return await confirmNow(world, memory, waiting);
  if (verdict === 'RollBack') return await undoNow(world, { memory, waiting, why: 'somebody said so' });
  if (world.clock.elapsedMs() < waiting.untilMs) return unruled(memory);
  return await undoNow(world, { memory, waiting, why: 'nobody confirmed it in time' });
}

function unruled(memory: Memory): Ruled {
  return { memory, entries: [], problems: [] };
}

async function confirmNow(world: PassWorld, memory: Memory, waiting: Waiting): Promise<Ruled> {
  const { target } = waiting;
  if ((await waiting.guard.release()) === 'Undone') {
    return await undoNow(world, { memory, waiting, why: 'it was confirmed too late' });
  }
  const { revision } = target.snapshot;
  world.log.info('a revision was confirmed', { revision });
  return {
    ...(await confirm(world, memory, target)),
    entries: [],
    rollout: { state: 'Confirmed', revision, message: 'somebody confirmed it' },
  };
}

interface Leaving {
  readonly memory: Memory;
  readonly waiting: Waiting;
  readonly why: string;
}

async function undoNow(world: PassWorld, { memory, waiting, why }: Leaving): Promise<Ruled> {
  try {
    await undoWaiting(world, waiting);
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    // The pass that follows makes the kernel equal to the revision before, or says why it cannot.
    world.log.error('could not undo a revision', { reason: error.reason, why: error.message });
  }
  return await noteUndone(world, { target: waiting.target, memory }, { why, isProven: true });
}

/** The revision that stands is left for the one before it, which takes over like any other. */
async function leaveLastGood(world: PassWorld, memory: Memory): Promise<Ruled> {
  const { lastGood, beforeLast } = memory;
  if (lastGood === undefined || beforeLast === undefined) return unruled(memory);
  const noted: Noted = await noteUndone(
    world,
    { target: lastGood, memory },
    { why: 'somebody said so', isProven: true },
  );
  return { ...noted, memory: { ...noted.memory, lastGood, revertTo: beforeLast } };
}
