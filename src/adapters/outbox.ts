// Tells the webhooks: each has its own queue on disk and its own pace of retries.

import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Log, OutboxCounters, Reporter } from '../ports.ts';
import { openFolder, stateError } from './durable.ts';
import { createQueue, type Queue } from './queue.ts';
import { type Delivery, isPlaintext, sendEvent, type Webhook, webhookName } from './webhook.ts';

export interface ReporterOptions {
  readonly webhooks: readonly Webhook[];
  /** Folder of the queues; made when it is missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** For each webhook; 1,000 by default. */
  readonly maxEvents?: number;
  /** For each webhook; 32 MiB by default. */
  readonly maxBytes?: number;
  /** The longest wait after the first failure; it doubles up to five minutes. 1 s by default. */
  readonly firstRetryMs?: number;
}

export interface Outbox extends Reporter {
  /** Reads what waited through the last restart and starts to deliver it. `report` does so when nobody else did. @throws StateError */
  open(): Promise<void>;
}

const maxRetryMs = 300_000;
/** A receiver that calls a body wrong this often will not change its mind. */
const maxRejections = 5;

/**
 * A reporter that delivers every event at least once, in order, to each webhook by itself.
 *
 * An event leaves the disk only after a 2xx, or when the queue's bound is reached, which is counted and logged.
 */
export function createReporter(options: ReporterOptions): Outbox {
  const senders = nameFolders(options.webhooks).map(({ webhook, folder }) =>
    createSender({ ...options, webhook, directory: join(options.directory, folder) }),
  );
  let opening: Promise<void> | undefined;

  const openAll = async (): Promise<void> => {
    await openFolder(options.directory);
    await removeOrphans(options, new Set(nameFolders(options.webhooks).map(({ folder }) => folder)));
    await Promise.all(senders.map((sender) => sender.open()));
    for (const { url } of options.webhooks.filter((webhook) => isPlaintext(webhook.url))) {
      options.log.warn('a webhook is told over plain http: whoever is on the way can read and suppress it', { webhook: webhookName(url) });
    }
  };
  const open = (): Promise<void> => {
    opening ??= openAll().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  return {
    open,
    async report(status, reason) {
      await open().catch((error: unknown) => options.log.error('the outbox on disk cannot be read; events are held in memory', { error }));
      const body = Buffer.from(JSON.stringify(status));
      await Promise.all(senders.map((sender) => sender.report(reason, body)));
    },
    counters: () => sumCounters(senders.map((sender) => sender.counters())),
    async close(deadlineMs) {
      await Promise.all(senders.map((sender) => sender.close(deadlineMs)));
    },
  };
}

interface Sender {
  open(): Promise<void>;
  report(reason: 'Transition' | 'Heartbeat', body: Buffer): Promise<void>;
  counters(): OutboxCounters;
  close(deadlineMs: number): Promise<void>;
}

type SenderOptions = ReporterOptions & { readonly webhook: Webhook };

function createSender(options: SenderOptions): Sender {
  const { webhook, clock, log } = options;
  const name = webhookName(webhook.url);
  const maxEvents = options.maxEvents ?? 1000;
  const maxBytes = options.maxBytes ?? 32 * 1024 * 1024;
  const queue = createQueue({ directory: options.directory, maxEvents, maxBytes, name, log });
  const closing = new AbortController();
  const sending = new AbortController();
  let lastError: string | undefined;
  let running: Promise<void> | undefined;

  const attempt = async (): Promise<Delivery | undefined> => {
    const event = await queue.hold();
    if (event === undefined) return undefined;
    const delivery = await sendEvent(webhook, event, {
      userAgent: `gatewright/${options.version}`,
      now: () => clock.now(),
      signal: sending.signal,
    });
    if (delivery.kind === 'Delivered') await queue.take();
    tellChange(delivery);
    return delivery;
  };
  const tellChange = (delivery: Delivery): void => {
    const message = delivery.kind === 'Failed' ? delivery.message : undefined;
    if (message !== undefined && message !== lastError) log.warn('a webhook was not told; it is tried again', { webhook: name, error: message });
    if (message === undefined && lastError !== undefined) log.info('a webhook can be told again', { webhook: name });
    lastError = message;
  };

  /** Until nothing waits, or until the first failure once the outbox is closing. */
  const deliver = async (): Promise<void> => {
    for (let failures = 0, rejections = 0; !sending.signal.aborted; ) {
      const delivery = await attempt();
      if (delivery === undefined) return;
      if (delivery.kind === 'Delivered') {
        failures = 0;
        rejections = 0;
        continue;
      }
      if (delivery.rejected) rejections += 1;
      if (rejections >= maxRejections) {
        await queue.giveUp(`${delivery.message} ${maxRejections} times`);
        rejections = 0;
        continue;
      }
      queue.release();
      if (closing.signal.aborted) return;
      await clock.sleep(retryDelay(delivery, failures, options), closing.signal);
      failures += 1;
    }
  };
  const start = (): void => {
    running ??= deliver()
      .catch((error: unknown) => {
        lastError = 'events cannot be read from disk';
        log.error('delivery stopped until the next event', { webhook: name, error });
      })
      .then(() => {
        running = undefined;
        if (restart) {
          restart = false;
          start();
        }
      });
  };
  let restart = false;

  return {
    async open() {
      await queue.open();
      start();
    },
    async report(reason, body) {
      await queue.append(reason, body);
      // A delivery that is just ending may not see the new event.
      restart = running !== undefined && !closing.signal.aborted;
      if (!closing.signal.aborted) start();
    },
    counters: () => ({ ...queue.counters(), ...(lastError === undefined ? {} : { lastError }) }),
    async close(deadlineMs) {
      closing.abort();
      const timer = setTimeout(() => sending.abort(), deadlineMs);
      try {
        await (running ?? deliver());
      } finally {
        clearTimeout(timer);
        sending.abort();
      }
    },
  };
}

/** Exponential with full jitter, so that hosts which failed together do not come back together. */
function retryDelay(delivery: Delivery & { kind: 'Failed' }, failures: number, options: ReporterOptions): number {
  const first = options.firstRetryMs ?? 1000;
  const jitter = options.clock.random() * Math.min(maxRetryMs, first * 2 ** Math.min(failures, 20));
  return delivery.retryAfterMs === undefined ? jitter : delivery.retryAfterMs + Math.min(jitter, first);
}

/** A folder for each webhook that follows from its URL alone, so that it is found again after a restart. */
function nameFolders(webhooks: readonly Webhook[]): readonly { readonly webhook: Webhook; readonly folder: string }[] {
  const seen = new Map<string, number>();
  return webhooks.map((webhook) => {
    const digest = createHash('sha256').update(webhook.url).digest('hex').slice(0, 16);
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    return { webhook, folder: count === 1 ? digest : `${digest}-${count}` };
  });
}

/** Whoever takes a webhook out of the configuration gives up what waited for it; the log says how much that was. */
async function removeOrphans({ directory, log }: ReporterOptions, folders: ReadonlySet<string>): Promise<void> {
  try {
    const orphans = (await readdir(directory)).filter((name) => /^[0-9a-f]{16}(-\d+)?$/.test(name) && !folders.has(name));
    for (const orphan of orphans) {
      const waiting = (await readdir(join(directory, orphan))).filter((name) => name.endsWith('.event')).length;
      if (waiting > 0) log.error('events for a webhook that is no longer configured are given up', { lost: waiting });
      await rm(join(directory, orphan), { recursive: true, force: true });
    }
  } catch (cause) {
    throw stateError(directory, 'read', cause);
  }
}

function sumCounters(all: readonly OutboxCounters[]): OutboxCounters {
  const sum = (key: 'pending' | 'delivered' | 'lost') => all.reduce((total, counters) => total + counters[key], 0);
  const lastError = all.find((counters) => counters.lastError !== undefined)?.lastError;
  return { pending: sum('pending'), delivered: sum('delivered'), lost: sum('lost'), ...(lastError === undefined ? {} : { lastError }) };
}
