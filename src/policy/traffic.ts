// From services, ports, protocols and ICMP types as they are written to the traffic that they mean.

import { err, ok, type Result } from '../result.ts';
import { type Family, families } from './family.ts';
import { parsePort, parseProtocol } from './formats.ts';
import type { IcmpSpec, PortSpec } from './generated/types.ts';
import { reachableFrom } from './graph.ts';
import { findIcmpKind } from './icmp.ts';
import type { PortProtocol, Traffic } from './policy.ts';
import { findProtocol } from './protocols.ts';
import type { ManifestOf } from './repository.ts';
import { findService } from './services.ts';

/** Fields that are alternatives: what any of them means, belongs to it. */
export interface TrafficSpec {
  readonly services?: readonly string[];
  readonly ports?: readonly PortSpec[];
  readonly protocols?: readonly (number | string)[];
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

const portProtocolNames: readonly PortSpec['protocol'][] = ['TCP', 'UDP', 'SCTP', 'DCCP', 'UDPLite'];

/**
 * Everything that the fields mean, includes followed, each kind of traffic once, in the order in which it is written.
 *
 * Throws for what validation refuses: it must never come out empty and so mean less, or be left out and so mean more.
 */
export function expandTraffic(spec: TrafficSpec, services: ServiceIndex): readonly Traffic[] {
  const all = [...expandFields(spec), ...expandServices(spec.services ?? [], services)];
  if (all.length === 1) return all;
  return [...new Map(all.map((traffic) => [JSON.stringify(traffic), traffic])).values()];
}

/** The families that any of the fields can match; both where one of them cannot be told, such as an unknown service. */
export function familiesOf(spec: TrafficSpec, services: ServiceIndex): readonly Family[] {
  const names = reachableServices(spec.services ?? [], services);
  const found = [spec, ...names.flatMap((name) => services.get(name)?.spec ?? [])].flatMap(fieldFamilies);
  const builtIn = names.flatMap((name) => (services.has(name) ? [] : builtInFamilies(name)));
  return families.filter((family) => found.includes(family) || builtIn.includes(family));
}

/** The protocols with ports that the fields can match; `'any'` where they narrow nothing or one of them cannot be told. */
export function transportsOf(spec: TrafficSpec, services: ServiceIndex): 'any' | readonly PortSpec['protocol'][] {
  const fields = [spec.services, spec.ports, spec.protocols, spec.icmp];
  const names = reachableServices(spec.services ?? [], services);
  const isUnknown = names.some((name) => !services.has(name) && findService(name) === undefined);
  if (fields.every((field) => field === undefined) || isUnknown) return 'any';
  // Ports may hold variables still; their protocols never do.
  const specs = [spec, ...names.flatMap((name) => services.get(name)?.spec ?? [])];
  const written = specs.flatMap(({ ports = [] }) => ports.map(({ protocol }) => portProtocols[protocol]));
  const whole = specs.flatMap(({ protocols = [] }) => protocols.map((protocol) => validated(parseProtocol(protocol))));
  const builtIn = names.flatMap((name) => (services.has(name) ? [] : (findService(name)?.traffic ?? [])));
  const found = new Set<string | number>([
    ...written,
    ...whole,
    ...builtIn.flatMap((item) => (item.kind === 'icmp' ? [] : [item.protocol])),
  ]);
  return portProtocolNames.filter((name) => {
    const protocol = portProtocols[name];
    return found.has(protocol) || found.has(findProtocol(protocol) ?? '');
  });
}

/** An ICMP message by name or number, or why its family has no such message. */
export function readIcmp(spec: IcmpSpec): Result<Traffic, string> {
  const family = spec.family === 'IPv4' ? 'ipv4' : 'ipv6';
  if (typeof spec.type === 'number' || /^\d{1,3}$/.test(spec.type)) {
    return readIcmpNumber(family, Number(spec.type), spec.code);
  }
  const kind = findIcmpKind(family, spec.type);
  if (kind === undefined) return err(describeUnknownIcmp(spec.type, family));
  if (kind.code !== undefined && spec.code !== undefined && kind.code !== spec.code) {
    return err(`${spec.type} is code ${kind.code} of type ${kind.type} already; leave \`code\` out`);
  }
  return ok(icmpTraffic(family, kind.type, spec.code ?? kind.code));
}

function readIcmpNumber(family: Family, type: number, code: number | undefined): Result<Traffic, string> {
  // The kernel's icmp match takes 255 for "any type" (icmp6 does not): a rule for 255 alone cannot be written, and would widen.
  if (family === 'ipv4' && type === 255) {
    return err(
      'ICMP type 255 means every type to the kernel in IPv4; name the types that are meant, or write `protocols: [icmp]` for all',
    );
  }
  return ok(icmpTraffic(family, type, code));
}

function icmpTraffic(family: Family, type: number, code: number | undefined): Traffic {
  return code === undefined ? { kind: 'icmp', family, type } : { kind: 'icmp', family, type, code };
}

function describeUnknownIcmp(name: string, family: Family): string {
  const own = family === 'ipv4' ? 'IPv4' : 'IPv6';
  const other = family === 'ipv4' ? 'IPv6' : 'IPv4';
  return `${name} is an ICMP type of ${other}, and family is ${own}; write family: ${other} or a type of ${own}`;
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
    ...(spec.protocols ?? []).map(expandProtocol),
    ...(spec.icmp ?? []).map((icmp) => validated(readIcmp(icmp))),
  ];
}

function expandPorts(spec: PortSpec): Traffic {
  return {
    kind: 'ports',
    protocol: portProtocols[spec.protocol],
    ports: (spec.ports ?? []).map((port) => validated(parsePort(port))),
    sourcePorts: (spec.sourcePorts ?? []).map((port) => validated(parsePort(port))),
  };
}

function expandProtocol(protocol: number | string): Traffic {
  return { kind: 'protocol', protocol: validated(parseProtocol(protocol)) };
}

function validated<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`not validated: ${result.error}`);
  return result.value;
}

function fieldFamilies(spec: TrafficSpec): readonly Family[] {
  const icmp = (spec.icmp ?? []).map((one): Family => (one.family === 'IPv4' ? 'ipv4' : 'ipv6'));
  const protocols = (spec.protocols ?? []).flatMap((protocol) => trafficFamilies(expandProtocol(protocol)));
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
