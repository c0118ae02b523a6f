// examples/egress-lockdown keeps what its README claims: what leaves the gateway and the networks behind it, by packets.

import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import type { Known } from '../../src/policy/known.ts';
import { dmz, enforce, lan, makeGateway, shortMs, tryTcp, wan } from './gateway.ts';
import { readFolder } from './rulesets.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const folder = fileURLToPath(new URL('../../examples/egress-lockdown', import.meta.url));
/** The gateway asks a name server outside, and its Git is outside, too. */
const known: Known = {
  lifelines: {
    nameServers: [wan.ipv4, wan.ipv6],
    hidden: false,
    remotes: [{ purpose: 'git', host: 'git.example.org', port: 22, addresses: [wan.ipv4, wan.ipv6] }],
  },
};
/** A machine of dmz that is not the relay. */
const other = { ipv4: '10.2.0.66', ipv6: '2001:db8:2::66' };

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    for (const plan of [wan, dmz]) {
      const { peer } = world.client(plan);
      for (const port of [25, 53, 445, 587, 853, 6514]) await peer.listen({ protocol: 'tcp', port });
      for (const port of [123, 161]) await peer.listen({ protocol: 'udp', port });
    }
    const { namespace } = world.client(dmz);
    // Never chosen for answers by itself.
    const link = ['dev', 'eth0', 'nodad', 'preferred_lft', '0'];
    await namespace.exec('ip', ['address', 'add', `${other.ipv4}/24`, 'dev', 'eth0'], { deadlineMs: 10_000 });
    await namespace.exec('ip', ['-6', 'address', 'add', `${other.ipv6}/64`, ...link], { deadlineMs: 10_000 });
    const files = await readFolder(folder);
    await enforce(world, files.map(({ bytes }) => new TextDecoder().decode(bytes)).join('---\n'), known);
  });
  beforeEach(async () => {
    await world.flushNeighbours();
    await world.flushConntrack();
  });

  const through = (from: ClientPlan, host: string, ports: readonly number[], sourceAddress?: string) =>
    Promise.all(
      ports.map((port) =>
        tryTcp(world, from, { host, port, ...(sourceAddress === undefined ? {} : { sourceAddress }) }),
      ),
    );
  const leave = (host: string, ports: readonly number[]) =>
    Promise.all(ports.map(async (port) => (await world.hostPeer.connect({ host, port, timeoutMs: shortMs })).outcome));
  const answered = async (speaker: Pick<World['hostPeer'], 'sendUdp'>, host: string, port: number) =>
    (await speaker.sendUdp({ host, port, timeoutMs: shortMs })).answered[0];
  const [yes, no] = ['connected', 'refused'];

  // Before the others use up its budget.
  test.each(families)('what leaks leaves a record, in %s', async (family) => {
    const log = await world.readLog(5);
    await through(lan, wan[family], [445]);
    expect(await log.prefixes(1)).toEqual(['gw:lockdown/leaks:R']);
  });

  test.each(families)('lan reaches the web, and its names and mail by the relay alone, in %s', async (family) => {
    expect(await through(lan, wan[family], [80, 443, 53, 853, 25, 445, 22])).toEqual([yes, yes, no, no, no, no, no]);
    expect(await through(lan, dmz[family], [53, 587, 22, 25])).toEqual([yes, yes, no, no]);
    const { peer } = world.client(lan);
    expect(await answered(peer, dmz[family], 53)).toBe(true);
    expect([await answered(peer, wan[family], 53), await answered(peer, wan[family], 161)]).toEqual([false, false]);
  });

  test.each(families)('the relay reaches DNS and mail outside, its neighbours nothing, in %s', async (family) => {
    const ports = [53, 853, 25, 80];
    expect(await through(dmz, wan[family], ports, dmz[family])).toEqual([yes, yes, yes, no]);
    expect(await through(dmz, wan[family], ports, other[family])).toEqual([no, no, no, no]);
    expect(await through(dmz, lan[family], [22])).toEqual([no]);
  });

  test.each(families)('the gateway reaches mirrors, its records and its lifelines, in %s', async (family) => {
    expect(await leave(wan[family], [443, 53, 22, 80, 25])).toEqual([yes, yes, yes, no, no]);
    expect(await leave(dmz[family], [6514, 443, 53, 22])).toEqual([yes, no, no, no]);
    expect(await answered(world.hostPeer, wan[family], 53)).toBe(true);
    expect(await answered(world.hostPeer, wan[family], 123)).toBe(true);
    expect(await answered(world.hostPeer, wan[family], 161)).toBe(false);
  });

  test.each(families)('wan reaches nothing, and is not answered, in %s', async (family) => {
    expect(await through(wan, wan.host[family], [22])).toEqual(['timeout']);
    expect(await through(wan, lan[family], [22])).toEqual(['timeout']);
  });
});
