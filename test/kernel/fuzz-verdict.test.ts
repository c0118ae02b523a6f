// A slice of the verdicts' fuzz: the simulator says what the kernel does. `npm run fuzz:verdict` goes on for longer.

import { expect, test } from 'vitest';
import { fuzzVerdicts } from '../fuzz/verdict-run.ts';
import { backends } from './world.ts';

const young = Date.now() % 1_000_000;

test.each(backends.flatMap((backend) => [1, young].map((seed) => [backend, seed] as const)))(
  'on %s, seed %i, the kernel does with each packet what the simulator says of the ruleset',
  async (backend, seed) => {
    const { agreed, findings } = await fuzzVerdicts({ backend, seed, rulesets: 14 });
    expect(findings.join('\n\n')).toBe('');
    expect(agreed).toBeGreaterThan(1000);
  },
  180_000,
);
