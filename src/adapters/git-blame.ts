// Which commit last touched which lines, as git blame says, with one run of git for each file.

import type { Commit } from '../policy/snapshot.ts';
import { GitFailure, type GitRunOptions, type GitWorld, runGit } from './git-command.ts';
import { readCommits } from './git-tree.ts';

export interface LineRange {
  /** Relative to the repository's root. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}

export interface BlameReader {
  readonly world: GitWorld;
  readonly run: Pick<GitRunOptions, 'deadlineMs' | 'signal'>;
  readonly cache: BlameCache;
}

/** What blame found, for the last few commits that were asked for. Commits never change, so nothing in it grows old. */
export interface BlameCache {
  readonly revisions: Map<string, RevisionBlame>;
}

interface RevisionBlame {
  /** The commit of each line; index 0 is line 1. Undefined where the file is not in the revision. */
  readonly files: Map<string, readonly string[] | undefined>;
  /** How far from the tip each commit stands, in topological order. */
  distances?: ReadonlyMap<string, number>;
  readonly commits: Map<string, Commit>;
}

export function createBlameCache(): BlameCache {
  return { revisions: new Map() };
}

/**
 * For each range the newest commit, in topological order, that touched one of its lines; undefined where the range is not there.
 *
 * @throws GitFailure, SourceError
 */
export async function blameRanges(
  reader: BlameReader,
  sha: string,
  ranges: readonly LineRange[],
): Promise<readonly (Commit | undefined)[]> {
  if (!(await isKnownCommit(reader, sha))) return ranges.map(() => undefined);
  const blame = openRevision(reader.cache, sha);
  await blameFiles(reader, { sha, blame }, [...new Set(ranges.map(({ file }) => file))]);
  const candidates = ranges.map((range) => commitsOfRange(blame, range));
  if (candidates.some((shas) => shas.length > 1)) blame.distances ??= await readDistances(reader, sha);
  const newest = candidates.map((shas) => newestOf(shas, blame.distances ?? new Map()));
  await learnCommits(reader, blame, newest);
  return newest.map((one) => (one === undefined ? undefined : blame.commits.get(one)));
}

const keptRevisions = 3;
const maxBlameBytes = 256 * 1024 * 1024;
const parallelBlames = 2;

function openRevision({ revisions }: BlameCache, sha: string): RevisionBlame {
  const blame = revisions.get(sha) ?? { files: new Map(), commits: new Map() };
  // Set anew, the revision asked for last stands last, and the one not asked for longest goes.
  revisions.delete(sha);
  revisions.set(sha, blame);
  const [oldest] = revisions.keys();
  if (revisions.size > keptRevisions && oldest !== undefined) revisions.delete(oldest);
  return blame;
}

async function isKnownCommit({ world, run }: BlameReader, sha: string): Promise<boolean> {
  return succeeds(runGit(world, ['rev-parse', '--verify', '--quiet', `${sha}^{commit}`], run));
}

async function blameFiles(
  reader: BlameReader,
  { sha, blame }: { readonly sha: string; readonly blame: RevisionBlame },
  files: readonly string[],
): Promise<void> {
  const waiting = files.filter((file) => !blame.files.has(file));
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      blame.files.set(file, await blameFile(reader, sha, file));
    }
  };
  await Promise.all(Array.from({ length: parallelBlames }, work));
}

async function blameFile(
  { world, run }: BlameReader,
  sha: string,
  file: string,
): Promise<readonly string[] | undefined> {
  if (!(await succeeds(runGit(world, ['cat-file', '-e', `${sha}:${file}`], run)))) return undefined;
  const args = ['blame', '--porcelain', '--no-textconv', '--no-progress', sha, '--', file];
  return parsePorcelain(await runGit(world, args, { ...run, maxOutputBytes: maxBlameBytes }));
}

/**
 * The commit of each line of the file. A line of content begins with a tab, and only LF ends a line: to a pattern with
 * the flag `m` a CR inside of a hostile line would end it, too, and what follows could pose as git's own.
 */
function parsePorcelain(text: string): readonly string[] {
  const lines: string[] = [];
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line.startsWith('\t')) continue;
    const [, sha, number] = /^([0-9a-f]{40}) \d+ (\d+)(?: \d+)?$/.exec(line) ?? [];
    if (sha === undefined) continue;
    // A part of a string keeps the whole alive, here all that git printed; a copy does not.
    if (!names.has(sha)) names.set(sha, Buffer.from(sha).toString());
    lines[Number(number) - 1] = names.get(sha) ?? sha;
  }
  return lines;
}

function commitsOfRange(blame: RevisionBlame, { file, line, endLine }: LineRange): readonly string[] {
  return [...new Set(blame.files.get(file)?.slice(Math.max(line - 1, 0), endLine) ?? [])];
}

function newestOf(shas: readonly string[], distances: ReadonlyMap<string, number>): string | undefined {
  const distance = (sha: string) => distances.get(sha) ?? Number.POSITIVE_INFINITY;
  return shas.reduce<string | undefined>(
    (newest, sha) => (newest === undefined || distance(sha) < distance(newest) ? sha : newest),
    undefined,
  );
}

async function readDistances({ world, run }: BlameReader, sha: string): Promise<ReadonlyMap<string, number>> {
  const text = await runGit(world, ['rev-list', '--topo-order', sha], { ...run, maxOutputBytes: maxBlameBytes });
  return new Map(text.split('\n').map((commit, index) => [commit, index]));
}

async function learnCommits(
  reader: BlameReader,
  blame: RevisionBlame,
  shas: readonly (string | undefined)[],
): Promise<void> {
  const unknown = new Set(shas.filter((sha) => sha !== undefined && !blame.commits.has(sha)));
  const learned = await readCommits(
    reader,
    [...unknown].filter((sha) => sha !== undefined),
  );
  for (const [sha, commit] of learned) blame.commits.set(sha, commit);
}

/** Whether git said yes. Anything but its plain no goes on. */
async function succeeds(run: Promise<string>): Promise<boolean> {
  try {
    await run;
    return true;
  } catch (error) {
    if (error instanceof GitFailure && error.kind === 'Exit') return false;
    throw error;
  }
}
