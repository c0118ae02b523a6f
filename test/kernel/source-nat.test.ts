// Masquerading, fixed sources, exemptions: who is seen under which address, and nobody in IPv6 unasked.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, seenSource, tryTcp, wan, zones } from './gateway.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const open = manifest('FirewallPolicy', 'open', 'forward: [{name: all, action: Allow}]');
const nat = (items: string) => zones + open + manifest('NatPolicy', 'edge', items);

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  /** Under which address `to` sees `from`. */
  const seen = async (family: Family, from: ClientPlan, to: ClientPlan) => {
    expect(await tryTcp(world, from, { host: to[family], port: 80 })).toBe('connected');
    return await seenSource(world, family, { from: from[family], host: to[family], port: 80 });
  };

  test('masquerade hides the named zones behind the address of the interface, and IPv6 only when asked', async () => {
    await enforce(world, nat('masquerade: [{name: out, outZone: wan, from: [{zones: [lan]}]}]'));
    expect(await seen('ipv4', lan, wan)).toBe(wan.host.ipv4);
    expect(await seen('ipv4', dmz, wan)).toBe(dmz.ipv4);
    expect(await seen('ipv4', lan, dmz)).toBe(lan.ipv4);
    expect(await seen('ipv6', lan, wan)).toBe(lan.ipv6);
    await enforce(
      world,
      nat('masquerade: [{name: out, outZone: wan, from: [{zones: [lan]}], ipFamilies: [IPv4, IPv6]}]'),
    );
    expect(await seen('ipv6', lan, wan)).toBe(wan.host.ipv6);
  });

  test('destinations that are excepted see the source as it is', async () => {
    await enforce(world, nat(`masquerade: [{name: out, outZone: wan, except: [${wan.ipv4}/32]}]`));
    expect(await seen('ipv4', lan, wan)).toBe(lan.ipv4);
    await enforce(world, nat('masquerade: [{name: out, outZone: wan, except: [192.0.2.0/24]}]'));
    expect(await seen('ipv4', lan, wan)).toBe(wan.host.ipv4);
  });

  test.each(families)('snat gives the fixed address in %s', async (family) => {
    const address = family === 'ipv4' ? '203.0.113.50' : '2001:db8:f::50';
    const prefix = family === 'ipv4' ? '24' : '64';
    const deprecated = family === 'ipv6' ? ['nodad', 'preferred_lft', '0'] : [];
    await world.run('ip', ['address', 'add', `${address}/${prefix}`, 'dev', 'wan0', ...deprecated]);
    await enforce(world, nat(`snat: [{name: fixed, outZone: wan, address: "${address}", from: [{zones: [dmz]}]}]`));
    expect(await seen(family, dmz, wan)).toBe(address);
    expect(await seen(family, lan, wan)).toBe(lan[family]);
    await world.run('ip', ['address', 'del', `${address}/${prefix}`, 'dev', 'wan0']);
  });

  test('an exemption of a later policy stands before all translation', async () => {
    const exempt = manifest(
      'NatPolicy',
      'late',
      `priority: 900\nexempt: [{name: tunnel, from: [{zones: [lan]}], to: [{networks: [${wan.ipv4}]}]}]`,
    );
    await enforce(world, nat('masquerade: [{name: out, outZone: wan}]') + exempt);
    expect(await seen('ipv4', lan, wan)).toBe(lan.ipv4);
    expect(await seen('ipv4', dmz, wan)).toBe(wan.host.ipv4);
  });

  test('of two items for one flow the policy with the lower priority number decides', async () => {
    await world.run('ip', ['address', 'add', '203.0.113.60/24', 'dev', 'wan0']);
    const first = manifest(
      'NatPolicy',
      'zz',
      'priority: 100\nsnat: [{name: fixed, outZone: wan, address: 203.0.113.60}]',
    );
    await enforce(world, nat('masquerade: [{name: out, outZone: wan}]') + first);
    expect(await seen('ipv4', lan, wan)).toBe('203.0.113.60');
    await world.run('ip', ['address', 'del', '203.0.113.60/24', 'dev', 'wan0']);
  });

  test('a set names the sources as well as a list does', async () => {
    const set = `---\napiVersion: gatewright.dev/v1alpha1\nkind: NetworkSet\nmetadata: {name: hidden}\nspec: {networks: [${lan.ipv4}, 10.9.0.0/16]}\n`;
    await enforce(world, nat('masquerade: [{name: out, outZone: wan, from: [{networkSets: [hidden]}]}]') + set);
    expect(await seen('ipv4', lan, wan)).toBe(wan.host.ipv4);
    expect(await seen('ipv4', dmz, wan)).toBe(dmz.ipv4);
  });
});
