// What every command has at hand, and the options that several share.

import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import { createTerminal, type Terminal } from './terminal.ts';

/** The process as the commands see it. */
export interface Cli {
  readonly version: string;
  readonly streams: {
    readonly stdout: NodeJS.WriteStream;
    readonly stderr: NodeJS.WriteStream;
    readonly env: Readonly<Record<string, string | undefined>>;
  };
  /** Where the bundle stands: the parse worker is its neighbour. */
  readonly bundleUrl: string;
  /** Fires on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

export interface OutputOption {
  readonly output?: 'text' | 'json';
}

export interface ConfigOption {
  readonly config?: string;
}

export interface HostOption {
  readonly host?: string;
}

export const defaultConfigFile = '/etc/gatewright/config.yaml';

export function withOutput(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'how to print the result').choices(['text', 'json']).default('text'),
  );
}

export function withConfig(command: Command): Command {
  return command.option('--config <file>', `configuration file (default: ${defaultConfigFile} where it exists)`);
}

export function withHost(command: Command): Command {
  return command.option(
    '--host <name>',
    "compile for this host (default: the configuration's, else the machine's name)",
  );
}

export function terminalOf(cli: Cli, options: OutputOption): Terminal {
  return createTerminal(cli.streams, { json: options.output === 'json' });
}

/** The first label of the machine's host name, in lower case: what a Host manifest would be called. */
export function machineName(): string {
  return (hostname().split('.')[0] ?? '').toLowerCase();
}
