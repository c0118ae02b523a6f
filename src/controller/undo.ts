// Undoes a change: rules and sets, policies of built-in chains and kernel parameters become what they were.

import { closesForwarding } from '../plan/plan-parameters.ts';
import { families } from '../policy/family.ts';
import type { Clock, Dataplane, KernelParameters, UndoOrders } from '../ports.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import { applyDesired } from './apply.ts';
import { readBuiltinPolicies } from './drift.ts';

export interface UndoWorld {
  readonly dataplane: Dataplane;
  /** Absent: parameters are left alone. */
  readonly parameters?: Pick<KernelParameters, 'read' | 'write'>;
  readonly clock: Clock;
}

/** Something beside the rules: a kernel parameter, or the policy of a built-in chain. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** Absent: whatever stands there gives way. */
  readonly from?: string;
}

/** What is to stand; `changed`: names in it are ours, too. */
export interface Target {
  readonly desired: Desired;
  readonly changed: Desired;
  readonly parameters: readonly Setting[];
  readonly policies: readonly Setting[];
}

/** Everything is as it was when this returns. @throws DataplaneError, ParameterError */
export async function undoChange(world: UndoWorld, orders: UndoOrders, signal: AbortSignal): Promise<void> {
  const { parameters, policies } = orders;
  await makeSo(world, { ...orders, parameters: settingsOf(parameters), policies: settingsOf(policies) }, signal);
}

export function settingsOf(values: Readonly<Record<string, string>>): readonly Setting[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/**
 * Everything is as `target` says when this returns; what is so already is not written.
 *
 * What lets packets through is switched off before the rules change, and on behind them.
 *
 * @throws DataplaneError, ParameterError
 */
export async function makeSo(world: UndoWorld, target: Target, signal: AbortSignal): Promise<void> {
  const closes = ({ name, value }: Setting) => closesForwarding({ name, value, found: '', way: 'PutBack' });
  await writeParameters(world, target.parameters.filter(closes));
  await applyDesired(world.dataplane, target.desired, signal, {
    pause: (ms) => world.clock.sleep(ms, signal),
    random: () => world.clock.random(),
    known: { lastGood: target.changed },
  });
  await writePolicies(world, target.policies, signal);
  await writeParameters(
    world,
    target.parameters.filter((setting) => !closes(setting)),
  );
}

async function writeParameters({ parameters }: UndoWorld, settings: readonly Setting[]): Promise<void> {
  for (const { name, value, from } of settings) {
    const found = await parameters?.read(name);
    const isTheirs = from !== undefined && found !== from;
    if (found !== undefined && found !== value && !isTheirs) await parameters?.write(name, value);
  }
}

async function writePolicies(
  { dataplane }: UndoWorld,
  settings: readonly Setting[],
  signal: AbortSignal,
): Promise<void> {
  // Reading the rules once more takes longer than anything else here.
  if (settings.length === 0) return;
  const now = readBuiltinPolicies(await dataplane.observe(signal));
  for (const family of families) {
    const lines = settings.flatMap(({ name, value, from }) => {
      const [of, table, chain] = name.split(' ');
      const found = now.get(name) ?? 'ACCEPT';
      const isOurs = of === family && table === 'filter' && (from === undefined || found === from);
      return isOurs && found !== value ? [`:${chain} ${value} [0:0]`] : [];
    });
    if (lines.length > 0) await dataplane.restore(family, ['*filter', ...lines, 'COMMIT', ''].join('\n'), signal);
  }
}
