// What a revision sets beside its rules: kernel parameters, and the policies of built-in chains. They are set while the change
// is guarded; from its confirmation on they are ours, and kept up.

import { type ParameterWrite, type Remembered, rememberTried, replacedBy } from '../plan/plan-parameters.ts';
import { DataplaneError, type RememberedStore, StateError, type UndoOrders } from '../ports.ts';
import type { Observed } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';
import { confirmPolicies, listPolicyWrites, settlePolicies } from './builtin-policies.ts';
import type { PassWorld } from './memory.ts';
import { type BesideRules, confirmParameters, listParameterWrites, settleParameters } from './parameters.ts';
import type { Ready } from './prepare.ts';

export type BesideKind = 'parameters' | 'policies';

/** What of each kind is put back when the change is undone. */
export type BesideOrders = Pick<UndoOrders, BesideKind>;

/** Why something of a kind could not be written yet. */
export type Missing = Readonly<Partial<Record<BesideKind, string>>>;

export const nothingBeside: BesideOrders = { parameters: {}, policies: {} };
/** What was confirmed is kept up, and nothing else is set: nobody would look whether the host is still reached. */
export const repairsAlone: BesideRules = { extent: 'Repairs', allows: () => true };
/** As in a trial. */
export const everythingBeside: BesideRules = { extent: 'All', allows: () => true };

const kinds = ['parameters', 'policies'] as const;

/** What is guarded, and no more. */
export function besideOf(orders: BesideOrders, kind: BesideKind): BesideRules {
  return { extent: 'All', allows: ({ name, value }) => orders[kind][name]?.ours === value };
}

export function hasBeside(orders: BesideOrders): boolean {
  return kinds.some((kind) => Object.keys(orders[kind]).length > 0);
}

/** Of what the change was to set, why something is not there. */
export function whyLacking(orders: BesideOrders, missing: Missing): string | undefined {
  const kind = kinds.find((one) => missing[one] !== undefined && Object.keys(orders[one]).length > 0);
  return kind === undefined ? undefined : missing[kind];
}

/** What the revision has to set, kept on disk with what stands there before anything at all is written. @throws StateError */
export async function orderBeside(
  { parameters, builtins }: PassWorld,
  { selected: { profile } }: Ready,
  observed: Observed,
): Promise<BesideOrders> {
  const ofParameters = await listKnown(parameters, (store) => listParameterWrites(store, profile));
  const ofPolicies = await listKnown(builtins, (store) => listPolicyWrites(store, profile, observed));
  await keepTried(parameters, ofParameters);
  await keepTried(builtins, ofPolicies);
  return { parameters: replacedBy(ofParameters), policies: replacedBy(ofPolicies) };
}

/** Where everything is as it should be, nothing has to be known: what is to be put back waits for another revision. */
async function listKnown<Store extends RememberedStore>(
  store: Store | undefined,
  list: (store: Store) => Promise<readonly ParameterWrite[]>,
): Promise<readonly ParameterWrite[]> {
  if (store === undefined) return [];
  try {
    return await list(store);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const blind = await list({ ...store, loadRemembered: () => Promise.resolve({}) });
    if (blind.length > 0) throw error;
    return [];
  }
}

async function keepTried(store: RememberedStore | undefined, writes: readonly ParameterWrite[]): Promise<void> {
  if (store === undefined || writes.length === 0) return;
  await store.saveRemembered(rememberTried(await store.loadRemembered(), writes));
}

export interface ConfirmedBeside {
  readonly target: Ready;
  /** The kernel with it. */
  readonly observed: Observed;
  /** Names, as far as they were written just now. */
  readonly written: readonly string[];
}

/** The revision stays: what it has set is ours from now on, and what it has put back is forgotten. */
export async function confirmBeside(
  { parameters, builtins }: PassWorld,
  { target, observed, ...confirmed }: ConfirmedBeside,
): Promise<readonly Problem[]> {
  const { profile } = target.selected;
  const written = new Set(confirmed.written);
  return [
    ...(await noting(parameters, (store) => confirmParameters(store, profile, written))),
    ...(await noting(builtins, (store) => confirmPolicies(store, { profile, written }, observed))),
  ];
}

/** The revision stands, and no other one is underway: nothing is tried any more. */
export async function settleBeside(
  { parameters, builtins }: PassWorld,
  { selected: { profile } }: Ready,
  observed: Observed,
): Promise<readonly Problem[]> {
  return [
    ...(await noting(parameters, (store) => settleParameters(store, profile))),
    ...(await noting(builtins, (store) => settlePolicies(store, profile, observed))),
  ];
}

/** Of both kinds, by name; undefined where it cannot be read, or nobody keeps any. */
export async function listOurs({ parameters, builtins }: PassWorld): Promise<Remembered | undefined> {
  if (parameters === undefined || builtins === undefined) return undefined;
  try {
    return { ...(await parameters.loadRemembered()), ...(await builtins.loadRemembered()) };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return undefined;
  }
}

/** Somebody has confirmed the revision that waits. */
export async function confirmWaitingBeside(
  world: PassWorld,
  target: Ready,
  orders: BesideOrders,
): Promise<readonly Problem[]> {
  const written = kinds.flatMap((kind) => Object.keys(orders[kind]));
  try {
    const observed = await world.dataplane.observe(new AbortController().signal);
    return await confirmBeside(world, { target, observed, written });
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    return [{ source: 'Dataplane', reason: error.reason, message: error.message, retrying: true }];
  }
}

async function noting<Store>(
  store: Store | undefined,
  save: (store: Store) => Promise<void>,
): Promise<readonly Problem[]> {
  if (store === undefined) return [];
  try {
    await save(store);
    return [];
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return [{ source: 'State', reason: error.reason, message: error.message, retrying: true }];
  }
}
