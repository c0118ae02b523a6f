// The limit for new connections: one budget for those to the host and those through it, and what stands is not counted.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, shortMs, wan, zones } from './gateway.ts';
import { backends, endOfSuite, type World } from './world.ts';

const open = manifest(
  'FirewallPolicy',
  'open',
  'ingress: [{name: all, action: Allow}]\nforward: [{name: all, action: Allow}]',
);
const profile = (spec: string) => zones + open + manifest('FirewallProfile', 'site', spec);

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  /** How many of eight attempts, all at once, come through; a lost SYN is not sent again within that time. */
  const opened = async (from: typeof lan, host: string, port = 80) => {
    const attempts = Array.from({ length: 8 }, () =>
      world.client(from).peer.connect({ host, port, timeoutMs: shortMs }),
    );
    return (await Promise.all(attempts)).filter(({ outcome }) => outcome === 'connected').length;
  };

  test.each(families)(
    'connections above the rate are not opened in %s, and each source has its own budget',
    async (family) => {
      await enforce(world, profile('hardening: {synRate: {rate: 1/min, burst: 5}}'));
      expect(await opened(lan, lan.host[family])).toBe(5);
      expect(await opened(dmz, dmz.host[family])).toBe(5);
    },
  );

  test.each(families)('to the host and through it is one budget in %s', async (family) => {
    await enforce(world, profile('hardening: {synRate: {rate: 1/min, burst: 6}}'));
    expect(await opened(lan, wan[family])).toBe(6);
    expect(await opened(lan, lan.host[family])).toBe(0);
  });

  test.each(families)('a connection that stands goes on in %s, and the failsafe is not limited', async (family) => {
    const failsafe = 'failsafe: {ingress: [{services: [ssh], from: [{zones: [lan]}]}]}';
    await enforce(world, profile(`hardening: {synRate: {rate: 1/min, burst: 5}}\n${failsafe}`));
    const session = await world.client(lan).peer.openSession({ host: wan[family], port: 80 });
    expect(await opened(lan, wan[family])).toBe(4);
    for (let line = 0; line < 10; line += 1) expect(await session.exchange()).toBe(true);
    expect(await opened(lan, lan.host[family], 22)).toBe(8);
    await session.close();
  });

  test.each(families)('a changed rate holds at once in %s', async (family) => {
    await enforce(world, profile('hardening: {synRate: {rate: 1/min, burst: 2}}'));
    expect(await opened(lan, lan.host[family])).toBe(2);
    await enforce(world, profile('hardening: {synRate: {rate: 1/min, burst: 7}}'));
    expect(await opened(lan, lan.host[family])).toBe(7);
  });
});
