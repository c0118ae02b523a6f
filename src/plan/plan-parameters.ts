// Kernel parameters (sysctl): what is to be written, what is to be put back, and what differs and is only told.

import type { Parameter, Profile } from '../policy/policy.ts';

/** By name: what stood there before the first write of ours, and what we wrote last. */
export type Remembered = Readonly<Record<string, { readonly before: string; readonly ours: string }>>;

/** By name; undefined where the kernel has none of that name. */
export type ObservedParameters = ReadonlyMap<string, string | undefined>;

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

/** What it takes for the parameters to be as the profile says; without one, to be as they were. */
export function planParameters(
  sysctls: Profile['sysctls'] | undefined,
  observed: ObservedParameters,
  remembered: Remembered,
): ParameterPlan {
  const values = sysctls === undefined || sysctls.mode === 'Disabled' ? [] : sysctls.values;
  const enforced = new Map(sysctls?.mode === 'Enforce' ? values.map(({ name, value }) => [name, value]) : []);
  const writes: ParameterWrite[] = [];
  const kept: Record<string, Remembered[string]> = {};
  for (const [name, known] of Object.entries(remembered)) {
    if (enforced.has(name)) kept[name] = known;
    // What somebody else has set since is theirs.
    else if (observed.get(name) === known.ours && known.ours !== known.before)
      writes.push({ name, found: known.ours, value: known.before, way: 'PutBack' });
  }
  for (const [name, value] of enforced) {
    const found = observed.get(name);
    if (found === undefined) continue;
    if (found !== value) writes.push({ name, found, value, way: 'Enforce' });
    if (found !== value || kept[name] !== undefined) kept[name] = { before: kept[name]?.before ?? found, ours: value };
  }
  return {
    writes: writes.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
    remembered: kept,
    differences: values.flatMap((parameter) => {
      const found = observed.get(parameter.name);
      return found === parameter.value ? [] : [{ parameter, found }];
    }),
  };
}

/** What stands where something is to be written. */
export function replacedBy(writes: readonly ParameterWrite[]): Remembered {
  return Object.fromEntries(writes.map(({ name, found, value }) => [name, { before: found, ours: value }]));
}

function rank({ name }: ParameterWrite): number {
  return isForwarding(name) ? 0 : 1;
}

/** Whether a parameter says that packets pass through this host. */
function isForwarding(name: string): boolean {
  return name === 'net.ipv4.ip_forward' || /^net\.ipv[46]\.conf\..*\.forwarding$/.test(name);
}

/** Writes that must come before rules are taken away: the others follow when the rules stand. */
export function closesForwarding({ name, value }: ParameterWrite): boolean {
  return isForwarding(name) && value === '0';
}
