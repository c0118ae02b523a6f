// One event as a file: whole and unchanged, or damaged and known to be so.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isErrno, stateError } from './durable.ts';
import type { WebhookEvent } from './webhook.ts';

const header = 'gatewright-event 1 sha256:';

/** One line with the digest of the rest, one line that says what it is, then the body as it will be sent. */
export function renderEvent({ idempotencyKey, reason, body }: WebhookEvent): Buffer {
  const rest = Buffer.concat([Buffer.from(`${JSON.stringify({ idempotencyKey, reason })}\n`), body]);
  return Buffer.concat([Buffer.from(`${header}${sha256(rest)}\n`), rest]);
}

/** Undefined unless the digest is right: then it is what we wrote. */
export function parseEvent(file: Buffer): WebhookEvent | undefined {
  const start = file.indexOf('\n') + 1;
  const rest = file.subarray(start);
  if (start === 0 || file.subarray(0, start).toString('latin1') !== `${header}${sha256(rest)}\n`) return undefined;
  const end = rest.indexOf('\n');
  const { idempotencyKey, reason } = JSON.parse(rest.subarray(0, end).toString('utf8')) as WebhookEvent;
  return { idempotencyKey, reason, body: rest.subarray(end + 1) };
}

export type FoundFile =
  | { readonly kind: 'Found'; readonly bytes: Buffer }
  | { readonly kind: 'Missing' | 'Unreadable' };

/** Refused for want of something that may be there at the next try: it says nothing about the file. */
const passing = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR'];

/** What is in a file. @throws StateError where that can be said only later. */
export async function readIfPresent(path: string): Promise<FoundFile> {
  try {
    return { kind: 'Found', bytes: await readFile(path) };
  } catch (cause) {
    if (isErrno(cause, 'ENOENT')) return { kind: 'Missing' };
    if (isErrno(cause, ...passing)) throw stateError(path, 'read', cause);
    return { kind: 'Unreadable' };
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
