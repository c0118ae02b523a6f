// `gatewright reconcile`, `approve SHA`, `confirm`, `rollback`, `suspend` and `resume`: ask the running controller to act.

import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { parseDuration } from '../policy/formats.ts';
import type { Suspension } from '../ports.ts';
import type { HostObject } from '../status/status.ts';
import { requireController } from './ask.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { CommandError, type ExitCode, exitCodes } from './exit.ts';
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
    .argument('[sha]', 'only if this is the commit that waits; absent: whichever does')
    .description('Keep the revision that waits for a word (rollout.mode: Manual).')
    .addHelpText(
      'after',
      '\nWithout it the revision before comes back when rollout.confirmTimeout is over.\n\nExamples:\n  gatewright confirm\n  gatewright confirm 638fa47c7776fb36969eda0c3dd76c468c4533ec',
    )
    .action(async (sha: string | undefined, options: OutputOption & ConfigOption) => {
      await ask(cli, { options, command: 'confirm', body: sha === undefined ? {} : { sha } });
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

export function addSuspend(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('suspend')))
    .requiredOption('--reason <text>', 'why, for whoever reads the status')
    .option(
      '--until <end>',
      'a duration such as 30m or 2h, or a moment such as 2026-12-31T06:00:00Z; at most 30d',
      '4h',
    )
    .option('--no-repair', 'leave alone what others change in our rules, too')
    .description('Apply no new revision for a while; it ends by itself, and a restart does not end it.')
    .addHelpText(
      'after',
      '\nThe host is not Ready meanwhile, so that nobody forgets it. A revision that waits for its confirmation is undone in time all the same.\n\nExamples:\n  gatewright suspend --reason new-uplink --until 2h\n  gatewright suspend --reason looking-around --until 30m --no-repair',
    )
    .action(async (options: SuspendOptions) => {
      const { reason, repair } = options;
      const body: Suspension = { reason, by: callerName(), until: readEnd(options.until), isRepairing: repair };
      await ask(cli, { options, command: 'suspend', body });
    });
}

type SuspendOptions = OutputOption &
  ConfigOption & { readonly reason: string; readonly until: string; readonly repair: boolean };

const longestMs = 30 * 86_400_000;

function readEnd(text: string): string {
  const duration = parseDuration(text);
  const endMs = duration.ok ? Date.now() + duration.value : Date.parse(text);
  if (endMs > Date.now() && endMs <= Date.now() + longestMs) return new Date(endMs).toISOString();
  throw new CommandError(
    exitCodes.usage,
    `--until ${JSON.stringify(text)} is no end within the next 30 days; write a duration such as 2h, or a moment such as 2026-12-31T06:00:00Z`,
  );
}

/** As the caller says: whoever may speak to the controller is root. */
function callerName(): string {
  return process.env.SUDO_USER ?? userInfo().username;
}

export function addResume(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('resume')))
    .description('End a suspension: the newest revision is applied.')
    .addHelpText('after', '\nExamples:\n  gatewright resume')
    .action(async (options: OutputOption & ConfigOption) => {
      await ask(cli, { options, command: 'resume', body: {} });
    });
}

interface Asked {
  readonly options: OutputOption & ConfigOption;
  readonly command: 'reconcile' | 'approve' | 'confirm' | 'rollback' | 'suspend' | 'resume';
  readonly body: unknown;
}

async function ask(cli: Cli, { options, command, body }: Asked): Promise<void> {
  const terminal = terminalOf(cli, options);
  const settings = await loadSettings(options);
  const status = await requireController<HostObject>(settings, { command, body });
  terminal.result({ text: formatStatus(status, terminal), json: status });
  process.exitCode = exitOf(status, command);
}

function exitOf(status: HostObject, command: Asked['command']): ExitCode {
  if (isReady(status)) return exitCodes.done;
  const ready = status.status.conditions.find(({ type }) => type === 'Ready');
  if (ready?.reason !== 'Suspended') return exitCodes.notReady;
  return command === 'suspend' ? exitCodes.done : exitCodes.busy;
}
