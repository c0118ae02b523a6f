// Whether a change may stay: what was reached just before it must be reached with it, by new connections.

import type { Attempt, Clock, StandingGuard, Tried } from '../ports.ts';
import type { RolloutOutcome } from '../status/outcome.ts';
import type { Ready } from './prepare.ts';

/**
 * Whether the revision is at fault. `Outage`: what it seemed to cut off does not work without it, either. `Stopped`: the
 * controller ends, and there was no time to find out. `Machine`: not all of it could be written.
 */
export type Blame = 'Revision' | 'Outage' | 'Stopped' | 'Machine';

/** Between two tries of what does not answer. */
const retryMs = 500;

/** A change that stands, for now. */
export interface Trial {
  readonly guard: Pick<StandingGuard, 'acted'>;
  readonly untilMs: number;
  /** What was tried just before it. */
  readonly before: ReadonlyMap<Attempt, Tried>;
}

/** All at once. */
export async function tryAll(attempts: readonly Attempt[], signal: AbortSignal): Promise<ReadonlyMap<Attempt, Tried>> {
  const tried = await Promise.all(attempts.map(async (attempt) => [attempt, await attempt.attempt(signal)] as const));
  return new Map(tried);
}

interface Failed {
  readonly name: string;
  readonly why: string;
}

export interface Proof {
  readonly reached: readonly string[];
  /** Worked before and does not now. */
  readonly failed: readonly Failed[];
  /** Of those that failed. */
  readonly missed: readonly Attempt[];
  /** Did not work before. */
  readonly degraded: readonly Failed[];
}

/** What worked before is tried until it has worked once, or time is up. */
export async function prove(
  { clock }: { readonly clock: Clock },
  { before, guard, untilMs }: Trial,
  stop: AbortSignal,
): Promise<Proof> {
  const countable = [...before].filter(([, tried]) => tried.kind === 'Reached').map(([attempt]) => attempt);
  let left = countable;
  let failed: readonly Failed[] = [];
  while (left.length > 0) {
    const tried = await tryAll(left, AbortSignal.timeout(Math.max(retryMs, Math.ceil(untilMs - clock.elapsedMs()))));
    left = left.filter((attempt) => tried.get(attempt)?.kind !== 'Reached');
    failed = listFailed(left, tried);
    if (left.length === 0 || guard.acted() || stop.aborted || clock.elapsedMs() + retryMs >= untilMs) break;
    await clock.sleep(retryMs, stop);
  }
  const degraded = listFailed(
    [...before.keys()].filter((attempt) => !countable.includes(attempt)),
    before,
  );
  return { reached: countable.map(({ name }) => name), failed, missed: left, degraded };
}

/** So long what does not answer with the rules of before, either, is tried. */
const blameMs = 5_000;

/** Behind the undoing: a change is not at fault where nothing of what it seemed to cut off comes back without it. */
export async function findBlame(
  { clock }: { readonly clock: Clock },
  { missed }: Pick<Proof, 'missed'>,
  stop: AbortSignal,
): Promise<Blame> {
  const untilMs = clock.elapsedMs() + blameMs;
  for (;;) {
    if (stop.aborted) return 'Stopped';
    const tried = await tryAll(missed, new AbortController().signal);
    if ([...tried.values()].some(({ kind }) => kind === 'Reached')) return 'Revision';
    if (clock.elapsedMs() + retryMs >= untilMs) return 'Outage';
    await clock.sleep(retryMs, stop);
  }
}

function listFailed(attempts: readonly Attempt[], tried: ReadonlyMap<Attempt, Tried>): readonly Failed[] {
  return attempts.map((attempt) => {
    const one = tried.get(attempt);
    return { name: attempt.name, why: one?.kind === 'Failed' ? one.why : 'it was not tried' };
  });
}

/** What is told of a change that stays. */
export function describeProof({ snapshot }: Ready, { reached, degraded }: Proof): RolloutOutcome {
  const { revision } = snapshot;
  const before = degraded.length === 0 ? '' : `; did not work before the change, either: ${listWhys(degraded)}`;
  if (reached.length === 0)
    return { state: 'Unproven', revision, message: `nothing could be tried that worked before${before}` };
  const message = `still reached after the change: ${reached.join(', ')}${before}`;
  return { state: degraded.length === 0 ? 'Confirmed' : 'ProbesDegraded', revision, message };
}

/** Why a change was undone. */
export function describeFailed(failed: readonly Failed[]): string {
  return `after it, what worked just before did not work any more: ${listWhys(failed)}`;
}

function listWhys(failed: readonly Failed[]): string {
  return failed.map(({ name, why }) => `${name} (${why})`).join(', ');
}
