// `gatewright render DIR`: the owned chains as text.

import { type Command, Option } from 'commander';
import { createClock } from '../adapters/clock.ts';
import { renderRuleset, renderSets } from '../plan/render.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import { type Cli, type ConfigOption, type HostOption, terminalOf, withConfig, withHost } from './context.ts';
import { requireFolder } from './one-shot.ts';
import { loadSettings } from './settings.ts';

interface RenderOptions extends ConfigOption, HostOption {
  readonly family: 'ipv4' | 'ipv6' | 'sets';
  readonly whole?: boolean;
}

export function addRender(program: Command, cli: Cli): void {
  withHost(withConfig(program.command('render')))
    .argument('<dir>', 'folder of manifests')
    .description('Print the chains as text for iptables-restore --noflush, or the sets for ipset restore.')
    .addOption(new Option('--family <family>', 'which text').choices(['ipv4', 'ipv6', 'sets']).makeOptionMandatory())
    .option('--whole', 'with the hooks, for an empty namespace')
    .addHelpText(
      'after',
      '\nExamples:\n  gatewright render ./firewall --family ipv4\n  gatewright render ./firewall --host gw1 --family sets',
    )
    .action(async (folder: string, options: RenderOptions) => {
      const terminal = terminalOf(cli, {});
      const settings = await loadSettings(options);
      const ready = await requireFolder(cli, { folder, host: settings.host, terminal });
      if (options.whole === true) {
        terminal.note(
          'note: --whole is for an empty network namespace: loading it a second time, or beside rules of others, doubles the hooks and flushes chains of these names',
        );
      }
      terminal.result({ text: renderFamily(ready.desired, options), json: undefined });
    });
}

function renderFamily(desired: Desired, { family, whole }: RenderOptions): string {
  return family === 'sets'
    ? renderSets(desired.sets, createClock().now().getTime())
    : renderRuleset(desired[family], { hooks: whole === true });
}
