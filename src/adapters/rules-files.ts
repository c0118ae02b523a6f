// What the kernel holds, as the files that netfilter-persistent loads at boot.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backend, DataplaneError } from '../ports.ts';
import { stateError, writeDurably } from './durable.ts';
import { exec } from './exec.ts';

export interface RulesFilesOptions {
  readonly folder: string;
  readonly backend: Backend;
  /** For each program. */
  readonly deadlineMs: number;
}

/** The whole kernel, rules of others too, as `netfilter-persistent save` does it. The sets first: rules need them. @throws DataplaneError, StateError */
export async function writeRulesFiles(
  options: RulesFilesOptions,
  signal: AbortSignal,
): Promise<{ readonly paths: readonly string[]; readonly hasSets: boolean }> {
  const { folder, backend } = options;
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
  } catch (cause) {
    throw stateError(folder, 'made', cause);
  }
  const files = [
    { name: 'ipsets', program: 'ipset', args: ['save'] },
    { name: 'rules.v4', program: `iptables-${backend}-save`, args: [] },
    { name: 'rules.v6', program: `ip6tables-${backend}-save`, args: [] },
  ] as const;
  let hasSets = false;
  for (const { name, program, args } of files) {
    const { code, stdout, stderr } = await exec(program, args, { deadlineMs: options.deadlineMs, signal });
    if (code !== 0) throw new DataplaneError('RulesetUnreadable', `${program} failed: ${stderr.trim()}`);
    if (name === 'ipsets') hasSets = stdout.trim() !== '';
    await writeDurably(join(folder, name), stdout);
  }
  return { paths: files.map(({ name }) => join(folder, name)), hasSets };
}
