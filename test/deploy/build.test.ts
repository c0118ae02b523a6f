// The built program loads for each command what that command needs.

import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

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

test('a build that fails leaves the program of before; one that succeeds leaves no part of before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gw-build-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const checkout = join(folder, 'checkout');
  const dist = join(checkout, 'dist');
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, args, { cwd: checkout, timeout: 60_000, encoding: 'utf8' }).status;
  await mkdir(dist, { recursive: true });
  await cp(join(root, 'src'), join(checkout, 'src'), { recursive: true });
  for (const file of ['package.json', 'deploy', 'node_modules']) await symlink(join(root, file), join(checkout, file));
  const build = () => run('--preserve-symlinks-main', join(checkout, 'deploy/build.mjs'));
  expect(build()).toBe(0);
  const before = await readdir(dist);
  await appendFile(join(checkout, 'src/cli/status.ts'), "import './nowhere.ts';\n");
  expect(build()).toBe(1);
  expect(await readdir(dist)).toEqual(before);
  expect(run(join(dist, 'gatewright.js'), 'status', '--help')).toBe(0);
  await rm(join(checkout, 'src'), { recursive: true });
  await cp(join(root, 'src'), join(checkout, 'src'), { recursive: true });
  await writeFile(join(dist, 'part-OLD.js'), '');
  expect(build()).toBe(0);
  expect(await readdir(dist)).toEqual(before);
});

test('what is common to all commands is the command line alone', async () => {
  expect(await listPackages('src/main.ts')).toEqual(['commander']);
  expect(await listPackages('src/cli/run.ts')).toEqual(expect.arrayContaining(['chokidar', 'simple-git', 'undici']));
});
