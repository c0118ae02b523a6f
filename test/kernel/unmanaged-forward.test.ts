// Forwarded packets from interfaces of no zone: left to the host's other rules, or treated as from outside.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, tryTcp, wan } from './gateway.ts';
import { backends, endOfSuite, type World } from './world.ts';

const document = (kind: string, name: string, spec: string) =>
  `---\n{apiVersion: gatewright.dev/v1alpha1, kind: ${kind}, metadata: {name: ${name}}, spec: ${spec}}\n`;
// The dmz is an interface of no zone.
const twoZones =
  document('Host', 'gw', '{zones: {wan: [wan0], lan: [lan0]}}') +
  document('Zone', 'wan', '{external: true}') +
  document('Zone', 'lan', '{}');
const web = manifest(
  'FirewallPolicy',
  'web',
  'forward: [{name: web, action: Allow, to: [{interfaces: [wan0, dmz0]}], services: [http]}]',
);
const profile = (spec: string) => manifest('FirewallProfile', 'site', spec);
const deny = profile('coexistence: {unmanagedForward: Deny}');

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  test.each(families)('Return leaves to others what no rule decides, in %s', async (family) => {
    await enforce(world, twoZones + web + profile('coexistence: {unmanagedForward: Return}'));
    expect(await tryTcp(world, dmz, { host: wan[family], port: 443 })).toBe('connected');
    expect(await tryTcp(world, wan, { host: dmz[family], port: 443 })).toBe('timeout');
  });

  test.each(families)(
    'Deny drops it in silence, as from outside, and rules still let through, in %s',
    async (family) => {
      await enforce(world, twoZones + web + deny);
      expect(await tryTcp(world, dmz, { host: wan[family], port: 443 })).toBe('timeout');
      expect(await tryTcp(world, dmz, { host: wan[family], port: 80 })).toBe('connected');
      expect(await tryTcp(world, lan, { host: dmz[family], port: 80 })).toBe('connected');
      expect(await tryTcp(world, lan, { host: dmz[family], port: 443 })).toBe('refused');
    },
  );

  test.each(families)('Deny holds on a host without zones, in %s', async (family) => {
    await enforce(world, web + deny);
    for (const from of [lan, dmz]) {
      expect(await tryTcp(world, from, { host: wan[family], port: 80 })).toBe('connected');
      expect(await tryTcp(world, from, { host: wan[family], port: 443 })).toBe('timeout');
    }
  });

  test.each(families)('Deny leaves the zones to a default that allows, in %s', async (family) => {
    await enforce(world, twoZones + profile('coexistence: {unmanagedForward: Deny}\ndefaults: {forward: Allow}'));
    expect(await tryTcp(world, lan, { host: wan[family], port: 443 })).toBe('connected');
    expect(await tryTcp(world, dmz, { host: wan[family], port: 443 })).toBe('timeout');
  });
});
