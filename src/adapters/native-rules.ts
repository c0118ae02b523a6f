// Rules that nft itself made in tables of iptables, and that iptables prints as something else.

import type { Family } from '../policy/family.ts';
import { DataplaneError } from '../ports.ts';
import { ExecError, exec } from './exec.ts';

export interface NativeLook {
  /** For each run of nft. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

const nftFamilies: Readonly<Record<Family, string>> = { ipv4: 'ip', ipv6: 'ip6' };
const tables = ['raw', 'mangle', 'nat', 'filter', 'security'];

/**
 * `filter INPUT`: chains with a rule of which `iptables-nft-save` leaves out a part, with exit code 0; undefined where
 * nft is not installed, so that nobody can look.
 *
 * iptables 1.8.9 prints a look-up in a set, named or not, and a range of addresses without them: `-j DROP`.
 *
 * @throws DataplaneError
 */
export async function findLossyChains(family: Family, look: NativeLook): Promise<readonly string[] | undefined> {
  const listed = await list(family, look);
  if (listed === undefined) return undefined;
  const places = listed.flatMap(({ rule }) =>
    rule !== undefined && tables.includes(rule.table) && isLossy(rule.expr) ? [`${rule.table} ${rule.chain}`] : [],
  );
  return [...new Set(places)];
}

interface Listed {
  readonly rule?: { readonly table: string; readonly chain: string; readonly expr: unknown };
}

async function list(family: Family, look: NativeLook): Promise<readonly Listed[] | undefined> {
  const args = ['--json', '--stateless', '--terse', 'list', 'ruleset', nftFamilies[family]];
  try {
    const { code, stdout, stderr } = await exec('nft', args, look);
    if (code !== 0) throw unreadable(family, stderr.trim());
    return (JSON.parse(stdout) as { readonly nftables: readonly Listed[] }).nftables;
  } catch (error) {
    if (error instanceof ExecError && error.kind === 'NotFound') return undefined;
    if (error instanceof ExecError || error instanceof SyntaxError) throw unreadable(family, error.message);
    throw error;
  }
}

function unreadable(family: Family, why: string): DataplaneError {
  return new DataplaneError('RulesetUnreadable', `nft cannot list the ${family} rules: ${why}`, { family });
}

/** Anywhere in a rule: matches of xtables are named only, so what they hold is not mistaken for nft's own. */
function isLossy(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return typeof part === 'string' && part.startsWith('@');
  if (Array.isArray(part)) return part.some(isLossy);
  return Object.entries(part).some(([key, value]) => {
    if (['set', 'map', 'vmap', 'concat'].includes(key)) return true;
    return key === 'match' ? isLossyMatch(value) : isLossy(value);
  });
}

interface Match {
  readonly left?: { readonly payload?: { readonly field?: string } };
  readonly right?: unknown;
}

/** iptables itself writes ranges of ports. */
function isLossyMatch({ left, right }: Match): boolean {
  const isPort = ['sport', 'dport'].includes(left?.payload?.field ?? '');
  const isRange = typeof right === 'object' && right !== null && 'range' in right;
  return isRange ? !isPort : isLossy(left) || isLossy(right);
}
