// Peers by label: hosts stand for their addresses, a selector of sets for the sets; what finds nobody is told, or refuses.

import { describe, expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { createMemo } from '../../src/policy/memo.ts';
import { formatNetwork } from '../../src/policy/network.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Peer } from '../../src/policy/policy.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { validateManifests } from '../../src/policy/validate.ts';
import { document, policy, readYaml } from './yaml.ts';

const site = (name: string, addresses: string, labels = '{role: gateway}') =>
  `${document('Host', name, addresses === '' ? 'zones: {}' : `addresses: [${addresses}]`, labels)}---\n`;
const sites =
  site('gw1', '192.0.2.1, "2001:db8:1::1"') +
  site('gw2', '198.51.100.1') +
  site('db', '203.0.113.5', '{role: database}') +
  site('new', '', '{role: fresh}');
const sets = `${document('NetworkSet', 'a', 'networks: [10.1.0.0/16]', '{team: red}')}---
${document('NetworkSet', 'b', 'networks: [10.2.0.0/16, "2001:db8::/48"]', '{team: red}')}---
${document('NetworkSet', 'c', 'networks: [10.3.0.0/16]', '{team: blue}')}---
`;

function select(files: Readonly<Record<string, string>>, memo = createMemo()) {
  return selectForHost(readYaml(files), { name: 'gw1', labels: {} }, memo);
}

/** The peers of the rule, and what each set that they name holds. */
function resolve(rule: string, files: Readonly<Record<string, string>> = { 'a.yaml': sites }, memo = createMemo()) {
  const selected = select({ ...files, 'b.yaml': sets, 'p.yaml': policy('p', 'ingress', rule) }, memo);
  if (!selected.ok) throw new Error(selected.error.faults.map(formatFault).join('\n'));
  const [first] = selected.value.policies.flatMap(({ ingress }) => ingress);
  const peers: readonly Peer[] = first === undefined || first.from === 'any' ? [] : first.from;
  const holds = new Map(selected.value.sets.map(({ name, networks }) => [name, networks.map(formatNetwork)]));
  const networksOf = (names: readonly string[] = []) => names.map((name) => holds.get(name));
  return { peers, networksOf, warnings: selected.value.warnings.map(formatFault) };
}

function networksOf(rule: string, files?: Readonly<Record<string, string>>, memo?: ReturnType<typeof createMemo>) {
  const { peers, networksOf: read } = resolve(rule, files, memo);
  return peers.flatMap(({ addresses }) => (addresses?.kind === 'sets' ? read(addresses.sets) : []));
}

const refusalsOf = (rule: string): readonly string[] => {
  const selected = select({ 'a.yaml': sites, 'b.yaml': sets, 'p.yaml': policy('p', 'ingress', rule) });
  return selected.ok ? [] : selected.error.faults.map(formatFault);
};

describe('hosts', () => {
  test('are the addresses of the machines that bear the labels, this one included', () => {
    expect(networksOf('{name: r, action: Allow, from: [{hosts: {matchLabels: {role: gateway}}}]}')).toEqual([
      ['192.0.2.1/32', '198.51.100.1/32', '2001:db8:1::1/128'],
    ]);
  });

  test('are all machines with addresses when the selector is empty', () => {
    expect(networksOf('{name: r, action: Allow, from: [{hosts: {}}]}')).toEqual([
      ['192.0.2.1/32', '198.51.100.1/32', '203.0.113.5/32', '2001:db8:1::1/128'],
    ]);
  });

  test('may be left out, and are then added to what is left out beside them', () => {
    const { peers, networksOf: read } = resolve(
      '{name: r, action: Allow, from: [{except: {networks: [192.0.2.77], hosts: {matchLabels: {role: database}}}}]}',
    );
    expect(peers[0]?.addresses).toBeUndefined();
    expect(peers[0]?.except?.networks.map(formatNetwork)).toEqual(['192.0.2.77/32']);
    expect(read(peers[0]?.except?.sets)).toEqual([['203.0.113.5/32']]);
  });

  test('that nobody is match nothing in an Allow, with a warning, and never become any', () => {
    const files = {
      'a.yaml': sites,
      'p.yaml': policy('p', 'ingress', '{name: r, action: Allow, from: [{hosts: {matchLabels: {role: fresh}}}]}'),
    };
    const selected = select(files);
    expect(selected.ok && selected.value.policies[0]?.ingress[0]?.from).toEqual([
      expect.objectContaining({ addresses: { kind: 'networks', networks: [] } }),
    ]);
    expect(selected.ok && selected.value.warnings.map(formatFault)).toContainEqual(
      'p.yaml:7:45: FirewallPolicy/p: no Host with these labels has `addresses`, so this matches nothing; add `addresses` to the Host manifests',
    );
  });

  test.each([
    ['a Deny', '{name: r, action: Deny, from: [{hosts: {matchLabels: {role: fresh}}}]}'],
    ['a Reject', '{name: r, action: Reject, from: [{hosts: {matchLabels: {role: fresh}}}]}'],
    ['an except', '{name: r, action: Allow, from: [{except: {hosts: {matchLabels: {role: fresh}}}}]}'],
  ])('that nobody is refuse the commit in %s', (_place, rule) => {
    expect(refusalsOf(rule)).toEqual([
      expect.stringMatching(
        /^p\.yaml:7:\d+: FirewallPolicy\/p: no Host with these labels has `addresses`, and what is to be refused must not be nothing; add `addresses` to the Host manifests, or take the rule out$/,
      ),
    ]);
  });

  test('of which one manifest cannot be used refuse the commit: it may be meant', () => {
    const files = {
      'a.yaml': sites,
      'bad.yaml': document('Host', 'gw9', 'addresses: [10.0.0.0.1]', '{role: gateway}'),
      'p.yaml': policy('p', 'ingress', '{name: r, action: Deny, from: [{hosts: {matchLabels: {role: gateway}}}]}'),
    };
    const { manifests, faults } = readAll(files);
    const request = { name: 'gw1', labels: {}, readFaults: faults };
    expect(selectForHost(manifests, request, createMemo()).ok).toBe(false);
    const others = manifests.filter(({ kind }) => kind !== 'FirewallPolicy');
    const open = readYaml({ 'o.yaml': policy('o', 'ingress', '{name: r, action: Allow, services: [ssh]}') });
    expect(selectForHost([...others, ...open], request, createMemo()).ok).toBe(true);
  });

  test('follow a change of the Host manifests in a warm controller', () => {
    const memo = createMemo();
    const rule = '{name: r, action: Allow, from: [{hosts: {matchLabels: {role: gateway}}}]}';
    expect(networksOf(rule, { 'a.yaml': sites }, memo)[0]).toHaveLength(3);
    expect(networksOf(rule, { 'a.yaml': sites + site('gw3', '192.0.2.3') }, memo)[0]).toContain('192.0.2.3/32');
  });

  test('are one set under one name, whoever means them and whatever it holds, so that a new machine is a new entry', () => {
    const rule = '{name: r, action: Allow, from: [{hosts: {matchLabels: {role: gateway}}}]}';
    const nameOf = (files: Readonly<Record<string, string>>) =>
      resolve(rule, files).peers.map(({ addresses }) => addresses);
    expect(nameOf({ 'a.yaml': sites + site('gw3', '192.0.2.3') })).toEqual(nameOf({ 'a.yaml': sites }));
    const twice = select({
      'a.yaml': sites,
      'p.yaml': policy('p', 'ingress', rule),
      'q.yaml': policy('q', 'ingress', rule),
    });
    expect(twice.ok && twice.value.sets).toHaveLength(1);
  });

  test('without an address in a family match nothing there, with a warning', () => {
    const { warnings } = resolve('{name: r, action: Allow, from: [{hosts: {matchLabels: {role: database}}}]}');
    expect(warnings).toContainEqual(expect.stringContaining('the hosts that are meant have no IPv6 network'));
  });
});

describe('a selector of sets', () => {
  test('is the union of the sets that bear the labels', () => {
    const [peer] = resolve('{name: r, action: Allow, from: [{networkSetSelector: {matchLabels: {team: red}}}]}').peers;
    const [same] = resolve('{name: r, action: Allow, from: [{networkSets: [a, b]}]}').peers;
    expect(peer).toEqual(same);
  });

  test('may leave out', () => {
    const [peer] = resolve(
      '{name: r, action: Allow, from: [{except: {networkSetSelector: {matchLabels: {team: blue}}}}]}',
    ).peers;
    const [same] = resolve('{name: r, action: Allow, from: [{except: {networkSets: [c]}}]}').peers;
    expect(peer).toEqual(same);
  });

  test('that finds none refuses the commit in a Deny', () => {
    expect(refusalsOf('{name: r, action: Deny, from: [{networkSetSelector: {matchLabels: {team: none}}}]}')).toEqual([
      expect.stringContaining('no NetworkSet of the repository has these labels, and what is to be refused'),
    ]);
  });
});

test('a peer has one address field at most', () => {
  const faults = validateManifests(
    readAll({
      'p.yaml': policy('p', 'ingress', '{name: r, action: Allow, from: [{hosts: {}, networks: [10.0.0.0/8]}]}'),
    }).manifests,
  );
  expect(faults.map(formatFault)).toEqual([
    'p.yaml:7:45: FirewallPolicy/p: a peer has one of `networks`, `networkSets`, `networkSetSelector`, `hosts`, `domainNames`: write two peers for "either", and `except` for "but not"',
  ]);
});

function readAll(files: Readonly<Record<string, string>>) {
  return readManifests(
    Object.entries(files).map(([path, text]) => ({ path, digest: path, bytes: new TextEncoder().encode(text) })),
  );
}
