// The thread in which manifests are parsed, so that a hostile file can be killed with it. Bundled on its own.

import { parentPort } from 'node:worker_threads';
import { readSourceFile } from '../policy/parse.ts';
import { refuseFile } from '../policy/reading.ts';
import type { SnapshotFile } from '../policy/snapshot.ts';

/** Answers each file with what it holds, in the order of asking. */
parentPort?.on('message', (file: SnapshotFile) => {
  parentPort?.postMessage(read(file));
});

function read(file: SnapshotFile): ReturnType<typeof readSourceFile> {
  try {
    return readSourceFile(file);
  } catch (error) {
    // A parser that trips over a file is a fault of this file here; the others must still be read.
    return refuseFile(file.path, `the file cannot be read: ${String(error)}`);
  }
}
