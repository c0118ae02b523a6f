// The state folder: the last good snapshot in two generations, the history, the status.

import { createHash } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commit, Revision, Snapshot } from '../policy/snapshot.ts';
import { type HistoryEntry, type Log, StateError, type StateStore } from '../ports.ts';
import type { HostObject } from '../status/status.ts';
import { isErrno, openFolder, stateError, syncFolder, writeDurably } from './durable.ts';

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
export function createStateStore(options: StateStoreOptions): StateStore {
  const maxHistory = options.maxHistory ?? 1000;
  const files = {
    lastGood: join(options.directory, 'last-good.snapshot'),
    older: join(options.directory, 'last-good.older.snapshot'),
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
    loadLastGood: () => loadGenerations(files.lastGood, files.older),

    async saveLastGood(snapshot) {
      const text = renderSnapshot(snapshot);
      const current = await readText(files.lastGood);
      if (current === text) return;
      // A damaged file must not push out the older one, which may be the only good one.
      if (current !== undefined && parseSnapshot(current) !== undefined) await keepOlder(files.lastGood, files.older);
      await write(files.lastGood, text);
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

/** Makes the current generation the older one, without a moment in which either is missing. */
async function keepOlder(current: string, older: string): Promise<void> {
  const temporary = `${older}.partial`;
  try {
    await rm(temporary, { force: true });
    await link(current, temporary);
    await rename(temporary, older);
    await syncFolder(join(older, '..'));
  } catch (cause) {
    throw stateError(older, 'written', cause);
  }
}

async function loadGenerations(newest: string, older: string): Promise<{ snapshot?: Snapshot; problem?: string }> {
  const current = await readGeneration(newest);
  if ('snapshot' in current) return current;
  const previous = await readGeneration(older);
  if ('snapshot' in previous) {
    return { ...previous, problem: `The saved last good revision ${current.fault}; the one before it is used.` };
  }
  if (current.missing && previous.missing) return {};
  return {
    problem: `The saved last good revision ${current.fault}, and the one before it ${previous.fault}; there is none to fall back on.`,
  };
}

async function readGeneration(path: string): Promise<{ snapshot: Snapshot } | { fault: string; missing: boolean }> {
  let text: string | undefined;
  try {
    text = await readText(path);
  } catch (error) {
    // A bad sector or a wrong mode on one generation is no reason to give up the other.
    if (!(error instanceof StateError)) throw error;
    return { fault: `cannot be read (${error.message})`, missing: false };
  }
  if (text === undefined) return { fault: 'is missing', missing: true };
  const snapshot = parseSnapshot(text);
  return snapshot === undefined ? { fault: 'is damaged', missing: false } : { snapshot };
}

const header = 'gatewright-snapshot 1 sha256:';

interface StoredSnapshot {
  readonly revision: Revision;
  readonly commit?: Commit;
  readonly files: readonly { readonly path: string; readonly digest: string; readonly base64: string }[];
}

/** One line with the digest of the rest, then the snapshot as JSON. */
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
  const payload = JSON.stringify(stored);
  return `${header}${sha256(payload)}\n${payload}\n`;
}

/** Undefined unless the digest is right: then it is what we wrote, and its shape needs no further look. */
function parseSnapshot(text: string): Snapshot | undefined {
  const end = text.indexOf('\n');
  if (!text.startsWith(header) || end < 0) return undefined;
  const payload = text.slice(end + 1, -1);
  if (text.slice(header.length, end) !== sha256(payload)) return undefined;
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
