// Rules that end: what reads as a moment, what is left of a rule behind its end, and what the kernel is told before it.

import { describe, expect, test } from 'vitest';
import { createMemo, noMemo } from '../../src/policy/memo.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { parseTime } from '../../src/policy/time.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { allowsSsh } from '../../src/ruleset/compile-failsafe.ts';
import { policy, readYaml } from './yaml.ts';

const end = Date.UTC(2027, 0, 1);

function select(text: string, nowMs: number) {
  const selected = selectForHost(readYaml({ 'a.yaml': text }), { name: 'h', labels: {}, nowMs });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return selected.value;
}

function texts(text: string, nowMs: number, chain: string): readonly string[] {
  return (
    compileRuleset(select(text, nowMs))
      .ipv4.tables.flatMap(({ chains }) => chains)
      .find(({ name }) => name === chain)
      ?.rules.map((rule) => rule.text.replace(/ -m comment --comment \S+/, '')) ?? []
  );
}

test.each([
  ['2026-12-31T23:59:59Z', Date.UTC(2026, 11, 31, 23, 59, 59)],
  ['2027-01-01T01:00:00+01:00', end],
  ['2026-12-31T22:30:00-01:30', end],
  ['2038-01-19T03:14:07Z', (2 ** 31 - 1) * 1000],
])('%s is a moment', (text, ms) => {
  expect(parseTime(text)).toEqual({ ok: true, value: ms / 1000 });
});

test.each([
  ['2026-12-31', 'is not a time'],
  ['tomorrow', 'is not a time'],
  ['2026-12-31T23:59:59', 'has no offset'],
  ['2026-02-30T00:00:00Z', 'no day'],
  ['2026-12-31T25:00:00Z', 'no day'],
  ['1969-12-31T23:59:59Z', 'before 1970'],
  ['2038-01-19T03:14:08Z', 'after 2038'],
])('%s is refused, with the reason', (text, reason) => {
  expect(parseTime(text)).toMatchObject({ ok: false, error: expect.stringContaining(reason) });
});

test('a manifest with a moment that is none is refused where it stands', () => {
  const text = policy('p', 'ingress', '{name: a, action: Allow, expires: "2026-12-31T23:59:59"}');
  const { faults } = readManifests([{ path: 'a.yaml', digest: '', bytes: new TextEncoder().encode(text) }]);
  expect(faults).toMatchObject([{ line: 7, message: expect.stringContaining('has no offset; write') }]);
});

describe('a rule with an end', () => {
  const rules = policy(
    'p',
    'ingress',
    '{name: web, action: Allow, services: [http], expires: "2027-01-01T00:00:00Z"}',
    '{name: mail, action: Allow, services: [smtp]}',
  );

  test('is kept by the kernel until the last second before it', () => {
    expect(texts(rules, end - 1, 'GW-IN-p')).toEqual([
      '-p tcp -m tcp --dport 80 -m time --datestop 2026-12-31T23:59:59 -j ACCEPT',
      '-p tcp -m tcp --dport 25 -j ACCEPT',
    ]);
    expect(select(rules, end - 1)).toMatchObject({ validUntilMs: end, warnings: [] });
  });

  test('is not made from then on, and told', () => {
    const selected = select(rules, end);
    expect(texts(rules, end, 'GW-IN-p')).toEqual(['-p tcp -m tcp --dport 25 -j ACCEPT']);
    expect(selected.policies[0]?.listed.ingress).toMatchObject([{ name: 'web', isExpired: true }, { name: 'mail' }]);
    expect(selected.validUntilMs).toBeUndefined();
    expect(selected.warnings).toMatchObject([
      { line: 7, message: expect.stringContaining('web expired at 2027-01-01T00:00:00Z') },
    ]);
  });

  test('is gone from what a memo keeps of the very same manifest', () => {
    const [manifests, memo] = [readYaml({ 'a.yaml': rules }), createMemo()];
    const names = [end - 1, end].map((nowMs) => {
      const selected = selectForHost(manifests, { name: 'h', labels: {}, nowMs }, memo);
      return selected.ok ? selected.value.policies[0]?.ingress.map(({ name }) => name) : [];
    });
    expect(names).toEqual([['web', 'mail'], ['mail']]);
  });

  test('that lets ssh in does not close the automatic failsafe', () => {
    const ssh = (more: string) => policy('p', 'ingress', `{name: a, action: Allow, services: [ssh]${more}}`);
    expect(allowsSsh(select(ssh(''), 0), noMemo)).toBe(true);
    expect(allowsSsh(select(ssh(', expires: "2027-01-01T00:00:00Z"'), 0), noMemo)).toBe(false);
  });

  test('ends with the refusal that limits it', () => {
    const limited =
      '{name: a, action: Allow, services: [http], rateLimit: {rate: 5/sec}, expires: "2027-01-01T00:00:00Z"}';
    const made = texts(policy('p', 'ingress', limited), 0, 'GW-IN-p');
    expect(made.map((text) => text.includes('-m time --datestop 2026-12-31T23:59:59 '))).toEqual([true, true]);
  });
});
