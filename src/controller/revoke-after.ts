// The step of a pass that ends open flows: from what a pass remembers, to what it remembers and tells then.

import type { Observed } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';
import type { Memory, PassWorld } from './memory.ts';
import type { Ready } from './prepare.ts';
import { type Revoked, revokeFlows } from './revoke.ts';
import { saveRecord } from './rollout.ts';

interface Held {
  readonly target: Ready;
  readonly memory: Memory;
  /** The kernel, which holds the target. */
  readonly observed: Observed;
}

interface After {
  readonly memory: Memory;
  readonly revoked?: Pick<Revoked, 'ended' | 'reopened'>;
  /** What the state folder refused. */
  readonly problems: readonly Problem[];
}

/** As soon as the target is there to stay: what the state before let in and this one refuses is ended. */
export async function revokeAfter(world: PassWorld, { target, memory, observed }: Held): Promise<After> {
  const { connections } = world;
  const { unfinished: change, notRevoked: _, ...rest } = memory;
  if (change === undefined || change.after !== target) return { memory, problems: [] };
  if (connections === undefined) return { memory: rest, problems: [] };
  // It is bounded in time by itself, and a pass that is stopped finishes what it has begun.
  const { signal } = new AbortController();
  const revoked = await revokeFlows({ ...world, connections }, { change, observed }, signal);
  const { ended, reopened, skipped, unfinished } = revoked;
  const { rolloutRecord, problem } = await noteRevoking(world, memory.rolloutRecord, unfinished !== undefined);
  return {
    memory: {
      ...rest,
      ...(rolloutRecord === undefined ? {} : { rolloutRecord }),
      ...(skipped === undefined ? {} : { notRevoked: skipped }),
      ...(unfinished === undefined ? {} : { unfinished }),
    },
    ...(ended + reopened === 0 ? {} : { revoked: { ended, reopened } }),
    problems: problem === undefined ? [] : [problem],
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
