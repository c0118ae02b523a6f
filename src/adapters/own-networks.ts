// The networks of this host's own interfaces, as the kernel has them at the moment.

import { networkInterfaces } from 'node:os';
import { formatNetwork, parseAddress } from '../policy/network.ts';
import type { OwnNetworks } from '../ports.ts';

/** Of this process's own network namespace; loopback left out. */
export function createOwnNetworks(): OwnNetworks {
  return {
    list() {
      const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
      const networks = addresses.filter(({ internal }) => !internal).flatMap(({ cidr }) => networkOf(cidr));
      return [...new Set(networks)].sort();
    },
  };
}

/** `192.0.2.7/24` is of 192.0.2.0/24. */
function networkOf(cidr: string | null): readonly string[] {
  const [text = '', length = ''] = (cidr ?? '').split('/');
  const parsed = parseAddress(text);
  if (!parsed.ok) return [];
  const { family, address, prefix: bits } = parsed.value;
  const prefix = Number(length);
  const hostBits = BigInt(bits - prefix);
  return [formatNetwork({ family, address: (address >> hostBits) << hostBits, prefix })];
}
