// What `ip rule` and `ip route` printed, as what a host knows of the way to each address.

import type { Family } from '../policy/family.ts';
import { type Network, parseNetwork } from '../policy/network.ts';
import type { AddressType } from '../simulator/packet.ts';
import type { NetworkOfFamily } from './flow.ts';

/** What the programs printed for one family. */
export interface NetworkText {
  /** `ip rule show` */
  readonly rules: string;
  /** `ip -o route show table main` */
  readonly main: string;
  /** `ip -o route show table local` */
  readonly local: string;
  /** `ip -o route show table all`; wanted where `choosesTables`. */
  readonly all?: string;
}

/** The interface; `none` where packets are not let through; undefined where there are several. */
type Way = string | 'none' | undefined;

/**
 * The most specific route decides. Where several interfaces lead there, or where rules choose among tables, nobody knows.
 */
export function readNetwork(text: NetworkText, family: Family): NetworkOfFamily {
  const routes = makeTable<Way>(family);
  for (const line of text.main.split('\n')) addRoute(routes, line, family);
  const types = makeTable<AddressType>(family);
  // Addresses of this host may stand in tables of their own (VRF). Whole networks there are what others make local for some packets only.
  const elsewhere = (text.all ?? '').split('\n').filter((line) => /^local (?!default )[^ /]+ /.test(line));
  for (const line of [...text.local.split('\n'), ...elsewhere]) addType(types, line, family);
  const isPlain = !choosesTables(text);
  return {
    interfaces: listInterfaces(`${text.main}\n${text.local}\n${text.all ?? ''}`),
    typeOf: (address) => types.find(address)?.value ?? 'UNICAST',
    routeOf: (address) => {
      if (!isPlain) return undefined;
      const found = routes.find(address);
      return found === undefined ? 'none' : found.value;
    },
  };
}

function listInterfaces(routes: string): readonly string[] {
  const named = new Set([...routes.matchAll(/ dev (\S+)/g)].map(([, name = '']) => name));
  return [...named].filter((name) => name !== 'lo').toSorted();
}

/** Whether rules choose among tables of routes, beside those that every host has. */
export function choosesTables({ rules }: Pick<NetworkText, 'rules'>): boolean {
  return !rules.split('\n').every((line) => line === '' || plainRule.test(line));
}

/** Of the three rules that every host has. */
const plainRule = /^\d+:\s+from all lookup (?:local|main|default)\s*$/;

const closed: readonly string[] = ['unreachable', 'blackhole', 'prohibit'];

function addRoute(routes: Table<Way>, line: string, family: Family): void {
  const [first = '', second = '', ...rest] = line.trim().split(/\s+/);
  if (first === '') return;
  const isClosed = closed.includes(first);
  const network = readDestination(isClosed || first === 'unicast' ? second : first, family);
  if (network === undefined) return;
  const words = [first, second, ...rest];
  const devices = new Set(words.filter((_, index) => words[index - 1] === 'dev'));
  const [device] = devices;
  const way = isClosed ? 'none' : devices.size === 1 ? device : undefined;
  const known = routes.get(network);
  routes.set(network, known !== undefined && known.value !== way ? undefined : way);
}

const addressTypes: Readonly<Record<string, AddressType>> = {
  local: 'LOCAL',
  broadcast: 'BROADCAST',
  anycast: 'LOCAL',
};

function addType(types: Table<AddressType>, line: string, family: Family): void {
  const [kind = '', destination = ''] = line.trim().split(/\s+/);
  const type = addressTypes[kind];
  const network = type === undefined ? undefined : readDestination(destination, family);
  if (type !== undefined && network !== undefined) types.set(network, type);
}

function readDestination(text: string, family: Family): Network | undefined {
  if (text === 'default') return { family, address: 0n, prefix: 0 };
  const network = parseNetwork(text);
  return network.ok && network.value.family === family ? network.value : undefined;
}

interface Table<T> {
  get(network: Network): { readonly value: T } | undefined;
  set(network: Network, value: T): void;
  /** Of the longest prefix that holds the address. */
  find(address: bigint): { readonly value: T } | undefined;
}

function makeTable<T>(family: Family): Table<T> {
  const bits = family === 'ipv4' ? 32 : 128;
  const byPrefix = new Map<number, Map<bigint, { readonly value: T }>>();
  let prefixes: readonly number[] = [];
  return {
    get: ({ address, prefix }) => byPrefix.get(prefix)?.get(address),
    set({ address, prefix }, value) {
      const known = byPrefix.get(prefix) ?? new Map<bigint, { readonly value: T }>();
      byPrefix.set(prefix, known.set(address, { value }));
      prefixes = [...byPrefix.keys()].sort((a, b) => b - a);
    },
    find(address) {
      for (const prefix of prefixes) {
        const hostBits = BigInt(bits - prefix);
        const found = byPrefix.get(prefix)?.get((address >> hostBits) << hostBits);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
