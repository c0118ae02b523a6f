// What a revision means for a flow that is open: it lives on, it ends, or nobody can tell.

import type { Policy } from '../policy/policy.ts';
import type { Desired, DesiredRuleset } from '../ruleset/ruleset.ts';
import type { Decision, Outcome, Packet } from '../simulator/packet.ts';
import { type Simulation, simulateRuleset } from '../simulator/simulate.ts';
import type { ChangedRules } from './changed-rules.ts';
import { allowed, decide, everyWay, isAllowed, isRefused, openingPacket, refused } from './decide.ts';
import type { HostNetwork, TrackedFlow } from './flow.ts';
import { revokedEntry } from './revoked-entry.ts';

/** What a host was to enforce, and the policies by whose word refused flows end or stay. */
export interface Enforcement {
  readonly desired: Desired;
  readonly policies: readonly Pick<Policy, 'name' | 'onRevoke'>[];
}

/**
 * `Lives`: it is allowed, or not this revision refuses it. `Spared`: refused, and a policy says Keep. `Unknown`: it may be
 * refused now, and was not before.
 */
export type Judgement = 'Lives' | 'Ended' | 'Spared' | 'Unknown';

/** Two states of a host, one behind the other. */
export interface Comparison {
  readonly before: Enforcement;
  readonly after: Enforcement;
  /** Of the two; see `findChangedRules`. */
  readonly changed: ChangedRules;
}

export interface Change {
  /** The newest state of before first: the first one that does not let a flow live decides. */
  readonly comparisons: readonly Comparison[];
  /** What holds now: what this allows lives on, whatever the comparisons say. */
  readonly after: Enforcement;
  readonly network: HostNetwork;
  readonly nowMs: number;
}

export interface Judge {
  judge(flow: TrackedFlow): Judgement;
  /** Whether a new flow of that client to that server's port may pass now, from any port and by any translation. */
  mayPassAgain(flow: TrackedFlow): boolean;
}

/**
 * Flows are judged as what they are by now: translated as they were when they were opened, whatever the table nat says to
 * new ones. Only the table filter is asked: what the table raw drops, it drops whether a flow is open or not.
 */
export function createJudge({ comparisons, after, network, nowMs }: Change): Judge {
  const simulate = keepSimulations();
  const compared = comparisons.map((one) => ({
    ...one,
    old: simulate(one.before.desired),
    now: simulate(one.after.desired),
  }));
  const simulateNow = simulate(after.desired);
  const known = new Map<string, Judgement | 'Differs'>();
  const judge = (packet: Packet): Judgement | 'Differs' => {
    const around = network[packet.family];
    const ways = everyWay(packet, around);
    const met = compared.filter(({ changed }) => ways.some((one) => changed.meets(one, around)));
    if (met.length === 0) return 'Lives';
    const isPortless = packet.sourcePort === undefined;
    const current = decide(simulateNow, { ...packet, timeMs: nowMs }, around);
    if (isAllowed(current)) return 'Lives';
    for (const one of met) {
      // At which time it was let in is not known.
      const before = decide(one.old, packet, around);
      const now = one.now === simulateNow ? current : decide(one.now, { ...packet, timeMs: nowMs }, around);
      const isCertain = before.verdict !== 'Unknown' && now.verdict !== 'Unknown' && current.verdict !== 'Unknown';
      if (!isCertain && isPortless) return 'Differs';
      const judgement = isAllowed(now) ? 'Lives' : judgeRefused({ before, after: now }, one);
      if (judgement === 'Ended' && !isRefused(current)) return 'Unknown';
      if (judgement !== 'Lives') return judgement;
    }
    return 'Lives';
  };
  const judgeOnce = (key: string, packet: Packet): Judgement | 'Differs' => {
    const judgement = known.get(key) ?? judge(packet);
    known.set(key, judgement);
    return judgement;
  };
  const again = new Map<string, boolean>();
  return {
    judge(flow) {
      const packet = openingPacket(flow, network);
      if (packet === undefined || flow.isElsewhere === true) return 'Lives';
      // Rules that ask for the client's port are rare: most often one answer does for all flows of a client to a server.
      const { sourcePort = 0, ...portless } = packet;
      const key = keyOf(packet);
      const first = judgeOnce(key, portless);
      if (first !== 'Differs') return first;
      const own = judgeOnce(`${key} from ${sourcePort}`, { ...packet, sourcePort });
      return own === 'Differs' ? 'Unknown' : own;
    },
    mayPassAgain(flow) {
      const key = revokedEntry(flow) ?? '';
      const may = again.get(key) ?? mayOpen(flow, { simulate: simulateNow, network, nowMs });
      again.set(key, may);
      return may;
    },
  };
}

interface Now {
  readonly simulate: Simulation;
  readonly network: HostNetwork;
  readonly nowMs: number;
}

/** All that an entry of the sets says of flows is asked: not from which port, nor where to before translation. */
function mayOpen({ family, protocol, source, server, serverPort }: TrackedFlow, now: Now): boolean {
  const port = serverPort === undefined ? {} : { serverPort };
  const packet = openingPacket({ family, protocol, source, destination: server, server, ...port }, now.network);
  if (packet === undefined) return true;
  const asked: Packet = { ...packet, originalDestination: 'Unknown', timeMs: now.nowMs };
  return !isRefused(decide(now.simulate, asked, now.network[family]));
}

/** One simulation for each ruleset. */
function keepSimulations(): (desired: Desired) => Simulation {
  const known = new Map<Desired, Simulation>();
  return (desired) => {
    const simulation = known.get(desired) ?? simulateFilter(desired);
    known.set(desired, simulation);
    return simulation;
  };
}

function simulateFilter({ ipv4, ipv6, sets }: Desired): Simulation {
  const filterOf = (ruleset: DesiredRuleset): DesiredRuleset => ({
    ...ruleset,
    tables: ruleset.tables.filter(({ name }) => name === 'filter'),
  });
  return simulateRuleset({ ipv4: filterOf(ipv4), ipv6: filterOf(ipv6), sets });
}

function keyOf({
  family,
  protocol,
  source,
  destination,
  destinationPort,
  icmpType,
  originalDestination,
}: Packet): string {
  const original =
    originalDestination === undefined || originalDestination === 'Unknown'
      ? ''
      : `${originalDestination.address} ${originalDestination.port}`;
  return `${family} ${protocol} ${source} ${destination} ${destinationPort} ${icmpType} ${original}`;
}

interface Decisions {
  readonly before: Decision;
  readonly after: Decision;
}

function judgeRefused(decisions: Decisions, change: Pick<Comparison, 'before' | 'after'>): Judgement {
  const { before, after } = decisions;
  // Whatever keeps it open, it was not the last revision that let it in.
  if (isRefused(before)) return 'Lives';
  const isWorse = !isWithin(refused(after), refused(before)) || !isWithin(allowed(before), allowed(after));
  if (!isRefused(after) && !isWorse && before.possible.length > 0) return 'Lives';
  if (isSpared(decisions, change)) return 'Spared';
  return isRefused(after) ? 'Ended' : 'Unknown';
}

/** The same rules, asking for the same: one that asks for another process or hardware address lets in others. */
function isWithin(some: readonly Outcome[], others: readonly Outcome[]): boolean {
  return some.every(({ verdict, rule, texts = [] }) =>
    others.some(
      (other) =>
        other.verdict === verdict && other.rule === rule && texts.every((text) => other.texts?.includes(text) ?? false),
    ),
  );
}

/**
 * The policy of the refusing rule decides; where the default refuses, the one that let the flow in. What the failsafe let
 * in is somebody who manages this host, and is never ended.
 */
function isSpared({ before, after }: Decisions, change: Pick<Comparison, 'before' | 'after'>): boolean {
  const entries = allowed(before);
  if (entries.some(({ rule }) => rule !== undefined && /^profile\/[^/]+\/failsafe$/.test(rule))) return true;
  const refusing = refused(after).flatMap((outcome) => policyOf(outcome, change.after));
  if (refusing.length > 0) return refusing.every(({ onRevoke }) => onRevoke === 'Keep');
  return entries.flatMap((outcome) => policyOf(outcome, change.before)).some(({ onRevoke }) => onRevoke === 'Keep');
}

function policyOf({ rule }: Outcome, { policies }: Enforcement): readonly Pick<Policy, 'name' | 'onRevoke'>[] {
  const [kind, name] = rule?.split('/') ?? [];
  return kind === 'policy' ? policies.filter((policy) => policy.name === name) : [];
}
