// A file of the state folder in two generations, each with the digest of what it holds.

import { createHash } from 'node:crypto';
import { link, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StateError } from '../ports.ts';
import { isErrno, removeDurably, stateError, syncFolder, temporaryFor } from './durable.ts';

export interface GenerationFiles {
  readonly newest: string;
  readonly older: string;
}

/** What was found of one generation; `fault` goes behind its name. */
export type Generation<T> =
  | { readonly kind: 'Whole'; readonly value: T }
  | { readonly kind: 'Missing' | 'Damaged'; readonly fault: string };

export interface Generations<T> {
  /** Newest first. */
  read(): Promise<readonly [Generation<T>, Generation<T>]>;
  /**
   * `write` puts text durably into a file. What stood there becomes the older one, if it is whole and another one.
   *
   * @throws StateError
   */
  save(value: T, write: (path: string, text: string) => Promise<void>): Promise<void>;
  /** Both go. @throws StateError */
  remove(): Promise<void>;
}

interface Format<T> {
  /** The first words of a file, with its version. */
  readonly name: string;
  readonly render: (value: T) => string;
  /** Only called with what `render` gave, as long as the name is the same. */
  readonly parse: (payload: string) => T;
  /** Whether both are one generation, told anew: then the older one stays. */
  readonly isSame: (a: T, b: T) => boolean;
}

/** One line with the digest of the rest, then the rest: half a file or a flipped bit is never taken for what we wrote. */
export function createGenerations<T>({ newest, older }: GenerationFiles, format: Format<T>): Generations<T> {
  const header = `${format.name} sha256:`;
  const findPayload = (text: string): string | undefined => {
    const end = text.indexOf('\n');
    if (!text.startsWith(header) || end < 0) return undefined;
    const payload = text.slice(end + 1, -1);
    return text.slice(header.length, end) === sha256(payload) ? payload : undefined;
  };
  const readOne = async (path: string): Promise<Generation<T>> => {
    let text: string | undefined;
    try {
      text = await readText(path);
    } catch (error) {
      // A bad sector or a wrong mode on one generation is no reason to give up the other.
      if (!(error instanceof StateError)) throw error;
      return { kind: 'Damaged', fault: `cannot be read (${error.message})` };
    }
    if (text === undefined) return { kind: 'Missing', fault: 'is missing' };
    const payload = findPayload(text);
    if (payload === undefined) return { kind: 'Damaged', fault: 'is damaged' };
    return { kind: 'Whole', value: format.parse(payload) };
  };
  return {
    read: async () => [await readOne(newest), await readOne(older)],
    async save(value, write) {
      const payload = format.render(value);
      const text = `${header}${sha256(payload)}\n${payload}\n`;
      const current = await readIfReadable(newest);
      if (current === text) return;
      // Neither a damaged file nor the same once more may push out the older one, which may be the only other good one.
      const stood = current === undefined ? undefined : findPayload(current);
      if (stood !== undefined && !format.isSame(format.parse(stood), value)) await keepOlder({ newest, older });
      await write(newest, text);
    },
    async remove() {
      for (const path of [newest, older]) await removeDurably(path);
    },
  };
}

/** One sentence where the newest generation is not whole. */
export function describeLoss(
  what: string,
  [newest, older]: readonly [Generation<unknown>, Generation<unknown>],
): string | undefined {
  if (newest.kind === 'Whole') return undefined;
  return older.kind === 'Whole'
    ? `${what} ${newest.fault}; the one before it is used.`
    : `${what} ${newest.fault}, and the one before it ${older.fault}; there is none to fall back on.`;
}

/** A sector that cannot be read may well take a new file. */
async function readIfReadable(path: string): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return undefined;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isErrno(cause, 'ENOENT')) return undefined;
    throw stateError(path, 'read', cause);
  }
}

/** Makes the current generation the older one, without a moment in which either is missing. */
async function keepOlder({ newest, older }: GenerationFiles): Promise<void> {
  const temporary = temporaryFor(older);
  try {
    await link(newest, temporary);
    await rename(temporary, older);
    await syncFolder(dirname(older));
  } catch (cause) {
    throw stateError(older, 'written', cause);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
