// The controller's own parts around a snapshot that changes at will.

import { createIptables } from '../../src/adapters/iptables.ts';
import { createManifestReader } from '../../src/adapters/manifest-reader.ts';
import { createRehearsal } from '../../src/adapters/rehearsal.ts';
import type { Memory, PassWorld } from '../../src/controller/memory.ts';
import { type Pass, runPass } from '../../src/controller/pass.ts';
import { createMemo } from '../../src/policy/memo.ts';
import type { Snapshot } from '../../src/policy/snapshot.ts';
import type { Backend, Connections, Dataplane, Log, StateStore } from '../../src/ports.ts';

const host = { name: 'bench', labels: {} };
const never = new AbortController().signal;
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

export interface Bench {
  readonly dataplane: Dataplane;
  /** Scripts that were written since the last call. */
  takeScripts(): readonly string[];
  /** One pass with this snapshot, and its milliseconds. Throws when it is not enforced afterwards. */
  pass(snapshot: Snapshot): Promise<{ readonly pass: Pass; readonly ms: number }>;
  close(): Promise<void>;
}

export interface BenchOptions {
  readonly backend: Backend;
  /** The bundled parse-worker.js. */
  readonly workerUrl: URL;
  readonly lockFile: string;
  readonly rehearses: 'Rehearses' | 'DoesNot';
  /** Absent: open flows live on. */
  readonly connections?: Connections;
}

export function createBench(options: BenchOptions): Bench {
  const backend = options.backend === 'nft' ? ('Nft' as const) : ('Legacy' as const);
  const scripts: string[] = [];
  const iptables = createIptables({ backend, deadlineMs: 300_000 });
  const dataplane: Dataplane = {
    ...iptables,
    restore(family, script, signal) {
      scripts.push(script);
      return iptables.restore(family, script, signal);
    },
    restoreSets(script, signal) {
      scripts.push(script);
      return iptables.restoreSets(script, signal);
    },
  };
  const reader = createManifestReader({ workerUrl: options.workerUrl, deadlineMs: 60_000, maxHeapMb: 512 });
  let newest: Snapshot | undefined;
  let memory: Memory = {};
  const world: PassWorld = {
    source: {
      fetch: () => (newest === undefined ? Promise.reject(new Error('no snapshot')) : Promise.resolve(newest)),
      approve: () => Promise.resolve(),
      watch: () => Promise.resolve(() => Promise.resolve()),
    },
    reader,
    dataplane,
    ...(options.rehearses === 'DoesNot'
      ? {}
      : { rehearsal: createRehearsal({ backend, deadlineMs: 300_000, lockFile: options.lockFile }) }),
    ...(options.connections === undefined ? {} : { connections: options.connections }),
    store: nowhere,
    clock: {
      now: () => new Date(),
      elapsedMs: () => performance.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: () => 0.5,
    },
    log,
    memo: createMemo(),
  };
  return {
    dataplane,
    takeScripts: () => scripts.splice(0),
    async pass(snapshot) {
      newest = snapshot;
      const begun = performance.now();
      const pass = await runPass(world, { host, memory, fetch: true }, never);
      const ms = performance.now() - begun;
      memory = pass.memory;
      if (pass.outcome.applied?.revision !== snapshot.revision || pass.outcome.problems.length > 0) {
        throw new Error(JSON.stringify([pass.outcome.problems, pass.outcome.faults]));
      }
      return { pass, ms };
    },
    close: () => reader.close(),
  };
}

/** The folder of the state is a few milliseconds of fsync, which depend on the disk alone. */
const nowhere: StateStore = {
  loadLastGood: () => Promise.resolve({}),
  loadBeforeLast: () => Promise.resolve(undefined),
  saveLastGood: () => Promise.resolve(),
  loadHistory: () => Promise.resolve({ entries: [] }),
  appendHistory: () => Promise.resolve(),
  loadStatus: () => Promise.resolve(undefined),
  saveStatus: () => Promise.resolve(),
};
