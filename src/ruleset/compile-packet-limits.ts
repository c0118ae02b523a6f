// Limits for each packet, which stand before established connections: behind them they would limit nothing.

import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { compileSelectors } from './compile-selector.ts';
import { limitName } from './names.ts';

/** The rules that drop what is above the profile's limits in this direction, in the order of its list. */
export function compilePacketLimits({ family, direction, sets, profile }: CompileContext): readonly CompiledRule[] {
  return profile.packetLimits.flatMap((limit) => {
    if (limit.direction !== direction) return [];
    const label = `profile/${profile.name}/packetLimits/${limit.name}`;
    const { rate, burst, per } = limit;
    const above = {
      kind: 'hashlimit',
      name: limitName(label, 'packets', limit),
      over: true,
      limit: { rate, burst, per },
    } as const;
    return compileSelectors({ from: limit.from, to: 'any', traffic: limit.traffic }, family, sets).map((selector) => ({
      selector: { ...selector, matches: [...selector.matches, above] },
      comment: label,
      target: { kind: 'drop' },
      role: 'verdict',
      origin: limit.origin,
    }));
  });
}
