// Reads a folder of manifests as it stood at one moment, though people save files in it meanwhile.

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Revision, SnapshotFile } from '../policy/snapshot.ts';
import { SourceError } from '../ports.ts';
import { isErrno } from './durable.ts';
import {
  compareBytewise,
  findPathProblem,
  findSizeProblem,
  isReadPath,
  type SnapshotLimits,
} from './manifest-files.ts';
import { listSome, printable } from './plain-text.ts';

/** A file and the mark by which a change of it is seen: inode, size, times in nanoseconds. */
export interface StampedFile {
  readonly stamp: string;
  readonly file: SnapshotFile;
}

export interface FolderToRead {
  readonly path: string;
  readonly limits: SnapshotLimits;
  /** A file that changed less than this ago counts as still being written. */
  readonly settleMs: number;
  readonly deadlineMs: number;
  /** By path: files that are taken from here where their stamp is the same. */
  readonly known: ReadonlyMap<string, StampedFile>;
}

export interface FolderRead {
  readonly revision: Revision;
  /** Sorted bytewise by path. */
  readonly files: readonly SnapshotFile[];
  readonly stamped: ReadonlyMap<string, StampedFile>;
}

/**
 * The manifests of a folder, all from one moment: listed, read, listed again, and taken only if nothing moved in between.
 *
 * @throws SourceError; AbortError when `signal` fires
 */
export async function readFolder(folder: FolderToRead, signal: AbortSignal): Promise<FolderRead> {
  const end = performance.now() + folder.deadlineMs;
  for (;;) {
    if (signal.aborted) throw new DOMException('Reading the folder was stopped.', 'AbortError');
    const read = await tryRead(folder);
    if (read !== undefined) return read;
    if (performance.now() > end) {
      throw new SourceError(
        'DirectoryUnreadable',
        `${folder.path} does not come to rest: files in it change all the time; look for what writes there`,
      );
    }
    await sleep(Math.max(folder.settleMs / 2, 10));
  }
}

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly stamp: string;
  /** Milliseconds since 1970, by the file system: cannot be set by hand, unlike the time of modification. */
  readonly changedMs: number;
}

/** Undefined where something moved meanwhile. */
async function tryRead(folder: FolderToRead): Promise<FolderRead | undefined> {
  const before = await list(folder);
  if (before === undefined || before.some(({ changedMs }) => isFresh(changedMs, folder.settleMs))) return undefined;
  check(before, folder);
  const stamped = new Map<string, StampedFile>();
  for (const listed of before) {
    const known = folder.known.get(listed.path);
    const file = known?.stamp === listed.stamp ? known.file : await readOne(folder.path, listed);
    if (file === undefined) return undefined;
    stamped.set(listed.path, { stamp: listed.stamp, file });
  }
  const after = await list(folder);
  if (after === undefined || !sameListing(before, after)) return undefined;
  const files = [...stamped.values()].map(({ file }) => file);
  return { revision: nameRevision(files), files, stamped };
}

/** A clock that was set back must not make a file fresh for hours. */
function isFresh(changedMs: number, settleMs: number): boolean {
  const age = Date.now() - changedMs;
  return age >= 0 && age < settleMs;
}

function sameListing(a: readonly Listed[], b: readonly Listed[]): boolean {
  return a.length === b.length && a.every(({ path, stamp }, at) => path === b[at]?.path && stamp === b[at]?.stamp);
}

/** The manifests below the folder, sorted bytewise; undefined where one went while we looked. */
async function list({ path: root, limits }: FolderToRead): Promise<readonly Listed[] | undefined> {
  await requireFolder(root);
  const listed: Listed[] = [];
  const folders = [''];
  let seen = 0;
  try {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for await (const entry of await opendir(join(root, folder))) {
        seen += 1;
        if (seen > limits.maxFiles) throw tooMany(root, limits);
        if (entry.name.startsWith('.')) continue;
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile() && isReadPath(path)) listed.push(await stampOf(root, path));
      }
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw unreadable(root, error);
  }
  return listed.sort((a, b) => compareBytewise(a.path, b.path));
}

async function requireFolder(root: string): Promise<void> {
  try {
    if ((await stat(root)).isDirectory()) return;
  } catch (error) {
    throw unreadable(root, error);
  }
  throw new SourceError('DirectoryUnreadable', `${root} is not a folder; name a folder of manifests`);
}

async function stampOf(root: string, path: string): Promise<Listed> {
  return describe(path, await lstat(join(root, path), { bigint: true }));
}

interface Stats {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

function describe(path: string, { dev, ino, size, mtimeNs, ctimeNs }: Stats): Listed {
  const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  return { path, size: Number(size), stamp, changedMs: Number(ctimeNs / 1_000_000n) };
}

function check(listed: readonly Listed[], { limits }: FolderToRead): void {
  const odd = listed.flatMap(({ path }) => {
    const problem = findPathProblem(path, limits);
    return problem === undefined ? [] : [`${printable(path)} (${problem})`];
  });
  if (odd.length > 0) throw new SourceError('ForbiddenEntry', `rename these files: ${listSome(odd)}`);
  const problem = findSizeProblem(listed, limits);
  if (problem !== undefined) throw new SourceError('SnapshotTooLarge', problem);
}

/** Undefined where the file is not, or no longer, what was listed. A name that became a symlink or a pipe is not opened. */
async function readOne(root: string, listed: Listed): Promise<SnapshotFile | undefined> {
  try {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(join(root, listed.path), flags);
    try {
      if (describe(listed.path, await file.stat({ bigint: true })).stamp !== listed.stamp) return undefined;
      // One byte more than listed: a file that grows is seen without reading all that it grew by.
      const buffer = new Uint8Array(listed.size + 1);
      if ((await fill(file, buffer)) !== listed.size) return undefined;
      const bytes = buffer.subarray(0, listed.size);
      return { path: listed.path, digest: createHash('sha256').update(bytes).digest('hex'), bytes };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw unreadable(join(root, printable(listed.path)), error);
  }
}

interface Readable {
  read(buffer: Uint8Array, offset: number, length: number): Promise<{ readonly bytesRead: number }>;
}

async function fill(file: Readable, buffer: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

function nameRevision(files: readonly SnapshotFile[]): Revision {
  const hash = createHash('sha256');
  for (const { path, digest } of files) hash.update(`${path}\0${digest}\n`);
  return `directory@sha256:${hash.digest('hex')}` as Revision;
}

function tooMany(root: string, limits: SnapshotLimits): SourceError {
  return new SourceError(
    'SnapshotTooLarge',
    `${root} holds more than ${limits.maxFiles} files; point source.directory.path at the folder of the manifests alone`,
  );
}

function unreadable(path: string, cause: unknown): unknown {
  if (cause instanceof SourceError || !(cause instanceof Error) || !('code' in cause)) return cause;
  const why = isErrno(cause, 'ENOENT')
    ? 'does not exist'
    : isErrno(cause, 'EACCES', 'EPERM')
      ? 'may not be read by the controller'
      : `cannot be read (${String(cause.code)})`;
  return new SourceError('DirectoryUnreadable', `${path} ${why}; name a folder of manifests`, { cause });
}
