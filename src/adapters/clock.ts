// The machine's clock.

import type { Clock } from '../ports.ts';

/** Wall time, real sleep, real chance. */
export function createClock(): Clock {
  return {
    now: () => new Date(),
    elapsedMs: () => performance.now(),
    random: Math.random,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
      }),
  };
}
