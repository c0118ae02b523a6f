// IP addresses and networks: a strict parser, and the text that the kernel's tools print.

import { err, ok, type Result } from '../result.ts';
import type { Family } from './family.ts';
import { quote } from './quote.ts';

export interface Network {
  readonly family: Family;
  /** The network's first address as a number; host bits are zero. */
  readonly address: bigint;
  readonly prefix: number;
}

/** Bits of an address: 32 or 128. */
function addressBits(family: Family): 32 | 128 {
  return family === 'ipv4' ? 32 : 128;
}

/**
 * One address as a network of one (`/32`, `/128`), or what is wrong with the text and what to write instead.
 *
 * Stricter than the tools: what two programs may read differently (octal, leading zeros, IPv4-mapped) is refused.
 */
export function parseAddress(text: string): Result<Network, string> {
  const oddity = describeOddity(text);
  if (oddity !== undefined) return err(`${quote(text)} ${oddity}`);
  if (text.includes('/')) return err(`${quote(text)} is a network; one address is wanted, without a prefix length`);
  const address = parseBits(text);
  return address.ok ? ok({ ...address.value, prefix: addressBits(address.value.family) }) : err(address.error);
}

/** One address or a CIDR network, or what is wrong with the text; with host bits set, the message names the network meant. */
export function parseNetwork(text: string): Result<Network, string> {
  const oddity = describeOddity(text);
  if (oddity !== undefined) return err(`${quote(text)} ${oddity}`);
  const slash = text.indexOf('/');
  if (slash < 0) return parseAddress(text);
  const start = parseBits(text.slice(0, slash));
  if (!start.ok) return start;
  const prefix = parsePrefix(text, text.slice(slash + 1), start.value.family);
  if (!prefix.ok) return prefix;
  const network = {
    family: start.value.family,
    address: firstAddress(start.value, prefix.value),
    prefix: prefix.value,
  };
  if (network.address === start.value.address) return ok(network);
  const one = formatAddress(start.value);
  return err(
    `${quote(text)} has host bits set; write ${formatNetwork(network)} for the network or ${one} for the address`,
  );
}

/** `10.0.0.0/8`, `192.0.2.1/32`, `2001:db8::/32`: always with the prefix length, as iptables-save prints it. */
export function formatNetwork(network: Network): string {
  return `${formatAddress(network)}/${network.prefix}`;
}

/** As `ipset save` prints an entry of a `hash:net`: without `/32` and `/128`. A `/0` cannot stand there: see `splitDefault`. */
export function formatSetEntry(network: Network): string {
  return network.prefix === addressBits(network.family) ? formatAddress(network) : formatNetwork(network);
}

/** The address without a prefix length, as inet_ntop prints it: lower case, the longest run of zeros as `::`. */
export function formatAddress(network: Pick<Network, 'family' | 'address'>): string {
  return network.family === 'ipv4' ? formatIpv4(Number(network.address)) : formatIpv6(network.address);
}

/** The network itself, or the two `/1` halves of a `/0`, which no `hash:net` can hold. */
export function splitDefault(network: Network): readonly Network[] {
  if (network.prefix !== 0) return [network];
  const upperHalf = 1n << BigInt(addressBits(network.family) - 1);
  return [
    { family: network.family, address: 0n, prefix: 1 },
    { family: network.family, address: upperHalf, prefix: 1 },
  ];
}

/** The same addresses in the fewest networks: none inside another, siblings joined; IPv4 first, then by address. */
export function mergeNetworks(networks: readonly Network[]): readonly Network[] {
  const merged: Network[] = [];
  for (const network of [...networks].sort(compareNetworks)) {
    const last = merged.at(-1);
    if (last !== undefined && containsNetwork(last, network)) continue;
    merged.push(network);
    joinSiblings(merged);
  }
  return merged;
}

/** IPv4 before IPv6, then by first address, then the wider one first. */
export function compareNetworks(a: Network, b: Network): number {
  if (a.family !== b.family) return a.family === 'ipv4' ? -1 : 1;
  if (a.address !== b.address) return a.address < b.address ? -1 : 1;
  return a.prefix - b.prefix;
}

/** Whether every address of `inner` is in `outer`. */
export function containsNetwork(outer: Network, inner: Network): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  return firstAddress(inner, outer.prefix) === outer.address;
}

function joinSiblings(networks: Network[]): void {
  for (;;) {
    const right = networks.at(-1);
    const left = networks.at(-2);
    if (left === undefined || right === undefined || !areSiblings(left, right)) return;
    networks.splice(-2, 2, { ...left, prefix: left.prefix - 1 });
  }
}

function areSiblings(left: Network, right: Network): boolean {
  if (left.family !== right.family || left.prefix !== right.prefix || left.prefix === 0) return false;
  return (left.address ^ right.address) === 1n << BigInt(addressBits(left.family) - left.prefix);
}

function firstAddress(network: Pick<Network, 'family' | 'address'>, prefix: number): bigint {
  const hostBits = BigInt(addressBits(network.family) - prefix);
  return (network.address >> hostBits) << hostBits;
}

type Bits = Pick<Network, 'family' | 'address'>;

/** What a text that is no address often is, and what to write instead. */
const oddities: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'is empty; write an address such as 192.0.2.1 or a network such as 192.0.2.0/24'],
  [/\$\{/, 'holds a variable, which this field cannot resolve; write the address itself'],
  [/\s/, 'holds white space; write one address or network an entry'],
  [/,/, 'holds a comma; write one address or network an entry'],
  [/^[0-9a-fA-F.:]+-[0-9a-fA-F.:]+$/, 'is a range; write the networks that make it up, such as 192.0.2.0/25'],
  [/%/, 'has a zone index; write the address without it and name the interface in `interfaces`'],
  [/^\[/, 'has brackets; write the address without them'],
  [/^\d+\.\d+\.\d+\.\d+:\d+$/, 'carries a port; write the address here and the port in `ports`'],
  [/^(any|all|\*)$/i, 'is not an address; leave the field out to match any, or write 0.0.0.0/0 and "::/0"'],
  [/^!/, 'is a negation, which an address cannot hold; name the addresses that are meant'],
  [/^0[xX]/, 'is a number in hexadecimal; write the four decimal numbers of the address'],
];

function describeOddity(text: string): string | undefined {
  return oddities.find(([pattern]) => pattern.test(text))?.[1];
}

function parseBits(text: string): Result<Bits, string> {
  if (text.includes(':')) return parseIpv6(text);
  if (/^[0-9.]+$/.test(text)) return parseIpv4(text);
  return err(
    `${quote(text)} is not an address; names are not resolved here, write the address such as 192.0.2.1 or 2001:db8::1`,
  );
}

function parseIpv4(text: string): Result<Bits, string> {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.includes('')) {
    const found = parts.filter((part) => part !== '').length;
    return err(`${quote(text)} is not an IPv4 address: ${found} numbers found, four wanted, such as 192.0.2.0`);
  }
  let address = 0;
  for (const part of parts) {
    if (part.length > 1 && part.startsWith('0')) {
      return err(
        `${quote(text)} has a number with a leading zero (${part}), which some programs read as octal; write it without`,
      );
    }
    if (part.length > 3 || Number(part) > 255) return err(`${quote(text)} has a number above 255 (${part})`);
    address = address * 256 + Number(part);
  }
  return ok({ family: 'ipv4', address: BigInt(address) });
}

function parseIpv6(text: string): Result<Bits, string> {
  const groups = expandGroups(text);
  if (groups === undefined) {
    return err(
      `${quote(text)} is not an IPv6 address: eight groups of up to four hex digits, one run of zeros as "::"`,
    );
  }
  const address = groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
  if (address >> 32n === 0xffffn) {
    const embedded = formatIpv4(Number(address & 0xffffffffn));
    return err(`${quote(text)} is an IPv4-mapped address, which no packet carries; write ${embedded}`);
  }
  return ok({ family: 'ipv6', address });
}

/** Eight numbers, or undefined where the text is no IPv6 address. */
function expandGroups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const left = readGroups(head, tail === undefined);
  const right = tail === undefined ? [] : readGroups(tail, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array<number>(missing).fill(0), ...right];
}

/** The groups between colons; dotted IPv4 counts as two and may only stand last, which `isLast` allows. */
function readGroups(text: string, isLast: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const embedded = isLast && index === parts.length - 1 && /^[0-9.]+$/.test(part) ? parseIpv4(part) : undefined;
    if (embedded?.ok !== true) return undefined;
    groups.push(Number(embedded.value.address >> 16n), Number(embedded.value.address & 0xffffn));
  }
  return groups;
}

function parsePrefix(text: string, prefix: string, family: Family): Result<number, string> {
  const limit = addressBits(family);
  if (prefix.includes('.')) return err(`${quote(text)} has a netmask; write the prefix length, 0 to ${limit}`);
  if (!/^\d{1,3}$/.test(prefix))
    return err(`${quote(text)} has no prefix length behind the slash; write 0 to ${limit}`);
  if (prefix.length > 1 && prefix.startsWith('0')) return err(`${quote(text)} has a prefix length with a leading zero`);
  return Number(prefix) > limit ? err(`${quote(text)} has a prefix length above ${limit}`) : ok(Number(prefix));
}

function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** Where each of the eight groups begins among 32 hex digits. */
const groupStarts = [0, 4, 8, 12, 16, 20, 24, 28];

function formatIpv6(address: bigint): string {
  const digits = address.toString(16).padStart(32, '0');
  const groups = groupStarts.map((start) => Number.parseInt(digits.slice(start, start + 4), 16));
  const run = longestZeroRun(groups);
  // inet_ntop shows the last 32 bits as IPv4 behind 96 zero bits, and behind the IPv4-mapped prefix.
  const dotted = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff));
  const words = groups.map((group) => group.toString(16));
  if (dotted) words.splice(6, 2, formatIpv4(Number(address & 0xffffffffn)));
  if (run.length < 2) return words.join(':');
  return `${words.slice(0, run.start).join(':')}::${words.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (let index = 0; index < groups.length; index += 1) {
    length = groups[index] === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}
