// Several tables that change together: each packet meets one revision in all of them, never a mixture.
//
// A transaction covers one table. Between two of them a packet would meet nat of one revision and filter of the other. So,
// after Reitblatt and others, "Abstractions for network update" (SIGCOMM 2012): the new chains are made beside the old
// ones, as shadows; one transaction in raw, the first table that a packet meets, sets a bit in the mark of each packet, and
// the bit leads to the shadows. Then the real chains change, unseen; raw sets the bit no more; the shadows go.

import type { Origin } from '../policy/fault.ts';
import { isShadowChain, shadowChain } from '../ruleset/names.ts';
import {
  type DesiredChain,
  type DesiredRule,
  type DesiredRuleset,
  type DesiredTable,
  type Hook,
  isOwnedChain,
  type ObservedChain,
  type ObservedRuleset,
  type ObservedTable,
  type TableName,
  tableNames,
} from '../ruleset/ruleset.ts';
import { standingHooks } from './plan-hooks.ts';
import { planTable, type TablePlan, type TableScope } from './plan-table.ts';
import { runTablePlan } from './run-table.ts';

/** The chain in raw that sets the bit. While it stands, packets use the shadows. */
const flipChain = shadowChain('GW-FLIP');
const layoutOrigin: Origin = { file: '(layout)', line: 0, column: 0, endLine: 0 };
/** Where a packet of anybody starts its way. */
const flipHooks: readonly Hook[] = (['PREROUTING', 'OUTPUT'] as const).map((builtin) => ({
  builtin,
  target: flipChain,
  after: [],
}));

/**
 * The transactions that turn `observed` into `desired`, in their order: at most one for each table where only one table
 * changes, else the five phases above. Those of a crash in the middle are finished first.
 *
 * The bit stands in a packet's mark from raw to the end of its way, for as long as the update lasts: a fraction of a
 * second. Where rules of others use every bit that could be taken, and at the very first change and the last one, when
 * one of the two revisions has no rule at all, the tables change one after the other.
 */
export function planTransactions(
  desired: DesiredRuleset,
  observed: ObservedRuleset,
  scope: TableScope,
): readonly TablePlan[] {
  const model = createModel(observed, scope);
  const changing = tableNames.filter((name) => model.differs(name, findTable(desired, name)));
  if (isFlipped(observed)) return finishFlipped(desired, model);
  const bit = freeBit(observed);
  const isWhole = desired.tables.length > 0 && ownsChains(observed);
  if (changing.length < 2 || !isWhole || bit === undefined) {
    for (const name of changing) model.become(name, findTable(desired, name));
    return model.plans;
  }
  return flip(desired, { model, changing, bit });
}

interface Model {
  readonly plans: readonly TablePlan[];
  table(name: TableName): ObservedTable | undefined;
  differs(name: TableName, desired: DesiredTable | undefined): boolean;
  become(name: TableName, desired: DesiredTable | undefined): void;
}

/** The kernel as it will be after the plans so far. */
function createModel(observed: ObservedRuleset, scope: TableScope): Model {
  const tables = new Map<string, ObservedTable>(observed.tables);
  const plans: TablePlan[] = [];
  const planOne = (name: TableName, desired: DesiredTable | undefined) =>
    planTable(name, { desired, observed: tables.get(name) }, scope);
  return {
    plans,
    table: (name) => tables.get(name),
    differs: (name, desired) => planOne(name, desired) !== undefined,
    become(name, desired) {
      const plan = planOne(name, desired);
      if (plan === undefined) return;
      plans.push(plan);
      tables.set(name, runTablePlan(plan, tables.get(name)));
    },
  };
}

interface Flip {
  readonly model: Model;
  readonly changing: readonly TableName[];
  readonly bit: number;
}

function flip(desired: DesiredRuleset, { model, changing, bit }: Flip): readonly TablePlan[] {
  const versioned = changing.filter((name) => name !== 'raw');
  const parts = versioned.map((name) => ({ name, ...splitTable(desired, name, { bit, old: model.table(name) }) }));
  const raw = findTable(desired, 'raw');
  for (const { name, beside } of parts) model.become(name, beside);
  model.become('raw', withFlip(raw, bit));
  for (const { name, hidden } of parts) model.become(name, hidden);
  model.become('raw', raw);
  for (const name of versioned) model.become(name, findTable(desired, name));
  return model.plans;
}

/** A crash left packets on the shadows. They stay there until the real chains are as desired; only then raw lets go. */
function finishFlipped(desired: DesiredRuleset, model: Model): readonly TablePlan[] {
  const versioned = tableNames.filter((name) => name !== 'raw');
  for (const name of versioned) model.become(name, keepShadows(name, findTable(desired, name), model.table(name)));
  for (const name of ['raw', ...versioned] as const) model.become(name, findTable(desired, name));
  return model.plans;
}

function keepShadows(
  name: TableName,
  desired: DesiredTable | undefined,
  observed: ObservedTable | undefined,
): DesiredTable | undefined {
  const present = [...(observed?.chains.values() ?? [])].filter(({ name }) => isOwnedChain(name));
  const shadows = present.filter(({ name }) => isShadowChain(name)).map(asDesired);
  if (shadows.length === 0) return desired;
  const leads = new Map(
    present.map((chain) => [chain.name, chain.rules.filter(({ text }) => isLead(text)).map(layoutRule)]),
  );
  const chains = desired?.chains ?? [];
  const isWanted = (name: string) => chains.some((chain) => chain.name === name);
  // An entry chain that goes still leads packets to its shadow, or away from what it holds: the bit is on every packet.
  const going = present.filter((chain) => (leads.get(chain.name)?.length ?? 0) > 0 && !isWanted(chain.name));
  const used = findReached(shadows, present).filter((chain) => !isWanted(chain.name));
  return {
    name,
    chains: sortChains([
      ...chains.map((chain) => ({ ...chain, rules: [...(leads.get(chain.name) ?? []), ...chain.rules] })),
      ...going.map((chain) => ({ name: chain.name, rules: leads.get(chain.name) ?? [] })),
      ...used.filter((chain) => !going.includes(chain)).map(asDesired),
      ...shadows,
    ]),
    hooks: [
      ...(desired?.hooks ?? []),
      ...standingHooks(observed).filter(({ target }) => going.some((chain) => chain.name === target)),
    ],
  };
}

/** The chains of `present` that shadows lead to, at first or second hand: those that did not change have no shadow. */
function findReached(shadows: readonly DesiredChain[], present: readonly ObservedChain[]): readonly ObservedChain[] {
  const byName = new Map(present.map((chain) => [chain.name, chain]));
  const reached = new Set<ObservedChain>();
  const targetsOf = (rules: readonly { readonly text: string }[]) => rules.flatMap(({ text }) => targetOf(text) ?? []);
  const waiting = shadows.flatMap(({ rules }) => targetsOf(rules));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chain = byName.get(name);
    if (chain === undefined || isShadowChain(name) || reached.has(chain)) continue;
    reached.add(chain);
    waiting.push(...targetsOf(chain.rules));
  }
  return [...reached];
}

interface SplitOptions {
  readonly bit: number;
  readonly old: ObservedTable | undefined;
}

/**
 * A table in which both revisions stand.
 *
 * `beside`: the real chains are the old ones, and the bit leads from each entry to the new version. `hidden`: the real
 * chains are the new ones already, while the bit leads to their shadows.
 */
function splitTable(
  desired: DesiredRuleset,
  name: TableName,
  { bit, old }: SplitOptions,
): { readonly beside: DesiredTable; readonly hidden: DesiredTable } {
  const wanted = findTable(desired, name) ?? { name, chains: [], hooks: [] };
  const present = new Map(
    [...(old?.chains.values() ?? [])]
      .filter((chain) => isOwnedChain(chain.name) && !isShadowChain(chain.name))
      .map((chain) => [chain.name, asDesired({ ...chain, rules: chain.rules.filter(({ text }) => !isLead(text)) })]),
  );
  const entries = [...new Set(wanted.hooks.map(({ target }) => target))];
  const doubled = findDoubled(wanted.chains, { present, entries });
  const shadows = wanted.chains.filter((chain) => doubled.has(chain.name)).map((chain) => shadowOf(chain, doubled));
  const lead = (entry: string): readonly DesiredRule[] =>
    doubled.has(entry) ? [layoutRule({ text: `-m mark --mark ${hex(bit)}/${hex(bit)} -g ${shadowChain(entry)}` })] : [];
  const added = wanted.chains.filter((chain) => !present.has(chain.name) && !doubled.has(chain.name));
  const newEntries = entries.filter((entry) => !present.has(entry));
  const oldHooks = standingHooks(old);
  // An entry that the new revision has no more: packets of the new revision pass it by.
  const left = [...present.keys()].filter(
    (entry) => oldHooks.some(({ target }) => target === entry) && !entries.includes(entry),
  );
  const passBy = layoutRule({ text: `-m mark --mark ${hex(bit)}/${hex(bit)} -j RETURN` });
  const before = [...present.values()].map((chain) => {
    if (left.includes(chain.name)) return { ...chain, rules: [passBy, ...chain.rules] };
    return entries.includes(chain.name) ? { ...chain, rules: [...lead(chain.name), ...chain.rules] } : chain;
  });
  return {
    beside: {
      name,
      chains: sortChains([
        ...before,
        ...newEntries.map((entry) => ({ name: entry, rules: lead(entry) })),
        ...added,
        ...shadows,
      ]),
      hooks: [...wanted.hooks, ...oldHooks.filter(({ target }) => left.includes(target))],
    },
    hidden: {
      name,
      chains: sortChains([
        ...wanted.chains.map((chain) =>
          entries.includes(chain.name) ? { ...chain, rules: [...lead(chain.name), ...chain.rules] } : chain,
        ),
        ...shadows,
      ]),
      hooks: wanted.hooks,
    },
  };
}

/** Chains of which both versions must stand: those that change, entries that come, and all that lead to one of them. */
function findDoubled(
  wanted: readonly DesiredChain[],
  old: { readonly present: ReadonlyMap<string, DesiredChain>; readonly entries: readonly string[] },
): ReadonlySet<string> {
  const parents = new Map<string, string[]>();
  for (const chain of wanted) {
    for (const target of new Set(chain.rules.map(({ text }) => targetOf(text)))) {
      if (target !== undefined) parents.set(target, [...(parents.get(target) ?? []), chain.name]);
    }
  }
  const doubled = new Set<string>();
  const waiting = wanted
    .filter((chain) => {
      const before = old.present.get(chain.name);
      return before === undefined ? old.entries.includes(chain.name) : !isSame(chain, before);
    })
    .map(({ name }) => name);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (doubled.has(name)) continue;
    doubled.add(name);
    waiting.push(...(parents.get(name) ?? []));
  }
  return doubled;
}

function isSame(a: DesiredChain, b: DesiredChain): boolean {
  return a.rules.length === b.rules.length && a.rules.every(({ text }, index) => text === b.rules[index]?.text);
}

/** The new version of `chain` under its shadow's name; within, jumps to chains that are doubled lead to shadows. */
function shadowOf(chain: DesiredChain, doubled: ReadonlySet<string>): DesiredChain {
  return {
    name: shadowChain(chain.name),
    rules: chain.rules.map((rule) => {
      const target = targetOf(rule.text);
      if (target === undefined || !doubled.has(target)) return rule;
      return { ...rule, text: `${rule.text.slice(0, -target.length)}${shadowChain(target)}` };
    }),
  };
}

/** A jump to a chain has no options: its target ends the line. */
function targetOf(text: string): string | undefined {
  return / -[jg] (GW-\S+)$/.exec(` ${text}`)?.[1];
}

/** A rule that exists only while a table holds both revisions. No other rule of ours has a mark and no comment. */
export function isLead(text: string): boolean {
  const [, bit] = /^-m mark --mark (0x[0-9a-f]+)\/\1 (?:-g GW-~\S+|-j RETURN)$/.exec(text) ?? [];
  return bit !== undefined && bits.includes(Number(bit));
}

function withFlip(raw: DesiredTable | undefined, bit: number): DesiredTable {
  const mark = layoutRule({ text: `-j MARK --set-xmark ${hex(bit)}/${hex(bit)}` });
  return {
    name: 'raw',
    chains: sortChains([...(raw?.chains ?? []), { name: flipChain, rules: [mark] }]),
    hooks: [...(raw?.hooks ?? []), ...flipHooks],
  };
}

function isFlipped(observed: ObservedRuleset): boolean {
  return observed.tables.get('raw')?.chains.has(flipChain) === true;
}

/** Bits that few others use: kube-proxy has 0x4000 and 0x8000, Tailscale 0xff0000, our own Pass 0x2000. */
const bits = [0x1000, 0x800, 0x400, 0x200, 0x100];

/** A bit of the packet mark that no rule of others reads or writes. */
function freeBit(observed: ObservedRuleset): number | undefined {
  let used = 0;
  for (const table of observed.tables.values()) {
    for (const chain of table.chains.values()) {
      if (isOwnedChain(chain.name)) continue;
      for (const { text } of chain.rules) if (text.includes('mark')) used |= usedBits(text);
    }
  }
  return bits.find((bit) => (used & bit) === 0);
}

/** Every bit under a mask; a value without a mask speaks of all bits. */
function usedBits(text: string): number {
  let used = 0;
  for (const [whole, mask] of text.matchAll(/(?:mark 0x[0-9a-f]+(?:\/(0x[0-9a-f]+))?|--nfmask 0x[0-9a-f]+)/g)) {
    const masked = mask ?? (whole.startsWith('--nfmask ') ? whole.slice('--nfmask '.length) : '0xffffffff');
    used |= Number(masked);
  }
  return used;
}

function ownsChains(observed: ObservedRuleset): boolean {
  return [...observed.tables.values()].some((table) => [...table.chains.keys()].some(isOwnedChain));
}

function findTable(ruleset: DesiredRuleset, name: TableName): DesiredTable | undefined {
  return ruleset.tables.find((table) => table.name === name);
}

function asDesired(chain: ObservedChain): DesiredChain {
  return { name: chain.name, rules: chain.rules.map(layoutRule) };
}

function layoutRule({ text }: { readonly text: string }): DesiredRule {
  return { text, label: '', role: 'layout', origin: layoutOrigin };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function sortChains(chains: readonly DesiredChain[]): readonly DesiredChain[] {
  return chains.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
