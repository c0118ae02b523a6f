// A flow as an entry of the sets of revoked flows, and back.

import { formatAddress, parseAddress } from '../policy/network.ts';
import { findProtocol } from '../policy/protocols.ts';
import type { TrackedFlow } from './flow.ts';

/** Protocols whose ports an ipset knows. */
const withPorts: readonly number[] = [6, 17, 132, 136];
/** Answers open no flow of their own there (ICMP), or the set could not tell one flow from another (DCCP). */
const never: readonly number[] = [1, 58, 33];

/** `client,protocol:port,server`; undefined where no entry is needed to end the flow, or none can name it. */
export function revokedEntry({ family, protocol, source, server, serverPort }: TrackedFlow): string | undefined {
  if (never.includes(protocol)) return undefined;
  const port = withPorts.includes(protocol) ? serverPort : 0;
  if (port === undefined) return undefined;
  return `${formatAddress({ family, address: source })},${protocol}:${port},${formatAddress({ family, address: server })}`;
}

/** As `ipset save` prints it. Undefined for what we never write. */
export function readRevokedEntry(entry: string): TrackedFlow | undefined {
  const [words = ''] = entry.split(' ');
  const [first = '', service = '', last = ''] = words.split(',');
  const [name = '', port = ''] = service.split(':');
  const [client, server] = [parseAddress(first), parseAddress(last)];
  const protocol = findProtocol(name) ?? Number(name);
  if (!client.ok || !server.ok || !Number.isInteger(protocol) || !/^\d+$/.test(port)) return undefined;
  return {
    family: client.value.family,
    protocol,
    source: client.value.address,
    destination: server.value.address,
    server: server.value.address,
    ...(withPorts.includes(protocol) ? { serverPort: Number(port) } : {}),
  };
}
