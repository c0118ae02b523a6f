// Neighbour and multicast listener discovery: IPv6 lives on them, and they are believed from the link itself only.

import { beforeAll, describe, expect, test } from 'vitest';
import { dmz, enforce, lan, makeGateway, manifest, wan, zones } from './gateway.ts';
import { countIcmp, sendIcmp } from './icmp-sender.ts';
import { backends, endOfSuite, type World } from './world.ts';

const closed = manifest('FirewallPolicy', 'closed', 'ingress: [{name: all, action: Deny}]');
const profile = (spec: string) => zones + closed + manifest('FirewallProfile', 'site', spec);

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    // Nobody but the test looks for routers.
    const quiet = 'for file in /proc/sys/net/ipv6/conf/*/accept_ra; do echo 0 > "$file"; done';
    for (const { namespace } of [lan, dmz, wan].map((plan) => world.client(plan)))
      expect((await namespace.exec('sh', ['-c', quiet], { deadlineMs: 10_000 })).code).toBe(0);
  });

  /** How many messages of that type, sent with that hop limit, the host takes in. */
  const taken = async (type: number, hops: number) => {
    const before = await countIcmp(world.host, 'ipv6', type);
    await sendIcmp(world.client(lan).namespace, { source: lan.ipv6, destination: lan.host.ipv6, type, hops });
    return (await countIcmp(world.host, 'ipv6', type)) - before;
  };

  test('a host whose policies refuse everything still finds its neighbours, and answers echo', async () => {
    await enforce(world, profile('icmp: {essentials: true}'));
    expect(await world.client(lan).peer.ping(lan.host.ipv6)).toBe(1);
  });

  test('solicitations and advertisements of routers and neighbours are taken with hop limit 255 only', async () => {
    await enforce(world, profile('icmp: {essentials: true}'));
    // Router discovery: its messages come at no other time here, so they can be counted.
    for (const type of [133, 134]) {
      expect(await taken(type, 255)).toBe(1);
      expect(await taken(type, 254)).toBe(0);
    }
    const refused = (await world.counters('ipv6', 'GW-ICMP')).map(({ text }) => text);
    for (const type of [133, 134, 135, 136]) {
      expect(refused.filter((text) => text.includes(`--icmpv6-type ${type} -m hl --hl-eq 255 `))).toHaveLength(1);
    }
  });

  test('multicast listener messages are taken with hop limit 1 only', async () => {
    await enforce(world, profile('icmp: {essentials: true}'));
    for (const type of [130, 131, 132, 143]) {
      expect(await taken(type, 1)).toBe(1);
      expect(await taken(type, 2)).toBe(0);
    }
  });

  test('without essentials the policies decide', async () => {
    await enforce(world, profile('icmp: {essentials: false}'));
    expect(await taken(130, 1)).toBe(0);
    expect(await taken(134, 255)).toBe(0);
  });
});
