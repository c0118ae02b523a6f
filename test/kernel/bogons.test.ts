// hardening.bogons: sources that nobody has in the internet do not enter by an external zone, and who may have them does.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { enforce, lan, makeGateway, manifest, tryTcp, wan } from './gateway.ts';
import { sendRaw, tcpSegment } from './tcp-sender.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

/** Zones, and a policy that lets everything through. */
const gateway = `apiVersion: gatewright.dev/v1alpha1
kind: Host
metadata: {name: gw}
spec: {zones: {wan: [wan0], lan: [lan0], remote: [dmz0]}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: wan}, spec: {external: true, antiSpoof: Disabled}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: lan}, spec: {antiSpoof: Disabled}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: remote}, spec: {antiSpoof: Disabled, networks: [172.20.0.0/16, "fd20::/32"]}}
${manifest('FirewallPolicy', 'open', 'ingress: [{name: all, action: Allow}]\nforward: [{name: all, action: Allow}]')}${manifest(
  'FirewallProfile',
  'site',
  'hardening: {dropInvalid: false, badTcpFlags: false, sourceRouting: false, bogons: true}',
)}`;

const known = { ownNetworks: ['192.168.50.0/24', '203.0.113.0/24', '2001:db8::/32'] };

const sources: Readonly<Record<Family, { readonly bogons: readonly string[]; readonly true: readonly string[] }>> = {
  ipv4: {
    bogons: [
      '10.9.9.9',
      '100.64.0.1',
      '172.16.0.1',
      '172.21.0.1',
      '192.168.51.1',
      '198.18.0.1',
      '198.51.100.1',
      '240.0.0.1',
    ],
    // Of a zone, of an interface's network, of the next machine, and of the internet.
    true: ['172.20.1.1', '192.168.50.9', '203.0.113.77', '169.254.169.254', '9.9.9.9', '192.169.0.1', '172.32.0.1'],
  },
  ipv6: {
    bogons: ['fd00::1', 'fd21::1', '2001:10::1', '3fff::1', '4000::1', 'fec0::1', '::2'],
    true: ['fd20::5', '2001:db8:77::1', '2620:fe::fe', '64:ff9b::1', '2a00::1'],
  },
};

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    for (const plan of [lan, wan]) {
      const options = { deadlineMs: 10_000 };
      const args = ['-q', '-w', 'net.ipv6.ip_nonlocal_bind=1'];
      expect((await world.client(plan).namespace.exec('sysctl', args, options)).code).toBe(0);
    }
  });
  beforeEach(async () => {
    await world.flushConntrack();
    await world.flushNeighbours();
  });

  const dropped = async (family: Family) => {
    const saved = await world.run(`${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-save`, ['-c']);
    const lines = saved.split('\n').filter((line) => line.includes('"profile/site/bogons" -j DROP'));
    expect(lines).toHaveLength(1);
    return Number(/^\[(\d+):/.exec(lines[0] ?? '')?.[1]);
  };
  /** The sources of which a packet is dropped. */
  const refused = async (family: Family, by: ClientPlan, list: readonly string[], body = tcpSegment(80, 2)) => {
    const gone: string[] = [];
    for (const source of list) {
      const before = await dropped(family);
      const protocol = body.length < 20 ? 17 : 6;
      await sendRaw(world.client(by).namespace, { source, destination: by.host[family], protocol, body });
      if ((await dropped(family)) > before) gone.push(source);
    }
    return gone;
  };

  test.each(families)('such sources do not enter from outside, and others do, in %s', async (family) => {
    await enforce(world, gateway, known);
    expect(await refused(family, wan, sources[family].bogons)).toEqual(sources[family].bogons);
    expect(await refused(family, wan, sources[family].true)).toEqual([]);
    expect(await refused(family, lan, sources[family].bogons)).toEqual([]);
    expect(await tryTcp(world, wan, { host: wan.host[family], port: 80 })).toBe('connected');
  });

  test('a lease is renewed by a server of any address', async () => {
    await enforce(world, gateway, known);
    const datagram = (from: number, to: number) => {
      const body = Buffer.alloc(8);
      for (const [index, value] of [from, to, body.length, 0].entries()) body.writeUInt16BE(value, index * 2);
      return body;
    };
    expect(await refused('ipv4', wan, ['10.0.0.1'], datagram(67, 68))).toEqual([]);
    expect(await refused('ipv4', wan, ['10.0.0.1'], datagram(53, 68))).toEqual(['10.0.0.1']);
  });

  test('a network that an interface gets later is let in by an entry alone', async () => {
    const before = await enforce(world, gateway, known);
    expect(await refused('ipv4', wan, ['192.168.51.1'])).toEqual(['192.168.51.1']);
    const after = await enforce(world, gateway, { ownNetworks: [...known.ownNetworks, '192.168.51.0/24'] });
    expect(await refused('ipv4', wan, ['192.168.51.1', '192.168.52.1'])).toEqual(['192.168.52.1']);
    expect(after.ipv4).toEqual(before.ipv4);
  });
});
