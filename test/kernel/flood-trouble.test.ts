// Updates that are killed or refused half-way, under flood: what stands then, and what heals it, lets no refused packet pass.

import { describe, expect, onTestFinished, test } from 'vitest';
import { type Applied, applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan } from '../../src/plan/plan.ts';
import { type Dataplane, DataplaneError } from '../../src/ports.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { createRandom, type Random } from '../fuzz/random.ts';
import { desiredOf, firstState, nextState, type State } from './flood-states.ts';
import { makeFloodWorld } from './flood-world.ts';
import { dataplaneOf } from './rulesets.ts';
import { backends } from './world.ts';

const updates = Number(process.env.GATEWRIGHT_UPDATES ?? 40);
const seed = Number(process.env.GATEWRIGHT_SEED ?? 3);
const never = new AbortController().signal;

/**
 * `none`; `kill`: the program is gone and puts nothing back; `refuse`: one write is refused for good, and what was done
 * is put back; `stumble`: one write is refused for a reason that may pass, and is tried again.
 */
const troubles = ['none', 'kill', 'refuse', 'stumble'] as const;

interface Trouble {
  readonly kind: (typeof troubles)[number];
  /** The write that fails, from 0. There may be fewer. */
  readonly at: number;
}

const killed = 'killed by the test';
const refused = 'refused by the test';

/** Meets `trouble`. `ipset restore` is not atomic: half of what it was to do is done then. */
function troubled(dataplane: Dataplane, { kind, at }: Trouble): Dataplane {
  if (kind === 'none') return dataplane;
  let writes = 0;
  let isDead = false;
  const live = <T>(call: () => Promise<T>) => (isDead ? Promise.reject(new Error(killed)) : call());
  const write = (whole: () => Promise<void>, half: () => Promise<void>) =>
    live(async () => {
      writes += 1;
      if (writes !== at + 1) return whole();
      isDead = kind === 'kill';
      await half();
      if (isDead) throw new Error(killed);
      throw new DataplaneError(kind === 'refuse' ? 'NotPermitted' : 'KernelRefused', refused);
    });
  return {
    identify: (signal) => dataplane.identify(signal),
    observe: (signal) => live(() => dataplane.observe(signal)),
    restore: (family, script, signal) =>
      write(
        () => dataplane.restore(family, script, signal),
        () => Promise.resolve(),
      ),
    restoreSets: (script, signal) =>
      write(
        () => dataplane.restoreSets(script, signal),
        () => dataplane.restoreSets(firstHalf(script), signal),
      ),
  };
}

function firstHalf(script: string): string {
  const lines = script.trimEnd().split('\n');
  return lines
    .slice(0, lines.length / 2)
    .map((line) => `${line}\n`)
    .join('');
}

/** What is enforced, as the controller remembers it. */
interface Good {
  readonly state: State;
  readonly desired: Desired;
}

interface Troubled {
  readonly good: Good;
  /** How often each trouble ended how. */
  readonly endings: Readonly<Record<string, number>>;
}

type Apply = (desired: Desired, trouble?: Trouble) => Promise<Applied>;

function applyAs(dataplane: Dataplane, good: () => Good): Apply {
  return (desired, trouble = { kind: 'none', at: 0 }) =>
    applyDesired(troubled(dataplane, trouble), desired, never, { known: { lastGood: good().desired } });
}

/** Updates of which three in four meet trouble. What was killed or refused is followed by the same, the old state or another. */
async function updateTroubled(dataplane: Dataplane, random: Random): Promise<Troubled> {
  const endings: Record<string, number> = {};
  let good: Good = { state: firstState, desired: desiredOf(firstState) };
  const apply = applyAs(dataplane, () => good);
  for (let made = 0; made < updates; made += 1) {
    const { kind, next } = nextState(good.state, random);
    const wanted = { state: next, desired: desiredOf(next) };
    const trouble: Trouble = { kind: random.pick(troubles), at: random.below(10) };
    const step = `update ${made}, ${kind}, ${trouble.kind} at write ${trouble.at}`;
    const ending = await findEnding(apply(wanted.desired, trouble), step);
    const then = ending === 'done' ? wanted : random.oneIn(3) ? undefined : random.pick([wanted, good]);
    // The same again, or the last good state, as after a start.
    if (ending !== 'done' && then !== undefined) await findEnding(apply(then.desired), `${step}, and what heals it`);
    good = then ?? good;
    endings[`${trouble.kind}: ${ending}`] = (endings[`${trouble.kind}: ${ending}`] ?? 0) + 1;
  }
  await apply(good.desired);
  return { good, endings };
}

/** How it ended; any other failure is thrown. */
async function findEnding(applied: Promise<Applied>, step: string): Promise<'done' | 'killed' | 'refused'> {
  try {
    await applied;
    return 'done';
  } catch (error) {
    if (error instanceof Error && error.message === killed) return 'killed';
    if (error instanceof DataplaneError && error.message === refused) return 'refused';
    throw new Error(`${step}: ${String(error)}`, { cause: error });
  }
}

describe.each(backends)('on %s', (backend) => {
  test(`${updates} updates, many of them killed or refused half-way, lose no allowed packet and let no refused one pass`, {
    timeout: 400_000 + updates * 3000,
  }, async () => {
    const flooded = await makeFloodWorld({ backend, onEnd: onTestFinished });
    const dataplane = dataplaneOf(flooded.world);
    await applyDesired(dataplane, desiredOf(firstState), never);
    let outcome: PromiseSettledResult<Troubled> | undefined;
    const { packets, ...wrong } = await flooded.flood(async () => {
      [outcome] = await Promise.allSettled([updateTroubled(dataplane, createRandom(seed))]);
    });
    // Packets first: they say more than what an update failed with.
    expect(wrong).toEqual({ lost: {}, passed: {}, overrun: 0 });
    if (outcome?.status !== 'fulfilled') throw outcome?.reason;
    const { good, endings } = outcome.value;
    if (updates > 100) process.stdout.write(`${JSON.stringify({ backend, packets, wrong, endings })}\n`);
    expect(Object.keys(endings)).toEqual(
      expect.arrayContaining(['kill: killed', 'none: done', 'refuse: refused', 'stumble: done']),
    );
    const again = await applyAs(dataplane, () => good)(good.desired);
    expect({ isEmpty: isEmptyPlan(again.plan), foreignNames: again.foreignNames }).toEqual({
      isEmpty: true,
      foreignNames: [],
    });
  });
});
