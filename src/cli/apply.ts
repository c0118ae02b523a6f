// `gatewright apply DIR`: one pass from a folder, with the same safety as the controller's.

import type { Command } from 'commander';
import { createDirectorySource } from '../adapters/directory.ts';
import { joinKnown } from '../controller/name-watch.ts';
import { runPass } from '../controller/pass.ts';
import { formatFault } from '../policy/fault.ts';
import type { PassOutcome } from '../status/outcome.ts';
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
import { CommandError, type ExitCode, exitCodes } from './exit.ts';
import { createReader } from './one-shot.ts';
import { formatCounts } from './plan.ts';
import { loadSettings } from './settings.ts';
import { createNames, learnKnown, withHostLock } from './wire.ts';
import { createPassWorld, recall } from './wire-controller.ts';

type ApplyOptions = OutputOption & ConfigOption & HostOption & { readonly approve?: true };

export function addApply(program: Command, cli: Cli): void {
  withOutput(withHost(withConfig(program.command('apply'))))
    .argument('<dir>', 'folder of manifests')
    .option('--approve', 'make a change that would be held, or that was undone here before')
    .description('Make the firewall of this host equal to a folder of manifests, once.')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 3 manifests refused, 4 folder unreadable, 5 apply failed or undone (old state kept), 6 busy, held or not permitted\n\nExamples:\n  gatewright plan ./firewall && echo nothing to do\n  gatewright apply ./firewall',
    )
    .action(async (folder: string, options: ApplyOptions) => {
      const terminal = terminalOf(cli, options);
      const settings = await loadSettings(options);
      const outcome = await withHostLock(cli, { settings, command: 'apply' }, async () => {
        const reader = createReader(cli);
        try {
          const source = createDirectorySource({ path: folder });
          const learned = await learnKnown(settings, 'Kept', cli.signal);
          const names = await createNames(settings);
          const known = joinKnown([() => learned, names.known]);
          const world = createPassWorld(cli, settings, { source, reader, known, wantNames: names.want });
          const memory = await recall(world, settings.host, cli.signal);
          if (memory.unsaved !== undefined) terminal.note(`warning: ${memory.unsaved.problem.message}`);
          const pass = await runPass(
            world,
            { host: settings.host, memory, fetch: true, ...(options.approve === true ? { isMeant: () => true } : {}) },
            cli.signal,
          );
          if (pass.isCutShort) throw new CommandError(exitCodes.failed, `stopped before ${folder} was read`);
          // Which names are meant is known by now: what they stand for comes with a second look.
          if (!(await names.refresh(cli.signal))) return pass.outcome;
          const again = await runPass(world, { host: settings.host, memory: pass.memory, fetch: false }, cli.signal);
          return { ...again.outcome, ...addPlans(pass.outcome, again.outcome) };
        } finally {
          await reader.close();
        }
      });
      for (const warning of outcome.warnings) terminal.note(`warning: ${formatFault(warning)}`);
      const exitCode = exitOf(outcome);
      if (exitCode !== exitCodes.done) {
        const sentences = [...outcome.faults.map(formatFault), ...outcome.problems.map(({ message }) => message)];
        throw new CommandError(exitCode, sentences.join('\n'));
      }
      for (const sentence of outcome.parameters ?? []) terminal.note(sentence);
      for (const sentence of describeFlows(outcome)) terminal.note(sentence);
      const counts = outcome.plan;
      terminal.result({
        text:
          counts === undefined
            ? 'nothing to change'
            : `done; ${formatCounts(counts).replaceAll('to add', 'added').replaceAll('to remove', 'removed').replaceAll('to replace', 'replaced')}`,
        json: { revision: outcome.attempted, counts: counts ?? null, warnings: outcome.warnings },
      });
    });
}

/** What both changed. */
function addPlans({ plan: a }: PassOutcome, { plan: b }: PassOutcome): Pick<PassOutcome, 'plan'> {
  if (a === undefined || b === undefined) return a === undefined ? {} : { plan: a };
  return {
    plan: {
      added: a.added + b.added,
      removed: a.removed + b.removed,
      replaced: a.replaced + b.replaced,
      entriesAdded: a.entriesAdded + b.entriesAdded,
      entriesRemoved: a.entriesRemoved + b.entriesRemoved,
    },
  };
}

function describeFlows({ revoked, dataplane }: PassOutcome): readonly string[] {
  const ended = revoked?.ended ?? 0;
  const skipped = dataplane?.revocationSkipped;
  return [
    ...(ended === 0 ? [] : [`ended ${ended === 1 ? 'one open connection' : `${ended} open connections`}`]),
    ...(skipped === undefined ? [] : [`warning: open connections were not all ended: ${skipped}`]),
  ];
}

const problemExits: Readonly<Record<PassOutcome['problems'][number]['source'], ExitCode>> = {
  Source: exitCodes.source,
  Manifests: exitCodes.refused,
  Dataplane: exitCodes.failed,
  Configuration: exitCodes.usage,
  // The kernel holds the new revision, but after a restart nobody would know.
  State: exitCodes.failed,
};

function exitOf({ problems }: PassOutcome): ExitCode {
  // The rules are as wanted; only a name is left over.
  const [worst] = problems.filter(({ reason }) => reason !== 'SetInUse' && reason !== 'SetLeft');
  if (worst === undefined) return exitCodes.done;
  return ['NotPermitted', 'Held', 'Suspended'].includes(worst.reason) ? exitCodes.busy : problemExits[worst.source];
}
