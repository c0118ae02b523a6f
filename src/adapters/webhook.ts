// Sends one event to one webhook, once: POST, signed, within a deadline.

import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';

export interface Webhook {
  readonly url: string;
  /** Key of the signature; absent: events are not signed. */
  readonly secretFile?: string;
  /** PEM certificates to trust instead of the public ones. */
  readonly caFile?: string;
  /** For one attempt from the connection to the answer; 10 s by default. */
  readonly timeoutMs?: number;
}

export interface WebhookEvent {
  /** Equal for every attempt, another for every event and webhook. */
  readonly idempotencyKey: string;
  readonly reason: 'Transition' | 'Heartbeat';
  readonly body: Buffer;
}

export type Delivery =
  | { readonly kind: 'Delivered' }
  /** `rejected`: the receiver says that this body is wrong. `retryAfterMs`: how long it asks to be left alone. */
  | { readonly kind: 'Failed'; readonly message: string; readonly rejected: boolean; readonly retryAfterMs?: number };

export interface SendOptions {
  readonly userAgent: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const defaultTimeoutMs = 10_000;
const maxAnswerBytes = 64 * 1024;
const maxRetryAfterMs = 3_600_000;

/** The webhook's scheme, host and port: all that a log may show of a URL, whose rest is often a secret. */
export function webhookName(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'a webhook with an invalid URL';
}

/** Whether events travel in the clear to another machine. */
export function isPlaintext(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/**
 * Whether the webhook took the event: any 2xx says yes, redirects are not followed. Never throws for what a network, a
 * receiver or a credential file does; `message` names no secret, no duration and no id.
 *
 * The secret, the certificates and the proxy environment are read at each call, so they can be replaced at any time.
 */
export async function sendEvent(webhook: Webhook, event: WebhookEvent, options: SendOptions): Promise<Delivery> {
  const credentials = await readCredentials(webhook);
  if ('fault' in credentials) return failed(credentials.fault);
  let dispatcher: Dispatcher | undefined;
  try {
    dispatcher = openDispatcher(webhook, credentials.ca);
    return await post(webhook, event, { ...options, dispatcher, secret: credentials.secret });
  } catch (error) {
    return failed(`${webhookName(webhook.url)} ${describeFailure(error)}`);
  } finally {
    await dispatcher?.destroy();
  }
}

interface PostOptions extends SendOptions {
  readonly dispatcher: Dispatcher;
  readonly secret: Buffer | undefined;
}

async function post(webhook: Webhook, event: WebhookEvent, options: PostOptions): Promise<Delivery> {
  const timeoutMs = webhook.timeoutMs ?? defaultTimeoutMs;
  const url = new URL(webhook.url);
  const headers = requestHeaders(url, event, options);
  url.username = '';
  url.password = '';
  const response = await request(url, {
    method: 'POST',
    dispatcher: options.dispatcher,
    headers,
    body: event.body,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]),
  });
  // The status is the whole answer: a body that hangs, breaks or never ends changes nothing, and is cut off with the connection.
  response.body.on('error', () => undefined);
  response.body.dump({ limit: maxAnswerBytes }).catch(() => undefined);
  return judge(webhook, response.statusCode, retryAfter(response.headers['retry-after'], options.now()));
}

function requestHeaders(url: URL, event: WebhookEvent, options: PostOptions): Record<string, string> {
  const userinfo = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    'content-type': 'application/json',
    'user-agent': options.userAgent,
    'idempotency-key': event.idempotencyKey,
    'x-gatewright-event': event.reason,
    ...(options.secret === undefined ? {} : { 'x-signature': `sha256=${sign(options.secret, event.body)}` }),
    ...(userinfo === ':' ? {} : { authorization: `Basic ${Buffer.from(userinfo).toString('base64')}` }),
  };
}

function sign(secret: Buffer, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

function judge(webhook: Webhook, status: number, retryAfterMs: number | undefined): Delivery {
  if (status >= 200 && status < 300) return { kind: 'Delivered' };
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed, set the final URL' : '';
  return {
    kind: 'Failed',
    message: `${webhookName(webhook.url)} answered ${status}${redirect}`,
    rejected: [400, 413, 422].includes(status),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function failed(message: string): Delivery {
  return { kind: 'Failed', message, rejected: false };
}

/** `Retry-After` in milliseconds from `now`, an hour at most; undefined where it is absent or makes no sense. */
export function retryAfter(header: string | string[] | undefined, now: Date): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, maxRetryAfterMs) : undefined;
}

type Credentials =
  | { readonly secret: Buffer | undefined; readonly ca: Buffer | undefined }
  | { readonly fault: string };

async function readCredentials({ secretFile, caFile }: Webhook): Promise<Credentials> {
  try {
    const secret = secretFile === undefined ? undefined : stripNewline(await readFile(secretFile));
    if (secret?.length === 0) return { fault: `the secret file ${secretFile} is empty` };
    return { secret, ca: caFile === undefined ? undefined : await readFile(caFile) };
  } catch (error) {
    const { path, code = 'unknown error' } = error as NodeJS.ErrnoException;
    // The unit takes from root what lets it read files of others.
    const why = code === 'EACCES' ? `${code}: let it belong to the user that runs the controller` : code;
    return { fault: `the credential file ${path ?? secretFile ?? caFile} cannot be read (${why})` };
  }
}

function stripNewline(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  return Buffer.from(text.replace(/\r?\n$/, ''), 'latin1');
}

/** A connection of its own for each attempt: no stale keep-alive, and nothing to rebuild when a file or the environment changes. */
function openDispatcher({ timeoutMs = defaultTimeoutMs }: Webhook, ca: Buffer | undefined): Dispatcher {
  const target = ca === undefined ? {} : { ca: ca.toString('latin1') };
  const proxy = ca === undefined ? {} : { ca: [...rootCertificates, ca.toString('latin1')] };
  return new EnvHttpProxyAgent({
    // Many proxies refuse a tunnel to port 80; plain http they forward themselves. https always goes through a tunnel.
    proxyTunnel: false,
    connect: { ...target, timeout: timeoutMs },
    requestTls: { ...target, timeout: timeoutMs },
    proxyTls: { ...proxy, timeout: timeoutMs },
  });
}

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection',
  UND_ERR_SOCKET: 'closed the connection',
  ENOTFOUND: 'has no address (name not found)',
  EAI_AGAIN: 'has no address (the name server does not answer)',
  EHOSTUNREACH: 'cannot be reached (no route)',
  ENETUNREACH: 'cannot be reached (no network)',
  EACCES: 'cannot be reached (a local rule refuses it)',
  EPERM: 'cannot be reached (a local rule refuses it)',
  ETIMEDOUT: 'did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'did not answer in time',
  TimeoutError: 'did not answer in time',
  HTTPParserError: 'does not speak HTTP',
  AbortError: 'was not given the time to answer',
};

/** What happened, in words that are the same each time: messages of other programs hold addresses, ids and URLs. */
function describeFailure(error: unknown): string {
  const cause = rootCause(error);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const proxied = /^Proxy response \((\d+)\)/.exec(cause.message);
  if (proxied !== null) return `cannot be reached: the proxy answered ${proxied[1]}`;
  const known = failures[cause.name] ?? failures[code];
  if (known !== undefined) return known;
  if (/CERT|SIGNATURE|SSL|TLS|SELF_SIGNED/.test(code)) return `has a certificate that is refused (${code})`;
  return `cannot be reached (${code === '' ? cause.name : code})`;
}

/** The innermost error; of several addresses tried, the first one's. */
function rootCause(error: unknown): Error {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return rootCause(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}
