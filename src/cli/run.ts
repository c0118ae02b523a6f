// `gatewright run`: the controller, until SIGTERM. A changed configuration starts it anew inside the same process.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { createClock } from '../adapters/clock.ts';
import { createControlServer } from '../adapters/control.ts';
import { ExecError } from '../adapters/exec.ts';
import { listenHttp } from '../adapters/http.ts';
import { createMetrics } from '../adapters/metrics.ts';
import { createMonitor, createOwnWriters, type OwnWriters } from '../adapters/monitor.ts';
import { createReporter } from '../adapters/outbox.ts';
import { createOwnNetworks } from '../adapters/own-networks.ts';
import { createServiceManager, type ServiceManager } from '../adapters/service-manager.ts';
import { createSessions } from '../adapters/sessions.ts';
import { watchFiles } from '../adapters/watch-files.ts';
import { createLoop, type Loop } from '../controller/loop.ts';
import type { RolloutWorld } from '../controller/memory.ts';
import { joinKnown } from '../controller/name-watch.ts';
import { watchOwnNetworks } from '../controller/own-network-watch.ts';
import { stateCorrupt } from '../controller/recall.ts';
import { type Clock, type Dataplane, DataplaneError, type Log } from '../ports.ts';
import type { PassOutcome, Problem } from '../status/outcome.ts';
import type { HostObject } from '../status/status.ts';
import { type Answerer, createAnswerer } from './answer.ts';
import { type Cli, type ConfigOption, defaultConfigFile, withConfig } from './context.ts';
import { type Door, keepOpen } from './door.ts';
import { CommandError } from './exit.ts';
import { leaveBackend } from './leave-backend.ts';
import { createReader } from './one-shot.ts';
import { loadSettings, type Settings } from './settings.ts';
import {
  createBuiltins,
  createDataplane,
  createKernelParameters,
  createLifelineWatch,
  createNames,
  createOtherDataplane,
  createScratch,
  createStore,
  createTracking,
  socketPath,
  withHostLock,
} from './wire.ts';
import { createAuditTrail, createControllerLog, createRollout, createSource } from './wire-controller.ts';

/** What is sent at the end of a run waits on disk if it takes longer. */
const lastWordsMs = 3_000;
const identifyMs = 30_000;

export function addRun(program: Command, cli: Cli): void {
  withConfig(program.command('run'))
    .description('Run the controller: keep this host equal to its source until stopped.')
    .addHelpText(
      'after',
      '\nExit codes: 0 on SIGTERM, 2 configuration, 6 busy or not permitted\n\nExamples:\n  gatewright run --config /etc/gatewright/config.yaml',
    )
    .action(async (options: ConfigOption) => {
      const settings = await loadSettings(options);
      createSource(settings);
      await withHostLock(cli, { settings, command: 'run' }, () => runController(cli, { settings, options }));
    });
}

/** What the process holds across changes of the configuration. */
interface Running {
  settings: Settings;
  refused: Problem | undefined;
  /** Backends that held our rules under earlier configurations. */
  left: Dataplane[];
}

async function runController(
  cli: Cli,
  start: { readonly settings: Settings; readonly options: ConfigOption },
): Promise<void> {
  const running: Running = { settings: start.settings, refused: undefined, left: [] };
  const log = createControllerLog(cli, start.settings);
  const manager = createServiceManager({ environment: process.env, log });
  cli.signal.addEventListener('abort', () => void manager.stopping(), { once: true });
  while (!cli.signal.aborted) {
    const turn = new AbortController();
    const stop = AbortSignal.any([cli.signal, turn.signal]);
    await runTurn(cli, { running, stop, manager, options: start.options, replace: () => turn.abort() });
  }
}

/** Longer than any single step of a pass may take by its own deadline. */
const stuckMs = 20 * 60_000;

interface Turn {
  readonly running: Running;
  readonly options: ConfigOption;
  readonly manager: ServiceManager;
  /** Fires when the process or this configuration ends. */
  readonly stop: AbortSignal;
  readonly replace: () => void;
}

/** The controller under one configuration. */
async function runTurn(cli: Cli, turn: Turn): Promise<void> {
  const { settings } = turn.running;
  const log = createControllerLog(cli, settings);
  const clock = createClock();
  const reporter = createReporter({
    webhooks: settings.webhooks,
    directory: join(settings.stateDirectory, 'outbox'),
    clock,
    log,
    version: cli.version,
  });
  const reader = createReader(cli);
  const source = createSource(settings);
  const own = createOwnWriters();
  const dataplane = createDataplane(settings, own);
  const parameters = createKernelParameters(settings);
  const builtins = createBuiltins(settings);
  const store = createStore(settings);
  const rollout = createRollout(cli, settings);
  const lifelines = await createLifelineWatch(settings, { clock, log });
  const names = await createNames(settings, { clock, log });
  const ownNetworks = watchOwnNetworks(createOwnNetworks(), clock);
  const doors: Door[] = [];
  const metrics = createMetrics({
    status: () => loop.status(),
    outbox: () => reporter.counters(),
    version: cli.version,
  });
  const loop = createLoop(
    {
      source,
      reader,
      dataplane,
      rehearsal: createScratch(settings),
      connections: createTracking(settings),
      sessions: createSessions(),
      parameters,
      builtins,
      rollout: { ...rollout, canWait: true },
      known: joinKnown([lifelines.known, names.known, ownNetworks.known]),
      wantNames: names.want,
      store,
      rulesets: store,
      reporter,
      clock,
      log,
    },
    {
      host: settings.host,
      controllerVersion: cli.version,
      pollIntervalMs: settings.source?.intervalMs ?? settings.dataplane.resyncIntervalMs,
      resyncIntervalMs: settings.dataplane.resyncIntervalMs,
      heartbeatIntervalMs: settings.heartbeatIntervalMs,
      standing: () =>
        [turn.running.refused, ...doors.map((door) => door.problem()), describeRecord(rollout)].filter(
          (problem) => problem !== undefined,
        ),
      onPass: async ({ status, outcome, durationMs }) => {
        await turn.manager.tell(describeReadiness(status));
        metrics.observePass({ outcome: nameOutcome(outcome), seconds: durationMs / 1000 });
        if (outcome.dataplane !== undefined) await leaveBackends(turn.running, { loop, used: dataplane, log });
      },
    },
  );
  const audit = createAuditTrail(settings);
  const answer = createAnswerer({ loop, store, dataplane, ...(audit === undefined ? {} : { audit }) });
  const closers: (() => Promise<void>)[] = [() => reader.close(), () => reporter.close(lastWordsMs)];
  const starve = turn.manager.feedWatchdog(() => loop.stuckMs() < stuckMs);
  closers.push(() => Promise.resolve(starve()));
  try {
    await reporter.open();
    await openDoors(turn, { log, clock, loop, metrics, answer, closers, doors });
    closers.push(await source.watch(() => loop.wake()));
    closers.push(await watchRuleset(turn, dataplane, { own, clock, log, loop }));
    closers.push(await watchSettings(turn, { log, loop }));
    log.info('the controller runs', { host: settings.host.name, version: cli.version, state: settings.stateDirectory });
    // A first revision that restricts egress must not cut off what nobody has asked for yet.
    await lifelines.refresh(turn.stop, 'Unanswered');
    const changed = () => loop.noteKnown();
    await runTogether(turn.stop, [
      (stop) => loop.run(stop),
      (stop) => lifelines.run(stop, changed),
      (stop) => names.run(stop, changed),
      (stop) => ownNetworks.run(stop, changed),
    ]);
  } finally {
    for (const close of closers.reverse()) await close();
  }
  log.info('the controller stops; the rules stay', { host: settings.host.name });
}

/** Until all have ended. One that fails ends the others: half a controller would look like a whole one. */
async function runTogether(stop: AbortSignal, works: readonly ((stop: AbortSignal) => Promise<void>)[]): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([stop, failed.signal]);
  const runs = works.map(async (work) => {
    try {
      await work(either);
    } finally {
      failed.abort();
    }
  });
  await Promise.allSettled(runs);
  await Promise.all(runs);
}

/** A damaged record is told until it is written anew. */
function describeRecord({ store }: Pick<RolloutWorld, 'store'>): Problem | undefined {
  const problem = store.problem();
  return problem === undefined ? undefined : stateCorrupt(problem);
}

/** One line for `systemctl status`. */
function describeReadiness({ status }: HostObject): string {
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  const isReady = ready?.status === 'True';
  return `${isReady ? 'Ready' : `not Ready (${ready?.reason ?? 'Unknown'})`}: ${ready?.message.split('\n')[0] ?? ''}`.slice(
    0,
    300,
  );
}

interface Watching {
  readonly own: OwnWriters;
  readonly clock: Clock;
  readonly log: Log;
  readonly loop: Loop;
}

/** Follows what others write, where the kernel tells: nft only. Returns what ends the watch. */
async function watchRuleset(turn: Turn, dataplane: Dataplane, watching: Watching): Promise<() => Promise<void>> {
  const found = await identify(dataplane);
  // Whoever changed the backend while we were stopped left our rules in the other one.
  if (found?.otherBackend?.owned === true)
    turn.running.left.push(createOtherDataplane(found.backend, turn.running.settings));
  if (found?.backend !== 'nft') return () => Promise.resolve();
  const { loop, ...rest } = watching;
  return await createMonitor(rest).watch((write) => loop.noteWrite(write));
}

/** Undefined where the programs are missing or refuse: the first pass says so. */
async function identify(dataplane: Dataplane): Promise<Awaited<ReturnType<Dataplane['identify']>> | undefined> {
  try {
    return await dataplane.identify(AbortSignal.timeout(identifyMs));
  } catch (error) {
    if (error instanceof DataplaneError || error instanceof ExecError) return undefined;
    throw error;
  }
}

interface Rooms {
  readonly log: Log;
  readonly clock: Clock;
  readonly loop: Loop;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly answer: Answerer;
  /** What closes each door is added here, and the doors themselves. */
  readonly closers: (() => Promise<void>)[];
  readonly doors: Door[];
}

/** The ways by which people and monitoring reach the loop. @throws ControlError when another controller has the socket */
async function openDoors(turn: Turn, rooms: Rooms): Promise<void> {
  const { settings } = turn.running;
  const { log, clock, loop, metrics, answer, closers, doors } = rooms;
  const alive = () => !turn.stop.aborted;
  const opened = () => loop.wake();
  const plans: readonly Pick<Parameters<typeof keepOpen>[0], 'open' | 'reason'>[] = [
    {
      open: () => createControlServer({ path: socketPath(settings), answer, log }),
      reason: 'ControlSocketFailed',
    },
    {
      open: () => listenHttp({ ...settings.listen, metrics, status: loop.status, alive, log }),
      reason: 'ListenFailed',
    },
  ];
  for (const plan of plans) {
    const door = await keepOpen({ ...plan, opened, clock, log });
    doors.push(door);
    closers.push(() => door.close());
  }
}

/** Follows the configuration and the credential files; what ends the watch. */
async function watchSettings(
  turn: Turn,
  rooms: { readonly log: Log; readonly loop: Loop },
): Promise<() => Promise<void>> {
  const file = resolve(turn.options.config ?? defaultConfigFile);
  const watch = await watchFiles({
    files: [file, ...credentialFiles(turn.running.settings)],
    log: rooms.log,
    changed: (files) => (files.includes(file) ? reload(turn, { file, ...rooms }) : rooms.loop.wake()),
  });
  // What was written between the reading of these settings and the watch is told by nobody.
  if (!(await isCurrent(turn))) await reload(turn, { file, ...rooms });
  return () => watch.close();
}

/** Whether the configuration on disk still says what this turn began with. */
async function isCurrent({ options, running }: Turn): Promise<boolean> {
  try {
    return isDeepStrictEqual(await loadSettings(options), running.settings);
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

/** A good configuration takes over between two passes; a bad one is told, and the old one stays. */
async function reload(
  turn: Turn,
  rooms: { readonly file: string; readonly log: Log; readonly loop: Loop },
): Promise<void> {
  try {
    const text = await readFile(rooms.file, 'utf8');
    const settings = await loadSettings(turn.options);
    createSource(settings);
    rooms.log.info('the configuration changed', { file: rooms.file, bytes: text.length });
    const { backend } = turn.running.settings.dataplane;
    if (backend !== settings.dataplane.backend) turn.running.left.push(createDataplane(turn.running.settings));
    turn.running.settings = settings;
    turn.running.refused = undefined;
    turn.replace();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = `the changed configuration is refused and the old one stays: ${error.message.split('\n').join('; ')}`;
    rooms.log.error(message, { file: rooms.file });
    turn.running.refused = { source: 'Configuration', reason: 'ConfigurationRefused', message, retrying: false };
    rooms.loop.wake();
  }
}

/** Once the backend in use holds the rules, those of before must go; what fails is tried again after the next pass. */
async function leaveBackends(
  running: Running,
  { loop, used, log }: { readonly loop: Loop; readonly used: Dataplane; readonly log: Log },
): Promise<void> {
  if (loop.enforced() === undefined) return;
  const staying: Dataplane[] = [];
  for (const left of running.left) if (!(await leaveBackend({ left, used, log }))) staying.push(left);
  running.left = staying;
}

function credentialFiles(settings: Settings): readonly string[] {
  const auth = settings.source?.kind === 'git' ? Object.values(settings.source.auth) : [];
  const hooks = settings.webhooks.flatMap(({ secretFile, caFile }) => [secretFile, caFile]);
  return [...auth, ...hooks].filter((file) => file !== undefined);
}

function nameOutcome(outcome: PassOutcome): string {
  const [worst] = outcome.problems;
  if (worst !== undefined) return worst.source === 'Dataplane' ? 'Failed' : 'Refused';
  return outcome.plan === undefined ? 'Unchanged' : 'Applied';
}
