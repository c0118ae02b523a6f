// The limit for new TCP connections, one budget for those to this host and those through it.

import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { profileRule } from './layout-rule.ts';
import { limitName } from './names.ts';

const tcp = 6;

/** Stands behind established connections, which it does not count. */
export function compileSynRate({ profile }: CompileContext): readonly CompiledRule[] {
  const { synRate } = profile;
  if (synRate === undefined) return [];
  const name = limitName(`profile/${profile.name}/synRate`, 'packets', synRate);
  return [
    profileRule(profile, 'synRate', {
      selector: {
        protocol: tcp,
        matches: [
          { kind: 'tcpFlags', looked: ['FIN', 'SYN', 'RST', 'ACK'], set: ['SYN'] },
          { kind: 'hashlimit', name, over: true, limit: synRate },
        ],
      },
      target: { kind: 'drop' },
    }),
  ];
}
