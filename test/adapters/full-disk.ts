// Runs in a mount namespace of its own: a state folder and an outbox on a tiny disk that fills up, empties and turns read-only.

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createReporter } from '../../src/adapters/outbox.ts';
import { createStateStore } from '../../src/adapters/state.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import { hostWith, hurryingClock, recordLog } from './receiver.ts';

const [directory = ''] = process.argv.slice(2);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory], { timeout: 30_000 });

function fill(): void {
  const file = openSync(join(directory, 'filler'), 'w');
  for (let size = 65_536; size >= 1; ) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size = size > 1 ? size / 2 : 0;
    }
  }
  closeSync(file);
}

function snapshot(name: string): Snapshot {
  const files = [{ path: 'a.yaml', digest: name, bytes: new Uint8Array(8192).fill(7) }];
  return { revision: `main@sha1:${name.repeat(40)}` as Revision, files };
}

async function refusal(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'no error',
    (error: Error & { reason?: string }) =>
      `${error.name} ${error.reason}: ${error.message.replaceAll(directory, 'DIR')}`,
  );
}

function stored(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replace(/[0-9a-f]{16}/, 'WEBHOOK'))
    .sort();
}

const store = createStateStore({ directory: join(directory, 'state') });
const log = recordLog();
const outbox = createReporter({
  webhooks: [{ url: 'http://127.0.0.1:9/' }],
  directory: join(directory, 'outbox'),
  clock: {
    ...hurryingClock(),
    sleep: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  },
  log,
  version: '0.1.0',
});

await store.saveLastGood(snapshot('1'));
await outbox.report(hostWith('before'), 'Transition');
fill();
const full = {
  lastGood: await refusal(store.saveLastGood(snapshot('2'))),
  history: await refusal(
    store.appendHistory({
      revision: snapshot('2').revision,
      at: '2026-01-01T00:00:00Z',
      outcome: 'Applied',
      added: 1,
      removed: 0,
    }),
  ),
  status: await refusal(store.saveStatus(hostWith('x'))),
  kept: (await store.loadLastGood()).snapshot?.revision,
  files: stored(join(directory, 'state')),
};
await outbox.report(hostWith('during one'), 'Transition');
await outbox.report(hostWith('during two'), 'Transition');
const held = { counters: outbox.counters().pending, files: stored(join(directory, 'outbox')) };
rmSync(join(directory, 'filler'));
await outbox.report(hostWith('after'), 'Transition');
const freed = { files: stored(join(directory, 'outbox')), save: await refusal(store.saveLastGood(snapshot('2'))) };
execFileSync('mount', ['-o', 'remount,ro', directory], { timeout: 30_000 });
const readOnly = {
  save: await refusal(store.saveLastGood(snapshot('3'))),
  kept: (await store.loadLastGood()).snapshot?.revision,
};
await outbox.report(hostWith('read-only'), 'Transition');
const pending = outbox.counters().pending;
await outbox.close(100);
const told = log.lines.map((line) => line.replaceAll(directory, 'DIR')).filter((line) => !line.includes('plain http'));
process.stdout.write(JSON.stringify({ full, held, freed, readOnly, pending, told }));
