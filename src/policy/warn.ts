// What is legal and yet may not be what was meant: rules that match nothing here, sets without members, policies without hosts.

import { type Family, families } from './family.ts';
import type { Fault } from './fault.ts';
import type { Peer as PeerSpec } from './generated/types.ts';
import type { Manifest } from './manifest.ts';
import type { Memo } from './memo.ts';
import type { AddressSet } from './policy.ts';
import { listProfileItems, listRules } from './references.ts';
import { faultAt, hostSelectorOf, type PolicyManifest, type ProfileManifest, type Repository } from './repository.ts';
import { type PeerScope, resolveInterfaces } from './resolve.ts';
import { matchesSelector } from './selector.ts';
import { manifestNameOf } from './set-entries.ts';

export interface Told {
  readonly hostName: string;
  /** Those that select the host. */
  readonly policies: readonly PolicyManifest[];
  /** The one that holds there. */
  readonly profile: ProfileManifest | undefined;
  /** Those that the rules name. */
  readonly sets: readonly AddressSet[];
}

/** A peer where it stands, and the families that its rule is for. */
interface PlacedPeer {
  readonly manifest: Manifest;
  readonly peer: PeerSpec;
  readonly pointer: string;
  readonly families: readonly Family[];
}

/** Everything worth telling about this host, in no particular order. Never a reason to refuse. */
export function listWarnings(told: Told, scope: PeerScope, memo: Memo): readonly Fault[] {
  const ofProfile = listProfilePeers(told.profile);
  const warnPeers = (peers: readonly PlacedPeer[]) =>
    peers.flatMap((placed) => warnInterfaces(placed, told.hostName, scope));
  const peers = () => [...told.policies.flatMap(listPolicyPeers), ...ofProfile];
  return [
    ...told.policies.flatMap(warnNoRules),
    ...told.policies.flatMap((policy) => memo.keep('peer warnings', policy, () => warnPeers(listPolicyPeers(policy)))),
    ...warnPeers(ofProfile),
    ...mergeForms(told.sets.filter(({ domainNames }) => domainNames === undefined)).flatMap((set) =>
      warnEmptySet(set, peers, scope.repository),
    ),
    ...warnUnselective(scope.repository),
  ];
}

function listPolicyPeers(policy: PolicyManifest): readonly PlacedPeer[] {
  return listRules(policy).flatMap(({ rule, pointer }) => {
    const ruleFamilies = families.filter(
      (family) => rule.ipFamilies?.includes(family === 'ipv4' ? 'IPv4' : 'IPv6') ?? true,
    );
    const place = (side: 'from' | 'to'): readonly PlacedPeer[] =>
      (rule[side] ?? []).map((peer, index) => ({
        manifest: policy,
        peer,
        pointer: `${pointer}/${side}/${index}`,
        families: ruleFamilies,
      }));
    return [...place('from'), ...place('to')];
  });
}

function listProfilePeers(profile: ProfileManifest | undefined): readonly PlacedPeer[] {
  if (profile === undefined) return [];
  const { portScan } = profile.spec.hardening ?? {};
  return [
    ...listProfileItems(profile).map(({ peers, side, pointer }) => ({ peers, pointer: `${pointer}/${side}` })),
    { peers: portScan?.exempt, pointer: '/spec/hardening/portScan/exempt' },
  ].flatMap(({ peers = [], pointer }) =>
    peers.map((peer, place) => ({ manifest: profile, peer, pointer: `${pointer}/${place}`, families })),
  );
}

function warnNoRules(policy: PolicyManifest): readonly Fault[] {
  return listRules(policy).length > 0 ? [] : [faultAt(policy, '/spec', 'the policy holds no rule, so it does nothing')];
}

function warnInterfaces({ manifest, peer, pointer }: PlacedPeer, hostName: string, scope: PeerScope): readonly Fault[] {
  const zones = peer.zones ?? [];
  const lacking = zones.flatMap((zone, index) => (scope.interfaces.has(zone) ? [] : [{ zone, index }]));
  if (lacking.length > 0) {
    return lacking.map(({ zone, index }) => {
      const message = `host ${hostName} has no zone ${zone}, so this matches nothing there; add the zone to its Host manifest if it should`;
      return faultAt(manifest, `${pointer}/zones/${index}`, message);
    });
  }
  if (resolveInterfaces(peer, scope)?.length !== 0) return [];
  const message =
    'no interface of these zones is among `interfaces`, so this peer matches nothing here; a peer means both together';
  return [faultAt(manifest, `${pointer}/interfaces`, message)];
}

/** What each manifest's set holds, in whichever form rules ask for it. */
function mergeForms(sets: readonly AddressSet[]): readonly Omit<AddressSet, 'ending'>[] {
  const byName = new Map<string, Omit<AddressSet, 'ending'>>();
  for (const { ending = [], ...set } of sets) {
    const name = manifestNameOf(set.name);
    byName.set(name, { ...set, name, networks: [...set.networks, ...ending.map(({ network }) => network)] });
  }
  return [...byName.values()];
}

function warnEmptySet(
  set: Omit<AddressSet, 'ending'>,
  peers: () => readonly PlacedPeer[],
  repository: Repository,
): readonly Fault[] {
  const manifest = repository.byKind.NetworkSet.get(set.name);
  if (manifest === undefined) return [];
  if (set.networks.length === 0) {
    return [faultAt(manifest, '/spec', 'the set holds no network, so rules match nothing by it')];
  }
  const lacking = families.filter((family) => !set.networks.some((network) => network.family === family));
  if (lacking.length === 0) return [];
  const users = peers().filter(({ peer }) => peer.networkSets?.includes(set.name) === true);
  const missing = lacking.filter((family) => users.some((user) => user.families.includes(family)));
  return missing.map((family) => {
    const [lacks, has] = family === 'ipv4' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
    // Only the addresses of hosts are a set whose name is no label.
    const what = set.name.includes('.') ? 'the hosts that are meant have no' : 'the set holds no';
    const message = `${what} ${lacks} network, so rules match nothing by it in ${lacks}; write ipFamilies: [${has}] in them if that is meant`;
    return faultAt(manifest, '/spec', message);
  });
}

/** Only where the repository lists its hosts, all of them readable, can it be said that a selector finds none. */
function warnUnselective(repository: Repository): readonly Fault[] {
  const hosts = [...repository.byKind.Host.values()];
  if (hosts.length === 0 || [...repository.refused].some((subject) => subject.startsWith('Host/'))) return [];
  return repository.manifests.flatMap((manifest) => {
    const selector = hostSelectorOf(manifest);
    if (selector === undefined || hosts.some((host) => matchesSelector(selector, host.metadata.labels ?? {})))
      return [];
    return [
      faultAt(manifest, '/spec/hostSelector', 'no Host of the repository has these labels, so it takes effect nowhere'),
    ];
  });
}
