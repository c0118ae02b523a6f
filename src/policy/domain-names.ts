// Domain names as peers: what they stood for when they were answered last, and where they may be written.

import { type Family, families } from './family.ts';
import type { Fault } from './fault.ts';
import { reachableFrom } from './graph.ts';
import type { Known } from './known.ts';
import type { Manifest } from './manifest.ts';
import type { Memo } from './memo.ts';
import { compareNetworks, containsNetwork, type Network, parseAddress, parseNetwork } from './network.ts';
import type { AddressSet } from './policy.ts';
import { listReferences, listRules } from './references.ts';
import { faultAt, isKind, type ManifestOf, pointerTo, type Repository } from './repository.ts';

/** What no name that somebody is let in or out by may stand for: this host, its link, everybody, nobody. */
const unusable: readonly Network[] = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/96',
  'fe80::/10',
  'ff00::/8',
].map((text) => {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
});

/** The names of a set and of all that it includes; nothing where there are none. */
export function resolveDomainNames(
  members: readonly ManifestOf<'NetworkSet'>[],
  known: Known | undefined,
): Pick<AddressSet, 'domainNames' | 'answers'> & { readonly live?: readonly Family[] } {
  const domainNames = listNames(members);
  if (domainNames.length === 0) return {};
  const answers = domainNames.flatMap((name) => readAnswer(known, name));
  const unique = new Map(answers.map((network) => [`${network.family} ${network.address}`, network]));
  // Which families a name has today may be others tomorrow.
  return { domainNames, answers: [...unique.values()].sort(compareNetworks), live: families };
}

function listNames(members: readonly ManifestOf<'NetworkSet'>[]): readonly string[] {
  return [...new Set(members.flatMap(({ spec }) => (spec.domainNames ?? []).map(normalizeName)))].sort();
}

/** As answers are kept: `Example.ORG.` is `example.org`. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Addresses alone, so a hostile answer can never be everybody. */
function readAnswer(known: Known | undefined, name: string): readonly Network[] {
  return (known?.names?.get(name) ?? []).flatMap((text) => {
    const parsed = parseAddress(text);
    if (!parsed.ok || unusable.some((network) => containsNetwork(network, parsed.value))) return [];
    return [parsed.value];
  });
}

/** Names that have no usable answer here: they match nothing. Nothing is told where nobody asks. */
export function warnUnanswered(
  sets: readonly AddressSet[],
  repository: Repository,
  known: Known | undefined,
): readonly Fault[] {
  if (known?.names === undefined) return [];
  const index = repository.byKind.NetworkSet;
  const users = reachableFrom(
    sets.filter(({ domainNames }) => domainNames !== undefined).map(({ name }) => name.replace(/\.until$/, '')),
    (name) => index.get(name)?.spec.include ?? [],
  );
  return users.flatMap((user) => {
    const manifest = index.get(user);
    if (manifest === undefined) return [];
    return (manifest.spec.domainNames ?? []).flatMap((name, place) => {
      if (readAnswer(known, normalizeName(name)).length > 0) return [];
      const message = `the name ${normalizeName(name)} has no answer yet that could be used, so nobody is let through by it; see whether this host can ask its name servers`;
      return [faultAt(manifest, `/spec/domainNames/${place}`, message)];
    });
  });
}

const onlyAllow =
  'what a name stands for is decided by whoever answers, so names stand in `from` and `to` of an Allow only';

/** Names in what refuses, leaves out or translates, by themselves or by a set that holds some. */
export function checkDomainNames(repository: Repository, memo: Memo): readonly Fault[] {
  const holding = findSetsWithNames(repository);
  return repository.manifests.flatMap((manifest) =>
    isKind(manifest, 'FirewallPolicy') || isKind(manifest, 'FirewallProfile') || isKind(manifest, 'NatPolicy')
      ? memo.keep('domain name faults', manifest, () => [
          ...refuseNames(manifest),
          ...(holding.size === 0 ? [] : refuseSets(manifest, holding)),
        ])
      : [],
  );
}

function refuseNames(manifest: Manifest): readonly Fault[] {
  return findNames(manifest).flatMap((pointer) =>
    isAllowed(manifest, pointer)
      ? []
      : [faultAt(manifest, pointer, `\`domainNames\` is not allowed here: ${onlyAllow}; write \`networks\``)],
  );
}

function refuseSets(manifest: Manifest, holding: ReadonlySet<string>): readonly Fault[] {
  return listReferences(manifest).flatMap(({ kind, name, pointer }) => {
    if (kind !== 'NetworkSet' || !holding.has(name) || isAllowed(manifest, pointer)) return [];
    const message = `NetworkSet ${JSON.stringify(name)} holds domain names, and cannot be used here: ${onlyAllow}; use a set of networks`;
    return [faultAt(manifest, pointer, message)];
  });
}

/** Places of `domainNames` in peers. */
function findNames(manifest: Manifest): readonly string[] {
  if (isKind(manifest, 'FirewallPolicy')) {
    return listRules(manifest).flatMap(({ rule, pointer }) =>
      (['from', 'to'] as const).flatMap((side) =>
        (rule[side] ?? []).flatMap(({ domainNames }, index) =>
          domainNames === undefined ? [] : [`${pointer}/${side}/${index}/domainNames`],
        ),
      ),
    );
  }
  const found: string[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === 'domainNames') found.push(pointerTo('spec', ...path, key));
      else visit(child, [...path, key]);
    }
  };
  visit(manifest.spec, []);
  return found;
}

const peerOfRule =
  /^\/spec\/(ingress|egress|forward)\/(\d+)\/(?:from|to)\/\d+\/(?:domainNames|networkSets|networkSetSelector)\b/;

/** Whether the place is a peer of an Allow itself, and not what it leaves out. */
function isAllowed(manifest: Manifest, pointer: string): boolean {
  const [, direction, index] = peerOfRule.exec(pointer) ?? [];
  if (!isKind(manifest, 'FirewallPolicy') || index === undefined) return false;
  if (direction !== 'ingress' && direction !== 'egress' && direction !== 'forward') return false;
  return manifest.spec[direction]?.[Number(index)]?.action === 'Allow';
}

function findSetsWithNames({ byKind: { NetworkSet } }: Repository): ReadonlySet<string> {
  const own = [...NetworkSet].filter(([, { spec }]) => spec.domainNames !== undefined).map(([name]) => name);
  if (own.length === 0) return new Set();
  const users = new Map<string, string[]>();
  for (const [name, { spec }] of NetworkSet) {
    for (const included of spec.include ?? []) users.set(included, [...(users.get(included) ?? []), name]);
  }
  return new Set(reachableFrom(own, (name) => users.get(name) ?? []));
}
