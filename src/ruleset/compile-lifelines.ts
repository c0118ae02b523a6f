// Ways out that the controller itself needs: DNS, time, Git, webhooks and proxies, wherever egress is restricted.

import { type Family, families } from '../policy/family.ts';
import type { Lifelines, Remote } from '../policy/known.ts';
import { type Memo, noMemo } from '../policy/memo.ts';
import { formatAddress, type Network, parseAddress } from '../policy/network.ts';
import type { Selected } from '../policy/policy.ts';
import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { type Place, restrictsEgress } from './egress-restriction.ts';
import { profileRule } from './layout-rule.ts';
import { lifelinesSetName } from './names.ts';
import type { Selector } from './rule.ts';
import type { DesiredSet } from './ruleset.ts';

/** Time servers are found by many programs in many ways, so nobody here knows their addresses. */
const time: Place = { protocol: 'udp', port: 123 };
const dns: readonly Place[] = [
  { protocol: 'udp', port: 53 },
  { protocol: 'tcp', port: 53 },
];
/** What is asked of the policies where nobody knows this host's own places. */
const usual: readonly Place[] = [...dns, { protocol: 'tcp', port: 22 }, { protocol: 'tcp', port: 443 }];

/** One rule for all that has an address, one for time; each only where a policy or the default could refuse it. */
export function compileLifelines(selected: Selected, { family, memo }: CompileContext): readonly CompiledRule[] {
  const { profile } = selected;
  const rule = (selector: Selector): CompiledRule =>
    profileRule(profile, 'failsafe.lifelines', { selector, target: { kind: 'accept' } });
  const udp = { kind: 'ports', protocol: 'udp', source: [], destination: [{ from: 123, to: 123 }] } as const;
  return [
    ...(needsPlaces(selected, memo) ? [rule({ matches: [{ kind: 'endpoints', set: lifelinesSetName(family) }] })] : []),
    ...(needsTime(selected, memo) ? [rule({ protocol: 17, matches: [udp] })] : []),
  ];
}

/** What the rules of `compileLifelines` name: addresses with port. Where this is not the host itself, nobody knows them. */
export function compileLifelinesSet({ profile, lifelines }: Selected, family: Family): DesiredSet {
  const set = { name: lifelinesSetName(family), family, type: 'hash:ip,port', origin: profile.origin } as const;
  if (lifelines === undefined) return { ...set, entries: [], isLive: true };
  const entries = listKnown(lifelines)
    .filter(({ network }) => network.family === family)
    .map(({ network, protocol, port }) => `${formatAddress(network)},${protocol}:${port}`);
  return { ...set, entries: [...new Set(entries)].sort() };
}

/** Each place that is let out, for people: what it is for, its name, its addresses. Empty where nothing has to be. */
export function describeLifelines(selected: Selected, memo: Memo = noMemo): readonly string[] {
  const { lifelines } = selected;
  const ofTime = needsTime(selected, memo) ? ['time: UDP 123 to anywhere'] : [];
  if (!needsPlaces(selected, memo)) return ofTime;
  if (lifelines === undefined) return ['name servers, Git remote and webhooks of the host', ...ofTime];
  return [
    ...lifelines.nameServers.map((address) => `name server: ${address}, UDP and TCP 53`),
    ...lifelines.remotes.map(describeRemote),
    ...ofTime,
  ];
}

function describeRemote({ purpose, host, port, addresses }: Remote): string {
  const words = { git: 'Git remote', webhook: 'webhook', proxy: 'proxy' };
  const known = addresses.length === 0 ? 'no address known yet' : addresses.join(', ');
  return `${words[purpose]}: ${host} port ${port}${addresses.length === 1 && addresses[0] === host ? '' : ` (${known})`}`;
}

/** What of it cannot work yet: one sentence each. */
export function warnLifelines(selected: Selected, memo: Memo = noMemo): readonly string[] {
  const { lifelines } = selected;
  if (lifelines === undefined || !needsPlaces(selected, memo)) return [];
  const unknown = lifelines.remotes.filter(({ addresses }) => addresses.length === 0);
  return [
    ...(lifelines.hidden
      ? [
          'the name servers that this host asks are programs of its own, and where those ask is not known: let them out in spec.failsafe.egress or in a policy',
        ]
      : []),
    ...unknown.map(
      ({ host, port }) =>
        `nobody has said yet which addresses ${host} has, so nothing but a policy lets this host reach it (port ${port}); it is asked for again and again`,
    ),
  ];
}

function needsTime(selected: Selected, memo: Memo): boolean {
  return selected.profile.failsafe.lifelines === 'Auto' && restrictsEgress(selected, [time], memo);
}

/** The same in both families, so that the rules of one do not hang on the addresses of the other. */
function needsPlaces(selected: Selected, memo: Memo): boolean {
  const { profile, lifelines } = selected;
  if (profile.failsafe.lifelines === 'Disabled') return false;
  return restrictsEgress(selected, lifelines === undefined ? usual : listPlaces(lifelines), memo);
}

function listPlaces(lifelines: Lifelines): readonly Place[] {
  const unknown = lifelines.remotes.filter(({ addresses }) => addresses.length === 0);
  return [...listKnown(lifelines), ...unknown.map(({ port }): Place => ({ protocol: 'tcp', port }))];
}

type KnownPlace = Place & { readonly network: Network };

function listKnown({ nameServers, remotes }: Lifelines): readonly KnownPlace[] {
  return [
    ...nameServers.flatMap((address) => dns.flatMap((place) => placeAt(address, place))),
    ...remotes.flatMap(({ addresses, port }) =>
      addresses.flatMap((address) => placeAt(address, { protocol: 'tcp', port })),
    ),
  ];
}

/** Nothing for what is no address: the world outside may say anything. */
function placeAt(address: string, place: Place): readonly KnownPlace[] {
  const network = parseAddress(address);
  return network.ok && families.includes(network.value.family) ? [{ ...place, network: network.value }] : [];
}
