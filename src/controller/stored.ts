// The last good state in the kernel's own words, for the next boot: when it has to be written anew, and what goes into it.

import type { BesideKind } from '../plan/plan-parameters.ts';
import { families } from '../policy/family.ts';
import type { Clock, StoredRuleset } from '../ports.ts';
import { digestDesired } from '../ruleset/digest.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import type { SettledBeside } from './beside.ts';
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

interface Storing {
  readonly clock: Pick<Clock, 'now'>;
  readonly beside: Pick<SettledBeside, 'isOurs'>;
  /** What was kept last; absent where nothing was. */
  readonly previous: StoredRuleset | undefined;
}

/** What could not be set and confirmed with the revision is not put up by a boot, either: nobody would undo it. */
export function storedOf({ snapshot, selected, desired }: Ready, { clock, beside, previous }: Storing): StoredRuleset {
  const { sysctls, builtinPolicy } = selected.profile;
  const values = sysctls.mode === 'Enforce' ? sysctls.values.map(({ name, value }) => [name, value] as const) : [];
  const places = families.flatMap((family) => ['INPUT', 'FORWARD'].map((chain) => `${family} filter ${chain}`));
  const policies = builtinPolicy === 'Keep' ? [] : places.map((place) => [place, 'DROP'] as const);
  const listOurs = (kind: BesideKind, settings: readonly (readonly [string, string])[]) =>
    settings.filter(([name, value]) => beside.isOurs(kind, name, value) ?? previous?.[kind][name] === value);
  return {
    revision: snapshot.revision,
    savedMs: clock.now().getTime(),
    desired,
    parameters: Object.fromEntries(listOurs('parameters', values)),
    policies: Object.fromEntries(listOurs('policies', policies)),
  };
}
