import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { compileFiles, desiredChains, loadWhole, observe, observedChains, readFolder } from './rulesets.ts';
import {
  adminClient,
  anyClient,
  backends,
  type ClientPlan,
  endOfSuite,
  makeWorld,
  type World,
  type WorldOptions,
} from './world.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
/** Long enough for an answer on a loaded machine, shorter than the second after which a lost SYN or solicitation is sent again. */
const shortMs = 600;

interface Protected {
  readonly world: World;
  readonly desired: Desired;
}

/** A host that enforces an example, with more programs listening than the example lets anybody reach. */
async function protect(options: WorldOptions, example: string, edit?: (text: string) => string): Promise<Protected> {
  const world = await makeWorld(options);
  const { hostPeer } = world;
  for (const port of [22, 80, 8080]) await hostPeer.listen({ protocol: 'tcp', port });
  const groups = [
    { address: '224.0.0.251', interface: anyClient.host.ipv4 },
    { address: 'ff02::fb', interface: `::%${anyClient.name}` },
  ];
  await hostPeer.listen({ protocol: 'udp', port: 5353, groups });
  await hostPeer.listen({ protocol: 'udp', port: 5000 });
  const desired = compileFiles(await readFolder(`${examples}${example}`, edit));
  await loadWhole(world, desired);
  await world.flushNeighbours();
  return { world, desired };
}

/** How a client's attempt at each TCP port of the host ends, in both families. */
async function tryPorts(world: World, plan: ClientPlan, ports: readonly number[]): Promise<unknown> {
  const { peer, host } = world.client(plan);
  const attempts = families.map(async (family) => {
    const outcomes = await Promise.all(
      ports.map(async (port) => {
        const { outcome } = await peer.connect({ host: host[family], port, timeoutMs: shortMs });
        return [port, outcome];
      }),
    );
    return [family, Object.fromEntries(outcomes)];
  });
  return Object.fromEntries(await Promise.all(attempts));
}

const inBoth = (outcomes: Readonly<Record<number, string>>) => ({ ipv4: outcomes, ipv6: outcomes });

describe.each(backends)('on %s', (backend) => {
  test.each(['single-host', 'single-host-admin', 'log-before-drop'])(
    '%s reads back as it was rendered, and a second pass writes nothing',
    async (example) => {
      const { world, desired } = await protect({ backend, onEnd: onTestFinished, clients: [anyClient] }, example);
      const observed = await observe(world);
      for (const family of families) {
        expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
      }
      // Flows that were ended, which are none here.
      expect(observed.sets.map(({ name, entries }) => [name, entries])).toEqual([
        ['gw4-revoked', []],
        ['gw6-revoked', []],
      ]);
      expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
    },
  );

  describe('single-host', () => {
    const onEnd = endOfSuite();
    let world: World;
    beforeAll(async () => {
      ({ world } = await protect({ backend, onEnd }, 'single-host'));
    });

    test('lets ssh and http in from everywhere and drops other ports without an answer', async () => {
      const outcomes = { 22: 'connected', 80: 'connected', 8080: 'timeout', 23: 'timeout' };
      expect(await tryPorts(world, anyClient, [22, 80, 8080, 23])).toEqual(inBoth(outcomes));
      expect(await tryPorts(world, adminClient, [22, 80, 8080, 23])).toEqual(inBoth(outcomes));
    });

    test('lets mDNS in, to the host and to its multicast groups', async () => {
      const { peer, host, ipv4 } = world.client(anyClient);
      const answers = await Promise.all([
        peer.sendUdp({ host: host.ipv4, port: 5353 }),
        peer.sendUdp({ host: host.ipv6, port: 5353 }),
        peer.sendUdp({ host: '224.0.0.251', port: 5353, multicastInterface: ipv4 }),
        peer.sendUdp({ host: 'ff02::fb%eth0', port: 5353, multicastInterface: '::%eth0' }),
      ]);
      expect(answers).toEqual(Array.from({ length: 4 }, () => ({ answered: [true] })));
    });

    test.each(families)('drops other UDP and pings without an answer in %s', async (family) => {
      const { peer, host } = world.client(anyClient);
      const [listening, closed, replies] = await Promise.all([
        peer.sendUdp({ host: host[family], port: 5000, timeoutMs: shortMs }),
        peer.sendUdp({ host: host[family], port: 9, timeoutMs: shortMs }),
        peer.ping(host[family], { count: 3, timeoutMs: shortMs }),
      ]);
      expect({ listening, closed, replies }).toEqual({
        listening: { answered: [false] },
        closed: { answered: [false] },
        replies: 0,
      });
    });

    test('loopback is free', async () => {
      const outcomes = await Promise.all(
        ['127.0.0.1', '::1', anyClient.host.ipv4, anyClient.host.ipv6].map(async (host) => {
          const { outcome } = await world.hostPeer.connect({ host, port: 8080 });
          return outcome;
        }),
      );
      expect(outcomes).toEqual(Array.from({ length: 4 }, () => 'connected'));
      expect(await world.hostPeer.ping('::1')).toBe(1);
    });

    test.each(families)('what the host asks for outside is answered, also in a long session, in %s', async (family) => {
      const { peer, [family]: address } = world.client(anyClient);
      const port = family === 'ipv4' ? 9004 : 9006;
      await peer.listen({ protocol: 'tcp', port });
      await peer.listen({ protocol: 'udp', port });
      const session = await world.hostPeer.openSession({ host: address, port });
      expect([await session.exchange(), await session.exchange()]).toEqual([true, true]);
      await session.close();
      expect(await world.hostPeer.sendUdp({ host: address, port, count: 2 })).toEqual({ answered: [true, true] });
      expect(await world.hostPeer.ping(address, { count: 2 })).toBe(2);
      // Nobody listens there: the answer is an ICMP error that belongs to the flow.
      expect(await world.hostPeer.sendUdp({ host: address, port: 9 })).toMatchObject({ rejected: 'ECONNREFUSED' });
    });

    test('neighbour discovery works in both directions after the caches are flushed', async () => {
      const { peer, host, ipv6 } = world.client(anyClient);
      await world.flushNeighbours();
      expect((await peer.connect({ host: host.ipv6, port: 22, timeoutMs: shortMs })).outcome).toBe('connected');
      await world.flushNeighbours();
      expect((await world.hostPeer.connect({ host: ipv6, port: 23, timeoutMs: shortMs })).outcome).toBe('refused');
    });

    test('counts the packets of each rule', async () => {
      await world.iptables('ipv4', '-Z');
      await tryPorts(world, anyClient, [80]);
      expect((await world.counters('ipv4', 'GW-IN-services')).map(({ packets }) => packets)).toEqual([0, 1, 0]);
    });
  });

  test('without the essentials of ICMPv6, IPv6 is cut when the caches are flushed', async () => {
    const options = { backend, onEnd: onTestFinished, clients: [anyClient] };
    const without = (text: string) => text.replace('  icmp:\n', '  icmp:\n    essentials: false\n');
    const { world } = await protect(options, 'single-host', without);
    expect(await tryPorts(world, anyClient, [22])).toEqual({ ipv4: { 22: 'connected' }, ipv6: { 22: 'timeout' } });
  });

  test('single-host-admin lets ssh in from the admin host only', async () => {
    const { world } = await protect({ backend, onEnd: onTestFinished }, 'single-host-admin');
    const [admin, other] = await Promise.all([
      tryPorts(world, adminClient, [22, 80, 8080]),
      tryPorts(world, anyClient, [22, 80, 8080]),
    ]);
    expect(admin).toEqual(inBoth({ 22: 'connected', 80: 'connected', 8080: 'timeout' }));
    expect(other).toEqual(inBoth({ 22: 'timeout', 80: 'connected', 8080: 'timeout' }));
  });

  test('log-before-drop records the first five drops of each family and drops all eight', async () => {
    const { world } = await protect({ backend, onEnd: onTestFinished }, 'log-before-drop');
    const { peer, host } = world.client(anyClient);
    for (const family of families) {
      const sent = await peer.sendUdp({ host: host[family], port: 5000, count: 8, timeoutMs: shortMs });
      expect(sent).toEqual({ answered: Array.from({ length: 8 }, () => false) });
      const counts = await world.counters(family, 'GW-IN-DROP');
      expect(counts.map(({ text, packets }) => [/-j .*/.exec(text)?.[0], packets])).toEqual([
        ['-j LOG --log-prefix "gw:default/ingress:D " --log-level 7', 5],
        ['-j DROP', 8],
      ]);
    }
  });

  test('log-before-drop with NFLOG hands the same records to ulogd2', async () => {
    const toNflog = (text: string) => text.replace('target: LOG\n    level: debug', 'target: NFLOG');
    const { world } = await protect({ backend, onEnd: onTestFinished }, 'log-before-drop', toNflog);
    const log = await world.readLog(5);
    const { peer, host } = world.client(anyClient);
    for (const family of families) {
      await peer.sendUdp({ host: host[family], port: 5000, count: 8, timeoutMs: shortMs });
    }
    expect(await log.prefixes(10)).toEqual(Array.from({ length: 10 }, () => 'gw:default/ingress:D'));
  });
});
