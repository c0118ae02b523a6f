// What manifests mean for one packet, decided from the manifests alone: it shares nothing with the compiler that it judges.

import type { Endpoint, Packet } from '../../src/simulator/packet.ts';
import { type Around, isLetThrough, translate } from './meaning-nat.ts';
import {
  type Asked,
  fieldsOf,
  isDevice,
  isIn,
  type Json,
  listOf,
  meetsPeers,
  meetsPorts,
  meetsRanges,
  meetsTraffic,
  type Names,
  UnknownField,
} from './meaning-traffic.ts';

export interface Meaning {
  readonly verdict: 'Allow' | 'Drop' | 'Reject' | 'Return';
  /** Where a policy decides. */
  readonly rule?: string;
}

/** `Unknown` where the language leaves it to what the host has seen before. */
export type Judge = (packet: Packet, around: Around) => Meaning | 'Unknown';

interface Site extends Names {
  readonly profile: Json;
  /** Empty where there is none; a second one is not read. */
  readonly nat: Json;
  readonly policies: readonly { readonly name: string; readonly spec: Json }[];
  readonly zoneSpecs: ReadonlyMap<string, Json>;
}

/** @throws UnknownField for a field that this reading does not know. */
export function readMeaning(manifests: string): Judge {
  const site = readSite(manifests.split('\n---\n').map((text) => JSON.parse(text) as Document));
  return (sent, around) => {
    const before = { packet: sent, names: site };
    const isManagement = sent.way === 'Ingress' && isFailsafe(settingsOf(site), before);
    const translated = isManagement ? sent : translate(site.nat, before, around);
    if (translated === 'Elsewhere') return 'Unknown';
    const isLet = translated !== sent && translated.way === 'Forward' && isLetThrough(site.nat, before);
    const route = translated.outInterface ?? around.routeOf(translated.destination);
    const packet =
      translated.way === 'Forward' && route !== undefined ? { ...translated, outInterface: route } : translated;
    const asked = { packet, names: site, isLet };
    switch (packet.way) {
      case 'Ingress':
        return judgeIngress(site, asked);
      case 'Forward':
        return judgeForward(site, asked);
      case 'Egress':
        return judgeEgress(site, asked);
    }
  };
}

interface Judged extends Asked {
  /** Whether a port forward lets the packet in, unless a policy of tier Admin or Default says otherwise. */
  readonly isLet: boolean;
}

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Json;
}

const kinds = ['Host', 'Zone', 'NetworkSet', 'Service', 'FirewallProfile', 'FirewallPolicy', 'NatPolicy'];

function readSite(documents: readonly Document[]): Site {
  const stranger = documents.find(({ kind }) => !kinds.includes(kind));
  if (stranger !== undefined) throw new UnknownField(stranger.kind);
  const of = (kind: string) => documents.filter((one) => one.kind === kind);
  const named = (kind: string) => new Map(of(kind).map(({ metadata, spec }) => [metadata.name, spec]));
  const [host] = of('Host');
  const hostSpec = fieldsOf(host?.spec, ['zones', 'addresses']);
  const tiers = ['Admin', 'Default', 'Baseline'];
  const rank = ({ tier = 'Default', priority = 500 }: Json) => tiers.indexOf(String(tier)) * 10_000 + Number(priority);
  const policies = of('FirewallPolicy').map(({ metadata, spec }) => ({
    name: metadata.name,
    spec: fieldsOf(spec, ['hostSelector', 'tier', 'priority', 'mode', 'ingress', 'egress', 'forward']),
  }));
  return {
    zones: (hostSpec.zones ?? {}) as Names['zones'],
    hostAddresses: listOf<string>(hostSpec.addresses),
    sets: named('NetworkSet'),
    services: named('Service'),
    zoneSpecs: named('Zone'),
    nat: of('NatPolicy')[0]?.spec ?? {},
    profile: fieldsOf(of('FirewallProfile')[0]?.spec, [
      ...['hostSelector', 'defaults', 'icmp', 'hardening', 'coexistence', 'logging', 'failsafe'],
    ]),
    policies: policies.sort((a, b) => rank(a.spec) - rank(b.spec) || (a.name < b.name ? -1 : 1)),
  };
}

/** What is dropped before connection tracking is left out on both sides. */
const ofRaw = ['badTcpFlags', 'sourceRouting', 'reversePath', 'bogons'];

/** A field that is false changes nothing; one that is true is not read. */
function withoutFalse(part: unknown, field: string): Json {
  const { [field]: value, ...rest } = (part ?? {}) as Json;
  return value === true ? { ...rest, [field]: value } : rest;
}

interface Settings {
  readonly defaults: Json;
  readonly dropInvalid: boolean;
  readonly essentials: boolean;
  readonly transitEssentials: boolean;
  readonly echo: unknown;
  readonly synRate: unknown;
  readonly portScan: Json | undefined;
  readonly noise: boolean;
  readonly unmanagedForward: unknown;
  readonly failsafe: 'auto' | readonly Json[];
}

function settingsOf({ profile }: Site): Settings {
  const icmp = fieldsOf(profile.icmp, ['essentials', 'transitEssentials', 'echo']);
  const hardening = fieldsOf(withoutFalse(profile.hardening, 'egressAntiSpoof'), [
    ...['dropInvalid', 'synRate', 'portScan', ...ofRaw],
  ]);
  const failsafe = fieldsOf(profile.failsafe, ['ingress', 'reason']);
  const logging = fieldsOf(profile.logging, [
    'target',
    'group',
    'level',
    'defaultDeny',
    'noise',
    'limit',
    'burst',
    'per',
  ]);
  return {
    defaults: fieldsOf(profile.defaults, ['ingress', 'forward', 'egress', 'denyStyle']),
    dropInvalid: hardening.dropInvalid !== false,
    essentials: icmp.essentials !== false,
    transitEssentials: icmp.transitEssentials !== false,
    echo: fieldsOf(icmp.echo, ['action', 'rate', 'burst', 'per']).action ?? 'Allow',
    synRate: hardening.synRate,
    portScan:
      hardening.portScan === undefined
        ? undefined
        : fieldsOf(hardening.portScan, ['ports', 'hits', 'within', 'banFor', 'exempt']),
    noise: logging.noise !== false,
    unmanagedForward: fieldsOf(profile.coexistence, ['unmanagedForward']).unmanagedForward ?? 'Return',
    failsafe: failsafe.ingress === undefined ? 'auto' : listOf<Json>(failsafe.ingress),
  };
}

const allow: Meaning = { verdict: 'Allow' };
const drop: Meaning = { verdict: 'Drop' };
const back: Meaning = { verdict: 'Return' };

function judgeIngress(site: Site, asked: Judged): Meaning | 'Unknown' {
  const { packet } = asked;
  const settings = settingsOf(site);
  const exceeded = packet.limits === 'Exceeded';
  const isEcho = isIcmp(packet, { ipv4: [8], ipv6: [128] });
  // Whether ssh is let in by itself depends on more than one packet.
  if (settings.failsafe === 'auto' && packet.protocol === 6 && packet.destinationPort === 22) return 'Unknown';
  if (isFailsafe(settings, asked)) return allow;
  if (isEcho && settings.echo === 'Allow' && exceeded) return drop;
  const standing = judgeStanding(settings, packet);
  if (standing !== undefined) return standing;
  if (exceeded && settings.synRate !== undefined && isOpening(packet)) return drop;
  if (settings.essentials && isEssential(settings, packet)) return allow;
  if (isEcho) return settings.echo === 'Allow' ? allow : drop;
  if (exceeded && settings.portScan !== undefined && !isExempt(settings, asked)) return drop;
  return judgePolicies(site, 'ingress', asked) ?? refuseEntering(site, settings, { packet, way: 'ingress' });
}

function judgeForward(site: Site, asked: Judged): Meaning {
  const { packet } = asked;
  const settings = settingsOf(site);
  const zone = zoneOf(site, packet.inInterface);
  const { state } = packet;
  if (zone !== undefined || settings.unmanagedForward === 'Deny') {
    const standing = judgeStanding(settings, packet) ?? judgeTransit(settings, packet);
    if (standing !== undefined) return standing;
  } else if (state === 'ESTABLISHED' || state === 'RELATED' || (state === 'INVALID' && settings.dropInvalid)) {
    return back;
  }
  const judged = judgePolicies(site, 'forward', asked);
  if (judged !== undefined) return judged;
  const within = zone !== undefined && zoneOf(site, packet.outInterface)?.name === zone.name;
  const intraZone = zone?.spec.intraZone ?? 'Deny';
  const isDefault = intraZone === (settings.defaults.forward ?? 'Deny');
  if (within && !isDefault)
    return intraZone === 'Allow' ? allow : refusal(settings, zone.spec.external === true, packet);
  if (zone !== undefined) return refuseEntering(site, settings, { packet, way: 'forward' });
  return settings.unmanagedForward === 'Deny' ? refusal(settings, true, packet) : back;
}

function judgeEgress(site: Site, asked: Judged): Meaning | 'Unknown' {
  const { packet } = asked;
  const settings = settingsOf(site);
  if (settings.failsafe === 'auto' && packet.protocol === 6 && packet.sourcePort === 22) return 'Unknown';
  if (isFailsafe(settings, { ...asked, packet: answerOf(packet) })) return allow;
  if (packet.state === 'ESTABLISHED' || packet.state === 'RELATED') return allow;
  if (settings.essentials && isEssential(settings, packet)) return allow;
  // Whether time servers are let out by themselves depends on what becomes of every other address.
  if (packet.protocol === 17 && packet.destinationPort === 123) return 'Unknown';
  const judged = judgePolicies(site, 'egress', asked);
  if (judged !== undefined) return judged;
  if ((settings.defaults.egress ?? 'Allow') === 'Allow') return back;
  return styleOf(settings, false);
}

/** The packet that this one would answer. */
function answerOf(packet: Packet): Packet {
  const { source, destination, sourcePort, destinationPort, outInterface, inInterface: _, ...rest } = packet;
  return {
    ...rest,
    source: destination,
    destination: source,
    ...(destinationPort === undefined ? {} : { sourcePort: destinationPort }),
    ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }),
    ...(outInterface === undefined ? {} : { inInterface: outInterface }),
  };
}

function isFailsafe({ failsafe }: Settings, asked: Asked): boolean {
  return (
    failsafe !== 'auto' &&
    failsafe.some((item) => {
      const { from, ...traffic } = fieldsOf(item, ['from', 'services', 'ports']);
      return meetsPeers(from, 'from', asked) && meetsTraffic(traffic, asked);
    })
  );
}

/** Management is never banned: who is named, and whom the failsafe lets in by name. */
function isExempt({ portScan, failsafe }: Settings, asked: Asked): boolean {
  const managers = failsafe === 'auto' ? [] : failsafe.flatMap(({ from }) => listOf<Json>(from));
  return meetsPeers([...listOf<Json>(portScan?.exempt), ...managers], 'from', asked);
}

function judgeStanding({ dropInvalid }: Settings, { state }: Packet): Meaning | undefined {
  if (state === 'ESTABLISHED' || state === 'RELATED') return allow;
  return state === 'INVALID' && dropInvalid ? drop : undefined;
}

function judgeTransit(settings: Settings, packet: Packet): Meaning | undefined {
  if (settings.transitEssentials && !settings.dropInvalid && isIcmp(packet, errors)) return allow;
  return packet.limits === 'Exceeded' && settings.synRate !== undefined && isOpening(packet) ? drop : undefined;
}

const errors = { ipv4: [3, 11, 12], ipv6: [1, 2, 3, 4] };

function isEssential({ dropInvalid }: Settings, packet: Packet): boolean {
  if (!dropInvalid && isIcmp(packet, errors)) return true;
  const hops = isIcmp(packet, { ipv4: [], ipv6: [133, 134, 135, 136] }) ? 255 : 1;
  return packet.hopLimit === hops && isIcmp(packet, { ipv4: [], ipv6: [130, 131, 132, 133, 134, 135, 136, 143] });
}

function isIcmp(packet: Packet, types: Readonly<Record<Packet['family'], readonly number[]>>): boolean {
  const protocol = packet.family === 'ipv4' ? 1 : 58;
  return packet.protocol === protocol && types[packet.family].includes(packet.icmpType ?? -1);
}

/** SYN and none of FIN, RST, ACK. */
function isOpening({ protocol, tcpFlags = 0 }: Packet): boolean {
  return protocol === 6 && (tcpFlags & 0b10111) === 2;
}

function zoneOf(site: Site, device: string | undefined): { readonly name: string; readonly spec: Json } | undefined {
  const found = Object.entries(site.zones).find(([, names]) => names.some((name) => isDevice(device, name)));
  if (found === undefined) return undefined;
  return {
    name: found[0],
    spec: fieldsOf(site.zoneSpecs.get(found[0]), ['external', 'intraZone', 'networks', 'antiSpoof']),
  };
}

interface Entering {
  readonly packet: Packet;
  readonly way: 'ingress' | 'forward';
}

/** The profile's default for what comes in; what belongs to no zone comes from outside. */
function refuseEntering(site: Site, settings: Settings, { packet, way }: Entering): Meaning {
  if ((settings.defaults[way] ?? 'Deny') === 'Allow') return back;
  const zone = zoneOf(site, packet.inInterface);
  return refusal(settings, zone === undefined || zone.spec.external === true, packet);
}

function refusal(settings: Settings, isExternal: boolean, packet: Packet): Meaning {
  return settings.noise && isNoise(packet) ? drop : styleOf(settings, isExternal);
}

function styleOf({ defaults }: Settings, isExternal: boolean): Meaning {
  const { external = 'Drop', internal = 'Reject' } = fieldsOf(defaults.denyStyle, ['external', 'internal']);
  return { verdict: (isExternal ? external : internal) === 'Drop' ? 'Drop' : 'Reject' };
}

function isNoise(packet: Packet): boolean {
  const groups = ['224.0.0.0/4', '255.255.255.255/32', 'ff00::/8'];
  if (groups.some((group) => isIn(group, packet, packet.destination))) return true;
  const ports = packet.family === 'ipv4' ? [67, 68, 137, 138] : [546, 547];
  return packet.protocol === 17 && ports.includes(packet.destinationPort ?? 0);
}

type Way = 'ingress' | 'egress' | 'forward';

/** The first rule that matches, tier by tier; undefined where no rule decides. */
function judgePolicies(site: Site, way: Way, asked: Judged): Meaning | undefined {
  let passed: unknown;
  for (const { name, spec } of site.policies) {
    const tier = spec.tier ?? 'Default';
    // Audit only records: the packet goes on as if the policy were not there.
    if (asked.isLet && tier === 'Baseline') return allow;
    if (spec.mode === 'Audit' || passed === tier) continue;
    const judged = judgePolicy(listOf<Json>(spec[way]), asked);
    if (judged === 'Pass') passed = tier;
    else if (judged !== undefined) return { ...judged, rule: `policy/${name}/${judged.rule}` };
  }
  return asked.isLet ? allow : undefined;
}

const ruleFields = [
  ...['name', 'action', 'from', 'to', 'services', 'ports', 'protocols', 'icmp', 'ipFamilies', 'log', 'rejectWith'],
  ...['states', 'originalDestination', 'process', 'rateLimit', 'connectionLimit', 'owner', 'reason', 'expires'],
];

function judgePolicy(rules: readonly Json[], asked: Asked): Required<Meaning> | 'Pass' | undefined {
  for (const written of rules) {
    const rule = fieldsOf(written, ruleFields);
    if (rule.action === 'Log' || !meetsRule(rule, asked)) continue;
    if (rule.action === 'Pass') return 'Pass';
    const verdict = rule.action === 'Allow' ? limited(rule, asked.packet) : rule.action;
    if (verdict === 'Continue') continue;
    const verdicts = { Allow: 'Allow', Deny: 'Drop', Reject: 'Reject' } as const;
    return { verdict: verdicts[verdict as keyof typeof verdicts], rule: String(rule.name) };
  }
  return undefined;
}

function meetsRule(rule: Json, asked: Asked): boolean {
  const { packet } = asked;
  const family = packet.family === 'ipv4' ? 'IPv4' : 'IPv6';
  return (
    (rule.ipFamilies === undefined || listOf<string>(rule.ipFamilies).includes(family)) &&
    meetsTraffic(pickTraffic(rule), asked) &&
    meetsPeers(rule.from, 'from', asked) &&
    meetsPeers(rule.to, 'to', asked) &&
    meetsState(rule.states, packet) &&
    meetsOriginal(rule.originalDestination, packet) &&
    meetsProcess(rule.process, packet)
  );
}

function pickTraffic({ services, ports, protocols, icmp }: Json): Json {
  return { services, ports, protocols, icmp };
}

function meetsState(states: unknown, { state }: Packet): boolean {
  if (states === undefined) return true;
  return listOf<string>(states).some((name) => name.toUpperCase() === state);
}

/** What connection tracking does not know was sent nowhere else. */
function meetsOriginal(written: unknown, packet: Packet): boolean {
  if (written === undefined) return true;
  const { networks, ports } = fieldsOf(written, ['networks', 'ports']);
  const isKnown = packet.state === 'NEW';
  const told = packet.originalDestination;
  const original: Endpoint = told === undefined || told === 'Unknown' ? { address: packet.destination } : told;
  const everywhere = packet.family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  const ofNetworks =
    networks === undefined ||
    listOf<string>(networks).some(
      (network) => network === everywhere || (isKnown && isIn(network, packet, original.address)),
    );
  const ofPorts =
    ports === undefined ||
    listOf<Json>(ports).some((spec) => {
      if (spec.ports === undefined) return meetsPorts(spec, packet);
      return isKnown && meetsPorts({ protocol: spec.protocol }, packet) && meetsRanges(spec.ports, original.port);
    });
  return ofNetworks && ofPorts;
}

function meetsProcess(written: unknown, { uid, gid }: Packet): boolean {
  const { uids, gids } = fieldsOf(written, ['uids', 'gids']);
  const isOne = (ids: unknown, id: number | 'None' | undefined) =>
    ids === undefined || (typeof id === 'number' && meetsRanges(ids, id));
  return isOne(uids, uid) && isOne(gids, gid);
}

/** What becomes of a flow that the rule lets in, by its limits; connections are counted first. */
function limited({ rateLimit, connectionLimit }: Json, { limits }: Packet): unknown {
  if (limits !== 'Exceeded') return 'Allow';
  if (connectionLimit !== undefined) return fieldsOf(connectionLimit, ['max', 'per', 'exceeded']).exceeded ?? 'Reject';
  if (rateLimit === undefined) return 'Allow';
  return fieldsOf(rateLimit, ['rate', 'burst', 'per', 'exceeded']).exceeded ?? 'Deny';
}
