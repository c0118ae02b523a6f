// The owned part of what was observed, as something to return to when a change fails half-way.

import type { Family } from '../policy/family.ts';
import type { Origin } from '../policy/fault.ts';
import {
  type Desired,
  type DesiredRuleset,
  type DesiredSet,
  type DesiredTable,
  isOwnedChain,
  isOwnedSet,
  type Observed,
  type ObservedRuleset,
  type ObservedSet,
  tableNames,
} from '../ruleset/ruleset.ts';
import { standingHooks } from './plan-hooks.ts';
import { readLookups } from './set-slots.ts';

const kernelOrigin: Origin = { file: '(kernel)', line: 0, column: 0, endLine: 0 };

/** What was there before: owned chains and the sets that they use byte for byte, and the hooks. */
export function preImageOf(observed: Observed): Desired {
  const used = new Set([...readLookups(observed.ipv4).keys(), ...readLookups(observed.ipv6).keys()]);
  return {
    ipv4: preImageOfFamily(observed.ipv4),
    ipv6: preImageOfFamily(observed.ipv6),
    sets: observed.sets
      .filter(({ name }) => isOwnedSet(name) && used.has(name))
      .flatMap((set) => preImageOfSet(set, observed)),
  };
}

/** Of flows only that the set is there: its entries stay what they are. */
function preImageOfSet(
  { name, type, entries, timeouts }: ObservedSet,
  { atMs = 0 }: Pick<Observed, 'atMs'>,
): readonly DesiredSet[] {
  const known = { name, family: familyOf(name), origin: kernelOrigin };
  if (type === 'hash:net') {
    if (timeouts === undefined) return [{ ...known, type, entries }];
    const until = [...timeouts].filter(([, left]) => left > 0).map(([entry, left]) => [entry, atMs / 1_000 + left]);
    return [{ ...known, type, entries, until: Object.fromEntries(until) }];
  }
  if (type === 'hash:ip,port') return [{ ...known, type, entries }];
  return type === 'hash:ip,port,ip' ? [{ ...known, type, entries: [] }] : [];
}

function familyOf(setName: string): Family {
  return setName.startsWith('gw4-') ? 'ipv4' : 'ipv6';
}

function preImageOfFamily(observed: ObservedRuleset): DesiredRuleset {
  const tables = tableNames.flatMap((name): DesiredTable[] => {
    const chains = [...(observed.tables.get(name)?.chains.values() ?? [])];
    const owned = chains.filter((chain) => isOwnedChain(chain.name));
    if (owned.length === 0) return [];
    return [
      {
        name,
        chains: owned.map((chain) => ({
          name: chain.name,
          rules: chain.rules.map(({ text }) => ({ text, label: '', role: 'layout' as const, origin: kernelOrigin })),
        })),
        hooks: standingHooks(observed.tables.get(name)),
      },
    ];
  });
  return { family: observed.family, tables };
}
