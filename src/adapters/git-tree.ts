// The files of one commit, listed and read without ever checking anything out.

import { createHash } from 'node:crypto';
import type { Commit, Revision, Snapshot, SnapshotFile } from '../policy/snapshot.ts';
import { SourceError } from '../ports.ts';
import { type GitRunOptions, type GitWorld, runCatFile, runGit } from './git-command.ts';
import { parseCommit } from './git-commit.ts';
import {
  compareBytewise,
  findPathProblem,
  findSizeProblem,
  isReadPath,
  type SnapshotLimits,
} from './manifest-files.ts';
import { listSome, printable } from './plain-text.ts';

/** Where to read, and how much. */
export interface TreeReader {
  readonly world: GitWorld;
  readonly run: Pick<GitRunOptions, 'deadlineMs' | 'signal'>;
  readonly branch: string;
  /** Folder inside the repository; `.` for its root. */
  readonly path: string;
  readonly limits: SnapshotLimits;
}

/**
 * The manifests of one commit.
 *
 * Files whose blob is in `known` are taken from there and not read again. What git lists and prints is hashed again, from
 * the files up to the commit.
 *
 * @throws SourceError for what must not be in it; GitFailure
 */
export async function readSnapshot(
  reader: TreeReader,
  sha: string,
  known: ReadonlyMap<string, SnapshotFile>,
): Promise<Snapshot> {
  const tree = await findTree(reader, sha);
  const entries = await listTree(reader, tree ?? sha);
  const manifests = checkEntries(
    entries.filter(({ mode }) => mode !== folderMode),
    reader.limits,
  );
  const reused = new Map(manifests.flatMap(({ id }) => mapEntry(id, known.get(id)?.bytes)));
  const missing = new Map(manifests.filter(({ id }) => !reused.has(id)).map((entry) => [entry.id, entry.size]));
  const objects = await readObjects(reader, [
    { id: sha, maxBytes: maxCommitBytes },
    ...[...missing].map(([id, size]) => ({ id, maxBytes: size })),
  ]);
  const commit = found(objects, sha);
  if (hashTree(entries) !== (tree ?? readTreeId(commit))) throw damaged('git did not list all of the tree');
  const bytesOf = (id: string) => reused.get(id) ?? found(objects, id);
  const files = manifests.map(({ id, path }) => ({ path, digest: id, bytes: bytesOf(id) }));
  return {
    revision: `${reader.branch}@sha1:${sha}` as Revision,
    commit: parseCommit(sha, commit),
    files: files.map((file) => sameFile(known.get(file.digest), file)).sort((a, b) => compareBytewise(a.path, b.path)),
  };
}

/** The commits by their names, without a walk through history. @throws SourceError, GitFailure */
export async function readCommits(
  reader: Pick<TreeReader, 'world' | 'run'>,
  shas: readonly string[],
): Promise<ReadonlyMap<string, Commit>> {
  const objects = await readObjects(
    reader,
    shas.map((id) => ({ id, maxBytes: maxCommitBytes })),
  );
  return new Map(shas.map((sha) => [sha, parseCommit(sha, found(objects, sha))]));
}

/** A commit message longer than this is not one. */
const maxCommitBytes = 1024 * 1024;
const maxListingBytes = 16 * 1024 * 1024;

interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  /** Bytes; 0 for a submodule. */
  readonly size: number;
  readonly path: string;
}

function mapEntry(id: string, bytes: Uint8Array | undefined): readonly (readonly [string, Uint8Array])[] {
  return bytes === undefined ? [] : [[id, bytes]];
}

/** The very object of before where nothing changed, so that whoever compares objects sees that at once. */
function sameFile(before: SnapshotFile | undefined, now: SnapshotFile): SnapshotFile {
  return before !== undefined && before.path === now.path && before.digest === now.digest ? before : now;
}

/** The tree of the folder; undefined for the commit's own. */
async function findTree({ world, run, path, branch }: TreeReader, sha: string): Promise<string | undefined> {
  if (path === '.') return undefined;
  const [entry] = parseListing(await runGit(world, ['ls-tree', '-z', '--long', '--full-tree', sha, '--', path], run));
  if (entry?.mode === folderMode) return entry.id;
  const what = entry === undefined ? 'does not exist' : 'is not a folder';
  throw new SourceError(
    'DirectoryUnreadable',
    `${printable(path)} ${what} in ${branch} at ${sha.slice(0, 8)}; check source.git.path`,
  );
}

/** All that is in a tree, folders before what is in them. */
async function listTree({ world, run }: TreeReader, tree: string): Promise<readonly TreeEntry[]> {
  const args = ['ls-tree', '-r', '-t', '-z', '--long', '--full-tree', tree];
  return parseListing(await runGit(world, args, { ...run, maxOutputBytes: maxListingBytes }));
}

function parseListing(text: string): readonly TreeEntry[] {
  return text
    .split('\0')
    .slice(0, -1)
    .map((line) => {
      const match = /^(\d{6}) \w+ ([0-9a-f]{40}) +(\d+|-)\t(.*)$/s.exec(line);
      if (match === null) throw new SourceError('RepositoryCorrupt', 'git listed a file in a form that is not known');
      return { mode: match[1] ?? '', id: match[2] ?? '', size: Number(match[3]) || 0, path: match[4] ?? '' };
    });
}

const folderMode = '040000';

/** The name of the tree that holds these entries, made from their names: a listing that was cut is another tree. */
function hashTree(entries: readonly TreeEntry[]): string {
  const folders = new Map<string, Buffer[]>([['', []]]);
  for (const { mode, path } of entries) if (mode === folderMode) folders.set(path, []);
  for (const { mode, id, path } of entries) {
    const slash = path.lastIndexOf('/');
    const entry = Buffer.from(`${mode.replace(/^0/, '')} ${path.slice(slash + 1)}\0`);
    folders.get(path.slice(0, Math.max(0, slash)))?.push(entry, Buffer.from(id, 'hex'));
  }
  const names = new Map([...folders].map(([path, parts]) => [path, hashObject('tree', Buffer.concat(parts))]));
  const changed = entries.find(({ mode, path, id }) => mode === folderMode && names.get(path) !== id);
  return changed === undefined ? (names.get('') ?? '') : '';
}

/** From the first line of a commit object. */
function readTreeId(commit: Uint8Array): string {
  return /^tree ([0-9a-f]{40})\n/.exec(Buffer.from(commit.subarray(0, 46)).toString('latin1'))?.[1] ?? '';
}

/** Plain files; what else Git can hold leads out of the repository. */
const forbiddenModes: Readonly<Record<string, string>> = { '120000': 'a symlink', '160000': 'a submodule' };
const plainModes: readonly string[] = ['100644', '100755'];

/** The manifests among the entries. @throws SourceError that names all that must not be there, or be so large */
function checkEntries(entries: readonly TreeEntry[], limits: SnapshotLimits): readonly TreeEntry[] {
  const forbidden = entries.flatMap(({ mode, path }) => {
    const what = plainModes.includes(mode)
      ? findPathProblem(path, limits)
      : `is ${forbiddenModes[mode] ?? `of mode ${mode}`}`;
    return what === undefined ? [] : [`${printable(path)} (${what})`];
  });
  if (forbidden.length > 0) {
    throw new SourceError(
      'ForbiddenEntry',
      `the repository may hold plain files only below source.git.path, take these out: ${listSome(forbidden)}`,
    );
  }
  if (entries.length > limits.maxFiles) {
    throw new SourceError(
      'SnapshotTooLarge',
      `${entries.length} files and the limit is ${limits.maxFiles}; point source.git.path at the folder of the manifests alone`,
    );
  }
  const manifests = entries.filter(({ path }) => isReadPath(path));
  const problem = findSizeProblem(manifests, limits);
  if (problem !== undefined) throw new SourceError('SnapshotTooLarge', problem);
  return manifests;
}

/**
 * The bytes of objects by their ids, from one `git cat-file --batch`.
 *
 * Each is hashed again: what a bad disk turned into something else does not pass.
 */
async function readObjects(
  { world, run }: Pick<TreeReader, 'world' | 'run'>,
  wanted: readonly { readonly id: string; readonly maxBytes: number }[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (wanted.length === 0) return new Map();
  const headerBytes = 128;
  const output = await runCatFile(world, ['--batch', '--buffer'], {
    ...run,
    input: wanted.map(({ id }) => `${id}\n`).join(''),
    maxOutputBytes: wanted.reduce((sum, { maxBytes }) => sum + maxBytes + headerBytes, 0),
  });
  return parseBatch(output);
}

function parseBatch(output: Buffer): ReadonlyMap<string, Uint8Array> {
  const objects = new Map<string, Uint8Array>();
  let offset = 0;
  while (offset < output.length) {
    const lineEnd = output.indexOf(10, offset);
    const header = output.toString('latin1', offset, lineEnd < 0 ? output.length : lineEnd);
    const match = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(header);
    if (match === null || lineEnd < 0) throw damaged(`git cannot read ${oneId(header)}`);
    const [, id = '', type = '', size = '0'] = match;
    // A copy: a slice would keep the output of the whole batch alive.
    const bytes = new Uint8Array(output.subarray(lineEnd + 1, lineEnd + 1 + Number(size)));
    if (hashObject(type, bytes) !== id) throw damaged(`the content of ${id.slice(0, 8)} is not what its name says`);
    objects.set(id, bytes);
    offset = lineEnd + 1 + Number(size) + 1;
  }
  return objects;
}

function hashObject(type: string, bytes: Uint8Array): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

function oneId(header: string): string {
  return /^[0-9a-f]{8}/.exec(header)?.[0] ?? 'an object';
}

function found(objects: ReadonlyMap<string, Uint8Array>, id: string): Uint8Array {
  const bytes = objects.get(id);
  if (bytes === undefined) throw damaged(`git did not print ${id.slice(0, 8)}`);
  return bytes;
}

function damaged(what: string): SourceError {
  return new SourceError('RepositoryCorrupt', `our copy of the repository is damaged: ${what}`);
}
