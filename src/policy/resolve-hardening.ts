// Hardening of a profile with its defaults filled in: the limit for new connections and the trap for port scanners.

import { parseDuration } from './formats.ts';
import type { PortScan, Profile, RateLimit } from './policy.ts';
import type { ProfileManifest } from './repository.ts';
import { type PeerScope, resolvePeers, resolveTraffic } from './resolve.ts';

/** What of it is absent in the manifest is absent here. */
export function resolveHardening(manifest: ProfileManifest, scope: PeerScope): Pick<Profile, 'synRate' | 'portScan'> {
  const { synRate, portScan } = manifest.spec.hardening ?? {};
  return {
    ...(synRate === undefined ? {} : { synRate: resolveSynRate(synRate) }),
    ...(portScan === undefined ? {} : { portScan: resolvePortScan(manifest, portScan, scope) }),
  };
}

type HardeningSpec = NonNullable<ProfileManifest['spec']['hardening']>;

function resolveSynRate({ rate, burst, per }: NonNullable<HardeningSpec['synRate']>): RateLimit {
  return { rate, burst: burst ?? 20, per: per ?? 'Source' };
}

function resolvePortScan(
  manifest: ProfileManifest,
  portScan: NonNullable<HardeningSpec['portScan']>,
  scope: PeerScope,
): PortScan {
  const traffic = resolveTraffic({ ports: portScan.ports }, scope);
  const { exempt: peers } = portScan;
  const exempt = resolvePeers({ manifest, peers, pointer: '/spec/hardening/portScan/exempt' }, scope);
  return {
    ports: traffic === 'any' ? [] : traffic.filter((item) => item.kind === 'ports'),
    hits: portScan.hits ?? 3,
    withinSeconds: readSeconds(portScan.within ?? '60s'),
    banSeconds: readSeconds(portScan.banFor ?? '1h'),
    exempt: exempt === 'any' ? [] : exempt,
  };
}

function readSeconds(duration: string): number {
  const ms = parseDuration(duration);
  if (!ms.ok) throw new Error(`not validated: ${ms.error}`);
  return ms.value / 1000;
}
