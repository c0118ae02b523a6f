// What is to be done about open flows after a revision: which are refused from now on, forgotten, or let in again.

import type { TrackedFlow } from './flow.ts';
import { coverFlows, type Forgetting } from './forget.ts';
import type { Judge, Judgement } from './judge.ts';
import { readRevokedEntry, revokedEntry } from './revoked-entry.ts';
import { eachInSteps, type InSteps } from './steps.ts';

export interface Revocation {
  /** Entries for the sets of revoked flows, both families. */
  readonly add: readonly string[];
  /** Entries of those sets that stand in the way of what may be allowed now. */
  readonly remove: readonly string[];
  /** Flows that connection tracking must forget; the widest filters first. */
  readonly forget: readonly Forgetting[];
}

export interface JudgedFlow {
  readonly flow: TrackedFlow;
  /** `Waits`: it has not been judged yet. */
  readonly judgement: Judgement | 'Waits';
}

/**
 * An entry names a client and a server's port, not one flow. Where one of their flows lives on, or a new one may be let
 * in, nothing of theirs is refused: the others are forgotten, and open anew where rules let them. The same for flows of
 * which nobody can tell. Where one of theirs waits, all of them do: nobody knows yet whether they may be refused.
 */
export function* planRevocation(
  judged: readonly JudgedFlow[],
  entries: readonly string[],
  judge: Pick<Judge, 'mayPassAgain'>,
): InSteps<Revocation> {
  const [living, waiting] = [new Set<string | undefined>(), new Set<string | undefined>()];
  const ended: TrackedFlow[] = [];
  const gone: TrackedFlow[] = [];
  const kept: TrackedFlow[] = [];
  yield* eachInSteps(judged, ({ flow, judgement }) => {
    if (judgement === 'Ended') ended.push(flow);
    else if (judgement === 'Unknown') gone.push(flow);
    else {
      kept.push(flow);
      (judgement === 'Waits' ? waiting : living).add(revokedEntry(flow));
    }
  });
  const add = new Set<string>();
  yield* eachInSteps(ended, (flow) => {
    const entry = revokedEntry(flow);
    if (entry !== undefined && waiting.has(entry)) {
      kept.push(flow);
      return;
    }
    gone.push(flow);
    if (entry === undefined || add.has(entry) || living.has(entry)) return;
    if (!judge.mayPassAgain(flow)) add.add(entry);
  });
  const remove: string[] = [];
  yield* eachInSteps(entries, (text) => {
    const flow = readRevokedEntry(text);
    const entry = flow === undefined ? undefined : revokedEntry(flow);
    if (flow === undefined || entry === undefined || add.has(entry)) return;
    if (judge.mayPassAgain(flow)) remove.push(entry);
  });
  return { add: [...add], remove, forget: yield* coverFlows(gone, kept) };
}
