// What is new to this kernel is tried in a rehearsal while the kernel is being looked at.

import { type Accepted, acceptedBefore, heldNow, planRehearsal } from '../plan/rehearse.ts';
import type { Fault } from '../policy/fault.ts';
import { DataplaneError } from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type Rehearsed, rehearse } from './rehearse.ts';

interface Rehearsing {
  /** @throws DataplaneError with faults for what the rehearsal refused. */
  finish(observed: Observed): Promise<void>;
  /** Memory, with why no rehearsal could be held. */
  note(memory: Memory): Memory;
  /** Waits for one that nobody waited for: nothing was to be written. */
  end(): Promise<void>;
}

/** What is new since the last pass is tried while the kernel is being looked at; where no pass was before, afterwards. */
export function startRehearsal(
  { rehearsal, log }: PassWorld,
  { desired, memory }: { readonly desired: Desired; readonly memory: Memory },
  signal: AbortSignal,
): Rehearsing {
  let { unrehearsed } = memory;
  const hold = async (accepted: Accepted): Promise<Rehearsed | undefined> => {
    const fresh = planRehearsal(desired, accepted);
    return rehearsal === undefined || fresh === undefined ? undefined : await rehearse(rehearsal, fresh, signal);
  };
  const early = memory.accepted === undefined ? undefined : hold(acceptedBefore(memory.accepted));
  const ended = Promise.allSettled([early]);
  return {
    async finish(observed) {
      const rehearsed = await (early ?? hold(heldNow(observed)));
      if (rehearsed?.kind === 'refused') {
        throw new DataplaneError(rehearsed.reason, describeRefused(rehearsed.faults), { faults: rehearsed.faults });
      }
      if (rehearsed?.kind === 'skipped' && rehearsed.why !== unrehearsed) {
        log.warn('rules are written without a rehearsal', { why: rehearsed.why });
      }
      if (rehearsed !== undefined) unrehearsed = rehearsed.kind === 'skipped' ? rehearsed.why : undefined;
    },
    note({ unrehearsed: _, ...rest }) {
      return unrehearsed === undefined ? rest : { ...rest, unrehearsed };
    },
    async end() {
      await ended;
    },
  };
}

function describeRefused(faults: readonly Fault[]): string {
  const count = new Set(faults.map(({ file, line, column }) => `${file}:${line}:${column}`)).size;
  const places = count === 1 ? 'one place of it is refused' : `${count} places of it are refused`;
  return `${places} in a rehearsal, and nothing was written; change the manifests, or mend this machine and run gatewright reconcile`;
}
