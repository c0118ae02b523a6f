// How sets come to hold what is desired: entry by entry, swapped as a whole, or made beside and switched by the rules.

import type { Family } from '../policy/family.ts';
import { alternateSetName } from '../ruleset/names.ts';
import type { Desired, DesiredSet, Observed, ObservedSet } from '../ruleset/ruleset.ts';
import { diffEndings, type Timeouts } from './set-endings.ts';
import type { Lookups } from './set-slots.ts';

/**
 * How a set changes so that no packet meets a mixture of two revisions.
 *
 * `InPlace`: entries come before the rules change and go after. `Swap`: a temporary set with the whole content takes its
 * place at one stroke; no rule changes. `Beside`: it is made whole under this name, which no rule of ours bears yet, and
 * the rules switch to it. `SwapBefore`: the same, where a chain that must stay bears that name: it is never empty.
 */
export type SetWay = 'InPlace' | 'Swap' | 'SwapBefore' | 'Beside';

export interface SetPlan {
  /** Its name is the one that rules bear afterwards. */
  readonly set: DesiredSet;
  readonly way: SetWay;
  /** Whether the set is made first. */
  readonly create: boolean;
  /** What differs from the set that the rules know now; all entries where there is none. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Entries that stand there and will be gone too early: they get their time anew. Nobody has changed them. */
  readonly renew: readonly string[];
  /** Seconds that each entry with an end has left; absent: the set lets none end. */
  readonly timeouts?: Timeouts;
}

/** An owned set's name is taken by a set that is not as we make it: changing it could cut whoever made it. */
export interface SetConflict {
  readonly name: string;
  readonly message: string;
}

export const maxSetEntries = 1_048_576;

/** From this size on, a set that changes by more than a third is swapped as a whole. */
const largeSet = 1000;

export interface SetWorld {
  readonly observed: ReadonlyMap<string, ObservedSet>;
  /** What the owned rules of the set's family name now. */
  readonly lookups: Lookups;
  /** When the kernel was looked at, since 1970. */
  readonly nowSeconds: number;
}

export function setWorld(observed: Observed, lookups: Lookups): SetWorld {
  const nowSeconds = (observed.atMs ?? 0) / 1_000;
  return { observed: new Map(observed.sets.map((set) => [set.name, set])), lookups, nowSeconds };
}

/** Sets that exist already, under the name that rules know, and whose content or form is not as desired. */
export function findChangedSets(sets: readonly DesiredSet[], world: SetWorld): readonly DesiredSet[] {
  return sets.filter((set) => {
    const found = world.observed.get(set.name);
    return found !== undefined && !(isFit(set, found) && (isLive(set) || holdsSame(set, found, world)));
  });
}

/** Whether the one changed set can change by itself: no rule of its family changes, and no other set. */
export function planAlone(set: DesiredSet, world: SetWorld): SetPlan | undefined {
  const found = world.observed.get(set.name);
  if (found === undefined || !canSwap(set, found)) return undefined;
  const plan = { set, create: false, ...diffEntries(set, found, world) };
  const { add, remove } = plan;
  // With src and dst looked up, a packet could meet one address before the change and the other behind it.
  const sides = [...(world.lookups.get(set.name) ?? [])];
  const isOneSided = sides.length <= 1 && sides.every((side) => new Set(side.split(',')).size === 1);
  const isLarge = set.entries.length > largeSet && (add.length + remove.length) * 3 > set.entries.length;
  return { ...plan, way: isFit(set, found) && isOneSided && !isLarge ? 'InPlace' : 'Swap' };
}

/**
 * A set that rules do not name yet under `set.name`, made whole before they do. `known`: what they name until then.
 */
export function planBeside(set: DesiredSet, world: SetWorld, known?: ObservedSet): SetPlan {
  const found = world.observed.get(set.name);
  const isLive = found !== undefined && canSwap(set, found) && world.lookups.has(set.name);
  return { set, way: isLive ? 'SwapBefore' : 'Beside', create: found === undefined, ...diffEntries(set, known, world) };
}

function diffEntries(
  set: DesiredSet,
  found: ObservedSet | undefined,
  world: SetWorld,
): Pick<SetPlan, 'add' | 'remove' | 'renew' | 'timeouts'> {
  if (isLive(set)) return { add: [], remove: [], renew: [] };
  if (set.until !== undefined) return diffEndings(set, found, world.nowSeconds);
  const wanted = new Set(set.entries);
  const present = new Set(found?.entries ?? []);
  return {
    add: set.entries.filter((entry) => !present.has(entry)),
    remove: [...present].filter((entry) => !wanted.has(entry)),
    renew: [],
  };
}

/** Its entries come and go at run time, and none is drift. */
function isLive({ type, isLive }: DesiredSet): boolean {
  return type === flows || isLive === true;
}

function holdsSame(set: DesiredSet, found: ObservedSet, world: SetWorld): boolean {
  if (set.until !== undefined) {
    const { add, remove, renew } = diffEntries(set, found, world);
    return add.length + remove.length + renew.length === 0;
  }
  if (set.entries.length !== found.entries.length) return false;
  const present = new Set(found.entries);
  return set.entries.every((entry) => present.has(entry));
}

/**
 * Sets that bear an owned name without being what we make under it, and without any rule of ours that uses them.
 *
 * One that our rules use is ours, of an older version perhaps, and is made anew.
 */
export function findSetConflicts(desired: Desired, world: SetWorld): readonly SetConflict[] {
  return desired.sets.flatMap((set) =>
    [set.name, alternateSetName(set.name)].flatMap((name) => {
      const found = world.observed.get(name);
      if (found === undefined || canSwap(set, found) || world.lookups.has(name)) return [];
      const message = `the ipset ${name} exists as ${found.type} ${found.options.join(' ')}, not as ${set.type} family ${familyWord(set.family)}; somebody else made it: rename or destroy it`;
      return [{ name, message }];
    }),
  );
}

/** `inet` or `inet6`, as ipset calls the families. */
export function familyWord(family: Family): 'inet' | 'inet6' {
  return family === 'ipv4' ? 'inet' : 'inet6';
}

/** Of our type and family: the kernel swaps no others. */
function canSwap(set: DesiredSet, found: ObservedSet): boolean {
  return found.type === set.type && optionOf(found, 'family') === familyWord(set.family);
}

/** As we make it, or so that it makes no difference: room enough, and no entry that goes away by itself. */
function isFit(set: DesiredSet, found: ObservedSet): boolean {
  const room = Number(optionOf(found, 'maxelem') ?? 0);
  const endsEntries = set.until !== undefined || set.type === flows;
  return (
    canSwap(set, found) &&
    room >= Math.min(maxSetEntries, roomFor(set)) &&
    !hasForeignOption(found) &&
    found.options.includes('timeout') === endsEntries
  );
}

function roomFor(set: DesiredSet): number {
  return isLive(set) ? maxSetEntries : set.entries.length * 2;
}

/** In the form in which we make every set; hash tables grow by themselves. */
export function isMadeByUs(set: ObservedSet): boolean {
  return set.type in ownOptions && optionOf(set, 'maxelem') === `${maxSetEntries}` && !hasForeignOption(set);
}

const flows = 'hash:ip,port,ip';
const ownOptions: Readonly<Record<string, readonly string[]>> = {
  'hash:net': ['family', 'hashsize', 'maxelem', 'bucketsize', 'timeout'],
  'hash:ip,port': ['family', 'hashsize', 'maxelem', 'bucketsize'],
  'hash:ip,port,ip': ['family', 'hashsize', 'maxelem', 'bucketsize', 'timeout'],
};

function hasForeignOption(set: ObservedSet): boolean {
  const own = ownOptions[set.type] ?? [];
  const timeout = optionOf(set, 'timeout');
  // Of networks only those end that say so; flows always do.
  const isOwnTimeout =
    set.type === 'hash:net' ? timeout === undefined || timeout === '0' : timeout !== undefined || set.type !== flows;
  return (
    set.options.some((word) => /^[a-z]/.test(word) && !/^inet6?$/.test(word) && !own.includes(word)) || !isOwnTimeout
  );
}

function optionOf({ options }: ObservedSet, name: string): string | undefined {
  const at = options.indexOf(name);
  return at < 0 ? undefined : options[at + 1];
}
