// A pass that hangs is told from one that takes long.

import { expect, test } from 'vitest';
import { noteProgress } from '../../src/controller/progress.ts';

test('work that hangs is stuck for as long as nobody looks at the clock; between two passes nothing is', async () => {
  let nowMs = 1_000;
  const progress = noteProgress({
    now: () => new Date(nowMs),
    elapsedMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
    random: () => 0,
  });
  expect(progress.stuckMs()).toBe(0);
  let finish: () => void = () => undefined;
  const pass = progress.during(() => new Promise<void>((resolve) => (finish = resolve)));
  nowMs += 5_000;
  expect(progress.stuckMs()).toBe(5_000);
  await progress.clock.sleep(700, new AbortController().signal);
  expect(progress.stuckMs()).toBe(0);
  nowMs += 3_000;
  expect(progress.stuckMs()).toBe(3_000);
  progress.clock.elapsedMs();
  expect(progress.stuckMs()).toBe(0);
  nowMs += 9_000;
  finish();
  await pass;
  expect(progress.stuckMs()).toBe(0);
  await expect(progress.during(() => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
  nowMs += 9_000;
  expect(progress.stuckMs()).toBe(0);
});
