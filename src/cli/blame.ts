// `gatewright blame`: which manifest line and which commit each kernel rule answers to.

import type { Command } from 'commander';
import { type BlamedRule, filterBlame } from '../controller/blame.ts';
import { askController } from './ask.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { blameOffline } from './offline.ts';
import { loadSettings } from './settings.ts';
import { formatTable } from './terminal.ts';

export function addBlame(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('blame')))
    .argument('[rule]', 'text or comment of a rule, whole or in part')
    // Rule texts begin with a dash.
    .allowUnknownOption()
    .description('List each kernel rule of ours with its hits, its manifest line, and the commit that last changed it.')
    .addHelpText(
      'after',
      "\nA rule's commit is the newest one that touched any line of its item in the manifest.\n\nExamples:\n  gatewright blame\n  gatewright blame policy/web/http\n  gatewright blame '-p tcp -m tcp --dport 22'\n  gatewright blame -- '-o lo -j ACCEPT'",
    )
    .action(async (rule: string | undefined, options: OutputOption & ConfigOption) => {
      const terminal = terminalOf(cli, options);
      const settings = await loadSettings(options);
      const all =
        (await askController<readonly BlamedRule[]>(settings, { command: 'blame' })) ??
        (await blameOffline(cli, settings));
      const found = rule === undefined ? all : filterBlame(all, rule);
      if (found.length === 0)
        throw new CommandError(exitCodes.differences, `no kernel rule of ours has that text: ${rule ?? ''}`);
      terminal.result({ text: formatBlame(found), json: found });
    });
}

function formatBlame(rules: readonly BlamedRule[]): string {
  const rows = rules.map(({ family, chain, text, packets, file, line, commit }) => [
    `${packets}`,
    file === undefined ? '(built in)' : `${file}:${line ?? 0}`,
    commit?.sha.slice(0, 10) ?? '-',
    commit?.author ?? '-',
    commit?.date.slice(0, 10) ?? '-',
    `${family} -A ${chain} ${text}`,
  ]);
  return formatTable([['HITS', 'MANIFEST', 'COMMIT', 'AUTHOR', 'DATE', 'RULE'], ...rows]);
}
