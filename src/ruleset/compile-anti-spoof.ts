// False sources: networks that belong behind a zone and come from elsewhere, and sources to which there is no way back.

import { containsNetwork, type Network, parseNetwork } from '../policy/network.ts';
import type { Profile, Selected, Zone } from '../policy/policy.ts';
import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { type CompiledChain, profileRule, zoneRule } from './layout-rule.ts';
import { zoneChain } from './names.ts';
import type { Match, Selector, Target } from './rule.ts';

/** Rules of `GW-RAW`, and the chains that they jump to. */
export interface SourceChecks {
  readonly rules: readonly CompiledRule[];
  readonly chains: readonly CompiledChain[];
}

/** Of all zones of the host, in the order of their names; then of the profile. */
export function compileSourceChecks(selected: Selected, context: CompileContext): SourceChecks {
  const checks = selected.zones.map((zone) => compileZone(zone, selected.zones, context));
  return {
    rules: [...checks.flatMap(({ rules }) => rules), ...compileReversePath(selected.profile)],
    chains: checks.flatMap(({ chains }) => chains),
  };
}

function compileZone(zone: Zone, zones: readonly Zone[], { family }: CompileContext): SourceChecks {
  if (zone.antiSpoof === 'Disabled') return { rules: [], chains: [] };
  if (zone.networks.length === 0) {
    const match: Match = { kind: 'reversePath', loose: zone.antiSpoof === 'Loose' };
    const rules = zone.interfaces.map((name) => drop(zone, { in: name, matches: [match] }));
    return { rules, chains: [] };
  }
  const own = zone.networks.filter((network) => network.family === family);
  const elsewhere = own.map((network) => compileElsewhere(zone, network, zones));
  const entering = zone.antiSpoof === 'Strict' ? [compileEntering(zone, own, family)] : [];
  const parts = [...elsewhere, ...entering];
  const chains = new Map(parts.flatMap((part) => part.chains).map((chain) => [chain.name, chain]));
  return { rules: parts.flatMap((part) => part.rules), chains: [...chains.values()] };
}

/** A source of `network` by another interface, unless it is of a narrower network of another zone: that one decides. */
function compileElsewhere(zone: Zone, network: Network, zones: readonly Zone[]): SourceChecks {
  const [only, ...others] = zone.interfaces;
  const narrower = zones.filter(({ name }) => name !== zone.name).flatMap(({ networks }) => networks);
  const inside = narrower.filter((one) => one.family === network.family && one.prefix > network.prefix);
  const nested = inside.filter((one) => containsNetwork(network, one));
  const source = { value: network, negated: false };
  if (others.length === 0 && nested.length === 0) {
    return { rules: [drop(zone, { source, ...(only === undefined ? {} : { notIn: only }), matches: [] })], chains: [] };
  }
  const chain = zoneChain(zone.name, nested.length === 0 ? 'elsewhere' : `elsewhere ${nested.map(textOf).join(' ')}`);
  const back = (selector: Selector) => rule(zone, selector, { kind: 'return' });
  const rules = [
    ...zone.interfaces.map((name) => back({ in: name, matches: [] })),
    ...nested.map((one) => back({ source: { value: one, negated: false }, matches: [] })),
    drop(zone, { matches: [] }),
  ];
  return {
    rules: [rule(zone, { source, matches: [] }, { kind: 'jump', chain })],
    chains: [{ name: chain, rules }],
  };
}

/** From these a host asks for an address, or for its neighbours. */
const unspecific = {
  ipv4: [readNetwork('0.0.0.0')],
  ipv6: [readNetwork('::'), readNetwork('fe80::/10')],
};

/** By this zone's interfaces nothing else. */
function compileEntering(zone: Zone, own: readonly Network[], family: 'ipv4' | 'ipv6'): SourceChecks {
  const chain = zoneChain(zone.name, 'entering');
  const allowed = [...own, ...unspecific[family]];
  const rules = [
    ...allowed.map((value) => rule(zone, { source: { value, negated: false }, matches: [] }, { kind: 'return' })),
    drop(zone, { matches: [] }),
  ];
  return {
    rules: zone.interfaces.map((name) => rule(zone, { in: name, matches: [] }, { kind: 'jump', chain })),
    chains: [{ name: chain, rules }],
  };
}

/** Of every interface: loopback and the failsafe have left by then. */
function compileReversePath(profile: Profile): readonly CompiledRule[] {
  if (profile.reversePath === 'Disabled') return [];
  const match: Match = { kind: 'reversePath', loose: profile.reversePath === 'Loose' };
  return [profileRule(profile, 'reversePath', { selector: { matches: [match] }, target: { kind: 'drop' } })];
}

export const sourcesChain = 'GW-SOURCES';

/** Out of external zones go sources of the other zones only; asked of what opens a flow, where its source is still its own. */
export function compileForwardSources({ profile, zones }: Selected, { family }: CompileContext): SourceChecks {
  if (!profile.egressAntiSpoof) return { rules: [], chains: [] };
  const out = zones.filter(({ external }) => external).flatMap(({ interfaces }) => interfaces);
  const own = zones.filter(({ external }) => !external).flatMap(({ networks }) => networks);
  const sources = own.filter((network) => network.family === family);
  const make = (selector: Selector, target: Target) => profileRule(profile, 'egressAntiSpoof', { selector, target });
  const [only, ...others] = sources;
  if (others.length === 0) {
    const source = only === undefined ? {} : { source: { value: only, negated: true } };
    return { rules: out.map((name) => make({ ...source, out: name, matches: [] }, { kind: 'drop' })), chains: [] };
  }
  const rules = [
    ...sources.map((value) => make({ source: { value, negated: false }, matches: [] }, { kind: 'return' })),
    make({ matches: [] }, { kind: 'drop' }),
  ];
  return {
    rules: out.map((name) => make({ out: name, matches: [] }, { kind: 'jump', chain: sourcesChain })),
    chains: out.length === 0 ? [] : [{ name: sourcesChain, rules }],
  };
}

/** What the host itself sends out of external zones bears an address of its own. */
export function compileOwnSources({ profile, zones }: Selected): readonly CompiledRule[] {
  if (!profile.egressAntiSpoof) return [];
  const out = zones.filter(({ external }) => external).flatMap(({ interfaces }) => interfaces);
  const match: Match = { kind: 'sourceType', type: 'LOCAL', negated: true };
  return out.map((name) =>
    profileRule(profile, 'egressAntiSpoof', { selector: { out: name, matches: [match] }, target: { kind: 'drop' } }),
  );
}

function drop(zone: Zone, selector: Selector): CompiledRule {
  return rule(zone, selector, { kind: 'drop' });
}

function rule(zone: Zone, selector: Selector, target: Target): CompiledRule {
  const made = zoneRule(zone, 'antiSpoof', { in: '', target });
  return { ...made, selector, role: target.kind === 'drop' ? 'verdict' : 'layout' };
}

function textOf({ address, prefix }: Network): string {
  return `${address}/${prefix}`;
}

function readNetwork(text: string): Network {
  const network = parseNetwork(text);
  if (!network.ok) throw new Error(network.error);
  return network.value;
}
