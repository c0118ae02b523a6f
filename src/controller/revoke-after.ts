// The step of a pass that ends open flows: from what a pass remembers, to what it remembers and tells then.

import type { Observed } from '../ruleset/ruleset.ts';
import type { Memory, PassWorld } from './memory.ts';
import type { Ready } from './prepare.ts';
import { type Revoked, revokeFlows } from './revoke.ts';

interface Held {
  readonly target: Ready;
  readonly memory: Memory;
  /** The kernel, which holds the target. */
  readonly observed: Observed;
}

interface After {
  readonly memory: Memory;
  readonly revoked?: Pick<Revoked, 'ended' | 'reopened'>;
}

/** As soon as the target is there to stay: what the state before let in and this one refuses is ended. */
export async function revokeAfter(world: PassWorld, { target, memory, observed }: Held): Promise<After> {
  const { connections } = world;
  const { unfinished: change, notRevoked: _, ...rest } = memory;
  if (change === undefined || change.after !== target) return { memory };
  if (connections === undefined) return { memory: rest };
  // It is bounded in time by itself, and a pass that is stopped finishes what it has begun.
  const { signal } = new AbortController();
  const revoked = await revokeFlows({ ...world, connections }, { change, observed }, signal);
  const { ended, reopened, skipped, unfinished } = revoked;
  return {
    memory: {
      ...rest,
      ...(skipped === undefined ? {} : { notRevoked: skipped }),
      ...(unfinished === undefined ? {} : { unfinished }),
    },
    ...(ended + reopened === 0 ? {} : { revoked: { ended, reopened } }),
  };
}
