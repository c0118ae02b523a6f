// Files that survive a kill: each write is whole or absent. Temporary file, fsync, rename, fsync of the folder.

import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StateError, type StateRefusal } from '../ports.ts';

const temporarySuffix = '.partial';

/** Where a file is filled that will take the place of `path`; another one at each call, as several may be filled at a time. */
export function temporaryFor(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}${temporarySuffix}`;
}

/**
 * Replaces `path` by `content`, readable by the owner only; after a kill at any moment the old or the new content is there.
 *
 * @throws StateError; then the old content is still there.
 */
export async function writeDurably(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = temporaryFor(path);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    // Half a file would keep the space that the next write needs.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw stateError(path, 'written', cause);
  }
}

/** Removes a file for good; one that is not there is no error. @throws StateError */
export async function removeDurably(path: string): Promise<void> {
  try {
    await unlink(path);
    await syncFolder(dirname(path));
  } catch (cause) {
    if (isErrno(cause, 'ENOENT')) return;
    throw stateError(path, 'removed', cause);
  }
}

/** Makes a folder that only its owner can enter; one that exists keeps its mode. @throws StateError */
export async function openFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw stateError(path, 'made', cause);
  }
}

/** Removes what killed writers left behind in a folder. Only for whoever knows that nobody writes there now. @throws StateError */
export async function removeLeftovers(path: string): Promise<void> {
  try {
    const leftovers = (await readdir(path)).filter((name) => name.endsWith(temporarySuffix));
    for (const name of leftovers) await rm(join(path, name), { force: true });
  } catch (cause) {
    if (!isErrno(cause, 'ENOENT')) throw stateError(path, 'read', cause);
  }
}

/** Makes names in a folder last: creations, renames and removals are on disk when this returns. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What the operating system said about a file of the state folder, with the reason by its name. */
export function stateError(path: string, verb: 'read' | 'written' | 'removed' | 'made', cause: unknown): StateError {
  if (cause instanceof StateError) return cause;
  const reason = refusalOf(cause);
  const file = `${basename(path)} in ${dirname(path)}`;
  return new StateError(reason, `${file} cannot be ${verb}: ${explain(reason, cause)}.`, { path, cause });
}

export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function refusalOf(cause: unknown): StateRefusal {
  if (isErrno(cause, 'ENOSPC', 'EDQUOT')) return 'DiskFull';
  if (isErrno(cause, 'EACCES', 'EPERM')) return 'NotPermitted';
  return 'Unwritable';
}

function explain(reason: StateRefusal, cause: unknown): string {
  switch (reason) {
    case 'DiskFull':
      return 'the disk is full, free some space there';
    case 'NotPermitted':
      return 'the operating system does not permit it, run as root or change stateDirectory';
    case 'Unwritable':
      return isErrno(cause, 'EROFS')
        ? 'the disk is mounted read-only'
        : cause instanceof Error
          ? plainCause(cause)
          : String(cause);
  }
}

/** `ENOTDIR: not a directory`, without the path and the system call that Node adds. */
function plainCause(cause: Error): string {
  return cause.message.split(', ')[0] ?? cause.message;
}
