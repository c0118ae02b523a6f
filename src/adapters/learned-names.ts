// What names stood for when they were last answered, in a file of the state folder.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LearnedNames, LearnedNamesStore } from '../ports.ts';
import { isErrno, openFolder, writeDurably } from './durable.ts';

/** A file that is damaged or cannot be read is as none: names are asked for again. */
export function createLearnedNames(given: {
  readonly stateDirectory: string;
  readonly file: string;
}): LearnedNamesStore {
  const path = join(given.stateDirectory, given.file);
  return {
    async loadNames() {
      try {
        return parseNames(await readFile(path, 'utf8'));
      } catch (error) {
        if (error instanceof SyntaxError || isErrno(error, 'ENOENT', 'EACCES', 'EIO', 'ENOTDIR')) return {};
        throw error;
      }
    },
    async saveNames(names) {
      await openFolder(given.stateDirectory);
      await writeDurably(path, `${JSON.stringify(names, undefined, 2)}\n`);
    },
  };
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
