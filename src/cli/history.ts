// `gatewright history`: the revisions that this host applied, refused or failed to apply.

import { type Command, InvalidArgumentError } from 'commander';
import type { HistoryEntry } from '../ports.ts';
import { askController } from './ask.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { loadSettings } from './settings.ts';
import { formatTable } from './terminal.ts';
import { createStore } from './wire.ts';

export function addHistory(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('history')))
    .description('List the revisions that reached this host: commit, author, date, what they changed, how they ended.')
    .option('-n, --lines <count>', 'only the newest', parseCount)
    .addHelpText(
      'after',
      '\nThe column SIGNED says whether the commit carries a signature; nobody has verified it.\n\nExamples:\n  gatewright history -n 10\n  gatewright history -o json',
    )
    .action(async (options: OutputOption & ConfigOption & { readonly lines?: number }) => {
      const terminal = terminalOf(cli, options);
      const settings = await loadSettings(options);
      const answered = await askController<readonly HistoryEntry[]>(settings, { command: 'history' });
      const entries = answered ?? (await createStore(settings).loadHistory()).entries;
      const shown = entries.toReversed().slice(0, options.lines ?? entries.length);
      terminal.result({
        text: shown.length === 0 ? 'no revision has reached this host yet' : formatHistory(shown),
        json: shown,
      });
    });
}

function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no number of lines, such as 10.');
}

/** Newest first. */
function formatHistory(entries: readonly HistoryEntry[]): string {
  const rows = entries.map(({ revision, commit, at, outcome, added, removed, message }) => [
    at.slice(0, 19),
    outcome,
    `+${added}/-${removed}`,
    commit?.sha.slice(0, 10) ?? revision.replace(/^.*:/, '').slice(0, 10),
    commit === undefined ? '-' : commit.signed ? 'yes' : 'no',
    commit?.author ?? '-',
    commit?.date ?? '-',
    [commit?.subject, message].filter((text) => text !== undefined).join(' — '),
  ]);
  return formatTable([['AT', 'OUTCOME', 'RULES', 'COMMIT', 'SIGNED', 'AUTHOR', 'DATE', 'SUBJECT'], ...rows]);
}
