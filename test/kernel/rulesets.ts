// Manifests to kernel and back for kernel tests, by the functions that the controller uses.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderRuleset, renderSets } from '../../src/plan/render.ts';
import type { Family } from '../../src/policy/family.ts';
import { families } from '../../src/policy/family.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import type { SnapshotFile } from '../../src/policy/snapshot.ts';
import { type Dataplane, DataplaneError } from '../../src/ports.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { readRuleset } from '../../src/ruleset/read.ts';
import { readSets } from '../../src/ruleset/read-sets.ts';
import type { Desired, DesiredRuleset, Observed, ObservedRuleset } from '../../src/ruleset/ruleset.ts';
import type { World } from './world.ts';

/** What it takes to read and write the ruleset of a host. */
export type Host = Pick<World, 'backend' | 'run' | 'saveCounters' | 'restore'>;

/** The manifests of a folder; `edit` may change the text of each file. */
export async function readFolder(folder: string, edit = (text: string) => text): Promise<readonly SnapshotFile[]> {
  const paths = (await readdir(folder)).filter((path) => path.endsWith('.yaml')).toSorted();
  return Promise.all(
    paths.map(async (path) => ({
      path,
      digest: path,
      bytes: new TextEncoder().encode(edit(await readFile(join(folder, path), 'utf8'))),
    })),
  );
}

/** What a host without labels must enforce. Throws what is wrong with the manifests; a warning is wrong, too. */
export function compileFiles(files: readonly SnapshotFile[]): Desired {
  const { manifests, faults } = readManifests(files);
  const selected = selectForHost(manifests, { name: 'host', labels: {}, readFaults: faults });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  if (selected.value.warnings.length > 0) throw new Error(JSON.stringify(selected.value.warnings));
  return compileRuleset(selected.value);
}

/** Loads everything into a host that has no rules yet, as `render --whole` prints it. */
export async function loadWhole(world: World, desired: Desired): Promise<void> {
  await world.run('ipset', ['restore'], renderSets(desired.sets, Date.now()));
  for (const family of families) await world.restore(family, renderRuleset(desired[family], { hooks: true }));
}

/** What the host has now. */
export async function observe(world: Host): Promise<Observed> {
  const atMs = Date.now();
  const ipv4 = readRuleset('ipv4', await world.saveCounters('ipv4'));
  const ipv6 = readRuleset('ipv6', await world.saveCounters('ipv6'));
  const sets = readSets(await world.run('ipset', ['save']));
  if (!ipv4.ok || !ipv6.ok || !sets.ok) throw new Error(`cannot be read: ${JSON.stringify([ipv4, ipv6, sets])}`);
  return { ipv4: ipv4.value, ipv6: ipv6.value, sets: sets.value, atMs };
}

/** Chain by chain, the text of each rule: what `observed` and `desired` rulesets have in common when they are equal. */
export function desiredChains(ruleset: DesiredRuleset): Readonly<Record<string, readonly string[]>> {
  const tables = ruleset.tables.flatMap(({ name, chains, hooks }) => [
    ...chains.map((chain) => [`${name} ${chain.name}`, chain.rules.map(({ text }) => text)] as const),
    ...hooks.map(({ builtin, target }) => [`${name} ${builtin}`, [`-j ${target}`]] as const),
  ]);
  return Object.fromEntries(tables);
}

/** Empty built-in chains are left out: they hold nothing of anybody. */
export function observedChains(ruleset: ObservedRuleset): Readonly<Record<string, readonly string[]>> {
  const chains = [...ruleset.tables.values()].flatMap((table) =>
    [...table.chains.values()]
      .filter(({ policy, rules }) => policy === undefined || rules.length > 0)
      .map((chain) => [`${table.name} ${chain.name}`, chain.rules.map(({ text }) => text)] as const),
  );
  return Object.fromEntries(chains);
}

/** The host of a world as the controller sees it; `refuse` says which family's restore the kernel refuses. */
export function dataplaneOf(world: Host, refuse?: (family: Family, script: string) => boolean): Dataplane {
  const refused = (error: unknown) =>
    new DataplaneError('KernelRefused', error instanceof Error ? error.message : String(error));
  return {
    identify: async () => ({ backend: world.backend, version: 'test' }),
    observe: () => observe(world),
    async restore(family, script) {
      if (refuse?.(family, script) === true) throw new DataplaneError('KernelRefused', 'refused by the test');
      await world.restore(family, script).catch((error: unknown) => Promise.reject(refused(error)));
    },
    async restoreSets(script) {
      await world.run('ipset', ['restore', '-exist'], script).catch((error: unknown) => Promise.reject(refused(error)));
    },
  };
}
