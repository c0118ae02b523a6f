// Peers by label: a machine's addresses and sets by their labels, and that those who do not bear them are not let in.

import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { document } from '../policy/yaml.ts';
import { dmz, enforce, lan, makeGateway, manifest, tryTcp, wan } from './gateway.ts';
import { backends, type ClientPlan, endOfSuite, type World } from './world.ts';

const host = (name: string, { ipv4, ipv6 }: ClientPlan, role: string) =>
  `${document('Host', name, `addresses: ["${ipv4}", "${ipv6}"]`, `{role: ${role}}`)}---\n`;
const gateway = document('Host', 'gw', 'zones: {wan: [wan0], lan: [lan0], dmz: [dmz0]}');
const zone = (name: string) => `---\n${document('Zone', name, 'external: false')}`;
const others = host('lan1', lan, 'admin') + host('dmz1', dmz, 'server');
const base = others + gateway + ['wan', 'lan', 'dmz'].map(zone).join('');
const loud = manifest('FirewallProfile', 'loud', 'defaults: {denyStyle: {external: Reject, internal: Reject}}');

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
  });

  const outcomes = async (family: (typeof families)[number]) => {
    const seen: string[] = [];
    for (const from of [lan, dmz, wan]) seen.push(await tryTcp(world, from, { host: from.host[family], port: 80 }));
    return seen;
  };

  test('only the machines with that label are let in, and a machine that gets the label is let in too', async () => {
    const rule = manifest(
      'FirewallPolicy',
      'p',
      'ingress: [{name: r, action: Allow, from: [{hosts: {matchLabels: {role: admin}}}]}]',
    );
    await enforce(world, base + loud + rule);
    for (const family of families) expect(await outcomes(family)).toEqual(['connected', 'refused', 'refused']);
    await enforce(world, base + `---\n${host('wan1', wan, 'admin')}`.replace(/---\n$/, '') + loud + rule);
    for (const family of families) expect(await outcomes(family)).toEqual(['connected', 'refused', 'connected']);
  });

  test('everyone but the machines with that label is let in', async () => {
    const rule = manifest(
      'FirewallPolicy',
      'p',
      'ingress: [{name: r, action: Allow, from: [{except: {hosts: {matchLabels: {role: server}}}}]}]',
    );
    await enforce(world, base + loud + rule);
    for (const family of families) expect(await outcomes(family)).toEqual(['connected', 'refused', 'connected']);
  });

  test('a selector of sets means their addresses, and nobody where none of them has any', async () => {
    const set = (name: string, { ipv4, ipv6 }: ClientPlan) =>
      `---\n${document('NetworkSet', name, `networks: ["${ipv4}", "${ipv6}"]`, '{trust: high}')}`;
    const empty = `---\n${document('NetworkSet', 'none', 'networks: []', '{trust: none}')}`;
    const sets = set('one', lan) + set('two', wan) + empty;
    const rule = (label: string) =>
      manifest(
        'FirewallPolicy',
        'p',
        `ingress: [{name: r, action: Allow, from: [{networkSetSelector: {matchLabels: {trust: ${label}}}}]}]`,
      );
    await enforce(world, base + sets + loud + rule('high'));
    for (const family of families) expect(await outcomes(family)).toEqual(['connected', 'refused', 'connected']);
    await enforce(world, base + sets + loud + rule('none'));
    for (const family of families) expect(await outcomes(family)).toEqual(['refused', 'refused', 'refused']);
  });
});
