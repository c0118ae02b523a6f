// Whether the work underway still moves: for a watchdog that must not be fed by one that hangs.

import type { Clock } from '../ports.ts';

export interface Progress {
  /** The same clock; whoever looks at it moves. */
  readonly clock: Clock;
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Since somebody looked at the clock; 0 where no work is underway. */
  stuckMs(): number;
}

/** A pass that waits for something that never comes looks at no clock any more. */
export function noteProgress(clock: Clock): Progress {
  let isUnderway = false;
  let movedMs = clock.elapsedMs();
  const move = () => {
    movedMs = clock.elapsedMs();
    return movedMs;
  };
  return {
    clock: {
      ...clock,
      elapsedMs: move,
      async sleep(ms, signal) {
        await clock.sleep(ms, signal);
        move();
      },
    },
    async during(work) {
      isUnderway = true;
      move();
      try {
        return await work();
      } finally {
        isUnderway = false;
      }
    },
    stuckMs: () => (isUnderway ? clock.elapsedMs() - movedMs : 0),
  };
}
