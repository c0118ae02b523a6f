// Fields of NatPolicies that have no test elsewhere: whom a redirect means, what an exemption and a fixed source leave out, variables.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { dmz, enforce, lan, makeGateway, manifest, seenSource, tryTcp, wan, zones } from './gateway.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const policies =
  manifest('FirewallPolicy', 'web', 'forward: [{name: web, action: Allow, services: [http]}]') +
  manifest('FirewallProfile', 'loud', 'defaults: {denyStyle: {external: Reject, internal: Reject}}');
const nat = (items: string) => zones + policies + manifest('NatPolicy', 'edge', items);
const both = ({ ipv4, ipv6 }: ClientPlan) => `[{networks: [${ipv4}, "${ipv6}"]}]`;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });
  beforeEach(() => world.flushConntrack());

  const seen = async (family: Family, from: ClientPlan) => {
    expect(await tryTcp(world, from, { host: wan[family], port: 80 })).toBe('connected');
    return await seenSource(world, family, { from: from[family], host: wan[family], port: 80 });
  };

  test('a redirect leads away whom it names, on the way to whom it names, in the families that it names', async () => {
    const redirect = (more: string) =>
      `redirects: [{name: r, inZone: lan, ports: [{protocol: TCP, ports: [8080]}], toPort: 80${more}}]`;
    const outcomes = async (family: Family) => [
      await tryTcp(world, lan, { host: wan[family], port: 8080 }),
      await tryTcp(world, lan, { host: dmz[family], port: 8080 }),
    ];
    await enforce(world, nat(redirect(`, from: ${both(lan)}, to: ${both(wan)}`)));
    for (const family of families) expect(await outcomes(family)).toEqual(['connected', 'refused']);
    await enforce(world, nat(redirect(`, from: ${both(dmz)}`)));
    for (const family of families) expect(await outcomes(family)).toEqual(['refused', 'refused']);
    await enforce(world, nat(redirect(', ipFamilies: [IPv6]')));
    expect(await outcomes('ipv4')).toEqual(['refused', 'refused']);
    expect(await outcomes('ipv6')).toEqual(['connected', 'connected']);
  });

  test('an exemption holds in the families that it names', async () => {
    const out = 'masquerade: [{name: out, outZone: wan, ipFamilies: [IPv4, IPv6]}]';
    await enforce(world, nat(`${out}\nexempt: [{name: six, from: [{zones: [lan]}], ipFamilies: [IPv6]}]`));
    expect([await seen('ipv4', lan), await seen('ipv6', lan)]).toEqual([wan.host.ipv4, lan.ipv6]);
  });

  test('a fixed source, by the value of a variable, is for those whom it names, but not on the way to what it excepts', async () => {
    const fixed = (more: string) =>
      `variables: {public: 203.0.113.50}\nsnat: [{name: s, outZone: wan, address: "\${public}", from: [{networks: [${lan.ipv4}]}]${more}}]`;
    await world.run('ip', ['address', 'replace', '203.0.113.50/24', 'dev', 'wan0']);
    await enforce(world, nat(fixed('')));
    expect([await seen('ipv4', lan), await seen('ipv4', dmz)]).toEqual(['203.0.113.50', dmz.ipv4]);
    await enforce(world, nat(fixed(`, except: [${wan.ipv4}]`)));
    expect(await seen('ipv4', lan)).toBe(lan.ipv4);
  });
});
