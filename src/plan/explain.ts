// A plan in words and signs, for people: which rule comes, which goes, and which manifest line says so.

import type { Origin } from '../policy/fault.ts';
import { unreachable } from '../result.ts';
import type { Plan } from './plan.ts';
import type { TablePlan } from './plan-table.ts';

export interface Explained {
  readonly sign: '+' | '-' | '~';
  /** `ipv4 filter GW-IN`, or `set gw4-office`. */
  readonly place: string;
  readonly text: string;
  /** The manifest line behind a rule that comes; absent for what goes. */
  readonly origin?: Origin;
}

/** One entry per kernel rule or set entry that changes, in the order of the plan. */
export function explainPlan(plan: Plan): readonly Explained[] {
  return [
    ...plan.sets.flatMap(({ set, add, remove }): Explained[] => [
      ...add.map((text) => ({ sign: '+' as const, place: `set ${set.name}`, text })),
      ...remove.map((text) => ({ sign: '-' as const, place: `set ${set.name}`, text })),
    ]),
    ...plan.tables.flatMap(explainTable),
    ...plan.destroyed.map((name): Explained => ({ sign: '-', place: `set ${name}`, text: '(whole set)' })),
  ];
}

function explainTable(plan: TablePlan): readonly Explained[] {
  const place = (chain: string) => `${plan.family} ${plan.table} ${chain}`;
  return [
    ...plan.created.flatMap(({ name, rules }) =>
      rules.map(({ text, origin }): Explained => ({ sign: '+', place: place(name), text, origin })),
    ),
    ...plan.edited.flatMap(({ chain, before, edits }) =>
      edits.map((edit): Explained => {
        switch (edit.kind) {
          case 'delete':
            return { sign: '-', place: place(chain), text: before[edit.at - 1]?.text ?? '' };
          case 'insert':
            return { sign: '+', place: place(chain), text: edit.rule.text, origin: edit.rule.origin };
          case 'replace':
            return { sign: '~', place: place(chain), text: edit.with.text, origin: edit.with.origin };
          default:
            return unreachable(edit);
        }
      }),
    ),
    ...plan.hooks.flatMap(({ target, deletes, insert }): Explained[] => [
      ...deletes.map((chain) => ({ sign: '-' as const, place: place(chain), text: `-j ${target}` })),
      ...(insert === undefined
        ? []
        : [{ sign: '+' as const, place: place(insert.chain), text: `-j ${target} (position ${insert.at})` }]),
    ]),
    ...plan.removed.flatMap(({ name, rules }) =>
      rules.map(({ text }): Explained => ({ sign: '-', place: place(name), text })),
    ),
  ];
}
