// What a pass leaves on disk: the history, and the snapshot that was applied last with its rules.

import { countPlan, type Plan } from '../plan/plan.ts';
import type { Snapshot } from '../policy/snapshot.ts';
import {
  type Clock,
  type HistoryEntry,
  type Log,
  type RulesetStore,
  StateError,
  type StateStore,
  type StoredRuleset,
} from '../ports.ts';
import type { Problem } from '../status/outcome.ts';

interface RecordWorld {
  readonly store: StateStore;
  readonly rulesets?: RulesetStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the state folder refused; it is written again with the next pass. */
export interface Unsaved {
  readonly problem: Problem;
  /** Of the history, oldest first. */
  readonly entries: readonly HistoryEntry[];
}

/** A revision that the kernel holds now. */
export function appliedEntry(clock: Clock, snapshot: Snapshot, plan: Plan): HistoryEntry {
  const { added, removed, replaced } = countPlan(plan);
  return {
    ...describeRevision(clock, snapshot),
    outcome: 'Applied',
    added: added + replaced,
    removed: removed + replaced,
  };
}

/** A revision that changed nothing: it was refused, or the kernel did not take it. */
export function unappliedEntry(
  clock: Clock,
  snapshot: Snapshot,
  why: { readonly outcome: 'Refused' | 'Failed' | 'RolledBack'; readonly message: string },
): HistoryEntry {
  return { ...describeRevision(clock, snapshot), ...why, added: 0, removed: 0 };
}

function describeRevision(
  clock: Clock,
  { revision, commit }: Snapshot,
): Pick<HistoryEntry, 'revision' | 'commit' | 'at'> {
  return { revision, ...(commit === undefined ? {} : { commit }), at: clock.now().toISOString() };
}

export interface PassRecord {
  /** What was applied last; absent where it is on disk already. */
  readonly lastGood?: Snapshot;
  /** The same for the next boot. */
  readonly ruleset?: StoredRuleset;
  readonly entries: readonly HistoryEntry[];
  /** What an earlier pass could not write. */
  readonly unsaved?: Unsaved;
}

/** Entries that wait for the disk; it may be full for days. */
const maxUnsaved = 100;

/**
 * Writes `record`, and what the state folder refused before; gives back what it refuses now. A disk that refuses stops no
 * enforcement.
 *
 * The history comes first: a kill between the two leaves a revision that is applied and recorded again, and the same
 * entry is not written twice.
 */
export async function writeRecord(world: RecordWorld, record: PassRecord): Promise<Unsaved | undefined> {
  const refused: HistoryEntry[] = [];
  let problem: Problem | undefined;
  for (const entry of [...(record.unsaved?.entries ?? []), ...record.entries]) {
    const failure = refused.length > 0 ? problem : await saved(world.log, () => recordOnce(world.store, entry));
    if (failure !== undefined) refused.push(entry);
    problem ??= failure;
  }
  const { lastGood } = record;
  if (lastGood !== undefined) problem = (await saved(world.log, () => world.store.saveLastGood(lastGood))) ?? problem;
  else problem ??= record.unsaved?.problem;
  const { ruleset } = record;
  if (ruleset !== undefined) {
    problem = (await saved(world.log, () => world.rulesets?.saveRuleset(ruleset) ?? Promise.resolve())) ?? problem;
  }
  return problem === undefined ? undefined : { problem, entries: refused.slice(-maxUnsaved) };
}

async function recordOnce(store: StateStore, entry: HistoryEntry): Promise<void> {
  const last = (await store.loadHistory()).entries.at(-1);
  if (last?.revision === entry.revision && last.outcome === entry.outcome) return;
  await store.appendHistory(entry);
}

/** Undefined when `write` succeeded. */
async function saved(log: Log, write: () => Promise<void>): Promise<Problem | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    log.error(error.message, { reason: error.reason });
    return { source: 'State', reason: error.reason, message: error.message, retrying: true };
  }
}
