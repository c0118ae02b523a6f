// What holds where nothing is known any more: closed for all that did not stand, but for the ways back in.

import type { Selected } from './policy.ts';
import { gatherRepository } from './repository.ts';
import { resolveProfile } from './resolve-profile.ts';

/**
 * The fail-closed minimum: loopback, what stands, the essentials of ICMP, and ssh as the automatic failsafe lets it in.
 *
 * Nothing says any more which ways in the profile had, and a host that nobody can reach cannot be mended.
 */
export function selectMinimum(hostName: string): Selected {
  const repository = gatherRepository([], []);
  const profile = resolveProfile(undefined, { repository, interfaces: new Map() });
  return {
    host: { name: hostName, labels: {} },
    zones: [],
    // Which interfaces had zones is not known, either.
    profile: { ...profile, unmanagedForward: 'Deny' },
    policies: [],
    nat: [],
    sets: [],
    warnings: [],
  };
}
