// The examples of every field, changed by chance, either validate or are refused with a place in the text; nothing throws.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fault } from '../../src/policy/fault.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { fieldExamples, readFieldExample, snapshotOf } from '../fixtures/field-examples.ts';
import { mutationsOf } from '../fixtures/mutations.ts';
import { document, policy } from '../policy/yaml.ts';

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

/** The messages with their lines by which a host is refused; none where it is not. */
function refuse(text: string): readonly string[] {
  const read = readManifests(snapshotOf(text));
  const request = { name: 'host', labels: {}, readFaults: read.faults, refusedSelectors: read.refused };
  const selected = selectForHost(read.manifests, request);
  return selected.ok ? [] : selected.error.faults.map(({ line, message }) => `${line}: ${message}`);
}

test.each(fieldExamples)('a key of %s that is written twice is told at the second place', (name) => {
  const lines = readFieldExample(name).split('\n');
  const keys = [...lines.entries()].filter(([, line]) => /^ *[A-Za-z]+: .*[^[{,]$/.test(line)).map(([index]) => index);
  fc.assert(
    fc.property(fc.constantFrom(...keys), (index) => {
      const text = lines.toSpliced(index + 1, 0, lines[index] ?? '').join('\n');
      const key = /\w+/.exec(lines[index] ?? '')?.[0];
      expect(refuse(text)).toContainEqual(
        expect.stringMatching(new RegExp(`^${index + 2}: duplicate key \`${key}\`: `)),
      );
    }),
    { numRuns: Math.min(runs, 30), seed },
  );
});

const ring = fc.record({ length: fc.integer({ min: 1, max: 12 }), kind: fc.constantFrom('NetworkSet', 'Service') });

test('sets and services that include each other in a ring are refused, once, with the way round', () => {
  fc.assert(
    fc.property(ring, ({ length, kind }) => {
      const own = kind === 'NetworkSet' ? 'networks: [192.0.2.1]' : 'protocols: [gre]';
      const members = Array.from({ length }, (_, index) =>
        document(kind, `m${index}`, `${own}\ninclude: [m${(index + 1) % length}]`),
      );
      const use = kind === 'NetworkSet' ? 'from: [{networkSets: [m0]}]' : 'services: [m0]';
      const text = [...members, policy('p', 'ingress', `{name: r, action: Allow, ${use}}`)].join('---\n');
      const told = refuse(text);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^\d+: include goes round in a circle: .* → .*; take one of them out$/);
      expect(told[0]?.split(' → ')).toHaveLength(length + 1);
    }),
    { numRuns: Math.min(runs, 30), seed },
  );
});

const address = fc.constantFrom('192.0.2.7', '10.0.0.0/8', '2001:db8::7', '2001:db8::/32');
const family = (text: string) => (text.includes(':') ? 6 : 4);

test('a rule whose addresses are of two families is refused, and of one is not', () => {
  fc.assert(
    fc.property(address, address, fc.constantFrom('ingress', 'egress', 'forward'), (from, to, direction) => {
      const rule = `{name: r, action: Deny, from: [{networks: ["${from}"]}], to: [{networks: ["${to}"]}]}`;
      const told = refuse(policy('p', direction, rule));
      const expected =
        family(from) === family(to) ? [] : [expect.stringMatching(/^7: no packet can match: .*; make them agree/)];
      expect(told).toEqual(expected);
    }),
    { numRuns: runs, seed },
  );
});
