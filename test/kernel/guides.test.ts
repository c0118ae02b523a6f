// The guides in the kernel: their commands do what their facts say, and their manifests load, read back, and need no second pass.

import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import type { Desired, DesiredTable, Hook, Observed, ObservedTable, TableName } from '../../src/ruleset/ruleset.ts';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { tellFact } from '../docs/facts.ts';
import { compileGuide, type GuideSection, listGuideSections } from '../docs/guides.ts';
import { dataplaneOf, desiredChains, observe, observedChains } from './rulesets.ts';
import { backends, endOfSuite, makeWorld, type World } from './world.ts';

const sections = listGuideSections();
const origin = { file: 'shell', line: 1, column: 1, endLine: 1 };
const builtins: readonly Hook['builtin'][] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];
const chainsOf: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: builtins,
  nat: builtins.filter((name) => name !== 'FORWARD'),
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};
const nothing = Object.entries(chainsOf)
  .map(([table, chains]) => `*${table}\n${chains.map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')}COMMIT\n`)
  .join('');

/** What stands in the kernel as the simulator takes it: chains that are hooked in, a policy of DROP as their last rule. */
function asDesired(observed: Observed): Desired {
  const tablesOf = (family: 'ipv4' | 'ipv6') => [...observed[family].tables.values()].map(asTable);
  return {
    ipv4: { family: 'ipv4', tables: tablesOf('ipv4') },
    ipv6: { family: 'ipv6', tables: tablesOf('ipv6') },
    sets: observed.sets.map(({ name, entries }) => ({ name, entries, type: 'hash:net', family: 'ipv4', origin })),
  };
}

function asTable({ name, chains }: ObservedTable): DesiredTable {
  const present = builtins.filter((builtin) => chains.has(builtin));
  const rename = (chain: string) => (present.some((builtin) => builtin === chain) ? `GW-${chain}` : chain);
  return {
    name: name as TableName,
    chains: [...chains.values()].map(({ name: chain, policy, rules }) => ({
      name: rename(chain),
      rules: [...rules.map(({ text }) => text), ...(policy === 'DROP' ? ['-j DROP'] : [])].map((text) => ({
        text,
        label: text,
        role: 'verdict',
        origin,
      })),
    })),
    hooks: present.map((builtin) => ({ builtin, target: rename(builtin), after: [] })),
  };
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  let path: string;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [] });
    // The programs by the names that people call them by.
    path = join(world.folder, 'bin');
    await mkdir(path);
    for (const program of ['iptables', 'ip6tables']) {
      await symlink(`/usr/sbin/xtables-${backend}-multi`, join(path, program));
    }
  });

  async function typeCommands(commands: readonly string[]): Promise<void> {
    const options = { deadlineMs: 20_000, env: { ...world.env, PATH: `${path}:${world.env.PATH ?? ''}` } };
    const { code, stderr } = await world.host.exec('sh', ['-ec', commands.join('\n')], options);
    if (code !== 0) throw new Error(stderr);
  }

  async function clear(): Promise<void> {
    for (const family of families) await world.restore(family, nothing, { flush: true });
    await world.run('ipset', ['destroy']);
  }

  test.each(sections.filter(({ manifests }) => manifests !== undefined))(
    '$name: the manifests are kept as they were meant',
    async ({ manifests = '' }: GuideSection) => {
      const desired = compileGuide(manifests);
      await applyDesired(dataplaneOf(world), desired, new AbortController().signal);
      const observed = await observe(world);
      for (const family of families) expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
      expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
    },
  );

  test.each(sections.filter(({ commands }) => commands.length > 0))(
    '$name: the commands do what the facts say',
    async ({ commands, facts }: GuideSection) => {
      await clear();
      await typeCommands(commands);
      const simulate = simulateRuleset(asDesired(await observe(world)));
      expect(facts.map((fact) => tellFact(fact, simulate))).toEqual(facts.map(({ line }) => line));
    },
  );
});
