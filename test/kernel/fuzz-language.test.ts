// A slice of the language's fuzz: rules do what their manifests mean, no more and no less. `npm run fuzz:language` goes on for longer.

import { expect, test } from 'vitest';
import { fuzzLanguage } from '../fuzz/language-run.ts';

const young = Date.now() % 1_000_000;

test.each([11, young])(
  'seed %i: what random manifests mean is what their rules do',
  (seed) => {
    const { packets, findings } = fuzzLanguage({ seed, runs: 110 });
    expect(findings.slice(0, 1).join('')).toBe('');
    expect(packets).toBeGreaterThan(0);
  },
  180_000,
);
