// One reconciliation: fetch, prepare, apply, record. Whatever is refused on the way, the last good revision is enforced.

import { countPlan, isEmptyPlan, type Plan } from '../plan/plan.ts';
import { type Accepted, acceptedBefore, heldNow, planRehearsal } from '../plan/rehearse.ts';
import type { Fault } from '../policy/fault.ts';
import type { Memo } from '../policy/memo.ts';
import type { Revision, Snapshot } from '../policy/snapshot.ts';
import {
  type Clock,
  type Dataplane,
  DataplaneError,
  type ForeignWrite,
  type HistoryEntry,
  type KernelParameters,
  type Log,
  type ManifestReader,
  type Rehearsal,
  type RememberedStore,
  type Source,
  SourceError,
  type StateStore,
} from '../ports.ts';
import type { Desired, Observed } from '../ruleset/ruleset.ts';
import { countHits } from '../status/hits.ts';
import type { PassOutcome, Problem } from '../status/outcome.ts';
import { type Applied, applyDesired } from './apply.ts';
import { type KeptPolicies, keepBuiltinPolicies } from './builtin-policies.ts';
import { acceptHeld, type Contests, noteMoves } from './contest.ts';
import { type BuiltinPolicies, describeDrift, describePolicyChanges, readBuiltinPolicies } from './drift.ts';
import { closeForwarding, type Kept, keepParameters } from './parameters.ts';
import { type HostName, type Prepared, prepareSnapshot, type Ready } from './prepare.ts';
import { describeLooked } from './problems.ts';
import { appliedEntry, type Unsaved, unappliedEntry, writeRecord } from './record.ts';
import { type Rehearsed, rehearse } from './rehearse.ts';

export interface PassWorld {
  readonly source: Source;
  readonly reader: ManifestReader;
  readonly dataplane: Dataplane;
  /** Absent: what is new is written without having been tried. */
  readonly rehearsal?: Rehearsal;
  /** Absent: kernel parameters are neither looked at nor kept. */
  readonly parameters?: KernelParameters;
  /** What the policies of built-in chains were; absent: they are left alone. */
  readonly builtins?: RememberedStore;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Of what was prepared before; absent: everything is prepared anew. */
  readonly memo?: Memo;
}

/** What one pass leaves to the next. */
export interface Memory {
  /** What the kernel was last made equal to. */
  readonly lastGood?: Ready;
  /** The newest snapshot, prepared or refused: an unchanged one is not prepared again. */
  readonly newest?: Prepared;
  /** Why the source gave nothing at its last try. */
  readonly sourceProblem?: Problem;
  /** The newest revision could not be applied: it is tried again when the source is asked, and recorded once. */
  readonly failed?: FailedRevision;
  /** What this process last made the kernel equal to: nothing of it has to be rehearsed. */
  readonly accepted?: Desired;
  /** What the last pass could not do to the kernel; absent after one that could. */
  readonly failing?: string;
  /** Why the last rehearsal could not be held; absent after one that was. */
  readonly unrehearsed?: string;
  /** Hooks that others move. */
  readonly contests?: Contests;
  /** Policies of built-in chains as they were read last. */
  readonly builtinPolicies?: BuiltinPolicies;
  /** The state folder refused a write, or what it held is damaged; it is written again with the next pass. */
  readonly unsaved?: Unsaved;
}

interface FailedRevision {
  readonly revision: Revision;
  readonly problem: Problem;
  /** What the rehearsal found; empty where the kernel was written to, and put back. */
  readonly faults: readonly Fault[];
}

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
}

/** Never throws for what the world refuses: that becomes a problem of the outcome. Our own defects throw. */
export async function runPass(world: PassWorld, request: PassRequest, signal: AbortSignal): Promise<Pass> {
  const { isCutShort, ...acquired } = await acquire(world, request, signal);
  const target = chooseTarget(acquired, request);
  const refusal = acquired.newest?.kind === 'refused' ? acquired.newest : undefined;
  const problems = [
    ...(acquired.sourceProblem === undefined ? [] : [acquired.sourceProblem]),
    ...(refusal === undefined ? [] : [refusedProblem(refusal)]),
  ];
  const refused = refusal === undefined || refusal === request.memory.newest ? [] : [noteRefusal(world, refusal)];
  // A write that has begun is finished: whoever stops us waits for it, and each program has a deadline of its own.
  const wanted = { target, memory: acquired, writes: request.writes ?? [] };
  const enforced = await enforce(world, wanted, new AbortController().signal);
  const recorded = await record(world, enforced.memory, {
    before: request.memory,
    entries: [...refused, ...enforced.entries],
  });
  const unsaved = recorded.unsaved === undefined ? [] : [recorded.unsaved.problem];
  return {
    isCutShort,
    memory: recorded,
    outcome: {
      ...(acquired.newest === undefined ? {} : { attempted: acquired.newest.snapshot.revision }),
      ...describeApplied(recorded.lastGood?.snapshot),
      problems: [...enforced.problems, ...unsaved, ...problems],
      faults: refusal?.faults ?? enforced.faults,
      warnings: [...(refusal?.warnings ?? target?.warnings ?? []), ...(enforced.warnings ?? [])],
      ...(enforced.plan === undefined ? {} : { plan: countPlan(enforced.plan) }),
      drift: enforced.drift,
      policies: enforced.policies,
      ...(enforced.parameters === undefined ? {} : { parameters: enforced.parameters }),
      ...(enforced.dataplane === undefined ? {} : { dataplane: enforced.dataplane }),
    },
  };
}

/**
 * The newest revision where it can be used, else the last good one.
 *
 * A revision that the kernel refused is tried again when the source is asked, not at each look at the kernel in between:
 * each try writes, and puts back. One that was refused in rehearsal is tried again when somebody asks.
 */
function chooseTarget({ newest, lastGood, failed }: Memory, { fetch, retry }: PassRequest): Ready | undefined {
  if (newest?.kind !== 'ready') return lastGood;
  if (newest.snapshot.revision !== failed?.revision) return newest;
  const isDue = failed.faults.length > 0 ? retry === true : fetch;
  return isDue ? newest : (lastGood ?? newest);
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
    if (snapshot.revision === memory.newest?.snapshot.revision) {
      return { ...rest, ...(await renew(world, request, signal)), isCutShort: false };
    }
    const newest = await prepareSnapshot(snapshot, request.host, { ...world, signal });
    return { ...rest, newest, isCutShort: false };
  } catch (error) {
    if (signal.aborted) return { ...memory, isCutShort: true };
    if (!(error instanceof SourceError)) throw error;
    world.log.warn(error.message, { reason: error.reason });
    return { ...memory, sourceProblem: sourceProblem(error), isCutShort: false };
  }
}

/** The newest snapshot, prepared anew where a rule of it has ended since. */
async function renew(
  world: PassWorld,
  { memory, host }: PassRequest,
  signal: AbortSignal,
): Promise<Pick<Memory, 'newest'>> {
  const { newest } = memory;
  if (newest?.kind !== 'ready' || newest.selected.validUntilMs === undefined) return {};
  if (world.clock.now().getTime() < newest.selected.validUntilMs) return {};
  return { newest: await prepareSnapshot(newest.snapshot, host, { ...world, signal }) };
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

interface Enforced
  extends Pick<PassOutcome, 'drift' | 'policies' | 'problems' | 'faults' | 'dataplane'>,
    Partial<Pick<PassOutcome, 'warnings' | 'parameters'>> {
  readonly memory: Memory;
  /** For the history. */
  readonly entries: readonly HistoryEntry[];
  readonly plan?: Plan;
}

interface Wanted {
  readonly target: Ready | undefined;
  readonly memory: Memory;
  readonly writes: readonly ForeignWrite[];
}

async function enforce(world: PassWorld, wanted: Wanted, signal: AbortSignal): Promise<Enforced> {
  const { target, writes, memory } = wanted;
  if (target === undefined) return { memory, entries: [], drift: [], policies: [], problems: [], faults: [] };
  const desired = acceptHeld(target.desired, memory.contests ?? new Map(), world.clock.elapsedMs());
  const rehearsing = startRehearsal(world, { desired, memory }, signal);
  try {
    const dataplane = await world.dataplane.identify(signal);
    let closed: Kept | undefined;
    const applied = await applyDesired(world.dataplane, desired, signal, {
      pause: (ms) => world.clock.sleep(ms, signal),
      random: () => world.clock.random(),
      beforeWrite: async (observed) => {
        const next = await rehearsing.finish(observed);
        // What a rehearsal refuses leaves forwarding as it is.
        closed = await closeForwarding(world.parameters, target.selected.profile);
        return next;
      },
      known: { lastGood: target === memory.lastGood ? desired : memory.lastGood?.desired },
    });
    const policies = await keepPolicies(world, target, { observed: applied.observed, signal });
    const kept = await keepParameters(world.parameters, target.selected);
    const parameters = {
      ...kept,
      problems: [...policies.problems, ...(closed?.problems ?? []), ...kept.problems],
      written: [...policies.written, ...(closed?.written ?? []), ...kept.written],
    };
    const held = { ...applied, observed: policies.observed };
    return settle(world, { target, memory: rehearsing.note(memory), writes, applied: held, dataplane, parameters });
  } catch (error) {
    if (!(error instanceof DataplaneError)) throw error;
    const failed = fail(world, { target, memory: rehearsing.note(memory), error });
    const { lastGood } = memory;
    if (failed.faults.length === 0 || lastGood === undefined || lastGood === target) return failed;
    // The kernel was not touched: the revision before goes on being kept up in the same pass.
    const kept = await enforce(world, { target: lastGood, memory: failed.memory, writes }, signal);
    return { ...kept, entries: [...failed.entries, ...kept.entries] };
  } finally {
    await rehearsing.end();
  }
}

/** Before forwarding is switched on, and behind the rules. */
async function keepPolicies(
  { builtins, dataplane }: PassWorld,
  { selected }: Ready,
  { observed, signal }: { readonly observed: Observed; readonly signal: AbortSignal },
): Promise<KeptPolicies> {
  if (builtins === undefined) return { problems: [], written: [], observed };
  return await keepBuiltinPolicies({ dataplane, store: builtins, signal }, selected.profile, observed);
}

interface Rehearsing {
  /** @throws DataplaneError with faults for what the rehearsal refused. */
  finish(observed: Observed): Promise<'Go' | 'LookAgain'>;
  /** Memory, with why no rehearsal could be held. */
  note(memory: Memory): Memory;
  /** Waits for one that nobody waited for: nothing was to be written. */
  end(): Promise<void>;
}

/** After such a wait what was seen of the kernel may be old. */
const maxWaitMs = 20;

/** What is new since the last pass is tried while the kernel is being looked at; where no pass was before, afterwards. */
function startRehearsal(
  { rehearsal, log, clock }: PassWorld,
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
      const begunMs = clock.elapsedMs();
      const rehearsed = await (early ?? hold(heldNow(observed)));
      if (rehearsed?.kind === 'refused') {
        throw new DataplaneError(rehearsed.reason, describeRefused(rehearsed.faults), { faults: rehearsed.faults });
      }
      if (rehearsed?.kind === 'skipped' && rehearsed.why !== unrehearsed) {
        log.warn('rules are written without a rehearsal', { why: rehearsed.why });
      }
      if (rehearsed !== undefined) unrehearsed = rehearsed.kind === 'skipped' ? rehearsed.why : undefined;
      return clock.elapsedMs() - begunMs > maxWaitMs ? 'LookAgain' : 'Go';
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

interface Settled {
  readonly target: Ready;
  readonly memory: Memory;
  readonly writes: readonly ForeignWrite[];
  readonly applied: Applied;
  readonly dataplane: Awaited<ReturnType<Dataplane['identify']>>;
  readonly parameters: Kept;
}

/** The kernel holds the target: what is to be remembered and told of it. */
function settle(world: PassWorld, settled: Settled): Enforced {
  const { target, memory, writes, applied } = settled;
  const { otherBackend, ...dataplane } = settled.dataplane;
  const isNew = target.snapshot.revision !== memory.lastGood?.snapshot.revision;
  // Prepared anew since the last pass: of the same revision, another part holds now.
  const isOurs = isNew || target !== memory.lastGood;
  const wrote = !isEmptyPlan(applied.plan);
  logPass(world.log, { target, plan: applied.plan, why: isNew ? 'New' : isOurs ? 'Time' : 'Drift' });
  const { failed, failing: _, ...rest } = memory;
  // What failed is still what the source wants, while the revision before it is kept up.
  const stillFailed =
    failed !== undefined &&
    failed.revision === memory.newest?.snapshot.revision &&
    failed.revision !== target.snapshot.revision
      ? failed
      : undefined;
  const nowMs = world.clock.elapsedMs();
  const known = memory.contests ?? new Map();
  const contests = isOurs ? known : noteMoves(known, applied.plan, { nowMs, writes });
  const builtinPolicies = readBuiltinPolicies(applied.observed);
  const drift = [
    // With a new revision, or another time, every difference is theirs; without, somebody else made it.
    ...(wrote && !isOurs ? describeDrift(applied.plan, writes) : []),
    ...(isNew ? [] : settled.parameters.written),
    ...describePolicyChanges(memory.builtinPolicies ?? new Map(), builtinPolicies, writes).filter(
      (sentence) => !settled.parameters.written.some((own) => own.split(':')[0] === sentence.split(':')[0]),
    ),
  ];
  return {
    memory: {
      ...rest,
      lastGood: target,
      contests,
      builtinPolicies,
      accepted: target.desired,
      ...(stillFailed === undefined ? {} : { failed: stillFailed }),
    },
    entries: isNew ? [appliedEntry(world.clock, target.snapshot, applied.plan)] : [],
    ...(wrote ? { plan: applied.plan } : {}),
    drift,
    policies: countHits(target.desired, applied.observed, target.selected),
    problems: [
      ...(stillFailed === undefined ? [] : [stillFailed.problem]),
      ...settled.parameters.problems,
      ...describeLooked({
        desired: target.desired,
        applied,
        contests,
        nowMs,
        backend: dataplane.backend,
        ...(otherBackend === undefined ? {} : { otherBackend }),
      }),
    ],
    faults: stillFailed?.faults ?? [],
    warnings: settled.parameters.warnings,
    parameters: settled.parameters.written,
    dataplane: {
      ...dataplane,
      ...(memory.unrehearsed === undefined ? {} : { rehearsalSkipped: memory.unrehearsed }),
    },
  };
}

interface Failure {
  readonly target: Ready;
  readonly memory: Memory;
  readonly error: DataplaneError;
}

/** The kernel holds what it held before: the revision is tried again with the next pass, and recorded once. */
function fail(world: PassWorld, { target, memory, error }: Failure): Enforced {
  const { revision } = target.snapshot;
  const isNew = revision !== memory.lastGood?.snapshot.revision;
  const entry = unappliedEntry(world.clock, target.snapshot, { outcome: 'Failed', message: error.message });
  const problem: Problem = {
    source: 'Dataplane',
    reason: error.reason,
    message: `${revision} could not be applied: ${error.message}`,
    retrying: transient.includes(error.reason),
  };
  const faults = error.facts.faults ?? [];
  // The same again at every poll is no news.
  const isKnown = memory.failing === problem.message;
  world.log[isKnown ? 'debug' : 'error']('could not apply', { revision, reason: error.reason, why: error.message });
  return {
    memory: {
      ...memory,
      failing: problem.message,
      ...(isNew ? { failed: { revision, problem, faults } } : {}),
    },
    entries: isNew && memory.failed?.revision !== revision ? [entry] : [],
    drift: [],
    policies: [],
    problems: [problem],
    faults,
  };
}

const transient: readonly string[] = ['LockTimeout', 'ToolTimeout', 'ToolCrashed', 'VerifyFailed'];

const applyWords = {
  New: 'applied a revision',
  Time: 'took out rules that have ended',
  Drift: 'repaired drift',
} as const;

function logPass(
  log: Log,
  pass: { readonly target: Ready; readonly plan: Plan; readonly why: keyof typeof applyWords },
): void {
  const { revision, commit } = pass.target.snapshot;
  if (pass.why !== 'New' && isEmptyPlan(pass.plan)) return;
  const facts = {
    revision,
    ...countPlan(pass.plan),
    ...(commit === undefined ? {} : { author: commit.author, subject: commit.subject }),
  };
  log.info(applyWords[pass.why], facts);
}

function noteRefusal(world: PassWorld, refused: Extract<Prepared, { kind: 'refused' }>): HistoryEntry {
  const { snapshot, reason, message, faults } = refused;
  world.log.warn('refused a revision', { revision: snapshot.revision, reason, why: message, faults: faults.length });
  return unappliedEntry(world.clock, snapshot, { outcome: 'Refused', message });
}

/** Memory, with what the state folder refused. */
async function record(
  world: PassWorld,
  memory: Memory,
  made: { readonly before: Memory; readonly entries: readonly HistoryEntry[] },
): Promise<Memory> {
  const { unsaved: _, ...rest } = memory;
  const { before, entries } = made;
  const { lastGood } = memory;
  const isNew = lastGood?.snapshot.revision !== before.lastGood?.snapshot.revision;
  const unsaved = await writeRecord(world, {
    ...(lastGood !== undefined && (isNew || before.unsaved !== undefined) ? { lastGood: lastGood.snapshot } : {}),
    entries,
    ...(before.unsaved === undefined ? {} : { unsaved: before.unsaved }),
  });
  return unsaved === undefined ? rest : { ...rest, unsaved };
}
