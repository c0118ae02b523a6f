// How many kernel rules manifests may become: lists on both sides of a rule multiply, and a few lines could fill a machine.

import { type Family, families } from '../policy/family.ts';
import type { Fault } from '../policy/fault.ts';
import { type Memo, noMemo } from '../policy/memo.ts';
import type { Direction, NatItem, Policy, Profile, Rule, Selected } from '../policy/policy.ts';
import { countNarrowings } from './compile-narrowing.ts';
import { countSelectors, resolveSets, type SetsOfFamily } from './compile-selector.ts';

const maxPerRule = 4_096;
const maxPerHost = 200_000;
/** Rules by which packets leave a chain must stand in the chain itself, beside what it is for. */
const maxReturns = 300;
/** A chain of its own, all of whose rules return but the last. */
const maxPerChain = 490;
const intoSet = 'put the addresses into a NetworkSet, which is one rule however many they are';
const directions: readonly Direction[] = ['ingress', 'egress', 'forward'];

/** Rules that would become too many kernel rules, and the first that brings the host beyond its bound; empty when all fit. */
export function checkRuleCounts(selected: Selected, memo: Memo = noMemo): readonly Fault[] {
  const sets = families.map((family) => ({ family, sets: resolveSets(selected.sets, family) }));
  const faults: Fault[] = [];
  let total = 0;
  for (const policy of selected.policies) {
    const counts = memo.keep('counts', policy, () =>
      directions
        .flatMap((direction) => policy[direction])
        .map((rule) => Math.max(...sets.map(({ family, sets }) => countRule(rule, family, sets)))),
    );
    for (const [index, count] of counts.entries()) {
      const before = total;
      total += count;
      if (count > maxPerRule)
        faults.push(faultOf(policy, index, `would become ${count} kernel rules, allowed are ${maxPerRule}`));
      else if (before <= maxPerHost && total > maxPerHost) {
        faults.push(faultOf(policy, index, `brings this host to more than ${maxPerHost} kernel rules`));
      }
    }
  }
  return [
    ...faults,
    ...checkProfileCounts(selected, sets),
    ...checkInterfaceCounts(selected),
    ...checkNatCounts(selected, sets),
  ];
}

/** What is written once for each interface, or for each two of a zone. */
function checkInterfaceCounts({ profile, zones }: Selected): readonly Fault[] {
  const interfaces = zones.reduce((sum, zone) => sum + zone.interfaces.length, 0);
  const returns = profile.unmanagedForward === 'Deny' && profile.defaults.forward === 'Allow' ? interfaces : 0;
  const remedy = 'name interfaces by a prefix, like `vlan+`';
  return [
    ...tooMany(profile, { field: 'coexistence', count: returns, allowed: maxReturns, remedy }),
    ...zones.flatMap((zone) => {
      const field = 'antiSpoof';
      const others = zones.filter(({ name }) => name !== zone.name).flatMap(({ networks }) => networks);
      const ways = zone.interfaces.length + others.length;
      const count = Math.max(zone.interfaces.length === 1 && others.length === 0 ? 0 : ways, zone.networks.length);
      if (zone.antiSpoof === 'Disabled' || zone.networks.length === 0) return [];
      const shorter = 'write fewer, wider networks in the zones of this host, or antiSpoof: Disabled';
      return tooMany(zone, { kind: 'Zone', field, count, allowed: maxPerChain, remedy: shorter });
    }),
    ...zones.flatMap((zone) =>
      zone.intraZone === profile.defaults.forward
        ? []
        : tooMany(zone, {
            kind: 'Zone',
            field: 'intraZone',
            count: zone.interfaces.length ** 2,
            allowed: maxPerRule,
            remedy,
          }),
    ),
  ];
}

/** What a profile says of peers: the failsafe, limits and who is never banned. */
function checkProfileCounts({ profile, nat }: Selected, sets: readonly SetsByFamily[]): readonly Fault[] {
  const failsafe = profile.failsafe.ingress === 'auto' ? [] : profile.failsafe.ingress;
  const largest = (count: (own: SetsByFamily) => number) => Math.max(...sets.map(count));
  const open = largest((own) => countAll(failsafe, own));
  const out = largest(({ family, sets }) =>
    profile.failsafe.egress.reduce(
      (sum, { to, traffic }) => sum + countSelectors({ from: 'any', to, traffic }, family, sets),
      0,
    ),
  );
  const exempt = largest((own) => countAll([{ from: profile.portScan?.exempt ?? [], traffic: 'any' }], own));
  const left = largest((own) =>
    nat.reduce((sum, item) => sum + (item.kind === 'exempt' ? countItem(item, own) : 0), 0),
  );
  return [
    ...tooMany(profile, { field: 'failsafe/egress', count: out, allowed: maxPerRule }),
    ...profile.packetLimits.flatMap((limit) =>
      tooMany(profile, { field: 'packetLimits', count: largest((own) => countAll([limit], own)), allowed: maxPerRule }),
    ),
    ...(profile.portScan === undefined
      ? []
      : tooMany(profile, { field: 'hardening/portScan', count: exempt + open, allowed: maxReturns })),
    // In front of every translation both stand, and in front of the checks of table raw the failsafe.
    ...(nat.length === 0
      ? tooMany(profile, { field: 'failsafe', count: open, allowed: maxReturns })
      : tooMany(
          { ...profile, origin: nat.findLast(({ kind }) => kind === 'exempt')?.origin ?? profile.origin },
          { field: 'failsafe', count: open + left, allowed: maxReturns, with: 'the exemptions of NatPolicies' },
        )),
  ];
}

function countAll(items: readonly Pick<Rule, 'from' | 'traffic'>[], { family, sets }: SetsByFamily): number {
  return items.reduce((sum, { from, traffic }) => sum + countSelectors({ from, to: 'any', traffic }, family, sets), 0);
}

interface Count {
  readonly field: string;
  readonly count: number;
  readonly allowed: number;
  /** What is counted in. */
  readonly with?: string;
  /** Whose field it is; FirewallProfile when absent. */
  readonly kind?: string;
  /** A set, when absent. */
  readonly remedy?: string;
}

function tooMany(
  { name, origin }: Pick<Profile, 'name' | 'origin'>,
  { field, count, allowed, with: more, kind = 'FirewallProfile', remedy = intoSet }: Count,
): readonly Fault[] {
  if (count <= allowed) return [];
  const { file, line, column } = origin;
  const message = `${field}${more === undefined ? '' : ` with ${more}`} would become ${count} kernel rules, allowed are ${allowed}; ${remedy}`;
  return [{ file, line, column, pointer: `/spec/${field}`, subject: `${kind}/${name}`, message }];
}

interface SetsByFamily {
  readonly family: Family;
  readonly sets: SetsOfFamily;
}

/** Items of NatPolicies that would become too many kernel rules: clients, destinations and ports multiply there, too. */
function checkNatCounts({ nat }: Selected, sets: readonly SetsByFamily[]): readonly Fault[] {
  return nat.flatMap((item) => {
    const count = Math.max(...sets.map((own) => countItem(item, own)));
    if (count <= maxPerRule) return [];
    const { file, line, column } = item.origin;
    const [, policy = '', name = ''] = item.label.split('/');
    const message = `item ${name} would become ${count} kernel rules, allowed are ${maxPerRule}; ${intoSet}`;
    return [{ file, line, column, pointer: '', subject: `NatPolicy/${policy}`, message }];
  });
}

function countItem(item: NatItem, { family, sets }: SetsByFamily): number {
  if (!item.families.includes(family) || item.kind === 'networkMap') return 0;
  const to = 'to' in item ? item.to : 'any';
  const interfaces = 'in' in item ? item.in.length : 'out' in item ? item.out.length : 1;
  const ranges = 'ports' in item ? item.ports.reduce((sum, { ports }) => sum + Math.max(1, ports.length), 0) : 1;
  return countSelectors({ from: item.from, to, traffic: 'any' }, family, sets) * Math.max(1, interfaces) * ranges;
}

/** Half as many again with records and refusals; the bound is for what multiplies. */
function countRule(rule: Rule, family: Family, sets: SetsOfFamily): number {
  return rule.families.includes(family) ? countSelectors(rule, family, sets) * countNarrowings(rule, family) : 0;
}

/** `index` counts the rules of all directions. */
function faultOf(policy: Policy, index: number, found: string): Fault {
  const rule = directions.flatMap((direction) => policy[direction])[index];
  if (rule === undefined) throw new Error(`${policy.name} has no rule ${index}`);
  const { file, line, column } = rule.origin;
  const message = `rule ${rule.name} ${found}; ${intoSet}`;
  return { file, line, column, pointer: '', subject: `FirewallPolicy/${policy.name}`, message };
}
