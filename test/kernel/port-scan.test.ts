// The trap for port scanners: bans hold on all ports of the host, for their time, and never catch management.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, tryTcp, wan, zones } from './gateway.ts';
import { backends, endOfSuite, type World, waitUntil } from './world.ts';

const open = manifest('FirewallPolicy', 'open', 'ingress: [{name: web, action: Allow, services: [http, https]}]');
const bait = 'ports: [{protocol: TCP, ports: [23, "3380-3389"]}, {protocol: UDP, ports: [161]}]';
const exempt = 'exempt: [{zones: [lan]}]';
const profile = (portScan: string, more = '') =>
  zones + open + manifest('FirewallProfile', 'site', `hardening: {portScan: {${portScan}}}\n${more}`);

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  // A trap that is taken away takes its bans along.
  beforeEach(() => enforce(world, zones + open));

  const web = async (from: typeof lan, family: Family, port = 80) =>
    (await world.client(from).peer.connect({ host: from.host[family], port, timeoutMs: 300 })).outcome;
  const scan = async (from: typeof lan, family: Family, ports: readonly number[]) => {
    const attempts = ports.map((port) =>
      world.client(from).peer.connect({ host: from.host[family], port, timeoutMs: 50 }),
    );
    await Promise.all(attempts);
  };

  test.each(families)(
    'who touches bait often enough is refused on all ports in %s, and nobody else is',
    async (family) => {
      await enforce(world, profile(`${bait}, ${exempt}`));
      await scan(wan, family, [23, 3385]);
      expect(await web(wan, family)).toBe('connected');
      await scan(wan, family, [23]);
      expect(await web(wan, family)).toBe('timeout');
      expect(await web(wan, family, 443)).toBe('timeout');
      expect(await web(dmz, family)).toBe('connected');
    },
  );

  test.each(families)(
    'a ban, here by UDP bait, spares what stands, and what this host asks for itself, in %s',
    async (family) => {
      await enforce(world, profile(`${bait}, ${exempt}, hits: 1`));
      const session = await world.client(wan).peer.openSession({ host: wan.host[family], port: 80 });
      await world.client(wan).peer.sendUdp({ host: wan.host[family], port: 161, timeoutMs: 50 });
      expect(await web(wan, family)).toBe('timeout');
      expect(await session.exchange()).toBe(true);
      expect((await world.hostPeer.connect({ host: wan[family], port: 80 })).outcome).toBe('connected');
      await world.flushNeighbours();
      expect(await world.client(wan).peer.ping(wan.host[family])).toBe(1);
      await session.close();
    },
  );

  test.each(families)(
    'management is never banned in %s, also one that was banned before it was named',
    async (family) => {
      const failsafe = 'failsafe: {ingress: [{services: [ssh], from: [{zones: [dmz]}]}]}';
      await enforce(world, profile(`${bait}, ${exempt}, hits: 1`));
      await scan(dmz, family, [23]);
      expect(await web(dmz, family)).toBe('timeout');
      await enforce(world, profile(`${bait}, ${exempt}, hits: 1`, failsafe));
      for (const from of [lan, dmz]) {
        await scan(from, family, [23, 23, 23]);
        expect(await web(from, family)).toBe('connected');
      }
      expect(await web(dmz, family, 22)).toBe('connected');
    },
  );

  test.each(families)(
    'an edit keeps the bans, a shorter ban ends at once, and a ban ends by itself, in %s',
    async (family) => {
      await enforce(world, profile(`${bait}, ${exempt}, hits: 1, banFor: 1d`));
      await scan(wan, family, [23]);
      expect(await web(wan, family)).toBe('timeout');
      await enforce(world, profile(`ports: [{protocol: TCP, ports: [1]}], ${exempt}, hits: 2, banFor: 2h`));
      expect(await web(wan, family)).toBe('timeout');
      await enforce(world, profile(`${bait}, ${exempt}, hits: 1, banFor: 1s`));
      await waitUntil('the ban is over', async () => (await web(wan, family)) === 'connected');
    },
  );

  test('a ban of IPv6 is of the /64, and bans of the two families are apart', async () => {
    await enforce(world, profile(`${bait}, ${exempt}, hits: 1`));
    await scan(wan, 'ipv6', [23]);
    const neighbour = '2001:db8:f::99';
    const { namespace } = world.client(wan);
    await namespace.exec('ip', ['address', 'replace', `${neighbour}/64`, 'dev', 'eth0', 'nodad'], { deadlineMs: 5000 });
    const attempt = { host: wan.host.ipv6, port: 80, sourceAddress: neighbour };
    expect(await tryTcp(world, wan, attempt)).toBe('timeout');
    expect(await web(wan, 'ipv4')).toBe('connected');
  });

  test('a ban can be ended by hand', async () => {
    await enforce(world, profile(`${bait}, ${exempt}, hits: 1`));
    await scan(wan, 'ipv4', [23]);
    expect(await web(wan, 'ipv4')).toBe('timeout');
    await world.run('tee', ['/proc/net/xt_recent/gw4-scan-banned'], `-${wan.ipv4}\n`);
    expect(await web(wan, 'ipv4')).toBe('connected');
  });
});
