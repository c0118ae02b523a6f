// originalDestination: where a packet went to before this host translated its destination.

import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { connectAll, enforce, loudProfile } from './policy-host.ts';
import { anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [anyClient] });
    await world.hostPeer.listen({ protocol: 'tcp', port: 80 });
    for (const family of families) {
      // Somebody else's translation: ports 8443 and 9443 lead to 80.
      for (const port of ['8443', '9443']) {
        const match = ['-p', 'tcp', '--dport', port];
        await world.iptables(family, '-t', 'nat', '-A', 'PREROUTING', ...match, '-j', 'REDIRECT', '--to-ports', '80');
      }
    }
  });

  test('only packets that went to that port match, not those that go to the translated one', async () => {
    const original = 'originalDestination: {ports: [{protocol: TCP, ports: [8443]}]}';
    await enforce(
      world,
      loudProfile,
      policy('p', 'ingress', `{name: r, action: Allow, services: [http], ${original}}`),
    );
    for (const family of families) {
      const outcomes = await connectAll(world, { family, ports: [8443, 9443, 80] });
      expect(outcomes).toEqual(['connected', 'refused', 'refused']);
    }
  });

  test('addresses and ports must both hold, and ranges and networks are matched', async () => {
    const here = `"${anyClient.host.ipv4}", "2001:db8:c::/64"`;
    const original = `originalDestination: {networks: [${here}], ports: [{protocol: TCP, ports: ["9000-9999"]}]}`;
    await enforce(world, loudProfile, policy('p', 'ingress', `{name: r, action: Allow, ${original}}`));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [8443, 9443] })).toEqual(['refused', 'connected']);
    }
    const elsewhere = original.replace(here, '203.0.113.0/24, "2001:db8:ffff::1"');
    await enforce(world, loudProfile, policy('p', 'ingress', `{name: r, action: Allow, ${elsewhere}}`));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [9443] })).toEqual(['refused']);
    }
  });

  test('a packet that nobody translated has the destination that it has', async () => {
    const original = `originalDestination: {networks: ["${anyClient.host.ipv4}", "${anyClient.host.ipv6}"]}`;
    await enforce(
      world,
      loudProfile,
      policy('p', 'ingress', `{name: r, action: Allow, services: [http], ${original}}`),
    );
    for (const family of families) expect(await connectAll(world, { family, ports: [80] })).toEqual(['connected']);
  });

  test('an untracked packet has no original destination, also where the rule takes untracked ones', async () => {
    const original = 'originalDestination: {networks: [203.0.113.1, "2001:db8:ffff::1"]}';
    const rule = `{name: r, action: Allow, services: [http], states: [New, Untracked], ${original}}`;
    await enforce(world, loudProfile, policy('p', 'ingress', rule));
    for (const family of families) {
      const untracked = ['PREROUTING', '-p', 'tcp', '--dport', '80', '-j', 'CT', '--notrack'];
      await world.iptables(family, '-t', 'raw', '-A', ...untracked);
      expect(await connectAll(world, { family, ports: [80] })).toEqual(['refused']);
      await world.iptables(family, '-t', 'raw', '-D', ...untracked);
    }
  });
});
