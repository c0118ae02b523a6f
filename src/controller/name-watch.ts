// What the domain names of policies stand for, kept current outside of any pass: a pass never waits for a name server.

import type { Known } from '../policy/known.ts';
import {
  type Clock,
  type LearnedNames,
  type LearnedNamesStore,
  type Log,
  type Resolver,
  StateError,
} from '../ports.ts';

export interface NameWatchWorld {
  readonly resolver: Resolver;
  readonly store: LearnedNamesStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface NameWatch {
  /** The very same object until an answer changes. */
  known(): Known;
  /** Which names matter from now on; what others stood for is forgotten with the next answer. */
  want(names: readonly string[]): void;
  /** Asks once for every wanted name whose answer is over. Whether `known` is another one now. */
  refresh(signal: AbortSignal): Promise<boolean>;
  /** Asks whenever an answer is over, until `signal` fires; calls back after each change. */
  run(signal: AbortSignal, changed: () => void): Promise<void>;
}

/** How long an answer is taken for true, whatever its own lifetime says; and when a name without one is asked for again. */
const lifetimeMs = { least: 30_000, most: 3_600_000 };
const maxAddresses = 64;

type Answer = LearnedNames[string];
type Kept = ReadonlyMap<string, Answer>;

/** What several of them know, as one: the very same object for as long as each of theirs is. */
export function joinKnown(parts: readonly (() => Known)[]): () => Known {
  let before: readonly Known[] = [];
  let joined: Known = {};
  return () => {
    const now = parts.map((part) => part());
    if (before.length === now.length && now.every((one, index) => one === before[index])) return joined;
    before = now;
    joined = Object.assign({}, ...now);
    return joined;
  };
}

/** With what was answered before the restart. */
export async function createNameWatch(world: NameWatchWorld): Promise<NameWatch> {
  const { clock } = world;
  let kept: Kept = new Map(Object.entries(await world.store.loadNames()));
  let known = describe(kept);
  let wanted: readonly string[] = [];
  let wakeUp: () => void = () => undefined;
  /** By name, when it is asked for again, by `Clock.elapsedMs`. */
  const due = new Map<string, number>();

  const refresh: NameWatch['refresh'] = async (signal) => {
    const asked = wanted.filter((name) => (due.get(name) ?? 0) <= clock.elapsedMs());
    if (asked.length === 0) return false;
    const answers = await world.resolver.resolve(asked, signal);
    if (signal.aborted) return false;
    const nowMs = clock.now().getTime();
    const next = new Map(kept);
    for (const name of kept.keys()) if (!wanted.includes(name)) next.delete(name);
    for (const name of asked) {
      const answer = answers.get(name);
      const liveMs = bound((answer?.ttlSeconds ?? 0) * 1_000);
      due.set(name, clock.elapsedMs() + liveMs);
      if (answer !== undefined) next.set(name, join(kept.get(name) ?? [], answer.addresses, { nowMs, liveMs }));
    }
    kept = next;
    const after = describe(kept);
    const isSame = isSameNames(known, after);
    if (!isSame) known = after;
    if (answers.size > 0) await save(world, kept);
    return !isSame;
  };

  return {
    known: () => known,
    want(names) {
      const isNew = names.some((name) => !wanted.includes(name));
      wanted = names;
      for (const name of due.keys()) if (!names.includes(name)) due.delete(name);
      if (isNew) wakeUp();
    },
    refresh,
    async run(signal, changed) {
      while (!signal.aborted) {
        const woken = new AbortController();
        wakeUp = () => woken.abort();
        if (await refresh(signal)) {
          world.log.info('names stand for other addresses');
          changed();
        }
        const nextMs = Math.min(clock.elapsedMs() + lifetimeMs.most, ...wanted.map((name) => due.get(name) ?? 0));
        await clock.sleep(Math.max(0, nextMs - clock.elapsedMs()), AbortSignal.any([signal, woken.signal]));
      }
    },
  };
}

function bound(ms: number): number {
  return Math.max(lifetimeMs.least, Math.min(lifetimeMs.most, ms));
}

/**
 * What was answered now, and what an answer before held that is not older than one lifetime more: a program may go on
 * using what it was told before, and a name with many addresses gives some of them at a time.
 */
function join(
  before: Answer,
  addresses: readonly string[],
  { nowMs, liveMs }: { readonly nowMs: number; readonly liveMs: number },
): Answer {
  const now = addresses.map((address) => ({ address, seenMs: nowMs }));
  const older = before.filter(
    ({ address, seenMs }) => !addresses.includes(address) && Math.abs(nowMs - seenMs) < 2 * liveMs,
  );
  return [...now, ...older].slice(0, maxAddresses).sort((a, b) => (a.address < b.address ? -1 : 1));
}

function describe(kept: Kept): Known {
  return { names: new Map([...kept].map(([name, all]) => [name, all.map(({ address }) => address)])) };
}

function isSameNames({ names: a }: Known, { names: b }: Known): boolean {
  if (a?.size !== b?.size) return false;
  return [...(a ?? [])].every(([name, addresses]) => b?.get(name)?.join(' ') === addresses.join(' '));
}

/** After a restart they are asked for anew: a disk that refuses costs no more than that. */
async function save({ store, log }: NameWatchWorld, names: Kept): Promise<void> {
  try {
    await store.saveNames(Object.fromEntries(names));
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    log.warn(error.message, { reason: error.reason });
  }
}
