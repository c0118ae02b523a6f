// The process that undoes a change: how it is started, and what is said between it and the controller.
//
// One line each way at a time. To it: the orders as JSON, then `release` or `undo`. From it: `armed`, `undoing`, then
// `released`, `undone` or `failed`. The end of its input is the end of whoever gave the orders.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { DataplaneError, type Guard, type StandingGuard, type UndoOrders } from '../ports.ts';
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

export function createGuard(options: GuardOptions): Guard {
  return { begin: () => beginGuard(options) };
}

type Word = 'armed' | 'undoing' | 'released' | 'undone' | 'failed' | 'gone';

function beginGuard({ programPath, backend }: GuardOptions): StandingGuard {
  const child = spawn(process.execPath, [programPath], {
    // A session of its own: what ends our terminal or process group does not end it.
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: cleanEnvironment(),
  });
  const heard = listen(child);
  let isArmed = false;
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
    async release() {
      if (!isArmed) {
        dismiss();
        return 'Released';
      }
      say('release');
      const answer = await heard.first(['released', 'undone', 'failed'], endMs);
      if (answer === undefined) dismiss();
      return answer === 'released' ? 'Released' : answer === 'undone' ? 'Undone' : 'Lost';
    },
    async undo() {
      say('undo');
      const answer = await heard.first(['undone', 'failed'], endMs);
      if (answer === undefined) dismiss();
      return answer === 'undone';
    },
  };
}

interface Heard {
  has(word: Word): boolean;
  /** The first of `words` that is said, `gone` where the process ends before; undefined when it takes too long. */
  first(words: readonly Word[], withinMs: number): Promise<Word | undefined>;
}

function listen(child: ChildProcess): Heard {
  const said = new Set<Word>();
  const woken: (() => void)[] = [];
  const hear = (word: Word) => {
    said.add(word);
    for (const wake of woken.splice(0)) wake();
  };
  child.on('error', () => hear('gone'));
  child.stdin?.on('error', () => undefined);
  if (child.stdout !== null) {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => hear(line as Word));
    // Behind its last words.
    lines.on('close', () => hear('gone'));
  }
  return {
    has: (word) => said.has(word),
    async first(words, withinMs) {
      const found = () => [...words, 'gone' as const].find((word) => said.has(word));
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
