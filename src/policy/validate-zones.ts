// Zones that stand side by side on one host: each source belongs to one of them, and it is known to which.

import type { Fault } from './fault.ts';
import { formatNetwork, parseNetwork } from './network.ts';
import { faultAt, type ManifestOf, type ProfileManifest, pointerTo, type Repository } from './repository.ts';

/** Faults of this host alone: other hosts may have only one of the zones. */
export function checkZonesOfHost(
  repository: Repository,
  host: ManifestOf<'Host'> | undefined,
  profile: ProfileManifest | undefined,
): readonly Fault[] {
  const zones = Object.keys(host?.spec.zones ?? {}).flatMap((name) => repository.byKind.Zone.get(name) ?? []);
  return [...checkEqualNetworks(zones), ...checkSources(zones, profile)];
}

function checkEqualNetworks(zones: readonly ManifestOf<'Zone'>[]): readonly Fault[] {
  const owners = new Map<string, string>();
  return zones.flatMap((zone) =>
    (zone.spec.networks ?? []).flatMap((text, index) => {
      const parsed = parseNetwork(text);
      if (!parsed.ok) return [];
      const network = formatNetwork(parsed.value);
      const owner = owners.get(network) ?? zone.metadata.name;
      owners.set(network, owner);
      if (owner === zone.metadata.name) return [];
      const message = `${network} is a network of zone ${owner}, too, and this host has both: a source would belong to two zones; take it out of one, or narrow it`;
      return [faultAt(zone, pointerTo('spec', 'networks', index), message)];
    }),
  );
}

/** Without networks nothing could leave. */
function checkSources(zones: readonly ManifestOf<'Zone'>[], profile: ProfileManifest | undefined): readonly Fault[] {
  if (profile?.spec.hardening?.egressAntiSpoof !== true) return [];
  const unknown = zones.filter(({ spec }) => spec.external !== true && spec.networks === undefined);
  if (unknown.length === 0) return [];
  const names = unknown.map(({ metadata }) => metadata.name).join(', ');
  const message = `egressAntiSpoof must know which sources belong to us, and these zones of the host say no networks: ${names}; add spec.networks to each`;
  return [faultAt(profile, '/spec/hardening/egressAntiSpoof', message)];
}
