// Rules and entries whose end is past: the kernel would not match them, as long as its clock is right.

import { type Family, families } from '../policy/family.ts';
import { passChain } from './compile-policy.ts';
import type { Desired, DesiredRuleset, DesiredSet } from './ruleset.ts';

/**
 * Without the accepts and passes that have ended, and without entries that have; `nowMs` since 1970.
 *
 * A machine may start with a clock that stands long ago: then the kernel would let in again what has ended. Rules that
 * refuse are left as they are: too many of them open nothing.
 */
export function withoutEnded(desired: Desired, nowMs: number): Desired {
  const [ipv4, ipv6] = families.map((family: Family) => withoutEndedRules(desired[family], nowMs));
  if (ipv4 === undefined || ipv6 === undefined) throw new Error('a family is missing');
  return { ipv4, ipv6, sets: desired.sets.map((set) => withoutEndedEntries(set, nowMs)) };
}

function withoutEndedRules(ruleset: DesiredRuleset, nowMs: number): DesiredRuleset {
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        rules: chain.rules.filter(({ text }) => !hasEnded(text, nowMs)),
      })),
    })),
  };
}

/** What passes leaves the tier, and with it the refusals that stand behind it. */
const openings = [' -j ACCEPT', ` -g ${passChain}`];

function hasEnded(text: string, nowMs: number): boolean {
  if (!openings.some((opening) => text.endsWith(opening))) return false;
  const lastSecond = / --datestop (\S+)/.exec(text)?.[1];
  return lastSecond !== undefined && Date.parse(`${lastSecond}Z`) < nowMs;
}

function withoutEndedEntries(set: DesiredSet, nowMs: number): DesiredSet {
  const { until } = set;
  if (until === undefined) return set;
  const stays = (entry: string) => (until[entry] ?? Number.POSITIVE_INFINITY) * 1_000 > nowMs;
  return {
    ...set,
    entries: set.entries.filter(stays),
    until: Object.fromEntries(Object.entries(until).filter(([entry]) => stays(entry))),
  };
}
