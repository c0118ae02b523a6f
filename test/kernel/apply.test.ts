// Applying on a real kernel when something goes wrong half-way: what was there before is back, and foreign things stay.

import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, nothingDesired, planChanges } from '../../src/plan/plan.ts';
import type { Family } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { withoutEmptyTables } from '../fixtures/saved.ts';
import { compileFiles, dataplaneOf, observe } from './rulesets.ts';
import { backends, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;

function compile(rules: string, networks = '192.0.2.1, 198.51.100.0/24, "2001:db8::1", "2001:db8:1::/48"'): Desired {
  const text = `apiVersion: gatewright.dev/v1alpha1
kind: NetworkSet
metadata: {name: office}
spec: {networks: [${networks}]}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: p}
spec:
  hostSelector: {}
  ingress:
${rules}
`;
  return compileFiles([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
}

const ssh = '  - {name: ssh, action: Allow, from: [{networkSets: [office]}], services: [ssh]}';
const web = '  - {name: web, action: Allow, services: [http]}';
const foreign = '*filter\n:MINE - [0:0]\n-A INPUT -s 203.0.113.9/32 -j MINE\n-A MINE -j DROP\nCOMMIT\n';

async function everything(world: World): Promise<readonly string[]> {
  return [
    await world.save('ipv4'),
    await world.save('ipv6'),
    (await world.run('ipset', ['save'])).replace(/ initval \S+/g, ''),
  ];
}

/** Refuses the first `times` writes of that family. */
function refuseFirst(refused: Family, times: number): (family: Family) => boolean {
  let left = times;
  return (family) => family === refused && left-- > 0;
}

/** The first try, the retries, and the last one without positions. */
const allTries = 4;

async function makeHost(backend: (typeof backends)[number]): Promise<World> {
  const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
  await world.restore('ipv4', foreign);
  return world;
}

describe.each(backends)('on %s', (backend) => {
  test('a second pass after a good one writes nothing', async () => {
    const world = await makeHost(backend);
    const desired = compile(`${ssh}\n${web}`);
    await applyDesired(dataplaneOf(world), desired, never);
    const before = await everything(world);
    const { plan } = await applyDesired(
      dataplaneOf(world, () => true),
      desired,
      never,
    );
    expect(isEmptyPlan(plan)).toBe(true);
    expect(await everything(world)).toEqual(before);
  });

  test('when IPv6 is refused, IPv4 and the sets are put back as they were', async () => {
    const world = await makeHost(backend);
    await applyDesired(dataplaneOf(world), compile(ssh), never);
    const before = await everything(world);
    const changed = compile(`${web}\n${ssh}`, '192.0.2.7, 198.51.100.0/24, "2001:db8::7", "2001:db8:1::/48"');
    const refuseAll = refuseFirst('ipv6', allTries);
    await expect(applyDesired(dataplaneOf(world, refuseAll), changed, never)).rejects.toThrow('refused by the test');
    expect(await everything(world)).toEqual(before);
  });

  test.each([1, allTries - 1])('what is refused %i times and then accepted is applied whole', async (times) => {
    const world = await makeHost(backend);
    await applyDesired(dataplaneOf(world), compile(`${ssh}\n${web}`), never);
    const desired = compile(`${web}\n${ssh}`);
    await applyDesired(dataplaneOf(world, refuseFirst('ipv6', times)), desired, never);
    expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
  });

  test('when the very first apply is refused, nothing of ours is left', async () => {
    const world = await makeHost(backend);
    const before = await everything(world);
    const refuseAll = refuseFirst('ipv6', allTries);
    await expect(applyDesired(dataplaneOf(world, refuseAll), compile(ssh), never)).rejects.toThrow(
      'refused by the test',
    );
    const owned = (await everything(world)).join('\n').match(/GW-|gw[46]-/g);
    expect(owned).toBeNull();
    // On nft and legacy alike the tables of IPv6 stay empty or untouched.
    expect(withoutEmptyTables((await everything(world))[0] ?? '')).toEqual(before[0]);
  });

  test('uninstalling leaves the foreign part byte for byte', async () => {
    const world = await makeHost(backend);
    const before = await world.save('ipv4');
    await applyDesired(dataplaneOf(world), compile(`${ssh}\n${web}`), never);
    await applyDesired(dataplaneOf(world), nothingDesired, never);
    expect(withoutEmptyTables(await world.save('ipv4'))).toBe(before);
    expect(await world.run('ipset', ['save'])).toBe('');
  });

  test('a set that a foreign rule uses stays and is named, and everything else is as wanted', async () => {
    const world = await makeHost(backend);
    await applyDesired(dataplaneOf(world), compile(ssh), never);
    await world.iptables('ipv4', '-A', 'MINE', '-m', 'set', '--match-set', 'gw4-office', 'src', '-j', 'ACCEPT');
    const desired = compile(web);
    const { leftSets } = await applyDesired(dataplaneOf(world), desired, never);
    expect(leftSets).toEqual([{ name: 'gw4-office' }]);
    const left = planChanges(desired, await observe(world));
    expect(isEmptyPlan({ ...left, destroyed: [] })).toBe(true);
    expect(left.destroyed).toEqual(['gw4-office']);
  });

  test('an owned set name that somebody else took is refused and not touched', async () => {
    const world = await makeHost(backend);
    await world.run('ipset', ['create', 'gw4-office', 'bitmap:port', 'range', '1-100']);
    const before = await everything(world);
    await expect(applyDesired(dataplaneOf(world), compile(ssh), never)).rejects.toThrow(
      /the ipset gw4-office exists as bitmap:port range 1-100, not as hash:net family inet; somebody else made it: rename or destroy it/,
    );
    expect(await everything(world)).toEqual(before);
  });

  test('a set that shrinks to one member becomes an address in the rule and back, without a gap in what is desired', async () => {
    const world = await makeHost(backend);
    await applyDesired(dataplaneOf(world), compile(ssh), never);
    const one = compile(ssh, '192.0.2.1, "2001:db8::1"');
    await applyDesired(dataplaneOf(world), one, never);
    expect(await world.run('ipset', ['list', '-name'])).toBe('gw4-revoked\ngw6-revoked\n');
    expect((await world.save('ipv4')).includes('-s 192.0.2.1/32 -p tcp -m tcp --dport 22')).toBe(true);
    await applyDesired(dataplaneOf(world), compile(ssh), never);
    expect((await world.save('ipv4')).includes('--match-set gw4-office src')).toBe(true);
  });
});
