// Rates as hashlimit stores and prints them.

const unitSeconds = { day: 86_400, hour: 3_600, min: 60, sec: 1 } as const;
type Unit = keyof typeof unitSeconds;
const units: readonly Unit[] = ['day', 'hour', 'min', 'sec'];
/** hashlimit revision 3 counts in millionths of a second (XT_HASHLIMIT_SCALE_v2). */
const scale = 1_000_000;

export interface PrintedRate {
  /** `60/min` is printed as `1/sec`. */
  readonly text: string;
  /** What the kernel forgets a source after, when not told otherwise: the printed unit. */
  readonly unitMs: number;
}

/**
 * The rate as `iptables-save` prints it.
 *
 * Follows print_rate() of iptables' libxt_hashlimit: the smallest unit in which the stored period is near a whole number.
 */
export function printRate(rate: string): PrintedRate {
  const { count, unit } = parseRate(rate);
  const period = Math.floor((unitSeconds[unit] * scale) / count);
  let chosen: Unit = 'day';
  for (const next of units.slice(1)) {
    const mult = unitSeconds[next] * scale;
    if (period > mult || Math.floor(mult / period) < mult % period) break;
    chosen = next;
  }
  const printed = Math.floor((unitSeconds[chosen] * scale) / period);
  return { text: `${printed}/${chosen}`, unitMs: unitSeconds[chosen] * 1000 };
}

/**
 * How long the kernel must remember a source, in milliseconds: the rate's unit, or the time in which an empty bucket
 * fills, whichever is longer. Forgotten earlier, a source would have its whole burst again.
 */
export function expireMs(rate: string, burst: number): number {
  const { count, unit } = parseRate(rate);
  const unitMs = unitSeconds[unit] * 1000;
  return Math.max(unitMs, Math.ceil((burst * unitMs) / count));
}

/**
 * The burst, or as much of it as the kernel can count: what the rate gives in a day.
 *
 * xt_hashlimit keeps credits in 64 bits, scaled so that a day just fits; more runs over in silence.
 */
export function countableBurst({ rate, burst }: { readonly rate: string; readonly burst: number }): number {
  const { count, unit } = parseRate(rate);
  return Math.min(burst, Math.max(1, Math.floor((count * unitSeconds.day) / unitSeconds[unit])));
}

function parseRate(rate: string): { readonly count: number; readonly unit: Unit } {
  const [count, unit] = rate.split('/');
  const found = units.find((known) => known === unit);
  if (found === undefined || !(Number(count) >= 1)) throw new Error(`not a validated rate: ${rate}`);
  return { count: Number(count), unit: found };
}
