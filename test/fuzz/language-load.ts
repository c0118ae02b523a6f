// Random manifests on a real kernel: they load, and a second pass finds nothing to do.

import fc from 'fast-check';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import type { Backend } from '../../src/ports.ts';
import { manifests } from '../kernel/random-manifests.ts';
import { dataplaneOf, observe } from '../kernel/rulesets.ts';
import { compileRandom } from './compile-random.ts';
import { createHost } from './host.ts';

const never = new AbortController().signal;

interface Load {
  readonly backend: Backend;
  readonly seed: number;
  readonly runs: number;
}

/** One after the other on one host, until the first finding. */
export async function loadRandom({
  backend,
  seed,
  runs,
}: Load): Promise<{ readonly rulesets: number; readonly findings: readonly string[] }> {
  const host = await createHost(backend);
  let rulesets = 0;
  try {
    for (const text of fc.sample(manifests, { numRuns: runs, seed })) {
      const desired = compileRandom(text);
      if (desired === undefined) continue;
      const fault = await applyDesired(dataplaneOf(host), desired, never).then(
        async () => (isEmptyPlan(planChanges(desired, await observe(host))) ? undefined : 'a second pass would write'),
        (error: unknown) => String(error),
      );
      if (fault !== undefined) return { rulesets, findings: [`${backend}: ${fault}\nwith:\n${text}`] };
      rulesets += 1;
    }
    return { rulesets, findings: [] };
  } finally {
    await host.close();
  }
}
