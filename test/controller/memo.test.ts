// A warm preparation is the same as a cold one, whatever changes between two snapshots.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Prepared, prepareSnapshot } from '../../src/controller/prepare.ts';
import { createMemo, noMemo } from '../../src/policy/memo.ts';
import { readManifests, readSourceFile } from '../../src/policy/parse.ts';
import { type FileReading, joinReadings } from '../../src/policy/reading.ts';
import { selectForHost } from '../../src/policy/select.ts';
import type { Revision, SnapshotFile } from '../../src/policy/snapshot.ts';
import type { ManifestReader } from '../../src/ports.ts';
import { manifests } from '../kernel/random-manifests.ts';

const never = new AbortController().signal;
const host = { name: 'host', labels: {} };
/** Goes on from look to look, past the ends of some rules. */
let nowMs = Date.UTC(2026, 0, 1);
const clock = { now: () => new Date(nowMs) };

/** Gives the very same manifests for the very same file, as the controller's reader does. */
function createWarmReader(): ManifestReader {
  const known = new Map<string, FileReading>();
  return {
    read(files) {
      const readings = files.map((file) => {
        const reading = known.get(file.digest) ?? readSourceFile(file);
        known.set(file.digest, reading);
        return reading;
      });
      return Promise.resolve(joinReadings(readings, noMemo));
    },
    close: () => Promise.resolve(),
  };
}

const coldReader: ManifestReader = {
  read: (files) => Promise.resolve(joinReadings(files.map(readSourceFile), noMemo)),
  close: () => Promise.resolve(),
};

/** Versions of each document, by kind and name: those that are drawn, and some that are refused or select otherwise. */
function gatherVersions(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, Set<string>>();
  const add = (key: string, text: string) => versions.set(key, (versions.get(key) ?? new Set()).add(text));
  for (const text of texts.flatMap((one) => one.split('\n---\n'))) {
    const manifest = JSON.parse(text);
    const key = `${manifest.kind}-${manifest.metadata.name}`;
    add(key, text);
    if (manifest.kind === 'NetworkSet') add(key, JSON.stringify({ ...manifest, spec: { networks: ['192.0.2.9'] } }));
    if (manifest.kind !== 'FirewallPolicy') continue;
    add(key, JSON.stringify({ ...manifest, spec: { ...manifest.spec, bogus: 1 } }));
    add(
      key,
      JSON.stringify({ ...manifest, spec: { ...manifest.spec, hostSelector: { matchLabels: { role: 'web' } } } }),
    );
    const nowhere = { name: 'x', action: 'Allow', from: [{ networkSets: ['nowhere'] }] };
    add(key, JSON.stringify({ ...manifest, spec: { ...manifest.spec, ingress: [nowhere] } }));
  }
  return new Map([...versions].map(([key, texts]) => [key, [...texts]]));
}

function show(prepared: Prepared): string {
  const facts =
    prepared.kind === 'ready'
      ? { desired: prepared.desired, selected: prepared.selected, warnings: prepared.warnings }
      : { reason: prepared.message, faults: prepared.faults, warnings: prepared.warnings };
  return JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
}

/** What is refused as a whole would refuse nearly every mixture that a part of it is in. */
function isAccepted(text: string): boolean {
  const { manifests: read, faults } = readManifests(
    text
      .split('\n---\n')
      .map((one, index) => ({ path: `${index}.yaml`, digest: one, bytes: new TextEncoder().encode(one) })),
  );
  return selectForHost(read, { ...host, readFaults: faults }).ok;
}

test('a memo changes nothing but the time', async () => {
  const versions = gatherVersions(fc.sample(manifests, { numRuns: 90, seed: 7 }).filter(isAccepted));
  const keys = [...versions.keys()];
  const edits = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { numRuns: 160, seed: 8 });
  const state = new Map(keys.map((key) => [key, versions.get(key)?.[0] ?? '']));
  const [memo, reader] = [createMemo(), createWarmReader()];
  const seen = { ready: 0, refused: 0 };
  let gone: string | undefined;
  for (const [which, version, goes] of edits) {
    // Policies change more often than what they name.
    const policies = keys.filter((key) => key.startsWith('FirewallPolicy'));
    const key = (which % 4 === 0 ? keys : policies)[which % (which % 4 === 0 ? keys : policies).length] ?? '';
    // Refused ones now and then.
    const isBad = (text: string) => text.includes('bogus') || text.includes('nowhere');
    const texts = (versions.get(key) ?? []).filter((text) => version % 9 === 0 || !isBad(text));
    // What policies name comes back with the next edit: else one that is gone would refuse all that follow.
    if (gone !== undefined) state.set(gone, versions.get(gone)?.[0] ?? '');
    gone = goes && which % 3 === 0 && !policies.includes(key) ? key : undefined;
    if (goes && which % 3 === 0) state.delete(key);
    else state.set(key, texts[version % texts.length] ?? '');
    const files = [...state].map(
      ([name, text]): SnapshotFile => ({
        path: `${name}.yaml`,
        digest: `${name} ${text}`,
        bytes: new TextEncoder().encode(text),
      }),
    );
    const snapshot = { revision: 'main@sha1:1' as Revision, files };
    if (version % 5 === 0) nowMs += 30 * 86_400_000;
    const warm = await prepareSnapshot(snapshot, host, { reader, clock, signal: never, memo });
    const cold = await prepareSnapshot(snapshot, host, { reader: coldReader, clock, signal: never });
    seen[warm.kind] += 1;
    expect(show(warm)).toBe(show(cold));
  }
  expect(Math.min(seen.ready, seen.refused)).toBeGreaterThan(20);
});

test('what did not change is the very same chain', async () => {
  const policy = (name: string, port: number) =>
    JSON.stringify({
      apiVersion: 'gatewright.dev/v1alpha1',
      kind: 'FirewallPolicy',
      metadata: { name },
      spec: {
        hostSelector: {},
        ingress: [{ name: 'a', action: 'Allow', ports: [{ protocol: 'TCP', ports: [port] }] }],
      },
    });
  const [memo, reader] = [createMemo(), createWarmReader()];
  const prepare = async (...texts: readonly string[]) => {
    const files = texts.map((text, index) => ({ path: `${index}.yaml`, digest: text, bytes: Buffer.from(text) }));
    const prepared = await prepareSnapshot({ revision: 'main@sha1:1' as Revision, files }, host, {
      reader,
      clock,
      signal: never,
      memo,
    });
    if (prepared.kind === 'refused') throw new Error(prepared.message);
    return new Map(
      prepared.desired.ipv4.tables
        .find(({ name: table }) => table === 'filter')
        ?.chains.map((chain) => [chain.name, chain]),
    );
  };
  const before = await prepare(policy('p', 1), policy('q', 2));
  const after = await prepare(policy('p', 1), policy('q', 3));
  expect(after.get('GW-IN-p')).toBe(before.get('GW-IN-p'));
  expect(after.get('GW-IN-q')).not.toBe(before.get('GW-IN-q'));
});
