// Kernel parameters by /proc/sys of the network namespace that this process is in, and what they were before, on disk.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Remembered } from '../plan/plan-parameters.ts';
import { type KernelParameters, ParameterError, StateError } from '../ports.ts';
import { isErrno, openFolder, writeDurably } from './durable.ts';

export interface ParametersOptions {
  readonly stateDirectory: string;
  /** `/proc/sys` when absent. */
  readonly root?: string;
}

export function createParameters({ stateDirectory, root = '/proc/sys' }: ParametersOptions): KernelParameters {
  const file = join(stateDirectory, 'sysctls.json');
  return {
    async read(name) {
      try {
        return normalize(await readFile(pathOf(root, name), 'utf8'));
      } catch (cause) {
        if (isErrno(cause, 'ENOENT') || isErrno(cause, 'ENOTDIR')) return undefined;
        throw refused(name, 'read', cause);
      }
    },

    async write(name, value) {
      try {
        await writeFile(pathOf(root, name), `${value}\n`);
      } catch (cause) {
        throw refused(name, `set to ${value}`, cause);
      }
    },

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

/** A dot leads down one folder; a slash stands for the dot in an interface's name, as sysctl has it. */
function pathOf(root: string, name: string): string {
  const parts = name.split('.').map((part) => part.replaceAll('/', '.'));
  // Validated long before; this is the last door before the file system.
  if (parts[0] !== 'net' || parts.some((part) => /^\.*$/.test(part))) {
    throw new ParameterError(`${name} is not a parameter of the network`);
  }
  return join(root, ...parts);
}

/** Some print tabs between their numbers. */
function normalize(text: string): string {
  return text.trim().split(/\s+/).join(' ');
}

function refused(name: string, what: string, cause: unknown): ParameterError {
  if (cause instanceof ParameterError) return cause;
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new ParameterError(`${name} could not be ${what}: ${why}`, { cause });
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
    const { before, ours } = entry as { readonly before?: unknown; readonly ours?: unknown };
    return typeof before === 'string' && typeof ours === 'string';
  });
}
