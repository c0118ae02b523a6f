// rateLimit: how many new flows an Allow lets in, and what becomes of the others.

import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { connectAll, enforce, times } from './policy-host.ts';
import { adminClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

const allow = (rest: string, ports = '[{protocol: TCP, ports: [22, 80]}]') =>
  `{name: web, action: Allow, ports: ${ports}, ${rest}}`;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    for (const port of [22, 80]) await world.hostPeer.listen({ protocol: 'tcp', port });
  });

  const six = [22, 80, 22, 80, 22, 80];

  test('the burst passes, then flows are refused as the rule says, and the Allow counts what passed', async () => {
    await enforce(world, policy('p', 'ingress', allow('rateLimit: {rate: 1/hour, burst: 3, exceeded: Reject}')));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: six })).toEqual([
        ...times(3, 'connected'),
        ...times(3, 'refused'),
      ]);
      expect((await world.counters(family, 'GW-IN-p')).map(({ packets }) => packets)).toEqual([3, 3]);
    }
  });

  test('a flow beyond the rate is dropped where the rule does not say', async () => {
    await enforce(world, policy('p', 'ingress', allow('rateLimit: {rate: 2/hour, burst: 1}')));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 80] })).toEqual(['connected', 'timeout']);
    }
  });

  test('packets of a flow that was let in cost nothing', async () => {
    await enforce(world, policy('p', 'ingress', allow('rateLimit: {rate: 3/hour, burst: 2, exceeded: Reject}')));
    for (const family of families) {
      const { peer, host } = world.client(adminClient);
      const session = await peer.openSession({ host: host[family], port: 22 });
      for (const _ of times(5, 0)) expect(await session.exchange()).toBe(true);
      expect(await connectAll(world, { from: adminClient, family, ports: [22, 22] })).toEqual(['connected', 'refused']);
      expect(await session.exchange()).toBe(true);
      await session.close();
    }
  });

  test('each source has a budget of its own, unless the rule says Global', async () => {
    await enforce(world, policy('p', 'ingress', allow('rateLimit: {rate: 4/hour, burst: 1, exceeded: Reject}')));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 22] })).toEqual(['connected', 'refused']);
      expect(await connectAll(world, { from: adminClient, family, ports: [22] })).toEqual(['connected']);
    }
    await enforce(
      world,
      policy('p', 'ingress', allow('rateLimit: {rate: 4/hour, burst: 1, per: Global, exceeded: Reject}')),
    );
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['connected']);
      expect(await connectAll(world, { from: adminClient, family, ports: [22] })).toEqual(['refused']);
    }
  });

  test('Continue: beyond the rate the next rule decides', async () => {
    const second = '{name: rest, action: Reject, ports: [{protocol: TCP}]}';
    await enforce(
      world,
      policy('p', 'ingress', allow('rateLimit: {rate: 5/hour, burst: 2, exceeded: Continue}, log: {}'), second),
    );
    for (const family of families) {
      const ports = [22, 80, 22, 80];
      expect(await connectAll(world, { family, ports })).toEqual([...times(2, 'connected'), ...times(2, 'refused')]);
    }
  });

  test('one manifest rule is one limit, however many kernel rules it becomes', async () => {
    const ports = '[{protocol: TCP, ports: [22]}, {protocol: TCP, ports: [80], sourcePorts: ["1024-65535"]}]';
    const rate = 'rateLimit: {rate: 6/hour, burst: 3, exceeded: Reject}';
    const desired = await enforce(world, policy('p', 'ingress', allow(rate, ports)));
    expect(
      desired.ipv4.tables.find(({ name: table }) => table === 'filter')?.chains.find(({ name }) => name === 'GW-IN-p')
        ?.rules,
    ).toHaveLength(4);
    for (const family of families) {
      expect(await connectAll(world, { family, ports: six })).toEqual([
        ...times(3, 'connected'),
        ...times(3, 'refused'),
      ]);
    }
  });

  test('where a refusal takes two kernel rules, a flow costs one of the budget all the same', async () => {
    const any = '{name: web, action: Allow, rateLimit: {rate: 7/hour, burst: 4, exceeded: Reject}}';
    await enforce(world, policy('p', 'ingress', any));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: six })).toEqual([
        ...times(4, 'connected'),
        ...times(2, 'refused'),
      ]);
    }
  });

  test('a limit that is changed takes effect with the commit, and going back starts the old one anew', async () => {
    const limited = (burst: number) =>
      policy('p', 'ingress', allow(`rateLimit: {rate: 8/hour, burst: ${burst}, exceeded: Reject}`));
    await enforce(world, limited(1));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 22] })).toEqual(['connected', 'refused']);
    }
    await enforce(world, limited(5));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: six })).toEqual([...times(5, 'connected'), 'refused']);
    }
    await enforce(world, limited(2));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 22, 22] })).toEqual(['connected', 'connected', 'refused']);
    }
  });

  test('another rule of the host may change without giving anybody a new budget', async () => {
    const rate = 'rateLimit: {rate: 9/hour, burst: 2, exceeded: Reject}';
    await enforce(world, policy('p', 'ingress', allow(rate)));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 22] })).toEqual(times(2, 'connected'));
    }
    await enforce(world, policy('p', 'ingress', allow(rate), '{name: dns, action: Allow, services: [dns]}'));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['refused']);
    }
  });
});
