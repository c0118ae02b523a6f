// The policies of INPUT and FORWARD: set when our rules stand, and given back as they were.

import {
  type Difference,
  type ParameterPlan,
  type ParameterWrite,
  planParameters,
  planTakingBack,
  type Remembered,
  rememberSettled,
  type Settling,
  triedIn,
} from '../plan/plan-parameters.ts';
import { type Family, families } from '../policy/family.ts';
import type { Profile } from '../policy/policy.ts';
import { type Dataplane, DataplaneError, type RememberedStore, StateError } from '../ports.ts';
import type { Observed } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';
import { type BesideRules, isLate, type TakingBack, tellLate } from './parameters.ts';

type PolicyProfile = Pick<Profile, 'builtinPolicy' | 'origin'>;

interface PolicyWorld {
  readonly dataplane: Dataplane;
  readonly store: RememberedStore;
  readonly signal: AbortSignal;
}

export interface KeptPolicies {
  readonly problems: readonly Problem[];
  /** What was set. */
  readonly written: readonly ParameterWrite[];
  /** The kernel after it. */
  readonly observed: Observed;
}

/** Makes them what the profile says, as far as that may be now; `observed` is the kernel as it was read last. */
export async function keepBuiltinPolicies(
  { store, dataplane, signal }: PolicyWorld,
  { profile, beside }: { readonly profile: PolicyProfile; readonly beside: BesideRules },
  observed: Observed,
): Promise<KeptPolicies> {
  const wanted = wantedOf(profile);
  try {
    const remembered = await store.loadRemembered();
    const { extent, allows } = beside;
    const plan = planParameters(wanted, readPolicies(observed), { remembered, extent });
    const writes = plan.writes.filter(allows);
    const tell = (differences: readonly Difference[]) =>
      differences.map((one) => (isLate(one, writes) ? tellLate(one) : notKept(one)));
    if (writes.length === 0) return { problems: tell(plan.differences), written: [], observed };
    await writePolicies({ dataplane, signal }, writes);
    const after = await dataplane.observe(signal);
    const { differences } = planParameters(wanted, readPolicies(after), { remembered, extent });
    return { problems: tell(differences), written: writes, observed: after };
  } catch (error) {
    if (!(error instanceof DataplaneError) && !(error instanceof StateError)) throw error;
    const source = error instanceof StateError ? 'State' : 'Dataplane';
    const problem: Problem = { source, reason: error.reason, message: error.message, retrying: true };
    return { problems: [problem], written: [], observed };
  }
}

/** What it takes for this profile to stand. @throws StateError where it is not known what was there before us */
export async function lookAtPolicies(
  store: RememberedStore,
  profile: PolicyProfile,
  observed: Observed,
): Promise<ParameterPlan> {
  const remembered = await store.loadRemembered();
  return planParameters(wantedOf(profile), readPolicies(observed), { remembered, extent: 'All' });
}

/** What a revision that does not stand has left is taken back. @throws DataplaneError, StateError */
export async function takeBackPolicies(
  { store, dataplane, signal }: PolicyWorld,
  { profile, confirmed, allows }: TakingBack,
): Promise<readonly ParameterWrite[]> {
  const remembered = await store.loadRemembered();
  if (triedIn(remembered).length === 0) return [];
  const observed = readPolicies(await dataplane.observe(signal));
  const wanted = profile === undefined ? undefined : wantedOf(profile);
  const writes = planTakingBack(wanted, observed, { remembered, confirmed }).filter(allows);
  await writePolicies({ dataplane, signal }, writes);
  return writes;
}

/** What is to be remembered now that the profile stands. */
export function settlePolicies(profile: PolicyProfile, observed: Observed, known: Settling): Remembered {
  return rememberSettled(wantedOf(profile), readPolicies(observed), known);
}

/** Gives back what was there. @throws DataplaneError, StateError */
export async function putBackBuiltinPolicies(world: PolicyWorld): Promise<readonly string[]> {
  const remembered: Remembered = await world.store.loadRemembered();
  if (Object.keys(remembered).length === 0) return [];
  const observed = readPolicies(await world.dataplane.observe(world.signal));
  const { writes } = planParameters(undefined, observed, { remembered, extent: 'All' });
  await writePolicies(world, writes);
  await world.store.saveRemembered({});
  return writes.map(describePolicyWrite);
}

const chains = ['INPUT', 'FORWARD'] as const;

/** `ipv4 filter INPUT` to its policy; where nft has not made a chain yet, nothing is dropped. */
function readPolicies(observed: Observed): ReadonlyMap<string, string> {
  return new Map(
    families.flatMap((family) =>
      chains.map((chain) => {
        const found = observed[family].tables.get('filter')?.chains.get(chain)?.policy;
        return [placeOf(family, chain), found ?? 'ACCEPT'] as const;
      }),
    ),
  );
}

function placeOf(family: Family, chain: string): string {
  return `${family} filter ${chain}`;
}

function wantedOf({ builtinPolicy, origin }: PolicyProfile): Profile['sysctls'] | undefined {
  if (builtinPolicy === 'Keep') return undefined;
  const names = families.flatMap((family) => chains.map((chain) => placeOf(family, chain)));
  return { mode: 'Enforce', values: names.map((name) => ({ name, value: 'DROP', origin })) };
}

async function writePolicies(
  { dataplane, signal }: Omit<PolicyWorld, 'store'>,
  writes: readonly ParameterWrite[],
): Promise<void> {
  for (const family of families) {
    const lines = writes.flatMap(({ name, value }) => {
      const [of, , chain] = name.split(' ');
      return of === family ? [`:${chain} ${value} [0:0]`] : [];
    });
    // A base chain is never made anew: with --noflush the header only sets its policy.
    if (lines.length > 0) await dataplane.restore(family, ['*filter', ...lines, 'COMMIT', ''].join('\n'), signal);
  }
}

export function describePolicyWrite({ name, found, value, way }: ParameterWrite): string {
  return `${name}: policy ${way === 'Enforce' ? 'set' : 'put back'} to ${value} (it was ${found})`;
}

function notKept({ parameter: { name, value } }: Difference): Problem {
  const message = `The policy of ${name} did not become ${value}: another program may be setting it`;
  return { source: 'Dataplane', reason: 'VerifyFailed', message, retrying: true };
}
