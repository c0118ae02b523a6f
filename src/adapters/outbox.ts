// Tells the webhooks: each has its own queue on disk and its own pace of retries.

import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Log, OutboxCounters, Reporter } from '../ports.ts';
import { openFolder } from './durable.ts';
import { createSender } from './sender.ts';
import { isPlaintext, type Webhook, webhookName } from './webhook.ts';

export interface ReporterOptions {
  readonly webhooks: readonly Webhook[];
  /** Folder of the queues; made when it is missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the controller, for `User-Agent`. */
  readonly version: string;
  /** For each webhook; 1,000 by default. */
  readonly maxEvents?: number;
  /** For each webhook; 32 MiB by default. */
  readonly maxBytes?: number;
  /** The longest wait after the first failure; it doubles up to five minutes. 1 s by default. */
  readonly firstRetryMs?: number;
}

export interface Outbox extends Reporter {
  /** Reads what waited through the last restart and starts to deliver it; `report` does so when nobody else did. Never throws for the disk. */
  open(): Promise<void>;
}

/**
 * A reporter that delivers every event at least once, in order, to each webhook by itself.
 *
 * An event leaves the disk only after a 2xx, or when the queue's bound is reached, which is counted and logged.
 */
export function createReporter(options: ReporterOptions): Outbox {
  const places = nameFolders(options.webhooks);
  const senders = places.map(({ webhook, folder }) =>
    createSender({ ...options, webhook, directory: join(options.directory, folder) }),
  );
  let opening: Promise<void> | undefined;
  const openAll = async (): Promise<void> => {
    warnPlaintext(options);
    await removeOrphans(options, new Set(places.map(({ folder }) => folder)));
    await Promise.all(senders.map((sender) => sender.open()));
  };
  const open = (): Promise<void> => {
    opening ??= openAll();
    return opening;
  };
  return {
    open,
    async report(status, reason) {
      await open();
      const body = Buffer.from(JSON.stringify(status));
      await Promise.all(senders.map((sender) => sender.report(reason, body)));
    },
    counters: () => sumCounters(senders.map((sender) => sender.counters())),
    async close(deadlineMs) {
      await Promise.all(senders.map((sender) => sender.close(deadlineMs)));
    },
  };
}

function warnPlaintext({ webhooks, log }: ReporterOptions): void {
  for (const { url } of webhooks.filter((webhook) => isPlaintext(webhook.url))) {
    log.warn('a webhook is told over plain http: whoever is on the way can read and suppress it', {
      webhook: webhookName(url),
    });
  }
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
    await openFolder(directory);
    const orphans = (await readdir(directory)).filter(
      (name) => /^[0-9a-f]{16}(-\d+)?$/.test(name) && !folders.has(name),
    );
    for (const orphan of orphans) {
      const waiting = (await readdir(join(directory, orphan))).filter((name) => name.endsWith('.event')).length;
      if (waiting > 0) log.error('events for a webhook that is no longer configured are given up', { lost: waiting });
      await rm(join(directory, orphan), { recursive: true, force: true });
    }
  } catch (error) {
    // The queues meet the same disk and say what it means for them; a folder of nobody may stay.
    log.warn('the outbox folder cannot be tidied', { error });
  }
}

function sumCounters(all: readonly OutboxCounters[]): OutboxCounters {
  const sum = (key: 'pending' | 'delivered' | 'lost') => all.reduce((total, counters) => total + counters[key], 0);
  const lastError = all.find((counters) => counters.lastError !== undefined)?.lastError;
  return {
    pending: sum('pending'),
    delivered: sum('delivered'),
    lost: sum('lost'),
    ...(lastError === undefined ? {} : { lastError }),
  };
}
