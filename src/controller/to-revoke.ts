// What is to be judged when another state takes over: what the states before it let in.

import { findChangedRules } from '../revoke/changed-rules.ts';
import { type Stand as ComparedStand, compareStands } from '../revoke/comparisons.ts';
import type { Comparison } from '../revoke/judge.ts';
import { findPastAnswers, joinPastAnswers, type PastAnswer } from '../revoke/past-answers.ts';
import type { Ready } from './prepare.ts';

type Stand = Pick<Ready, 'desired' | 'selected'>;

/** Flows of before that are to be judged by what holds now. */
export interface ToRevoke {
  /** By what they may have been let in, newest first; empty: nothing was taken away. */
  readonly befores: readonly Stand[];
  readonly after: Stand;
  readonly pastAnswers: readonly PastAnswer[];
  /** Of the states of before with this one; empty: entries alone may stand in the way of what is allowed. */
  readonly comparisons: readonly Comparison[];
}

/** The states, compared. */
export function toRevoke({ befores, after, pastAnswers }: Omit<ToRevoke, 'comparisons'>): ToRevoke {
  const stands = { befores: befores.map(enforcementOf), after: enforcementOf(after), pastAnswers };
  return { befores, after, pastAnswers, comparisons: compareStands(stands) };
}

export function enforcementOf({ desired, selected: { policies, domainNames } }: Stand): ComparedStand {
  return { desired, policies, ...(domainNames === undefined ? {} : { domainNames }) };
}

/** States of before for which flows are still to be judged; older ones are forgotten. */
const maxBefores = 8;

/**
 * What the last good state let in must be judged by the new one, and so must what the states before it let in where that
 * is not done yet.
 *
 * Where nothing has changed but what names stand for, nothing was taken away: it is remembered what they stood for, and
 * only what shuts out the new addresses is looked for.
 */
export function leaveToRevoke({ lastGood, unfinished, pastAnswers = [] }: Left, target: Ready): Omit<Left, 'lastGood'> {
  if (lastGood === undefined || lastGood === target) return {};
  const earlier = unfinished?.befores ?? [];
  const isAnswer = isOtherAnswer(lastGood, target);
  const known = isAnswer ? joinPastAnswers(listPast(lastGood, target), pastAnswers) : pastAnswers;
  const others = earlier.filter(({ desired }) => findChangedRules(desired, lastGood.desired) !== undefined);
  return {
    pastAnswers: known.filter(({ set, names }) => isNamed(target, set, names)),
    unfinished: toRevoke({
      befores: isAnswer ? earlier : [lastGood, ...others].slice(0, maxBefores),
      after: target,
      pastAnswers: joinPastAnswers(known, unfinished?.pastAnswers ?? []),
    }),
  };
}

interface Left {
  readonly lastGood?: Ready;
  readonly unfinished?: ToRevoke;
  /** What domain names stood for that are still named. */
  readonly pastAnswers?: readonly PastAnswer[];
}

function listPast(before: Ready, after: Ready): readonly PastAnswer[] {
  const answered = ({ desired, known }: Ready) => ({
    desired,
    ...(known?.names === undefined ? {} : { names: known.names }),
  });
  return findPastAnswers(answered(before), answered(after));
}

function isNamed({ desired, selected }: Ready, set: string, names: readonly string[]): boolean {
  return names.some((name) => selected.domainNames?.includes(name)) && desired.sets.some(({ name }) => name === set);
}

/** Names stand for other addresses, and nothing else has changed: nobody has taken anything away. */
function isOtherAnswer(before: Ready, after: Ready): boolean {
  return (
    before.snapshot.revision === after.snapshot.revision &&
    before.known !== after.known &&
    before.selected.validUntilMs === after.selected.validUntilMs
  );
}
