// Names of ICMP types and IP protocols mean the numbers that iptables reads them as.

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { findIcmpKind, icmpNames } from '../../src/policy/icmp.ts';
import { findProtocol, protocolNames } from '../../src/policy/protocols.ts';

/** The rules as iptables-save prints them; they live and die in a network namespace of their own. */
function printedBack(family: Family, rules: readonly string[]): readonly string[] {
  const tool = family === 'ipv4' ? 'iptables' : 'ip6tables';
  const input = ['*filter', ...rules.map((rule) => `-A INPUT ${rule}`), 'COMMIT', ''].join('\n');
  const script = `${tool}-restore && ${tool}-save`;
  const options = { input, encoding: 'utf8', timeout: 10_000, stdio: 'pipe' } as const;
  const saved = execFileSync('unshare', ['--net', 'sh', '-c', script], options);
  return saved.split('\n').filter((line) => line.startsWith('-A INPUT '));
}

describe.each(families)('in %s', (family) => {
  const protocol = family === 'ipv4' ? 'icmp' : 'ipv6-icmp';
  const option = family === 'ipv4' ? '--icmp-type' : '--icmpv6-type';

  test('every ICMP name is the type and code that iptables makes of it', () => {
    const names = icmpNames(family);
    const numbers = names.map((name) => {
      const kind = findIcmpKind(family, name);
      return kind?.code === undefined ? `${kind?.type}` : `${kind.type}/${kind.code}`;
    });
    expect(
      printedBack(
        family,
        names.map((name) => `-p ${protocol} ${option} ${name}`),
      ),
    ).toEqual(
      printedBack(
        family,
        numbers.map((number) => `-p ${protocol} ${option} ${number}`),
      ),
    );
  });

  test('every protocol name is the number that iptables makes of it', () => {
    // iptables knows icmpv6 in IPv6 only; everywhere else it is ipv6-icmp.
    const names = protocolNames().filter((name) => name !== 'icmpv6');
    const byNumber = printedBack(
      family,
      names.map((name) => `-p ${findProtocol(name)}`),
    );
    expect(
      printedBack(
        family,
        names.map((name) => `-p ${name}`),
      ),
    ).toEqual(byNumber);
  });
});

test('a name of the other family, or of every object, is not found', () => {
  expect(findIcmpKind('ipv4', 'packet-too-big')).toBeUndefined();
  expect(findIcmpKind('ipv6', 'constructor')).toBeUndefined();
  expect(findProtocol('constructor')).toBeUndefined();
});
