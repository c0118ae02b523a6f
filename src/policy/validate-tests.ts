// PolicyTests: packets that can exist, and rules that do.

import type { Family } from './family.ts';
import type { Fault } from './fault.ts';
import { parseProtocol } from './formats.ts';
import type { TestPacket } from './generated/types.ts';
import { findIcmpKind } from './icmp.ts';
import { locate } from './manifest.ts';
import { parseAddress } from './network.ts';
import { faultAt, isKind, type ManifestOf, pointerTo, type Repository } from './repository.ts';
import { suggest } from './suggest.ts';
import { parseTemplate } from './template.ts';

type Test = ManifestOf<'PolicyTest'>;
type Case = Test['spec']['cases'][number];

/** All that is wrong with the cases of all tests. */
export function checkPolicyTests(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) => {
    if (!isKind(manifest, 'PolicyTest')) return [];
    const { cases } = manifest.spec;
    return cases.flatMap((one, index) => {
      const place: Place = { test: manifest, pointer: pointerTo('spec', 'cases', index) };
      const first = cases.findIndex(({ name }) => name === one.name);
      const { line } = locate(manifest, pointerTo('spec', 'cases', first, 'name'));
      return [
        ...(first === index ? [] : [fault(place, 'name', `case ${one.name} is there already, at line ${line}`)]),
        ...checkPacket(one, place),
        ...checkRule(one, place, repository),
      ];
    });
  });
}

interface Place {
  readonly test: Test;
  /** Of the case. */
  readonly pointer: string;
}

function fault({ test, pointer }: Place, field: string, message: string): Fault {
  return faultAt(test, `${pointer}/${field}`, message);
}

function checkPacket({ packet, expect }: Case, place: Place): readonly Fault[] {
  const inPacket = { ...place, pointer: `${place.pointer}/packet` };
  return [
    ...checkInterfaces(packet, inPacket),
    ...checkAddresses({ packet, expect } as Case, place),
    ...checkProtocol(packet, inPacket),
    ...checkOwner(packet, inPacket),
  ];
}

const ways = {
  Ingress: { in: true, out: false },
  Forward: { in: true, out: true },
  Egress: { in: false, out: true },
} as const;

function checkInterfaces(packet: TestPacket, place: Place): readonly Fault[] {
  const has = ways[packet.direction];
  return (['in', 'out'] as const).flatMap((side) => {
    const written = ([`${side}Interface`, `${side}Zone`] as const).filter((field) => packet[field] !== undefined);
    const [first, second] = written;
    const verb = side === 'in' ? 'enters' : 'leaves';
    const none = `a packet of direction ${packet.direction} ${verb} by no interface; take \`${first}\` out`;
    const missing = `say by which interface the packet ${verb}: \`${side}Interface\` or \`${side}Zone\``;
    if (!has[side]) return first === undefined ? [] : [fault(place, first, none)];
    if (first === undefined) return [faultAt(place.test, place.pointer, missing)];
    if (second === undefined && packet[first]?.endsWith('+') === true)
      return [fault(place, first, 'a packet has one interface; write its whole name, without "+"')];
    if (second === undefined) return [];
    return [fault(place, second, `\`${first}\` and \`${second}\` say the same thing; take one of them out`)];
  });
}

/** Every address is one, and all of them are of one family. */
function checkAddresses({ packet, expect }: Case, place: Place): readonly Fault[] {
  const written = [
    ['packet/source', packet.source],
    ['packet/destination', packet.destination],
    ['packet/originalDestination/address', packet.originalDestination?.address],
    ['expect/source/address', expect.source?.address],
    ['expect/destination/address', expect.destination?.address],
  ] as const;
  const family = familyOf(packet.source);
  return written.flatMap(([field, text]) => {
    if (text === undefined) return [];
    if (parseTemplate(text) !== undefined)
      return [fault(place, field, 'a test takes no variables; write the address itself')];
    const found = familyOf(text);
    if (family === undefined || found === family) return [];
    return [
      fault(place, field, `${text} is not of the family of the packet's source, ${packet.source}; they must agree`),
    ];
  });
}

function familyOf(text: string): Family | undefined {
  const parsed = parseAddress(text);
  return parsed.ok ? parsed.value.family : undefined;
}

const withPorts = ['TCP', 'UDP', 'SCTP', 'DCCP', 'UDPLite'];
const icmpFamilies: Readonly<Record<string, Family>> = { ICMP: 'ipv4', ICMPv6: 'ipv6' };

function checkProtocol(packet: TestPacket, place: Place): readonly Fault[] {
  const protocol = String(packet.protocol ?? 'TCP');
  const family = icmpFamilies[protocol];
  if (withPorts.includes(protocol))
    return [...needPort(packet, protocol, place), ...refuse(packet, icmpFields, place, protocol)];
  const ports = [...refuse(packet, portFields, place, protocol), ...refuseOriginalPort(packet, protocol, place)];
  if (family !== undefined) return [...ports, ...checkIcmp(packet, family, place)];
  const parsed = parseProtocol(protocol);
  // Written so, its ports or its type would be lost.
  const named = [...withPorts, 'ICMP', 'ICMPv6'].find((name) => name.toLowerCase() === protocol.toLowerCase());
  const hint = named === undefined ? '' : `; did you mean "${named}"?`;
  if (!parsed.ok || named !== undefined)
    return [fault(place, 'protocol', `${parsed.ok ? `${protocol} is not spelled so here` : parsed.error}${hint}`)];
  return [...ports, ...refuse(packet, icmpFields, place, protocol)];
}

const portFields = ['sourcePort', 'destinationPort'] as const;
const icmpFields = ['icmpType', 'icmpCode'] as const;

function needPort(packet: TestPacket, protocol: string, place: Place): readonly Fault[] {
  if (packet.destinationPort !== undefined) return [];
  return [faultAt(place.test, place.pointer, `a packet of ${protocol} needs \`destinationPort\``)];
}

function refuse(
  packet: TestPacket,
  fields: readonly (keyof TestPacket)[],
  place: Place,
  protocol: string,
): readonly Fault[] {
  const written = fields.filter((field) => packet[field] !== undefined);
  return written.map((field) => fault(place, field, `a packet of ${protocol} has no \`${field}\`; take it out`));
}

function refuseOriginalPort({ originalDestination }: TestPacket, protocol: string, place: Place): readonly Fault[] {
  if (originalDestination?.port === undefined) return [];
  return [fault(place, 'originalDestination/port', `a packet of ${protocol} has no port; take it out`)];
}

function checkIcmp({ icmpType, source }: TestPacket, family: Family, place: Place): readonly Fault[] {
  const [own, other] = family === 'ipv4' ? ['ICMP', 'ICMPv6'] : ['ICMPv6', 'ICMP'];
  const faults: Fault[] = [];
  const found = familyOf(source);
  if (found !== undefined && found !== family)
    faults.push(fault(place, 'protocol', `${own} is of the other family than ${source}; write ${other}`));
  if (icmpType === undefined) faults.push(faultAt(place.test, place.pointer, `a packet of ${own} needs \`icmpType\``));
  else if (!/^\d+$/.test(String(icmpType)) && findIcmpKind(family, String(icmpType)) === undefined)
    faults.push(fault(place, 'icmpType', `${icmpType} is no type of ${own}; write one of it, or its number`));
  return faults;
}

function checkOwner(packet: TestPacket, place: Place): readonly Fault[] {
  const isOwn = packet.direction === 'Egress';
  const owners = (['uid', 'gid'] as const).filter((field) => !isOwn && packet[field] !== undefined);
  const original = isOwn && packet.originalDestination !== undefined;
  const time = packet.time !== undefined && Number.isNaN(Date.parse(packet.time));
  return [
    ...owners.map((field) =>
      fault(place, field, `only a packet that this host sends belongs to a process; take \`${field}\` out`),
    ),
    ...(original
      ? [fault(place, 'originalDestination', 'the destination of what this host sends was not translated; take it out')]
      : []),
    ...(time ? [fault(place, 'time', `${packet.time} is no time; write one such as "2026-12-31T23:59:59Z"`)] : []),
  ];
}

function tellNames(names: readonly string[]): string {
  if (names.length === 0) return 'there is none, so add it, or expect another';
  return `there is ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''}`;
}

/** A rule that does not exist can never decide. */
function checkRule({ expect: { rule } }: Case, place: Place, repository: Repository): readonly Fault[] {
  if (rule === undefined) return [];
  const [kind, name = '', item = ''] = rule.split('/');
  const known = (found: string, names: readonly string[], what: string): readonly Fault[] => {
    if (names.includes(found)) return [];
    const near = suggest(found, [...names]);
    const remedy = near === '' ? `; ${tellNames(names)}` : near;
    return [fault(place, 'expect/rule', `${what} ${found} does not exist${remedy}`)];
  };
  const { byKind } = repository;
  switch (kind) {
    case 'policy': {
      const policy = byKind.FirewallPolicy.get(name);
      if (policy === undefined) return known(name, [...byKind.FirewallPolicy.keys()], 'FirewallPolicy');
      const { ingress = [], egress = [], forward = [] } = policy.spec;
      const names = [...ingress, ...egress, ...forward].map((one) => one.name);
      return known(item, names, `in FirewallPolicy ${name} the rule`);
    }
    case 'nat':
      return known(name, [...byKind.NatPolicy.keys()], 'NatPolicy');
    case 'zone':
      return known(name, [...byKind.Zone.keys()], 'Zone');
    default:
      return known(name, ['builtin', ...byKind.FirewallProfile.keys()], 'FirewallProfile');
  }
}
