// Whatever validates loads on both backends and families, reads back as written, and leaves foreign things alone.

import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, nothingDesired, planChanges } from '../../src/plan/plan.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { manifests } from './random-manifests.ts';
import { dataplaneOf, observe } from './rulesets.ts';
import { backends, makeWorld, type World } from './world.ts';

/** CI takes a slice; `npm run fuzz:kernel` takes more. The seed is fixed, so that a failure can be had again. */
const runs = Number(process.env.GATEWRIGHT_RUNS ?? 20);
const seed = Number(process.env.GATEWRIGHT_SEED ?? 7);

const never = new AbortController().signal;
const foreign =
  '*filter\n:MINE - [0:0]\n-A INPUT -s 203.0.113.9/32 -j MINE\n-A FORWARD -j MINE\n-A MINE -m set --match-set theirs src -j DROP\nCOMMIT\n';

/** Undefined where the mixture is refused. */
function compile(text: string): Desired | undefined {
  const read = readManifests([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  const request = { name: 'host', labels: {}, readFaults: read.faults, refusedSelectors: read.refused };
  const selected = selectForHost(read.manifests, request);
  return selected.ok ? compileRuleset(selected.value) : undefined;
}

/** A table that was once used stays, with nothing in it. */
function withoutEmptyTables(save: string): string {
  return save.replaceAll(/\*\w+\n(?::[A-Z]+ [A-Z]+ \[0:0\]\n)*COMMIT\n/g, '');
}

async function foreignPart(world: World): Promise<readonly string[]> {
  const saves = [await world.save('ipv4'), await world.save('ipv6')];
  const sets = (await world.run('ipset', ['save'])).replace(/ initval \S+/g, '');
  return [...saves, sets].map((text) =>
    withoutEmptyTables(
      text
        .split('\n')
        .filter((line) => !/GW-|gw[46]-/.test(line))
        .join('\n'),
    ),
  );
}

// Each world takes many random states one after the other, so that every state is also reached from another one.
test.each(backends)(
  'on %s each random state is reached from the one before, verified, and kept',
  async (backend) => {
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
    await world.run('ipset', ['create', 'theirs', 'hash:ip']);
    for (const family of ['ipv4'] as const) await world.restore(family, foreign);
    const before = await foreignPart(world);
    let accepted = 0;
    for (const text of fc.sample(manifests, { numRuns: runs, seed })) {
      const desired = compile(text);
      if (desired === undefined) continue;
      accepted += 1;
      try {
        await applyDesired(dataplaneOf(world), desired, never);
        expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
        expect(await foreignPart(world)).toEqual(expect.arrayContaining([before[0], before[2]]));
      } catch (error) {
        throw new Error(`with these manifests:\n${text}`, { cause: error });
      }
    }
    expect(accepted).toBeGreaterThan(runs / 3);
    await applyDesired(dataplaneOf(world), nothingDesired, never);
    expect((await foreignPart(world))[0]).toBe(before[0]);
    expect(withoutEmptyTables(await world.save('ipv4'))).toBe(before[0]);
  },
  180_000,
);
