// Which rules of a long chain a packet may match at all, found by its port or an address instead of by asking each rule.

import { type AddressRange, compareWords, type Words } from './address-words.ts';
import type { Flow } from './flow.ts';

/** What a rule asks for in plain words: a packet that differs matches it in no way, whatever else is not known. */
export interface Hints {
  /** Never zero, which stands for every protocol. */
  readonly protocol?: number;
  /** Of the destination; only beside a protocol. */
  readonly ports?: readonly { readonly from: number; readonly to: number }[];
  readonly source?: AddressRange;
  readonly destination?: AddressRange;
}

/** A rule, and the chain to which a jump leads: nothing comes of a jump to a chain in which nothing matches. */
export interface IndexedRule {
  readonly hints: Hints;
  readonly jumpsTo?: IndexedChain;
}

export interface IndexedChain {
  /** All values on an axis that some rule may match; undefined where that is not known. */
  readonly reach: (axis: AxisName) => readonly Range[] | undefined;
}

/** The rules that the packet may match, in their order. */
export type Select<R> = (flow: Flow) => readonly R[];

/** What a packet is looked up by; a port counts with its protocol. */
export type AxisName = 'port' | 'source' | 'destination';

/** Inclusive on both ends. */
export type Range = AddressRange;

const axisNames: readonly AxisName[] = ['port', 'source', 'destination'];
/** Fewer than so many are asked one by one. */
const fewRules = 6;
/** A chain that reaches further is asked each time. */
const maxReach = 20_000;

export function indexRules<R extends IndexedRule>(rules: readonly R[]): Select<R> {
  return indexBy(rules, axisNames);
}

/** What the rules of a chain reach together; undefined where one of them may match anything. */
export function reachOf(rules: readonly IndexedRule[], axis: AxisName): readonly Range[] | undefined {
  const all: Range[] = [];
  for (const rule of rules) {
    const own = rangesOf(rule, axis);
    if (own === undefined || all.length + own.length > maxReach) return undefined;
    all.push(...own);
  }
  return all;
}

function indexBy<R extends IndexedRule>(rules: readonly R[], names: readonly AxisName[]): Select<R> {
  if (rules.length < fewRules) return () => rules;
  const [best] = names
    .flatMap((name) => cutAxis(rules, name) ?? [])
    .filter(({ cost }) => cost <= rules.length * 0.7)
    .toSorted((a, b) => a.cost - b.cost);
  if (best === undefined) return () => rules;
  const rest = names.filter((name) => name !== best.name);
  const pieces = new Map<number, Select<R>>();
  return (flow) => {
    const value = valueOn(flow, best.name);
    if (value === undefined) return rules;
    const at = countUpTo(best.starts, value) - 1;
    let select = pieces.get(at);
    if (select === undefined) {
      const found = new Set([...best.others, ...(best.covers[at] ?? [])]);
      select = indexBy(
        rules.filter((_, index) => found.has(index)),
        rest,
      );
      pieces.set(at, select);
    }
    return select(flow);
  };
}

const withPorts: readonly number[] = [6, 17, 33, 132, 136];
const noWords: Words = [0, 0, 0, 0];

/** Undefined where it is not known. */
function valueOn(flow: Flow, axis: AxisName): Words | undefined {
  switch (axis) {
    case 'source':
      return flow.knowsSource ? flow.source : undefined;
    case 'destination':
      return flow.knowsDestination ? flow.destination : undefined;
    case 'port': {
      const { protocol } = flow.packet;
      if (flow.destinationPort === undefined && withPorts.includes(protocol)) return undefined;
      return portWords(protocol, flow.destinationPort ?? 0);
    }
  }
}

function portWords(protocol: number, port: number): Words {
  return [0, 0, 0, protocol * 0x10000 + port];
}

function rangesOf({ hints, jumpsTo }: IndexedRule, axis: AxisName): readonly Range[] | undefined {
  const own = axis === 'port' ? portRanges(hints) : hints[axis] === undefined ? undefined : [hints[axis]];
  return own ?? jumpsTo?.reach(axis);
}

function portRanges({ protocol, ports }: Hints): readonly Range[] | undefined {
  if (protocol === undefined) return undefined;
  return (ports ?? [{ from: 0, to: 0xffff }]).map(({ from, to }) => ({
    first: portWords(protocol, from),
    last: portWords(protocol, to),
  }));
}

/** An axis, cut wherever a range begins or ends: from one start to the next the same rules may match. */
interface CutAxis {
  readonly name: AxisName;
  readonly starts: readonly Words[];
  /** For each start, the places of the rules whose ranges hold there. */
  readonly covers: readonly (readonly number[])[];
  /** Rules that ask for nothing on this axis. */
  readonly others: readonly number[];
  /** About how many rules a packet would still be asked of. */
  readonly cost: number;
}

/** Undefined where ranges lie one above the other so often that it would not pay. */
function cutAxis(rules: readonly IndexedRule[], name: AxisName): CutAxis | undefined {
  const ranges = rules.map((rule) => rangesOf(rule, name));
  const others = [...ranges.keys()].filter((index) => ranges[index] === undefined);
  if (others.length > rules.length * 0.7) return undefined;
  const known = ranges.flatMap((own) => own ?? []);
  const starts = sortWords(known.flatMap(({ first, last }) => [first, successor(last)]));
  const covers: number[][] = starts.map(() => []);
  let room = 32 * known.length + 1000;
  for (const [index, own] of ranges.entries()) {
    for (const { first, last } of own ?? []) {
      const end = countUpTo(starts, last);
      for (let at = countUpTo(starts, first) - 1; at < end; at += 1) covers[at]?.push(index);
      room -= end - countUpTo(starts, first) + 1;
      if (room < 0) return undefined;
    }
  }
  const covered = covers.reduce((sum, cover) => sum + cover.length, 0);
  return { name, starts, covers, others, cost: others.length + covered / Math.max(1, starts.length) };
}

function sortWords(values: readonly Words[]): readonly Words[] {
  return values.toSorted(compareWords).filter((value, index, all) => {
    const before = all[index - 1];
    return before === undefined || compareWords(before, value) !== 0;
  });
}

/** The number behind; behind the last one comes the first, at which then nothing begins. */
function successor(words: Words): Words {
  const next: [number, number, number, number] = [...words];
  for (let at = 3; at >= 0; at -= 1) {
    const word = words[at] ?? 0;
    if (word < 0xffffffff) {
      next[at] = word + 1;
      return next;
    }
    next[at] = 0;
  }
  return noWords;
}

/** How many of the sorted values are not above `value`. */
function countUpTo(values: readonly Words[], value: Words): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = values[middle];
    if (found !== undefined && compareWords(found, value) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
