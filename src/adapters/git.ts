// Snapshots and their audit trail from a branch of a Git repository, which is fetched and never checked out.

import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Commit, Revision, Snapshot, SnapshotFile } from '../policy/snapshot.ts';
import { type AuditTrail, type Source, SourceError, StateError } from '../ports.ts';
import { stateError } from './durable.ts';
import { blameRanges, createBlameCache } from './git-blame.ts';
import { GitFailure } from './git-command.ts';
import { type GitAuth, remoteSettings } from './git-environment.ts';
import { classifyFailure } from './git-errors.ts';
import {
  type Accepted,
  acceptOffered,
  advance,
  compactPacks,
  type GitRepository,
  type GitSession,
  listBranches,
  localWorld,
  notOfferedError,
  type Rewritten,
  readAccepted,
  rebuild,
  rewrittenMessage,
  sweep,
} from './git-repository.ts';
import { readCommits, readSnapshot } from './git-tree.ts';
import { findBranchProblem, parseGitUrl, parseSubfolder } from './git-url.ts';
import { defaultLimits, type SnapshotLimits } from './manifest-files.ts';
import { listSome, printable } from './plain-text.ts';

export interface GitSourceOptions {
  /** `ssh://`, `https://`, `user@host:path`, `file:///` or an absolute path; no password in it. */
  readonly url: string;
  readonly branch: string;
  /** Folder of the manifests inside the repository; `.` for its root. */
  readonly path: string;
  readonly stateDirectory: string;
  readonly auth: GitAuth;
  /** For each run of git. */
  readonly deadlineMs: number;
  readonly limits?: SnapshotLimits;
}

/** What is wrong with url, branch and path, one sentence each; empty when nothing is. No password is repeated. */
export function findGitProblems(options: Pick<GitSourceOptions, 'url' | 'branch' | 'path'>): readonly string[] {
  const url = parseGitUrl(options.url);
  const path = parseSubfolder(options.path);
  return [url.ok ? undefined : url.error, findBranchProblem(options.branch), path.ok ? undefined : path.error].filter(
    (problem) => problem !== undefined,
  );
}

/** The other end of a source. */
export interface Remote {
  /** Asks it for its branches, by a new connection; nothing is fetched or written. @throws SourceError */
  reach(signal: AbortSignal): Promise<void>;
}

/**
 * The branch as a source of snapshots, and the one who answers for its lines.
 *
 * Keeps a bare copy in `<stateDirectory>/git`. One operation at a time writes to it; blame only reads.
 *
 * @throws Error when url, branch or path cannot be used: see `findGitProblems`.
 */
export function createGitSource(options: GitSourceOptions): Source & AuditTrail & Remote {
  const place = locate(options);
  const cache = createBlameCache();
  const inTurn = createTurn();
  let last: Snapshot | undefined;

  const take = async (session: GitSession, accepted: Accepted | Rewritten): Promise<Snapshot> => {
    if (accepted.kind === 'rewritten') throw await rewrittenError(session, accepted);
    if (last?.commit?.sha === accepted.tip) return last;
    last = await readSnapshot(treeReader(place, session), accepted.tip, byDigest(last));
    await compactPacks(session);
    return last;
  };
  const fetch = async (signal: AbortSignal): Promise<Snapshot> => {
    const session = await openSession(place, options, signal);
    const attempt = healing(
      async () => take(session, await advance(session)),
      async () => take(session, await rebuild(session, await acceptedSoFar(place.repository, last))),
      place,
    );
    return attempt.catch((error: unknown) => refineMissing(session, error));
  };
  const approve = async (sha: string, signal: AbortSignal): Promise<void> => {
    const session = await openSession(place, options, signal);
    const offered = await healing(
      () => acceptOffered(session, sha),
      async () => {
        const made = await rebuild(session, await acceptedSoFar(place.repository, last), sha);
        return made.kind === 'accepted' ? made.tip : made.offered;
      },
      place,
    );
    if (offered !== sha) throw notOfferedError(place.repository, sha, offered);
  };
  const blame: AuditTrail['blame'] = async (revision, ranges, signal) => {
    const sha = /@sha1:([0-9a-f]{40})$/.exec(revision)?.[1];
    if (sha === undefined) return ranges.map(() => undefined);
    const reader = { world: localWorld(place.repository), run: { deadlineMs: options.deadlineMs, signal }, cache };
    return blameRanges(
      reader,
      sha,
      ranges.map((range) => ({ ...range, file: place.prefix + range.file })),
    );
  };
  return {
    fetch: (signal) => inTurn(() => translate(signal, place, () => fetch(signal))),
    approve: (sha, signal) => {
      if (!/^[0-9a-f]{40}$/.test(sha)) return Promise.reject(notACommit());
      return inTurn(() => translate(signal, place, () => approve(sha, signal)));
    },
    blame: (revision, ranges, signal) => translate(signal, place, () => blame(revision, ranges, signal)),
    reach: (signal) => translate(signal, place, () => reach(place, options, signal)),
    watch: () => Promise.resolve(() => Promise.resolve()),
  };
}

interface Place {
  readonly repository: GitRepository;
  readonly path: string;
  /** In front of a path below `path` to make it one below the root. */
  readonly prefix: string;
  readonly limits: SnapshotLimits;
}

function locate(options: GitSourceOptions): Place {
  const remote = parseGitUrl(options.url);
  const path = parseSubfolder(options.path);
  if (!remote.ok || !path.ok || findBranchProblem(options.branch) !== undefined) {
    throw new Error(`source.git: ${findGitProblems(options).join('; ')}`);
  }
  return {
    repository: { remote: remote.value, branch: options.branch, stateDirectory: resolve(options.stateDirectory) },
    path: path.value,
    prefix: path.value === '.' ? '' : `${path.value}/`,
    limits: options.limits ?? defaultLimits,
  };
}

async function reach({ repository }: Place, options: GitSourceOptions, signal: AbortSignal): Promise<void> {
  await mkdir(repository.stateDirectory, { recursive: true, mode: 0o700 });
  const settings = await remoteSettings(repository.remote, options.auth, repository.stateDirectory);
  const branches = await listBranches({ repository, settings, limits: { deadlineMs: options.deadlineMs, signal } });
  if (branches.includes(repository.branch)) return;
  throw new SourceError('BranchNotFound', `${repository.remote.shown} has no branch ${repository.branch}`);
}

async function openSession({ repository }: Place, options: GitSourceOptions, signal: AbortSignal): Promise<GitSession> {
  await mkdir(repository.stateDirectory, { recursive: true, mode: 0o700 });
  await sweep(repository);
  const settings = await remoteSettings(repository.remote, options.auth, repository.stateDirectory);
  return { repository, settings, limits: { deadlineMs: options.deadlineMs, signal } };
}

function treeReader({ path, limits, repository }: Place, session: GitSession) {
  return { world: localWorld(repository), run: session.limits, branch: repository.branch, path, limits };
}

function byDigest(snapshot: Snapshot | undefined): ReadonlyMap<string, SnapshotFile> {
  return new Map((snapshot?.files ?? []).map((file) => [file.digest, file]));
}

/** What binds a copy that is made anew: what this process gave last, else what the damaged copy still says. */
async function acceptedSoFar(repository: GitRepository, last: Snapshot | undefined): Promise<string | undefined> {
  return (await readAccepted(repository)) ?? last?.commit?.sha;
}

/** Tries once more on a copy made anew when ours is damaged. */
async function healing<T>(attempt: () => Promise<T>, retry: () => Promise<T>, place: Place): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const refusal = asRefusal(error, place.repository);
    if (!(refusal instanceof SourceError) || refusal.reason !== 'RepositoryCorrupt') throw error;
    return retry();
  }
}

async function rewrittenError(session: GitSession, rewritten: Rewritten): Promise<SourceError> {
  const { repository, limits } = session;
  const message = rewrittenMessage(repository, rewritten);
  const revision = `${repository.branch}@sha1:${rewritten.offered}` as Revision;
  const commit = await readOffered(session, rewritten);
  limits.signal.throwIfAborted();
  return new SourceError('HistoryRewritten', message, commit === undefined ? { revision } : { revision, commit });
}

/** Who rewrote it; not known where the commit came into a copy that was not kept. */
async function readOffered({ repository, limits }: GitSession, { offered }: Rewritten): Promise<Commit | undefined> {
  try {
    return (await readCommits({ world: localWorld(repository), run: limits }, [offered])).get(offered);
  } catch (error) {
    if (error instanceof SourceError || error instanceof GitFailure) return undefined;
    throw error;
  }
}

/** Whether the branch is missing or all of them: git says the same of both. */
async function refineMissing(session: GitSession, error: unknown): Promise<never> {
  const refusal = asRefusal(error, session.repository);
  if (!(refusal instanceof SourceError) || refusal.reason !== 'BranchNotFound') throw refusal;
  const branches = await listBranches(session);
  const { branch, remote } = session.repository;
  if (branches.length === 0) {
    const message = `${remote.shown} has no commit yet; push the manifests to the branch ${branch}`;
    throw new SourceError('EmptyRepository', message);
  }
  const names = listSome(branches.map(printable));
  throw new SourceError(
    'BranchNotFound',
    `${remote.shown} has no branch ${branch}; it has ${names}; check source.git.branch`,
  );
}

function notACommit(): SourceError {
  return new SourceError('HistoryRewritten', 'approve takes the whole name of a commit, 40 hex digits');
}

/** Failures of git leave as SourceError; where the caller has gone, as AbortError. */
async function translate<T>(signal: AbortSignal, { repository }: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw new DOMException('The operation on the Git repository was stopped.', 'AbortError');
    throw asRefusal(error, repository);
  }
}

function asRefusal(error: unknown, repository: GitRepository): unknown {
  if (error instanceof GitFailure) return classifyFailure(error, repository);
  if (error instanceof StateError) return new SourceError('StateUnwritable', error.message, { cause: error });
  if (error instanceof Error && 'syscall' in error) {
    const state = stateError(repository.stateDirectory, 'written', error);
    return new SourceError('StateUnwritable', state.message, { cause: error });
  }
  return error;
}

/** Runs what it is given one after the other. */
function createTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = before.then(work, work);
    before = mine.catch(() => undefined);
    return mine;
  };
}
