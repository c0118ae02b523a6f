// What conntrack and ip print: read to the letter, or told as not understood.

import { expect, test } from 'vitest';
import { parseAddress } from '../../src/policy/network.ts';
import { readFlows } from '../../src/revoke/read-flows.ts';
import { readNetwork } from '../../src/revoke/read-network.ts';

function address(text: string): bigint {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value.address;
}

test('each kind of line that conntrack prints', () => {
  const listing = `ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=203.0.113.1 sport=77 dport=8443 src=10.0.0.9 dst=10.0.0.2 sport=443 dport=77 [ASSURED] mark=0 use=1
ipv6     10 udp      17 29 src=2001:db8::2 dst=2001:db8::1 sport=4000 dport=53 [UNREPLIED] src=2001:db8::1 dst=2001:db8::2 sport=53 dport=4000 mark=0 use=1
ipv4     2 icmp     1 29 src=10.0.0.2 dst=10.0.0.1 type=8 code=0 id=5 src=10.0.0.1 dst=10.0.0.2 type=0 code=0 id=5 mark=0 use=1
ipv4     2 unknown  50 599 src=10.0.0.2 dst=10.0.0.1 src=10.0.0.1 dst=10.0.0.2 mark=0 use=1
ipv4     2 gre      47 29 src=10.0.0.2 dst=10.0.0.1 srckey=0x0 dstkey=0x0 src=10.0.0.1 dst=10.0.0.2 srckey=0x0 dstkey=0x0 mark=0 use=1
ipv4     2 tcp      6 src=10.0.0.2 dst=10.0.0.1 sport=9 dport=80 src=10.0.0.1 dst=10.0.0.2 sport=80 dport=9 [OFFLOAD] mark=0 use=2
ipv4     2 tcp      6 100 TIME_WAIT src=10.0.0.2 dst=10.0.0.1 sport=8 dport=80 src=10.0.0.1 dst=10.0.0.2 sport=80 dport=8 [ASSURED] mark=0 use=1
ipv4     2 tcp      6 100 ESTABLISHED src=10.0.0.2 dst=10.0.0.1 sport=7 dport=80 src=10.0.0.1 dst=10.0.0.2 sport=80 dport=7 [ASSURED] mark=0 zone=3 use=1
`;
  const read = readFlows(listing);
  expect(
    read.ok && read.value.map(({ protocol, sourcePort, serverPort }) => [protocol, sourcePort, serverPort]),
  ).toEqual([
    [6, 77, 443],
    [17, 4000, 53],
    [1, undefined, undefined],
    [50, undefined, undefined],
    [47, undefined, undefined],
    [6, 9, 80],
    [6, 7, 80],
  ]);
  expect(read.ok && read.value.at(-1)?.isElsewhere).toBe(true);
  expect(read.ok && read.value[0]).toEqual({
    family: 'ipv4',
    protocol: 6,
    source: address('10.0.0.2'),
    destination: address('203.0.113.1'),
    sourcePort: 77,
    destinationPort: 8443,
    server: address('10.0.0.9'),
    serverPort: 443,
  });
});

test.each([
  'tcp 6 431999 ESTABLISHED src=10.0.0.2 dst=10.0.0.1 sport=1 dport=2 src=10.0.0.1 dst=10.0.0.2 sport=2 dport=1',
  'ipv4 2 tcp 6 431999 ESTABLISHED src=10.0.0.2 dst=10.0.0.1 sport=1 dport=2',
  'ipv4 2 tcp 6 431999 ESTABLISHED src=10.0.0.2 dst=10.0.0 sport=1 dport=2 src=10.0.0.1 dst=10.0.0.2 sport=2 dport=1',
  'ipv4 2 tcp six 431999 src=10.0.0.2 dst=10.0.0.1 src=10.0.0.1 dst=10.0.0.2',
])('a line that is not understood is an error: %s', (line) => {
  expect(readFlows(`${line}\n`)).toMatchObject({ ok: false, error: expect.stringContaining('not understood') });
});

const plain = '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';

test('the most specific route decides; of several ways nobody knows which', () => {
  const { routeOf, typeOf } = readNetwork(
    {
      rules: plain,
      main: [
        'default via 192.0.2.254 dev eth0 proto dhcp metric 100',
        '10.0.0.0/8 via 10.1.0.9 dev eth1',
        '10.1.0.0/16 dev br0 proto kernel scope link src 10.1.0.1',
        'unreachable 10.2.0.0/16 metric 5',
        '10.3.0.0/16 dev eth0 metric 10',
        '10.3.0.0/16 dev eth1 metric 20',
        '10.4.0.0/16 proto static \\\tnexthop via 10.1.0.8 dev br0 weight 1 \\\tnexthop via 10.1.0.9 dev eth1 weight 1',
      ].join('\n'),
      local: 'local 10.1.0.1 dev br0 scope host\nlocal 127.0.0.0/8 dev lo\nbroadcast 10.1.255.255 dev br0',
    },
    'ipv4',
  );
  expect(
    ['9.9.9.9', '10.9.0.1', '10.1.7.7', '10.2.0.1', '10.3.0.1', '10.4.0.1'].map((text) => routeOf?.(address(text))),
  ).toEqual(['eth0', 'eth1', 'br0', 'none', undefined, undefined]);
  expect(['10.1.0.1', '127.0.0.9', '10.1.255.255', '10.1.0.2'].map((text) => typeOf?.(address(text)))).toEqual([
    'LOCAL',
    'LOCAL',
    'BROADCAST',
    'UNICAST',
  ]);
});

test('where rules choose among tables, no way is known, but addresses are', () => {
  const { routeOf, typeOf } = readNetwork(
    {
      rules: `${plain}32765:\tfrom all fwmark 0x1 lookup 51820\n`,
      main: 'default dev wg0\n',
      local: 'local 2001:db8::1 dev wg0 proto kernel metric 0 pref medium\nanycast 2001:db8:: dev wg0\n',
    },
    'ipv6',
  );
  expect(routeOf?.(address('2600::1'))).toBeUndefined();
  expect([address('2001:db8::1'), address('2001:db8::')].map((one) => typeOf?.(one))).toEqual(['LOCAL', 'LOCAL']);
});

test('addresses of this host that stand in tables of their own are its own, whole networks there are not', () => {
  const { interfaces, typeOf } = readNetwork(
    {
      rules: `1000:\tfrom all lookup [l3mdev-table]\n${plain}`,
      main: 'default via 10.1.0.254 dev eth0\n',
      local: 'local 10.1.0.1 dev eth0\n',
      all: 'local 192.0.2.1 dev eth7 table 10 proto kernel scope host src 192.0.2.1 \n192.0.2.0/24 dev eth7 table 10\nlocal default dev lo table 100 scope host \nlocal 10.1.0.1 dev eth0 table local\n',
    },
    'ipv4',
  );
  expect(['192.0.2.1', '10.1.0.1', '198.51.100.1'].map((text) => typeOf(address(text)))).toEqual([
    'LOCAL',
    'LOCAL',
    'UNICAST',
  ]);
  expect(interfaces).toEqual(['eth0', 'eth7']);
});
