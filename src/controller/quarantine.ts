// What is remembered of how revisions took over: confirmed, waiting for somebody, or undone and not to be tried again.

import { noMemo } from '../policy/memo.ts';
import type { Revision } from '../policy/snapshot.ts';
import type { HistoryEntry, RolloutRecord } from '../ports.ts';
import { allowsSsh } from '../ruleset/compile-failsafe.ts';
import type { Problem, RolloutOutcome } from '../status/outcome.ts';
import type { Memory, PassWorld } from './memory.ts';
import { isSameStand, type Ready } from './prepare.ts';
import type { Blame } from './prove.ts';
import { unappliedEntry } from './record.ts';
import type { Concluded } from './rollout.ts';
import { digestOf, emptyRecord, noteSaved, saveRecord } from './rollout-record.ts';
import { leaveToRevoke } from './to-revoke.ts';

/** Why a revision is not tried again; undefined where it may be. */
export function findQuarantine(
  { rolloutRecord, approved }: Pick<Memory, 'rolloutRecord' | 'approved'>,
  ready: Ready,
): RolloutRecord['quarantined'][number] | undefined {
  const { revision } = ready.snapshot;
  const quarantined = rolloutRecord?.quarantined ?? [];
  if (approved === revision || quarantined.length === 0) return undefined;
  const digest = digestOf(ready);
  return quarantined.find((one) => one.revision === revision || one.digest === digest);
}

/** Memory, and what the state folder refused, where the kernel holds `target` and it may stay, for good or for now. */
export async function confirmIn(
  world: PassWorld,
  memory: Memory,
  held: { readonly target: Ready; readonly concluded: Exclude<Concluded, { kind: 'Undone' }> },
): Promise<{ readonly memory: Memory; readonly problems: readonly Problem[] }> {
  const { target, concluded } = held;
  if (concluded.kind === 'Waits') return { memory: { ...memory, waiting: concluded.waiting }, problems: [] };
  if (isSameStand(memory.waiting?.target, target)) return { memory, problems: [] };
  return await confirm(world, memory, target);
}

/** The same, where somebody or the probes have said so. */
export async function confirm(
  world: PassWorld,
  memory: Memory,
  target: Ready,
): Promise<{ readonly memory: Memory; readonly problems: readonly Problem[] }> {
  const { waiting: _, revertTo, outages, ...known } = memory;
  const left = leaveToRevoke(memory, target);
  const rest = { ...known, ...left };
  const before = memory.rolloutRecord ?? emptyRecord;
  const { pending, isRevoking: _i, ...kept } = before;
  const sshConfirmed = before.sshConfirmed || allowsSsh(target.selected, world.memo ?? noMemo);
  const isNew = !isSameStand(memory.lastGood, target);
  const quarantined = isNew ? releaseFrom(kept.quarantined, target) : kept.quarantined;
  // Whatever ends this process from now on, the flows that the revision refuses are ended behind the next start.
  const isRevoking = isNew ? hasToRevoke(world, left.unfinished ?? memory.unfinished) : before.isRevoking === true;
  const { labels } = target.host;
  const record: RolloutRecord = {
    ...{ ...kept, sshConfirmed, quarantined, labels },
    ...(isRevoking ? { isRevoking } : {}),
  };
  const problem = isNew || pending !== undefined ? await saveRecord(world, record) : undefined;
  const beforeLast = isNew ? memory.lastGood : memory.beforeLast;
  return {
    memory: {
      ...rest,
      lastGood: target,
      ...(beforeLast === undefined ? {} : { beforeLast }),
      // What is only kept up meanwhile decides nothing about what is to come.
      ...(isNew || revertTo === undefined ? {} : { revertTo }),
      ...(isNew || outages === undefined ? {} : { outages }),
      ...(world.rollout === undefined ? {} : { rolloutRecord: record }),
      ...noteSaved(problem),
    },
    problems: problem === undefined ? [] : [problem],
  };
}

/** What was confirmed is not in quarantine, and nothing that comes to the same is. */
function releaseFrom(quarantined: RolloutRecord['quarantined'], target: Ready): RolloutRecord['quarantined'] {
  if (quarantined.length === 0) return quarantined;
  const digest = digestOf(target);
  return quarantined.filter((one) => one.revision !== target.snapshot.revision && one.digest !== digest);
}

function hasToRevoke({ connections }: PassWorld, unfinished: Memory['unfinished']): boolean {
  return connections !== undefined && unfinished !== undefined && unfinished.comparisons.length > 0;
}

export interface Noted {
  readonly memory: Memory;
  readonly entries: readonly HistoryEntry[];
  readonly problems: readonly Problem[];
  readonly rollout: RolloutOutcome;
}

/** So often a revision is tried again because of outages, or of writes that fail; behind that nobody knows any more what is to blame. */
const maxOutages = 3;

/** Memory in which `target` is in quarantine, unless it is not to blame, or could not prove itself for want of time. */
export async function noteUndone(
  world: PassWorld,
  { target, memory }: { readonly target: Ready; readonly memory: Memory },
  { why, blame }: { readonly why: string; readonly blame: Blame },
): Promise<Noted> {
  const { waiting: _w, approved: _a, accepted: _c, outages: known, revertTo, ...rest } = memory;
  const { pending: _p, ...before } = memory.rolloutRecord ?? emptyRecord;
  const { revision } = target.snapshot;
  const outages = { revision, count: (known?.revision === revision ? known.count : 0) + 1 };
  const isRetried = (blame === 'Outage' || blame === 'Machine') && outages.count <= maxOutages;
  const entry = { revision, digest: digestOf(target), why, at: world.clock.now().toISOString() };
  const isKept = isRetried || blame === 'Stopped';
  const record = isKept ? before : { ...before, quarantined: [...before.quarantined, entry] };
  const problem = await saveRecord(world, record);
  const because = blame === 'Outage' ? 'without it that does not work, either, so it' : 'it';
  const message = `${revision} was undone: ${why}${isRetried ? `; ${because} is tried again` : ''}`;
  world.log.error('undid a revision', { revision, why, blame });
  const retried: Problem = { source: 'Dataplane', reason: 'RolledBack', message, retrying: true };
  return {
    memory: {
      ...rest,
      ...(isRetried ? { outages } : {}),
      // A way back that does not hold is not gone again and again.
      ...(revertTo === undefined || revertTo.snapshot.revision === revision ? {} : { revertTo }),
      rolloutRecord: record,
      ...noteSaved(problem),
    },
    entries: [unappliedEntry(world.clock, target.snapshot, { outcome: 'RolledBack', message: why })],
    problems: [...(problem === undefined ? [] : [problem]), ...(isRetried ? [retried] : [])],
    rollout: { state: 'RolledBack', revision, message },
  };
}

/** The newest revision is one that was undone here. */
export function describeQuarantine(
  revision: Revision,
  { why, revision: first }: { readonly why: string; readonly revision: Revision },
): Problem {
  const same = first === revision ? '' : ` (it comes to the same as ${first})`;
  const message = `${revision} is in quarantine${same}: it was undone, because ${why}. Commit what mends it, or say gatewright approve ${revision.replace(/^.*:/, '')} to try it again`;
  return { source: 'Dataplane', reason: 'RolledBack', message, retrying: false };
}
