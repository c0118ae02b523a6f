// Picks the adapters, from settings: those of the host alone here, those of a pass in wire-controller.ts.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClock } from '../adapters/clock.ts';
import { createConnections } from '../adapters/connections.ts';
import { removeLeftovers } from '../adapters/durable.ts';
import { waitForGuards } from '../adapters/guard.ts';
import { createIptables } from '../adapters/iptables.ts';
import { createLearnedNames } from '../adapters/learned-names.ts';
import { acquireHostLock, LockError } from '../adapters/lock.ts';
import type { OwnWriters } from '../adapters/monitor.ts';
import { createNameServers } from '../adapters/name-servers.ts';
import { createOwnNetworks } from '../adapters/own-networks.ts';
import { createParameters } from '../adapters/parameters.ts';
import { createRehearsal } from '../adapters/rehearsal.ts';
import { createRemembered } from '../adapters/remembered.ts';
import { createResolver } from '../adapters/resolver.ts';
import { createRolloutStore } from '../adapters/rollout-store.ts';
import { createStateStore } from '../adapters/state.ts';
import { createLifelines, type Lifelines, type LifelineWorld } from '../controller/lifelines.ts';
import { createNameWatch, joinKnown, type NameWatch, type NameWatchWorld } from '../controller/name-watch.ts';
import type { RestoreWorld } from '../controller/restore.ts';
import type { Known } from '../policy/known.ts';
import {
  type Backend,
  type Connections,
  type Dataplane,
  type DataplaneParts,
  type KernelParameters,
  type LearnedNamesStore,
  type Log,
  type Rehearsal,
  type RememberedStore,
  type RolloutStore,
  type RulesetStore,
  StateError,
  type StateStore,
} from '../ports.ts';
import type { Cli } from './context.ts';
import { listDestinations } from './destinations.ts';
import { CommandError, exitCodes } from './exit.ts';
import type { Settings } from './settings.ts';

/** `own`: where the processes that write are noted, so that a watch on the ruleset knows them. */
export function createDataplane(settings: Settings, own?: OwnWriters): Dataplane & DataplaneParts {
  return createIptables({
    backend: settings.dataplane.backend,
    deadlineMs: settings.dataplane.timeoutMs,
    ...(own === undefined ? {} : { onWriter: (pid) => own.note(pid) }),
  });
}

export function createScratch(settings: Settings): Rehearsal {
  return createRehearsal({
    backend: settings.dataplane.backend,
    deadlineMs: settings.dataplane.timeoutMs,
    lockFile: join(settings.stateDirectory, 'rehearsal.lock'),
  });
}

/** The backend that `used` is not: to take away what it may still hold of ours, or where the kernel lacks the other. */
export function createOtherDataplane(used: Backend, { dataplane }: Settings): Dataplane & DataplaneParts {
  return createIptables({ backend: used === 'nft' ? 'Legacy' : 'Nft', deadlineMs: dataplane.timeoutMs });
}

export function createRestoreWorld(settings: Settings): RestoreWorld {
  const dataplane = createDataplane(settings);
  return {
    rulesets: createStore(settings),
    dataplane,
    findOther: async (signal) => createOtherDataplane(await findBackend(settings, dataplane, signal), settings),
    parameters: createKernelParameters(settings),
    builtins: createBuiltins(settings),
    clock: createClock(),
  };
}

/** As it is configured; where that is left to the machine, as its programs say. */
async function findBackend(settings: Settings, dataplane: Dataplane, signal: AbortSignal): Promise<Backend> {
  const { backend } = settings.dataplane;
  if (backend !== 'Auto') return backend === 'Nft' ? 'nft' : 'legacy';
  return (await dataplane.identify(signal)).backend;
}

export function createTracking({ dataplane }: Settings): Connections {
  return createConnections({ deadlineMs: dataplane.timeoutMs });
}

export function createStore(settings: Settings): StateStore & RulesetStore {
  return createStateStore({ directory: settings.stateDirectory });
}

export function createKernelParameters({ stateDirectory }: Settings): KernelParameters {
  return createParameters({ stateDirectory });
}

export function createBuiltins({ stateDirectory }: Settings): RememberedStore {
  return createRemembered({ stateDirectory, file: 'builtin-policies.json' });
}

export function socketPath(settings: Settings): string {
  return join(settings.stateDirectory, 'control.sock');
}

/** The program that undoes a change which nobody confirms. */
export function guardPath({ bundleUrl }: Pick<Cli, 'bundleUrl'>): string {
  return fileURLToPath(new URL('./rollback-guard.js', bundleUrl));
}

export function createRolloutRecords(settings: Settings): RolloutStore {
  const { stateDirectory } = settings;
  const wasApplied = async () => (await createStore(settings).loadRulesets()).wasApplied;
  return createRolloutStore({ stateDirectory, wasApplied });
}

/** Where the controller connects to: what was learned last, from the state folder, and what is asked from now on. */
export function createLifelineWatch(
  settings: Settings,
  world: Pick<LifelineWorld, 'clock' | 'log'> & Partial<Pick<LifelineWorld, 'store'>>,
): Promise<Lifelines> {
  const store = createLifelineStore(settings, world.log);
  return createLifelines(
    { resolver: createResolver({}), nameServers: createNameServers(), store, ...world },
    listDestinations(settings, process.env),
  );
}

function createLifelineStore({ stateDirectory }: Settings, log: Log): LearnedNamesStore {
  return createLearnedNames({ stateDirectory, file: 'lifelines.json', log });
}

/** As the running controller knows it; names that it never asked for are asked for now, and `Kept` on disk or not. */
export async function learnKnown(
  settings: Settings,
  answers: 'Kept' | 'Forgotten',
  signal: AbortSignal,
): Promise<Known> {
  const kept = createLifelineStore(settings, silentLog);
  const store = answers === 'Kept' ? kept : { ...kept, saveNames: () => Promise.resolve() };
  const lifelines = await createLifelineWatch(settings, { clock: createClock(), log: silentLog, store });
  await lifelines.refresh(signal, 'Unanswered');
  const names = await createNames(settings);
  const ownNetworks = createOwnNetworks().list();
  return joinKnown([lifelines.known, names.known, () => ({ ownNetworks })])();
}

/** What the domain names of policies stand for: what was answered last, from the state folder, and what is asked from now on. */
export function createNames(
  { stateDirectory }: Settings,
  world: Partial<Pick<NameWatchWorld, 'clock' | 'log'>> = {},
): Promise<NameWatch> {
  const { log = silentLog, clock = createClock() } = world;
  const store = createLearnedNames({ stateDirectory, file: 'names.json', log });
  return createNameWatch({ resolver: createResolver({}), store, clock, log });
}

const silent = () => undefined;
/** For a command that a person waits for: it says what matters itself. */
export const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

interface LockUse {
  readonly settings: Settings;
  readonly command: string;
  /** What becomes of the work where the lock cannot be tried, as on a disk that takes nothing; refused when absent. */
  readonly without?: 'GoOn';
}

/**
 * Runs `work` as the only gatewright that writes to this network namespace: a guard that a dead one left behind has ended.
 *
 * @throws CommandError (exit 6) when another writes
 */
export async function withHostLock<T>(
  cli: Pick<Cli, 'bundleUrl'>,
  { settings, ...use }: LockUse,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await takeHostLock(settings, use);
  try {
    if (!(await waitForGuards({ programPath: guardPath(cli) }))) {
      throw new CommandError(exitCodes.busy, 'a change of before is still being undone; try again in a minute');
    }
    if (lock !== undefined) await tidy(settings);
    return await work();
  } finally {
    await lock?.release();
  }
}

/** Before anybody of this process writes, and while nobody else may. */
async function tidy({ stateDirectory }: Settings): Promise<void> {
  try {
    await removeLeftovers(stateDirectory);
  } catch (error) {
    // The first write says what is wrong with the folder; what is left over costs only room.
    if (!(error instanceof StateError)) throw error;
  }
}

async function takeHostLock(settings: Settings, { command, without }: Omit<LockUse, 'settings'>) {
  try {
    // systemd's name for the folder that RuntimeDirectory= makes.
    const runDirectory = process.env.RUNTIME_DIRECTORY;
    return await acquireHostLock({
      stateDirectory: settings.stateDirectory,
      purpose: command,
      ...(runDirectory === undefined ? {} : { runDirectory }),
    });
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    if (error.reason === 'Unavailable' && without === 'GoOn') return undefined;
    throw new CommandError(exitCodes.busy, error.message);
  }
}
