// connectionLimit: how many flows may stand at once by an Allow.

import { beforeAll, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { connectAll, enforce, times } from './policy-host.ts';
import { adminClient, anyClient, backends, endOfSuite, makeWorld, type World, waitUntil } from './world.ts';

const allow = (rest: string, ports = '[{protocol: TCP, ports: [22, 80]}]') =>
  `{name: web, action: Allow, ports: ${ports}, ${rest}}`;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    for (const port of [22, 80]) await world.hostPeer.listen({ protocol: 'tcp', port });
  });

  async function open(family: Family, ports: readonly number[], from = anyClient) {
    const { peer, host } = world.client(from);
    return Promise.all(ports.map((port) => peer.openSession({ host: host[family], port })));
  }

  test('connection max+1 is refused, the others live on, and one that ends makes room', async () => {
    await enforce(world, policy('p', 'ingress', allow('connectionLimit: {max: 2}')));
    for (const family of families) {
      const [first, second] = await open(family, [22, 80]);
      expect(await connectAll(world, { family, ports: [22, 80] })).toEqual(times(2, 'refused'));
      expect(await connectAll(world, { from: adminClient, family, ports: [22] })).toEqual(['connected']);
      expect([await first?.exchange(), await second?.exchange()]).toEqual([true, true]);
      await first?.close();
      await waitUntil('the place is free', async () => {
        return (await connectAll(world, { family, ports: [22] }))[0] === 'connected';
      });
      await second?.close();
    }
  });

  test('Deny drops, and Global counts all sources together', async () => {
    await enforce(world, policy('p', 'ingress', allow('connectionLimit: {max: 1, per: Global, exceeded: Deny}')));
    for (const family of families) {
      const [session] = await open(family, [22]);
      expect(await connectAll(world, { from: adminClient, family, ports: [80] })).toEqual(['timeout']);
      await session?.close();
    }
  });

  test('one manifest rule is one limit, however many kernel rules it becomes', async () => {
    const ports = '[{protocol: TCP, ports: [22]}, {protocol: TCP, ports: [80], sourcePorts: ["1024-65535"]}]';
    await enforce(world, policy('p', 'ingress', allow('connectionLimit: {max: 2}', ports)));
    for (const family of families) {
      const sessions = await open(family, [22, 80]);
      expect(await connectAll(world, { family, ports: [22, 80] })).toEqual(times(2, 'refused'));
      for (const session of sessions) await session.close();
    }
  });

  test('any traffic, refused by two kernel rules, is counted together', async () => {
    await enforce(world, policy('p', 'ingress', '{name: any, action: Allow, connectionLimit: {max: 2}}'));
    for (const family of families) {
      const sessions = await open(family, [22, 80]);
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['refused']);
      const { peer, host } = world.client(anyClient);
      expect(await peer.sendUdp({ host: host[family], port: 9, timeoutMs: 600 })).toMatchObject({ answered: [false] });
      for (const session of sessions) await session.close();
    }
  });

  test('beside a rate, both hold', async () => {
    const rule = allow('connectionLimit: {max: 1}, rateLimit: {rate: 1/hour, burst: 3, exceeded: Deny}');
    await enforce(world, policy('p', 'ingress', rule));
    for (const family of families) {
      const [session] = await open(family, [22]);
      // Refused by the connection limit, these cost nothing of the rate.
      expect(await connectAll(world, { family, ports: times(3, 22) })).toEqual(times(3, 'refused'));
      await session?.close();
      // The last segments of a session may come behind the flush, and count as a flow again.
      await waitUntil('the place is free', async () => {
        await world.flushConntrack();
        return (await connectAll(world, { family, ports: [22] }))[0] === 'connected';
      });
    }
  });

  test('a limit that is changed takes effect with the commit', async () => {
    const limited = (max: number) => policy('p', 'ingress', allow(`connectionLimit: {max: ${max}}`));
    await enforce(world, limited(1));
    for (const family of families) {
      const [session] = await open(family, [22]);
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['refused']);
      await session?.close();
    }
    await enforce(world, limited(3));
    for (const family of families) {
      const sessions = await open(family, [22, 80, 22]);
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['refused']);
      for (const session of sessions) await session.close();
    }
  });
});
