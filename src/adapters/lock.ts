// One controller for each network namespace: a lock that falls by itself when its holder dies.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from './durable.ts';
import { cleanEnvironment } from './exec.ts';

export interface HostLockOptions {
  /** Where the lock stands when `/run` cannot be written. */
  readonly stateDirectory: string;
  /** What the holder does, for whoever finds the lock taken: `run`, `apply` … */
  readonly purpose: string;
  /** `/run/gatewright` by default. */
  readonly runDirectory?: string;
  /** Called when the lock falls while we still want it: somebody killed its keeper. */
  readonly onLost?: () => void;
}

export interface HostLock {
  readonly path: string;
  /** Gives the lock up; returns when another process can take it. */
  release(): Promise<void>;
}

/** `Busy`: another process holds the lock (exit code 6). `Unavailable`: it could not be tried. */
export class LockError extends Error {
  override readonly name = 'LockError';
  constructor(
    readonly reason: 'Busy' | 'Unavailable',
    message: string,
    readonly facts: { readonly pid?: number; readonly purpose?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
  }
}

const conflictCode = 66;
const deadlineMs = 10_000;

/**
 * Holds the lock of this network namespace.
 *
 * Its keeper is `flock … cat`: cat ends when our end of its input closes, which the kernel does however we die.
 *
 * @throws LockError
 */
export async function acquireHostLock(options: HostLockOptions): Promise<HostLock> {
  const path = await lockPath(options);
  const keeper = spawn(
    'flock',
    ['--nonblock', '--no-fork', '--conflict-exit-code', String(conflictCode), path, 'cat'],
    {
      env: cleanEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: a Ctrl-C at the terminal is ours to answer, not the keeper's.
      detached: true,
    },
  );
  await waitUntilHeld(keeper, path);
  let wanted = true;
  const ended = new Promise<void>((resolve) => {
    keeper.once('close', () => {
      if (wanted) options.onLost?.();
      resolve();
    });
  });
  // The keeper must not keep the controller alive; the pipe still ends with us.
  keeper.unref();
  await writeFile(path, `${process.pid} ${options.purpose}\n`);
  return {
    path,
    async release() {
      wanted = false;
      keeper.ref();
      keeper.stdin?.end();
      await ended;
    },
  };
}

/** Named by the namespace's inode, so that controllers of two namespaces do not meet. */
async function lockPath(options: HostLockOptions): Promise<string> {
  const inode = /\[(\d+)\]/.exec(await readlink('/proc/self/ns/net'))?.[1];
  if (inode === undefined)
    throw new LockError('Unavailable', 'the network namespace of this process cannot be read from /proc/self/ns/net');
  const folders = [options.runDirectory ?? '/run/gatewright', options.stateDirectory];
  let refusal: unknown;
  for (const folder of folders) {
    try {
      const path = join(folder, `net-${inode}.lock`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(path, '', { flag: 'a', mode: 0o600 });
      return path;
    } catch (cause) {
      refusal = cause;
    }
  }
  throw new LockError('Unavailable', `neither ${folders.join(' nor ')} can be written, so the lock cannot be taken`, {
    cause: refusal,
  });
}

/** One byte there and back: cat runs, so flock has the lock. */
function waitUntilHeld(keeper: ChildProcess, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    const timer = setTimeout(() => {
      keeper.kill('SIGKILL');
      settle(() => reject(new LockError('Unavailable', `flock did not answer for ${path}`)));
    }, deadlineMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    keeper.once('error', (cause) => settle(() => reject(unavailable(cause))));
    keeper.once('close', (code) => {
      if (code === conflictCode) settle(() => void findHolder(path).then(reject, reject));
      else
        settle(() =>
          reject(new LockError('Unavailable', `flock cannot take ${path}: ${stderr.trim() || `exit code ${code}`}`)),
        );
    });
    keeper.stderr?.on('data', (chunk: Buffer) => {
      if (stderr.length < 1000) stderr += chunk.toString('utf8');
    });
    keeper.stdout?.once('data', () => settle(resolve));
    // A keeper that did not get the lock ends without reading; its exit code says why.
    keeper.stdin?.on('error', () => undefined);
    keeper.stdin?.write('.');
  });
}

function unavailable(cause: Error): LockError {
  const message = isErrno(cause, 'ENOENT')
    ? 'the program flock is not installed (package util-linux)'
    : `flock cannot be started: ${cause.message}`;
  return new LockError('Unavailable', message, { cause });
}

async function findHolder(path: string): Promise<LockError> {
  const match = /^(\d+) (.+)\n$/.exec(await readFile(path, 'utf8'));
  if (match === null)
    return new LockError('Busy', 'another gatewright already keeps the firewall of this network namespace');
  const [, pid, purpose = ''] = match;
  const message = `another gatewright (pid ${pid}, \`${purpose}\`) already keeps the firewall of this network namespace`;
  return new LockError('Busy', message, { pid: Number(pid), purpose });
}
