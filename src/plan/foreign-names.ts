// Chains and sets that bear a name as ours do, and that somebody else made. They are told, never touched.

import { type Family, families } from '../policy/family.ts';
import { isShadowChain } from '../ruleset/names.ts';
import {
  type Desired,
  isOwnedChain,
  isOwnedSet,
  type Observed,
  type ObservedChain,
  type ObservedRuleset,
  type ObservedSet,
  type ObservedTable,
} from '../ruleset/ruleset.ts';
import { jumpTarget } from './foreign-jumps.ts';
import { isMadeByUs } from './plan-sets.ts';
import { isLead } from './two-phase.ts';

/** `ipv4 filter GW-VPN`, or `ipset gw4-printers`. */
export interface ForeignName {
  readonly place: string;
  /** Something of ours is to stand under the name. */
  readonly isWanted: boolean;
}

/** What is meant to be ours: what is desired now, and what was before. */
interface Meant {
  readonly desired: Desired;
  readonly lastGood: Desired | undefined;
}

/**
 * Names that others have taken.
 *
 * A chain is theirs when nothing of ours was ever meant to stand there, and none of its rules is as we write them. An
 * empty one could be anybody's and holds nothing. A set is theirs when we mean none by its name and it has another form.
 */
export function findForeignNames(observed: Observed, meant: Meant): readonly ForeignName[] {
  return [
    ...families.flatMap((family) => findForeignChains(observed[family], meant)),
    ...observed.sets
      .filter((set) => isOwnedSet(set.name) && !isMadeByUs(set) && !isMeantSet(set, meant))
      .map(({ name }) => ({ place: `ipset ${name}`, isWanted: false })),
  ];
}

function isMeantSet({ name }: ObservedSet, { desired, lastGood }: Meant): boolean {
  const plain = name.replace(/~$/, '');
  return [desired, lastGood].some((state) => state?.sets.some((set) => set.name === plain) === true);
}

function findForeignChains(observed: ObservedRuleset, { desired, lastGood }: Meant): readonly ForeignName[] {
  return [...observed.tables.values()].flatMap((table) => {
    const strange = [...table.chains.values()].filter((chain) => isOwnedChain(chain.name) && !looksLikeOurs(chain));
    if (strange.length === 0) return [];
    const before = chainNames(lastGood, observed.family, table.name);
    const wanted = chainNames(desired, observed.family, table.name);
    return strange
      .filter(({ name }) => !before.has(name))
      .map(({ name }) => ({
        place: placeOf(observed.family, table, name),
        isWanted: wanted.has(name),
      }));
  });
}

function chainNames(desired: Desired | undefined, family: Family, table: string): ReadonlySet<string> {
  const found = desired?.[family].tables.find(({ name }) => name === table);
  return new Set(found?.chains.map(({ name }) => name));
}

/** Every chain of ours has a rule with one of our comments; those of an update that was cut off may have none. */
function looksLikeOurs({ name, rules }: ObservedChain): boolean {
  return rules.length === 0 || isShadowChain(name) || rules.some(({ text }) => ownComment.test(text) || isLead(text));
}

const ownComment = /(?:^| )--comment "?(?:policy|profile|tier|zone|nat)\//;

function placeOf(family: Family, table: ObservedTable, chain: string): string {
  return `${family} ${table.name} ${chain}`;
}

/** What was observed, with the foreign names and what leads to them under names that are not ours: so nothing of it is planned. */
export function setAside(observed: Observed, foreign: readonly ForeignName[]): Observed {
  if (foreign.length === 0) return observed;
  const places = new Set(foreign.map(({ place }) => place));
  return {
    ...observed,
    ipv4: setChainsAside(observed.ipv4, places),
    ipv6: setChainsAside(observed.ipv6, places),
    sets: observed.sets.filter(({ name }) => !places.has(`ipset ${name}`)),
  };
}

const asideHead = 'not-ours:';

function setChainsAside(ruleset: ObservedRuleset, places: ReadonlySet<string>): ObservedRuleset {
  const tables = [...ruleset.tables.values()].map((table): ObservedTable => {
    const isAside = (name: string | undefined) =>
      name !== undefined && places.has(placeOf(ruleset.family, table, name));
    const names = [...table.chains.keys()];
    if (!names.some(isAside)) return table;
    const chains = [...table.chains.values()].map((chain): ObservedChain => {
      const name = isAside(chain.name) ? asideHead + chain.name : chain.name;
      const rules = chain.rules.map((rule) => {
        const target = jumpTarget(rule.text);
        if (target === undefined || !isAside(target)) return rule;
        return { ...rule, text: `${rule.text.slice(0, -target.length)}${asideHead}${target}` };
      });
      return { ...chain, name, rules };
    });
    return { ...table, chains: new Map(chains.map((chain) => [chain.name, chain])) };
  });
  return { ...ruleset, tables: new Map(tables.map((table) => [table.name, table])) };
}
