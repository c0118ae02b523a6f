// What must survive a restart of how revisions took over: one file of the state folder.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Quarantined, RolloutRecord, RolloutStore } from '../ports.ts';
import { isErrno, openFolder, stateError, writeDurably } from './durable.ts';

/** Of quarantined revisions; the oldest fall out. */
const maxQuarantined = 50;
const empty: RolloutRecord = { sshConfirmed: false, quarantined: [] };

export function createRolloutStore({ stateDirectory }: { readonly stateDirectory: string }): RolloutStore {
  const path = join(stateDirectory, 'rollout.json');
  return {
    async loadRollout() {
      const text = await readText(path);
      if (text === undefined) return { record: empty };
      const record = parseRecord(text);
      if (record !== undefined) return { record };
      return {
        record: empty,
        problem: `${path} is damaged: which revisions were undone here, and whether ssh was ever let in by one, is not known any more`,
      };
    },

    async saveRollout(record) {
      const text = renderRecord({ ...record, quarantined: record.quarantined.slice(-maxQuarantined) });
      if ((await readText(path)) === text) return;
      await openFolder(stateDirectory);
      await writeDurably(path, text);
    },
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

/** The digest of the rest, so that half a file or a flipped bit is never taken for what we wrote. */
function renderRecord(record: RolloutRecord): string {
  return `${JSON.stringify({ digest: digestOf(record), record }, undefined, 1)}\n`;
}

function digestOf({ sshConfirmed, pending, quarantined, suspension, isRevoking }: RolloutRecord): string {
  const facts = [
    sshConfirmed,
    pending === undefined ? [] : [pending.revision, pending.digest, pending.tries],
    quarantined.map(({ revision, digest, why, at }: Quarantined) => [revision, digest, why, at]),
    ...(suspension === undefined ? [] : [[suspension.reason, suspension.by, suspension.until, suspension.isRepairing]]),
    ...(isRevoking === undefined ? [] : ['isRevoking']),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

function parseRecord(text: string): RolloutRecord | undefined {
  try {
    const { digest, record } = JSON.parse(text) as { readonly digest: string; readonly record: RolloutRecord };
    return digest === digestOf(record) ? record : undefined;
  } catch (error) {
    // Of another shape, or no JSON at all.
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
