// What the lock of the host brings along: whoever holds it tidies up behind writers that were killed.

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defaultSettings } from '../../src/cli/settings.ts';
import { withHostLock } from '../../src/cli/wire.ts';

/** Of a guard by this name nobody has ever heard. */
const cli = { bundleUrl: 'file:///nowhere/gatewright.js' };

test('what a killed writer left in the state folder is gone before anything is written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gw-lock-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  vi.stubEnv('RUNTIME_DIRECTORY', join(folder, 'run'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const state = join(folder, 'state');
  await mkdir(state);
  for (const name of ['status.json', 'status.json.0123456789ab.partial']) await writeFile(join(state, name), 'half');
  const seen = await withHostLock(cli, { settings: defaultSettings(state), command: 'test' }, () => readdir(state));
  expect(seen).toEqual(['status.json']);
  expect(
    await withHostLock(cli, { settings: defaultSettings(join(folder, 'none')), command: 'test' }, async () => 'done'),
  ).toBe('done');
});
