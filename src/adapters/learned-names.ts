// What names stood for when they were last answered, in a file of the state folder.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LearnedNames, LearnedNamesStore, Log } from '../ports.ts';
import { isErrno, openFolder, writeDurably } from './durable.ts';

interface LearnedNamesOptions {
  readonly stateDirectory: string;
  /** Its name. */
  readonly file: string;
  readonly log: Pick<Log, 'warn'>;
}

/** A file that is damaged or cannot be read is as none: names are asked for again. */
export function createLearnedNames(given: LearnedNamesOptions): LearnedNamesStore {
  const path = join(given.stateDirectory, given.file);
  return {
    async loadNames() {
      try {
        return parseNames(await readFile(path, 'utf8'));
      } catch (error) {
        if (isErrno(error, 'ENOENT')) return {};
        if (!(error instanceof SyntaxError) && !isRefusal(error)) throw error;
        given.log.warn('what names stood for is not known any more, and is asked for again', { file: path, error });
        return {};
      }
    },
    async saveNames(names) {
      await openFolder(given.stateDirectory);
      await writeDurably(path, `${JSON.stringify(names, undefined, 2)}\n`);
    },
  };
}

/** Whatever the operating system said. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}

function parseNames(text: string): LearnedNames {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, seen]) => isSeen(seen)));
}

function isSeen(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((one: unknown) => {
    if (typeof one !== 'object' || one === null) return false;
    const { address, seenMs } = one as { readonly address?: unknown; readonly seenMs?: unknown };
    return typeof address === 'string' && typeof seenMs === 'number';
  });
}
