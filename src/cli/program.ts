// The command line as a tree of commands: what `--help` and the shell's completion are made from.

import { Command } from 'commander';
import type { Cli } from './context.ts';

type Add = (program: Command, cli: Cli) => void;

/** In the order of the help. What a command needs is loaded when it is called: a boot waits for no library of the network. */
const commands: readonly (readonly [name: string, load: () => Promise<Add>])[] = [
  ['run', async () => (await import('./run.ts')).addRun],
  ['apply', async () => (await import('./apply.ts')).addApply],
  ['plan', async () => (await import('./plan.ts')).addPlan],
  ['render', async () => (await import('./render.ts')).addRender],
  ['validate', async () => (await import('./validate.ts')).addValidate],
  ['status', async () => (await import('./status.ts')).addStatus],
  ['history', async () => (await import('./history.ts')).addHistory],
  ['blame', async () => (await import('./blame.ts')).addBlame],
  ['reconcile', async () => (await import('./reconcile.ts')).addReconcile],
  ['approve', async () => (await import('./reconcile.ts')).addApprove],
  ['confirm', async () => (await import('./reconcile.ts')).addConfirm],
  ['rollback', async () => (await import('./reconcile.ts')).addRollback],
  ['suspend', async () => (await import('./reconcile.ts')).addSuspend],
  ['resume', async () => (await import('./reconcile.ts')).addResume],
  ['restore', async () => (await import('./restore.ts')).addRestore],
  ['uninstall', async () => (await import('./uninstall.ts')).addUninstall],
  ['services', async () => (await import('./services.ts')).addServices],
  ['demo', async () => (await import('./demo.ts')).addDemo],
  ['completion', async () => (await import('./completion-command.ts')).addCompletion],
];

/** What these print is made from all commands. */
const aboutAll = ['help', 'completion'];

/**
 * The command that `words` begin with, else all. Parsing the words with it runs one; a command that fails throws.
 *
 * @param words the arguments of the program, without the program
 */
export async function createProgram(cli: Cli, words: readonly string[]): Promise<Command> {
  const program = new Command('gatewright')
    .description('Keeps the firewall of this host equal to what Git says.')
    .version(cli.version)
    .showHelpAfterError('(see gatewright --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.streams.stdout.write(text),
      writeErr: (text) => cli.streams.stderr.write(text),
    })
    .addHelpText(
      'after',
      `
Exit codes:
  0 done, no differences   1 differences, not ready   2 usage or configuration
  3 manifests refused      4 source refused           5 apply failed, old state kept
  6 busy, suspended or not permitted

Examples:
  gatewright demo                              the whole story in throw-away namespaces
  gatewright validate ./firewall               all faults in all manifests
  gatewright plan ./firewall                   what would change on this host
  gatewright run --config /etc/gatewright/config.yaml`,
    );
  const [called = ''] = words;
  const named = aboutAll.includes(called) ? [] : commands.filter(([name]) => name === called);
  const loaded = await Promise.all((named.length > 0 ? named : commands).map(([, load]) => load()));
  for (const add of loaded) add(program, cli);
  return program;
}
