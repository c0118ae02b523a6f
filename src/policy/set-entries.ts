// Entries of NetworkSets that end: which rules let the kernel end them, what of them holds now, and until when.

import { families } from './family.ts';
import type { Fault } from './fault.ts';
import type { Entry } from './generated/types.ts';
import { reachableFrom } from './graph.ts';
import { compareNetworks, containsNetwork, type Network, parseNetwork } from './network.ts';
import type { AddressSet, Ending } from './policy.ts';
import { faultAt, type ManifestOf, type Repository } from './repository.ts';
import { parseTime } from './time.ts';

/** Behind a set's name: the form of it whose entries the kernel takes out at their end. No label can hold a `.`. */
const endingForm = '.until';

/** The manifest of a set in either form. */
export function manifestNameOf(set: string): string {
  return set.endsWith(endingForm) ? set.slice(0, -endingForm.length) : set;
}

/** The sets that hold entries with an end, by themselves or by what they include, past ones too: so no rule changes at an end. */
export function findEndingSets({ byKind: { NetworkSet } }: Repository): ReadonlySet<string> {
  const own = [...NetworkSet].filter(([, { spec }]) => spec.entries?.some(hasEnd) === true).map(([name]) => name);
  if (own.length === 0) return new Set();
  const users = new Map<string, string[]>();
  for (const [name, { spec }] of NetworkSet) {
    for (const included of spec.include ?? []) users.set(included, [...(users.get(included) ?? []), name]);
  }
  return new Set(reachableFrom(own, (name) => users.get(name) ?? []));
}

/** The names under which a rule asks for `sets` where the end of an entry must only ever close something. */
export function endInKernel(sets: readonly string[], ending: ReadonlySet<string> | undefined): readonly string[] {
  return sets.map((name) => (ending?.has(name) === true ? `${name}${endingForm}` : name));
}

interface Named {
  /** Either form. */
  readonly name: string;
  /** The set and all that it includes. */
  readonly members: readonly ManifestOf<'NetworkSet'>[];
  readonly nowMs: number;
  /** What the names of the set stand for. */
  readonly answers: readonly Network[];
}

/** What entries add to a set: nothing where none has an end. Those without one are networks like others. */
export function resolveEntries(
  { name, members, nowMs, answers }: Named,
  networks: readonly Network[],
): { readonly networks: readonly Network[] } & Pick<AddressSet, 'ending' | 'live'> {
  const entries = members.flatMap(({ spec }) => spec.entries ?? []);
  if (entries.length === 0) return { networks };
  const endings = entries.flatMap((entry): Ending[] => {
    const untilSeconds = endOf(entry);
    return untilSeconds === undefined ? [] : [{ network: readNetwork(entry), untilSeconds }];
  });
  const lasting = [...networks, ...entries.filter((entry) => !hasEnd(entry)).map(readNetwork)];
  const present = endings.filter(({ untilSeconds }) => untilSeconds * 1_000 > nowMs);
  const live = families.filter((family) => endings.some(({ network }) => network.family === family));
  const liveIn = live.length === 0 ? {} : { live };
  if (manifestNameOf(name) === name) {
    return { networks: [...lasting, ...present.map(({ network }) => network)], ...liveIn };
  }
  return { networks: lasting, ending: dropCovered(present, [...lasting, ...answers]), ...liveIn };
}

/** Each network once, and none within one that stays at least as long. */
function dropCovered(endings: readonly Ending[], lasting: readonly Network[]): readonly Ending[] {
  const kept: Ending[] = [];
  const longestFirst = endings.toSorted(
    (a, b) => b.untilSeconds - a.untilSeconds || compareNetworks(a.network, b.network),
  );
  for (const ending of longestFirst) {
    const isIn = (outer: Network) => containsNetwork(outer, ending.network);
    if (!lasting.some(isIn) && !kept.some(({ network }) => isIn(network))) kept.push(ending);
  }
  return kept.toSorted((a, b) => compareNetworks(a.network, b.network));
}

/** The next moment (ms since 1970) at which an entry of these sets ends; undefined where none will. */
export function nextEntryEndMs(sets: readonly AddressSet[], repository: Repository, nowMs: number): number | undefined {
  const ends = listMembers(sets, repository).flatMap(({ spec }) =>
    (spec.entries ?? []).flatMap((one) => endOf(one) ?? []),
  );
  const coming = ends.map((seconds) => seconds * 1_000).filter((ms) => ms > nowMs);
  return coming.length === 0 ? undefined : coming.reduce((a, b) => Math.min(a, b));
}

/** What is past and still written, so that somebody takes it out. */
export function warnEndedEntries(sets: readonly AddressSet[], repository: Repository, nowMs: number): readonly Fault[] {
  return listMembers(sets, repository).flatMap((manifest) =>
    (manifest.spec.entries ?? []).flatMap((entry, index) => {
      const seconds = endOf(entry);
      if (seconds === undefined || seconds * 1_000 > nowMs) return [];
      const message = `entry ${entry.network} expired at ${entry.expires} and is not in the set; take it out, or give it a later end`;
      return [faultAt(manifest, `/spec/entries/${index}/expires`, message)];
    }),
  );
}

/** The manifests of the sets and of all that they include, each once; only those with entries matter. */
function listMembers(sets: readonly AddressSet[], { byKind }: Repository): readonly ManifestOf<'NetworkSet'>[] {
  const index = byKind.NetworkSet;
  const names = reachableFrom(
    sets.map(({ name }) => manifestNameOf(name)),
    (name) => index.get(name)?.spec.include ?? [],
  );
  return names.flatMap((name) => index.get(name) ?? []);
}

function hasEnd({ expires }: Entry): boolean {
  return expires !== undefined;
}

function endOf({ expires }: Entry): number | undefined {
  if (expires === undefined) return undefined;
  const parsed = parseTime(expires);
  if (!parsed.ok) throw new Error(`not validated: ${parsed.error}`);
  return parsed.value;
}

function readNetwork({ network }: Entry): Network {
  const parsed = parseNetwork(network);
  if (!parsed.ok) throw new Error(`not validated: ${parsed.error}`);
  return parsed.value;
}
