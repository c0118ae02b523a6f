// What the domain names of policies stand for: asked for when an answer is over, kept while nobody answers.

import { expect, test } from 'vitest';
import { createNameWatch, joinKnown } from '../../src/controller/name-watch.ts';
import type { LearnedNames, NameAnswer } from '../../src/ports.ts';

const never = new AbortController().signal;
const silent = () => undefined;
const name = 'updates.example.org';

/** Answers from a map that a test changes, a clock that it moves, and a disk. */
function makeWorld(kept: LearnedNames = {}) {
  const dns = new Map<string, NameAnswer>();
  const state = { nowMs: 1_000_000_000, saved: kept, asked: [] as string[], slept: [] as number[] };
  return {
    dns,
    state,
    world: {
      resolver: {
        resolve: (names: readonly string[]) => {
          state.asked.push(...names);
          return Promise.resolve(new Map([...dns].filter(([one]) => names.includes(one))));
        },
      },
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
        sleep: (ms: number) => {
          state.slept.push(ms);
          state.nowMs += ms;
          return Promise.resolve();
        },
        random: () => 0,
      },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    },
  };
}

const answer = (ttlSeconds: number, ...addresses: string[]): NameAnswer => ({ addresses, ttlSeconds });

test('what was answered before a restart holds at once, and nobody is asked for it', async () => {
  const { world, state } = makeWorld({ [name]: [{ address: '203.0.113.7', seenMs: 1 }] });
  const watch = await createNameWatch(world);
  expect(watch.known().names).toEqual(new Map([[name, ['203.0.113.7']]]));
  expect(state.asked).toEqual([]);
});

test('nothing is asked before somebody wants it, and then once for each lifetime', async () => {
  const { world, dns, state } = makeWorld();
  dns.set(name, answer(90, '203.0.113.7', '2001:db8::7'));
  const watch = await createNameWatch(world);
  expect(await watch.refresh(never)).toBe(false);
  watch.want([name]);
  expect(await watch.refresh(never)).toBe(true);
  expect(watch.known().names?.get(name)).toEqual(['2001:db8::7', '203.0.113.7']);
  state.nowMs += 89_000;
  await watch.refresh(never);
  expect(state.asked).toEqual([name]);
  state.nowMs += 1_000;
  expect(await watch.refresh(never)).toBe(false);
  expect(state.asked).toEqual([name, name]);
});

test.each([
  [0, 30],
  [5, 30],
  [86_400, 3_600],
])('a lifetime of %d s is taken for %d s', async (ttl, seconds) => {
  const { world, dns, state } = makeWorld();
  dns.set(name, answer(ttl, '203.0.113.7'));
  const watch = await createNameWatch(world);
  watch.want([name]);
  await watch.refresh(never);
  state.nowMs += seconds * 1_000 - 1;
  await watch.refresh(never);
  expect(state.asked).toHaveLength(1);
  state.nowMs += 1;
  await watch.refresh(never);
  expect(state.asked).toHaveLength(2);
});

test('while nobody answers the last answer is kept, however old it is, and asked for again every 30 s', async () => {
  const { world, dns, state } = makeWorld();
  const watch = await createNameWatch(world);
  watch.want([name]);
  dns.set(name, answer(60, '203.0.113.7'));
  await watch.refresh(never);
  const known = watch.known();
  dns.clear();
  state.nowMs += 30 * 86_400_000;
  expect(await watch.refresh(never)).toBe(false);
  state.nowMs += 30_000;
  expect(await watch.refresh(never)).toBe(false);
  expect(state.asked).toHaveLength(3);
  expect(watch.known()).toBe(known);
  expect(state.saved[name]?.map(({ address }) => address)).toEqual(['203.0.113.7']);
});

test('an address that is not answered any more stays for one lifetime', async () => {
  const { world, dns, state } = makeWorld();
  const watch = await createNameWatch(world);
  watch.want([name]);
  dns.set(name, answer(60, '203.0.113.7'));
  await watch.refresh(never);
  dns.set(name, answer(60, '203.0.113.8'));
  state.nowMs += 60_000;
  expect(await watch.refresh(never)).toBe(true);
  expect(watch.known().names?.get(name)).toEqual(['203.0.113.7', '203.0.113.8']);
  state.nowMs += 60_000;
  expect(await watch.refresh(never)).toBe(true);
  expect(watch.known().names?.get(name)).toEqual(['203.0.113.8']);
});

test('a name has 64 addresses at the most, whatever it is answered', async () => {
  const { world, dns } = makeWorld();
  const watch = await createNameWatch(world);
  watch.want([name]);
  dns.set(name, answer(60, ...Array.from({ length: 300 }, (_, index) => `203.0.113.${index}`)));
  await watch.refresh(never);
  expect(watch.known().names?.get(name)).toHaveLength(64);
});

test('what nobody wants any more is forgotten with the next answer', async () => {
  const { world, dns, state } = makeWorld({ 'old.example.org': [{ address: '203.0.113.1', seenMs: 1 }] });
  const watch = await createNameWatch(world);
  dns.set(name, answer(60, '203.0.113.7'));
  watch.want([name]);
  await watch.refresh(never);
  expect(Object.keys(state.saved)).toEqual([name]);
});

test('it asks again and again, and tells each change', async () => {
  const { world, dns } = makeWorld();
  const watch = await createNameWatch(world);
  const stop = new AbortController();
  watch.want([name]);
  dns.set(name, answer(60, '203.0.113.7'));
  const changes: unknown[] = [];
  await watch.run(stop.signal, () => {
    changes.push(watch.known().names?.get(name));
    dns.set(name, answer(60, '203.0.113.8'));
    if (changes.length === 3) stop.abort();
  });
  expect(changes).toEqual([['203.0.113.7'], ['203.0.113.7', '203.0.113.8'], ['203.0.113.8']]);
});

test('what two watches know is the very same object until one of them knows something else', () => {
  const first = { names: new Map([['a.example.org', ['192.0.2.1']]]) };
  let second = { lifelines: { nameServers: [], hidden: false, remotes: [] } };
  const known = joinKnown([() => first, () => second]);
  const before = known();
  expect(before).toEqual({ ...first, ...second });
  expect(known()).toBe(before);
  second = { ...second };
  expect(known()).not.toBe(before);
});
