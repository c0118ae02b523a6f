// The policies of INPUT and FORWARD: set when our rules stand, and given back as they were.

import { type ParameterWrite, planParameters, type Remembered, replacedBy } from '../plan/plan-parameters.ts';
import { type Family, families } from '../policy/family.ts';
import type { Profile } from '../policy/policy.ts';
import { type Dataplane, DataplaneError, type RememberedStore, StateError } from '../ports.ts';
import type { Observed } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';

interface PolicyWorld {
  readonly dataplane: Dataplane;
  readonly store: RememberedStore;
  readonly signal: AbortSignal;
}

export interface KeptPolicies {
  readonly problems: readonly Problem[];
  /** What was set, one sentence each. */
  readonly written: readonly string[];
  /** The kernel after it. */
  readonly observed: Observed;
}

/** Makes them what the profile says; `observed` is the kernel as it was read last. Their failure does not undo the rules. */
export async function keepBuiltinPolicies(
  world: PolicyWorld,
  profile: Pick<Profile, 'builtinPolicy' | 'origin'>,
  observed: Observed,
): Promise<KeptPolicies> {
  try {
    const remembered = await world.store.loadRemembered();
    const plan = planParameters(wantedOf(profile), readPolicies(observed), remembered);
    if (plan.writes.length === 0) {
      await world.store.saveRemembered(plan.remembered);
      return { problems: [], written: [], observed };
    }
    await world.store.saveRemembered({ ...remembered, ...plan.remembered });
    await writePolicies(world, plan.writes);
    const after = await world.dataplane.observe(world.signal);
    const left = planParameters(wantedOf(profile), readPolicies(after), plan.remembered);
    if (left.writes.length === 0) await world.store.saveRemembered(left.remembered);
    return { problems: left.writes.map(notKept), written: plan.writes.map(describeWrite), observed: after };
  } catch (error) {
    if (!(error instanceof DataplaneError) && !(error instanceof StateError)) throw error;
    const source = error instanceof StateError ? 'State' : 'Dataplane';
    const problem: Problem = { source, reason: error.reason, message: error.message, retrying: true };
    return { problems: [problem], written: [], observed };
  }
}

/** What a pass would write over, by `ipv4 filter INPUT`. @throws StateError where something would be, and what was there before us is not known */
export async function listReplacedPolicies(
  store: RememberedStore | undefined,
  profile: Pick<Profile, 'builtinPolicy' | 'origin'>,
  observed: Observed,
): Promise<Remembered> {
  if (store === undefined) return {};
  const listWrites = (remembered: Remembered) =>
    planParameters(wantedOf(profile), readPolicies(observed), remembered).writes;
  try {
    return replacedBy(listWrites(await store.loadRemembered()));
  } catch (error) {
    if (!(error instanceof StateError) || listWrites({}).length > 0) throw error;
    return {};
  }
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

function wantedOf({
  builtinPolicy,
  origin,
}: Pick<Profile, 'builtinPolicy' | 'origin'>): Profile['sysctls'] | undefined {
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

function notKept({ name, value }: ParameterWrite): Problem {
  const message = `The policy of ${name} did not become ${value}: another program may be setting it`;
  return { source: 'Dataplane', reason: 'VerifyFailed', message, retrying: true };
}
