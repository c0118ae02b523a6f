// What a field compiles to: the kernel rules of an example with it, against those without it.

import { stringify } from 'yaml';
import { families } from '../src/policy/family.ts';
import { formatFault } from '../src/policy/fault.ts';
import { readManifests } from '../src/policy/parse.ts';
import type { Selected } from '../src/policy/policy.ts';
import { selectForHost } from '../src/policy/select.ts';
import type { SnapshotFile } from '../src/policy/snapshot.ts';
import { err, ok, type Result } from '../src/result.ts';
import { compileRuleset } from '../src/ruleset/compile.ts';
import type { DesiredRuleset } from '../src/ruleset/ruleset.ts';
import type { Path } from './fields.ts';

/** A small repository for a host called `host`. */
export interface Example {
  readonly name: string;
  readonly documents: readonly object[];
  readonly compile: Compile;
  /** What `compile` makes of them. */
  readonly whole: readonly string[];
}

/** Which change of the example is shown. */
export interface Effect {
  /** `field`: the field taken out; `item`: all that needs it; else the value in its place. */
  readonly without: 'field' | 'item' | { readonly instead: unknown };
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

interface EffectRequest {
  readonly example: Example;
  /** From the list of documents. */
  readonly path: Path;
  /** Values that the schema would take as well. */
  readonly others: readonly unknown[];
}

/** The first change that the kernel would notice; undefined where none does. */
export function findEffect({ example, path, others }: EffectRequest): Effect | undefined {
  const { whole } = example;
  const withChange = (at: Path, change: Change) => {
    const changed = example.compile(changeAt(example.documents, at, change));
    return changed.ok ? changed.value : undefined;
  };
  const without = (at: Path) => withChange(at, 'remove');
  const bare = without(path);
  if (bare !== undefined) {
    const effect = compare(bare, whole, 'field');
    if (effect !== undefined) return effect;
  }
  for (const value of others) {
    const changed = withChange(path, { value });
    const effect = changed === undefined ? undefined : compare(changed, whole, { instead: value });
    if (effect !== undefined) return effect;
  }
  return bare === undefined ? findItemEffect(path, whole, without) : undefined;
}

/** A field that must be there is shown by what goes with the least that holds it. */
function findItemEffect(
  path: Path,
  whole: readonly string[],
  without: (at: Path) => readonly string[] | undefined,
): Effect | undefined {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const rest = without(path.slice(0, length));
    if (rest !== undefined) return compare(rest, whole, 'item');
  }
  return undefined;
}

/** What an administrator would type for all of these manifests, or why they are refused. */
export type Compile = (documents: readonly object[]) => Result<readonly string[], string>;

/** For manifests that may name these files. To read takes longest, so each document is read once. */
export function createCompile(lists: readonly SnapshotFile[]): Compile {
  const known = new WeakMap<object, ReturnType<typeof readManifests>>();
  const readDocument = (document: object) => {
    const before = known.get(document);
    if (before !== undefined) return before;
    const text = stringify(document);
    const read = readManifests([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }, ...lists]);
    known.set(document, read);
    return read;
  };
  return (documents) => {
    const read = documents.map(readDocument);
    const manifests = read.flatMap((one) => one.manifests);
    const readFaults = read.flatMap(({ faults }) => faults);
    const selected = selectForHost(manifests, { name: 'host', labels: {}, readFaults });
    return selected.ok
      ? ok(listCommands(selected.value))
      : err([selected.error.message, ...selected.error.faults.map(formatFault)].join('\n'));
  };
}

function listCommands(selected: Selected): readonly string[] {
  const desired = compileRuleset(selected);
  return [
    ...listParameters(selected),
    ...desired.sets.flatMap(({ name, entries }) => entries.map((entry) => `ipset add ${name} ${entry}`)),
    ...families.flatMap((family) => listRules(desired[family])),
  ];
}

function listParameters({ profile }: Selected): readonly string[] {
  const { mode, values } = profile.sysctls;
  return [
    ...(mode === 'Enforce' ? values.map(({ name, value }) => `sysctl -w ${name}="${value}"`) : []),
    ...(profile.builtinPolicy === 'Drop' ? ['iptables -P INPUT DROP', 'iptables -P FORWARD DROP'] : []),
    ...profile.hookAfter.map((glob) => `iptables: the hook in INPUT stands behind jumps to ${glob}`),
  ];
}

function listRules({ family, tables }: DesiredRuleset): readonly string[] {
  const program = family === 'ipv4' ? 'iptables' : 'ip6tables';
  return tables.flatMap(({ name, chains, hooks }) => {
    const command = `${program}${name === 'filter' ? '' : ` -t ${name}`} -A`;
    return [
      ...hooks.map(({ builtin, target }) => `${command} ${builtin} -j ${target}`),
      ...chains.flatMap((chain) => chain.rules.map(({ text }) => `${command} ${chain.name} ${text}`)),
    ];
  });
}

function compare(before: readonly string[], after: readonly string[], without: Effect['without']): Effect | undefined {
  const [removed, added] = [leftOver(before, after), leftOver(after, before)];
  if (removed.length > 0 || added.length > 0) return { without, removed, added };
  const moved = after.filter((line, index) => before[index] !== line);
  return moved.length === 0
    ? undefined
    : { without, removed: before.filter((line) => moved.includes(line)), added: moved };
}

/** The lines of one that the other lacks, each as often as it has it more. */
function leftOver(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}

type Change = 'remove' | { readonly value: unknown };

/** The documents with what stands at `path` changed. */
function changeAt(documents: readonly object[], path: Path, change: Change): readonly object[] {
  return editAt(documents, path, change) as readonly object[];
}

function editAt(value: unknown, [step, ...rest]: Path, change: Change): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = (Array.isArray(value) ? [...value.entries()] : Object.entries(value)).flatMap(([key, item]) => {
    if (key !== step) return [[key, item] as const];
    if (rest.length > 0) return [[key, editAt(item, rest, change)] as const];
    return change === 'remove' ? [] : [[key, change.value] as const];
  });
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
