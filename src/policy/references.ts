// Which manifest names which other, and names that lead nowhere or back to themselves.

import type { Fault } from './fault.ts';
import type { Peer as PeerSpec, Rule as RuleSpec } from './generated/types.ts';
import { findCycles } from './graph.ts';
import type { Manifest } from './manifest.ts';
import type { Memo } from './memo.ts';
import type { Direction } from './policy.ts';
import {
  faultAt,
  type ManifestOf,
  type PolicyManifest,
  type ProfileManifest,
  pointerTo,
  type Repository,
  subjectOf,
} from './repository.ts';
import { catalogue, findService } from './services.ts';
import { suggest } from './suggest.ts';

export interface Reference {
  readonly kind: 'Zone' | 'NetworkSet' | 'Service';
  readonly name: string;
  /** Where the name is written. */
  readonly pointer: string;
}

export interface PlacedRule {
  readonly rule: RuleSpec;
  readonly direction: Direction;
  readonly pointer: string;
}

const directions: readonly Direction[] = ['ingress', 'egress', 'forward'];
/** Looking for a near name costs time with every unknown one; after so many, nobody reads the hints. */
const maxHints = 100;

/** Every rule of a policy with its place: ingress, egress, forward, each in its own order. */
export function listRules(policy: PolicyManifest): readonly PlacedRule[] {
  return directions.flatMap((direction) =>
    (policy.spec[direction] ?? []).map((rule, index) => ({
      rule,
      direction,
      pointer: `/spec/${direction}/${index}`,
    })),
  );
}

/** What a profile says of services and peers: ways in and out that stay open, and limits for packets. */
export function listProfileItems({ spec }: ProfileManifest): readonly {
  readonly services: readonly string[] | undefined;
  readonly peers: readonly PeerSpec[] | undefined;
  /** Of the peers. */
  readonly side: 'from' | 'to';
  readonly pointer: string;
}[] {
  return [
    ...(spec.failsafe?.ingress ?? []).map(({ services, from }, index) => ({
      services,
      peers: from,
      side: 'from' as const,
      pointer: pointerTo('spec', 'failsafe', 'ingress', index),
    })),
    ...(spec.failsafe?.egress ?? []).map(({ services, to }, index) => ({
      services,
      peers: to,
      side: 'to' as const,
      pointer: pointerTo('spec', 'failsafe', 'egress', index),
    })),
    ...(spec.packetLimits ?? []).map(({ services, from }, index) => ({
      services,
      peers: from,
      side: 'from' as const,
      pointer: pointerTo('spec', 'packetLimits', index),
    })),
  ];
}

/** Every name of another manifest that this one holds, in a fixed order. */
export function listReferences(manifest: Manifest): readonly Reference[] {
  switch (manifest.kind) {
    case 'Host':
      return Object.keys(manifest.spec.zones ?? {}).map((name) => ({
        kind: 'Zone',
        name,
        pointer: pointerTo('spec', 'zones', name),
      }));
    case 'Zone':
      return [];
    case 'NetworkSet':
      return listNames('NetworkSet', manifest.spec.include, '/spec/include');
    case 'Service':
      return listNames('Service', manifest.spec.include, '/spec/include');
    case 'FirewallPolicy':
      return listRules(manifest).flatMap(({ rule, pointer }) => [
        ...listPeerReferences(rule.from, `${pointer}/from`),
        ...listPeerReferences(rule.to, `${pointer}/to`),
        ...listNames('Service', rule.services, `${pointer}/services`),
      ]);
    case 'FirewallProfile':
      return listProfileItems(manifest)
        .flatMap(({ services, peers, side, pointer }) => [
          ...listPeerReferences(peers, `${pointer}/${side}`),
          ...listNames('Service', services, `${pointer}/services`),
        ])
        .concat(listPeerReferences(manifest.spec.hardening?.portScan?.exempt, '/spec/hardening/portScan/exempt'))
        .concat(
          (manifest.spec.mssClamp ?? []).map(({ outZone }, index) => ({
            kind: 'Zone',
            name: outZone,
            pointer: pointerTo('spec', 'mssClamp', index, 'outZone'),
          })),
        );
    case 'NatPolicy':
      return listNatReferences(manifest);
    case 'PolicyTest':
      return manifest.spec.cases.flatMap(({ packet }, index) =>
        (['inZone', 'outZone'] as const).flatMap((field) => {
          const name = packet[field];
          return name === undefined
            ? []
            : [{ kind: 'Zone', name, pointer: pointerTo('spec', 'cases', index, 'packet', field) }];
        }),
      );
    default:
      return [];
  }
}

function listNatReferences({ spec }: ManifestOf<'NatPolicy'>): readonly Reference[] {
  const zone = (name: string, ...place: readonly (string | number)[]): Reference => ({
    kind: 'Zone',
    name,
    pointer: pointerTo('spec', ...place),
  });
  return [
    ...(['exempt', 'masquerade', 'snat', 'portForwards', 'redirects'] as const).flatMap((list) =>
      (spec[list] ?? []).flatMap((item, index) => [
        ...listPeerReferences(item.from, pointerTo('spec', list, index, 'from')),
        ...('to' in item ? listPeerReferences(item.to, pointerTo('spec', list, index, 'to')) : []),
      ]),
    ),
    ...(['masquerade', 'snat'] as const).flatMap((list) =>
      (spec[list] ?? []).map((item, index) => zone(item.outZone, list, index, 'outZone')),
    ),
    ...(['portForwards', 'redirects'] as const).flatMap((list) =>
      (spec[list] ?? []).map((item, index) => zone(item.inZone, list, index, 'inZone')),
    ),
    ...(['oneToOne', 'npt6'] as const).flatMap((list) =>
      (spec[list] ?? []).map((item, index) => zone(item.zone, list, index, 'zone')),
    ),
  ];
}

/** Names that no manifest and no built-in service bears. What is there but was refused is told once, by its own faults. */
export function checkReferences(repository: Repository, memo: Memo): readonly Fault[] {
  let hints = maxHints;
  return repository.manifests.flatMap((manifest) => {
    const unknown = memo.keep('unknown', manifest, () =>
      listReferences(manifest).filter((reference) => !isKnown(reference, repository)),
    );
    return unknown.map((reference) => {
      hints -= 1;
      const hint = hints < 0 ? '' : suggest(reference.name, knownNames(reference.kind, repository));
      return faultAt(manifest, reference.pointer, describeUnknown(reference, hint));
    });
  });
}

/** Includes that come back to where they began, told once each with the way round. */
export function checkIncludeCycles(repository: Repository): readonly Fault[] {
  const { NetworkSet, Service } = repository.byKind;
  return [...findIncludeCycles(NetworkSet), ...findIncludeCycles(Service)];
}

function findIncludeCycles(
  index: ReadonlyMap<string, ManifestOf<'NetworkSet'> | ManifestOf<'Service'>>,
): readonly Fault[] {
  const cycles = findCycles([...index.keys()], (name) => index.get(name)?.spec.include ?? []);
  return cycles.flatMap((cycle) => {
    const [first = '', second = ''] = cycle;
    const manifest = index.get(first);
    if (manifest === undefined) return [];
    const place = (manifest.spec.include ?? []).indexOf(second);
    const path = cycle.join(' → ');
    return [
      faultAt(
        manifest,
        pointerTo('spec', 'include', place),
        `include goes round in a circle: ${path}; take one of them out`,
      ),
    ];
  });
}

function listPeerReferences(peers: readonly PeerSpec[] | undefined, pointer: string): readonly Reference[] {
  return (peers ?? []).flatMap((peer, index) => [
    ...listNames('Zone', peer.zones, `${pointer}/${index}/zones`),
    ...listNames('NetworkSet', peer.networkSets, `${pointer}/${index}/networkSets`),
    ...listNames('NetworkSet', peer.except?.networkSets, `${pointer}/${index}/except/networkSets`),
  ]);
}

function listNames(
  kind: Reference['kind'],
  names: readonly string[] | undefined,
  pointer: string,
): readonly Reference[] {
  return (names ?? []).map((name, index) => ({ kind, name, pointer: `${pointer}/${index}` }));
}

function isKnown(reference: Reference, repository: Repository): boolean {
  if (reference.kind === 'Service' && findService(reference.name) !== undefined) return true;
  return (
    repository.byKind[reference.kind].has(reference.name) ||
    repository.refused.has(`${reference.kind}/${reference.name}`)
  );
}

function knownNames(kind: Reference['kind'], repository: Repository): readonly string[] {
  const own = [...repository.byKind[kind].keys()];
  return kind === 'Service' ? [...own, ...catalogue.map((service) => service.name)] : own;
}

function describeUnknown(reference: Reference, hint: string): string {
  const { kind, name } = reference;
  if (kind === 'Service') {
    return `service ${JSON.stringify(name)} is neither built in nor a Service of the repository; add a Service of that name or write \`ports\`${hint}`;
  }
  return `${kind} ${JSON.stringify(name)} does not exist; add a ${kind} manifest of that name${hint}`;
}

/** Names that the repository gives twice: told at each place but the first, naming that one. */
export function checkUniqueManifests(repository: Repository): readonly Fault[] {
  const first = new Map<string, Fault>();
  return repository.manifests.flatMap((manifest) => {
    const subject = subjectOf(manifest);
    const here = faultAt(manifest, '', '');
    const before = first.get(subject);
    if (before === undefined) {
      first.set(subject, here);
      return [];
    }
    const place = `${before.file}:${before.line}:${before.column}`;
    return [
      faultAt(manifest, '/metadata/name', `${subject} is at ${place} already; rename one of them or take it out`),
    ];
  });
}
