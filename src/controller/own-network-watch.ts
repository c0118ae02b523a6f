// The networks of the host's own interfaces, looked at again and again: addresses come and go with links and leases.

import type { Known } from '../policy/known.ts';
import type { Clock, OwnNetworks } from '../ports.ts';

export interface OwnNetworkWatch {
  /** The very same object for as long as the networks are the same. */
  known(): Known;
  /** Looks until `signal` fires; calls back after each change. */
  run(signal: AbortSignal, changed: () => void): Promise<void>;
}

/** A lease that comes late is let in by then; a look takes less than a millisecond. */
const lookMs = 5_000;

export function watchOwnNetworks(own: OwnNetworks, clock: Clock): OwnNetworkWatch {
  let known: Known = { ownNetworks: own.list() };
  const look = (): boolean => {
    const ownNetworks = own.list();
    if (ownNetworks.join() === known.ownNetworks?.join()) return false;
    known = { ownNetworks };
    return true;
  };
  return {
    known: () => known,
    async run(signal, changed) {
      while (!signal.aborted) {
        if (look()) changed();
        await clock.sleep(lookMs, signal);
      }
    },
  };
}
