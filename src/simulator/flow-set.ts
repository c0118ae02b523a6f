// The members of an ipset of flows: client, protocol with the server's port, server; or of servers alone.

import { parseAddress } from '../policy/network.ts';
import { findProtocol } from '../policy/protocols.ts';
import type { Flow } from './flow.ts';
import type { Truth } from './truth.ts';

/** `address protocol port address`, numbers all; `* protocol port address` of servers alone. */
export type FlowSet = ReadonlySet<string>;

/** Undefined where an entry is not understood. */
export function readFlowSet(entries: readonly string[]): FlowSet | undefined {
  const members = new Set<string>();
  for (const entry of entries) {
    const [words = ''] = entry.split(' ');
    const [first = '', service = '', last = ''] = words.split(',');
    const [protocol = '', port = ''] = service.split(':');
    const client = last === '' ? undefined : parseAddress(first);
    const server = parseAddress(last === '' ? first : last);
    const number = findProtocol(protocol) ?? Number(protocol);
    if (client?.ok === false || !server.ok || !/^\d+$/.test(port) || !Number.isInteger(number)) return undefined;
    const known = client?.value.address ?? anyClient;
    members.add(keyOf(known, { protocol: number, port: Number(port) }, server.value.address));
  }
  return members;
}

/** `src,dst,dst`: as the flow was opened; `dst,src,src`: as it is answered; `dst,dst`: where the packet goes to. */
export function flowSetTest(side: string, members: FlowSet): (flow: Flow) => Truth {
  if (side === 'dst,dst') return (flow) => endpointTruth(flow, members);
  const isReply = side === 'dst,src,src';
  return (flow) => {
    if (members.size === 0) return 'no';
    const { sourceAddress, destinationAddress, packet } = flow;
    const port = isReply ? flow.sourcePort : flow.destinationPort;
    if (!flow.knowsSource || !flow.knowsDestination || port === undefined) return 'unknown';
    const [client, server] = isReply ? [destinationAddress, sourceAddress] : [sourceAddress, destinationAddress];
    return members.has(keyOf(client, { protocol: packet.protocol, port }, server)) ? 'yes' : 'no';
  };
}

function endpointTruth(flow: Flow, members: FlowSet): Truth {
  const { destinationAddress, destinationPort: port, packet } = flow;
  if (members.size === 0) return 'no';
  if (!flow.knowsDestination || port === undefined) return 'unknown';
  return members.has(keyOf(anyClient, { protocol: packet.protocol, port }, destinationAddress)) ? 'yes' : 'no';
}

const anyClient = '*';

interface Service {
  readonly protocol: number;
  readonly port: number;
}

function keyOf(client: bigint | typeof anyClient, { protocol, port }: Service, server: bigint): string {
  return `${client} ${protocol} ${port} ${server}`;
}
