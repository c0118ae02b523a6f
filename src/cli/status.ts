// `gatewright status`: the Host object, as the controller tells it.

import type { Command } from 'commander';
import type { HostObject } from '../status/status.ts';
import { askController } from './ask.ts';
import { type Cli, type ConfigOption, type OutputOption, terminalOf, withConfig, withOutput } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { loadSettings } from './settings.ts';
import { formatTable, type Terminal } from './terminal.ts';
import { createStore } from './wire.ts';

export function addStatus(program: Command, cli: Cli): void {
  withOutput(withConfig(program.command('status')))
    .description('Show what the controller enforces, since when, and what is wrong.')
    .addHelpText(
      'after',
      '\nExit codes: 0 ready, 1 not ready or no controller\n\nExamples:\n  gatewright status\n  gatewright status -o json',
    )
    .action(async (options: OutputOption & ConfigOption) => {
      const terminal = terminalOf(cli, options);
      const settings = await loadSettings(options);
      const answer = await askController<HostObject>(settings, { command: 'status' });
      const status = answer ?? (await createStore(settings).loadStatus());
      if (status === undefined) {
        throw new CommandError(
          exitCodes.notReady,
          `no controller answers in ${settings.stateDirectory}, and none has left a status there; start one with: gatewright run`,
        );
      }
      if (answer === undefined) terminal.note('note: no controller is running; this is the last status that one left');
      terminal.result({ text: formatStatus(status, terminal), json: status });
      process.exitCode = answer !== undefined && isReady(status) ? exitCodes.done : exitCodes.notReady;
    });
}

export function isReady({ status }: HostObject): boolean {
  return status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** For people: conditions first, then what holds, then faults. */
export function formatStatus({ metadata, status }: HostObject, { colors }: Pick<Terminal, 'colors'>): string {
  const paint = isReady({ metadata, status } as HostObject) ? colors.green : colors.red;
  const facts: [string, string | undefined][] = [
    ['host', metadata.name],
    ['applied', status.lastAppliedRevision],
    ['since', status.lastAppliedTime],
    [
      'commit',
      status.commit === undefined
        ? undefined
        : `${status.commit.author}, ${status.commit.date}: ${status.commit.subject}`,
    ],
    [
      'attempted',
      status.lastAttemptedRevision === status.lastAppliedRevision ? undefined : status.lastAttemptedRevision,
    ],
    ['rollout', status.rollout === undefined ? undefined : `${status.rollout.state}: ${status.rollout.message}`],
    [
      'quarantined',
      status.quarantined === undefined || status.quarantined.length === 0 ? undefined : status.quarantined.join(', '),
    ],
    [
      'backend',
      status.dataplane === undefined ? undefined : `${status.dataplane.backend}, iptables ${status.dataplane.version}`,
    ],
    [
      'drift',
      status.drift === undefined || status.drift.repairs === 0
        ? undefined
        : `repaired ${status.drift.repairs === 1 ? 'once' : `${status.drift.repairs} times`}, the last at ${status.drift.lastRepairTime ?? '?'}`,
    ],
    [
      'flows',
      status.flows === undefined
        ? undefined
        : `${status.flows.ended} ended in all, ${status.flows.lastEnded} of them at ${status.flows.lastTime}`,
    ],
    ['not ended', status.dataplane?.revocationSkipped],
    ['lifelines', status.lifelines?.join('; ')],
    ['webhooks', status.outbox === undefined ? undefined : formatOutbox(status.outbox)],
  ];
  const conditions = status.conditions.map(
    ({ type, status, reason, message }) => `${paint(`${type}=${status}`)} ${reason}: ${message}`,
  );
  const table = formatTable(facts.flatMap(([name, value]) => (value === undefined ? [] : [[`${name}:`, value]])));
  const policies = (status.policies ?? []).map(({ name, tier, kernelRules, packets }) => [
    name,
    tier,
    `${kernelRules} kernel rules`,
    `${packets} packets`,
  ]);
  const told = (word: string, list: HostObject['status']['faults']) =>
    (list ?? []).map(
      ({ file, line, column, subject, message }) =>
        `${word}: ${file}:${line}:${column}: ${subject === '' ? '' : `${subject}: `}${message}`,
    );
  return [
    ...conditions,
    table,
    ...(policies.length === 0 ? [] : ['', formatTable([['POLICY', 'TIER', 'SIZE', 'HITS'], ...policies])]),
    ...told('fault', status.faults),
    ...told('warning', status.warnings),
  ].join('\n');
}

function formatOutbox({ pending, delivered, lost, lastError }: NonNullable<HostObject['status']['outbox']>): string {
  const counts = `${delivered} delivered, ${pending} waiting, ${lost} lost`;
  return lastError === undefined ? counts : `${counts}; last error: ${lastError}`;
}
