// From NatPolicies that are valid to what the compiler reads.

import { type Family, families } from './family.ts';
import { parsePort } from './formats.ts';
import type { PortForward as ForwardSpec, ForwardTarget, Peer as PeerSpec, PortSpec } from './generated/types.ts';
import { extent } from './manifest.ts';
import { containsNetwork, type Network, parseNetwork } from './network.ts';
import type { NatItem, Peer, PortTraffic } from './policy.ts';
import { type ManifestOf, pointerTo } from './repository.ts';
import { type PeerScope, resolvePeers } from './resolve.ts';
import { expandTraffic } from './traffic.ts';

export type NatManifest = ManifestOf<'NatPolicy'>;

/** The items of one NatPolicy, in the order in which they decide: exempt, forwards, redirects, maps, fixed sources, masquerade. */
export function resolveNat(manifest: NatManifest, scope: PeerScope): readonly NatItem[] {
  const { spec } = manifest;
  const place = (list: string, name: string, index: number) => ({
    label: `nat/${manifest.metadata.name}/${name}`,
    pointer: pointerTo('spec', list, index),
    origin: extent(manifest, pointerTo('spec', list, index)),
  });
  const peers = (list: readonly PeerSpec[] | undefined, pointer: string) =>
    resolvePeers({ manifest, peers: list, pointer }, scope);
  const sources = (list: readonly PeerSpec[] | undefined, pointer: string) =>
    withZoneNetworks(list, peers(list, pointer), scope);
  const interfaces = (zone: string) => scope.interfaces.get(zone) ?? [];
  return [
    ...(spec.exempt ?? []).map((item, index): NatItem => {
      const { pointer, ...made } = place('exempt', item.name, index);
      const [from, to] = [sources(item.from, `${pointer}/from`), sources(item.to, `${pointer}/to`)];
      return { kind: 'exempt', ...made, from, to, families: familiesOfItem(item.ipFamilies, [item.from, item.to]) };
    }),
    ...(spec.portForwards ?? []).map((item, index): NatItem => {
      const { pointer, ...made } = place('portForwards', item.name, index);
      return {
        kind: 'portForward',
        ...made,
        ...resolveForward(item, scope),
        in: interfaces(item.inZone),
        // A client whose time is up finds the port closed.
        from: resolvePeers({ manifest, peers: item.from, pointer: `${pointer}/from`, ends: 'WhoIsMeant' }, scope),
        autoAllow: item.autoAllow ?? true,
      };
    }),
    ...(spec.redirects ?? []).map((item, index): NatItem => {
      const { pointer, ...made } = place('redirects', item.name, index);
      return {
        kind: 'redirect',
        ...made,
        in: interfaces(item.inZone),
        from: peers(item.from, `${pointer}/from`),
        to: peers(item.to, `${pointer}/to`),
        ports: portsOf(item.ports),
        toPort: portOf(item.toPort),
        families: families.filter((family) => item.ipFamilies?.includes(nameOf(family)) ?? true),
        autoAllow: item.autoAllow ?? true,
      };
    }),
    ...(['oneToOne', 'npt6'] as const).flatMap((list) =>
      (spec[list] ?? []).map((item, index): NatItem => {
        const { pointer: _, ...made } = place(list, item.name, index);
        const [external, internal] = [networkOf(item.external), networkOf(item.internal)];
        const own = { interfaces: interfaces(item.zone), external, internal, families: [internal.family] };
        return { kind: 'networkMap', ...made, ...own };
      }),
    ),
    ...(spec.snat ?? []).map((item, index): NatItem => {
      const { pointer, ...made } = place('snat', item.name, index);
      const address = networkOf(item.address);
      const from = sources(item.from, `${pointer}/from`);
      const except = (item.except ?? []).map(networkOf);
      return {
        kind: 'sourceNat',
        ...made,
        out: interfaces(item.outZone),
        from,
        except,
        address,
        families: [address.family],
      };
    }),
    ...(spec.masquerade ?? []).map((item, index): NatItem => {
      const { pointer, ...made } = place('masquerade', item.name, index);
      return {
        kind: 'sourceNat',
        ...made,
        out: interfaces(item.outZone),
        from: sources(item.from, `${pointer}/from`),
        except: (item.except ?? []).map(networkOf),
        families: familiesOfItem(item.ipFamilies, [item.from]),
      };
    }),
  ];
}

function resolveForward(item: ForwardSpec, scope: PeerScope) {
  const target = resolveTarget(item.target);
  const home = item.hairpin === true ? findHome(target.address, scope) : undefined;
  return {
    ...(item.address === undefined ? {} : { address: networkOf(item.address) }),
    ports: portsOf(item.ports),
    target,
    families: [target.address.family],
    ...(home === undefined ? {} : { hairpin: home }),
  };
}

function resolveTarget({ address, port }: ForwardTarget): { readonly address: Network; readonly port?: number } {
  return { address: networkOf(address), ...(port === undefined ? {} : { port: portOf(port).from }) };
}

/** The zone of this host whose networks hold the address most narrowly. */
function findHome(address: Network, scope: PeerScope) {
  const holding = [...scope.interfaces].flatMap(([zone, interfaces]) => {
    const networks = networksOfZone(zone, scope).filter((network) => network.family === address.family);
    const around = networks.filter((network) => containsNetwork(network, address));
    return around.length === 0
      ? []
      : [{ interfaces, networks, prefix: Math.max(...around.map(({ prefix }) => prefix)) }];
  });
  return holding.toSorted((a, b) => b.prefix - a.prefix)[0];
}

/** Source NAT sees no interface that a packet came in by: a zone there means its networks. */
function withZoneNetworks(
  specs: readonly PeerSpec[] | undefined,
  peers: 'any' | readonly Peer[],
  scope: PeerScope,
): 'any' | readonly Peer[] {
  if (peers === 'any') return peers;
  return peers.map((peer, index) => {
    const zones = specs?.[index]?.zones;
    if (zones === undefined) return peer;
    const { interfaces: _, ...rest } = peer;
    const own = zones.filter((zone) => scope.interfaces.has(zone));
    return { ...rest, addresses: { kind: 'networks', networks: own.flatMap((zone) => networksOfZone(zone, scope)) } };
  });
}

function networksOfZone(zone: string, { repository }: PeerScope): readonly Network[] {
  return (repository.byKind.Zone.get(zone)?.spec.networks ?? []).map(networkOf);
}

/** As said; else that of the addresses which are written; else IPv4: nobody gets NAT in IPv6 unasked. */
function familiesOfItem(
  said: readonly ('IPv4' | 'IPv6')[] | undefined,
  sides: readonly (readonly PeerSpec[] | undefined)[],
): readonly Family[] {
  if (said !== undefined) return families.filter((family) => said.includes(nameOf(family)));
  const written = sides.flatMap((side) => side ?? []).flatMap((peer) => peer.networks ?? []);
  const found = new Set(written.map((text) => networkOf(text).family));
  return found.size === 1 && found.has('ipv6') ? ['ipv6'] : ['ipv4'];
}

function nameOf(family: Family): 'IPv4' | 'IPv6' {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

function portsOf(ports: readonly PortSpec[]): readonly PortTraffic[] {
  return expandTraffic({ ports }, new Map()).filter((traffic) => traffic.kind === 'ports');
}

function portOf(port: number | string) {
  const parsed = parsePort(port);
  if (!parsed.ok) throw new Error(`not validated: ${parsed.error}`);
  return parsed.value;
}

function networkOf(text: string): Network {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(`not validated: ${parsed.error}`);
  return parsed.value;
}
