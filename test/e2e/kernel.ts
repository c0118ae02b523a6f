// What the kernel of a stage holds, next to what manifests mean: both as chains of rule texts and sets of entries.

import { families } from '../../src/policy/family.ts';
import { readRuleset } from '../../src/ruleset/read.ts';
import { compileFiles, desiredChains, observedChains } from '../kernel/rulesets.ts';
import type { Stage } from './stage.ts';

/** By family: chain by chain the text of each rule; by set: its entries, sorted. Equal when the kernel is as meant. */
export interface KernelText {
  readonly chains: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly sets: Readonly<Record<string, readonly string[]>>;
}

/** What a host must hold under these files. Throws what is wrong with them. */
export function meantBy(files: Readonly<Record<string, string>>): KernelText {
  const desired = compileFiles(
    Object.entries(files).map(([path, text]) => ({ path, digest: text, bytes: new TextEncoder().encode(text) })),
  );
  return {
    chains: Object.fromEntries(families.map((family) => [family, desiredChains(desired[family])])),
    sets: Object.fromEntries(desired.sets.map(({ name, entries }) => [name, entries.toSorted()])),
  };
}

/**
 * Everything in the kernel, foreign or not: a stage's host has no rules but ours unless its test makes some. `Used` leaves
 * out sets that no rule names: what a pass could not take away goes with the next one.
 */
export async function heldBy(stage: Stage, which: 'All' | 'Used' = 'All'): Promise<KernelText> {
  const used = new Set<string>();
  const chains: Record<string, Readonly<Record<string, readonly string[]>>> = {};
  for (const family of families) {
    // Which of its two names a set has says nothing.
    const printed = await stage.save(family);
    for (const [, name = ''] of printed.matchAll(/-set (gw[46]-\S+)/g)) used.add(name);
    const save = printed.replaceAll(/(-set gw[46]-\S+?)~ /g, '$1 ');
    const read = readRuleset(family, save.replaceAll(/^-A/gm, '[0:0] -A'));
    if (!read.ok) throw new Error(`cannot be read: ${JSON.stringify(read.error)}`);
    chains[family] = observedChains(read.value);
  }
  const sets: Record<string, string[]> = {};
  for (const line of (await stage.run('ipset', ['save'])).split('\n')) {
    const [verb, slot = '', entry = ''] = line.split(' ');
    if (which === 'Used' && !used.has(slot)) continue;
    const name = slot.replace(/~$/, '');
    if (verb === 'create') sets[name] = [];
    if (verb === 'add') sets[name]?.push(entry);
  }
  return { chains, sets: Object.fromEntries(Object.entries(sets).map(([name, entries]) => [name, entries.sort()])) };
}
