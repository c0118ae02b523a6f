// Somebody has said that no new revision is to be applied for a while: kept across restarts, and over by itself.

import type { Suspension } from '../ports.ts';
import type { Problem } from '../status/outcome.ts';
import type { Memory, PassWorld } from './memory.ts';
import { emptyRecord, noteSaved, saveRecord } from './rollout-record.ts';

/** `Resume`: the suspension is over now. */
export type SuspensionWord = Suspension | 'Resume';

/** Memory with what was said, or without a suspension whose end has come; and what the state folder refused. */
export async function noteSuspension(
  world: PassWorld,
  memory: Memory,
  said: SuspensionWord | undefined,
): Promise<{ readonly memory: Memory; readonly problems: readonly Problem[] }> {
  const { suspension: before, ...record } = memory.rolloutRecord ?? emptyRecord;
  const wanted = said === undefined || said === 'Resume' ? undefined : said;
  const isEnded = before !== undefined && (said === 'Resume' || isOver(world, before));
  if (wanted === undefined && !isEnded) return { memory, problems: [] };
  if (wanted === undefined) world.log.info('no longer suspended', { reason: before?.reason });
  else world.log.warn('suspended', { ...wanted });
  const rolloutRecord = wanted === undefined ? record : { ...record, suspension: wanted };
  const problem = await saveRecord(world, rolloutRecord);
  return {
    memory: { ...memory, rolloutRecord, ...noteSaved(problem) },
    problems: problem === undefined ? [] : [problem],
  };
}

function isOver({ clock }: Pick<PassWorld, 'clock'>, { until }: Suspension): boolean {
  return clock.now().getTime() >= Date.parse(until);
}

/** What nobody must forget: the host follows its repository no longer. */
export function describeSuspension({ rolloutRecord, newest, lastGood }: Memory): readonly Problem[] {
  const suspension = rolloutRecord?.suspension;
  if (suspension === undefined) return [];
  const { reason, by, until, isRepairing } = suspension;
  const revision = newest?.snapshot.revision;
  const isWaiting = revision !== undefined && revision !== lastGood?.snapshot.revision;
  const message = [
    `Suspended by ${by} until ${until}: ${reason}`,
    ...(isWaiting ? [`${revision} waits`] : []),
    ...(isRepairing ? [] : ['what others change is not repaired']),
    'gatewright resume ends it',
  ].join('; ');
  return [{ source: 'Configuration', reason: 'Suspended', message, retrying: true }];
}
