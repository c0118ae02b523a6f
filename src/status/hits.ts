// How many packets met the rules of each policy.

import { type PairedRule, pairRules } from '../plan/pair.ts';
import type { Direction, Policy, Selected } from '../policy/policy.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { PolicyHits } from './outcome.ts';

const directions: readonly Direction[] = ['ingress', 'egress', 'forward'];
const ways: Readonly<Record<Direction, string>> = { ingress: 'GW-IN-', egress: 'GW-OUT-', forward: 'GW-FWD-' };

interface Hits {
  kernelRules: number;
  packets: number;
  bytes: number;
}

/**
 * The hits of each selected policy, both families together, in the order in which packets meet the policies.
 *
 * A packet that is logged and then judged meets two kernel rules and counts once: records count only for a rule that
 * does nothing but log.
 */
export function countHits(desired: Desired, observed: Observed, selected: Selected): readonly PolicyHits[] {
  const hits = new Map<string, Hits>();
  for (const pair of [...pairRules(desired.ipv4, observed.ipv4), ...pairRules(desired.ipv6, observed.ipv6)])
    addPair(hits, pair);
  return selected.policies.map((policy) => sumPolicy(policy, hits));
}

function addPair(hits: Map<string, Hits>, { chain, desired, observed }: PairedRule): void {
  const direction = directions.find((one) => chain.startsWith(ways[one]));
  if (direction === undefined || !desired.label.startsWith('policy/')) return;
  const key = keyOf(direction, desired.label, desired.role);
  const sum = hits.get(key) ?? { kernelRules: 0, packets: 0, bytes: 0 };
  sum.kernelRules += 1;
  sum.packets += observed.packets;
  sum.bytes += observed.bytes;
  hits.set(key, sum);
}

function sumPolicy(policy: Policy, hits: ReadonlyMap<string, Hits>): PolicyHits {
  const none: Hits = { kernelRules: 0, packets: 0, bytes: 0 };
  const rules = directions.flatMap((direction) =>
    policy[direction].map((rule) => {
      const label = `policy/${policy.name}/${rule.name}`;
      const verdicts = hits.get(keyOf(direction, label, 'verdict')) ?? none;
      const records = hits.get(keyOf(direction, label, 'record')) ?? none;
      const counted = rule.action === 'Log' ? records : verdicts;
      return {
        direction,
        name: rule.name,
        packets: counted.packets,
        bytes: counted.bytes,
        kernelRules: verdicts.kernelRules + records.kernelRules,
      };
    }),
  );
  const sum = (key: 'packets' | 'bytes' | 'kernelRules') => rules.reduce((total, rule) => total + rule[key], 0);
  return {
    name: policy.name,
    tier: policy.tier,
    priority: policy.priority,
    kernelRules: sum('kernelRules'),
    packets: sum('packets'),
    bytes: sum('bytes'),
    rules: rules.map(({ direction, name, packets }) => ({ direction, name, packets })),
  };
}

function keyOf(direction: Direction, label: string, role: string): string {
  return `${direction} ${role} ${label}`;
}
