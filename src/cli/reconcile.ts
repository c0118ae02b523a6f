// `gatewright reconcile` and `gatewright approve SHA`: ask the running controller to act.

import type { Command } from 'commander';
import type { HostObject } from '../status/status.ts';
import { requireController } from './ask.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { exitCodes } from './exit.ts';
import { loadSettings } from './settings.ts';
import { formatStatus, isReady } from './status.ts';

export function addReconcile(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('reconcile')))
    .description('Make the running controller ask its source and run a pass now; show the status after it.')
    .addHelpText('after', '\nExit codes: 0 ready, 1 not ready or no controller\n\nExamples:\n  gatewright reconcile')
    .action(async (options: OutputOption & ConfigOption) => {
      await ask(cli, { options, command: 'reconcile', body: {} });
    });
}

export function addApprove(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('approve')))
    .argument('<sha>', 'the commit, all 40 hex digits')
    .description('Accept a branch whose history was rewritten, at this commit and no other.')
    .addHelpText(
      'after',
      '\nUntil then the old rules stay. The status names the commit that waits.\n\nExamples:\n  gatewright approve 638fa47c7776fb36969eda0c3dd76c468c4533ec',
    )
    .action(async (sha: string, options: OutputOption & ConfigOption) => {
      await ask(cli, { options, command: 'approve', body: { sha } });
    });
}

interface Asked {
  readonly options: OutputOption & ConfigOption;
  readonly command: 'reconcile' | 'approve';
  readonly body: unknown;
}

async function ask(cli: Cli, { options, command, body }: Asked): Promise<void> {
  const terminal = terminalOf(cli, options);
  const settings = await loadSettings(options);
  const status = await requireController<HostObject>(settings, { command, body });
  terminal.result({ text: formatStatus(status, terminal), json: status });
  process.exitCode = isReady(status) ? exitCodes.done : exitCodes.notReady;
}
