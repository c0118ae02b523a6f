// Sources that nobody has in the internet, by the interfaces of external zones.

import type { Family } from '../policy/family.ts';
import { formatSetEntry, type Network, parseNetwork, splitDefault } from '../policy/network.ts';
import type { Selected } from '../policy/policy.ts';
import type { SourceChecks } from './compile-anti-spoof.ts';
import type { CompileContext } from './compile-policy.ts';
import { profileRule } from './layout-rule.ts';
import { bogonsSetName, ownSetName } from './names.ts';
import type { Match } from './rule.ts';
import type { DesiredSet } from './ruleset.ts';

/**
 * IANA's special-purpose addresses that are not globally reachable, and sources that are no single host. Link-local ones
 * are left out: they come from the next machine only, and clouds answer from there. Of IPv6, all that is not 2000::/3.
 */
const bogons: Readonly<Record<Family, readonly string[]>> = {
  ipv4: [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
    ...['192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ],
  ipv6: ['::/3', '4000::/2', '8000::/1', '2001:2::/48', '2001:10::/28', '2001:db8::/32', '3fff::/20'],
};

/** From these a host asks for an address or for its neighbours, and a translator of IPv4 (RFC 6052) answers. */
const always: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['0.0.0.0/32'],
  ipv6: ['::/128', 'fe80::/10', '64:ff9b::/96'],
};

const bogonsChain = 'GW-BOGONS';

export function compileBogons({ profile, zones }: Selected, { family }: CompileContext): SourceChecks {
  const entering = zones.filter(({ external }) => external).flatMap(({ interfaces }) => interfaces);
  if (!profile.bogons || entering.length === 0) return { rules: [], chains: [] };
  const make = (parts: Parameters<typeof profileRule>[2]) => profileRule(profile, 'bogons', parts);
  const from = (set: string): Match => ({ kind: 'set', name: set, side: 'src', negated: false });
  // A lease is renewed by a server that may have any address.
  const lease: Match = {
    kind: 'ports',
    protocol: 'udp',
    source: [{ from: 67, to: 67 }],
    destination: [{ from: 68, to: 68 }],
  };
  const rules = [
    make({ selector: { matches: [from(ownSetName(family))] }, target: { kind: 'return' } }),
    ...(family === 'ipv4' ? [make({ selector: { protocol: 17, matches: [lease] }, target: { kind: 'return' } })] : []),
    make({ selector: { matches: [from(bogonsSetName(family))] }, target: { kind: 'drop' } }),
  ];
  return {
    rules: entering.map((name) => make({ selector: { in: name }, target: { kind: 'jump', chain: bogonsChain } })),
    chains: [{ name: bogonsChain, rules }],
  };
}

/** What the rules name. Where this is not the host itself, nobody knows the networks of its interfaces. */
export function compileBogonSets({ profile, zones, ownNetworks }: Selected, family: Family): readonly DesiredSet[] {
  const set = { family, type: 'hash:net', origin: profile.origin } as const;
  const own = [...always[family], ...(ownNetworks ?? [])].flatMap(readNetwork);
  const ours = [...own, ...zones.flatMap(({ networks }) => networks)].filter((network) => network.family === family);
  return [
    { ...set, name: bogonsSetName(family), entries: listEntries(bogons[family].flatMap(readNetwork)) },
    {
      ...set,
      name: ownSetName(family),
      entries: listEntries(ours),
      ...(ownNetworks === undefined ? { isLive: true as const } : {}),
    },
  ];
}

function listEntries(networks: readonly Network[]): readonly string[] {
  return [...new Set(networks.flatMap(splitDefault).map(formatSetEntry))].sort();
}

/** Nothing for what is no network: the world outside may say anything. */
function readNetwork(text: string): readonly Network[] {
  const network = parseNetwork(text);
  return network.ok ? [network.value] : [];
}
