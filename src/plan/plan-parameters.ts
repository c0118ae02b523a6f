// Kernel parameters (sysctl): what is to be written, what is to be put back, and what differs and is only told.

import type { Parameter, Profile } from '../policy/policy.ts';

/** What is known of one parameter. */
export interface Known {
  /** What stood there before the first write of ours. */
  readonly before: string;
  /** What stood there when the revision was confirmed that stands; `before` where none has set it. */
  readonly ours: string;
  /** What a revision has set, or was about to, and nobody has noted yet what became of it. */
  readonly tried?: Try;
}

interface Try {
  /** What stood there until then. */
  readonly found: string;
  readonly value: string;
  /** Names the revision, and what of it holds on this host. */
  readonly by: string;
}

/** By name. */
export type Remembered = Readonly<Record<string, Known>>;

/** By name; undefined where the kernel has none of that name. What it did not tell is absent, and left alone. */
export type ObservedParameters = ReadonlyMap<string, string | undefined>;

/** `All` where the change is guarded. `Repairs`: what was confirmed is kept up, and nothing else is set. */
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
  /** What is to be enforced and stands already. */
  readonly matching: readonly Setting[];
  /** Not as the manifest says; with `mode: Report` that is all that comes of it. */
  readonly differences: readonly Difference[];
}

/** What a revision sets beside its rules: policies are those of built-in chains, named `ipv4 filter INPUT`. */
export const besideKinds = ['parameters', 'policies'] as const;
export type BesideKind = (typeof besideKinds)[number];

/** Of each kind, what has to be set, and what is needed as it stands. */
export type BesidePlan = Readonly<Record<BesideKind, Pick<ParameterPlan, 'writes' | 'matching'>>>;

interface Setting {
  readonly name: string;
  readonly value: string;
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
  for (const [name, { before, ours, tried }] of Object.entries(remembered)) {
    if (extent === 'Repairs' || enforced.has(name)) continue;
    const found = observed.get(name);
    // What somebody else has set since is theirs.
    const isOfUs = found === ours || found === tried?.value;
    if (found !== undefined && isOfUs && found !== before) writes.push({ name, found, value: before, way: 'PutBack' });
  }
  for (const [name, value] of enforced) {
    const found = observed.get(name);
    if (found === undefined || found === value) continue;
    if (extent === 'All' || remembered[name]?.ours === value) writes.push({ name, found, value, way: 'Enforce' });
  }
  return {
    writes: inOrder(writes),
    matching: [...enforced].flatMap(([name, value]) => (observed.get(name) === value ? [{ name, value }] : [])),
    differences: values.flatMap((parameter) => {
      const found = observed.get(parameter.name);
      return found === parameter.value || !observed.has(parameter.name) ? [] : [{ parameter, found }];
    }),
  };
}

/** What a revision has left that was not confirmed, because its undoing was lost: everything goes back to what was. */
export function planTakingBack(
  sysctls: Profile['sysctls'] | undefined,
  observed: ObservedParameters,
  { remembered, confirmed }: Settling,
): readonly ParameterWrite[] {
  const enforced = enforcedBy(sysctls);
  const writes = Object.entries(remembered).flatMap(([name, { before, ours, tried }]): ParameterWrite[] => {
    if (tried === undefined || !isRemains(tried, observed.get(name), confirmed)) return [];
    const value = enforced.has(name) ? ours : before;
    return value === tried.value ? [] : [{ name, found: tried.value, value, way: 'PutBack' }];
  });
  return inOrder(writes);
}

function isRemains(
  { found: stood, value, by }: Try,
  found: string | undefined,
  confirmed: ReadonlySet<string>,
): boolean {
  return !confirmed.has(by) && found === value && stood !== value;
}

function inOrder(writes: readonly ParameterWrite[]): readonly ParameterWrite[] {
  return writes.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

export interface Trying extends Pick<ParameterPlan, 'writes' | 'matching'> {
  readonly by: string;
}

/** Before anything is written: what stands there, and what the revision is about to make of it, or needs as it is. */
export function rememberTried(remembered: Remembered, { writes, matching, by }: Trying): Remembered {
  const founds = [...writes, ...matching.map(({ name, value }) => ({ name, value, found: value }))];
  const tried = founds.map(({ name, found, value }) => {
    const { before, ours, tried: known } = remembered[name] ?? { before: found, ours: found };
    // What another one has left there is not what stood there.
    const stood = known?.value === found ? known.found : found;
    return [name, { before, ours, tried: { found: stood, value, by } }] as const;
  });
  return { ...remembered, ...Object.fromEntries(tried) };
}

export interface Settling {
  readonly remembered: Remembered;
  /** What was tried by these is no remains. */
  readonly confirmed: ReadonlySet<string>;
}

/**
 * A confirmed revision stands, and no other one is underway: what it has tried and stands is ours from now on, what it has
 * put back is forgotten, and what others have tried and does not stand was undone.
 */
export function rememberSettled(
  sysctls: Profile['sysctls'] | undefined,
  observed: ObservedParameters,
  { remembered, confirmed }: Settling,
): Remembered {
  const enforced = enforcedBy(sysctls);
  const settle = (name: string, known: Known): Known | undefined => {
    const { before, ours, tried } = known;
    if (!observed.has(name)) return known;
    const found = observed.get(name);
    if (tried !== undefined && isRemains(tried, found, confirmed)) return known;
    const isOurs = tried !== undefined && confirmed.has(tried.by) && found === tried.value;
    const settled = { before, ours: isOurs ? tried.value : ours };
    // What could not be put back yet is put back with another revision; the rest is back, or somebody else's.
    const isForgotten = !enforced.has(name) && (found !== settled.ours || found === before);
    return isForgotten ? undefined : settled;
  };
  const settled = Object.entries(remembered).flatMap(([name, known]) => {
    const next = settle(name, known);
    return next === undefined ? [] : [[name, next] as const];
  });
  return Object.fromEntries(settled);
}

/** The names of what was tried, and nobody has noted yet what became of it. */
export function triedIn(remembered: Remembered): readonly string[] {
  return Object.keys(remembered).filter((name) => remembered[name]?.tried !== undefined);
}

/** The names of which something is still to be noted. */
export function unsettledIn(sysctls: Profile['sysctls'] | undefined, remembered: Remembered): readonly string[] {
  const enforced = enforcedBy(sysctls);
  return Object.keys(remembered).filter((name) => remembered[name]?.tried !== undefined || !enforced.has(name));
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

/** Writes that must not come before the rules stand. */
export function opensForwarding({ name, value }: Pick<ParameterWrite, 'name' | 'value'>): boolean {
  return isForwarding(name) && value !== '0';
}

/** Writes that must come before rules are taken away: the others follow when the rules stand. */
export function closesForwarding({ name, value }: Pick<ParameterWrite, 'name' | 'value'>): boolean {
  return isForwarding(name) && value === '0';
}
