// What git sees of the world: a hardened configuration, an environment made from nothing, and the credentials of one fetch.

import { chmod, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SourceError } from '../ports.ts';
import { isErrno, writeDurably } from './durable.ts';
import { hideValue } from './git-command.ts';
import type { GitRemote } from './git-url.ts';

/** Credentials by file, read anew at each fetch, so that they can be replaced at any time. */
export interface GitAuth {
  readonly sshKeyFile?: string;
  readonly knownHostsFile?: string;
  readonly tokenFile?: string;
  readonly caFile?: string;
}

export interface GitSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly config: readonly string[];
}

/** For commands that look at the bare repository only: no protocol is allowed, no credential is known. */
export function localSettings(): GitSettings {
  return { environment: baseEnvironment(), config: hardening };
}

/**
 * For commands that talk to `remote`: its protocol alone is allowed, and its credentials are at hand.
 *
 * The token is in git's environment, bound to the remote's scheme, host and port: in no argument, in no file.
 *
 * @throws SourceError `CredentialUnreadable`, StateError
 */
export async function remoteSettings(remote: GitRemote, auth: GitAuth, stateDirectory: string): Promise<GitSettings> {
  const config = [...hardening, `protocol.${remote.transport}.allow=always`];
  switch (remote.transport) {
    case 'file':
      return { environment: baseEnvironment(), config };
    case 'ssh':
      return { environment: { ...baseEnvironment(), ...(await sshEnvironment(auth, stateDirectory)) }, config };
    case 'https':
      return {
        environment: { ...baseEnvironment(), ...proxyEnvironment(), ...(await tokenEnvironment(remote, auth)) },
        config: [...config, ...(await certificateConfig(auth))],
      };
  }
}

/** Nothing in a repository, on this machine or at the server may choose what git runs, asks, follows or tidies up. */
const hardening: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'protocol.allow=never',
  'credential.helper=',
  'http.followRedirects=false',
  'http.sslVerify=true',
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=30',
  'ssh.variant=ssh',
  'transfer.fsckObjects=true',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  // Where forced updates are not shown, git does not look for them either, and takes a rewritten branch for a new one.
  'fetch.showForcedUpdates=true',
  // A pack is flushed to disk as one file; loose objects are not.
  'fetch.unpackLimit=1',
  // Larger blobs are streamed, so that one that unpacks to gigabytes costs no memory.
  'core.bigFileThreshold=16m',
  'gc.auto=0',
  'maintenance.auto=false',
  'log.mailmap=false',
];

function baseEnvironment(): Record<string, string> {
  return {
    PATH: `${process.env.PATH ?? ''}:/usr/bin:/bin`,
    LC_ALL: 'C',
    TZ: 'UTC',
    // curl reads .netrc there, git and ssh whatever a person once configured.
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

function proxyEnvironment(): Record<string, string> {
  const names = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function tokenEnvironment(remote: GitRemote, auth: GitAuth): Promise<Record<string, string>> {
  if (auth.tokenFile === undefined) return {};
  const token = (await readCredential('tokenFile', auth.tokenFile)).replace(/\r?\n$/, '');
  if (token === '') throw unreadable('tokenFile', auth.tokenFile, 'is empty');
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw unreadable('tokenFile', auth.tokenFile, 'holds more than one line of plain characters');
  }
  const basic = Buffer.from(`${remote.user ?? 'git'}:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(remote.url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: hideValue(`Authorization: Basic ${basic}`),
  };
}

async function certificateConfig(auth: GitAuth): Promise<readonly string[]> {
  if (auth.caFile === undefined) return [];
  const pem = await readCredential('caFile', auth.caFile);
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw unreadable('caFile', auth.caFile, 'holds no certificate in PEM form');
  }
  return [`http.sslCAInfo=${resolve(auth.caFile)}`];
}

async function sshEnvironment(auth: GitAuth, stateDirectory: string): Promise<Record<string, string>> {
  if (auth.sshKeyFile !== undefined) await readCredential('sshKeyFile', auth.sshKeyFile);
  if (auth.knownHostsFile !== undefined) await readCredential('knownHostsFile', auth.knownHostsFile);
  const path = join(resolve(stateDirectory), 'ssh_config');
  await writeIfChanged(path, renderSshConfig(auth));
  return { GIT_SSH_COMMAND: `ssh -F ${quoteForShell(path)}` };
}

/** The one file that says how ssh behaves: what a person's or the machine's own configuration says is not read. */
function renderSshConfig(auth: GitAuth): string {
  const lines = [
    'Host *',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'PreferredAuthentications publickey',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'GSSAPIAuthentication no',
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'AddKeysToAgent no',
    'ForwardAgent no',
    'ForwardX11 no',
    'ClearAllForwardings yes',
    'PermitLocalCommand no',
    'UpdateHostKeys no',
    'ControlMaster no',
    'ControlPath none',
    'RequestTTY no',
    'ConnectTimeout 15',
    'ServerAliveInterval 15',
    'ServerAliveCountMax 2',
    'LogLevel ERROR',
  ];
  if (auth.sshKeyFile !== undefined) lines.push(`IdentityFile ${quoteForSsh('sshKeyFile', auth.sshKeyFile)}`);
  if (auth.knownHostsFile !== undefined) {
    lines.push(`UserKnownHostsFile ${quoteForSsh('knownHostsFile', auth.knownHostsFile)}`);
    lines.push('GlobalKnownHostsFile /dev/null');
  }
  return `# Written by gatewright at each fetch; changes are lost.\n${lines.join('\n')}\n`;
}

/** ssh expands `%` and `${…}` in file names and has no way to write a quote in one. */
function quoteForSsh(name: keyof GitAuth, path: string): string {
  if (/["\\$\p{Cc}]/u.test(path)) {
    throw unreadable(name, path, 'has a path that ssh cannot take (quote, backslash or dollar); move it');
  }
  return `"${resolve(path).replaceAll('%', '%%')}"`;
}

function quoteForShell(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

async function writeIfChanged(path: string, content: string): Promise<void> {
  if ((await readIfThere(path)) !== content) await writeDurably(path, content);
  await chmod(path, 0o600);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const maxCredentialBytes = 1024 * 1024;

async function readCredential(name: keyof GitAuth, path: string): Promise<string> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (cause) {
    const why = isErrno(cause, 'ENOENT')
      ? 'does not exist'
      : isErrno(cause, 'EACCES', 'EPERM')
        ? 'may not be read by the controller, which reads as root only what owner and mode let root read (chown root)'
        : 'cannot be read';
    throw unreadable(name, path, why);
  }
  if (content.length > maxCredentialBytes) throw unreadable(name, path, 'is too large to be a credential');
  return content;
}

function unreadable(name: keyof GitAuth, path: string, why: string): SourceError {
  return new SourceError('CredentialUnreadable', `${path} (source.git.auth.${name}) ${why}; mend the file or the path`);
}
