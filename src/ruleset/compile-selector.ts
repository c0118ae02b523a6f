// Peers and traffic of a manifest rule as kernel selectors of one family: OR becomes several, AND stays within one.

import type { Family } from '../policy/family.ts';
import { mergeNetworks, type Network } from '../policy/network.ts';
import type { AddressSet, Peer, PortRange, Traffic } from '../policy/policy.ts';
import { mergeRanges } from '../policy/ranges.ts';
import { dropCovered } from './drop-covered.ts';
import { setName } from './names.ts';
import type { ExtensionHeader, Match, Negatable, Selector, Side } from './rule.ts';

/** The members of a NetworkSet in one family, and the ipset's name where it has more than one, or where they come and go. */
export interface SetMembers {
  readonly networks: readonly Network[];
  readonly ipset: string | undefined;
}

export type SetsOfFamily = ReadonlyMap<string, SetMembers>;

const icmpProtocol: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 58 };
export const protocolNumbers = { tcp: 6, udp: 17, sctp: 132, dccp: 33, udplite: 136 } as const;
const multiportSlots = 15;

/** What each set is in `family`: nothing, one network that stands in the rule itself, or an ipset. */
export function resolveSets(sets: readonly AddressSet[], family: Family): SetsOfFamily {
  return new Map(
    sets.map((set) => {
      const networks = set.networks.filter((network) => network.family === family);
      const isIpset = networks.length > 1 || set.live?.includes(family) === true;
      return [set.name, { networks, ipset: isIpset ? setName(family, set.name) : undefined }];
    }),
  );
}

export interface Sides {
  readonly from: 'any' | readonly Peer[];
  readonly to: 'any' | readonly Peer[];
  readonly traffic: 'any' | readonly Traffic[];
}

/**
 * The selectors that together match what `sides` says in `family`, without duplicates.
 *
 * None when a side has nothing in this family: what is named and empty matches nothing, and never becomes "any".
 */
export function compileSelectors(sides: Sides, family: Family, sets: SetsOfFamily): readonly Selector[] {
  // Parts that differ make selectors that differ: so no list of all products is searched for repetitions.
  const sources = dropCovered(compilePeers(sides.from, { family, side: 'src', sets }));
  const destinations = dropCovered(compilePeers(sides.to, { family, side: 'dst', sets }));
  const traffics = dropCovered(compileTraffic(sides.traffic, family));
  const selectors: Selector[] = [];
  for (const source of sources) {
    for (const destination of destinations) {
      for (const traffic of traffics) selectors.push(joinParts(source, destination, traffic));
    }
  }
  return selectors;
}

/** How many selectors `compileSelectors` would make at the most, without making them. */
export function countSelectors(sides: Sides, family: Family, sets: SetsOfFamily): number {
  const sources = countPeers(sides.from, { family, side: 'src', sets });
  const destinations = countPeers(sides.to, { family, side: 'dst', sets });
  return sources * destinations * compileTraffic(sides.traffic, family).length;
}

function countPeers(peers: 'any' | readonly Peer[], context: PeerContext): number {
  if (peers === 'any') return 1;
  return peers.reduce(
    (sum, peer) =>
      sum + compileAddresses(peer, context).length * (peer.interfaces?.length ?? 1) * (peer.macs?.length ?? 1),
    0,
  );
}

interface PeerParts {
  readonly interface?: string;
  readonly address?: Negatable<Network>;
  readonly matches: readonly Match[];
}

interface TrafficParts {
  readonly protocol?: number;
  readonly matches: readonly Match[];
}

function joinParts(source: PeerParts, destination: PeerParts, traffic: TrafficParts): Selector {
  // The cheap test first: a port decides more often than a set, and costs less.
  const matches = joinLists(joinLists(traffic.matches, source.matches), destination.matches);
  const selector: { -readonly [Key in keyof Selector]: Selector[Key] } = { matches };
  if (source.address !== undefined) selector.source = source.address;
  if (destination.address !== undefined) selector.destination = destination.address;
  if (source.interface !== undefined) selector.in = source.interface;
  if (destination.interface !== undefined) selector.out = destination.interface;
  if (traffic.protocol !== undefined) selector.protocol = traffic.protocol;
  return selector;
}

function joinLists<T>(left: readonly T[], right: readonly T[]): readonly T[] {
  if (right.length === 0) return left;
  return left.length === 0 ? right : [...left, ...right];
}

interface PeerContext {
  readonly family: Family;
  readonly side: Side;
  readonly sets: SetsOfFamily;
}

/** What asks for nothing. */
const anything: readonly { readonly matches: readonly [] }[] = [{ matches: [] }];

function compilePeers(peers: 'any' | readonly Peer[], context: PeerContext): readonly PeerParts[] {
  if (peers === 'any') return anything;
  const [only] = peers;
  if (peers.length === 1 && only !== undefined) return compilePeer(only, context);
  return peers.flatMap((peer) => compilePeer(peer, context));
}

function compilePeer(peer: Peer, context: PeerContext): readonly PeerParts[] {
  const positives = compileAddresses(peer, context);
  if (peer.except === undefined && peer.interfaces === undefined && peer.macs === undefined) return positives;
  const exceptions = compileExcept(peer, context, positives);
  if (exceptions === 'everything') return [];
  const interfaces = peer.interfaces ?? [undefined];
  const macs = peer.macs?.map((address): readonly Match[] => [{ kind: 'mac', address }]) ?? [[]];
  return interfaces.flatMap((name) =>
    positives.flatMap((parts) =>
      macs.map((mac) => ({
        ...(name === undefined ? {} : { interface: name }),
        ...parts,
        ...(exceptions.address === undefined ? {} : { address: exceptions.address }),
        matches: [...mac, ...parts.matches, ...exceptions.matches],
      })),
    ),
  );
}

function compileAddresses(peer: Peer, context: PeerContext): readonly PeerParts[] {
  const { addresses } = peer;
  if (addresses === undefined) return anything;
  if (addresses.kind === 'networks') {
    const own = addresses.networks.filter((network) => network.family === context.family);
    const [only] = own;
    return own.length === 1 && only !== undefined ? [addressParts(only)] : mergeNetworks(own).map(addressParts);
  }
  return addresses.sets.flatMap((name) => {
    const { networks, ipset } = membersOf(name, context.sets);
    if (ipset === undefined) return networks.map(addressParts);
    return [{ matches: [{ kind: 'set', name: ipset, side: context.side, negated: false } as const] }];
  });
}

function addressParts(network: Network): PeerParts {
  return { address: { value: network, negated: false }, matches: [] };
}

/** What a peer leaves out, as parts that each must hold; `everything` where nothing of the family remains. */
function compileExcept(peer: Peer, context: PeerContext, positives: readonly PeerParts[]): PeerParts | 'everything' {
  if (peer.except === undefined) return { matches: [] };
  const { family, side, sets } = context;
  const members = peer.except.sets.map((name) => membersOf(name, sets));
  const inline = mergeNetworks([
    ...peer.except.networks.filter((network) => network.family === family),
    ...members.flatMap((set) => (set.ipset === undefined ? set.networks : [])),
  ]);
  if (inline.some((network) => network.prefix === 0)) return 'everything';
  const setMatches = members.flatMap(({ ipset }): Match[] =>
    ipset === undefined ? [] : [{ kind: 'set', name: ipset, side, negated: true }],
  );
  const [only] = inline;
  const slotIsFree = positives.every((parts) => parts.address === undefined);
  if (inline.length === 1 && only !== undefined && slotIsFree) {
    return { address: { value: only, negated: true }, matches: setMatches };
  }
  // A rule has one place for an address on each side; iprange can stand there as often as needed.
  const ranges = inline.map((network): Match => ({ kind: 'range', side, network, negated: true }));
  return { matches: [...ranges, ...setMatches] };
}

function membersOf(name: string, sets: SetsOfFamily): SetMembers {
  const members = sets.get(name);
  if (members === undefined) throw new Error(`set ${name} is named by a rule but was not selected`);
  return members;
}

function compileTraffic(traffic: 'any' | readonly Traffic[], family: Family): readonly TrafficParts[] {
  if (traffic === 'any') return anything;
  const [only] = traffic;
  if (traffic.length === 1 && only !== undefined) return existsIn(only, family) ? compileOnly(only, family) : [];
  const whole = new Set(traffic.flatMap((item) => wholeProtocol(item)));
  const parts: TrafficParts[] = [];
  const done = new Set<number>();
  for (const item of traffic) {
    const protocol = protocolOf(item);
    if (!existsIn(item, family)) continue;
    if (whole.has(protocol)) {
      if (!done.has(protocol)) parts.push(wholeParts(protocol, family));
      done.add(protocol);
    } else if (item.kind === 'icmp') {
      parts.push({ protocol, matches: [icmpMatch(item)] });
    } else if (item.kind === 'ports' && item.sourcePorts.length > 0) {
      parts.push(...portParts(item.protocol, item.sourcePorts, item.ports));
    } else if (item.kind === 'ports' && !done.has(protocol)) {
      // All plain port lists of one protocol share their kernel rules.
      const together = traffic.flatMap((other) =>
        other.kind === 'ports' && other.protocol === item.protocol && other.sourcePorts.length === 0 ? other.ports : [],
      );
      parts.push(...portParts(item.protocol, [], together));
      done.add(protocol);
    }
  }
  return parts;
}

/** An item that stands alone in its list. */
function compileOnly(item: Traffic, family: Family): readonly TrafficParts[] {
  if (wholeProtocol(item).length > 0) return [wholeParts(protocolOf(item), family)];
  if (item.kind === 'icmp') return [{ protocol: protocolOf(item), matches: [icmpMatch(item)] }];
  return item.kind === 'ports' ? portParts(item.protocol, item.sourcePorts, item.ports) : [];
}

function protocolOf(item: Traffic): number {
  switch (item.kind) {
    case 'ports':
      return protocolNumbers[item.protocol];
    case 'icmp':
      return icmpProtocol[item.family];
    case 'protocol':
      return item.protocol;
  }
}

function wholeProtocol(item: Traffic): readonly number[] {
  if (item.kind === 'protocol') return [item.protocol];
  return item.kind === 'ports' && item.ports.length === 0 && item.sourcePorts.length === 0 ? [protocolOf(item)] : [];
}

/** IPv6 protocols that stand in front of another one: `-p` looks behind them, so each has a match of its own. */
const extensionHeaders: ReadonlyMap<number, ExtensionHeader> = new Map([
  [43, 'rt'],
  [44, 'frag'],
  [51, 'ah'],
  [60, 'dst'],
]);

function wholeParts(protocol: number, family: Family): TrafficParts {
  const name = family === 'ipv6' ? extensionHeaders.get(protocol) : undefined;
  return name === undefined ? { protocol, matches: [] } : { matches: [{ kind: 'extensionHeader', name }] };
}

function existsIn(item: Traffic, family: Family): boolean {
  if (item.kind === 'icmp') return item.family === family;
  // ICMP is IPv4's and ICMPv6 is IPv6's: in the other family the rule could never match.
  return item.kind === 'ports' || item.protocol !== icmpProtocol[family === 'ipv4' ? 'ipv6' : 'ipv4'];
}

function icmpMatch(item: Extract<Traffic, { kind: 'icmp' }>): Match {
  return { kind: 'icmp', type: item.type, ...(item.code === undefined ? {} : { code: item.code }) };
}

function portParts(
  protocol: keyof typeof protocolNumbers,
  source: readonly PortRange[],
  destination: readonly PortRange[],
): readonly TrafficParts[] {
  if (source.length + destination.length < 2) {
    return [{ protocol: protocolNumbers[protocol], matches: [{ kind: 'ports', protocol, source, destination }] }];
  }
  return chunkPorts(source).flatMap((sources) =>
    chunkPorts(destination).map((destinations) => ({
      protocol: protocolNumbers[protocol],
      matches: [{ kind: 'ports', protocol, source: sources, destination: destinations } as const],
    })),
  );
}

/** The ranges merged, sorted, and cut into lists that fit one multiport match (15 slots; a range takes two). */
function chunkPorts(ranges: readonly PortRange[]): readonly (readonly PortRange[])[] {
  const chunks: PortRange[][] = [[]];
  let used = 0;
  for (const range of mergeRanges(ranges)) {
    const slots = range.from === range.to ? 1 : 2;
    if (used + slots > multiportSlots) {
      chunks.push([]);
      used = 0;
    }
    chunks.at(-1)?.push(range);
    used += slots;
  }
  return chunks;
}
