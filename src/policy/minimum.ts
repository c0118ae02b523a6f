// What holds where nothing is known any more: closed for all that did not stand, but for the ways back in.

import { createHash } from 'node:crypto';
import { readManifests } from './parse.ts';
import type { Selected } from './policy.ts';
import { selectForHost } from './select.ts';
import type { Revision, Snapshot } from './snapshot.ts';

/** Which interfaces had zones is not known, either, so what passes through is denied whatever its interface. */
const manifest = `# The fail-closed minimum: loopback, open connections, the essentials of ICMP, and ssh by the automatic failsafe.
apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: minimum}
spec:
  hostSelector: {}
  coexistence: {unmanagedForward: Deny}
`;
const digest = createHash('sha256').update(manifest).digest('hex');

/** As a revision of its own. It is the same on every host. */
export const minimumSnapshot: Snapshot = {
  revision: `minimum@sha256:${digest}` as Revision,
  files: [{ path: 'minimum.yaml', digest, bytes: new TextEncoder().encode(manifest) }],
};

/**
 * The fail-closed minimum: loopback, what stands, the essentials of ICMP, and ssh as the automatic failsafe lets it in.
 *
 * Nothing says any more which ways in the profile had, and a host that nobody can reach cannot be mended.
 */
export function selectMinimum(hostName: string): Selected {
  const { manifests } = readManifests(minimumSnapshot.files);
  const selected = selectForHost(manifests, { name: hostName, labels: {}, nowMs: 0 });
  if (!selected.ok) throw new Error(`the minimum is refused: ${selected.error.message}`);
  return selected.value;
}
