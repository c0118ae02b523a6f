// Lists that multiply are refused before they fill the machine.

import { expect, test } from 'vitest';
import { selectForHost } from '../../src/policy/select.ts';
import { validateManifests } from '../../src/policy/validate.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { checkRuleCounts } from '../../src/ruleset/rule-count.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';

function check(...rules: readonly string[]) {
  const selected = selectForHost(readYaml({ 'a.yaml': policy('big', 'ingress', ...rules) }), { name: 'h', labels: {} });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return checkRuleCounts(selected.value);
}

function networks(count: number, first: number): string {
  const list = Array.from({ length: count }, (_, index) => `${first}.${index >> 8}.${index & 255}.1`);
  return `[{networks: [${list.join(', ')}]}]`;
}

test('a rule whose two lists multiply beyond the bound is a fault at its place', () => {
  expect(check(`{name: wide, action: Allow, from: ${networks(100, 10)}, to: ${networks(100, 11)}}`)).toEqual([
    {
      file: 'a.yaml',
      line: 7,
      column: 5,
      pointer: '',
      subject: 'FirewallPolicy/big',
      message:
        'rule wide would become 10000 kernel rules, allowed are 4096; put the addresses into a NetworkSet, which is one rule however many they are',
    },
  ]);
});

test('counting is quick where making the rules would not be', () => {
  const interfaces = Array.from({ length: 64 }, (_, index) => `eth${index}`).join(', ');
  const peers = `[{interfaces: [${interfaces}], networks: ${networks(900, 10).slice(12, -2)}}]`;
  const [fault] = check(`{name: wide, action: Allow, from: ${peers}, to: ${networks(900, 11)}}`);
  expect(fault?.message).toContain('would become 51840000 kernel rules');
});

test('a thousand rules of one kernel rule each are fine', () => {
  const rules = Array.from(
    { length: 1000 },
    (_, port) => `{name: p${port}, action: Allow, ports: [{protocol: TCP, ports: [${port + 1}]}]}`,
  );
  expect(check(...rules)).toEqual([]);
});

test('sets that include each other into more entries than the kernel holds are a fault, without being merged first', () => {
  const base = document(
    'NetworkSet',
    'base',
    `networks: [${Array.from({ length: 600 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`).join(', ')}]`,
  );
  // Each set includes the one before it twice over by two ways: the sizes double.
  const sets = Array.from({ length: 24 }, (_, i) => [
    document('NetworkSet', `a${i}`, `include: [${i === 0 ? 'base' : `a${i - 1}, b${i - 1}`}]`),
    document('NetworkSet', `b${i}`, `include: [${i === 0 ? 'base' : `a${i - 1}, b${i - 1}`}]`),
  ]).flat();
  const faults = validateManifests(readYaml({ 'sets.yaml': [base, ...sets].join('---\n') }));
  expect(faults[0]?.message).toMatch(
    /^base brings all sets together to \d+ entries, allowed are 4194304; include smaller sets/,
  );
  expect(faults.some(({ message }) => /entries with all that it includes, allowed are 1048576/.test(message))).toBe(
    true,
  );
});

function checkProfile(profile: string, nat: string) {
  const documents = [
    document('Host', 'h', 'zones: {wan: [wan0]}'),
    document('Zone', 'wan', 'external: true'),
    document('FirewallProfile', 'site', `hostSelector: {}\n${profile}`),
    document('NatPolicy', 'edge', `hostSelector: {}\n${nat}`),
  ];
  const selected = selectForHost(readYaml({ 'a.yaml': documents.join('---\n') }), { name: 'h', labels: {} });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return { faults: checkRuleCounts(selected.value).map(({ message }) => message), selected: selected.value };
}

const forward =
  'portForwards: [{name: f, inZone: wan, ports: [{protocol: TCP, ports: [22]}], target: {address: 10.9.9.9}}]';
const failsafe = (count: number) => `failsafe: {ingress: [{services: [ssh], from: ${networks(count, 10)}}]}`;

test('a failsafe that no chain could hold in front of a port forward is a fault, and one at the bound compiles', () => {
  expect(checkProfile(failsafe(301), forward).faults).toEqual([
    'failsafe with the exemptions of NatPolicies would become 301 kernel rules, allowed are 300; put the addresses into a NetworkSet, which is one rule however many they are',
  ]);
  const { faults, selected } = checkProfile(failsafe(300), forward);
  expect(faults).toEqual([]);
  expect(() => compileRuleset(selected)).not.toThrow();
});

test('so is one that no chain could hold in front of the checks of table raw', () => {
  const text = document('FirewallProfile', 'site', `hostSelector: {}\n${failsafe(301)}`);
  const selected = selectForHost(readYaml({ 'a.yaml': text }), { name: 'h', labels: {} });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  expect(checkRuleCounts(selected.value).map(({ message }) => message)).toEqual([
    expect.stringContaining('failsafe would become 301 kernel rules, allowed are 300'),
  ]);
});

test('exemptions count with it, and those whom a trap never bans have a bound of their own', () => {
  const exempt = `exempt: [{name: e, from: ${networks(200, 11)}, ipFamilies: [IPv4]}]\n${forward}`;
  expect(checkProfile(failsafe(101), exempt).faults).toEqual([
    expect.stringContaining('would become 301 kernel rules'),
  ]);
  const trap = `hardening: {portScan: {ports: [{protocol: TCP, ports: [23]}], exempt: ${networks(301, 12)}}}`;
  expect(checkProfile(trap, forward).faults).toEqual([
    expect.stringContaining('hardening/portScan would become 301 kernel rules, allowed are 300'),
  ]);
});

test('interfaces that no chain could hold one by one are a fault, and so are too many of one zone', () => {
  const list = (count: number, name: string) =>
    Array.from({ length: count }, (_, index) => `${name}${index}`).join(', ');
  const check = (zones: string, profile: string) => {
    const names = [...zones.matchAll(/(\w+): \[/g)].map(([, name = '']) => name);
    const text = [
      document('Host', 'h', `zones: {${zones}}`),
      ...names.map((name) => document('Zone', name, 'intraZone: Allow')),
      document('FirewallProfile', 'site', `hostSelector: {}\n${profile}`),
    ].join('---\n');
    const selected = selectForHost(readYaml({ 'a.yaml': text }), { name: 'h', labels: {} });
    if (!selected.ok) throw new Error(JSON.stringify(selected.error));
    return { faults: checkRuleCounts(selected.value).map(({ message }) => message), selected: selected.value };
  };
  const open = 'defaults: {forward: Allow}\ncoexistence: {unmanagedForward: Deny}';
  expect(check(`a: [${list(151, 'a')}], b: [${list(150, 'b')}]`, open).faults).toEqual([
    'coexistence would become 301 kernel rules, allowed are 300; name interfaces by a prefix, like `vlan+`',
  ]);
  const { faults, selected } = check(`a: [${list(150, 'a')}], b: [${list(150, 'b')}]`, open);
  expect(faults).toEqual([]);
  expect(() => compileRuleset(selected)).not.toThrow();
  expect(check(`a: [${list(65, 'a')}]`, '').faults).toEqual([
    'intraZone would become 4225 kernel rules, allowed are 4096; name interfaces by a prefix, like `vlan+`',
  ]);
});
