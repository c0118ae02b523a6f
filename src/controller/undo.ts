// Undoes a change: rules and sets, policies of built-in chains and kernel parameters become what they were.

import { closesForwarding } from '../plan/plan-parameters.ts';
import { families } from '../policy/family.ts';
import type { Clock, Dataplane, KernelParameters, UndoOrders } from '../ports.ts';
import { applyDesired } from './apply.ts';
import { readBuiltinPolicies } from './drift.ts';

export interface UndoWorld {
  readonly dataplane: Dataplane;
  /** Absent: parameters are left alone. */
  readonly parameters?: Pick<KernelParameters, 'read' | 'write'>;
  readonly clock: Clock;
}

/**
 * Everything is as it was when this returns; what is so already is not written.
 *
 * What lets packets through is switched off before the rules change, and on behind them.
 *
 * @throws DataplaneError, ParameterError
 */
export async function undoChange(world: UndoWorld, orders: UndoOrders, signal: AbortSignal): Promise<void> {
  const values = Object.entries(orders.parameters).map(
    ([name, value]) => ({ name, value, found: '', way: 'PutBack' }) as const,
  );
  await writeParameters(world, values.filter(closesForwarding));
  await applyDesired(world.dataplane, orders.desired, signal, {
    pause: (ms) => world.clock.sleep(ms, signal),
    random: () => world.clock.random(),
    known: { lastGood: orders.changed },
  });
  await putBackPolicies(world, orders, signal);
  await writeParameters(
    world,
    values.filter((value) => !closesForwarding(value)),
  );
}

async function writeParameters(
  { parameters }: UndoWorld,
  values: readonly { readonly name: string; readonly value: string }[],
): Promise<void> {
  for (const { name, value } of values) {
    const found = await parameters?.read(name);
    if (found !== undefined && found !== value) await parameters?.write(name, value);
  }
}

async function putBackPolicies({ dataplane }: UndoWorld, { policies }: UndoOrders, signal: AbortSignal): Promise<void> {
  const now = readBuiltinPolicies(await dataplane.observe(signal));
  for (const family of families) {
    const lines = Object.entries(policies).flatMap(([place, policy]) => {
      const [of, table, chain] = place.split(' ');
      const differs = of === family && table === 'filter' && (now.get(place) ?? 'ACCEPT') !== policy;
      return differs ? [`:${chain} ${policy} [0:0]`] : [];
    });
    if (lines.length > 0) await dataplane.restore(family, ['*filter', ...lines, 'COMMIT', ''].join('\n'), signal);
  }
}
