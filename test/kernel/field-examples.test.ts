// The examples of every field, which crds/examples holds, in the kernel; and what stays valid of them when they are changed by chance.

import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { fieldExamples, readFieldExample, snapshotOf } from '../fixtures/field-examples.ts';
import { mutationsOf } from '../fixtures/mutations.ts';
import { compileFiles, dataplaneOf, desiredChains, loadWhole, observe, observedChains } from './rulesets.ts';
import { backends, makeWorld } from './world.ts';

describe.each(backends)('on %s', (backend) => {
  test.each(fieldExamples)('%s loads, reads back as it was written, and a second pass writes nothing', async (path) => {
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
    const desired = compileFiles(snapshotOf(readFieldExample(path)));
    await loadWhole(world, desired);
    const observed = await observe(world);
    for (const family of families) expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
    expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
  });
});

// One world takes every mutation that validates, one after the other.
test.each(backends)(
  'on %s what a mutation leaves valid is loaded and kept',
  async (backend) => {
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
    let loaded = 0;
    for (const name of fieldExamples) {
      for (const text of fc.sample(mutationsOf(readFieldExample(name)), { numRuns: 30, seed: 5 })) {
        const read = readManifests(snapshotOf(text));
        const request = { name: 'host', labels: {}, readFaults: read.faults, refusedSelectors: read.refused };
        const selected = selectForHost(read.manifests, request);
        if (!selected.ok) continue;
        loaded += 1;
        const desired = compileRuleset(selected.value);
        try {
          await applyDesired(dataplaneOf(world), desired, new AbortController().signal);
          expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
        } catch (error) {
          throw new Error(`with these manifests:\n${text}`, { cause: error });
        }
      }
    }
    expect(loaded).toBeGreaterThan(5);
  },
  60_000,
);
