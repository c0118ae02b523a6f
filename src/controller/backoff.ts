// How long to wait before the next try.

/**
 * Milliseconds until try number `failures + 1`: doubles from `baseMs` up to `maxMs`, then jittered down by up to a half,
 * so that many hosts that failed together do not come back together. `random` is uniform in [0, 1).
 */
export function backoffMs(
  failures: number,
  options: { readonly baseMs: number; readonly maxMs: number; readonly random: number },
): number {
  const grown = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(failures, 30));
  return Math.round(grown * (1 - options.random / 2));
}

/** A share of `intervalMs` in [0, 1) that is the same for a host at every start: it spreads the polls of many hosts. */
export function pollPhase(hostName: string): number {
  let hash = 2_166_136_261;
  for (const character of hostName) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash / 2 ** 32;
}
