// The last good state in the kernel's own words, for the next boot: when it has to be written anew, and what goes into it.

import { isDeepStrictEqual } from 'node:util';
import { families } from '../policy/family.ts';
import type { Clock, StoredRuleset } from '../ports.ts';
import { digestDesired } from '../ruleset/digest.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import type { KeptRuleset, Memory } from './memory.ts';
import type { Ready } from './prepare.ts';

/** Whether what is to be kept is other than what is. What names stand for changes often, and is learned anew. */
export function saysOtherwise({ snapshot, desired }: Ready, { kept, missing = [] }: Memory): boolean {
  if (!isDeepStrictEqual(kept?.missing, missing)) return true;
  if (desired === kept?.desired) return false;
  return snapshot.revision !== kept?.revision || digestRules(desired) !== digestRules(kept.desired);
}

export function keptOf({ snapshot, desired }: Ready, { missing = [] }: Pick<Memory, 'missing'>): KeptRuleset {
  return { revision: snapshot.revision, desired, missing };
}

function digestRules(desired: Desired): string {
  return digestDesired({ ...desired, sets: [] });
}

/** What a boot puts up beside the rules; what could not be set and proven yet is not among it. */
export function storedOf(
  ready: Ready,
  { clock, missing = [] }: Pick<Memory, 'missing'> & { readonly clock: Pick<Clock, 'now'> },
): StoredRuleset {
  const { snapshot, desired } = ready;
  const { parameters, policies } = besideOf(ready);
  const standing = (all: StoredRuleset['parameters']) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !missing.includes(name)));
  return {
    revision: snapshot.revision,
    savedMs: clock.now().getTime(),
    desired,
    parameters: standing(parameters),
    policies: standing(policies),
  };
}

/** Of all that a revision enforces beside its rules. */
export function namesBeside(ready: Ready): readonly string[] {
  const { parameters, policies } = besideOf(ready);
  return [...Object.keys(parameters), ...Object.keys(policies)];
}

function besideOf({ selected: { profile } }: Ready): Pick<StoredRuleset, 'parameters' | 'policies'> {
  const { sysctls, builtinPolicy } = profile;
  const values = sysctls.mode === 'Enforce' ? sysctls.values : [];
  const places = families.flatMap((family) => ['INPUT', 'FORWARD'].map((chain) => `${family} filter ${chain}`));
  return {
    parameters: Object.fromEntries(values.map(({ name, value }) => [name, value])),
    policies: builtinPolicy === 'Keep' ? {} : Object.fromEntries(places.map((place) => [place, 'DROP'])),
  };
}
