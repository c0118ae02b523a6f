// What the configuration may say about a Git repository: URL, branch, folder.

import { posix } from 'node:path';
import { err, ok, type Result } from '../result.ts';
import { oddText } from './plain-text.ts';

type GitTransport = 'ssh' | 'https' | 'file';

export interface GitRemote {
  /** As git takes it. */
  readonly url: string;
  readonly transport: GitTransport;
  /** The URL without user, for messages. */
  readonly shown: string;
  /** User in an https URL; it goes with the token. */
  readonly user?: string;
}

/** The repository that a URL names, or what is wrong with the text; the sentence never repeats a password. */
export function parseGitUrl(text: string): Result<GitRemote, string> {
  if (text === '' || oddText.test(text) || /\s/.test(text)) return err('the URL is empty or holds white space');
  if (text.startsWith('/')) return ok({ url: text, transport: 'file', shown: text });
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return parseScpUrl(text);
  switch (scheme) {
    case 'ssh':
    case 'https':
      return parseNetworkUrl(text, scheme);
    case 'file':
      return /^file:\/\/\//i.test(text)
        ? ok({ url: text, transport: 'file', shown: text })
        : err('a file URL names a folder of this machine: file:///srv/firewall.git');
    case 'http':
    case 'git':
      return err(`${scheme}:// proves nothing about who answers; use https:// or ssh://`);
    default:
      return err(`the scheme ${scheme}:// is not one of ssh, https and file`);
  }
}

/** What is wrong with a branch's name, or undefined; the rules are those of `git check-ref-format`. */
export function findBranchProblem(branch: string): string | undefined {
  const forbidden = /[ ~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\/\.|\.lock(\/|$)/;
  if (branch === '' || oddText.test(branch) || forbidden.test(branch) || branch === '@') {
    return `the branch ${JSON.stringify(branch)} is not a name that git allows`;
  }
  return branch.startsWith('refs/') ? 'the branch is named without refs/heads/ in front' : undefined;
}

/** The folder inside the repository, `.` for its root; or what is wrong with the text. */
export function parseSubfolder(text: string): Result<string, string> {
  const path = posix.normalize(text === '' ? '.' : text).replace(/\/$/, '');
  if (oddText.test(path)) return err('the path holds control characters');
  if (path.startsWith('/') || path === '..' || path.startsWith('../')) {
    return err(`the path ${text} leads out of the repository; name a folder in it, or "." for its root`);
  }
  return ok(path);
}

/** The same text with what stands between `://` and `@` taken out. */
export function scrubUrls(text: string): string {
  return text.replace(/([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)[^\s/@'"]*(?:@[^\s/@'"]*)*@/g, '$1');
}

function parseNetworkUrl(text: string, transport: 'ssh' | 'https'): Result<GitRemote, string> {
  const shown = scrubUrls(text);
  if (!URL.canParse(text)) return err(`${shown} is not a URL`);
  const url = new URL(text);
  if (url.password !== '') return err(`${shown} holds a password; put the secret in a file and name it in auth`);
  if (url.hostname === '' || url.hostname.startsWith('-')) return err(`${shown} names no host`);
  if (url.search !== '' || url.hash !== '') return err(`${shown} holds a query or a fragment, which git does not use`);
  const user = decodeUser(url.username);
  if (user === undefined || user.startsWith('-') || oddText.test(user)) {
    return err(`${shown} has a user name that is not allowed`);
  }
  // Over https the user name goes with the token, in a header: some servers take the secret itself for one, and git's
  // arguments are for all to read.
  if (transport === 'https') url.username = '';
  return ok({ url: transport === 'https' ? url.href : text, transport, shown, ...(user === '' ? {} : { user }) });
}

function decodeUser(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** `user@host:path`, as git and scp write it. */
function parseScpUrl(text: string): Result<GitRemote, string> {
  if (/^[A-Za-z0-9._][A-Za-z0-9._-]*@(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:.]+\]):[^:\s-][^\s]*$/.test(text)) {
    return ok({ url: text, transport: 'ssh', shown: text });
  }
  return err(
    `${JSON.stringify(scrubUrls(text))} is not a repository; use ssh://, https://, user@host:path or the absolute path of a local one`,
  );
}
