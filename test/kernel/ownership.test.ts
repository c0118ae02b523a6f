// What is ours and what only bears a name as ours has; and what a failed change returns to.

import { describe, expect, onTestFinished, test } from 'vitest';
import { type ApplyOptions, applyDesired } from '../../src/controller/apply.ts';
import { nothingDesired } from '../../src/plan/plan.ts';
import type { Family } from '../../src/policy/family.ts';
import type { Dataplane } from '../../src/ports.ts';
import type { Desired, DesiredChain, DesiredSet } from '../../src/ruleset/ruleset.ts';
import { dataplaneOf } from './rulesets.ts';
import { backends, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };

function chain(name: string, ...texts: readonly string[]): DesiredChain {
  return { name, rules: texts.map((text) => ({ text, label: '', role: 'verdict', origin })) };
}

/** The same chains behind INPUT in both families. */
function desire(chains: readonly DesiredChain[], sets: readonly DesiredSet[] = []): Desired {
  const hooks = [{ builtin: 'INPUT' as const, target: 'GW-IN', after: [] }];
  const tables = [{ name: 'filter' as const, chains, hooks }];
  return { ipv4: { family: 'ipv4', tables }, ipv6: { family: 'ipv6', tables }, sets };
}

function set(...entries: readonly string[]): DesiredSet {
  return { name: 'gw4-x', family: 'ipv4', type: 'hash:net', entries, origin };
}

const allow = (port: number) => `-p tcp -m tcp --dport ${port} -m comment --comment "policy/web/p${port}" -j ACCEPT`;
const last = '-m comment --comment "profile/site/default" -j DROP';
const ours = desire([chain('GW-IN', allow(22), last)]);
const theirs = [
  '*filter',
  ':GW-VPN - [0:0]',
  '-A FORWARD -i tun0 -j ACCEPT',
  '-A FORWARD -j GW-VPN',
  '-A GW-VPN -i tun1 -j ACCEPT',
  'COMMIT',
  '',
].join('\n');

async function openHost(backend: (typeof backends)[number], rules = theirs): Promise<World> {
  const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
  await world.restore('ipv4', rules);
  return world;
}

function apply(dataplane: Dataplane, desired: Desired, options: ApplyOptions = {}) {
  return applyDesired(dataplane, desired, never, options);
}

/** Refuses every write of that family until told otherwise. */
function refusing(world: World, family: Family) {
  const state = { refuses: true };
  return { state, dataplane: dataplaneOf(world, (one) => state.refuses && one === family) };
}

async function rulesOf(world: World, family: Family, name: string): Promise<readonly string[]> {
  const lines = (await world.save(family)).split('\n');
  return lines.filter((line) => line.startsWith(`-A ${name} `)).map((line) => line.slice(`-A ${name} `.length));
}

describe.each(backends)('on %s', (backend) => {
  test('a chain and sets of others under names as ours are told and left alone, in each revision and at the end', async () => {
    const world = await openHost(backend);
    await world.run('ipset', ['create', 'gw4-printers', 'hash:ip']);
    await world.run('ipset', ['create', 'gw4-vpn', 'hash:net', 'timeout', '60']);
    const before = (await world.save('ipv4')).split('\n').filter((line) => / GW-VPN|:GW-VPN/.test(line));
    const dataplane = dataplaneOf(world);
    const places = ['ipv4 filter GW-VPN', 'ipset gw4-printers', 'ipset gw4-vpn'];
    let lastGood: Desired | undefined;
    for (const desired of [ours, desire([chain('GW-IN', allow(80), last)]), nothingDesired]) {
      const { foreignNames } = await apply(dataplane, desired, { known: { lastGood } });
      lastGood = desired;
      expect(foreignNames.map(({ place }) => place)).toEqual(places);
      expect((await world.save('ipv4')).split('\n').filter((line) => line.includes('GW-VPN'))).toEqual(before);
    }
    expect((await world.run('ipset', ['list', '-n'])).trim().split('\n').toSorted()).toEqual([
      'gw4-printers',
      'gw4-vpn',
    ]);
    expect(await world.save('ipv4')).not.toContain('GW-IN');
  });

  test('a chain of others that stands where one of ours must is never overwritten', async () => {
    const world = await openHost(backend, theirs.replaceAll('GW-VPN', 'GW-IN'));
    const before = await world.save('ipv4');
    const failing = apply(dataplaneOf(world), ours, { known: { lastGood: undefined } });
    await expect(failing).rejects.toMatchObject({
      reason: 'NameTaken',
      message: 'ipv4 filter GW-IN is a chain that somebody else made under a name of ours; rename or delete it',
    });
    expect(await world.save('ipv4')).toBe(before);
    // Of ours, and damaged: that is drift.
    await apply(dataplaneOf(world), ours, { known: { lastGood: ours } });
    expect(await rulesOf(world, 'ipv4', 'GW-IN')).toEqual([allow(22), last]);
  });

  test('a repair that one family refuses stands in the other', async () => {
    const world = await openHost(backend);
    await apply(dataplaneOf(world), ours);
    for (const family of ['ipv4', 'ipv6'] as const) await world.iptables(family, '-F');
    const { dataplane, state } = refusing(world, 'ipv6');
    const known = { lastGood: ours };
    await expect(apply(dataplane, ours, { known })).rejects.toMatchObject({ reason: 'KernelRefused' });
    expect(await rulesOf(world, 'ipv4', 'GW-IN')).toEqual([allow(22), last]);
    expect(await rulesOf(world, 'ipv6', 'GW-IN')).toEqual([]);
    state.refuses = false;
    await apply(dataplane, ours, { known });
    expect(await rulesOf(world, 'ipv6', 'GW-IN')).toEqual([allow(22), last]);
  });

  test('a revision that is refused on a damaged host leaves the last good one, not the damage', async () => {
    const world = await openHost(backend);
    await apply(dataplaneOf(world), ours);
    await world.iptables('ipv4', '-F', 'GW-IN');
    const { dataplane } = refusing(world, 'ipv6');
    const newer = desire([chain('GW-IN', allow(22), allow(80), last)]);
    await expect(apply(dataplane, newer, { known: { lastGood: ours } })).rejects.toMatchObject({
      reason: 'KernelRefused',
    });
    for (const family of ['ipv4', 'ipv6'] as const) {
      expect(await rulesOf(world, family, 'GW-IN')).toEqual([allow(22), last]);
    }
  });

  test('an entry that somebody took out of a set by nomatch goes, and no other', async () => {
    const world = await openHost(backend);
    const named = '-m set --match-set gw4-x src -m comment --comment "policy/web/x" -j DROP';
    const desired = { ...desire([]), sets: [set('10.0.0.0/8', '192.0.2.0/24')] };
    const both = { ...desired, ipv4: desire([chain('GW-IN', named)]).ipv4, ipv6: nothingDesired.ipv6 };
    await apply(dataplaneOf(world), both);
    await world.run('ipset', ['add', 'gw4-x', '10.9.9.0/24', 'nomatch']);
    await world.run('ipset', ['-exist', 'add', 'gw4-x', '192.0.2.0/24', 'nomatch']);
    await apply(dataplaneOf(world), both);
    const entries = (await world.run('ipset', ['save', 'gw4-x'])).split('\n').filter((line) => line.startsWith('add'));
    expect(entries.toSorted()).toEqual(['add gw4-x 10.0.0.0/8', 'add gw4-x 192.0.2.0/24']);
  });

  test('a chain that stays for others keeps its set, while ours moves on', async () => {
    const world = await openHost(backend);
    const named = (port: number) =>
      `-p tcp -m tcp --dport ${port} -m set --match-set gw4-x src -m comment --comment "policy/web/x" -j ACCEPT`;
    const ipv4 = (...chains: readonly DesiredChain[]) => desire(chains).ipv4;
    const { ipv6 } = nothingDesired;
    const in1 = chain('GW-IN', '-j GW-IN-web', named(22));
    await apply(dataplaneOf(world), {
      ipv4: ipv4(in1, chain('GW-IN-web', named(80))),
      ipv6,
      sets: [set('10.0.0.1', '10.0.0.2')],
    });
    await world.iptables('ipv4', '-A', 'INPUT', '-i', 'lo', '-j', 'GW-IN-web');
    for (const entries of [['10.0.0.2', '10.0.0.3'], ['10.0.0.3', '10.0.0.4'], ['10.0.0.4']]) {
      const port = 22 + entries.length;
      const desired = { ipv4: ipv4(chain('GW-IN', named(port))), ipv6, sets: [set(...entries)] };
      await apply(dataplaneOf(world), desired);
      const [rule = ''] = await rulesOf(world, 'ipv4', 'GW-IN');
      const [, name = ''] = /--match-set (\S+)/.exec(rule) ?? [];
      const held = (await world.run('ipset', ['save', name])).split('\n').filter((line) => line.startsWith('add'));
      expect(held.toSorted()).toEqual(entries.map((entry) => `add ${name} ${entry}`));
      expect((await apply(dataplaneOf(world), desired)).plan.transactions).toEqual([]);
    }
  });
});
