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
const incompatible = /^# Table `?([^`' ]+)'? is incompatible/;

interface OpenTable {
  readonly name: string;
  readonly chains: Map<string, { policy?: string; rules: ObservedRule[] }>;
}

/**
 * The ruleset of one family, from the standard output of `iptables-save -c` alone.
 *
 * A rule's text is everything behind `-A CHAIN `, byte for byte, also where a comment in it holds a line's end: what stands
 * behind that is no rule. An "incompatible" table, a line of another form or a save that stops in the middle is an error.
 */
export function readRuleset(family: Family, save: string): Result<ObservedRuleset, Unreadable> {
  const tables = new Map<string, ObservedTable>();
  let open: OpenTable | undefined;
  let number = 0;
  const endOfLine = createLineEnds(save);
  for (let from = 0; from < save.length; ) {
    const to = endOfLine(from);
    const line = save.slice(from, to);
    from = to + 1;
    number += 1;
    if (line === '') continue;
    if (line.startsWith('#')) {
      const refused = incompatible.exec(line);
      if (refused !== null) return err(incompatibleTable(family, refused[1] ?? '?'));
    } else if (line.startsWith('*') && open === undefined) {
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

/** Finds the ends of lines, one after the other: each quote is looked for once. */
function createLineEnds(save: string): (from: number) => number {
  const find = (what: string, from: number) => {
    const found = save.indexOf(what, from);
    return found < 0 ? save.length : found;
  };
  let quote = -1;
  /** Where the line that begins at `from` ends: not inside of quotes, where iptables prints a line's end as it is. */
  return (from) => {
    let to = find('\n', from);
    // Only a rule has quotes that count: a comment line may hold a single one.
    if (save[from] !== '[') return to;
    if (quote < from) quote = find('"', from);
    let isOpen = false;
    while (quote < to || (isOpen && quote < save.length)) {
      // A quoted word begins behind a space; a name that is printed as it is may hold a quote elsewhere.
      if (isOpen ? !isEscaped(save, quote) : save[quote - 1] === ' ') isOpen = !isOpen;
      if (!isOpen && quote > to) to = find('\n', quote);
      quote = find('"', quote + 1);
    }
    return isOpen ? save.length : to;
  };
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function readLine(line: string, table: OpenTable): boolean {
  if (line.startsWith('[')) return readRule(line, table);
  const [whole, name = '', policy = ''] = chainLine.exec(line) ?? [];
  if (whole === undefined) return false;
  table.chains.set(name, policy === '-' ? { rules: [] } : { policy, rules: [] });
  return true;
}

const ruleHead = '] -A ';

/** `[packets:bytes] -A CHAIN text`. By hand: there are tens of thousands of them. */
function readRule(line: string, table: OpenTable): boolean {
  const colon = line.indexOf(':');
  const head = line.indexOf(ruleHead, colon);
  if (colon < 0 || head < 0) return false;
  const packets = Number(line.slice(1, colon));
  const bytes = Number(line.slice(colon + 1, head));
  if (!Number.isInteger(packets) || !Number.isInteger(bytes)) return false;
  const start = head + ruleHead.length;
  const space = line.indexOf(' ', start);
  const owner = table.chains.get(space < 0 ? line.slice(start) : line.slice(start, space));
  if (owner === undefined) return false;
  owner.rules.push({ text: space < 0 ? '' : line.slice(space + 1), packets, bytes });
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
