// Kernel parameters (sysctl): what is to be written, what is to be put back, and what differs and is only told.

import type { Parameter, Profile } from '../policy/policy.ts';

/** By name: what stood there before the first write of ours, and what we wrote last. */
export type Remembered = Readonly<Record<string, { readonly before: string; readonly ours: string }>>;

/** By name; undefined where the kernel has none of that name. What it did not tell is absent, and left alone. */
export type ObservedParameters = ReadonlyMap<string, string | undefined>;

export interface ParameterWrite {
  readonly name: string;
  readonly found: string;
  readonly value: string;
  /** What leaves the manifest gets the value back that it had. */
  readonly way: 'Enforce' | 'PutBack';
  /** It was ours already, and somebody else has changed it since. */
  readonly isRepair: boolean;
}

export interface ParameterPlan {
  /** Forwarding first: the kernel sets other parameters along with it. */
  readonly writes: readonly ParameterWrite[];
  /** What would be written, too, but may not be now. */
  readonly late: readonly ParameterWrite[];
  /** To be kept before anything is written. */
  readonly remembered: Remembered;
  /** Not as the manifest says; with `mode: Report` that is all that comes of it. */
  readonly differences: readonly { readonly parameter: Parameter; readonly found: string | undefined }[];
}

/** Every parameter that has to be looked at. */
export function listParameters({ sysctls }: Pick<Profile, 'sysctls'>, remembered: Remembered): readonly string[] {
  const wanted = sysctls.mode === 'Disabled' ? [] : sysctls.values.map(({ name }) => name);
  return [...new Set([...wanted, ...Object.keys(remembered)])].toSorted();
}

/**
 * What it takes for the parameters to be as the profile says; without one, to be as they were.
 *
 * @param allows whether a write may be made now; absent: each may
 */
export function planParameters(
  sysctls: Profile['sysctls'] | undefined,
  observed: ObservedParameters,
  remembered: Remembered,
  allows: (write: ParameterWrite) => boolean = () => true,
): ParameterPlan {
  const values = sysctls === undefined || sysctls.mode === 'Disabled' ? [] : sysctls.values;
  const enforced = new Map(sysctls?.mode === 'Enforce' ? values.map(({ name, value }) => [name, value]) : []);
  const writes: ParameterWrite[] = [];
  const late: ParameterWrite[] = [];
  const kept: Record<string, Remembered[string]> = {};
  const note = (write: ParameterWrite): boolean => {
    const isAllowed = allows(write);
    (isAllowed ? writes : late).push(write);
    return isAllowed;
  };
  for (const [name, known] of Object.entries(remembered)) {
    const found = observed.get(name);
    // What somebody else has set since is theirs.
    const isDue = found === known.ours && known.ours !== known.before;
    if (enforced.has(name) || !observed.has(name)) kept[name] = known;
    else if (isDue && !note({ name, found, value: known.before, way: 'PutBack', isRepair: false })) kept[name] = known;
  }
  for (const [name, value] of enforced) {
    const found = observed.get(name);
    if (found === undefined) continue;
    const ours = { before: kept[name]?.before ?? found, ours: value };
    if (found === value) {
      if (kept[name] !== undefined) kept[name] = ours;
    } else if (note({ name, found, value, way: 'Enforce', isRepair: kept[name]?.ours === value })) kept[name] = ours;
  }
  const inOrder = (a: ParameterWrite, b: ParameterWrite) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
  return {
    writes: writes.toSorted(inOrder),
    late: late.toSorted(inOrder),
    remembered: kept,
    differences: values.flatMap((parameter) => {
      const found = observed.get(parameter.name);
      return found === parameter.value || !observed.has(parameter.name) ? [] : [{ parameter, found }];
    }),
  };
}

/** What stands where something is to be written. */
export function replacedBy(writes: readonly ParameterWrite[]): Remembered {
  return Object.fromEntries(writes.map(({ name, found, value }) => [name, { before: found, ours: value }]));
}

/** The same, remembered as what is there and not ours yet. */
export function foundBy(writes: readonly ParameterWrite[]): Remembered {
  return Object.fromEntries(writes.map(({ name, found }) => [name, { before: found, ours: found }]));
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
