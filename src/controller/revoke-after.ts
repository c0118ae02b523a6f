// The last step of a pass, which ends open flows: from what a pass remembers, to what it remembers and tells then.

import type { Observed } from '../ruleset/ruleset.ts';
import type { PassOutcome, Problem } from '../status/outcome.ts';
import type { Memory, PassWorld } from './memory.ts';
import type { Ready } from './prepare.ts';
import { type Revoked, revokeFlows } from './revoke.ts';
import { noteSaved, saveRecord } from './rollout-record.ts';

/** A target, and the kernel that holds it. */
export interface Held {
  readonly target: Ready;
  readonly observed: Observed;
}

export interface After {
  readonly memory: Memory;
  readonly revoked?: Pick<Revoked, 'ended' | 'reopened'>;
  /** What the state folder refused. */
  readonly problems: readonly Problem[];
}

/**
 * As soon as the target is there to stay: what the states before let in and this one refuses is ended.
 *
 * The target is on disk by then as the last good one, with the note that flows are to be judged: a process that dies here
 * leaves the rest to the next one.
 */
export async function revokeAfter(world: PassWorld, memory: Memory, held: Held | undefined): Promise<After> {
  const { connections } = world;
  const { unfinished: change, notRevoked, ...rest } = memory;
  if (held === undefined || change === undefined || change.after !== held.target) return { memory, problems: [] };
  if (connections === undefined) return { memory: rest, problems: [] };
  // It is bounded in time by itself, and a pass that is stopped finishes what it has begun.
  const { signal } = new AbortController();
  const revoked = await revokeFlows({ ...world, connections }, { change, observed: held.observed }, signal);
  const { ended, reopened, skipped, unfinished } = revoked;
  // The same again with every pass is no news.
  if (skipped !== undefined && skipped !== notRevoked)
    world.log.warn('open flows were not ended, or not all', { why: skipped });
  const isLeft = unfinished !== undefined && unfinished.comparisons.length > 0;
  const { rolloutRecord, problem } = await noteRevoking(world, memory.rolloutRecord, isLeft);
  return {
    memory: {
      ...rest,
      ...(rolloutRecord === undefined ? {} : { rolloutRecord }),
      ...noteSaved(problem),
      ...(skipped === undefined ? {} : { notRevoked: skipped }),
      ...(unfinished === undefined ? {} : { unfinished }),
    },
    ...(ended + reopened === 0 ? {} : { revoked: { ended, reopened } }),
    problems: problem === undefined ? [] : [problem],
  };
}

/** What is told of it. */
export function describeRevoked(
  { memory, revoked }: After,
  dataplane: PassOutcome['dataplane'],
): Pick<PassOutcome, 'revoked' | 'dataplane'> {
  const { notRevoked } = memory;
  const skipped = notRevoked === undefined ? {} : { revocationSkipped: notRevoked };
  return {
    ...(revoked === undefined ? {} : { revoked }),
    ...(dataplane === undefined ? {} : { dataplane: { ...dataplane, ...skipped } }),
  };
}

/** A restart must not forget what is left to be judged. */
async function noteRevoking(
  world: PassWorld,
  record: Memory['rolloutRecord'],
  isRevoking: boolean,
): Promise<{ readonly rolloutRecord?: Memory['rolloutRecord']; readonly problem?: Problem | undefined }> {
  if (record === undefined || (record.isRevoking ?? false) === isRevoking) return {};
  const { isRevoking: _, ...rest } = record;
  const rolloutRecord = isRevoking ? { ...rest, isRevoking } : rest;
  return { rolloutRecord, problem: await saveRecord(world, rolloutRecord) };
}
