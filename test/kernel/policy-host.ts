// A host that enforces the rules of one policy, and what its clients see of it.

import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { document } from '../policy/yaml.ts';
import { compileFiles, dataplaneOf, observe } from './rulesets.ts';
import { anyClient, type ClientPlan, type World } from './world.ts';

const never = new AbortController().signal;
/** Long enough for an answer on a loaded machine, shorter than the second after which a lost SYN is sent again. */
const shortMs = 600;

/** No failsafe, so that nothing but the policies decides. Refusals of the default are silent. */
const silentProfile = document(
  'FirewallProfile',
  'silent',
  'hostSelector: {}\ndefaults: {denyStyle: {external: Drop, internal: Drop}}\nfailsafe: {ingress: [], reason: a test}',
);

/** Another one, whose default answers: nobody waits for a refusal. */
export const loudProfile = silentProfile.replace('silent', 'loud').replaceAll('Drop', 'Reject');

/** The host takes on these documents as a commit, reads back as written, and forgets flows, neighbours and counts. */
export async function enforce(world: World, ...documents: readonly string[]): Promise<Desired> {
  const profile = documents.includes(loudProfile) ? [] : [silentProfile];
  const text = [...profile, ...documents].join('---\n');
  const desired = compileFiles([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  await applyDesired(dataplaneOf(world), desired, never);
  if (!isEmptyPlan(planChanges(desired, await observe(world)))) throw new Error('a second pass would write again');
  for (const family of families) await world.iptables(family, '-Z');
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
