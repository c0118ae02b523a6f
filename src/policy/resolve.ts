// From manifests that are valid to what the compiler reads: zones as interfaces, services as traffic, addresses as numbers.

import { resolveDomainNames } from './domain-names.ts';
import { isExpired } from './expiry.ts';
import { families } from './family.ts';
import type { Peer as PeerSpec, Rule as RuleSpec } from './generated/types.ts';
import { reachableFrom } from './graph.ts';
import { listHelped } from './helpers.ts';
import { intersectInterfaces } from './interfaces.ts';
import type { Known } from './known.ts';
import { extent, type Manifest } from './manifest.ts';
import type { Memo } from './memo.ts';
import { compareNetworks, mergeNetworks, type Network, parseNetwork } from './network.ts';
import type {
  Addresses,
  AddressSet,
  Direction,
  ListedRule,
  Log,
  Peer,
  Policy,
  RateLimit,
  Rule,
  Selected,
  Traffic,
  Zone,
} from './policy.ts';
import type { ManifestOf, PolicyManifest, Repository } from './repository.ts';
import { resolveMatches } from './resolve-matches.ts';
import { endInKernel, manifestNameOf, resolveEntries } from './set-entries.ts';
import { expandTraffic, type TrafficSpec } from './traffic.ts';

/** What the names in a manifest stand for on one host. */
export interface PeerScope {
  readonly repository: Repository;
  /** Zone → the interfaces that lead there; a zone that the host lacks is not here. */
  readonly interfaces: ReadonlyMap<string, readonly string[]>;
  /** Sets that hold entries with an end; absent: none. */
  readonly endingSets?: ReadonlySet<string>;
}

export interface Scope extends PeerScope {
  /** Absent: nobody asked. */
  readonly known?: Known;
  /** Rules whose end has come by then are left out. */
  readonly nowMs: number;
  /** For a `log` that does not say. */
  readonly logLimit: RateLimit;
}

/** The zones that the host has, sorted bytewise by name; none without a Host manifest. */
export function resolveZones(repository: Repository, host: ManifestOf<'Host'> | undefined): readonly Zone[] {
  const zones = Object.entries(host?.spec.zones ?? {}).flatMap(([name, interfaces]): readonly Zone[] => {
    const manifest = repository.byKind.Zone.get(name);
    if (manifest === undefined) return [];
    const { external = false, intraZone = 'Deny', antiSpoof = 'Loose' } = manifest.spec;
    const networks = readWritten(manifest.spec.networks ?? []);
    return [{ name, interfaces, external, networks, antiSpoof, intraZone, origin: extent(manifest, '') }];
  });
  return zones.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function resolvePolicy(policy: PolicyManifest, scope: Scope): Policy {
  const { tier = 'Default', priority = 500, mode = 'Enforce', onRevoke = 'Kill' } = policy.spec;
  const rules = (direction: Direction): readonly Rule[] =>
    (policy.spec[direction] ?? []).flatMap((rule, index) =>
      isExpired(rule, scope.nowMs)
        ? []
        : [resolveRule(policy, { rule, pointer: `/spec/${direction}/${index}` }, scope)],
    );
  const listed = (direction: Direction): readonly ListedRule[] => listRulesOf(policy.spec[direction], scope.nowMs);
  return {
    name: policy.metadata.name,
    tier,
    priority,
    mode,
    onRevoke,
    ...(mayHelp(scope) ? { mayHelp: true } : {}),
    listed: { ingress: listed('ingress'), egress: listed('egress'), forward: listed('forward') },
    get ingress() {
      return rules('ingress');
    },
    get egress() {
      return rules('egress');
    },
    get forward() {
      return rules('forward');
    },
    origin: extent(policy, ''),
  };
}

/** Most repositories know no helpers: then no rule has to be looked at for them. */
function mayHelp({ repository }: Scope): boolean {
  return [...repository.byKind.Service.values()].some(({ spec }) => spec.helper !== undefined);
}

/** The very same list where nothing has ended: there may be tens of thousands of rules. */
function listRulesOf(rules: readonly RuleSpec[] | undefined, nowMs: number): readonly ListedRule[] {
  if (rules === undefined) return [];
  if (!rules.some((rule) => isExpired(rule, nowMs))) return rules;
  return rules.map((rule) => (isExpired(rule, nowMs) ? { ...rule, isExpired: true } : rule));
}

function resolveRule(
  policy: PolicyManifest,
  { rule, pointer }: { readonly rule: RuleSpec; readonly pointer: string },
  scope: Scope,
): Rule {
  const log = rule.log === undefined ? undefined : resolveLog(rule.log, scope.logLimit);
  const placed = { manifest: policy, ...endsOf(rule.action) };
  return {
    name: rule.name,
    action: rule.action,
    from: resolvePeers({ ...placed, peers: rule.from, pointer: `${pointer}/from` }, scope),
    to: resolvePeers({ ...placed, peers: rule.to, pointer: `${pointer}/to` }, scope),
    traffic: resolveTraffic(rule, scope),
    families: families.filter((family) => rule.ipFamilies?.includes(family === 'ipv4' ? 'IPv4' : 'IPv6') ?? true),
    ...resolveMatches(rule, { readNetworks, nowMs: scope.nowMs }),
    ...resolveHelped(rule, scope),
    ...(log === undefined ? {} : { log }),
    ...(rule.rejectWith === undefined ? {} : { rejectWith: rule.rejectWith }),
    origin: extent(policy, pointer),
  };
}

function resolveHelped({ action, services }: RuleSpec, { repository }: Scope): Pick<Rule, 'helped'> {
  if (action !== 'Allow' || services === undefined) return {};
  const helped = listHelped(services, repository.byKind.Service);
  return helped.length === 0 ? {} : { helped };
}

/** The end of an entry may close something while no controller runs, and never open it. */
function endsOf(action: Rule['action']): Pick<PlacedPeers, 'ends'> {
  if (action === 'Allow') return { ends: 'WhoIsMeant' };
  return action === 'Deny' || action === 'Reject' ? { ends: 'WhoIsExcepted' } : {};
}

function resolveLog(log: NonNullable<RuleSpec['log']>, defaults: RateLimit): Log {
  const limit = { rate: log.limit ?? defaults.rate, burst: log.burst ?? defaults.burst, per: log.per ?? defaults.per };
  return log.prefix === undefined ? { limit } : { prefix: log.prefix, limit };
}

/** `'any'` only where no field narrows the traffic. */
export function resolveTraffic(spec: TrafficSpec, scope: PeerScope): 'any' | readonly Traffic[] {
  const fields = [spec.services, spec.ports, spec.protocols, spec.icmp];
  return fields.every((field) => field === undefined) ? 'any' : expandTraffic(spec, scope.repository.byKind.Service);
}

export interface PlacedPeers {
  readonly manifest: Manifest;
  readonly peers: readonly PeerSpec[] | undefined;
  /** Of the list. */
  readonly pointer: string;
  /** Of which sets the kernel ends entries by itself; absent: of none. */
  readonly ends?: 'WhoIsMeant' | 'WhoIsExcepted';
}

/** `'any'` only where the field is absent. */
export function resolvePeers(placed: PlacedPeers, scope: PeerScope): 'any' | readonly Peer[] {
  return placed.peers?.map((peer, index) => resolvePeer(peer, index, { ...scope, placed })) ?? 'any';
}

function resolvePeer(peer: PeerSpec, index: number, scope: PeerScope & { readonly placed: PlacedPeers }): Peer {
  const { manifest, ends } = scope.placed;
  const pointer = `${scope.placed.pointer}/${index}`;
  const interfaces = resolveInterfaces(peer, scope);
  const nameSets = (names: readonly string[], use: PlacedPeers['ends']) =>
    uniqueSorted(ends === use ? endInKernel(names, scope.endingSets) : names);
  const addresses = resolveAddresses(peer, (names) => nameSets(names, 'WhoIsMeant'));
  const { except } = peer;
  const unread = [peer.hosts, peer.networkSetSelector, peer.domainNames, except?.hosts, except?.networkSetSelector];
  // Left out, the peer would be anybody.
  if (unread.some((one) => one !== undefined)) throw new Error(`${pointer} was not expanded`);
  return {
    ...(interfaces === undefined ? {} : { interfaces }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(peer.macs === undefined ? {} : { macs: uniqueSorted(peer.macs.map((mac) => mac.toLowerCase())) }),
    ...(except === undefined
      ? {}
      : {
          except: {
            networks: readNetworks(except.networks ?? []),
            sets: nameSets(except.networkSets ?? [], 'WhoIsExcepted'),
          },
        }),
    origin: extent(manifest, pointer),
  };
}

/** Absent where the peer names none; empty where it names only zones that the host lacks, which then match nothing. */
export function resolveInterfaces(peer: PeerSpec, scope: PeerScope): readonly string[] | undefined {
  const ofZones = peer.zones?.flatMap((zone) => scope.interfaces.get(zone) ?? []);
  if (ofZones === undefined) return peer.interfaces && [...new Set(peer.interfaces)];
  if (peer.interfaces === undefined) return [...new Set(ofZones)];
  const narrowed = ofZones.flatMap((one) =>
    (peer.interfaces ?? []).flatMap((other) => intersectInterfaces(one, other) ?? []),
  );
  return [...new Set(narrowed)];
}

function resolveAddresses(
  peer: PeerSpec,
  nameSets: (names: readonly string[]) => readonly string[],
): Addresses | undefined {
  if (peer.networks !== undefined) return { kind: 'networks', networks: readNetworks(peer.networks) };
  return peer.networkSets === undefined ? undefined : { kind: 'sets', sets: nameSets(peer.networkSets) };
}

/** The sets that the rules and the failsafe name, each with all that it includes, sorted bytewise by name. */
export function listSets(
  named: Pick<Selected, 'policies' | 'profile' | 'nat'>,
  scope: Pick<Scope, 'repository' | 'nowMs' | 'known'>,
  memo: Memo,
): readonly AddressSet[] {
  const failsafe = named.profile.failsafe.ingress === 'auto' ? [] : named.profile.failsafe.ingress;
  const names = [
    ...named.policies.flatMap((policy) => memo.keep('set names', policy, () => listSetNames(policy))),
    ...failsafe.flatMap((item) => setNamesOf(item.from)),
    ...named.profile.failsafe.egress.flatMap((item) => setNamesOf(item.to)),
    ...named.profile.packetLimits.flatMap((limit) => setNamesOf(limit.from)),
    ...setNamesOf(named.profile.portScan?.exempt ?? []),
    ...named.nat.flatMap((item) => [
      ...('from' in item ? setNamesOf(item.from) : []),
      ...('to' in item ? setNamesOf(item.to) : []),
    ]),
  ];
  const read = new Map<string, readonly Network[]>();
  return uniqueSorted(names).map((name) => resolveSet(name, { ...scope, read }));
}

function listSetNames({ ingress, egress, forward }: Policy): readonly string[] {
  const rules = [...ingress, ...egress, ...forward];
  return uniqueSorted(rules.flatMap((rule) => [...setNamesOf(rule.from), ...setNamesOf(rule.to)]));
}

function setNamesOf(side: 'any' | readonly Peer[]): readonly string[] {
  if (side === 'any') return [];
  return side.flatMap((peer) => [
    ...(peer.addresses?.kind === 'sets' ? peer.addresses.sets : []),
    ...(peer.except?.sets ?? []),
  ]);
}

interface SetScope extends Pick<Scope, 'repository' | 'nowMs' | 'known'> {
  /** Each manifest's own networks, which several sets may include. */
  readonly read: Map<string, readonly Network[]>;
}

function resolveSet(name: string, { repository, nowMs, known: asked, read }: SetScope): AddressSet {
  const index = repository.byKind.NetworkSet;
  const names = reachableFrom([manifestNameOf(name)], (member) => index.get(member)?.spec.include ?? []);
  const members = names.flatMap((member) => index.get(member) ?? []);
  const networks = members.flatMap(({ metadata, spec }) => {
    const known = read.get(metadata.name) ?? readNetworks(spec.networks ?? []);
    read.set(metadata.name, known);
    return known;
  });
  const [manifest] = members;
  if (manifest === undefined) throw new Error(`NetworkSet ${name} was not validated`);
  const named = resolveDomainNames(members, asked);
  const held = resolveEntries({ name, members, nowMs, answers: named.answers ?? [] }, networks);
  const isMerged = members.length === 1 && held.networks === networks;
  return {
    name,
    ...held,
    ...named,
    networks: isMerged ? networks : mergeNetworks(held.networks),
    origin: extent(manifest, ''),
  };
}

/** Merged; throws for text that validation refuses. */
function readNetworks(texts: readonly string[]): readonly Network[] {
  return mergeNetworks(texts.map(readNetwork));
}

/** As they stand there, each once: which of two zones a source belongs to is decided by what was written. */
function readWritten(texts: readonly string[]): readonly Network[] {
  return [...new Set(texts)].map(readNetwork).toSorted(compareNetworks);
}

function readNetwork(text: string): Network {
  const network = parseNetwork(text);
  if (!network.ok) throw new Error(`not validated: ${network.error}`);
  return network.value;
}

function uniqueSorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
