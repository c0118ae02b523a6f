// What the kernel holds, as the files that netfilter-persistent loads at boot.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Family } from '../policy/family.ts';
import { type Backend, DataplaneError } from '../ports.ts';
import type { Result } from '../result.ts';
import { readRuleset, type Unreadable } from '../ruleset/read.ts';
import { readSets } from '../ruleset/read-sets.ts';
import { stateError, writeDurably } from './durable.ts';
import { exec } from './exec.ts';
import { findLossyChains } from './native-rules.ts';

export interface RulesFilesOptions {
  readonly folder: string;
  readonly backend: Backend;
  /** For each program. */
  readonly deadlineMs: number;
}

export interface RulesFiles {
  readonly paths: readonly string[];
  readonly hasSets: boolean;
  /** Whether rules were looked for that iptables prints only in part; without nft nobody can. */
  readonly isChecked: boolean;
}

/**
 * The whole kernel, rules of others too, as `netfilter-persistent save` does it. Everything is read and checked before the
 * first file is written: what iptables cannot print, or prints without a part of it, must not be loaded at a boot.
 *
 * @throws DataplaneError, StateError; each file is then as it was, or whole and new.
 */
export async function writeRulesFiles(options: RulesFilesOptions, signal: AbortSignal): Promise<RulesFiles> {
  const { folder, backend } = options;
  const look = { deadlineMs: options.deadlineMs, signal };
  const sets = await save('ipset', ['save'], look);
  const known = whole(readSets(sets), 'ipset');
  const saved: string[] = [];
  let isChecked = true;
  for (const [family, command] of [
    ['ipv4', 'iptables'],
    ['ipv6', 'ip6tables'],
  ] as const) {
    const rules = await save(`${command}-${backend}-save`, [], look);
    refuseMissingSets(family, rules, new Set(known.map(({ name }) => name)));
    const lossy = backend === 'nft' ? await findLossyChains(family, look) : [];
    if (lossy === undefined) isChecked = false;
    else refuseLossy(family, lossy);
    saved.push(rules);
  }
  const [ipv4 = '', ipv6 = ''] = saved;
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
  } catch (cause) {
    throw stateError(folder, 'made', cause);
  }
  // The sets first: rules need them.
  const files = [
    ['ipsets', sets],
    ['rules.v4', ipv4],
    ['rules.v6', ipv6],
  ] as const;
  for (const [name, text] of files) await writeDurably(join(folder, name), text);
  return { paths: files.map(([name]) => join(folder, name)), hasSets: known.length > 0, isChecked };
}

async function save(
  program: string,
  args: readonly string[],
  look: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<string> {
  const { code, stdout, stderr } = await exec(program, args, look);
  if (code !== 0) throw new DataplaneError('RulesetUnreadable', `${program} failed: ${stderr.trim()}`);
  return stdout;
}

function whole<T>(read: Result<T, Unreadable>, program: string): T {
  if (read.ok) return read.value;
  throw new DataplaneError(read.error.reason, `${program}: ${read.error.message}`);
}

/** Exit code 0 says little: a table that iptables cannot print comes with it, and so does half of an output. */
function refuseMissingSets(family: Family, rules: string, known: ReadonlySet<string>): void {
  const counted = rules.replaceAll(/^-A /gm, '[0:0] -A ');
  whole(readRuleset(family, counted), `the save of ${family}`);
  const named = [...rules.matchAll(/ --match-set (\S+) /g)].map(([, name = '']) => name);
  const missing = named.find((name) => !known.has(name));
  if (missing === undefined) return;
  throw new DataplaneError(
    'RulesetUnreadable',
    `ipset save does not print ${missing}, which a rule of ${family} names`,
  );
}

function refuseLossy(family: Family, [first]: readonly string[]): void {
  if (first === undefined) return;
  throw new DataplaneError(
    'TableIncompatible',
    `${family} ${first} holds rules made by nft itself, of which iptables prints only a part; move them to a table of another name (see them with "nft list ruleset")`,
  );
}
