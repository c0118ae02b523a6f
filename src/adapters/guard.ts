// The process that undoes a change: how it is started, and what is said between it and the controller.
//
// One line each way at a time. To it: the orders as JSON, then `release` or `undo 1`. From it: `armed`, `undoing`, then
// `released`, `late`, or `undone 1` and `failed 1`, with the number that it was asked by, 0 where it acted by itself. The
// end of its input is the end of whoever gave the orders.

import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataplaneError, type Guard, type StandingGuard, type UndoOrders } from '../ports.ts';
import { isErrno } from './durable.ts';
import { cleanEnvironment } from './exec.ts';

/** The first line that the process is sent. */
export interface GuardLine extends UndoOrders {
  readonly deadlineMs: number;
  readonly backend: 'Auto' | 'Nft' | 'Legacy';
}

export interface GuardOptions {
  /** The program, beside ours. */
  readonly programPath: string;
  readonly backend: GuardLine['backend'];
}

/** A loaded machine may take long to start a process. */
const startMs = 20_000;
/** Undoing has deadlines of its own; behind them the process is taken for hung. */
const endMs = 180_000;
const waitMs = 60_000;

export function createGuard(options: GuardOptions): Guard {
  return { begin: () => beginGuard(options) };
}

function beginGuard({ programPath, backend }: GuardOptions): StandingGuard {
  const child = spawn(process.execPath, [programPath], {
    // A session of its own: what ends our terminal or process group does not end it.
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: cleanEnvironment(),
  });
  const heard = listen(child);
  let isArmed = false;
  let asked = 0;
  const say = (line: string): void => {
    child.stdin?.write(`${line}\n`);
  };
  const dismiss = () => {
    child.kill('SIGKILL');
  };
  return {
    async arm(orders, deadlineMs) {
      const line: GuardLine = { ...orders, deadlineMs, backend };
      say(JSON.stringify(line));
      const answer = await heard.first(['armed'], startMs);
      if (answer === 'armed') {
        isArmed = true;
        return;
      }
      dismiss();
      throw new DataplaneError(
        'GuardUnavailable',
        'the process that would undo the change does not answer, so nothing was written; look for a lack of memory or of processes',
        { untouched: true },
      );
    },
    acted: () => heard.has('undoing'),
    isLost: () => heard.has('gone') && !heard.has('undoing'),
    async release() {
      if (!isArmed) {
        dismiss();
        return 'Released';
      }
      say('release');
      const answer = await heard.first(['released', 'late'], endMs);
      if (answer === undefined) dismiss();
      if (answer === 'released') return 'Released';
      return heard.has('undoing') ? 'Undone' : 'Lost';
    },
    async undo() {
      asked += 1;
      say(`undo ${asked}`);
      const answer = await heard.first([`undone ${asked}`, `failed ${asked}`], endMs);
      // It goes on looking at the kernel as long as somebody may write on its behalf; nobody does any more.
      dismiss();
      return answer === `undone ${asked}`;
    },
  };
}

/**
 * Returns when no guard of this network namespace is at work any more: what a controller that is gone had not confirmed is
 * undone then. False where one takes too long.
 */
export async function waitForGuards({ programPath }: Pick<GuardOptions, 'programPath'>): Promise<boolean> {
  const endsAt = performance.now() + waitMs;
  const network = await readlink('/proc/self/ns/net');
  while ((await listGuards(basename(programPath), network)).length > 0) {
    if (performance.now() > endsAt) return false;
    await sleep(50);
  }
  return true;
}

async function listGuards(program: string, network: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const isGuard = async (pid: string) => {
    try {
      const [, script = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
      return basename(script) === program && (await readlink(`/proc/${pid}/ns/net`)) === network;
    } catch (error) {
      // It has ended meanwhile, or is somebody's whom we may not look at: no guard of ours.
      if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return false;
      throw error;
    }
  };
  const found = await Promise.all(pids.map(isGuard));
  return pids.filter((_, index) => found[index]);
}

interface Heard {
  has(word: string): boolean;
  /** The first of `words` that is said, `gone` where the process ends before; undefined when it takes too long. */
  first(words: readonly string[], withinMs: number): Promise<string | undefined>;
}

function listen(child: ChildProcess): Heard {
  const said = new Set<string>();
  const woken: (() => void)[] = [];
  const hear = (word: string) => {
    said.add(word);
    for (const wake of woken.splice(0)) wake();
  };
  child.on('error', () => hear('gone'));
  child.stdin?.on('error', () => undefined);
  if (child.stdout !== null) {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', hear);
    // Behind its last words.
    lines.on('close', () => hear('gone'));
  }
  return {
    has: (word) => said.has(word),
    async first(words, withinMs) {
      const found = () => [...words, 'gone'].find((word) => said.has(word));
      const endsAt = performance.now() + withinMs;
      while (found() === undefined) {
        const restMs = endsAt - performance.now();
        if (restMs <= 0) return undefined;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, restMs);
          woken.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      return found();
    },
  };
}
