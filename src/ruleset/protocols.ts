// IP protocol numbers and the names that iptables prints for them.

/**
 * What `iptables-save` prints depends on the machine's /etc/protocols (Debian's netbase), which may be missing or other:
 * so rules are compared by number (see canonicalRule), and these names are only what the text is written with.
 */
const names: ReadonlyMap<number, string> = new Map([
  [0, 'ip'],
  [1, 'icmp'],
  [2, 'igmp'],
  [4, 'ipencap'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [41, 'ipv6'],
  [46, 'rsvp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'ipv6-icmp'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [94, 'ipip'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [132, 'sctp'],
  [135, 'mobility-header'],
  [136, 'udplite'],
]);

const numbers: ReadonlyMap<string, number> = new Map([...names].map(([number, name]) => [name, number]));

/** The name that Debian's iptables prints, or the number where it has no name. */
export function protocolName(protocol: number): string {
  return names.get(protocol) ?? `${protocol}`;
}

/** A name back to its number; undefined for one that is not listed. */
export function protocolNumber(name: string): number | undefined {
  return numbers.get(name);
}
