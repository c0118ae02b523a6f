// examples/perimeter-gateway keeps what its README claims: who reaches whom, by packets, in both families.

import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, seenSource, shortMs, tryTcp, wan } from './gateway.ts';
import { readFolder } from './rulesets.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const folder = fileURLToPath(new URL('../../examples/perimeter-gateway', import.meta.url));
const ports = [22, 80, 443];

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    const files = await readFolder(folder);
    await enforce(world, files.map(({ bytes }) => new TextDecoder().decode(bytes)).join('---\n'));
  });
  beforeEach(async () => {
    await world.flushNeighbours();
    await world.flushConntrack();
  });
  const reach = (from: ClientPlan, host: string) =>
    Promise.all(ports.map((port) => tryTcp(world, from, { host, port })));
  const [all, none, refused] = ['connected', 'timeout', 'refused'].map((outcome) => [outcome, outcome, outcome]);

  test.each(families)('lan reaches all of wan, ssh and https of dmz, and ssh of the gateway, in %s', async (family) => {
    expect(await reach(lan, wan[family])).toEqual(all);
    expect(await reach(lan, dmz[family])).toEqual(['connected', 'refused', 'connected']);
    expect(await reach(lan, lan.host[family])).toEqual(['connected', 'refused', 'refused']);
  });

  test('wan sees the address of the gateway in IPv4, and the one of the client in IPv6', async () => {
    for (const family of families) await tryTcp(world, lan, { host: wan[family], port: 80 });
    expect(await seenSource(world, 'ipv4', { from: lan.ipv4, host: wan.ipv4, port: 80 })).toBe(wan.host.ipv4);
    expect(await seenSource(world, 'ipv6', { from: lan.ipv6, host: wan.ipv6, port: 80 })).toBe(lan.ipv6);
  });

  test.each(families)('dmz reaches https and dns of wan, and neither lan nor the gateway, in %s', async (family) => {
    expect(await reach(dmz, wan[family])).toEqual(['refused', 'refused', 'connected']);
    expect(await reach(dmz, lan[family])).toEqual(refused);
    expect(await reach(dmz, dmz.host[family])).toEqual(refused);
    const dns = await world.client(dmz).peer.sendUdp({ host: wan[family], port: 53, timeoutMs: shortMs });
    expect(dns.answered).toEqual([true]);
  });

  test.each(families)('wan reaches neither the gateway nor lan, and is not answered, in %s', async (family) => {
    expect(await reach(wan, wan.host[family])).toEqual(none);
    expect(await reach(wan, lan[family])).toEqual(none);
  });

  test('the web server is reached from wan by the port forward in IPv4, and by its own address in IPv6', async () => {
    expect(await tryTcp(world, wan, { host: wan.host.ipv4, port: 8443 })).toBe('connected');
    expect(await reach(wan, dmz.ipv4)).toEqual(none);
    expect(await reach(wan, dmz.ipv6)).toEqual(['timeout', 'timeout', 'connected']);
  });

  test('lan and dmz reach the port forward, too', async () => {
    expect(await tryTcp(world, lan, { host: wan.host.ipv4, port: 8443 })).toBe('connected');
    expect(await tryTcp(world, dmz, { host: wan.host.ipv4, port: 8443 })).toBe('connected');
  });
});
