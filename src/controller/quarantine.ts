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
import { leaveToRevoke } from './to-revoke.ts';

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
  const left = leaveToRevoke(memory, target);
  const rest = { ...known, ...left };
  const before = memory.rolloutRecord ?? emptyRecord;
  const { pending, isRevoking: _i, ...kept } = before;
  const sshConfirmed = before.sshConfirmed || allowsSsh(target.selected, world.memo ?? noMemo);
  const { revision } = target.snapshot;
  const quarantined = kept.quarantined.filter((one) => one.revision !== revision);
  const isNew = memory.lastGood?.snapshot.revision !== revision;
  // Whatever ends this process from now on, the flows that the revision refuses are ended behind the next start.
  const isRevoking = isNew ? hasToRevoke(world, left.unfinished ?? memory.unfinished) : before.isRevoking === true;
  const record: RolloutRecord = { ...kept, sshConfirmed, quarantined, ...(isRevoking ? { isRevoking } : {}) };
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

function hasToRevoke({ connections }: PassWorld, unfinished: Memory['unfinished']): boolean {
  return connections !== undefined && unfinished !== undefined && unfinished.comparisons.length > 0;
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
