// `gatewright demo`: the whole story on one machine, in throw-away network namespaces.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { NamespaceError, probeNamespaces } from '../adapters/namespace.ts';
import { type Cli, terminalOf } from './context.ts';
import { setStage } from './demo-stage.ts';
import { tellStory } from './demo-story.ts';
import { CommandError, exitCodes } from './exit.ts';

export function addDemo(program: Command, cli: Cli): void {
  program
    .command('demo')
    .description('Tell the whole story in throw-away network namespaces: nothing else of this machine is touched.')
    .addHelpText(
      'after',
      '\nNeeds root, or a kernel that allows user namespaces; takes less than a minute.\n\nExamples:\n  gatewright demo',
    )
    .action(async () => {
      const access = await probeNamespaces();
      switch (access.kind) {
        case 'Direct':
          return await playDemo(cli);
        case 'UserNamespace':
          return await playInside(cli, access.prefix);
        case 'Refused':
          throw new CommandError(exitCodes.busy, access.message);
      }
    });
}

async function playDemo(cli: Cli): Promise<void> {
  const terminal = terminalOf(cli, {});
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-demo-'));
  // Legacy iptables would write its lock outside of our folder; without root it could not.
  process.env.XTABLES_LOCKFILE = join(folder, 'xtables.lock');
  const stage = await setStage({ folder, bundle: fileURLToPath(cli.bundleUrl), signal: cli.signal });
  try {
    await tellStory(stage, { say: (text) => cli.streams.stdout.write(`${text}\n`), colors: terminal.colors });
  } catch (error) {
    if (!(error instanceof NamespaceError)) throw error;
    throw new CommandError(exitCodes.failed, error.message);
  } finally {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same program again, as root of a user namespace of its own. */
async function playInside(cli: Cli, [program, ...args]: readonly [string, ...string[]]): Promise<void> {
  const child = spawn(program, [...args, process.execPath, fileURLToPath(cli.bundleUrl), 'demo'], { stdio: 'inherit' });
  const stop = () => child.kill('SIGTERM');
  cli.signal.addEventListener('abort', stop, { once: true });
  const [code] = await once(child, 'close');
  process.exitCode = typeof code === 'number' ? code : exitCodes.failed;
}
