// Addresses and networks: what is refused and why, and that the text equals what the kernel's tools print.

import { execFileSync } from 'node:child_process';
import { isIP } from 'node:net';
import { containsCidr, mergeCidr, normalizeCidr } from 'cidr-tools';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareNetworks,
  containsNetwork,
  formatAddress,
  formatNetwork,
  formatSetEntry,
  mergeNetworks,
  type Network,
  parseAddress,
  parseNetwork,
  splitDefault,
} from '../../src/policy/network.ts';

function network(text: string): Network {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function clearHostBits(family: Network['family'], address: bigint, prefix: number): Network {
  const hostBits = BigInt((family === 'ipv4' ? 32 : 128) - prefix);
  return { family, address: (address >> hostBits) << hostBits, prefix };
}

const ipv4Network = fc
  .tuple(fc.bigInt(0n, 2n ** 32n - 1n), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => clearHostBits('ipv4', address, prefix));

/** Groups are zero half of the time, so that runs of zeros occur; IPv4-mapped addresses are left out. */
const ipv6Network = fc
  .tuple(
    fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 }),
    fc.integer({ min: 0, max: 128 }),
  )
  .map(([groups, prefix]) => {
    const address = groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
    return clearHostBits('ipv6', address, prefix);
  })
  .filter((candidate) => candidate.address >> 32n !== 0xffffn);

const anyNetwork = fc.oneof(ipv4Network, ipv6Network);

describe('parseNetwork', () => {
  test('a network is its first address and its prefix length', () => {
    expect(parseNetwork('192.0.2.128/25')).toEqual({
      ok: true,
      value: { family: 'ipv4', address: 0xc0000280n, prefix: 25 },
    });
    expect(parseNetwork('2001:DB8::/32')).toEqual({
      ok: true,
      value: { family: 'ipv6', address: 0x20010db8n << 96n, prefix: 32 },
    });
  });

  test('an address alone is a network of one', () => {
    expect(parseNetwork('192.0.2.1')).toEqual({
      ok: true,
      value: { family: 'ipv4', address: 0xc0000201n, prefix: 32 },
    });
    expect(parseNetwork('::1')).toEqual({ ok: true, value: { family: 'ipv6', address: 1n, prefix: 128 } });
  });

  const groups = 'is not an IPv6 address: eight groups of up to four hex digits, one run of zeros as "::"';
  const octal = 'which some programs read as octal; write it without';
  const refused: readonly (readonly [string, string])[] = [
    ['10.0.0.5/24', '"10.0.0.5/24" has host bits set; write 10.0.0.0/24 for the network or 10.0.0.5 for the address'],
    [
      '2001:db8::1/64',
      '"2001:db8::1/64" has host bits set; write 2001:db8::/64 for the network or 2001:db8::1 for the address',
    ],
    ['1.0.0.0/0', '"1.0.0.0/0" has host bits set; write 0.0.0.0/0 for the network or 1.0.0.0 for the address'],
    ['010.0.0.1', `"010.0.0.1" has a number with a leading zero (010), ${octal}`],
    ['10.0.0.00', `"10.0.0.00" has a number with a leading zero (00), ${octal}`],
    ['256.1.1.1', '"256.1.1.1" has a number above 255 (256)'],
    ['1.2.3.4444', '"1.2.3.4444" has a number above 255 (4444)'],
    ['10/8', '"10" is not an IPv4 address: 1 numbers found, four wanted, such as 192.0.2.0'],
    ['10.0.0.', '"10.0.0." is not an IPv4 address: 3 numbers found, four wanted, such as 192.0.2.0'],
    ['0x7f.0.0.1', '"0x7f.0.0.1" is a number in hexadecimal; write the four decimal numbers of the address'],
    ['::ffff:192.0.2.1', '"::ffff:192.0.2.1" is an IPv4-mapped address, which no packet carries; write 192.0.2.1'],
    ['::ffff:c000:201', '"::ffff:c000:201" is an IPv4-mapped address, which no packet carries; write 192.0.2.1'],
    [
      'fe80::1%eth0',
      '"fe80::1%eth0" has a zone index; write the address without it and name the interface in `interfaces`',
    ],
    ['10.0.0.1-10.0.0.9', '"10.0.0.1-10.0.0.9" is a range; write the networks that make it up, such as 192.0.2.0/25'],
    ['10.0.0.1:80', '"10.0.0.1:80" carries a port; write the address here and the port in `ports`'],
    ['[::1]', '"[::1]" has brackets; write the address without them'],
    ['any', '"any" is not an address; leave the field out to match any, or write 0.0.0.0/0 and "::/0"'],
    ['!10.0.0.1', '"!10.0.0.1" is a negation, which an address cannot hold; name the addresses that are meant'],
    ['', '"" is empty; write an address such as 192.0.2.1 or a network such as 192.0.2.0/24'],
    [' 10.0.0.1', '" 10.0.0.1" holds white space; write one address or network an entry'],
    ['10.0.0.1,10.0.0.2', '"10.0.0.1,10.0.0.2" holds a comma; write one address or network an entry'],
    [
      'example.org',
      '"example.org" is not an address; names are not resolved here, write the address such as 192.0.2.1 or 2001:db8::1',
    ],
    ['${office}/24', '"${office}/24" holds a variable, which this field cannot resolve; write the address itself'],
    ['10.0.0.0/33', '"10.0.0.0/33" has a prefix length above 32'],
    ['::/129', '"::/129" has a prefix length above 128'],
    ['10.0.0.0/08', '"10.0.0.0/08" has a prefix length with a leading zero'],
    ['10.0.0.0/', '"10.0.0.0/" has no prefix length behind the slash; write 0 to 32'],
    ['10.0.0.0/-1', '"10.0.0.0/-1" has no prefix length behind the slash; write 0 to 32'],
    ['10.0.0.0/255.0.0.0', '"10.0.0.0/255.0.0.0" has a netmask; write the prefix length, 0 to 32'],
    ['1::2::3', `"1::2::3" ${groups}`],
    [':::', `":::" ${groups}`],
    ['1:2:3:4:5:6:7', `"1:2:3:4:5:6:7" ${groups}`],
    ['1:2:3:4::5:6:7:8', `"1:2:3:4::5:6:7:8" ${groups}`],
    ['12345::', `"12345::" ${groups}`],
    ['1.2.3.4::', `"1.2.3.4::" ${groups}`],
  ];
  test.each(refused)('%s is refused', (text, reason) => {
    expect(parseNetwork(text)).toEqual({ ok: false, error: reason });
  });

  test('text that is very long is cut in the message, and control characters are shown', () => {
    expect(parseNetwork('\u0007'.repeat(2))).toEqual({
      ok: false,
      error:
        '"\\u0007\\u0007" is not an address; names are not resolved here, write the address such as 192.0.2.1 or 2001:db8::1',
    });
    const long = parseNetwork('x'.repeat(5000));
    expect(long.ok ? '' : long.error).toHaveLength(
      82 +
        1 +
        ' is not an address; names are not resolved here, write the address such as 192.0.2.1 or 2001:db8::1'.length,
    );
  });

  test('a prefix length is no part of an address', () => {
    expect(parseAddress('10.0.0.0/8')).toEqual({
      ok: false,
      error: '"10.0.0.0/8" is a network; one address is wanted, without a prefix length',
    });
    expect(parseAddress('192.0.2.7')).toEqual({ ok: true, value: network('192.0.2.7/32') });
  });

  test('no text is read as an address that node does not read as one', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'0123456789abcfF.::/%x '), maxLength: 40 });
    fc.assert(
      fc.property(soup, (text) => {
        if (parseAddress(text).ok) expect(isIP(text)).not.toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('every address that node reads is read, save IPv4-mapped ones', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const parsed = parseAddress(text);
        expect(parsed.ok || parsed.error.includes('IPv4-mapped')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('formatNetwork', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['2001:0DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1/128'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7/128'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221/128'],
    ['::1:0:0/96', '::1:0:0/96'],
    ['::1.0.0.0/104', '::1.0.0.0/104'],
  ])('%s is printed as %s', (text, printed) => {
    expect(formatNetwork(network(text))).toBe(printed);
  });

  test('what is printed reads back as the same network', () => {
    fc.assert(
      fc.property(anyNetwork, (value) => {
        expect(parseNetwork(formatNetwork(value))).toEqual({ ok: true, value });
        expect(parseNetwork(formatSetEntry(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test('addresses and entries equal what the kernel tools print', () => {
    const sample = fc.sample(fc.tuple(ipv4Network, ipv6Network), { numRuns: 200, seed: 1 });
    const merged = mergeNetworks([...sample.flat(), network('::1.0.0.0/104'), network('::1.2.3.4')]);
    const entries = merged.flatMap(splitDefault);
    expect(printedByIpset(entries)).toEqual(entries.map(formatSetEntry).sort());
  });
});

describe('mergeNetworks', () => {
  test('networks inside others go, siblings join, the rest is sorted', () => {
    const texts = [
      '2001:db8::/33',
      '10.1.0.0/16',
      '192.0.2.0/25',
      '10.0.0.0/8',
      '192.0.2.128/25',
      '2001:db8:8000::/33',
    ];
    expect(mergeNetworks(texts.map(network)).map(formatNetwork)).toEqual([
      '10.0.0.0/8',
      '192.0.2.0/24',
      '2001:db8::/32',
    ]);
  });

  test('two halves of a family are the whole, and nothing stays nothing', () => {
    expect(mergeNetworks(['128.0.0.0/1', '0.0.0.0/1', '::/0'].map(network)).map(formatNetwork)).toEqual([
      '0.0.0.0/0',
      '::/0',
    ]);
    expect(mergeNetworks([])).toEqual([]);
  });

  test('agrees with cidr-tools on any list', () => {
    const nearby = fc
      .tuple(fc.bigInt(0n, 255n), fc.integer({ min: 24, max: 32 }))
      .map(([host, prefix]) => clearHostBits('ipv4', 0xc0000200n + host, prefix));
    fc.assert(
      fc.property(fc.array(fc.oneof(anyNetwork, nearby), { maxLength: 40 }), (networks) => {
        const ours = mergeNetworks(networks);
        expect(ours.map((one) => normalizeCidr(formatNetwork(one))).sort()).toEqual(
          mergeCidr(networks.map(formatNetwork))
            .map((one) => normalizeCidr(one))
            .sort(),
        );
        expect([...ours].sort(compareNetworks)).toEqual(ours);
      }),
      { numRuns: 300 },
    );
  });

  test('a hundred thousand networks of two families merge to two', () => {
    const list = Array.from({ length: 50_000 }, (_, index) => [
      { family: 'ipv4' as const, address: BigInt((index * 7919) % 65_536) + (10n << 24n), prefix: 32 },
      { family: 'ipv6' as const, address: BigInt((index * 7919) % 65_536) << 112n, prefix: 16 },
    ]).flat();
    const all = mergeNetworks([...list, network('10.0.0.0/16'), network('::/0')]);
    expect(all.map(formatNetwork)).toEqual(['10.0.0.0/16', '::/0']);
  });
});

describe('containsNetwork', () => {
  test('agrees with cidr-tools', () => {
    fc.assert(
      fc.property(anyNetwork, anyNetwork, (outer, inner) => {
        expect(containsNetwork(outer, inner)).toBe(containsCidr(formatNetwork(outer), formatNetwork(inner)));
      }),
    );
  });
});

describe('splitDefault', () => {
  test('a /0 becomes two halves, anything else stays', () => {
    expect(splitDefault(network('0.0.0.0/0')).map(formatSetEntry)).toEqual(['0.0.0.0/1', '128.0.0.0/1']);
    expect(splitDefault(network('::/0')).map(formatSetEntry)).toEqual(['::/1', '8000::/1']);
    expect(splitDefault(network('10.0.0.0/8')).map(formatSetEntry)).toEqual(['10.0.0.0/8']);
    expect(formatAddress(network('10.0.0.0/8'))).toBe('10.0.0.0');
  });
});

/** The entries as `ipset save` prints them, sorted; the sets live and die in a network namespace of their own. */
function printedByIpset(entries: readonly Network[]): readonly string[] {
  const lines = ['create v4 hash:net family inet', 'create v6 hash:net family inet6'];
  for (const entry of entries) lines.push(`add ${entry.family === 'ipv4' ? 'v4' : 'v6'} ${expandedText(entry)}`);
  const printed = execFileSync('unshare', ['--net', 'sh', '-c', 'ipset restore && ipset save'], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    timeout: 10_000,
  });
  const added = printed.split('\n').filter((line) => line.startsWith('add '));
  return added.map((line) => line.split(' ')[2] ?? '').sort();
}

/** Every group written out, so that the kernel's tool has to find the short form itself. */
function expandedText(value: Network): string {
  if (value.family === 'ipv4') return formatNetwork(value);
  const hex = value.address.toString(16).padStart(32, '0');
  return `${hex.match(/.{4}/g)?.join(':')}/${value.prefix}`;
}
