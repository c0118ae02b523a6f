// `gatewright restore`: the last good state from disk, for boot; it asks nobody.

import type { Command } from 'commander';
import { writeRulesFiles } from '../adapters/rules-files.ts';
import { type BootHost, type Restored, restoreLastGood } from '../controller/restore.ts';
import type { Standing } from '../controller/restore-family.ts';
import { type Dataplane, DataplaneError } from '../ports.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { defaultSettings, loadSettings, type Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { createRestoreWorld, withHostLock } from './wire.ts';

type RestoreOptions = OutputOption & ConfigOption & { readonly writeRules?: true | string };

const rulesFolder = '/etc/iptables';

export function addRestore(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('restore')))
    .option('--write-rules [DIR]', `also write rules.v4, rules.v6 and ipsets for netfilter-persistent (${rulesFolder})`)
    .description('Put up the last good state from disk, for boot: without Git, DNS or any network.')
    .addHelpText(
      'after',
      '\nIf no whole copy is left, the fail-closed minimum is put up: loopback, open connections, ICMP essentials and ssh.\nEach family is put up by itself: what one refuses takes nothing from the other.\nWhere no revision was ever confirmed, nothing is done.\n\nExit codes: 0 done, 5 less than one revision in both families, or no files written, 6 busy or not permitted\n\nExamples:\n  gatewright restore\n  gatewright restore --write-rules',
    )
    .action(async (options: RestoreOptions) => {
      const terminal = terminalOf(cli, options);
      const { settings, stateFolder } = await settingsForBoot(options, terminal);
      const world = createRestoreWorld(settings);
      const restored = await withHostLock(cli, { settings, command: 'restore', without: 'GoOn' }, () =>
        restoreLastGood(world, { name: settings.host.name, stateFolder }, cli.signal),
      );
      for (const problem of restored.problems) terminal.note(`warning: ${problem}`);
      if (options.writeRules !== undefined) {
        const folder = options.writeRules === true ? rulesFolder : options.writeRules;
        await writeRules(world.dataplane, { folder, deadlineMs: settings.dataplane.timeoutMs }, { cli, terminal });
      }
      if (restored.kind === 'FallenBack') throw new CommandError(exitCodes.failed, describeFallenBack(restored));
      terminal.result({ text: describe(restored), json: restored });
    });
}

/** The rules are up by then, whatever becomes of the files. */
async function writeRules(
  dataplane: Pick<Dataplane, 'identify'>,
  options: { readonly folder: string; readonly deadlineMs: number },
  { cli, terminal }: { readonly cli: Cli; readonly terminal: Terminal },
): Promise<void> {
  const { backend } = await dataplane.identify(cli.signal);
  try {
    const { paths, hasSets, isChecked } = await writeRulesFiles({ ...options, backend }, cli.signal);
    terminal.note(`wrote ${paths.join(', ')}`);
    if (hasSets)
      terminal.note('rules name sets: to load them, netfilter-persistent needs the package ipset-persistent');
    if (!isChecked)
      terminal.note('warning: nft is not installed, so nobody looked for rules that iptables prints only in part');
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    const message = `the rules are up, but nothing was written to ${options.folder}: ${error.message}`;
    throw new CommandError(exitCodes.failed, message);
  }
}

/** A boot must not end open because of a word in the configuration. */
async function settingsForBoot(
  options: ConfigOption,
  terminal: Terminal,
): Promise<{ readonly settings: Settings; readonly stateFolder: BootHost['stateFolder'] }> {
  try {
    return { settings: await loadSettings(options), stateFolder: 'Configured' };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    terminal.note(`warning: the configuration is left out: ${error.message}`);
    return { settings: defaultSettings(process.env.STATE_DIRECTORY), stateFolder: 'Guessed' };
  }
}

function describe(restored: Exclude<Restored, { kind: 'FallenBack' }>): string {
  return restored.kind === 'Nothing'
    ? 'no revision was ever confirmed on this host; nothing to restore'
    : `${restored.revision} is up`;
}

const whatMinimum =
  'loopback, open connections, ICMP essentials and ssh are let in; the controller puts up the rest as soon as it has the manifests';

function describeFallenBack({ ipv4, ipv6 }: Extract<Restored, { kind: 'FallenBack' }>): string {
  if (ipv4.kind === 'Minimum' && ipv6.kind === 'Minimum')
    return `the fail-closed minimum is up, because no last good state could be: ${whatMinimum}`;
  const hasMinimum = [ipv4, ipv6].some(({ kind }) => kind === 'Minimum');
  const parts = [`ipv4: ${describeStanding(ipv4)}`, `ipv6: ${describeStanding(ipv6)}`];
  return `${parts.join('; ')}${hasMinimum ? ` (${whatMinimum})` : ''}`;
}

function describeStanding(standing: Standing): string {
  switch (standing.kind) {
    case 'LastGood':
      return `${standing.revision} is up`;
    case 'Minimum':
      return 'the fail-closed minimum is up';
    case 'Nothing':
      return 'nothing could be put up, so it is open but for the rules of others';
  }
}
