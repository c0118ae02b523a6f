// What a boot leaves out: accepts, passes and entries whose end is past, by the later of two clocks.

import { expect, test } from 'vitest';
import { withoutEnded } from '../../src/ruleset/ended.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';

const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };
const rule = (text: string) => ({ text, label: '', role: 'verdict' as const, origin });
const until = (moment: string, target: string) =>
  `-p tcp -m time --datestop ${moment} -m comment --comment "x" -j ${target}`;
const now = Date.parse('2026-06-01T12:00:00Z');

const desired: Desired = {
  ipv4: {
    family: 'ipv4',
    tables: [
      {
        name: 'filter',
        hooks: [],
        chains: [
          {
            name: 'GW-IN-a',
            rules: [
              until('2026-06-01T11:59:59', 'ACCEPT'),
              until('2026-06-01T12:00:00', 'ACCEPT'),
              until('2026-06-01T11:59:59', 'DROP'),
              until('2026-06-01T11:59:59', 'x').replace('-j x', '-g GW-PASS'),
              '-p tcp -j ACCEPT',
            ].map(rule),
          },
        ],
      },
    ],
  },
  ipv6: { family: 'ipv6', tables: [] },
  sets: [
    {
      name: 'gw4-a',
      family: 'ipv4',
      type: 'hash:net',
      entries: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
      until: { '192.0.2.1': now / 1_000, '192.0.2.2': now / 1_000 + 1 },
      origin,
    },
    { name: 'gw4-b', family: 'ipv4', type: 'hash:net', entries: ['192.0.2.1'], origin },
  ],
};

test('accepts, passes and entries that have ended are left out; refusals and what goes on stay', () => {
  const left = withoutEnded(desired, now);
  expect(left.ipv4.tables[0]?.chains[0]?.rules.map(({ text }) => text)).toEqual([
    until('2026-06-01T12:00:00', 'ACCEPT'),
    until('2026-06-01T11:59:59', 'DROP'),
    '-p tcp -j ACCEPT',
  ]);
  expect(left.sets.map(({ entries }) => entries)).toEqual([['192.0.2.2', '192.0.2.3'], ['192.0.2.1']]);
  expect(left.sets[0]?.until).toEqual({ '192.0.2.2': now / 1_000 + 1 });
  expect(withoutEnded(desired, 0)).toEqual(desired);
});
