// The last good state in the kernel's own words, for the next boot: when it has to be written anew, and what goes into it.

import { isDeepStrictEqual } from 'node:util';
import { type BesideKind, besideKinds } from '../plan/plan-parameters.ts';
import { families } from '../policy/family.ts';
import type { Clock, StoredRuleset } from '../ports.ts';
import { digestDesired } from '../ruleset/digest.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import type { KeptRuleset, SettledBeside } from './memory.ts';
import type { Ready } from './prepare.ts';

/** Whether the rules are others than those that are kept. What names stand for changes often, and is learned anew. */
export function saysOtherwise({ snapshot, desired }: Ready, kept: KeptRuleset | undefined): boolean {
  if (desired === kept?.desired) return false;
  return snapshot.revision !== kept?.revision || digestRules(desired) !== digestRules(kept.desired);
}

function digestRules(desired: Desired): string {
  return digestDesired({ ...desired, sets: [] });
}

interface Storing {
  readonly clock: Pick<Clock, 'now'>;
  readonly beside: Pick<SettledBeside, 'isOurs'>;
  /** What was kept last; absent where nothing was. */
  readonly previous: StoredRuleset | undefined;
}

/** What could not be set and confirmed with the revision is not put up by a boot, either: nobody would undo it. */
export function storedOf(ready: Ready, { clock, beside, previous }: Storing): StoredRuleset {
  const { snapshot, desired } = ready;
  const wanted = wantedBeside(ready);
  const listOurs = (kind: BesideKind) =>
    wanted[kind].filter(([name, value]) => beside.isOurs(kind, name, value) ?? previous?.[kind][name] === value);
  return {
    revision: snapshot.revision,
    savedMs: clock.now().getTime(),
    desired,
    parameters: Object.fromEntries(listOurs('parameters')),
    policies: Object.fromEntries(listOurs('policies')),
  };
}

/** Whether a boot would put up the same. */
export function isSameStored(one: StoredRuleset, other: StoredRuleset): boolean {
  const [texts, others] = [one, other].map(({ savedMs: _, desired, ...rest }) => [rest, digestDesired(desired)]);
  return isDeepStrictEqual(texts, others);
}

/** Whether it is known of all that the revision sets beside its rules. */
export function isDecided(ready: Ready, { isOurs }: Pick<SettledBeside, 'isOurs'>): boolean {
  const wanted = wantedBeside(ready);
  return besideKinds.every((kind) => wanted[kind].every(([name, value]) => isOurs(kind, name, value) !== undefined));
}

function wantedBeside({ selected }: Ready): Readonly<Record<BesideKind, readonly (readonly [string, string])[]>> {
  const { sysctls, builtinPolicy } = selected.profile;
  const places = families.flatMap((family) => ['INPUT', 'FORWARD'].map((chain) => `${family} filter ${chain}`));
  return {
    parameters: sysctls.mode === 'Enforce' ? sysctls.values.map(({ name, value }) => [name, value] as const) : [],
    policies: builtinPolicy === 'Keep' ? [] : places.map((place) => [place, 'DROP'] as const),
  };
}
