// The network around a fuzzed host: its interfaces, its addresses and its routes. What the kernel is told, and what is said of it.

import type { Family } from '../../src/policy/family.ts';
import { containsNetwork, type Network, parseNetwork } from '../../src/policy/network.ts';
import type { AddressType, Surroundings } from '../../src/simulator/packet.ts';
import type { FuzzHost } from './host.ts';

export const devices = ['eth0', 'eth1', 'br0', 'tun0', 'lan7'] as const;
export type Device = (typeof devices)[number];

/** Of the host, on `lo`. */
export const ownAddresses: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['192.0.2.1', '10.0.0.1', '198.51.100.1'],
  ipv6: ['2001:db8::1', '2001:db8:1::1'],
};

const routes: readonly (readonly [string, Device])[] = [
  ['10.0.0.0/8', 'eth1'],
  ['10.1.0.0/16', 'br0'],
  ['198.51.100.0/24', 'lan7'],
  ['203.0.113.0/24', 'tun0'],
  ['0.0.0.0/0', 'eth0'],
  ['2001:db8:1::/48', 'eth1'],
  ['2001:db8:2::/48', 'br0'],
  ['2001:db8:6::/48', 'tun0'],
  ['2001:db8:8::/48', 'lan7'],
  ['::/0', 'eth0'],
];

/** Of each interface, so that packets can be redirected to it and masqueraded behind it. */
const linkAddresses: Readonly<Record<Family, readonly string[]>> = {
  ipv4: devices.map((_, index) => `192.168.7.${index + 1}`),
  ipv6: devices.map((_, index) => `fd00:7::${index + 1}`),
};

function networkOf(text: string): Network {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** What a host with this network knows. */
export function surroundingsOf(family: Family): Surroundings {
  const own = new Set([...ownAddresses[family], ...linkAddresses[family]].map((text) => networkOf(text).address));
  const table = routes
    .map(([to, device]) => ({ network: networkOf(to), device }))
    .filter(({ network }) => network.family === family)
    .sort((a, b) => b.network.prefix - a.network.prefix);
  const bits = family === 'ipv4' ? 32 : 128;
  return {
    typeOf: (address): AddressType => (own.has(address) ? 'LOCAL' : 'UNICAST'),
    routeOf: (address) =>
      own.has(address)
        ? 'lo'
        : (table.find(({ network }) => containsNetwork(network, { family, address, prefix: bits }))?.device ?? 'none'),
  };
}

/** Frames for the host's interfaces go to this address. */
export const hostMac = '02005e000001';

/** Each interface is one end of a cable whose other end, `p` and its name, is in the same namespace: there, packets are put in. */
export async function cableHost(host: FuzzHost): Promise<void> {
  const lines = devices.flatMap((device) => [
    `link add name ${device} address ${asMac(hostMac)} type veth peer name p${device}`,
    `link set dev ${device} addrgenmode none`,
    `link set dev p${device} addrgenmode none`,
    `link set dev p${device} up`,
    `link set dev ${device} up`,
  ]);
  const addresses = Object.values(ownAddresses)
    .flat()
    .map((address) => `address add ${address} dev lo${address.includes(':') ? ' nodad' : ''}`);
  const links = devices.flatMap((device, index) => [
    `address add ${linkAddresses.ipv4[index] ?? ''}/32 dev ${device}`,
    `address add ${linkAddresses.ipv6[index] ?? ''}/128 dev ${device} nodad`,
    // What was sent to a link's group is redirected to an address of that link.
    `address add fe80::7:${index + 1}/64 dev ${device} nodad`,
  ]);
  const ways = routes.map(([to, device]) => `route add ${to} dev ${device}`);
  // A packet that a process binds to a device needs a route by that device.
  const others = devices.flatMap((device, index) => [
    `route add 0.0.0.0/0 dev ${device} metric ${5000 + index}`,
    `route add ::/0 dev ${device} metric ${5000 + index}`,
  ]);
  await host.run('ip', ['-batch', '-'], [...lines, ...addresses, ...links, ...ways, ...others].join('\n'));
  await host.run('sysctl', [
    '-q',
    '-w',
    'net.ipv4.ip_forward=1',
    // Every refusal is answered, however many they are.
    'net.ipv4.icmp_ratelimit=0',
    'net.ipv4.icmp_ratemask=0',
    'net.ipv6.icmp.ratemask=0',
    'net.ipv6.icmp.ratelimit=0',
    'net.ipv6.conf.all.forwarding=1',
    ...devices.flatMap((device) => [
      `net.ipv4.conf.${device}.rp_filter=0`,
      `net.ipv4.conf.${device}.accept_local=1`,
      `net.ipv4.conf.${device}.send_redirects=0`,
    ]),
    'net.ipv4.conf.all.rp_filter=0',
    'net.ipv4.conf.all.send_redirects=0',
  ]);
}

export function asMac(hex: string): string {
  return (hex.match(/../g) ?? []).join(':');
}

/**
 * Rules of somebody else that see each packet before and behind ours, and end its way there, so that no packet leaves a
 * trace in connection tracking: S its state, A let in, R left to others, P sent on or out (r: left to others), O an answer of the host's.
 */
export const probe = `table inet probe {
  chain before { type filter hook prerouting priority -180; jump state; }
  chain sent {
    type filter hook output priority -400;
    meta mark & 0x10000 == 0 log group 100 prefix "O" drop
  }
  chain behind { type filter hook output priority -180; jump state; }
  chain state {
    ct state invalid log group 100 prefix "SINVALID" return
    ct state new log group 100 prefix "SNEW" return
    ct state related log group 100 prefix "SRELATED" return
    ct state established log group 100 prefix "SESTABLISHED" return
    ct state untracked log group 100 prefix "SUNTRACKED"
  }
  chain let-in {
    type filter hook input priority 300;
    meta mark & 0x20000 != 0 log group 100 prefix "R" drop
    log group 100 prefix "A" drop
  }
  chain sent-on {
    type filter hook postrouting priority 300;
    meta mark & 0x20000 != 0 log group 100 prefix "r" drop
    log group 100 prefix "P" drop
  }
}
`;

/** Marks what our rules leave to others. */
export const foreignRules = ['INPUT', 'FORWARD', 'OUTPUT']
  .map((chain) => `-A ${chain} -j MARK --set-xmark 0x20000/0x20000`)
  .join('\n');
