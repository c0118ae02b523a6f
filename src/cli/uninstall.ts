// `gatewright uninstall`: hooks, owned chains and owned sets go; everything else stays as it was.

import type { Command } from 'commander';
import { applyDesired } from '../controller/apply.ts';
import { countPlan, nothingDesired } from '../plan/plan.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { loadSettings } from './settings.ts';
import { createDataplane, withHostLock } from './wire.ts';

export function addUninstall(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('uninstall')))
    .description('Remove everything of ours from the kernel of this host. Foreign rules are not touched.')
    .addHelpText(
      'after',
      '\nThe host is left with its other rules alone: what only Gatewright refused is let in afterwards.\nStop the controller first.\n\nExamples:\n  gatewright uninstall',
    )
    .action(async (options: OutputOption & ConfigOption) => {
      const terminal = terminalOf(cli, options);
      const settings = await loadSettings(options);
      const { plan, inUse } = await withHostLock(settings, { command: 'uninstall' }, () =>
        applyDesired(createDataplane(settings), nothingDesired, cli.signal),
      );
      if (inUse.length > 0) {
        throw new CommandError(
          exitCodes.failed,
          `everything of ours is gone but the sets ${inUse.join(', ')}: rules of others use them`,
        );
      }
      const counts = countPlan(plan);
      const sets = plan.destroyed.length;
      const text =
        counts.removed + sets === 0 ? 'nothing of ours is there' : `removed ${counts.removed} rules and ${sets} sets`;
      terminal.result({ text, json: { removed: counts.removed, sets } });
    });
}
