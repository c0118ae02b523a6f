// NatPolicies: what fits together in one item, and zones that must say their networks.

import type { Fault } from './fault.ts';
import { parsePort } from './formats.ts';
import type { PortForward as ForwardSpec, Peer as PeerSpec, PortSpec } from './generated/types.ts';
import { locate } from './manifest.ts';
import { containsNetwork, type Network, parseNetwork } from './network.ts';
import { faultAt, isKind, type ManifestOf, pointerTo, type Repository } from './repository.ts';
import { holdsVariable } from './template.ts';
import { checkPeers, refuseMacs } from './validate-peers.ts';

type NatManifest = ManifestOf<'NatPolicy'>;
const lists = ['exempt', 'masquerade', 'snat', 'portForwards', 'redirects', 'oneToOne', 'npt6'] as const;

/** An item, and what tells a fault in it. */
interface Place {
  readonly manifest: NatManifest;
  readonly repository: Repository;
  readonly pointer: string;
}

export function checkNat(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    isKind(manifest, 'NatPolicy') ? checkPolicy(manifest, repository) : [],
  );
}

function checkPolicy(manifest: NatManifest, repository: Repository): readonly Fault[] {
  const { spec } = manifest;
  const at = (list: (typeof lists)[number], index: number): Place => ({
    manifest,
    repository,
    pointer: pointerTo('spec', list, index),
  });
  const empty = `the policy translates nothing; give it at least one of ${lists.join(', ')}`;
  return [
    ...(lists.every((list) => spec[list] === undefined) ? [faultAt(manifest, '/spec', empty)] : []),
    ...lists.flatMap((list) => checkNames(manifest, list)),
    ...(spec.exempt ?? []).flatMap((item, index) => {
      const place = at('exempt', index);
      const nothing = 'an exemption of everything switches all translation off; say `from` or `to`';
      return [
        ...(item.from === undefined && item.to === undefined ? [faultAt(manifest, place.pointer, nothing)] : []),
        ...checkSources(item.from, 'from', place),
        ...checkSources(item.to, 'to', place),
      ];
    }),
    ...(spec.masquerade ?? []).flatMap((item, index) => checkSources(item.from, 'from', at('masquerade', index))),
    ...(spec.snat ?? []).flatMap((item, index) => [
      ...checkSources(item.from, 'from', at('snat', index)),
      ...checkAgreement([['address', item.address], ...(item.except ?? []).map(exceptAt)], at('snat', index)),
    ]),
    ...(spec.portForwards ?? []).flatMap((item, index) => checkForward(item, at('portForwards', index))),
    ...(spec.redirects ?? []).flatMap((item, index) => [
      ...checkPorts(item.ports, at('redirects', index)),
      ...checkOnePort(item.toPort, 'toPort', at('redirects', index)),
      ...checkClients(item.from, 'from', at('redirects', index)),
      ...checkClients(item.to, 'to', at('redirects', index)),
    ]),
    ...(['oneToOne', 'npt6'] as const).flatMap((list) =>
      (spec[list] ?? []).flatMap((item, index) => checkMap(item, list, at(list, index))),
    ),
  ];
}

function exceptAt(text: string, index: number): readonly [string, string] {
  return [`except/${index}`, text];
}

function checkNames(manifest: NatManifest, list: (typeof lists)[number]): readonly Fault[] {
  const first = new Map<string, number>();
  return (manifest.spec[list] ?? []).flatMap(({ name }, index) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, index);
      return [];
    }
    const { line } = locate(manifest, pointerTo('spec', list, before, 'name'));
    const message = `item ${name} is in \`${list}\` already, at line ${line}; an item's name is unique in its list, so rename one of them`;
    return [faultAt(manifest, pointerTo('spec', list, index, 'name'), message)];
  });
}

/** Peers where no interface can be seen: a zone must say its networks, and stands alone. */
function checkSources(peers: readonly PeerSpec[] | undefined, side: 'from' | 'to', place: Place): readonly Fault[] {
  const { manifest, repository } = place;
  const pointer = `${place.pointer}/${side}`;
  return [
    ...checkPeers(manifest, peers, { direction: 'forward', side, pointer }),
    ...(peers ?? []).flatMap((peer, index) => {
      const both = 'zones stand for their networks here; write two peers for "either", and `except` for "but not"';
      const unseen = 'this cannot be seen where sources are translated; write `zones` or `networks`';
      const silent = (peer.zones ?? []).flatMap((zone, at) => {
        const known = repository.byKind.Zone.get(zone);
        if (known === undefined || known.spec.networks !== undefined) return [];
        const message = `zone ${zone} says no \`networks\`, and they are what it stands for here; add them to Zone/${zone}, or write \`networks\``;
        return [faultAt(manifest, `${pointer}/${index}/zones/${at}`, message)];
      });
      return [
        ...silent,
        ...(['interfaces', 'macs'] as const)
          .filter((field) => peer[field] !== undefined)
          .map((field) => faultAt(manifest, `${pointer}/${index}/${field}`, unseen)),
        ...(peer.zones !== undefined &&
        (peer.networks ?? peer.networkSets ?? peer.networkSetSelector ?? peer.hosts) !== undefined
          ? [faultAt(manifest, `${pointer}/${index}/zones`, both)]
          : []),
      ];
    }),
  ];
}

function checkClients(peers: readonly PeerSpec[] | undefined, side: 'from' | 'to', place: Place): readonly Fault[] {
  const pointer = `${place.pointer}/${side}`;
  const reason =
    'what this host itself sends is translated by the same rules and comes from no hardware; write `networks`';
  return [
    ...checkPeers(place.manifest, peers, { direction: 'ingress', side, pointer }),
    ...(side === 'from' ? refuseMacs(place.manifest, peers, { pointer, reason }) : []),
  ];
}

function checkForward(item: ForwardSpec, place: Place): readonly Fault[] {
  const { manifest, pointer, repository } = place;
  const target = read(item.target.address);
  const loopback = 'a machine behind this host is wanted, and this is loopback; use `redirects` for this host itself';
  const homeless =
    'hairpin needs the zone in which the target is, and no Zone has `networks` that hold it; add them, or leave hairpin out';
  return [
    ...checkPorts(item.ports, place),
    ...(item.target.port === undefined ? [] : checkOnePort(item.target.port, 'target/port', place)),
    ...checkClients(item.from, 'from', place),
    ...checkAgreement(
      [
        ['target/address', item.target.address],
        ...(item.address === undefined ? [] : [['address', item.address] as const]),
      ],
      place,
    ),
    ...(target !== undefined && isLoopback(target) ? [faultAt(manifest, `${pointer}/target/address`, loopback)] : []),
    ...(item.hairpin === true && target !== undefined && !hasHome(target, repository)
      ? [faultAt(manifest, `${pointer}/hairpin`, homeless)]
      : []),
  ];
}

function isLoopback({ family, address }: Network): boolean {
  return family === 'ipv4' ? address >> 24n === 127n : address === 1n;
}

function hasHome(address: Network, { byKind }: Repository): boolean {
  return [...byKind.Zone.values()].some((zone) =>
    (zone.spec.networks ?? []).some((text) => {
      const network = read(text);
      // What a variable stands for is known on a host only.
      return network === undefined || containsNetwork(network, address);
    }),
  );
}

function checkPorts(ports: readonly PortSpec[], { manifest, pointer }: Place): readonly Fault[] {
  return ports.flatMap((spec, index) => {
    const message = 'a translation goes by the destination port alone; leave `sourcePorts` out';
    return spec.sourcePorts === undefined ? [] : [faultAt(manifest, `${pointer}/ports/${index}/sourcePorts`, message)];
  });
}

function checkOnePort(port: number | string, field: string, { manifest, pointer }: Place): readonly Fault[] {
  const parsed = parsePort(port);
  if (!parsed.ok || parsed.value.from === parsed.value.to) return [];
  return [faultAt(manifest, `${pointer}/${field}`, `${JSON.stringify(port)} is a range; write one port`)];
}

function checkMap(
  item: { readonly external: string; readonly internal: string },
  list: 'oneToOne' | 'npt6',
  place: Place,
): readonly Fault[] {
  const [external, internal] = [read(item.external), read(item.internal)];
  if (external === undefined || internal === undefined) return [];
  const { manifest, pointer } = place;
  const old = 'npt6 is for IPv6 prefixes; use `oneToOne` for IPv4';
  const sizes = `external is a /${external.prefix} and internal a /${internal.prefix}; both must have one size`;
  return [
    ...checkAgreement(
      [
        ['external', item.external],
        ['internal', item.internal],
      ],
      place,
    ),
    ...(list === 'npt6' && internal.family === 'ipv4' ? [faultAt(manifest, `${pointer}/internal`, old)] : []),
    ...(external.family === internal.family && external.prefix !== internal.prefix
      ? [faultAt(manifest, `${pointer}/external`, sizes)]
      : []),
  ];
}

/** Addresses of one item that are of two families. */
function checkAgreement(
  fields: readonly (readonly [string, string])[],
  { manifest, pointer }: Place,
): readonly Fault[] {
  const [first, ...others] = fields.flatMap(([field, text]) => {
    const network = read(text);
    return network === undefined ? [] : [{ field, text, family: network.family }];
  });
  return others
    .filter(({ family }) => family !== first?.family)
    .map(({ field, text }) => {
      const message = `${text} and ${first?.text} are of two families, and a packet has one; write an item for each family`;
      return faultAt(manifest, `${pointer}/${field}`, message);
    });
}

/** Undefined for a variable: what it stands for is checked where it is known. */
function read(text: string): Network | undefined {
  if (holdsVariable(text)) return undefined;
  const parsed = parseNetwork(text);
  return parsed.ok ? parsed.value : undefined;
}
