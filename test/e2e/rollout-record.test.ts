// The record of how revisions took over: damaged it opens nothing, and uninstalled it leaves nothing behind.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isReady, policyText, programOfSuite, readiness, setStage } from './stage.ts';

const bundle = programOfSuite();
const openSsh = { 'policy.yaml': policyText([]) };
const withoutSsh = (port: number) => ({
  'policy.yaml': policyText([port]).replace(/^ +- name: ssh\n.*\n.*\n/m, ''),
});

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

test('with its record damaged, ssh stays closed where it was closed on purpose, and the status tells it until the next commit', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await stage.repository.commitFiles(openSsh);
  const first = await stage.start();
  await stage.until('ssh is let in', isReady);
  const sha = await stage.repository.commitFiles(withoutSsh(8000));
  await stage.reconcile();
  expect((await stage.gatewright(['approve', sha])).code).toBe(0);
  const closed = await stage.kernel();
  expect(closed).not.toMatch(/--dport 22 /);
  expect((await first.end('SIGTERM')).code).toBe(0);
  const files = (await readdir(stage.files.state)).filter((name) => name.startsWith('rollout.'));
  expect(files.sort()).toEqual(['rollout.older.record', 'rollout.record']);
  for (const name of files) await flip(join(stage.files.state, name));

  const second = await stage.start();
  const told = await stage.until('the damage is told', (host) => readiness(host).reason === 'StateCorrupt');
  expect(JSON.stringify(told.status.conditions)).toContain('The record of how revisions took over is damaged');
  expect(readiness(await stage.reconcile()).reason).toBe('StateCorrupt');
  expect(await stage.kernel()).toBe(closed);
  await stage.repository.commitFiles(withoutSsh(8001));
  expect(isReady(await stage.reconcile())).toBe(true);
  expect(await stage.kernel()).not.toMatch(/--dport 22 /);
  expect((await second.end('SIGTERM')).code).toBe(0);
});

test('uninstalled, whoever comes back begins with the automatic failsafe', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder);
  const apply = async (text: string) => {
    await writeFile(join(folder, 'policy.yaml'), text);
    expect((await stage.gatewright(['apply', folder])).code).toBe(0);
  };
  await apply(openSsh['policy.yaml']);
  expect((await stage.gatewright(['uninstall'])).code).toBe(0);
  expect((await readdir(stage.files.state)).filter((name) => /rollout|last-good/.test(name))).toEqual([]);
  await apply(withoutSsh(8000)['policy.yaml']);
  expect(await stage.kernel()).toMatch(/--dport 22 .*profile\/.*\/failsafe/);
});
