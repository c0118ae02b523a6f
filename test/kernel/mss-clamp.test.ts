// mssClamp: the segment size that connections through the gateway agree on, in both families.

import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, wan, zones } from './gateway.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const open = manifest(
  'FirewallPolicy',
  'open',
  'ingress: [{name: all, action: Allow}]\nforward: [{name: all, action: Allow}]',
);
const profile = (spec: string) => zones + open + manifest('FirewallProfile', 'site', spec);

// Connects and tells the size of its segments, which the other side has asked for.
const program = `
use Socket qw(:all);
my ($host, $port) = @ARGV;
my $six = $host =~ /:/;
my $domain = $six ? AF_INET6 : AF_INET;
my $address = inet_pton($domain, $host);
socket(my $socket, $domain, SOCK_STREAM, IPPROTO_TCP) or die "socket: $!";
connect($socket, $six ? pack_sockaddr_in6($port, $address) : pack_sockaddr_in($port, $address)) or die "connect: $!";
print unpack("I", getsockopt($socket, IPPROTO_TCP, 2));
`;
/** Timestamps take it from every segment. */
const timestamps = 12;
const headers: Readonly<Record<Family, number>> = { ipv4: 40, ipv6: 60 };

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());
  afterEach(() => world.run('ip', ['link', 'set', 'dev', 'lan0', 'mtu', '1500']));

  /** As the other side has asked for it, timestamps counted in. */
  const agreed = async (family: Family, from: ClientPlan, to: ClientPlan) => {
    const args = ['-e', program, to[family], '80'];
    const { code, stdout, stderr } = await world.client(from).namespace.exec('perl', args, { deadlineMs: 10_000 });
    if (code !== 0) throw new Error(stderr);
    return Number(stdout) + timestamps;
  };

  test.each(families)('a connection through the gateway agrees on what the profile says, in %s', async (family) => {
    const whole = 1500 - headers[family];
    await enforce(world, profile('icmp: {essentials: true}'));
    expect(await agreed(family, lan, wan)).toBe(whole);
    await enforce(world, profile('mssClamp: [{outZone: lan, mss: 1300}]'));
    // What leaves by the lan says what the lan may send; what leaves by others says nothing less.
    expect(await agreed(family, lan, wan)).toBe(1300);
    expect(await agreed(family, wan, lan)).toBe(whole);
    expect(await agreed(family, dmz, wan)).toBe(whole);
    await enforce(world, profile('mssClamp: [{outZone: lan, mss: 1200}, {outZone: wan, mss: 1250}]'));
    expect([await agreed(family, lan, wan), await agreed(family, wan, lan)]).toEqual([1200, 1250]);
    await enforce(world, profile('icmp: {essentials: true}'));
    expect(await agreed(family, lan, wan)).toBe(whole);
  });

  test.each(families)('Pmtu is what the way out carries, in %s', async (family) => {
    await world.run('ip', ['link', 'set', 'dev', 'lan0', 'mtu', '1400']);
    await enforce(world, profile('mssClamp: [{outZone: lan}]'));
    expect(await agreed(family, lan, wan)).toBe(1400 - headers[family]);
  });
});
