// Whether ssh was ever let in by a confirmed revision, where the record that says so is lost.

import type { Snapshot } from '../policy/snapshot.ts';
import type { StoredRuleset } from '../ports.ts';
import type { PassWorld } from './memory.ts';
import { type HostName, prepareSnapshot } from './prepare.ts';

export interface LastGood {
  readonly host: HostName;
  /** The last good one, where it can be read. */
  readonly snapshot: Snapshot | undefined;
}

/**
 * False only where the saved rules of the last good revision hold the automatic failsafe: it stood until now, and to take it
 * away could cut the host off. Else true, so that a damaged file never opens ssh.
 */
export async function inferSshConfirmed(
  world: PassWorld,
  { host, snapshot }: LastGood,
  signal: AbortSignal,
): Promise<boolean> {
  if (snapshot === undefined) return true;
  const prepared = await prepareSnapshot(snapshot, host, { ...world, signal });
  if (prepared.kind === 'refused') return true;
  const { name, failsafe } = prepared.selected.profile;
  if (failsafe.ingress !== 'auto') return true;
  const rulesets = (await world.rulesets?.loadRulesets())?.rulesets ?? [];
  const stored = rulesets.find(({ revision }) => revision === snapshot.revision);
  return stored === undefined || !holds(stored, `--comment "profile/${name}/failsafe"`);
}

function holds({ desired }: StoredRuleset, text: string): boolean {
  return [desired.ipv4, desired.ipv6].some(({ tables }) =>
    tables.some(({ chains }) => chains.some(({ rules }) => rules.some((rule) => rule.text.includes(text)))),
  );
}
