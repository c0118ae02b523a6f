// The listener for /metrics, /healthz and /readyz. It serves nothing else and takes nothing in.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../ports.ts';
import type { HostObject } from '../status/status.ts';
import { isReady, type Metrics } from './metrics.ts';

export interface ListenerOptions {
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly status: () => HostObject | undefined;
  /** Whether the loop still turns. */
  readonly alive: () => boolean;
  readonly log: Log;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** The address cannot be listened on. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Serves until `close`. Clients that are slow to ask or to read are cut off. @throws ListenError */
export async function listenHttp(options: ListenerOptions): Promise<Listener> {
  const server = createServer({
    requestTimeout: 5000,
    headersTimeout: 5000,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 1000,
  });
  server.maxConnections = 64;
  server.setTimeout(10_000);
  server.on('request', (request, response) => void respond(request, response, options));
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  options.log.info('metrics and health are served', { address: options.address, port });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { address, port, log }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = listenRefusals[cause.code ?? ''] ?? cause.message;
      reject(
        new ListenError(`${address} port ${port} cannot be listened on: ${why}; change listen in the configuration`, {
          cause,
        }),
      );
    });
    server.listen(port, address, () => {
      server.removeAllListeners('error');
      server.on('error', (error) => log.error('the listener for metrics failed', { error }));
      resolve();
    });
  });
}

const listenRefusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'the operating system does not permit it',
  ENOTFOUND: 'it is not an IP address',
};

async function respond(request: IncomingMessage, response: ServerResponse, options: ListenerOptions): Promise<void> {
  const answer = await answerFor(request, options).catch((error: unknown) => {
    options.log.error('a request for metrics failed', { error });
    return plain(500, 'failed, see the log');
  });
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(answer.status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : answer.text);
}

async function answerFor(request: IncomingMessage, options: ListenerOptions): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'only GET and HEAD');
  switch (request.url?.split('?')[0]) {
    case '/metrics': {
      const { contentType, text } = await options.metrics.render();
      return { status: 200, contentType, text };
    }
    case '/healthz':
      return options.alive() ? plain(200, 'ok') : plain(503, 'the loop stands still');
    case '/readyz':
      return answerReady(options.status());
    default:
      return plain(404, 'not found: /metrics, /healthz and /readyz are served');
  }
}

function answerReady(host: HostObject | undefined): Answer {
  const ready = host?.status.conditions.find(({ type }) => type === 'Ready');
  return plain(
    isReady(host) ? 200 : 503,
    ready === undefined ? 'no pass has ended yet' : `${ready.reason}: ${ready.message}`,
  );
}

function plain(status: number, text: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', text: `${text}\n` };
}
