// The fixed order of GW-IN, GW-OUT and GW-FWD: what stands before the policies, the tiers, and what stands behind them.

import type { Network } from '../policy/network.ts';
import type { Direction, FailsafeItem, Peer, Profile, RefusalStyle, Selected, Tier, Zone } from '../policy/policy.ts';
import {
  type CompileContext,
  type CompiledRule,
  compilePolicy,
  compileRecord,
  compileReject,
  passChain,
} from './compile-policy.ts';
import { compileSelectors } from './compile-selector.ts';
import { layoutChain, limitName, policyChain } from './names.ts';
import type { Match, Selector, Target } from './rule.ts';

export interface CompiledChain {
  readonly name: string;
  readonly rules: readonly CompiledRule[];
}

/** The bit of the packet mark that says "leave this tier". */
const passBit = 0x2000;
const tiers: readonly { readonly tier: Tier; readonly part: string }[] = [
  { tier: 'Admin', part: 'ADMIN' },
  { tier: 'Default', part: 'DEFAULT' },
  { tier: 'Baseline', part: 'BASELINE' },
];
const icmpChain = 'GW-ICMP';
const noiseChain = 'GW-NOISE';
const stateChain = layoutChain('forward', 'STATE');

/** All chains of one direction, the entry chain first. Empty where this host does not police that direction. */
export function compileDirection(selected: Selected, context: CompileContext): readonly CompiledChain[] {
  const { direction } = context;
  const dispatch = compileTiers(selected, context);
  if (direction === 'forward' && selected.zones.length === 0 && dispatch.chains.length === 0) return [];
  const entry = [...compileBefore(selected, context), ...dispatch.entry, ...compileAfter(selected, context)];
  return [
    { name: layoutChain(direction), rules: entry },
    ...dispatch.chains,
    ...compileRefusals(entry, context),
    ...(direction === 'forward' && selected.zones.length > 0 ? [compileForwardState(context)] : []),
  ];
}

/** Chains that several directions share, as far as `used` jumps to them. */
export function compileShared(
  used: readonly CompiledRule[],
  selected: Selected,
  context: CompileContext,
): readonly CompiledChain[] {
  const reached = (name: string) =>
    used.some(({ target }) => (target.kind === 'jump' || target.kind === 'goto') && target.chain === name);
  return [
    ...(reached(icmpChain) ? [{ name: icmpChain, rules: compileEssentials(context) }] : []),
    ...(reached(noiseChain) ? [{ name: noiseChain, rules: compileNoise(context) }] : []),
    ...(reached(passChain) ? [{ name: passChain, rules: [compilePass(selected)] }] : []),
  ];
}

function profileRule(
  profile: Profile,
  field: string,
  parts: { readonly selector?: Partial<Selector>; readonly target: Target },
): CompiledRule {
  return {
    selector: { matches: [], ...parts.selector },
    comment: `profile/${profile.name}/${field}`,
    target: parts.target,
    role: parts.target.kind === 'jump' ? 'layout' : 'verdict',
    origin: profile.origin,
  };
}

/** What stands before the tiers: no policy can take any of it away. */
function compileBefore(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  switch (context.direction) {
    case 'ingress':
      return compileBeforeIngress(selected, context);
    case 'egress':
      return compileBeforeEgress(selected, context);
    case 'forward':
      return compileBeforeForward(selected, context);
  }
}

function compileBeforeIngress(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile } = selected;
  const echo = echoSelector(context);
  const limited = {
    kind: 'hashlimit',
    name: limitName(`profile/${profile.name}/echo`, 'packets', profile.icmp.echo),
    over: true,
    limit: profile.icmp.echo,
  } as const;
  const allowsEcho = profile.icmp.echo.action === 'Allow';
  return [
    profileRule(profile, 'loopback', { selector: { in: 'lo' }, target: { kind: 'accept' } }),
    ...compileFailsafe(selected, context),
    // Behind established it would limit nothing: from the second packet on an echo belongs to a flow.
    ...(allowsEcho
      ? [
          profileRule(profile, 'echo', {
            selector: { ...echo, matches: [...echo.matches, limited] },
            target: { kind: 'drop' },
          }),
        ]
      : []),
    compileEstablished(profile),
    ...(profile.dropInvalid ? [compileInvalid(profile)] : []),
    ...compileEssentialsJump(context),
    profileRule(profile, 'echo', { selector: echo, target: { kind: allowsEcho ? 'accept' : 'drop' } }),
  ];
}

function compileBeforeEgress(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile } = selected;
  return [
    profileRule(profile, 'loopback', { selector: { out: 'lo' }, target: { kind: 'accept' } }),
    ...compileFailsafe(selected, context),
    // No drop of INVALID here: it would swallow the host's own late resets.
    compileEstablished(profile),
    ...compileEssentialsJump(context),
  ];
}

function compileBeforeForward(selected: Selected, { profile }: CompileContext): readonly CompiledRule[] {
  const entering = selected.zones.flatMap((zone) =>
    zone.interfaces.map((name) => zoneRule(zone, '', { in: name, target: { kind: 'jump', chain: stateChain } })),
  );
  const notOpening: Match = { kind: 'conntrack', states: ['NEW', 'UNTRACKED'], negated: true };
  // Answers from interfaces that nobody gave a zone would meet rules that are meant for new flows.
  return [
    ...entering,
    profileRule(profile, 'unmanaged', { selector: { matches: [notOpening] }, target: { kind: 'return' } }),
  ];
}

function compileForwardState({ profile }: CompileContext): CompiledChain {
  return {
    name: stateChain,
    rules: [compileEstablished(profile), ...(profile.dropInvalid ? [compileInvalid(profile)] : [])],
  };
}

function compileEstablished(profile: Profile): CompiledRule {
  const established: Match = { kind: 'conntrack', states: ['RELATED', 'ESTABLISHED'], negated: false };
  return profileRule(profile, 'established', { selector: { matches: [established] }, target: { kind: 'accept' } });
}

function compileInvalid(profile: Profile): CompiledRule {
  const invalid: Match = { kind: 'conntrack', states: ['INVALID'], negated: false };
  return profileRule(profile, 'dropInvalid', { selector: { matches: [invalid] }, target: { kind: 'drop' } });
}

function zoneRule(
  zone: Zone,
  field: string,
  parts: { readonly in: string; readonly out?: string; readonly target: Target },
): CompiledRule {
  const { target, ...interfaces } = parts;
  return {
    selector: { ...interfaces, matches: [] },
    comment: field === '' ? `zone/${zone.name}` : `zone/${zone.name}/${field}`,
    target,
    role: field === '' ? 'layout' : 'verdict',
    origin: zone.origin,
  };
}

const sshTraffic = [{ kind: 'ports', protocol: 'tcp', ports: [{ from: 22, to: 22 }], sourcePorts: [] }] as const;

/**
 * The ways in that stay open whatever the policies say; in egress, the answers of those ways.
 *
 * `auto` lets ssh in while no policy does: from the zones that are not external, or from everywhere where there is none.
 */
function compileFailsafe(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile } = selected;
  const items = profile.failsafe.ingress === 'auto' ? autoFailsafe(selected) : profile.failsafe.ingress;
  return items.flatMap((item) =>
    compileSelectors({ from: item.from, to: 'any', traffic: item.traffic }, context.family, context.sets).map(
      (selector) => ({
        ...profileRule(profile, 'failsafe', {
          selector: context.direction === 'egress' ? mirror(selector) : selector,
          target: { kind: 'accept' },
        }),
        origin: item.origin,
      }),
    ),
  );
}

function autoFailsafe(selected: Selected): readonly FailsafeItem[] {
  if (allowsSsh(selected)) return [];
  const { origin } = selected.profile;
  const interfaces = selected.zones.filter((zone) => !zone.external).flatMap((zone) => zone.interfaces);
  const from: 'any' | readonly Peer[] = interfaces.length === 0 ? 'any' : [{ interfaces, origin }];
  return [{ traffic: sshTraffic, from, origin }];
}

/** Whether some policy lets ssh in: an Allow that can match TCP port 22, with no refusal of everybody's ssh before it. */
export function allowsSsh(selected: Selected): boolean {
  for (const rule of selected.policies.flatMap((policy) => policy.ingress)) {
    if (!coversSsh(rule.traffic)) continue;
    if (rule.action === 'Allow' && someoneMatches(rule.from, selected)) return true;
    const refusesAll = (rule.action === 'Deny' || rule.action === 'Reject') && rule.from === 'any' && rule.to === 'any';
    if (refusesAll && rule.families.length === 2) return false;
  }
  return false;
}

function coversSsh(traffic: Selected['policies'][number]['ingress'][number]['traffic']): boolean {
  if (traffic === 'any') return true;
  return traffic.some((item) => {
    if (item.kind === 'protocol') return item.protocol === 6;
    if (item.kind === 'icmp' || item.protocol !== 'tcp' || item.sourcePorts.length > 0) return false;
    return item.ports.length === 0 || item.ports.some((range) => range.from <= 22 && 22 <= range.to);
  });
}

function someoneMatches(from: 'any' | readonly Peer[], selected: Selected): boolean {
  if (from === 'any') return true;
  const members = (name: string): readonly Network[] => selected.sets.find((set) => set.name === name)?.networks ?? [];
  return from.some((peer) => {
    if (peer.interfaces?.length === 0) return false;
    const { addresses } = peer;
    if (addresses === undefined) return true;
    return addresses.kind === 'networks'
      ? addresses.networks.length > 0
      : addresses.sets.some((name) => members(name).length > 0);
  });
}

/** The answer to what `selector` lets in. */
function mirror(selector: Selector): Selector {
  const { source, destination, in: input, out, ...rest } = selector;
  return {
    ...rest,
    ...(destination === undefined ? {} : { source: destination }),
    ...(source === undefined ? {} : { destination: source }),
    ...(out === undefined ? {} : { in: out }),
    ...(input === undefined ? {} : { out: input }),
    matches: rest.matches.map(mirrorMatch),
  };
}

function mirrorMatch(match: Match): Match {
  if (match.kind === 'ports') return { ...match, source: match.destination, destination: match.source };
  if (match.kind === 'set' || match.kind === 'range') return { ...match, side: match.side === 'src' ? 'dst' : 'src' };
  return match;
}

const echoRequest = { ipv4: { protocol: 1, type: 8 }, ipv6: { protocol: 58, type: 128 } } as const;

function echoSelector({ family }: CompileContext): Selector {
  const { protocol, type } = echoRequest[family];
  return { protocol, matches: [{ kind: 'icmp', type }] };
}

function compileEssentialsJump(context: CompileContext): readonly CompiledRule[] {
  if (!context.profile.icmp.essentials || compileEssentials(context).length === 0) return [];
  const protocol = echoRequest[context.family].protocol;
  return [
    profileRule(context.profile, 'essentials', { selector: { protocol }, target: { kind: 'jump', chain: icmpChain } }),
  ];
}

/** RFC 4890, 4.4.1: what IPv6 cannot live without, believed only from the link itself (hop limit 255; MLD is sent with 1). */
const neighbourDiscovery = [133, 134, 135, 136];
const multicastListener = [130, 131, 132, 143];
const errorTypes = { ipv4: [3, 11, 12], ipv6: [1, 2, 3, 4] } as const;

function compileEssentials(context: CompileContext): readonly CompiledRule[] {
  const { family, profile } = context;
  const { protocol } = echoRequest[family];
  const linkTypes = [
    ...neighbourDiscovery.map((type) => ({ type, hops: 255 })),
    ...multicastListener.map((type) => ({ type, hops: 1 })),
  ];
  const link = linkTypes
    .toSorted((a, b) => a.type - b.type)
    .map(({ type, hops }): readonly Match[] => [
      { kind: 'icmp', type },
      { kind: 'hopLimit', equals: hops },
    ]);
  // An error that belongs to a flow is RELATED; any other is INVALID, and where that is not dropped it is let in here.
  const errors = profile.dropInvalid
    ? []
    : errorTypes[family].map((type): readonly Match[] => [{ kind: 'icmp', type }]);
  return [...errors, ...(family === 'ipv6' ? link : [])].map((matches) =>
    profileRule(profile, 'essentials', { selector: { protocol, matches }, target: { kind: 'accept' } }),
  );
}

const noisePorts = { ipv4: [67, 68, 137, 138], ipv6: [546, 547] } as const;

function compileNoise({ family, profile }: CompileContext): readonly CompiledRule[] {
  const types = family === 'ipv4' ? (['BROADCAST', 'MULTICAST'] as const) : (['MULTICAST'] as const);
  const destination = noisePorts[family].map((port) => ({ from: port, to: port }));
  return [
    profileRule(profile, 'noise', {
      selector: { matches: [{ kind: 'destinationType', types }] },
      target: { kind: 'drop' },
    }),
    profileRule(profile, 'noise', {
      selector: { protocol: 17, matches: [{ kind: 'ports', protocol: 'udp', source: [], destination }] },
      target: { kind: 'drop' },
    }),
  ];
}

function compilePass({ profile }: Selected): CompiledRule {
  return {
    ...profileRule(profile, '', { target: { kind: 'setMark', bit: passBit, on: true } }),
    comment: 'tier/pass',
    role: 'layout',
  };
}

interface Dispatch {
  /** What the entry chain holds for the tiers. */
  readonly entry: readonly CompiledRule[];
  /** The dispatcher of each tier that is not empty, each followed by its policies. */
  readonly chains: readonly CompiledChain[];
}

function compileTiers(selected: Selected, context: CompileContext): Dispatch {
  const parts = tiers.map(({ tier, part }) => compileTier(selected, context, { tier, part }));
  return { entry: parts.flatMap((part) => part.entry), chains: parts.flatMap((part) => part.chains) };
}

function compileTier(
  selected: Selected,
  context: CompileContext,
  names: { readonly tier: Tier; readonly part: string },
): Dispatch {
  const policies = selected.policies.filter((policy) => policy.tier === names.tier);
  const compiled = policies
    .map((policy) => ({ policy, rules: compilePolicy(policy, context) }))
    .filter(({ rules }) => rules.length > 0);
  if (compiled.length === 0) return { entry: [], chains: [] };
  const passes = (rules: readonly CompiledRule[]) =>
    rules.some(({ target }) => target.kind === 'goto' && target.chain === passChain);
  const dispatcher = layoutChain(context.direction, names.part);
  const { origin } = selected.profile;
  const layout = (comment: string, target: Target, selector: Selector = { matches: [] }) =>
    ({ selector, comment, target, role: 'layout', origin }) as const;
  const jumps = compiled.flatMap(({ policy, rules }) => {
    const comment = `policy/${policy.name}`;
    const jump = {
      ...layout(comment, { kind: 'jump', chain: policyChain(context.direction, policy.name) }, shared(rules)),
      origin: policy.origin,
    };
    const leave = {
      ...layout(comment, { kind: 'return' }, { matches: [{ kind: 'mark', bit: passBit }] }),
      origin: policy.origin,
    };
    return passes(rules) ? [jump, leave] : [jump];
  });
  const comment = `tier/${names.tier.toLowerCase()}`;
  // Cleared before, so that a foreign program that sets the bit cannot switch the tier off; behind, so that nobody sees it.
  const clear = compiled.some(({ rules }) => passes(rules))
    ? [layout(comment, { kind: 'setMark', bit: passBit, on: false })]
    : [];
  return {
    entry: [...clear, layout(comment, { kind: 'jump', chain: dispatcher }), ...clear],
    chains: [
      { name: dispatcher, rules: jumps },
      ...compiled.map(({ policy, rules }) => ({ name: policyChain(context.direction, policy.name), rules })),
    ],
  };
}

/** What all rules of a chain have in common: a jump that asks for it spares other packets the way. */
function shared(rules: readonly CompiledRule[]): Selector {
  const [first] = rules;
  if (first === undefined) return { matches: [] };
  const common = <K extends 'in' | 'out' | 'protocol'>(key: K) =>
    rules.every(({ selector }) => selector[key] === first.selector[key]);
  const { in: input, out, protocol } = first.selector;
  return {
    ...(input !== undefined && common('in') ? { in: input } : {}),
    ...(out !== undefined && common('out') ? { out } : {}),
    ...(protocol !== undefined && common('protocol') ? { protocol } : {}),
    matches: [],
  };
}

/** What stands behind the tiers: the zones' inner traffic and the profile's default. */
function compileAfter(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile, zones } = selected;
  const { direction } = context;
  const denies = profile.defaults[direction] === 'Deny';
  const back = (field: string) => profileRule(profile, field, { target: { kind: 'return' } });
  switch (direction) {
    case 'egress':
      return denies ? [refuse(profile, direction, profile.denyStyle.internal)] : [back('default')];
    case 'ingress': {
      if (!denies) return [back('default')];
      const inner = zones.filter((zone) => !zone.external && profile.denyStyle.internal !== profile.denyStyle.external);
      return [...refuseZones(inner, context), refuse(profile, direction, profile.denyStyle.external)];
    }
    case 'forward':
      return [
        ...zones.flatMap((zone) => compileIntraZone(zone, context)),
        ...(denies ? refuseZones(zones, context) : []),
        back('unmanaged'),
      ];
  }
}

function refuseZones(zones: readonly Zone[], { profile, direction }: CompileContext): readonly CompiledRule[] {
  return zones.flatMap((zone) =>
    zone.interfaces.map((name) =>
      refuse(profile, direction, profile.denyStyle[zone.external ? 'external' : 'internal'], { in: name }),
    ),
  );
}

function refuse(
  profile: Profile,
  direction: Direction,
  style: RefusalStyle,
  selector: Partial<Selector> = {},
): CompiledRule {
  return profileRule(profile, 'default', {
    selector,
    target: { kind: 'jump', chain: layoutChain(direction, style.toUpperCase()) },
  });
}

/** Written only where it differs from what the default would do anyway. */
function compileIntraZone(zone: Zone, { profile }: CompileContext): readonly CompiledRule[] {
  if (zone.intraZone === profile.defaults.forward) return [];
  const style = profile.denyStyle[zone.external ? 'external' : 'internal'];
  const target: Target =
    zone.intraZone === 'Allow'
      ? { kind: 'accept' }
      : { kind: 'jump', chain: layoutChain('forward', style.toUpperCase()) };
  return zone.interfaces.flatMap((input) =>
    zone.interfaces.map((out) => zoneRule(zone, 'intraZone', { in: input, out, target })),
  );
}

/** `GW-<way>-DROP` and `-REJECT`, as far as the entry chain leads there: noise, record, verdict. */
function compileRefusals(entry: readonly CompiledRule[], context: CompileContext): readonly CompiledChain[] {
  const styles: readonly RefusalStyle[] = ['Drop', 'Reject'];
  return styles
    .map((style) => ({ style, name: layoutChain(context.direction, style.toUpperCase()) }))
    .filter(({ name }) => entry.some(({ target }) => target.kind === 'jump' && target.chain === name))
    .map(({ style, name }) => ({ name, rules: compileRefusal(style, context) }));
}

function compileRefusal(style: RefusalStyle, context: CompileContext): readonly CompiledRule[] {
  const { profile, direction } = context;
  const { logging } = profile;
  const record = compileRecord(
    {
      selector: { matches: [] },
      log: { limit: logging.limit },
      subject: `profile/${profile.name}/default/${direction}`,
      prefix: `gw:default/${direction}:${style === 'Drop' ? 'D' : 'R'}`,
      comment: `profile/${profile.name}/default`,
      origin: profile.origin,
    },
    context,
  );
  const verdicts =
    style === 'Drop'
      ? [profileRule(profile, 'default', { target: { kind: 'drop' } })]
      : compileReject({ matches: [] }, undefined).map((parts) => profileRule(profile, 'default', parts));
  return [
    // What this host says itself is never chatter from outside.
    ...(logging.noise && direction !== 'egress'
      ? [profileRule(profile, 'noise', { target: { kind: 'jump', chain: noiseChain } })]
      : []),
    ...(logging.defaultDeny ? [record] : []),
    ...verdicts,
  ];
}
