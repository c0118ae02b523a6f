// What stood in the kernel before we came, in a file of the state folder, to be put back some day.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Remembered } from '../plan/plan-parameters.ts';
import { type RememberedStore, StateError } from '../ports.ts';
import { isErrno, openFolder, writeDurably } from './durable.ts';

interface RememberedOptions {
  readonly stateDirectory: string;
  /** Its name. */
  readonly file: string;
}

export function createRemembered({ stateDirectory, file: name }: RememberedOptions): RememberedStore {
  const file = join(stateDirectory, name);
  return {
    async loadRemembered() {
      try {
        return parseRemembered(file, await readFile(file, 'utf8'));
      } catch (cause) {
        if (isErrno(cause, 'ENOENT')) return {};
        if (cause instanceof StateError) throw cause;
        throw new StateError('Unwritable', `${file} cannot be read`, { path: file, cause });
      }
    },

    async saveRemembered(remembered) {
      const text = `${JSON.stringify(remembered, undefined, 2)}\n`;
      const before = await readFile(file, 'utf8').catch(() => undefined);
      if (before === text || (before === undefined && Object.keys(remembered).length === 0)) return;
      await openFolder(stateDirectory);
      await writeDurably(file, text);
    },
  };
}

function parseRemembered(file: string, text: string): Remembered {
  try {
    const value: unknown = JSON.parse(text);
    if (isRemembered(value)) return value;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new StateError(
    'Unwritable',
    `${file} is damaged: what the kernel's parameters were before is not known; mend or remove it`,
    {
      path: file,
    },
  );
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return false;
    const { before, ours, tried } = entry as Readonly<Record<string, unknown>>;
    const { found, value, by } = (tried ?? { found: '', value: '', by: '' }) as Readonly<Record<string, unknown>>;
    return [before, ours, found, value, by].every((text) => typeof text === 'string');
  });
}
