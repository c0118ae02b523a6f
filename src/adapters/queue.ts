// The events that wait for one webhook, in order: one file each, and in memory while the disk refuses.

import { randomUUID } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, StateError } from '../ports.ts';
import { openFolder, removeDurably, removeLeftovers, stateError, writeDurably } from './durable.ts';
import { type FoundFile, parseEvent, readIfPresent, renderEvent } from './event-file.ts';
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
interface QueuedEvent {
  /** Counts up; the order of delivery, and the name of its file. */
  sequence: number;
  readonly reason: WebhookEvent['reason'];
  /** Of its file. */
  readonly bytes: number;
  /** The file's content, while it is not on disk. */
  unwritten?: Buffer;
}

/** At most this much waits in memory while the disk refuses. */
const maxUnwritten = 100;
const maxUnwrittenBytes = 8 * 1024 * 1024;
const eventName = /^(\d{12})\.event$/;

/**
 * The queue in one folder. One process at a time may use it; calls may overlap and take effect in call order.
 *
 * No call throws for what the disk does, but `hold`: what cannot be written waits in memory and is written at the next call.
 */
export class EventQueue {
  readonly #options: QueueOptions;
  readonly #events: QueuedEvent[] = [];
  #held: QueuedEvent | undefined;
  #opened = false;
  #sequence = 0;
  #delivered = 0;
  #lost = 0;
  #diskRefuses = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Reads what waits on disk. Damaged files are set aside and count as lost. */
  open(): Promise<void> {
    return this.#inTurn(() => this.#settle());
  }

  /** Returns when the event is on disk, or in memory where the disk refuses. An older heartbeat makes room for a newer one. */
  append(reason: WebhookEvent['reason'], body: Buffer): Promise<void> {
    return this.#inTurn(async () => {
      const unwritten = renderEvent({ idempotencyKey: randomUUID(), reason, body });
      this.#sequence += 1;
      this.#events.push({ sequence: this.#sequence, reason, bytes: unwritten.length, unwritten });
      await this.#settle();
    });
  }

  /** The oldest event; nothing takes its place until `take`, `giveUp` or `release`. @throws StateError when it cannot be read. */
  hold(): Promise<WebhookEvent | undefined> {
    return this.#inTurn(async () => {
      await this.#settle();
      for (let event = this.#events[0]; event !== undefined; event = this.#events[0]) {
        const found = event.unwritten ?? (await readIfPresent(this.#path(event)));
        this.#held = event;
        if ('kind' in found && found.kind === 'Missing') {
          await this.#lose(event, 'its file is gone');
          continue;
        }
        const content = contentOf(found);
        if (content !== undefined) return content;
        this.#forget(event);
        await this.#onDisk(() => this.#setAside(nameOf(event)));
      }
      return undefined;
    });
  }

  /** The held event stays the next one. */
  release(): void {
    this.#held = undefined;
  }

  /** The held event was delivered. */
  take(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#held === undefined) return;
      await this.#unlink(this.#held);
      this.#forget(this.#held);
      this.#delivered += 1;
      await this.#saveCounters();
    });
  }

  /** The held event will never be delivered. */
  giveUp(why: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#held !== undefined) await this.#lose(this.#held, why);
    });
  }

  counters(): { readonly pending: number; readonly delivered: number; readonly lost: number } {
    return { pending: this.#events.length, delivered: this.#delivered, lost: this.#lost };
  }

  /** Changes run one behind the other, so that list and files agree. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Brings disk and list together as far as the disk permits, and keeps the bounds. */
  async #settle(): Promise<void> {
    if (!this.#opened) await this.#onDisk(() => this.#readFolder());
    if (this.#opened) await this.#writeOut();
    await this.#coalesce();
    await this.#enforceBounds();
  }

  /** What was on disk before us goes first; what waits in memory is numbered behind it. */
  async #readFolder(): Promise<void> {
    const { directory } = this.#options;
    await openFolder(directory);
    // Nobody else writes here, and we have not begun.
    await removeLeftovers(directory);
    const names = await readdir(directory).catch((cause: unknown) => {
      throw stateError(directory, 'read', cause);
    });
    const files = names.filter((name) => eventName.test(name)).sort();
    const stored: QueuedEvent[] = [];
    const damaged: string[] = [];
    for (const name of files) {
      const found = await readIfPresent(join(directory, name));
      const content = contentOf(found);
      if (found.kind !== 'Found' || content === undefined) damaged.push(name);
      else stored.push({ sequence: Number(name.slice(0, 12)), reason: content.reason, bytes: found.bytes.length });
    }
    await this.#loadCounters();
    this.#opened = true;
    this.#sequence = Number(files.at(-1)?.slice(0, 12) ?? 0);
    for (const event of this.#events) {
      this.#sequence += 1;
      event.sequence = this.#sequence;
    }
    this.#events.unshift(...stored);
    for (const name of damaged) await this.#setAside(name);
  }

  async #setAside(name: string): Promise<void> {
    const path = join(this.#options.directory, name);
    this.#lost += 1;
    this.#options.log.error('a stored event is damaged and set aside', {
      webhook: this.#options.name,
      file: `${path}.damaged`,
      lost: this.#lost,
    });
    await this.#saveCounters();
    await rename(path, `${path}.damaged`).catch((cause: unknown) => {
      throw stateError(path, 'written', cause);
    });
  }

  async #writeOut(): Promise<void> {
    for (const event of this.#events) {
      const { unwritten } = event;
      if (unwritten === undefined) continue;
      if (!(await this.#onDisk(() => this.#writeEvent(this.#path(event), unwritten)))) return;
      delete event.unwritten;
    }
  }

  async #writeEvent(path: string, content: Buffer): Promise<void> {
    // After a refusal the folder itself may be gone.
    if (this.#diskRefuses) await openFolder(this.#options.directory);
    await writeDurably(path, content);
  }

  /** Only the newest heartbeat tells anything. */
  async #coalesce(): Promise<void> {
    const heartbeats = this.#events.filter((event) => event.reason === 'Heartbeat' && event !== this.#held);
    for (const event of heartbeats.slice(0, -1)) {
      this.#forget(event);
      await this.#unlink(event);
    }
  }

  async #enforceBounds(): Promise<void> {
    const { maxEvents, maxBytes } = this.#options;
    await this.#loseOldest(() => this.#events, { maxEvents, maxBytes, why: 'too many events wait' });
    const unwritten = () => this.#events.filter((event) => event.unwritten !== undefined);
    await this.#loseOldest(unwritten, {
      maxEvents: maxUnwritten,
      maxBytes: maxUnwrittenBytes,
      why: 'the disk takes no events',
    });
  }

  /** The held event and the newest one stay, whatever the bound says. */
  async #loseOldest(
    waiting: () => readonly QueuedEvent[],
    bound: { readonly maxEvents: number; readonly maxBytes: number; readonly why: string },
  ): Promise<void> {
    for (
      let events = waiting();
      events.length > bound.maxEvents || sizeOf(events) > bound.maxBytes;
      events = waiting()
    ) {
      const oldest = events.slice(0, -1).find((event) => event !== this.#held);
      if (oldest === undefined) return;
      await this.#lose(oldest, `${bound.why}, the oldest is given up`);
    }
  }

  async #lose(event: QueuedEvent, why: string): Promise<void> {
    this.#forget(event);
    this.#lost += 1;
    this.#options.log.error('an event for a webhook is lost', {
      webhook: this.#options.name,
      why,
      event: event.reason,
      lost: this.#lost,
    });
    // Counted before it is gone: a kill between the two must not hide the loss.
    await this.#saveCounters();
    await this.#unlink(event);
  }

  #forget(event: QueuedEvent): void {
    this.#events.splice(this.#events.indexOf(event), 1);
    if (this.#held === event) this.#held = undefined;
  }

  async #unlink(event: QueuedEvent): Promise<void> {
    if (event.unwritten === undefined) await this.#onDisk(() => removeDurably(this.#path(event)));
  }

  /** Whether the disk did it. The first refusal is told, and the first success after it. */
  async #onDisk(act: () => Promise<void>): Promise<boolean> {
    const { log, name } = this.#options;
    try {
      await act();
      if (this.#diskRefuses) log.info('events are kept on disk again', { webhook: name });
      this.#diskRefuses = false;
      return true;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      if (!this.#diskRefuses) log.error('events cannot be kept on disk and wait in memory', { webhook: name, error });
      this.#diskRefuses = true;
      return false;
    }
  }

  /** Before the folder could be read, the counters in it are not ours to replace. */
  async #saveCounters(): Promise<void> {
    if (!this.#opened) return;
    const text = `${JSON.stringify({ delivered: this.#delivered, lost: this.#lost })}\n`;
    await this.#onDisk(() => writeDurably(this.#countersPath(), text));
  }

  /** Adds what was counted before the last restart. */
  async #loadCounters(): Promise<void> {
    const found = await readIfPresent(this.#countersPath());
    if (found.kind === 'Missing') return;
    const text = found.kind === 'Found' ? found.bytes.toString('utf8') : '';
    const match = /^\{"delivered":(\d+),"lost":(\d+)\}\n$/.exec(text);
    if (match === null)
      this.#options.log.warn('the counters of delivered and lost events are damaged and start anew', {
        webhook: this.#options.name,
      });
    this.#delivered += Number(match?.[1] ?? 0);
    this.#lost += Number(match?.[2] ?? 0);
  }

  #countersPath(): string {
    return join(this.#options.directory, 'counters.json');
  }

  #path(event: QueuedEvent): string {
    return join(this.#options.directory, nameOf(event));
  }
}

function nameOf({ sequence }: QueuedEvent): string {
  return `${String(sequence).padStart(12, '0')}.event`;
}

/** Undefined where it is not what we wrote. */
function contentOf(found: Buffer | FoundFile): WebhookEvent | undefined {
  if (found instanceof Uint8Array) return parseEvent(found);
  return found.kind === 'Found' ? parseEvent(found.bytes) : undefined;
}

function sizeOf(events: readonly QueuedEvent[]): number {
  return events.reduce((sum, { bytes }) => sum + bytes, 0);
}
