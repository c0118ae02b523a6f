// GW-DNAT and GW-SNAT: addresses and ports that are translated, and the accepts that some translations bring along.

import { intersectInterfaces } from '../policy/interfaces.ts';
import { type Network, parseNetwork } from '../policy/network.ts';
import type {
  NatItem,
  NetworkMap,
  Peer,
  PortForward,
  PortRange,
  PortTraffic,
  Redirect,
  Selected,
  SourceNat,
  Traffic,
} from '../policy/policy.ts';
import { compileFailsafe } from './compile-failsafe.ts';
import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { compileSelectors } from './compile-selector.ts';
import { type FinishedChain, finishChain } from './finished-chain.ts';
import type { Match, Selector, Target } from './rule.ts';
import type { Hook } from './ruleset.ts';
import { splitBetweenReturns } from './split.ts';

const destinationChain = 'GW-DNAT';
const sourceChain = 'GW-SNAT';

export interface CompiledNat {
  readonly chains: readonly FinishedChain[];
  readonly hooks: readonly Hook[];
}

/** The owned part of the table nat in one family; empty where nothing is translated in it. */
export function compileNat(selected: Selected, context: CompileContext): CompiledNat {
  const items = selected.nat.filter((item) => item.families.includes(context.family));
  const destination = items.flatMap((item) => compileDestination(item, context));
  const source = hairpinsLast(items).flatMap((item) => compileSource(item, context));
  const translatesDestination = destination.some(isTranslation);
  const translatesSource = source.some(isTranslation);
  const isHairpin = items.some((item) => item.kind === 'portForward' && item.hairpin !== undefined);
  const hook = (builtin: Hook['builtin'], target: string): Hook => ({ builtin, target, after: [] });
  return {
    chains: [
      ...(translatesDestination
        ? finish(destinationChain, [...compileFailsafeReturns(selected, items, context), ...destination], context)
        : []),
      ...(translatesSource ? finish(sourceChain, source, context) : []),
    ],
    hooks: [
      ...(translatesDestination ? [hook('PREROUTING', destinationChain)] : []),
      // What this host itself sends to its public address does not come by PREROUTING.
      ...(translatesDestination && isHairpin ? [hook('OUTPUT', destinationChain)] : []),
      ...(translatesSource ? [hook('POSTROUTING', sourceChain)] : []),
    ],
  };
}

/** In each policy what it says of sources stands before what its forwards bring along. */
function hairpinsLast(items: readonly NatItem[]): readonly NatItem[] {
  const policyOf = ({ label }: NatItem) => label.split('/')[1] ?? '';
  const policies = [...new Set(items.map(policyOf))];
  return [
    ...items.filter(({ kind }) => kind === 'exempt'),
    ...policies.flatMap((policy) => {
      const own = items.filter((item) => item.kind !== 'exempt' && policyOf(item) === policy);
      const forwards = own.filter(({ kind }) => kind === 'portForward');
      return [...own.filter(({ kind }) => kind !== 'portForward'), ...forwards];
    }),
  ];
}

function isTranslation({ target }: CompiledRule): boolean {
  return target.kind !== 'return';
}

function finish(
  name: string,
  rules: readonly CompiledRule[],
  { family, profile }: CompileContext,
): readonly FinishedChain[] {
  const units = rules.map((rule) => [rule]);
  const chain = { name, units, comment: `profile/${profile.name}`, origin: profile.origin };
  return splitBetweenReturns(chain, family).map((one) => finishChain(family, one));
}

/** A forward of the port by which the host is managed must not lead its admins elsewhere. */
function compileFailsafeReturns(
  selected: Selected,
  items: readonly NatItem[],
  context: CompileContext,
): readonly CompiledRule[] {
  const ports = items.flatMap((item) => (item.kind === 'portForward' || item.kind === 'redirect' ? item.ports : []));
  return compileFailsafe(selected, { ...context, direction: 'ingress' })
    .filter(({ selector }) => ports.some((port) => mayMatch(selector, port)))
    .map((rule) => ({
      ...rule,
      selector: {
        ...rule.selector,
        matches: [...rule.selector.matches, { kind: 'destinationType', types: ['LOCAL'] } as const],
      },
      target: { kind: 'return' },
    }));
}

const protocolNumbers: Readonly<Record<PortTraffic['protocol'], number>> = {
  tcp: 6,
  udp: 17,
  sctp: 132,
  dccp: 33,
  udplite: 136,
};

/** Whether some packet fits both; more often yes than no. */
function mayMatch({ protocol, matches }: Selector, traffic: PortTraffic): boolean {
  if (protocol !== undefined && protocol !== protocolNumbers[traffic.protocol]) return false;
  const own = matches.find((match) => match.kind === 'ports')?.destination ?? [];
  if (own.length === 0 || traffic.ports.length === 0) return true;
  return own.some((a) => traffic.ports.some((b) => a.from <= b.to && b.from <= a.to));
}

function compileDestination(item: NatItem, context: CompileContext): readonly CompiledRule[] {
  switch (item.kind) {
    case 'exempt':
      return rulesOf(item, compileSelectors({ ...item, traffic: 'any' }, context.family, context.sets), {
        kind: 'return',
      });
    case 'portForward':
      return rulesOf(item, forwardSelectors(item, context), { kind: 'dnat', ...dnatTarget(item) });
    case 'redirect':
      return rulesOf(item, redirectSelectors(item, context), { kind: 'redirect', port: item.toPort.from });
    case 'networkMap':
      return mapRules(item, 'in');
    case 'sourceNat':
      return [];
  }
}

function dnatTarget({ target }: PortForward): { readonly to: Network; readonly port?: number } {
  return { to: target.address, ...(target.port === undefined ? {} : { port: target.port }) };
}

function compileSource(item: NatItem, context: CompileContext): readonly CompiledRule[] {
  switch (item.kind) {
    case 'exempt':
      return rulesOf(item, compileSelectors({ ...item, traffic: 'any' }, context.family, context.sets), {
        kind: 'return',
      });
    case 'networkMap':
      return mapRules(item, 'out');
    case 'sourceNat':
      return rulesOf(
        item,
        sourceSelectors(item, context),
        item.address === undefined ? { kind: 'masquerade' } : { kind: 'snat', to: item.address },
      );
    case 'portForward':
      return hairpinRules(item, context);
    case 'redirect':
      return [];
  }
}

function rulesOf(item: NatItem, selectors: readonly Selector[], target: Target): readonly CompiledRule[] {
  return selectors.map((selector) => ({
    selector,
    comment: item.label,
    target,
    role: 'verdict',
    origin: item.origin,
  }));
}

function forwardSelectors(item: PortForward, { family, sets }: CompileContext): readonly Selector[] {
  const from = item.hairpin === undefined ? throughInterfaces(item.from, item.in, item) : item.from;
  const to = item.address === undefined ? ownAddresses(item) : [addressPeer(item.address, item)];
  const selectors = compileSelectors({ from, to, traffic: item.ports }, family, sets);
  return item.address === undefined ? selectors.map(withLocal) : selectors;
}

/** Every address but loopback; that it is one of this host, the rule asks beside. */
function ownAddresses(item: PortForward): readonly Peer[] {
  const parsed = parseNetwork(item.target.address.family === 'ipv4' ? '127.0.0.0/8' : '::1/128');
  if (!parsed.ok) throw new Error(parsed.error);
  return [{ except: { networks: [parsed.value], sets: [] }, origin: item.origin }];
}

function withLocal(selector: Selector): Selector {
  return { ...selector, matches: [...selector.matches, { kind: 'destinationType', types: ['LOCAL'] }] };
}

function redirectSelectors(item: Redirect, { family, sets }: CompileContext): readonly Selector[] {
  const from = throughInterfaces(item.from, item.in, item);
  return compileSelectors({ from, to: item.to, traffic: item.ports }, family, sets);
}

/** The peers, as far as they come in by one of the interfaces; none where no packet can. */
function throughInterfaces(
  peers: 'any' | readonly Peer[],
  interfaces: readonly string[],
  { origin }: NatItem,
): readonly Peer[] {
  if (peers === 'any') return [{ interfaces, origin }];
  return peers.map((peer) => ({
    ...peer,
    interfaces:
      peer.interfaces?.flatMap((one) => interfaces.flatMap((other) => intersectInterfaces(one, other) ?? [])) ??
      interfaces,
  }));
}

function addressPeer(address: Network, { origin }: NatItem): Peer {
  return { addresses: { kind: 'networks', networks: [address] }, origin };
}

function sourceSelectors(item: SourceNat, { family, sets }: CompileContext): readonly Selector[] {
  const except = item.except.filter((network) => network.family === family);
  const to: Peer = {
    interfaces: item.out,
    ...(except.length === 0 ? {} : { except: { networks: except, sets: [] } }),
    origin: item.origin,
  };
  return compileSelectors({ from: item.from, to: [to], traffic: 'any' }, family, sets);
}

/** Client and target on one link: the answer would go straight to the client, which knows nothing of the target. */
function hairpinRules(item: PortForward, { family, sets }: CompileContext): readonly CompiledRule[] {
  const { hairpin, origin } = item;
  if (hairpin === undefined) return [];
  const from: Peer = { addresses: { kind: 'networks', networks: hairpin.networks }, origin };
  const to: Peer = { interfaces: hairpin.interfaces, origin };
  const selectors = translatedTraffic(item).flatMap(({ traffic, match }) =>
    compileSelectors({ from: [from], to: [to], traffic: [traffic] }, family, sets).map((selector) => ({
      ...selector,
      matches: [...selector.matches, match],
    })),
  );
  return rulesOf(item, selectors, { kind: 'masquerade' });
}

function mapRules(item: NetworkMap, side: 'in' | 'out'): readonly CompiledRule[] {
  const selectors = item.interfaces.map((name): Selector => {
    if (side === 'in') return { destination: { value: item.external, negated: false }, in: name, matches: [] };
    return { source: { value: item.internal, negated: false }, out: name, matches: [] };
  });
  return rulesOf(item, selectors, { kind: 'netmap', to: side === 'in' ? item.internal : item.external });
}

/** What was sent to each range of ports: conntrack remembers one range a rule. */
function translatedTraffic(
  item: PortForward | Redirect,
): readonly { readonly traffic: Traffic; readonly match: Match }[] {
  const address = item.kind === 'portForward' ? item.address : undefined;
  return item.ports.flatMap(({ protocol, ports }) => {
    const ranges: readonly (PortRange | undefined)[] = ports.length === 0 ? [undefined] : ports;
    return ranges.map((range) => ({
      traffic: { kind: 'ports', protocol, ports: [], sourcePorts: [] } as const,
      match: {
        kind: 'conntrack',
        states: ['DNAT'],
        negated: false,
        ...(address === undefined ? {} : { originalDestination: address }),
        ...(range === undefined ? {} : { originalPort: range }),
      } as const,
    }));
  });
}

/**
 * The accepts that forwards (forward) and redirects (ingress) bring along, behind tier Default and before tier Baseline.
 *
 * They ask for the original destination, so that moving a target changes nat only.
 */
export function compileAutoAllow(
  selected: Selected,
  { family, direction, sets }: CompileContext,
): readonly CompiledRule[] {
  const kind = direction === 'forward' ? 'portForward' : direction === 'ingress' ? 'redirect' : undefined;
  return selected.nat.flatMap((item) => {
    if (item.kind !== kind || !('autoAllow' in item) || !item.autoAllow || !item.families.includes(family)) return [];
    const anywhere = item.kind === 'portForward' && item.hairpin !== undefined;
    const from = anywhere ? item.from : throughInterfaces(item.from, item.in, item);
    const selectors = translatedTraffic(item).flatMap(({ traffic, match }) =>
      compileSelectors({ from, to: 'any', traffic: [traffic] }, family, sets).map((selector) => ({
        ...selector,
        matches: [...selector.matches, match],
      })),
    );
    return rulesOf(item, selectors, { kind: 'accept' });
  });
}
