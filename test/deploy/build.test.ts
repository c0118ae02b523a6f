// The built program loads for each command what that command needs.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The packages that a file of the source brings along. */
async function listPackages(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // What is loaded later only counts where it is loaded.
    splitting: true,
    outdir: 'dist',
    write: false,
    metafile: true,
  });
  const loaded = new Set<string>();
  const load = (output: string): void => {
    if (loaded.has(output)) return;
    loaded.add(output);
    for (const { path, kind } of metafile.outputs[output]?.imports ?? []) if (kind === 'import-statement') load(path);
  };
  load(Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === entry) ?? '');
  const files = [...loaded].flatMap((output) => Object.keys(metafile.outputs[output]?.inputs ?? {}));
  const packages = files.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  return [...new Set(packages)].filter((name) => name !== undefined).toSorted();
}

test('a boot waits for no library of the network, the log, the metrics or the watches', async () => {
  expect(await listPackages('src/cli/restore.ts')).toEqual(['commander', 'picocolors', 'yaml']);
});

test('what is common to all commands is the command line alone', async () => {
  expect(await listPackages('src/main.ts')).toEqual(['commander']);
  expect(await listPackages('src/cli/run.ts')).toEqual(expect.arrayContaining(['chokidar', 'simple-git', 'undici']));
});
