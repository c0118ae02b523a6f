// examples/web-server and examples/bastion keep what their READMEs claim, by packets, in both families.

import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, nothingDesired, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { compileFiles, dataplaneOf, desiredChains, observe, observedChains, readFolder } from './rulesets.ts';
import { adminClient, anyClient, backends, type ClientPlan, endOfSuite, makeWorld, type World } from './world.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const shortMs = 500;
const never = new AbortController().signal;

/** Makes the host enforce the example anew, with every budget full. */
async function enforceExample(world: World, example: string): Promise<void> {
  const desired = compileFiles(await readFolder(`${examples}${example}`));
  await applyDesired(dataplaneOf(world), nothingDesired, never);
  await applyDesired(dataplaneOf(world), desired, never);
  const observed = await observe(world);
  for (const family of families) expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
  expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
  await world.flushConntrack();
  await world.flushNeighbours();
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    for (const peer of [world.hostPeer, world.client(anyClient).peer, world.client(adminClient).peer]) {
      for (const port of [22, 80, 443, 8080]) await peer.listen({ protocol: 'tcp', port });
      for (const port of [53, 443, 5000]) await peer.listen({ protocol: 'udp', port });
    }
  });
  const knock = async (from: ClientPlan, family: Family, port: number) => {
    const { peer, host } = world.client(from);
    return (await peer.connect({ host: host[family], port, timeoutMs: shortMs })).outcome;
  };
  const leave = async (to: ClientPlan, family: Family, port: number) =>
    (await world.hostPeer.connect({ host: to[family], port, timeoutMs: shortMs })).outcome;

  describe('web-server', () => {
    beforeEach(() => enforceExample(world, 'web-server'));

    test.each(families)('the world reaches the web ports, the admins reach ssh as well, in %s', async (family) => {
      const ports = [80, 443, 22, 8080];
      const outcomes = (from: ClientPlan) => Promise.all(ports.map((port) => knock(from, family, port)));
      expect(await outcomes(anyClient)).toEqual(['connected', 'connected', 'timeout', 'timeout']);
      expect(await outcomes(adminClient)).toEqual(['connected', 'connected', 'connected', 'timeout']);
      const { peer, host } = world.client(anyClient);
      const udp = (port: number) => peer.sendUdp({ host: host[family], port, timeoutMs: shortMs });
      expect([(await udp(443)).answered, (await udp(5000)).answered]).toEqual([[true], [false]]);
      expect(await peer.ping(host[family])).toBe(1);
    });
  });

  describe('bastion', () => {
    beforeEach(() => enforceExample(world, 'bastion'));

    test.each(families)(
      'a source may knock three times, the failsafe host as often as it likes, in %s',
      async (family) => {
        const outcomes = async (from: ClientPlan) => {
          const seen: string[] = [];
          for (let time = 0; time < 5; time += 1) seen.push(await knock(from, family, 22));
          return seen;
        };
        expect(await outcomes(anyClient)).toEqual(['connected', 'connected', 'connected', 'timeout', 'timeout']);
        expect(await outcomes(adminClient)).toEqual(Array.from({ length: 5 }, () => 'connected'));
        expect(await knock(anyClient, family, 80)).toBe('timeout');
      },
    );

    test.each(families)(
      'it reaches ssh of the servers, dns and https of all, and nothing else, in %s',
      async (family) => {
        const ports = [22, 443, 80];
        expect(await Promise.all(ports.map((port) => leave(adminClient, family, port)))).toEqual([
          'connected',
          'connected',
          'refused',
        ]);
        expect(await Promise.all(ports.map((port) => leave(anyClient, family, port)))).toEqual([
          'refused',
          'connected',
          'refused',
        ]);
        const dns = await world.hostPeer.sendUdp({ host: anyClient[family], port: 53, timeoutMs: shortMs });
        expect(dns.answered).toEqual([true]);
      },
    );
  });
});
