// Commit objects as Git stores them. Whoever wrote them is a stranger: nothing passes that could disturb a terminal.

import { TextDecoder } from 'node:util';
import type { Commit } from '../policy/snapshot.ts';
import { oneLine } from './plain-text.ts';

const maxNameLength = 100;
const maxSubjectLength = 200;

/**
 * The commit in the bytes of a commit object.
 *
 * Read from the object itself, so that no mailmap, format or configuration has a say. A field that cannot be read is empty.
 */
export function parseCommit(sha: string, bytes: Uint8Array): Commit {
  const { headers, message } = splitObject(bytes);
  // Only LF ends a line of Git's: with the flag `m` a CR inside of a name could begin a header of its own.
  const lines = headers.split('\n');
  const author = /^author (.*)<(.*)> (-?\d+) ([+-]\d{4})$/s.exec(
    lines.find((line) => line.startsWith('author ')) ?? '',
  );
  return {
    sha,
    author: oneLine(author?.[1] ?? '', maxNameLength),
    email: oneLine(author?.[2] ?? '', maxNameLength),
    date: formatDate(Number(author?.[3] ?? 0), author?.[4] ?? '+0000'),
    subject: oneLine(message.replace(/^\n+/, '').split(/\n[ \t]*\n/)[0] ?? '', maxSubjectLength),
    signed: lines.some((line) => /^gpgsig(-sha256)? /.test(line)),
  };
}

/** Headers end at the first empty line. A continuation line begins with a space, so no message can pose as a header. */
function splitObject(bytes: Uint8Array): { readonly headers: string; readonly message: string } {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('\n\n');
  const headerBytes = end < 0 ? bytes : bytes.subarray(0, end);
  const encodingLine = new TextDecoder()
    .decode(headerBytes)
    .split('\n')
    .find((line) => line.startsWith('encoding '));
  const encoding = encodingLine?.slice('encoding '.length) ?? 'utf-8';
  const decoder = decoderFor(encoding);
  return { headers: decoder.decode(headerBytes), message: end < 0 ? '' : decoder.decode(bytes.subarray(end + 2)) };
}

function decoderFor(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    // A RangeError is how TextDecoder says that it does not know the name.
    if (error instanceof RangeError) return new TextDecoder();
    throw error;
  }
}

const lastSecond = Date.UTC(9999, 11, 30) / 1000;

/** RFC 3339 with the author's own offset; a time or offset that no clock shows is brought into range. */
function formatDate(seconds: number, zone: string): string {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3, 5));
  const isZone = hours <= 14 && minutes < 60;
  const offset = isZone ? (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60 : 0;
  const time = Math.min(Math.max(seconds, 86_400), lastSecond);
  const local = new Date((time + offset) * 1000).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  return `${local}${zone.slice(0, 3)}:${zone.slice(3, 5)}`;
}
