// NatPolicies: what contradicts itself is told with its place, and what they mean on a host.

import { describe, expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { validateManifests } from '../../src/policy/validate.ts';
import { document, readYaml } from './yaml.ts';

const zones = [
  document('Zone', 'wan', 'external: true'),
  document('Zone', 'lan', 'networks: [10.1.0.0/24, "2001:db8:1::/64"]'),
  document('Zone', 'bare', 'external: false'),
].join('---\n');
const nat = (items: string) => document('NatPolicy', 'edge', `hostSelector: {}\n${items}`);
const ports = 'ports: [{protocol: TCP, ports: [80]}]';

function faultsOf(items: string): readonly string[] {
  return validateManifests(readYaml({ 'nat.yaml': nat(items), 'zones.yaml': zones })).map(formatFault);
}

describe('is refused at its place', () => {
  test.each([
    [
      'nothing to translate',
      'priority: 1',
      'nat.yaml:4:1: NatPolicy/edge: the policy translates nothing; give it at least one of exempt',
    ],
    [
      'an exemption of everything',
      'exempt: [{name: a}]',
      'nat.yaml:6:12: NatPolicy/edge: an exemption of everything switches all translation off',
    ],
    [
      'a name twice',
      `masquerade: [{name: a, outZone: wan}, {name: a, outZone: lan}]`,
      'nat.yaml:6:48: NatPolicy/edge: item a is in `masquerade` already, at line 6',
    ],
    [
      'an unknown zone',
      'masquerade: [{name: a, outZone: wam}]',
      'nat.yaml:6:35: NatPolicy/edge: Zone "wam" does not exist; add a Zone manifest of that name; did you mean "wan"?',
    ],
    [
      'a source zone without networks',
      'masquerade: [{name: a, outZone: wan, from: [{zones: [bare]}]}]',
      'nat.yaml:6:56: NatPolicy/edge: zone bare says no `networks`',
    ],
    [
      'an interface where none is seen',
      'snat: [{name: a, outZone: wan, address: 192.0.2.1, from: [{interfaces: [eth0]}]}]',
      'nat.yaml:6:74: NatPolicy/edge: this cannot be seen',
    ],
    [
      'a zone beside addresses',
      'exempt: [{name: a, from: [{zones: [lan], networks: [10.1.0.1]}]}]',
      'nat.yaml:6:37: NatPolicy/edge: zones stand for their networks here',
    ],
    [
      'two families in a forward',
      `portForwards: [{name: a, inZone: wan, address: 192.0.2.1, ${ports}, target: {address: "2001:db8:1::5"}}]`,
      'nat.yaml:6:50: NatPolicy/edge: 192.0.2.1 and 2001:db8:1::5 are of two families',
    ],
    [
      'a target that is loopback',
      `portForwards: [{name: a, inZone: wan, ${ports}, target: {address: 127.0.0.1}}]`,
      'NatPolicy/edge: a machine behind this host is wanted, and this is loopback',
    ],
    [
      'a hairpin without a home',
      `portForwards: [{name: a, inZone: wan, ${ports}, target: {address: 10.7.0.1}, hairpin: true}]`,
      'NatPolicy/edge: hairpin needs the zone in which the target is',
    ],
    [
      'source ports',
      `redirects: [{name: a, inZone: lan, ports: [{protocol: TCP, ports: [80], sourcePorts: [1]}], toPort: 81}]`,
      'NatPolicy/edge: a translation goes by the destination port alone',
    ],
    [
      'a range as the port of this host',
      `redirects: [{name: a, inZone: lan, ${ports}, toPort: "81-82"}]`,
      'NatPolicy/edge: "81-82" is a range; write one port',
    ],
    [
      'networks of two sizes',
      'oneToOne: [{name: a, zone: wan, external: 192.0.2.0/24, internal: 10.1.0.0/25}]',
      'NatPolicy/edge: external is a /24 and internal a /25',
    ],
    [
      'an IPv4 prefix in npt6',
      'npt6: [{name: a, zone: wan, external: 192.0.2.0/24, internal: 10.1.0.0/24}]',
      'NatPolicy/edge: npt6 is for IPv6 prefixes',
    ],
  ])('%s', (_, items, expected) => {
    expect(faultsOf(items)).toEqual([expect.stringContaining(expected)]);
  });

  test('a network where an address is wanted, and all other faults with it', () => {
    const bad = { 'a.yaml': nat('snat: [{name: A, outZone: wan, address: 192.0.2.0/24}]') };
    expect(() => readYaml(bad)).toThrow(/is a network; one address is wanted.*/);
  });
});

test('a host without the zone gets no rule of the item, and the order is by priority and name', () => {
  const host = document('Host', 'gw1', 'zones: {wan: [eth0]}');
  const policy = (name: string, priority: number) =>
    document(
      'NatPolicy',
      name,
      `hostSelector: {}\npriority: ${priority}\nmasquerade: [{name: ${name}, outZone: wan}]\n${name === 'b' ? 'exempt: [{name: x, to: [{networks: [10.0.0.0/8]}]}]' : ''}`,
    );
  const files = {
    'h.yaml': host,
    'z.yaml': zones,
    'p.yaml': [policy('a', 600), policy('b', 700), policy('c', 100)].join('---\n'),
  };
  const selected = selectForHost(readYaml(files), { name: 'gw1', labels: {} });
  expect(selected.ok && selected.value.nat.map(({ label }) => label)).toEqual([
    'nat/b/x',
    'nat/c/c',
    'nat/a/a',
    'nat/b/b',
  ]);
});
