// Peers and traffic of a manifest rule as kernel selectors of one family: OR becomes several, AND stays within one.

import type { Family } from '../policy/family.ts';
import { mergeNetworks, type Network } from '../policy/network.ts';
import type { AddressSet, Peer, PortRange, Traffic } from '../policy/policy.ts';
import { setName } from './names.ts';
import type { ExtensionHeader, Match, Negatable, Selector, Side } from './rule.ts';

/** The members of a NetworkSet in one family, and the ipset's name where it has more than one. */
export interface SetMembers {
  readonly networks: readonly Network[];
  readonly ipset: string | undefined;
}

export type SetsOfFamily = ReadonlyMap<string, SetMembers>;

const icmpProtocol: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 58 };
const protocolNumbers = { tcp: 6, udp: 17, sctp: 132, dccp: 33, udplite: 136 } as const;
const multiportSlots = 15;

/** What each set is in `family`: nothing, one network that stands in the rule itself, or an ipset. */
export function resolveSets(sets: readonly AddressSet[], family: Family): SetsOfFamily {
  return new Map(
    sets.map((set) => {
      const networks = set.networks.filter((network) => network.family === family);
      return [set.name, { networks, ipset: networks.length > 1 ? setName(family, set.name) : undefined }];
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
  const sources = compilePeers(sides.from, { family, side: 'src', sets });
  const destinations = compilePeers(sides.to, { family, side: 'dst', sets });
  const traffics = compileTraffic(sides.traffic, family);
  const selectors = sources.flatMap((source) =>
    destinations.flatMap((destination) => traffics.map((traffic) => joinParts(source, destination, traffic))),
  );
  return dropRepeated(selectors);
}

/** How many selectors `compileSelectors` would make at the most, without making them. */
export function countSelectors(sides: Sides, family: Family, sets: SetsOfFamily): number {
  const sources = countPeers(sides.from, { family, side: 'src', sets });
  const destinations = countPeers(sides.to, { family, side: 'dst', sets });
  return sources * destinations * compileTraffic(sides.traffic, family).length;
}

function countPeers(peers: 'any' | readonly Peer[], context: PeerContext): number {
  if (peers === 'any') return 1;
  return peers.reduce((sum, peer) => sum + compileAddresses(peer, context).length * (peer.interfaces?.length ?? 1), 0);
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
  return {
    ...(source.address === undefined ? {} : { source: source.address }),
    ...(destination.address === undefined ? {} : { destination: destination.address }),
    ...(source.interface === undefined ? {} : { in: source.interface }),
    ...(destination.interface === undefined ? {} : { out: destination.interface }),
    ...(traffic.protocol === undefined ? {} : { protocol: traffic.protocol }),
    // The cheap test first: a port decides more often than a set, and costs less.
    matches: [...traffic.matches, ...source.matches, ...destination.matches],
  };
}

interface PeerContext {
  readonly family: Family;
  readonly side: Side;
  readonly sets: SetsOfFamily;
}

function compilePeers(peers: 'any' | readonly Peer[], context: PeerContext): readonly PeerParts[] {
  if (peers === 'any') return [{ matches: [] }];
  return peers.flatMap((peer) => compilePeer(peer, context));
}

function compilePeer(peer: Peer, context: PeerContext): readonly PeerParts[] {
  const positives = compileAddresses(peer, context);
  const exceptions = compileExcept(peer, context, positives);
  if (exceptions === 'everything') return [];
  const interfaces = peer.interfaces ?? [undefined];
  return interfaces.flatMap((name) =>
    positives.map((parts) => ({
      ...(name === undefined ? {} : { interface: name }),
      ...parts,
      ...(exceptions.address === undefined ? {} : { address: exceptions.address }),
      matches: [...parts.matches, ...exceptions.matches],
    })),
  );
}

function compileAddresses(peer: Peer, context: PeerContext): readonly PeerParts[] {
  const { addresses } = peer;
  if (addresses === undefined) return [{ matches: [] }];
  if (addresses.kind === 'networks') {
    const own = addresses.networks.filter((network) => network.family === context.family);
    return mergeNetworks(own).map(addressParts);
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
  if (traffic === 'any') return [{ matches: [] }];
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
  for (const range of mergePorts(ranges)) {
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

function mergePorts(ranges: readonly PortRange[]): readonly PortRange[] {
  const merged: PortRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + 1) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

function dropRepeated(selectors: readonly Selector[]): readonly Selector[] {
  const seen = new Set<string>();
  return selectors.filter((selector) => {
    const key = JSON.stringify(selector, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
