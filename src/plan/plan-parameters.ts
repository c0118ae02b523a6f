// Kernel parameters (sysctl): what is to be written, what is to be put back, and what differs and is only told.

import type { Parameter, Profile } from '../policy/policy.ts';

/** What is known of one parameter. */
export interface Known {
  /** What stood there before the first write of ours. */
  readonly before: string;
  /** What stands there by a revision that was confirmed; `before` where none has set it. */
  readonly ours: string;
  /** What a revision has set, or was about to, that was not confirmed yet. */
  readonly tried?: string;
}

/** By name. */
export type Remembered = Readonly<Record<string, Known>>;

/** By name; undefined where the kernel has none of that name. What it did not tell is absent, and left alone. */
export type ObservedParameters = ReadonlyMap<string, string | undefined>;

/** `All` where the change is guarded. `Repairs`: what was confirmed is kept up, and what was not is taken back. */
export type Extent = 'All' | 'Repairs';

export interface ParameterWrite {
  readonly name: string;
  readonly found: string;
  readonly value: string;
  /** What leaves the manifest gets the value back that it had. */
  readonly way: 'Enforce' | 'PutBack';
}

export interface ParameterPlan {
  /** Forwarding first: the kernel sets other parameters along with it. */
  readonly writes: readonly ParameterWrite[];
  /** Not as the manifest says; with `mode: Report` that is all that comes of it. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly parameter: Parameter;
  readonly found: string | undefined;
}

/** Every parameter that has to be looked at. */
export function listParameters({ sysctls }: Pick<Profile, 'sysctls'>, remembered: Remembered): readonly string[] {
  const wanted = sysctls.mode === 'Disabled' ? [] : sysctls.values.map(({ name }) => name);
  return [...new Set([...wanted, ...Object.keys(remembered)])].toSorted();
}

/** What it takes for the parameters to be as the profile says; without one, to be as they were. */
export function planParameters(
  sysctls: Profile['sysctls'] | undefined,
  observed: ObservedParameters,
  { remembered, extent }: { readonly remembered: Remembered; readonly extent: Extent },
): ParameterPlan {
  const values = sysctls === undefined || sysctls.mode === 'Disabled' ? [] : sysctls.values;
  const enforced = enforcedBy(sysctls);
  const writes: ParameterWrite[] = [];
  for (const [name, known] of Object.entries(remembered)) {
    const found = observed.get(name);
    const value = known.before;
    // What somebody else has set since is theirs.
    const isOfUs = found === known.tried || (extent === 'All' && found === known.ours);
    if (!enforced.has(name) && found !== undefined && isOfUs && found !== value)
      writes.push({ name, found, value, way: 'PutBack' });
  }
  for (const [name, value] of enforced) {
    const found = observed.get(name);
    const known = remembered[name];
    if (found === undefined || found === value) continue;
    const isRepair = known !== undefined && (known.ours === value || known.tried === found);
    if (extent === 'All' || isRepair) writes.push({ name, found, value, way: 'Enforce' });
  }
  return {
    writes: writes.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
    differences: values.flatMap((parameter) => {
      const found = observed.get(parameter.name);
      return found === parameter.value || !observed.has(parameter.name) ? [] : [{ parameter, found }];
    }),
  };
}

/** Before anything is written: what stands there, and what is about to. */
export function rememberTried(remembered: Remembered, writes: readonly ParameterWrite[]): Remembered {
  const tried = writes.map(({ name, found, value }) => {
    const { before, ours } = remembered[name] ?? { before: found, ours: found };
    return [name, { before, ours, tried: value }] as const;
  });
  return { ...remembered, ...Object.fromEntries(tried) };
}

/** The profile was confirmed: what stands by it is ours, what was `written` though it reads otherwise too. */
export function rememberConfirmed(
  sysctls: Profile['sysctls'] | undefined,
  observed: ObservedParameters,
  { remembered, written }: { readonly remembered: Remembered; readonly written: ReadonlySet<string> },
): Remembered {
  const enforced = enforcedBy(sysctls);
  const next: Record<string, Known> = {};
  for (const [name, { before, ours }] of Object.entries(remembered)) {
    const found = observed.get(name);
    // What is not put back yet, or not told, is not forgotten.
    if (enforced.has(name) || !observed.has(name) || (found === ours && ours !== before)) next[name] = { before, ours };
  }
  for (const [name, value] of enforced) {
    const found = observed.get(name);
    if (found === value || written.has(name))
      next[name] = { before: next[name]?.before ?? found ?? value, ours: value };
    else if (next[name]?.ours === next[name]?.before) delete next[name];
  }
  return next;
}

/** The names of what was tried and not confirmed yet. */
export function triedIn(remembered: Remembered): readonly string[] {
  return Object.keys(remembered).filter((name) => remembered[name]?.tried !== undefined);
}

/**
 * No revision is underway, so nothing is tried any more: what stands as the profile says is ours after all, as its
 * confirmation could not be kept; the rest was undone.
 */
export function rememberSettled(
  sysctls: Profile['sysctls'] | undefined,
  observed: ObservedParameters,
  remembered: Remembered,
): Remembered {
  const enforced = enforcedBy(sysctls);
  const settled = Object.entries(remembered).flatMap(([name, known]): readonly [string, Known][] => {
    const { before, ours, tried } = known;
    const found = observed.get(name);
    if (tried === undefined || !observed.has(name)) return [[name, known]];
    if (!enforced.has(name) && found === before) return [];
    if (found !== tried) return [[name, { before, ours }]];
    return [[name, found === enforced.get(name) ? { before, ours: found } : known]];
  });
  return Object.fromEntries(settled);
}

function enforcedBy(sysctls: Profile['sysctls'] | undefined): ReadonlyMap<string, string> {
  return new Map(sysctls?.mode === 'Enforce' ? sysctls.values.map(({ name, value }) => [name, value]) : []);
}

/** What stands where something is to be written. */
export function replacedBy(writes: readonly ParameterWrite[]): Remembered {
  return Object.fromEntries(writes.map(({ name, found, value }) => [name, { before: found, ours: value }]));
}

function rank({ name }: Pick<ParameterWrite, 'name'>): number {
  return isForwarding(name) ? 0 : 1;
}

/** Whether a parameter says that packets pass through this host. */
function isForwarding(name: string): boolean {
  return name === 'net.ipv4.ip_forward' || /^net\.ipv[46]\.conf\..*\.forwarding$/.test(name);
}

/** Writes that must come before rules are taken away: the others follow when the rules stand. */
export function closesForwarding({ name, value }: Pick<ParameterWrite, 'name' | 'value'>): boolean {
  return isForwarding(name) && value === '0';
}
