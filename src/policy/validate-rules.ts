// Rules and failsafe items: unique names, fields that fit each other, and whether any packet can match.

import { type Family, families } from './family.ts';
import type { Fault } from './fault.ts';
import type { Peer as PeerSpec } from './generated/types.ts';
import { locate } from './manifest.ts';
import type { Memo } from './memo.ts';
import { listRules, type PlacedRule } from './references.ts';
import {
  faultAt,
  isKind,
  type PolicyManifest,
  type ProfileManifest,
  pointerTo,
  type Repository,
} from './repository.ts';
import { holdsVariable } from './template.ts';
import { familiesOf } from './traffic.ts';
import { checkMatches } from './validate-matches.ts';
import { checkPeers, checkTraffic, refuseMacs } from './validate-peers.ts';

export function checkPolicies(repository: Repository, memo: Memo): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    isKind(manifest, 'FirewallPolicy')
      ? memo.keep('policy faults', manifest, () => checkPolicy(manifest, repository))
      : [],
  );
}

function checkPolicy(policy: PolicyManifest, repository: Repository): readonly Fault[] {
  const rules = listRules(policy);
  return [...checkRuleNames(policy, rules), ...rules.flatMap((placed) => checkRule(policy, placed, repository))];
}

export function checkFailsafe(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    isKind(manifest, 'FirewallProfile') ? checkProfile(manifest) : [],
  );
}

function checkRuleNames(policy: PolicyManifest, rules: readonly PlacedRule[]): readonly Fault[] {
  const first = new Map<string, string>();
  return rules.flatMap(({ rule, direction, pointer }) => {
    const key = `${direction} ${rule.name}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, `${pointer}/name`);
      return [];
    }
    const { line } = locate(policy, before);
    const message = `rule ${rule.name} is in \`${direction}\` already, at line ${line}; a rule's name is unique in its list, so rename one of them`;
    return [faultAt(policy, `${pointer}/name`, message)];
  });
}

function checkRule(policy: PolicyManifest, placed: PlacedRule, repository: Repository): readonly Fault[] {
  const { rule, direction, pointer } = placed;
  const faults = [
    ...checkPeers(policy, rule.from, { direction, side: 'from', pointer: `${pointer}/from` }),
    ...checkPeers(policy, rule.to, { direction, side: 'to', pointer: `${pointer}/to` }),
    ...checkTraffic(policy, rule, pointer),
  ];
  // What traffic means can only be told where nothing is wrong with it.
  if (faults.length === 0) faults.push(...checkMatches(policy, placed, repository));
  if (rule.rejectWith !== undefined && rule.action !== 'Reject') {
    const message = `\`rejectWith\` is for the action Reject, and the action here is ${rule.action}; take one of them out`;
    faults.push(faultAt(policy, `${pointer}/rejectWith`, message));
  }
  return faults.length > 0 ? faults : checkFamilies(policy, placed, repository);
}

/** Fields that leave no family over contradict each other: the rule would be silently dead. */
function checkFamilies(
  policy: PolicyManifest,
  { rule, pointer }: PlacedRule,
  repository: Repository,
): readonly Fault[] {
  const traffic = ['services', 'ports', 'protocols', 'icmp'] as const;
  const written = traffic.filter((field) => rule[field] !== undefined);
  const ipFamilies = rule.ipFamilies?.map((family): Family => (family === 'IPv4' ? 'ipv4' : 'ipv6'));
  const addresses = [
    { field: 'ipFamilies', found: ipFamilies ?? families },
    { field: 'from', found: peerFamilies(rule.from) },
    { field: 'to', found: peerFamilies(rule.to) },
    { field: 'originalDestination', found: peerFamilies(rule.originalDestination && [rule.originalDestination]) },
  ].filter(({ found }) => found.length === 1);
  // What traffic means takes time to look up, and alone it contradicts nothing.
  if (addresses.length === 0) return [];
  const trafficFamilies = written.length === 0 ? families : familiesOf(rule, repository.byKind.Service);
  const narrowings =
    trafficFamilies.length === 1 ? [...addresses, { field: written[0] ?? '', found: trafficFamilies }] : addresses;
  const [first, ...others] = narrowings;
  const clash = others.find(({ found }) => found[0] !== first?.found[0]);
  if (first === undefined || clash === undefined) return [];
  const message = `no packet can match: \`${first.field}\` holds ${familyName(first.found)} only and \`${clash.field}\` holds ${familyName(clash.found)} only`;
  return [faultAt(policy, `${pointer}/${clash.field}`, `${message}; make them agree or take one out`)];
}

/** Families of addresses written in place; a set may come to hold either. */
function peerFamilies(peers: readonly Pick<PeerSpec, 'networks'>[] | undefined): readonly Family[] {
  if (peers === undefined) return families;
  const found = peers.flatMap((peer): readonly Family[] => {
    // An address that is resolved later may be of either family.
    return peer.networks?.flatMap(familiesOfText) ?? families;
  });
  return families.filter((family) => found.includes(family));
}

/** Of a variable nobody knows what it stands for but the host. */
function familiesOfText(text: string): readonly Family[] {
  if (holdsVariable(text)) return families;
  return text.includes(':') ? ['ipv6'] : ['ipv4'];
}

function familyName([family]: readonly Family[]): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

function checkProfile(profile: ProfileManifest): readonly Fault[] {
  return [...checkFailsafeItems(profile), ...checkWaysOut(profile), ...checkPacketLimits(profile)];
}

function checkPacketLimits(profile: ProfileManifest): readonly Fault[] {
  const limits = profile.spec.packetLimits ?? [];
  return limits.flatMap((limit, index) => {
    const pointer = pointerTo('spec', 'packetLimits', index);
    const direction = limit.direction === 'Forward' ? 'forward' : 'ingress';
    const nothing = 'a packet limit needs `services`, `ports` or `icmp`: say what is counted';
    const first = limits.findIndex(({ name }) => name === limit.name);
    const { line } = locate(profile, pointerTo('spec', 'packetLimits', first, 'name'));
    const twice = `packet limit ${limit.name} is there already, at line ${line}; its name is unique in its list, so rename one of them`;
    return [
      ...(limit.services === undefined && limit.ports === undefined && limit.icmp === undefined
        ? [faultAt(profile, pointer, nothing)]
        : []),
      ...(first === index ? [] : [faultAt(profile, `${pointer}/name`, twice)]),
      ...checkPeers(profile, limit.from, { direction, side: 'from', pointer: `${pointer}/from` }),
      ...checkTraffic(profile, limit, pointer),
    ];
  });
}

function checkFailsafeItems(profile: ProfileManifest): readonly Fault[] {
  const { failsafe } = profile.spec;
  const items = failsafe?.ingress;
  if (items?.length === 0 && failsafe?.reason === undefined) {
    const message =
      'an empty list leaves no way in and needs a `reason` beside it; leave `ingress` out for the automatic failsafe';
    return [faultAt(profile, '/spec/failsafe/ingress', message)];
  }
  return (items ?? []).flatMap((item, index) => {
    const pointer = pointerTo('spec', 'failsafe', 'ingress', index);
    const nothing = 'a failsafe item needs `services` or `ports`: say what is let in';
    return [
      ...(item.services === undefined && item.ports === undefined ? [faultAt(profile, pointer, nothing)] : []),
      ...checkPeers(profile, item.from, { direction: 'ingress', side: 'from', pointer: `${pointer}/from` }),
      ...refuseMacs(profile, item.from, {
        pointer: `${pointer}/from`,
        reason: 'the answers that failsafe lets out bear no hardware address to know them by; write `networks`',
      }),
      ...checkTraffic(profile, item, pointer),
    ];
  });
}

function checkWaysOut(profile: ProfileManifest): readonly Fault[] {
  return (profile.spec.failsafe?.egress ?? []).flatMap((item, index) => {
    const pointer = pointerTo('spec', 'failsafe', 'egress', index);
    const nothing = 'a failsafe item needs `services` or `ports`: say what is let out';
    return [
      ...(item.services === undefined && item.ports === undefined ? [faultAt(profile, pointer, nothing)] : []),
      ...checkPeers(profile, item.to, { direction: 'egress', side: 'to', pointer: `${pointer}/to` }),
      ...checkTraffic(profile, item, pointer),
    ];
  });
}
