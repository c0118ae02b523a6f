// Runs git through simple-git: any exit but 0 is a failure, output is bounded, and nothing outlives its deadline.

import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { type SimpleGit, simpleGit } from 'simple-git';
import { isErrno } from './durable.ts';

/** Where and how git runs. */
export interface GitWorld {
  /** The bare repository. */
  readonly directory: string;
  /** A folder that exists, in which git is started. */
  readonly workingDirectory: string;
  /** The whole environment of git, `GIT_DIR` apart. */
  readonly environment: Readonly<Record<string, string>>;
  /** `key=value`, each handed over by `-c`: no secrets. */
  readonly config: readonly string[];
}

export interface GitRunOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** For standard input. */
  readonly input?: string;
  /** A warning that makes a failure of what git calls a success. */
  readonly failOn?: RegExp;
  /** Bytes of standard output; one more ends git. */
  readonly maxOutputBytes?: number;
}

export type GitFailureKind = 'Exit' | 'Crash' | 'Deadline' | 'Aborted' | 'OutputTooLarge' | 'NotFound';

/** git did not do what it was asked. `stderr` is what it wrote: to be classified, never to be shown. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  constructor(
    readonly kind: GitFailureKind,
    readonly command: string,
    readonly code: number | undefined,
    readonly stderr: string,
  ) {
    super(`git ${command} failed (${kind})`);
  }
}

/** What git wrote to standard output. @throws GitFailure */
export function runGit(world: GitWorld, args: readonly string[], options: GitRunOptions): Promise<string> {
  return run(world, args, options, (git) => git.raw([...args]));
}

/** What `git cat-file` wrote, byte for byte. @throws GitFailure */
export function runCatFile(world: GitWorld, args: readonly string[], options: GitRunOptions): Promise<Buffer> {
  return run(world, ['cat-file', ...args], options, (git) => git.binaryCatFile([...args]));
}

/**
 * A value for a child's environment that prints as `[hidden]`.
 *
 * With DEBUG=simple-git set, simple-git prints the whole environment of each program that it starts.
 */
export function hideValue(value: string): string {
  const hidden = Object.assign(new String(value), { [inspect.custom]: () => '[hidden]' });
  // Node turns each value into text when it starts a program, so an object that reads as text is one.
  return hidden as unknown as string;
}

const defaultMaxOutputBytes = 16 * 1024 * 1024;
const maxStderrBytes = 1024 * 1024;
/** By this variable, which children inherit, everything that one run started is found again. */
const runVariable = 'GATEWRIGHT_GIT_RUN';

async function run<T>(
  world: GitWorld,
  args: readonly string[],
  options: GitRunOptions,
  task: (git: SimpleGit) => Promise<T>,
): Promise<T> {
  const command = args[0] ?? '';
  if (options.signal.aborted) throw new GitFailure('Aborted', command, undefined, '');
  const id = randomUUID();
  const ended: Ended = { code: 0, stderr: '' };
  const stop = stopper(id, options);
  try {
    const git = createGit(world, { id, signal: stop.signal, options, ended });
    git.outputHandler((_command, stdout, stderr) => {
      stop.whenAbove(stdout, options.maxOutputBytes ?? defaultMaxOutputBytes);
      stop.whenAbove(stderr, maxStderrBytes);
    });
    return await task(git);
  } catch (cause) {
    const kind = stop.why() ?? failureKind(ended, cause, options);
    if (kind === undefined) throw cause;
    throw new GitFailure(kind, command, ended.code ?? undefined, ended.stderr);
  } finally {
    await stop.end();
  }
}

/** Undefined: not git but our use of simple-git failed, which is our bug. */
function failureKind({ code, stderr }: Ended, cause: unknown, options: GitRunOptions): GitFailureKind | undefined {
  if (/spawn git ENOENT/.test(`${stderr}${String(cause)}`)) return 'NotFound';
  if (code === null) return 'Crash';
  return code === 0 && !isWarned(stderr, options) ? undefined : 'Exit';
}

function isWarned(stderr: string, { failOn }: GitRunOptions): boolean {
  return failOn?.test(stderr) === true;
}

interface Ended {
  /** Null where a signal ended git. */
  code: number | null;
  stderr: string;
}

interface Stopper {
  readonly signal: AbortSignal;
  readonly why: () => GitFailureKind | undefined;
  readonly whenAbove: (stream: NodeJS.ReadableStream, maxBytes: number) => void;
  readonly end: () => Promise<void>;
}

/** Ends one run for one of three reasons: its time is up, its caller goes, it prints too much. */
function stopper(id: string, options: GitRunOptions): Stopper {
  const controller = new AbortController();
  let why: GitFailureKind | undefined;
  let killed: Promise<void> | undefined;
  const stop = (reason: GitFailureKind) => {
    if (why !== undefined) return;
    why = reason;
    controller.abort();
    killed = killRun(id);
  };
  const timer = setTimeout(() => stop('Deadline'), options.deadlineMs);
  const onAbort = () => stop('Aborted');
  options.signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    why: () => why,
    whenAbove: (stream, maxBytes) => {
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) stop('OutputTooLarge');
      });
    },
    end: async () => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      await killed;
    },
  };
}

/**
 * Kills git and whatever it started (ssh, git-remote-https, index-pack), and returns when none is left.
 *
 * simple-git sends SIGINT to git alone: an ssh that waits for its connection would live on.
 */
async function killRun(id: string): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    const pids = await findRun(id);
    if (pids.length === 0) return;
    for (const pid of pids) killOne(pid);
    await sleep(10);
  }
}

async function findRun(id: string): Promise<readonly number[]> {
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    entries.map(async (name) => {
      try {
        return (await readFile(`/proc/${name}/environ`, 'latin1')).includes(`${runVariable}=${id}`)
          ? [Number(name)]
          : [];
      } catch (error) {
        // Gone meanwhile, or somebody else's: not one of ours.
        if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended between being found and being killed.
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}

interface Run {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly options: GitRunOptions;
  readonly ended: Ended;
}

function createGit(world: GitWorld, { id, signal, options, ended }: Run): SimpleGit {
  const environment = { ...world.environment, GIT_DIR: world.directory, [runVariable]: id };
  return simpleGit({
    baseDir: world.workingDirectory,
    config: [...world.config],
    abort: signal,
    // Waiting a moment after `exit`, as simple-git does by default, may cut off output that is still in the pipe.
    completion: { onClose: true, onExit: false },
    // Without this, an exit code other than 0 counts as success when nothing was written to stderr.
    errors: (error, result) => {
      ended.code = result.exitCode;
      ended.stderr = Buffer.concat(result.stdErr).toString('utf8');
      return result.exitCode === 0 && !isWarned(ended.stderr, options) ? error : Buffer.from('failed');
    },
    allowEnvironment: Object.keys(environment).filter((name) => name.startsWith('GIT_')),
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeSshCommand: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeTemplateDir: true,
    },
    ...(options.input === undefined ? {} : { input: () => options.input }),
  }).env(environment);
}
