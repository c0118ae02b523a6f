// What is known behind a restart of whether ssh was ever let in, with the record of it whole or not.

import { expect, test } from 'vitest';
import type { PassWorld } from '../../src/controller/memory.ts';
import { prepareSnapshot } from '../../src/controller/prepare.ts';
import { recallLastGood } from '../../src/controller/recall.ts';
import { storedOf } from '../../src/controller/stored.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Revision } from '../../src/policy/snapshot.ts';
import type { RolloutRecord, StoredRuleset } from '../../src/ports.ts';
import { document, policy } from '../policy/yaml.ts';

const host = { name: 'h', labels: {} };
const { signal } = new AbortController();
const clock = { now: () => new Date(0), elapsedMs: () => 0, sleep: () => Promise.resolve(), random: () => 0 };
const reader = {
  read: (files: Parameters<PassWorld['reader']['read']>[0]) => Promise.resolve(readManifests(files)),
  close: () => Promise.resolve(),
};

const web = policy('web', 'ingress', '{name: web, action: Allow, services: [http]}');
const ssh = policy('ssh', 'ingress', '{name: ssh, action: Allow, services: [ssh]}');
const explicit = document('FirewallProfile', 'host', 'hostSelector: {}\nfailsafe: {ingress: [{services: [ssh]}]}');

interface Case {
  readonly manifests: readonly string[];
  /** Whether ssh had been let in by some revision when the last one was confirmed. */
  readonly wasConfirmed: boolean;
  readonly record: Partial<RolloutRecord>;
  readonly problem?: string;
  readonly lost?: 'Rules' | 'Snapshot' | 'Everything';
}

/** Memory behind a restart, where `manifests` are the last good revision. */
async function recallWith({ manifests, wasConfirmed, record, problem, lost }: Case) {
  const text = manifests.join('---\n');
  const revision = 'r1' as Revision;
  const snapshot = { revision, files: [{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }] };
  const ready = await prepareSnapshot(snapshot, { ...host, sshConfirmed: wasConfirmed }, { reader, clock, signal });
  if (ready.kind === 'refused') throw new Error(ready.message);
  const rulesets: readonly StoredRuleset[] =
    lost === 'Rules' ? [] : [storedOf(ready, { clock, beside: { isOurs: () => true }, previous: undefined })];
  const told: string[] = [];
  const world = {
    reader,
    clock,
    store: {
      loadLastGood: async () =>
        lost === 'Everything' ? {} : lost === 'Snapshot' ? { problem: 'The snapshot is damaged.' } : { snapshot },
    },
    rulesets: { loadRulesets: async () => ({ rulesets, wasApplied: true }) },
    rollout: {
      store: {
        loadRollout: async () => ({
          record: { sshConfirmed: false, quarantined: [], ...record },
          ...(problem === undefined ? {} : { problem }),
        }),
      },
    },
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (line: string) => told.push(line),
    },
  };
  return { memory: await recallLastGood(world as unknown as PassWorld, host, signal), told, revision };
}

const problem = 'The record is damaged.';

test.each<[string, Case, boolean]>([
  ['whole, it says so itself', { manifests: [web], wasConfirmed: false, record: {} }, false],
  [
    'damaged, with ssh closed by the last good rules',
    { manifests: [web], wasConfirmed: true, record: {}, problem },
    true,
  ],
  ['damaged, with ssh let in by a policy', { manifests: [ssh], wasConfirmed: true, record: {}, problem }, true],
  ['damaged, with the automatic failsafe up', { manifests: [web], wasConfirmed: false, record: {}, problem }, false],
  ['damaged, with another failsafe up', { manifests: [web, explicit], wasConfirmed: true, record: {}, problem }, true],
  ['damaged, and the rules, too', { manifests: [web], wasConfirmed: false, record: {}, problem, lost: 'Rules' }, true],
  ['damaged, and the snapshot', { manifests: [web], wasConfirmed: true, record: {}, problem, lost: 'Snapshot' }, true],
  [
    'damaged, and nothing ever confirmed',
    { manifests: [web], wasConfirmed: false, record: {}, problem, lost: 'Everything' },
    false,
  ],
])('the record %s', async (_, given, expected) => {
  const { memory, told } = await recallWith(given);
  expect(memory.rolloutRecord?.sshConfirmed).toBe(expected);
  expect(told.includes(problem)).toBe(given.problem !== undefined);
  expect(memory.unsaved?.problem.message.includes(problem) ?? false).toBe(given.problem !== undefined);
  if (memory.lastGood !== undefined) expect(memory.lastGood.selected.sshConfirmed ?? false).toBe(expected);
});

test('a revision that was underway and was saved as the last good one is not taken for undone', async () => {
  const pending = { revision: 'r1' as Revision, digest: 'd', tries: 2 };
  const { memory } = await recallWith({ manifests: [ssh], wasConfirmed: true, record: { pending }, problem });
  expect(memory.rolloutRecord).toEqual({ sshConfirmed: true, quarantined: [] });
});

test('one that was not is in quarantine at the second time', async () => {
  const pending = { revision: 'r2' as Revision, digest: 'd', tries: 2 };
  const { memory } = await recallWith({ manifests: [ssh], wasConfirmed: true, record: { pending } });
  expect(memory.rolloutRecord?.quarantined.map(({ revision }) => revision)).toEqual(['r2']);
});
