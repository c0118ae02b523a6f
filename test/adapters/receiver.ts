// A webhook on loopback that remembers what it was told and answers as the test says. Also a clock and a log for tests.

import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock } from '../../src/adapters/clock.ts';
import type { Clock, Log } from '../../src/ports.ts';
import type { HostObject } from '../../src/status/status.ts';

export interface Told {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly told: Told[];
  /** What it answers from now on; by default 204. */
  answer: (response: ServerResponse, told: Told) => void;
  close(): Promise<void>;
}

export async function openReceiver(port = 0): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const told = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      receiver.told.push(told);
      receiver.answer(response, told);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${bound}/hook`,
    port: bound,
    told: [],
    answer: (response) => response.writeHead(204).end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

export function signatureOf(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

export interface RecordedLog extends Log {
  readonly lines: string[];
}

export function recordLog(): RecordedLog {
  const lines: string[] = [];
  const write = (level: string) => (message: string, facts?: Readonly<Record<string, unknown>>) => {
    lines.push(
      `${level} ${message} ${JSON.stringify(facts ?? {}, (_, value) => (value instanceof Error ? value.message : value))}`,
    );
  };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** Real time, but each wait is noted and shortened to a thousandth. */
export function hurryingClock(): Clock & { readonly waits: number[] } {
  const clock = createClock();
  const waits: number[] = [];
  return {
    waits,
    now: clock.now,
    elapsedMs: clock.elapsedMs,
    random: () => 0.5,
    sleep: (ms, signal) => {
      waits.push(ms);
      return clock.sleep(Math.max(1, ms / 1000), signal);
    },
  };
}

export function hostWith(message: string): HostObject {
  return {
    apiVersion: 'gatewright.dev/v1alpha1',
    kind: 'Host',
    metadata: { name: 'gw1' },
    spec: {},
    status: {
      observedGeneration: 1,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'Applied',
          message,
          lastTransitionTime: '2026-01-01T10:00:00Z',
          observedGeneration: 1,
        },
      ],
      controllerVersion: '0.1.0',
      drift: { repairs: 0 },
      policies: [],
      faultCount: 0,
      faults: [],
      warningCount: 0,
      warnings: [],
      outbox: { pending: 0, delivered: 0, lost: 0 },
    },
  };
}

/** The messages of the events that were told, in order. */
export function messages(told: readonly Told[]): readonly string[] {
  return told.map(({ body }) => (JSON.parse(body) as HostObject).status.conditions[0]?.message ?? '');
}

/** Returns when `fact` holds; fails after 30 seconds. */
export async function until(fact: () => boolean, what = 'the fact'): Promise<void> {
  const end = Date.now() + 30_000;
  while (!fact()) {
    if (Date.now() > end) throw new Error(`${what} did not come true within 30 seconds`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
