// antiSpoof of zones, reversePath and egressAntiSpoof: false sources are dropped, true ones pass, in both families.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, tryTcp, wan } from './gateway.ts';
import { sendRaw, tcpSegment } from './tcp-sender.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

interface ZoneSpec {
  readonly interfaces: string;
  readonly spec: string;
}

/** A gateway that lets everything through but false sources. */
function gateway(zones: Readonly<Record<string, ZoneSpec>>, hardening = ''): string {
  const list = Object.entries(zones);
  const host = `apiVersion: gatewright.dev/v1alpha1
kind: Host
metadata: {name: gw}
spec: {zones: {${list.map(([name, { interfaces }]) => `${name}: [${interfaces}]`).join(', ')}}}
`;
  const documents = list.map(
    ([name, { spec }]) =>
      `---\n{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: ${name}}, spec: {${spec}}}\n`,
  );
  const rules = 'ingress: [{name: all, action: Allow}]\nforward: [{name: all, action: Allow}]';
  const profile = `hardening: {dropInvalid: false, badTcpFlags: false, sourceRouting: false${hardening}}`;
  return [
    host,
    ...documents,
    manifest('FirewallPolicy', 'open', rules),
    manifest('FirewallProfile', 'site', profile),
  ].join('');
}

const wanZone = { interfaces: 'wan0', spec: 'external: true' };
const lanZone = { interfaces: 'lan0', spec: 'networks: [10.1.0.0/24, "2001:db8:1::/64"]' };
const dmzZone = { interfaces: 'dmz0', spec: 'networks: [10.2.0.0/24, "2001:db8:2::/64"]' };
const typical = { wan: wanZone, lan: lanZone, dmz: dmzZone };

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    for (const plan of [lan, dmz, wan]) {
      const settings = ['net.ipv6.ip_nonlocal_bind=1'];
      const options = { deadlineMs: 10_000 };
      const { code } = await world.client(plan).namespace.exec('sysctl', ['-q', '-w', ...settings], options);
      expect(code).toBe(0);
    }
  });
  beforeEach(async () => {
    await world.flushConntrack();
    await world.flushNeighbours();
  });

  /** Packets that rules with this label have dropped, in all chains. */
  const dropped = async (family: Family, label: string) => {
    const program = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-save`;
    const saved = await world.run(program, ['-c']);
    const lines = saved.split('\n').filter((line) => line.includes(`"${label}" -j DROP`));
    return lines.reduce((sum, line) => sum + Number(/^\[(\d+):/.exec(line)?.[1] ?? 0), 0);
  };
  /** How many of the packets that one machine sends under these sources are dropped under that label. */
  const spoof = async (
    family: Family,
    label: string,
    packets: {
      readonly by: ClientPlan;
      readonly to: string;
      readonly sources: readonly string[];
      readonly port?: number;
    },
  ) => {
    const before = await dropped(family, label);
    for (const source of packets.sources) {
      const body = tcpSegment(packets.port ?? 80, 2);
      await sendRaw(world.client(packets.by).namespace, { source, destination: packets.to, protocol: 6, body });
    }
    return (await dropped(family, label)) - before;
  };
  const other = { ipv4: '10.1.0.77', ipv6: '2001:db8:1::77' };
  const stranger = { ipv4: '198.51.100.77', ipv6: '2001:db8:ffff::77' };

  test.each(families)('a source of the lan is dropped where it enters by another interface, in %s', async (family) => {
    await enforce(world, gateway(typical));
    const sources = [other[family], lan[family]];
    for (const by of [wan, dmz]) {
      for (const to of [by.host[family], by === wan ? dmz[family] : wan[family]]) {
        expect(await spoof(family, 'zone/lan/antiSpoof', { by, to, sources })).toBe(2);
      }
    }
    expect(await spoof(family, 'zone/lan/antiSpoof', { by: lan, to: lan.host[family], sources })).toBe(0);
    expect(await tryTcp(world, lan, { host: wan[family], port: 80 })).toBe('connected');
    expect(await tryTcp(world, dmz, { host: lan[family], port: 80 })).toBe('connected');
    expect(await tryTcp(world, wan, { host: dmz[family], port: 80 })).toBe('connected');
  });

  test.each(families)('by a zone without networks no source enters to which there is no way, in %s', async (family) => {
    await enforce(world, gateway(typical));
    const none = { by: wan, to: wan.host[family], sources: [stranger[family], wan.host[family]] };
    expect(await spoof(family, 'zone/wan/antiSpoof', none)).toBe(2);
    // Loose: by another interface than the one that leads there.
    expect(await spoof(family, 'zone/wan/antiSpoof', { ...none, sources: [dmz[family]] })).toBe(0);
    await enforce(
      world,
      gateway({
        ...typical,
        wan: { ...wanZone, spec: 'external: true, antiSpoof: Strict' },
        dmz: { ...dmzZone, spec: 'antiSpoof: Disabled' },
      }),
    );
    expect(await spoof(family, 'zone/wan/antiSpoof', { ...none, sources: [dmz[family]] })).toBe(1);
    expect(await tryTcp(world, wan, { host: wan.host[family], port: 80 })).toBe('connected');
  });

  test.each(families)('the narrowest network of all zones decides, in %s', async (family) => {
    const wide = { interfaces: 'lan0', spec: 'networks: [10.0.0.0/8, "2001:db8::/32"]' };
    await enforce(world, gateway({ lan: wide, dmz: dmzZone }));
    expect(await tryTcp(world, dmz, { host: lan[family], port: 80 })).toBe('connected');
    const far = { ipv4: '10.9.9.9', ipv6: '2001:db8:9::9' }[family];
    expect(
      await spoof(family, 'zone/lan/antiSpoof', { by: dmz, to: dmz.host[family], sources: [far, dmz[family]] }),
    ).toBe(1);
    expect(
      await spoof(family, 'zone/dmz/antiSpoof', { by: lan, to: lan.host[family], sources: [far, dmz[family]] }),
    ).toBe(1);
  });

  test.each(families)('a zone of two interfaces takes its sources by both, and by no third, in %s', async (family) => {
    const both = {
      interfaces: 'lan0, dmz0',
      spec: `intraZone: Allow, ${lanZone.spec.replace(']', ', 10.2.0.0/24, "2001:db8:2::/64"]')}`,
    };
    await enforce(world, gateway({ wan: wanZone, inner: both }));
    const sources = [other[family], dmz[family]];
    expect(await spoof(family, 'zone/inner/antiSpoof', { by: wan, to: wan.host[family], sources })).toBe(2);
    expect(await spoof(family, 'zone/inner/antiSpoof', { by: dmz, to: dmz.host[family], sources })).toBe(0);
    expect(await tryTcp(world, lan, { host: dmz[family], port: 80 })).toBe('connected');
  });

  test.each(families)(
    'Strict lets in nothing else by the zone, and neighbours are still found, in %s',
    async (family) => {
      await enforce(world, gateway({ ...typical, lan: { ...lanZone, spec: `${lanZone.spec}, antiSpoof: Strict` } }));
      const sources = [stranger[family], dmz[family]];
      expect(
        await spoof(family, 'zone/lan/antiSpoof', { by: lan, to: lan.host[family], sources: [stranger[family]] }),
      ).toBe(1);
      expect(await spoof(family, 'zone/dmz/antiSpoof', { by: lan, to: lan.host[family], sources })).toBe(1);
      await world.flushNeighbours();
      expect(await tryTcp(world, lan, { host: lan.host[family], port: 80 })).toBe('connected');
      expect(await tryTcp(world, lan, { host: wan[family], port: 80 })).toBe('connected');
    },
  );

  test.each(families)('what the failsafe lets in is not looked at, in %s', async (family) => {
    const failsafe = `${gateway(typical)}  failsafe: {ingress: [{services: [ssh], from: [{zones: [wan]}]}]}\n`;
    await enforce(world, failsafe);
    const packet = { by: wan, to: wan.host[family], sources: [other[family]] };
    expect(await spoof(family, 'zone/lan/antiSpoof', { ...packet, port: 22 })).toBe(0);
    expect(await spoof(family, 'zone/lan/antiSpoof', { ...packet, port: 80 })).toBe(1);
  });

  test.each(families)('Disabled looks at nothing, in %s', async (family) => {
    const off = (zone: ZoneSpec) => ({ ...zone, spec: `${zone.spec}, antiSpoof: Disabled` });
    await enforce(world, gateway({ wan: off(wanZone), lan: off(lanZone), dmz: off(dmzZone) }));
    expect(await world.save(family)).not.toContain('GW-RAW');
  });

  test.each(families)('reversePath looks at every interface, of a zone or not, in %s', async (family) => {
    await enforce(world, gateway({}, ', reversePath: Loose'));
    const label = 'profile/site/reversePath';
    const packet = { by: dmz, to: dmz.host[family], sources: [stranger[family], lan[family]] };
    expect(await spoof(family, label, packet)).toBe(1);
    await enforce(world, gateway({}, ', reversePath: Strict'));
    expect(await spoof(family, label, packet)).toBe(2);
    await world.flushNeighbours();
    expect(await tryTcp(world, dmz, { host: dmz.host[family], port: 80 })).toBe('connected');
    expect(await tryTcp(world, lan, { host: dmz[family], port: 80 })).toBe('connected');
  });

  test.each(families)('out of external zones go sources of ours only, masqueraded or not, in %s', async (family) => {
    const loose = { ...lanZone, spec: `${lanZone.spec}, antiSpoof: Disabled` };
    const nat = manifest('NatPolicy', 'edge', 'masquerade: [{name: out, outZone: wan, ipFamilies: [IPv4, IPv6]}]');
    for (const text of [
      gateway({ ...typical, lan: loose }, ', egressAntiSpoof: true'),
      `${gateway({ ...typical, lan: loose }, ', egressAntiSpoof: true')}${nat}`,
    ]) {
      await enforce(world, text);
      const label = 'profile/site/egressAntiSpoof';
      const packet = { by: lan, to: wan[family], sources: [stranger[family], wan[family], other[family]] };
      expect(await spoof(family, label, packet)).toBe(2);
      // To other zones it is not asked.
      expect(await spoof(family, label, { ...packet, to: dmz[family] })).toBe(0);
      expect(await tryTcp(world, lan, { host: wan[family], port: 80 })).toBe('connected');
      expect(await tryTcp(world, dmz, { host: wan[family], port: 80 })).toBe('connected');
      expect((await world.hostPeer.connect({ host: wan[family], port: 80, timeoutMs: 500 })).outcome).toBe('connected');
    }
  });
});
