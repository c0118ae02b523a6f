// Runs one program: argv in, bounded output out, dead when its time is up.

import { spawn } from 'node:child_process';

export interface ExecOptions {
  /** After this the program and its process group are killed. */
  readonly deadlineMs: number;
  /** What goes to standard input; absent: nothing, closed at once. */
  readonly input?: string | Uint8Array;
  /** Bytes of standard output that are kept; one more kills the program. */
  readonly maxOutputBytes?: number;
  readonly signal?: AbortSignal;
  /** Called with the process id as soon as the program runs. */
  readonly onStart?: (pid: number) => void;
  /** The whole environment of the program. Absent: `PATH`, `LC_ALL=C` and what iptables needs, nothing else of ours. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ExecResult {
  /** Exit code; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program could not be started, or had to be killed. A non-zero exit is a result, not this. */
export class ExecError extends Error {
  override readonly name = 'ExecError';
  constructor(
    readonly kind: 'NotFound' | 'NotStarted' | 'Deadline' | 'OutputTooLarge' | 'Aborted',
    readonly program: string,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

const defaultMaxOutputBytes = 512 * 1024 * 1024;
const maxStderrBytes = 64 * 1024;

/** The environment that child processes see: nothing of ours leaks into them, and messages stay in English. */
export function cleanEnvironment(): Record<string, string> {
  const kept = ['PATH', 'XTABLES_LOCKFILE', 'XTABLES_LIBDIR', 'HOME', 'TMPDIR'];
  const env: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  env.PATH = `${env.PATH ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`;
  return env;
}

/**
 * What `program` printed and how it ended.
 *
 * @throws ExecError when it cannot be started, outlives its deadline, prints too much, or `signal` fires.
 */
export function exec(program: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) {
      reject(new ExecError('Aborted', program, `${program} was not started: the pass was stopped`));
      return;
    }
    const child = spawn(program, [...args], { env: options.env ?? cleanEnvironment(), stdio: 'pipe', detached: true });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let stdoutBytes = 0;
    let stderrBytes = 0;
    let failure: ExecError | undefined;

    const kill = (error: ExecError) => {
      failure ??= error;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        // The group is already gone: its end is on its way to us.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') child.kill('SIGKILL');
      }
    };
    const timer = setTimeout(
      () =>
        kill(
          new ExecError('Deadline', program, `${program} did not end within ${options.deadlineMs} ms and was killed`),
        ),
      options.deadlineMs,
    );
    const onAbort = () => kill(new ExecError('Aborted', program, `${program} was stopped`));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    };

    const cap = options.maxOutputBytes ?? defaultMaxOutputBytes;
    child.stdout.on('data', (chunk: Buffer) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes > cap)
        kill(new ExecError('OutputTooLarge', program, `${program} printed more than ${cap} bytes`));
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      // The rest of a flood of messages tells nothing new; the pipe is drained all the same.
      if (stderrBytes < maxStderrBytes) stderr.push(chunk);
      stderrBytes += chunk.length;
    });
    child.on('error', (cause: NodeJS.ErrnoException) => {
      settle();
      const kind = cause.code === 'ENOENT' ? 'NotFound' : 'NotStarted';
      const message =
        kind === 'NotFound' ? `${program} is not installed` : `${program} cannot be started: ${cause.message}`;
      reject(new ExecError(kind, program, message, { cause }));
    });
    child.on('close', (code, signal) => {
      settle();
      if (failure !== undefined) reject(failure);
      else
        resolve({
          code: code ?? undefined,
          signal: signal ?? undefined,
          stdout: Buffer.concat(stdout).toString('utf8'),
          stderr: Buffer.concat(stderr).toString('utf8'),
        });
    });
    // A program that ends without reading its input closes the pipe; its exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}
