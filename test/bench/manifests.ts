// Repositories of a given size, as snapshots.

import { createHash } from 'node:crypto';
import type { Revision, Snapshot, SnapshotFile } from '../../src/policy/snapshot.ts';

export interface Size {
  readonly policies: number;
  readonly rulesPerPolicy: number;
  /** Entries of a NetworkSet that one more policy names; 0: there is none. */
  readonly entries?: number;
}

/** What differs between two commits. */
export interface Edit {
  /** The port of the middle rule of the middle policy. */
  readonly port?: number;
  /** The last entry of the set. */
  readonly entry?: number;
}

/** One file for each policy. Sources, ports and protocols vary, as in a site of some age. */
export function makeSnapshot(size: Size, edit: Edit = {}): Snapshot {
  const texts = new Map<string, string>();
  for (let policy = 0; policy < size.policies; policy += 1) {
    texts.set(`policies/p${policy}.yaml`, policyText(size, policy, edit));
  }
  for (const [name, text] of setTexts(size.entries ?? 0, edit)) texts.set(`sets/${name}.yaml`, text);
  const files = [...texts].map(([path, text]) => fileOf(path, text));
  const digest = createHash('sha256');
  for (const file of files) digest.update(`${file.path} ${file.digest}\n`);
  return { revision: `main@sha1:${digest.digest('hex').slice(0, 40)}` as Revision, files };
}

function fileOf(path: string, text: string): SnapshotFile {
  return { path, digest: createHash('sha1').update(text).digest('hex'), bytes: new TextEncoder().encode(text) };
}

function policyText(size: Size, policy: number, { port }: Edit): string {
  const rules = Array.from({ length: size.rulesPerPolicy }, (_, rule) => {
    const isEdited = policy === size.policies >> 1 && rule === size.rulesPerPolicy >> 1;
    const number = isEdited && port !== undefined ? port : 1 + ((policy * 7 + rule) % 60_000);
    const protocol = rule % 3 === 0 ? 'UDP' : 'TCP';
    const networks = `[10.${policy % 250}.${rule % 250}.0/24, '2001:db8:${policy.toString(16)}:${rule.toString(16)}::/64']`;
    return `    - name: r${rule}
      action: ${rule % 5 === 0 ? 'Deny' : 'Allow'}
      from: [{networks: ${networks}}]
      ports: [{protocol: ${protocol}, ports: [${number}]}]
`;
  });
  return `${head('FirewallPolicy', `p${policy}`)}  hostSelector: {}
  ingress:
${rules.join('')}`;
}

/** A file holds half a megabyte at the most, so a large set includes smaller ones. */
const entriesPerFile = 20_000;

function setTexts(entries: number, { entry = 0 }: Edit): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (entries === 0) return texts;
  for (let from = 0; from < entries - 1; from += entriesPerFile) {
    const length = Math.min(entriesPerFile, entries - 1 - from);
    const networks = Array.from({ length }, (_, index) => `    - ${address(from + index)}\n`);
    const name = `blocked-${texts.size}`;
    texts.set(name, `${head('NetworkSet', name)}  networks:\n${networks.join('')}`);
  }
  texts.set(
    'blocked',
    `${head('NetworkSet', 'blocked')}  include: [${[...texts.keys()].join(', ')}]
  networks: [203.0.113.${1 + (entry % 250)}]
---
${head('FirewallPolicy', 'blocked')}  hostSelector: {}
  tier: Admin
  ingress:
    - {name: blocked, action: Deny, from: [{networkSets: [blocked]}]}
`,
  );
  return texts;
}

/** No two are neighbours: they cannot be merged. */
function address(index: number): string {
  const number = index * 2;
  return `${20 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}.1`;
}

function head(kind: string, name: string): string {
  return `apiVersion: gatewright.dev/v1alpha1
kind: ${kind}
metadata:
  name: ${name}
spec:
`;
}
