// What holds where nothing is known any more: closed for all that did not stand, but for the ways back in.

import { createHash } from 'node:crypto';
import { readManifests } from './parse.ts';
import type { Selected } from './policy.ts';
import { selectForHost } from './select.ts';
import type { Revision, Snapshot, SnapshotFile } from './snapshot.ts';

/** Which interfaces had zones is not known, either, so what passes through is denied whatever its interface. */
const manifest = `# The fail-closed minimum: loopback, open connections, the essentials of ICMP, and ssh by the automatic failsafe.
apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: minimum}
spec:
  hostSelector: {}
  coexistence: {unmanagedForward: Deny}
`;
/** The same, and nothing is recorded: for a kernel of which nothing is known. */
const bareManifest = `${manifest}  logging: {defaultDeny: false, noise: false}\n`;

/** As a revision of its own. It is the same on every host. */
export const minimumSnapshot: Snapshot = {
  revision: `minimum@sha256:${digestOf(manifest)}` as Revision,
  files: [fileOf(manifest)],
};

/**
 * The fail-closed minimum: loopback, what stands, the essentials of ICMP, and ssh as the automatic failsafe lets it in.
 *
 * Nothing says any more which ways in the profile had, and a host that nobody can reach cannot be mended.
 */
export function selectMinimum(hostName: string): Selected {
  return select(minimumSnapshot.files, hostName);
}

/** The same without records of what it refuses. */
export function selectBareMinimum(hostName: string): Selected {
  return select([fileOf(bareManifest)], hostName);
}

function select(files: readonly SnapshotFile[], hostName: string): Selected {
  const { manifests } = readManifests(files);
  const selected = selectForHost(manifests, { name: hostName, labels: {}, nowMs: 0 });
  if (!selected.ok) throw new Error(`the minimum is refused: ${selected.error.message}`);
  return selected.value;
}

function fileOf(text: string): SnapshotFile {
  return { path: 'minimum.yaml', digest: digestOf(text), bytes: new TextEncoder().encode(text) };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
