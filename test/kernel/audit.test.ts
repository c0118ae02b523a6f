// mode: Audit records what a policy would do, and changes nothing.

import { beforeAll, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { document, policy } from '../policy/yaml.ts';
import { connectAll, enforce, loudProfile, times } from './policy-host.ts';
import { adminClient, anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

function audit(name: string, rules: readonly string[], more = ''): string {
  const lines = ['hostSelector: {}', 'mode: Audit', ...(more === '' ? [] : [more]), 'ingress:'];
  return document('FirewallPolicy', name, [...lines, ...rules.map((rule) => `- ${rule}`)].join('\n'));
}

const allow = (port: number) => `{name: allow-${port}, action: Allow, ports: [{protocol: TCP, ports: [${port}]}]}`;
const anyone = (action: string) => `{name: all, action: ${action}, ports: [{protocol: TCP}]}`;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    for (const port of [22, 80]) await world.hostPeer.listen({ protocol: 'tcp', port });
  });

  /** The hits of the rules of a chain that end a packet's way through the policy. */
  async function hits(family: Family, chain: string): Promise<readonly number[]> {
    const counts = await world.counters(family, chain);
    return counts.filter(({ text }) => !text.includes('NFLOG')).map(({ packets }) => packets);
  }

  test('a Deny refuses nobody, is recorded, and carries its hits; the next policy decides', async () => {
    const log = await world.readLog(5);
    await enforce(world, loudProfile, audit('a-trial', [anyone('Deny')]), policy('b-real', 'ingress', allow(22)));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 80] })).toEqual(['connected', 'refused']);
      expect(await hits(family, 'GW-IN-a-trial')).toEqual([2]);
    }
    const prefixes = await log.prefixes(6);
    // The second packet of each family met our Deny in Audit, then the default.
    expect(prefixes.filter((prefix) => prefix === 'gw:a-trial/all:D:audit')).toHaveLength(4);
    expect(prefixes.filter((prefix) => prefix !== 'gw:a-trial/all:D:audit')).toEqual(times(2, 'gw:default/ingress:R'));
  });

  test('an Allow lets nobody in', async () => {
    await enforce(world, loudProfile, audit('a-trial', [anyone('Allow')]));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['refused']);
      expect(await hits(family, 'GW-IN-a-trial')).toEqual([1]);
    }
  });

  test('a Pass in Audit skips no policy of the tier, and the first rule that matches is the only one', async () => {
    await enforce(
      world,
      loudProfile,
      audit('a-trial', [anyone('Pass'), anyone('Deny').replace('all', 'more')]),
      policy('b-real', 'ingress', allow(22)),
    );
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22] })).toEqual(['connected']);
      expect(await hits(family, 'GW-IN-a-trial')).toEqual([1, 0]);
    }
  });

  test('limits refuse nobody, and what they would have refused is counted apart', async () => {
    const limited = (field: string) =>
      `{name: web, action: Allow, from: [{interfaces: [${anyClient.name}]}, {networks: [192.0.2.0/24]}], ports: [{protocol: TCP}], ${field}}`;
    const rate = 'rateLimit: {rate: 1/hour, burst: 2}, connectionLimit: {max: 50}';
    await enforce(world, loudProfile, audit('a-trial', [limited(rate)]), policy('b-real', 'ingress', allow(22)));
    for (const family of families) {
      expect(await connectAll(world, { family, ports: times(5, 22) })).toEqual(times(5, 'connected'));
      const save = await world.saveCounters(family);
      const returned = save.split('\n').filter((line) => /-A GW-IN-a-trial\.\S+ .*-j RETURN$/.test(line));
      const packets = returned.map((line) => Number(/^\[(\d+):/.exec(line)?.[1]));
      expect(packets.toSorted()).toEqual([0, 2, 3]);
    }
    expect(await connectAll(world, { from: adminClient, family: 'ipv4', ports: [22] })).toEqual(['connected']);
  });

  test('a policy of more than 500 rules is left from within its parts, and no other policy is skipped', async () => {
    const many = Array.from(
      { length: 540 },
      (_, index) => `{name: r${index}, action: Deny, ports: [{protocol: TCP, ports: [${index + 1}]}]}`,
    );
    // Its way out asks for the bit, too: one that is left over would end the tier there.
    const pass = policy('b-pass', 'ingress', '{name: on, action: Pass, ports: [{protocol: TCP, ports: [999]}]}');
    const next = policy('c-real', 'ingress', allow(22), '{name: no, action: Reject, ports: [{protocol: TCP}]}');
    await enforce(world, loudProfile, audit('a-trial', many), pass, next);
    for (const family of families) {
      expect(await connectAll(world, { family, ports: [22, 80] })).toEqual(['connected', 'refused']);
      const save = await world.saveCounters(family);
      const met = save.split('\n').filter((line) => /^\[[1-9].* -A GW-IN-a-trial\..*-g GW-PASS$/.test(line));
      expect(met).toHaveLength(2);
    }
  });
});
