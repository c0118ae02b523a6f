// What a boot writes over is kept first, as a pass keeps it: uninstalling gives it back.

import type { ObservedParameters, Remembered } from '../plan/plan-parameters.ts';
import { type RememberedStore, StateError } from '../ports.ts';
import type { Setting } from './undo.ts';

/**
 * Adds to `store` what stands where `settings` will be written. What was kept before, of the time before all writes of
 * ours, stays.
 *
 * @throws StateError
 */
async function keepOverwritten(
  store: RememberedStore,
  settings: readonly Setting[],
  observed: ObservedParameters,
): Promise<void> {
  if (settings.every(({ name, value }) => [value, undefined].includes(observed.get(name)))) return;
  const remembered: Remembered = await store.loadRemembered();
  const ours = settings.flatMap(({ name, value }) => {
    const found = observed.get(name);
    if (found === undefined) return [];
    const known = remembered[name];
    // What stood there by chance was never written over, until now.
    const before = known === undefined || known.before === known.ours ? found : known.before;
    return [[name, { before, ours: value }] as const];
  });
  await store.saveRemembered({ ...remembered, ...Object.fromEntries(ours) });
}

export type KeepOverwritten = (settings: readonly Setting[], observed: ObservedParameters) => Promise<void>;

/** What the state folder refuses keeps no rule away: it is told. One at a time, as both families keep theirs in one file. */
export function createKeeper(store: RememberedStore, tell: (problem: string) => void): KeepOverwritten {
  let last: Promise<void> = Promise.resolve();
  return (settings, observed) => {
    last = last.then(async () => {
      try {
        await keepOverwritten(store, settings, observed);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        tell(`what stood before cannot be kept, so uninstalling will not give it back: ${error.message}`);
      }
    });
    return last;
  };
}
