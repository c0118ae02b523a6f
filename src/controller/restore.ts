// What stands at boot before anybody can be asked: the last good state from disk, or the fail-closed minimum.

import { selectMinimum } from '../policy/minimum.ts';
import type { Revision } from '../policy/snapshot.ts';
import {
  type Clock,
  type Dataplane,
  DataplaneError,
  type KernelParameters,
  ParameterError,
  type RulesetStore,
  type StoredRuleset,
} from '../ports.ts';
import { compileRuleset } from '../ruleset/compile.ts';
import { withoutEnded } from '../ruleset/ended.ts';
import { makeSo, type Setting } from './undo.ts';

export interface RestoreWorld {
  readonly rulesets: RulesetStore;
  readonly dataplane: Dataplane;
  readonly parameters: Pick<KernelParameters, 'read' | 'write'>;
  readonly clock: Clock;
}

/** `problems`: what was wrong on the way, one sentence each. */
export type Restored =
  /** Nothing was ever confirmed on this host: there is nothing that a boot could lose. */
  | { readonly kind: 'Nothing'; readonly problems: readonly string[] }
  | { readonly kind: 'LastGood'; readonly revision: Revision; readonly problems: readonly string[] }
  | { readonly kind: 'Minimum'; readonly problems: readonly string[] };

/**
 * Puts up the newest state that is whole and that this kernel takes. A revision that nobody had confirmed is not among them.
 *
 * Asks neither the source nor the network. Foreign rules are left alone, as always.
 *
 * @throws DataplaneError where not even the minimum can be had; what was written by then stays.
 */
export async function restoreLastGood(world: RestoreWorld, hostName: string, signal: AbortSignal): Promise<Restored> {
  const { rulesets, problem, wasApplied } = await world.rulesets.loadRulesets();
  if (!wasApplied) return { kind: 'Nothing', problems: [] };
  const problems = problem === undefined ? [] : [problem];
  const candidates = [
    ...rulesets.map((stored) => ({ restored: { kind: 'LastGood', revision: stored.revision } as const, stored })),
    { restored: { kind: 'Minimum' } as const, stored: minimumOf(hostName) },
  ];
  let refusal: DataplaneError | undefined;
  for (const { restored, stored } of candidates) {
    try {
      const told = await putUp(world, stored, signal);
      return { ...restored, problems: [...problems, ...told] };
    } catch (error) {
      if (!(error instanceof DataplaneError)) throw error;
      const what = restored.kind === 'LastGood' ? restored.revision : 'the fail-closed minimum';
      problems.push(`${what} could not be put up: ${error.message}`);
      refusal = error;
    }
  }
  throw new DataplaneError(refusal?.reason ?? 'KernelRefused', problems.join('; '), { cause: refusal });
}

function minimumOf(hostName: string): Pick<StoredRuleset, 'desired' | 'parameters' | 'policies' | 'savedMs'> {
  return { desired: compileRuleset(selectMinimum(hostName)), parameters: {}, policies: {}, savedMs: 0 };
}

/** What could not be set beside the rules, one sentence each. */
async function putUp(
  { dataplane, parameters, clock }: RestoreWorld,
  { desired: stored, savedMs, ...beside }: Pick<StoredRuleset, 'desired' | 'parameters' | 'policies' | 'savedMs'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const told: string[] = [];
  const desired = withoutEnded(stored, Math.max(clock.now().getTime(), savedMs));
  // What fails is not taken back: a part of it is better than nothing.
  const state = {
    ...{ desired, changed: desired },
    ...{ parameters: settingsOf(beside.parameters), policies: settingsOf(beside.policies) },
  };
  await makeSo({ dataplane, clock, parameters: tolerate(parameters, told) }, state, signal);
  return told;
}

function settingsOf(values: Readonly<Record<string, string>>): readonly Setting[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** A parameter that cannot be set must not keep the rules away. */
function tolerate(
  parameters: Pick<KernelParameters, 'read' | 'write'>,
  told: string[],
): Pick<KernelParameters, 'read' | 'write'> {
  const telling = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      told.push(error.message);
      return undefined;
    }
  };
  return {
    read: (name) => telling(parameters.read(name)),
    write: async (name, value) => await telling(parameters.write(name, value)),
  };
}
