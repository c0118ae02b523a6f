// Port forwards: from outside, from inside, to a public address that changes, and what stays closed.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planChanges } from '../../src/plan/plan.ts';
import type { Family } from '../../src/policy/family.ts';
import { compileText, dmz, enforce, lan, makeGateway, manifest, shortMs, tryTcp, wan, zones } from './gateway.ts';
import { observe } from './rulesets.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const cases = [
  { family: 'ipv4', target: dmz.ipv4, publicAddress: wan.host.ipv4 },
  { family: 'ipv6', target: dmz.ipv6, publicAddress: wan.host.ipv6 },
] as const;

const forward = (item: string) =>
  manifest(
    'NatPolicy',
    'edge',
    `portForwards: [{name: web, inZone: wan, ports: [{protocol: TCP, ports: [8443]}], ${item}}]`,
  );
const ssh = manifest(
  'FirewallPolicy',
  'ssh',
  'ingress: [{name: ssh, action: Allow, from: [{zones: [lan]}], services: [ssh]}]',
);

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  describe.each(cases)('in $family', ({ family, target, publicAddress }) => {
    const at = (plan: ClientPlan, host: string, port: number) => tryTcp(world, plan, { host, port });
    const item = `target: {address: "${target}", port: 443}`;

    test('leads from its zone to the machine, whose own address stays closed', async () => {
      await enforce(world, zones + ssh + forward(`address: "${publicAddress}", ${item}`));
      expect(await at(wan, publicAddress, 8443)).toBe('connected');
      expect(await at(wan, publicAddress, 443)).toBe('timeout');
      expect(await at(wan, target, 443)).toBe('timeout');
      // Not from inside: it is for what comes in by wan.
      expect(await at(lan, publicAddress, 8443)).not.toBe('connected');
    });

    test('with hairpin works from inside, from the zone of the machine and from the gateway itself', async () => {
      await enforce(world, zones + ssh + forward(`address: "${publicAddress}", hairpin: true, ${item}`));
      expect(await at(wan, publicAddress, 8443)).toBe('connected');
      expect(await at(lan, publicAddress, 8443)).toBe('connected');
      expect(await at(dmz, publicAddress, 8443)).toBe('connected');
      const own = await world.hostPeer.connect({ host: publicAddress, port: 8443, timeoutMs: shortMs });
      expect(own.outcome).toBe('connected');
    });

    test('without an address holds for every address of the gateway, also a new one, and for no other', async () => {
      await enforce(world, zones + ssh + forward(item));
      expect(await at(wan, publicAddress, 8443)).toBe('connected');
      const fresh = family === 'ipv4' ? '203.0.113.77' : '2001:db8:f::77';
      const host = (action: string) =>
        world.run('ip', [
          'address',
          action,
          `${fresh}/${family === 'ipv4' ? 24 : 64}`,
          'dev',
          'wan0',
          ...(action === 'add' && family === 'ipv6' ? ['nodad', 'preferred_lft', '0'] : []),
        ]);
      await host('add');
      // In IPv6 the kernel makes an address its own a moment after the command has come back.
      const version = family === 'ipv4' ? '-4' : '-6';
      await expect.poll(() => world.run('ip', [version, 'route', 'show', 'table', 'local'])).toContain(`${fresh} dev`);
      expect(await at(wan, fresh, 8443)).toBe('connected');
      await host('del');
      expect(await at(wan, target, 8443)).toBe('timeout');
    });

    test('takes only the clients that it names', async () => {
      const other = family === 'ipv4' ? '203.0.113.200' : '2001:db8:f::200';
      await enforce(world, zones + ssh + forward(`${item}, from: [{networks: ["${other}"]}]`));
      expect(await at(wan, publicAddress, 8443)).toBe('timeout');
      await enforce(world, zones + ssh + forward(`${item}, from: [{networks: ["${wan[family]}"]}]`));
      expect(await at(wan, publicAddress, 8443)).toBe('connected');
    });

    test('yields to an explicit Deny, and brings no accept without autoAllow', async () => {
      const deny = manifest(
        'FirewallPolicy',
        'no',
        `forward: [{name: no, action: Deny, to: [{networks: ["${target}"]}]}]`,
      );
      await enforce(world, zones + ssh + deny + forward(item));
      expect(await at(wan, publicAddress, 8443)).toBe('timeout');
      await enforce(world, zones + ssh + forward(`${item}, autoAllow: false`));
      expect(await at(wan, publicAddress, 8443)).toBe('timeout');
    });

    test('moves its target by one edit in nat, and what was counted stays', async () => {
      const text = zones + ssh + forward(`address: "${publicAddress}", ${item}`);
      await enforce(world, text);
      expect(await at(wan, publicAddress, 8443)).toBe('connected');
      const moved = text.replace(`"${target}"`, `"${lan[family as Family]}"`);
      const plan = planChanges(compileText(moved), await observe(world));
      expect(
        plan.tables.map((table) => [table.family, table.table, table.edited.flatMap(({ edits }) => edits).length]),
      ).toEqual([[family, 'nat', 1]]);
      await enforce(world, moved);
      expect(await at(wan, publicAddress, 8443)).toBe('connected');
      const accepted = (await world.counters(family, 'GW-FWD')).find(({ text: rule }) => rule.includes('nat/edge/web'));
      expect(accepted?.packets).toBe(2);
    });
  });

  test('of the port of ssh does not take ssh away from the failsafe', async () => {
    const profile = manifest(
      'FirewallProfile',
      'p',
      'failsafe: {ingress: [{services: [ssh], from: [{zones: [wan]}]}]}',
    );
    const stolen = manifest(
      'NatPolicy',
      'edge',
      `portForwards: [{name: ssh, inZone: wan, ports: [{protocol: TCP, ports: [22]}], target: {address: ${dmz.ipv4}}}]`,
    );
    await enforce(world, zones + profile + stolen);
    expect(await tryTcp(world, wan, { host: wan.host.ipv4, port: 22 })).toBe('connected');
    const listed = await world.run('conntrack', ['-L', '-p', 'tcp', '--orig-port-dst', '22']);
    expect(listed).not.toContain(`src=${dmz.ipv4}`);
  });
});
