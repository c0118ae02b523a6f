// `gatewright reconcile`, `approve SHA`, `confirm` and `rollback`: ask the running controller to act.

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
    .argument('<sha>', 'the commit, all 40 hex digits; of a folder, all 64 of its digest')
    .description(
      'Say that this revision is meant: one that is held, that was undone here, or whose history was rewritten.',
    )
    .addHelpText(
      'after',
      '\nUntil then the old rules stay. The status names the commit that waits.\n\nExamples:\n  gatewright approve 638fa47c7776fb36969eda0c3dd76c468c4533ec',
    )
    .action(async (sha: string, options: OutputOption & ConfigOption) => {
      await ask(cli, { options, command: 'approve', body: { sha } });
    });
}

export function addConfirm(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('confirm')))
    .description('Keep the revision that waits for a word (rollout.mode: Manual).')
    .addHelpText(
      'after',
      '\nWithout it the revision before comes back when rollout.confirmTimeout is over.\n\nExamples:\n  gatewright confirm',
    )
    .action(async (options: OutputOption & ConfigOption) => {
      await ask(cli, { options, command: 'confirm', body: {} });
    });
}

export function addRollback(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('rollback')))
    .description('Undo the revision that waits for a word; where none waits, go back to the one confirmed before.')
    .addHelpText(
      'after',
      '\nThe revision that is left is not tried again: later commits go on as usual, and gatewright approve takes it back.\n\nExamples:\n  gatewright rollback',
    )
    .action(async (options: OutputOption & ConfigOption) => {
      await ask(cli, { options, command: 'rollback', body: {} });
    });
}

interface Asked {
  readonly options: OutputOption & ConfigOption;
  readonly command: 'reconcile' | 'approve' | 'confirm' | 'rollback';
  readonly body: unknown;
}

async function ask(cli: Cli, { options, command, body }: Asked): Promise<void> {
  const terminal = terminalOf(cli, options);
  const settings = await loadSettings(options);
  const status = await requireController<HostObject>(settings, { command, body });
  terminal.result({ text: formatStatus(status, terminal), json: status });
  process.exitCode = isReady(status) ? exitCodes.done : exitCodes.notReady;
}
