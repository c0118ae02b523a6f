// Updates under flood: no packet that both revisions refuse gets through, and none that both allow is lost.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { createRandom } from '../fuzz/random.ts';
import { desiredOf, firstState, nextState, type State } from './flood-states.ts';
import { type FloodWorld, inners, makeFloodWorld, sender, sources } from './flood-world.ts';
import { dataplaneOf } from './rulesets.ts';
import { backends } from './world.ts';

const updates = Number(process.env.GATEWRIGHT_UPDATES ?? 40);
const seed = Number(process.env.GATEWRIGHT_SEED ?? 1);
const never = new AbortController().signal;

/** How often each kind of update was made. */
type Kinds = Readonly<Record<string, number>>;

async function update({ world }: FloodWorld, count: number): Promise<Kinds> {
  const random = createRandom(seed);
  const kinds: Record<string, number> = {};
  let state = firstState;
  for (let made = 0; made < count; ) {
    const { kind, next } = nextState(state, random);
    const { plan } = await applyDesired(dataplaneOf(world), desiredOf(next), never);
    state = next;
    // A field that nothing uses in this state.
    if (isEmptyPlan(plan)) continue;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    made += 1;
  }
  return kinds;
}

/** One attempt after the other, until `ended`: how many there were, and how those that failed did. */
async function connectToForward(
  { world }: FloodWorld,
  ended: () => boolean,
): Promise<{ readonly attempts: number; readonly failed: readonly string[] }> {
  const { peer } = world.client(sender);
  const failed: string[] = [];
  let attempts = 0;
  while (!ended()) {
    for (const family of families) {
      const { outcome } = await peer.connect({ host: sender.host[family], port: 7004, timeoutMs: 5000 });
      attempts += 1;
      if (outcome !== 'connected') failed.push(`${family}: ${outcome}`);
    }
    await sleep(5);
  }
  return { attempts, failed };
}

async function floodedWorld(backend: (typeof backends)[number], first: State): Promise<FloodWorld> {
  const flooded = await makeFloodWorld({ backend, onEnd: onTestFinished });
  for (const inner of inners) {
    for (const port of [8001, 8002]) await flooded.world.client(inner).peer.listen({ protocol: 'tcp', port });
  }
  await applyDesired(dataplaneOf(flooded.world), desiredOf(first), never);
  return flooded;
}

interface Mixture {
  readonly name: string;
  readonly before: State;
  readonly after: State;
  /** What stands in between when one part is written before the other. */
  readonly mix: (before: Desired, after: Desired) => Desired;
  /** Names of the flows that suffer. */
  readonly wrong: { readonly lost: readonly string[]; readonly passed: readonly string[] };
}

/** `after` in one table, `before` in all others. */
function tableFirst(name: string): Mixture['mix'] {
  return (before, after) => {
    const mixFamily = (family: Family) => ({
      family,
      tables: [
        ...after[family].tables.filter((table) => table.name === name),
        ...before[family].tables.filter((table) => table.name !== name),
      ],
    });
    return { ...before, ipv4: mixFamily('ipv4'), ipv6: mixFamily('ipv6') };
  };
}

/** Nobody is in a set any more, and the rules still name them. */
function setsFirst(before: Desired): Desired {
  const members = Object.values(sources).flatMap((source) => families.map((family) => source[family]));
  const sets = before.sets.map((set) => ({ ...set, entries: set.entries.filter((entry) => !members.includes(entry)) }));
  return { ...before, sets };
}

function inBoth(...flows: readonly string[]): readonly string[] {
  return families.flatMap((family) => flows.map((flow) => `${flow}, ${family}`));
}

const { nat, guard, grant } = firstState;
const mixtures: readonly Mixture[] = [
  {
    name: 'a port forward moves, nat first',
    before: firstState,
    after: { ...firstState, nat: { ...nat, target: 1, trap: 2 } },
    mix: tableFirst('nat'),
    wrong: {
      lost: inBoth('friend to a port forward'),
      passed: inBoth('friend to a forward to where nobody may go'),
    },
  },
  {
    name: 'a redirect moves, filter first',
    before: firstState,
    after: { ...firstState, nat: { ...nat, redirect: 1 } },
    mix: tableFirst('filter'),
    wrong: {
      lost: inBoth('friend to a redirect'),
      passed: inBoth('friend to a redirect to where nobody may go'),
    },
  },
  {
    name: 'the foe is refused by filter and no more by raw, raw first',
    before: { ...firstState, guard: { ...guard, form: 'raw' }, grant: { ...grant, from: 'anybody' } },
    after: { ...firstState, guard: { ...guard, form: 'address' }, grant: { ...grant, from: 'anybody' } },
    mix: tableFirst('raw'),
    wrong: { lost: [], passed: inBoth('foe to the host', 'foe through the host') },
  },
  {
    name: 'the foe moves from a set into a rule, sets first',
    before: { ...firstState, grant: { ...grant, from: 'anybody' } },
    after: { ...firstState, grant: { ...grant, from: 'anybody' }, guard: { ...guard, form: 'address' } },
    mix: setsFirst,
    wrong: { lost: [], passed: inBoth('foe to the host', 'foe through the host') },
  },
  {
    name: 'the friend moves from a set into a rule, sets first',
    before: firstState,
    after: { ...firstState, grant: { ...grant, from: 'address' } },
    mix: setsFirst,
    wrong: { lost: inBoth('friend to the host', 'friend through the host'), passed: [] },
  },
];

const nothingWrong = { lost: {}, passed: {}, overrun: 0 };

describe.each(backends)('on %s', (backend) => {
  test(`${updates} random updates lose no allowed packet and let no refused one pass`, {
    timeout: 400_000 + updates * 2000,
  }, async () => {
    const flooded = await floodedWorld(backend, firstState);
    let isOver = false;
    const connecting = connectToForward(flooded, () => isOver);
    let kinds: Kinds = {};
    const { packets, ...wrong } = await flooded.flood(async () => {
      kinds = await update(flooded, updates).finally(() => {
        isOver = true;
      });
    });
    const { attempts, failed } = await connecting;
    if (updates > 100) process.stdout.write(`${JSON.stringify({ backend, packets, attempts, wrong, kinds })}\n`);
    expect(wrong).toEqual(nothingWrong);
    expect(failed).toEqual([]);
    expect(attempts).toBeGreaterThan(updates);
  });

  // What an update would do that wrote one part after the other: the flood must see it, or it proves nothing.
  test.each(mixtures)('a mixture of two revisions is seen: $name', async ({ before, after, mix, wrong }) => {
    const flooded = await floodedWorld(backend, before);
    const dataplane = dataplaneOf(flooded.world);
    const mixed = await flooded.flood(async () => {
      await applyDesired(dataplane, mix(desiredOf(before), desiredOf(after)), never);
      await applyDesired(dataplane, desiredOf(after), never);
    });
    expect({ lost: Object.keys(mixed.lost), passed: Object.keys(mixed.passed) }).toEqual(wrong);
    const back = await flooded.flood(async () => {
      await applyDesired(dataplane, desiredOf(before), never);
      await applyDesired(dataplane, desiredOf(after), never);
    });
    expect(back).toMatchObject(nothingWrong);
  });
});
