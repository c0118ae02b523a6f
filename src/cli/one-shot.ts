// A folder of manifests, compiled once for one host: what apply, plan, render and validate begin with.

import { createClock } from '../adapters/clock.ts';
import { createDirectorySource } from '../adapters/directory.ts';
import { createManifestReader } from '../adapters/manifest-reader.ts';
import { type HostName, type Prepared, prepareSnapshot, type Ready } from '../controller/prepare.ts';
import { formatFault } from '../policy/fault.ts';
import type { Known } from '../policy/known.ts';
import type { ManifestReader } from '../ports.ts';
import type { Cli } from './context.ts';
import { exitCodes, faultsError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** For each file; 500 rules take a tenth of a second. */
const parseDeadlineMs = 5_000;
const parseHeapMb = 256;

/** Hostile manifests are read in a thread of their own, which can be killed. */
export function createReader(cli: Cli): ManifestReader {
  return createManifestReader({
    workerUrl: new URL('./parse-worker.js', cli.bundleUrl),
    deadlineMs: parseDeadlineMs,
    maxHeapMb: parseHeapMb,
  });
}

/** The manifests of `folder` for `host`, ready or refused. @throws SourceError when the folder cannot be read. */
async function prepareFolder(cli: Cli, { folder, host, known }: Omit<FolderRequest, 'terminal'>): Promise<Prepared> {
  const reader = createReader(cli);
  try {
    const snapshot = await createDirectorySource({ path: folder }).fetch(cli.signal);
    return await prepareSnapshot(snapshot, host, {
      reader,
      clock: createClock(),
      signal: cli.signal,
      ...(known === undefined ? {} : { known: () => known }),
    });
  } finally {
    await reader.close();
  }
}

interface FolderRequest {
  readonly folder: string;
  readonly host: HostName;
  readonly terminal: Terminal;
  /** What the host knows; absent: this is not the host. */
  readonly known?: Known;
}

/** As `prepareFolder`, but a refusal ends the command (exit 3); warnings are told. */
export async function requireFolder(cli: Cli, request: FolderRequest): Promise<Ready> {
  const prepared = await prepareFolder(cli, request);
  for (const warning of prepared.warnings) request.terminal.note(`warning: ${formatFault(warning)}`);
  if (prepared.kind === 'ready') return prepared;
  throw faultsError(exitCodes.refused, prepared.faults, prepared.message);
}

export interface CheckedHost {
  readonly host: string;
  readonly prepared: Prepared;
}

/** The folder as each host would see it: those of its Host manifests when `all`, else (or when it has none) `host` alone. */
export async function prepareHosts(
  cli: Cli,
  folder: string,
  request: { readonly host: HostName; readonly all: boolean },
): Promise<readonly CheckedHost[]> {
  const reader = createReader(cli);
  try {
    const snapshot = await createDirectorySource({ path: folder }).fetch(cli.signal);
    const { manifests } = await reader.read(snapshot.files, cli.signal);
    const names = manifests.filter(({ kind }) => kind === 'Host').map(({ metadata }) => metadata.name);
    const hosts = request.all && names.length > 0 ? names.map((name) => ({ name, labels: {} })) : [request.host];
    const checked: CheckedHost[] = [];
    for (const host of hosts) {
      checked.push({
        host: host.name,
        prepared: await prepareSnapshot(snapshot, host, { reader, clock: createClock(), signal: cli.signal }),
      });
    }
    return checked;
  } finally {
    await reader.close();
  }
}
