// How sets change: entry by entry, swapped, or made beside; seen in the scripts and in the kernel.

import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import type { Dataplane } from '../../src/ports.ts';
import { temporarySetName } from '../../src/ruleset/names.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { dataplaneOf, observe } from './rulesets.ts';
import { backends, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const origin = { file: 'test', line: 1, column: 1, endLine: 1 };

function desiredOf(sets: Readonly<Record<string, readonly string[]>>, rules: readonly string[]): Desired {
  const chains = [
    { name: 'GW-IN', rules: rules.map((text) => ({ text, label: '', role: 'verdict' as const, origin })) },
  ];
  const hooks = [{ builtin: 'INPUT' as const, target: 'GW-IN', after: [] }];
  return {
    ipv4: { family: 'ipv4', tables: [{ name: 'filter', chains, hooks }] },
    ipv6: { family: 'ipv6', tables: [] },
    sets: Object.entries(sets).map(([name, entries]) => ({ name, family: 'ipv4', type: 'hash:net', entries, origin })),
  };
}

const source = '-m set --match-set gw4-a src -j ACCEPT';
const both = '-m set --match-set gw4-a src,dst -j ACCEPT';
const other = '-m set --match-set gw4-b dst -j DROP';
const plain = '-p tcp -m tcp --dport 9 -j ACCEPT';

/** A host that holds `desired`, and the scripts that were run since. */
async function hostWith(backend: (typeof backends)[number], desired: Desired) {
  const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
  await applyDesired(dataplaneOf(world), desired, never);
  const dataplane = dataplaneOf(world);
  const rules: string[] = [];
  const sets: string[] = [];
  const recorded: Dataplane = {
    ...dataplane,
    restore: (family, script, signal) => {
      rules.push(...script.split('\n').filter((line) => / ?-[ADIR] /.test(line)));
      return dataplane.restore(family, script, signal);
    },
    restoreSets: (script, signal) => {
      sets.push(...script.trimEnd().split('\n'));
      return dataplane.restoreSets(script, signal);
    },
  };
  return { world, rules, sets, apply: (next: Desired) => applyDesired(recorded, next, never) };
}

async function entries(world: World): Promise<readonly string[]> {
  const { sets } = await observe(world);
  return sets.map(({ name, entries }) => `${name}: ${entries.toSorted().join(' ')}`);
}

const temporary = temporarySetName('gw4-a');

describe.each(backends)('on %s', (backend) => {
  test('one set that changes alone and is looked up on one side changes entry by entry, adds first', async () => {
    const { world, rules, sets, apply } = await hostWith(
      backend,
      desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.2'] }, [source]),
    );
    await apply(desiredOf({ 'gw4-a': ['10.0.0.2', '10.0.0.3'] }, [source]));
    expect(sets).toEqual(['add gw4-a 10.0.0.3', 'del gw4-a 10.0.0.1']);
    expect(rules).toEqual([]);
    expect(await entries(world)).toEqual(['gw4-a: 10.0.0.2 10.0.0.3']);
  });

  test('a set that is looked up on both sides is swapped at one stroke', async () => {
    const { world, rules, sets, apply } = await hostWith(
      backend,
      desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.2'] }, [both]),
    );
    await apply(desiredOf({ 'gw4-a': ['10.0.0.2', '10.0.0.3'] }, [both]));
    expect(sets.slice(-2)).toEqual([`swap ${temporary} gw4-a`, `destroy ${temporary}`]);
    expect(rules).toEqual([]);
    expect(await entries(world)).toEqual(['gw4-a: 10.0.0.2 10.0.0.3']);
  });

  test('sets that change with rules are made beside, the rules switch in one transaction, and their counts stay', async () => {
    const { world, rules, apply } = await hostWith(
      backend,
      desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.2'], 'gw4-b': ['10.1.0.0/16', '10.2.0.0/16'] }, [source, other]),
    );
    await world.run(
      `iptables-${backend}-restore`,
      ['--noflush', '--counters'],
      `*filter\n[5:300] -R GW-IN 1 ${source}\nCOMMIT\n`,
    );
    const next = desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.9'], 'gw4-b': ['10.1.0.0/16', '10.2.0.0/16'] }, [
      plain,
      source,
      other,
    ]);
    await apply(next);
    expect(rules).toEqual([`[5:300] -R GW-IN 1 ${source.replace('gw4-a', 'gw4-a~')}`, `-I GW-IN 1 ${plain}`]);
    expect(await entries(world)).toEqual(['gw4-b: 10.1.0.0/16 10.2.0.0/16', 'gw4-a~: 10.0.0.1 10.0.0.9']);
    expect((await world.counters('ipv4', 'GW-IN')).map(({ packets }) => packets)).toEqual([0, 5, 0]);
    expect(isEmptyPlan(planChanges(next, await observe(world)))).toBe(true);
  });

  test('and the next such change leads back to the first name', async () => {
    const first = desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.2'] }, [source]);
    const { world, apply } = await hostWith(backend, first);
    await apply(desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.3'] }, [plain, source]));
    expect(await entries(world)).toEqual(['gw4-a~: 10.0.0.1 10.0.0.3']);
    await apply(first);
    expect(await entries(world)).toEqual(['gw4-a: 10.0.0.1 10.0.0.2']);
  });

  test('two sets that change together are both made beside', async () => {
    const { world, rules, apply } = await hostWith(
      backend,
      desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.2'], 'gw4-b': ['10.1.0.0/16', '10.2.0.0/16'] }, [source, other]),
    );
    await apply(
      desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.3'], 'gw4-b': ['10.1.0.0/16', '10.3.0.0/16'] }, [source, other]),
    );
    expect(rules).toHaveLength(2);
    expect(await entries(world)).toEqual(['gw4-a~: 10.0.0.1 10.0.0.3', 'gw4-b~: 10.1.0.0/16 10.3.0.0/16']);
  });

  test('a set of ours of another kind is made anew, and one that lets entries expire, too', async () => {
    const wanted = desiredOf({ 'gw4-a': ['10.0.0.1', '10.0.0.2'] }, [source]);
    const { world, apply } = await hostWith(backend, wanted);
    const replaceBy = async (...kind: readonly string[]) => {
      await world.run('ipset', ['create', 'other', ...kind]);
      await world.iptables('ipv4', '-R', 'GW-IN', '1', '-m', 'set', '--match-set', 'other', 'src', '-j', 'ACCEPT');
      await world.run('ipset', ['destroy', 'gw4-a']);
      await world.run('ipset', ['rename', 'other', 'gw4-a']).catch(async () => {
        await world.run('ipset', ['create', 'gw4-a', ...kind]);
        await world.iptables('ipv4', '-R', 'GW-IN', '1', '-m', 'set', '--match-set', 'gw4-a', 'src', '-j', 'ACCEPT');
        await world.run('ipset', ['destroy', 'other']);
      });
    };
    for (const kind of [['hash:ip'], ['hash:net', 'timeout', '600'], ['hash:net', 'maxelem', '2']]) {
      await replaceBy(...kind);
      await apply(wanted);
      expect((await entries(world)).map((line) => line.replace('~', ''))).toEqual(['gw4-a: 10.0.0.1 10.0.0.2']);
      expect(await world.run('ipset', ['save'])).toMatch(
        /^create gw4-a~? hash:net family inet hashsize 1024 maxelem 1048576 /,
      );
      expect(isEmptyPlan(planChanges(wanted, await observe(world)))).toBe(true);
      await apply(desiredOf({}, [plain]));
      await apply(wanted);
    }
  });

  test('a large set that changes by more than a third is swapped, one entry of it is one entry', async () => {
    const addresses = (from: number) =>
      Array.from({ length: 3000 }, (_, index) => `10.${from}.${index >> 8}.${index & 255}`);
    const { world, sets, apply } = await hostWith(backend, desiredOf({ 'gw4-a': addresses(1) }, [source]));
    await apply(desiredOf({ 'gw4-a': addresses(2) }, [source]));
    expect(sets.slice(-2)).toEqual([`swap ${temporary} gw4-a`, `destroy ${temporary}`]);
    sets.length = 0;
    await apply(desiredOf({ 'gw4-a': [...addresses(2).slice(1), '10.9.9.9'] }, [source]));
    expect(sets).toEqual(['add gw4-a 10.9.9.9', 'del gw4-a 10.2.0.0']);
    expect((await observe(world)).sets[0]?.entries).toHaveLength(3000);
  });
});
