// Kernel parameters by /proc/sys of the network namespace that this process is in.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KernelParameters, ParameterError } from '../ports.ts';
import { isErrno } from './durable.ts';
import { createRemembered } from './remembered.ts';

export interface ParametersOptions {
  readonly stateDirectory: string;
  /** `/proc/sys` when absent. */
  readonly root?: string;
}

export function createParameters({ stateDirectory, root = '/proc/sys' }: ParametersOptions): KernelParameters {
  return {
    ...createRemembered({ stateDirectory, file: 'sysctls.json' }),

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
