// Hardening of profiles: the trap for port scanners, which must never catch whoever manages the host; kernel parameters.

import type { Fault } from './fault.ts';
import { parseDuration } from './formats.ts';
import { faultAt, isKind, type ProfileManifest, pointerTo, type Repository } from './repository.ts';
import { checkPeers } from './validate-peers.ts';

export function checkHardening(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    isKind(manifest, 'FirewallProfile')
      ? [
          ...checkPortScan(manifest),
          ...checkMssClamp(manifest),
          ...checkSysctls(manifest),
          ...checkBuiltinPolicy(manifest),
        ]
      : [],
  );
}

const place = '/spec/hardening/portScan';

function checkPortScan(profile: ProfileManifest): readonly Fault[] {
  const { portScan } = profile.spec.hardening ?? {};
  if (portScan === undefined) return [];
  return [
    ...portScan.ports.flatMap((spec, index) => checkBait(profile, spec, `${place}/ports/${index}`)),
    ...checkLongest(profile, 'within', { longest: '1d', written: portScan.within }),
    ...checkLongest(profile, 'banFor', { longest: '7d', written: portScan.banFor }),
    ...checkPeers(profile, portScan.exempt, { direction: 'ingress', side: 'from', pointer: `${place}/exempt` }),
    ...checkManagement(profile),
  ];
}

function checkMssClamp(profile: ProfileManifest): readonly Fault[] {
  const clamps = profile.spec.mssClamp ?? [];
  return clamps.flatMap(({ outZone }, index) => {
    if (clamps.findIndex((other) => other.outZone === outZone) === index) return [];
    const message = `zone ${outZone} stands twice in this list, and only one size can hold; take one out`;
    return [faultAt(profile, pointerTo('spec', 'mssClamp', index, 'outZone'), message)];
  });
}

type Bait = NonNullable<NonNullable<ProfileManifest['spec']['hardening']>['portScan']>['ports'][number];

function checkBait(profile: ProfileManifest, { ports, sourcePorts }: Bait, pointer: string): readonly Fault[] {
  const every = 'bait needs `ports`: every port of a protocol as bait would ban whoever speaks to this host';
  const source =
    '`sourcePorts` is not allowed here: bait is what a scanner asks for, not where it asks from; take it out';
  return [
    ...(ports === undefined ? [faultAt(profile, pointer, every)] : []),
    ...(sourcePorts === undefined ? [] : [faultAt(profile, `${pointer}/sourcePorts`, source)]),
  ];
}

function checkLongest(
  profile: ProfileManifest,
  field: 'within' | 'banFor',
  { longest, written }: { readonly longest: string; readonly written: string | undefined },
): readonly Fault[] {
  if (written === undefined || readMs(written) <= readMs(longest)) return [];
  return [faultAt(profile, `${place}/${field}`, `${written} is too long; at most ${longest} is allowed`)];
}

function readMs(duration: string): number {
  const ms = parseDuration(duration);
  if (!ms.ok) throw new Error(`not validated: ${ms.error}`);
  return ms.value;
}

/** A sender writes into a packet whatever source it likes, so a trap without exceptions locks out whom it chooses. */
function checkManagement(profile: ProfileManifest): readonly Fault[] {
  const { hardening, failsafe } = profile.spec;
  if (hardening?.portScan?.exempt !== undefined || (failsafe?.ingress ?? []).length > 0) return [];
  const message =
    'a forged packet could ban whoever manages this host; name management in `exempt` here or in `failsafe.ingress`';
  return [faultAt(profile, place, message)];
}

/** What lies outside of the network is no business of a firewall, and a name must not lead out of its folder. */
function checkSysctls(profile: ProfileManifest): readonly Fault[] {
  return Object.entries(profile.spec.sysctls?.values ?? {}).flatMap(([name, value]) => {
    const pointer = pointerTo('spec', 'sysctls', 'values', name);
    const parts = name.split('.');
    const isName = parts.length > 1 && parts.every((part) => /^[A-Za-z0-9_@:+/-]+$/.test(part) && !/^\/+$/.test(part));
    const wrong = `${JSON.stringify(name)} is not a parameter of the network; write its name with dots, such as net.ipv4.ip_forward (only net.* is allowed)`;
    const odd = `a value holds printable characters, such as "1" or "4096 131072 6291456"; write it as \`sysctl ${name}\` shows it`;
    return [
      ...(parts[0] === 'net' && isName ? [] : [faultAt(profile, pointer, wrong)]),
      ...(/^[ -~]*[!-~][ -~]*$/.test(String(value)) ? [] : [faultAt(profile, pointer, odd)]),
    ];
  });
}

/** A default of Allow returns the packet to the rules of others, behind which the built-in policy would drop it. */
function checkBuiltinPolicy(profile: ProfileManifest): readonly Fault[] {
  const { defaults } = profile.spec;
  if (defaults?.builtinPolicy !== 'Drop') return [];
  const allowed = (['ingress', 'forward'] as const).filter((direction) => defaults[direction] === 'Allow');
  return allowed.map((direction) => {
    const message = `\`${direction}: Allow\` leaves packets to the other rules of the host, and behind them \`builtinPolicy: Drop\` would drop them; write Deny, or Keep`;
    return faultAt(profile, pointerTo('spec', 'defaults', direction), message);
  });
}
