// `gatewright validate DIR`: all faults in all manifests, for every host that the folder names.

import type { Command } from 'commander';
import { compareFaults, type Fault, formatFault } from '../policy/fault.ts';
import {
  type Cli,
  type ConfigOption,
  type HostOption,
  type OutputOption,
  terminalOf,
  withConfig,
  withHost,
  withOutput,
} from './context.ts';
import { exitCodes } from './exit.ts';
import { prepareHosts } from './one-shot.ts';
import { loadSettings } from './settings.ts';

type ValidateOptions = OutputOption & ConfigOption & HostOption;

export function addValidate(program: Command, cli: Cli): void {
  withOutput(withHost(withConfig(program.command('validate'))))
    .argument('<dir>', 'folder of manifests')
    .description('Check all manifests and tell all faults at once. Needs no root and touches nothing.')
    .addHelpText(
      'after',
      '\nWithout --host the folder is checked for every host that it names.\n\nExamples:\n  gatewright validate ./firewall\n  gatewright validate ./firewall -o json',
    )
    .action(async (folder: string, options: ValidateOptions) => {
      const terminal = terminalOf(cli, options);
      const settings = await loadSettings(options);
      const checked = await prepareHosts(cli, folder, { host: settings.host, all: options.host === undefined });
      const faults = unique(checked.flatMap(({ prepared }) => (prepared.kind === 'refused' ? prepared.faults : [])));
      const refusals = checked.flatMap(({ host, prepared }) =>
        prepared.kind === 'refused' && prepared.faults.length === 0 ? [`${host}: ${prepared.message}`] : [],
      );
      const known = new Set(faults.map(formatFault));
      const warnings = unique(checked.flatMap(({ prepared }) => prepared.warnings)).filter(
        (warning) => !known.has(formatFault(warning)),
      );
      for (const warning of warnings) terminal.note(`warning: ${formatFault(warning)}`);
      const hosts = checked.map(({ host }) => host);
      const verdict =
        faults.length + refusals.length === 0
          ? `valid for ${hosts.join(', ')}`
          : [...faults.map(formatFault), ...refusals, countFaults(faults.length)]
              .filter((line) => line !== '')
              .join('\n');
      terminal.result({
        text: verdict,
        json: { valid: faults.length + refusals.length === 0, hosts, faults, refusals, warnings },
      });
      process.exitCode = faults.length + refusals.length === 0 ? exitCodes.done : exitCodes.refused;
    });
}

function unique(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [formatFault(fault), fault])).values()].sort(compareFaults);
}

function countFaults(count: number): string {
  if (count === 0) return '';
  return count === 1 ? '1 fault' : `${count} faults`;
}
