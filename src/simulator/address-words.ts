// Addresses as four 32-bit words, which compare much faster than big integers: IPv4 stands in the last one.

import type { Network } from '../policy/network.ts';

export type Words = readonly [number, number, number, number];

export function toWords(address: bigint): Words {
  return [
    Number((address >> 96n) & 0xffffffffn),
    Number((address >> 64n) & 0xffffffffn),
    Number((address >> 32n) & 0xffffffffn),
    Number(address & 0xffffffffn),
  ];
}

/** Negative where the first one is smaller. */
export function compareWords(a: Words, b: Words): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

export interface AddressRange {
  readonly first: Words;
  /** Included. */
  readonly last: Words;
}

/** What a network holds. */
export function rangeOf({ family, address, prefix }: Network): AddressRange {
  const hostBits = BigInt((family === 'ipv4' ? 32 : 128) - prefix);
  return { first: toWords(address), last: toWords(address + (1n << hostBits) - 1n) };
}

export function isInRange(address: Words, { first, last }: AddressRange): boolean {
  // Most rules are decided by the first word that differs from both ends, and IPv4 by the last one.
  if (first[0] === last[0] && address[0] !== first[0]) return false;
  return compareWords(address, first) >= 0 && compareWords(address, last) <= 0;
}

/** Whether an address lies in the range; the quickest way for this range. */
export function rangeTester({ first, last }: AddressRange): (address: Words) => boolean {
  if (last[0] === 0 && last[1] === 0 && last[2] === 0) {
    const [, , , low] = first;
    const [, , , high] = last;
    return (address) =>
      address[3] >= low && address[3] <= high && address[2] === 0 && address[1] === 0 && address[0] === 0;
  }
  return (address) => isInRange(address, { first, last });
}

/** Ranges that do not overlap, in their order. */
export type AddressSet = readonly AddressRange[];

export function makeAddressSet(networks: readonly Network[]): AddressSet {
  const ranges = networks.map(rangeOf).sort((a, b) => compareWords(a.first, b.first) || compareWords(b.last, a.last));
  const merged: AddressRange[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    // Networks are inside one another or apart, and the wider one comes first.
    if (last === undefined || compareWords(range.last, last.last) > 0) merged.push(range);
  }
  return merged;
}

/** By halves: a set of 100,000 entries takes 17 steps. */
export function isInSet(address: Words, set: AddressSet): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = set[middle];
    if (range !== undefined && compareWords(range.first, address) <= 0) low = middle + 1;
    else high = middle;
  }
  const found = set[low - 1];
  return found !== undefined && compareWords(address, found.last) <= 0;
}
