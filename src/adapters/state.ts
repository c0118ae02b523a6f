// The state folder: the last good snapshot and its rules in two generations each, the history, the status.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commit, Revision, Snapshot } from '../policy/snapshot.ts';
import type { HistoryEntry, Log, RulesetStore, StateStore } from '../ports.ts';
import type { HostObject } from '../status/status.ts';
import { isErrno, openFolder, stateError, writeDurably } from './durable.ts';
import { createGenerations, describeLoss, type Generations } from './generations.ts';
import { rulesetFormat } from './stored-ruleset.ts';

export interface StateStoreOptions {
  /** Made with mode 0700 at the first write. */
  readonly directory: string;
  /** Entries of the history that are kept; 1,000 by default. */
  readonly maxHistory?: number;
  /** Told when the status file is damaged: it is made anew, so nothing else suffers. */
  readonly log?: Log;
}

/**
 * The state kept below `directory`.
 *
 * Reading changes nothing there, so a second process may read at any time. Writers hold the host lock. Every operation
 * throws StateError when the operating system refuses; what was on disk before is still there then.
 */
export function createStateStore(options: StateStoreOptions): StateStore & RulesetStore {
  const maxHistory = options.maxHistory ?? 1000;
  const inFolder = (kind: string) => ({
    newest: join(options.directory, `last-good.${kind}`),
    older: join(options.directory, `last-good.older.${kind}`),
  });
  const snapshots = createGenerations(inFolder('snapshot'), snapshotFormat);
  const rulesets = createGenerations(inFolder('ruleset'), rulesetFormat);
  const files = {
    history: join(options.directory, 'history.jsonl'),
    status: join(options.directory, 'status.json'),
  };
  let opened = false;
  const write = async (path: string, content: string): Promise<void> => {
    if (!opened) await openFolder(options.directory);
    opened = true;
    await writeDurably(path, content).catch((error: unknown) => {
      opened = false;
      throw error;
    });
  };

  return {
    loadLastGood: () => loadSnapshot(snapshots),
    async loadBeforeLast() {
      const [, older] = await snapshots.read();
      return older.kind === 'Whole' ? older.value : undefined;
    },
    saveLastGood: (snapshot) => snapshots.save(snapshot, write),

    async loadRulesets() {
      const found = await rulesets.read();
      const wasApplied = [...found, ...(await snapshots.read())].some(({ kind }) => kind !== 'Missing');
      const problem = wasApplied ? describeLoss('The saved rules of the last good revision', found) : undefined;
      return {
        wasApplied,
        rulesets: found.flatMap((one) => (one.kind === 'Whole' ? [one.value] : [])),
        ...(problem === undefined ? {} : { problem }),
      };
    },
    saveRuleset: (ruleset) => rulesets.save(ruleset, write),

    async forgetLastGood() {
      await rulesets.remove();
      await snapshots.remove();
    },

    async loadHistory() {
      const text = await readText(files.history);
      return text === undefined ? { entries: [] } : parseHistory(text, maxHistory);
    },

    async appendHistory(entry) {
      const { entries } = parseHistory((await readText(files.history)) ?? '', maxHistory);
      const kept = [...entries, entry].slice(-maxHistory);
      await write(files.history, kept.map((one) => `${JSON.stringify(one)}\n`).join(''));
    },

    async loadStatus() {
      const text = await readText(files.status);
      if (text === undefined) return undefined;
      const status = parseStatus(text);
      if (status === undefined) options.log?.warn('status.json is damaged; the status starts anew');
      return status;
    },

    saveStatus: (status) => write(files.status, `${JSON.stringify(status, undefined, 2)}\n`),
  };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isErrno(cause, 'ENOENT')) return undefined;
    throw stateError(path, 'read', cause);
  }
}

async function loadSnapshot(generations: Generations<Snapshot>): Promise<{ snapshot?: Snapshot; problem?: string }> {
  const found = await generations.read();
  if (found.every(({ kind }) => kind === 'Missing')) return {};
  const problem = describeLoss('The saved last good revision', found);
  const whole = found.find((one) => one.kind === 'Whole');
  return { ...(whole === undefined ? {} : { snapshot: whole.value }), ...(problem === undefined ? {} : { problem }) };
}

const snapshotFormat = {
  name: 'gatewright-snapshot 1',
  render: renderSnapshot,
  parse: parseSnapshot,
  isSame: (a: Snapshot, b: Snapshot) => a.revision === b.revision,
};

interface StoredSnapshot {
  readonly revision: Revision;
  readonly commit?: Commit;
  readonly files: readonly { readonly path: string; readonly digest: string; readonly base64: string }[];
}

function renderSnapshot(snapshot: Snapshot): string {
  const stored: StoredSnapshot = {
    revision: snapshot.revision,
    ...(snapshot.commit === undefined ? {} : { commit: snapshot.commit }),
    files: snapshot.files.map(({ path, digest, bytes }) => ({
      path,
      digest,
      base64: Buffer.from(bytes).toString('base64'),
    })),
  };
  return JSON.stringify(stored);
}

function parseSnapshot(payload: string): Snapshot {
  const stored = JSON.parse(payload) as StoredSnapshot;
  return {
    revision: stored.revision,
    ...(stored.commit === undefined ? {} : { commit: stored.commit }),
    files: stored.files.map(({ path, digest, base64 }) => ({
      path,
      digest,
      bytes: new Uint8Array(Buffer.from(base64, 'base64')),
    })),
  };
}

/** The newest `max` entries; lines that cannot be read are left out and told. */
function parseHistory(text: string, max: number): { entries: readonly HistoryEntry[]; problem?: string } {
  const lines = text.split('\n').filter((line) => line !== '');
  const entries = lines.map(parseEntry);
  const readable = entries.filter((entry) => entry !== undefined).slice(-max);
  const damaged = entries.length - entries.filter((entry) => entry !== undefined).length;
  if (damaged === 0) return { entries: readable };
  const what = damaged === 1 ? 'One entry of the history is' : `${damaged} entries of the history are`;
  return { entries: readable, problem: `${what} damaged and left out.` };
}

function parseEntry(line: string): HistoryEntry | undefined {
  const value = parseJson(line);
  const wanted: readonly (keyof HistoryEntry)[] = ['revision', 'at', 'outcome', 'added', 'removed'];
  return isRecord(value) && wanted.every((key) => key in value) ? (value as unknown as HistoryEntry) : undefined;
}

function parseStatus(text: string): HostObject | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || !isRecord(value.metadata) || !isRecord(value.status)) return undefined;
  return Array.isArray(value.status.conditions) ? (value as unknown as HostObject) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
