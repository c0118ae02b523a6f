// What names stand for: by the hosts file, by the name servers with the lifetime they give, else as programs here find it.

import { lookup, Resolver as NameServers } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { NameAnswer, Resolver } from '../ports.ts';
import { isErrno } from './durable.ts';

export interface ResolverOptions {
  /** For all names of one call together; 5 s by default. */
  readonly deadlineMs?: number;
  /** `/etc/hosts` when absent. */
  readonly hostsFile?: string;
  /** `address` or `address:port`; those of `/etc/resolv.conf` when absent. */
  readonly servers?: readonly string[];
}

/** Of what has no lifetime of its own. */
const plainTtlSeconds = 60;
/** A name may have any number of addresses; nobody needs more. */
const maxAddresses = 64;
/** The system's look-up holds a thread of the few that files are read with, for as long as it takes. */
const maxLookups = 2;

/** A resolver that reads the hosts file and the list of name servers anew at each call. */
export function createResolver({ deadlineMs = 5_000, hostsFile = '/etc/hosts', servers }: ResolverOptions): Resolver {
  const slots = { free: maxLookups };
  return {
    async resolve(names, signal) {
      const hosts = await readHosts(hostsFile);
      const dns = new NameServers({ timeout: Math.ceil(deadlineMs / 4), tries: 2 });
      if (servers !== undefined) dns.setServers(servers);
      const over = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      over.addEventListener('abort', () => dns.cancel(), { once: true });
      const answers = await Promise.all(
        [...new Set(names)].map(async (name) => [name, await resolveName(name, { hosts, dns, over, slots })] as const),
      );
      return new Map(answers.flatMap(([name, answer]) => (answer === undefined ? [] : [[name, answer] as const])));
    },
  };
}

interface Asking {
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  readonly dns: NameServers;
  readonly over: AbortSignal;
  readonly slots: { free: number };
}

async function resolveName(name: string, asking: Asking): Promise<NameAnswer | undefined> {
  if (isIP(name) !== 0) return { addresses: [name], ttlSeconds: plainTtlSeconds };
  const written = asking.hosts.get(name.toLowerCase());
  if (written !== undefined) return answerOf(written, plainTtlSeconds);
  if (asking.over.aborted) return undefined;
  const [ipv4, ipv6] = await Promise.all([
    askServers(() => asking.dns.resolve4(name, { ttl: true })),
    askServers(() => asking.dns.resolve6(name, { ttl: true })),
  ]);
  const records = [...(ipv4.records ?? []), ...(ipv6.records ?? [])];
  if (records.length > 0) {
    const ttls = records.map(({ ttl }) => ttl);
    return answerOf(
      records.map(({ address }) => address),
      Math.min(...ttls),
    );
  }
  // A name that the servers do not know may be one that is completed or found otherwise; servers that are silent are asked enough.
  const isUnknown = ipv4.records !== undefined && ipv6.records !== undefined;
  return isUnknown || !name.includes('.') ? await lookUp(name, asking) : undefined;
}

interface Record {
  readonly address: string;
  readonly ttl: number;
}

/** No records where the servers say that there are none; undefined where they say nothing. */
async function askServers(ask: () => Promise<readonly Record[]>): Promise<{ readonly records?: readonly Record[] }> {
  try {
    return { records: await ask() };
  } catch (error) {
    return isErrno(error, 'ENODATA', 'ENOTFOUND', 'EBADNAME') ? { records: [] } : {};
  }
}

/** As ssh and curl find it: with the search list, and by whatever else this machine asks. */
async function lookUp(name: string, { over, slots }: Asking): Promise<NameAnswer | undefined> {
  if (slots.free === 0 || over.aborted) return undefined;
  slots.free -= 1;
  const found = lookup(name, { all: true })
    .then((all) => all.map(({ address }) => address))
    .catch((): readonly string[] => [])
    .finally(() => {
      slots.free += 1;
    });
  const ended = new Promise<readonly string[]>((resolve) => {
    over.addEventListener('abort', () => resolve([]), { once: true });
  });
  return answerOf(await Promise.race([found, ended]), plainTtlSeconds);
}

function answerOf(addresses: readonly string[], ttlSeconds: number): NameAnswer | undefined {
  const plain = [...new Set(addresses)].filter((address) => isIP(address) !== 0).sort();
  return plain.length === 0 ? undefined : { addresses: plain.slice(0, maxAddresses), ttlSeconds };
}

/** Each name in lower case with the addresses of all lines that bear it. A file that cannot be read names nothing. */
async function readHosts(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'EACCES')) return '';
    throw error;
  });
  const hosts = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) hosts.set(name.toLowerCase(), [...(hosts.get(name.toLowerCase()) ?? []), address]);
  }
  return hosts;
}
