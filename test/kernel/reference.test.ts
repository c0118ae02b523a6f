// What the reference says of its gateway, by packets: masquerading, hairpin, Pass, Audit, limits, spoofing, in both families.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { compileGateway } from '../reference/gateway.ts';
import { loadWhole, observe } from './rulesets.ts';
import { backends, type ClientPlan, endOfSuite, makeWorld, type World } from './world.ts';

const lan: ClientPlan = {
  name: 'lan0',
  ipv4: '10.1.0.10',
  ipv6: '2001:db8:1::10',
  host: { ipv4: '10.1.0.1', ipv6: '2001:db8:1::1' },
};
const dmz: ClientPlan = {
  name: 'dmz0',
  ipv4: '10.2.0.20',
  ipv6: '2001:db8:2::20',
  host: { ipv4: '10.2.0.1', ipv6: '2001:db8:2::1' },
};
const wan: ClientPlan = {
  name: 'wan0',
  ipv4: '203.0.113.9',
  ipv6: '2001:db8:f::9',
  host: { ipv4: '203.0.113.1', ipv6: '2001:db8:f::1' },
};
/** On the wire of wan: what the blocklist names, and the partner that passes it. */
const foe: Readonly<Record<Family, string>> = { ipv4: '198.51.100.66', ipv6: '2001:db8:fa::66' };
const partner: Readonly<Record<Family, string>> = { ipv4: '198.51.100.50', ipv6: '2001:db8:fa::50' };
const shortMs = 500;

async function makeGateway(backend: World['backend'], onEnd: (close: () => Promise<void>) => void): Promise<World> {
  const world = await makeWorld({ backend, onEnd, clients: [lan, dmz, wan] });
  await world.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  for (const [family, prefix] of [
    ['ipv4', '32'],
    ['ipv6', '128'],
  ] as const) {
    for (const address of [foe[family], partner[family]]) {
      const deprecated = family === 'ipv6' ? ['nodad', 'preferred_lft', '0'] : [];
      await inClient(world, wan, 'ip', ['addr', 'add', `${address}/${prefix}`, 'dev', 'eth0', ...deprecated]);
      await world.run('ip', ['route', 'add', `${address}/${prefix}`, 'dev', 'wan0']);
    }
  }
  for (const port of [22, 25, 80, 443, 8053]) await world.hostPeer.listen({ protocol: 'tcp', port });
  for (const port of [123, 443, 8053]) await world.hostPeer.listen({ protocol: 'udp', port });
  for (const plan of [lan, dmz, wan]) {
    for (const port of [22, 80, 443]) await world.client(plan).peer.listen({ protocol: 'tcp', port });
  }
  return world;
}

async function inClient(world: World, plan: ClientPlan, program: string, args: readonly string[]): Promise<string> {
  const result = await world.client(plan).namespace.exec(program, args, { deadlineMs: 10_000 });
  if (result.code !== 0) throw new Error(`${program} failed: ${result.stderr}`);
  return result.stdout;
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  let desired: Desired;
  beforeAll(async () => {
    world = await makeGateway(backend, onEnd);
    desired = await compileGateway();
    await loadWhole(world, desired);
  });
  beforeEach(async () => {
    await world.flushNeighbours();
    await world.flushConntrack();
  });

  const tryTcp = async (plan: ClientPlan, host: string, port: number, sourceAddress?: string) => {
    const source = sourceAddress === undefined ? {} : { sourceAddress };
    return (await world.client(plan).peer.connect({ host, port, timeoutMs: shortMs, ...source })).outcome;
  };
  const both = async (attempt: (family: Family) => Promise<unknown>) =>
    Object.fromEntries(await Promise.all(families.map(async (family) => [family, await attempt(family)] as const)));
  const inBoth = (outcome: string) => ({ ipv4: outcome, ipv6: outcome });

  test('the kernel reads back what was meant, and a second pass writes nothing', async () => {
    expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
  });

  test('lan reaches wan, in IPv4 under the address of the gateway', async () => {
    expect(await both((family) => tryTcp(lan, wan[family], 80))).toEqual(inBoth('connected'));
    const flows = await world.run('conntrack', ['-L', '-p', 'tcp', '--orig-src', lan.ipv4]);
    expect(flows).toContain(`dst=${wan.host.ipv4} sport=80`);
  });

  test('dmz reaches wan for https only', async () => {
    expect(await both((family) => tryTcp(dmz, wan[family], 443))).toEqual(inBoth('connected'));
    expect(await both((family) => tryTcp(dmz, wan[family], 80))).toEqual(inBoth('refused'));
  });

  test('wan opens nothing inwards but the port forward', async () => {
    expect(await both((family) => tryTcp(wan, lan[family], 22))).toEqual(inBoth('timeout'));
    // The inner address stays closed, though the same port is forwarded to it.
    expect(await tryTcp(wan, dmz.ipv4, 443)).toBe('refused');
    expect(await tryTcp(wan, wan.host.ipv4, 8443)).toBe('connected');
  });

  test('the port forward is reached from lan, from its own zone and from the gateway itself', async () => {
    expect(await tryTcp(lan, wan.host.ipv4, 8443)).toBe('connected');
    expect(await tryTcp(dmz, wan.host.ipv4, 8443)).toBe('connected');
    expect((await world.hostPeer.connect({ host: wan.host.ipv4, port: 8443, timeoutMs: shortMs })).outcome).toBe(
      'connected',
    );
  });

  test('DNS of lan is led to the resolver of the gateway', async () => {
    for (const family of families) {
      const sent = await world.client(lan).peer.sendUdp({ host: wan[family], port: 53, timeoutMs: shortMs });
      expect([family, sent.answered]).toEqual([family, [true]]);
    }
  });

  test('failsafe lets the admin in, and nobody else without a policy', async () => {
    expect(await both((family) => tryTcp(lan, lan.host[family], 22))).toEqual(inBoth('connected'));
    expect(await both((family) => tryTcp(dmz, dmz.host[family], 22))).toEqual(inBoth('refused'));
    expect(await both((family) => tryTcp(wan, wan.host[family], 22))).toEqual(inBoth('timeout'));
  });

  test('the blocklist refuses in every direction, and a Pass leads around it', async () => {
    expect(await both((family) => tryTcp(wan, wan.host[family], 443))).toEqual(inBoth('connected'));
    expect(await both((family) => tryTcp(wan, wan.host[family], 443, foe[family]))).toEqual(inBoth('timeout'));
    expect(await tryTcp(wan, wan.host.ipv4, 8443, foe.ipv4)).toBe('timeout');
    expect(await both((family) => tryTcp(wan, wan.host[family], 443, partner[family]))).toEqual(inBoth('connected'));
    expect(await both((family) => tryTcp(wan, wan.host[family], 80, partner[family]))).toEqual(inBoth('timeout'));
  });

  test('mail is limited for each source, and the Allow keeps its count', async () => {
    const outcomes: string[] = [];
    for (let time = 0; time < 5; time += 1) outcomes.push(await tryTcp(wan, wan.host.ipv4, 25));
    expect(outcomes).toEqual(['connected', 'connected', 'connected', 'timeout', 'timeout']);
    const [, accepted] = (await world.counters('ipv4', 'GW-IN-services')).filter(({ text }) =>
      text.includes('--dport 25'),
    );
    expect(accepted?.packets).toBe(3);
  });

  test('an Audit policy records and changes nothing', async () => {
    expect(await both((family) => tryTcp(lan, lan.host[family], 22))).toEqual(inBoth('connected'));
    const audited = await world.counters('ipv4', 'GW-IN-ssh-trial');
    const before = audited.at(-1)?.packets ?? 0;
    await tryTcp(dmz, dmz.host.ipv4, 22);
    expect((await world.counters('ipv4', 'GW-IN-ssh-trial')).at(-1)?.packets).toBeGreaterThan(before);
  });

  test('datagrams from wan beyond the packet limit are dropped', async () => {
    await world.client(wan).peer.sendUdp({ host: wan.host.ipv4, port: 443, count: 120, timeoutMs: shortMs });
    const dropped = (await world.counters('ipv4', 'GW-IN')).find(({ text }) => text.includes('packetLimits/udp'));
    expect(dropped?.packets).toBeGreaterThan(20);
  });
});
