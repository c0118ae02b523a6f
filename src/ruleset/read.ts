// What iptables-save -c printed, as tables, chains and rules. Nothing is lost and nothing is invented.

import type { Family } from '../policy/family.ts';
import { err, ok, type Result } from '../result.ts';
import type { ObservedChain, ObservedRule, ObservedRuleset, ObservedTable } from './ruleset.ts';

/** Why a save cannot be used. An unreadable table is never taken for an empty one. */
export interface Unreadable {
  readonly reason: 'TableIncompatible' | 'RulesetUnreadable';
  readonly message: string;
}

const chainLine = /^:(\S+) (\S+) \[(\d+):(\d+)\]$/;
const ruleLine = /^\[(\d+):(\d+)\] -A (\S+)(?: (.*))?$/;
const incompatible = /^# Table `?([^`' ]+)'? is incompatible/;

interface OpenTable {
  readonly name: string;
  readonly chains: Map<string, { policy?: string; rules: ObservedRule[] }>;
}

/**
 * The ruleset of one family, from the standard output of `iptables-save -c` alone.
 *
 * A rule's text is everything behind `-A CHAIN `, byte for byte. An "incompatible" table, a line of another form or a
 * save that stops in the middle is an error.
 */
export function readRuleset(family: Family, save: string): Result<ObservedRuleset, Unreadable> {
  const tables = new Map<string, ObservedTable>();
  let open: OpenTable | undefined;
  let number = 0;
  for (const line of save.split('\n')) {
    number += 1;
    const refused = incompatible.exec(line);
    if (refused !== null) return err(incompatibleTable(family, refused[1] ?? '?'));
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('*') && open === undefined) {
      open = { name: line.slice(1), chains: new Map() };
    } else if (line === 'COMMIT' && open !== undefined) {
      tables.set(open.name, closeTable(open));
      open = undefined;
    } else if (open === undefined || !readLine(line, open)) {
      return err(unreadableLine(family, number, line));
    }
  }
  if (open !== undefined) return err(unreadableLine(family, number, `the end, inside of table ${open.name}`));
  return ok({ family, tables });
}

function readLine(line: string, table: OpenTable): boolean {
  const chain = chainLine.exec(line);
  if (chain !== null) {
    const [, name = '', policy = ''] = chain;
    table.chains.set(name, policy === '-' ? { rules: [] } : { policy, rules: [] });
    return true;
  }
  const rule = ruleLine.exec(line);
  const [, packets, bytes, name = '', text = ''] = rule ?? [];
  const owner = table.chains.get(name);
  if (rule === null || owner === undefined) return false;
  owner.rules.push({ text, packets: Number(packets), bytes: Number(bytes) });
  return true;
}

function closeTable(open: OpenTable): ObservedTable {
  const chains = new Map<string, ObservedChain>();
  for (const [name, { policy, rules }] of open.chains) {
    chains.set(name, { name, rules, ...(policy === undefined ? {} : { policy }) });
  }
  return { name: open.name, chains };
}

function incompatibleTable(family: Family, table: string): Unreadable {
  return {
    reason: 'TableIncompatible',
    message: `the ${family} table ${table} holds rules made by nft itself, which iptables cannot show; move them to a table of another name (see them with "nft list ruleset")`,
  };
}

function unreadableLine(family: Family, number: number, line: string): Unreadable {
  const found = line.length > 120 ? `${line.slice(0, 120)}…` : line;
  return { reason: 'RulesetUnreadable', message: `line ${number} of the ${family} save is not understood: ${found}` };
}
