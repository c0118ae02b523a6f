// `gatewright uninstall`: hooks, owned chains and owned sets go; everything else stays as it was.

import type { Command } from 'commander';
import { type Applied, applyDesired } from '../controller/apply.ts';
import { putBackBuiltinPolicies } from '../controller/builtin-policies.ts';
import { putBackParameters } from '../controller/parameters.ts';
import { countPlan, nothingDesired } from '../plan/plan.ts';
import { type Dataplane, ParameterError } from '../ports.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { withoutSets } from './leave-backend.ts';
import { loadSettings, type Settings } from './settings.ts';
import {
  createBuiltins,
  createDataplane,
  createKernelParameters,
  createOtherDataplane,
  createRolloutRecords,
  createStore,
  withHostLock,
} from './wire.ts';

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
      const removed = await withHostLock(cli, { settings, command: 'uninstall' }, () =>
        removeAll(settings, cli.signal),
      );
      for (const sentence of removed.parameters) terminal.note(sentence);
      const { leftSets } = removed.applied;
      const foreignJumps = [removed.other, removed.applied].flatMap((one) => one?.foreignJumps ?? []);
      const foreignNames = [removed.other, removed.applied].flatMap((one) => one?.foreignNames ?? []);
      for (const { place } of foreignNames) terminal.note(`warning: ${place} is not ours, and is left alone`);
      const left = [
        ...foreignJumps.map(
          ({ family, table, chain, text, target }) =>
            `the chain ${target} stays: a rule of others leads to it: ${family} ${table} -A ${chain} ${text}`,
        ),
        ...leftSets.map(({ name, why = 'rules of others use it' }) => `the set ${name} stays: ${why}`),
      ];
      if (left.length > 0) {
        throw new CommandError(exitCodes.failed, `everything else of ours is gone, but ${left.join('; ')}`);
      }
      const sets = removed.applied.plan.destroyed.length;
      const text =
        removed.rules + sets === 0 ? 'nothing of ours is there' : `removed ${removed.rules} rules and ${sets} sets`;
      terminal.result({ text, json: { removed: removed.rules, sets } });
    });
}

/** From the other backend, too, where rules of ours were left when the backend changed. */
async function removeAll(
  settings: Settings,
  signal: AbortSignal,
): Promise<{
  readonly applied: Applied;
  readonly other: Applied | undefined;
  readonly rules: number;
  readonly parameters: readonly string[];
}> {
  const dataplane = createDataplane(settings);
  const known = { lastGood: undefined };
  // What lets packets through goes back to what it was before the rules go that police it.
  const parameters = await putBack(settings, dataplane, signal);
  const { backend, otherBackend } = await dataplane.identify(signal);
  const other =
    otherBackend?.owned === true
      ? await applyDesired(withoutSets(createOtherDataplane(backend, settings)), nothingDesired, signal, { known })
      : undefined;
  const applied = await applyDesired(dataplane, nothingDesired, signal, { known });
  // A boot must not put up again what was taken away, and whoever installs it again begins with the automatic failsafe.
  await createRolloutRecords(settings).forgetRollout();
  await createStore(settings).forgetLastGood();
  const rules = [other, applied].reduce((sum, one) => sum + (one === undefined ? 0 : countPlan(one.plan).removed), 0);
  return { applied, other, rules, parameters };
}

async function putBack(settings: Settings, dataplane: Dataplane, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const parameters = await putBackParameters(createKernelParameters(settings));
    // A policy of DROP without our rules would cut whoever they let in.
    const policies = await putBackBuiltinPolicies({ dataplane, store: createBuiltins(settings), signal });
    return [...parameters, ...policies];
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    throw new CommandError(exitCodes.failed, `nothing was removed: ${error.message}`);
  }
}
