// The policies of INPUT and FORWARD: set when our rules stand, and given back as they were.

import { foundBy, type ParameterWrite, planParameters, type Remembered } from '../plan/plan-parameters.ts';
import { type Family, families } from '../policy/family.ts';
import type { Profile } from '../policy/policy.ts';
import { type Dataplane, DataplaneError, type RememberedStore, StateError } from '../ports.ts';
import type { Observed } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';
import { type BesideRules, type Difference, findRefused, tellLate } from './parameters.ts';

type PolicyProfile = Pick<Profile, 'builtinPolicy' | 'origin'>;

interface PolicyWorld {
  readonly dataplane: Dataplane;
  readonly store: RememberedStore;
  readonly signal: AbortSignal;
}

export interface KeptPolicies {
  readonly problems: readonly Problem[];
  /** What was set, one sentence each. */
  readonly written: readonly string[];
  /** Of what is to be enforced, what does not stand. Absent: nobody knows. */
  readonly missing?: readonly string[];
  /** To be kept when all this may stay; absent: as it is. */
  readonly remembered?: Remembered;
  /** What was set and did not take, by name: what is there instead. */
  readonly refused?: Readonly<Record<string, string>>;
  /** The kernel after it. */
  readonly observed: Observed;
}

/** Makes them what the profile says, as far as that may be now; `observed` is the kernel as it was read last. */
export async function keepBuiltinPolicies(
  world: PolicyWorld,
  { profile, beside: { allows, why } }: { readonly profile: PolicyProfile; readonly beside: BesideRules },
  observed: Observed,
): Promise<KeptPolicies> {
  const wanted = wantedOf(profile);
  try {
    const remembered = await world.store.loadRemembered();
    const plan = planParameters(wanted, readPolicies(observed), remembered, allows);
    let after = observed;
    if (plan.writes.length > 0) {
      await world.store.saveRemembered({ ...foundBy(plan.writes), ...remembered });
      await writePolicies(world, plan.writes);
      after = await world.dataplane.observe(world.signal);
    }
    const then = await world.store.loadRemembered();
    const left = planParameters(wanted, readPolicies(after), then, () => false);
    return {
      problems: tellLate(left.differences, { late: plan.late, why, notKept }),
      written: plan.writes.map(describeWrite),
      missing: left.differences.map(({ parameter }) => parameter.name),
      remembered: left.remembered,
      refused: findRefused(plan.writes, left.differences),
      observed: after,
    };
  } catch (error) {
    if (!(error instanceof DataplaneError) && !(error instanceof StateError)) throw error;
    const source = error instanceof StateError ? 'State' : 'Dataplane';
    const problem: Problem = { source, reason: error.reason, message: error.message, retrying: true };
    return { problems: [problem], written: [], observed };
  }
}

/** What has to be set for this profile. @throws StateError where it is not known what was there before us */
export async function listPolicyWrites(
  store: RememberedStore,
  profile: PolicyProfile,
  observed: Observed,
): Promise<readonly ParameterWrite[]> {
  return planParameters(wantedOf(profile), readPolicies(observed), await store.loadRemembered()).writes;
}

/** Gives back what was there. @throws DataplaneError, StateError */
export async function putBackBuiltinPolicies(world: PolicyWorld): Promise<readonly string[]> {
  const remembered: Remembered = await world.store.loadRemembered();
  if (Object.keys(remembered).length === 0) return [];
  const observed = readPolicies(await world.dataplane.observe(world.signal));
  const { writes } = planParameters(undefined, observed, remembered);
  await writePolicies(world, writes);
  await world.store.saveRemembered({});
  return writes.map(describeWrite);
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

async function writePolicies({ dataplane, signal }: PolicyWorld, writes: readonly ParameterWrite[]): Promise<void> {
  for (const family of families) {
    const lines = writes.flatMap(({ name, value }) => {
      const [of, , chain] = name.split(' ');
      return of === family ? [`:${chain} ${value} [0:0]`] : [];
    });
    // A base chain is never made anew: with --noflush the header only sets its policy.
    if (lines.length > 0) await dataplane.restore(family, ['*filter', ...lines, 'COMMIT', ''].join('\n'), signal);
  }
}

function describeWrite({ name, found, value, way }: ParameterWrite): string {
  return `${name}: policy ${way === 'Enforce' ? 'set' : 'put back'} to ${value} (it was ${found})`;
}

function notKept({ parameter: { name, value } }: Difference): Problem {
  const message = `The policy of ${name} did not become ${value}: another program may be setting it`;
  return { source: 'Dataplane', reason: 'VerifyFailed', message, retrying: true };
}
