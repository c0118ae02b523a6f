// What a revision means for a flow that is open: it lives on, it ends, or nobody can tell.

import type { Policy } from '../policy/policy.ts';
import type { Desired, DesiredRuleset } from '../ruleset/ruleset.ts';
import type { Decision, Outcome, Packet } from '../simulator/packet.ts';
import { type Simulation, simulateRuleset } from '../simulator/simulate.ts';
import type { ChangedRules } from './changed-rules.ts';
import type { HostNetwork, NetworkOfFamily, TrackedFlow } from './flow.ts';

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

export interface Change {
  readonly before: Enforcement;
  readonly after: Enforcement;
  /** Of the two; see `findChangedRules`. */
  readonly changed: ChangedRules;
  readonly network: HostNetwork;
  readonly nowMs: number;
}

export interface Judge {
  judge(flow: TrackedFlow): Judgement;
  /** Whether a new flow between the two may pass now, in a way in which it could not before. */
  mayPassAgain(flow: TrackedFlow): boolean;
}

/**
 * Flows are judged as what they are by now: translated as they were when they were opened, whatever the table nat says to
 * new ones. Only the table filter is asked: what the table raw drops, it drops whether a flow is open or not.
 */
export function createJudge({ before, after, changed, network, nowMs }: Change): Judge {
  const [old, now] = [simulateFilter(before.desired), simulateFilter(after.desired)];
  const known = new Map<string, Judgement | 'Differs'>();
  const ask = (packet: Packet): Decisions => ({
    after: decide(now, { ...packet, timeMs: nowMs }, network[packet.family]),
    // At which time it was let in is not known.
    before: decide(old, packet, network[packet.family]),
  });
  const judge = (packet: Packet): Judgement | 'Differs' => {
    const around = network[packet.family];
    if (!everyWay(packet, around).some((one) => changed.meets(one, around))) return 'Lives';
    const decisions = ask(packet);
    const isCertain = decisions.after.verdict !== 'Unknown' && decisions.before.verdict !== 'Unknown';
    if (!isCertain && packet.sourcePort === undefined) return 'Differs';
    return isAllowed(decisions.after) ? 'Lives' : judgeRefused(decisions, { before, after });
  };
  return {
    judge(flow) {
      const packet = packetOf(flow, network);
      if (packet === undefined || flow.isElsewhere === true) return 'Lives';
      // Rules that ask for the client's port are rare: most often one answer does for all flows of a client to a server.
      const { sourcePort, ...portless } = packet;
      const key = keyOf(packet);
      const first = known.get(key) ?? judge(portless);
      known.set(key, first);
      if (first !== 'Differs') return first;
      const own = judge({ ...packet, sourcePort: sourcePort ?? 0 });
      return own === 'Differs' ? 'Unknown' : own;
    },
    mayPassAgain(flow) {
      const packet = packetOf(flow, network);
      if (packet === undefined) return true;
      const asked = ask({ ...packet, originalDestination: 'Unknown' });
      if (isAllowed(asked.after)) return true;
      if (asked.after.verdict !== 'Unknown') return false;
      const could = allowed(asked.before);
      return !isWithin(allowed(asked.after), could);
    },
  };
}

function simulateFilter({ ipv4, ipv6, sets }: Desired): Simulation {
  const filterOf = (ruleset: DesiredRuleset): DesiredRuleset => ({
    ...ruleset,
    tables: ruleset.tables.filter(({ name }) => name === 'filter'),
  });
  return simulateRuleset({ ipv4: filterOf(ipv4), ipv6: filterOf(ipv6), sets });
}

/** The first packet of such a flow, were it opened now; undefined for what stays inside the host. */
function packetOf(flow: TrackedFlow, network: HostNetwork): Packet | undefined {
  const { family, protocol, source, server, serverPort, sourcePort, destination, destinationPort } = flow;
  const { typeOf, routeOf } = network[family];
  const isFromHere = typeOf(source) === 'LOCAL';
  const isToHere = typeOf(server) !== 'UNICAST' || isMulticast(flow);
  if (isFromHere && isToHere && !isMulticast(flow)) return undefined;
  const way = isFromHere ? 'Egress' : isToHere ? 'Ingress' : 'Forward';
  return {
    ...{ family, way, source, destination: server, protocol, state: 'NEW', limits: 'Within' },
    headers: [],
    ...(isFromHere ? {} : named('inInterface', routeOf(source))),
    ...(way === 'Ingress' ? {} : named('outInterface', routeOf(server))),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(serverPort === undefined ? {} : { destinationPort: serverPort }),
    ...(flow.icmpType === undefined ? {} : { icmpType: flow.icmpType }),
    ...(flow.icmpCode === undefined ? {} : { icmpCode: flow.icmpCode }),
    ...(protocol === 6 ? { tcpFlags: 2 } : {}),
    originalDestination: { address: destination, ...(destinationPort === undefined ? {} : { port: destinationPort }) },
  };
}

function named<K extends string>(key: K, name: string | undefined): { readonly [key in K]?: string } {
  return name === undefined || name === 'none' ? {} : ({ [key]: name } as { readonly [key in K]?: string });
}

/** With more interfaces than these, what a route does not tell stays unknown. */
const maxInterfaces = 12;

/** The packet by each interface that it may take, where no route tells by which. Never by loopback. */
function everyWay(packet: Packet, { interfaces }: NetworkOfFamily): readonly Packet[] {
  if (interfaces.length === 0 || interfaces.length > maxInterfaces) return [packet];
  const entering =
    packet.way === 'Egress' || packet.inInterface !== undefined
      ? [packet]
      : interfaces.map((inInterface) => ({ ...packet, inInterface }));
  if (packet.way === 'Ingress' || packet.outInterface !== undefined) return entering;
  return entering.flatMap((one) => interfaces.map((outInterface) => ({ ...one, outInterface })));
}

/** What all ways have in common; whether a refusal answers makes no difference. */
function decide(simulate: Simulation, packet: Packet, around: NetworkOfFamily): Decision {
  const [first, ...others] = everyWay(packet, around).map((one) => simulate(one, around));
  if (first === undefined) throw new Error('a packet without a way');
  if (others.length === 0) return first;
  const all = [first, ...others];
  const verdict = all.every(isRefused) ? 'Drop' : all.every(isAllowed) ? 'Allow' : 'Unknown';
  return { verdict, possible: all.flatMap(({ possible }) => possible) };
}

function isMulticast({ family, server }: TrackedFlow): boolean {
  return family === 'ipv4' ? server >> 28n === 0xen : server >> 120n === 0xffn;
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

function judgeRefused(decisions: Decisions, change: Pick<Change, 'before' | 'after'>): Judgement {
  const { before, after } = decisions;
  // Whatever keeps it open, it was not the last revision that let it in.
  if (isRefused(before)) return 'Lives';
  const isWorse = !isWithin(refused(after), refused(before)) || !isWithin(allowed(before), allowed(after));
  if (!isRefused(after) && !isWorse && before.possible.length > 0) return 'Lives';
  if (isSpared(decisions, change)) return 'Spared';
  return isRefused(after) ? 'Ended' : 'Unknown';
}

function isRefused({ verdict }: Decision): boolean {
  return verdict === 'Drop' || verdict === 'Reject';
}

/** What our rules leave to those of others is not ours to end. */
function isAllowed({ verdict }: Decision): boolean {
  return verdict === 'Allow' || verdict === 'Return';
}

function refused({ possible }: Decision): readonly Outcome[] {
  return possible.filter(({ verdict }) => verdict === 'Drop' || verdict === 'Reject');
}

function allowed({ possible }: Decision): readonly Outcome[] {
  return possible.filter(({ verdict }) => verdict === 'Allow' || verdict === 'Return');
}

function isWithin(some: readonly Outcome[], others: readonly Outcome[]): boolean {
  return some.every(({ verdict, rule }) => others.some((other) => other.verdict === verdict && other.rule === rule));
}

/**
 * The policy of the refusing rule decides; where the default refuses, the one that let the flow in. What the failsafe let
 * in is somebody who manages this host, and is never ended.
 */
function isSpared({ before, after }: Decisions, change: Pick<Change, 'before' | 'after'>): boolean {
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
