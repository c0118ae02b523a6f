// Tells when one of a few files has other content: edits, atomic renames, and swaps of the links that lead to it.

import { createHash } from 'node:crypto';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Log } from '../ports.ts';

export interface WatchFilesOptions {
  readonly files: readonly string[];
  /** Called once for changes that come close together, never while it still runs; with what changed. */
  readonly changed: (files: readonly string[]) => void | Promise<void>;
  readonly log: Log;
  /** How long there must be silence; 200 ms by default. */
  readonly quietMs?: number;
  /** The files are looked at this often whatever the watch says (network file systems tell nothing); 30 s by default. */
  readonly pollMs?: number;
}

export interface FilesWatch {
  close(): Promise<void>;
}

/**
 * Watches the folders, not the files: editors and Kubernetes replace files and links, and a watch on a replaced file is deaf.
 *
 * A change is another content; a file that comes, goes or becomes unreadable has changed too.
 */
export async function watchFiles(options: WatchFilesOptions): Promise<FilesWatch> {
  const { files, log, quietMs = 200, pollMs = 30_000 } = options;
  let seen = await fingerprintAll(files);
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let lookDueAt = Number.POSITIVE_INFINITY;

  const look = async (): Promise<void> => {
    const now = await fingerprintAll(files);
    const changed = files.filter((file) => now.get(file) !== seen.get(file));
    seen = now;
    const folders = await foldersOf(files);
    // Adding to a watcher that was closed would open it again, for good.
    if (closed) return;
    watcher.add(folders);
    if (changed.length > 0) await options.changed(changed);
  };
  const schedule = (delayMs: number): void => {
    // Without silence in the folder, a look is still due at last.
    if (closed || (timer !== undefined && Date.now() > lookDueAt)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      lookDueAt = Number.POSITIVE_INFINITY;
      looking = looking
        .then(look)
        .catch((error: unknown) => log.error('a changed file could not be followed up', { error }))
        .then(() => {
          if (timer === undefined) schedule(pollMs);
        });
      timer = undefined;
    }, delayMs);
    timer.unref();
  };

  const onEvent = (): void => {
    lookDueAt = Math.min(lookDueAt, Date.now() + 10 * quietMs);
    schedule(quietMs);
  };

  const watcher = await openWatcher(await foldersOf(files), { changed: onEvent, log });
  // What changed while the watch was being set up.
  schedule(quietMs);
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await watcher.close();
      await looking;
    },
  };
}

function openWatcher(
  folders: readonly string[],
  { changed, log }: { readonly changed: () => void; readonly log: Log },
): Promise<FSWatcher> {
  const watcher = watch([...folders], { depth: 0, ignoreInitial: true, followSymlinks: false });
  watcher.on('all', changed);
  // The swap of a link is an event of its folder only.
  watcher.on('raw', changed);
  watcher.on('error', (error) => log.warn('files are no longer watched, only looked at from time to time', { error }));
  return new Promise((resolve) => {
    watcher.once('ready', () => resolve(watcher));
  });
}

/** The folders of every link on the way to each file, and of the file itself. */
async function foldersOf(files: readonly string[]): Promise<string[]> {
  const folders = new Set<string>();
  for (const file of files) {
    folders.add(dirname(resolve(file)));
    const target = await realpath(file).catch(() => undefined);
    if (target !== undefined) folders.add(dirname(target));
  }
  return [...folders];
}

async function fingerprintAll(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(files.map(async (file) => [file, await fingerprint(file)] as const)));
}

/** A digest of the content, or why there is none. */
async function fingerprint(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    const there = await lstat(file).then(
      () => 'there',
      () => 'absent',
    );
    return `${there} ${(error as NodeJS.ErrnoException).code ?? 'unreadable'}`;
  }
}
