// What install.sh puts on a machine, and that uninstall.sh leaves nothing of it.

import { lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { parseConfiguration } from '../../src/cli/configuration.ts';
import { programOfSuite } from '../e2e/stage.ts';

const bundle = programOfSuite();
const deadlineMs = 60_000;
const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));

let root = '';
let folder = '';

/** A checkout of its own with what the build leaves, and the empty root of an image. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-install-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  root = join(folder, 'root');
  await run('cp', ['-r', deploy, join(folder, 'deploy')]);
  await run('cp', ['-r', join(bundle(), '..'), join(folder, 'dist')]);
  await run('mkdir', [root]);
});

async function run(program: string, args: readonly string[]) {
  const result = await exec(program, args, { deadlineMs });
  return { ...result, said: `${result.stdout}${result.stderr}` };
}

const script = (name: string, ...args: readonly string[]) =>
  run(join(folder, 'deploy', name), ['--destdir', root, ...args]);

async function listFiles(): Promise<readonly string[]> {
  const { stdout } = await run('find', [root, '-not', '-type', 'd', '-printf', '%m /%P\n']);
  return stdout.trim().split('\n').sort();
}

test('the program, its units and a configuration for its owner alone; the same again changes nothing', async () => {
  expect(await script('install.sh')).toMatchObject({ code: 0 });
  const files = await listFiles();
  expect(files).toEqual([
    '600 /etc/gatewright/config.yaml',
    '644 /usr/local/lib/gatewright/config.sample.yaml',
    '644 /usr/local/lib/gatewright/package.json',
    '644 /usr/local/lib/gatewright/parse-worker.js',
    '644 /usr/local/lib/gatewright/peer-agent.js',
    '644 /usr/local/lib/gatewright/rollback-guard.js',
    '644 /usr/local/lib/systemd/system/gatewright-restore.service',
    '644 /usr/local/lib/systemd/system/gatewright.service',
    '755 /usr/local/lib/gatewright/gatewright.js',
    '777 /etc/systemd/system/sysinit.target.wants/gatewright-restore.service',
    '777 /usr/local/bin/gatewright',
  ]);
  const program = join(root, 'usr/local/bin/gatewright');
  expect((await run(program, ['services'])).stdout).toContain('wireguard');
  const config = await readFile(join(root, 'etc/gatewright/config.yaml'), 'utf8');
  expect(parseConfiguration('config.yaml', config).ok).toBe(true);
  const uncommented = config.replaceAll(/^# (?=\w+:| {2})/gm, '');
  expect(parseConfiguration('config.yaml', uncommented)).toMatchObject({ ok: true, value: { host: { name: 'gw1' } } });
  expect(await script('install.sh')).toMatchObject({ code: 0 });
  expect(await listFiles()).toEqual(files);
});

test('nothing stays of what nobody changed; a changed configuration stays until it is purged', async () => {
  await script('install.sh');
  expect(await script('uninstall.sh')).toMatchObject({ code: 0, stderr: '' });
  expect(await listFiles()).toEqual(['']);
  await script('install.sh');
  const config = join(root, 'etc/gatewright/config.yaml');
  await writeFile(config, 'mine');
  await script('install.sh');
  expect(await readFile(config, 'utf8')).toBe('mine');
  expect((await script('uninstall.sh')).stdout).toContain('kept: ');
  expect(await listFiles()).toEqual(['600 /etc/gatewright/config.yaml']);
  expect(await script('uninstall.sh', '--purge')).toMatchObject({ code: 0, stderr: '' });
  await expect(lstat(join(root, 'etc/gatewright'))).rejects.toThrow('ENOENT');
});

test('half of an installation is taken away, too', async () => {
  await script('install.sh');
  await rm(join(root, 'usr/local/lib/gatewright'), { recursive: true });
  await rm(join(root, 'usr/local/lib/systemd/system/gatewright.service'));
  expect(await script('uninstall.sh', '--purge')).toMatchObject({ code: 0, stderr: '' });
  expect(await listFiles()).toEqual(['']);
});

test('without a build nothing is written', async () => {
  await rm(join(folder, 'dist'), { recursive: true });
  expect(await script('install.sh')).toMatchObject({ code: 2, stderr: expect.stringContaining('npm run build') });
  expect(await listFiles()).toEqual(['']);
});
