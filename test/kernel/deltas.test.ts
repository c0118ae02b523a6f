// One rule among a thousand: the script holds one edit, and nobody else's counters change. On both backends and families.

import { describe, expect, onTestFinished, test } from 'vitest';
import { countPlan, isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { renderSetsAfter, renderSetsBefore, renderTable } from '../../src/plan/render.ts';
import { families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { compileFiles, loadWhole, observe } from './rulesets.ts';
import { anyClient, backends, makeWorld, type World } from './world.ts';

const size = 1000;

function rule(port: number): string {
  return `- {name: p${port}, action: Allow, ports: [{protocol: TCP, ports: [${port}]}]}`;
}

function compilePorts(ports: readonly number[]): Desired {
  const text = `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: many}
spec:
  hostSelector: {}
  ingress:
  - {name: ssh, action: Allow, services: [ssh]}
${ports.map((port) => `  ${rule(port)}`).join('\n')}
`;
  return compileFiles([{ path: 'many.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
}

/**
 * Gives every rule of the chain a count, by real packets: iptables 1.8.9 on nft ignores counters that are restored into
 * IPv6 rules (`[5:300] -A …` under `--counters` reads back as `[0:0]`), so they cannot be written.
 */
async function countPackets(world: World): Promise<void> {
  const { peer, host } = world.client(anyClient);
  for (const family of families) {
    for (let from = 0; from < ports.length; from += 100) {
      const batch = ports.slice(from, from + 100).map((port) => peer.connect({ host: host[family], port }));
      const outcomes = new Set((await Promise.all(batch)).map(({ outcome }) => outcome));
      expect([...outcomes]).toEqual(['refused']);
    }
  }
}

async function countsByText(world: World, family: (typeof families)[number]): Promise<ReadonlyMap<string, number>> {
  const lines = (await world.saveCounters(family)).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, packets, text] = /^\[(\d+):\d+\] -A GW-IN-many\S* (.*-j ACCEPT)$/.exec(line) ?? [];
      return text === undefined ? [] : [[text, Number(packets)] as const];
    }),
  );
}

async function applyPlan(world: World, desired: Desired): Promise<ReturnType<typeof countPlan>> {
  const plan = planChanges(desired, await observe(world));
  const before = renderSetsBefore(plan);
  if (before !== '') await world.run('ipset', ['restore'], before);
  for (const table of plan.transactions) await world.restore(table.family, renderTable(table));
  const after = renderSetsAfter(plan);
  if (after !== '') await world.run('ipset', ['restore'], after);
  expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
  return countPlan(plan);
}

const ports = Array.from({ length: size }, (_, index) => 2000 + index);
const none = { added: 0, removed: 0, replaced: 0, entriesAdded: 0, entriesRemoved: 0 };

/** Per family: the shortest possible script, and the rules that it may not touch. */
const changes: readonly (readonly [string, readonly number[], Partial<typeof none>, number])[] = [
  ['a rule into the middle', ports.toSpliced(500, 0, 9000), { added: 1 }, size],
  ['a rule out of the middle', ports.toSpliced(500, 1), { removed: 1 }, size - 1],
  ['a rule at the head', [9000, ...ports], { added: 1 }, size],
  ['a rule at the tail', [...ports, 9000], { added: 1 }, size],
  ['a rule moved from the head to the tail', [...ports.slice(1), 2000], { added: 1, removed: 1 }, size - 1],
  ['a rule moved up', ports.toSpliced(800, 1).toSpliced(100, 0, 2800), { added: 1, removed: 1 }, size - 1],
  ['a rule changed', ports.with(500, 9000), { replaced: 1 }, size - 1],
];

describe.each(backends)('on %s', (backend) => {
  test.each(changes)(
    '%s is as few edits as can be, and every other counter is kept',
    async (_, changed, edits, kept) => {
      const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [anyClient] });
      await loadWhole(world, compilePorts(ports));
      await countPackets(world);
      const before = { ipv4: await countsByText(world, 'ipv4'), ipv6: await countsByText(world, 'ipv6') };
      const counts = await applyPlan(world, compilePorts(changed));
      const doubled = Object.fromEntries(Object.entries({ ...none, ...edits }).map(([key, value]) => [key, value * 2]));
      expect(counts).toEqual(doubled);
      for (const family of families) {
        const after = await countsByText(world, family);
        const same = [...after].filter(([text, packets]) => packets > 0 && before[family].get(text) === packets);
        expect(same.length).toBe(kept);
      }
    },
  );

  test('a set whose entries change edits no rule', async () => {
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
    const withSet = (networks: string) =>
      compileFiles([
        {
          path: 'set.yaml',
          digest: networks,
          bytes: new TextEncoder().encode(`apiVersion: gatewright.dev/v1alpha1
kind: NetworkSet
metadata: {name: office}
spec: {networks: [${networks}]}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: many}
spec:
  hostSelector: {}
  ingress:
  - {name: ssh, action: Allow, from: [{networkSets: [office]}], services: [ssh]}
`),
        },
      ]);
    await loadWhole(world, withSet('192.0.2.1, 198.51.100.0/24, "2001:db8::1", "2001:db8:1::/48"'));
    const counts = await applyPlan(world, withSet('192.0.2.7, 198.51.100.0/24, "2001:db8::1", "2001:db8:1::/48"'));
    expect(counts).toEqual({ ...none, entriesAdded: 1, entriesRemoved: 1 });
  });
});
