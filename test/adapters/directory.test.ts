// The directory source against a real folder and the real ways in which editors save files.

import { writeFileSync } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  rename,
  rm,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDirectorySource, type DirectorySourceOptions } from '../../src/adapters/directory.ts';
import { exec } from '../../src/adapters/exec.ts';
import { defaultLimits } from '../../src/adapters/manifest-files.ts';
import type { Snapshot } from '../../src/policy/snapshot.ts';
import { refusalOf } from '../fixtures/git-source.ts';
import { createScratch, type Scratch } from '../fixtures/scratch.ts';

let scratch: Scratch;
let folder: string;

beforeEach(async () => {
  scratch = await createScratch('directory');
  folder = join(scratch.path, 'manifests');
  await mkdir(folder);
});
afterEach(() => scratch.dispose());

const never = new AbortController().signal;

function sourceOf(options: Partial<DirectorySourceOptions> = {}) {
  const source = createDirectorySource({ path: folder, settleMs: 20, ...options });
  return { ...source, take: () => source.fetch(never), refusal: () => refusalOf(source.fetch(never)) };
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), content);
}

function contents(snapshot: Snapshot): Record<string, string> {
  return Object.fromEntries(snapshot.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
}

describe('a snapshot', () => {
  it('holds manifests, sorted bytewise; hidden files, symlinks, pipes and the rest are not read', async () => {
    for (const path of ['b.yml', 'a/z.yaml', 'a.yaml', 'Z.yaml', '\u00e9.yaml']) await write(path, `${path}\n`);
    for (const path of ['.hidden.yaml', '.git/x.yaml', 'a/.swp/x.yaml', 'README.md', 'b.yml~', '#b.yml#'])
      await write(path, 'x');
    await symlink('/etc/passwd', join(folder, 'link.yaml'));
    await symlink('/etc', join(folder, 'etc'));
    await exec('mkfifo', [join(folder, 'pipe.yaml')], { deadlineMs: 5000 });
    await mkdir(join(folder, 'folder.yaml'));
    const snapshot = await sourceOf().take();
    expect(snapshot.files.map(({ path }) => path)).toEqual(['Z.yaml', 'a.yaml', 'a/z.yaml', 'b.yml', '\u00e9.yaml']);
    expect(contents(snapshot)['a/z.yaml']).toBe('a/z.yaml\n');
    expect(snapshot.commit).toBeUndefined();
    expect(snapshot.revision).toMatch(/^directory@sha256:[0-9a-f]{64}$/);
  });

  it('has a revision that names paths and contents, not the place, the time or the way there', async () => {
    await write('a.yaml', 'a\n');
    await write('b.yaml', 'b\n');
    const source = sourceOf();
    const first = await source.take();
    await utimes(join(folder, 'a.yaml'), new Date(), new Date(0));
    const touched = await source.take();
    expect(touched).toBe(first);
    await write('b.yaml', 'changed\n');
    const changed = await source.take();
    expect(changed.revision).not.toBe(first.revision);
    expect(changed.files[0]).toBe(first.files[0]);
    await rename(join(folder, 'b.yaml'), join(folder, 'c.yaml'));
    expect((await source.take()).revision).not.toBe(changed.revision);
    await rename(join(folder, 'c.yaml'), join(folder, 'b.yaml'));
    await write('b.yaml', 'b\n');
    expect((await source.take()).revision).toBe(first.revision);
    await rename(folder, `${folder}-2`);
    expect((await sourceOf({ path: `${folder}-2` }).take()).revision).toBe(first.revision);
  });

  it('of an empty folder is empty', async () => {
    expect((await sourceOf().take()).files).toEqual([]);
  });

  it('sees a change that keeps the length, made at once after the last one', async () => {
    const source = sourceOf();
    for (let count = 10; count < 30; count += 1) {
      await write('a.yaml', `${count}\n`);
      expect(contents(await source.take())).toEqual({ 'a.yaml': `${count}\n` });
    }
  });
});

describe('a folder that changes while it is read', () => {
  it('gives what stood there together: two files that change as one are never torn apart', async () => {
    await write('a.yaml', '0\n');
    await write('b.yaml', '0\n');
    const source = sourceOf();
    let stopped = false;
    const writer = (async () => {
      for (let count = 1; !stopped; count += 1) {
        // At once: on a loaded machine more than what counts as rest may pass between two turns of this process.
        for (const name of ['a.yaml', 'b.yaml']) writeFileSync(join(folder, name), `${count}\n`);
        await sleep(60);
      }
    })();
    try {
      for (let count = 0; count < 20; count += 1) {
        const { 'a.yaml': a, 'b.yaml': b } = contents(await source.take());
        expect(a).toBe(b);
      }
    } finally {
      stopped = true;
      await writer;
    }
  });

  it('is waited for while a file is still being written', async () => {
    const source = sourceOf({ settleMs: 100 });
    const slow: FileHandle = await open(join(folder, 'a.yaml'), 'w');
    const writing = (async () => {
      for (let line = 0; line < 10; line += 1) {
        await slow.write(`line ${line}\n`);
        await sleep(30);
      }
      await slow.close();
    })();
    const snapshot = await source.take();
    await writing;
    expect(contents(snapshot)['a.yaml']?.split('\n').length).toBe(11);
  });

  it('for ever is told', async () => {
    const source = sourceOf({ deadlineMs: 300 });
    await write('a.yaml', 'a\n');
    const timer = setInterval(() => void writeFile(join(folder, 'a.yaml'), `${Math.random()}\n`), 5);
    try {
      expect(await source.refusal()).toBe(
        `DirectoryUnreadable: ${folder} does not come to rest: files in it change all the time; look for what writes there`,
      );
    } finally {
      clearInterval(timer);
    }
  });

  it('is left at once when the caller goes', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(sourceOf().fetch(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what cannot be read', () => {
  it('a folder that is not there, or is a file, is told, and read when it is back', async () => {
    await write('a.yaml', 'a\n');
    const source = sourceOf();
    const before = await source.take();
    await rename(folder, `${folder}-away`);
    expect(await source.refusal()).toBe(`DirectoryUnreadable: ${folder} does not exist; name a folder of manifests`);
    await writeFile(folder, '');
    expect(await source.refusal()).toBe(`DirectoryUnreadable: ${folder} is not a folder; name a folder of manifests`);
    await unlink(folder);
    await rename(`${folder}-away`, folder);
    expect(await source.take()).toBe(before);
  });

  it('a 5 MB manifest, too many files, too many bytes and odd names are refused', async () => {
    await write('huge.yaml', '');
    await truncate(join(folder, 'huge.yaml'), 5_000_000);
    expect(await sourceOf().refusal()).toBe(
      'SnapshotTooLarge: huge.yaml (5000000 bytes) exceeds the limit of 4194304 bytes a file; split the file, or rename it if it is neither a manifest nor a list',
    );
    await unlink(join(folder, 'huge.yaml'));
    for (const name of ['a', 'b', 'c']) await write(`${name}.yaml`, 'xxxx');
    expect(await sourceOf({ limits: { ...defaultLimits, maxTotalBytes: 10 } }).refusal()).toMatch(
      /^SnapshotTooLarge: the manifests hold 12 bytes/,
    );
    expect(await sourceOf({ limits: { ...defaultLimits, maxFiles: 2 } }).refusal()).toBe(
      `SnapshotTooLarge: ${folder} holds more than 2 files; point source.directory.path at the folder of the manifests alone`,
    );
    await write('a\u001b[2J.yaml', 'x');
    expect(await sourceOf().refusal()).toBe(
      'ForbiddenEntry: rename these files: a\\u{1b}[2J.yaml (its name holds control or invisible characters)',
    );
  });

  it('there is nothing to approve', async () => {
    expect(await refusalOf(sourceOf().approve('1'.repeat(40), never))).toBe(
      `HistoryRewritten: ${folder} is a folder without history, so there is nothing to approve`,
    );
  });
});

describe('the watch', () => {
  /** Counts calls; `next` resolves at the one after those that were already asked for. */
  async function watched(path = folder) {
    let calls = 0;
    const problems: string[] = [];
    const source = createDirectorySource({ path, settleMs: 20, onWatchProblem: (message) => problems.push(message) });
    const stop = await source.watch(() => {
      calls += 1;
    });
    scratch.defer(stop);
    return {
      stop,
      problems,
      calls: () => calls,
      /** How often it called while and after `act`, once things are quiet. */
      during: async (act: () => Promise<unknown>) => {
        const before = calls;
        await act();
        for (let waited = 0; waited < 3000 && calls === before; waited += 25) await sleep(25);
        await sleep(400);
        return calls - before;
      },
    };
  }

  it('tells once of a save in place, of a burst, of a deletion and of a new folder with files', async () => {
    await write('a.yaml', 'a\n');
    const watch = await watched();
    expect(await watch.during(() => write('a.yaml', 'b\n'))).toBe(1);
    expect(
      await watch.during(async () => {
        for (let count = 0; count < 20; count += 1) await write(`burst-${count}.yaml`, 'x\n');
      }),
    ).toBe(1);
    expect(await watch.during(() => unlink(join(folder, 'a.yaml')))).toBe(1);
    expect(await watch.during(() => write('new/deep/x.yaml', 'x\n'))).toBe(1);
    expect(await watch.during(() => write('new/deep/x.yaml', 'y\n'))).toBe(1);
    expect(await watch.during(() => rm(join(folder, 'new'), { recursive: true }))).toBe(1);
  });

  it('tells of what editors do: a file renamed over, and vim\u2019s backup, write, remove', async () => {
    await write('a.yaml', 'a\n');
    const watch = await watched();
    for (let count = 0; count < 3; count += 1) {
      const saved = await watch.during(async () => {
        await write('.a.yaml.tmp', `${count}\n`);
        await rename(join(folder, '.a.yaml.tmp'), join(folder, 'a.yaml'));
      });
      expect(saved).toBe(1);
    }
    const vim = await watch.during(async () => {
      await write('4913', '');
      await unlink(join(folder, '4913'));
      await rename(join(folder, 'a.yaml'), join(folder, 'a.yaml~'));
      await write('a.yaml', 'vim\n');
      await unlink(join(folder, 'a.yaml~'));
    });
    expect(vim).toBe(1);
  });

  it('is silent about swap files, backups, hidden files and what is no manifest', async () => {
    await write('a.yaml', 'a\n');
    const watch = await watched();
    for (const path of ['.a.yaml.swp', 'a.yaml~', '#a.yaml#', '4913', 'notes.md']) await write(path, 'x');
    await symlink('user@host.1', join(folder, '.#a.yaml'));
    await mkdir(join(folder, '.git'));
    await write('.git/x.yaml', 'x');
    await sleep(600);
    expect(watch.calls()).toBe(0);
  });

  it('goes on when the folder goes and comes back, or is replaced by another', async () => {
    await write('a.yaml', 'a\n');
    const watch = await watched();
    expect(await watch.during(() => rm(folder, { recursive: true }))).toBeGreaterThan(0);
    const back = await watch.during(async () => {
      await sleep(700);
      await mkdir(folder);
      await write('a.yaml', 'back\n');
    });
    expect(back).toBeGreaterThan(0);
    await sleep(700);
    expect(await watch.during(() => write('a.yaml', 'again\n'))).toBeGreaterThan(0);
    const replaced = await watch.during(async () => {
      await mkdir(`${folder}-new`);
      await writeFile(join(`${folder}-new`, 'a.yaml'), 'other\n');
      await rename(folder, `${folder}-old`);
      await rename(`${folder}-new`, folder);
    });
    expect(replaced).toBeGreaterThan(0);
    await sleep(800);
    expect(await watch.during(() => write('a.yaml', 'in the other\n'))).toBeGreaterThan(0);
    expect(watch.problems).toEqual([]);
  });

  it('works for a folder that is not there yet, and for one behind a link that is moved', async () => {
    const link = join(scratch.path, 'current');
    const watch = await watched(link);
    await write('a.yaml', 'a\n');
    expect(await watch.during(() => symlink(folder, link))).toBeGreaterThan(0);
    await sleep(700);
    expect(await watch.during(() => write('a.yaml', 'b\n'))).toBeGreaterThan(0);
    await mkdir(`${folder}-2`);
    const moved = await watch.during(async () => {
      await symlink(`${folder}-2`, `${link}.new`);
      await rename(`${link}.new`, link);
    });
    expect(moved).toBeGreaterThan(0);
  });

  it('says nothing more after its end', async () => {
    const watch = await watched();
    await write('a.yaml', 'a\n');
    await watch.stop();
    const before = watch.calls();
    await write('b.yaml', 'b\n');
    await sleep(500);
    expect(watch.calls()).toBe(before);
  });
});
