// A packet through tables and chains: order, jumps, marks, translation, and what nobody knows.

import { expect, test } from 'vitest';
import type { DesiredSet } from '../../src/ruleset/ruleset.ts';
import type { Packet, Surroundings } from '../../src/simulator/packet.ts';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { addressOf, desiredOf, origin, somePacket } from './rules.ts';

function decide(chains: Readonly<Record<string, readonly string[]>>, parts: Partial<Packet> = {}) {
  const { verdict, rule, possible } = simulateRuleset(desiredOf([{ chains }]))(somePacket('ipv4', parts));
  return { verdict, rule, possible: possible.map((outcome) => `${outcome.verdict} ${outcome.rule ?? '-'}`) };
}

const setBit = '-j MARK --set-xmark 0x2000/0x2000';
const clearBit = '-j MARK --set-xmark 0x0/0x2000';
const leave = '-m mark --mark 0x2000/0x2000 -j RETURN';

test('the first rule that matches decides, and is named', () => {
  expect(decide({ 'GW-IN': ['-p udp -j ACCEPT', '-p tcp -j DROP', '-j ACCEPT'] })).toMatchObject({
    verdict: 'Drop',
    rule: 'GW-IN 2',
  });
});

test('what our rules leave to others is returned, with the rule that says so', () => {
  expect(decide({ 'GW-IN': ['-p udp -j ACCEPT'] })).toEqual({
    verdict: 'Return',
    rule: undefined,
    possible: ['Return -'],
  });
  expect(decide({ 'GW-IN': ['-p tcp -j RETURN', '-j DROP'] })).toMatchObject({ verdict: 'Return', rule: 'GW-IN 1' });
});

test('a return leads one chain up, the end of a goto two', () => {
  const chains = { a: ['-j RETURN'], b: ['-p udp -j DROP'] };
  expect(decide({ 'GW-IN': ['-j a', '-j ACCEPT'], ...chains }).rule).toBe('GW-IN 2');
  expect(decide({ 'GW-IN': ['-j c', '-j ACCEPT'], c: ['-g b', '-j DROP'], ...chains }).rule).toBe('GW-IN 2');
  expect(decide({ 'GW-IN': ['-g b', '-j ACCEPT'], ...chains })).toMatchObject({ verdict: 'Return' });
});

test('a Pass leaves the tier by the bit, whatever mark the packet came with', () => {
  const chains = {
    'GW-IN': [clearBit, '-j tier', clearBit, leave, '-j ACCEPT'],
    tier: ['-j one', leave, '-j DROP'],
    one: ['-p tcp -g pass', '-j DROP'],
    pass: [setBit],
  };
  for (const mark of [undefined, 0, 0x2000]) {
    expect(decide(chains, mark === undefined ? {} : { mark }).rule).toBe('GW-IN 5');
  }
});

test('where a fact is missing that makes a difference, the answer is unknown, and says what may be', () => {
  const chains = { 'GW-IN': ['-i eth0 -j DROP', '-p tcp -m tcp --dport 80 -j ACCEPT', '-j RETURN'] };
  expect(decide(chains, { destinationPort: 80 })).toEqual({
    verdict: 'Unknown',
    rule: undefined,
    possible: ['Drop GW-IN 1', 'Allow GW-IN 2'],
  });
  expect(decide(chains, { destinationPort: 80, inInterface: 'eth1' })).toMatchObject({ verdict: 'Allow' });
});

test('a fact that makes no difference may be missing', () => {
  expect(decide({ 'GW-IN': ['-i eth0 -j DROP', '-j DROP'] })).toMatchObject({ verdict: 'Drop' });
  expect(decide({ 'GW-IN': ['-i eth0 -p udp -j ACCEPT', '-j DROP'] })).toMatchObject({
    verdict: 'Drop',
    rule: 'GW-IN 2',
  });
});

test('a bit that may have been set is not known, until it is cleared', () => {
  const chains = { 'GW-IN': [clearBit, `-i eth0 ${setBit}`, leave, '-j DROP'] };
  expect(decide(chains).verdict).toBe('Unknown');
  expect(decide({ 'GW-IN': [clearBit, `-i eth0 ${setBit}`, clearBit, leave, '-j DROP'] }).rule).toBe('GW-IN 5');
});

test('a match or a target that nobody knows here is unknown, not absent', () => {
  expect(decide({ 'GW-IN': ['-m physdev --physdev-in eth0 -j ACCEPT', '-j DROP'] }).verdict).toBe('Unknown');
  expect(decide({ 'GW-IN': ['-j NFQUEUE --queue-num 1', '-j DROP'] }).verdict).toBe('Unknown');
  expect(decide({ 'GW-IN': ['-j gone', '-j DROP'] }).verdict).toBe('Unknown');
});

test('a limit is unknown until somebody says on which side of it the packet is', () => {
  const chains = {
    'GW-IN': ['-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 5 --hashlimit-name gw-a -j DROP', '-j ACCEPT'],
  };
  expect(decide(chains).verdict).toBe('Unknown');
  expect(decide(chains, { limits: 'Within' }).verdict).toBe('Allow');
  expect(decide(chains, { limits: 'Exceeded' }).verdict).toBe('Drop');
});

test('an untracked packet meets its state, and nothing else of connection tracking', () => {
  const states = '-m conntrack --ctstate NEW,UNTRACKED --ctorigdst 203.0.113.1 -j ACCEPT';
  expect(decide({ 'GW-IN': [states] }, { state: 'NEW' }).verdict).toBe('Return');
  expect(decide({ 'GW-IN': [states] }, { state: 'UNTRACKED' }).verdict).toBe('Allow');
  expect(decide({ 'GW-IN': ['-m conntrack --ctorigdst 192.0.2.1 -j ACCEPT'] }, { state: 'UNTRACKED' }).verdict).toBe(
    'Return',
  );
});

const forward = [
  {
    table: 'nat',
    builtin: 'PREROUTING',
    chains: { 'GW-DNAT': ['-d 192.0.2.1/32 -i wan0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.5:8080'] },
  },
  {
    table: 'filter',
    builtin: 'FORWARD',
    chains: {
      'GW-FWD': [
        '-d 10.0.0.5/32 -o dmz0 -p tcp -m tcp --dport 8080 -m conntrack --ctstate DNAT --ctorigdst 192.0.2.1 --ctorigdstport 80 -j ACCEPT',
        '-j DROP',
      ],
    },
  },
  { table: 'filter', builtin: 'INPUT', chains: { 'GW-IN': ['-j REJECT --reject-with icmp-admin-prohibited'] } },
  {
    table: 'nat',
    builtin: 'POSTROUTING',
    chains: { 'GW-SNAT': ['-s 198.51.100.0/24 -o dmz0 -j SNAT --to-source 10.0.0.1'] },
  },
] as const;

const around: Surroundings = {
  typeOf: (address) => (address === addressOf('192.0.2.1') ? 'LOCAL' : 'UNICAST'),
  routeOf: (address) => (address === addressOf('10.0.0.5') ? 'dmz0' : 'wan0'),
};

test('a forwarded port meets the chains of the way that it takes behind its translation', () => {
  const simulate = simulateRuleset(desiredOf(forward));
  const packet = somePacket('ipv4', { inInterface: 'wan0', state: 'NEW', sourcePort: 4000, destinationPort: 80 });
  expect(simulate(packet, around)).toMatchObject({
    verdict: 'Allow',
    rule: 'GW-FWD 1',
    source: { address: addressOf('10.0.0.1') },
    destination: { address: addressOf('10.0.0.5'), port: 8080 },
  });
  expect(simulate({ ...packet, destinationPort: 81 }, around)).toMatchObject({ verdict: 'Reject', rule: 'GW-IN 1' });
  expect(simulate({ ...packet, state: 'ESTABLISHED' }, around).verdict).toBe('Reject');
  const { inInterface: _, ...unknown } = packet;
  expect(simulate(unknown, around).verdict).toBe('Unknown');
});

test('in the table raw no packet is known to connection tracking', () => {
  const raw = {
    table: 'raw',
    builtin: 'PREROUTING',
    chains: { 'GW-RAW': ['-m conntrack --ctstate INVALID -j DROP'] },
  } as const;
  expect(simulateRuleset(desiredOf([raw]))(somePacket('ipv4', { state: 'NEW', inInterface: 'eth0' })).verdict).toBe(
    'Drop',
  );
});

test('a set that the kernel fills is a limit, one that nobody has is unknown', () => {
  const set: DesiredSet = { name: 'gw4-a', family: 'ipv4', type: 'hash:net', entries: [], origin };
  const rules = ['-m set --match-set gw4-a src -j DROP', '-j SET --add-set gw4-a src'];
  const simulate = simulateRuleset(desiredOf([{ chains: { 'GW-IN': rules } }], [set]));
  expect(simulate(somePacket()).verdict).toBe('Unknown');
  expect(simulate(somePacket('ipv4', { limits: 'Within' })).verdict).toBe('Return');
  expect(decide({ 'GW-IN': ['-m set --match-set gw4-b src -j DROP'] }).verdict).toBe('Unknown');
});

test('the reverse path is known where the routes are', () => {
  const raw = (rule: string) => ({ table: 'raw', builtin: 'PREROUTING', chains: { 'GW-RAW': [rule] } }) as const;
  const packet = somePacket('ipv4', { inInterface: 'wan0' });
  const wrong = { ...packet, inInterface: 'dmz0' };
  const strict = simulateRuleset(desiredOf([raw('-m rpfilter --invert -j DROP')]));
  const loose = simulateRuleset(desiredOf([raw('-m rpfilter --loose --invert -j DROP')]));
  expect(
    [strict(packet, around), strict(wrong, around), loose(wrong, around), strict(packet)].map(({ verdict }) => verdict),
  ).toEqual(['Return', 'Drop', 'Return', 'Unknown']);
});

test('the hours of a schedule are counted as the kernel counts them', () => {
  const nights = {
    'GW-IN': ['-m time --timestart 22:00:00 --timestop 06:00:00 --contiguous --weekdays Mon -j ACCEPT'],
  };
  const at = (text: string) => decide(nights, { timeMs: Date.parse(text) }).verdict;
  expect([
    at('2026-11-23T23:00:00Z'),
    at('2026-11-24T05:00:00Z'),
    at('2026-11-23T05:00:00Z'),
    at('2026-11-23T12:00:00Z'),
  ]).toEqual(['Allow', 'Allow', 'Return', 'Return']);
  const until = { 'GW-IN': ['-m time --datestop 2026-12-31T23:59:59 -j ACCEPT'] };
  expect(decide(until, { timeMs: Date.parse('2026-12-31T23:59:59Z') }).verdict).toBe('Allow');
  expect(decide(until, { timeMs: Date.parse('2027-01-01T00:00:00Z') }).verdict).toBe('Return');
  expect(decide(until).verdict).toBe('Unknown');
});

test('4,000 flows against 10,000 rules in 200 chains, with a set of 50,000 networks', () => {
  const entries = Array.from({ length: 50_000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);
  const set: DesiredSet = { name: 'gw4-many', family: 'ipv4', type: 'hash:net', entries, origin };
  const policies = Array.from({ length: 200 }, (_, policy) => [
    `p${policy}`,
    Array.from({ length: 50 }, (_, rule) => `-s 172.16.${policy}.${rule}/32 -p tcp -m tcp --dport ${rule} -j ACCEPT`),
  ]) as [string, string[]][];
  const chains = {
    'GW-IN': ['-m set --match-set gw4-many src -j DROP', ...policies.map(([name]) => `-p tcp -j ${name}`), '-j DROP'],
    ...Object.fromEntries(policies),
  };
  const simulate = simulateRuleset(desiredOf([{ chains }], [set]));
  const seen = new Set<string>();
  for (let flow = 0; flow < 4_000; flow += 1) {
    // A quarter walks all of the rules.
    const source = flow % 4 === 0 ? 3_000_000_000n + BigInt(flow) : 0x0a000000n + BigInt(flow * 700);
    seen.add(simulate(somePacket('ipv4', { source, destinationPort: 80 })).rule ?? '');
  }
  expect([...seen].sort()).toEqual(['GW-IN 1', 'GW-IN 202']);
});
