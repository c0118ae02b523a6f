// Which faults concern one host, so that a fault anywhere else cannot stop it.

import type { Fault } from './fault.ts';
import { reachableFrom } from './graph.ts';
import { listReferences } from './references.ts';
import { type Repository, subjectOf } from './repository.ts';
import { type Labels, matchesSelector, type Selector } from './selector.ts';

/** A manifest that reading refused, whose selector could be read all the same. */
export interface RefusedSelector {
  /** `Kind/name`. */
  readonly subject: string;
  readonly hostSelector: Selector;
}

export interface Concern {
  readonly host: { readonly name: string; readonly labels: Labels };
  /** `Kind/name` of the host's own manifest and of what selects it. */
  readonly selecting: readonly string[];
  readonly readFaults: readonly Fault[];
  /** What validation told. */
  readonly faults: readonly Fault[];
  readonly refusedSelectors: readonly RefusedSelector[];
  /** Kinds of which the host's manifests find some by label: one that was refused may be meant. */
  readonly byLabel: ReadonlySet<string>;
}

export interface SplitFaults {
  readonly fatal: readonly Fault[];
  readonly elsewhere: readonly Fault[];
}

/**
 * The faults that refuse the revision on this host, and those that do not concern it.
 *
 * What concerns it: the manifests that select it, all that they name, and everything of which that cannot be ruled out.
 */
export function splitFaults(repository: Repository, concern: Concern): SplitFaults {
  if (concern.readFaults.length + concern.faults.length === 0) return { fatal: [], elsewhere: [] };
  const relevant = listRelevantSubjects(repository, concern.selecting);
  const isFatal = (fault: Fault): boolean =>
    relevant.has(fault.subject) || !isElsewhere(fault.subject, concern.host.name);
  const kindOf = (fault: Fault): string => fault.subject.split('/')[0] ?? '';
  const isReadFatal = (fault: Fault): boolean =>
    isFatal(fault) || concern.byLabel.has(kindOf(fault)) || maySelect(fault.subject, concern);
  return {
    fatal: [...concern.readFaults.filter(isReadFatal), ...concern.faults.filter(isFatal)],
    elsewhere: [
      ...concern.readFaults.filter((one) => !isReadFatal(one)),
      ...concern.faults.filter((one) => !isFatal(one)),
    ],
  };
}

/** Those given, everything that they name, and so on; names of what is missing or refused included. */
function listRelevantSubjects(repository: Repository, start: readonly string[]): ReadonlySet<string> {
  const targets = new Map<string, string[]>();
  for (const manifest of repository.manifests) {
    const named = listReferences(manifest).map(({ kind, name }) => `${kind}/${name}`);
    const known = targets.get(subjectOf(manifest));
    if (known === undefined) targets.set(subjectOf(manifest), named);
    else for (const name of named) known.push(name);
  }
  return new Set(reachableFrom(start, (subject) => targets.get(subject) ?? []));
}

/** Whether kind and name alone say that it concerns the host only if something relevant names it. An unknown kind says nothing. */
function isElsewhere(subject: string, hostName: string): boolean {
  const [kind, name = ''] = subject.split('/');
  if (name === '') return false;
  if (kind === 'Host') return name !== hostName;
  return ['Zone', 'NetworkSet', 'Service', 'FirewallPolicy', 'FirewallProfile', 'NatPolicy', 'PolicyTest'].includes(
    kind ?? '',
  );
}

const selectingKinds = ['FirewallPolicy', 'FirewallProfile', 'NatPolicy', 'PolicyTest'];

/** Whether a refused manifest that selects hosts may select this one. Without a selector that can be read, it may. */
function maySelect(subject: string, concern: Concern): boolean {
  if (!selectingKinds.some((kind) => subject.startsWith(`${kind}/`))) return false;
  const read = concern.refusedSelectors.filter((refused) => refused.subject === subject);
  return read.length === 0 || read.some((refused) => matchesSelector(refused.hostSelector, concern.host.labels));
}
