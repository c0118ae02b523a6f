// The configuration as the commands use it: read, checked, and with this machine's name where it names none.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HostName } from '../controller/prepare.ts';
import { type Configuration, parseConfiguration } from './configuration.ts';
import { type ConfigOption, defaultConfigFile, type HostOption, machineName } from './context.ts';
import { CommandError, exitCodes, faultsError } from './exit.ts';

export type Settings = Omit<Configuration, 'host'> & { readonly host: HostName };

const emptyConfiguration = 'apiVersion: gatewright.dev/v1alpha1\nkind: ControllerConfiguration\n';

/** From `--config`, else from the default file where it exists, else all defaults. @throws CommandError with all faults */
export async function loadSettings(options: ConfigOption & HostOption): Promise<Settings> {
  const file = resolve(options.config ?? defaultConfigFile);
  const text = await readConfiguration(file, { required: options.config !== undefined });
  const parsed = parseConfiguration(file, text);
  if (!parsed.ok) throw faultsError(exitCodes.usage, parsed.error);
  const { name, labels } = parsed.value.host;
  return { ...parsed.value, host: { name: options.host ?? name ?? machineName(), labels } };
}

/** What holds where the configuration cannot be read; `stateDirectory` instead of the default one. */
export function defaultSettings(stateDirectory: string | undefined): Settings {
  const parsed = parseConfiguration('(defaults)', emptyConfiguration);
  if (!parsed.ok) throw new Error('the defaults are no configuration');
  const host = { name: machineName(), labels: {} };
  return { ...parsed.value, host, ...(stateDirectory === undefined ? {} : { stateDirectory }) };
}

async function readConfiguration(file: string, { required }: { readonly required: boolean }): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' && !required) return emptyConfiguration;
    const what =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'EACCES'
          ? 'may not be read; run as root'
          : `cannot be read (${code})`;
    throw new CommandError(
      code === 'EACCES' ? exitCodes.busy : exitCodes.usage,
      `the configuration file ${file} ${what}`,
    );
  }
}
