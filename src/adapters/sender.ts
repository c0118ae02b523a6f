// Delivers one webhook's queue: one event at a time, with its own pace of retries.

import { type Clock, type Log, type OutboxCounters, StateError } from '../ports.ts';
import { EventQueue } from './queue.ts';
import { type Delivery, sendEvent, type Webhook, webhookName } from './webhook.ts';

export interface SenderOptions {
  readonly webhook: Webhook;
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly maxEvents?: number;
  readonly maxBytes?: number;
  readonly firstRetryMs?: number;
}

export interface Sender {
  open(): Promise<void>;
  report(reason: 'Transition' | 'Heartbeat', body: Buffer): Promise<void>;
  counters(): OutboxCounters;
  close(deadlineMs: number): Promise<void>;
}

const maxRetryMs = 300_000;
/** A receiver that calls a body wrong this often will not change its mind. */
const maxRejections = 5;

/** What delivers the queue in `directory` to one webhook, in order, each event until it is taken. */
export function createSender(options: SenderOptions): Sender {
  const { webhook, clock, log } = options;
  const name = webhookName(webhook.url);
  const maxEvents = options.maxEvents ?? 1000;
  const maxBytes = options.maxBytes ?? 32 * 1024 * 1024;
  const queue = new EventQueue({ directory: options.directory, maxEvents, maxBytes, name, log });
  const closing = new AbortController();
  const cutting = new AbortController();
  let lastError: string | undefined;
  let running: Promise<void> | undefined;

  const tell = (message: string | undefined): void => {
    if (message !== undefined && message !== lastError)
      log.warn('a webhook was not told; it is tried again', { webhook: name, reason: message });
    if (message === undefined && lastError !== undefined) log.info('the webhook can be told again', { webhook: name });
    lastError = message;
  };
  /** Undefined when nothing waits. */
  const attempt = async (): Promise<Delivery | undefined> => {
    try {
      const event = await queue.hold();
      if (event === undefined) return undefined;
      const send = { userAgent: `gatewright/${options.version}`, now: () => clock.now(), signal: cutting.signal };
      return await sendEvent(webhook, event, send);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return { kind: 'Failed', message: error.message, rejected: false };
    }
  };
  /** Until nothing waits; while closing, until the first failure. */
  const deliver = async (): Promise<void> => {
    for (let failures = 0, rejections = 0; !cutting.signal.aborted; ) {
      const delivery = await attempt();
      if (delivery === undefined) return;
      if (delivery.kind === 'Delivered') {
        tell(undefined);
        await queue.take();
        failures = rejections = 0;
        continue;
      }
      tell(delivery.message);
      rejections = delivery.rejected ? rejections + 1 : rejections;
      if (rejections >= maxRejections) {
        await queue.giveUp(`${delivery.message} ${maxRejections} times`);
        failures = rejections = 0;
        continue;
      }
      queue.release();
      if (closing.signal.aborted) return;
      await clock.sleep(retryDelay(delivery, failures, options), closing.signal);
      failures += 1;
    }
  };
  const run = async (): Promise<void> => {
    try {
      await deliver();
    } catch (error) {
      log.error('delivery to a webhook stopped until the next event', { webhook: name, error });
    } finally {
      running = undefined;
    }
  };
  const start = (): void => {
    if (!closing.signal.aborted) running ??= run();
  };

  return {
    async open() {
      await queue.open();
      start();
    },
    async report(reason, body) {
      await queue.append(reason, body);
      // A run that has just seen an empty queue ends without this event; `start` alone would take it for a running one.
      if (running === undefined) start();
      else void running.then(start);
    },
    counters: () => ({ ...queue.counters(), ...(lastError === undefined ? {} : { lastError }) }),
    async close(deadlineMs) {
      closing.abort();
      const timer = setTimeout(() => cutting.abort(), deadlineMs);
      await (running ?? run());
      clearTimeout(timer);
      cutting.abort();
    },
  };
}

/** Exponential with full jitter, so that hosts which failed together do not come back together. */
function retryDelay(
  delivery: Delivery & { readonly kind: 'Failed' },
  failures: number,
  options: SenderOptions,
): number {
  const first = options.firstRetryMs ?? 1000;
  const jitter = options.clock.random() * Math.min(maxRetryMs, first * 2 ** Math.min(failures, 20));
  return delivery.retryAfterMs === undefined ? jitter : delivery.retryAfterMs + Math.min(jitter, first);
}
