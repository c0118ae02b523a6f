// Plans and desired states as text for iptables-restore and ipset restore.

import { unreachable } from '../result.ts';
import { canonicalRule } from '../ruleset/canonical.ts';
import { temporarySetName } from '../ruleset/names.ts';
import type { DesiredRule, DesiredRuleset, DesiredSet, ObservedRule } from '../ruleset/ruleset.ts';
import type { Edit } from './diff-chain.ts';
import type { Plan } from './plan.ts';
import { familyWord, maxSetEntries, type SetPlan } from './plan-sets.ts';
import type { ChainPlan, TablePlan } from './plan-table.ts';
import { listTimeouts, type Timeouts } from './set-endings.ts';
import { withoutSlots } from './set-slots.ts';

/** Longer than a TCP that gets no answer goes on trying. */
const revokedSeconds = 1800;
const setOptions = `hashsize 1024 maxelem ${maxSetEntries}`;

/**
 * One transaction for `iptables-restore --noflush --counters`: new chains are made and filled, rules and hooks edited, old
 * chains emptied and deleted. Only rules that stood before the transaction are replaced or deleted, by the place they had.
 */
export function renderTable(plan: TablePlan): string {
  return renderTransaction(
    plan,
    plan.edited.flatMap((chain) => chain.edits.map((edit) => renderEdit(chain, edit))),
  );
}

/**
 * The same change without a position in it, for when editing by position was refused: each chain that changes is declared
 * anew, which empties it, and filled. Rules that stay get their counters back, where iptables can do that.
 */
export function renderTableAnew(plan: TablePlan): string {
  return renderTransaction(plan, plan.edited.flatMap(renderChainAnew));
}

function renderTransaction(plan: TablePlan, edits: readonly string[]): string {
  const lines = [
    `*${plan.table}`,
    ...plan.created.map(({ name }) => `:${name} - [0:0]`),
    ...plan.created.flatMap(({ name, rules }) => rules.map(({ text }) => `-A ${name} ${text}`)),
    ...edits,
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

function renderChainAnew({ chain, before, rules }: ChainPlan): readonly string[] {
  const counted = new Map<string, ObservedRule[]>();
  for (const rule of before) {
    const key = canonicalRule(rule.text);
    const known = counted.get(key);
    if (known === undefined) counted.set(key, [rule]);
    else known.push(rule);
  }
  const lines = rules.map(({ text }) => {
    const kept = counted.get(canonicalRule(text))?.shift();
    return `${kept === undefined ? '' : `[${kept.packets}:${kept.bytes}] `}-A ${chain} ${text}`;
  });
  return [`:${chain} - [0:0]`, ...lines];
}

function renderEdit({ chain, before }: ChainPlan, edit: Edit<DesiredRule>): string {
  switch (edit.kind) {
    case 'delete':
      return `-D ${chain} ${edit.at}`;
    case 'replace':
      return `${keptCounters(before[edit.at - 1], edit.with)}-R ${chain} ${edit.at} ${edit.with.text}`;
    case 'insert':
      return `-I ${chain} ${edit.at} ${edit.rule.text}`;
    default:
      return unreachable(edit);
  }
}

/**
 * `[packets:bytes] ` in front of a rule that only names a set by its other name: it is the same rule and keeps its count.
 *
 * iptables 1.8.9 on nft ignores it for IPv6.
 */
function keptCounters(before: ObservedRule | undefined, after: DesiredRule): string {
  if (before === undefined || withoutSlots(before.text) !== withoutSlots(after.text)) return '';
  return `[${before.packets}:${before.bytes}] `;
}

/** What rules will need: sets made, entries added. Empty text where there is nothing to do. */
export function renderSetsBefore(plan: Pick<Plan, 'sets'>): string {
  return joinLines(plan.sets.flatMap(renderSetBefore));
}

function renderSetBefore(plan: SetPlan): readonly string[] {
  const { set, way, create, add, renew } = plan;
  switch (way) {
    case 'InPlace':
      return addLines(set.name, [...add, ...renew], plan.timeouts);
    case 'Beside':
      return [
        ...(create ? [createLine(set)] : [`flush ${set.name}`]),
        ...addLines(set.name, set.entries, plan.timeouts),
      ];
    case 'SwapBefore':
      return swapLines(plan);
    case 'Swap':
      return [];
    default:
      return unreachable(way);
  }
}

/** What no rule needs any more: entries taken out, sets destroyed. */
export function renderSetsAfter({ sets, destroyed }: Pick<Plan, 'sets' | 'destroyed'>): string {
  return joinLines([...sets.flatMap(renderSetAfter), ...destroyed.map((name) => `destroy ${name}`)]);
}

function renderSetAfter(plan: SetPlan): readonly string[] {
  const { set, way, add, remove } = plan;
  switch (way) {
    case 'InPlace':
      return deletable(add, remove).map((entry) => `del ${set.name} ${entry}`);
    case 'Beside':
    case 'SwapBefore':
      return [];
    case 'Swap':
      return swapLines(plan);
    default:
      return unreachable(way);
  }
}

function swapLines({ set, timeouts }: SetPlan): readonly string[] {
  const name = temporarySetName(set.name);
  // What a pass before may have left under the name.
  const fill = [createLine({ ...set, name }), `flush ${name}`, ...addLines(name, set.entries, timeouts)];
  return [...fill, `swap ${name} ${set.name}`, `destroy ${name}`];
}

/**
 * Addresses alone: `del` knows no `nomatch`. One that also is added had only a flag too many, which adding it again took
 * away: deleted, it would be gone.
 */
function deletable(add: readonly string[], remove: readonly string[]): readonly string[] {
  const kept = new Set(add);
  return remove.flatMap((entry) => {
    const [address = entry] = entry.split(' ');
    return kept.has(address) ? [] : [address];
  });
}

/** An entry that is there already gets its time anew, or none. */
function addLines(name: string, entries: readonly string[], timeouts: Timeouts | undefined): readonly string[] {
  if (timeouts === undefined) return entries.map((entry) => `add ${name} ${entry}`);
  return entries.map((entry) => `add ${name} ${entry} timeout ${timeouts[entry] ?? 0}`);
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

/**
 * The same for where nobody can look what stands: chains of those names are emptied and filled, and hooks come first. A
 * hook that stands already is there twice, until somebody can look.
 */
export function renderBlindly(ruleset: DesiredRuleset): string {
  const own = renderRuleset(ruleset, { hooks: false });
  const [table] = ruleset.tables;
  if (table === undefined || ruleset.tables.length > 1) throw new Error('only one table can be one transaction');
  const hooks = table.hooks.map(({ builtin, target }) => `-I ${builtin} 1 -j ${target}\n`).join('');
  return own.replace(/COMMIT\n$/, () => `${hooks}COMMIT\n`);
}

/** All sets as text for `ipset restore` at that moment, in ms since 1970. */
export function renderSets(sets: readonly DesiredSet[], nowMs: number): string {
  return joinLines(
    sets.flatMap((set) => {
      const timeouts = set.until === undefined ? undefined : listTimeouts(set, nowMs / 1_000);
      return [createLine(set), ...addLines(set.name, set.entries, timeouts)];
    }),
  );
}

function createLine(set: Pick<DesiredSet, 'name' | 'family' | 'type' | 'until'>): string {
  const seconds = set.type === 'hash:ip,port,ip' ? revokedSeconds : set.until === undefined ? undefined : 0;
  const timeout = seconds === undefined ? '' : ` timeout ${seconds}`;
  return `create ${set.name} ${set.type} family ${familyWord(set.family)} ${setOptions}${timeout}`;
}

function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
