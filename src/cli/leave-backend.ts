// Takes our rules out of the backend that a changed configuration no longer uses: both would judge every packet.

import { applyDesired } from '../controller/apply.ts';
import { nothingDesired } from '../plan/plan.ts';
import { type Dataplane, DataplaneError, type Log } from '../ports.ts';

export interface BackendChange {
  readonly left: Dataplane;
  readonly used: Dataplane;
  readonly log: Log;
}

/** Nothing of ours is in `left` when this returns true; false where it could not be taken out. */
export async function leaveBackend({ left, used, log }: BackendChange): Promise<boolean> {
  // Begun once, it is finished: each program has a deadline of its own.
  const { signal } = new AbortController();
  try {
    const [was, is] = [await left.identify(signal), await used.identify(signal)];
    if (was.backend === is.backend) return true;
    await applyDesired(withoutSets(left), nothingDesired, signal, { known: { lastGood: undefined } });
    log.info('our rules were taken out of the backend that is no longer used', { left: was.backend, used: is.backend });
    return true;
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    log.error('our rules could not be taken out of the backend that is no longer used', { error });
    return false;
  }
}

/** Sets belong to both backends, and the one in use may know them by other names: they are its business. */
export function withoutSets(dataplane: Dataplane): Dataplane {
  return {
    ...dataplane,
    observe: async (signal) => ({ ...(await dataplane.observe(signal)), sets: [] }),
  };
}
