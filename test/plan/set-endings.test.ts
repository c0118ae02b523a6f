// Sets whose entries end: a count that goes down is no difference, one that somebody changed is.

import { expect, test } from 'vitest';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { renderSets, renderSetsAfter, renderSetsBefore } from '../../src/plan/render.ts';
import { readSets } from '../../src/ruleset/read-sets.ts';
import type { Desired, Observed } from '../../src/ruleset/ruleset.ts';

const origin = { file: 'test', line: 1, column: 1, endLine: 1 };
const nowMs = 1_800_000_000_000;
const now = nowMs / 1_000;
const text = '-m set --match-set gw4-a.until src -j ACCEPT';

function desired(until: Readonly<Record<string, number>>, lasting: readonly string[] = []): Desired {
  const entries = [...lasting, ...Object.keys(until)].toSorted();
  const chains = [{ name: 'GW-IN', rules: [{ text, label: '', role: 'verdict' as const, origin }] }];
  return {
    ipv4: { family: 'ipv4', tables: [{ name: 'filter', chains, hooks: [] }] },
    ipv6: { family: 'ipv6', tables: [] },
    sets: [{ name: 'gw4-a.until', family: 'ipv4', type: 'hash:net', entries, until, origin }],
  };
}

function observed(entries: readonly string[], kind = 'maxelem 1048576 timeout 0'): Observed {
  const lines = entries.map((entry) => `add gw4-a.until ${entry}\n`).join('');
  const sets = readSets(`create gw4-a.until hash:net family inet hashsize 1024 ${kind} bucketsize 12\n${lines}`);
  if (!sets.ok) throw new Error(sets.error.message);
  const rules = [{ text, packets: 0, bytes: 0 }];
  const chains = new Map([['GW-IN', { name: 'GW-IN', rules }]]);
  return {
    ipv4: { family: 'ipv4', tables: new Map([['filter', { name: 'filter', chains }]]) },
    ipv6: { family: 'ipv6', tables: new Map() },
    sets: sets.value,
    atMs: nowMs,
  };
}

function script(wanted: Desired, found: Observed): string {
  const plan = planChanges(wanted, found);
  return renderSetsBefore(plan) + renderSetsAfter(plan);
}

test('it is written with what is left, and what lasts without an end', () => {
  expect(renderSets(desired({ '10.0.0.9': now + 90 }, ['10.0.0.1']).sets, nowMs)).toBe(
    'create gw4-a.until hash:net family inet hashsize 1024 maxelem 1048576 timeout 0\nadd gw4-a.until 10.0.0.1 timeout 0\nadd gw4-a.until 10.0.0.9 timeout 90\n',
  );
});

test.each([90, 91, 89, 86])('%d seconds of 90 are as desired', (left) => {
  const plan = planChanges(desired({ '10.0.0.9': now + 90 }), observed([`10.0.0.9 timeout ${left}`]));
  expect(isEmptyPlan(plan)).toBe(true);
});

test('an end that is taken away or moved far away by somebody is set right, and told', () => {
  for (const left of [0, 4_000]) {
    const plan = planChanges(desired({ '10.0.0.9': now + 90 }), observed([`10.0.0.9 timeout ${left}`]));
    expect(plan.sets[0]?.add).toEqual(['10.0.0.9']);
    expect(renderSetsBefore(plan)).toBe('add gw4-a.until 10.0.0.9 timeout 90\n');
  }
});

test('an entry that would go too early gets its time anew, and nobody is told', () => {
  const plan = planChanges(desired({ '10.0.0.9': now + 90 }), observed(['10.0.0.9 timeout 30']));
  expect(plan.sets[0]).toMatchObject({ add: [], remove: [], renew: ['10.0.0.9'] });
  expect(renderSetsBefore(plan)).toBe('add gw4-a.until 10.0.0.9 timeout 90\n');
});

test('what lasts has no end in the kernel, either', () => {
  expect(script(desired({}, ['10.0.0.1']), observed(['10.0.0.1 timeout 50']))).toBe(
    'add gw4-a.until 10.0.0.1 timeout 0\n',
  );
});

test('an end beyond what the kernel can count is reached by counting anew', () => {
  const far = desired({ '10.0.0.9': now + 10_000_000 });
  expect(script(far, observed([]))).toBe('add gw4-a.until 10.0.0.9 timeout 2147483\n');
  expect(script(far, observed(['10.0.0.9 timeout 2000000']))).toBe('');
  expect(script(far, observed(['10.0.0.9 timeout 1000000']))).toBe('add gw4-a.until 10.0.0.9 timeout 2147483\n');
  expect(script(desired({ '10.0.0.9': now + 1_500_000 }), observed(['10.0.0.9 timeout 1400000']))).toBe(
    'add gw4-a.until 10.0.0.9 timeout 1500000\n',
  );
});

test('in its last two seconds an entry may be there or not', () => {
  expect(script(desired({ '10.0.0.9': now + 2 }), observed([]))).toBe('');
  expect(script(desired({ '10.0.0.9': now + 1 }), observed(['10.0.0.9 timeout 1']))).toBe('');
  expect(script(desired({}), observed(['10.0.0.9 timeout 1']))).toBe('');
  expect(script(desired({}), observed(['10.0.0.9 timeout 20']))).toBe('del gw4-a.until 10.0.0.9\n');
});

test('a set of the kind that lets nothing end is swapped', () => {
  const found = observed(['10.0.0.9'], 'maxelem 1048576');
  expect(script(desired({ '10.0.0.9': now + 90 }), found)).toContain(' timeout 0\n');
  expect(script(desired({ '10.0.0.9': now + 90 }), found)).toMatch(/swap \S+ gw4-a.until\n/);
});
