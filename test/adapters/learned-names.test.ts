// What names stood for: a file that is damaged or cannot be read costs that knowledge, and never the controller.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLearnedNames } from '../../src/adapters/learned-names.ts';
import { recordLog } from './receiver.ts';

function openStore() {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'gw-names-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true, force: true }));
  const log = recordLog();
  const file = join(stateDirectory, 'names.json');
  return { file, log, ...createLearnedNames({ stateDirectory, file: 'names.json', log }) };
}

const names = { 'git.example.org': [{ address: '192.0.2.1', seenMs: 1 }] };

test('what was saved comes back; at first there is nothing, and nothing to tell', async () => {
  const store = openStore();
  expect(await store.loadNames()).toEqual({});
  await store.saveNames(names);
  expect(await store.loadNames()).toEqual(names);
  expect(store.log.lines).toEqual([]);
});

test.each<[string, (file: string) => void]>([
  ['cut off', (file) => writeFileSync(file, '{"git.exam')],
  ['a folder (EISDIR)', (file) => mkdirSync(file)],
  // Reading it is refused as a bad sector is.
  ['unreadable (EIO)', (file) => symlinkSync('/proc/self/mem', file)],
  ['a circle of links (ELOOP)', (file) => symlinkSync(file, file)],
])('a file that is %s is as none, and that is told', async (_, damage) => {
  const store = openStore();
  damage(store.file);
  expect(await store.loadNames()).toEqual({});
  expect(store.log.lines).toEqual([expect.stringMatching(/^warn what names stood for is not known any more/)]);
});
