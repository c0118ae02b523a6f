// From a file's bytes to text, or where and why they are none.

import { err, ok, type Result } from '../result.ts';

/** What is wrong with the bytes, and where, counted from 1. */
export interface BadText {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Bytes that a file of manifests may have; what a parser makes of them takes a hundred times more. */
const maxManifestBytes = 512 * 1024;

/** Control characters, and those that turn the direction of text, so that a reviewer reads something else than the machine. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: to refuse them is what it is for
const unwanted = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

/** The text, without a byte order mark. Its size is checked before anything else is done with it. */
export function decodeText(bytes: Uint8Array, maxBytes = maxManifestBytes): Result<string, BadText> {
  if (bytes.length > maxBytes) {
    const message = `the file has ${bytes.length} bytes; at most ${maxBytes} are allowed, so split it into several files`;
    return err({ line: 1, column: 1, message });
  }
  const text = decode(bytes);
  if (text === undefined) return err(describeBadBytes(bytes));
  const zero = text.indexOf('\0');
  const index = zero < 0 ? text.search(unwanted) : zero;
  return index < 0 ? ok(text) : err(describeUnwanted(text, index));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function describeBadBytes(bytes: Uint8Array): BadText {
  const good = countGoodBytes(bytes);
  const message = looksLikeUtf16(bytes)
    ? 'the file is UTF-16; save it as UTF-8'
    : `byte ${good + 1} of the file (0x${(bytes[good] ?? 0).toString(16)}) is not UTF-8; save the file as UTF-8 text, or keep other files under other names than *.yaml`;
  return { ...countPosition(new TextDecoder().decode(bytes.subarray(0, good))), message };
}

function looksLikeUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** The longest beginning that is UTF-8, up to a character that is cut off. */
function countGoodBytes(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function describeUnwanted(text: string, index: number): BadText {
  const code = text.charCodeAt(index);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const position = countPosition(text.slice(0, index));
  if (code === 0)
    return {
      ...position,
      message: 'the file holds a zero byte: it is binary, not text; keep such files under other names than *.yaml',
    };
  if (code < 0x100) return { ...position, message: `the file holds the control character ${name}; take it out` };
  return {
    ...position,
    message: `the file holds ${name}, which shows text in another order than it is read; take it out`,
  };
}

function countPosition(before: string): { readonly line: number; readonly column: number } {
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: before.length - lastBreak };
}
