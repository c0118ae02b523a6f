// The members of an ipset of flows: client, protocol with the server's port, server.

import { parseAddress } from '../policy/network.ts';
import { findProtocol } from '../policy/protocols.ts';
import type { Flow } from './flow.ts';
import type { Truth } from './truth.ts';

/** `address protocol port address`, numbers all. */
export type FlowSet = ReadonlySet<string>;

/** Undefined where an entry is not understood. */
export function readFlowSet(entries: readonly string[]): FlowSet | undefined {
  const members = new Set<string>();
  for (const entry of entries) {
    const [words = ''] = entry.split(' ');
    const [first = '', service = '', last = ''] = words.split(',');
    const [protocol = '', port = ''] = service.split(':');
    const [client, server] = [parseAddress(first), parseAddress(last)];
    const number = findProtocol(protocol) ?? Number(protocol);
    if (!client.ok || !server.ok || !/^\d+$/.test(port) || !Number.isInteger(number)) return undefined;
    members.add(keyOf(client.value.address, { protocol: number, port: Number(port) }, server.value.address));
  }
  return members;
}

/** `src,dst,dst`: as the flow was opened; `dst,src,src`: as it is answered. */
export function flowSetTest(side: string, members: FlowSet): (flow: Flow) => Truth {
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

interface Service {
  readonly protocol: number;
  readonly port: number;
}

function keyOf(client: bigint, { protocol, port }: Service, server: bigint): string {
  return `${client} ${protocol} ${port} ${server}`;
}
