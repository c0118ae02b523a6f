// What domain names stood for once: flows to such an address were let in, and live on until a name is taken away.

import { containsNetwork, parseAddress, parseNetwork } from '../policy/network.ts';
import type { Desired } from '../ruleset/ruleset.ts';

/** An entry that a set holds no more since names stand for other addresses. */
export interface PastAnswer {
  readonly set: string;
  readonly entry: string;
  /** They stood for it. */
  readonly names: readonly string[];
}

export interface Answered {
  readonly desired: Desired;
  /** Domain names, and what each stands for; absent: nobody asked. */
  readonly names?: ReadonlyMap<string, readonly string[]>;
}

/** What the sets have lost from one answer to the next. */
export function findPastAnswers(before: Answered, after: Answered): readonly PastAnswer[] {
  const gone = listGone(before.names ?? new Map(), after.names ?? new Map());
  if (gone.length === 0) return [];
  const now = new Map(after.desired.sets.map(({ name, entries }) => [name, entries]));
  return before.desired.sets.flatMap(({ name: set, entries }) => {
    const others = now.get(set);
    if (others === undefined || others === entries) return [];
    const still = new Set(others);
    return entries
      .filter((entry) => !still.has(entry))
      .flatMap((entry) => {
        const names = gone.filter(({ address }) => holds(entry, address)).map(({ name }) => name);
        return names.length === 0 ? [] : [{ set, entry, names: [...new Set(names)] }];
      });
  });
}

/** More than so many are not remembered. */
const maxAnswers = 1_000;

/** The newest first, each once. */
export function joinPastAnswers(newer: readonly PastAnswer[], older: readonly PastAnswer[]): readonly PastAnswer[] {
  const known = new Set<string>();
  return [...newer, ...older]
    .filter(({ set, entry }) => {
      const key = `${set} ${entry}`;
      if (known.has(key)) return false;
      known.add(key);
      return true;
    })
    .slice(0, maxAnswers);
}

/** The same object where no set of it held any of them. */
export function withPastAnswers(desired: Desired, past: readonly PastAnswer[]): Desired {
  const names = new Set(past.map(({ set }) => set));
  if (!desired.sets.some(({ name }) => names.has(name))) return desired;
  const sets = desired.sets.map((set) => {
    if (!names.has(set.name)) return set;
    const entries = new Set([...set.entries, ...past.filter((one) => one.set === set.name).map(({ entry }) => entry)]);
    return { ...set, entries: [...entries].sort() };
  });
  return { ...desired, sets };
}

interface Gone {
  readonly name: string;
  readonly address: string;
}

function listGone(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): readonly Gone[] {
  return [...before].flatMap(([name, addresses]) => {
    const now = new Set(after.get(name));
    return addresses.filter((address) => !now.has(address)).map((address) => ({ name, address }));
  });
}

function holds(entry: string, text: string): boolean {
  const network = parseNetwork(entry.split(' ')[0] ?? '');
  const address = parseAddress(text);
  return network.ok && address.ok && containsNetwork(network.value, address.value);
}
