// From services, ports, protocols and ICMP types as they are written to the traffic that they mean.

import { err, ok, type Result } from '../result.ts';
import { reachableFrom } from './graph.ts';
import { findIcmpKind, icmpNames } from './icmp.ts';
import { type Family, families, type PortProtocol, type PortRange, type Traffic } from './policy.ts';
import { findProtocol, protocolNames } from './protocols.ts';
import type { ManifestOf, RuleSpec } from './repository.ts';
import { findService } from './services.ts';
import { suggest } from './suggest.ts';

type PortSpec = NonNullable<RuleSpec['ports']>[number];
type IcmpSpec = NonNullable<RuleSpec['icmp']>[number];
type ProtocolSpec = NonNullable<RuleSpec['protocols']>[number];

/** Fields that are alternatives: what any of them means, belongs to it. */
export interface TrafficSpec {
  readonly services?: readonly string[];
  readonly ports?: readonly PortSpec[];
  readonly protocols?: readonly ProtocolSpec[];
  readonly icmp?: readonly IcmpSpec[];
}

export type ServiceIndex = ReadonlyMap<string, ManifestOf<'Service'>>;

const portProtocols: Readonly<Record<PortSpec['protocol'], PortProtocol>> = {
  TCP: 'tcp',
  UDP: 'udp',
  SCTP: 'sctp',
  DCCP: 'dccp',
  UDPLite: 'udplite',
};

/**
 * Everything that the fields mean, includes followed, each kind of traffic once, in the order in which it is written.
 *
 * Throws for what validation refuses: it must never come out empty and so mean less, or be left out and so mean more.
 */
export function expandTraffic(spec: TrafficSpec, services: ServiceIndex): readonly Traffic[] {
  const all = [...expandFields(spec), ...expandServices(spec.services ?? [], services)];
  return [...new Map(all.map((traffic) => [JSON.stringify(traffic), traffic])).values()];
}

/** The families that any of the fields can match; both where one of them cannot be told, such as an unknown service. */
export function familiesOf(spec: TrafficSpec, services: ServiceIndex): readonly Family[] {
  const names = reachableServices(spec.services ?? [], services);
  const found = [spec, ...names.flatMap((name) => services.get(name)?.spec ?? [])].flatMap(fieldFamilies);
  const builtIn = names.flatMap((name) => (services.has(name) ? [] : builtInFamilies(name)));
  return families.filter((family) => found.includes(family) || builtIn.includes(family));
}

/** A port or a range of ports, or what is wrong with the text. */
export function readPort(port: number | string): Result<PortRange, string> {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(String(port));
  if (found === null) {
    return err(`${JSON.stringify(port)} is not a port; write 1 to 65535 or a range such as "8000-8099" (names belong in \`services\`)`);
  }
  const from = Number(found[1]);
  const to = Number(found[2] ?? found[1]);
  if (from < 1 || to < 1 || from > 65_535 || to > 65_535) return err(`port ${port} is out of range; write 1 to 65535`);
  return from > to ? err(`the range ${port} runs backwards; write "${to}-${from}"`) : ok({ from, to });
}

/** An ICMP message by name or number, or why its family has no such message. */
export function readIcmp(spec: IcmpSpec): Result<Traffic, string> {
  const family = spec.family === 'IPv4' ? 'ipv4' : 'ipv6';
  if (typeof spec.type === 'number') return ok(icmpTraffic(family, spec.type, spec.code));
  if (/^\d{1,3}$/.test(spec.type)) return ok(icmpTraffic(family, Number(spec.type), spec.code));
  const kind = findIcmpKind(family, spec.type);
  if (kind === undefined) return err(describeUnknownIcmp(spec.type, family));
  if (kind.code !== undefined && spec.code !== undefined && kind.code !== spec.code) {
    return err(`${spec.type} is code ${kind.code} of type ${kind.type} already; leave \`code\` out`);
  }
  return ok(icmpTraffic(family, kind.type, spec.code ?? kind.code));
}

/** An IP protocol by name or number, or what is wrong with the name. */
export function readProtocol(protocol: ProtocolSpec): Result<Traffic, string> {
  const number = typeof protocol === 'number' ? protocol : readProtocolName(protocol);
  if (number !== undefined && number >= 0 && number <= 255) return ok({ kind: 'protocol', protocol: number });
  const hint = suggest(String(protocol), protocolNames());
  return err(`${JSON.stringify(protocol)} is not an IP protocol; write its number 0 to 255 or a name such as gre, esp, vrrp${hint}`);
}

function readProtocolName(name: string): number | undefined {
  return /^\d{1,3}$/.test(name) ? Number(name) : findProtocol(name);
}

function icmpTraffic(family: Family, type: number, code: number | undefined): Traffic {
  return code === undefined ? { kind: 'icmp', family, type } : { kind: 'icmp', family, type, code };
}

function describeUnknownIcmp(name: string, family: Family): string {
  const own = family === 'ipv4' ? 'IPv4' : 'IPv6';
  const other = family === 'ipv4' ? 'IPv6' : 'IPv4';
  if (findIcmpKind(family === 'ipv4' ? 'ipv6' : 'ipv4', name) !== undefined) {
    return `${name} is an ICMP type of ${other}, and family is ${own}; write family: ${other} or a type of ${own}`;
  }
  return `${JSON.stringify(name)} is not an ICMP type of ${own}; write a number 0 to 255 or a name such as echo-request${suggest(name, icmpNames(family))}`;
}

function expandServices(names: readonly string[], services: ServiceIndex): readonly Traffic[] {
  return reachableServices(names, services).flatMap((name) => {
    const own = services.get(name);
    if (own !== undefined) return expandFields(own.spec);
    const builtIn = findService(name);
    if (builtIn === undefined) throw new Error(`service ${name} was not validated`);
    return builtIn.traffic;
  });
}

function reachableServices(names: readonly string[], services: ServiceIndex): readonly string[] {
  return reachableFrom(names, (name) => services.get(name)?.spec.include ?? []);
}

function expandFields(spec: TrafficSpec): readonly Traffic[] {
  return [
    ...(spec.ports ?? []).map(expandPorts),
    ...(spec.protocols ?? []).map((protocol) => validated(readProtocol(protocol))),
    ...(spec.icmp ?? []).map((icmp) => validated(readIcmp(icmp))),
  ];
}

function expandPorts(spec: PortSpec): Traffic {
  return {
    kind: 'ports',
    protocol: portProtocols[spec.protocol],
    ports: (spec.ports ?? []).map((port) => validated(readPort(port))),
    sourcePorts: (spec.sourcePorts ?? []).map((port) => validated(readPort(port))),
  };
}

function validated<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`not validated: ${result.error}`);
  return result.value;
}

function fieldFamilies(spec: TrafficSpec): readonly Family[] {
  const icmp = (spec.icmp ?? []).map((one): Family => (one.family === 'IPv4' ? 'ipv4' : 'ipv6'));
  const protocols = (spec.protocols ?? []).flatMap((protocol) => {
    const traffic = readProtocol(protocol);
    return traffic.ok ? trafficFamilies(traffic.value) : families;
  });
  return [...icmp, ...protocols, ...(spec.ports === undefined ? [] : families)];
}

function builtInFamilies(name: string): readonly Family[] {
  return findService(name)?.traffic.flatMap(trafficFamilies) ?? families;
}

/** ICMP is IPv4's and ICMPv6 is IPv6's; every other protocol can be carried by both. */
function trafficFamilies(traffic: Traffic): readonly Family[] {
  if (traffic.kind === 'icmp') return [traffic.family];
  if (traffic.kind === 'protocol' && traffic.protocol === 1) return ['ipv4'];
  if (traffic.kind === 'protocol' && traffic.protocol === 58) return ['ipv6'];
  return families;
}
