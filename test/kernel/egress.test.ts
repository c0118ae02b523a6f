// What leaves: refused by default at the host and through the gateway, and what must leave all the same.

import { beforeAll, describe, expect, test } from 'vitest';
import { countPlan, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import type { Known } from '../../src/policy/known.ts';
import { compileText, dmz, enforce, lan, makeGateway, manifest, shortMs, tryTcp, wan, zones } from './gateway.ts';
import { observe } from './rulesets.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const denied = manifest('FirewallProfile', 'gate', 'defaults: {egress: Deny}');
const refusal = manifest('FirewallPolicy', 'shut', 'tier: Admin\negress:\n- {name: all, action: Reject}');
const policy = (name: string, ...lines: readonly string[]) => manifest('FirewallPolicy', name, lines.join('\n'));

/** The name server is wan, and Git is on `git`. */
const knownWith = (git: ClientPlan): Known => ({
  lifelines: {
    nameServers: [wan.ipv4, wan.ipv6],
    hidden: false,
    remotes: [{ purpose: 'git', host: 'git.example.org', port: 22, addresses: [git.ipv4, git.ipv6] }],
  },
});

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    for (const plan of [wan, dmz]) {
      const { peer } = world.client(plan);
      for (const port of [25, 53, 139, 445, 853]) await peer.listen({ protocol: 'tcp', port });
      for (const port of [123, 137, 161, 853]) await peer.listen({ protocol: 'udp', port });
    }
  });

  /** How the host's own TCP connections end. */
  const leave = (host: string, ...ports: readonly number[]) =>
    Promise.all(ports.map(async (port) => (await world.hostPeer.connect({ host, port, timeoutMs: shortMs })).outcome));
  const ask = async (host: string, port: number) =>
    (await world.hostPeer.sendUdp({ host, port, timeoutMs: shortMs })).answered[0];
  const through = (from: ClientPlan, host: string, ...ports: readonly number[]) =>
    Promise.all(ports.map((port) => tryTcp(world, from, { host, port })));
  const askThrough = async (from: ClientPlan, host: string, port: number) =>
    (await world.client(from).peer.sendUdp({ host, port, timeoutMs: shortMs })).answered[0];

  test('what no policy lets out is refused with an answer, and answers to others leave', async () => {
    await enforce(
      world,
      zones +
        denied +
        policy(
          'few',
          'ingress:\n- {name: web, action: Allow, services: [http]}',
          'egress:\n- {name: web, action: Allow, to: [{zones: [dmz]}], services: [https]}',
        ),
    );
    for (const family of families) {
      expect(await leave(dmz[family], 443, 80)).toEqual(['connected', 'refused']);
      expect(await leave(wan[family], 443)).toEqual(['refused']);
      expect(await ask(wan[family], 53)).toBe(false);
      expect(await through(wan, wan.host[family], 80)).toEqual(['connected']);
    }
  });

  test('no policy closes the ways out of the failsafe, which are exactly what they say', async () => {
    const items = [
      `- {services: [https], to: [{networks: [${wan.ipv4}, "${wan.ipv6}"]}]}`,
      '- {ports: [{protocol: UDP, ports: [53]}], to: [{zones: [dmz]}]}',
    ];
    const profile = `failsafe:\n  lifelines: Disabled\n  egress:\n  ${items.join('\n  ')}`;
    await enforce(world, zones + manifest('FirewallProfile', 'gate', profile) + refusal);
    for (const family of families) {
      expect(await leave(wan[family], 443)).toEqual(['connected']);
      expect(await ask(dmz[family], 53)).toBe(true);
      expect(await leave(wan[family], 80)).toEqual(['refused']);
      expect(await leave(dmz[family], 443)).toEqual(['refused']);
      expect(await ask(wan[family], 53)).toBe(false);
    }
  });

  describe('lifelines', () => {
    test.each([
      ['the default refuses', denied],
      ['a policy refuses everything', refusal],
    ])('let the controller out to what it needs, and no further, where %s', async (_, text) => {
      await enforce(world, zones + text, knownWith(dmz));
      for (const family of families) {
        expect([await ask(wan[family], 53), await ask(wan[family], 123), await ask(dmz[family], 123)]).toEqual([
          true,
          true,
          true,
        ]);
        expect(await leave(wan[family], 53)).toEqual(['connected']);
        expect(await leave(dmz[family], 22)).toEqual(['connected']);
        const others = [...(await leave(wan[family], 22, 80)), ...(await leave(dmz[family], 53, 443))];
        expect(others).not.toContain('connected');
        expect([await ask(dmz[family], 53), await ask(wan[family], 161)]).toEqual([false, false]);
      }
    });

    test('another address of a name is entries of a set, and no rule', async () => {
      await enforce(world, zones + denied, knownWith(dmz));
      const plan = planChanges(compileText(zones + denied, knownWith(lan)), await observe(world));
      expect(countPlan(plan)).toEqual({ added: 0, removed: 0, replaced: 0, entriesAdded: 2, entriesRemoved: 2 });
      await enforce(world, zones + denied, knownWith(lan));
      for (const family of families) {
        expect(await leave(lan[family], 22)).toEqual(['connected']);
        expect(await leave(dmz[family], 22)).toEqual(['refused']);
      }
    });

    test('who does not know their addresses leaves them as they are', async () => {
      await enforce(world, zones + denied, knownWith(dmz));
      expect(countPlan(planChanges(compileText(zones + denied), await observe(world)))).toMatchObject({
        entriesAdded: 0,
        entriesRemoved: 0,
      });
    });

    test('Disabled, nothing is let out that no policy lets out', async () => {
      const profile = 'defaults: {egress: Deny}\nfailsafe: {lifelines: Disabled}';
      await enforce(world, zones + manifest('FirewallProfile', 'gate', profile), knownWith(dmz));
      for (const family of families) {
        expect([await ask(wan[family], 53), await ask(wan[family], 123)]).toEqual([false, false]);
        expect(await leave(dmz[family], 22)).toEqual(['refused']);
      }
    });
  });

  describe('through the gateway', () => {
    test('only the resolver asks name servers outside, over TLS as well', async () => {
      await enforce(
        world,
        zones +
          policy(
            'names',
            'forward:',
            `- {name: resolver, action: Allow, from: [{networks: [${dmz.ipv4}, "${dmz.ipv6}"]}], to: [{zones: [wan]}], services: [dns, dns-over-tls]}`,
            '- {name: nobody-else, action: Reject, to: [{zones: [wan]}], services: [dns, dns-over-tls, dns-over-quic]}',
            '- {name: lan-wan, action: Allow, from: [{zones: [lan]}], to: [{zones: [wan]}]}',
          ),
      );
      for (const family of families) {
        expect(await through(dmz, wan[family], 53, 853)).toEqual(['connected', 'connected']);
        expect(await askThrough(dmz, wan[family], 53)).toBe(true);
        expect(await through(lan, wan[family], 53, 853, 443)).toEqual(['refused', 'refused', 'connected']);
        expect(await askThrough(lan, wan[family], 53)).toBe(false);
        expect(await askThrough(lan, wan[family], 853)).toBe(false);
      }
    });

    test('only the mail relay sends mail, and nobody leaks SMB, NetBIOS or SNMP', async () => {
      await enforce(
        world,
        zones +
          policy(
            'leaks',
            'forward:',
            `- {name: relay, action: Allow, from: [{networks: [${dmz.ipv4}, "${dmz.ipv6}"]}], to: [{zones: [wan]}], services: [smtp]}`,
            '- {name: mail, action: Reject, to: [{zones: [wan]}], services: [smtp]}',
            '- {name: local, action: Reject, to: [{zones: [wan]}], services: [smb, netbios, snmp, snmptrap]}',
            '- {name: lan-wan, action: Allow, from: [{zones: [lan]}], to: [{zones: [wan]}]}',
          ),
      );
      for (const family of families) {
        expect(await through(dmz, wan[family], 25, 80)).toEqual(['connected', 'refused']);
        expect(await through(lan, wan[family], 25, 139, 445, 80)).toEqual([
          'refused',
          'refused',
          'refused',
          'connected',
        ]);
        expect([await askThrough(lan, wan[family], 137), await askThrough(lan, wan[family], 161)]).toEqual([
          false,
          false,
        ]);
        expect(await askThrough(lan, wan[family], 123)).toBe(true);
      }
    });

    test('what nobody allowed is answered inside, and not outside', async () => {
      await enforce(
        world,
        zones + policy('none', 'ingress:\n- {name: ssh, action: Allow, from: [{zones: [lan]}], services: [ssh]}'),
      );
      for (const family of families) {
        expect(await through(lan, wan[family], 80)).toEqual(['refused']);
        expect(await through(wan, lan[family], 80)).toEqual(['timeout']);
      }
    });
  });

  test('only root reaches the metadata of the cloud', async () => {
    const metadata = ['169.254.169.254', 'fd00:ec2::254'] as const;
    const { namespace } = world.client(wan);
    await namespace.exec('ip', ['address', 'add', `${metadata[0]}/32`, 'dev', 'lo'], { deadlineMs: 10_000 });
    await namespace.exec('ip', ['-6', 'address', 'add', `${metadata[1]}/128`, 'dev', 'lo', 'nodad'], {
      deadlineMs: 10_000,
    });
    await world.run('ip', ['route', 'add', metadata[0], 'via', wan.ipv4]);
    await world.run('ip', ['-6', 'route', 'add', metadata[1], 'via', wan.ipv6]);
    const rule =
      '- {name: others, action: Reject, to: [{networks: [169.254.169.254, "fd00:ec2::254"]}], process: {uids: ["1-4294967294"]}}';
    await enforce(world, zones + policy('metadata', 'egress:', rule));
    for (const address of metadata) {
      expect(await connectAs(world, 0, address)).toBe('connected');
      expect(await connectAs(world, 33, address)).toBe('ECONNREFUSED');
    }
    expect(await connectAs(world, 33, wan.ipv4)).toBe('connected');
  });
});

const connectScript = `
const socket = require('node:net').connect({ host: process.argv[1], port: 80 });
socket.on('connect', () => { console.log('connected'); process.exit(); });
socket.on('error', (error) => { console.log(error.code); process.exit(); });
`;

/** How a connection ends that a program of that user opens on the host. */
async function connectAs(world: World, uid: number, address: string): Promise<string> {
  const user = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  return (await world.run('setpriv', [...user, process.execPath, '-e', connectScript, address])).trim();
}
