// Domain names in peers: where they may stand, what they hold, and what becomes of answers that nobody should trust.

import { describe, expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { validateManifests } from '../../src/policy/validate.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { document, policy, readYaml } from './yaml.ts';

const names = '{domainNames: [Updates.example.org, mirror.example.org]}';
const rule = (action: string, peer = names) => policy('p', 'egress', `{name: r, action: ${action}, to: [${peer}]}`);
const set = (spec: string, name = 'a') => `${document('NetworkSet', name, spec, '{team: red}')}---\n`;
const named = set('networks: [192.0.2.1]\ndomainNames: [updates.example.org]');

type Answers = Readonly<Record<string, readonly string[]>>;

function select(text: string, answers?: Answers) {
  const known = answers === undefined ? {} : { known: { names: new Map(Object.entries(answers)) } };
  const selected = selectForHost(readYaml({ 'a.yaml': text }), { name: 'host', labels: {}, ...known });
  if (!selected.ok) throw new Error(selected.error.faults.map(formatFault).join('\n'));
  return selected.value;
}

/** The ipsets of networks, and the texts of the rules of policy `p` in both families. */
function compile(text: string, answers?: Answers) {
  const { sets, ipv4, ipv6 } = compileRuleset(select(text, answers));
  const chains = [ipv4, ipv6].flatMap(({ tables }) => tables.flatMap((table) => table.chains));
  return {
    sets: Object.fromEntries(
      sets.filter(({ type }) => type === 'hash:net').map(({ name, entries }) => [name, entries]),
    ),
    rules: chains.filter(({ name }) => name.endsWith('-p')).flatMap((chain) => chain.rules.map((one) => one.text)),
  };
}

const faults = (text: string) => validateManifests(readYaml({ 'a.yaml': text })).map(formatFault);

test('names are one set in both families, whatever they stand for, and no rule changes with an answer', () => {
  const none = compile(rule('Allow'));
  const some = compile(rule('Allow'), {
    'updates.example.org': ['203.0.113.7', '2001:db8::7'],
    'mirror.example.org': ['203.0.113.7', '203.0.113.9'],
  });
  const [v4 = '', v6 = ''] = Object.keys(none.sets);
  expect([v4, v6]).toEqual([
    expect.stringMatching(/^gw4-names\.[0-9a-f]{8}$/),
    expect.stringMatching(/^gw6-names\.[0-9a-f]{8}$/),
  ]);
  expect(none.sets).toEqual({ [v4]: [], [v6]: [] });
  expect(some.sets).toEqual({ [v4]: ['203.0.113.7', '203.0.113.9'], [v6]: ['2001:db8::7'] });
  expect(none.rules).toHaveLength(2);
  expect(some.rules).toEqual(none.rules);
});

test('the same names in another order, and written otherwise, are the same set', () => {
  const other = '{domainNames: [mirror.example.org., updates.EXAMPLE.org]}';
  expect(Object.keys(compile(rule('Allow', other)).sets)).toEqual(Object.keys(compile(rule('Allow')).sets));
});

test('a set of names and networks holds both, and so does what includes it', () => {
  const outer = set('include: [a]', 'b');
  const answers = { 'updates.example.org': ['203.0.113.7', '192.0.2.1'] };
  expect(compile(named + outer + rule('Allow', '{networkSets: [b]}'), answers).sets).toEqual({
    'gw4-b': ['192.0.2.1', '203.0.113.7'],
    'gw6-b': [],
  });
});

test('an answer outlives an entry of the same address that ends', () => {
  const both = set(
    'domainNames: [updates.example.org]\nentries: [{network: 203.0.113.7, expires: "2030-01-01T00:00:00Z"}]',
  );
  const { sets } = compileRuleset(
    select(both + rule('Allow', '{networkSets: [a]}'), { 'updates.example.org': ['203.0.113.7'] }),
  );
  expect(sets.find(({ name }) => name === 'gw4-a.until')).toMatchObject({ entries: ['203.0.113.7'], until: {} });
});

test('answers that are this host, its link, everybody or nobody are left out', () => {
  const hostile = [
    '0.0.0.0',
    '127.0.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '0.0.0.0/0',
    'nonsense',
    '10.0.0.7',
  ];
  expect(Object.values(compile(rule('Allow'), { 'updates.example.org': hostile }).sets)).toEqual([['10.0.0.7'], []]);
});

test('what the host asks for is listed, and a name without an answer is told where somebody asks', () => {
  expect(select(rule('Allow')).domainNames).toEqual(['mirror.example.org', 'updates.example.org']);
  expect(select(rule('Allow')).warnings).toEqual([]);
  const told = select(rule('Allow'), { 'mirror.example.org': ['203.0.113.9'] }).warnings.map(({ message }) => message);
  expect(told).toEqual([
    'the name updates.example.org has no answer yet that could be used, so nobody is let through by it; see whether this host can ask its name servers',
  ]);
});

test('ssh that is let in by name is no way in to rely on', () => {
  const text = policy(
    'p',
    'ingress',
    '{name: r, action: Allow, services: [ssh], from: [{domainNames: [a.example.org]}]}',
  );
  const { ipv4 } = compileRuleset(select(text, { 'a.example.org': ['203.0.113.7'] }));
  const labels = ipv4.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules.map(({ label }) => label)));
  expect(labels.some((label) => label.startsWith('profile/builtin/failsafe'))).toBe(true);
});

describe('names are a fault', () => {
  test.each(['Deny', 'Reject', 'Pass', 'Log'])('in %s', (action) => {
    expect(faults(rule(action))).toEqual([
      expect.stringMatching(
        /^a\.yaml:7:\d+: FirewallPolicy\/p: `domainNames` is not allowed here: .*; write `networks`$/,
      ),
    ]);
    expect(() => select(rule(action), {})).toThrow('`domainNames` is not allowed here');
  });

  test.each([
    ['by a set', '{networkSets: [a]}'],
    ['by what a set includes', '{networkSets: [b]}'],
  ])('in a Deny %s', (_, peer) => {
    const [fault, ...others] = faults(named + set('include: [a]', 'b') + rule('Deny', peer));
    expect(others).toEqual([]);
    expect(fault).toMatch(/FirewallPolicy\/p: NetworkSet "[ab]" holds domain names, and cannot be used here/);
  });

  test('in a Deny by a label', () => {
    const peer = '{networkSetSelector: {matchLabels: {team: red}}}';
    expect(() => select(named + rule('Deny', peer))).toThrow('NetworkSet "a" holds domain names');
    expect(compile(named + rule('Allow', peer)).rules).toHaveLength(2);
  });

  test('in what an Allow leaves out', () => {
    expect(faults(named + rule('Allow', '{except: {networkSets: [a]}}'))).toEqual([
      expect.stringContaining('NetworkSet "a" holds domain names'),
    ]);
  });

  test('in a profile and in a NatPolicy', () => {
    const profile = document(
      'FirewallProfile',
      'f',
      `hostSelector: {}\npacketLimits: [{name: x, services: [ping], rate: 5/sec, from: [${names}]}]`,
    );
    const nat = document('NatPolicy', 'n', `hostSelector: {}\nexempt: [{name: x, from: [${names}]}]`);
    expect(faults(`${profile}---\n${nat}`)).toEqual([
      expect.stringContaining('FirewallProfile/f: `domainNames` is not allowed here'),
      expect.stringContaining('NatPolicy/n: `domainNames` is not allowed here'),
    ]);
  });

  test('beside another address field', () => {
    expect(faults(rule('Allow', '{domainNames: [a.example.org], networks: [192.0.2.1]}'))).toEqual([
      expect.stringContaining('a peer has one of'),
    ]);
  });
});

test.each([
  ['"*.example.org"', 'holds a wildcard, which cannot be resolved; write the names that are meant'],
  ['localhost', 'is one label alone; write the whole name'],
  ['192.0.2.1', 'is an address, not a name; write it in `networks`'],
  ['"a b.example.org"', 'is not a name in DNS'],
])('%s is refused', (text, why) => {
  expect(() => readYaml({ 'a.yaml': rule('Allow', `{domainNames: [${text}]}`) })).toThrow(why);
});
