// What somebody else changed, told as sentences: where, what was done about it, and by whom it was made.

import { explainPlan } from '../plan/explain.ts';
import type { Plan } from '../plan/plan.ts';
import { families } from '../policy/family.ts';
import type { ForeignWrite } from '../ports.ts';
import { isOwnedChain, type Observed } from '../ruleset/ruleset.ts';

/** One sentence for each rule, hook or entry that was put right; `writes` are those that were told since the pass before. */
export function describeDrift(plan: Plan, writes: readonly ForeignWrite[]): readonly string[] {
  return explainPlan(plan).map(({ sign, place, text }) => {
    const by = describeWriter(place, writes);
    if (sign === '+') return `${place}: put back: ${text}${by}`;
    return sign === '-' ? `${place}: removed: ${text}${by}` : `${place}: set right: ${text}${by}`;
  });
}

/**
 * The newest that wrote there; nothing where the kernel tells nobody (legacy, ipset). Of IPv6 it is only told who wrote.
 */
function describeWriter(place: string, writes: readonly ForeignWrite[]): string {
  const isLikely = ({ places }: ForeignWrite) => places.length === 0 && place.startsWith('ipv6 ');
  const writer = writes.findLast((write) => write.places.includes(place) || isLikely(write));
  return writer === undefined ? '' : ` (by ${writer.program}, PID ${writer.pid})`;
}

/** `ipv4 filter INPUT` to `ACCEPT` or `DROP`, of all built-in chains. */
export type BuiltinPolicies = ReadonlyMap<string, string>;

export function readBuiltinPolicies(observed: Observed): BuiltinPolicies {
  return new Map(
    families.flatMap((family) =>
      [...observed[family].tables.values()].flatMap((table) =>
        [...table.chains.values()].flatMap(({ name, policy }) =>
          policy === undefined || isOwnedChain(name) ? [] : [[`${family} ${table.name} ${name}`, policy] as const],
        ),
      ),
    ),
  );
}

/** Built-in policies that somebody set. They are not ours: our chains end in verdicts of their own, so it is only told. */
export function describePolicyChanges(
  before: BuiltinPolicies,
  after: BuiltinPolicies,
  writes: readonly ForeignWrite[],
): readonly string[] {
  return [...after].flatMap(([place, policy]) => {
    const was = before.get(place);
    if (was === undefined || was === policy) return [];
    return [
      `${place}: its policy is ${policy} now, it was ${was}; it is not ours to set${describeWriter(place, writes)}`,
    ];
  });
}
