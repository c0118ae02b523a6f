// Scalar types: what each accepts, what it refuses, and in which words.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  describeFormat,
  formats,
  isFormatName,
  parseChainGlob,
  parseDnsLabel,
  parseDuration,
  parseIcmpType,
  parseInterface,
  parseLogPrefix,
  parsePort,
  parseProtocol,
  parseRate,
} from '../../src/policy/formats.ts';
import { err, ok } from '../../src/result.ts';

describe('a port', () => {
  test.each([
    [1, 1, 1],
    [65_535, 65_535, 65_535],
    ['22', 22, 22],
    ['8000-8099', 8000, 8099],
    ['1-65535', 1, 65_535],
    ['80-80', 80, 80],
  ])('%j is %i to %i', (text, from, to) => {
    expect(parsePort(text)).toEqual(ok({ from, to }));
  });

  test.each<[number | string, string]>([
    [0, 'port 0 is outside 1 to 65535'],
    ['0-80', 'port 0-80 is outside 1 to 65535'],
    [65_536, 'port 65536 is outside 1 to 65535'],
    ['80-70000', 'port 80-70000 is outside 1 to 65535'],
    ['90-80', 'the range "90-80" runs backwards; write "80-90"'],
    ['080', '"080" has a leading zero; write the port without'],
    ['8000:8099', '"8000:8099" is a range as iptables writes it; write it with "-", such as "8000-8099"'],
    ['80,443', '"80,443" is a list in one text; write one port or range an entry'],
    ['${web}', '"${web}" holds a variable, which this field cannot resolve; write the port itself'],
    [
      'ssh',
      '"ssh" is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in `services`)',
    ],
    ['', '"" is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in `services`)'],
    [
      ' 22',
      '" 22" is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in `services`)',
    ],
    [
      -1,
      '"-1" is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in `services`)',
    ],
    [
      1.5,
      '"1.5" is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in `services`)',
    ],
  ])('%j is refused', (text, message) => {
    expect(parsePort(text)).toEqual(err(message));
  });
});

describe('a protocol', () => {
  test.each<[number | string, number]>([
    ['gre', 47],
    ['vrrp', 112],
    [1, 1],
    [255, 255],
    ['47', 47],
  ])('%j is %i', (text, number) => {
    expect(parseProtocol(text)).toEqual(ok(number));
  });

  test.each<[number | string, string]>([
    [0, 'protocol 0 means every protocol to the kernel; leave the field out to match any'],
    ['0', 'protocol 0 means every protocol to the kernel; leave the field out to match any'],
    ['00', 'protocol 00 is outside 1 to 255'],
    [256, 'protocol 256 is outside 1 to 255'],
    [-1, 'protocol -1 is outside 1 to 255'],
    ['all', '"all" is every protocol; leave the field out to match any'],
    [
      'gree',
      '"gree" is not an IP protocol; write a number 1 to 255 or a name such as gre, esp, vrrp; did you mean "gre"?',
    ],
  ])('%j is refused', (text, message) => {
    expect(parseProtocol(text)).toEqual(err(message));
  });
});

describe('an interface', () => {
  test.each(['eth0', 'br-lan', 'eth0.100', 'wg+', 'enp3s0f0np0.4', 'lo', '_x', '123456789012345'])(
    '%j is one',
    (text) => {
      expect(parseInterface(text)).toEqual(ok(text));
    },
  );

  test.each([
    ['+', '"+" would be every interface; leave the field out to match any, or name the interfaces'],
    ['*', '"*" would be every interface; leave the field out to match any, or name the interfaces'],
    [
      '1234567890123456',
      '"1234567890123456" has 16 characters; an interface name has at most 15, so write it as `ip link` shows it',
    ],
    ['eth*', '"eth*" holds "*"; a trailing "+" stands for every name that begins so'],
    ['e+h', '"e+h" holds "+" inside; it may only stand last, as in "eth+"'],
    ['!eth0', '"!eth0" is a negation, which does not exist here; name the interfaces that are meant'],
    ['-j', '"-j" is not an interface name; write one as `ip link` shows it, such as eth0, br-lan or "eth+"'],
    ['a b', '"a b" is not an interface name; write one as `ip link` shows it, such as eth0, br-lan or "eth+"'],
    ['a/b', '"a/b" is not an interface name; write one as `ip link` shows it, such as eth0, br-lan or "eth+"'],
    ['a"b', '"a\\"b" is not an interface name; write one as `ip link` shows it, such as eth0, br-lan or "eth+"'],
    ['..', '".." is not an interface name; write one as `ip link` shows it, such as eth0, br-lan or "eth+"'],
    ['eth0\n', '"eth0\\n" is not an interface name; write one as `ip link` shows it, such as eth0, br-lan or "eth+"'],
    ['', '"" is not an interface name; write one as `ip link` shows it, such as eth0, br-lan or "eth+"'],
  ])('%j is refused', (text, message) => {
    expect(parseInterface(text)).toEqual(err(message));
  });
});

describe('a rate', () => {
  test.each([
    ['1/day', 1, 'day'],
    ['10/min', 10, 'min'],
    ['10000/sec', 10_000, 'sec'],
    ['600000/min', 600_000, 'min'],
  ])('%j is %i a %s', (text, count, unit) => {
    expect(parseRate(text)).toEqual(ok({ count, unit }));
  });

  test.each([
    ['10/minute', '"10/minute" is not spelled as a rate; write 10/min'],
    ['5 / s', '"5 / s" is not spelled as a rate; write 5/sec'],
    ['05/sec', '"05/sec" is not spelled as a rate; write 5/sec'],
    ['0/sec', '"0/sec" lets nothing through; the smallest rate is 1/day'],
    ['10001/sec', '"10001/sec" is more than the kernel can count; at most 10000/sec'],
    ['600001/min', '"600001/min" is more than the kernel can count; at most 10000/sec'],
    ['10', '"10" is not a rate; write a number and a unit, such as 5/sec, 10/min, 100/hour or 1000/day'],
    ['10/week', '"10/week" is not a rate; write a number and a unit, such as 5/sec, 10/min, 100/hour or 1000/day'],
    [
      '1/constructor',
      '"1/constructor" is not a rate; write a number and a unit, such as 5/sec, 10/min, 100/hour or 1000/day',
    ],
  ])('%j is refused', (text, message) => {
    expect(parseRate(text)).toEqual(err(message));
  });
});

test.each([
  [parseDnsLabel, 'a-1', ok('a-1')],
  [parseDnsLabel, '', err('the name is empty; write 1 to 63 of a-z, 0-9 and "-"')],
  [parseDnsLabel, 'x'.repeat(64), err(`the name "${'x'.repeat(64)}" has 64 characters; at most 63 are allowed`)],
  [
    parseDnsLabel,
    'Web Server',
    err('"Web Server" is not a name; allowed are a-z, 0-9 and "-" inside; did you mean "web-server"?'),
  ],
  [parseDnsLabel, '-', err('"-" is not a name; allowed are a-z, 0-9 and "-" inside')],
  [parseIcmpType, 'echo-request', ok('echo-request')],
  [parseIcmpType, '255', ok(255)],
  [parseIcmpType, '256', err('ICMP type 256 is outside 0 to 255')],
  [parseIcmpType, 'echo', err('"echo" is not an ICMP type; write a number 0 to 255 or a name such as echo-request')],
  [parseLogPrefix, 'drop: ', ok('drop: ')],
  [parseLogPrefix, '', err('the prefix is empty; write some text or leave the field out for the default')],
  [parseLogPrefix, 'x'.repeat(41), err('the prefix has 41 characters; at most 40 are allowed')],
  [
    parseLogPrefix,
    'a"b',
    err('the prefix holds "\\""; allowed are printable ASCII characters without quotes and backslashes'),
  ],
  [
    parseLogPrefix,
    'é',
    err('the prefix holds "é"; allowed are printable ASCII characters without quotes and backslashes'),
  ],
  [parseChainGlob, 'f2b-*', ok('f2b-*')],
  [
    parseChainGlob,
    'a b',
    err('"a b" is not a chain name; allowed are letters, digits, "_", ".", "-" and "*" for any text'),
  ],
  [parseDuration, '30s', ok(30_000)],
  [parseDuration, '2d', ok(172_800_000)],
  [
    parseDuration,
    '60',
    err('"60" is not a duration; write a number and a unit, such as 30s, 5m, 1h or 2d; did you mean "60s"?'),
  ],
  [parseDuration, '-1s', err('"-1s" is not a duration; write a number and a unit, such as 30s, 5m, 1h or 2d')],
  [parseDuration, '0m', err('"0m" is no time at all; the shortest duration is 1s')],
  [parseDuration, '400d', err('"400d" is more than a year')],
])('%o of %j', (parser, text, result) => {
  expect(parser(text)).toEqual(result);
});

describe('the formats by name', () => {
  test('say nothing about a text that is good, and why about one that is not', () => {
    expect(describeFormat('network', '10.0.0.0/8')).toBeUndefined();
    expect(describeFormat('network', '10.0.0.1/8')).toBe(
      '"10.0.0.1/8" has host bits set; write 10.0.0.0/8 for the network or 10.0.0.1 for the address',
    );
    expect(describeFormat('constructor', 'x')).toBeUndefined();
  });

  test('accept nothing that the CRDs’ own patterns and lengths refuse: the API server and the controller agree', () => {
    const bounds = listBounds();
    expect(bounds.length).toBeGreaterThan(5);
    const texts = fc.oneof(
      fc.string({ maxLength: 50 }),
      fc.stringMatching(/^[a-z0-9+.:/*_ -]{0,50}$/),
      fc.stringMatching(/^[0-9]{1,6}\/(sec|min|hour|day)$/),
    );
    for (const { format, pattern, minLength, maxLength } of bounds) {
      fc.assert(
        fc.property(texts, (text) => {
          if (!isFormatName(format) || !formats[format](text)) return true;
          return (
            (pattern === undefined || new RegExp(pattern).test(text)) &&
            text.length >= minLength &&
            text.length <= maxLength
          );
        }),
        { numRuns: 300 },
      );
    }
  });
});

interface Bounds {
  readonly format: string;
  readonly pattern: string | undefined;
  readonly minLength: number;
  readonly maxLength: number;
}

/** Each different set of bounds that stands beside one of our formats in any CRD. */
function listBounds(): readonly Bounds[] {
  const folder = new URL('../../crds/', import.meta.url);
  const found = new Map<string, Bounds>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { format, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = node as Record<string, unknown>;
    if (typeof format === 'string' && isFormatName(format)) {
      const bounds = {
        format,
        pattern: pattern as string | undefined,
        minLength: Number(minLength),
        maxLength: Number(maxLength),
      };
      found.set(JSON.stringify(bounds), bounds);
    }
    for (const child of Object.values(node)) visit(child);
  };
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.yaml')) visit(parse(readFileSync(new URL(name, folder), 'utf8')));
  }
  return [...found.values()];
}
