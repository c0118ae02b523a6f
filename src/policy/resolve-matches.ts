// What a rule asks for beside peers and traffic, every default filled in: limits, states, processes, the destination before DNAT.

import { expiryOf } from './expiry.ts';
import type { OriginalDestination as OriginalDestinationSpec, Process, Rule as RuleSpec } from './generated/types.ts';
import { type IdRange, parseIdRange } from './match-formats.ts';
import type { Network } from './network.ts';
import type { ConnectionLimit, FlowLimit, OriginalDestination, Rule } from './policy.ts';
import { mergeRanges } from './ranges.ts';
import { windowsOf } from './schedule.ts';
import { expandTraffic } from './traffic.ts';
import { largestBurst } from './validate-bursts.ts';

type Matches = Pick<
  Rule,
  'originalDestination' | 'states' | 'process' | 'expires' | 'windows' | 'rateLimit' | 'connectionLimit'
>;

/** Only the fields that the rule has. `readNetworks` merges texts that validation accepted. */
export function resolveMatches(
  rule: RuleSpec,
  {
    readNetworks,
    nowMs,
  }: { readonly readNetworks: (texts: readonly string[]) => readonly Network[]; readonly nowMs: number },
): Matches {
  const { originalDestination, states, process, schedule, rateLimit, connectionLimit } = rule;
  const windows = schedule === undefined ? [] : windowsOf(schedule, nowMs);
  const expires = expiryOf(rule);
  return {
    ...(originalDestination === undefined
      ? {}
      : { originalDestination: resolveOriginal(originalDestination, readNetworks) }),
    ...(states === undefined ? {} : { states }),
    ...(process === undefined ? {} : { process: resolveProcess(process) }),
    ...(expires === undefined ? {} : { expires }),
    ...(windows.length === 0 ? {} : { windows }),
    ...(rateLimit === undefined ? {} : { rateLimit: resolveRateLimit(rateLimit) }),
    ...(connectionLimit === undefined ? {} : { connectionLimit: resolveConnectionLimit(connectionLimit) }),
  };
}

function resolveOriginal(
  { networks, ports }: OriginalDestinationSpec,
  readNetworks: (texts: readonly string[]) => readonly Network[],
): OriginalDestination {
  const traffic = expandTraffic(ports === undefined ? {} : { ports }, new Map());
  return {
    ...(networks === undefined ? {} : { networks: readNetworks(networks) }),
    ...(ports === undefined ? {} : { ports: traffic.flatMap((item) => (item.kind === 'ports' ? [item] : [])) }),
  };
}

function resolveProcess({ uids, gids }: Process): NonNullable<Rule['process']> {
  return {
    ...(uids === undefined ? {} : { uids: mergeIds(uids) }),
    ...(gids === undefined ? {} : { gids: mergeIds(gids) }),
  };
}

/** Sorted; ranges that touch are one. */
function mergeIds(ids: readonly (number | string)[]): readonly IdRange[] {
  return mergeRanges(
    ids.map((id) => {
      const range = parseIdRange(id);
      if (!range.ok) throw new Error(`not validated: ${range.error}`);
      return range.value;
    }),
  );
}

function resolveRateLimit(limit: NonNullable<RuleSpec['rateLimit']>): FlowLimit {
  const { rate, per = 'Source', exceeded = 'Deny' } = limit;
  const burst = limit.burst ?? Math.min(5, largestBurst(rate));
  return { rate, burst, per, exceeded };
}

function resolveConnectionLimit(limit: NonNullable<RuleSpec['connectionLimit']>): ConnectionLimit {
  const { max, per = 'Source', exceeded = 'Reject' } = limit;
  return { max, per, exceeded };
}
