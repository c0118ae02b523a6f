// What a table holds after a plan, as a model: the kernel's answer without asking it.

import type { DesiredRule, ObservedChain, ObservedRule, ObservedTable } from '../ruleset/ruleset.ts';
import type { Edit } from './diff-chain.ts';
import type { HookPlan } from './plan-hooks.ts';
import type { ChainPlan, TablePlan } from './plan-table.ts';

type Chains = Map<string, ObservedChain>;

/** `table` after `plan`; rules that were not touched keep their counters. */
export function runTablePlan(plan: TablePlan, table: ObservedTable | undefined): ObservedTable {
  const chains: Chains = new Map(table?.chains);
  for (const { name, rules } of plan.created) chains.set(name, { name, rules: rules.map(newRule) });
  for (const edited of plan.edited) runChain(edited, chains);
  for (const hook of plan.hooks) runHook(hook, chains);
  for (const { name } of plan.removed) chains.delete(name);
  return { name: plan.table, chains };
}

function newRule({ text }: Pick<DesiredRule, 'text'>): ObservedRule {
  return { text, packets: 0, bytes: 0 };
}

function runChain({ chain, edits }: ChainPlan, chains: Chains): void {
  const found = chains.get(chain);
  if (found === undefined) throw new Error(`no chain ${chain} to edit`);
  chains.set(chain, { ...found, rules: runEdits(edits, found.rules) });
}

/** Replaces first, then deletes from the tail, then inserts from the head: as `diffChain` orders them. */
function runEdits(edits: readonly Edit<DesiredRule>[], rules: readonly ObservedRule[]): readonly ObservedRule[] {
  const result = [...rules];
  const inserts: Extract<Edit<DesiredRule>, { kind: 'insert' }>[] = [];
  for (const edit of edits) {
    if (edit.kind === 'replace') result[edit.at - 1] = newRule(edit.with);
    else if (edit.kind === 'delete') result.splice(edit.at - 1, 1);
    else inserts.push(edit);
  }
  for (const { at, rule } of inserts) result.splice(at - 1, 0, newRule(rule));
  return result;
}

function runHook({ target, deletes, insert }: HookPlan, chains: Chains): void {
  const text = `-j ${target}`;
  for (const name of deletes) {
    const chain = chains.get(name);
    const at = chain?.rules.findIndex((rule) => rule.text === text) ?? -1;
    if (chain !== undefined && at >= 0) chains.set(name, { ...chain, rules: chain.rules.toSpliced(at, 1) });
  }
  if (insert === undefined) return;
  const chain = chains.get(insert.chain) ?? { name: insert.chain, policy: 'ACCEPT', rules: [] };
  chains.set(insert.chain, { ...chain, rules: chain.rules.toSpliced(insert.at - 1, 0, newRule({ text })) });
}
