// The index of a chain leaves out only rules that the packet cannot match, whatever is not known of it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Packet } from '../../src/simulator/packet.ts';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { addressOf, desiredOf, somePacket } from './rules.ts';

const addresses = [
  '192.0.2.1',
  '192.0.2.9',
  '198.51.100.7',
  '198.51.100.200',
  '203.0.113.5',
  '0.0.0.1',
  '255.255.255.254',
];
const networks = fc
  .tuple(fc.constantFrom(...addresses), fc.constantFrom(0, 1, 8, 24, 25, 31, 32))
  .map(([address, prefix]) => {
    const size = 1n << BigInt(32 - prefix);
    const first = (addressOf(address) / size) * size;
    return `${[24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 255n).join('.')}/${prefix}`;
  })
  .filter((text) => !text.endsWith('/0'));
const ports = fc.constantFrom('22', '80', '80:443', '0:1023', '1024:65535', '65535');

const selectors = fc
  .tuple(
    fc.option(fc.tuple(fc.constantFrom('', '! '), networks)),
    fc.option(fc.tuple(fc.constantFrom('', '! '), networks)),
    fc.constantFrom('none', 'tcp', 'udp', '! tcp', 'icmp'),
    fc.option(fc.tuple(fc.constantFrom('', '! '), ports)),
  )
  .map(([source, destination, protocol, port]) => {
    const parts: string[] = [];
    if (source !== null) parts.push(`${source[0]}-s ${source[1]}`);
    if (destination !== null) parts.push(`${destination[0]}-d ${destination[1]}`);
    if (protocol === '! tcp') parts.push('! -p tcp');
    else if (protocol !== 'none') parts.push(`-p ${protocol}`);
    if (port !== null && (protocol === 'tcp' || protocol === 'udp'))
      parts.push(`-m ${protocol} ${port[0]}--dport ${port[1]}`);
    return parts.join(' ');
  });

const ruleOf = (targets: readonly string[]) =>
  fc.tuple(selectors, fc.constantFrom(...targets)).map(([selector, target]) => `${selector} ${target}`.trimStart());
/** Long enough to be indexed; a jump and a goto lead to chains that are, too. */
const rulesets = fc.record({
  'GW-IN': fc.array(ruleOf(['-j ACCEPT', '-j DROP', '-j GW-A', '-g GW-A', '-j GW-B', '-j RETURN']), {
    minLength: 12,
    maxLength: 30,
  }),
  'GW-A': fc.array(ruleOf(['-j ACCEPT', '-j DROP', '-j GW-B', '-j RETURN', '-j MARK --set-xmark 0x2000/0x2000']), {
    minLength: 8,
    maxLength: 20,
  }),
  'GW-B': fc.array(ruleOf(['-j ACCEPT', '-j DROP', '-j RETURN']), { maxLength: 12 }),
});
const packets = fc
  .record({
    source: fc.constantFrom(...addresses),
    destination: fc.constantFrom(...addresses),
    protocol: fc.constantFrom(6, 17, 1),
    port: fc.option(fc.constantFrom(0, 22, 80, 443, 1023, 1024, 65535)),
  })
  .map(({ source, destination, protocol, port }) =>
    somePacket('ipv4', {
      source: addressOf(source),
      destination: addressOf(destination),
      protocol,
      ...(port === null ? {} : { destinationPort: port }),
    }),
  );

test('rules in a chain of few are asked one by one; in a long one the answers are the same', () => {
  fc.assert(
    fc.property(rulesets, fc.array(packets, { minLength: 5, maxLength: 20 }), (chains, some) => {
      const indexed = simulateRuleset(desiredOf([{ chains }]));
      const plain = simulateRuleset(desiredOf([{ chains: inChainsOfFew(chains) }]));
      for (const packet of some) expect(verdictOf(indexed, packet)).toEqual(verdictOf(plain, packet));
    }),
    { numRuns: 150 },
  );
});

test('a goto ends its chain although nothing matches where it leads, and a jump does not', () => {
  const filler = Array.from({ length: 10 }, (_, index) => `-p tcp -m tcp --dport ${index + 1} -j DROP`);
  const verdict = (option: string) =>
    simulateRuleset(
      desiredOf([
        {
          chains: { 'GW-IN': [...filler, `${option} GW-A`, '-j ACCEPT'], 'GW-A': ['-p udp -m udp --dport 9 -j DROP'] },
        },
      ]),
    )(somePacket('ipv4', { destinationPort: 443 })).verdict;
  expect([verdict('-g'), verdict('-j')]).toEqual(['Return', 'Allow']);
});

/** Each chain as a list of chains of one rule: a jump to the rest stands behind each, so that none is indexed. */
function inChainsOfFew(chains: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(chains).flatMap(([name, rules]) => [
      [name, rules.slice(0, 1).concat(rules.length > 1 ? [`-g ${name}.1`] : [])],
      ...rules
        .slice(1)
        .map((rule, index): [string, readonly string[]] => [
          `${name}.${index + 1}`,
          index + 2 < rules.length ? [rule, `-g ${name}.${index + 2}`] : [rule],
        ]),
    ]),
  );
}

function verdictOf(simulate: ReturnType<typeof simulateRuleset>, packet: Packet) {
  const { verdict, possible } = simulate(packet);
  return { verdict, possible: possible.map((one) => one.verdict).toSorted() };
}
