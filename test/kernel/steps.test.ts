// Several tables that change at once, and sets that change with rules: what stands after each transaction, and after a kill.

import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import type { Family } from '../../src/policy/family.ts';
import { type Dataplane, DataplaneError } from '../../src/ports.ts';
import type { Desired, DesiredChain, DesiredRule, DesiredTable, Hook, TableName } from '../../src/ruleset/ruleset.ts';
import { dataplaneOf, desiredChains, observe, observedChains } from './rulesets.ts';
import { backends, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const origin = { file: 'test', line: 1, column: 1, endLine: 1 };

function rule(text: string): DesiredRule {
  return { text, label: '', role: 'verdict', origin };
}

function chain(name: string, ...texts: readonly string[]): DesiredChain {
  return { name, rules: texts.map(rule) };
}

function hook(builtin: Hook['builtin'], target: string): Hook {
  return { builtin, target, after: [] };
}

function table(name: TableName, hooks: readonly Hook[], ...chains: readonly DesiredChain[]): DesiredTable {
  return { name, hooks, chains: chains.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

function ruleset(tables: readonly DesiredTable[], sets: Desired['sets'] = []): Desired {
  return { ipv4: { family: 'ipv4', tables }, ipv6: { family: 'ipv6', tables: [] }, sets };
}

/** A port forward to `target`, with the accept that goes with it, in a policy of its own. */
function forwardTo(target: string, extra: readonly DesiredTable[] = []): Desired {
  return ruleset(
    [
      table(
        'nat',
        [hook('PREROUTING', 'GW-DNAT')],
        chain('GW-DNAT', `-p udp -m udp --dport 53 -j DNAT --to-destination ${target}`),
      ),
      table(
        'filter',
        [hook('FORWARD', 'GW-FWD')],
        chain('GW-FWD', '-j GW-FWD-web', '-j GW-FWD-log', '-j DROP'),
        chain('GW-FWD-log', '-p tcp -m tcp --dport 9 -j ACCEPT'),
        chain('GW-FWD-web', '-p tcp -m tcp --dport 1 -j ACCEPT', `-d ${target}/32 -j ACCEPT`),
      ),
      ...extra,
    ].toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
  );
}

const order: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];
const raw = table('raw', [hook('PREROUTING', 'GW-RAW')], chain('GW-RAW', '-p tcp -m tcp --dport 7 -j DROP'));

async function host(backend: (typeof backends)[number]): Promise<World> {
  return await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
}

/** The kernel's saves behind each transaction. */
function watched(world: World): { readonly dataplane: Dataplane; readonly saves: string[] } {
  const dataplane = dataplaneOf(world);
  const saves: string[] = [];
  const restore: Dataplane['restore'] = async (family, script, signal) => {
    await dataplane.restore(family, script, signal);
    saves.push(await world.save('ipv4'));
  };
  return { dataplane: { ...dataplane, restore }, saves };
}

/** Dies, as a kill does, before write number `at`; nothing is put back. */
function dying(world: World, at: number): Dataplane {
  const dataplane = dataplaneOf(world);
  let writes = 0;
  const die = () => Promise.reject(new Error('killed'));
  return {
    ...dataplane,
    restore: (family: Family, script, signal) => (writes++ < at ? dataplane.restore(family, script, signal) : die()),
  };
}

/** What a packet to UDP port 53 meets: how it is translated and which rule of GW-FWD-web lets it through. */
function versionsOf(save: string): { readonly nat: readonly string[]; readonly filter: readonly string[] } {
  const [flipped, bit = ''] = /-A GW-~FLIP -j MARK --set-xmark (0x[0-9a-f]+)/.exec(save) ?? [];
  const isFlipped = flipped !== undefined && save.includes('-A PREROUTING -j GW-~FLIP');
  const lines = save.split('\n');
  const follow = (name: string): readonly string[] => {
    const found: string[] = [];
    for (const line of lines.filter((line) => line.startsWith(`-A ${name} `))) {
      const lead = / -g (GW-~\S+)$/.exec(line)?.[1];
      if (lead !== undefined && isFlipped && line.includes(bit)) return follow(lead);
      if (line.includes('--mark')) continue;
      const jump = / -j (GW-\S+)$/.exec(line)?.[1];
      found.push(...(jump === undefined ? [line.replace(/^-A \S+ /, '')] : follow(jump)));
    }
    return found;
  };
  return { nat: follow('GW-DNAT'), filter: follow('GW-FWD') };
}

function versionOf(desired: Desired): ReturnType<typeof versionsOf> {
  const saved = Object.entries(desiredChains(desired.ipv4)).flatMap(([place, texts]) =>
    texts.map((text) => `-A ${place.split(' ')[1]} ${text}`),
  );
  return versionsOf(saved.join('\n'));
}

describe.each(backends)('on %s', (backend) => {
  const steps: readonly [string, Desired, Desired][] = [
    ['a forward moves', forwardTo('192.0.2.1'), forwardTo('192.0.2.2')],
    ['a forward moves and raw changes', forwardTo('192.0.2.1'), forwardTo('192.0.2.2', [raw])],
    ['a forward moves and raw loses its rules', forwardTo('192.0.2.1', [raw]), forwardTo('192.0.2.2')],
  ];

  test.each(steps)('after each transaction nat and filter are of one revision: %s', async (_, before, after) => {
    const world = await host(backend);
    await applyDesired(dataplaneOf(world), before, never);
    const { dataplane, saves } = watched(world);
    await applyDesired(dataplane, after, never);
    const seen = [...new Set(saves.map((save) => JSON.stringify(versionsOf(save))))];
    expect(seen).toEqual([JSON.stringify(versionOf(before)), JSON.stringify(versionOf(after))]);
    expect(observedChains((await observe(world)).ipv4)).toEqual(desiredChains(after.ipv4));
  });

  test.each(steps)(
    'a kill before any write is healed, and no mixture is met on the way: %s',
    async (_, before, after) => {
      const world = await host(backend);
      await applyDesired(dataplaneOf(world), before, never);
      const { saves, dataplane } = watched(world);
      await applyDesired(dataplane, after, never);
      const writes = saves.length;
      for (let at = 0; at < writes; at += 1) {
        await applyDesired(dataplaneOf(world), before, never);
        await expect(applyDesired(dying(world, at), after, never), `write ${at} of ${writes}`).rejects.toThrow(
          'killed',
        );
        const healing = watched(world);
        await applyDesired(healing.dataplane, after, never);
        expect(observedChains((await observe(world)).ipv4)).toEqual(desiredChains(after.ipv4));
        const known = [before, after].map((desired) => JSON.stringify(versionOf(desired)));
        for (const save of healing.saves) expect(known).toContain(JSON.stringify(versionsOf(save)));
      }
    },
  );

  test('what is refused at any phase is put back exactly', async () => {
    const world = await host(backend);
    const before = forwardTo('192.0.2.1', [raw]);
    const after = forwardTo('192.0.2.2');
    await applyDesired(dataplaneOf(world), before, never);
    const stood = await world.save('ipv4');
    for (let at = 1; at < 8; at += 1) {
      const dataplane = dataplaneOf(world);
      let writes = 0;
      const failing: Dataplane = {
        ...dataplane,
        restore(family, script, signal) {
          writes += 1;
          if (writes === at) return Promise.reject(new DataplaneError('NotPermitted', 'refused by the test'));
          return dataplane.restore(family, script, signal);
        },
      };
      await expect(applyDesired(failing, after, never)).rejects.toThrow('refused by the test');
      expect(await world.save('ipv4')).toBe(stood);
    }
  });

  test('a bit that others use is left to them, and without a free one the tables change one after the other', async () => {
    const world = await host(backend);
    await world.restore('ipv4', '*mangle\n-A PREROUTING -m mark --mark 0x1000/0x1000 -j ACCEPT\nCOMMIT\n');
    await applyDesired(dataplaneOf(world), forwardTo('192.0.2.1'), never);
    const { dataplane, saves } = watched(world);
    await applyDesired(dataplane, forwardTo('192.0.2.2'), never);
    expect(saves.some((save) => save.includes('--set-xmark 0x800/0x800'))).toBe(true);
    expect(saves.some((save) => save.includes('--set-xmark 0x1000'))).toBe(false);
    await world.iptables('ipv4', '-t', 'mangle', '-A', 'OUTPUT', '-j', 'MARK', '--set-mark', '1');
    const plain = watched(world);
    await applyDesired(plain.dataplane, forwardTo('192.0.2.1'), never);
    expect(plain.saves).toHaveLength(2);
    expect(plain.saves.join('').includes('GW-~')).toBe(false);
  });

  test('rules that stay keep their counters through all phases', async () => {
    const world = await host(backend);
    await applyDesired(dataplaneOf(world), forwardTo('192.0.2.1'), never);
    await world.run(
      `iptables-${backend}-restore`,
      ['--noflush', '--counters'],
      '*filter\n[5:300] -R GW-FWD-web 1 -p tcp -m tcp --dport 1 -j ACCEPT\n[7:420] -R GW-FWD-log 1 -p tcp -m tcp --dport 9 -j ACCEPT\nCOMMIT\n',
    );
    await applyDesired(dataplaneOf(world), forwardTo('192.0.2.2'), never);
    expect((await world.counters('ipv4', 'GW-FWD-web')).map(({ packets }) => packets)).toEqual([5, 0]);
    expect((await world.counters('ipv4', 'GW-FWD-log')).map(({ packets }) => packets)).toEqual([7]);
  });

  test('a rule of others that leads into our chains is named and not touched, and what it leads to stays', async () => {
    const world = await host(backend);
    await applyDesired(dataplaneOf(world), forwardTo('192.0.2.1'), never);
    await world.iptables('ipv4', '-A', 'INPUT', '-i', 'eth9', '-j', 'GW-FWD-web');
    const after = ruleset([table('filter', [hook('FORWARD', 'GW-FWD')], chain('GW-FWD', '-j DROP'))]);
    const { foreignJumps } = await applyDesired(dataplaneOf(world), after, never);
    expect(foreignJumps).toEqual([
      { family: 'ipv4', table: 'filter', chain: 'INPUT', text: '-i eth9 -j GW-FWD-web', target: 'GW-FWD-web' },
    ]);
    const save = await world.save('ipv4');
    expect(save.includes('-A INPUT -i eth9 -j GW-FWD-web')).toBe(true);
    expect(save.includes('-A GW-FWD-web -d 192.0.2.1/32 -j ACCEPT')).toBe(true);
    expect(isEmptyPlan(planChanges(after, await observe(world)))).toBe(true);
  });
});
