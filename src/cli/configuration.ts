// The controller's configuration: from the text of the file to settled values, or everything that is wrong with it.

import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { findBranchProblem, parseGitUrl, parseSubfolder } from '../adapters/git-url.ts';
import type { Webhook } from '../adapters/webhook.ts';
import { checkDocument, findingAt } from '../policy/check-schema.ts';
import { compareFaults, type Fault } from '../policy/fault.ts';
import { parseDuration } from '../policy/formats.ts';
import { decodeText } from '../policy/text.ts';
import { type Finding, readDocuments, type YamlDocument } from '../policy/yaml.ts';
import { err, ok, type Result } from '../result.ts';
import type { ControllerConfiguration } from './generated/types.ts';
import { validateControllerConfiguration } from './generated/validators.js';

interface GitAuth {
  readonly sshKeyFile?: string;
  readonly knownHostsFile?: string;
  readonly tokenFile?: string;
  readonly caFile?: string;
}

type SourceConfiguration =
  | {
      readonly kind: 'git';
      readonly url: string;
      readonly branch: string;
      /** Inside the repository; `.` is its root. */
      readonly path: string;
      readonly intervalMs: number;
      readonly timeoutMs: number;
      readonly auth: GitAuth;
    }
  | { readonly kind: 'directory'; readonly path: string; readonly intervalMs: number };

/** Every default filled in, every file absolute, every duration in milliseconds. */
export interface Configuration {
  readonly host: { readonly name?: string; readonly labels: Readonly<Record<string, string>> };
  readonly source?: SourceConfiguration;
  readonly webhooks: readonly Webhook[];
  readonly dataplane: {
    readonly backend: 'Auto' | 'Nft' | 'Legacy';
    readonly resyncIntervalMs: number;
    readonly timeoutMs: number;
  };
  readonly listen: { readonly address: string; readonly port: number };
  readonly heartbeatIntervalMs: number;
  readonly stateDirectory: string;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
}

/**
 * The configuration in `text`, or all its faults. Relative paths start at the folder of `file`.
 *
 * `file` is the name in the faults, too; nothing is read from disk.
 */
export function parseConfiguration(file: string, text: string): Result<Configuration, readonly Fault[]> {
  const decoded = decodeText(Buffer.from(text));
  if (!decoded.ok) return err([{ file, pointer: '', subject: '', ...decoded.error }]);
  const documents = [...readDocuments(file, decoded.value)].filter(({ value, faults, syntaxFaults }) => {
    return value !== null || faults.length > 0 || syntaxFaults.length > 0;
  });
  const [document, second] = documents;
  if (document === undefined) return err([{ file, line: 1, column: 1, pointer: '', subject: '', message: emptyFile }]);
  const more =
    second === undefined ? [] : [findingAt(second, '', 'a configuration is one document; take the second one out')];
  const findings = [...checkDocument(document, validateControllerConfiguration), ...more];
  if (findings.length > 0) return refuse(findings);
  const written = document.value as unknown as ControllerConfiguration;
  const complaints = checkMeaning(written, document);
  return complaints.length > 0 ? refuse(complaints) : ok(settle(written, dirname(resolve(file))));
}

const emptyFile =
  'the file is empty; it needs at least apiVersion: gatewright.dev/v1alpha1 and kind: ControllerConfiguration';

function refuse(findings: readonly Finding[]): Result<never, readonly Fault[]> {
  return err(findings.map((finding) => ({ ...finding, subject: 'ControllerConfiguration' })).sort(compareFaults));
}

/** What a schema cannot say. */
function checkMeaning(written: ControllerConfiguration, document: YamlDocument): readonly Finding[] {
  const checks: (readonly [pointer: string, complaint: string | undefined])[] = [
    ['/source', checkSource(written.source)],
    ...checkGit(written.source?.git),
    ...(written.webhooks ?? []).map(({ url }, index) => [`/webhooks/${index}/url`, checkWebhookUrl(url)] as const),
    ['/listen/address', checkAddress(written.listen?.address)],
    ...listDurations(written).map(([pointer, duration]) => [pointer, checkDuration(duration)] as const),
  ];
  return checks.flatMap(([pointer, complaint]) =>
    complaint === undefined ? [] : [findingAt(document, pointer, complaint)],
  );
}

function checkSource(source: ControllerConfiguration['source']): string | undefined {
  if (source === undefined) return undefined;
  const kinds = [source.git, source.directory].filter((kind) => kind !== undefined);
  if (kinds.length === 1) return undefined;
  return kinds.length === 0
    ? 'the source is empty; write git or directory'
    : 'there are two sources; keep git or directory';
}

function checkGit(
  git: NonNullable<ControllerConfiguration['source']>['git'],
): (readonly [string, string | undefined])[] {
  if (git === undefined) return [];
  return [
    ['/source/git/url', complaintOf(parseGitUrl(isLocalPath(git.url) ? resolve(git.url) : git.url))],
    ['/source/git/branch', git.branch === undefined ? undefined : findBranchProblem(git.branch)],
    ['/source/git/path', git.path === undefined ? undefined : complaintOf(parseSubfolder(git.path))],
  ];
}

function complaintOf(result: Result<unknown, string>): string | undefined {
  return result.ok ? undefined : result.error;
}

/** Whether a Git URL is a path on this machine: neither `scheme://` nor `host:path`. */
function isLocalPath(url: string): boolean {
  return !url.includes('://') && !/^[^/]+:/.test(url);
}

/** The complaint never shows the URL: its path is often a secret. */
function checkWebhookUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return 'the URL cannot be read; write it as https://host/path';
  const { protocol, password } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return `found ${protocol}//, allowed https:// (or http:// to this machine)`;
  }
  return password === ''
    ? undefined
    : 'the URL holds a password; credentials are files, so sign with secretFile instead';
}

function checkAddress(address: string | undefined): string | undefined {
  if (address === undefined || isIP(address) !== 0) return undefined;
  return `found ${JSON.stringify(address)}, allowed an IPv4 or IPv6 address such as 127.0.0.1, "::1" or 0.0.0.0`;
}

/** Timers of Node end at 2^31 ms and fire at once beyond. */
const maxDurationMs = 24 * 86_400_000;

function checkDuration(duration: string | undefined): string | undefined {
  const parsed = duration === undefined ? undefined : parseDuration(duration);
  if (parsed === undefined || (parsed.ok && parsed.value <= maxDurationMs)) return undefined;
  return parsed.ok ? `found ${duration}, allowed at most 24d` : parsed.error;
}

function listDurations({
  source,
  webhooks,
  dataplane,
  heartbeatInterval,
}: ControllerConfiguration): (readonly [string, string | undefined])[] {
  return [
    ['/source/git/interval', source?.git?.interval],
    ['/source/git/timeout', source?.git?.timeout],
    ['/source/directory/interval', source?.directory?.interval],
    ['/dataplane/resyncInterval', dataplane?.resyncInterval],
    ['/dataplane/timeout', dataplane?.timeout],
    ['/heartbeatInterval', heartbeatInterval],
    ...(webhooks ?? []).map(({ timeout }, index) => [`/webhooks/${index}/timeout`, timeout] as const),
  ];
}

function settle(written: ControllerConfiguration, folder: string): Configuration {
  const { host = {}, dataplane = {}, listen = {}, log = {} } = written;
  const source = settleSource(written.source, folder);
  return {
    host: { ...(host.name === undefined ? {} : { name: host.name }), labels: host.labels ?? {} },
    ...(source === undefined ? {} : { source }),
    webhooks: (written.webhooks ?? []).map(({ url, timeout = '10s', ...files }) => ({
      url,
      ...absolute(files, folder),
      timeoutMs: milliseconds(timeout),
    })),
    dataplane: {
      backend: dataplane.backend ?? 'Auto',
      resyncIntervalMs: milliseconds(dataplane.resyncInterval ?? '30s'),
      timeoutMs: milliseconds(dataplane.timeout ?? '60s'),
    },
    listen: { address: listen.address ?? '127.0.0.1', port: listen.port ?? 9467 },
    heartbeatIntervalMs: milliseconds(written.heartbeatInterval ?? '10m'),
    stateDirectory: resolve(folder, written.stateDirectory ?? '/var/lib/gatewright'),
    log: { level: log.level ?? 'info' },
  };
}

function settleSource(source: ControllerConfiguration['source'], folder: string): SourceConfiguration | undefined {
  if (source?.directory !== undefined) {
    const { path, interval = '60s' } = source.directory;
    return { kind: 'directory', path: resolve(folder, path), intervalMs: milliseconds(interval) };
  }
  if (source?.git === undefined) return undefined;
  const { url, branch = 'main', path = '.', interval = '60s', timeout = '60s', auth = {} } = source.git;
  return {
    kind: 'git',
    url: isLocalPath(url) ? resolve(folder, url) : url,
    branch,
    path,
    intervalMs: milliseconds(interval),
    timeoutMs: milliseconds(timeout),
    auth: absolute(auth, folder),
  };
}

/** The same files, as seen from everywhere. */
function absolute<T extends { readonly [key in keyof T]?: string }>(files: T, folder: string): T {
  const entries = Object.entries<string | undefined>(files).map(([key, file]) => [
    key,
    file === undefined ? file : resolve(folder, file),
  ]);
  return Object.fromEntries(entries) as T;
}

/** Of a duration that was checked. */
function milliseconds(duration: string): number {
  const parsed = parseDuration(duration);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
