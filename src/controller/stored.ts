// The last good state in the kernel's own words, for the next boot: when it has to be written anew, and what goes into it.

import { families } from '../policy/family.ts';
import type { Profile } from '../policy/policy.ts';
import type { Clock, StoredRuleset } from '../ports.ts';
import { digestDesired } from '../ruleset/digest.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import type { KeptRuleset } from './memory.ts';
import type { Ready } from './prepare.ts';

/** Whether the rules are others than those that are kept. What names stand for changes often, and is learned anew. */
export function saysOtherwise({ snapshot, desired }: Ready, kept: KeptRuleset | undefined): boolean {
  if (desired === kept?.desired) return false;
  return snapshot.revision !== kept?.revision || digestRules(desired) !== digestRules(kept.desired);
}

function digestRules(desired: Desired): string {
  return digestDesired({ ...desired, sets: [] });
}

export function storedOf({ snapshot, selected, desired }: Ready, clock: Pick<Clock, 'now'>): StoredRuleset {
  const { sysctls, builtinPolicy } = selected.profile;
  const values = sysctls.mode === 'Enforce' ? sysctls.values : [];
  const places = families.flatMap((family) => ['INPUT', 'FORWARD'].map((chain) => `${family} filter ${chain}`));
  return {
    revision: snapshot.revision,
    savedMs: clock.now().getTime(),
    desired,
    parameters: Object.fromEntries(values.map(({ name, value }) => [name, value])),
    policies: policiesOf(builtinPolicy, places),
  };
}

function policiesOf(policy: Profile['builtinPolicy'], places: readonly string[]): StoredRuleset['policies'] {
  return policy === 'Keep' ? {} : Object.fromEntries(places.map((place) => [place, 'DROP']));
}
