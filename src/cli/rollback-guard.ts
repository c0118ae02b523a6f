// A program of its own: holds what was there before a change, and puts it back unless it is told in time that the change may stay.
//
// It needs nothing of whoever started it but its first line: no file, no network, no configuration. Signals that stop a
// service or a terminal do not stop it: it ends by itself.

import { createInterface } from 'node:readline';
import { createClock } from '../adapters/clock.ts';
import type { GuardLine } from '../adapters/guard.ts';
import { createIptables } from '../adapters/iptables.ts';
import { createParameters } from '../adapters/parameters.ts';
import { undoChange } from '../controller/undo.ts';
import { DataplaneError, ParameterError } from '../ports.ts';

const toolDeadlineMs = 60_000;
/** Other programs may be writing, or hang, just then. */
const tries = { count: 20, pauseMs: 500, eachMs: 120_000 };
/**
 * Somebody who hangs may go on, and write what he was about to; and what he had begun may still be under way in the kernel
 * when he is gone.
 */
const again = { whileHeHangsMs: [1_000, 3_000, 10_000, 30_000], whenHeIsGone: { atLeastMs: 300, times: 3 } };

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => undefined);
process.stdout.on('error', () => undefined);

const clock = createClock();
const never = new AbortController().signal;
let orders: GuardLine | undefined;
let hasActed = false;
let isOver = false;
/** One undoes at a time. */
let last: Promise<boolean> = Promise.resolve(true);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (orders === undefined) hold(line);
  else if (line === 'release') void release();
  else if (line.startsWith('undo ')) void undo(line.slice('undo '.length));
});
// Whoever gave the orders is gone: nobody can say any more that the change may stay.
lines.on('close', () => void undoAlone());

function hold(line: string): void {
  orders = JSON.parse(line) as GuardLine;
  setTimeout(() => void undoInTime(), orders.deadlineMs);
  say('armed');
}

async function release(): Promise<void> {
  if (hasActed) {
    await last;
    say('late');
    return;
  }
  isOver = true;
  say('released');
  process.exitCode = 0;
  setImmediate(() => process.exit());
}

async function undo(number: string): Promise<void> {
  if (!hasActed) say('undoing');
  hasActed = true;
  last = last.then(undoUntilDone);
  say(`${(await last) ? 'undone' : 'failed'} ${number}`);
}

/** Time is up, and nobody has said anything: he may hang, and go on at any time. */
async function undoInTime(): Promise<void> {
  if (isOver) return;
  await undo('0');
  for (const pauseMs of again.whileHeHangsMs) {
    await clock.sleep(pauseMs, never);
    if (isOver) return;
    await undo('0');
  }
}

async function undoAlone(): Promise<void> {
  if (isOver) return;
  isOver = true;
  if (orders !== undefined) {
    const begunMs = clock.elapsedMs();
    await undo('0');
    const { atLeastMs, times } = again.whenHeIsGone;
    await clock.sleep(Math.max(atLeastMs, times * (clock.elapsedMs() - begunMs)), never);
    await undo('0');
  }
  process.exit(0);
}

async function undoUntilDone(): Promise<boolean> {
  if (orders === undefined) return true;
  const dataplane = createIptables({ backend: orders.backend, deadlineMs: toolDeadlineMs });
  const parameters = createParameters({ stateDirectory: '/' });
  for (let count = 0; count < tries.count; count += 1) {
    try {
      await undoChange({ dataplane, parameters, clock }, orders, AbortSignal.timeout(tries.eachMs));
      return true;
    } catch (error) {
      if (!(error instanceof DataplaneError) && !(error instanceof ParameterError)) throw error;
      await clock.sleep(tries.pauseMs, never);
    }
  }
  return false;
}

function say(word: string): void {
  process.stdout.write(`${word}\n`);
}
