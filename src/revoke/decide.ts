// The first packet of a flow, were it opened now, and what a ruleset makes of it by each way that it may take.

import type { Decision, Outcome, Packet } from '../simulator/packet.ts';
import type { Simulation } from '../simulator/simulate.ts';
import type { HostNetwork, NetworkOfFamily, TrackedFlow } from './flow.ts';

/** The first packet of such a flow, were it opened now; undefined for what stays inside the host. */
export function openingPacket(flow: TrackedFlow, network: HostNetwork): Packet | undefined {
  const { family, protocol, source, server, serverPort, sourcePort, destination, destinationPort } = flow;
  const { typeOf, routeOf } = network[family];
  const isFromHere = typeOf(source) === 'LOCAL';
  const isToHere = typeOf(server) !== 'UNICAST' || isMulticast(flow);
  if (isFromHere && isToHere && !isMulticast(flow)) return undefined;
  const way = isFromHere ? 'Egress' : isToHere ? 'Ingress' : 'Forward';
  return {
    ...{ family, way, source, destination: server, protocol, state: 'NEW', limits: 'Within' },
    headers: [],
    // What goes to a group may come back to this host by it.
    ...(isMulticast(flow) ? {} : { loopback: 'No' }),
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
export function everyWay(packet: Packet, { interfaces }: NetworkOfFamily): readonly Packet[] {
  if (interfaces.length === 0 || interfaces.length > maxInterfaces) return [packet];
  const entering =
    packet.way === 'Egress' || packet.inInterface !== undefined
      ? [packet]
      : interfaces.map((inInterface) => ({ ...packet, inInterface }));
  if (packet.way === 'Ingress' || packet.outInterface !== undefined) return entering;
  return entering.flatMap((one) => interfaces.map((outInterface) => ({ ...one, outInterface })));
}

/** What all ways have in common; whether a refusal answers makes no difference. */
export function decide(simulate: Simulation, packet: Packet, around: NetworkOfFamily): Decision {
  const all = everyWay(packet, around).map((one) => summarize(simulate(one, around)));
  const [first, ...others] = all;
  if (first === undefined) throw new Error('a packet without a way');
  if (others.length === 0) return first;
  const verdict = all.every(isRefused) ? 'Drop' : all.every(isAllowed) ? 'Allow' : 'Unknown';
  return { verdict, possible: all.flatMap(({ possible }) => possible) };
}

function summarize(decision: Decision): Decision {
  const { verdict, possible, isPartial } = decision;
  if (verdict !== 'Unknown' || isPartial === true) return decision;
  const [refusals, allowances] = [refused(decision).length, allowed(decision).length];
  if (refusals === possible.length) return { ...decision, verdict: 'Drop' };
  return allowances === possible.length ? { ...decision, verdict: 'Allow' } : decision;
}

function isMulticast({ family, server }: TrackedFlow): boolean {
  return family === 'ipv4' ? server >> 28n === 0xen : server >> 120n === 0xffn;
}

export function isRefused({ verdict }: Decision): boolean {
  return verdict === 'Drop' || verdict === 'Reject';
}

/** What our rules leave to those of others is not ours to end. */
export function isAllowed({ verdict }: Decision): boolean {
  return verdict === 'Allow' || verdict === 'Return';
}

export function refused({ possible }: Decision): readonly Outcome[] {
  return possible.filter(({ verdict }) => verdict === 'Drop' || verdict === 'Reject');
}

export function allowed({ possible }: Decision): readonly Outcome[] {
  return possible.filter(({ verdict }) => verdict === 'Allow' || verdict === 'Return');
}
