// Undoes a change: rules and sets, policies of built-in chains and kernel parameters become what they were.

import { closesForwarding } from '../plan/plan-parameters.ts';
import { families } from '../policy/family.ts';
import { type Clock, type Dataplane, type KernelParameters, ParameterError, type UndoOrders } from '../ports.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import { applyDesired } from './apply.ts';
import { readBuiltinPolicies } from './drift.ts';

export interface UndoWorld {
  readonly dataplane: Dataplane;
  /** Absent: parameters are left alone. */
  readonly parameters?: Pick<KernelParameters, 'read' | 'write'>;
  readonly clock: Clock;
}

/** What a parameter, or the policy of a built-in chain, is to be. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** Only while it is this; absent: whatever it is. */
  readonly from?: string;
}

/** A whole state of the kernel, as far as it is ours. */
export interface Target {
  readonly desired: Desired;
  /** What the kernel may hold of ours just now: names in it are ours. */
  readonly changed: Desired;
  readonly parameters: readonly Setting[];
  /** Named `ipv4 filter INPUT`. */
  readonly policies: readonly Setting[];
}

export function settingsOf(values: Readonly<Record<string, string>>): readonly Setting[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** Everything is as it was when this returns, save what somebody else has set since. @throws DataplaneError, ParameterError */
export async function undoChange(
  world: UndoWorld,
  { desired, changed, parameters, policies }: UndoOrders,
  signal: AbortSignal,
): Promise<void> {
  const back = (replaced: UndoOrders['parameters']): readonly Setting[] =>
    Object.entries(replaced).map(([name, { before, ours }]) => ({ name, value: before, from: ours }));
  await makeSo(world, { desired, changed, parameters: back(parameters), policies: back(policies) }, signal);
}

/**
 * The kernel is in that state when this returns; what is so already is not written.
 *
 * What lets packets through is switched off before the rules change, and on behind them. A parameter that refuses keeps
 * nothing else from its place, and is told at the end.
 *
 * @throws DataplaneError, ParameterError
 */
export async function makeSo(
  world: UndoWorld,
  { desired, changed, parameters, policies }: Target,
  signal: AbortSignal,
): Promise<void> {
  const early = await writeParameters(world, parameters.filter(closesForwarding));
  await applyDesired(world.dataplane, desired, signal, {
    pause: (ms) => world.clock.sleep(ms, signal),
    random: () => world.clock.random(),
    known: { lastGood: changed },
  });
  await setPolicies(world, policies, signal);
  const late = await writeParameters(
    world,
    parameters.filter((setting) => !closesForwarding(setting)),
  );
  const [refused] = [...early, ...late];
  if (refused !== undefined) throw refused;
}

function isDue({ value, from }: Setting, found: string): boolean {
  return found !== value && (from === undefined || from === found);
}

/** What refused. */
async function writeParameters(
  { parameters }: UndoWorld,
  settings: readonly Setting[],
): Promise<readonly ParameterError[]> {
  const refused: ParameterError[] = [];
  for (const setting of settings) {
    try {
      const found = await parameters?.read(setting.name);
      if (found !== undefined && isDue(setting, found)) await parameters?.write(setting.name, setting.value);
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      refused.push(error);
    }
  }
  return refused;
}

async function setPolicies({ dataplane }: UndoWorld, settings: readonly Setting[], signal: AbortSignal): Promise<void> {
  if (settings.length === 0) return;
  const now = readBuiltinPolicies(await dataplane.observe(signal));
  for (const family of families) {
    const lines = settings.flatMap((setting) => {
      const [of, , chain] = setting.name.split(' ');
      const isWanted = of === family && isDue(setting, now.get(setting.name) ?? 'ACCEPT');
      return isWanted ? [`:${chain} ${setting.value} [0:0]`] : [];
    });
    if (lines.length > 0) await dataplane.restore(family, ['*filter', ...lines, 'COMMIT', ''].join('\n'), signal);
  }
}
