// The trap for port scanners: who touches bait too often is refused on every port of this host for a while.
//
// It stands behind established connections and ICMP essentials: a packet bears whatever source its sender likes, and a
// forged one must not cut what stands, the answers to this host, or neighbour discovery.

import type { Family } from '../policy/family.ts';
import type { Network } from '../policy/network.ts';
import type { Peer, PortScan, Profile, Selected } from '../policy/policy.ts';
import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { compileSelectors } from './compile-selector.ts';
import { profileRule } from './layout-rule.ts';
import type { Match, Target } from './rule.ts';

export const portScanChain = 'GW-SCAN';
const field = 'portScan';

/** What leads to `GW-SCAN`. */
export function compilePortScanJump({ profile }: CompileContext): readonly CompiledRule[] {
  if (profile.portScan === undefined) return [];
  return [profileRule(profile, field, { target: { kind: 'jump', chain: portScanChain } })];
}

/** The rules of `GW-SCAN`: who is never banned, who is banned, and the bait. */
export function compilePortScan({ profile }: Selected, context: CompileContext): readonly CompiledRule[] {
  const { portScan } = profile;
  if (portScan === undefined) return [];
  const { family, sets } = context;
  const rulesOf = (sides: Parameters<typeof compileSelectors>[0], target: Target, more: readonly Match[] = []) =>
    compileSelectors(sides, family, sets).map((selector) =>
      profileRule(profile, field, { selector: { ...selector, matches: [...selector.matches, ...more] }, target }),
    );
  const anybody = { from: 'any', to: 'any', traffic: 'any' } as const;
  const { banned, touched } = recentMatches(portScan, family);
  return [
    ...rulesOf({ ...anybody, from: listExempt(profile, portScan) }, { kind: 'return' }),
    ...rulesOf(anybody, { kind: 'drop' }, [banned]),
    ...rulesOf({ ...anybody, traffic: portScan.ports }, { kind: 'drop' }, touched),
  ];
}

/** Management: those that are named, and those whom the failsafe lets in. */
function listExempt({ failsafe }: Profile, { exempt }: PortScan): readonly Peer[] {
  const items = failsafe.ingress === 'auto' ? [] : failsafe.ingress;
  const peers = [...exempt, ...items.flatMap(({ from }) => (from === 'any' ? [] : from))];
  // The same admins stand in both lists, mostly: together, their addresses are told once.
  const plain = peers.flatMap((peer) => plainNetworks(peer) ?? []);
  const others = peers.filter((peer) => plainNetworks(peer) === undefined);
  const [first] = peers;
  if (first === undefined || plain.length === 0) return others;
  return [{ addresses: { kind: 'networks', networks: plain }, origin: first.origin }, ...others];
}

/** Where a peer is nothing but addresses that are written in place. */
function plainNetworks({ addresses, interfaces, macs, except }: Peer): readonly Network[] | undefined {
  if (interfaces !== undefined || macs !== undefined || except !== undefined) return undefined;
  return addresses?.kind === 'networks' ? addresses.networks : undefined;
}

/**
 * A touch is noted; with enough of them, all in one rule, the ban is noted, too.
 *
 * The names hold no hash: such a list has no parameters but the mask, so an edit of the manifest keeps what is in it.
 */
function recentMatches({ hits, withinSeconds, banSeconds }: PortScan, family: Family) {
  const head = family === 'ipv4' ? 'gw4-scan' : 'gw6-scan';
  const [touches, bans] = [`${head}-touched`, `${head}-banned`];
  const banned: Match = { kind: 'recent', name: bans, check: { seconds: banSeconds } };
  const touched: readonly Match[] = [
    { kind: 'recent', name: touches },
    { kind: 'recent', name: touches, check: { seconds: withinSeconds, hits } },
    { kind: 'recent', name: bans },
  ];
  return { banned, touched };
}
