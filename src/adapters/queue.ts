// The events that wait for one webhook, in order: one file each, and in memory while the disk refuses.

import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, StateError } from '../ports.ts';
import { openFolder, removeDurably, stateError, writeDurably } from './durable.ts';
import type { WebhookEvent } from './webhook.ts';

export interface QueueOptions {
  readonly directory: string;
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** What the log calls the receiver. */
  readonly name: string;
  readonly log: Log;
}

/** One event that waits. */
export interface QueuedEvent {
  /** Counts up; the order of delivery. */
  readonly sequence: number;
  readonly idempotencyKey: string;
  readonly reason: WebhookEvent['reason'];
  /** Of its file. */
  readonly bytes: number;
  /** What is not on disk yet. */
  unwritten?: Buffer;
}

export interface Queue {
  /** Reads what waits on disk. Damaged files are set aside and count as lost. @throws StateError */
  open(): Promise<void>;
  /** Never throws for the disk: what it refuses is held in memory and written at the next chance. */
  append(reason: WebhookEvent['reason'], body: Buffer): Promise<void>;
  /** The oldest event; it cannot be given up or replaced until `take`, `giveUp` or `release`. */
  hold(): Promise<WebhookEvent | undefined>;
  release(): void;
  /** The held event was delivered. */
  take(): Promise<void>;
  /** The held event cannot be delivered. */
  giveUp(why: string): Promise<void>;
  counters(): { readonly pending: number; readonly delivered: number; readonly lost: number };
}

/** At most this many events wait in memory while the disk refuses. */
const maxUnwritten = 100;
const maxUnwrittenBytes = 8 * 1024 * 1024;
const eventName = /^(\d{12})\.event$/;

/** The queue in `directory`. One process at a time may have it open; calls may overlap and take effect in call order. */
export function createQueue(options: QueueOptions): Queue {
  const { directory, log, name } = options;
  const countersPath = join(directory, 'counters.json');
  const events: QueuedEvent[] = [];
  let held: QueuedEvent | undefined;
  let sequence = 0;
  let delivered = 0;
  let lost = 0;
  let diskRefuses = false;
  let tail: Promise<unknown> = Promise.resolve();

  /** Changes of the queue run one behind the other, so that files and list agree. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = tail.then(act);
    tail = result.catch(() => undefined);
    return result;
  };
  const path = (event: QueuedEvent) => join(directory, `${String(event.sequence).padStart(12, '0')}.event`);

  /** Whether the disk took it. The first refusal is told, and the first success after it. */
  const onDisk = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
      if (diskRefuses) log.info('events are written to disk again', { webhook: name });
      diskRefuses = false;
      return true;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      if (!diskRefuses) log.error('events cannot be written to disk and are held in memory', { webhook: name, error });
      diskRefuses = true;
      return false;
    }
  };
  const saveCounters = () => onDisk(() => writeDurably(countersPath, `${JSON.stringify({ delivered, lost })}\n`));

  const remove = async (event: QueuedEvent): Promise<void> => {
    events.splice(events.indexOf(event), 1);
    if (held === event) held = undefined;
    if (event.unwritten === undefined) await onDisk(() => removeDurably(path(event)));
  };
  const lose = async (event: QueuedEvent, why: string): Promise<void> => {
    lost += 1;
    log.error('an event for a webhook is lost', { webhook: name, why, event: event.reason, lost });
    // Counted before it is gone: a kill between the two must not hide the loss.
    await saveCounters();
    await remove(event);
  };
  const oldest = (fits: (event: QueuedEvent) => boolean) => events.find((event) => event !== held && fits(event));
  const size = (of: readonly QueuedEvent[]) => of.reduce((sum, { bytes }) => sum + bytes, 0);

  const writeOut = async (): Promise<void> => {
    for (const event of events) {
      const { unwritten } = event;
      if (unwritten === undefined) continue;
      const written = await onDisk(async () => {
        if (diskRefuses) await openFolder(directory);
        await writeDurably(path(event), unwritten);
      });
      if (!written) return;
      delete event.unwritten;
    }
  };
  const enforceBounds = async (): Promise<void> => {
    while (events.length > options.maxEvents || size(events) > options.maxBytes) {
      const event = oldest(() => true);
      // One event larger than the bound still gets its chance.
      if (event === undefined || events.length === 1) break;
      await lose(event, 'too many events wait, the oldest is given up');
    }
    const inMemory = () => events.filter(({ unwritten }) => unwritten !== undefined);
    while (inMemory().length > maxUnwritten || size(inMemory()) > maxUnwrittenBytes) {
      const event = oldest(({ unwritten }) => unwritten !== undefined);
      if (event === undefined || inMemory().length === 1) break;
      await lose(event, 'the disk takes no events and memory is bounded, the oldest is given up');
    }
  };
  /** Only the newest heartbeat tells anything. */
  const coalesce = async (): Promise<void> => {
    const heartbeats = events.filter((event) => event.reason === 'Heartbeat' && event !== held);
    for (const event of heartbeats.slice(0, -1)) await remove(event);
  };

  const readEvents = async (): Promise<void> => {
    const names = await readdir(directory).catch((cause: unknown) => {
      throw stateError(directory, 'read', cause);
    });
    for (const file of names.sort()) {
      const match = eventName.exec(file);
      if (match === null) continue;
      sequence = Math.max(sequence, Number(match[1]));
      const event = await readEvent(join(directory, file));
      if (event === undefined) await setAside(file);
      else events.push({ sequence: Number(match[1]), idempotencyKey: event.idempotencyKey, reason: event.reason, bytes: event.bytes });
    }
  };
  const setAside = async (file: string): Promise<void> => {
    lost += 1;
    log.error('a stored event is damaged and set aside', { webhook: name, file: join(directory, `${file}.damaged`), lost });
    await saveCounters();
    await onDisk(() => moveAside(join(directory, file)));
  };

  return {
    open: () =>
      inTurn(async () => {
        await openFolder(directory);
        const stored = await readCounters(countersPath);
        if (stored === undefined) log.warn('the counters of delivered and lost events are damaged and start anew', { webhook: name });
        delivered = stored?.delivered ?? 0;
        lost = stored?.lost ?? 0;
        await readEvents();
        await coalesce();
        await enforceBounds();
      }),

    append: (reason, body) =>
      inTurn(async () => {
        sequence += 1;
        const idempotencyKey = randomUUID();
        const unwritten = renderEvent({ idempotencyKey, reason, body });
        events.push({ sequence, idempotencyKey, reason, bytes: unwritten.length, unwritten });
        await writeOut();
        await coalesce();
        await enforceBounds();
      }),

    hold: () =>
      inTurn(async () => {
        await writeOut();
        for (let event = events[0]; event !== undefined; event = events[0]) {
          held = event;
          const stored = event.unwritten === undefined ? await readEvent(path(event)) : parseEvent(event.unwritten);
          if (stored !== undefined) return stored;
          await lose(event, 'its file is gone or damaged');
        }
        return undefined;
      }),

    release() {
      held = undefined;
    },

    take: () =>
      inTurn(async () => {
        if (held === undefined) return;
        await remove(held);
        delivered += 1;
        await saveCounters();
      }),

    giveUp: (why) =>
      inTurn(async () => {
        if (held !== undefined) await lose(held, why);
      }),

    counters: () => ({ pending: events.length, delivered, lost }),
  };
}

const header = 'gatewright-event 1 sha256:';

/** One line with the digest of the rest, one line that says what it is, then the body as it will be sent. */
function renderEvent({ idempotencyKey, reason, body }: WebhookEvent): Buffer {
  const rest = Buffer.concat([Buffer.from(`${JSON.stringify({ idempotencyKey, reason })}\n`), body]);
  return Buffer.concat([Buffer.from(`${header}${sha256(rest)}\n`), rest]);
}

/** Undefined unless the digest is right: then it is what we wrote. */
function parseEvent(file: Buffer): (WebhookEvent & { readonly bytes: number }) | undefined {
  const start = file.indexOf('\n') + 1;
  const rest = file.subarray(start);
  if (start === 0 || file.subarray(0, start).toString('latin1') !== `${header}${sha256(rest)}\n`) return undefined;
  const end = rest.indexOf('\n');
  const facts = JSON.parse(rest.subarray(0, end).toString('utf8')) as Pick<WebhookEvent, 'idempotencyKey' | 'reason'>;
  return { idempotencyKey: facts.idempotencyKey, reason: facts.reason, body: rest.subarray(end + 1), bytes: file.length };
}

async function readEvent(path: string): Promise<(WebhookEvent & { readonly bytes: number }) | undefined> {
  try {
    return parseEvent(await readFile(path));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw stateError(path, 'read', cause);
  }
}

async function moveAside(path: string): Promise<void> {
  try {
    await rename(path, `${path}.damaged`);
  } catch (cause) {
    throw stateError(path, 'written', cause);
  }
}

/** Zeros where there is no file yet; undefined where it cannot be understood. */
async function readCounters(path: string): Promise<{ delivered: number; lost: number } | undefined> {
  try {
    await stat(path);
  } catch {
    return { delivered: 0, lost: 0 };
  }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw stateError(path, 'read', cause);
  });
  const match = /^\{"delivered":(\d+),"lost":(\d+)\}\n$/.exec(text);
  return match === null ? undefined : { delivered: Number(match[1]), lost: Number(match[2]) };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
