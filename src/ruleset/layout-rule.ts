// Rules of the layout: those that a profile or a zone answers for.

import type { Profile, Zone } from '../policy/policy.ts';
import type { CompiledRule } from './compile-policy.ts';
import type { Selector, Target } from './rule.ts';

export interface CompiledChain {
  readonly name: string;
  readonly rules: readonly CompiledRule[];
}

/** A rule that the field `field` of the profile made. */
export function profileRule(
  profile: Profile,
  field: string,
  parts: { readonly selector?: Partial<Selector>; readonly target: Target },
): CompiledRule {
  return {
    selector: { matches: [], ...parts.selector },
    comment: `profile/${profile.name}/${field}`,
    target: parts.target,
    role: parts.target.kind === 'jump' ? 'layout' : 'verdict',
    origin: profile.origin,
  };
}

/** A rule of a zone: of its field `field`, or of the zone itself where that is empty. */
export function zoneRule(
  zone: Zone,
  field: string,
  parts: { readonly in: string; readonly out?: string; readonly target: Target },
): CompiledRule {
  const { target, ...interfaces } = parts;
  return {
    selector: { ...interfaces, matches: [] },
    comment: field === '' ? `zone/${zone.name}` : `zone/${zone.name}/${field}`,
    target,
    role: field === '' ? 'layout' : 'verdict',
    origin: zone.origin,
  };
}
