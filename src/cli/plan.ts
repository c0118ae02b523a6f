// `gatewright plan DIR`: what a pass would change.

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { createClock } from '../adapters/clock.ts';
import { type Preview, previewParameters } from '../controller/parameters.ts';
import { type Explained, explainPlan } from '../plan/explain.ts';
import { countPlan, isEmptyPlan, type Plan, type PlanCounts, planChanges } from '../plan/plan.ts';
import type { Family } from '../policy/family.ts';
import { formatFault } from '../policy/fault.ts';
import type { Selected } from '../policy/policy.ts';
import { describeLifelines } from '../ruleset/compile-lifelines.ts';
import { readRuleset } from '../ruleset/read.ts';
import { readSets } from '../ruleset/read-sets.ts';
import type { Observed } from '../ruleset/ruleset.ts';
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
import { CommandError, exitCodes } from './exit.ts';
import { requireFolder } from './one-shot.ts';
import { loadSettings, type Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { createDataplane, createKernelParameters, learnKnown } from './wire.ts';

interface PlanOptions extends OutputOption, ConfigOption, HostOption {
  readonly liveIpv4?: string;
  readonly liveIpv6?: string;
  readonly liveSets?: string;
}

export function addPlan(program: Command, cli: Cli): void {
  withOutput(withHost(withConfig(program.command('plan'))))
    .argument('<dir>', 'folder of manifests')
    .description('Show what a pass would change on this host; write nothing.')
    .option('--live-ipv4 <file>', 'compare with this output of iptables-save -c instead of the kernel')
    .option('--live-ipv6 <file>', 'the same for ip6tables-save -c')
    .option('--live-sets <file>', 'the same for ipset save')
    .addHelpText(
      'after',
      '\nWith any of the --live options the kernel is not read, and what is not given counts as empty. That needs no root.\n\nExit codes: 0 nothing to change, 1 changes, 3 manifests refused\n\nExamples:\n  gatewright plan ./firewall\n  gatewright plan ./firewall --host gw1 --live-ipv4 v4.txt --live-ipv6 v6.txt --live-sets sets.txt',
    )
    .action(async (folder: string, options: PlanOptions) => {
      const terminal = terminalOf(cli, options);
      const settings = await loadSettings(options);
      const known = readsFiles(options) ? undefined : await learnKnown(settings, 'Forgotten', cli.signal);
      const request = { folder, host: settings.host, terminal };
      const ready = await requireFolder(cli, known === undefined ? request : { ...request, known });
      for (const lifeline of describeLifelines(ready.selected)) terminal.note(`lifeline: ${lifeline}`);
      const plan = planChanges(ready.desired, await observe(cli, settings, options));
      const parameters = await preview(settings, ready.selected, options);
      for (const sentence of parameters.unread) terminal.note(`warning: ${sentence}`);
      for (const warning of parameters.warnings) terminal.note(`warning: ${formatFault(warning)}`);
      terminal.result({
        text: [...parameters.writes.map(formatWrite), formatPlan(plan, terminal)].join('\n'),
        json: {
          revision: ready.snapshot.revision,
          counts: countPlan(plan),
          changes: explainPlan(plan),
          parameters: parameters.writes.map(({ name, found, value }) => ({ name, from: found, to: value })),
        },
      });
      const isDone = isEmptyPlan(plan) && parameters.writes.length === 0;
      process.exitCode = isDone ? exitCodes.done : exitCodes.differences;
    });
}

/** Nothing where what is compared with is not this machine. */
async function preview(settings: Settings, selected: Selected, options: PlanOptions): Promise<Preview> {
  if (readsFiles(options)) return { writes: [], warnings: [], unread: [] };
  return await previewParameters(createKernelParameters(settings), selected);
}

function formatWrite({ name, found, value }: Preview['writes'][number]): string {
  return `sysctl ${name}: ${found} to ${value}`;
}

function readsFiles({ liveIpv4, liveIpv6, liveSets }: PlanOptions): boolean {
  return liveIpv4 !== undefined || liveIpv6 !== undefined || liveSets !== undefined;
}

async function observe(cli: Cli, settings: Settings, options: PlanOptions): Promise<Observed> {
  const { liveIpv4, liveIpv6, liveSets } = options;
  if (!readsFiles(options)) return await createDataplane(settings).observe(cli.signal);
  const ruleset = async (family: Family, file: string | undefined) => {
    const read = readRuleset(family, file === undefined ? '' : await readSaved(file));
    if (!read.ok) throw new CommandError(exitCodes.usage, `${file}: ${read.error.message}`);
    return read.value;
  };
  const sets = readSets(liveSets === undefined ? '' : await readSaved(liveSets));
  if (!sets.ok) throw new CommandError(exitCodes.usage, `${liveSets}: ${sets.error.message}`);
  const atMs = createClock().now().getTime();
  return { ipv4: await ruleset('ipv4', liveIpv4), ipv6: await ruleset('ipv6', liveIpv6), sets: sets.value, atMs };
}

async function readSaved(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      exitCodes.usage,
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Changes grouped by chain or set, then their number. */
function formatPlan(plan: Plan, { colors }: Pick<Terminal, 'colors'>): string {
  const paint = { '+': colors.green, '-': colors.red, '~': colors.yellow };
  const lines: string[] = [];
  let place = '';
  for (const change of explainPlan(plan)) {
    if (change.place !== place) lines.push(colors.bold(change.place));
    place = change.place;
    lines.push(`  ${paint[change.sign](`${change.sign} ${change.text}`)}${formatOrigin(change, colors)}`);
  }
  return [...lines, formatCounts(countPlan(plan))].join('\n');
}

function formatOrigin({ origin }: Explained, colors: Terminal['colors']): string {
  return origin === undefined || origin.line === 0 ? '' : colors.dim(`  # ${origin.file}:${origin.line}`);
}

export function formatCounts({ added, removed, replaced, entriesAdded, entriesRemoved }: PlanCounts): string {
  if (added + removed + replaced + entriesAdded + entriesRemoved === 0) return 'nothing to change';
  return `rules: ${added} to add, ${removed} to remove, ${replaced} to replace; set entries: ${entriesAdded} to add, ${entriesRemoved} to remove`;
}
