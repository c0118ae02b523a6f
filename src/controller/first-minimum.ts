// A host that no Host manifest names, at its very first start: nothing is known of it, so the fail-closed minimum holds.

import { minimumSnapshot } from '../policy/minimum.ts';
import { type Dataplane, DataplaneError, StateError } from '../ports.ts';
import { isOwnedChain } from '../ruleset/ruleset.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type HostName, prepareSnapshot, type Ready } from './prepare.ts';
import { findQuarantine } from './quarantine.ts';

/**
 * The minimum, where the repository does not know this host and nothing was ever enforced here. Undefined where anything
 * was, as the old rules stay then; and where a command asks, which is told why nothing is done.
 */
export async function findFirstMinimum(
  world: PassWorld,
  { memory, host }: { readonly memory: Memory; readonly host: HostName },
  signal: AbortSignal,
): Promise<Ready | undefined> {
  const { newest, lastGood, waiting } = memory;
  const isUnknown = newest?.kind === 'refused' && newest.reason === 'HostUnknown';
  if (!isUnknown || lastGood !== undefined || waiting !== undefined || world.rollout?.canWait !== true)
    return undefined;
  if ((await wasApplied(world)) || (await holdsOurs(world.dataplane, signal))) return undefined;
  const prepared = await prepareSnapshot(minimumSnapshot, host, { ...world, signal });
  if (prepared.kind === 'refused') throw new Error(`the minimum is refused: ${prepared.message}`);
  if (findQuarantine(memory, prepared) !== undefined) return undefined;
  world.log.warn('this host is not known, so the fail-closed minimum holds', { why: newest.message });
  return prepared;
}

/** A folder that cannot be read may hold anything. */
async function wasApplied({ rulesets }: PassWorld): Promise<boolean> {
  try {
    return (await rulesets?.loadRulesets())?.wasApplied ?? true;
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return true;
  }
}

/** What cannot be read may hold anything, too. */
async function holdsOurs(dataplane: Dataplane, signal: AbortSignal): Promise<boolean> {
  try {
    const { ipv4, ipv6 } = await dataplane.observe(signal);
    const tables = [...ipv4.tables.values(), ...ipv6.tables.values()];
    return tables.some(({ chains }) => [...chains.keys()].some(isOwnedChain));
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    return true;
  }
}
