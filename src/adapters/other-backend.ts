// Whether the iptables backend that is not in use is active, too. Asking loads nothing into the kernel.

import { readFile } from 'node:fs/promises';
import { type Family, families } from '../policy/family.ts';
import { type Backend, DataplaneError, type OtherBackend } from '../ports.ts';
import { readRuleset } from '../ruleset/read.ts';
import { isOwnedChain, type ObservedTable } from '../ruleset/ruleset.ts';
import { ExecError, exec } from './exec.ts';

interface Look {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

const commands: Readonly<Record<Family, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };
/** Legacy tables that the kernel has loaded; the file is absent where the module is not. */
const loadedTables: Readonly<Record<Family, string>> = {
  ipv4: '/proc/net/ip_tables_names',
  ipv6: '/proc/net/ip6_tables_names',
};

/**
 * The other backend than `used`; undefined where it holds nothing, or its programs are not there.
 *
 * @throws DataplaneError when its program hangs.
 */
export async function findOtherBackend(used: Backend, look: Look): Promise<OtherBackend | undefined> {
  const backend = used === 'nft' ? 'legacy' : 'nft';
  const tables: { readonly family: Family; readonly table: ObservedTable }[] = [];
  for (const family of families) {
    const saved =
      backend === 'legacy' ? await saveLegacy(family, look) : await save(`${commands[family]}-nft-save`, [], look);
    const read = readRuleset(family, saved);
    // What it cannot print are native nft rules: they are not of the backend that is asked about.
    if (read.ok) for (const table of read.value.tables.values()) tables.push({ family, table });
  }
  const active = tables.filter(({ table }) => holdsAnything(table));
  if (active.length === 0) return undefined;
  const owned = active.some(({ table }) => [...table.chains.keys()].some(isOwnedChain));
  return { backend, tables: active.map(({ family, table }) => `${family} ${table.name}`), owned };
}

/** Table by table, those only that are loaded: without `-t` the program would load the others. */
async function saveLegacy(family: Family, look: Look): Promise<string> {
  const saves: string[] = [];
  for (const table of await readLoaded(loadedTables[family])) {
    saves.push(await save(`${commands[family]}-legacy-save`, ['-t', table], look));
  }
  return saves.join('');
}

async function readLoaded(file: string): Promise<readonly string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((name) => name !== '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return [];
    throw error;
  }
}

async function save(program: string, args: readonly string[], look: Look): Promise<string> {
  try {
    const result = await exec(program, ['-c', ...args], look);
    return result.code === 0 ? result.stdout : '';
  } catch (error) {
    if (!(error instanceof ExecError) || error.kind === 'Aborted') throw error;
    if (error.kind === 'NotFound') return '';
    throw new DataplaneError('ToolTimeout', error.message, { cause: error });
  }
}

function holdsAnything(table: ObservedTable): boolean {
  return [...table.chains.values()].some(({ policy, rules }) => rules.length > 0 || policy === 'DROP');
}
