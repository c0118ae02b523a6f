// What a controller knows of the time before its start: the last good revision, and how revisions took over.

import { isDeepStrictEqual } from 'node:util';
import type { RolloutRecord } from '../ports.ts';
import type { Problem } from '../status/outcome.ts';
import { inferSshConfirmed, type LastGood } from './infer-ssh.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type HostName, knownHost, prepareSnapshot, type Ready } from './prepare.ts';
import { toRevoke } from './to-revoke.ts';

/** The snapshot that was enforced before the restart, prepared anew: it must not need the source. */
export async function recallLastGood(world: PassWorld, host: HostName, signal: AbortSignal): Promise<Memory> {
  const { snapshot, problem } = await world.store.loadLastGood();
  const wasConfirmed = snapshot !== undefined || problem !== undefined;
  const rollout = await recallRollout(world, { host, snapshot, wasConfirmed }, signal);
  const corrupt = [problem, rollout.problem].filter((one) => one !== undefined).map(stateCorrupt);
  for (const { message, reason } of corrupt) world.log.error(message, { reason });
  const unsaved = {
    ...(rollout.record === undefined ? {} : { rolloutRecord: rollout.record }),
    ...(corrupt.length === 0
      ? {}
      : { unsaved: { problem: stateCorrupt(corrupt.map(({ message }) => message).join(' ')), entries: [] } }),
  };
  if (snapshot === undefined) return unsaved;
  const { labels = host.labels } = rollout.record ?? {};
  const known = { ...knownHost(host, rollout.record), labels };
  const prepared = await prepareSnapshot(snapshot, known, { ...world, signal });
  if (prepared.kind === 'refused') {
    world.log.error('the last good revision is refused now', {
      revision: snapshot.revision,
      why: prepared.message,
    });
    return unsaved;
  }
  // With other labels another part of it may hold here: that takes over like a new revision, and may be held.
  const isSame = isDeepStrictEqual(labels, host.labels);
  const newest = isSame
    ? prepared
    : await prepareSnapshot(snapshot, { ...known, labels: host.labels }, { ...world, signal });
  if (world.connections === undefined) return { ...unsaved, lastGood: prepared, newest };
  const isRevoking = rollout.record?.isRevoking === true;
  const before = await recallBefore(world, { known, prepared, isRevoking }, signal);
  const unfinished = toRevoke({ befores: [before], after: prepared, pastAnswers: [] });
  return { ...unsaved, unfinished, lastGood: prepared, newest };
}

/** What the state folder held is damaged. */
export function stateCorrupt(message: string): Problem {
  return { source: 'State', reason: 'StateCorrupt', message, retrying: true };
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

interface Confirmed extends LastGood {
  /** Some revision was, whether it can be read or not. */
  readonly wasConfirmed: boolean;
}

/**
 * A revision that was underway when the controller ended: its guard has undone it, or is about to.
 *
 * Nothing is written here: some commands only look.
 */
async function recallRollout(
  world: PassWorld,
  confirmed: Confirmed,
  signal: AbortSignal,
): Promise<{ readonly record?: RolloutRecord; readonly problem?: string }> {
  if (world.rollout === undefined) return {};
  const { problem, record: loaded } = await world.rollout.store.loadRollout();
  const told = problem === undefined ? {} : { problem };
  const isUnsure = problem !== undefined && confirmed.wasConfirmed && !loaded.sshConfirmed;
  const record = isUnsure ? { ...loaded, sshConfirmed: await inferSshConfirmed(world, confirmed, signal) } : loaded;
  const { pending, ...rest } = record;
  if (pending === undefined) return { record, ...told };
  const { revision, digest, tries } = pending;
  // What was saved after it says that it was confirmed.
  if (revision === confirmed.snapshot?.revision) return { record: rest, ...told };
  const why = 'the controller ended before it was confirmed';
  world.log.warn('a revision was undone', { revision, why });
  if (tries < maxTries) return { record, ...told };
  const undone = { revision, digest, why: `${why}, again`, at: world.clock.now().toISOString() };
  return { record: { ...rest, quarantined: [...rest.quarantined, undone] }, ...told };
}
