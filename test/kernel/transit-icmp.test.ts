// ICMP through the gateway: what RFC 4890 wants to pass does, and what it wants to be stopped does not.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { enforce, lan, makeGateway, manifest, shortMs, wan, zones } from './gateway.ts';
import { countIcmp, type IcmpMessage, quoteDatagram, sendIcmp } from './icmp-sender.ts';
import { backends, endOfSuite, type World } from './world.ts';

const outward = manifest(
  'FirewallPolicy',
  'outward',
  'forward: [{name: dns, action: Allow, from: [{zones: [lan]}], services: [dns]}]',
);
const profile = (spec: string) => zones + outward + manifest('FirewallProfile', 'site', spec);
const tooBig = { ipv4: { type: 3, code: 4 }, ipv6: { type: 2, code: 0 } } as const;
const sourcePort = 40_053;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  /** How many of the messages that a machine of the wan sends reach the client in the lan. */
  const arrivals = async (family: (typeof families)[number], message: Pick<IcmpMessage, 'type' | 'code' | 'body'>) => {
    const client = world.client(lan).namespace;
    const before = await countIcmp(client, family, message.type);
    await sendIcmp(world.client(wan).namespace, { source: wan[family], destination: lan[family], ...message });
    // Behind it on the same way, and let through: when it is there, so is the other, or it was dropped.
    await world.client(lan).peer.sendUdp({ host: wan[family], port: 53, timeoutMs: shortMs });
    return (await countIcmp(client, family, message.type)) - before;
  };
  const quoted = (family: (typeof families)[number]) =>
    quoteDatagram(family, { source: lan[family], destination: wan[family], sourcePort, port: 53 });
  const talk = (family: (typeof families)[number]) =>
    world.client(lan).peer.sendUdp({ host: wan[family], port: 53, sourcePort, timeoutMs: shortMs });

  test.each(families)(
    'an error that belongs to a flow passes in %s, and one that belongs to none does not',
    async (family) => {
      await enforce(world, profile('icmp: {transitEssentials: true}'));
      await talk(family);
      const message = { ...tooBig[family], body: quoted(family) };
      expect(await arrivals(family, message)).toBe(1);
      await world.flushConntrack();
      expect(await arrivals(family, message)).toBe(0);
    },
  );

  test.each(families)(
    'where invalid packets are not dropped, errors pass in %s unless the profile says otherwise',
    async (family) => {
      const message = { ...tooBig[family], body: quoted(family) };
      await enforce(world, profile('hardening: {dropInvalid: false}'));
      expect(await arrivals(family, message)).toBe(1);
      await enforce(world, profile('hardening: {dropInvalid: false}\nicmp: {transitEssentials: false}'));
      expect(await arrivals(family, message)).toBe(0);
    },
  );

  test('router renumbering and node information do not pass, whatever becomes of invalid packets', async () => {
    for (const dropInvalid of [true, false]) {
      await enforce(world, profile(`hardening: {dropInvalid: ${dropInvalid}}`));
      for (const type of [138, 139]) expect(await arrivals('ipv6', { type })).toBe(0);
    }
  });

  // Connection tracking calls it invalid, so with `dropInvalid` not even a policy lets it through.
  test('router renumbering would arrive if it were allowed', async () => {
    const renumber = 'forward: [{name: rr, action: Allow, icmp: [{family: IPv6, type: 138}]}]';
    await enforce(world, profile('hardening: {dropInvalid: false}') + manifest('FirewallPolicy', 'renumber', renumber));
    expect(await arrivals('ipv6', { type: 138 })).toBe(1);
  });
});
