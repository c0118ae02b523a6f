// Bursts that the kernel cannot count: it keeps a day's worth of a rate, and what is more runs over in silence.

import type { Fault } from './fault.ts';
import { parseRate } from './formats.ts';
import type { Memo } from './memo.ts';
import { faultAt, isKind, pointerTo, type Repository } from './repository.ts';

type Path = readonly (string | number)[];

/** Each object that holds a rate (or the limit of a log) and a burst beside it. */
export function checkBursts(repository: Repository, memo: Memo): readonly Fault[] {
  return repository.manifests.flatMap((manifest) => {
    if (!isKind(manifest, 'FirewallPolicy') && !isKind(manifest, 'FirewallProfile')) return [];
    return memo.keep('burst faults', manifest, () =>
      listLimits(manifest.spec, ['spec']).flatMap(({ path, rate, burst }) => {
        const most = largestBurst(rate);
        if (burst <= most) return [];
        const message = `a burst of ${burst} takes more than a day at ${rate}, and the kernel counts one day; write at most ${most}, or a higher rate`;
        return [faultAt(manifest, pointerTo(...path, 'burst'), message)];
      }),
    );
  });
}

/** As many as the rate gives in a day, at least one. */
export function largestBurst(rate: string): number {
  const parsed = parseRate(rate);
  if (!parsed.ok) throw new Error(`not validated: ${parsed.error}`);
  return parsed.value.count * unitsPerDay[parsed.value.unit];
}

const unitsPerDay = { sec: 86_400, min: 1_440, hour: 24, day: 1 } as const;

interface Placed {
  readonly path: Path;
  readonly rate: string;
  readonly burst: number;
}

function listLimits(value: unknown, path: Path): readonly Placed[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((entry, index) => listLimits(entry, [...path, index]));
  const fields = value as Readonly<Record<string, unknown>>;
  const rate = fields.rate ?? fields.limit;
  const own = typeof rate === 'string' && typeof fields.burst === 'number' ? [{ path, rate, burst: fields.burst }] : [];
  return [...own, ...Object.entries(fields).flatMap(([key, inner]) => listLimits(inner, [...path, key]))];
}
