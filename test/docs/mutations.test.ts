// The examples of every field, changed by chance, either validate or are refused with a place in the text; nothing throws.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fault } from '../../src/policy/fault.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { fieldExamples, readFieldExample, snapshotOf } from '../fixtures/field-examples.ts';
import { mutationsOf } from '../fixtures/mutations.ts';

const runs = Number(process.env.GATEWRIGHT_RUNS ?? 100);
const seed = Number(process.env.GATEWRIGHT_SEED ?? 11);

function isPositioned(text: string) {
  const lines = text.split('\n');
  return ({ line, column, message }: Fault) =>
    line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1] ?? '').length + 1 && message !== '';
}

test.each(fieldExamples)(
  '%s, mutated, validates or is refused with a fault that has a position',
  (name) => {
    let refused = 0;
    let accepted = 0;
    fc.assert(
      fc.property(mutationsOf(readFieldExample(name)), (text) => {
        const read = readManifests(snapshotOf(text));
        const request = { name: 'host', labels: {}, readFaults: read.faults, refusedSelectors: read.refused };
        const selected = selectForHost(read.manifests, request);
        if (selected.ok) {
          accepted += 1;
          compileRuleset(selected.value);
        } else {
          refused += 1;
          const { reason, message, faults } = selected.error;
          expect(message).not.toBe('');
          expect(faults.filter((fault) => !isPositioned(text)(fault))).toEqual([]);
          // The other two reasons, no such host and nothing for it, have no place in the text.
          if (reason === 'ManifestsRefused') expect(faults).not.toEqual([]);
        }
      }),
      { numRuns: runs, seed },
    );
    expect(Math.min(refused, accepted)).toBeGreaterThan(0);
  },
  60_000,
);
