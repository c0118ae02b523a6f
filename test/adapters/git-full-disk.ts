// Runs in a mount namespace of its own: a Git source whose state folder lies on a small disk that fills up and empties.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGitSource } from '../../src/adapters/git.ts';
import { createRepository } from '../fixtures/git-repository.ts';
import { refusalOf } from '../fixtures/git-source.ts';

const [folder = ''] = process.argv.slice(2);
const disk = join(folder, 'disk');
mkdirSync(disk);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { timeout: 30_000 });

const repository = await createRepository(join(folder, 'pushed'));
await repository.commitFiles({ 'a.yaml': 'a\n' });
const source = createGitSource({
  url: repository.path,
  branch: 'main',
  path: '.',
  stateDirectory: disk,
  auth: {},
  deadlineMs: 20_000,
});
const { signal } = new AbortController();
await source.fetch(signal);

const filler = join(disk, 'filler');
const { bavail, bsize } = statfsSync(disk);
writeFileSync(filler, Buffer.alloc(bavail * bsize - 64 * 1024));
await repository.commitFiles({ 'big.yaml': randomBytes(400_000).toString('hex') });
const full = await refusalOf(source.fetch(signal));
rmSync(filler);
const { files } = await source.fetch(signal);
process.stdout.write(JSON.stringify({ full, afterwards: files.map(({ path }) => path) }));
