// macs: peers by the hardware address that the frame comes from.

import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { connectAll, enforce, loudProfile } from './policy-host.ts';
import { adminClient, anyClient, backends, type ClientPlan, endOfSuite, makeWorld, type World } from './world.ts';

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    for (const port of [22, 80]) await world.hostPeer.listen({ protocol: 'tcp', port });
    await world.client(adminClient).peer.listen({ protocol: 'tcp', port: 80 });
    for (const path of ['ipv4/ip_forward', 'ipv6/conf/all/forwarding']) {
      await world.run('sysctl', ['-qw', `net.${path.replaceAll('/', '.')}=1`]);
    }
  });

  async function macOf(plan: ClientPlan): Promise<string> {
    const { stdout } = await world.client(plan).namespace.exec('ip', ['-o', 'link', 'show', 'eth0'], {
      deadlineMs: 5000,
    });
    return /link\/ether (\S+)/.exec(stdout)?.[1] ?? '';
  }

  test('only frames from that address match, however it is spelled', async () => {
    const mac = (await macOf(anyClient)).toUpperCase();
    await enforce(
      world,
      loudProfile,
      policy('p', 'ingress', `{name: r, action: Allow, from: [{macs: ["${mac}"]}], services: [ssh]}`),
    );
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 80] })).toEqual(['connected', 'refused']);
      expect(await connectAll(world, { from: adminClient, family, ports: [22] })).toEqual(['refused']);
    }
  });

  test('beside an address, both must hold; several are alternatives', async () => {
    const [mac, other] = [await macOf(anyClient), await macOf(adminClient)];
    const both = `{name: both, action: Allow, from: [{macs: ["${other}", "${mac}"], networks: [${adminClient.ipv4}, "${adminClient.ipv6}"]}], services: [ssh]}`;
    await enforce(world, loudProfile, policy('p', 'ingress', both));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['refused']);
      expect(await connectAll(world, { from: adminClient, family, ports: [22] })).toEqual(['connected']);
    }
  });

  test('in forward, the sender on this link is known', async () => {
    const mac = await macOf(anyClient);
    await enforce(
      world,
      loudProfile,
      policy(
        'p',
        'forward',
        `{name: r, action: Reject, from: [{macs: ["${mac}"]}], ports: [{protocol: TCP, ports: [80]}]}`,
      ),
    );
    for (const family of families) {
      const { peer } = world.client(anyClient);
      const refused = await peer.connect({ host: adminClient[family], port: 80, timeoutMs: 600 });
      expect(refused.outcome).toBe('refused');
      expect((await world.counters(family, 'GW-FWD-p')).map(({ packets }) => packets)).toEqual([1]);
    }
  });
});
