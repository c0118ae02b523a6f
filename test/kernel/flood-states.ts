// Revisions that all let in the same flows and refuse the same flows, each by other rules, sets, tiers and tables.

import type { Family } from '../../src/policy/family.ts';
import type { Desired, DesiredChain, DesiredRule, DesiredTable, Hook } from '../../src/ruleset/ruleset.ts';
import type { Random } from '../fuzz/random.ts';
import { inners, sender, sources } from './flood-world.ts';
import { compileFiles } from './rulesets.ts';

type Tier = 'Admin' | 'Default' | 'Baseline';
type Pair<T> = readonly [T, T];

/** A policy that has nothing to do with the flows. */
interface Filler {
  readonly name: string;
  readonly tier: Tier;
  readonly priority: number;
  readonly ports: readonly number[];
  readonly action: 'Allow' | 'Deny' | 'Pass';
  readonly fromSet: boolean;
}

/** What may differ from one revision to the next. */
export interface State {
  /** How the friend is let in. */
  readonly grant: {
    readonly tier: Tier;
    readonly from: 'anybody' | 'address' | 'set' | 'exceptFoes';
    readonly ports: 'number' | 'range' | 'service';
  };
  /** How the foe is kept out. */
  readonly guard: { readonly form: 'address' | 'network' | 'set' | 'raw' | 'absent'; readonly tier: Tier };
  /** In tier Admin: the friend passes on, everybody else is refused. */
  readonly gate: boolean;
  /** Whether sets name the two by a network around them. */
  readonly wide: boolean;
  /** How the sets of friends and foes are named: each by its own name, by the other's, or one name for whichever is used. */
  readonly names: 'own' | 'exchanged' | 'shared';
  readonly nat: {
    /** Which inner server, and which of two ports there, a port forward leads to; the rule that lets it in follows. */
    readonly target: 0 | 1;
    readonly port: 0 | 1;
    /** Whom `published` lets in. */
    readonly from: 'anybody' | 'address' | 'set';
    /** A second forward leads to another of the four places, where nobody may go. */
    readonly trap: 1 | 2 | 3;
    readonly redirect: 0 | 1;
    readonly others: readonly number[];
    readonly masquerade: boolean;
  };
  readonly raw: boolean;
  readonly logging: boolean;
  /** How many more entries each set has. */
  readonly entries: { readonly friends: number; readonly foes: number; readonly crowd: number };
  readonly fillers: readonly Filler[];
}

export const firstState: State = {
  grant: { tier: 'Default', from: 'set', ports: 'number' },
  guard: { form: 'set', tier: 'Admin' },
  gate: false,
  wide: false,
  names: 'own',
  nat: { target: 0, port: 0, from: 'address', trap: 1, redirect: 0, others: [], masquerade: false },
  raw: false,
  logging: false,
  entries: { friends: 3, foes: 3, crowd: 3 },
  fillers: [],
};

const tiers: readonly Tier[] = ['Admin', 'Default', 'Baseline'];

type Change = (state: State, random: Random) => State;

/** The kinds of updates. */
const changes: Readonly<Record<string, Change>> = {
  'a rule is inserted or removed': (state, random) => {
    const at = random.below(state.fillers.length + 1);
    const filler = state.fillers[at] ?? newFiller(state, random);
    const ports =
      random.oneIn(2) && filler.ports.length > 1 ? filler.ports.slice(1) : [...filler.ports, fillerPort(random)];
    return { ...state, fillers: state.fillers.toSpliced(at, 1, { ...filler, ports: [...new Set(ports)] }) };
  },
  'a policy is inserted or removed': (state, random) => ({
    ...state,
    fillers:
      state.fillers.length > 0 && (random.oneIn(2) || state.fillers.length > 8)
        ? state.fillers.toSpliced(random.below(state.fillers.length), 1)
        : [...state.fillers, newFiller(state, random)],
  }),
  'a set changes': (state, random) => {
    const name = random.pick(['friends', 'foes', 'crowd'] as const);
    return { ...state, entries: { ...state.entries, [name]: 1 + random.below(name === 'crowd' ? 2000 : 9) } };
  },
  'sets name a network instead of an address': (state) => ({ ...state, wide: !state.wide }),
  'sets exchange their names': (state) => ({ ...state, names: state.names === 'own' ? 'exchanged' : 'own' }),
  'a set of friends becomes one of foes or back': (state) => {
    const { friends } = usedSets(state);
    const nat = { ...state.nat, from: 'address' } as const;
    const grant = { ...state.grant, from: friends ? 'anybody' : 'set' } as const;
    const guard = { ...state.guard, form: friends ? 'set' : 'absent' } as const;
    return { ...state, names: 'shared', nat, grant, guard };
  },
  'the tier changes': (state, random) => ({ ...state, grant: { ...state.grant, tier: random.pick(tiers) } }),
  'the friend moves from a set into a rule or back': (state) => ({
    ...state,
    grant: { ...state.grant, from: state.grant.from === 'set' ? 'address' : 'set' },
  }),
  'somebody else is let in, too': (state, random) => ({
    ...state,
    grant: { ...state.grant, from: random.pick(['anybody', 'exceptFoes'] as const) },
  }),
  'a service takes the place of ports': (state, random) => ({
    ...state,
    grant: { ...state.grant, ports: random.pick(['number', 'range', 'service'] as const) },
  }),
  'the foe is refused otherwise': (state, random) => ({
    ...state,
    guard: {
      form: random.pick(['address', 'network', 'set', 'raw', 'absent'] as const),
      tier: random.pick(['Admin', 'Default'] as const),
    },
  }),
  'a Pass comes or goes': (state) => ({ ...state, gate: !state.gate }),
  'a port forward moves': (state, random) => ({
    ...state,
    nat: { ...state.nat, ...random.pick([{ target: flip(state.nat.target) }, { port: flip(state.nat.port) }]) },
  }),
  'nat and filter change together': (state, random) => ({
    ...state,
    nat: {
      target: random.pick([0, 1] as const),
      port: random.pick([0, 1] as const),
      from: random.pick(['anybody', 'address', 'set'] as const),
      trap: random.pick([1, 2, 3] as const),
      redirect: random.pick([0, 1] as const),
      others: random.oneIn(2) ? [] : [7500, 7501, 7502].slice(random.below(3)),
      masquerade: random.oneIn(2),
    },
  }),
  'raw changes': (state) => ({ ...state, raw: !state.raw }),
  'the profile changes': (state) => ({ ...state, logging: !state.logging }),
  'several at once': (state, random) => {
    const kinds = Object.entries(changes).filter(([name]) => name !== 'several at once');
    const change = () => random.pick(kinds)[1];
    return change()(change()(change()(state, random), random), random);
  },
};

function flip(bit: 0 | 1): 0 | 1 {
  return bit === 0 ? 1 : 0;
}

function fillerPort(random: Random): number {
  return 7100 + random.below(300);
}

function newFiller({ fillers }: State, random: Random): Filler {
  const free = Array.from({ length: fillers.length + 1 }, (_, index) => `fill-${index}`);
  return {
    name: free.find((name) => !fillers.some((one) => one.name === name)) ?? 'fill',
    tier: random.pick(tiers),
    priority: random.below(1000),
    ports: [fillerPort(random)],
    action: random.pick(['Allow', 'Deny', 'Pass'] as const),
    fromSet: random.oneIn(2),
  };
}

/** The next revision and the kind of the change: one that differs and keeps what all revisions have in common. */
export function nextState(state: State, random: Random): { readonly kind: string; readonly next: State } {
  for (;;) {
    const [kind, change] = random.pick(Object.entries(changes));
    const next = change(state, random);
    if (isSound(next) && JSON.stringify(next) !== JSON.stringify(state)) return { kind, next };
  }
}

/** Whether the friend is let in and the foe kept out, by what the order of tiers and priorities means. */
function isSound({ grant, guard, gate, nat }: State): boolean {
  // A Pass leaves the tier that the grant would be in.
  if (gate && grant.tier === 'Admin') return false;
  const isGuarded = guard.form !== 'absent';
  const comesFirst = guard.form === 'raw' || guard.tier === 'Admin' || grant.tier !== 'Admin';
  const grantsFriendOnly = grant.from !== 'anybody' || gate;
  return (grantsFriendOnly || (isGuarded && comesFirst)) && (nat.from !== 'anybody' || isGuarded);
}

const friend = [sources.friend.ipv4, sources.friend.ipv6];
const foe = [sources.foe.ipv4, sources.foe.ipv6];
const friendNetworks = ['198.51.100.0/26', '2001:db8:c::/122'];
const foeNetworks = ['198.51.100.64/26', '2001:db8:c::40/122'];
const innerPorts: Pair<number> = [8001, 8002];
const hostPorts: Pair<number> = [8003, 8004];

/** What the host must enforce in this state: filter from manifests, nat and raw by hand, as no manifest has them yet. */
export function desiredOf(state: State): Desired {
  const text = manifestsOf(state)
    .map((one) => JSON.stringify({ apiVersion: 'gatewright.dev/v1alpha1', ...one }))
    .join('\n---\n');
  const compiled = compileFiles([{ path: 'flood.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  const extend = (family: Family) => ({
    family,
    tables: [...rawTables(state, family), natTable(state, family), ...compiled[family].tables],
  });
  return { ...compiled, ipv4: extend('ipv4'), ipv6: extend('ipv6') };
}

type Manifest = { readonly kind: string; readonly metadata: { readonly name: string }; readonly spec: object };

function manifest(kind: string, name: string, spec: object): Manifest {
  return { kind, metadata: { name }, spec };
}

function policy(name: string, spec: object): Manifest {
  return manifest('FirewallPolicy', name, { hostSelector: {}, ...spec });
}

function manifestsOf(state: State): readonly Manifest[] {
  const { entries, wide } = state;
  const names = setNames(state);
  const used = usedSets(state);
  const friends = wide ? friendNetworks : friend;
  const foes = wide ? foeNetworks : foe;
  return [
    manifest('Host', 'host', { zones: { wan: [sender.name], dmz: inners.map(({ name }) => name) } }),
    manifest('Zone', 'wan', { external: true }),
    manifest('Zone', 'dmz', {}),
    manifest('FirewallProfile', 'site', {
      hostSelector: {},
      failsafe: { ingress: [], reason: 'a test' },
      logging: { defaultDeny: state.logging },
    }),
    manifest('Service', 'flooded', { ports: [{ protocol: 'UDP', ports: [7001, 7003] }] }),
    ...(names.friends === 'spare' ? [] : [set(names.friends, entries.friends, used.friends ? friends : [])]),
    ...(names.foes === 'spare' && !used.foes ? [] : [set(names.foes, entries.foes, used.foes ? foes : [])]),
    set('crowd', entries.crowd, []),
    ...guardPolicies(state),
    ...(state.gate ? [gatePolicy()] : []),
    grantPolicy(state),
    publishedPolicy(state),
    redirectedPolicy(state),
    ...state.fillers.map(fillerPolicy),
  ];
}

function usedSets({ grant, guard, nat }: State): { readonly friends: boolean; readonly foes: boolean } {
  return {
    friends: grant.from === 'set' || nat.from === 'set',
    foes: guard.form === 'set' || grant.from === 'exceptFoes',
  };
}

function setNames(state: State): { readonly friends: string; readonly foes: string } {
  if (state.names === 'own') return { friends: 'friends', foes: 'foes' };
  if (state.names === 'exchanged') return { friends: 'foes', foes: 'friends' };
  return usedSets(state).friends ? { friends: 'shared', foes: 'spare' } : { friends: 'spare', foes: 'shared' };
}

/** `count` entries of each family that are no part of the test, and `members`. */
function set(name: string, count: number, members: readonly string[]): Manifest {
  const more = Array.from({ length: count + 1 }, (_, index) => [
    `10.${name.length}.${index >> 8}.${index & 255}`,
    `2001:db8:f${name.length}::${(index + 1).toString(16)}`,
  ]);
  return manifest('NetworkSet', name, { networks: [...members, ...more.flat()] });
}

const udp = (...ports: readonly (number | string)[]) => ({ ports: [{ protocol: 'UDP', ports }] });
const toInner = { to: [{ zones: ['dmz'] }] };

function guardPolicies(state: State): readonly Manifest[] {
  const { guard } = state;
  if (guard.form === 'absent' || guard.form === 'raw') return [];
  const froms = {
    address: { networks: foe },
    network: { networks: foeNetworks },
    set: { networkSets: [setNames(state).foes] },
  };
  const deny = [{ name: 'foe', action: 'Deny', from: [froms[guard.form]] }];
  return [policy('guard', { tier: guard.tier, priority: 10, ingress: deny, forward: deny })];
}

function gatePolicy(): Manifest {
  const rules = (port: number) => [
    { name: 'friend', action: 'Pass', from: [{ networks: friend }], ...udp(port) },
    { name: 'others', action: 'Deny', ...udp(port) },
  ];
  return policy('gate', { tier: 'Admin', priority: 50, ingress: rules(7001), forward: rules(7003) });
}

function grantPolicy(state: State): Manifest {
  const { grant } = state;
  const froms = {
    anybody: {},
    address: { from: [{ networks: friend }] },
    set: { from: [{ networkSets: [setNames(state).friends] }] },
    exceptFoes: {
      from: [{ networks: ['198.51.100.0/24', '2001:db8:c::/64'], except: { networkSets: [setNames(state).foes] } }],
    },
  };
  const ports = (port: number) =>
    ({ number: udp(port), range: udp(`${port - 1}-${port}`), service: { services: ['flooded'] } })[grant.ports];
  const allow = { name: 'friend', action: 'Allow', ...froms[grant.from] };
  return policy('grant', {
    tier: grant.tier,
    ingress: [{ ...allow, ...(grant.ports === 'range' ? udp('7000-7001') : ports(7001)) }],
    forward: [{ ...allow, ...toInner, ...ports(7003) }],
  });
}

function innerPlace({ target, port }: Pick<State['nat'], 'target' | 'port'>) {
  return { inner: inners[target], port: innerPorts[port] };
}

function publishedPolicy(state: State): Manifest {
  const { nat } = state;
  const froms = {
    anybody: {},
    address: { from: [{ networks: friend }] },
    set: { from: [{ networkSets: [setNames(state).friends] }] },
  };
  const { inner, port } = innerPlace(nat);
  const ports = [
    { protocol: 'UDP', ports: [port] },
    { protocol: 'TCP', ports: [port] },
  ];
  const to = [{ networks: [inner.ipv4, inner.ipv6] }];
  return policy('published', { forward: [{ name: 'web', action: 'Allow', ...froms[nat.from], to, ports }] });
}

function redirectedPolicy({ nat }: State): Manifest {
  const port = hostPorts[nat.redirect];
  return policy('redirected', {
    ingress: [{ name: 'local', action: 'Allow', from: [{ networks: friend }], ...udp(port) }],
  });
}

function fillerPolicy({ name, tier, priority, ports, action, fromSet }: Filler): Manifest {
  const rules = ports.map((port) => ({
    name: `p${port}`,
    action,
    ...(fromSet ? { from: [{ networkSets: ['crowd'] }] } : {}),
    ports: [{ protocol: 'UDP', ports: [port] }],
  }));
  return policy(name, { tier, priority, ingress: rules, forward: rules });
}

function natTable({ nat }: State, family: Family): DesiredTable {
  const own = sender.host[family];
  const place = (at: Pick<State['nat'], 'target' | 'port'>) => {
    const { inner, port } = innerPlace(at);
    return family === 'ipv4' ? `${inner.ipv4}:${port}` : `[${inner.ipv6}]:${port}`;
  };
  const bits = (nat.target * 2 + nat.port) ^ nat.trap;
  const trap = { target: bits >> 1 === 0 ? 0 : 1, port: (bits & 1) === 0 ? 0 : 1 } as const;
  const to = (protocol: string, port: number) =>
    `-d ${own}/${family === 'ipv4' ? 32 : 128} -p ${protocol} -m ${protocol} --dport ${port}`;
  const dnat = [
    ...nat.others.map((port) => `${to('udp', port)} -j REDIRECT --to-ports 9`),
    `${to('udp', 7004)} -j DNAT --to-destination ${place(nat)}`,
    `${to('tcp', 7004)} -j DNAT --to-destination ${place(nat)}`,
    `${to('udp', 7005)} -j DNAT --to-destination ${place(trap)}`,
    `${to('udp', 7006)} -j REDIRECT --to-ports ${hostPorts[nat.redirect]}`,
    `${to('udp', 7007)} -j REDIRECT --to-ports ${hostPorts[flip(nat.redirect)]}`,
  ];
  const snat = chain('GW-SNAT', '-o inner2 -p tcp -m tcp --dport 9 -j MASQUERADE');
  return {
    name: 'nat',
    chains: [chain('GW-DNAT', ...dnat), ...(nat.masquerade ? [snat] : [])],
    hooks: [hook('PREROUTING', 'GW-DNAT'), ...(nat.masquerade ? [hook('POSTROUTING', 'GW-SNAT')] : [])],
  };
}

function rawTables({ raw, guard }: State, family: Family): readonly DesiredTable[] {
  const rules = [
    ...(raw ? ['-p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP'] : []),
    ...(guard.form === 'raw' ? [`-s ${sources.foe[family]}/${family === 'ipv4' ? 32 : 128} -j DROP`] : []),
  ];
  if (rules.length === 0) return [];
  return [{ name: 'raw', chains: [chain('GW-RAW', ...rules)], hooks: [hook('PREROUTING', 'GW-RAW')] }];
}

const origin = { file: 'flood', line: 1, column: 1, endLine: 1 };

/** Each rule with a comment as all of ours have one: without it a chain could be somebody else's. */
function chain(name: string, ...texts: readonly string[]): DesiredChain {
  const labelled = texts.map((text) => text.replace(' -j ', ' -m comment --comment "nat/flood" -j '));
  return { name, rules: labelled.map((text): DesiredRule => ({ text, label: 'nat/flood', role: 'verdict', origin })) };
}

function hook(builtin: Hook['builtin'], target: string): Hook {
  return { builtin, target, after: [] };
}
