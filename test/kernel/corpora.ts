// Rulesets that nobody here wrote, beside the project; and a network namespace to load them into.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment } from '../../src/adapters/exec.ts';
import { createIptables } from '../../src/adapters/iptables.ts';
import { createBareNamespace, type Namespace } from '../../src/adapters/namespace.ts';
import type { Family } from '../../src/policy/family.ts';
import type { Backend, Dataplane } from '../../src/ports.ts';
import { quicken } from '../fixtures/quick-namespace.ts';

const folder = join(import.meta.dirname, '../../../shared/corpora');

export interface Dump {
  /** `owner+repo/file`. */
  readonly name: string;
  readonly family: Family;
  readonly text: string;
}

/** All of them, sorted by name; none where the folder is missing. */
export async function readDumps(): Promise<readonly Dump[]> {
  const owners = await list('dumps');
  const names = await Promise.all(
    owners.map(async (owner) => (await list(join('dumps', owner))).map((file) => `${owner}/${file}`)),
  );
  return Promise.all(
    names.flat().map(async (name) => ({
      name,
      family: name.endsWith('.v6') ? 'ipv6' : 'ipv4',
      text: await readFile(join(folder, 'dumps', name), 'utf8'),
    })),
  );
}

/** The rows of a table of rules, each by the names in its first line; none where the file is missing. */
export async function readTable(file: string): Promise<readonly Readonly<Record<string, string>>[]> {
  if (!(await list('.')).includes(file)) return [];
  const [head = '', ...rows] = (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n');
  const columns = head.split('\t');
  return rows.map((row) => Object.fromEntries(row.split('\t').map((cell, index) => [columns[index] ?? '', cell])));
}

/** Sorted bytewise. */
async function list(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(join(folder, path))).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A host without links, for rulesets alone. */
export interface Shelf {
  readonly dataplane: Dataplane;
  /** With the counters in it, or without them where they cannot be read. Says what the restore said when it failed; else empty. */
  load(family: Family, text: string): Promise<string>;
  /** As `iptables-save -c` prints it, comment lines left out. */
  save(family: Family): Promise<string>;
}

/** Runs `work` with an empty host that is gone afterwards. */
export async function withShelf<T>(
  place: { readonly backend: Backend; readonly lockFile: string },
  work: (shelf: Shelf) => Promise<T>,
): Promise<T> {
  const namespace = quicken(await createBareNamespace('shelf', 'Direct'));
  try {
    return await work(openShelf(namespace, place));
  } finally {
    await namespace.close();
  }
}

const deadlineMs = 30_000;

function openShelf(
  namespace: Namespace,
  { backend, lockFile }: { readonly backend: Backend; readonly lockFile: string },
): Shelf {
  const env = { ...cleanEnvironment(), XTABLES_LOCKFILE: lockFile };
  const tool = (family: Family, verb: string) => `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-${verb}`;
  return {
    dataplane: createIptables({
      backend: backend === 'nft' ? 'Nft' : 'Legacy',
      deadlineMs,
      exec: (program, args, options) => namespace.exec(program, args, { ...options, env }),
    }),
    async load(family, text) {
      const restore = (args: readonly string[]) =>
        namespace.exec(tool(family, 'restore'), ['--wait', '10', ...args], { deadlineMs, env, input: text });
      if ((await restore(['--counters'])).code === 0) return '';
      const { code, stderr } = await restore([]);
      return code === 0 ? '' : stderr.trim() || `exit code ${code}`;
    },
    async save(family) {
      const { code, stdout, stderr } = await namespace.exec(tool(family, 'save'), ['-c'], { deadlineMs, env });
      if (code !== 0) throw new Error(stderr);
      return stdout.replaceAll(/^#.*\n/gm, '');
    },
  };
}
