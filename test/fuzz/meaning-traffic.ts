// What the peers and the traffic of a manifest rule mean for one packet: read from the manifest, by the words of the language.

import { parseCidr } from 'cidr-tools';
import type { Packet } from '../../src/simulator/packet.ts';

/** A part of a manifest as it stands in the file. */
export type Json = { readonly [key: string]: unknown };

/** What the names in a manifest stand for. */
export interface Names {
  readonly zones: Readonly<Record<string, readonly string[]>>;
  readonly sets: ReadonlyMap<string, Json>;
  readonly services: ReadonlyMap<string, Json>;
  /** Of all hosts. */
  readonly hostAddresses: readonly string[];
}

/** A field that this reading of the language does not know: what it says cannot be judged. */
export class UnknownField extends Error {}

/** The fields of `part`, refused where one is not among `known`. */
export function fieldsOf(part: unknown, known: readonly string[]): Json {
  const fields = (part ?? {}) as Json;
  const stranger = Object.keys(fields).find((key) => !known.includes(key));
  if (stranger !== undefined) throw new UnknownField(stranger);
  return fields;
}

export function listOf<T>(value: unknown): readonly T[] {
  return (value ?? []) as readonly T[];
}

export function isIn(network: string, packet: Pick<Packet, 'family'>, address: bigint): boolean {
  const { start, end, version } = parseCidr(network);
  return version === (packet.family === 'ipv4' ? 4 : 6) && start <= address && address <= end;
}

function isInSet(name: string, packet: Packet, at: { readonly address: bigint; readonly names: Names }): boolean {
  const set = fieldsOf(at.names.sets.get(name), ['networks', 'include', 'entries']);
  // Their ends are far.
  const entries = listOf<Json>(set.entries).map((entry) =>
    String(fieldsOf(entry, ['network', 'expires', 'reason']).network),
  );
  return (
    entries.some((network) => isIn(network, packet, at.address)) ||
    listOf<string>(set.networks).some((network) => isIn(network, packet, at.address)) ||
    listOf<string>(set.include).some((other) => isInSet(other, packet, at))
  );
}

export type Side = 'from' | 'to';

/** Whether the packet is of one of the peers; an absent list is everybody. */
export function meetsPeers(peers: unknown, side: Side, { packet, names }: Asked): boolean {
  return peers === undefined || listOf<Json>(peers).some((peer) => meetsPeer(peer, side, { packet, names }));
}

export interface Asked {
  readonly packet: Packet;
  readonly names: Names;
}

function meetsPeer(written: Json, side: Side, { packet, names }: Asked): boolean {
  const address = side === 'from' ? packet.source : packet.destination;
  const device = side === 'from' ? packet.inInterface : packet.outInterface;
  const addressFields = ['networks', 'networkSets', 'networkSetSelector', 'hosts'];
  const peer = fieldsOf(written, [...addressFields, 'zones', 'interfaces', 'macs', 'except']);
  const named = addressFields.some((field) => peer[field] !== undefined);
  if (named && !isAmong(peer, packet, { address, names })) return false;
  if (peer.except !== undefined && isAmong(fieldsOf(peer.except, addressFields), packet, { address, names }))
    return false;
  const ofZones = listOf<string>(peer.zones).flatMap((zone) => names.zones[zone] ?? []);
  if (peer.zones !== undefined && !ofZones.some((name) => isDevice(device, name))) return false;
  if (peer.interfaces !== undefined && !listOf<string>(peer.interfaces).some((name) => isDevice(device, name)))
    return false;
  return peer.macs === undefined || listOf<string>(peer.macs).some((mac) => mac.toLowerCase() === packet.mac);
}

/** Whether the address is one of those that the fields name, each by its own way of naming. */
function isAmong(fields: Json, packet: Packet, at: { readonly address: bigint; readonly names: Names }): boolean {
  const { sets, hostAddresses } = at.names;
  if (listOf<string>(fields.networks).some((network) => isIn(network, packet, at.address))) return true;
  if (listOf<string>(fields.networkSets).some((name) => isInSet(name, packet, at))) return true;
  if (fields.hosts !== undefined) {
    selectsAll(fields.hosts);
    if (hostAddresses.some((one) => isIn(one, packet, at.address))) return true;
  }
  if (fields.networkSetSelector === undefined) return false;
  selectsAll(fields.networkSetSelector);
  return [...sets.keys()].some((name) => isInSet(name, packet, at));
}

function selectsAll(selector: unknown): void {
  fieldsOf(selector, []);
}

/** A name with a trailing `+` is every device whose name begins so. */
export function isDevice(device: string | undefined, name: string): boolean {
  return name.endsWith('+') ? (device ?? '').startsWith(name.slice(0, -1)) : device === name;
}

const protocolNumbers: Readonly<Record<string, number>> = {
  TCP: 6,
  UDP: 17,
  SCTP: 132,
  DCCP: 33,
  UDPLite: 136,
  gre: 47,
  esp: 50,
  ah: 51,
  ospf: 89,
  vrrp: 112,
};

/** Those that the random manifests name, as the catalogue's documentation says what they are. */
const builtIn: Readonly<Record<string, Json>> = {
  ssh: { ports: [{ protocol: 'TCP', ports: [22] }] },
  http: { ports: [{ protocol: 'TCP', ports: [80] }] },
  dns: {
    ports: [
      { protocol: 'TCP', ports: [53] },
      { protocol: 'UDP', ports: [53] },
    ],
  },
  snmp: { ports: [{ protocol: 'UDP', ports: [161] }] },
  mdns: { ports: [{ protocol: 'UDP', ports: [5353] }] },
  ipsec: { ports: [{ protocol: 'UDP', ports: [500, 4500] }], protocols: ['esp', 'ah'] },
  vrrp: { protocols: ['vrrp'] },
  ping: {
    icmp: [
      { family: 'IPv4', type: 8 },
      { family: 'IPv6', type: 128 },
    ],
  },
};

const trafficFields = ['services', 'ports', 'protocols', 'icmp'] as const;

/** Whether one of the fields names the packet; no field is any traffic. */
export function meetsTraffic(part: Json, { packet, names }: Asked): boolean {
  if (trafficFields.every((field) => part[field] === undefined)) return true;
  return (
    listOf<Json>(part.ports).some((spec) => meetsPorts(spec, packet)) ||
    listOf<string | number>(part.protocols).some((protocol) => meetsProtocol(protocol, packet)) ||
    listOf<Json>(part.icmp).some((spec) => meetsIcmp(spec, packet)) ||
    listOf<string>(part.services).some((name) => meetsService(name, { packet, names }))
  );
}

function meetsService(name: string, asked: Asked): boolean {
  const own = asked.names.services.get(name) ?? builtIn[name];
  if (own === undefined) throw new UnknownField(`service ${name}`);
  const { include, helper: _, ...traffic } = fieldsOf(own, ['ports', 'protocols', 'icmp', 'include', 'helper']);
  const isEmpty = Object.keys(traffic).length === 0;
  return (
    (!isEmpty && meetsTraffic(traffic, asked)) || listOf<string>(include).some((other) => meetsService(other, asked))
  );
}

export function meetsPorts(written: Json, packet: Packet): boolean {
  const { protocol, ports, sourcePorts } = fieldsOf(written, ['protocol', 'ports', 'sourcePorts']);
  return (
    packet.protocol === protocolNumbers[String(protocol)] &&
    meetsRanges(ports, packet.destinationPort) &&
    meetsRanges(sourcePorts, packet.sourcePort)
  );
}

export function meetsRanges(ranges: unknown, port: number | undefined): boolean {
  if (ranges === undefined) return true;
  return listOf<string | number>(ranges).some((range) => {
    const [from = 0, to = from] = `${range}`.split('-').map(Number);
    return port !== undefined && from <= port && port <= to;
  });
}

/** In IPv6 some protocols are headers in front of another one. */
const headerNames: Readonly<Record<number, string>> = { 43: 'rt', 44: 'frag', 51: 'ah', 60: 'dst' };

function meetsProtocol(written: string | number, packet: Packet): boolean {
  const number = typeof written === 'number' ? written : protocolNumbers[written];
  if (number === undefined) throw new UnknownField(`protocol ${written}`);
  const header = packet.family === 'ipv6' ? headerNames[number] : undefined;
  return header === undefined ? packet.protocol === number : (packet.headers ?? []).includes(header);
}

const icmpNames: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  IPv4: { 'echo-request': 8, 'destination-unreachable': 3 },
  IPv6: { 'echo-request': 128, 'packet-too-big': 2 },
};

function meetsIcmp(written: Json, packet: Packet): boolean {
  const { family, type, code } = fieldsOf(written, ['family', 'type', 'code']);
  const isFamily = (family === 'IPv4') === (packet.family === 'ipv4');
  const number = typeof type === 'number' ? type : icmpNames[String(family)]?.[String(type)];
  if (number === undefined) throw new UnknownField(`icmp type ${String(type)}`);
  const protocol = packet.family === 'ipv4' ? 1 : 58;
  return (
    isFamily &&
    packet.protocol === protocol &&
    packet.icmpType === number &&
    (code === undefined || code === packet.icmpCode)
  );
}
