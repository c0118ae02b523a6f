// What git's complaints mean, in words that are the same each time and say what to do.

import { SourceError, type SourceRefusal } from '../ports.ts';
import type { GitFailure } from './git-command.ts';
import type { GitRemote } from './git-url.ts';
import { scrubUrls } from './git-url.ts';
import { oneLine } from './plain-text.ts';

/** What the failed command was about. */
export interface GitSubject {
  readonly remote: GitRemote;
  readonly branch: string;
  readonly stateDirectory: string;
}

/** Whether git refused to move our ref because the new tip does not descend from it. */
export function isRewritten(failure: GitFailure): boolean {
  return failure.kind === 'Exit' && /^ ! \[rejected\].*\(non-fast-forward\)/m.test(failure.stderr);
}

/** The refusal that a failure stands for. `Aborted` is not one: its caller has gone. */
export function classifyFailure(failure: GitFailure, subject: GitSubject): SourceError {
  const { reason, message } = explain(failure, subject);
  return new SourceError(reason, message);
}

interface Explanation {
  readonly reason: SourceRefusal;
  readonly message: string;
}

function explain(failure: GitFailure, subject: GitSubject): Explanation {
  const { shown } = subject.remote;
  switch (failure.kind) {
    case 'NotFound':
      return { reason: 'SourceUnreachable', message: 'git is not installed; install the package git' };
    case 'Deadline':
    case 'Aborted':
      return {
        reason: 'SourceUnreachable',
        message: `${shown} did not answer in time; check the network and the server, or raise source.git.timeout`,
      };
    case 'OutputTooLarge':
      if (failure.command === 'fetch') {
        const message = `git fetch on ${shown} complains without end; check the repository there with git fsck`;
        return { reason: 'SourceUnreachable', message };
      }
      return {
        reason: 'SnapshotTooLarge',
        message: `git ${failure.command} on ${shown} prints more than any folder of manifests can hold; point source.git.path at the folder of the manifests alone`,
      };
    case 'Crash':
      return {
        reason: 'SourceUnreachable',
        message: `git ${failure.command} on ${shown} crashed or was killed; check the memory of this machine, and the repository with git fsck`,
      };
    case 'Exit':
      return explainStderr(failure, subject);
  }
}

function explainStderr(failure: GitFailure, subject: GitSubject): Explanation {
  // Lines of the server are a stranger's: they may say anything.
  const stderr = failure.stderr.replace(/^remote: .*$/gm, '');
  for (const { pattern, reason, sentence } of meanings) {
    if (pattern.test(stderr)) return { reason, message: sentence(subject, stderr) };
  }
  return {
    reason: 'SourceUnreachable',
    message: `git ${failure.command} on ${subject.remote.shown} failed: ${decisiveLine(stderr)}`,
  };
}

interface Meaning {
  readonly pattern: RegExp;
  readonly reason: SourceRefusal;
  readonly sentence: (subject: GitSubject, stderr: string) => string;
}

/** The first that fits holds, so the cause stands before its consequences. */
const meanings: readonly Meaning[] = [
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    reason: 'StateUnwritable',
    sentence: ({ stateDirectory }) => `the disk that holds ${stateDirectory} is full; free some space there`,
  },
  {
    pattern: /Read-only file system/i,
    reason: 'StateUnwritable',
    sentence: ({ stateDirectory }) => `the disk that holds ${stateDirectory} is mounted read-only`,
  },
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i,
    reason: 'HostKeyRefused',
    sentence: ({ remote }) =>
      `${remote.shown} shows another host key than the known one; if the server was really replaced, put its new key into source.git.auth.knownHostsFile`,
  },
  {
    pattern: /host key is known for|Host key verification failed/i,
    reason: 'HostKeyRefused',
    sentence: ({ remote }) =>
      `the host key of ${remote.shown} is not known; put it into source.git.auth.knownHostsFile after comparing it with the server's`,
  },
  {
    pattern: /UNPROTECTED PRIVATE KEY FILE|bad permissions/i,
    reason: 'CredentialUnreadable',
    sentence: () => 'source.git.auth.sshKeyFile can be read by others, so ssh ignores it; chmod 600 it',
  },
  {
    pattern: /Load key .*: (invalid format|error in libcrypto)/i,
    reason: 'CredentialUnreadable',
    sentence: () => 'source.git.auth.sshKeyFile is no private key that ssh can read',
  },
  {
    pattern: /Permission denied \(|Too many authentication failures/i,
    reason: 'AuthenticationFailed',
    sentence: ({ remote }) =>
      `${remote.shown} does not accept our ssh key; check source.git.auth.sshKeyFile (no passphrase; a .pub file beside it must belong to it) and the key's right to read`,
  },
  {
    pattern: /could not read (Username|Password)|Authentication failed|requested URL returned error: 40[13]\b/i,
    reason: 'AuthenticationFailed',
    sentence: ({ remote }) =>
      `${remote.shown} does not let us in; check that source.git.auth.tokenFile holds a token that is valid and may read the repository`,
  },
  {
    pattern:
      /error (setting|reading) (the )?(ca cert|certificate)|error adding trust anchors|Problem with the SSL CA cert/i,
    reason: 'CredentialUnreadable',
    sentence: () => 'source.git.auth.caFile holds no certificate that can be used',
  },
  {
    pattern: /certificate (verification|problem)|SSL certificate|certificate subject name|no alternative certificate/i,
    reason: 'CertificateRefused',
    sentence: ({ remote }) =>
      `the certificate of ${remote.shown} is not one we trust; name the certificate of its authority in source.git.auth.caFile, and check the server's name and dates`,
  },
  {
    pattern: /shallow/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) =>
      `${remote.shown} is a shallow clone, which cannot show its history; use the whole repository`,
  },
  {
    pattern: /couldn't find remote ref/i,
    reason: 'BranchNotFound',
    sentence: ({ remote, branch }) => `${remote.shown} has no branch ${branch}; check source.git.branch`,
  },
  {
    pattern: /dubious ownership/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) =>
      `${remote.shown} belongs to another user, so git does not read it; give it to the user that runs gatewright, or use ssh`,
  },
  {
    pattern: /mismatched algorithms|unknown (object|repository) format|object format/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) => `${remote.shown} keeps its objects in a format that is not read here; only SHA-1 is`,
  },
  {
    pattern: /pack-objects died|upload-pack: not our ref/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) => `${remote.shown} cannot give its own objects; it seems damaged, run git fsck there`,
  },
  {
    pattern: /fsck error|^error: object [0-9a-f]{40}: \w+:/m,
    reason: 'ForbiddenEntry',
    sentence: ({ remote }, stderr) =>
      `${remote.shown} holds an object that git's checks refuse${fsckDetail(stderr)}; find it with git fsck and write that history anew`,
  },
  {
    pattern: /Could not resolve host|Name or service not known|Temporary failure in name resolution/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) => `the name of the host in ${remote.shown} has no address; check the URL and DNS`,
  },
  {
    pattern: /Connection refused|Failed to connect|Couldn't connect/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) => `${remote.shown} cannot be reached: nothing accepts connections there`,
  },
  {
    pattern: /timed out|Operation too slow|No route to host|Network is unreachable/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) => `${remote.shown} does not answer; check the network, and that the firewall lets us out`,
  },
  {
    pattern:
      /does not appear to be a git repository|repository '.*' not found|Repository not found|returned error: 404/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) => `there is no repository at ${remote.shown} that we may see; check the URL and our rights`,
  },
  {
    pattern: /returned error: 30\d|unable to update url base from redirection/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) =>
      `${remote.shown} sends us elsewhere, which is not followed; put the final URL into source.git.url`,
  },
  {
    pattern: /returned error: (429|5\d\d)/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }, stderr) =>
      `${remote.shown} is in trouble: it answered ${/returned error: (\d+)/.exec(stderr)?.[1] ?? 'with an error'}`,
  },
  {
    pattern:
      /not a git repository|invalid gitfile|does not point to a valid object|reference broken|unable to resolve reference/i,
    reason: 'RepositoryCorrupt',
    sentence: corruptSentence,
  },
  {
    pattern:
      /(object|object file|packfile) .* (is empty|is corrupt|cannot be accessed)|bad (object|tree object|config|packed|signature)|missing (blob|tree|commit|necessary)/i,
    reason: 'RepositoryCorrupt',
    sentence: corruptSentence,
  },
  {
    pattern:
      /unable to (read (tree|sha1|[0-9a-f]{40})|unpack|open object|parse)|inflate|index file .*(small|corrupt)|could not (read|parse) (?!from remote)|cannot read|did not send all|not a valid object/i,
    reason: 'RepositoryCorrupt',
    sentence: corruptSentence,
  },
  {
    pattern:
      /Connection (closed|reset)|hung up unexpectedly|early EOF|unexpected disconnect|Could not read from remote/i,
    reason: 'SourceUnreachable',
    sentence: ({ remote }) => `${remote.shown} closed the connection; check the server`,
  },
];

function corruptSentence({ remote, stateDirectory }: GitSubject): string {
  return `the copy of ${remote.shown} in ${stateDirectory} is damaged, or the repository itself is; check the latter with git fsck`;
}

/** Which check, by git's own name for it, such as `zeroPaddedFilemode`. */
function fsckDetail(stderr: string): string {
  const check = /: ([a-z][A-Za-z]+): /.exec(stderr)?.[1];
  return check === undefined ? '' : ` (${check})`;
}

/** The line that says why, without what differs from time to time. */
function decisiveLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((text) => /^(fatal|error):/.test(text)) ?? lines.at(-1) ?? 'it said nothing';
  const steady = scrubUrls(line)
    .replace(/tmp_\w+/g, 'tmp')
    .replace(/ after \d+ ms/g, '')
    .replace(/\d+ bytes/g, 'bytes');
  return oneLine(steady, 200);
}
