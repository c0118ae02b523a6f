// The adapters of a pass: the source, what tries and guards a change, and the log. A command that needs none of them loads none.

import { createClock } from '../adapters/clock.ts';
import { createDirectorySource } from '../adapters/directory.ts';
import { createGitSource, type Remote } from '../adapters/git.ts';
import { createGuard } from '../adapters/guard.ts';
import { createLog } from '../adapters/log.ts';
import { createProber } from '../adapters/prober.ts';
import { createSessions } from '../adapters/sessions.ts';
import type { Memory, PassWorld, RolloutWorld } from '../controller/memory.ts';
import type { HostName } from '../controller/prepare.ts';
import { recallLastGood } from '../controller/recall.ts';
import type { AuditTrail, Log, Source } from '../ports.ts';
import type { Cli } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import type { Settings } from './settings.ts';
import {
  createBuiltins,
  createDataplane,
  createKernelParameters,
  createRolloutRecords,
  createScratch,
  createStore,
  createTracking,
  guardPath,
  silentLog,
} from './wire.ts';

export function createSource(settings: Settings): Source {
  const { source } = settings;
  switch (source?.kind) {
    case 'git':
      return createGit(settings, source);
    case 'directory':
      return createDirectorySource({ path: source.path });
    case undefined:
      throw new CommandError(exitCodes.usage, 'the configuration names no source; add source.git or source.directory');
  }
}

/** Undefined where the source keeps no history. */
export function createAuditTrail(settings: Settings): AuditTrail | undefined {
  return settings.source?.kind === 'git' ? createGit(settings, settings.source) : undefined;
}

function createGit(
  settings: Settings,
  git: Extract<NonNullable<Settings['source']>, { kind: 'git' }>,
): Source & AuditTrail & Remote {
  const { url, branch, path, auth, timeoutMs } = git;
  return createGitSource({ url, branch, path, auth, deadlineMs: timeoutMs, stateDirectory: settings.stateDirectory });
}

/** JSON on standard output; readable text where that is a terminal. */
export function createControllerLog(cli: Cli, settings: Settings): Log {
  return createLog({
    stream: cli.streams.stdout,
    terminal: cli.streams.stdout.isTTY === true,
    level: settings.log.level,
  });
}

/** What tries and guards a change of revision. */
export function createRollout(cli: Pick<Cli, 'bundleUrl'>, settings: Settings): Omit<RolloutWorld, 'canWait'> {
  const { source, webhooks } = settings;
  return {
    prober: createProber({ webhooks, ...(source?.kind === 'git' ? { remote: createGit(settings, source) } : {}) }),
    guard: createGuard({
      programPath: guardPath(cli),
      backend: settings.dataplane.backend,
    }),
    store: createRolloutRecords(settings),
  };
}

export function createPassWorld(
  cli: Pick<Cli, 'bundleUrl'>,
  settings: Settings,
  given: Pick<PassWorld, 'source' | 'reader' | 'known' | 'wantNames'>,
): PassWorld {
  const store = createStore(settings);
  return {
    ...given,
    dataplane: createDataplane(settings),
    rehearsal: createScratch(settings),
    connections: createTracking(settings),
    sessions: createSessions(),
    parameters: createKernelParameters(settings),
    builtins: createBuiltins(settings),
    // Whoever runs a command is there, and means it.
    rollout: { ...createRollout(cli, settings), canWait: false },
    store,
    rulesets: store,
    clock: createClock(),
    log: silentLog,
  };
}

/** What was enforced last, as the state folder has it. */
export function recall(world: PassWorld, host: HostName, signal: AbortSignal): Promise<Memory> {
  return recallLastGood(world, host, signal);
}
