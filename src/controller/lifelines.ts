// Where the controller must be able to go, kept current outside of any pass: a pass never waits for a name server.

import { isDeepStrictEqual } from 'node:util';
import type { Known, Remote } from '../policy/known.ts';
import {
  type Clock,
  type LearnedNames,
  type LearnedNamesStore,
  type Log,
  type NameServers,
  type Resolver,
  StateError,
} from '../ports.ts';

export interface LifelineWorld {
  readonly resolver: Resolver;
  readonly nameServers: NameServers;
  readonly store: LearnedNamesStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** A place that the controller connects to, its addresses not looked up. */
export type Destination = Omit<Remote, 'addresses'>;

export interface Lifelines {
  /** The very same object until something of it changes. */
  known(): Known;
  /** Asks once for every name, or only for those that were never answered. Whether `known` is another one now. */
  refresh(signal: AbortSignal, which?: 'All' | 'Unanswered'): Promise<boolean>;
  /** Asks again and again until `signal` fires; calls back after each change. */
  run(signal: AbortSignal, changed: () => void): Promise<void>;
}

/** A name with many addresses gives some of them at each question; who connects may have been given others. */
const keptMs = 3_600_000;
const maxAddresses = 64;
const rest = { leastMs: 30_000, mostMs: 60_000 };

/** With what was learned before the restart. */
export async function createLifelines(world: LifelineWorld, destinations: readonly Destination[]): Promise<Lifelines> {
  let learned = await world.store.loadNames();
  let servers: Awaited<ReturnType<NameServers['list']>> = await world.nameServers.list();
  let known = describeKnown(destinations, { learned, servers });
  let restMs = rest.leastMs;

  const refresh: Lifelines['refresh'] = async (signal, which = 'All') => {
    const names = [...new Set(destinations.map(({ host }) => host))];
    const wanted = which === 'All' ? names : names.filter((name) => learned[name] === undefined);
    servers = await world.nameServers.list();
    const answers = await world.resolver.resolve(wanted, signal);
    const nowMs = world.clock.now().getTime();
    learned = Object.fromEntries(
      names.flatMap((name) => {
        const addresses = answers.get(name)?.addresses;
        const before = learned[name];
        const next = addresses === undefined ? before : join(before ?? [], addresses, nowMs);
        return next === undefined ? [] : [[name, next] as const];
      }),
    );
    const ttlsMs = [...answers.values()].map(({ ttlSeconds }) => ttlSeconds * 1_000);
    restMs = Math.max(rest.leastMs, Math.min(rest.mostMs, ...ttlsMs));
    const next = describeKnown(destinations, { learned, servers });
    if (isDeepStrictEqual(next, known)) return false;
    known = next;
    await save(world, learned);
    return true;
  };

  return {
    known: () => known,
    refresh,
    async run(signal, changed) {
      while (!signal.aborted) {
        if (await refresh(signal)) {
          world.log.info('names stand for other addresses', { remotes: known.lifelines?.remotes });
          changed();
        }
        await world.clock.sleep(restMs, signal);
      }
    },
  };
}

/** What was answered now, and what was answered not long ago. */
function join(before: LearnedNames[string], addresses: readonly string[], nowMs: number): LearnedNames[string] {
  const now = addresses.map((address) => ({ address, seenMs: nowMs }));
  const older = before.filter(
    ({ address, seenMs }) => !addresses.includes(address) && Math.abs(nowMs - seenMs) < keptMs,
  );
  return [...now, ...older].slice(0, maxAddresses).sort((a, b) => (a.address < b.address ? -1 : 1));
}

function describeKnown(
  destinations: readonly Destination[],
  world: { readonly learned: LearnedNames; readonly servers: Awaited<ReturnType<NameServers['list']>> },
): Known {
  const remotes = destinations.map((destination) => ({
    ...destination,
    addresses: (world.learned[destination.host] ?? []).map(({ address }) => address),
  }));
  return {
    lifelines: {
      nameServers: world.servers.addresses,
      hidden: world.servers.hidden,
      // What stays on this host needs no way out.
      remotes: remotes.filter(({ addresses }) => addresses.length === 0 || !addresses.every(isLoopback)),
    },
  };
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** After a restart they are asked for anew: a disk that refuses costs no more than that. */
async function save({ store, log }: LifelineWorld, names: LearnedNames): Promise<void> {
  try {
    await store.saveNames(names);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    log.warn(error.message, { reason: error.reason });
  }
}
