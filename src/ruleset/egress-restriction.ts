// Whether policies, or the profile's default, could refuse what this host sends to certain places.

import type { IdRange } from '../policy/match-formats.ts';
import type { Memo } from '../policy/memo.ts';
import { containsNetwork, type Network } from '../policy/network.ts';
import type { Peer, Policy, Rule, Selected } from '../policy/policy.ts';
import { protocolNumbers } from './compile-selector.ts';

/** A port somewhere. */
export interface Place {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Absent: anywhere; then only what refuses every address refuses it. */
  readonly network?: Network;
}

type Refusing = Pick<Rule, 'to' | 'traffic' | 'families'>;

/** Whether it cannot be ruled out that something is refused on its way to one of `places`. */
export function restrictsEgress(selected: Selected, places: readonly Place[], memo: Memo): boolean {
  if (places.length === 0) return false;
  if (selected.profile.defaults.egress === 'Deny') return true;
  return selected.policies.some((policy) => {
    const rules = memo.keep('egress refusals', policy, () => listRefusing(policy));
    return rules.some((rule) => places.some((place) => mayMeet(rule, place, selected)));
  });
}

/** A limit refuses, too. What is only recorded refuses nothing. */
function listRefusing({ mode, listed, egress }: Policy): readonly Refusing[] {
  if (mode === 'Audit' || listed.egress.length === 0) return [];
  return egress
    .filter((rule) => refuses(rule) && meetsRoot(rule))
    .map(({ to, traffic, families }) => ({ to, traffic, families }));
}

function refuses({ action, rateLimit, connectionLimit }: Rule): boolean {
  if (action === 'Deny' || action === 'Reject') return true;
  return (rateLimit !== undefined && rateLimit.exceeded !== 'Continue') || connectionLimit !== undefined;
}

/** What is said of other users alone is not about the controller, and must not be undone for them. */
function meetsRoot({ process }: Rule): boolean {
  const holdsRoot = (ids: readonly IdRange[] | undefined) => ids?.some(({ from }) => from === 0) ?? true;
  return holdsRoot(process?.uids) && holdsRoot(process?.gids);
}

function mayMeet({ to, traffic, families }: Refusing, place: Place, selected: Selected): boolean {
  if (place.network !== undefined && !families.includes(place.network.family)) return false;
  return carries(traffic, place) && (to === 'any' || to.some((peer) => mayBe(peer, place, selected)));
}

function carries(traffic: Refusing['traffic'], { protocol, port }: Place): boolean {
  if (traffic === 'any') return true;
  return traffic.some((item) => {
    if (item.kind === 'protocol') return item.protocol === protocolNumbers[protocol];
    if (item.kind === 'icmp' || item.protocol !== protocol) return false;
    return item.ports.length === 0 || item.ports.some(({ from, to }) => from <= port && port <= to);
  });
}

/** What a peer leaves out is not looked at: it only narrows. */
function mayBe({ interfaces, addresses }: Peer, { network }: Place, { sets }: Selected): boolean {
  if (interfaces?.length === 0) return false;
  if (addresses === undefined) return true;
  const networks =
    addresses.kind === 'networks'
      ? addresses.networks
      : addresses.sets.flatMap((name) => sets.find((set) => set.name === name)?.networks ?? []);
  return networks.some((one) => (network === undefined ? one.prefix === 0 : containsNetwork(one, network)));
}
