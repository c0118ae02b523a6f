// Behind the rules of a new revision: open flows that it refuses are ended, and what it allows again is let in again.

import { findSlots, readLookups } from '../plan/set-slots.ts';
import { type Family, families } from '../policy/family.ts';
import { type Clock, type Connections, ConnectionsError, type Dataplane, DataplaneError, type Log } from '../ports.ts';
import type { TrackedFlow } from '../revoke/flow.ts';
import { createJudge, type Judge } from '../revoke/judge.ts';
import { type JudgedFlow, planRevocation, type Revocation } from '../revoke/revoke.ts';
import { readRevokedEntry } from '../revoke/revoked-entry.ts';
import { revokedSetName } from '../ruleset/names.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import { enforcementOf, type ToRevoke } from './to-revoke.ts';
import { takeTurns, turnMs } from './turns.ts';

export interface RevokeWorld {
  readonly connections: Connections;
  readonly dataplane: Dataplane;
  readonly clock: Clock;
  readonly log: Log;
}

/** What was not finished, or not begun. */
export interface Unfinished extends ToRevoke {
  readonly judge?: Judge;
  /** When it is to go on; absent: with the next pass. */
  readonly againMs?: number;
}

export interface RevokeRequest {
  readonly change: Unfinished;
  /** The kernel, which holds `change.after`. */
  readonly observed: Observed;
}

export interface Revoked {
  /** Flows that connection tracking forgot. */
  readonly ended: number;
  /** Ways between a client and a server that are open again. */
  readonly reopened: number;
  /** Why open flows were not ended, or not all; it never holds a number that changes by itself. */
  readonly skipped?: string;
  readonly unfinished?: Unfinished;
}

/** For the flows of one pass, for the entries, and for the commands; the rest waits for the next pass. */
const budgetMs = { judge: 15_000, entries: 5_000, forget: 10_000 };
/** What takes long goes on after a look at everything else; what failed and may succeed by itself is tried after a while. */
const againMs = { busy: 1_000, failed: 10_000 };
/** Somebody has to do something about these. */
const lasting: readonly string[] = ['BinaryMissing', 'NotPermitted'];

/** Never throws for what the world refuses: the rules stand, and what opens from now on meets them. */
export async function revokeFlows(world: RevokeWorld, request: RevokeRequest, signal: AbortSignal): Promise<Revoked> {
  const { change } = request;
  try {
    return await revoke(world, request, signal);
  } catch (error) {
    if (!(error instanceof ConnectionsError || error instanceof DataplaneError)) throw error;
    const isLasting = lasting.includes(error.reason);
    const { againMs: _, ...rest } = change;
    const unfinished = isLasting ? rest : { ...rest, againMs: againMs.failed };
    return { ended: 0, reopened: 0, skipped: error.message, unfinished };
  }
}

async function revoke(world: RevokeWorld, request: RevokeRequest, signal: AbortSignal): Promise<Revoked> {
  const { change, observed } = request;
  const { clock } = world;
  const entries = heldEntries(observed);
  const { comparisons, befores } = change;
  // Where nothing differs, what may pass again has passed before.
  const isSame = comparisons.length === 0 && (befores.length > 0 || entries.length === 0);
  if (isSame) return { ended: 0, reopened: 0 };
  const { flows, network } = await world.connections.look(signal);
  const after = enforcementOf(change.after);
  const { judge = createJudge({ comparisons, after, network, nowMs: clock.now().getTime() }) } = change;
  const judged = await judgeFlows(clock, { judge, flows }, signal);
  const waiting = flows.slice(judged.length).map((flow): JudgedFlow => ({ flow, judgement: 'Waits' }));
  const asked = await askEntries(clock, { judge, entries }, signal);
  const revocation = await takeTurns(clock, planRevocation([...judged, ...waiting], asked, judge), signal);
  const script = renderEntries(revocation, change.after.desired, observed);
  if (script !== '') await world.dataplane.restoreSets(script, signal);
  const ended = await forget(world, revocation, signal);
  const isDone = waiting.length === 0 && asked.length === entries.length && ended.isDone;
  const reopened = revocation.remove.length;
  if (ended.count + reopened > 0) world.log.info('ended open flows', { ended: ended.count, reopened });
  return {
    ended: ended.count,
    reopened,
    ...(isDone ? {} : { skipped: unfinishedText, unfinished: { ...change, judge, againMs: againMs.busy } }),
  };
}

const unfinishedText = 'there are so many open flows that the next passes go on ending them';

/** As far as time allows; for each that ends, it is found out whether another one could be opened. */
async function judgeFlows(
  clock: Clock,
  { judge, flows }: { readonly judge: Judge; readonly flows: readonly TrackedFlow[] },
  signal: AbortSignal,
): Promise<readonly JudgedFlow[]> {
  const judgeOne = (flow: TrackedFlow): JudgedFlow => {
    const judgement = judge.judge(flow);
    if (judgement === 'Ended') judge.mayPassAgain(flow);
    return { flow, judgement };
  };
  return await whileTime(clock, { values: flows, limitMs: budgetMs.judge, work: judgeOne }, signal);
}

/** The entries about which the judge knows by now. */
async function askEntries(
  clock: Clock,
  { judge, entries }: { readonly judge: Judge; readonly entries: readonly string[] },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ask = (entry: string): string => {
    const flow = readRevokedEntry(entry);
    if (flow !== undefined) judge.mayPassAgain(flow);
    return entry;
  };
  return await whileTime(clock, { values: entries, limitMs: budgetMs.entries, work: ask }, signal);
}

interface Timed<T, R> {
  readonly values: readonly T[];
  readonly limitMs: number;
  readonly work: (value: T) => R;
}

/** The results of the first values, as many as time allows; others get their turn in between. */
async function whileTime<T, R>(
  clock: Clock,
  { values, limitMs, work }: Timed<T, R>,
  signal: AbortSignal,
): Promise<readonly R[]> {
  const results: R[] = [];
  const begunMs = clock.elapsedMs();
  let turnBegunMs = begunMs;
  for (const value of values) {
    results.push(work(value));
    const nowMs = clock.elapsedMs();
    if (nowMs - begunMs > limitMs || signal.aborted) break;
    if (nowMs - turnBegunMs < turnMs) continue;
    await clock.sleep(0, signal);
    turnBegunMs = clock.elapsedMs();
  }
  return results;
}

/** Entries of both sets, under whichever of their names they stand. */
function heldEntries({ sets }: Observed): readonly string[] {
  const names = families.flatMap((family) => [revokedSetName(family), `${revokedSetName(family)}~`]);
  return sets.filter(({ name }) => names.includes(name)).flatMap(({ entries }) => entries);
}

function renderEntries({ add, remove }: Revocation, desired: Desired, observed: Observed): string {
  if (add.length + remove.length === 0) return '';
  const nameIn = (family: Family) => {
    const name = revokedSetName(family);
    const own = { ...desired, sets: desired.sets.filter((set) => set.family === family) };
    return findSlots(own, readLookups(observed[family])).get(name) ?? name;
  };
  const names = { ipv4: nameIn('ipv4'), ipv6: nameIn('ipv6') };
  const nameOf = (entry: string) => names[entry.slice(0, entry.indexOf(',')).includes(':') ? 'ipv6' : 'ipv4'];
  return [
    ...remove.map((entry) => `del ${nameOf(entry)} ${entry}\n`),
    ...add.map((entry) => `add ${nameOf(entry)} ${entry}\n`),
  ].join('');
}

/** The sets keep ended flows shut in the meantime. */
async function forget(
  { connections, clock }: RevokeWorld,
  { forget: filters }: Revocation,
  signal: AbortSignal,
): Promise<{ readonly count: number; readonly isDone: boolean }> {
  const begunMs = clock.elapsedMs();
  let count = 0;
  for (const { filter, count: flows } of filters) {
    if (clock.elapsedMs() - begunMs > budgetMs.forget || signal.aborted) return { count, isDone: false };
    await connections.forget(filter, signal);
    count += flows;
  }
  return { count, isDone: true };
}
