// Whether two revisions say the same of open flows.

import { families } from '../policy/family.ts';
import type { Desired, DesiredChain, DesiredSet } from '../ruleset/ruleset.ts';

/** The same rules in the table filter, and the same members of sets. */
export function isSameFilter(a: Desired, b: Desired): boolean {
  return (
    families.every((family) => isSameList(chainsOf(a, family), chainsOf(b, family), isSameChain)) && hasSameSets(a, b)
  );
}

function chainsOf(desired: Desired, family: 'ipv4' | 'ipv6'): readonly DesiredChain[] {
  return desired[family].tables.find(({ name }) => name === 'filter')?.chains ?? [];
}

function isSameChain(a: DesiredChain, b: DesiredChain): boolean {
  return a.name === b.name && isSameList(a.rules, b.rules, (one, other) => one.text === other.text);
}

function hasSameSets(a: Desired, b: Desired): boolean {
  const isSame = (one: DesiredSet, other: DesiredSet) =>
    one.name === other.name && isSameList(one.entries, other.entries, (entry, another) => entry === another);
  return isSameList(a.sets, b.sets, isSame);
}

function isSameList<T>(a: readonly T[], b: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other !== undefined && (one === other || isSame(one, other));
    })
  );
}
