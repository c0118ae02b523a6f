// Long computations, taken in turns with whatever else this process has to do.

import type { Clock } from '../ports.ts';
import type { InSteps } from '../revoke/steps.ts';

/** So long others wait at most for a turn. */
export const turnMs = 50;

/** The result of the steps. */
export async function takeTurns<T>(clock: Clock, steps: InSteps<T>, signal: AbortSignal): Promise<T> {
  let begunMs = clock.elapsedMs();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (clock.elapsedMs() - begunMs < turnMs) continue;
    await clock.sleep(0, signal);
    begunMs = clock.elapsedMs();
  }
}
