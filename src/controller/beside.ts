// What a revision sets beside its rules: kernel parameters, and the policies of built-in chains. They are set while the change
// is guarded; what stands when it is confirmed is ours, and kept up from then on.

import { isDeepStrictEqual } from 'node:util';
import {
  type BesideKind,
  type BesidePlan,
  besideKinds,
  opensForwarding,
  type ParameterPlan,
  type ParameterWrite,
  type Remembered,
  rememberTried,
  replacedBy,
} from '../plan/plan-parameters.ts';
import { DataplaneError, type RememberedStore, StateError, type UndoOrders } from '../ports.ts';
import type { Observed } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';
import { lookAtPolicies, settlePolicies, takeBackPolicies } from './builtin-policies.ts';
import type { Memory, PassWorld, SettledBeside } from './memory.ts';
import { type BesideRules, lookAtParameters, settleParameters, takeBackParameters } from './parameters.ts';
import { type Ready, standOf } from './prepare.ts';

/** What of each kind is put back when the change is undone. */
export type BesideOrders = Pick<UndoOrders, BesideKind>;

/** Why something of a kind could not be written yet. */
export type Missing = Readonly<Partial<Record<BesideKind, string>>>;

const nothing = { writes: [], matching: [] };
export const nothingBeside: BesidePlan = { parameters: nothing, policies: nothing };
/** What was confirmed is kept up, and nothing else is set: nobody would look whether the host is still reached. */
export const repairsAlone: BesideRules = { extent: 'Repairs', allows: () => true };
/** As in a trial. */
export const everythingBeside: BesideRules = { extent: 'All', allows: () => true };

export function ordersOf({ parameters, policies }: BesidePlan): BesideOrders {
  return { parameters: replacedBy(parameters.writes), policies: replacedBy(policies.writes) };
}

/** What is guarded. What stood as it is wanted may be set again: one parameter of the kernel can change another. */
export function besideOf(plan: BesidePlan, kind: BesideKind): BesideRules {
  const { writes, matching } = plan[kind];
  const settings = [...writes, ...matching];
  return {
    extent: 'All',
    allows: (write) => settings.some(({ name, value }) => write.name === name && write.value === value),
  };
}

export function hasBeside(plan: BesidePlan): boolean {
  return besideKinds.some((kind) => plan[kind].writes.length > 0);
}

/** Of what the change was to set, why something is not there. */
export function whyLacking(plan: BesidePlan, missing: Missing): string | undefined {
  const kind = besideKinds.find((one) => missing[one] !== undefined && plan[one].writes.length > 0);
  return kind === undefined ? undefined : missing[kind];
}

/** @throws StateError where something has to be set, and it is not known what was there before us */
export async function planBeside(
  { parameters, builtins }: PassWorld,
  { selected: { profile } }: Ready,
  observed: Observed,
): Promise<BesidePlan> {
  return {
    parameters: await planKnown(parameters, (store) => lookAtParameters(store, profile)),
    policies: await planKnown(builtins, (store) => lookAtPolicies(store, profile, observed)),
  };
}

/** Where everything is as it should be, nothing has to be known: what is to be put back waits for another revision. */
async function planKnown<Store extends RememberedStore>(
  store: Store | undefined,
  look: (store: Store) => Promise<ParameterPlan>,
): Promise<BesidePlan[BesideKind]> {
  if (store === undefined) return nothing;
  try {
    return await look(store);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const { writes } = await look({ ...store, loadRemembered: () => Promise.resolve({}) });
    if (writes.length > 0) throw error;
    return nothing;
  }
}

/** What is known of the revisions that were confirmed here last. */
type Confirmed = Pick<Memory, 'lastGood' | 'beforeLast'>;

function standsOf({ lastGood, beforeLast }: Confirmed): ReadonlySet<string> {
  return new Set([lastGood, beforeLast].filter((one) => one !== undefined).map(standOf));
}

export interface KeepingTried {
  readonly target: Ready;
  /** The revision that it takes over from: what that one has set is ours. */
  readonly memory: Confirmed;
  readonly observed: Observed;
}

/**
 * The same plan, when what stands there is on disk, and what the revision before has set is noted as ours: before anything
 * at all is written.
 *
 * @throws StateError where something is to be written or noted
 */
export async function keepTried(
  world: PassWorld,
  plan: BesidePlan,
  { target, memory, observed }: KeepingTried,
): Promise<BesidePlan> {
  for (const kind of besideKinds) {
    const store = storeOf(world, kind);
    if (store === undefined) continue;
    const { writes, matching } = plan[kind];
    let isDue = writes.length > 0;
    try {
      const remembered = await store.loadRemembered();
      const known = await settled(world, { kind, remembered, memory, observed });
      isDue ||= !isDeepStrictEqual(known, remembered);
      const isOurs = matching.every(({ name, value }) => known[name]?.ours === value);
      const isTried = writes.length > 0 || !isOurs;
      await store.saveRemembered(isTried ? rememberTried(known, { writes, matching, by: standOf(target) }) : known);
    } catch (error) {
      // What is as it should be is not ours then.
      if (!(error instanceof StateError) || isDue) throw error;
    }
  }
  return plan;
}

function storeOf({ parameters, builtins }: PassWorld, kind: BesideKind): RememberedStore | undefined {
  return kind === 'parameters' ? parameters : builtins;
}

interface Settling {
  readonly kind: BesideKind;
  readonly remembered: Remembered;
  readonly memory: Confirmed;
  readonly observed: Observed;
}

async function settled({ parameters }: PassWorld, settling: Settling): Promise<Remembered> {
  const { kind, remembered, memory, observed } = settling;
  if (memory.lastGood === undefined) return remembered;
  const { profile } = memory.lastGood.selected;
  const known = { remembered, confirmed: standsOf(memory) };
  if (kind === 'policies') return settlePolicies(profile, observed, known);
  return parameters === undefined ? remembered : await settleParameters(parameters, profile, known);
}

/** The revision stands, and no other one is underway. */
export async function settleBeside(world: PassWorld, memory: Confirmed, observed: Observed): Promise<SettledBeside> {
  const known = new Map<BesideKind, Remembered>();
  for (const kind of besideKinds) {
    try {
      const remembered = await storeOf(world, kind)?.loadRemembered();
      if (remembered !== undefined) known.set(kind, await settled(world, { kind, remembered, memory, observed }));
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
    }
  }
  return {
    isOurs(kind, name, value) {
      if (storeOf(world, kind) === undefined) return true;
      const remembered = known.get(kind);
      return remembered === undefined ? undefined : remembered[name]?.ours === value;
    },
    async save() {
      const problems: Problem[] = [];
      for (const [kind, remembered] of known) {
        const store = storeOf(world, kind);
        if (store !== undefined) problems.push(...(await telling(() => store.saveRemembered(remembered))));
      }
      return problems;
    },
  };
}

export interface TakingBackBeside {
  readonly memory: Confirmed;
  /** Before the rules are what they are to be: forwarding is not switched on yet. */
  readonly isEarly: boolean;
}

/** What a revision has left that was not confirmed is taken back: its guard and whoever watched it may have been killed. */
export async function takeBackBeside(
  { parameters, builtins, dataplane, log }: PassWorld,
  { memory, isEarly }: TakingBackBeside,
): Promise<readonly Problem[]> {
  const allows = (write: ParameterWrite) => !isEarly || !opensForwarding(write);
  const taking = { profile: memory.lastGood?.selected.profile, confirmed: standsOf(memory), allows };
  const problems: Problem[] = [];
  const tell = (written: readonly ParameterWrite[]) => {
    for (const { name, found, value } of written)
      log.warn('took back what a revision that was not confirmed had set', { name, from: found, to: value });
  };
  const ofParameters = async () => {
    if (parameters === undefined) return;
    const made = await takeBackParameters(parameters, taking);
    problems.push(...made.problems);
    tell(made.written);
  };
  const ofPolicies = async () => {
    const { signal } = new AbortController();
    if (builtins !== undefined) tell(await takeBackPolicies({ dataplane, store: builtins, signal }, taking));
  };
  const refused = [...(await telling(ofParameters)), ...(await telling(ofPolicies))];
  return [...problems, ...refused];
}

async function telling(work: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    const source = error instanceof StateError ? 'State' : 'Dataplane';
    if (!(error instanceof StateError) && !(error instanceof DataplaneError)) throw error;
    return [{ source, reason: error.reason, message: error.message, retrying: true }];
  }
}
