// states: flows that connection tracking has seen begin, and packets that it leaves alone.

import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { enforce } from './policy-host.ts';
import { anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [anyClient] });
    for (const port of [5000, 5001]) await world.hostPeer.listen({ protocol: 'udp', port });
    for (const family of families) {
      // Somebody else's exception: nothing to or from port 5000 is tracked.
      const untracked = ['-j', 'CT', '--notrack'];
      await world.iptables(family, '-t', 'raw', '-A', 'PREROUTING', '-p', 'udp', '--dport', '5000', ...untracked);
      await world.iptables(family, '-t', 'raw', '-A', 'OUTPUT', '-p', 'udp', '--sport', '5000', ...untracked);
    }
  });

  /** Whether two datagrams each to the untracked port and to the tracked one are answered. */
  async function ask(): Promise<unknown> {
    const answers = families.map(async (family) => {
      const { peer, host } = world.client(anyClient);
      const ports = [5000, 5001].map((port) =>
        peer.sendUdp({ host: host[family], port, count: 2, intervalMs: 20, timeoutMs: 500 }),
      );
      return (await Promise.all(ports)).map(({ answered }) => answered);
    });
    return Promise.all(answers);
  }

  const rule = (states: string) => `{name: r, action: Allow, ports: [{protocol: UDP, ports: [5000, 5001]}]${states}}`;
  const [none, both] = [
    [false, false],
    [true, true],
  ];

  test('New matches what opens a flow, and nothing untracked', async () => {
    await enforce(world, policy('p', 'ingress', rule(', states: [New]')));
    expect(await ask()).toEqual([
      [none, both],
      [none, both],
    ]);
  });

  test('Untracked matches each packet that is not tracked, and no other', async () => {
    await enforce(world, policy('p', 'ingress', rule(', states: [Untracked]')));
    expect(await ask()).toEqual([
      [both, none],
      [both, none],
    ]);
    for (const family of families) {
      expect((await world.counters(family, 'GW-IN-p')).map(({ packets }) => packets)).toEqual([2]);
    }
  });

  test('both together, or neither, match either', async () => {
    for (const states of [', states: [New, Untracked]', '']) {
      await enforce(world, policy('p', 'ingress', rule(states)));
      expect(await ask()).toEqual([
        [both, both],
        [both, both],
      ]);
    }
  });
});
