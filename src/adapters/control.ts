// The controller's own door: HTTP over a Unix socket that only its owner can open. Server and client.

import { lstat, mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { Agent, request } from 'undici';
import type { Log } from '../ports.ts';
import { ControlError } from './control-error.ts';
import { isErrno } from './durable.ts';

export interface ControlAnswer {
  /** As in HTTP: 200 done, 4xx refused, 5xx failed. */
  readonly status: number;
  /** What JSON can hold. */
  readonly body: unknown;
}

export interface ControlServerOptions {
  readonly path: string;
  /** `signal` fires when the caller is gone. What it throws becomes a 500 with its message. */
  readonly answer: (request: {
    readonly command: string;
    readonly body: unknown;
    readonly signal: AbortSignal;
  }) => Promise<ControlAnswer>;
  readonly log: Log;
}

export interface ControlServer {
  close(): Promise<void>;
}

/** The kernel takes 107 bytes; some room is left for the temporary names of tools. */
const maxPathBytes = 100;
const maxRequestBytes = 1024 * 1024;
const maxAnswerBytes = 256 * 1024 * 1024;

/** Answers commands on `path` until `close`. A socket that nobody answers on is replaced. @throws ControlError */
export async function createControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { path } = options;
  checkPath(path);
  await preparePlace(path);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, connectionsCheckingInterval: 1000 });
  server.on('request', (incoming, response) => void respond(incoming, response, options));
  await listen(server, path);
  server.on('error', (error) => options.log.error('the control socket failed', { error }));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface CallOptions {
  readonly path: string;
  readonly command: string;
  readonly body?: unknown;
  readonly deadlineMs: number;
}

/** The controller's answer, whatever its status. @throws ControlError when nobody listens, or not in time. */
export async function callController(options: CallOptions): Promise<ControlAnswer> {
  checkPath(options.path);
  const dispatcher = new Agent({
    connect: { socketPath: options.path },
    headersTimeout: options.deadlineMs,
    bodyTimeout: options.deadlineMs,
    maxResponseSize: maxAnswerBytes,
  });
  try {
    const response = await request(`http://controller/${encodeURIComponent(options.command)}`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(options.body ?? null),
      signal: AbortSignal.timeout(options.deadlineMs),
    });
    return { status: response.statusCode, body: await response.body.json() };
  } catch (cause) {
    throw callError(options, cause);
  } finally {
    await dispatcher.destroy();
  }
}

function callError({ path, command }: CallOptions, cause: unknown): ControlError {
  if (isErrno(cause, 'ENOENT', 'ECONNREFUSED')) {
    return new ControlError('NotRunning', `no controller answers on ${path}; start it with \`gatewright run\``, {
      cause,
    });
  }
  if (isErrno(cause, 'EACCES', 'EPERM')) {
    return new ControlError('NotPermitted', `${path} may not be opened; ask as the user that runs the controller`, {
      cause,
    });
  }
  if (cause instanceof Error && /Timeout/.test(cause.name)) {
    return new ControlError('Deadline', `the controller did not answer \`${command}\` in time`, { cause });
  }
  return new ControlError('Failed', `the controller broke off while it answered \`${command}\``, { cause });
}

function checkPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= maxPathBytes) return;
  const message = `${path} has ${bytes} bytes, a Unix socket takes ${maxPathBytes}; choose a shorter stateDirectory`;
  throw new ControlError('PathTooLong', message);
}

async function preparePlace(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const there = await lstat(path);
    if (!there.isSocket()) throw new ControlError('Failed', `${path} is in the way: it is no socket; remove it`);
    if (await isAnswered(path)) throw new ControlError('AlreadyRunning', `another controller answers on ${path}`);
    await rm(path, { force: true });
  } catch (cause) {
    if (isErrno(cause, 'ENOENT')) return;
    throw cause instanceof ControlError ? cause : placeError(path, cause);
  }
}

/** Only a refusal proves that nobody listens; a busy listener is one too. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', (error) => settle(!isErrno(error, 'ECONNREFUSED', 'ENOENT')));
    socket.setTimeout(2000, () => settle(true));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(placeError(path, cause)));
    // Node binds a path within the call, so the socket never exists with a wider mode than 0600.
    const before = process.umask(0o177);
    server.listen(path, () => {
      server.removeAllListeners('error');
      resolve();
    });
    process.umask(before);
  });
}

function placeError(path: string, cause: unknown): ControlError {
  const reason = isErrno(cause, 'EACCES', 'EPERM') ? 'NotPermitted' : 'Failed';
  return new ControlError(
    reason,
    `the control socket ${path} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );
}

async function respond(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ControlServerOptions,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { status, body } = await answerTo(incoming, gone.signal, options).catch((error: unknown) => {
    options.log.error('a command over the control socket failed', { command: incoming.url ?? '', error });
    return { status: 500, body: { message: error instanceof Error ? error.message : 'failed, see the log' } };
  });
  if (gone.signal.aborted) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? null));
}

async function answerTo(
  incoming: IncomingMessage,
  signal: AbortSignal,
  { answer }: ControlServerOptions,
): Promise<ControlAnswer> {
  if (incoming.method !== 'POST') return { status: 405, body: { message: 'only POST' } };
  const body = await readBody(incoming);
  if (body === undefined) return { status: 400, body: { message: 'the request is no JSON, or too large' } };
  return answer({ command: decodeURIComponent((incoming.url ?? '/').slice(1)), body: body.value, signal });
}

/** Undefined when it is too large or no JSON. */
async function readBody(incoming: IncomingMessage): Promise<{ readonly value: unknown } | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxRequestBytes) return undefined;
    chunks.push(chunk);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
