// The facts of a guide: one line for one packet and what becomes of it, asked of the simulator.

import { containsNetwork, formatAddress, type Network, parseAddress, parseNetwork } from '../../src/policy/network.ts';
import type { AddressType, Decision, FlowState, Packet, Surroundings } from '../../src/simulator/packet.ts';
import type { Simulation } from '../../src/simulator/simulate.ts';

/**
 * `in IN SOURCE > DESTINATION PROTOCOL [PORT] [WORDS]: VERDICT`, `through IN OUT …`, `out OUT …`.
 *
 * WORDS are `established`, `related`, `invalid`, `beyond` (the limits), `uid N`, `hops N`, `at TIME`, `flags N` (of TCP), `routed N` (a header of
 * that type). VERDICT is
 * `allowed`, `dropped` or `refused`; behind it may stand `, to ADDRESS PORT` or `, from ADDRESS` after translation.
 */
export interface Fact {
  readonly line: string;
  readonly packet: Packet;
  /** Everything before the verdict. */
  readonly head: string;
  readonly translated?: 'to' | 'from';
}

const shape =
  /^((in \S+|through \S+ \S+|out \S+) +(\S+) > (\S+) +(tcp|udp|icmp|gre|esp)(?: (\d+))?((?: (?:established|related|invalid|beyond|uid \d+|hops \d+|at \S+|flags \d+|routed \d+))*): +)(?:allowed|dropped|refused)(?:, (to|from) .+)?$/;

/** Throws where the line is none. */
export function parseFact(line: string): Fact {
  const found = shape.exec(line);
  if (found === null) throw new Error(`not a fact: ${line}`);
  const [, head = '', way = '', source = '', destination = '', protocol = '', port, words = '', side] = found;
  const isIpv6 = source.includes(':');
  const packet: Packet = {
    family: isIpv6 ? 'ipv6' : 'ipv4',
    ...readWay(way),
    source: addressOf(source),
    destination: addressOf(destination),
    ...readTraffic(protocol, port, isIpv6),
    ...readWords(words),
  };
  return { line, packet, head, ...(side === 'to' || side === 'from' ? { translated: side } : {}) };
}

function readWay(way: string): Pick<Packet, 'way' | 'inInterface' | 'outInterface' | 'uid' | 'gid' | 'mark'> {
  const [word, first = '', second = ''] = way.split(' ');
  const received = { uid: 'None', gid: 'None', mark: 0 } as const;
  if (word === 'in') return { way: 'Ingress', inInterface: first, ...received };
  if (word === 'through') return { way: 'Forward', inInterface: first, outInterface: second, ...received };
  return { way: 'Egress', outInterface: first, uid: 0, gid: 0, mark: 0 };
}

const numbers: Readonly<Record<string, number>> = { tcp: 6, udp: 17, gre: 47, esp: 50 };

function readTraffic(protocol: string, port: string | undefined, isIpv6: boolean): Pick<Packet, 'protocol'> {
  if (protocol === 'icmp') {
    const type = Number(port);
    return { protocol: isIpv6 ? 58 : 1, ...{ icmpType: type, icmpCode: 0 } };
  }
  return {
    protocol: numbers[protocol] ?? 0,
    ...(port === undefined ? {} : { sourcePort: 40_000, destinationPort: Number(port) }),
    ...(protocol === 'tcp' ? { tcpFlags: 2 } : {}),
  };
}

function readWords(words: string): Partial<Packet> {
  const state = /established|related|invalid/.exec(words)?.[0].toUpperCase() as FlowState | undefined;
  const [, uid] = /uid (\d+)/.exec(words) ?? [];
  const [, hops = '64'] = /hops (\d+)/.exec(words) ?? [];
  const [, flags] = /flags (\d+)/.exec(words) ?? [];
  const [, routed] = /routed (\d+)/.exec(words) ?? [];
  const [, time = '2026-11-25T12:00:00Z'] = /at (\S+)/.exec(words) ?? [];
  return {
    state: state ?? 'NEW',
    limits: words.includes('beyond') ? 'Exceeded' : 'Within',
    hopLimit: Number(hops),
    timeMs: Date.parse(time),
    ...(routed === undefined ? { headers: [] } : { headers: ['rt'], routingType: Number(routed) }),
    ...(flags === undefined ? {} : { tcpFlags: Number(flags) }),
    ...(uid === undefined ? {} : { uid: Number(uid) }),
  };
}

/** The line as these rules have it: equal to the fact's own where it holds. */
export function tellFact({ packet, head, translated }: Fact, simulate: Simulation): string {
  const decision = simulate(packet, surroundingsOf(packet));
  const end = decision[translated === 'to' ? 'destination' : 'source'];
  const address = end === undefined ? 'unknown' : formatAddress({ family: packet.family, address: end.address });
  const port = translated === 'to' && end?.port !== undefined ? ` ${end.port}` : '';
  return `${head}${tellVerdict(decision)}${translated === undefined ? '' : `, ${translated} ${address}${port}`}`;
}

/** What no rule of ours decides, the empty chains of others let pass. */
function tellVerdict({ verdict }: Decision): string {
  const words = {
    Allow: 'allowed',
    Return: 'allowed',
    Drop: 'dropped',
    Reject: 'refused',
    Unknown: 'unknown',
  } as const;
  return words[verdict];
}

/** The host has the address to which a packet comes `in`, and reaches others by where the packet goes. */
function surroundingsOf(packet: Packet): Surroundings {
  const own = packet.way === 'Ingress' ? packet.destination : packet.way === 'Egress' ? packet.source : undefined;
  const isIpv6 = packet.family === 'ipv6';
  const typeOf = (address: bigint): AddressType => {
    if (address === own) return 'LOCAL';
    if (isIpv6) return address >> 120n === 0xffn ? 'MULTICAST' : 'UNICAST';
    return address === 0xffffffffn ? 'BROADCAST' : address >> 28n === 0xen ? 'MULTICAST' : 'UNICAST';
  };
  const routeOf = (address: bigint) => {
    const inside = insides.find(({ network }) => containsNetwork(network, networkOf(packet, address)));
    if (inside !== undefined) return inside.device;
    if (address === packet.source) return packet.inInterface;
    return address === packet.destination ? packet.outInterface : undefined;
  };
  return { typeOf, routeOf };
}

function networkOf({ family }: Packet, address: bigint): Network {
  return { family, address, prefix: family === 'ipv4' ? 32 : 128 };
}

/** Where the networks of the guides lie; every other address lies where its packet comes from or goes to. */
const insides = (
  [
    ['lan0', '10.1.0.0/24'],
    ['lan0', '2001:db8:1::/64'],
    ['dmz0', '10.2.0.0/24'],
    ['dmz0', '2001:db8:2::/64'],
  ] as const
).map(([device, text]) => {
  const network = parseNetwork(text);
  if (!network.ok) throw new Error(network.error);
  return { device, network: network.value };
});

function addressOf(text: string): bigint {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value.address;
}
