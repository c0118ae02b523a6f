// All manifests of a snapshot, to be found by kind and name.

import type { Fault } from './fault.ts';
import type { Selector } from './generated/types.ts';
import { locate, type Manifest } from './manifest.ts';

export type Kind = Manifest['kind'];
export type ManifestOf<K extends Kind> = Extract<Manifest, { readonly kind: K }>;
/** `kind` → `name` → the manifest; of several with one name, the first by place. */
type Index = { readonly [K in Kind]: ReadonlyMap<string, ManifestOf<K>> };

export interface Repository {
  /** In the order of their places, whatever order they came in. */
  readonly manifests: readonly Manifest[];
  readonly byKind: Index;
  /** `Kind/name` of what is in the repository but was refused when it was read: known, though not usable. */
  readonly refused: ReadonlySet<string>;
}

export type PolicyManifest = ManifestOf<'FirewallPolicy'>;
export type ProfileManifest = ManifestOf<'FirewallProfile'>;

/** The manifests with an index over them; `faults` are those that reading them gave. */
export function gatherRepository(manifests: readonly Manifest[], faults: readonly Fault[]): Repository {
  const sorted = [...manifests].sort(comparePlaces);
  const known = new Set(sorted.map(subjectOf));
  return {
    manifests: sorted,
    byKind: {
      Host: indexKind(sorted, 'Host'),
      Zone: indexKind(sorted, 'Zone'),
      NetworkSet: indexKind(sorted, 'NetworkSet'),
      Service: indexKind(sorted, 'Service'),
      FirewallPolicy: indexKind(sorted, 'FirewallPolicy'),
      FirewallProfile: indexKind(sorted, 'FirewallProfile'),
      NatPolicy: indexKind(sorted, 'NatPolicy'),
      PolicyTest: indexKind(sorted, 'PolicyTest'),
    },
    refused: new Set(faults.map((fault) => fault.subject).filter((subject) => subject !== '' && !known.has(subject))),
  };
}

/** `Kind/name`, as faults and status say it. */
export function subjectOf(manifest: Manifest): string {
  return `${manifest.kind}/${manifest.metadata.name}`;
}

/** A fault (or a warning) at a value of that manifest. */
export function faultAt(manifest: Manifest, pointer: string, message: string): Fault {
  return { ...locate(manifest, pointer), pointer, subject: subjectOf(manifest), message };
}

/** A JSON pointer of those keys and indexes. */
export function pointerTo(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function isKind<K extends Kind>(manifest: Manifest, kind: K): manifest is ManifestOf<K> {
  return manifest.kind === kind;
}

/** Whether the manifest is of a kind that says by `hostSelector` for whom it is. */
export function selectsHosts(
  manifest: Manifest,
): manifest is PolicyManifest | ProfileManifest | ManifestOf<'NatPolicy'> {
  return isKind(manifest, 'FirewallPolicy') || isKind(manifest, 'FirewallProfile') || isKind(manifest, 'NatPolicy');
}

/** Which hosts it is for; undefined for kinds that do not say so. A test without a selector is for all. */
export function hostSelectorOf(manifest: Manifest): Selector | undefined {
  if (selectsHosts(manifest)) return manifest.spec.hostSelector;
  return isKind(manifest, 'PolicyTest') ? (manifest.spec.hostSelector ?? {}) : undefined;
}

function comparePlaces({ source: a }: Manifest, { source: b }: Manifest): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function indexKind<K extends Kind>(manifests: readonly Manifest[], kind: K): ReadonlyMap<string, ManifestOf<K>> {
  const index = new Map<string, ManifestOf<K>>();
  for (const manifest of manifests) {
    if (isKind(manifest, kind) && !index.has(manifest.metadata.name)) index.set(manifest.metadata.name, manifest);
  }
  return index;
}
