// What one host must enforce, out of everything that the repository holds; or why this revision cannot be used there.

import { err, ok, type Result } from '../result.ts';
import { warnUnanswered } from './domain-names.ts';
import { type Expanded, expandPeers } from './expand-peers.ts';
import { describeExpired, nextExpiryMs, warnExpired } from './expiry.ts';
import { compareFaults, type Fault } from './fault.ts';
import type { Known } from './known.ts';
import type { Manifest } from './manifest.ts';
import { type Memo, noMemo } from './memo.ts';
import type { Selected } from './policy.ts';
import { type RefusedSelector, splitFaults } from './relevance.ts';
import {
  faultAt,
  gatherRepository,
  isKind,
  type ManifestOf,
  type PolicyManifest,
  type ProfileManifest,
  type Repository,
  subjectOf,
} from './repository.ts';
import { listSets, resolvePolicy, resolveZones, type Scope } from './resolve.ts';
import { type NatManifest, resolveNat } from './resolve-nat.ts';
import { resolveProfile } from './resolve-profile.ts';
import { describeOffsets, nextEdgeMs, nextOffsetChangeMs } from './schedule.ts';
import { type Labels, matchesSelector } from './selector.ts';
import { findEndingSets, nextEntryEndMs, warnEndedEntries } from './set-entries.ts';
import { suggest } from './suggest.ts';
import { validateRepository } from './validate.ts';
import { checkZonesOfHost } from './validate-zones.ts';
import { type OnHost, substituteVariables } from './variables.ts';
import { listWarnings } from './warn.ts';

export interface HostRequest {
  readonly name: string;
  /** From the controller's configuration; they count only where the repository has no Host manifest. */
  readonly labels: Labels;
  /** Since 1970; absent: before every end that a rule may have. */
  readonly nowMs?: number;
  /** A revision that lets ssh in was confirmed on this host; false when absent. */
  readonly sshConfirmed?: boolean;
  /** Absent: nothing. */
  readonly known?: Known;
  /** What reading the manifests told. */
  readonly readFaults?: readonly Fault[];
  /** Of manifests that reading refused: one whose selector does not fit the host cannot stop it. */
  readonly refusedSelectors?: readonly RefusedSelector[];
}

export interface SelectRefusal {
  readonly reason: 'NothingSelected' | 'HostUnknown' | 'ManifestsRefused';
  /** What was found and what to do, one sentence. */
  readonly message: string;
  /** Sorted by place; empty where no manifest is at fault. */
  readonly faults: readonly Fault[];
  /** Faults of manifests that do not concern this host, sorted by place. */
  readonly warnings: readonly Fault[];
}

/** What a host is called and labelled, and its manifest where it has one. */
interface FoundHost {
  readonly name: string;
  readonly labels: Labels;
  readonly manifest?: ManifestOf<'Host'>;
}

/**
 * Everything that the host must enforce, or the reason why this revision cannot be used there.
 *
 * Only faults of what concerns the host refuse it: what selects it, and what that names. Faults elsewhere become
 * warnings, unless nobody can tell whose they are. The result does not depend on the order of `manifests`.
 */
export function selectForHost(
  manifests: readonly Manifest[],
  request: HostRequest,
  memo: Memo = noMemo,
): Result<Selected, SelectRefusal> {
  const readFaults = request.readFaults ?? [];
  const repository = gatherRepository(manifests, readFaults);
  memo.enter(surroundingsOf(repository, request));
  // Nobody can tell which host is meant while a file is unreadable, or while a Host manifest has no name or not a good one.
  const unclear = ['', 'Host', `Host/${request.name}`];
  if (readFaults.some((fault) => unclear.includes(fault.subject))) {
    return err(refuseManifests([...readFaults, ...validateRepository(repository, memo)], []));
  }
  const host = findHost(repository, request);
  if (host === undefined) {
    const faults = validateRepository(repository, memo);
    return err(refuseUnknownHost(repository, request.name, [...readFaults, ...faults]));
  }
  const used = usedBy(repository, host);
  const filled = substituteVariables(repository, used, memo);
  const expanded = expandPeers(filled.repository, used.used, memo);
  return selectWithin({ ...expanded, faults: [...filled.faults, ...expanded.faults] }, { host, request, memo });
}

interface Selecting {
  readonly host: FoundHost;
  readonly request: HostRequest;
  readonly memo: Memo;
}

function selectWithin(
  { repository, faults: unresolved, warnings, byLabel }: Expanded,
  { host, request, memo }: Selecting,
): Result<Selected, SelectRefusal> {
  const readFaults = request.readFaults ?? [];
  const faults = [...validateRepository(repository, memo), ...unresolved];
  const chosen = chooseManifests(repository, host);
  const split = splitFaults(repository, {
    host,
    selecting: [
      `Host/${host.name}`,
      ...[...chosen.policies, ...chosen.nat, ...chosen.profiles, ...listTests(repository, host)].map(subjectOf),
    ],
    readFaults,
    faults,
    refusedSelectors: request.refusedSelectors ?? [],
    byLabel,
  });
  const fatal = [
    ...split.fatal,
    ...checkProfileTie(chosen.profiles, host.name),
    ...checkZonesOfHost(repository, host.manifest, chosen.profiles[0]),
  ];
  if (fatal.length > 0) return err(refuseManifests(fatal, split.elsewhere));
  if (chosen.policies.length + chosen.nat.length + chosen.profiles.length === 0)
    return err(refuseNothing(host, split.elsewhere));
  return ok(
    resolveSelected(
      repository,
      {
        host,
        chosen,
        elsewhere: [...split.elsewhere, ...warnings],
        nowMs: request.nowMs ?? 0,
        sshConfirmed: request.sshConfirmed ?? false,
        known: request.known,
      },
      memo,
    ),
  );
}

/** A test that is at fault proves nothing, so the revision waits until it is mended. */
function listTests(repository: Repository, host: FoundHost): readonly Manifest[] {
  return [...repository.byKind.PolicyTest.values()].filter(({ spec }) =>
    matchesSelector(spec.hostSelector ?? {}, host.labels),
  );
}

/** The host, and what of the repository it uses in which variables may stand. */
function usedBy(repository: Repository, host: FoundHost): OnHost {
  const { policies, nat, profiles } = chooseManifests(repository, host);
  const zones = Object.keys(host.manifest?.spec.zones ?? {}).map((name) => `Zone/${name}`);
  const used = new Set([
    ...policies.map(subjectOf),
    ...nat.map(subjectOf),
    ...profiles.slice(0, 1).map(subjectOf),
    ...zones,
  ]);
  return { name: host.name, used, ...(host.manifest === undefined ? {} : { manifest: host.manifest }) };
}

/** Everything that what is made of one policy depends on beside the policy itself. */
function surroundingsOf(
  repository: Repository,
  { name, labels, readFaults = [], nowMs = 0 }: HostRequest,
): readonly unknown[] {
  const others = repository.manifests.filter(
    (manifest) =>
      !isKind(manifest, 'FirewallPolicy') && !isKind(manifest, 'NatPolicy') && !isKind(manifest, 'PolicyTest'),
  );
  // What was refused is known by its faults alone, and those are made anew each time.
  return [
    name,
    JSON.stringify(labels),
    readFaults.length === 0 ? 0 : readFaults,
    describeExpired(repository, nowMs),
    describeOffsets(repository, nowMs),
    ...others,
  ];
}

interface Chosen {
  /** In the order in which packets meet them. */
  readonly policies: readonly PolicyManifest[];
  /** In the order in which packets meet them. */
  readonly nat: readonly NatManifest[];
  /** The effective one first. */
  readonly profiles: readonly ProfileManifest[];
}

/** The host's own manifest; the implicit host where there is no Host manifest at all; undefined where others have one. */
function findHost(repository: Repository, request: HostRequest): FoundHost | undefined {
  const manifest = repository.byKind.Host.get(request.name);
  if (manifest !== undefined) return { name: request.name, labels: manifest.metadata.labels ?? {}, manifest };
  return hasHosts(repository) ? undefined : { name: request.name, labels: request.labels };
}

function hasHosts(repository: Repository): boolean {
  return repository.byKind.Host.size > 0 || [...repository.refused].some((subject) => subject.startsWith('Host/'));
}

function chooseManifests(repository: Repository, host: FoundHost): Chosen {
  const policies = repository.manifests.filter((manifest) => isKind(manifest, 'FirewallPolicy'));
  const profiles = repository.manifests.filter((manifest) => isKind(manifest, 'FirewallProfile'));
  return {
    policies: policies.filter((one) => matchesSelector(one.spec.hostSelector, host.labels)).sort(comparePolicies),
    nat: repository.manifests
      .filter((manifest) => isKind(manifest, 'NatPolicy'))
      .filter((one) => matchesSelector(one.spec.hostSelector, host.labels))
      .sort((a, b) => priorityOf(a) - priorityOf(b) || (a.metadata.name < b.metadata.name ? -1 : 1)),
    profiles: profiles
      .filter((one) => matchesSelector(one.spec.hostSelector, host.labels))
      .sort((a, b) => priorityOf(b) - priorityOf(a)),
  };
}

const tierOrder = ['Admin', 'Default', 'Baseline'];

function comparePolicies(a: PolicyManifest, b: PolicyManifest): number {
  const tier = tierOrder.indexOf(a.spec.tier ?? 'Default') - tierOrder.indexOf(b.spec.tier ?? 'Default');
  if (tier !== 0) return tier;
  if (priorityOf(a) !== priorityOf(b)) return priorityOf(a) - priorityOf(b);
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

function priorityOf(manifest: PolicyManifest | ProfileManifest | NatManifest): number {
  return manifest.spec.priority ?? 500;
}

/** Which of two profiles holds must not be left to chance. */
function checkProfileTie([first, second]: readonly ProfileManifest[], hostName: string): readonly Fault[] {
  if (first === undefined || second === undefined || priorityOf(first) !== priorityOf(second)) return [];
  const names = `profiles ${first.metadata.name} and ${second.metadata.name}`;
  const message = `${names} both select host ${hostName} with priority ${priorityOf(first)}, and only one can hold; give one of them a higher priority`;
  return [faultAt(second, second.spec.priority === undefined ? '/spec/hostSelector' : '/spec/priority', message)];
}

interface Resolution {
  readonly host: FoundHost;
  readonly chosen: Chosen;
  readonly elsewhere: readonly Fault[];
  readonly nowMs: number;
  readonly sshConfirmed: boolean;
  readonly known: Known | undefined;
}

function resolveSelected(repository: Repository, resolution: Resolution, memo: Memo): Selected {
  const { host, chosen, elsewhere, nowMs, sshConfirmed, known } = resolution;
  const { lifelines, ownNetworks } = known ?? {};
  const zones = resolveZones(repository, host.manifest);
  const interfaces = new Map(zones.map((zone) => [zone.name, zone.interfaces]));
  const profile = resolveProfile(chosen.profiles[0], { repository, interfaces });
  const endingSets = findEndingSets(repository);
  const asked = known === undefined ? {} : { known };
  const scope: Scope = { repository, interfaces, endingSets, logLimit: profile.logging.limit, nowMs, ...asked };
  const policies = chosen.policies.map((policy) => memo.keep('policy', policy, () => resolvePolicy(policy, scope)));
  const items = chosen.nat.flatMap((manifest) => resolveNat(manifest, scope));
  const nat = [...items.filter(({ kind }) => kind === 'exempt'), ...items.filter(({ kind }) => kind !== 'exempt')];
  const sets = listSets({ policies, profile, nat }, scope, memo);
  const domainNames = [...new Set(sets.flatMap((set) => set.domainNames ?? []))].sort();
  const ends = [
    nextExpiryMs(chosen.policies, nowMs),
    nextOffsetChangeMs(chosen.policies, nowMs),
    nextEdgeMs(chosen.policies, nowMs),
    nextEntryEndMs(sets, repository, nowMs),
  ];
  const validUntilMs = Math.min(...ends.map((end) => end ?? Number.POSITIVE_INFINITY));
  const told = { hostName: host.name, policies: chosen.policies, profile: chosen.profiles[0], sets };
  return {
    host: { name: host.name, labels: host.labels },
    zones,
    profile,
    policies,
    nat,
    sets,
    ...(sshConfirmed ? { sshConfirmed } : {}),
    ...(lifelines === undefined ? {} : { lifelines }),
    ...(ownNetworks === undefined || !profile.bogons ? {} : { ownNetworks }),
    ...(domainNames.length === 0 ? {} : { domainNames }),
    ...(Number.isFinite(validUntilMs) ? { validUntilMs } : {}),
    warnings: [
      ...elsewhere,
      ...listWarnings(told, scope, memo),
      ...warnExpired(chosen.policies, nowMs),
      ...warnEndedEntries(sets, repository, nowMs),
      ...warnUnanswered(sets, repository, known),
    ].sort(compareFaults),
  };
}

function refuseManifests(faults: readonly Fault[], warnings: readonly Fault[]): SelectRefusal {
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  const message = `the manifests have ${count}; mend what the faults name and commit again`;
  return { reason: 'ManifestsRefused', message, faults: sortFaults(faults), warnings: sortFaults(warnings) };
}

function refuseUnknownHost(repository: Repository, name: string, warnings: readonly Fault[]): SelectRefusal {
  const hint = suggest(name, [...repository.byKind.Host.keys()]);
  const message = `the repository has Host manifests, but none is named ${JSON.stringify(name)}; add one, or set host.name in the configuration${hint}`;
  return { reason: 'HostUnknown', message, faults: [], warnings: sortFaults(warnings) };
}

function refuseNothing(host: FoundHost, warnings: readonly Fault[]): SelectRefusal {
  const labels = Object.entries(host.labels).map(([key, value]) => `${key}=${value}`);
  const described = labels.length === 0 ? 'which has no labels' : `labels ${labels.sort().join(', ')}`;
  const message = `no FirewallPolicy and no FirewallProfile selects host ${JSON.stringify(host.name)} (${described}); compare each hostSelector with these labels`;
  return { reason: 'NothingSelected', message, faults: [], warnings: sortFaults(warnings) };
}

function sortFaults(faults: readonly Fault[]): readonly Fault[] {
  return [...faults].sort(compareFaults);
}
