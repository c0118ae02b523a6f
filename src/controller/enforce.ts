// Makes the kernel equal to a prepared snapshot, and tells what came of it; what the kernel refuses is remembered.

import { countPlan, isEmptyPlan, type Plan } from '../plan/plan.ts';
import type { BesideKind } from '../plan/plan-parameters.ts';
import { type Dataplane, DataplaneError, type ForeignWrite, type HistoryEntry, type Log } from '../ports.ts';
import type { Observed } from '../ruleset/ruleset.ts';
import { countHits } from '../status/hits.ts';
import type { PassOutcome, Problem, RolloutOutcome } from '../status/outcome.ts';
import { type Applied, applyDesired } from './apply.ts';
import { type Missing, takeBackBeside } from './beside.ts';
import { describePolicyWrite, type KeptPolicies, keepBuiltinPolicies } from './builtin-policies.ts';
import { acceptHeld, noteMoves } from './contest.ts';
import { describeDrift, describePolicyChanges, readBuiltinPolicies } from './drift.ts';
import { startRehearsal } from './early-rehearsal.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type BesideRules, closeForwarding, describeWrite, type Kept, keepParameters } from './parameters.ts';
import { isSameStand, type Ready } from './prepare.ts';
import { describeLooked } from './problems.ts';
import { confirmIn, noteUndone } from './quarantine.ts';
import { appliedEntry, unappliedEntry } from './record.ts';
import type { Held } from './revoke-after.ts';
import { type Concluded, startRollout } from './rollout.ts';

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
}

/** Whatever the kernel refuses becomes a problem; the revision of before is kept up then. */
export async function enforce(world: PassWorld, wanted: Wanted, signal: AbortSignal): Promise<Enforced> {
  const { target, writes, memory, stop } = wanted;
  const standing = standingOf(memory);
  const isKeptUp = target !== undefined && isSameStand(standing, target);
  const mayTakeBack = memory.waiting === undefined && memory.rolloutRecord?.suspension?.isRepairing !== false;
  const takeBack = async (isEarly: boolean) => (mayTakeBack ? await takeBackBeside(world, { memory, isEarly }) : []);
  const takenBack = await takeBack(target !== undefined);
  if (target === undefined) return { memory, entries: [], drift: [], policies: [], problems: takenBack, faults: [] };
  const desired = acceptHeld(target.desired, memory.contests ?? new Map(), world.clock.elapsedMs());
  const rehearsing = startRehearsal(world, { desired, memory }, signal);
  const rollout = startRollout(world, { target, desired, memory, stop });
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
    // Forwarding is switched on again behind the rules.
    const takenLater = isKeptUp ? await takeBack(false) : [];
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
    if (concluded.kind === 'Undone') return await keepBefore(world, { ...wanted, target, memory: after }, concluded);
    const parameters: Beside = {
      warnings: kept.warnings,
      problems: toldOnce([...takenBack, ...takenLater, ...policies.problems, ...ofParameters]),
      written: [
        ...policies.written.map(describePolicyWrite),
        ...[...(closed?.written ?? []), ...kept.written].map(describeWrite),
      ],
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

interface Beside extends Pick<Kept, 'problems' | 'warnings'> {
  /** One sentence each. */
  readonly written: readonly string[];
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
  if (builtins === undefined) return { problems: [], written: [], observed };
  const { profile } = selected;
  return await keepBuiltinPolicies({ dataplane, store: builtins, signal }, { profile, beside }, observed);
}

interface Settled {
  readonly target: Ready;
  readonly memory: Memory;
  readonly writes: readonly ForeignWrite[];
  readonly applied: Applied;
  readonly dataplane: Awaited<ReturnType<Dataplane['identify']>>;
  readonly parameters: Beside;
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
  const { failed, failing: _, ...rest } = memory;
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
