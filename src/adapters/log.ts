// The log: JSON lines for machines, coloured text on a terminal. Secrets are taken out before anything is written.

import picocolors from 'picocolors';
import { type DestinationStream, pino } from 'pino';
import type { Log } from '../ports.ts';

export interface LogOptions {
  readonly stream: { write(text: string): unknown };
  /** Readable text instead of JSON. */
  readonly terminal: boolean;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** On a terminal only; true by default. */
  readonly colour?: boolean;
}

type Facts = Readonly<Record<string, unknown>>;

/** A log to `stream`. Values of facts named like secrets, passwords in URLs and private keys never reach it. */
export function createLog(options: LogOptions): Log {
  const stream: DestinationStream = options.terminal
    ? textStream(options)
    : { write: (line) => void options.stream.write(line) };
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  const verbose = options.level === 'debug';
  const write = (level: LogOptions['level']) => (message: string, facts?: Facts) =>
    logger[level](facts === undefined ? {} : cleanFacts(facts, verbose), redactText(message));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const secretName = /(secret|token|password|passphrase|passwd|authorization|cookie|privatekey|sshkey|signature)$/i;
/** Keys that the log itself writes. */
const reserved = new Set(['level', 'time', 'message']);

function cleanFacts(facts: Facts, verbose: boolean): Facts {
  const entries = Object.entries(facts).map(([key, value]) => [
    reserved.has(key) ? `${key}_` : key,
    clean(key, value, { verbose, depth: 0 }),
  ]);
  return Object.fromEntries(entries);
}

interface CleanOptions {
  readonly verbose: boolean;
  readonly depth: number;
}

function clean(key: string, value: unknown, options: CleanOptions): unknown {
  if (secretName.test(key) && value !== undefined) return '[redacted]';
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (options.depth >= 6) return '[deeper]';
  const deeper = { ...options, depth: options.depth + 1 };
  if (value instanceof Error) return cleanError(value, deeper);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => clean('', item, deeper));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, clean(name, item, deeper)]));
}

/** Name, message, reason and causes; the stack only where somebody debugs. */
function cleanError(error: Error, options: CleanOptions): Facts {
  const { reason, code } = error as { reason?: unknown; code?: unknown };
  return {
    name: error.name,
    message: redactText(error.message),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: clean('cause', error.cause, options) }),
    ...(options.verbose && error.stack !== undefined ? { stack: redactText(error.stack) } : {}),
  };
}

/** The text without the passwords of URLs and without private keys. */
function redactText(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, (_, scheme: string) => `${scheme}[redacted]@`)
    .replace(
      /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
      '[redacted private key]',
    )
    .replace(/\b(Bearer|Basic) [A-Za-z0-9+/=._~-]{8,}/g, (_, scheme: string) => `${scheme} [redacted]`);
}

function textStream({ stream, colour = true }: LogOptions): DestinationStream {
  const colours = picocolors.createColors(colour);
  const labels: Readonly<Record<string, string>> = {
    debug: colours.dim('debug'),
    info: colours.green('info '),
    warn: colours.yellow('warn '),
    error: colours.red('error'),
  };
  return {
    write(line) {
      const { level, time, message, ...facts } = JSON.parse(line) as {
        level: string;
        time: string;
        message: string;
      } & Facts;
      const pairs = Object.entries(facts).map(
        ([key, value]) => ` ${colours.dim(`${key}=`)}${printable(renderFact(value))}`,
      );
      stream.write(
        `${colours.dim(time.slice(11, 19))} ${labels[level] ?? level} ${printable(message)}${pairs.join('')}\n`,
      );
    },
  };
}

function renderFact(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
  if (isErrorFact(value))
    return JSON.stringify(`${value.message}${isErrorFact(value.cause) ? `: ${value.cause.message}` : ''}`);
  return JSON.stringify(value);
}

function isErrorFact(value: unknown): value is { readonly message: string; readonly cause?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

/** A commit's subject or a tool's message must not move the cursor or colour the terminal. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
