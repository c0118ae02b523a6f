// Runs passes one after the other: at start, at each poll, when something changed, and when somebody asks.

import { createMemo } from '../policy/memo.ts';
import { type ForeignWrite, type Reporter, StateError } from '../ports.ts';
import { ok, type Result } from '../result.ts';
import type { PassOutcome, Problem } from '../status/outcome.ts';
import { type HostObject, summarizeHost, worthTelling } from '../status/status.ts';
import { backoffMs, pollPhase } from './backoff.ts';
import type { Memory, PassWorld } from './memory.ts';
import { type PassRequest, runPass } from './pass.ts';
import type { HostName, Ready } from './prepare.ts';
import { noteProgress } from './progress.ts';
import { recallLastGood } from './recall.ts';
import type { SuspensionWord } from './suspension.ts';
import { checkConfirm, checkRollBack, leaveWaiting, type Verdict } from './verdict.ts';

export interface LoopWorld extends PassWorld {
  readonly reporter: Reporter;
}

export interface LoopOptions {
  readonly host: HostName;
  readonly controllerVersion: string;
  /** Between two questions to the source. */
  readonly pollIntervalMs: number;
  /** Between two looks at the kernel. */
  readonly resyncIntervalMs: number;
  readonly heartbeatIntervalMs: number;
  /** What keeps the host from being Ready outside of any pass, such as a configuration that was refused. */
  readonly standing: () => readonly Problem[];
  /** Called after every pass; the next one waits for it. */
  readonly onPass?: (pass: {
    readonly status: HostObject;
    readonly outcome: PassOutcome;
    readonly durationMs: number;
  }) => Promise<void>;
}

export interface Loop {
  /** Returns when `signal` fires and the pass underway has ended. Rejects only for a defect of ours. */
  run(signal: AbortSignal): Promise<void>;
  /** One pass now, the source asked; the status after it. */
  reconcile(): Promise<HostObject>;
  /** The revision `sha` is meant, though it was held or undone, or its history was rewritten; then a pass. @throws SourceError */
  approve(sha: string, signal: AbortSignal): Promise<HostObject>;
  /**
   * The revision that waits may stay; the status after it, or why there is nothing to confirm. `sha`: only if that is what
   * waits.
   */
  confirm(sha: string | undefined): Promise<Result<HostObject, string>>;
  /** The revision that waits is undone, or the one that stands is left for the one before it; else why there is none. */
  rollBack(signal: AbortSignal): Promise<Result<HostObject, string>>;
  /** No new revisions for a while, or again; the status after it. */
  suspend(said: SuspensionWord): Promise<HostObject>;
  /** A pass soon, without waiting for it. */
  wake(): void;
  /** Somebody else wrote to the ruleset, or may have: a look at the kernel soon, when the burst is over. */
  noteWrite(write: ForeignWrite | undefined): void;
  /** What the host knows beside its manifests has changed: a pass soon, the source not asked. */
  noteKnown(): void;
  /** How long nothing has moved in the pass underway, in ms; 0 between two passes. */
  stuckMs(): number;
  /** Undefined before the first pass. */
  status(): HostObject | undefined;
  /** What is enforced now, with the places in the manifests behind each rule. */
  enforced(): Ready | undefined;
}

const maxPollBackoffMs = 15 * 60_000;
const jitterShare = 0.1;
/** Without another write for so long, a burst is over; a long one is not waited for. */
const settleMs = { quiet: 30, atMost: 250 };
/** A look that found nothing to do is not followed by the next before so many times its own length, and at most so long. */
const rest = { times: 4, atMostMs: 5_000 };
/** Of writes that were told and not looked after yet. */
const maxWrites = 200;

/** A loop that has not begun; `run` begins it. */
export function createLoop(given: LoopWorld, options: LoopOptions): Loop {
  const progress = noteProgress(given.clock);
  const world = { ...given, clock: progress.clock, memo: createMemo() };
  const waiting: ((status: HostObject) => void)[] = [];
  let memory: Memory = {};
  let unfinishedBefore: Memory['unfinished'];
  /** When the last pass began, since 1970. */
  let passBegunMs = 0;
  let status: HostObject | undefined;
  let untold: Repair = { drift: [] };
  let wakeUp: () => void = () => undefined;
  let woken = false;
  let verdict: Verdict | undefined;
  let suspension: SuspensionWord | undefined;
  /** What somebody called meant since the last pass began. */
  let approved: string | undefined;
  let failures = 0;
  let writes: ForeignWrite[] = [];
  /** When the burst of writes began that no pass has looked after. */
  let burstMs: number | undefined;
  /** Until then, whoever writes is taken for somebody who does not mean us. */
  let restUntilMs = 0;
  const due = { poll: 0, resync: 0, heartbeat: 0 };

  const wake = () => {
    woken = true;
    wakeUp();
  };

  /** The status after it; undefined when it was cut short: then it tells nothing. */
  const passOnce = async (
    ask: Pick<PassRequest, 'fetch' | 'retry' | 'verdict' | 'isMeant' | 'suspension'>,
    signal: AbortSignal,
  ): Promise<HostObject | undefined> => {
    const begun = world.clock.elapsedMs();
    passBegunMs = world.clock.now().getTime();
    const told = writes;
    writes = [];
    burstMs = undefined;
    const request = { host: options.host, memory, ...ask, writes: told };
    const pass = await progress.during(() => runPass(world, request, signal));
    memory = pass.memory;
    if (pass.isCutShort) return undefined;
    const endedMs = world.clock.elapsedMs();
    const isIdle = pass.outcome.plan === undefined && pass.outcome.drift.length === 0;
    restUntilMs = isIdle ? endedMs + Math.min(rest.atMostMs, rest.times * (endedMs - begun)) : endedMs;
    if (burstMs !== undefined) due.resync = Math.max(due.resync, restUntilMs);
    const outcome = { ...addRepair(pass.outcome, untold), problems: [...pass.outcome.problems, ...options.standing()] };
    untold = { drift: [] };
    status = await tell(world, options, { outcome, before: status, memory });
    await options.onPass?.({ status, outcome, durationMs: world.clock.elapsedMs() - begun });
    return status;
  };

  /**
   * What held before the restart is enforced at once: the source may take a minute to say that it is not there. It is
   * told with the first pass that has asked the source: until then nobody knows whether it is still the newest.
   */
  const enforceLastGood = async (signal: AbortSignal): Promise<void> => {
    if (memory.lastGood === undefined) return;
    const request = { host: options.host, memory, fetch: false };
    const pass = await progress.during(() => runPass(world, request, signal));
    memory = pass.memory;
    untold = pass.outcome;
  };

  /** Unless somebody wrote while the pass ran, or something became known. */
  const lookLater = () => {
    const { newest } = memory;
    if (burstMs !== undefined || (newest?.kind === 'ready' && newest.known !== world.known?.())) return;
    const resyncMs = jittered(options.resyncIntervalMs, world.clock.random());
    const { unfinished } = memory;
    // Where the pass did not come to it, nothing is gained by another one at once.
    const againMs = unfinished === unfinishedBefore ? undefined : unfinished?.againMs;
    unfinishedBefore = unfinished;
    due.resync =
      world.clock.elapsedMs() +
      Math.min(
        resyncMs,
        againMs ?? Number.POSITIVE_INFINITY,
        msUntilExpiry(world.clock, memory, passBegunMs),
        msUntilVerdict(world.clock, memory),
        msUntilResumed(world.clock, memory),
      );
  };

  const fullPass = async (signal: AbortSignal): Promise<void> => {
    // Whoever asks while the pass runs gets the next one: this one may have read the source already.
    const asked = waiting.splice(0);
    woken = false;
    const [said, sha, word] = [verdict, approved, suspension];
    verdict = undefined;
    suspension = undefined;
    approved = undefined;
    const ask = {
      fetch: true,
      retry: asked.length > 0,
      ...(said === undefined ? {} : { verdict: said }),
      ...(word === undefined ? {} : { suspension: word }),
      ...(sha === undefined ? {} : { isMeant: (revision: string) => revision.endsWith(`:${sha}`) }),
    };
    const after = await passOnce(ask, signal);
    if (after === undefined) return;
    failures = memory.sourceProblem === undefined ? 0 : failures + 1;
    for (const answer of asked) answer(after);
  };

  return {
    async run(signal) {
      const recalled = await recallUnlessStopped(world, options.host, signal);
      if (recalled === undefined) return;
      memory = recalled;
      status = await loadStatus(world);
      await enforceLastGood(signal);
      Object.assign(due, { poll: 0, resync: 0, heartbeat: world.clock.elapsedMs() + options.heartbeatIntervalMs });
      let first = true;
      while (!signal.aborted) {
        const now = world.clock.elapsedMs();
        if (woken || now >= due.poll) {
          await fullPass(signal);
          due.poll = world.clock.elapsedMs() + nextPollMs(options, { failures, first, random: world.clock.random() });
          lookLater();
          first = false;
        } else if (now >= due.resync) {
          await passOnce({ fetch: false }, signal);
          lookLater();
        }
        if (status !== undefined && world.clock.elapsedMs() >= due.heartbeat) {
          await world.reporter.report(status, 'Heartbeat');
          due.heartbeat = world.clock.elapsedMs() + options.heartbeatIntervalMs;
        }
        const restMs = Math.min(due.poll, due.resync, due.heartbeat) - world.clock.elapsedMs();
        if (!woken) await restUntil(world, { restMs, signal, onWake: (wakeNow) => (wakeUp = wakeNow) });
      }
      await leaveWaiting(world, memory);
    },
    reconcile() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      });
    },
    async approve(sha, signal) {
      const newest = memory.newest?.snapshot.revision;
      if (newest?.endsWith(`:${sha}`) !== true) await world.source.approve(sha, signal);
      else approved = sha;
      return await this.reconcile();
    },
    async confirm(sha) {
      const checked = checkConfirm(memory, sha);
      if (!checked.ok) return checked;
      verdict = checked.value;
      return ok(await this.reconcile());
    },
    async rollBack(signal) {
      const checked = await checkRollBack(world, { memory, host: options.host }, signal);
      if (!checked.ok) return checked;
      verdict = checked.value;
      return ok(await this.reconcile());
    },
    async suspend(said) {
      suspension = said;
      return await this.reconcile();
    },
    wake,
    noteWrite(write) {
      if (write !== undefined && writes.length < maxWrites) writes.push(write);
      const now = world.clock.elapsedMs();
      burstMs ??= now;
      due.resync = Math.max(restUntilMs, Math.min(now + settleMs.quiet, burstMs + settleMs.atMost));
      wakeUp();
    },
    noteKnown() {
      due.resync = world.clock.elapsedMs();
      wakeUp();
    },
    stuckMs: progress.stuckMs,
    status: () => status,
    enforced: () => memory.lastGood,
  };
}

async function recallUnlessStopped(world: PassWorld, host: HostName, signal: AbortSignal): Promise<Memory | undefined> {
  try {
    return await recallLastGood(world, host, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Until a rule ends of what is enforced, or may be next; what had ended at `begunMs`, the last pass has seen to. */
function msUntilExpiry(clock: PassWorld['clock'], { newest, lastGood, waiting }: Memory, begunMs: number): number {
  const ready = [newest?.kind === 'ready' ? newest : undefined, lastGood, waiting?.target];
  const endsMs = ready.flatMap((one) => one?.selected.validUntilMs ?? []).filter((endMs) => endMs > begunMs);
  return Math.max(0, Math.min(...endsMs, Number.POSITIVE_INFINITY) - clock.now().getTime());
}

/** Until a revision that waits is undone. */
function msUntilVerdict(clock: PassWorld['clock'], { waiting }: Memory): number {
  return waiting === undefined ? Number.POSITIVE_INFINITY : Math.max(0, waiting.untilMs - clock.elapsedMs());
}

/** Until a suspension is over. */
function msUntilResumed(clock: PassWorld['clock'], { rolloutRecord }: Memory): number {
  const { suspension } = rolloutRecord ?? {};
  if (suspension === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, Date.parse(suspension.until) - clock.now().getTime());
}

type Repair = Pick<PassOutcome, 'plan' | 'drift'>;

/** The outcome with what an earlier pass put right and did not tell. */
function addRepair(outcome: PassOutcome, { plan, drift }: Repair): PassOutcome {
  return { ...(plan === undefined ? {} : { plan }), ...outcome, drift: [...drift, ...outcome.drift] };
}

/** A status that cannot be read starts anew, as a damaged one does. */
async function loadStatus(world: LoopWorld): Promise<HostObject | undefined> {
  try {
    return await world.store.loadStatus();
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    world.log.warn(error.message, { reason: error.reason });
    return undefined;
  }
}

interface Told {
  readonly outcome: PassOutcome;
  readonly before: HostObject | undefined;
  readonly memory: Memory;
}

/** The status after a pass: kept, and told to the webhooks where it is news. */
async function tell(world: LoopWorld, options: LoopOptions, told: Told): Promise<HostObject> {
  const zones = told.memory.lastGood?.selected.zones ?? [];
  const host = told.memory.lastGood?.selected.host ?? options.host;
  const after = summarizeHost({
    identity: {
      name: host.name,
      labels: host.labels,
      zones: Object.fromEntries(zones.map(({ name, interfaces }) => [name, interfaces])),
    },
    outcome: told.outcome,
    previous: told.before,
    now: world.clock.now(),
    outbox: world.reporter.counters(),
    controllerVersion: options.controllerVersion,
  });
  if (worthTelling(told.before, after)) await world.reporter.report(after, 'Transition');
  try {
    await world.store.saveStatus(after);
  } catch (error) {
    // The pass itself has said what is wrong with the folder; the webhook and the socket still have the status.
    if (!(error instanceof StateError)) throw error;
    world.log.warn(error.message, { reason: error.reason });
  }
  return after;
}

/** After the first poll the host moves to its own place in the interval; after failures it waits longer. */
function nextPollMs(
  options: LoopOptions,
  state: { readonly failures: number; readonly first: boolean; readonly random: number },
): number {
  const { pollIntervalMs } = options;
  if (state.failures > 0) {
    const maxMs = Math.max(maxPollBackoffMs, pollIntervalMs);
    return backoffMs(state.failures - 1, { baseMs: pollIntervalMs, maxMs, random: state.random });
  }
  if (state.first) return Math.round(pollIntervalMs * (0.5 + pollPhase(options.host.name) / 2));
  return jittered(pollIntervalMs, state.random);
}

function jittered(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (1 - jitterShare / 2 + jitterShare * random));
}

interface Rest {
  readonly restMs: number;
  readonly signal: AbortSignal;
  readonly onWake: (wake: () => void) => void;
}

async function restUntil(world: LoopWorld, rest: Rest): Promise<void> {
  const early = new AbortController();
  const stop = () => early.abort();
  rest.onWake(stop);
  rest.signal.addEventListener('abort', stop, { once: true });
  if (!rest.signal.aborted) await world.clock.sleep(Math.max(0, rest.restMs), early.signal);
  rest.signal.removeEventListener('abort', stop);
  rest.onWake(() => undefined);
}
