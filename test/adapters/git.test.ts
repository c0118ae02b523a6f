// The Git source against real repositories on this machine.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGitSource, findGitProblems } from '../../src/adapters/git.ts';
import { runGit as runGitOnce } from '../../src/adapters/git-command.ts';
import { localSettings } from '../../src/adapters/git-environment.ts';
import { defaultLimits } from '../../src/adapters/manifest-files.ts';
import type { Snapshot } from '../../src/policy/snapshot.ts';
import { SourceError } from '../../src/ports.ts';
import { createEditedManifest } from '../fixtures/edited-manifest.ts';
import { createRepository, runGit, type TestRepository } from '../fixtures/git-repository.ts';
import { createTestSource, refusalOf, type TestSourceOptions } from '../fixtures/git-source.ts';
import { createScratch, type Scratch } from '../fixtures/scratch.ts';

let scratch: Scratch;
let repository: TestRepository;

beforeEach(async () => {
  scratch = await createScratch('git');
  repository = await createRepository(join(scratch.path, 'remote'));
});
afterEach(() => scratch.dispose());

const never = new AbortController().signal;

function sourceOf(options: Partial<TestSourceOptions> = {}) {
  return createTestSource(scratch, { url: repository.path, ...options });
}

function contents(snapshot: Snapshot): Record<string, string> {
  return Object.fromEntries(snapshot.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
}

describe('a snapshot', () => {
  it('holds the manifests of the tip, sorted, and who committed it', async () => {
    await repository.commitFiles({ 'old.yaml': 'old\n' });
    await repository.remove('old.yaml');
    const sha = await repository.commitFiles(
      {
        'b.yml': 'b\n',
        'a/z.yaml': 'z\n',
        'a.yaml': '',
        'README.md': 'no manifest',
        '.hidden.yaml': 'x',
        '.github/workflow.yaml': 'x',
        'a/.hidden/x.yaml': 'x',
      },
      {
        author: { name: 'Bob', email: 'bob@example.org' },
        message: 'open ssh\n\nfor the new office',
        date: '2026-03-01T12:00:00+05:30',
      },
    );
    const snapshot = await sourceOf().take();
    expect(contents(snapshot)).toEqual({ 'a.yaml': '', 'a/z.yaml': 'z\n', 'b.yml': 'b\n' });
    expect(snapshot.files.map(({ path }) => path)).toEqual(['a.yaml', 'a/z.yaml', 'b.yml']);
    expect(snapshot.files[0]?.digest).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
    expect(snapshot.revision).toBe(`main@sha1:${sha}`);
    expect(snapshot.commit).toEqual({
      sha,
      author: 'Bob',
      email: 'bob@example.org',
      date: '2026-03-01T12:00:00+05:30',
      subject: 'open ssh',
      signed: false,
    });
  });

  it('of a folder has paths relative to it, and what lies outside does not count', async () => {
    await repository.link('elsewhere/link', '/etc/passwd');
    await repository.commitFiles({ 'sites/berlin/a.yaml': 'a\n', 'sites/rome/b.yaml': 'b\n', 'c.yaml': 'c\n' });
    expect(contents(await sourceOf({ path: './sites/berlin/' }).take())).toEqual({ 'a.yaml': 'a\n' });
    expect(contents(await sourceOf({ path: 'sites' }).take())).toEqual({
      'berlin/a.yaml': 'a\n',
      'rome/b.yaml': 'b\n',
    });
    const sha = await repository.git('rev-parse', '--short=8', 'HEAD');
    expect(await sourceOf({ path: 'sites/oslo' }).refusal()).toBe(
      `DirectoryUnreadable: sites/oslo does not exist in main at ${sha}; check source.git.path`,
    );
    expect(await sourceOf({ path: 'c.yaml' }).refusal()).toBe(
      `DirectoryUnreadable: c.yaml is not a folder in main at ${sha}; check source.git.path`,
    );
  });

  it('is the same object while the tip is the same, also for many who ask at once', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    const all = await Promise.all([source.take(), source.take(), source.take()]);
    expect(all.every((snapshot) => snapshot === all[0])).toBe(true);
    expect(await source.take()).toBe(all[0]);
  });

  it('after a commit reads what changed and nothing else', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n', 'b.yaml': 'b\n' });
    const source = sourceOf();
    const before = await source.take();
    await repository.commitFiles({ 'b.yaml': 'new\n' });
    const after = await source.take();
    expect(contents(after)).toEqual({ 'a.yaml': 'a\n', 'b.yaml': 'new\n' });
    expect(after.files[0]).toBe(before.files[0]);
    expect(after.files[1]).not.toBe(before.files[1]);
  });

  it('holds bytes as they are, whatever attributes and encodings say', async () => {
    const binary = randomBytes(100_000);
    await repository.write('a.yaml', binary);
    await repository.commitFiles({
      'crlf.yaml': 'a\r\nb\n',
      '.gitattributes': '*.yaml text eol=lf ident\n',
      'id.yaml': '$Id$\n',
    });
    // Git itself must not convert on the way in.
    await repository.git('rm', '-q', '--cached', 'a.yaml');
    await repository.git('update-index', '--add', '--cacheinfo', `100644,${await hashBytes(binary)},a.yaml`);
    await repository.git('commit', '--allow-empty', '-qm', 'binary');
    const snapshot = await sourceOf().take();
    expect(Buffer.from(snapshot.files[0]?.bytes ?? []).equals(binary)).toBe(true);
    expect(contents(snapshot)['id.yaml']).toBe('$Id$\n');
  });

  it('keeps up with hundreds of commits without piling up packs', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    for (let count = 0; count < 60; count += 1) {
      await repository.commitFiles({ 'a.yaml': `${count}\n` });
      await source.take();
    }
    const packs = (await readdir(join(source.stateDirectory, 'git/objects/pack'))).filter((name) =>
      name.endsWith('.pack'),
    );
    expect(packs.length).toBeLessThan(30);
    expect(contents(await source.restart().take())).toEqual({ 'a.yaml': '59\n' });
  });
});

async function hashBytes(bytes: Uint8Array): Promise<string> {
  const file = join(scratch.path, 'blob');
  await writeFile(file, bytes);
  return repository.git('hash-object', '-w', '--no-filters', file);
}

describe('what strangers write', () => {
  it('reaches nobody as control characters, and not at any length', async () => {
    await repository.commitFiles(
      { 'a.yaml': 'a\n' },
      {
        author: { name: 'Eve \u001b[31m\u202eevil', email: 'e\u0007@x' },
        message: `bell\u0007 \u001b]0;title\u0007 ${'x'.repeat(500)}\nsecond line\n\nbody`,
      },
    );
    const { commit } = await sourceOf().take();
    expect(commit?.author).toBe('Eve [31m evil');
    expect(commit?.email).toBe('e @x');
    expect(commit?.subject).toBe(`bell ]0;title ${'x'.repeat(185)}…`);
  });

  it('is read in the encoding that the commit names', async () => {
    await repository.write('a.yaml', 'a\n');
    await repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    await repository.git('add', '.');
    const message = join(scratch.path, 'message');
    await writeFile(message, Buffer.from('ge\u00f6ffnet', 'latin1'));
    await repository.git('commit', '-q', '-F', message);
    expect((await sourceOf().take()).commit?.subject).toBe('ge\u00f6ffnet');
  });

  it('tells a signature in the header from one in the message', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n' }, { message: 'subject\n\ngpgsig -----BEGIN' });
    const source = sourceOf();
    expect((await source.take()).commit?.signed).toBe(false);
    const head = await repository.git('cat-file', 'commit', 'HEAD');
    const signed = head.replace(
      '\n\n',
      '\ngpgsig -----BEGIN SSH SIGNATURE-----\n abc\n -----END SSH SIGNATURE-----\n\n',
    );
    const parent = await repository.git('rev-parse', 'HEAD');
    const object = signed.replace(/^author/m, `parent ${parent}\nauthor`);
    const sha = await runGit(
      repository.path,
      ['hash-object', '-t', 'commit', '-w', '--stdin'],
      undefined,
      undefined,
      `${object}\n`,
    );
    await repository.git('update-ref', 'refs/heads/main', sha);
    expect((await source.take()).commit?.signed).toBe(true);
  });

  it('runs nothing, renames nobody and leads nowhere', async () => {
    const marker = join(scratch.path, 'marker');
    const script = join(scratch.path, 'script');
    await writeFile(script, `#!/bin/sh\ntouch ${marker}\ncat\n`);
    await chmod(script, 0o755);
    await repository.commitFiles({
      'a.yaml': 'a\n',
      '.mailmap': 'Mallory <mallory@example.org> <alice@example.org>\n',
      '.gitattributes': '*.yaml diff=evil filter=evil\n',
      '.gitconfig': `[core]\n\tfsmonitor = ${script}\n`,
      'hooks/post-checkout': `#!/bin/sh\ntouch ${marker}\n`,
    });
    for (const [key, value] of [
      ['core.fsmonitor', script],
      ['core.hooksPath', scratch.path],
      ['diff.evil.textconv', script],
      ['filter.evil.smudge', script],
      ['uploadpack.packObjectsHook', script],
      ['core.alternateRefsCommand', script],
    ]) {
      await repository.git('config', key ?? '', value ?? '');
    }
    await mkdir(join(repository.path, '.git/hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'reference-transaction', 'pre-auto-gc', 'post-update']) {
      await writeFile(join(repository.path, '.git/hooks', hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    }
    const source = sourceOf();
    const snapshot = await source.take();
    const [commit] = await source.blame(snapshot.revision, [{ file: 'a.yaml', line: 1, endLine: 1 }], never);
    expect(contents(snapshot)).toEqual({ 'a.yaml': 'a\n' });
    expect(snapshot.commit?.author).toBe('Alice Example');
    expect(commit?.author).toBe('Alice Example');
    expect(existsSync(marker)).toBe(false);
  });
});

describe('what must not be in the repository', () => {
  it('symlinks and submodules are refused, all of them named at once', async () => {
    await repository.link('a/link.yaml', '/etc/shadow');
    await repository.link('.hidden/link', '..');
    await repository.write('a.yaml', 'a\n');
    await repository.git('add', '.');
    await repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/module`);
    await repository.git('commit', '-qm', 'links');
    expect(await sourceOf().refusal()).toBe(
      'ForbiddenEntry: the repository may hold plain files only below source.git.path, take these out: ' +
        '.hidden/link (is a symlink), a/link.yaml (is a symlink), vendor/module (is a submodule)',
    );
  });

  it('names that could disturb a terminal or a reader are refused', async () => {
    const long = `${'d'.repeat(200)}/`.repeat(6);
    await repository.commitFiles({
      'a\u001b[2J.yaml': 'x',
      'b\nc.yaml': 'x',
      'r\u202elmay.yaml': 'x',
      [`${long}x.yaml`]: 'x',
    });
    await writeFile(
      Buffer.concat([Buffer.from(`${repository.path}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.yaml')]),
      'x',
    );
    await repository.commit();
    expect(await sourceOf().refusal()).toBe(
      'ForbiddenEntry: the repository may hold plain files only below source.git.path, take these out: ' +
        'a\\u{1b}[2J.yaml (its name holds control or invisible characters), ' +
        'b\\u{a}c.yaml (its name holds control or invisible characters), ' +
        `${long.slice(0, 200)}… (its name is longer than 1024 bytes), ` +
        'r\\u{202e}lmay.yaml (its name holds control or invisible characters), ' +
        '\uFFFD\uFFFD.yaml (its name is not UTF-8)',
    );
  });

  it('a manifest of 5 MB is refused by name; a picture of 5 MB is nobody\u2019s business', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n', 'plan.png': 'x'.repeat(5_000_000) });
    const source = sourceOf();
    await source.take();
    await repository.commitFiles({ 'big/huge.yaml': 'x'.repeat(5_000_000), 'big/larger.yml': 'y'.repeat(6_000_000) });
    expect(await source.refusal()).toBe(
      'SnapshotTooLarge: big/huge.yaml (5000000 bytes), big/larger.yml (6000000 bytes) exceed the limit of 4194304 bytes a file; ' +
        'split the file, or rename it if it is neither a manifest nor a list',
    );
  });

  it('too many files, or too many bytes together, are refused', async () => {
    const names = Array.from({ length: 5001 }, (_, index) => [`d${index % 50}/${index}.yaml`, 'x\n']);
    await repository.commitFiles(Object.fromEntries(names));
    expect(await sourceOf().refusal()).toBe(
      'SnapshotTooLarge: 5001 files and the limit is 5000; point source.git.path at the folder of the manifests alone',
    );
    expect(await sourceOf({ limits: { ...defaultLimits, maxFiles: 6000, maxTotalBytes: 10_000 } }).refusal()).toBe(
      'SnapshotTooLarge: the manifests hold 10002 bytes together and the limit is 10000; ' +
        "point the source's path at the folder of the manifests alone",
    );
    expect((await sourceOf({ path: 'd7' }).take()).files.length).toBe(100);
  });

  it('objects that git fsck refuses are refused, and say which check', async () => {
    const blob = await hashBytes(Buffer.from('a\n'));
    const tree = Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(blob, 'hex')]);
    const file = join(scratch.path, 'tree');
    await writeFile(file, tree);
    const id = await repository.git('hash-object', '--literally', '-t', 'tree', '-w', file);
    const commit = await repository.git('commit-tree', id, '-m', 'evil');
    await repository.git('update-ref', 'refs/heads/main', commit);
    expect(await sourceOf().refusal()).toBe(
      `ForbiddenEntry: ${repository.path} holds an object that git's checks refuse (hasDotdot); find it with git fsck and write that history anew`,
    );
  });
});

describe('what is not there', () => {
  it('an empty repository, a missing branch and a missing repository are told apart', async () => {
    expect(await sourceOf().refusal()).toBe(
      `EmptyRepository: ${repository.path} has no commit yet; push the manifests to the branch main`,
    );
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    await repository.git('branch', 'production');
    expect(await sourceOf({ branch: 'prod' }).refusal()).toBe(
      `BranchNotFound: ${repository.path} has no branch prod; it has main, production; check source.git.branch`,
    );
    expect(await sourceOf({ url: join(scratch.path, 'nowhere') }).refusal()).toBe(
      `SourceUnreachable: there is no repository at ${join(scratch.path, 'nowhere')} that we may see; check the URL and our rights`,
    );
  });

  it('the remote is tried before there is a state folder', async () => {
    const options = { url: repository.path, branch: 'main', path: '.', deadlineMs: 10_000 };
    const source = createGitSource({ ...options, stateDirectory: join(scratch.path, 'not/yet'), auth: {} });
    const signal = new AbortController().signal;
    await expect(source.reach(signal)).rejects.toThrow(/has no branch main/);
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    await source.reach(signal);
  });

  it('a shallow clone is refused, also one that takes the place of the whole repository', async () => {
    const sha = await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    expect((await source.take()).commit?.sha).toBe(sha);
    await repository.commitFiles({ 'a.yaml': 'b\n' });
    await repository.commitFiles({ 'a.yaml': 'c\n' });
    await runGit(scratch.path, ['clone', '-q', '--depth', '1', `file://${repository.path}`, 'shallow']);
    await rm(repository.path, { recursive: true });
    await rename(join(scratch.path, 'shallow'), repository.path);
    const refusal = `SourceUnreachable: ${repository.path} is a shallow clone, which cannot show its history; use the whole repository`;
    expect(await source.refusal()).toBe(refusal);
    expect(await sourceOf().refusal()).toBe(refusal);
  });

  it('a source that begins before the repository has a commit goes on by itself', async () => {
    const source = sourceOf();
    expect(await source.refusal()).toMatch(/^EmptyRepository: /);
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    expect(contents(await source.take())).toEqual({ 'a.yaml': 'a\n' });
  });

  it('a branch that is deleted is told, and its last snapshot can be had again when it is back', async () => {
    const sha = await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    const before = await source.take();
    await repository.git('checkout', '-q', '--detach');
    await repository.git('branch', '-D', 'main');
    expect(await source.refusal()).toMatch(/^(BranchNotFound|EmptyRepository): /);
    await repository.git('branch', 'main', sha);
    expect(await source.take()).toBe(before);
  });
});

describe('a rewritten branch', () => {
  it('is refused until its tip is approved by its whole name', async () => {
    const first = await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    await source.take();
    const second = await repository.commitFiles({ 'a.yaml': 'evil\n' }, { amend: true, message: 'evil' });
    const message =
      `HistoryRewritten: the history of main at ${repository.path} was rewritten: ${second.slice(0, 8)} does not descend from ` +
      `${first.slice(0, 8)}, which stays in force; if that is meant, run: gatewright approve ${second}`;
    expect(await source.refusal()).toBe(message);
    expect(await source.restart().refusal()).toBe(message);
    const error = await source.take().catch((thrown: unknown) => thrown);
    expect(error instanceof SourceError ? error.facts : undefined).toMatchObject({
      revision: `main@sha1:${second}`,
      commit: { sha: second, subject: 'evil', author: 'Alice Example' },
    });

    expect(await refusalOf(source.approve(first, never))).toBe(
      `HistoryRewritten: ${first.slice(0, 8)} is not what main at ${repository.path} has now; look at its tip and, if it is meant, run: gatewright approve ${second}`,
    );
    expect(await refusalOf(source.approve(second.slice(0, 12), never))).toBe(
      'HistoryRewritten: approve takes the whole name of a commit, 40 hex digits',
    );
    expect(await source.refusal()).toBe(message);

    await source.approve(second, never);
    expect((await source.take()).revision).toBe(`main@sha1:${second}`);
    expect((await source.restart().take()).revision).toBe(`main@sha1:${second}`);
    const [before] = await source.blame(
      `main@sha1:${first}` as Snapshot['revision'],
      [{ file: 'a.yaml', line: 1, endLine: 1 }],
      never,
    );
    expect(before?.sha).toBe(first);
  });

  it('that goes back to an older commit is a rewrite too', async () => {
    const first = await repository.commitFiles({ 'a.yaml': 'a\n' });
    await repository.commitFiles({ 'a.yaml': 'b\n' });
    const source = sourceOf();
    await source.take();
    await repository.git('reset', '-q', '--hard', first);
    expect(await source.refusal()).toMatch(/^HistoryRewritten: /);
  });

  it('that goes on from the accepted commit again needs no approval', async () => {
    const first = await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    await source.take();
    await repository.commitFiles({ 'a.yaml': 'evil\n' }, { amend: true });
    await source.refusal();
    await repository.git('reset', '-q', '--hard', first);
    const third = await repository.commitFiles({ 'a.yaml': 'good\n' });
    expect((await source.take()).revision).toBe(`main@sha1:${third}`);
  });

  it('is refused also while our copy has to be made anew', async () => {
    const first = await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    await source.take();
    const second = await repository.commitFiles({ 'a.yaml': 'evil\n' }, { amend: true });
    await rm(join(source.stateDirectory, 'git/HEAD'));
    expect(await source.refusal()).toMatch(
      new RegExp(`^HistoryRewritten: .*${second.slice(0, 8)} does not descend from ${first.slice(0, 8)}`),
    );
    expect(await source.restart().refusal()).toMatch(/^HistoryRewritten: /);
    await source.approve(second, never);
    expect((await source.take()).revision).toBe(`main@sha1:${second}`);
  });
});

describe('a damaged copy', () => {
  const damages: readonly (readonly [string, (git: string) => Promise<unknown>])[] = [
    ['without HEAD', (git) => rm(join(git, 'HEAD'))],
    ['with a configuration that is no text', (git) => writeFile(join(git, 'config'), randomBytes(200))],
    ['with an empty ref, as after a power cut', (git) => truncate(join(git, 'refs/gatewright/tip'), 0)],
    ['with garbage in a ref', (git) => writeFile(join(git, 'refs/gatewright/tip'), 'garbage\n')],
    ['without objects', (git) => rm(join(git, 'objects'), { recursive: true })],
    ['without packs', (git) => rm(join(git, 'objects/pack'), { recursive: true })],
    ['with truncated packs', (git) => eachPack(git, (path) => truncate(path, 40))],
    [
      'with overwritten packs',
      (git) => eachPack(git, async (path) => writeFile(path, randomBytes((await readFile(path)).length))),
    ],
    ['with one bit flipped in the middle of a pack', (git) => eachPack(git, flipBit)],
    ['with an object that holds something else', swapObject],
    [
      'that is a file',
      async (git) => {
        await rm(git, { recursive: true });
        await writeFile(git, '');
      },
    ],
    [
      'that is an empty folder',
      async (git) => {
        await rm(git, { recursive: true });
        await mkdir(git);
      },
    ],
    ['that is gone', (git) => rm(git, { recursive: true })],
  ];

  for (const [what, damage] of damages) {
    it(`${what} heals by itself, at once and after a restart`, async () => {
      await repository.commitFiles({ 'a.yaml': `${'a'.repeat(3000)}\n`, 'b.yaml': 'b\n' });
      const source = sourceOf();
      await source.take();
      await damage(join(source.stateDirectory, 'git'));
      expect(Object.keys(contents(await source.restart().take()))).toEqual(['a.yaml', 'b.yaml']);
      await damage(join(source.stateDirectory, 'git'));
      const sha = await repository.commitFiles({ 'a.yaml': 'new\n' });
      expect((await source.take()).revision).toBe(`main@sha1:${sha}`);
      expect(contents(await source.take())).toEqual({ 'a.yaml': 'new\n', 'b.yaml': 'b\n' });
      expect((await readdir(source.stateDirectory)).sort()).toEqual(['git']);
    });
  }

  it('loses the locks and half-received packs that a killed git left', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    const source = sourceOf();
    await source.take();
    const git = join(source.stateDirectory, 'git');
    const leftovers = [
      'refs/gatewright/tip.lock',
      'packed-refs.lock',
      'config.lock',
      'objects/pack/tmp_pack_AbCdEf',
      'objects/tmp_objdir-x',
    ];
    for (const path of leftovers) await writeFile(join(git, path), 'x');
    const sha = await repository.commitFiles({ 'a.yaml': 'b\n' });
    expect((await source.take()).revision).toBe(`main@sha1:${sha}`);
    expect(leftovers.filter((path) => existsSync(join(git, path)))).toEqual([]);
  });

  it('is not the fault of our copy when the remote is damaged, and says so', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    const blob = await repository.git('rev-parse', 'HEAD:a.yaml');
    await rm(join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    expect(await sourceOf().refusal()).toBe(
      `SourceUnreachable: ${repository.path} cannot give its own objects; it seems damaged, run git fsck there`,
    );
  });
});

async function eachPack(git: string, spoil: (path: string) => Promise<void>): Promise<void> {
  const folder = join(git, 'objects/pack');
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.pack')) continue;
    await chmod(join(folder, name), 0o600);
    await spoil(join(folder, name));
  }
}

/** A blob under a name that is not its own: git prints it without a word. */
async function swapObject(git: string): Promise<void> {
  const blob = (await runGit(git, ['ls-tree', 'refs/gatewright/tip', 'b.yaml'])).split(/\s/)[2] ?? '';
  const packs = join(git, 'objects/pack');
  const kept = join(git, 'packs');
  await rename(packs, kept);
  for (const name of await readdir(kept)) {
    if (name.endsWith('.pack'))
      execFileSync('git', ['--git-dir', git, 'unpack-objects', '-q'], { input: await readFile(join(kept, name)) });
  }
  await rm(kept, { recursive: true });
  const path = join(git, 'objects', blob.slice(0, 2), blob.slice(2));
  await rm(path);
  await writeFile(path, deflateSync(Buffer.from('blob 2\0x\n')));
}

async function flipBit(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 16;
  await writeFile(path, bytes);
}

describe('blame', () => {
  it('names the right commit for every line and every rule of 30 commits by five authors, after lines moved too', async () => {
    for (const seed of [1, 2]) {
      const mine = await createRepository(join(scratch.path, `blamed-${seed}`));
      const manifest = createEditedManifest(seed);
      const shas: string[] = [''];
      for (let count = 1; count <= 30; count += 1) {
        const message = manifest.edit();
        const author = { name: `Author ${count % 5}`, email: `a${count % 5}@example.org` };
        shas.push(await mine.commitFiles({ 'fw/policy.yaml': manifest.text() }, { author, message }));
      }
      const source = sourceOf({ url: mine.path, path: 'fw' });
      const { revision } = await source.take();
      const ask = async (ranges: readonly { line: number; endLine: number }[]) =>
        (
          await source.blame(
            revision,
            ranges.map((range) => ({ ...range, file: 'policy.yaml' })),
            never,
          )
        ).map((commit) => commit?.sha);
      const owners = manifest.owners();
      expect(await ask(owners.map((_, index) => ({ line: index + 1, endLine: index + 1 })))).toEqual(
        owners.map((edit) => shas[edit]),
      );
      expect(await ask(manifest.ranges())).toEqual(manifest.ranges().map(({ newestEdit }) => shas[newestEdit]));
      const newest = Math.max(...owners);
      const [commit] = await source.blame(revision, [{ file: 'policy.yaml', line: 1, endLine: owners.length }], never);
      expect(commit).toMatchObject({ sha: shas[newest], author: `Author ${newest % 5}`, signed: false });
    }
  });

  it('follows a file through a rename, and takes the newest in topological order though clocks go wrong', async () => {
    const first = await repository.commitFiles({ 'a.yaml': 'one\ntwo\nthree\n' }, { date: '2030-01-01T00:00:00Z' });
    const second = await repository.commitFiles({ 'a.yaml': 'one\nTWO\nthree\n' }, { date: '2020-01-01T00:00:00Z' });
    await repository.git('mv', 'a.yaml', 'b.yaml');
    await repository.commit({ message: 'rename', date: '2025-01-01T00:00:00Z' });
    const source = sourceOf();
    const { revision } = await source.take();
    const commits = await source.blame(
      revision,
      [
        { file: 'b.yaml', line: 1, endLine: 3 },
        { file: 'b.yaml', line: 3, endLine: 3 },
        { file: 'b.yaml', line: 3, endLine: 99 },
      ],
      never,
    );
    expect(commits.map((commit) => commit?.sha)).toEqual([second, first, first]);
  });

  it('answers for an older revision, and with nothing for what is not there', async () => {
    const first = await repository.commitFiles({ 'a.yaml': 'one\n' });
    const source = sourceOf();
    const before = await source.take();
    await repository.commitFiles({ 'a.yaml': 'two\n' });
    await source.take();
    const ranges = [
      { file: 'a.yaml', line: 1, endLine: 1 },
      { file: 'a.yaml', line: 2, endLine: 5 },
      { file: 'missing.yaml', line: 1, endLine: 1 },
    ];
    expect((await source.blame(before.revision, ranges, never)).map((commit) => commit?.sha)).toEqual([
      first,
      undefined,
      undefined,
    ]);
    const unknown = `main@sha1:${'1'.repeat(40)}` as Snapshot['revision'];
    expect(await source.blame(unknown, ranges, never)).toEqual([undefined, undefined, undefined]);
    expect(await source.blame('directory@sha256:00' as Snapshot['revision'], ranges, never)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await source.blame(before.revision, [], never)).toEqual([]);
  });

  it('is quick the second time', async () => {
    await repository.commitFiles({ 'a.yaml': 'one\n' });
    const source = sourceOf();
    const { revision } = await source.take();
    const ranges = [{ file: 'a.yaml', line: 1, endLine: 1 }];
    const first = await source.blame(revision, ranges, never);
    const again = await source.blame(revision, ranges, never);
    expect(again[0]).toBe(first[0]);
  });
});

describe('the configuration', () => {
  it('is refused with a reason when the URL, the branch or the path cannot be used', () => {
    const problems = (url: string, branch = 'main', path = '.') => findGitProblems({ url, branch, path });
    for (const url of [
      '/srv/x.git',
      'file:///srv/x',
      'ssh://git@h:22/x',
      'https://user@h/x.git',
      'git@h.example.org:team/x.git',
      'git@[::1]:x',
    ]) {
      expect(problems(url)).toEqual([]);
    }
    expect(problems('https://bob:hunter2@git.example.org/x.git')).toEqual([
      'https://git.example.org/x.git holds a password; put the secret in a file and name it in auth',
    ]);
    expect(problems('http://git.example.org/x.git')).toEqual([
      'http:// proves nothing about who answers; use https:// or ssh://',
    ]);
    expect(problems('ext::sh -c touch% /tmp/x')[0]).toBe('the URL is empty or holds white space');
    expect(problems('ext::/bin/true')[0]).toMatch(/is not a repository/);
    for (const url of [
      '',
      'relative/path',
      '-oProxyCommand=x',
      'ssh://-oProxyCommand=x/y',
      'fd::17',
      'git@h:-x',
      'file://host/x',
      'https://h/x?y',
      'ssh://-l@h/x',
    ]) {
      expect(problems(url), url).toHaveLength(1);
    }
    for (const branch of [
      '',
      'a b',
      '-x',
      'a..b',
      'a~1',
      'refs/heads/main',
      'x.lock',
      'a:b',
      '@',
      'a@{1}',
      'a\u0007',
    ]) {
      expect(problems('/x', branch), branch).toHaveLength(1);
    }
    for (const path of ['..', '../x', 'a/../../x', '/etc', 'a\u0000b'])
      expect(problems('/x', 'main', path), path).toHaveLength(1);
    expect(() =>
      createGitSource({
        url: 'https://u:secret@h/x',
        branch: 'main',
        path: '.',
        stateDirectory: '/nowhere',
        auth: {},
        deadlineMs: 1,
      }),
    ).toThrow('source.git: https://h/x holds a password; put the secret in a file and name it in auth');
  });
});

describe('git', () => {
  it('that says no without a word has not said yes', async () => {
    const world = { directory: join(repository.path, '.git'), workingDirectory: scratch.path, ...localSettings() };
    const silent = runGitOnce(world, ['rev-parse', '--verify', '--quiet', 'refs/heads/none'], {
      deadlineMs: 5000,
      signal: never,
    });
    await expect(silent).rejects.toMatchObject({ name: 'GitFailure', kind: 'Exit', code: 1, stderr: '' });
  });
});

describe('this machine', () => {
  it('a full disk is told, leaves the copy usable and heals when there is room', () => {
    const script = new URL('./git-full-disk.ts', import.meta.url).pathname;
    const unshare = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
    const output = execFileSync('unshare', [...unshare, process.execPath, '--import', 'tsx', script, scratch.path], {
      encoding: 'utf8',
      timeout: 90_000,
      cwd: new URL('../..', import.meta.url).pathname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(JSON.parse(output)).toEqual({
      full: `StateUnwritable: the disk that holds ${scratch.path}/disk is full; free some space there`,
      afterwards: ['a.yaml', 'big.yaml'],
    });
  });

  it('a state folder that cannot be made is told', async () => {
    await repository.commitFiles({ 'a.yaml': 'a\n' });
    await writeFile(join(scratch.path, 'file'), '');
    const refusal = await sourceOf({ stateDirectory: join(scratch.path, 'file/state') }).refusal();
    expect(refusal).toMatch(/^StateUnwritable: .*file/);
  });
});

it('a line that holds a CR and looks like git’s own output does not move the blame', async () => {
  const mallory = { name: 'Mallory Example', email: 'mallory@example.org' };
  const first = await repository.commitFiles({ 'a.yaml': '# one\n# two\n' });
  const hostile = `# one\n# x\r${first} 1 2\n# three\n`;
  const second = await repository.commitFiles({ 'a.yaml': hostile }, { author: mallory });
  const source = sourceOf();
  const { revision } = await source.fetch(never);
  const ranges = [1, 2, 3].map((line) => ({ file: 'a.yaml', line, endLine: line }));
  const commits = await source.blame(revision, ranges, never);
  expect(commits.map((commit) => commit?.sha)).toEqual([first, second, second]);
});
