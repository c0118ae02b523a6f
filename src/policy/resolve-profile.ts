// The profile that holds on a host: what the manifest says, and the default for all that it does not say.

import type { Origin } from './fault.ts';
import { parseMss } from './formats.ts';
import { extent } from './manifest.ts';
import type { FailsafeItem, FailsafeWayOut, PacketLimit, Profile } from './policy.ts';
import { type ProfileManifest, pointerTo } from './repository.ts';
import { type PeerScope, resolvePeers, resolveTraffic } from './resolve.ts';
import { resolveHardening } from './resolve-hardening.ts';
import { resolveRollout } from './resolve-rollout.ts';

/** Where rules of the built-in profile answer to: it stands in no file, and line 0 says so. */
const builtInOrigin: Origin = { file: '(built in)', line: 0, column: 0, endLine: 0 };

const logLevels = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'] as const;

/** Every default filled in; the built-in profile where none is given. */
export function resolveProfile(manifest: ProfileManifest | undefined, scope: PeerScope): Profile {
  const { defaults, icmp, hardening, logging, coexistence }: Partial<ProfileManifest['spec']> = manifest?.spec ?? {};
  return {
    name: manifest?.metadata.name ?? 'builtin',
    defaults: {
      ingress: defaults?.ingress ?? 'Deny',
      egress: defaults?.egress ?? 'Allow',
      forward: defaults?.forward ?? 'Deny',
    },
    builtinPolicy: defaults?.builtinPolicy ?? 'Keep',
    denyStyle: {
      external: defaults?.denyStyle?.external ?? 'Drop',
      internal: defaults?.denyStyle?.internal ?? 'Reject',
    },
    icmp: {
      essentials: icmp?.essentials ?? true,
      transitEssentials: icmp?.transitEssentials ?? true,
      echo: {
        action: icmp?.echo?.action ?? 'Allow',
        rate: icmp?.echo?.rate ?? '5/sec',
        burst: icmp?.echo?.burst ?? 10,
        per: icmp?.echo?.per ?? 'Source',
      },
    },
    packetLimits: manifest === undefined ? [] : resolvePacketLimits(manifest, scope),
    dropInvalid: hardening?.dropInvalid ?? true,
    badTcpFlags: hardening?.badTcpFlags ?? true,
    sourceRouting: hardening?.sourceRouting ?? true,
    reversePath: hardening?.reversePath ?? 'Disabled',
    egressAntiSpoof: hardening?.egressAntiSpoof ?? false,
    bogons: hardening?.bogons ?? false,
    ...(manifest === undefined ? {} : resolveHardening(manifest, scope)),
    logging: resolveLogging(logging),
    failsafe: {
      ingress: manifest === undefined ? 'auto' : resolveFailsafe(manifest, scope),
      egress: manifest === undefined ? [] : resolveWaysOut(manifest, scope),
      lifelines: manifest?.spec.failsafe?.lifelines ?? 'Auto',
    },
    hookAfter: coexistence?.after ?? ['f2b-*', 'CROWDSEC*'],
    rollout: resolveRollout(manifest),
    mssClamp: resolveMssClamp(manifest, scope),
    sysctls: resolveSysctls(manifest),
    unmanagedForward: coexistence?.unmanagedForward ?? 'Return',
    origin: manifest === undefined ? builtInOrigin : extent(manifest, ''),
  };
}

function resolveLogging(logging: ProfileManifest['spec']['logging']): Profile['logging'] {
  return {
    target: logging?.target ?? 'NFLOG',
    group: logging?.group ?? 5,
    level: logLevels.indexOf(logging?.level ?? 'warning'),
    defaultDeny: logging?.defaultDeny ?? true,
    noise: logging?.noise ?? true,
    limit: { rate: logging?.limit ?? '10/min', burst: logging?.burst ?? 5, per: logging?.per ?? 'Source' },
  };
}

/** Sorted by name. Blanks within a value are single, as the controller reads them. */
function resolveSysctls(manifest: ProfileManifest | undefined): Profile['sysctls'] {
  const { mode = 'Report', values = {} } = manifest?.spec.sysctls ?? {};
  if (manifest === undefined) return { mode, values: [] };
  return {
    mode,
    values: Object.entries(values)
      .map(([name, value]) => ({
        name,
        value: String(value).trim().split(/\s+/).join(' '),
        origin: extent(manifest, pointerTo('spec', 'sysctls', 'values', name)),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** A zone that this host lacks has no interfaces. */
function resolveMssClamp(manifest: ProfileManifest | undefined, { interfaces }: PeerScope): Profile['mssClamp'] {
  return (manifest?.spec.mssClamp ?? []).map(({ outZone, mss = 'Pmtu' }) => {
    const size = parseMss(mss);
    if (!size.ok) throw new Error(`not validated: ${size.error}`);
    return { out: interfaces.get(outZone) ?? [], ...(size.value === undefined ? {} : { mss: size.value }) };
  });
}

function resolvePacketLimits(profile: ProfileManifest, scope: PeerScope): readonly PacketLimit[] {
  return (profile.spec.packetLimits ?? []).map((limit, index) => {
    const pointer = pointerTo('spec', 'packetLimits', index);
    const traffic = resolveTraffic(limit, scope);
    if (traffic === 'any') throw new Error(`packet limit ${limit.name} of ${profile.metadata.name} was not validated`);
    return {
      name: limit.name,
      direction: limit.direction === 'Forward' ? 'forward' : 'ingress',
      traffic,
      from: resolvePeers({ manifest: profile, peers: limit.from, pointer: `${pointer}/from` }, scope),
      rate: limit.rate,
      burst: limit.burst ?? 5,
      per: limit.per ?? 'Source',
      origin: extent(profile, pointer),
    };
  });
}

function resolveFailsafe(profile: ProfileManifest, scope: PeerScope): 'auto' | readonly FailsafeItem[] {
  const items = profile.spec.failsafe?.ingress;
  if (items === undefined) return 'auto';
  return items.map((item, index) => {
    const pointer = pointerTo('spec', 'failsafe', 'ingress', index);
    const traffic = resolveTraffic(item, scope);
    if (traffic === 'any') throw new Error(`failsafe item ${index} of ${profile.metadata.name} was not validated`);
    return {
      traffic,
      from: resolvePeers({ manifest: profile, peers: item.from, pointer: `${pointer}/from` }, scope),
      origin: extent(profile, pointer),
    };
  });
}

function resolveWaysOut(profile: ProfileManifest, scope: PeerScope): readonly FailsafeWayOut[] {
  return (profile.spec.failsafe?.egress ?? []).map((item, index) => {
    const pointer = pointerTo('spec', 'failsafe', 'egress', index);
    const traffic = resolveTraffic(item, scope);
    if (traffic === 'any') throw new Error(`failsafe way out ${index} of ${profile.metadata.name} was not validated`);
    return {
      traffic,
      to: resolvePeers({ manifest: profile, peers: item.to, pointer: `${pointer}/to` }, scope),
      origin: extent(profile, pointer),
    };
  });
}
