// Redirects to this host, networks one to one, IPv6 prefixes: both ways, and allowing nothing by themselves.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, seenSource, shortMs, tryTcp, wan, zones } from './gateway.ts';
import { backends, endOfSuite, type World } from './world.ts';

const open = manifest('FirewallPolicy', 'open', 'forward: [{name: all, action: Allow}]');
const ssh = manifest(
  'FirewallPolicy',
  'ssh',
  'ingress: [{name: ssh, action: Allow, from: [{zones: [lan]}], services: [ssh]}]',
);
const nat = (items: string) => zones + ssh + manifest('NatPolicy', 'edge', items);

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    await world.hostPeer.listen({ protocol: 'udp', port: 8053 });
    for (const [family, map] of [
      ['-4', '192.0.2.0/24'],
      ['-6', '2001:db8:77::/64'],
    ]) {
      // The wire of wan sends the mapped networks to the gateway.
      await world
        .client(wan)
        .namespace.exec(
          'ip',
          [family ?? '', 'route', 'add', map ?? '', 'via', family === '-4' ? wan.host.ipv4 : wan.host.ipv6],
          { deadlineMs: 5000 },
        );
    }
  });
  beforeEach(() => world.flushConntrack());

  test.each(families)('a redirect leads what comes in by its zone to the port of this host in %s', async (family) => {
    await enforce(
      world,
      nat('redirects: [{name: dns, inZone: lan, ports: [{protocol: UDP, ports: [53]}], toPort: 8053}]'),
    );
    const ask = async (plan: typeof lan) =>
      (await world.client(plan).peer.sendUdp({ host: wan[family], port: 53, timeoutMs: shortMs })).answered;
    const before = await world.counters(family, 'GW-DNAT', 'nat');
    expect(await ask(lan)).toEqual([true]);
    const after = await world.counters(family, 'GW-DNAT', 'nat');
    expect((after[0]?.packets ?? 0) - (before[0]?.packets ?? 0)).toBe(1);
    // Not what comes in by another zone, and not the port itself.
    expect(await ask(dmz)).toEqual([false]);
    const direct = await world.client(lan).peer.sendUdp({ host: lan.host[family], port: 8053, timeoutMs: shortMs });
    expect(direct.answered).toEqual([false]);
  });

  test('a redirect without autoAllow lets nothing in by itself', async () => {
    await enforce(
      world,
      nat(
        'redirects: [{name: dns, inZone: lan, ports: [{protocol: UDP, ports: [53]}], toPort: 8053, autoAllow: false}]',
      ),
    );
    const sent = await world.client(lan).peer.sendUdp({ host: wan.ipv4, port: 53, timeoutMs: shortMs });
    expect(sent.answered).toEqual([false]);
  });

  test.each([
    ['ipv4', 'oneToOne', '192.0.2.0/24', '10.2.0.0/24', '192.0.2.20'],
    ['ipv6', 'oneToOne', '2001:db8:77::/64', '2001:db8:2::/64', '2001:db8:77::20'],
    ['ipv6', 'npt6', '2001:db8:77::/64', '2001:db8:2::/64', '2001:db8:77::20'],
  ] as const)(
    '%s: %s shows %s for %s both ways, and allows nothing by itself',
    async (family, list, external, internal, outside) => {
      const item = `${list}: [{name: all, zone: wan, external: "${external}", internal: "${internal}"}]`;
      await enforce(world, nat(item));
      expect(await tryTcp(world, wan, { host: outside, port: 80 })).toBe('timeout');
      await enforce(world, nat(item) + open);
      expect(await tryTcp(world, wan, { host: outside, port: 80 })).toBe('connected');
      expect(await tryTcp(world, dmz, { host: wan[family], port: 80 })).toBe('connected');
      expect(await seenSource(world, family, { from: dmz[family], host: wan[family], port: 80 })).toBe(outside);
    },
  );

  test('one address maps to one address, before masquerading', async () => {
    const item = `oneToOne: [{name: one, zone: wan, external: 192.0.2.33, internal: ${dmz.ipv4}}]\nmasquerade: [{name: out, outZone: wan}]`;
    await enforce(world, nat(item) + open);
    expect(await tryTcp(world, wan, { host: '192.0.2.33', port: 80 })).toBe('connected');
    expect(await tryTcp(world, dmz, { host: wan.ipv4, port: 80 })).toBe('connected');
    expect(await seenSource(world, 'ipv4', { from: dmz.ipv4, host: wan.ipv4, port: 80 })).toBe('192.0.2.33');
    expect(await tryTcp(world, lan, { host: wan.ipv4, port: 80 })).toBe('connected');
    expect(await seenSource(world, 'ipv4', { from: lan.ipv4, host: wan.ipv4, port: 80 })).toBe(wan.host.ipv4);
  });
});
