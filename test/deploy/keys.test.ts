// What the units take from root: keys of other users. Whoever installs one like that must be told why it cannot be read.

import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';

const script = `
import { createGitSource } from '${new URL('../../src/adapters/git.ts', import.meta.url)}';
import { sendEvent } from '${new URL('../../src/adapters/webhook.ts', import.meta.url)}';
const [folder, key] = process.argv.slice(-2);
const signal = AbortSignal.timeout(5000);
const source = createGitSource({ url: 'https://127.0.0.1:9/', branch: 'main', path: '.', auth: { tokenFile: key }, deadlineMs: 5000, stateDirectory: folder });
const event = { idempotencyKey: 'k', reason: 'Transition', body: Buffer.from('{}') };
const sent = await sendEvent({ url: 'https://127.0.0.1:9/', secretFile: key }, event, { userAgent: 'test', now: () => new Date(), signal });
const said = await source.fetch(signal).catch((error) => error.message);
console.log(said + '\\n' + sent.message);
`;

test('a key that belongs to another user is told with what mends it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gw-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const key = join(folder, 'key');
  await writeFile(key, 'secret', { mode: 0o600 });
  await chown(key, 65534, 65534);
  const confined = ['--bounding-set', '-dac_override,-dac_read_search', '--inh-caps', '-all'];
  const { stdout, stderr } = await exec(
    'setpriv',
    [...confined, process.execPath, '--import', 'tsx', '--input-type=module', '--eval', script, '--', folder, key],
    { deadlineMs: 20_000 },
  );
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/tokenFile\) may not be read by the controller, .*chown root/),
    expect.stringMatching(/cannot be read \(EACCES: let it belong to the user that runs the controller\)/),
    '',
  ]);
});
