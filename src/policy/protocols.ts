// IP protocols by name, as Debian's /etc/protocols (package netbase) has them.

const numbers: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ggp: 3,
  ipencap: 4,
  st: 5,
  tcp: 6,
  egp: 8,
  igp: 9,
  pup: 12,
  udp: 17,
  hmp: 20,
  'xns-idp': 22,
  rdp: 27,
  'iso-tp4': 29,
  dccp: 33,
  xtp: 36,
  ddp: 37,
  'idpr-cmtp': 38,
  ipv6: 41,
  'ipv6-route': 43,
  'ipv6-frag': 44,
  idrp: 45,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  skip: 57,
  'ipv6-icmp': 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  rspf: 73,
  vmtp: 81,
  eigrp: 88,
  ospf: 89,
  'ax.25': 93,
  ipip: 94,
  etherip: 97,
  encap: 98,
  pim: 103,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
  isis: 124,
  sctp: 132,
  fc: 133,
  'mobility-header': 135,
  udplite: 136,
  'mpls-in-ip': 137,
  manet: 138,
  hip: 139,
  shim6: 140,
  wesp: 141,
  rohc: 142,
  ethernet: 143,
};

const aliases: Readonly<Record<string, number>> = { icmpv6: 58 };

const names: ReadonlyMap<number, string> = new Map(Object.entries(numbers).map(([name, number]) => [number, name]));

/** The protocol's number; undefined for a name that is not listed. */
export function findProtocol(name: string): number | undefined {
  if (Object.hasOwn(numbers, name)) return numbers[name];
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

/** Every name that can be written. */
export function protocolNames(): readonly string[] {
  return [...Object.keys(numbers), ...Object.keys(aliases)];
}

/**
 * The name that Debian's iptables prints, or the number where it has none.
 *
 * What `iptables-save` prints depends on the machine's /etc/protocols, which may be missing or other: so rules are
 * compared by number, and this is only what the text is written with.
 */
export function protocolName(protocol: number): string {
  return names.get(protocol) ?? `${protocol}`;
}
