// Behind the rules of a new revision: open flows that it refuses are ended, and what it allows again is let in again.

import { findSlots, readLookups } from '../plan/set-slots.ts';
import { type Family, families } from '../policy/family.ts';
import { type Clock, type Connections, ConnectionsError, type Dataplane, DataplaneError, type Log } from '../ports.ts';
import { type ChangedRules, findChangedRules } from '../revoke/changed-rules.ts';
import type { TrackedFlow } from '../revoke/flow.ts';
import { type Change, createJudge, type Judge } from '../revoke/judge.ts';
import { type JudgedFlow, planRevocation, type Revocation } from '../revoke/revoke.ts';
import { revokedSetName } from '../ruleset/names.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { Ready } from './prepare.ts';

export interface RevokeWorld {
  readonly connections: Connections;
  readonly dataplane: Dataplane;
  readonly clock: Clock;
  readonly log: Log;
}

type Stand = Pick<Ready, 'desired' | 'selected'>;

/** What was not finished: flows are still to be judged by what was enforced before. */
export interface Unfinished {
  readonly before: Stand;
  readonly after: Stand;
  readonly judge?: Judge;
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

/** For the flows of one pass; the rest waits for the next one. */
const judgeMs = 15_000;
const forgetMs = 10_000;
/** So long others wait at most for a turn. */
const turnMs = 50;

/** Never throws for what the world refuses: the rules stand, and what opens from now on meets them. */
export async function revokeFlows(
  world: RevokeWorld,
  { change, observed }: RevokeRequest,
  signal: AbortSignal,
): Promise<Revoked> {
  const changed = findChangedRules(change.before.desired, change.after.desired);
  if (changed === undefined) return { ended: 0, reopened: 0 };
  try {
    return await revoke(world, { change, changed, observed }, signal);
  } catch (error) {
    if (!(error instanceof ConnectionsError || error instanceof DataplaneError)) throw error;
    world.log.warn('open flows were not ended', { why: error.message });
    // A program that is missing will be missing in the next pass, too.
    const isLasting = error.reason === 'BinaryMissing' || error.reason === 'NotPermitted';
    return { ended: 0, reopened: 0, skipped: error.message, ...(isLasting ? {} : { unfinished: change }) };
  }
}

async function revoke(
  world: RevokeWorld,
  { change, changed, observed }: RevokeRequest & { readonly changed: ChangedRules },
  signal: AbortSignal,
): Promise<Revoked> {
  const { flows, network } = await world.connections.look(signal);
  const { after, judge = makeJudge(change, { changed, network, nowMs: world.clock.now().getTime() }) } = change;
  const judged = await judgeFlows(world.clock, { judge, flows }, signal);
  // One that waits for its turn is not to be forgotten along with others.
  const waiting = flows.slice(judged.length).map((flow): JudgedFlow => ({ flow, judgement: 'Lives' }));
  const revocation = planRevocation([...judged, ...waiting], heldEntries(observed), judge);
  const script = renderEntries(revocation, after.desired, observed);
  if (script !== '') await world.dataplane.restoreSets(script, signal);
  const ended = await forget(world, revocation, signal);
  const isDone = judged.length === flows.length && ended.isDone;
  const reopened = revocation.remove.length;
  if (ended.count + reopened > 0) world.log.info('ended open flows', { ended: ended.count, reopened });
  return {
    ended: ended.count,
    reopened,
    ...(isDone ? {} : { skipped: unfinishedText, unfinished: { ...change, judge } }),
  };
}

function makeJudge({ before, after }: Unfinished, facts: Omit<Change, 'before' | 'after'>): Judge {
  return createJudge({ before: enforcementOf(before), after: enforcementOf(after), ...facts });
}

const unfinishedText = 'there are so many open flows that the next passes go on ending them';

function enforcementOf({ desired, selected }: Stand) {
  return { desired, policies: selected.policies };
}

/** As far as time allows. */
async function judgeFlows(
  clock: Clock,
  { judge, flows }: { readonly judge: Judge; readonly flows: readonly TrackedFlow[] },
  signal: AbortSignal,
): Promise<readonly JudgedFlow[]> {
  const judged: JudgedFlow[] = [];
  const begunMs = clock.elapsedMs();
  let turnBegunMs = begunMs;
  for (const flow of flows) {
    judged.push({ flow, judgement: judge.judge(flow) });
    const nowMs = clock.elapsedMs();
    if (nowMs - begunMs > judgeMs || signal.aborted) break;
    if (nowMs - turnBegunMs < turnMs) continue;
    await clock.sleep(0, signal);
    turnBegunMs = clock.elapsedMs();
  }
  return judged;
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
    if (clock.elapsedMs() - begunMs > forgetMs || signal.aborted) return { count, isDone: false };
    await connections.forget(filter, signal);
    count += flows;
  }
  return { count, isDone: true };
}
