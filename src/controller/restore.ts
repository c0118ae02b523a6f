// What stands at boot before anybody can be asked: the last good state from disk, or the fail-closed minimum.

import { families } from '../policy/family.ts';
import { selectBareMinimum, selectMinimum } from '../policy/minimum.ts';
import type { Revision } from '../policy/snapshot.ts';
import {
  type Clock,
  DataplaneError,
  type KernelParameters,
  type RememberedStore,
  type RulesetStore,
  type StoredRuleset,
} from '../ports.ts';
import { withoutExtensions } from '../ruleset/bare.ts';
import { compileRuleset } from '../ruleset/compile.ts';
import { withoutEnded } from '../ruleset/ended.ts';
import { createKeeper } from './overwritten.ts';
import {
  type BootDataplane,
  type BootWorld,
  type Candidate,
  type Minima,
  restoreFamily,
  type Standing,
} from './restore-family.ts';
import { settingsOf } from './undo.ts';

export interface RestoreWorld extends Pick<BootWorld, 'findOther'> {
  readonly rulesets: Pick<RulesetStore, 'loadRulesets'>;
  readonly dataplane: BootDataplane;
  readonly parameters: KernelParameters;
  /** What the policies of built-in chains were. */
  readonly builtins: RememberedStore;
  readonly clock: Clock;
}

export interface BootHost {
  readonly name: string;
  /** `Guessed`: the configuration could not be read, so what is kept may lie in another folder. */
  readonly stateFolder: 'Configured' | 'Guessed';
}

/** `problems`: what was wrong on the way, one sentence each. */
export type Restored =
  /** Nothing was ever confirmed on this host: there is nothing that a boot could lose. */
  | { readonly kind: 'Nothing'; readonly problems: readonly string[] }
  /** In both families. */
  | { readonly kind: 'LastGood'; readonly revision: Revision; readonly problems: readonly string[] }
  | {
      readonly kind: 'FallenBack';
      readonly ipv4: Standing;
      readonly ipv6: Standing;
      readonly problems: readonly string[];
    };

/**
 * Puts up the newest state that is whole and that this kernel takes, in each family by itself: what one refuses takes
 * nothing from the other. A revision that nobody had confirmed is not among them.
 *
 * Asks neither the source nor the network. Foreign rules are left alone, as always.
 *
 * @throws DataplaneError where nothing can be had in either family; what was written by then stays.
 */
export async function restoreLastGood(world: RestoreWorld, host: BootHost, signal: AbortSignal): Promise<Restored> {
  const { rulesets, problem, wasApplied } = await world.rulesets.loadRulesets();
  if (!wasApplied && host.stateFolder === 'Configured') return { kind: 'Nothing', problems: [] };
  const problems = problem === undefined ? [] : [problem];
  if (!wasApplied)
    problems.push('nothing is kept in the folder that holds without a configuration; it may be elsewhere');
  const clock = notBefore(world.clock, Math.max(0, ...rulesets.map(({ savedMs }) => savedMs)));
  const nowMs = clock.now().getTime();
  const tell = (sentence: string) => void problems.push(sentence);
  const boot: BootWorld = {
    ...world,
    clock,
    tell,
    keepParameters: createKeeper(world.parameters, tell),
    keepPolicies: createKeeper(world.builtins, tell),
  };
  const common = {
    candidates: rulesets.map((stored) => candidateOf(stored, nowMs)),
    minima: minimaOf(host.name),
    sets: world.dataplane.observeSets(signal),
  };
  // Side by side: they share neither rules nor sets, and a boot waits for both.
  const [ipv4, ipv6] = await all(families.map((family) => restoreFamily(boot, { family, ...common }, signal)));
  if (ipv4 === undefined || ipv6 === undefined) throw new Error('a family is missing');
  return summarize({ ipv4, ipv6 }, problems);
}

function candidateOf({ desired, parameters, policies, revision }: StoredRuleset, nowMs: number): Candidate {
  return {
    revision,
    desired: withoutEnded(desired, nowMs),
    parameters: settingsOf(parameters),
    policies: settingsOf(policies),
  };
}

function minimaOf(hostName: string): Minima {
  return {
    whole: () => compileRuleset(selectMinimum(hostName)),
    bare: () => withoutExtensions(compileRuleset(selectBareMinimum(hostName))),
  };
}

/** A machine may start with a clock that stands long ago; it was not earlier than the last write. */
function notBefore(clock: Clock, floorMs: number): Clock {
  return { ...clock, now: () => new Date(Math.max(clock.now().getTime(), floorMs)) };
}

/** As Promise.all, but nothing goes on behind the back of whoever is told of a failure. */
async function all<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}

function summarize(
  standing: { readonly ipv4: Standing; readonly ipv6: Standing },
  problems: readonly string[],
): Restored {
  const { ipv4, ipv6 } = standing;
  if (ipv4.kind === 'LastGood' && ipv6.kind === 'LastGood' && ipv4.revision === ipv6.revision)
    return { kind: 'LastGood', revision: ipv4.revision, problems };
  if (ipv4.kind === 'Nothing' && ipv6.kind === 'Nothing')
    throw new DataplaneError(ipv4.refusal.reason, problems.join('; '), { cause: ipv4.refusal });
  return { kind: 'FallenBack', ...standing, problems };
}
