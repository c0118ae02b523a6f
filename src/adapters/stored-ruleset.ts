// The last good rules as a file holds them: texts alone, without the manifest lines that they answer to.

import type { Family } from '../policy/family.ts';
import type { Origin } from '../policy/fault.ts';
import type { Revision } from '../policy/snapshot.ts';
import type { StoredRuleset } from '../ports.ts';
import type { DesiredRuleset, DesiredSet, Hook, TableName } from '../ruleset/ruleset.ts';

interface Stored {
  readonly revision: Revision;
  readonly savedMs: number;
  readonly ipv4: readonly StoredTable[];
  readonly ipv6: readonly StoredTable[];
  readonly sets: readonly Omit<DesiredSet, 'origin'>[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly policies: Readonly<Record<string, string>>;
}

interface StoredTable {
  readonly name: TableName;
  /** Name to the texts of its rules. */
  readonly chains: readonly (readonly [string, readonly string[]])[];
  readonly hooks: readonly Hook[];
}

/** Of one revision only the newest is kept: each start of the controller writes it anew. */
export const rulesetFormat = {
  name: 'gatewright-ruleset 1',
  render,
  parse,
  isSame: (a: StoredRuleset, b: StoredRuleset) => a.revision === b.revision,
};

function render({ revision, savedMs, desired, parameters, policies }: StoredRuleset): string {
  const stored: Stored = {
    revision,
    savedMs,
    ipv4: storeTables(desired.ipv4),
    ipv6: storeTables(desired.ipv6),
    sets: desired.sets.map(({ origin: _, ...set }) => set),
    parameters,
    policies,
  };
  return JSON.stringify(stored);
}

function storeTables({ tables }: DesiredRuleset): readonly StoredTable[] {
  return tables.map(({ name, chains, hooks }) => ({
    name,
    chains: chains.map((chain) => [chain.name, chain.rules.map(({ text }) => text)]),
    hooks,
  }));
}

const origin: Origin = { file: '(state folder)', line: 0, column: 0, endLine: 0 };

function parse(payload: string): StoredRuleset {
  const { revision, savedMs, ipv4, ipv6, sets, parameters, policies } = JSON.parse(payload) as Stored;
  const desired = {
    ipv4: readTables('ipv4', ipv4),
    ipv6: readTables('ipv6', ipv6),
    sets: sets.map((set) => ({ ...set, origin })),
  };
  return { revision, savedMs, desired, parameters, policies };
}

function readTables(family: Family, tables: readonly StoredTable[]): DesiredRuleset {
  return {
    family,
    tables: tables.map(({ name, chains, hooks }) => ({
      name,
      hooks,
      chains: chains.map(([chain, texts]) => ({
        name: chain,
        rules: texts.map((text) => ({ text, label: '', role: 'layout', origin })),
      })),
    })),
  };
}
