// What is remembered of how revisions took over: confirmed, waiting for somebody, or undone and not to be tried again.

import { noMemo } from '../policy/memo.ts';
import type { Revision } from '../policy/snapshot.ts';
import type { HistoryEntry, RolloutRecord } from '../ports.ts';
import { allowsSsh } from '../ruleset/compile-failsafe.ts';
import type { Problem, RolloutOutcome } from '../status/outcome.ts';
import type { Memory, PassWorld } from './memory.ts';
import type { Ready } from './prepare.ts';
import { unappliedEntry } from './record.ts';
import { type Concluded, digestOf, saveRecord } from './rollout.ts';

const emptyRecord: RolloutRecord = { sshConfirmed: false, quarantined: [] };

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
  if (memory.waiting?.target.snapshot.revision === target.snapshot.revision) return { memory, problems: [] };
  return await confirm(world, memory, target);
}

/** The same, where somebody or the probes have said so. */
export async function confirm(
  world: PassWorld,
  memory: Memory,
  target: Ready,
): Promise<{ readonly memory: Memory; readonly problems: readonly Problem[] }> {
  const { waiting: _, revertTo: _r, ...known } = memory;
  const rest = { ...known, ...leaveToRevoke(memory, target) };
  const before = memory.rolloutRecord ?? emptyRecord;
  const { pending, ...kept } = before;
  const sshConfirmed = before.sshConfirmed || allowsSsh(target.selected, world.memo ?? noMemo);
  const { revision } = target.snapshot;
  const quarantined = kept.quarantined.filter((one) => one.revision !== revision);
  const record: RolloutRecord = { ...kept, sshConfirmed, quarantined };
  const isNew = memory.lastGood?.snapshot.revision !== revision;
  const problem = isNew || pending !== undefined ? await saveRecord(world, record) : undefined;
  const beforeLast = isNew ? memory.lastGood : memory.beforeLast;
  return {
    memory: {
      ...rest,
      lastGood: target,
      ...(beforeLast === undefined ? {} : { beforeLast }),
      ...(world.rollout === undefined ? {} : { rolloutRecord: record }),
    },
    problems: problem === undefined ? [] : [problem],
  };
}

/** What was let in by the last good state must be judged by the new one. */
function leaveToRevoke({ lastGood, unfinished }: Memory, target: Ready): Pick<Memory, 'unfinished'> {
  if (lastGood === undefined || lastGood === target) return {};
  if (isOtherAnswer(lastGood, target) && unfinished === undefined) return {};
  return { unfinished: { before: unfinished?.before ?? lastGood, after: target } };
}

/** Names stand for other addresses, and nothing else has changed: nobody has taken anything away. */
function isOtherAnswer(before: Ready, after: Ready): boolean {
  return (
    before.snapshot.revision === after.snapshot.revision &&
    before.known !== after.known &&
    before.selected.validUntilMs === after.selected.validUntilMs
  );
}

export interface Noted {
  readonly memory: Memory;
  readonly entries: readonly HistoryEntry[];
  readonly problems: readonly Problem[];
  readonly rollout: RolloutOutcome;
}

/** Memory in which `target` is in quarantine, unless it could not prove itself for want of time. */
export async function noteUndone(
  world: PassWorld,
  { target, memory }: { readonly target: Ready; readonly memory: Memory },
  { why, isProven }: { readonly why: string; readonly isProven: boolean },
): Promise<Noted> {
  const { waiting: _w, approved: _a, accepted: _c, ...rest } = memory;
  const { pending: _p, ...before } = memory.rolloutRecord ?? emptyRecord;
  const { revision } = target.snapshot;
  const entry = { revision, digest: digestOf(target), why, at: world.clock.now().toISOString() };
  const record = isProven ? { ...before, quarantined: [...before.quarantined, entry] } : before;
  const problem = await saveRecord(world, record);
  const message = `${revision} was undone: ${why}`;
  world.log.error('undid a revision', { revision, why });
  return {
    memory: { ...rest, rolloutRecord: record },
    entries: [unappliedEntry(world.clock, target.snapshot, { outcome: 'RolledBack', message: why })],
    problems: problem === undefined ? [] : [problem],
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
