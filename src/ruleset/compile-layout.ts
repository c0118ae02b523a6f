// The fixed order of GW-IN, GW-OUT and GW-FWD: what stands before the policies, the tiers, and what stands behind them.

import type { Direction, Profile, RefusalStyle, Selected, Zone } from '../policy/policy.ts';
import { compileForwardSources, compileOwnSources, sourcesChain } from './compile-anti-spoof.ts';
import { auditChain } from './compile-audit.ts';
import { compileFailsafe, compileWaysOut } from './compile-failsafe.ts';
import {
  compileEssentials,
  compileEssentialsJump,
  compileNoise,
  compileTransitEssentials,
  echoSelector,
  icmpChain,
  noiseChain,
} from './compile-icmp.ts';
import { compileLifelines } from './compile-lifelines.ts';
import { compilePacketLimits } from './compile-packet-limits.ts';
import { type CompileContext, type CompiledRule, compileRecord, compileReject, passChain } from './compile-policy.ts';
import { compilePortScan, compilePortScanJump, portScanChain } from './compile-port-scan.ts';
import { compileRevoked } from './compile-revoked.ts';
import { compileSynRate } from './compile-syn-rate.ts';
import { compileAudit, compilePass, compileTiers } from './compile-tier.ts';
import { type FinishedChain, finishChain } from './finished-chain.ts';
import { type CompiledChain, profileRule, zoneRule } from './layout-rule.ts';
import { layoutChain, limitName } from './names.ts';
import type { Match, Selector, State, Target } from './rule.ts';
import { splitBetweenReturns } from './split.ts';

const stateChain = layoutChain('forward', 'STATE');

/** All chains of one direction, the entry chain first. Empty where this host does not police that direction. */
export function compileDirection(selected: Selected, context: CompileContext): readonly FinishedChain[] {
  const { direction } = context;
  const dispatch = compileTiers(selected, context);
  if (direction === 'forward' && !policesForward(selected, context, dispatch.entry)) return [];
  const entry = [...compileBefore(selected, context), ...dispatch.entry, ...compileAfter(selected, context)];
  const finish = (chains: readonly CompiledChain[]) => chains.map((chain) => finishChain(context.family, chain));
  return [
    ...finish(
      splitBetweenReturns(
        {
          name: layoutChain(direction),
          units: entry.map((rule) => [rule]),
          comment: `profile/${selected.profile.name}`,
          origin: selected.profile.origin,
        },
        context.family,
      ),
    ),
    ...dispatch.chains,
    ...finish(compileRefusals(entry, context)),
    ...finish(entry.some(({ target }) => leadsTo(target, stateChain)) ? [compileForwardState(context)] : []),
  ];
}

/** Whether anything is to be said of what passes through this host. */
function policesForward(selected: Selected, context: CompileContext, dispatch: readonly CompiledRule[]): boolean {
  const { profile, zones } = selected;
  return (
    zones.length + dispatch.length + compilePacketLimits(context).length > 0 || profile.unmanagedForward === 'Deny'
  );
}

function leadsTo(target: Target, chain: string): boolean {
  return target.kind === 'jump' && target.chain === chain;
}

/** Chains that several directions share, as far as `used` jumps to them. */
export function compileShared(
  used: readonly FinishedChain[],
  selected: Selected,
  context: CompileContext,
): readonly FinishedChain[] {
  const reached = (name: string) => used.some(({ targets }) => targets.includes(name));
  const chains: readonly CompiledChain[] = [
    ...(reached(icmpChain) ? [{ name: icmpChain, rules: compileEssentials(context) }] : []),
    ...(reached(portScanChain) ? [{ name: portScanChain, rules: compilePortScan(selected, context) }] : []),
    ...(reached(sourcesChain) ? compileForwardSources(selected, context).chains : []),
    ...(reached(noiseChain) ? [{ name: noiseChain, rules: compileNoise(context) }] : []),
    ...(reached(auditChain) ? [{ name: auditChain, rules: [compileAudit(selected)] }] : []),
    ...(reached(passChain) ? [{ name: passChain, rules: [compilePass(selected)] }] : []),
  ];
  return chains.map((chain) => finishChain(context.family, chain));
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
    ...compileRevoked(context),
    // Behind established it would limit nothing: from the second packet on an echo belongs to a flow.
    ...(allowsEcho
      ? [
          profileRule(profile, 'echo', {
            selector: { ...echo, matches: [...echo.matches, limited] },
            target: { kind: 'drop' },
          }),
        ]
      : []),
    ...compilePacketLimits(context),
    compileEstablished(profile),
    ...(profile.dropInvalid ? [compileInvalid(profile)] : []),
    ...compileSynRate(context),
    ...compileEssentialsJump(context),
    profileRule(profile, 'echo', { selector: echo, target: { kind: allowsEcho ? 'accept' : 'drop' } }),
    ...compilePortScanJump(context),
  ];
}

function compileBeforeEgress(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile } = selected;
  return [
    profileRule(profile, 'loopback', { selector: { out: 'lo' }, target: { kind: 'accept' } }),
    ...compileFailsafe(selected, context),
    ...compileWaysOut(selected, context),
    ...compileLifelines(selected, context),
    ...compileRevoked(context),
    // No drop of INVALID here: it would swallow the host's own late resets.
    compileEstablished(profile),
    ...compileEssentialsJump(context),
    ...compileOwnSources(selected),
  ];
}

function compileBeforeForward(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile } = context;
  const sources = compileForwardSources(selected, context);
  // Nothing is left to others, so what stands need not be told apart by where it enters.
  if (profile.unmanagedForward === 'Deny') {
    return [...compileRevoked(context), ...compilePacketLimits(context), ...compileStanding(context), ...sources.rules];
  }
  const entering = selected.zones.flatMap((zone) =>
    zone.interfaces.map((name) => zoneRule(zone, '', { in: name, target: { kind: 'jump', chain: stateChain } })),
  );
  // What is invalid and was not dropped where it entered meets the rules like something new: it must not pass them by.
  const opening: readonly State[] = profile.dropInvalid ? ['NEW', 'UNTRACKED'] : ['INVALID', 'NEW', 'UNTRACKED'];
  const notOpening: Match = { kind: 'conntrack', states: opening, negated: true };
  // Answers from interfaces that nobody gave a zone would meet rules that are meant for new flows.
  return [
    ...compileRevoked(context),
    ...compilePacketLimits(context),
    ...entering,
    profileRule(profile, 'unmanaged', { selector: { matches: [notOpening] }, target: { kind: 'return' } }),
    ...sources.rules,
  ];
}

function compileForwardState(context: CompileContext): CompiledChain {
  return { name: stateChain, rules: compileStanding(context) };
}

/** What is decided by the flow that a packet belongs to, or by its belonging to none. */
function compileStanding(context: CompileContext): readonly CompiledRule[] {
  const { profile } = context;
  return [
    compileEstablished(profile),
    ...(profile.dropInvalid ? [compileInvalid(profile)] : []),
    ...compileTransitEssentials(context),
    ...compileSynRate(context),
  ];
}

function compileEstablished(profile: Profile): CompiledRule {
  const established: Match = { kind: 'conntrack', states: ['RELATED', 'ESTABLISHED'], negated: false };
  return profileRule(profile, 'established', { selector: { matches: [established] }, target: { kind: 'accept' } });
}

function compileInvalid(profile: Profile): CompiledRule {
  const invalid: Match = { kind: 'conntrack', states: ['INVALID'], negated: false };
  return profileRule(profile, 'dropInvalid', { selector: { matches: [invalid] }, target: { kind: 'drop' } });
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
      return [...zones.flatMap((zone) => compileIntraZone(zone, context)), ...compileForwardDefault(selected, context)];
  }
}

/** For what entered by a zone, and for what entered by none. */
function compileForwardDefault(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile, zones } = selected;
  const denies = profile.defaults.forward === 'Deny';
  const back = { kind: 'return' } as const;
  if (profile.unmanagedForward === 'Return') {
    return [...(denies ? refuseZones(zones, context) : []), profileRule(profile, 'unmanaged', { target: back })];
  }
  const { external } = profile.denyStyle;
  const other = zones.filter((zone) => !zone.external && profile.denyStyle.internal !== external);
  const ofZones = zones.flatMap((zone) =>
    zone.interfaces.map((name) => profileRule(profile, 'default', { selector: { in: name }, target: back })),
  );
  return [...(denies ? refuseZones(other, context) : ofZones), refuse(profile, 'forward', external)];
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
    .filter(({ name }) => entry.some(({ target }) => leadsTo(target, name)))
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
