// How many packets met the rules of each policy.

import { type PairedRule, pairRules } from '../plan/pair.ts';
import { families } from '../policy/family.ts';
import type { Direction, Policy, Selected } from '../policy/policy.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { PolicyHits, RuleHits } from './outcome.ts';

const directions: readonly Direction[] = ['ingress', 'egress', 'forward'];
const ways: Readonly<Record<Direction, string>> = { ingress: 'GW-IN-', egress: 'GW-OUT-', forward: 'GW-FWD-' };

interface Hits {
  kernelRules: number;
  packets: number;
  bytes: number;
}

/** By label, for each direction and each role. */
type HitsOf = ReadonlyMap<Direction, Readonly<Record<'verdict' | 'record', Map<string, Hits>>>>;

/**
 * The hits of each selected policy, both families together, in the order in which packets meet the policies.
 *
 * A packet that is logged and then judged meets two kernel rules and counts once: records count only for a rule that
 * does nothing but log.
 */
export function countHits(desired: Desired, observed: Observed, selected: Selected): readonly PolicyHits[] {
  const hits: HitsOf = new Map(directions.map((one) => [one, { verdict: new Map(), record: new Map() }]));
  for (const family of families) {
    for (const pair of pairRules(desired[family], observed[family])) addPair(hits, pair);
  }
  return selected.policies.map((policy) => sumPolicy(policy, hits));
}

function addPair(hits: HitsOf, { chain, desired, observed }: PairedRule): void {
  const { label, role } = desired;
  if (role === 'layout' || !label.startsWith('policy/')) return;
  const direction = directions.find((one) => chain.startsWith(ways[one]));
  const sums = direction === undefined ? undefined : hits.get(direction)?.[role];
  if (sums === undefined) return;
  const sum = sums.get(label);
  if (sum === undefined) {
    sums.set(label, { kernelRules: 1, packets: observed.packets, bytes: observed.bytes });
    return;
  }
  sum.kernelRules += 1;
  sum.packets += observed.packets;
  sum.bytes += observed.bytes;
}

const none: Readonly<Hits> = { kernelRules: 0, packets: 0, bytes: 0 };

function sumPolicy({ name, tier, priority, mode, listed }: Policy, hits: HitsOf): PolicyHits {
  const total = { kernelRules: 0, packets: 0, bytes: 0 };
  const rules: RuleHits[] = [];
  for (const direction of directions) {
    for (const rule of listed[direction]) {
      const label = `policy/${name}/${rule.name}`;
      const verdicts = hits.get(direction)?.verdict.get(label) ?? none;
      const records = hits.get(direction)?.record.get(label) ?? none;
      const counted = rule.action === 'Log' ? records : verdicts;
      rules.push({
        direction,
        name: rule.name,
        packets: counted.packets,
        ...(rule.isExpired === undefined ? {} : { expired: true }),
        ...(rule.owner === undefined ? {} : { owner: rule.owner }),
        ...(rule.reason === undefined ? {} : { reason: rule.reason }),
      });
      total.packets += counted.packets;
      total.bytes += counted.bytes;
      total.kernelRules += verdicts.kernelRules + records.kernelRules;
    }
  }
  return { name, tier, priority, ...(mode === 'Audit' ? { mode } : {}), ...total, rules };
}
