// What is to be done about open flows after a revision: which are refused from now on, forgotten, or let in again.

import type { TrackedFlow } from './flow.ts';
import { coverFlows, type Forgetting } from './forget.ts';
import type { Judge, Judgement } from './judge.ts';
import { readRevokedEntry, revokedEntry } from './revoked-entry.ts';

export interface Revocation {
  /** Entries for the sets of revoked flows, both families. */
  readonly add: readonly string[];
  /** Entries of those sets that stand in the way of what is allowed now. */
  readonly remove: readonly string[];
  /** Flows that connection tracking must forget; the widest filters first. */
  readonly forget: readonly Forgetting[];
}

export interface JudgedFlow {
  readonly flow: TrackedFlow;
  readonly judgement: Judgement;
}

/**
 * An entry names a client and a server's port, not one flow. Where one of their flows lives on, nothing of theirs is
 * refused: the others are forgotten, and open anew where rules let them. The same for flows of which nobody can tell.
 */
export function planRevocation(
  judged: readonly JudgedFlow[],
  entries: readonly string[],
  judge: Pick<Judge, 'mayPassAgain'>,
): Revocation {
  const living = new Set<string | undefined>();
  const gone: TrackedFlow[] = [];
  const kept: TrackedFlow[] = [];
  const ended: TrackedFlow[] = [];
  for (const { flow, judgement } of judged) {
    if (judgement === 'Ended') ended.push(flow);
    if (judgement === 'Ended' || judgement === 'Unknown') gone.push(flow);
    else {
      kept.push(flow);
      living.add(revokedEntry(flow));
    }
  }
  const add = new Set(ended.map(revokedEntry).filter((entry) => entry !== undefined && !living.has(entry)));
  return {
    add: [...add].filter((entry) => entry !== undefined),
    remove: entries.flatMap((text) => {
      const flow = readRevokedEntry(text);
      const entry = flow === undefined ? undefined : revokedEntry(flow);
      if (flow === undefined || entry === undefined || add.has(entry)) return [];
      return judge.mayPassAgain(flow) ? [entry] : [];
    }),
    forget: coverFlows(gone, kept),
  };
}
