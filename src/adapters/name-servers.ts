// The name servers that this host asks, as the resolver's configuration names them.

import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { NameServers } from '../ports.ts';
import { isErrno } from './durable.ts';

export interface NameServersOptions {
  /** What programs read; `/etc/resolv.conf` when absent. */
  readonly file?: string;
  /** Where programs of this host that answer on loopback say whom they ask themselves. */
  readonly upstreamFiles?: readonly string[];
}

const upstream = ['/run/systemd/resolve/resolv.conf', '/run/NetworkManager/no-stub-resolv.conf'];

/** What the files say at each reading. A file that is missing names no server. */
export function createNameServers({
  file = '/etc/resolv.conf',
  upstreamFiles = upstream,
}: NameServersOptions = {}): NameServers {
  return {
    async list() {
      const asked = await readServers(file);
      const outside = asked.filter((address) => !isLoopback(address));
      if (outside.length === asked.length) return { addresses: outside, hidden: false };
      const behind = (await Promise.all(upstreamFiles.map(readServers))).flat().filter((one) => !isLoopback(one));
      return { addresses: [...new Set([...outside, ...behind])], hidden: behind.length === 0 };
    },
  };
}

/** An IPv6 address of the link bears its interface behind a `%`, which no packet does. */
async function readServers(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'EACCES', 'ENOTDIR')) return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const [, address = ''] = /^\s*nameserver\s+([^\s%]+)/.exec(line) ?? [];
    return isIP(address) === 0 ? [] : [address];
  });
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
