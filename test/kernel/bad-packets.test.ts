// badTcpFlags and sourceRouting: segments and headers that no honest program sends are dropped in raw, others are not.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { enforce, lan, makeGateway, manifest, tryTcp, wan, zones } from './gateway.ts';
import { routingHeader, sendRaw, tcpSegment } from './tcp-sender.ts';
import { backends, endOfSuite, type World } from './world.ts';

const open = manifest(
  'FirewallPolicy',
  'open',
  'ingress: [{name: all, action: Allow}]\nforward: [{name: all, action: Allow}]',
);
const profile = (spec: string) => zones + open + manifest('FirewallProfile', 'site', spec);
const [fin, syn, rst, ack] = [1, 2, 4, 16];
const bad = [0, fin | syn, syn | rst, fin | rst | ack, fin, fin | 8 | 32];
const good = [syn, ack, rst, rst | ack, fin | ack, syn | ack];

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  /** How many packets the rules of that field have dropped. */
  const dropped = async (family: Family, field: string) => {
    const counts = await world.counters(family, 'GW-RAW', 'raw');
    return counts.filter(({ text }) => text.includes(field)).reduce((sum, { packets }) => sum + packets, 0);
  };
  const send = async (family: Family, flags: readonly number[], to: string, port = 80) => {
    for (const one of flags) {
      await sendRaw(world.client(lan).namespace, {
        source: lan[family],
        destination: to,
        protocol: 6,
        body: tcpSegment(port, one),
      });
    }
  };

  test.each(families)(
    'segments with impossible flags are dropped in %s, to the host and through it',
    async (family) => {
      await enforce(world, profile('failsafe: {ingress: [{services: [ssh], from: [{zones: [wan]}]}]}'));
      const before = await dropped(family, 'badTcpFlags');
      await send(family, bad, lan.host[family]);
      await send(family, bad, wan[family]);
      expect(await dropped(family, 'badTcpFlags')).toBe(before + 2 * bad.length);
      await send(family, good, lan.host[family]);
      await send(family, good, wan[family]);
      expect(await dropped(family, 'badTcpFlags')).toBe(before + 2 * bad.length);
      expect(await tryTcp(world, lan, { host: wan[family], port: 80 })).toBe('connected');
    },
  );

  test.each(families)(
    'what the failsafe lets in is not looked at in %s, but only on the way to the host',
    async (family) => {
      await enforce(world, profile('failsafe: {ingress: [{services: [ssh], from: [{zones: [lan]}]}]}'));
      const before = await dropped(family, 'badTcpFlags');
      await send(family, bad, lan.host[family], 22);
      expect(await dropped(family, 'badTcpFlags')).toBe(before);
      await send(family, bad, wan[family], 22);
      expect(await dropped(family, 'badTcpFlags')).toBe(before + bad.length);
    },
  );

  test('a routing header of type 0 is dropped, and one of another type is not', async () => {
    await enforce(world, profile('hardening: {dropInvalid: false}'));
    const packet = { source: lan.ipv6, destination: wan.ipv6, protocol: 43 };
    await sendRaw(world.client(lan).namespace, { ...packet, body: routingHeader(0) });
    expect(await dropped('ipv6', 'sourceRouting')).toBe(1);
    await sendRaw(world.client(lan).namespace, { ...packet, body: routingHeader(2) });
    expect(await dropped('ipv6', 'sourceRouting')).toBe(1);
  });

  test('a profile that wants neither has no rule for them', async () => {
    await enforce(world, profile('hardening: {badTcpFlags: false, sourceRouting: false}'));
    for (const family of families) expect(await world.save(family)).not.toMatch(/badTcpFlags|sourceRouting/);
  });
});
