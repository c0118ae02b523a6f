// Random packets that meet the rules of random manifests more often than chance would.

import type { Family } from '../../src/policy/family.ts';
import { parseAddress } from '../../src/policy/network.ts';
import type { Packet } from '../../src/simulator/packet.ts';
import { asMac, type Device, devices, hostMac, ownAddresses } from './network.ts';
import type { Random } from './random.ts';
import { addressBytes, packetBytes, type WirePacket } from './wire.ts';

/** What is sent, what the simulator is told of it, and the agent's line that sends it. */
export interface Shot {
  readonly id: number;
  readonly packet: Packet;
  readonly line: string;
}

/** Near the addresses and ports that random-manifests.ts names: inside, at the edges, outside. */
const addresses: Readonly<Record<Family, readonly string[]>> = {
  ipv4: [
    ...['192.0.2.7', '192.0.2.0', '10.0.0.7', '10.1.0.0', '10.1.255.255', '10.2.0.0', '10.127.9.9', '10.128.0.0'],
    ...['172.16.0.1', '172.32.0.0', '198.51.100.127', '198.51.100.128', '203.0.113.128', '203.0.113.130', '9.9.9.9'],
  ],
  ipv6: [
    ...['2001:db8::7', '2001:db8::2', '2001:db8:1::5', '2001:db8:1:ffff::9', '2001:db8:2::2', '2001:db8:6::6'],
    ...['2001:db8:8::8', '2001:db8:9::9', '2001:db8:9::a', '2001:db8::1:0:0:1', '2600::1'],
  ],
};
const multicast: Readonly<Record<Family, string>> = { ipv4: '224.0.0.1', ipv6: 'ff02::1' };
const protocols: Readonly<Record<Family, readonly number[]>> = {
  ipv4: [6, 6, 6, 17, 17, 1, 1, 47, 50, 51, 132, 136, 33, 89, 99],
  ipv6: [6, 6, 6, 17, 17, 58, 58, 47, 50, 132, 136, 33, 89, 99],
};
const flags = [2, 2, 2, 18, 16, 4, 20, 1, 17, 24, 0, 41, 3];
const macs = ['02005e100001', 'aabbccddeeff', '02005e000099'];
const ids = [0, 4, 5, 7, 8, 1000, 2000, 4_294_967_294];

export interface ShotOptions {
  readonly family: Family;
  readonly id: number;
  /** Ports that the manifests name. */
  readonly ports: readonly number[];
  /** Addresses of tracked flows, and others to take. */
  readonly timeMs: number;
}

export function randomShot(random: Random, options: ShotOptions): Shot {
  const way = random.pick(['Ingress', 'Ingress', 'Forward', 'Egress'] as const);
  const wire = randomWire(random, way, options);
  const device = random.pick(devices);
  const packet: Packet = {
    ...describe(wire),
    way,
    timeMs: options.timeMs,
    ...(way === 'Egress' ? {} : { inInterface: device, uid: 'None', gid: 'None', mark: 0 }),
  };
  return way === 'Egress' ? sent(random, { wire, packet, device }) : received(random, { wire, packet, device });
}

interface Made {
  readonly wire: WirePacket;
  readonly packet: Packet;
  readonly device: Device;
}

function received(random: Random, { wire, packet, device }: Made): Shot {
  const mac = random.pick(macs);
  const type = wire.family === 'ipv4' ? '0800' : '86dd';
  const frame = `${hostMac}${mac}${type}${packetBytes(wire).toString('hex')}`;
  return { id: wire.id, packet: { ...packet, mac: asMac(mac) }, line: `I ${device} ${frame}` };
}

function sent(random: Random, { wire, packet, device }: Made): Shot {
  const [uid, gid] = [random.pick(ids), random.pick(ids)];
  const to = addressBytes(wire.family, wire.destination).toString('hex');
  const words = ['E', wire.family === 'ipv4' ? 4 : 6, device, uid, gid, to, packetBytes(wire).toString('hex')];
  return { id: wire.id, packet: { ...packet, outInterface: device, uid, gid, mark: 0x10000 }, line: words.join(' ') };
}

function randomWire(random: Random, way: Packet['way'], { family, id, ports }: ShotOptions): WirePacket {
  const others = addresses[family];
  const own = random.pick(ownAddresses[family]);
  const isMulticast = way === 'Ingress' && random.oneIn(12);
  const to = isMulticast ? multicast[family] : way === 'Ingress' ? own : random.pick(others);
  // The kernel answers nobody who claims to be the one that he speaks to.
  const from = way === 'Egress' ? own : random.pick(others.filter((address) => address !== to));
  const protocol = random.pick(protocols[family]);
  return {
    family,
    id,
    source: parse(from),
    destination: parse(to),
    protocol,
    // What is sent on with the last hop ends there, also where a translation sends it on.
    hopLimit: random.pick(way !== 'Forward' && (protocol === 1 || protocol === 58) ? [64, 255, 1] : [64, 255]),
    sourcePort: randomPort(random, ports),
    destinationPort: randomPort(random, ports),
    tcpFlags: random.pick(flags),
    ...randomIcmp(random, family),
  };
}

function parse(text: string): bigint {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value.address;
}

/** Those of the fields that name few. */
const favourites = [22, 53, 80, 443, 8050, 8080, 3128, 161, 5353, 7150];

function randomPort(random: Random, ports: readonly number[]): number {
  if (random.oneIn(3)) return random.pick(favourites);
  if (ports.length === 0 || random.oneIn(4)) return 1 + random.below(65_535);
  return Math.min(65_535, Math.max(1, random.pick(ports) + random.pick([0, 0, 0, 1, -1])));
}

function randomIcmp(random: Random, family: Family): Pick<WirePacket, 'icmpType' | 'icmpCode'> {
  const types =
    family === 'ipv4' ? [8, 8, 0, 3, 11, 13, 17, 5, 42] : [128, 128, 129, 1, 2, 135, 136, 133, 130, 143, 139, 200];
  return { icmpType: random.pick(types), icmpCode: random.pick([0, 0, 0, 7, 4]) };
}

const portProtocols = [6, 17, 132, 136, 33];

function describe(wire: WirePacket): Omit<Packet, 'way'> {
  const { family, source, destination, protocol, hopLimit } = wire;
  return {
    family,
    source,
    destination,
    protocol,
    hopLimit,
    headers: [],
    ...(portProtocols.includes(protocol) ? { sourcePort: wire.sourcePort, destinationPort: wire.destinationPort } : {}),
    ...(protocol === 6 ? { tcpFlags: wire.tcpFlags } : {}),
    ...(protocol === 1 || protocol === 58 ? { icmpType: wire.icmpType, icmpCode: wire.icmpCode } : {}),
  };
}

/** Every number in the text that may be a port. */
export function portsIn(manifests: string): readonly number[] {
  const found = (manifests.match(/\b\d{1,5}\b/g) ?? []).map(Number).filter((port) => port >= 1 && port <= 65_535);
  return [...new Set([...found, 22, 53, 80])];
}

/** Whether the kernel answers such a packet at all when a rule rejects it: of other protocols it looks for a checksum that they lack. */
export function isAnswered({ protocol, tcpFlags = 0, icmpType = 0, destination, family, way }: Packet): boolean {
  const isMulticast = family === 'ipv4' ? destination >> 28n === 0xen : destination >> 120n === 0xffn;
  if (isMulticast || way === 'Egress') return false;
  if (protocol === 6) return (tcpFlags & 4) === 0;
  if (protocol === 1) return ![3, 4, 5, 11, 12].includes(icmpType) && icmpType <= 18;
  if (protocol === 58) return icmpType >= 128 && icmpType !== 137;
  return protocol === 17;
}
