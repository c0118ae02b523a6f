// `gatewright completion bash|zsh`: the script that teaches a shell our commands and options.

import { Argument, type Command } from 'commander';
import { formatBashCompletion, formatZshCompletion } from './completion.ts';
import { type Cli, terminalOf } from './context.ts';

export function addCompletion(program: Command, cli: Cli): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .description('Print a completion script for the shell.')
    .addHelpText(
      'after',
      '\nExamples:\n  source <(gatewright completion bash)\n  gatewright completion zsh > "${fpath[1]}/_gatewright"',
    )
    .action((shell: 'bash' | 'zsh') => {
      terminalOf(cli, {}).result({
        text: shell === 'bash' ? formatBashCompletion(program) : formatZshCompletion(program),
        json: undefined,
      });
    });
}
