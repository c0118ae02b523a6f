// A slice of the dataplane's fuzz: fixed seeds, and one that is new each time. `npm run fuzz:dataplane` goes on for longer.

import { expect, test } from 'vitest';
import { describeFinding, fuzzHost } from '../fuzz/run.ts';
import { backends } from './world.ts';

const steps = 12;
const young = Date.now() % 1_000_000;

test.each(backends.flatMap((backend) => [1, 2, 3, 808_662, young].map((seed) => [backend, seed] as const)))(
  'random revisions on %s, seed %i: equal to what is desired, others untouched, counters kept, fewest edits, then quiet',
  async (backend, seed) => {
    const finding = await fuzzHost(backend, seed, steps);
    expect(finding === undefined ? 'nothing' : describeFinding(finding)).toBe('nothing');
  },
);
