// Packet limits: what comes faster is dropped, whatever flow it belongs to, to the host and through it; never what the failsafe lets in.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, shortMs, wan, zones } from './gateway.ts';
import { backends, endOfSuite, type World } from './world.ts';

const open = manifest(
  'FirewallPolicy',
  'open',
  'ingress: [{name: all, action: Allow}]\nforward: [{name: all, action: Allow}]',
);
const profile = (limit: string, more = '') =>
  zones + open + manifest('FirewallProfile', 'site', `${more}packetLimits: [{name: flood, ${limit}}]`);
const sent = 40;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  /** How many of `sent` datagrams of one flow were answered. */
  const flood = async (from: typeof lan, host: string) => {
    const { answered } = await world.client(from).peer.sendUdp({ host, port: 53, count: sent, timeoutMs: shortMs });
    return answered.filter(Boolean).length;
  };

  test.each(families)(
    'datagrams of one flow above the rate are dropped in %s, and each source has its own budget',
    async (family) => {
      await enforce(world, profile('services: [dns], rate: 1/min, burst: 10'));
      expect(await flood(lan, lan.host[family])).toBe(10);
      expect(await flood(dmz, dmz.host[family])).toBe(10);
    },
  );

  test.each(families)('a limit for a zone leaves the others alone in %s', async (family) => {
    await enforce(world, profile('ports: [{protocol: UDP}], from: [{zones: [wan]}], rate: 1/min, burst: 10'));
    expect(await flood(wan, wan.host[family])).toBe(10);
    expect(await flood(lan, lan.host[family])).toBe(sent);
  });

  test.each(families)(
    'a limit for all sources together is one budget in %s, and for forwarded packets another',
    async (family) => {
      await enforce(world, profile('services: [dns], rate: 1/min, burst: 10, per: Global, direction: Forward'));
      expect((await flood(lan, wan[family])) + (await flood(dmz, wan[family]))).toBe(10);
      expect(await flood(lan, lan.host[family])).toBe(sent);
    },
  );

  test.each(families)('what the failsafe lets in is not limited in %s', async (family) => {
    const failsafe = 'failsafe: {ingress: [{services: [dns], from: [{zones: [lan]}]}]}\n';
    await enforce(world, profile('services: [dns], rate: 1/min, burst: 10', failsafe));
    expect(await flood(lan, lan.host[family])).toBe(sent);
    expect(await flood(dmz, dmz.host[family])).toBe(10);
  });

  test.each(families)('a changed rate holds from the next packet in %s', async (family) => {
    await enforce(world, profile('services: [dns], rate: 1/min, burst: 10'));
    expect(await flood(lan, lan.host[family])).toBe(10);
    await enforce(world, profile('services: [dns], rate: 1/min, burst: 20'));
    expect(await flood(lan, lan.host[family])).toBe(20);
  });

  test('echo requests through the gateway are limited by their type', async () => {
    const icmp = '{family: IPv4, type: echo-request}, {family: IPv6, type: echo-request}';
    await enforce(world, profile(`icmp: [${icmp}], rate: 1/min, burst: 5, direction: Forward`));
    for (const family of families) expect(await world.client(lan).peer.ping(wan[family], { count: 20 })).toBe(5);
  });
});
