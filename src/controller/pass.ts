// One reconciliation: fetch, prepare, apply, record, end open flows. Whatever is refused on the way, the last good revision is enforced.

import { countPlan } from '../plan/plan.ts';
import type { Revision, Snapshot } from '../policy/snapshot.ts';
import { type ForeignWrite, type HistoryEntry, SourceError, type StoredRuleset } from '../ports.ts';
import { describeLifelines } from '../ruleset/compile-lifelines.ts';
import type { PassOutcome, Problem, RolloutOutcome } from '../status/outcome.ts';
import { settleBeside } from './beside.ts';
import { type Enforced, enforce } from './enforce.ts';
import { findFirstMinimum } from './first-minimum.ts';
import type { Memory, PassWorld, SettledBeside } from './memory.ts';
import {
  type HostName,
  isSameSnapshot,
  isSameStand,
  knownHost,
  type Prepared,
  prepareSnapshot,
  type Ready,
} from './prepare.ts';
import { describeQuarantine, findQuarantine } from './quarantine.ts';
import { unappliedEntry, writeRecord } from './record.ts';
import { describeRevoked, revokeAfter } from './revoke-after.ts';
import { saveRecordAgain } from './rollout-record.ts';
import { isDecided, isSameStored, saysOtherwise, storedOf } from './stored.ts';
import { describeSuspension, noteSuspension, type SuspensionWord } from './suspension.ts';
import { type Ruled, ruleOnWaiting, type Verdict } from './verdict.ts';

export interface Pass {
  readonly outcome: PassOutcome;
  readonly memory: Memory;
  /** The pass was stopped before the source answered: what it came to says nothing about the newest revision. */
  readonly isCutShort: boolean;
}

export interface PassRequest {
  readonly host: HostName;
  readonly memory: Memory;
  /** False: the source is not asked; what it gave last is enforced. */
  readonly fetch: boolean;
  /** Somebody asks: what a rehearsal refused is tried again. */
  readonly retry?: boolean;
  /** Who wrote to the ruleset since the pass before, as far as that was told. */
  readonly writes?: readonly ForeignWrite[];
  /** Somebody wants no new revisions for a while, or wants them again. */
  readonly suspension?: SuspensionWord;
  /** What somebody says of the revision that waits. */
  readonly verdict?: Verdict;
  /** Whether somebody has said of the newest revision that it is meant: then it is neither held nor in quarantine. */
  readonly isMeant?: (revision: Revision) => boolean;
}

/** Never throws for what the world refuses: that becomes a problem of the outcome. Our own defects throw. */
export async function runPass(world: PassWorld, request: PassRequest, signal: AbortSignal): Promise<Pass> {
  const resaved = await saveRecordAgain(world, request.memory);
  const first = await ruleOnWaiting(world, resaved.memory, request.verdict);
  const noted = await noteSuspension(world, first.memory, request.suspension);
  const { isCutShort, ...found } = await acquire(world, { ...request, memory: noted.memory }, signal);
  // The source may have taken its time, and time may be up by now.
  const second = await ruleOnWaiting(world, found, undefined);
  const ruled = joinRuled(first, second);
  const acquired = approve(second.memory, request);
  const chosen = chooseTarget(acquired, request);
  const target =
    chosen === undefined
      ? await findMinimum(world, { acquired, request }, signal)
      : await renewLastGood(world, { target: chosen, acquired, request }, signal);
  const refusal = acquired.newest?.kind === 'refused' ? acquired.newest : undefined;
  const problems = [
    ...(acquired.sourceProblem === undefined ? [] : [acquired.sourceProblem]),
    ...(refusal === undefined ? [] : [refusedProblem(refusal)]),
  ];
  const refused = refusal === undefined || refusal === request.memory.newest ? [] : [noteRefusal(world, refusal)];
  // A write that has begun is finished: whoever stops us waits for it, and each program has a deadline of its own.
  const wanted = { target, memory: acquired, writes: request.writes ?? [], stop: signal };
  const enforced = await enforce(world, wanted, new AbortController().signal);
  const { memory: recorded, problems: unkept } = await record(world, enforced, {
    before: request.memory,
    entries: [...ruled.entries, ...refused, ...enforced.entries],
  });
  const after = await revokeAfter(world, recorded, enforced.held);
  world.wantNames?.(listNames(recorded));
  const unsaved = recorded.unsaved === undefined ? [] : [recorded.unsaved.problem];
  return {
    isCutShort,
    memory: after.memory,
    outcome: {
      ...(acquired.newest === undefined ? {} : { attempted: acquired.newest.snapshot.revision }),
      ...describeApplied((recorded.waiting?.target ?? recorded.lastGood)?.snapshot),
      ...describeRollout(recorded, enforced.rollout ?? (isTurnedBack(recorded) ? undefined : ruled.rollout)),
      problems: [
        ...enforced.problems,
        ...resaved.problems,
        ...after.problems,
        ...ruled.problems,
        ...noted.problems,
        ...unsaved,
        ...unkept,
        ...problems,
        ...listQuarantine(recorded),
        ...describeSuspension(recorded),
      ],
      faults: refusal?.faults ?? enforced.faults,
      warnings: [...(refusal?.warnings ?? target?.warnings ?? []), ...(enforced.warnings ?? [])],
      ...(enforced.plan === undefined ? {} : { plan: countPlan(enforced.plan) }),
      drift: enforced.drift,
      ...(target === undefined ? {} : { lifelines: describeLifelines(target.selected, world.memo) }),
      policies: enforced.policies,
      ...(enforced.parameters === undefined ? {} : { parameters: enforced.parameters }),
      ...describeRevoked(after, enforced.dataplane),
    },
  };
}

/** What somebody wants back could not be had: the revision that was to go stands. */
function isTurnedBack({ failed, revertTo }: Memory): boolean {
  return revertTo !== undefined && failed?.revision === revertTo.snapshot.revision;
}

function joinRuled(first: Ruled, second: Ruled): Omit<Ruled, 'memory'> {
  const rollout = second.rollout ?? first.rollout;
  return {
    entries: [...first.entries, ...second.entries],
    problems: [...first.problems, ...second.problems],
    ...(rollout === undefined ? {} : { rollout }),
  };
}

/**
 * The newest revision where it can be used, else the last good one.
 *
 * A revision that the kernel refused is tried again when the source is asked, not at each look at the kernel in between:
 * each try writes, and puts back. One that was refused in rehearsal is tried again when somebody asks.
 */
function chooseTarget(memory: Memory, { fetch, retry }: PassRequest): Ready | undefined {
  const { newest, lastGood, failed, waiting, revertTo } = memory;
  const suspension = memory.rolloutRecord?.suspension;
  // Somebody has just said so, whatever else is to be.
  if (revertTo !== undefined && waiting === undefined && failed?.revision !== revertTo.snapshot.revision)
    return revertTo;
  if (suspension?.isRepairing === false) return undefined;
  // What comes after it waits, too.
  if (waiting !== undefined) return waiting.target;
  if (suspension !== undefined) return lastGood;
  if (newest?.kind !== 'ready') return lastGood;
  if (findQuarantine(memory, newest) !== undefined) return revertTo ?? lastGood;
  if (newest.snapshot.revision !== failed?.revision) return newest;
  const isDue = failed.faults.length > 0 ? retry === true : fetch;
  return isDue ? newest : (lastGood ?? newest);
}

/** What is suspended is left alone. */
async function findMinimum(
  world: PassWorld,
  { acquired, request }: { readonly acquired: Memory; readonly request: PassRequest },
  signal: AbortSignal,
): Promise<Ready | undefined> {
  if (!request.fetch || acquired.rolloutRecord?.suspension !== undefined) return undefined;
  try {
    return await findFirstMinimum(world, { memory: acquired, host: request.host }, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

/** Of what is enforced, and of what may be next. */
function listNames({ newest, lastGood, waiting }: Memory): readonly string[] {
  const ready = [newest?.kind === 'ready' ? newest : undefined, lastGood, waiting?.target];
  return [...new Set(ready.flatMap((one) => one?.selected.domainNames ?? []))].sort();
}

function approve(memory: Memory, { isMeant }: PassRequest): Memory {
  const revision = memory.newest?.snapshot.revision;
  if (revision === undefined || isMeant?.(revision) !== true) return memory;
  const { failed: _, ...rest } = memory;
  return { ...rest, approved: revision };
}

function listQuarantine(memory: Memory): readonly Problem[] {
  const { newest } = memory;
  if (newest?.kind !== 'ready') return [];
  const found = findQuarantine(memory, newest);
  return found === undefined ? [] : [describeQuarantine(newest.snapshot.revision, found)];
}

function describeRollout(
  { rolloutRecord, lastGood }: Memory,
  rollout: RolloutOutcome | undefined,
): Pick<PassOutcome, 'rollout' | 'confirmed' | 'quarantined'> {
  return {
    ...(rollout === undefined ? {} : { rollout }),
    ...(lastGood === undefined ? {} : { confirmed: lastGood.snapshot.revision }),
    ...(rolloutRecord === undefined ? {} : { quarantined: rolloutRecord.quarantined.map(({ revision }) => revision) }),
  };
}

function describeApplied(snapshot: Snapshot | undefined): Pick<PassOutcome, 'applied'> {
  if (snapshot === undefined) return {};
  return {
    applied: { revision: snapshot.revision, ...(snapshot.commit === undefined ? {} : { commit: snapshot.commit }) },
  };
}

/** The newest snapshot, prepared; the one of before where the source has none to give. */
async function acquire(
  world: PassWorld,
  request: PassRequest,
  signal: AbortSignal,
): Promise<Memory & Pick<Pass, 'isCutShort'>> {
  const { memory } = request;
  const { sourceProblem: _, ...rest } = memory;
  try {
    if (!request.fetch) return { ...memory, ...(await renew(world, request, signal)), isCutShort: false };
    const snapshot = await world.source.fetch(signal);
    if (memory.newest !== undefined && isSameSnapshot(snapshot, memory.newest.snapshot)) {
      return { ...rest, ...(await renew(world, request, signal)), isCutShort: false };
    }
    const newest = await prepareSnapshot(snapshot, knownHost(request.host, memory.rolloutRecord), { ...world, signal });
    return { ...rest, newest, isCutShort: false };
  } catch (error) {
    if (signal.aborted) return { ...memory, isCutShort: true };
    if (!(error instanceof SourceError)) throw error;
    world.log.warn(error.message, { reason: error.reason });
    return { ...memory, sourceProblem: sourceProblem(error), isCutShort: false };
  }
}

/** The newest snapshot, prepared anew where a rule of it has ended since, or the host knows something else. */
async function renew(world: PassWorld, request: PassRequest, signal: AbortSignal): Promise<Pick<Memory, 'newest'>> {
  const { newest, rolloutRecord } = request.memory;
  if (newest?.kind !== 'ready' || isCurrent(world, newest)) return {};
  const host = knownHost(request.host, rolloutRecord);
  return { newest: await prepareSnapshot(newest.snapshot, host, { ...world, signal }) };
}

/** Where the newest cannot be used, the last good revision must not be kept up with what was known long ago. */
async function renewLastGood(
  world: PassWorld,
  chosen: { readonly target: Ready; readonly acquired: Memory; readonly request: PassRequest },
  signal: AbortSignal,
): Promise<Ready> {
  const { target, acquired, request } = chosen;
  if (target !== acquired.lastGood || target === acquired.newest) return target;
  if (isCurrent(world, target)) return target;
  try {
    const { host: configured, memory } = request;
    const host = { ...knownHost(configured, memory.rolloutRecord), labels: target.host.labels };
    const renewed = await prepareSnapshot(target.snapshot, host, { ...world, signal });
    return renewed.kind === 'ready' ? renewed : target;
  } catch (error) {
    if (!signal.aborted) throw error;
    return target;
  }
}

/** A clock that was set back brings back what had ended. */
function isCurrent(world: PassWorld, { selected, known, preparedMs }: Ready): boolean {
  const { validUntilMs = Number.POSITIVE_INFINITY } = selected;
  const nowMs = world.clock.now().getTime();
  return preparedMs <= nowMs && nowMs < validUntilMs && world.known?.() === known;
}

/** Reasons that time may mend; the others wait for a person. */
const passing: readonly string[] = ['SourceUnreachable', 'StateUnwritable'];

function sourceProblem(error: SourceError): Problem {
  return { source: 'Source', reason: error.reason, message: error.message, retrying: passing.includes(error.reason) };
}

function refusedProblem(refused: Extract<Prepared, { kind: 'refused' }>): Problem {
  return {
    source: 'Manifests',
    reason: refused.reason,
    message: `${refused.snapshot.revision} is refused: ${refused.message}`,
    retrying: false,
  };
}

function noteRefusal(world: PassWorld, refused: Extract<Prepared, { kind: 'refused' }>): HistoryEntry {
  const { snapshot, reason, message, faults } = refused;
  world.log.warn('refused a revision', { revision: snapshot.revision, reason, why: message, faults: faults.length });
  return unappliedEntry(world.clock, snapshot, { outcome: 'Refused', message });
}

/** Memory, with what the state folder refused; what is ours beside the rules is kept behind the revision that says so. */
async function record(
  world: PassWorld,
  { memory, held }: Pick<Enforced, 'memory' | 'held'>,
  made: { readonly before: Memory; readonly entries: readonly HistoryEntry[] },
): Promise<{ readonly memory: Memory; readonly problems: readonly Problem[] }> {
  const { unsaved: _, unsavedBeside: _b, ...rest } = memory;
  const { before, entries } = made;
  const { lastGood } = memory;
  const isNew = lastGood !== undefined && !isSameStand(before.lastGood, lastGood);
  const beside = await settle(world, memory, held);
  const isOurs: SettledBeside['isOurs'] = beside?.isOurs ?? (() => undefined);
  const ruleset =
    lastGood !== undefined && saysOtherwise(lastGood, memory.kept) ? await store(world, lastGood, isOurs) : undefined;
  const unsaved = await writeRecord(world, {
    ...(lastGood !== undefined && (isNew || before.unsaved !== undefined) ? { lastGood: lastGood.snapshot } : {}),
    ...(ruleset === undefined ? {} : { ruleset }),
    entries,
    ...(before.unsaved === undefined ? {} : { unsaved: before.unsaved }),
  });
  const unkept = lastGood === undefined || beside === undefined ? {} : { unsavedBeside: { of: lastGood, beside } };
  if (unsaved !== undefined) return { memory: { ...rest, ...unkept, unsaved }, problems: [] };
  const problems = (await beside?.save()) ?? [];
  const next = problems.length === 0 ? rest : { ...rest, ...unkept };
  // As long as nobody can tell what of it is ours, it is to be kept anew.
  if (lastGood === undefined || ruleset === undefined || !isDecided(lastGood, { isOurs }))
    return { memory: next, problems };
  const kept = { revision: lastGood.snapshot.revision, desired: lastGood.desired };
  return { memory: { ...next, kept }, problems };
}

/** What is ours beside the rules; what was settled when the revision was confirmed, and could not be kept, counts. */
async function settle(world: PassWorld, memory: Memory, held: Enforced['held']): Promise<SettledBeside | undefined> {
  const { lastGood, waiting, unsavedBeside } = memory;
  if (lastGood === undefined || waiting !== undefined) return undefined;
  if (unsavedBeside !== undefined && isSameStand(unsavedBeside.of, lastGood)) return unsavedBeside.beside;
  return held === undefined ? undefined : await settleBeside(world, memory, held.observed);
}

async function store(
  { rulesets, clock }: PassWorld,
  ready: Ready,
  isOurs: SettledBeside['isOurs'],
): Promise<StoredRuleset | undefined> {
  if (rulesets === undefined) return undefined;
  const [previous] = (await rulesets.loadRulesets()).rulesets;
  const next = storedOf(ready, { clock, beside: { isOurs }, previous });
  // Where nobody can tell what is ours, each pass asks, and finds the same.
  const isKept = previous !== undefined && !isDecided(ready, { isOurs }) && isSameStored(previous, next);
  return isKept ? undefined : next;
}
