// One family at a boot: the best of what can be put up in it, whatever becomes of the other one.

import { nothingDesired } from '../plan/plan.ts';
import type { ObservedParameters } from '../plan/plan-parameters.ts';
import { renderBlindly } from '../plan/render.ts';
import { type Family, families } from '../policy/family.ts';
import type { Revision } from '../policy/snapshot.ts';
import {
  type Clock,
  type Dataplane,
  DataplaneError,
  type DataplaneParts,
  type KernelParameters,
  ParameterError,
} from '../ports.ts';
import type { Desired, Observed, ObservedRuleset, ObservedSet } from '../ruleset/ruleset.ts';
import { readBuiltinPolicies } from './drift.ts';
import type { KeepOverwritten } from './overwritten.ts';
import { makeSo, type Target } from './undo.ts';

export type BootDataplane = Dataplane & DataplaneParts;

export type Standing =
  | { readonly kind: 'LastGood'; readonly revision: Revision }
  | { readonly kind: 'Minimum' }
  /** Nothing of ours could be written; why it began to fail. */
  | { readonly kind: 'Nothing'; readonly refusal: DataplaneError };

/** What may stand, with both families in it. */
export interface Candidate extends Omit<Target, 'changed'> {
  readonly revision: Revision;
}

/** Compiled when it is first asked for: a boot where all goes well needs none. */
export interface Minima {
  readonly whole: () => Desired;
  /** For a kernel that has no sets, and perhaps little else. */
  readonly bare: () => Desired;
}

export interface BootWorld {
  readonly dataplane: BootDataplane;
  /** The backend that is not configured. Asked for only where the configured one takes nothing at all. */
  readonly findOther: (signal: AbortSignal) => Promise<BootDataplane>;
  readonly parameters: Pick<KernelParameters, 'read' | 'write'>;
  readonly keepParameters: KeepOverwritten;
  readonly keepPolicies: KeepOverwritten;
  /** Not earlier than the last write that is known of. */
  readonly clock: Clock;
  /** One sentence for each thing that went wrong. */
  readonly tell: (problem: string) => void;
}

export interface FamilyBoot {
  readonly family: Family;
  /** Newest first. */
  readonly candidates: readonly Candidate[];
  readonly minima: Minima;
  /** Of both families, as they were read at the beginning. */
  readonly sets: Promise<readonly ObservedSet[]>;
}

/** One way of putting something up, and what it is called when it fails. */
interface Attempt {
  readonly name: string;
  readonly standing: Standing;
  readonly run: () => Promise<void>;
}

const minimum = { name: 'the fail-closed minimum', standing: { kind: 'Minimum' } } as const;

/**
 * Puts up the first that the kernel takes: the candidates and the minimum, where rules and sets can be read; the bare
 * minimum, where only rules can; the same without a look at what stands; the same by the other backend.
 *
 * Each that fails is told.
 */
export async function restoreFamily(world: BootWorld, boot: FamilyBoot, signal: AbortSignal): Promise<Standing> {
  const refusals: DataplaneError[] = [];
  const refuse = (what: string, error: unknown) => {
    if (!(error instanceof DataplaneError)) throw error;
    refusals.push(error);
    world.tell(`${boot.family}: ${what}: ${error.message}`);
  };
  for (const { name, standing, run } of await listAttempts(world, { ...boot, refuse }, signal)) {
    try {
      await run();
      return standing;
    } catch (error) {
      refuse(`${name} could not be put up`, error);
    }
  }
  const [refusal] = refusals;
  if (refusal === undefined) throw new Error('nothing was refused, and nothing stands');
  return { kind: 'Nothing', refusal };
}

async function listAttempts(
  world: BootWorld,
  boot: FamilyBoot & { readonly refuse: (what: string, error: unknown) => void },
  signal: AbortSignal,
): Promise<readonly Attempt[]> {
  const { family, candidates, minima, refuse } = boot;
  const { dataplane } = world;
  const reads = [dataplane.observeFamily(family, signal), boot.sets] as const;
  const [ruleset, sets] = await Promise.all([
    reads[0].catch((error: unknown) => refuse('what stands cannot be looked at', error)),
    reads[1].catch((error: unknown) => refuse('no saved rules without sets', error)),
  ]);
  const unseen = async (by: BootDataplane) => await by.restore(family, renderBlindly(minima.bare()[family]), signal);
  const byHand: readonly Attempt[] = [
    { ...minimum, name: `${minimum.name}, unseen,`, run: () => unseen(dataplane) },
    // A kernel may lack what the configuration names, or what `iptables` is on this machine.
    {
      ...minimum,
      name: `${minimum.name} by the other backend`,
      run: async () => unseen(await world.findOther(signal)),
    },
  ];
  if (!ruleset) return byHand;
  const look = createLook(world, { family, ruleset, ...(sets ? { sets } : {}) });
  const put = (candidate: Omit<Candidate, 'revision'>, view: Dataplane) =>
    putUp(world, { family, candidate, view, ruleset }, signal);
  const alone = (desired: Desired) => ({ desired, parameters: [], policies: [] });
  const withSets: readonly Attempt[] = [
    ...candidates.map((one) => ({
      name: one.revision,
      standing: { kind: 'LastGood', revision: one.revision } as const,
      run: () => put(one, look.withSets),
    })),
    { ...minimum, run: () => put(alone(minima.whole()), look.withSets) },
  ];
  const bare = {
    ...minimum,
    name: `${minimum.name} without sets`,
    run: () => put(alone(minima.bare()), look.withoutSets),
  };
  return [...(sets ? withSets : []), bare, ...byHand];
}

interface Looked {
  readonly family: Family;
  readonly ruleset: ObservedRuleset;
  readonly sets?: readonly ObservedSet[];
}

const empty: Observed = {
  ipv4: { family: 'ipv4', tables: new Map() },
  ipv6: { family: 'ipv6', tables: new Map() },
  sets: [],
};
const setPrefixes: Readonly<Record<Family, string>> = { ipv4: 'gw4-', ipv6: 'gw6-' };

/** The kernel as if it held this family alone. What was read just now serves the first look. */
function createLook(
  { dataplane, clock }: BootWorld,
  { family, ...looked }: Looked,
): { readonly withSets: Dataplane; readonly withoutSets: Dataplane } {
  let fresh: Omit<Looked, 'family'> | undefined = looked;
  const observe = async (readSets: (known: Looked['sets']) => Promise<readonly ObservedSet[]>, signal: AbortSignal) => {
    const known = fresh;
    fresh = undefined;
    const reads = [known?.ruleset ?? dataplane.observeFamily(family, signal), readSets(known?.sets)] as const;
    await Promise.allSettled(reads);
    const own = (await reads[1]).filter(({ name }) => name.startsWith(setPrefixes[family]));
    return { ...empty, [family]: await reads[0], sets: own, atMs: clock.now().getTime() };
  };
  return {
    withSets: {
      ...dataplane,
      observe: (signal) => observe(async (known) => known ?? (await dataplane.observeSets(signal)), signal),
    },
    withoutSets: { ...dataplane, observe: (signal) => observe(() => Promise.resolve([]), signal) },
  };
}

interface PuttingUp {
  readonly family: Family;
  readonly candidate: Omit<Candidate, 'revision'>;
  readonly view: Dataplane;
  /** As it stood before everything. */
  readonly ruleset: ObservedRuleset;
}

/** What fails is not taken back: a part of it is better than nothing. */
async function putUp(world: BootWorld, { family, candidate, view, ruleset }: PuttingUp, signal: AbortSignal) {
  const parameters = candidate.parameters.filter(({ name }) => familyOf(name) === family);
  const policies = candidate.policies.filter(({ name }) => name.startsWith(`${family} `));
  const tolerant = tolerate(world);
  if (parameters.length > 0) await world.keepParameters(parameters, await readAll(tolerant, parameters));
  if (policies.length > 0) await world.keepPolicies(policies, readPolicies(policies, ruleset));
  const desired = ofFamily(candidate.desired, family);
  const target = { desired, changed: desired, parameters, policies };
  await makeSo({ dataplane: view, clock: world.clock, parameters: tolerant }, target, signal);
}

/** What is of neither, as net.core, goes with IPv4. */
function familyOf(parameter: string): Family {
  return families.find((family) => parameter.startsWith(`net.${family}.`)) ?? 'ipv4';
}

function ofFamily(desired: Desired, family: Family): Desired {
  const sets = desired.sets.filter((set) => set.family === family);
  return { ...nothingDesired, [family]: desired[family], sets };
}

function readPolicies(policies: Target['policies'], ruleset: ObservedRuleset): ObservedParameters {
  const found = readBuiltinPolicies({ ...empty, [ruleset.family]: ruleset });
  return new Map(policies.map(({ name }) => [name, found.get(name) ?? 'ACCEPT']));
}

async function readAll(
  parameters: Pick<KernelParameters, 'read'>,
  settings: Target['parameters'],
): Promise<ObservedParameters> {
  return new Map(await Promise.all(settings.map(async ({ name }) => [name, await parameters.read(name)] as const)));
}

/** A parameter that cannot be read or set must not keep the rules away. */
function tolerate({ parameters, tell }: BootWorld): Pick<KernelParameters, 'read' | 'write'> {
  const telling = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      tell(error.message);
      return undefined;
    }
  };
  return {
    read: (name) => telling(parameters.read(name)),
    write: async (name, value) => await telling(parameters.write(name, value)),
  };
}
