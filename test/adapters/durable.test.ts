// What survives a power failure: at which moments the disk is told to keep what was written.

import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { removeDurably, writeDurably } from '../../src/adapters/durable.ts';
import { createGenerations } from '../../src/adapters/generations.ts';

interface Synced {
  /** The name of what was synced; `.` for the folder. */
  readonly what: string;
  /** What it held then; for the folder, what its files held. */
  readonly held: unknown;
}

/** A folder with these files, and each sync of one of them or of itself from now on. */
async function watchFolder(files: readonly string[], content: string) {
  const folder = await mkdtemp(join(tmpdir(), 'gw-durable-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const file of files) await writeFile(join(folder, file), content);
  const synced: Synced[] = [];
  const read = (file: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined;
  const handle = await open(folder, 'r');
  await handle.close();
  const { sync } = handle;
  const spy = vi.spyOn(Object.getPrototypeOf(handle), 'sync').mockImplementation(function (this: typeof handle) {
    const path = readlinkSync(`/proc/self/fd/${this.fd}`);
    const isFolder = path === folder;
    const held = isFolder ? Object.fromEntries(files.map((file) => [file, read(file)])) : readFileSync(path, 'utf8');
    synced.push({ what: isFolder ? '.' : basename(path), held });
    return sync.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return { folder, synced };
}

test('a file is on disk before it takes its place, and its name behind it', async () => {
  const { folder, synced } = await watchFolder(['a'], 'old');
  await writeDurably(join(folder, 'a'), 'new');
  expect(synced).toEqual([
    { what: expect.stringMatching(/^a\.\w+\.partial$/), held: 'new' },
    { what: '.', held: { a: 'new' } },
  ]);
});

test('a file that is removed stays removed', async () => {
  const { folder, synced } = await watchFolder(['a'], 'old');
  await removeDurably(join(folder, 'a'));
  expect(synced).toEqual([{ what: '.', held: { a: undefined } }]);
});

test('the older generation has its name on disk before the newest is written over', async () => {
  const { folder, synced } = await watchFolder(['newest', 'older'], '');
  const files = { newest: join(folder, 'newest'), older: join(folder, 'older') };
  const generations = createGenerations<string>(files, {
    name: 'test 1',
    render: (value) => value,
    parse: (payload) => payload,
    isSame: (a, b) => a === b,
  });
  await generations.save('first', writeDurably);
  synced.splice(0);
  await generations.save('second', writeDurably);
  const first = expect.stringMatching(/\nfirst\n$/);
  const second = expect.stringMatching(/\nsecond\n$/);
  expect(synced).toEqual([
    { what: '.', held: { newest: first, older: first } },
    { what: expect.stringMatching(/^newest\./), held: second },
    { what: '.', held: { newest: second, older: first } },
  ]);
});
