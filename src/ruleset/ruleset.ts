// Tables, chains and rules as iptables-save prints them: what is desired, and what was observed.

import type { Family } from '../policy/family.ts';
import type { Origin } from '../policy/fault.ts';

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';
/** The order in which a packet meets them, and in which they are written. */
export const tableNames: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];

/** One line of a chain. `text` is everything behind `-A CHAIN `, exactly as the kernel prints it back. */
export interface DesiredRule {
  readonly text: string;
  /** What its comment says: `policy/<name>/<rule>` and the like. */
  readonly label: string;
  /** `verdict` ends a packet's way or says so, `record` logs it, `layout` leads from chain to chain. */
  readonly role: 'verdict' | 'record' | 'layout';
  /** The manifest line that this rule answers to. */
  readonly origin: Origin;
}

export interface DesiredChain {
  readonly name: string;
  readonly rules: readonly DesiredRule[];
}

/** The one rule in a foreign chain that leads to ours. It carries no comment and no origin: it belongs to the layout. */
export interface Hook {
  readonly builtin: 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';
  readonly target: string;
  /** Globs (with `*`) of the chains behind whose leading jumps the hook stands; empty: it stands first. */
  readonly after: readonly string[];
  /** The chain where it stands: there it is accepted in any place. It is put back where it is missing. */
  readonly stands?: string;
}

export interface DesiredTable {
  readonly name: TableName;
  /** Sorted bytewise by name, as a save prints them. */
  readonly chains: readonly DesiredChain[];
  readonly hooks: readonly Hook[];
}

export interface DesiredRuleset {
  readonly family: Family;
  /** In the order of `tableNames`; tables without owned chains are absent. */
  readonly tables: readonly DesiredTable[];
}

/** Networks; addresses with a port; or flows that were ended: those are the controller's at run time, and go by themselves. */
export type SetType = 'hash:net' | 'hash:ip,port' | 'hash:ip,port,ip';

export interface DesiredSet {
  /** `gw4-<name>` or `gw6-<name>`, at most 30 characters. */
  readonly name: string;
  readonly family: Family;
  readonly type: SetType;
  /** As `ipset save` prints them (no `/32`, no `/128`), sorted. Of flows always empty: those of the kernel are live. */
  readonly entries: readonly string[];
  /** What it holds is not known here: entries of the kernel are left as they are. */
  readonly isLive?: true;
  /** When entries end by themselves (seconds since 1970), those that do; absent: the set is of a kind that lets none end. */
  readonly until?: Readonly<Record<string, number>>;
  readonly origin: Origin;
}

export interface Desired {
  readonly ipv4: DesiredRuleset;
  readonly ipv6: DesiredRuleset;
  /** Sorted bytewise by name. */
  readonly sets: readonly DesiredSet[];
}

export interface ObservedRule {
  /** Everything behind `-A CHAIN `, byte for byte. */
  readonly text: string;
  readonly packets: number;
  readonly bytes: number;
}

export interface ObservedChain {
  readonly name: string;
  /** `ACCEPT` or `DROP` of a built-in chain; absent for a user chain. */
  readonly policy?: string;
  readonly rules: readonly ObservedRule[];
}

export interface ObservedTable {
  readonly name: string;
  readonly chains: ReadonlyMap<string, ObservedChain>;
}

export interface ObservedRuleset {
  readonly family: Family;
  readonly tables: ReadonlyMap<string, ObservedTable>;
}

export interface ObservedSet {
  readonly name: string;
  readonly type: string;
  /** The words behind the type, `initval` (random) left out. */
  readonly options: readonly string[];
  /** As printed, in the kernel's order; of networks without the seconds that they have left. */
  readonly entries: readonly string[];
  /** Seconds that entries have left, 0 for ever; absent: the set's kind lets no network end. */
  readonly timeouts?: ReadonlyMap<string, number>;
}

export interface Observed {
  readonly ipv4: ObservedRuleset;
  readonly ipv6: ObservedRuleset;
  readonly sets: readonly ObservedSet[];
  /** When the sets were read, since 1970; absent where nobody can tell. */
  readonly atMs?: number;
}

/** Whether a chain is ours to change. */
export function isOwnedChain(name: string): boolean {
  return name.startsWith('GW-');
}

/** Whether a chain is of the layout, where our hooks lead: a policy's chain has lower case in its name. */
export function isLayoutChain(name: string): boolean {
  return isOwnedChain(name) && !/[a-z]/.test(name);
}

/** Whether an ipset is ours to change. */
export function isOwnedSet(name: string): boolean {
  return name.startsWith('gw4-') || name.startsWith('gw6-');
}
