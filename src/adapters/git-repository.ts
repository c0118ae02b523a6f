// Our bare copy of the remote repository: made beside and swapped in, moved forward only, healed by making it anew.

import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SourceError } from '../ports.ts';
import { isErrno, syncFolder } from './durable.ts';
import { GitFailure, type GitRunOptions, type GitWorld, runGit } from './git-command.ts';
import { type GitSettings, localSettings } from './git-environment.ts';
import { isRewritten } from './git-errors.ts';
import type { GitRemote } from './git-url.ts';

/** What is accepted. Our own names: no HEAD and no branch of the remote means anything here. */
const tipRef = 'refs/gatewright/tip';
/** What the remote has, accepted or not. */
const offeredRef = 'refs/gatewright/offered';
/** What was accepted before a rewrite was approved: keeps its commits for blame. */
const previousRef = 'refs/gatewright/previous';

export interface GitRepository {
  readonly remote: GitRemote;
  readonly branch: string;
  readonly stateDirectory: string;
}

/** One operation's right to talk to the remote. */
export interface GitSession {
  readonly repository: GitRepository;
  readonly settings: GitSettings;
  readonly limits: Pick<GitRunOptions, 'deadlineMs' | 'signal'>;
}

/** The remote's tip descends from no commit that we accepted. */
export interface Rewritten {
  readonly kind: 'rewritten';
  readonly accepted: string;
  readonly offered: string;
}

export interface Accepted {
  readonly kind: 'accepted';
  readonly tip: string;
}

/** For commands that only look at our copy. */
export function localWorld(repository: GitRepository): GitWorld {
  return worldAt(repository, 'git', localSettings());
}

/**
 * The remote's tip, accepted where it descends from what we accepted before. git itself refuses the rest.
 *
 * @throws GitFailure
 */
export async function advance(session: GitSession): Promise<Accepted | Rewritten> {
  if (!(await hasCopy(session.repository))) return rebuild(session, await readAccepted(session.repository));
  const world = worldAt(session.repository, 'git', session.settings);
  try {
    await fetchInto(world, session, `${session.repository.branch}:${tipRef}`);
  } catch (error) {
    if (!(error instanceof GitFailure) || !isRewritten(error)) throw error;
    const offered = await fetchOffered(session);
    return { kind: 'rewritten', accepted: await readRef(world, tipRef, session), offered };
  }
  return { kind: 'accepted', tip: await readRef(world, tipRef, session) };
}

/** Takes the remote's tip as accepted if it is `sha`; the tip that the remote has. @throws GitFailure */
export async function acceptOffered(session: GitSession, sha: string): Promise<string> {
  if (!(await hasCopy(session.repository))) {
    const made = await rebuild(session, await readAccepted(session.repository), sha);
    return made.kind === 'accepted' ? made.tip : made.offered;
  }
  const world = worldAt(session.repository, 'git', session.settings);
  const offered = await fetchOffered(session);
  if (offered !== sha) return offered;
  const accepted = await readRef(world, tipRef, session);
  if (accepted !== sha) {
    await runGit(world, ['update-ref', previousRef, accepted], session.limits);
    await runGit(world, ['update-ref', tipRef, sha, accepted], session.limits);
  }
  return offered;
}

/**
 * Makes our copy anew from the remote, beside the old one, and swaps it in.
 *
 * What was accepted still binds: a remote whose tip does not descend from it, and is not `approved`, leaves the old copy where it is.
 *
 * @throws GitFailure
 */
export async function rebuild(
  session: GitSession,
  accepted: string | undefined,
  approved?: string,
): Promise<Accepted | Rewritten> {
  const { repository, settings, limits } = session;
  const fresh = worldAt(repository, 'git.new', settings);
  await remove(fresh.directory);
  try {
    await runGit(fresh, ['init', '--bare', '--template=', '--object-format=sha1', '--initial-branch=none'], limits);
    await fetchInto(fresh, session, `${repository.branch}:${tipRef}`);
    const tip = await readRef(fresh, tipRef, session);
    if (accepted !== undefined && tip !== approved && !(await descends(fresh, session, { from: accepted, to: tip }))) {
      return { kind: 'rewritten', accepted, offered: tip };
    }
    await swapIn(repository);
    return { kind: 'accepted', tip };
  } finally {
    await remove(fresh.directory);
  }
}

/** The commit that we accepted last, read without git, which may find nothing in a damaged copy. */
export async function readAccepted(repository: GitRepository): Promise<string | undefined> {
  for (const copy of ['git', 'git.old']) {
    const text = await readIfThere(join(repository.stateDirectory, copy, tipRef));
    if (text !== undefined && /^[0-9a-f]{40}\n?$/.test(text)) return text.trim();
  }
  return undefined;
}

/**
 * Removes what a killed git left behind: locks, which would stop every later fetch, and half-received packs.
 *
 * Only one operation at a time writes to our copy, so none of these is in use.
 */
export async function sweep(repository: GitRepository): Promise<void> {
  const root = join(repository.stateDirectory, 'git');
  for (const folder of ['', 'refs/gatewright', 'objects', 'objects/pack']) {
    const names = await listFolder(join(root, folder));
    const leftovers = names.filter((name) => name.endsWith('.lock') || /^\.?tmp[_-]|^incoming-/.test(name));
    for (const name of leftovers) await remove(join(root, folder, name));
  }
}

/** The names of the remote's branches. @throws GitFailure */
export async function listBranches({ repository, settings, limits }: GitSession): Promise<readonly string[]> {
  const world = { ...worldAt(repository, 'git', settings), directory: join(repository.stateDirectory, 'none') };
  const text = await runGit(world, ['ls-remote', '--heads', repository.remote.url], limits);
  return [...text.matchAll(/^[0-9a-f]+\trefs\/heads\/(.+)$/gm)].map(([, name = '']) => name);
}

/** Joins small packs into larger ones when there are many: each fetch with news adds one. @throws GitFailure */
export async function compactPacks(session: GitSession): Promise<void> {
  const names = await listFolder(join(session.repository.stateDirectory, 'git/objects/pack'));
  if (names.filter((name) => name.endsWith('.pack')).length < maxPacks) return;
  await runGit(localWorld(session.repository), ['repack', '--geometric=2', '-d', '-q'], session.limits);
}

const maxPacks = 50;

function hasCopy({ stateDirectory }: GitRepository): Promise<boolean> {
  return isThere(join(stateDirectory, 'git'));
}

/** git leaves the ref where it was, and calls that a success. */
const shallowWarning = /^warning: rejected .* shallow/m;

/** One refspec, no tags: a poll that finds nothing new costs a few kilobytes. */
async function fetchInto(world: GitWorld, { repository, limits }: GitSession, refspec: string): Promise<void> {
  const forced = refspec.startsWith('+') ? '+' : '';
  await runGit(
    world,
    [
      'fetch',
      '--verbose',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-recurse-submodules',
      repository.remote.url,
      `${forced}refs/heads/${refspec.replace(/^\+/, '')}`,
    ],
    { ...limits, failOn: shallowWarning },
  );
}

async function fetchOffered(session: GitSession): Promise<string> {
  const world = worldAt(session.repository, 'git', session.settings);
  await fetchInto(world, session, `+${session.repository.branch}:${offeredRef}`);
  return readRef(world, offeredRef, session);
}

async function readRef(world: GitWorld, ref: string, { limits }: GitSession): Promise<string> {
  return (await runGit(world, ['rev-parse', '--verify', `${ref}^{commit}`], limits)).trim();
}

/** Whether `to` has `from` among its ancestors; a commit that is not there is none. */
async function descends(world: GitWorld, { limits }: GitSession, pair: { from: string; to: string }): Promise<boolean> {
  try {
    await runGit(world, ['merge-base', '--is-ancestor', pair.from, pair.to], limits);
    return true;
  } catch (error) {
    if (error instanceof GitFailure && error.kind === 'Exit' && (error.code === 1 || error.code === 128)) return false;
    throw error;
  }
}

async function swapIn({ stateDirectory }: GitRepository): Promise<void> {
  const [current, fresh, old] = ['git', 'git.new', 'git.old'].map((name) => join(stateDirectory, name)) as [
    string,
    string,
    string,
  ];
  if (await isThere(current)) {
    await remove(old);
    await rename(current, old);
  }
  await rename(fresh, current);
  await syncFolder(stateDirectory);
  await remove(old);
}

function worldAt({ stateDirectory }: GitRepository, copy: 'git' | 'git.new', settings: GitSettings): GitWorld {
  return { directory: join(stateDirectory, copy), workingDirectory: stateDirectory, ...settings };
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}

async function listFolder(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Says how to go on after a rewrite. */
export function rewrittenMessage(repository: GitRepository, { accepted, offered }: Rewritten): string {
  return (
    `the history of ${repository.branch} at ${repository.remote.shown} was rewritten: ${offered.slice(0, 8)} does not descend from ` +
    `${accepted.slice(0, 8)}, which stays in force; if that is meant, run: gatewright approve ${offered}`
  );
}

/** The refusal of an approval that names another commit than the remote has. */
export function notOfferedError(repository: GitRepository, sha: string, offered: string): SourceError {
  return new SourceError(
    'HistoryRewritten',
    `${sha.slice(0, 8)} is not what ${repository.branch} at ${repository.remote.shown} has now; look at its tip and, if it is meant, run: gatewright approve ${offered}`,
  );
}
