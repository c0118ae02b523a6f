// Chains that would be too long, cut into parts at places that follow from the rules themselves.
//
// Reading and editing a chain costs nft the square of its length, so no chain of ours is longer than `maxChainLength`. A part
// begins at a rule whose own text says so, by its hash: an edit changes the part it is in, and where it makes or removes
// such a rule, the part beside it; never the ones behind.

import type { Family } from '../policy/family.ts';
import type { Origin } from '../policy/fault.ts';
import { type CompiledRule, passChain } from './compile-policy.ts';
import type { CompiledChain } from './layout-rule.ts';
import { partChain } from './names.ts';
import { printRule, type Selector } from './rule.ts';

export const maxChainLength = 500;

/** The bit of the packet mark that says "leave this tier". */
export const passBit = 0x2000;

/** Rules that stay together, because the second one speaks of the first. */
export type Unit = readonly CompiledRule[];

export interface SplitChain {
  readonly name: string;
  readonly units: readonly Unit[];
  /** Chains that set the bit, as a Pass does. */
  readonly leaving?: readonly string[];
  /** Of the jumps to the parts. */
  readonly comment: string;
  readonly origin: Origin;
}

/**
 * The chain, and the parts behind it where it is too long: then it holds one jump for each.
 *
 * A `Pass` within a part comes back to the chain, which leaves by the bit.
 */
export function splitChain(chain: SplitChain, family: Family): readonly CompiledChain[] {
  if (countRules(chain.units) <= maxChainLength) return [{ name: chain.name, rules: chain.units.flat() }];
  return cutChain(chain, { family, room: maxChainLength, level: 1, nameOf: namer(chain.name) });
}

interface Cut {
  readonly family: Family;
  /** How many rules the chain itself may keep. */
  readonly room: number;
  /** 1 for the rules themselves, 2 for jumps to their parts where those are too many, and so on. */
  readonly level: number;
  readonly nameOf: (text: string) => string;
}

function cutChain(chain: SplitChain, cut: Cut): readonly CompiledChain[] {
  const units = chain.units.map((unit) => hashUnit(unit, cut.family));
  const parts = cutUnits(units, firstMask).map((part, index) => ({
    name: cut.nameOf(`${cut.level} ${index === 0 ? 'first' : (part[0]?.text ?? '')}`),
    rules: part.flatMap(({ unit }) => unit),
  }));
  const jumps = parts.map(({ name, rules }) => jumpTo(name, rules, chain));
  const heads =
    countRules(jumps) <= cut.room
      ? [{ name: chain.name, rules: jumps.flat() }]
      : cutChain({ ...chain, units: jumps }, { ...cut, level: cut.level + 1 });
  return [...heads, ...parts];
}

/**
 * A chain with rules that return from it, which must stand in it: only what stands between them is cut.
 *
 * @throws where returns alone are too many: no manifest can make so many.
 */
export function splitBetweenReturns(chain: SplitChain, family: Family): readonly CompiledChain[] {
  const rules = chain.units.flat();
  if (rules.length <= maxChainLength) return [{ name: chain.name, rules }];
  const runs = readRuns(rules).map((run, index) => {
    if (run.length <= maxRun) return { rules: run, parts: [] };
    const name = `${chain.name}.${index}`;
    const [head, ...parts] = cutChain(
      { ...chain, name, units: run.map((rule) => [rule]) },
      { family, room: maxRun, level: 1, nameOf: namer(name) },
    );
    return { rules: head?.rules ?? [], parts };
  });
  const left = runs.flatMap((run) => run.rules);
  if (left.length > maxChainLength) throw new Error(`${chain.name} keeps ${left.length} rules`);
  return [{ name: chain.name, rules: left }, ...runs.flatMap(({ parts }) => parts)];
}

/** What stands between two rules that return stays where it is up to this length; and no more jumps take its place. */
const maxRun = 100;

function readRuns(rules: readonly CompiledRule[]): readonly (readonly CompiledRule[])[] {
  const runs: CompiledRule[][] = [[]];
  for (const rule of rules) {
    if (rule.target.kind === 'return') runs.push([rule], []);
    else runs.at(-1)?.push(rule);
  }
  return runs;
}

/** A jump to `chain`, and where that holds a Pass, the way out behind it. */
export function jumpTo(
  chain: string,
  rules: readonly CompiledRule[],
  made: { readonly comment: string; readonly origin: Origin; readonly leaving?: readonly string[] },
): Unit {
  const { comment, origin } = made;
  const jump = plainJump(chain, rules, made);
  const leave: CompiledRule = {
    selector: { matches: [{ kind: 'mark', bit: passBit }] },
    comment,
    target: { kind: 'return' },
    role: 'layout',
    origin,
  };
  return holdsPass(rules, made.leaving) ? [jump, leave] : [jump];
}

/** A jump to `chain`, which asks for what all of its rules ask for. */
export function plainJump(
  chain: string,
  rules: readonly CompiledRule[],
  { comment, origin }: { readonly comment: string; readonly origin: Origin },
): CompiledRule {
  return { selector: shared(rules), comment, target: { kind: 'jump', chain }, role: 'layout', origin };
}

/** Whether a packet may come back from these rules with the bit set. */
export function holdsPass(rules: readonly CompiledRule[], leaving: readonly string[] = []): boolean {
  return rules.some(({ target, selector }) => {
    if (target.kind !== 'return') {
      return target.kind === 'goto' && (target.chain === passChain || leaving.includes(target.chain));
    }
    const [match] = selector.matches;
    if (match?.kind !== 'mark') throw new Error('a rule that returns would leave its part only');
    return true;
  });
}

/** What all rules of a chain have in common: a jump that asks for it spares other packets the way. */
function shared(rules: readonly CompiledRule[]): Selector {
  const [first] = rules;
  if (first === undefined) return { matches: [] };
  const common = <K extends 'in' | 'out' | 'protocol'>(key: K) =>
    rules.every(({ selector }) => selector[key] === first.selector[key]);
  const { in: input, out, protocol } = first.selector;
  return {
    ...(input !== undefined && common('in') ? { in: input } : {}),
    ...(out !== undefined && common('out') ? { out } : {}),
    ...(protocol !== undefined && common('protocol') ? { protocol } : {}),
    matches: [],
  };
}

interface HashedUnit {
  readonly unit: Unit;
  readonly text: string;
  readonly hash: number;
}

/** One unit in 128 begins a part. */
const firstMask = 127;

/** Cut where the hash says so; parts that are still too long, by fewer bits; at last by number. */
function cutUnits(units: readonly HashedUnit[], mask: number): readonly (readonly HashedUnit[])[] {
  if (mask === 0) return cutByNumber(units);
  const parts: HashedUnit[][] = [];
  for (const unit of units) {
    const part = parts.at(-1);
    if (part === undefined || (unit.hash & mask) === 0) parts.push([unit]);
    else part.push(unit);
  }
  return parts.flatMap((part) =>
    countRules(part.map(({ unit }) => unit)) > maxChainLength ? cutUnits(part, mask >> 2) : [part],
  );
}

/** For texts that are all alike. */
function cutByNumber(units: readonly HashedUnit[]): readonly (readonly HashedUnit[])[] {
  const parts: HashedUnit[][] = [];
  let length = maxChainLength;
  for (const unit of units) {
    if (length + unit.unit.length > maxChainLength) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(unit);
    length += unit.unit.length;
  }
  return parts;
}

function hashUnit(unit: Unit, family: Family): HashedUnit {
  const [first] = unit;
  const text = first === undefined ? '' : printRule(family, first);
  return { unit, text, hash: fnv1a(text) };
}

/** Fowler, Noll and Vo: quick, and even in its low bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // The low bits of the last characters alone would decide otherwise.
  return (hash ^ (hash >>> 15)) >>> 0;
}

function countRules(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.length, 0);
}

/** Names for the parts of one chain: each text gives its own, and another one where that is taken. */
function namer(chain: string): (text: string) => string {
  const taken = new Set<string>();
  return (text) => {
    let name = partChain(chain, text);
    for (let again = 1; taken.has(name); again += 1) name = partChain(chain, `${text} ${again}`);
    taken.add(name);
    return name;
  };
}
