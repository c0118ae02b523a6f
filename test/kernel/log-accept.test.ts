// log on every action: a record in front of the verdict, for what the verdict is about.

import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { connectAll, enforce, times } from './policy-host.ts';
import { anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [anyClient] });
    for (const port of [22, 80, 443]) await world.hostPeer.listen({ protocol: 'tcp', port });
  });

  test('each verdict has a record that names policy, rule and verdict; one a flow', async () => {
    const log = await world.readLog(5);
    await enforce(
      world,
      policy(
        'p',
        'ingress',
        '{name: look, action: Log, services: [ssh]}',
        '{name: ssh, action: Allow, services: [ssh], log: {}}',
        '{name: web, action: Allow, services: [http], log: {prefix: "web: "}}',
        '{name: tls, action: Reject, services: [https], log: {}}',
        '{name: no, action: Deny, ports: [{protocol: TCP, ports: [7]}], log: {}}',
        '{name: on, action: Pass, ports: [{protocol: TCP, ports: [9]}], log: {}}',
      ),
    );
    for (const family of families) {
      const outcomes = await connectAll(world, { family, ports: [22, 80, 443, 7, 9] });
      expect(outcomes).toEqual(['connected', 'connected', 'refused', 'timeout', 'timeout']);
    }
    const own = ['gw:p/look:L', 'gw:p/ssh:A', 'web: ', 'gw:p/tls:R', 'gw:p/no:D', 'gw:p/on:P', 'gw:default/ingress:D'];
    expect(await log.prefixes(14)).toEqual([...own, ...own]);
  });

  test('the record of a limited Allow is for what it lets in', async () => {
    const limit = '{rate: 1/hour, burst: 2, exceeded: Reject}';
    const desired = await enforce(
      world,
      policy('p', 'ingress', `{name: ssh, action: Allow, services: [ssh], log: {}, rateLimit: ${limit}}`),
    );
    for (const family of families) {
      expect(await connectAll(world, { family, ports: times(4, 22) })).toEqual([
        ...times(2, 'connected'),
        ...times(2, 'refused'),
      ]);
      const counts = await world.counters(family, 'GW-IN-p');
      expect(counts.map(({ packets }) => packets)).toEqual([2, 2, 2]);
    }
    expect(
      desired.ipv4.tables
        .find(({ name: table }) => table === 'filter')
        ?.chains.some(({ name }) => name.startsWith('GW-IN-p.')),
    ).toBe(false);
  });
});
