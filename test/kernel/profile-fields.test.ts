// Fields of profiles, zones and hosts that have no test file of their own, each by packets through a gateway.

import { beforeAll, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, tryTcp, wan, zones } from './gateway.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const nothing = manifest(
  'FirewallPolicy',
  'none',
  'ingress: [{name: never, action: Deny, ports: [{protocol: TCP, ports: [1]}]}]',
);
const noFailsafe = '\nfailsafe: {ingress: [], reason: a test}';
const profile = (spec: string) => zones + nothing + manifest('FirewallProfile', 'site', spec + noFailsafe);

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    await world.run('sysctl', ['-qw', 'net.ipv4.icmp_ratelimit=0', 'net.ipv6.icmp.ratelimit=0']);
  });

  const toHost = (from: ClientPlan, family: Family, port = 80) =>
    tryTcp(world, from, { host: from.host[family], port });
  const through = (from: ClientPlan, to: ClientPlan, family: Family) =>
    tryTcp(world, from, { host: to[family], port: 80 });
  const outwards = async (family: Family) =>
    (await world.hostPeer.connect({ host: lan[family], port: 80, timeoutMs: 500 })).outcome;

  test('the defaults decide where no rule does, silent outside and with an answer inside', async () => {
    await enforce(world, profile('defaults: {egress: Deny}'));
    for (const family of families) {
      expect([await toHost(wan, family), await toHost(lan, family)]).toEqual(['timeout', 'refused']);
      expect([await through(wan, lan, family), await through(lan, dmz, family)]).toEqual(['timeout', 'refused']);
      expect(await outwards(family)).toBe('refused');
    }
    await enforce(world, profile('defaults: {ingress: Allow, forward: Allow, egress: Allow}'));
    for (const family of families) {
      expect([await toHost(wan, family), await through(wan, lan, family)]).toEqual(['connected', 'connected']);
      expect(await outwards(family)).toBe('connected');
    }
    await enforce(world, profile('defaults: {denyStyle: {external: Reject, internal: Drop}}'));
    for (const family of families) {
      expect([await toHost(wan, family), await toHost(lan, family)]).toEqual(['refused', 'timeout']);
    }
  });

  test('machines of one zone reach each other where the zone says so', async () => {
    const inner = (intraZone: string) =>
      `{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: inner}, spec: {intraZone: ${intraZone}}}\n---\n`;
    const host =
      '{apiVersion: gatewright.dev/v1alpha1, kind: Host, metadata: {name: gw}, spec: {zones: {inner: [lan0, dmz0]}}}\n';
    for (const [verdict, outcome] of [
      ['Deny', 'refused'],
      ['Allow', 'connected'],
    ] as const) {
      await enforce(
        world,
        inner(verdict) + host + nothing + manifest('FirewallProfile', 'site', `priority: 1${noFailsafe}`),
      );
      for (const family of families) expect(await through(lan, dmz, family)).toBe(outcome);
    }
  });

  test('echo requests are answered up to the rate, for each source or for all, or not at all', async () => {
    const ping = (from: ClientPlan, family: Family) =>
      world.client(from).peer.ping(from.host[family], { count: 6, timeoutMs: 500 });
    for (const [echo, expected] of [
      ['{rate: 1/hour, burst: 3}', [3, 3]],
      ['{rate: 1/hour, burst: 4, per: Global}', [4, 0]],
      ['{action: Deny}', [0, 0]],
    ] as const) {
      await enforce(world, profile(`icmp: {echo: ${echo}}`));
      for (const family of families) {
        expect([await ping(lan, family), await ping(dmz, family)]).toEqual(expected);
      }
    }
  });

  test('refusals of the default are recorded to the group, within the limit, or not at all', async () => {
    const log = await world.readLog(77);
    const logging = (more: string) => `logging: {group: 77, limit: 1/hour, burst: 2${more}}`;
    const tryThree = async () => {
      for (const from of [lan, lan, lan, dmz]) await toHost(from, 'ipv4');
    };
    await enforce(world, profile(logging('')));
    await tryThree();
    expect(await log.prefixes(3)).toEqual(Array.from({ length: 3 }, () => 'gw:default/ingress:R'));
    await enforce(world, profile(logging(', per: Global')));
    await tryThree();
    expect(await log.prefixes(5)).toHaveLength(5);
    await enforce(world, profile(logging(', defaultDeny: false')));
    await tryThree();
    expect(await log.prefixes(5)).toHaveLength(5);
  });

  test('chatter is refused without a record, unless it is wanted', async () => {
    const log = await world.readLog(78);
    const shout = (count: number) =>
      world
        .client(wan)
        .peer.sendUdp({ host: '224.0.0.1', port: 5353, multicastInterface: wan.ipv4, count, timeoutMs: 100 });
    await enforce(world, profile('logging: {group: 78}'));
    await shout(2);
    await enforce(world, profile('logging: {group: 78, noise: false, limit: 2/hour}'));
    await shout(1);
    expect(await log.prefixes(1)).toEqual(['gw:default/ingress:D']);
  });

  test('the failsafe lets in by service and by port, from whom it names, whatever policies say', async () => {
    const closed = manifest('FirewallPolicy', 'closed', 'tier: Admin\ningress: [{name: all, action: Deny}]');
    const items = '[{services: [ssh], from: [{zones: [lan]}]}, {ports: [{protocol: TCP, ports: [443]}]}]';
    await enforce(world, zones + closed + manifest('FirewallProfile', 'site', `failsafe: {ingress: ${items}}`));
    for (const family of families) {
      expect([await toHost(lan, family, 22), await toHost(wan, family, 22)]).toEqual(['connected', 'timeout']);
      expect([await toHost(wan, family, 443), await toHost(lan, family, 80)]).toEqual(['connected', 'timeout']);
    }
  });

  test('of two profiles the one with the higher number holds', async () => {
    const two =
      manifest('FirewallProfile', 'low', 'defaults: {ingress: Allow}') +
      manifest('FirewallProfile', 'high', `priority: 501${noFailsafe}`);
    await enforce(world, zones + nothing + two);
    for (const family of families) expect(await toHost(lan, family)).toBe('refused');
  });
});
