// Whether each interface of a Host belongs to one zone only.

import type { Fault } from './fault.ts';
import { faultAt, isKind, type ManifestOf, pointerTo, type Repository } from './repository.ts';

interface Member {
  readonly interfaceName: string;
  readonly zone: string;
  readonly pointer: string;
}

/** Interfaces that two zones of a Host claim, by name or by a prefix that covers the name. */
export function checkHostInterfaces(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) => (isKind(manifest, 'Host') ? checkHost(manifest) : []));
}

function checkHost(host: ManifestOf<'Host'>): readonly Fault[] {
  const members = Object.entries(host.spec.zones ?? {}).flatMap(([zone, names]) =>
    names.map(
      (interfaceName, index): Member => ({ interfaceName, zone, pointer: pointerTo('spec', 'zones', zone, index) }),
    ),
  );
  const owners = new Map<string, Member>();
  for (const member of members) if (!owners.has(member.interfaceName)) owners.set(member.interfaceName, member);
  return members.flatMap((member) => {
    const message = describeClash(member, owners);
    return message === undefined ? [] : [faultAt(host, member.pointer, message)];
  });
}

function describeClash(member: Member, owners: ReadonlyMap<string, Member>): string | undefined {
  const { interfaceName, zone } = member;
  const same = owners.get(interfaceName);
  if (same !== undefined && same.zone !== zone) {
    return `interface ${interfaceName} is in zone ${same.zone} and in zone ${zone}; an interface belongs to one zone, so take it out of the other`;
  }
  const wider = listCoveringPrefixes(interfaceName).flatMap((prefix) => owners.get(prefix) ?? []);
  const clash = wider.find((owner) => owner.zone !== zone);
  if (clash === undefined) return undefined;
  return `interface ${interfaceName} of zone ${zone} is covered by ${clash.interfaceName} of zone ${clash.zone}; an interface belongs to one zone, so take it out of the other`;
}

/** `eth0` → `e+`, `et+`, `eth+`, `eth0+`; a prefix itself is covered by shorter ones only. */
function listCoveringPrefixes(interfaceName: string): readonly string[] {
  const stem = interfaceName.endsWith('+') ? interfaceName.slice(0, -1) : interfaceName;
  const longest = interfaceName.endsWith('+') ? stem.length - 1 : stem.length;
  return Array.from({ length: Math.max(longest, 0) }, (_, index) => `${stem.slice(0, index + 1)}+`);
}
