// The refusal of flows that a revision has ended: before established, whichever side speaks.

import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { profileRule } from './layout-rule.ts';
import { revokedSetName } from './names.ts';
import type { DesiredSet } from './ruleset.ts';

/** They always stand: to end a flow is then an entry of a set, and no rule changes. */
export function compileRevoked({ family, profile }: CompileContext): readonly CompiledRule[] {
  const set = revokedSetName(family);
  return (['Original', 'Reply'] as const).map((way) =>
    profileRule(profile, 'revoked', {
      selector: { matches: [{ kind: 'flows', set, way }] },
      target: { kind: 'drop' },
    }),
  );
}

/** What the rules of `compileRevoked` name. Its entries are made at run time and go by themselves. */
export function compileRevokedSet({ family, profile }: Pick<CompileContext, 'family' | 'profile'>): DesiredSet {
  return { name: revokedSetName(family), family, type: 'hash:ip,port,ip', entries: [], origin: profile.origin };
}
