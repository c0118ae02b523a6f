// What a controller knows of the time before its start: the last good revision, and how revisions took over.

import { StateError } from '../ports.ts';
import type { Problem } from '../status/outcome.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type HostName, prepareSnapshot, type Ready } from './prepare.ts';
import { toRevoke } from './to-revoke.ts';

/** The snapshot that was enforced before the restart, prepared anew: it must not need the source. */
export async function recallLastGood(world: PassWorld, host: HostName, signal: AbortSignal): Promise<Memory> {
  const rollout = await recallRollout(world);
  const { snapshot, problem } = await world.store.loadLastGood();
  const corrupt: Problem | undefined =
    problem === undefined ? undefined : { source: 'State', reason: 'StateCorrupt', message: problem, retrying: true };
  if (corrupt !== undefined) world.log.error(corrupt.message, { reason: corrupt.reason });
  const unsaved = { ...rollout, ...(corrupt === undefined ? {} : { unsaved: { problem: corrupt, entries: [] } }) };
  if (snapshot === undefined) return unsaved;
  const known = rollout.rolloutRecord?.sshConfirmed === true ? { ...host, sshConfirmed: true } : host;
  const prepared = await prepareSnapshot(snapshot, known, { ...world, signal });
  if (prepared.kind === 'refused') {
    world.log.error('the last good revision is refused now', {
      revision: snapshot.revision,
      why: prepared.message,
    });
    return unsaved;
  }
  if (world.connections === undefined) return { ...unsaved, lastGood: prepared, newest: prepared };
  const isRevoking = rollout.rolloutRecord?.isRevoking === true;
  const before = await recallBefore(world, { known, prepared, isRevoking }, signal);
  const unfinished = toRevoke({ befores: [before], after: prepared, pastAnswers: [] });
  return { ...unsaved, unfinished, lastGood: prepared, newest: prepared };
}

interface Recalled {
  readonly known: HostName;
  readonly prepared: Ready;
  /** Flows that the revision before let in are still to be judged. */
  readonly isRevoking: boolean;
}

/**
 * What may have let in the flows that are open now. Rules of the last good revision may have ended while nobody looked, so
 * it is taken as it was before any of them did.
 */
async function recallBefore(
  world: PassWorld,
  { known, prepared, isRevoking }: Recalled,
  signal: AbortSignal,
): Promise<Ready> {
  const clock = { now: () => new Date(0) };
  const earlier = isRevoking ? await world.store.loadBeforeLast() : prepared.snapshot;
  const before = earlier === undefined ? undefined : await prepareSnapshot(earlier, known, { ...world, clock, signal });
  if (before?.kind === 'ready') return before;
  world.log.warn(
    'open flows that the last revision refuses may live on: the revision before it is not there any more',
    {},
  );
  return prepared;
}

/** So often a revision may be underway when the controller ends; one that ends it again and again must not be tried for ever. */
const maxTries = 2;

/**
 * A revision that was underway when the controller ended: its guard has undone it, or is about to.
 *
 * Nothing is written here: some commands only look.
 */
async function recallRollout(world: PassWorld): Promise<Pick<Memory, 'rolloutRecord'>> {
  if (world.rollout === undefined) return {};
  try {
    const { record, problem } = await world.rollout.store.loadRollout();
    if (problem !== undefined) world.log.error(problem, {});
    const { pending, ...rest } = record;
    if (pending === undefined) return { rolloutRecord: record };
    const { revision, digest, tries } = pending;
    const why = 'the controller ended before it was confirmed';
    world.log.warn('a revision was undone', { revision, why });
    if (tries < maxTries) return { rolloutRecord: record };
    const undone = { revision, digest, why: `${why}, again`, at: world.clock.now().toISOString() };
    return { rolloutRecord: { ...rest, quarantined: [...rest.quarantined, undone] } };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    world.log.error(error.message, { reason: error.reason });
    return {};
  }
}
