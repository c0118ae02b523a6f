// The examples of every field, which crds/examples holds, in the kernel.

import { describe, expect, onTestFinished, test } from 'vitest';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import { fieldExamples, readFieldExample } from '../fixtures/field-examples.ts';
import { compileFiles, desiredChains, loadWhole, observe, observedChains } from './rulesets.ts';
import { backends, makeWorld } from './world.ts';

describe.each(backends)('on %s', (backend) => {
  test.each(fieldExamples)('%s loads, reads back as it was written, and a second pass writes nothing', async (path) => {
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
    const bytes = new TextEncoder().encode(readFieldExample(path));
    const desired = compileFiles([{ path, digest: path, bytes }]);
    await loadWhole(world, desired);
    const observed = await observe(world);
    for (const family of families) expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
    expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
  });
});
