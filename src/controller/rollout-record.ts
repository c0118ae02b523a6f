// What the state folder keeps of rollouts: which revision is pending, which are in quarantine, whether ssh was ever confirmed.

import { type Log, type RolloutRecord, StateError } from '../ports.ts';
import { digestDesired } from '../ruleset/digest.ts';
import type { Problem } from '../status/outcome.ts';
import type { Memory, RolloutWorld } from './memory.ts';
import type { Ready } from './prepare.ts';

/** Of a host on which nothing was ever rolled out. */
export const emptyRecord: RolloutRecord = { sshConfirmed: false, quarantined: [] };

/** The record of the moment before the first write. */
export function notePending(record: RolloutRecord, target: Ready): RolloutRecord {
  const { revision } = target.snapshot;
  const tries = record.pending?.revision === revision ? record.pending.tries : 0;
  return { ...record, pending: { revision, digest: digestOf(target), tries: tries + 1 } };
}

/** Of all that a revision comes to on this host, as it is remembered for quarantine. */
export function digestOf({ desired, selected }: Pick<Ready, 'desired' | 'selected'>): string {
  const { sysctls, builtinPolicy } = selected.profile;
  const values = sysctls.mode === 'Enforce' ? sysctls.values.map(({ name, value }) => [name, value]) : [];
  const beside = values.length === 0 && builtinPolicy === 'Keep' ? [] : [JSON.stringify([values, builtinPolicy])];
  return [digestDesired(desired), ...beside].join(' ');
}

/** For memory: the record is to be written again. */
export function noteSaved(problem: Problem | undefined): Pick<Memory, 'isRecordUnsaved'> {
  return problem === undefined ? {} : { isRecordUnsaved: true };
}

/** What the state folder refused in an earlier pass is written as soon as it takes it. */
export async function saveRecordAgain(
  world: { readonly rollout?: RolloutWorld; readonly log: Log },
  memory: Memory,
): Promise<{ readonly memory: Memory; readonly problems: readonly Problem[] }> {
  const { isRecordUnsaved, ...saved } = memory;
  // What is on disk says that one is pending.
  if (isRecordUnsaved !== true || memory.waiting !== undefined) return { memory, problems: [] };
  const problem = await saveRecord(world, memory.rolloutRecord);
  return problem === undefined ? { memory: saved, problems: [] } : { memory, problems: [problem] };
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
