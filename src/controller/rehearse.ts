// Tries rules and sets where no packet meets them, and finds which of them the kernel refuses, and why.

import { jumpTarget } from '../plan/foreign-jumps.ts';
import { planChanges } from '../plan/plan.ts';
import { renderRuleset, renderSets } from '../plan/render.ts';
import { setsIn } from '../plan/set-slots.ts';
import { type Family, families } from '../policy/family.ts';
import { compareFaults, type Fault, type Origin } from '../policy/fault.ts';
import { type Dataplane, DataplaneError, type Rehearsal, RehearsalUnavailable } from '../ports.ts';
import type { Desired, DesiredRule, DesiredRuleset, DesiredSet, DesiredTable, Observed } from '../ruleset/ruleset.ts';

export type Rehearsed =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: 'KernelRefused' | 'NotCanonical'; readonly faults: readonly Fault[] }
  /** It says nothing about the rules: it could not be held. */
  | { readonly kind: 'skipped'; readonly why: string };

/** Faults that are looked for; behind so many the rest would say the same. */
const maxFaults = 20;
/** Scripts that are tried to find them. */
const maxTries = 400;

/**
 * What this kernel says to `desired`, in a packet filter of its own.
 *
 * Faults name each manifest place whose rules or sets are refused, at most 20; or, where none is, each rule that the kernel
 * prints otherwise than it was compiled: that one would be drift for ever. What is refused was tried twice, each time in a
 * fresh one: a program that failed once must not keep a good revision away.
 */
export async function rehearse(rehearsal: Rehearsal, desired: Desired, signal: AbortSignal): Promise<Rehearsed> {
  const first = await rehearseOnce(rehearsal, desired, signal);
  if (first.kind !== 'refused') return first;
  const second = await rehearseOnce(rehearsal, desired, signal);
  return second.kind === 'skipped' ? first : second;
}

async function rehearseOnce(rehearsal: Rehearsal, desired: Desired, signal: AbortSignal): Promise<Rehearsed> {
  try {
    return await rehearsal.stage((scratch) => tryAll({ scratch, signal, tries: 0, faults: [] }, desired));
  } catch (error) {
    if (error instanceof RehearsalUnavailable || error instanceof DataplaneError) {
      return { kind: 'skipped', why: error.message };
    }
    throw error;
  }
}

interface Trial {
  readonly scratch: Dataplane;
  readonly signal: AbortSignal;
  tries: number;
  readonly faults: Fault[];
}

async function tryAll(trial: Trial, given: Desired): Promise<Rehearsed> {
  const desired = withoutEnds(given);
  const refusedSets = await trySets(trial, desired.sets);
  // A rule that names a refused set would only say the same again.
  const left = refusedSets.size === 0 ? desired : withoutSets(desired, refusedSets);
  const trials = families.map((family) => ({ family, trial: { ...trial, tries: 0, faults: [] } }));
  await Promise.all(trials.map(({ family, trial }) => tryRuleset(trial, left[family])));
  const faults = [...trial.faults, ...trials.flatMap(({ trial }) => trial.faults)];
  if (faults.length > 0) return refusal('KernelRefused', faults);
  const strange = findStrange(desired, await trial.scratch.observe(trial.signal));
  return strange.length > 0 ? refusal('NotCanonical', strange) : { kind: 'accepted' };
}

/** What is tried here must not go away by itself meanwhile. */
function withoutEnds(desired: Desired): Desired {
  return { ...desired, sets: desired.sets.map((set) => (set.until === undefined ? set : { ...set, until: {} })) };
}

function refusal(reason: 'KernelRefused' | 'NotCanonical', faults: readonly Fault[]): Rehearsed {
  return { kind: 'refused', reason, faults: faults.toSorted(compareFaults).slice(0, maxFaults) };
}

/** What the kernel reads back otherwise than it was written. */
function findStrange(desired: Desired, observed: Observed): readonly Fault[] {
  const left = planChanges(desired, observed);
  const strange = (origin: Origin, written: string, printed: string | undefined) =>
    faultAt(
      origin,
      `the kernel reads ${written} back as ${printed ?? 'nothing'}, so it would be drift for ever; this version of iptables or ipset prints what gatewright does not know: report it, and say it another way meanwhile`,
    );
  return [
    ...left.sets.map(({ set, add, remove }) => strange(set.origin, `the entry ${add[0]} of ${set.name}`, remove[0])),
    ...left.tables.flatMap(({ family, table, edited }) =>
      edited.flatMap(({ chain, before, edits }) =>
        edits.flatMap((edit): Fault[] => {
          if (edit.kind === 'delete') return [];
          const rule = edit.kind === 'insert' ? edit.rule : edit.with;
          const written = `${family} ${table}: -A ${chain} ${rule.text}`;
          return [strange(rule.origin, written, before[edit.at - 1]?.text)];
        }),
      ),
    ),
  ];
}

/** The names of the sets that are refused. */
async function trySets(trial: Trial, sets: readonly DesiredSet[]): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  if (sets.length === 0) return refused;
  if ((await trySetScript(trial, sets)) === undefined) return refused;
  for (const set of sets) {
    const error = await trySetScript(trial, [set]);
    if (error === undefined) continue;
    refused.add(set.name);
    trial.faults.push(faultAt(set.origin, `the kernel refuses the ipset ${set.name}: ${wordsOf(error)}`));
  }
  return refused;
}

async function trySetScript(trial: Trial, sets: readonly DesiredSet[]): Promise<DataplaneError | undefined> {
  return await refusalOf(() => trial.scratch.restoreSets(renderSets(sets, 0), trial.signal));
}

function withoutSets(desired: Desired, refused: ReadonlySet<string>): Desired {
  const narrow = (ruleset: DesiredRuleset): DesiredRuleset => ({
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        rules: chain.rules.filter(({ text }) => !setsIn(text).some((name) => refused.has(name))),
      })),
    })),
  });
  return { ipv4: narrow(desired.ipv4), ipv6: narrow(desired.ipv6), sets: desired.sets };
}

async function tryRuleset(trial: Trial, ruleset: DesiredRuleset): Promise<void> {
  if (ruleset.tables.length === 0) return;
  const { family } = ruleset;
  const script = renderRuleset(ruleset, { hooks: true });
  if ((await refusalOf(() => trial.scratch.restore(family, script, trial.signal))) === undefined) return;
  for (const table of ruleset.tables) await findRefused(trial, family, table);
}

interface TableTrial {
  readonly family: Family;
  readonly table: DesiredTable;
  /** Rules that stand in every script: where a rule can be reached from decides whether the kernel takes it. */
  readonly ways: readonly Unit[];
}

interface PlacedRule {
  readonly chain: string;
  readonly rule: DesiredRule;
}

/** Kernel rules of one place in the manifests; they stand or fall together. */
interface Unit {
  readonly origin: Origin;
  readonly rules: readonly PlacedRule[];
}

async function findRefused(trial: Trial, family: Family, table: DesiredTable): Promise<void> {
  const rules = table.chains.flatMap(({ name, rules }) => rules.map((rule) => ({ chain: name, rule })));
  const units = groupRules(rules);
  const [first] = units;
  if (first === undefined) return;
  const bare = { family, table: { ...table, chains: [], hooks: [] }, ways: [] };
  const noTable = await tryUnits(trial, bare, []);
  if (noTable !== undefined) {
    const message = `this kernel has no table ${table.name} for ${family}, and ${units.length} places in the manifests need it: ${wordsOf(noTable)}`;
    trial.faults.push(faultAt(first.origin, message));
    return;
  }
  const ways = groupRules(rules.filter(({ rule }) => jumpTarget(rule.text) !== undefined));
  if ((await tryUnits(trial, { family, table, ways: [] }, ways)) !== undefined) {
    return await bisect(trial, { family, table, ways: [] }, ways);
  }
  await bisect(
    trial,
    { family, table, ways },
    groupRules(rules.filter(({ rule }) => jumpTarget(rule.text) === undefined)),
  );
}

function groupRules(rules: readonly PlacedRule[]): readonly Unit[] {
  const groups = new Map<string, { origin: Origin; rules: PlacedRule[] }>();
  for (const placed of rules) {
    const { origin } = placed.rule;
    const key = `${origin.file}:${origin.line}:${origin.column}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { origin, rules: [placed] });
    else group.rules.push(placed);
  }
  return [...groups.values()];
}

/** Halves what is refused until single units are left. The line that iptables names is not asked: it is often COMMIT's. */
async function bisect(trial: Trial, of: TableTrial, units: readonly Unit[]): Promise<void> {
  if (trial.faults.length >= maxFaults || trial.tries >= maxTries) return;
  const error = await tryUnits(trial, of, units);
  const last = units.at(-1);
  if (error === undefined || last === undefined) return;
  const before = trial.faults.length;
  if (units.length > 1) {
    const middle = units.length >> 1;
    await bisect(trial, of, units.slice(0, middle));
    await bisect(trial, of, units.slice(middle));
  }
  // One alone; or each half is taken and the whole is not, as with chains too deep.
  if (trial.faults.length === before) trial.faults.push(await describeUnit(trial, of, { unit: last, error }));
}

/** Says which of the unit's rules is refused, and why. */
async function describeUnit(
  trial: Trial,
  of: TableTrial,
  found: { readonly unit: Unit; readonly error: DataplaneError },
): Promise<Fault> {
  let { unit, error } = found;
  while (unit.rules.length > 1) {
    const middle = unit.rules.length >> 1;
    const head = { ...unit, rules: unit.rules.slice(0, middle) };
    const refused = await tryUnits(trial, of, [head]);
    unit = refused === undefined ? { ...unit, rules: unit.rules.slice(middle) } : head;
    error = refused ?? error;
  }
  return refusedUnit(of, unit, error);
}

function refusedUnit({ family, table }: TableTrial, unit: Unit, error: DataplaneError): Fault {
  const [first] = unit.rules;
  const rule = first === undefined ? '' : `, ${family} ${table.name}: -A ${first.chain} ${first.rule.text}`;
  return faultAt(unit.origin, `the kernel refuses this rule: ${wordsOf(error)}${rule}`, first?.rule.label);
}

async function tryUnits(
  trial: Trial,
  { family, table, ways }: TableTrial,
  units: readonly Unit[],
): Promise<DataplaneError | undefined> {
  trial.tries += 1;
  const kept = new Set([...ways, ...units].flatMap(({ rules }) => rules.map(({ rule }) => rule)));
  const chains = table.chains.map((chain) => ({ ...chain, rules: chain.rules.filter((rule) => kept.has(rule)) }));
  const script = renderRuleset({ family, tables: [{ ...table, chains }] }, { hooks: true });
  return await refusalOf(() => trial.scratch.restore(family, script, trial.signal));
}

/** Lack of memory or of a program is no judgement: it is thrown on. */
async function refusalOf(attempt: () => Promise<void>): Promise<DataplaneError | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof DataplaneError && error.reason === 'KernelRefused' && !lacksMemory(error)) return error;
    throw error;
  }
}

function lacksMemory({ message, facts }: DataplaneError): boolean {
  return /cannot allocate|memory allocation|no buffer space|temporarily unavailable/i.test(facts.stderr ?? message);
}

/** `iptables-restore v1.8.9 (nf_tables): line 3: RULE_APPEND failed (No such file or directory): rule in chain X`. */
function wordsOf({ message }: DataplaneError): string {
  return message.replace(/^\S+ could not [^:]+: /, '');
}

function faultAt({ file, line, column }: Origin, message: string, label = ''): Fault {
  const [, policy] = /^policy\/([^/]+)/.exec(label) ?? [];
  const subject = policy === undefined ? '' : `FirewallPolicy/${policy}`;
  return { file, line, column, pointer: '', subject, message };
}
