// How a profile wants a new revision to take over.

import type { Fault } from './fault.ts';
import { parseDuration } from './formats.ts';
import type { Probe, Rollout } from './policy.ts';
import { faultAt, isKind, type ProfileManifest, pointerTo, type Repository } from './repository.ts';

const defaultTimeout = '60s';
const bounds = { shortest: '5s', longest: '1d' };

/** The durations are validated by the schema. */
export function resolveRollout(manifest: ProfileManifest | undefined): Rollout {
  const { mode, confirmTimeout, maxRemovedPercent, probes }: NonNullable<ProfileManifest['spec']['rollout']> =
    manifest?.spec.rollout ?? {};
  return {
    mode: mode ?? 'Auto',
    confirmTimeoutMs: readMs(confirmTimeout ?? defaultTimeout),
    maxRemovedPercent: maxRemovedPercent ?? 50,
    ...(probes === undefined ? {} : { probes: probes.map(resolveProbe) }),
  };
}

type WrittenProbe = NonNullable<NonNullable<ProfileManifest['spec']['rollout']>['probes']>[number];

function resolveProbe({ name, tcp, http, dns, gateway, git }: WrittenProbe): Probe {
  if (tcp !== undefined) return { kind: 'tcp', name, ...tcp };
  if (http !== undefined) return { kind: 'http', name, ...http };
  if (dns !== undefined)
    return { kind: 'dns', name, query: dns.name, ...(dns.server === undefined ? {} : { server: dns.server }) };
  if (gateway !== undefined) return { kind: 'gateway', name };
  return { kind: git === undefined ? 'webhook' : 'git', name };
}

/** What the schema cannot say. */
export function checkRollout(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    isKind(manifest, 'FirewallProfile') ? [...checkTimeout(manifest), ...checkProbes(manifest)] : [],
  );
}

function checkTimeout(profile: ProfileManifest): readonly Fault[] {
  const written = profile.spec.rollout?.confirmTimeout;
  if (written === undefined) return [];
  const ms = readMs(written);
  if (ms >= readMs(bounds.shortest) && ms <= readMs(bounds.longest)) return [];
  const message = `${written} is ${ms < readMs(bounds.shortest) ? 'too short' : 'too long'}; write ${bounds.shortest} to ${bounds.longest}`;
  return [faultAt(profile, '/spec/rollout/confirmTimeout', message)];
}

const things = ['tcp', 'http', 'dns', 'gateway', 'git', 'webhook'];

function checkProbes(profile: ProfileManifest): readonly Fault[] {
  const probes = profile.spec.rollout?.probes ?? [];
  return probes.flatMap((probe, index) => {
    const pointer = pointerTo('spec', 'rollout', 'probes', index);
    const count = Object.keys(probe).filter((key) => things.includes(key)).length;
    const first = probes.findIndex(({ name }) => name === probe.name);
    return [
      ...(count === 1
        ? []
        : [faultAt(profile, pointer, `a probe has exactly one of ${things.join(', ')}; write one probe for each`)]),
      ...(first === index
        ? []
        : [
            faultAt(
              profile,
              `${pointer}/name`,
              `the name ${JSON.stringify(probe.name)} stands twice in this list; give each probe its own`,
            ),
          ]),
    ];
  });
}

function readMs(duration: string): number {
  const ms = parseDuration(duration);
  if (!ms.ok) throw new Error(`not validated: ${ms.error}`);
  return ms.value;
}
