// Every match and every target that the compiler can make is understood: it holds, it does not, or nobody knows.

import { describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { parseNetwork } from '../../src/policy/network.ts';
import { type Match, printRule, type Target } from '../../src/ruleset/rule.ts';
import type { Packet, Surroundings } from '../../src/simulator/packet.ts';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { addressOf, desiredOf, origin, somePacket } from './rules.ts';

interface Sample {
  readonly match: Match;
  /** Only there. */
  readonly family?: Family;
  readonly protocol?: number;
  /** What must be known for the match to hold; without it nobody knows. Absent: it always is. */
  readonly holds: Partial<Packet>;
  readonly fails: Partial<Packet>;
  readonly isKnown?: true;
  /** What the host must know of the world around it for that. */
  readonly holdsIn?: Surroundings;
  readonly failsIn?: Surroundings;
}

function network(text: string) {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const limit = { rate: '5/sec', burst: 5, per: 'Source' } as const;

/** One or more for each kind: a kind that is missing here does not compile. */
const samples: { readonly [Kind in Match['kind']]: readonly (Sample & { readonly match: { readonly kind: Kind } })[] } =
  {
    ports: [
      {
        match: { kind: 'ports', protocol: 'tcp', source: [], destination: [{ from: 80, to: 80 }] },
        protocol: 6,
        holds: { destinationPort: 80 },
        fails: { destinationPort: 81 },
      },
      {
        match: {
          kind: 'ports',
          protocol: 'tcp',
          source: [{ from: 1, to: 9 }],
          destination: [
            { from: 80, to: 80 },
            { from: 90, to: 99 },
          ],
        },
        protocol: 6,
        holds: { sourcePort: 5, destinationPort: 95 },
        fails: { sourcePort: 10 },
      },
    ],
    icmp: [
      { match: { kind: 'icmp', type: 8 }, protocol: 1, family: 'ipv4', holds: { icmpType: 8 }, fails: { icmpType: 0 } },
      {
        match: { kind: 'icmp', type: 1, code: 4 },
        protocol: 58,
        family: 'ipv6',
        holds: { icmpType: 1, icmpCode: 4 },
        fails: { icmpType: 1, icmpCode: 3 },
      },
    ],
    extensionHeader: [
      {
        match: { kind: 'extensionHeader', name: 'rt' },
        family: 'ipv6',
        holds: { headers: ['dst', 'rt'] },
        fails: { headers: [] },
      },
    ],
    routingHeader: [
      {
        match: { kind: 'routingHeader', type: 0 },
        family: 'ipv6',
        holds: { headers: ['rt'], routingType: 0 },
        fails: { headers: ['rt'], routingType: 2 },
      },
    ],
    hopLimit: [
      { match: { kind: 'hopLimit', equals: 255 }, family: 'ipv6', holds: { hopLimit: 255 }, fails: { hopLimit: 64 } },
    ],
    range: [
      {
        match: { kind: 'range', side: 'src', network: network('198.51.100.0/28'), negated: false },
        family: 'ipv4',
        holds: {},
        fails: { source: addressOf('198.51.100.16') },
        isKnown: true,
      },
      {
        match: { kind: 'range', side: 'dst', network: network('2001:db8:9::/48'), negated: true },
        family: 'ipv6',
        holds: {},
        fails: { destination: addressOf('2001:db8:9::1') },
        isKnown: true,
      },
    ],
    set: [
      {
        match: { kind: 'set', name: 'gw4-a', side: 'src', negated: false },
        family: 'ipv4',
        holds: {},
        fails: { source: addressOf('198.51.100.8') },
        isKnown: true,
      },
    ],
    flows: [
      {
        match: { kind: 'flows', set: 'gw4-flows', way: 'Original' },
        family: 'ipv4',
        protocol: 6,
        holds: { destinationPort: 22 },
        fails: { destinationPort: 23 },
      },
      {
        match: { kind: 'flows', set: 'gw4-flows', way: 'Reply' },
        family: 'ipv4',
        protocol: 17,
        holds: { sourcePort: 53 },
        fails: { sourcePort: 54 },
      },
    ],
    endpoints: [
      {
        match: { kind: 'endpoints', set: 'gw4-endpoints' },
        family: 'ipv4',
        protocol: 17,
        holds: { destinationPort: 53 },
        fails: { destinationPort: 54 },
      },
    ],
    conntrack: [
      {
        match: { kind: 'conntrack', states: ['NEW', 'UNTRACKED'], negated: false },
        holds: { state: 'NEW' },
        fails: { state: 'ESTABLISHED' },
      },
      {
        match: { kind: 'conntrack', states: ['NEW'], negated: true },
        holds: { state: 'RELATED' },
        fails: { state: 'NEW' },
      },
      {
        match: { kind: 'conntrack', states: [], negated: false, originalPort: { from: 80, to: 89 } },
        holds: { state: 'NEW', destinationPort: 85 },
        fails: { state: 'NEW', destinationPort: 90 },
      },
    ],
    owner: [
      {
        match: { kind: 'owner', uid: { from: 5, to: 7 }, gid: { from: 0, to: 0 } },
        holds: { uid: 6, gid: 0 },
        fails: { uid: 'None' },
      },
    ],
    time: [
      {
        match: { kind: 'time', window: { firstSecond: 28_800, lastSecond: 64_799, days: [0, 1] } },
        holds: { timeMs: Date.parse('2026-11-23T08:00:00Z') },
        fails: { timeMs: Date.parse('2026-11-25T08:00:00Z') },
      },
      {
        match: { kind: 'time', lastSecond: 1_800_000_000 },
        holds: { timeMs: 1_800_000_000_999 },
        fails: { timeMs: 1_800_000_001_000 },
      },
    ],
    mac: [
      {
        match: { kind: 'mac', address: '02:00:5e:10:00:01' },
        holds: { mac: '02:00:5e:10:00:01' },
        fails: { mac: '02:00:5e:10:00:02' },
      },
    ],
    connlimit: [
      {
        match: { kind: 'connlimit', above: 3, per: 'Source' },
        holds: { limits: 'Exceeded' },
        fails: { limits: 'Within' },
      },
    ],
    mark: [{ match: { kind: 'mark', bit: 0x2000 }, holds: { mark: 0x2001 }, fails: { mark: 0x1 } }],
    destinationType: [
      {
        match: { kind: 'destinationType', types: ['LOCAL', 'BROADCAST'] },
        family: 'ipv4',
        holds: { destination: addressOf('127.0.0.1') },
        fails: { destination: addressOf('224.0.0.1') },
      },
      {
        match: { kind: 'destinationType', types: ['MULTICAST'] },
        family: 'ipv6',
        holds: { destination: addressOf('ff02::1') },
        fails: {},
        isKnown: true,
      },
    ],
    sourceType: [
      {
        match: { kind: 'sourceType', type: 'LOCAL', negated: true },
        family: 'ipv4',
        holds: { source: addressOf('198.51.100.7') },
        holdsIn: { typeOf: () => 'UNICAST' },
        fails: { source: addressOf('127.0.0.1') },
      },
    ],
    reversePath: [
      {
        match: { kind: 'reversePath', loose: true },
        holds: { inInterface: 'eth0' },
        holdsIn: { typeOf: () => 'UNICAST', routeOf: () => 'none' },
        fails: { inInterface: 'eth0' },
        failsIn: { typeOf: () => 'UNICAST', routeOf: () => 'eth1' },
      },
      {
        match: { kind: 'reversePath', loose: false },
        // In IPv6 a route that is not the best will do, too, and nobody knows of those.
        family: 'ipv4',
        holds: { inInterface: 'eth0' },
        holdsIn: { typeOf: () => 'UNICAST', routeOf: () => 'eth1' },
        fails: { inInterface: 'eth0' },
        failsIn: { typeOf: () => 'UNICAST', routeOf: () => 'eth0' },
      },
    ],
    hashlimit: [
      {
        match: { kind: 'hashlimit', name: 'gw-a', over: true, limit },
        holds: { limits: 'Exceeded' },
        fails: { limits: 'Within' },
      },
      {
        match: { kind: 'hashlimit', name: 'gw-a', over: false, limit },
        holds: { limits: 'Within' },
        fails: { limits: 'Exceeded' },
      },
    ],
    tcpFlags: [
      {
        match: { kind: 'tcpFlags', looked: ['FIN', 'SYN', 'RST', 'ACK'], set: ['SYN'] },
        protocol: 6,
        holds: { tcpFlags: 2 },
        fails: { tcpFlags: 18 },
      },
      {
        match: { kind: 'tcpFlags', looked: ['FIN', 'SYN'], set: [] },
        protocol: 6,
        holds: { tcpFlags: 16 },
        fails: { tcpFlags: 1 },
      },
    ],
    recent: [
      {
        match: { kind: 'recent', name: 'gw4-scan-banned', check: { seconds: 60, hits: 3 } },
        holds: { limits: 'Exceeded' },
        fails: { limits: 'Within' },
      },
    ],
  };

const sets = [
  { name: 'gw4-a', family: 'ipv4', type: 'hash:net', entries: ['10.0.0.0/8', '198.51.100.0/29'], origin },
  {
    name: 'gw4-flows',
    family: 'ipv4',
    type: 'hash:ip,port,ip',
    entries: ['198.51.100.7,tcp:22,192.0.2.1', '192.0.2.1,udp:53,198.51.100.7 timeout 9'],
    origin,
  },
  { name: 'gw4-endpoints', family: 'ipv4', type: 'hash:ip,port', entries: ['192.0.2.1,udp:53'], origin },
] as const;

const cases = Object.values(samples)
  .flat()
  .flatMap((sample: Sample) =>
    families
      .filter((family) => sample.family === undefined || sample.family === family)
      .map((family) => [family, sample] as const),
  );

describe.each(
  cases.map(
    ([family, sample]) =>
      [
        family,
        JSON.stringify(sample.match, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
        sample,
      ] as const,
  ),
)('%s %s', (family, _, { match, protocol, holds, holdsIn, fails, failsIn, isKnown }) => {
  const text = printRule(family, {
    selector: { matches: [match], ...(protocol === undefined ? {} : { protocol }) },
    target: { kind: 'accept' },
  });
  const simulate = simulateRuleset(desiredOf([{ chains: { 'GW-IN': [text] } }], [...sets]));
  const verdict = (parts: Partial<Packet>, surroundings?: Surroundings) =>
    simulate(somePacket(family, { ...(protocol === undefined ? {} : { protocol }), ...parts }), surroundings).verdict;

  test('holds', () => expect(verdict(holds, holdsIn)).toBe('Allow'));
  test('fails', () => expect(verdict(fails, failsIn)).toBe('Return'));
  test.skipIf(isKnown)('is not known', () => expect(verdict({})).toBe('Unknown'));
});

/** What becomes of a packet to port 80 of the host; a target that is missing here does not compile. */
const targets: { readonly [Kind in Target['kind']]: readonly [Target & { readonly kind: Kind }, string] } = {
  accept: [{ kind: 'accept' }, 'Allow'],
  drop: [{ kind: 'drop' }, 'Drop'],
  reject: [{ kind: 'reject', with: 'TcpReset' }, 'Reject'],
  return: [{ kind: 'return' }, 'Return'],
  jump: [{ kind: 'jump', chain: 'GW-IN-a' }, 'Drop'],
  goto: [{ kind: 'goto', chain: 'GW-IN-a' }, 'Drop'],
  masquerade: [{ kind: 'masquerade' }, 'Return from somewhere'],
  snat: [{ kind: 'snat', to: network('203.0.113.1') }, 'Return from 203.0.113.1'],
  dnat: [{ kind: 'dnat', to: network('10.0.0.5'), port: 8080 }, 'Return to 10.0.0.5:8080'],
  redirect: [{ kind: 'redirect', port: 3128 }, 'Return to somewhere'],
  netmap: [{ kind: 'netmap', to: network('10.0.7.0/24') }, 'Return to 10.0.7.1:80'],
  setMark: [{ kind: 'setMark', bit: 0x2000, on: true }, 'Return'],
  clampMss: [{ kind: 'clampMss', mss: 1400 }, 'Return'],
  helper: [{ kind: 'helper', name: 'ftp' }, 'Return'],
  nflog: [{ kind: 'nflog', group: 5, prefix: 'gw:a/b:D' }, 'Return'],
  log: [{ kind: 'log', level: 4, prefix: 'gw:a/b:D ' }, 'Return'],
};

const routes: Surroundings = { typeOf: () => 'UNICAST', routeOf: () => 'eth1' };

test.each(Object.values(targets))('%o: %s', (target, meant) => {
  const rule = printRule('ipv4', { selector: { protocol: 6, matches: [] }, target });
  const isSource = target.kind === 'masquerade' || target.kind === 'snat';
  const isNat = isSource || ['dnat', 'redirect', 'netmap'].includes(target.kind);
  const simulate = simulateRuleset(
    desiredOf([
      {
        table: isNat ? 'nat' : 'filter',
        builtin: isSource ? 'POSTROUTING' : isNat ? 'PREROUTING' : 'INPUT',
        chains: { 'GW-A': [rule], 'GW-IN-a': ['-j DROP'] },
      },
    ]),
  );
  const { verdict, source, destination } = simulate(
    somePacket('ipv4', { state: 'NEW', sourcePort: 1, destinationPort: 80, way: isSource ? 'Forward' : 'Ingress' }),
    routes,
  );
  const [, way, end] = / (from|to) (.*)$/.exec(meant) ?? [];
  expect(verdict).toBe(meant.split(' ')[0]);
  const seen = way === 'from' ? source : destination;
  const [address = '', port] = (end ?? '').split(':');
  if (way === 'from') expect(seen?.address).toBe(address === 'somewhere' ? undefined : addressOf(address));
  if (way === 'to' && address === 'somewhere') expect(seen).toBeUndefined();
  else if (way === 'to') expect(seen).toEqual({ address: addressOf(address), port: Number(port) });
});
