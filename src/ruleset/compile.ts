// From what a host must enforce to the tables, chains and sets that enforce it. Pure: equal input gives equal text.

import type { Family } from '../policy/family.ts';
import { type Memo, noMemo } from '../policy/memo.ts';
import { formatSetEntry, type Network, splitDefault } from '../policy/network.ts';
import type { AddressSet, Direction, Selected } from '../policy/policy.ts';
import { compileBogonSets } from './compile-bogons.ts';
import { compileDirection, compileShared } from './compile-layout.ts';
import { compileLifelinesSet } from './compile-lifelines.ts';
import { compileMssClamp } from './compile-mss.ts';
import { compileNat } from './compile-nat.ts';
import type { CompileContext } from './compile-policy.ts';
import { compileRaw } from './compile-raw.ts';
import { compileRevokedSet } from './compile-revoked.ts';
import { resolveSets, type SetsOfFamily } from './compile-selector.ts';
import { refuseDepth } from './depth.ts';
import type { FinishedChain } from './finished-chain.ts';
import { layoutChain, setName } from './names.ts';
import type { Desired, DesiredChain, DesiredRuleset, DesiredSet, DesiredTable, Hook } from './ruleset.ts';

const directions: readonly Direction[] = ['ingress', 'forward', 'egress'];
const builtins = { ingress: 'INPUT', forward: 'FORWARD', egress: 'OUTPUT' } as const;

/**
 * The owned part of both rulesets, and the sets that their rules name.
 *
 * `memo` is the one with which `selected` was selected: chains of unchanged policies are the very same objects.
 *
 * @throws only for a defect of ours: what can be wrong in manifests was refused before.
 */
export function compileRuleset(selected: Selected, memo: Memo = noMemo): Desired {
  const ipv4 = compileFamily(selected, 'ipv4', memo);
  const ipv6 = compileFamily(selected, 'ipv6', memo);
  return { ipv4: ipv4.ruleset, ipv6: ipv6.ruleset, sets: [...ipv4.sets, ...ipv6.sets].toSorted(byName) };
}

function compileFamily(
  selected: Selected,
  family: Family,
  memo: Memo,
): { readonly ruleset: DesiredRuleset; readonly sets: readonly DesiredSet[] } {
  const sets = resolveSets(selected.sets, family);
  const contextOf = (direction: Direction): CompileContext => ({
    family,
    direction,
    sets,
    profile: selected.profile,
    memo,
  });
  const tables = [
    finishTable({ name: 'raw', ...compileRaw(selected, contextOf('ingress')) }),
    finishTable({ name: 'mangle', ...compileMssClamp(selected, contextOf('forward')) }),
    finishTable({ name: 'nat', ...compileNat(selected, contextOf('forward')) }),
    compileFilter(selected, contextOf),
  ].filter(({ chains }) => chains.length > 0);
  const chains = tables.flatMap((table) => table.chains);
  return {
    ruleset: { family, tables },
    sets: compileSets(selected, family, { sets, chains }),
  };
}

/** A table whose chains still say which sets they name. */
interface CompiledTable extends DesiredTable {
  readonly chains: readonly FinishedChain[];
}

function compileFilter(selected: Selected, contextOf: (direction: Direction) => CompileContext): CompiledTable {
  const byDirection = directions.map((direction) => ({
    direction,
    chains: compileDirection(selected, contextOf(direction)),
  }));
  const own = byDirection.flatMap(({ chains }) => chains);
  const chains = [...own, ...compileShared(own, selected, contextOf('ingress'))];
  const hooks = byDirection
    .filter((part) => part.chains.length > 0)
    .map(
      ({ direction }): Hook => ({
        builtin: builtins[direction],
        target: layoutChain(direction),
        after: direction === 'egress' ? [] : selected.profile.hookAfter,
      }),
    );
  return finishTable({ name: 'filter', chains, hooks });
}

function finishTable({ name, chains, hooks }: CompiledTable): CompiledTable {
  refuseRepeatedNames(chains);
  refuseDepth(chains);
  return { name, chains: chains.toSorted(byName), hooks };
}

/** Only sets that some rule of the family really names: a set in a rule of the other family alone would stand unused. */
function compileSets(
  selected: Selected,
  family: Family,
  compiled: { readonly sets: SetsOfFamily; readonly chains: readonly FinishedChain[] },
): readonly DesiredSet[] {
  const named = new Set(compiled.chains.flatMap((chain) => chain.sets));
  const own = [
    ...compileBogonSets(selected, family),
    compileLifelinesSet(selected, family),
    compileRevokedSet({ family, profile: selected.profile }),
  ];
  const ofManifests = selected.sets.flatMap((set): DesiredSet[] => {
    const name = setName(family, set.name);
    if (!named.has(name)) return [];
    const networks = compiled.sets.get(set.name)?.networks ?? [];
    return [compileSet(set, { name, family, networks })];
  });
  return [...own.filter(({ name }) => named.has(name)), ...ofManifests];
}

function compileSet(
  { ending, answers = [], origin }: AddressSet,
  { networks, ...named }: Pick<DesiredSet, 'name' | 'family'> & { readonly networks: readonly Network[] },
): DesiredSet {
  const format = (network: Network) => splitDefault(network).map(formatSetEntry);
  const own = [...networks, ...answers.filter(({ family }) => family === named.family)];
  const entries = [...new Set(own.flatMap(format))];
  if (ending === undefined) return { ...named, type: 'hash:net', entries: entries.toSorted(), origin };
  const until = ending.flatMap(({ network, untilSeconds }) =>
    network.family === named.family ? format(network).map((entry) => [entry, untilSeconds] as const) : [],
  );
  const all = [...new Set([...entries, ...until.map(([entry]) => entry)])];
  return { ...named, type: 'hash:net', entries: all.toSorted(), until: Object.fromEntries(until), origin };
}

function refuseRepeatedNames(chains: readonly DesiredChain[]): void {
  const seen = new Set<string>();
  for (const { name } of chains) {
    if (seen.has(name)) throw new Error(`two chains are called ${name}`);
    seen.add(name);
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
