// The packets whose way is counted: what a gateway between wan, lan and dmz meets every day.

import type { Family } from '../../src/policy/family.ts';
import type { Packet, Surroundings } from '../../src/simulator/packet.ts';
import { addressOf } from '../simulator/rules.ts';

const addresses = {
  ipv4: { wan: '203.0.113.9', lan: '10.1.0.25', dmz: '10.2.0.20', admin: '10.1.0.10', gateway: '203.0.113.1' },
  ipv6: {
    wan: '2001:db8:f::9',
    lan: '2001:db8:1::25',
    dmz: '2001:db8:2::20',
    admin: '2001:db8:1::10',
    gateway: '2001:db8:f::1',
  },
} as const;
type Machine = keyof (typeof addresses)['ipv4'];

const interfaces: Readonly<Record<Machine, string>> = {
  wan: 'wan0',
  lan: 'lan0',
  dmz: 'dmz0',
  admin: 'lan0',
  gateway: '',
};

export const surroundingsOf = (family: Family): Surroundings => ({
  typeOf: (address) => (address === addressOf(addresses[family].gateway) ? 'LOCAL' : 'UNICAST'),
  routeOf: (address) => {
    const machines = Object.entries(addresses[family]) as readonly [Machine, string][];
    const [machine] = machines.find(([, text]) => addressOf(text) === address) ?? [];
    return machine === undefined || machine === 'gateway' ? 'wan0' : interfaces[machine];
  },
});

export interface Sample {
  readonly name: string;
  readonly from: Machine;
  readonly to: Machine;
  readonly protocol?: 'tcp' | 'udp' | 'ping';
  readonly port?: number;
  readonly state?: 'NEW' | 'ESTABLISHED';
  readonly verdict: 'accept' | 'drop' | 'reject';
}

export const samples: readonly Sample[] = [
  {
    name: 'flow from lan to wan, later packet',
    from: 'lan',
    to: 'wan',
    port: 443,
    state: 'ESTABLISHED',
    verdict: 'accept',
  },
  { name: 'its answer, wan to lan', from: 'wan', to: 'lan', port: 40000, state: 'ESTABLISHED', verdict: 'accept' },
  {
    name: 'ssh of the gateway, later packet',
    from: 'lan',
    to: 'gateway',
    port: 22,
    state: 'ESTABLISHED',
    verdict: 'accept',
  },
  { name: 'answer of the gateway', from: 'gateway', to: 'lan', port: 40000, state: 'ESTABLISHED', verdict: 'accept' },
  { name: 'new flow lan to wan', from: 'lan', to: 'wan', port: 443, verdict: 'accept' },
  { name: 'new flow lan to dmz, https', from: 'lan', to: 'dmz', port: 443, verdict: 'accept' },
  { name: 'new flow dmz to wan, dns', from: 'dmz', to: 'wan', protocol: 'udp', port: 53, verdict: 'accept' },
  { name: 'web server, new from wan', from: 'wan', to: 'dmz', port: 443, verdict: 'accept' },
  { name: 'new ssh to the gateway, failsafe', from: 'admin', to: 'gateway', port: 22, verdict: 'accept' },
  { name: 'new ssh to the gateway, by policy', from: 'lan', to: 'gateway', port: 22, verdict: 'accept' },
  { name: 'ping of the gateway', from: 'wan', to: 'gateway', protocol: 'ping', verdict: 'accept' },
  { name: 'new flow of the gateway itself', from: 'gateway', to: 'wan', port: 443, verdict: 'accept' },
  { name: 'scan of the gateway from wan', from: 'wan', to: 'gateway', port: 23, verdict: 'drop' },
  { name: 'scan of lan from wan', from: 'wan', to: 'lan', port: 445, verdict: 'drop' },
  { name: 'dmz to lan', from: 'dmz', to: 'lan', port: 445, verdict: 'reject' },
];

const protocols = { ipv4: { tcp: 6, udp: 17, ping: 1 }, ipv6: { tcp: 6, udp: 17, ping: 58 } } as const;

export function packetOf(sample: Sample, family: Family): Packet {
  const { from, to, protocol = 'tcp', state = 'NEW' } = sample;
  // In IPv4 the world knows the web server under the gateway's address and another port.
  const forwarded = family === 'ipv4' && from === 'wan' && to === 'dmz';
  const [target, port] = forwarded ? (['gateway', 8443] as const) : [to, sample.port];
  const way = from === 'gateway' ? 'Egress' : target === 'gateway' ? 'Ingress' : 'Forward';
  return {
    family,
    way: forwarded ? 'Ingress' : way,
    source: addressOf(addresses[family][from]),
    destination: addressOf(addresses[family][target]),
    protocol: protocols[family][protocol],
    inInterface: interfaces[from],
    outInterface: interfaces[to],
    ...(port === undefined
      ? { icmpType: family === 'ipv4' ? 8 : 128, icmpCode: 0 }
      : { sourcePort: 41000, destinationPort: port }),
    tcpFlags: state === 'NEW' ? 2 : 16,
    hopLimit: 64,
    headers: [],
    state,
    uid: 0,
    gid: 0,
    mark: 0,
    limits: 'Within',
    ...(state === 'NEW' ? {} : { originalDestination: { address: addressOf(addresses[family][target]) } }),
  };
}
