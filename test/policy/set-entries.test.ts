// Entries of NetworkSets with an end: which form of a set each rule asks for, and what it holds at a moment.

import { describe, expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { formatNetwork } from '../../src/policy/network.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { document, policy, readYaml } from './yaml.ts';

const end = '2030-01-01T00:00:00Z';
const endMs = Date.parse(end);
const later = '2031-01-01T00:00:00Z';

const set = (spec: string, name = 'a') => `${document('NetworkSet', name, spec)}---\n`;
const guest = set(`networks: [192.0.2.1]\nentries: [{network: 198.51.100.7, expires: "${end}", reason: audit}]`);

function select(text: string, nowMs = endMs - 1) {
  const selected = selectForHost(readYaml({ 'a.yaml': text }), { name: 'host', labels: {}, nowMs });
  if (!selected.ok) throw new Error(selected.error.faults.map(formatFault).join('\n'));
  return selected.value;
}

/** What each ipset and its ends are, and the rules of the policy `p`. */
function compile(text: string, nowMs?: number) {
  const { sets, ipv4 } = compileRuleset(select(text, nowMs));
  const rules = ipv4.tables.flatMap(({ chains }) => chains.filter(({ name }) => name.endsWith('-p')));
  return {
    sets: sets
      .filter(({ type }) => type === 'hash:net')
      .map(({ name, entries, until }) => ({ name, entries, ...(until === undefined ? {} : { until }) })),
    rules: rules.flatMap((chain) => chain.rules.map(({ text: rule }) => rule.replace(/ -m comment.*?(?= -j)/, ''))),
  };
}

const rule = (action: string, peer = '{networkSets: [a]}') =>
  policy('p', 'ingress', `{name: r, action: ${action}, from: [${peer}]}`);

describe('the form of a set', () => {
  test('is the one that the kernel ends in an Allow', () => {
    expect(compile(guest + rule('Allow'))).toEqual({
      sets: [{ name: 'gw4-a.until', entries: ['192.0.2.1', '198.51.100.7'], until: { '198.51.100.7': endMs / 1_000 } }],
      rules: ['-m set --match-set gw4-a.until src -j ACCEPT'],
    });
  });

  test.each(['Deny', 'Reject', 'Pass', 'Log'])('is the one that the controller keeps in %s', (action) => {
    expect(compile(guest + rule(action)).sets).toEqual([{ name: 'gw4-a', entries: ['192.0.2.1', '198.51.100.7'] }]);
  });

  test('is kept in what an Allow leaves out, and ends in what a Deny leaves out', () => {
    const peer = '{except: {networkSets: [a]}}';
    expect(compile(guest + rule('Allow', peer)).sets.map(({ name }) => name)).toEqual(['gw4-a']);
    expect(compile(guest + rule('Deny', peer)).sets.map(({ name }) => name)).toEqual(['gw4-a.until']);
  });

  test('is both where it is used in both ways', () => {
    const both = policy(
      'p',
      'ingress',
      '{name: r, action: Allow, services: [ssh], from: [{networkSets: [a]}]}',
      '{name: s, action: Deny, from: [{networkSets: [a]}]}',
    );
    expect(compile(guest + both).sets.map(({ name }) => name)).toEqual(['gw4-a', 'gw4-a.until']);
  });

  test('is the plain one where no entry has an end', () => {
    const plain = set('entries: [{network: 192.0.2.1, reason: ours}, {network: 192.0.2.9}]');
    expect(compile(plain + rule('Allow')).sets).toEqual([{ name: 'gw4-a', entries: ['192.0.2.1', '192.0.2.9'] }]);
  });
});

test('one entry alone is an ipset, and when it has ended no rule changes', () => {
  const alone = set(`entries: [{network: 198.51.100.7, expires: "${end}"}]`) + rule('Allow');
  const [before, after] = [compile(alone), compile(alone, endMs)];
  expect(before.sets).toEqual([
    { name: 'gw4-a.until', entries: ['198.51.100.7'], until: { '198.51.100.7': endMs / 1_000 } },
  ]);
  expect(after.sets).toEqual([{ name: 'gw4-a.until', entries: [], until: {} }]);
  expect(after.rules).toEqual(before.rules);
  expect(compile(alone.replace('Allow', 'Deny'), endMs).sets).toEqual([{ name: 'gw4-a', entries: [] }]);
});

test('a family in which nothing has an end is as before', () => {
  const mixed = set(`networks: ["2001:db8::1"]\nentries: [{network: 198.51.100.7, expires: "${end}"}]`);
  expect(compile(mixed + rule('Allow')).sets.map(({ name }) => name)).toEqual(['gw4-a.until']);
});

test('what includes a set with ends has them, too', () => {
  const outer = set('include: [b]') + set(`entries: [{network: 198.51.100.7, expires: "${end}"}]`, 'b');
  expect(compile(outer + rule('Allow')).sets.map(({ name }) => name)).toEqual(['gw4-a.until']);
});

test('an entry within one that stays longer is not kept beside it, one that stays shorter not within another', () => {
  const nested = set(
    `networks: [192.0.2.0/24]\nentries: [{network: 192.0.2.7, expires: "${end}"}, {network: 10.0.0.0/8, expires: "${end}"}, {network: 10.1.0.0/16, expires: "${later}"}, {network: 10.2.0.0/16, expires: "${end}"}]`,
  );
  expect(compile(nested + rule('Allow')).sets[0]?.until).toEqual({
    '10.0.0.0/8': endMs / 1_000,
    '10.1.0.0/16': Date.parse(later) / 1_000,
  });
});

test('everything of IPv4 for a while is two halves', () => {
  const all = set(`entries: [{network: 0.0.0.0/0, expires: "${end}"}]`);
  expect(compile(all + rule('Allow')).sets[0]?.entries).toEqual(['0.0.0.0/1', '128.0.0.0/1']);
  expect(compile(all + rule('Deny')).sets[0]?.entries).toEqual(['0.0.0.0/1', '128.0.0.0/1']);
});

test('what is selected holds until the next entry ends, and a past one is told', () => {
  const two = set(
    `entries: [{network: 198.51.100.7, expires: "${end}"}, {network: 198.51.100.9, expires: "${later}"}]`,
  );
  expect(select(two + rule('Deny')).validUntilMs).toBe(endMs);
  const after = select(two + rule('Deny'), endMs);
  expect(after.validUntilMs).toBe(Date.parse(later));
  expect(after.sets.flatMap(({ networks }) => networks.map(formatNetwork))).toEqual(['198.51.100.9/32']);
  expect(after.warnings.map(({ pointer, message }) => `${pointer}: ${message}`)).toContain(
    '/spec/entries/0/expires: entry 198.51.100.7 expired at 2030-01-01T00:00:00Z and is not in the set; take it out, or give it a later end',
  );
  expect(select(two + policy('p', 'ingress', '{name: r, action: Allow}')).validUntilMs).toBeUndefined();
});

test('an Allow of ssh that is there for a while only is no way in to rely on', () => {
  const text = set(`entries: [{network: 198.51.100.7, expires: "${end}"}]`) + rule('Allow');
  const desired = compileRuleset(select(text));
  const rules = desired.ipv4.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules));
  expect(rules.some(({ label }) => label.startsWith('profile/builtin/failsafe'))).toBe(true);
});
