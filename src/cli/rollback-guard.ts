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

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => undefined);
process.stdout.on('error', () => undefined);

let orders: GuardLine | undefined;
let isEnding = false;

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (orders === undefined) hold(line);
  else if (line === 'release') release();
  else if (line === 'undo') void undo();
});
// Whoever gave the orders is gone: nobody can say any more that the change may stay.
lines.on('close', () => void undo());

function hold(line: string): void {
  orders = JSON.parse(line) as GuardLine;
  setTimeout(() => void undo(), orders.deadlineMs);
  say('armed');
}

function release(): void {
  if (isEnding) return;
  isEnding = true;
  say('released');
  process.exitCode = 0;
  setImmediate(() => process.exit());
}

async function undo(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (orders === undefined) process.exit(0);
  say('undoing');
  say((await undoUntilDone(orders)) ? 'undone' : 'failed');
  setImmediate(() => process.exit());
}

async function undoUntilDone(line: GuardLine): Promise<boolean> {
  const clock = createClock();
  const dataplane = createIptables({ backend: line.backend, deadlineMs: toolDeadlineMs });
  const parameters = createParameters({ stateDirectory: '/' });
  for (let count = 0; count < tries.count; count += 1) {
    try {
      await undoChange({ dataplane, parameters, clock }, line, AbortSignal.timeout(tries.eachMs));
      return true;
    } catch (error) {
      if (!(error instanceof DataplaneError) && !(error instanceof ParameterError)) throw error;
      await clock.sleep(tries.pauseMs, new AbortController().signal);
    }
  }
  return false;
}

function say(word: string): void {
  process.stdout.write(`${word}\n`);
}
