// Makes the kernel equal to a prepared snapshot, and tells what came of it; what the kernel refuses is remembered.

import { countPlan, isEmptyPlan, type Plan } from '../plan/plan.ts';
import {
  type Dataplane,
  DataplaneError,
  type ForeignWrite,
  type HistoryEntry,
  type Log,
  StateError,
} from '../ports.ts';
import type { Observed } from '../ruleset/ruleset.ts';
import { countHits } from '../status/hits.ts';
import type { PassOutcome, Problem, RolloutOutcome } from '../status/outcome.ts';
import { type Applied, applyDesired } from './apply.ts';
import { type KeptPolicies, keepBuiltinPolicies } from './builtin-policies.ts';
import { acceptHeld, noteMoves } from './contest.ts';
import { describeDrift, describePolicyChanges, readBuiltinPolicies } from './drift.ts';
import { startRehearsal } from './early-rehearsal.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type BesideRules, closeForwarding, type Kept, keepParameters } from './parameters.ts';
import { isSameStand, type Ready } from './prepare.ts';
import { describeLooked } from './problems.ts';
import { confirmIn, noteUndone } from './quarantine.ts';
import { appliedEntry, unappliedEntry } from './record.ts';
import type { Held } from './revoke-after.ts';
import { type BesideKind, type Concluded, type Missing, startRollout } from './rollout.ts';
import { namesBeside } from './stored.ts';

export interface Enforced
  extends Pick<PassOutcome, 'drift' | 'policies' | 'problems' | 'faults' | 'dataplane'>,
    Partial<Pick<PassOutcome, 'warnings' | 'parameters'>> {
  readonly rollout?: RolloutOutcome | undefined;
  readonly memory: Memory;
  /** Absent where the kernel could not be made equal to anything. */
  readonly held?: Held;
  /** For the history. */
  readonly entries: readonly HistoryEntry[];
  readonly plan?: Plan;
}

export interface Wanted {
  readonly target: Ready | undefined;
  readonly memory: Memory;
  readonly writes: readonly ForeignWrite[];
  /** Fires when the controller has to stop. A write that has begun is finished all the same. */
  readonly stop: AbortSignal;
  /** As of the rollout. */
  readonly leavesLate?: true;
}

/** Whatever the kernel refuses becomes a problem; the revision of before is kept up then. */
export async function enforce(world: PassWorld, wanted: Wanted, signal: AbortSignal): Promise<Enforced> {
  const { target, writes, memory, stop, leavesLate } = wanted;
  if (target === undefined) return { memory, entries: [], drift: [], policies: [], problems: [], faults: [] };
  const desired = acceptHeld(target.desired, memory.contests ?? new Map(), world.clock.elapsedMs());
  const rehearsing = startRehearsal(world, { desired, memory }, signal);
  const rollout = startRollout(world, {
    target,
    desired,
    memory,
    stop,
    ...(leavesLate === true ? { leavesLate } : {}),
  });
  const standing = standingOf(memory);
  try {
    const dataplane = await world.dataplane.identify(signal);
    let closed: Kept | undefined;
    const applied = await applyDesired(world.dataplane, desired, signal, {
      pause: (ms) => world.clock.sleep(ms, signal),
      random: () => world.clock.random(),
      beforeWrite: async (observed, plan) => {
        const begunMs = world.clock.elapsedMs();
        await rehearsing.finish(observed);
        await rollout.prepare(observed, plan);
        // What a rehearsal refuses leaves forwarding as it is.
        closed = await closeForwarding(world.parameters, target.selected.profile, rollout.beside('parameters'));
        return world.clock.elapsedMs() - begunMs > maxWaitMs ? 'LookAgain' : 'Go';
      },
      known: { lastGood: target === standing ? desired : standing?.desired },
    });
    await rollout.prepareBeside(applied.observed, applied.plan);
    const policies = await keepPolicies(world, target, {
      observed: applied.observed,
      beside: rollout.beside('policies'),
      signal,
    });
    const kept = await keepParameters(world.parameters, target.selected, rollout.beside('parameters'));
    const ofParameters = [...(closed?.problems ?? []), ...kept.problems];
    const held = { ...applied, observed: policies.observed };
    const concluded = await rollout.conclude(missingOf({ parameters: ofParameters, policies: policies.problems }));
    const after = rehearsing.note(memory);
    if (concluded.kind === 'Undone') {
      const undone = { ...wanted, target, memory: after };
      const isStanding = isSameStand(standing, target);
      return await (isStanding ? keepWithoutLate(world, undone, concluded) : keepBefore(world, undone, concluded));
    }
    const unkept = concluded.kind === 'Stays' ? await rememberBeside(world, { parameters: kept, policies }) : [];
    const parameters = {
      ...kept,
      problems: toldOnce([...policies.problems, ...ofParameters, ...unkept]),
      written: [...policies.written, ...(closed?.written ?? []), ...kept.written],
      ...(kept.missing && policies.missing ? { missing: [...kept.missing, ...policies.missing] } : {}),
      refused: { ...kept.refused, ...policies.refused },
    };
    return await settle(world, { target, memory: after, writes, applied: held, dataplane, parameters, concluded });
  } catch (error) {
    await rollout.abandon();
    if (!(error instanceof DataplaneError)) throw error;
    const failed = fail(world, { target, memory: rehearsing.note(memory), error });
    const { lastGood, waiting } = memory;
    const isUntouched = failed.faults.length > 0 || error.facts.untouched === true;
    // One that waits is undone first, with the next pass.
    if (!isUntouched || lastGood === undefined || lastGood === target || waiting !== undefined) return failed;
    // The kernel was not touched: the revision before goes on being kept up in the same pass.
    const kept = await enforce(world, { target: lastGood, memory: failed.memory, writes, stop }, signal);
    return { ...kept, entries: [...failed.entries, ...kept.entries], rollout: failed.rollout ?? kept.rollout };
  } finally {
    await rehearsing.end();
  }
}

/** What was looked at before the rules and behind them may say the same twice. */
function toldOnce(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

/** What only time may mend. */
function missingOf(problems: Readonly<Record<BesideKind, readonly Problem[]>>): Missing {
  const [parameters, policies] = [problems.parameters, problems.policies].map((of) => of.find(mayPass)?.message);
  return { ...(parameters === undefined ? {} : { parameters }), ...(policies === undefined ? {} : { policies }) };
}

/** It may stay: what was put back is forgotten, and what stands is ours from now on. */
async function rememberBeside(
  world: PassWorld,
  kept: { readonly parameters: Pick<Kept, 'remembered'>; readonly policies: Pick<KeptPolicies, 'remembered'> },
): Promise<readonly Problem[]> {
  try {
    if (kept.parameters.remembered !== undefined) await world.parameters?.saveRemembered(kept.parameters.remembered);
    if (kept.policies.remembered !== undefined) await world.builtins?.saveRemembered(kept.policies.remembered);
    return [];
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return [{ source: 'State', reason: error.reason, message: error.message, retrying: true }];
  }
}

/** What the kernel refuses or lacks, or another program sets, is told and waited for by nobody. */
function mayPass({ source, reason }: Problem): boolean {
  return source === 'State' || ['LockTimeout', 'ToolTimeout', 'ToolCrashed'].includes(reason);
}

/** After such a wait what was seen of the kernel may be old. */
const maxWaitMs = 20;

/** What the kernel was last made equal to. */
function standingOf({ waiting, lastGood }: Memory): Ready | undefined {
  return waiting?.target ?? lastGood;
}

type Undone = Extract<Concluded, { kind: 'Undone' }>;

/** So often what comes late is tried where it is not known to be at fault. */
const maxLateTries = 3;

/** What came late was undone: the revision stands without it. */
async function keepWithoutLate(
  world: PassWorld,
  { target, memory, writes, stop }: Wanted & { readonly target: Ready },
  { why, blame }: Undone,
): Promise<Enforced> {
  const { revision } = target.snapshot;
  const { approved: _, heldBeside: known, ...rest } = memory;
  const tries = (known?.revision === revision ? known.tries : 0) + 1;
  const isFinal = blame === 'Revision' || (blame !== 'Stopped' && tries > maxLateTries);
  world.log.error('undid what came late with a revision', { revision, why, blame });
  const held = { ...rest, heldBeside: { revision, why, tries, isFinal } };
  const wanted: Wanted = { target, memory: held, writes, stop, leavesLate: true };
  return await enforce(world, wanted, new AbortController().signal);
}

/** Told as long as it is so. */
function describeHeld({ heldBeside }: Memory, { snapshot: { revision } }: Ready): readonly Problem[] {
  if (heldBeside?.revision !== revision) return [];
  const { why, isFinal } = heldBeside;
  const then = isFinal
    ? `Commit what mends it, or say gatewright approve ${revision.replace(/^.*:/, '')} to try it again`
    : 'It is tried again';
  const message = `${revision} stands, but for parameters or policies that came late: that was undone, because ${why}. ${then}`;
  return [{ source: 'Dataplane', reason: 'RolledBack', message, retrying: !isFinal }];
}

/** The revision was undone: it is told, and not tried again; the one before it is kept up. */
async function keepBefore(
  world: PassWorld,
  { target, memory, writes, stop }: Wanted & { readonly target: Ready },
  undone: Undone,
): Promise<Enforced> {
  const noted = await noteUndone(world, { target, memory }, undone);
  const kept = await enforce(
    world,
    { target: memory.lastGood, memory: noted.memory, writes, stop },
    new AbortController().signal,
  );
  return {
    ...kept,
    entries: [...noted.entries, ...kept.entries],
    problems: [...noted.problems, ...kept.problems],
    rollout: noted.rollout,
  };
}

interface KeepingPolicies {
  readonly observed: Observed;
  readonly beside: BesideRules;
  readonly signal: AbortSignal;
}

/** Before forwarding is switched on, and behind the rules. */
async function keepPolicies(
  { builtins, dataplane }: PassWorld,
  { selected }: Ready,
  { observed, beside, signal }: KeepingPolicies,
): Promise<KeptPolicies> {
  if (builtins === undefined) return { problems: [], written: [], missing: [], observed };
  const { profile } = selected;
  return await keepBuiltinPolicies({ dataplane, store: builtins, signal }, { profile, beside }, observed);
}

interface Settled {
  readonly target: Ready;
  readonly memory: Memory;
  readonly writes: readonly ForeignWrite[];
  readonly applied: Applied;
  readonly dataplane: Awaited<ReturnType<Dataplane['identify']>>;
  readonly parameters: Kept;
  readonly concluded: Exclude<Concluded, { kind: 'Undone' }>;
}

/** The kernel holds the target: what is to be remembered and told of it. */
async function settle(world: PassWorld, settled: Settled): Promise<Enforced> {
  const { target, memory, writes, applied, concluded } = settled;
  const { otherBackend, ...dataplane } = settled.dataplane;
  const standing = standingOf(memory);
  const isNew = !isSameStand(standing, target);
  // Prepared anew since the last pass: of the same revision, another part holds now.
  const isOurs = isNew || target !== standing;
  const wrote = !isEmptyPlan(applied.plan);
  logPass(world.log, { target, plan: applied.plan, why: isNew ? 'New' : isOurs ? 'Time' : 'Drift' });
  const { failed, failing: _, heldBeside, ...others } = memory;
  // What was proven now is held no longer.
  const isHeld = heldBeside?.revision === target.snapshot.revision && concluded.outcome === undefined;
  const missing = settled.parameters.missing ?? (isNew ? namesBeside(target) : (memory.missing ?? []));
  const atMs = world.clock.elapsedMs();
  const refusedNow = Object.entries(settled.parameters.refused ?? {}).map(([name, found]) => [name, { found, atMs }]);
  const refused = { ...(isNew ? {} : memory.refused), ...Object.fromEntries(refusedNow) };
  const rest: Memory = { ...others, missing, refused, ...(isHeld ? { heldBeside } : {}) };
  // What failed is still what the source wants, while the revision before it is kept up.
  const { newest } = memory;
  const isOther = newest?.kind === 'ready' && !isSameStand(newest, target);
  const isWanted = (isOther && failed?.revision === newest.snapshot.revision) || isFailedWay(memory, target);
  const stillFailed = isWanted ? failed : undefined;
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
  const confirmed = await confirmIn(world, rest, { target, concluded });
  return {
    memory: {
      ...confirmed.memory,
      contests,
      builtinPolicies,
      accepted: target.desired,
      ...(stillFailed === undefined ? {} : { failed: stillFailed }),
    },
    held: { target, observed: applied.observed },
    entries: isNew ? [appliedEntry(world.clock, target.snapshot, applied.plan)] : [],
    ...(wrote ? { plan: applied.plan } : {}),
    drift,
    policies: countHits(target.desired, applied.observed, target.selected),
    ...(concluded.outcome === undefined ? {} : { rollout: concluded.outcome }),
    problems: [
      ...confirmed.problems,
      ...(stillFailed === undefined ? [] : [stillFailed.problem]),
      ...describeHeld(rest, target),
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

/** Somebody wants another revision than the one that stands, and it could not be had. */
function isFailedWay({ failed, revertTo }: Memory, target: Ready): boolean {
  return revertTo !== undefined && failed?.revision === revertTo.snapshot.revision && !isSameStand(revertTo, target);
}

interface Failure {
  readonly target: Ready;
  readonly memory: Memory;
  readonly error: DataplaneError;
}

/** The kernel holds what it held before: the revision is tried again with the next pass, and recorded once. */
function fail(world: PassWorld, { target, memory, error }: Failure): Enforced {
  const { revision } = target.snapshot;
  const isNew = !isSameStand(memory.lastGood, target);
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
    ...(error.reason === 'Held' ? { rollout: { state: 'Held', revision, message: error.message } } : {}),
    entries: isNew && memory.failed?.revision !== revision ? [entry] : [],
    drift: [],
    policies: [],
    problems: [problem],
    faults,
  };
}

const transient: readonly string[] = ['LockTimeout', 'ToolTimeout', 'ToolCrashed', 'VerifyFailed', 'StateUnwritable'];

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
