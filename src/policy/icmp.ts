// ICMP types by the names that iptables' help prints, in both families.

import type { Family } from './family.ts';

/** A name may stand for a type, or for one code of a type. */
export interface IcmpKind {
  readonly type: number;
  readonly code?: number;
}

type Entry = readonly [names: string, type: number, code?: number];

const ipv4Entries: readonly Entry[] = [
  ['echo-reply pong', 0],
  ['destination-unreachable', 3],
  ['network-unreachable', 3, 0],
  ['host-unreachable', 3, 1],
  ['protocol-unreachable', 3, 2],
  ['port-unreachable', 3, 3],
  ['fragmentation-needed', 3, 4],
  ['source-route-failed', 3, 5],
  ['network-unknown', 3, 6],
  ['host-unknown', 3, 7],
  ['network-prohibited', 3, 9],
  ['host-prohibited', 3, 10],
  ['TOS-network-unreachable', 3, 11],
  ['TOS-host-unreachable', 3, 12],
  ['communication-prohibited', 3, 13],
  ['host-precedence-violation', 3, 14],
  ['precedence-cutoff', 3, 15],
  ['source-quench', 4],
  ['redirect', 5],
  ['network-redirect', 5, 0],
  ['host-redirect', 5, 1],
  ['TOS-network-redirect', 5, 2],
  ['TOS-host-redirect', 5, 3],
  ['echo-request ping', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded ttl-exceeded', 11],
  ['ttl-zero-during-transit', 11, 0],
  ['ttl-zero-during-reassembly', 11, 1],
  ['parameter-problem', 12],
  ['ip-header-bad', 12, 0],
  ['required-option-missing', 12, 1],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
];

const ipv6Entries: readonly Entry[] = [
  ['destination-unreachable', 1],
  ['no-route', 1, 0],
  ['communication-prohibited', 1, 1],
  ['beyond-scope', 1, 2],
  ['address-unreachable', 1, 3],
  ['port-unreachable', 1, 4],
  ['failed-policy', 1, 5],
  ['reject-route', 1, 6],
  ['packet-too-big', 2],
  ['time-exceeded ttl-exceeded', 3],
  ['ttl-zero-during-transit', 3, 0],
  ['ttl-zero-during-reassembly', 3, 1],
  ['parameter-problem', 4],
  ['bad-header', 4, 0],
  ['unknown-header-type', 4, 1],
  ['unknown-option', 4, 2],
  ['echo-request ping', 128],
  ['echo-reply pong', 129],
  ['router-solicitation', 133],
  ['router-advertisement', 134],
  ['neighbour-solicitation neighbor-solicitation', 135],
  ['neighbour-advertisement neighbor-advertisement', 136],
  ['redirect', 137],
];

const kinds: Readonly<Record<Family, ReadonlyMap<string, IcmpKind>>> = {
  ipv4: indexEntries(ipv4Entries),
  ipv6: indexEntries(ipv6Entries),
};

/** What that name stands for in that family; undefined where the family has no such name. */
export function findIcmpKind(family: Family, name: string): IcmpKind | undefined {
  return kinds[family].get(name);
}

/** Every name that the family knows, other spellings included, in the order of their types. */
export function icmpNames(family: Family): readonly string[] {
  return [...kinds[family].keys()];
}

function indexEntries(entries: readonly Entry[]): ReadonlyMap<string, IcmpKind> {
  const pairs = entries.flatMap(([names, type, code]) => {
    const kind = code === undefined ? { type } : { type, code };
    return names.split(' ').map((name) => [name, kind] as const);
  });
  return new Map(pairs);
}
