// The bench works: every line of its table is measured, whatever the figures are on this machine.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('a small run measures every line', { timeout: 1_200_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gw-bench-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const json = join(folder, 'bench.json');
  const size = ['--rules', '100', '--large', '200', '--entries', '50', '--times', '1', '--settle', '1'];
  const args = ['--import', 'tsx', join(root, 'test/bench/bench.ts'), ...size, '--json', json];
  const { code, stdout, stderr } = await exec(process.execPath, args, { deadlineMs: 230_000 });
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  const { rows } = JSON.parse(await readFile(json, 'utf8'));
  expect(rows.map(({ backend, what }: { backend: string; what: string }) => `${backend}: ${what}`)).toEqual([
    ...['nft', 'legacy'].flatMap((backend) => [
      `${backend}: commit of one rule, warm`,
      `${backend}: pass with nothing to do`,
      `${backend}: edits ÷ shortest possible`,
      `${backend}: counters of untouched rules kept`,
    ]),
    'nft: drift repaired ÷ (first event + save + delta)',
    ...['nft', 'legacy'].flatMap((backend) => [`${backend}: rule edits`, `${backend}: entry edits`]),
    ...['nft', 'legacy'].flatMap((backend) => [
      `${backend}: first apply ÷ raw restore (rehearsal and parsing apart)`,
      `${backend}: commit of one rule, warm`,
    ]),
    ...['nft', 'legacy'].map((backend) => `${backend}: restore ÷ (start of Node.js + raw restore + save)`),
    ...['nft', 'legacy'].flatMap((backend) => [
      `${backend}: commit that ends half of them ÷ (list + set + rule + deletion by hand)`,
      `${backend}: ended of what is refused`,
      `${backend}: left of what is allowed`,
    ]),
    ...['nft', 'legacy'].flatMap((backend) => [`${backend}: idle, 5 rules`, `${backend}: idle, 200 rules`]),
  ]);
  // What does not depend on the machine.
  const exact = rows.filter(({ unit }: { unit: string }) => unit === 'count' || unit === 'percent');
  expect(exact.map(({ value }: { value: number }) => value)).toEqual([1, 100, 1, 100, 0, 2, 0, 2, 100, 100, 100, 100]);
  expect(rows.every(({ value }: { value: number }) => Number.isFinite(value))).toBe(true);
  expect(stdout).toContain('| measured | bar | holds |');
});
