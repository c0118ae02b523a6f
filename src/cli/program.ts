// The command line as a tree of commands: what `--help` and the shell's completion are made from.

import { Command } from 'commander';
import { addApply } from './apply.ts';
import { addBlame } from './blame.ts';
import { addCompletion } from './completion-command.ts';
import type { Cli } from './context.ts';
import { addDemo } from './demo.ts';
import { addHistory } from './history.ts';
import { addPlan } from './plan.ts';
import { addApprove, addConfirm, addReconcile, addResume, addRollback, addSuspend } from './reconcile.ts';
import { addRender } from './render.ts';
import { addRestore } from './restore.ts';
import { addRun } from './run.ts';
import { addServices } from './services.ts';
import { addStatus } from './status.ts';
import { addUninstall } from './uninstall.ts';
import { addValidate } from './validate.ts';

/** All commands. Parsing `argv` with it runs one; a command that fails throws. */
export function createProgram(cli: Cli): Command {
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
  const commands = [
    addRun,
    addApply,
    addPlan,
    addRender,
    addValidate,
    addStatus,
    addHistory,
    addBlame,
    addReconcile,
    addApprove,
    addConfirm,
    addRollback,
    addSuspend,
    addResume,
    addRestore,
    addUninstall,
    addServices,
    addDemo,
    addCompletion,
  ];
  for (const add of commands) add(program, cli);
  return program;
}
