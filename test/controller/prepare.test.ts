// A defect of ours is a refusal of the revision that meets it, and never the end of the controller.

import { expect, test } from 'vitest';
import { prepareSnapshot } from '../../src/controller/prepare.ts';
import { noMemo } from '../../src/policy/memo.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Revision, SnapshotFile } from '../../src/policy/snapshot.ts';
import { policy } from '../policy/yaml.ts';

const text = policy('p', 'ingress', '{name: ssh, action: Allow, services: [ssh]}');
const snapshot = {
  revision: 'main@sha1:1' as Revision,
  files: [{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }],
};
const world = {
  reader: {
    read: (files: readonly SnapshotFile[]) => Promise.resolve(readManifests(files)),
    close: () => Promise.resolve(),
  },
  clock: { now: () => new Date(0) },
  signal: new AbortController().signal,
};
const host = { name: 'h', labels: {} };

test('a throw of the compiler refuses the revision and says what was thrown', async () => {
  const memo = {
    ...noMemo,
    keep: () => {
      throw new Error('GW-FWD keeps 629 rules');
    },
  };
  expect(await prepareSnapshot(snapshot, host, world)).toMatchObject({ kind: 'ready' });
  const refused = await prepareSnapshot(snapshot, host, { ...world, memo });
  expect(refused).toMatchObject({ kind: 'refused', reason: 'CompilerDefect', faults: [] });
  expect(refused).toHaveProperty('message', expect.stringContaining('(GW-FWD keeps 629 rules)'));
});

test('what the world does wrong is no defect of ours: an error of the reader goes on', async () => {
  const reader = { ...world.reader, read: () => Promise.reject(new Error('no thread')) };
  await expect(prepareSnapshot(snapshot, host, { ...world, reader })).rejects.toThrow('no thread');
});
