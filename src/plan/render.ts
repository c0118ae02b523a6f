// Plans and desired states as text for iptables-restore and ipset restore.

import { unreachable } from '../result.ts';
import type { DesiredRule, DesiredRuleset, DesiredSet } from '../ruleset/ruleset.ts';
import type { Edit } from './diff-chain.ts';
import { type ChainPlan, familyWord, type Plan, type SetPlan, type TablePlan } from './plan.ts';

const setOptions = 'hashsize 1024 maxelem 1048576';

/**
 * One transaction for `iptables-restore --noflush`: new chains are made and filled, rules and hooks edited, old chains
 * emptied and deleted. Only rules that stood before the transaction are replaced or deleted, by the place they had then.
 */
export function renderTable(plan: TablePlan): string {
  const lines = [
    `*${plan.table}`,
    ...plan.created.map(({ name }) => `:${name} - [0:0]`),
    ...plan.created.flatMap(({ name, rules }) => rules.map(({ text }) => `-A ${name} ${text}`)),
    ...plan.edited.flatMap((chain) => chain.edits.map((edit) => renderEdit(chain, edit))),
    ...plan.hooks.flatMap(({ target, deletes, insert }) => [
      ...deletes.map((chain) => `-D ${chain} -j ${target}`),
      ...(insert === undefined ? [] : [`-I ${insert.chain} ${insert.at} -j ${target}`]),
    ]),
    ...plan.removed.map(({ name }) => `-F ${name}`),
    ...plan.removed.map(({ name }) => `-X ${name}`),
    'COMMIT',
  ];
  return `${lines.join('\n')}\n`;
}

function renderEdit({ chain }: ChainPlan, edit: Edit<DesiredRule>): string {
  switch (edit.kind) {
    case 'delete':
      return `-D ${chain} ${edit.at}`;
    case 'replace':
      return `-R ${chain} ${edit.at} ${edit.with.text}`;
    case 'insert':
      return `-I ${chain} ${edit.at} ${edit.rule.text}`;
    default:
      return unreachable(edit);
  }
}

/** What rules will need: sets made, entries added. Empty text where there is nothing to do. */
export function renderSetsBefore(plan: Plan): string {
  return joinLines(
    plan.sets.flatMap(({ set, create, add }) => [
      ...(create ? [createLine(set)] : []),
      ...add.map((entry) => `add ${set.name} ${entry}`),
    ]),
  );
}

/** What no rule needs any more: entries taken out, sets destroyed. */
export function renderSetsAfter(plan: Plan): string {
  return joinLines([
    ...plan.sets.flatMap(({ set, remove }) => remove.map((entry) => `del ${set.name} ${entry}`)),
    ...plan.destroyed.map((name) => `destroy ${name}`),
  ]);
}

/** The owned chains as text for `iptables-restore --noflush`; with `hooks`, for a namespace that is empty. */
export function renderRuleset(ruleset: DesiredRuleset, options: { readonly hooks: boolean }): string {
  return joinLines(
    ruleset.tables.flatMap((table) => [
      `*${table.name}`,
      ...table.chains.map(({ name }) => `:${name} - [0:0]`),
      ...table.chains.flatMap(({ name, rules }) => rules.map(({ text }) => `-A ${name} ${text}`)),
      ...(options.hooks ? table.hooks.map(({ builtin, target }) => `-A ${builtin} -j ${target}`) : []),
      'COMMIT',
    ]),
  );
}

/** All sets as text for `ipset restore`. */
export function renderSets(sets: readonly DesiredSet[]): string {
  return joinLines(sets.flatMap((set) => [createLine(set), ...set.entries.map((entry) => `add ${set.name} ${entry}`)]));
}

function createLine(set: SetPlan['set']): string {
  return `create ${set.name} ${set.type} family ${familyWord(set.family)} ${setOptions}`;
}

function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
