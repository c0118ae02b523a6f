// Snapshots from a folder of this machine: for work without Git.

import type { Snapshot, SnapshotFile } from '../policy/snapshot.ts';
import { type Source, SourceError } from '../ports.ts';
import { readFolder, type StampedFile } from './directory-read.ts';
import { watchFolder } from './directory-watch.ts';
import { defaultLimits, type SnapshotLimits } from './manifest-files.ts';

export interface DirectorySourceOptions {
  readonly path: string;
  readonly limits?: SnapshotLimits;
  /** A file that changed this short a time ago may still be being written; reading waits. Default 100 ms. */
  readonly settleMs?: number;
  /** How long a folder that never comes to rest is waited for. Default 5 s. */
  readonly deadlineMs?: number;
  /** Told when the folder cannot be watched; polling goes on. */
  readonly onWatchProblem?: (message: string) => void;
}

/**
 * The manifests below a folder, hidden files and symlinks left out.
 *
 * All files of a snapshot stood there together at one moment. While nothing changes, `fetch` reads no file and gives the same object.
 */
export function createDirectorySource(options: DirectorySourceOptions): Source {
  const { path, limits = defaultLimits, settleMs = 100, deadlineMs = 5000 } = options;
  let known: ReadonlyMap<string, StampedFile> = new Map();
  let last: Snapshot | undefined;
  return {
    fetch: async (signal) => {
      const read = await readFolder({ path, limits, settleMs, deadlineMs, known }, signal);
      if (read.revision !== last?.revision) last = { revision: read.revision, files: keepSame(read.files, last) };
      known = read.stamped;
      return last;
    },
    approve: () =>
      Promise.reject(
        new SourceError('HistoryRewritten', `${path} is a folder without history, so there is nothing to approve`),
      ),
    watch: (changed) => watchFolder(path, changed, options.onWatchProblem ?? (() => undefined)),
  };
}

/** Files whose content did not change stay the very objects of before. */
function keepSame(files: readonly SnapshotFile[], before: Snapshot | undefined): readonly SnapshotFile[] {
  const known = new Map(before?.files.map((file) => [file.path, file]));
  return files.map((file) => {
    const old = known.get(file.path);
    return old?.digest === file.digest ? old : file;
  });
}
