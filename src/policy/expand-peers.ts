// Peers by label, as one host reads them: hosts become a set of their addresses, a selector of sets becomes their names.

import { createHash } from 'node:crypto';
import { normalizeName } from './domain-names.ts';
import type { Fault } from './fault.ts';
import type { Selector } from './generated/types.ts';
import type { Manifest, Plain } from './manifest.ts';
import type { Memo } from './memo.ts';
import {
  faultAt,
  gatherRepository,
  isKind,
  type ManifestOf,
  pointerTo,
  type Repository,
  selectsHosts,
  subjectOf,
} from './repository.ts';
import { matchesSelector } from './selector.ts';
import { checkConditions } from './validate-conditions.ts';

type Path = readonly (string | number)[];

export interface Expanded {
  readonly repository: Repository;
  /** Selectors that find nothing where that would widen a rule or leave out a refusal. */
  readonly faults: readonly Fault[];
  /** Selectors that find nothing in an Allow: it matches nothing. */
  readonly warnings: readonly Fault[];
  /** Kinds that are found by label: any manifest of them that was refused may be meant. */
  readonly byLabel: ReadonlySet<string>;
}

interface Found {
  readonly field: 'networks' | 'networkSets';
  readonly values: readonly string[];
  /** What the one set of `values` holds, where nobody wrote that set. */
  readonly spec?: ManifestOf<'NetworkSet'>['spec'];
}

interface Expansion {
  readonly manifest: Manifest;
  /** Sets that nobody wrote: one for each selector of hosts. */
  readonly sets: readonly ManifestOf<'NetworkSet'>[];
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  readonly kinds: readonly string[];
}

/** The repository with every selector in the peers of `used` manifests (`Kind/name`) replaced by what it finds. */
export function expandPeers(repository: Repository, used: ReadonlySet<string>, memo: Memo): Expanded {
  const expansions = repository.manifests.map((manifest): Expansion => {
    if (!used.has(subjectOf(manifest)) || !selectsHosts(manifest)) return unchanged(manifest);
    return memo.keep('expanded', manifest, () => expand(manifest, repository));
  });
  const isSame = expansions.every(({ manifest }, index) => manifest === repository.manifests[index]);
  // Two policies may mean the same hosts.
  const sets = new Map(expansions.flatMap((one) => one.sets.map((set) => [set.metadata.name, set] as const)));
  const manifests = [...expansions.map(({ manifest }) => manifest), ...sets.values()];
  return {
    repository: isSame ? repository : { ...gatherRepository(manifests, []), refused: repository.refused },
    faults: expansions.flatMap(({ faults }) => faults),
    warnings: expansions.flatMap(({ warnings }) => warnings),
    byLabel: new Set(expansions.flatMap(({ kinds }) => kinds)),
  };
}

function unchanged(manifest: Manifest): Expansion {
  return { manifest, sets: [], faults: [], warnings: [], kinds: [] };
}

function expand(manifest: Manifest, repository: Repository): Expansion {
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const kinds = new Set<string>();
  const sets: ManifestOf<'NetworkSet'>[] = [];
  const rewrite = (value: Plain, path: Path): Plain => {
    if (Array.isArray(value)) {
      const list = value.map((child: Plain, index) => rewrite(child, [...path, index]));
      return list.some((child, index) => child !== value[index]) ? list : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    let isSame = true;
    // In the order of the keys, by which places are found.
    const entries = Object.entries(value).map(([key, child]): readonly [string, Plain] => {
      const found = isPeer(path) ? lookUp(key, child, { manifest, path, repository }) : undefined;
      if (found === undefined) {
        const inner = rewrite(child, [...path, key]);
        isSame &&= inner === child;
        return [key, inner];
      }
      isSame = false;
      if (key !== 'domainNames') {
        // Nobody sees the selector after this.
        faults.push(...checkConditions(manifest, child, pointerTo('spec', ...path, key)));
        kinds.add(key === 'hosts' ? 'Host' : 'NetworkSet');
      }
      if (found.values.length === 0) {
        const told = widens(manifest, path) ? faults : warnings;
        told.push(faultAt(manifest, pointerTo('spec', ...path, key), describeNothing(key, told === faults)));
      }
      const { spec: held } = found;
      if (held !== undefined) sets.push(...found.values.map((name) => makeSet(manifest, name, held)));
      return [found.field, found.values];
    });
    return isSame ? value : Object.fromEntries(mergeLists(entries));
  };
  const spec = rewrite(manifest.spec as unknown as Plain, []);
  const isSame = spec === (manifest.spec as unknown as Plain);
  return {
    manifest: isSame ? manifest : ({ ...manifest, spec } as unknown as Manifest),
    sets,
    faults,
    warnings,
    kinds: [...kinds],
  };
}

/** Where it is told of, it is told at the manifest that asks for it. */
function makeSet(
  { apiVersion, source, places }: Manifest,
  name: string,
  spec: NonNullable<Found['spec']>,
): ManifestOf<'NetworkSet'> {
  return { apiVersion, kind: 'NetworkSet', metadata: { name }, spec, source, places };
}

/** `except` may name sets and addresses beside selectors: then they are one list. */
function mergeLists(entries: readonly (readonly [string, Plain])[]): readonly (readonly [string, Plain])[] {
  const merged = new Map<string, Plain>();
  for (const [key, value] of entries) {
    const before = merged.get(key);
    merged.set(key, Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value);
  }
  return [...merged];
}

/** Whether the path leads to a peer, or to the `except` of one. */
function isPeer(path: Path): boolean {
  const at = path.at(-1) === 'except' ? path.slice(0, -1) : path;
  const list = at.at(-2);
  return typeof at.at(-1) === 'number' && (list === 'from' || list === 'to' || list === 'exempt');
}

interface Place {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly repository: Repository;
}

function lookUp(key: string, value: Plain, { manifest, path, repository }: Place): Found | undefined {
  const { byKind } = repository;
  if (key === 'domainNames') {
    // Elsewhere they are a fault, which must find them where they are written.
    if (actionAt(manifest, path) !== 'Allow' || path.at(-1) === 'except' || !Array.isArray(value)) return undefined;
    const domainNames = [...new Set(value.map((name) => normalizeName(String(name))))].sort();
    return { field: 'networkSets', values: [nameOf('names', domainNames)], spec: { domainNames } };
  }
  // The schema has checked its shape.
  const selector = value as unknown as Selector;
  if (key === 'hosts') {
    const hosts = [...byKind.Host.values()].filter(({ metadata }) => matchesSelector(selector, metadata.labels ?? {}));
    const addresses = [...new Set(hosts.flatMap(({ spec }) => spec.addresses ?? []))].sort();
    // An empty list matches nothing, wherever it stands.
    return addresses.length === 0
      ? { field: 'networks', values: [] }
      : { field: 'networkSets', values: [nameSet(selector)], spec: { networks: addresses } };
  }
  if (key !== 'networkSetSelector') return undefined;
  const sets = [...byKind.NetworkSet.values()].filter(({ metadata }) =>
    matchesSelector(selector, metadata.labels ?? {}),
  );
  return { field: 'networkSets', values: sets.map(({ metadata }) => metadata.name).sort() };
}

/** The same for the same selector, whatever it finds, so that another host is another entry and no other rule. No label can hold a `.`. */
function nameSet({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  const labels = Object.entries(matchLabels).sort(([a], [b]) => (a < b ? -1 : 1));
  return nameOf('hosts', [labels, matchExpressions.map(({ key, operator, values }) => [key, operator, values])]);
}

function nameOf(what: 'hosts' | 'names', meant: unknown): string {
  return `${what}.${createHash('sha256').update(JSON.stringify(meant)).digest('hex').slice(0, 8)}`;
}

/** Whether a peer that finds nobody would let through what somebody meant to refuse. */
function widens(manifest: Manifest, path: Path): boolean {
  if (path.at(-1) === 'except') return true;
  if (isKind(manifest, 'NatPolicy')) return path[0] === 'exempt';
  if (isKind(manifest, 'FirewallProfile')) return path[0] === 'packetLimits' || path[0] === 'hardening';
  const action = actionAt(manifest, path);
  return action === 'Deny' || action === 'Reject';
}

/** Of the rule that the path leads into; undefined where it is none. */
function actionAt(manifest: Manifest, [list, index]: Path): string | undefined {
  if (!isKind(manifest, 'FirewallPolicy') || typeof index !== 'number') return undefined;
  if (list !== 'ingress' && list !== 'egress' && list !== 'forward') return undefined;
  return manifest.spec[list]?.[index]?.action;
}

function describeNothing(key: string, isFault: boolean): string {
  const nothing =
    key === 'hosts' ? 'no Host with these labels has `addresses`' : 'no NetworkSet of the repository has these labels';
  const remedy = key === 'hosts' ? 'add `addresses` to the Host manifests' : 'label the sets that are meant';
  return isFault
    ? `${nothing}, and what is to be refused must not be nothing; ${remedy}, or take the rule out`
    : `${nothing}, so this matches nothing; ${remedy}`;
}
