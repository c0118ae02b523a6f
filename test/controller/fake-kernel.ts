// A packet filter in memory that executes what iptables-restore --noflush would be fed.

import type { Family } from '../../src/policy/family.ts';
import { families } from '../../src/policy/family.ts';
import { type Dataplane, DataplaneError, type DataplaneParts } from '../../src/ports.ts';
import { readRuleset } from '../../src/ruleset/read.ts';
import { readSets } from '../../src/ruleset/read-sets.ts';

type Chains = Map<string, string[]>;
/** What stands behind `create NAME `, and the entries. */
type Sets = Map<string, { readonly form: string; readonly entries: Set<string> }>;
/** Of built-in chains, by `filter INPUT`; ACCEPT where absent. */
type Policies = ReadonlyMap<string, string>;
/** By the name of the table. */
type Tables = ReadonlyMap<string, Chains>;

export interface FakeKernel {
  readonly dataplane: Dataplane & DataplaneParts;
  /** Every script that was fed, refused ones too. */
  readonly writes: string[];
  /** Scripts for which the kernel says no, or what becomes of them instead; of sets without a family. */
  refuse: (script: string, family?: Family) => boolean | DataplaneError;
  /** What reading throws. */
  unreadable: DataplaneError | undefined;
  /** What reading a part throws. */
  readonly unreadableParts: Partial<Record<Family | 'sets', DataplaneError>>;
  /** Somebody empties a chain. */
  flush(family: Family, chain: string): void;
  /** Everything it holds, as a save prints it. */
  text(): string;
}

/** Empty tables raw and filter in both families. */
export function createFakeKernel(): FakeKernel {
  const sets: Sets = new Map();
  const tables: Record<Family, Tables> = { ipv4: emptyTables(), ipv6: emptyTables() };
  const policies: Record<Family, Policies> = { ipv4: new Map(), ipv6: new Map() };
  const refuseScript = (...script: readonly [text: string, family?: Family]) => {
    const refusal = kernel.refuse(...script);
    if (refusal === false) return undefined;
    return Promise.reject(refusal === true ? new DataplaneError('KernelRefused', 'no such thing') : refusal);
  };
  const saveFamily = (family: Family) => save(tables[family], policies[family]);
  const refuseUnreadable = (part: Family | 'sets') => {
    const refusal = kernel.unreadable ?? kernel.unreadableParts[part];
    if (refusal !== undefined) throw refusal;
  };
  const readFamily = async (family: Family) => {
    refuseUnreadable(family);
    const read = readRuleset(family, saveFamily(family));
    if (!read.ok) throw new Error('the fake kernel prints nonsense');
    return read.value;
  };
  const readAllSets = async () => {
    refuseUnreadable('sets');
    const read = readSets(saveSets(sets));
    if (!read.ok) throw new Error('the fake kernel prints nonsense');
    return read.value;
  };
  const kernel: FakeKernel = {
    writes: [],
    refuse: () => false,
    unreadable: undefined,
    unreadableParts: {},
    flush: (family, chain) => void tables[family].get('filter')?.set(chain, []),
    text: () => families.map(saveFamily).join(''),
    dataplane: {
      identify: () => Promise.resolve({ backend: 'nft', version: 'fake' }),
      observe() {
        return Promise.all([readFamily('ipv4'), readFamily('ipv6'), readAllSets()]).then(([ipv4, ipv6, sets]) => ({
          ipv4,
          ipv6,
          sets,
        }));
      },
      observeFamily: (family) => readFamily(family),
      observeSets: () => readAllSets(),
      restore(family, script) {
        kernel.writes.push(script);
        const refusal = refuseScript(script, family);
        if (refusal !== undefined) return refusal;
        const copy = copyTables(tables[family]);
        const changed = new Map(policies[family]);
        let name = '';
        let table: Chains = new Map();
        for (const line of script.split('\n')) {
          const [, builtin, policy] = /^:([A-Z]+) (ACCEPT|DROP) /.exec(line) ?? [];
          if (line.startsWith('*')) {
            name = line.slice(1);
            table = copy.get(name) ?? refuseTable(name);
          } else if (policy === undefined) runLine(table, line);
          // Its rules stay: without --noflush nothing is fed.
          else changed.set(`${name} ${builtin}`, policy);
        }
        tables[family] = copy;
        policies[family] = changed;
        return Promise.resolve();
      },
      restoreSets(script) {
        kernel.writes.push(script);
        const refusal = refuseScript(script);
        if (refusal !== undefined) return refusal;
        for (const line of script.split('\n')) runSetLine(sets, line);
        return Promise.resolve();
      },
    },
  };
  return kernel;
}

function emptyTables(): Tables {
  const chains = (...names: readonly string[]): Chains => new Map(names.map((name) => [name, []]));
  return new Map([
    ['raw', chains('PREROUTING', 'OUTPUT')],
    ['filter', chains('INPUT', 'FORWARD', 'OUTPUT')],
  ]);
}

function copyTables(tables: Tables): Tables {
  return new Map(
    [...tables].map(([table, chains]) => [table, new Map([...chains].map(([name, rules]) => [name, [...rules]]))]),
  );
}

function refuseTable(name: string): never {
  throw new DataplaneError('KernelRefused', `no table ${name}`);
}

function save(tables: Tables, policies: Policies): string {
  return [...tables].map(([table, chains]) => saveTable(table, chains, policies)).join('');
}

function saveTable(table: string, chains: Chains, policies: Policies): string {
  const policyOf = (name: string) => (name.startsWith('GW-') ? '-' : (policies.get(`${table} ${name}`) ?? 'ACCEPT'));
  const declared = [...chains.keys()].map((name) => `:${name} ${policyOf(name)} [0:0]`);
  const rules = [...chains].flatMap(([name, texts]) => texts.map((text) => `[0:0] -A ${name} ${text}`));
  return `${[`*${table}`, ...declared, ...rules, 'COMMIT'].join('\n')}\n`;
}

function saveSets(sets: Sets): string {
  return [...sets]
    .map(([name, { form, entries }]) =>
      [`create ${name} ${form}\n`, ...[...entries].map((entry) => `add ${name} ${entry}\n`)].join(''),
    )
    .join('');
}

function runSetLine(sets: Sets, line: string): void {
  const [verb, name = '', ...rest] = line.split(' ');
  if (verb === undefined || verb === '') return;
  const set = sets.get(name);
  if (verb === 'create') {
    sets.set(name, set ?? { form: rest.join(' '), entries: new Set() });
    return;
  }
  if (set === undefined) throw new DataplaneError('KernelRefused', `no set ${name}`);
  const [entry = ''] = rest;
  const other = sets.get(entry);
  if (verb === 'add') set.entries.add(rest.join(' '));
  else if (verb === 'del') set.entries.delete(entry);
  else if (verb === 'flush') set.entries.clear();
  else if (verb === 'destroy') sets.delete(name);
  else if (verb === 'swap' && other !== undefined) {
    sets.set(name, other);
    sets.set(entry, set);
  } else throw new Error(`not understood: ${line}`);
}

function runLine(chains: Chains, line: string): void {
  const [, name = ''] = /^:(\S+) /.exec(line) ?? [];
  if (name !== '') chains.set(name, []);
  const [, verb, chain = '', rest = ''] = /^-([AIDRFX]) (\S+) ?(.*)$/.exec(line) ?? [];
  if (verb === undefined) return;
  const rules = chains.get(chain);
  if (rules === undefined) throw new DataplaneError('KernelRefused', `no chain ${chain}`);
  const [, at, text = ''] = /^(\d+) ?(.*)$/.exec(rest) ?? [];
  if (verb === 'A') rules.push(rest);
  else if (verb === 'I') rules.splice(Number(at) - 1, 0, text);
  else if (verb === 'R') rules.splice(Number(at) - 1, 1, text);
  else if (verb === 'D') rules.splice(at === undefined ? indexOf(rules, rest) : Number(at) - 1, 1);
  else if (verb === 'F') rules.length = 0;
  else chains.delete(chain);
}

function indexOf(rules: readonly string[], text: string): number {
  const index = rules.indexOf(text);
  if (index < 0) throw new Error(`there is no rule ${text}`);
  return index;
}
