// Entries of sets with an end: the kernel closes by itself what an Allow opened, and what a Deny refuses stays refused.

import { beforeAll, describe, expect, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';
import { connectAll, loudProfile } from './policy-host.ts';
import { dataplaneOf, observe } from './rulesets.ts';
import { anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;

/** In whole seconds from now. */
function fromNow(seconds: number): string {
  return `${new Date(Date.now() + seconds * 1_000).toISOString().slice(0, 19)}Z`;
}

const guests = (expires: string) =>
  document(
    'NetworkSet',
    'guests',
    `entries: [{network: ${anyClient.ipv4}, expires: "${expires}", reason: a test}, {network: "${anyClient.ipv6}", expires: "${expires}"}]`,
  );
const allow = policy('p', 'ingress', '{name: r, action: Allow, services: [http], from: [{networkSets: [guests]}]}');
const refuse = policy(
  'p',
  'ingress',
  '{name: r, action: Reject, services: [http], from: [{networkSets: [guests]}]}',
  '{name: s, action: Allow, services: [http]}',
);

function compile(...documents: readonly string[]): Desired {
  const manifests = readYaml({ 'a.yaml': [loudProfile, ...documents].join('---\n') });
  const selected = selectForHost(manifests, { name: 'host', labels: {}, nowMs: Date.now() });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return compileRuleset(selected.value);
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [anyClient] });
    await world.hostPeer.listen({ protocol: 'tcp', port: 80 });
  });

  const apply = async (desired: Desired) => {
    await applyDesired(dataplaneOf(world), desired, never);
    await world.flushConntrack();
    return planChanges(desired, await observe(world));
  };
  const ask = () =>
    Promise.all(
      families.map(async (family) => {
        await world.flushConntrack();
        return (await connectAll(world, { family, ports: [80] }))[0];
      }),
    );
  const members = async () =>
    (await observe(world)).sets
      .filter(({ type }) => type === 'hash:net')
      .map(({ name, entries }) => [name, ...entries]);
  /** The kernel is asked, not a clock: the entry is gone when it says so. */
  const untilGone = async (family: Family) => {
    const address = anyClient[family];
    for (;;) {
      const saved = await world.run('ipset', ['save']);
      if (!saved.includes(` ${address} `)) return;
    }
  };

  test('an Allow lets in until the end, and then nobody, with no controller to see to it', async () => {
    expect(isEmptyPlan(await apply(compile(guests(fromNow(3_600)), allow)))).toBe(true);
    expect(await ask()).toEqual(['connected', 'connected']);

    await apply(compile(guests(fromNow(4)), allow));
    await Promise.all(families.map(untilGone));
    expect(await ask()).toEqual(['refused', 'refused']);
  });

  test('and its rules stay as they are when the entry comes, while it counts, and when it has gone', async () => {
    await apply(compile(guests(fromNow(3_600)), allow));
    const rules = async () => {
      const saved = await Promise.all(families.map((family) => world.save(family)));
      return saved.map((text) => text.split('\n').filter((line) => line.startsWith('-A ')));
    };
    const before = await rules();
    expect(isEmptyPlan(await apply(compile(guests(fromNow(7_200)), allow)))).toBe(true);
    expect(isEmptyPlan(await apply(compile(guests('2037-12-31T00:00:00Z'), allow)))).toBe(true);
    expect(isEmptyPlan(await apply(compile(guests(fromNow(-1)), allow)))).toBe(true);
    expect(await members()).toEqual([['gw4-guests.until'], ['gw6-guests.until']]);
    expect(await rules()).toEqual(before);
  });

  test('a refusal stays until a pass takes the entry out', async () => {
    const desired = compile(guests(fromNow(2)), refuse);
    await apply(desired);
    expect(await ask()).toEqual(['refused', 'refused']);
    expect(await world.run('ipset', ['save'])).not.toContain(' timeout 0');
    expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);

    await apply(compile(guests(fromNow(-1)), refuse));
    expect(await members()).toEqual([['gw4-guests'], ['gw6-guests']]);
    expect(await ask()).toEqual(['connected', 'connected']);
  });

  test('used in both ways it is two sets, of which one ends', async () => {
    const desired = compile(guests(fromNow(3_600)), allow, refuse.replace('name: p}', 'name: q}'));
    expect(isEmptyPlan(await apply(desired))).toBe(true);
    expect((await members()).map(([name]) => name?.replace('~', '')).toSorted()).toEqual([
      'gw4-guests',
      'gw4-guests.until',
      'gw6-guests',
      'gw6-guests.until',
    ]);
  });

  test('a set that got ends, and one that lost them, are as desired', async () => {
    const plain = document('NetworkSet', 'guests', 'networks: [192.0.2.1, 192.0.2.2, "2001:db8::1", "2001:db8::2"]');
    expect(isEmptyPlan(await apply(compile(plain, allow)))).toBe(true);
    expect(isEmptyPlan(await apply(compile(guests(fromNow(3_600)), allow)))).toBe(true);
    expect(isEmptyPlan(await apply(compile(plain, allow)))).toBe(true);
  });

  test('somebody who makes an entry last for ever finds its end put back', async () => {
    const desired = compile(guests(fromNow(3_600)), allow);
    await apply(desired);
    await world.run('ipset', ['add', 'gw4-guests.until', anyClient.ipv4, 'timeout', '0', '-exist']);
    const [plan] = planChanges(desired, await observe(world)).sets;
    expect(plan?.add).toEqual([anyClient.ipv4]);
    expect(isEmptyPlan(await apply(desired))).toBe(true);
  });
});
