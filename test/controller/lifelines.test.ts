// Where the controller must be able to go: what it has learned of names, and when that changes.

import { expect, test } from 'vitest';
import { createLifelines, type Destination } from '../../src/controller/lifelines.ts';
import type { LearnedNames, NameAnswer } from '../../src/ports.ts';

const git: Destination = { purpose: 'git', host: 'git.example.org', port: 22 };
const never = new AbortController().signal;
const silent = () => undefined;

/** Answers from a map that a test changes, a clock that it moves, and a disk. */
function makeWorld(kept: LearnedNames = {}) {
  const dns = new Map<string, NameAnswer>();
  const state = { nowMs: 1_000_000_000, saved: kept, asked: [] as string[], servers: ['192.0.2.53'] };
  return {
    dns,
    state,
    world: {
      resolver: {
        resolve: (names: readonly string[]) => {
          state.asked.push(...names);
          return Promise.resolve(new Map([...dns].filter(([name]) => names.includes(name))));
        },
      },
      nameServers: { list: () => Promise.resolve({ addresses: state.servers, hidden: false }) },
      store: {
        loadNames: () => Promise.resolve(state.saved),
        saveNames: (names: LearnedNames) => {
          state.saved = names;
          return Promise.resolve();
        },
      },
      clock: {
        now: () => new Date(state.nowMs),
        elapsedMs: () => state.nowMs,
        sleep: () => Promise.resolve(),
        random: () => 0,
      },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    },
  };
}

const addressesOf = ({ known }: Awaited<ReturnType<typeof createLifelines>>) =>
  known().lifelines?.remotes.map(({ addresses }) => addresses);
const answer = (...addresses: string[]): NameAnswer => ({ addresses, ttlSeconds: 60 });

test('what was learned before a restart holds before anybody is asked', async () => {
  const { world, state } = makeWorld({ 'git.example.org': [{ address: '203.0.113.7', seenMs: 1 }] });
  const lifelines = await createLifelines(world, [git]);
  expect(addressesOf(lifelines)).toEqual([['203.0.113.7']]);
  await lifelines.refresh(never, 'Unanswered');
  expect(state.asked).toEqual([]);
});

test('while nobody answers the last answer is kept, however old it is', async () => {
  const { world, dns, state } = makeWorld();
  const lifelines = await createLifelines(world, [git]);
  dns.set('git.example.org', answer('203.0.113.7', '2001:db8::7'));
  expect(await lifelines.refresh(never)).toBe(true);
  const known = lifelines.known();
  dns.clear();
  state.nowMs += 30 * 86_400_000;
  expect(await lifelines.refresh(never)).toBe(false);
  expect(lifelines.known()).toBe(known);
  expect(addressesOf(lifelines)).toEqual([['2001:db8::7', '203.0.113.7']]);
});

test('an address that is not answered any more stays for an hour', async () => {
  const { world, dns, state } = makeWorld();
  const lifelines = await createLifelines(world, [git]);
  dns.set('git.example.org', answer('203.0.113.7'));
  await lifelines.refresh(never);
  dns.set('git.example.org', answer('203.0.113.8'));
  state.nowMs += 59 * 60_000;
  expect(await lifelines.refresh(never)).toBe(true);
  expect(addressesOf(lifelines)).toEqual([['203.0.113.7', '203.0.113.8']]);
  state.nowMs += 2 * 60_000;
  await lifelines.refresh(never);
  expect(addressesOf(lifelines)).toEqual([['203.0.113.8']]);
  expect(state.saved['git.example.org']?.map(({ address }) => address)).toEqual(['203.0.113.8']);
});

test('a change calls back, and the same again does not', async () => {
  const { world, dns, state } = makeWorld();
  const lifelines = await createLifelines(world, [git]);
  dns.set('git.example.org', answer('203.0.113.7'));
  const stop = new AbortController();
  const told: unknown[] = [];
  let rounds = 0;
  world.clock.sleep = () => {
    rounds += 1;
    if (rounds === 2) state.servers = ['192.0.2.54'];
    if (rounds === 4) stop.abort();
    return Promise.resolve();
  };
  await lifelines.run(stop.signal, () => told.push(lifelines.known().lifelines?.nameServers));
  expect(told).toEqual([['192.0.2.53'], ['192.0.2.54']]);
});

test('what stays on this host needs no way out', async () => {
  const { world, dns } = makeWorld();
  const lifelines = await createLifelines(world, [git, { purpose: 'webhook', host: 'localhost', port: 8080 }]);
  dns.set('localhost', answer('127.0.0.1', '::1'));
  await lifelines.refresh(never);
  expect(lifelines.known().lifelines?.remotes.map(({ host }) => host)).toEqual(['git.example.org']);
});
