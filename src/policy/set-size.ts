// How large sets may grow by including each other: a small repository can name more addresses than a machine can hold.

import type { Fault } from './fault.ts';
import { faultAt, type Repository } from './repository.ts';

/** What one ipset of ours can hold (its maxelem). */
const maxEntries = 1_048_576;
/** Over all sets of the repository, so that many large ones are bounded, too. */
const maxTotalEntries = 4_194_304;

/** Sets with more entries than the kernel takes, and, in the order of their names, those beyond what all may have together. */
export function checkSetSizes(repository: Repository): readonly Fault[] {
  const sizes = countEntries(repository);
  let total = 0;
  return [...repository.byKind.NetworkSet]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, manifest]) => {
      const size = sizes.get(name) ?? 0;
      total += size;
      if (size <= maxEntries && total <= maxTotalEntries) return [];
      const found =
        size > maxEntries
          ? `holds ${size} entries with all that it includes, allowed are ${maxEntries}`
          : `brings all sets together to ${total} entries, allowed are ${maxTotalEntries}`;
      return [faultAt(manifest, '/spec', `${name} ${found}; include smaller sets, or each of them once`)];
    });
}

/** Entries of each set with its includes; what is included by two ways counts twice. Never recursive: sets may nest deeply. */
function countEntries(repository: Repository): ReadonlyMap<string, number> {
  const index = repository.byKind.NetworkSet;
  const sizes = new Map<string, number>();
  const underway = new Set<string>();
  for (const start of index.keys()) {
    const path = [start];
    for (let name = path.at(-1); name !== undefined; name = path.at(-1)) {
      const spec = index.get(name)?.spec;
      const open = (spec?.include ?? []).find((one) => index.has(one) && !sizes.has(one) && !underway.has(one));
      underway.add(name);
      if (open !== undefined) {
        path.push(open);
        continue;
      }
      const included = (spec?.include ?? []).reduce((sum, one) => sum + (sizes.get(one) ?? 0), 0);
      sizes.set(
        name,
        Math.min(Number.MAX_SAFE_INTEGER, included + (spec?.networks?.length ?? 0) + (spec?.entries?.length ?? 0)),
      );
      underway.delete(name);
      path.pop();
    }
  }
  return sizes;
}
