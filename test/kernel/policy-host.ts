// A host that enforces the rules of one policy, and what its clients see of it.

import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import type { Family } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { document } from '../policy/yaml.ts';
import { compileFiles, dataplaneOf, observe } from './rulesets.ts';
import { anyClient, type ClientPlan, type World } from './world.ts';

const never = new AbortController().signal;
/** Long enough for an answer on a loaded machine, shorter than the second after which a lost SYN is sent again. */
const shortMs = 600;

/** Explicit failsafe: none, so that nothing but the policies decides. Refusals of the default are silent. */
export const closedProfile = document(
  'FirewallProfile',
  'site',
  'hostSelector: {}\ndefaults: {denyStyle: {external: Drop, internal: Drop}}\nfailsafe: {ingress: [], reason: a test}',
);

/** The host takes on these documents as a commit, reads back as written, and forgets its flows and neighbours. */
export async function enforce(world: World, ...documents: readonly string[]): Promise<Desired> {
  const text = [closedProfile, ...documents].join('---\n');
  const desired = compileFiles([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  await applyDesired(dataplaneOf(world), desired, never);
  if (!isEmptyPlan(planChanges(desired, await observe(world)))) throw new Error('a second pass would write again');
  await world.flushConntrack();
  await world.flushNeighbours();
  return desired;
}

export interface Attempts {
  /** `anyClient` when absent. */
  readonly from?: ClientPlan;
  readonly family: Family;
  readonly ports: readonly number[];
}

/** How TCP connections that are opened one after the other end, each closed at once. */
export async function connectAll(
  world: World,
  { from = anyClient, family, ports }: Attempts,
): Promise<readonly string[]> {
  const { peer, host } = world.client(from);
  const outcomes: string[] = [];
  for (const port of ports) {
    outcomes.push((await peer.connect({ host: host[family], port, timeoutMs: shortMs })).outcome);
  }
  return outcomes;
}

/** `count` times the same. */
export function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}
