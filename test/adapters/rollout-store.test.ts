// What the record of how revisions took over survives: damage of one generation always, of both with a word about it.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRolloutStore } from '../../src/adapters/rollout-store.ts';
import type { Revision } from '../../src/policy/snapshot.ts';
import type { RolloutRecord } from '../../src/ports.ts';

const never: RolloutRecord = { sshConfirmed: false, quarantined: [] };
const first: RolloutRecord = {
  ...never,
  sshConfirmed: true,
  suspension: { reason: 'a move', by: 'ada', until: '2026-01-02T00:00:00Z', isRepairing: true },
};
const second: RolloutRecord = {
  ...first,
  quarantined: [{ revision: 'r1' as Revision, digest: 'd', why: 'a probe failed', at: '2026-01-01T00:00:00Z' }],
};

function openStore(given: { readonly wasApplied?: boolean } = {}) {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'gw-rollout-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true, force: true }));
  const wasApplied = () => Promise.resolve(given.wasApplied ?? true);
  const open = () => createRolloutStore({ stateDirectory, wasApplied });
  const path = (name: string) => join(stateDirectory, name);
  return { ...open(), open, stateDirectory, newest: path('rollout.record'), older: path('rollout.older.record') };
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length * 0.7);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const damages: Readonly<Record<string, (path: string) => void>> = {
  flipped: flip,
  'cut off': (path) => truncateSync(path, 40),
  empty: (path) => truncateSync(path, 0),
  missing: (path) => rmSync(path),
  'a folder': (path) => {
    rmSync(path);
    mkdirSync(path);
  },
};

test.each(Object.entries(damages))('one generation that is %s leaves the other one', async (_, damage) => {
  const store = openStore();
  await store.saveRollout(first);
  await store.saveRollout(second);
  expect(await store.open().loadRollout()).toEqual({ record: second });
  damage(store.newest);
  expect(await store.open().loadRollout()).toEqual({
    record: first,
    problem: expect.stringMatching(/^The record of how revisions took over .*; the one before it is used\.$/),
  });
});

test.each(Object.entries(damages))('both %s: none, and that is told until one is saved', async (_, damage) => {
  const store = openStore();
  await store.saveRollout(first);
  await store.saveRollout(second);
  damage(store.newest);
  damage(store.older);
  const again = store.open();
  const { record, problem } = await again.loadRollout();
  expect([record, problem]).toEqual([never, expect.stringContaining('there is none to fall back on')]);
  expect(again.problem()).toBe(problem);
  rmSync(store.newest, { recursive: true, force: true });
  await again.saveRollout(second);
  expect([again.problem(), await again.loadRollout()]).toEqual([undefined, { record: second }]);
});

test('where nothing was ever confirmed, no record is as it should be', async () => {
  const store = openStore({ wasApplied: false });
  expect([await store.loadRollout(), store.problem()]).toEqual([{ record: never }, undefined]);
});

test('forgotten, nothing of it is left', async () => {
  const store = openStore();
  await store.saveRollout(first);
  await store.saveRollout(second);
  await store.forgetRollout();
  expect(readdirSync(store.stateDirectory)).toEqual([]);
});
