// What must survive a restart of how revisions took over: a record in two generations.

import { join } from 'node:path';
import type { RolloutRecord, RolloutStore } from '../ports.ts';
import { openFolder, writeDurably } from './durable.ts';
import { createGenerations, describeLoss } from './generations.ts';

interface RolloutStoreOptions {
  readonly stateDirectory: string;
  /** Whether some revision was ever confirmed: each is recorded before that, so a record that is missing then was lost. */
  readonly wasApplied: () => Promise<boolean>;
}

/** Of quarantined revisions; the oldest fall out. */
const maxQuarantined = 50;
const empty: RolloutRecord = { sshConfirmed: false, quarantined: [] };

const format = {
  name: 'gatewright-rollout 1',
  render: (record: RolloutRecord) => JSON.stringify(record),
  parse: (payload: string) => JSON.parse(payload) as RolloutRecord,
  isSame: () => false,
};

export function createRolloutStore({ stateDirectory, wasApplied }: RolloutStoreOptions): RolloutStore {
  const generations = createGenerations(
    { newest: join(stateDirectory, 'rollout.record'), older: join(stateDirectory, 'rollout.older.record') },
    format,
  );
  let problem: string | undefined;
  return {
    async loadRollout() {
      const found = await generations.read();
      const isNew = found.every(({ kind }) => kind === 'Missing') && !(await wasApplied());
      problem = isNew ? undefined : describeLoss('The record of how revisions took over', found);
      const whole = found.find((one) => one.kind === 'Whole');
      return { record: whole?.value ?? empty, ...(problem === undefined ? {} : { problem }) };
    },

    async saveRollout(record) {
      const kept = { ...record, quarantined: record.quarantined.slice(-maxQuarantined) };
      await generations.save(kept, async (path, text) => {
        await openFolder(stateDirectory);
        await writeDurably(path, text);
      });
      problem = undefined;
    },

    forgetRollout: () => generations.remove(),
    problem: () => problem,
  };
}
