// Reads manifests in a thread that can be killed, one file at a time, and remembers what it has read.

import { Worker } from 'node:worker_threads';
import { createMemo } from '../policy/memo.ts';
import { type FileReading, isSourceFile, joinReadings, refuseFile } from '../policy/reading.ts';
import type { SnapshotFile } from '../policy/snapshot.ts';
import type { ManifestReader } from '../ports.ts';

export interface ManifestReaderOptions {
  /** The bundled parse-worker.js. */
  readonly workerUrl: URL;
  /** For one file; after it the thread is killed. */
  readonly deadlineMs: number;
  /** Of the thread; what needs more kills it. */
  readonly maxHeapMb: number;
}

/** So many files may kill the thread in one reading; those behind them are not tried any more. */
const maxKilled = 5;
/** A thread that has read so many bytes is ended when it is idle: it keeps the memory that it once had. */
const recycleBytes = 2 * 1024 * 1024;

/**
 * A reader with one thread, which is started when it is needed.
 *
 * A file that stalls the thread or exhausts its memory has a fault of its own, and the others are still read. A file
 * with the digest that it had in the last reading is not read again.
 */
export function createManifestReader(options: ManifestReaderOptions): ManifestReader {
  let known: ReadonlyMap<string, FileReading> = new Map();
  const memo = createMemo();
  let thread: Thread | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const closed = new AbortController();

  const stop = async (): Promise<void> => {
    const stopped = thread;
    thread = undefined;
    await stopped?.worker.terminate();
  };

  const readFile = async (file: SnapshotFile, signal: AbortSignal): Promise<Answer> => {
    const signals = [signal, closed.signal];
    for (const one of signals) one.throwIfAborted();
    if (thread === undefined || thread.ended) thread = startThread(options);
    const answer = await ask(thread, file, { ...options, signals });
    if (answer.kind === 'killed') await stop();
    return answer;
  };

  const readAll = async (files: readonly SnapshotFile[], signal: AbortSignal): Promise<FileReading> => {
    const readings = new Map<string, FileReading>();
    const refusals: string[] = [];
    const results: FileReading[] = [];
    for (const file of files.filter(isSourceFile)) {
      const key = `${file.digest} ${file.path}`;
      const before = known.get(key) ?? readings.get(key);
      const answer = before === undefined ? await attempt(file, refusals, () => readFile(file, signal)) : read(before);
      if (answer.kind === 'read') readings.set(key, answer.reading);
      else refusals.push(file.path);
      results.push(answer.kind === 'read' ? answer.reading : refuseFile(file.path, answer.message));
    }
    known = readings;
    if (thread !== undefined && thread.bytes > recycleBytes) await stop();
    return joinReadings(results, memo);
  };

  return {
    read(files, signal) {
      // One after the other: two readings would take each other's answers.
      const reading = last.then(() => readAll(files, signal));
      last = reading.catch(stop);
      return reading;
    },
    async close() {
      closed.abort(new Error('the manifest reader is closed'));
      await last;
      await stop();
    },
  };
}

interface Thread {
  readonly worker: Worker;
  /** Read so far. */
  bytes: number;
  /** It ended while nobody had asked it anything. */
  ended: boolean;
}

type Answer =
  | { readonly kind: 'read'; readonly reading: FileReading }
  | { readonly kind: 'killed'; readonly message: string };

function read(reading: FileReading): Answer {
  return { kind: 'read', reading };
}

/** Does not even try where too many files have killed the thread in this reading. */
async function attempt(
  file: SnapshotFile,
  refused: readonly string[],
  readFile: () => Promise<Answer>,
): Promise<Answer> {
  if (refused.length < maxKilled) return readFile();
  const [first = file.path] = refused;
  const message = `not read, because ${maxKilled} files before it stopped the parser (${first} was the first); put those right`;
  return { kind: 'killed', message };
}

function startThread({ workerUrl, maxHeapMb }: ManifestReaderOptions): Thread {
  const resourceLimits = { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
  const worker = new Worker(workerUrl, { resourceLimits, env: {}, execArgv: [] });
  worker.unref();
  return { worker, bytes: 0, ended: false };
}

/** What the thread makes of the file, or why it had to die over it. Rejects when `signal` fires, or the thread cannot run at all. */
function ask(
  thread: Thread,
  file: SnapshotFile,
  limits: ManifestReaderOptions & { readonly signals: readonly AbortSignal[] },
): Promise<Answer> {
  const { worker } = thread;
  const { deadlineMs, maxHeapMb, signals } = limits;
  thread.bytes += file.bytes.length;
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', onAbort);
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
      // An error that comes late belongs to nobody: the thread is ended, or ends itself.
      worker.on('error', () => undefined);
      worker.once('exit', () => {
        thread.ended = true;
      });
      worker.unref();
      finish();
    };
    const killed = (message: string) => settle(() => resolve({ kind: 'killed', message }));
    const onAbort = () => settle(() => reject(signals.find(({ aborted }) => aborted)?.reason));
    const timer = setTimeout(
      () => killed(`reading the file took longer than ${deadlineMs} ms and was stopped; make it simpler or split it`),
      deadlineMs,
    );
    for (const signal of signals) signal.addEventListener('abort', onAbort, { once: true });
    worker.ref();
    worker.on('message', (reading: FileReading) => settle(() => resolve({ kind: 'read', reading })));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        killed(`reading the file takes more than ${maxHeapMb} MB; make it simpler or split it`);
      else settle(() => reject(error));
    });
    worker.on('exit', (code) =>
      killed(`the parser died over the file (exit code ${code}); make it simpler or split it`),
    );
    // A copy of its own: the bytes may be a window on the whole snapshot, and all of it would cross over.
    const bytes = new Uint8Array(file.bytes);
    worker.postMessage({ ...file, bytes }, [bytes.buffer]);
  });
}
