// What becomes of a packet: raw, mangle, nat and filter in the kernel's order, over the rules that a host is to have.

import { families } from '../policy/family.ts';
import type { Desired, TableName } from '../ruleset/ruleset.ts';
import { type Flow, joinMarks, startFlow } from './flow.ts';
import type { Decision, Outcome, Packet, Surroundings } from './packet.ts';
import { type SimulatedTables, simulateTables } from './tables.ts';
import { translate } from './translate.ts';
import type { Truth } from './truth.ts';
import { type Ending, walkChain } from './walk.ts';
import { joinTexts, summarizeWays, type Way } from './ways.ts';

export type Simulation = (packet: Packet, surroundings?: Surroundings) => Decision;

/**
 * What the rules of `desired` make of a packet. Foreign rules are not there: what ours leave to them is `Return`.
 *
 * Where a fact of the packet is not known, each way is followed that it may take; ways that end alike are one answer.
 */
export function simulateRuleset(desired: Desired): Simulation {
  const tables = new Map(families.map((family) => [family, lazily(() => simulateTables(desired, family))] as const));
  return (packet, surroundings = {}) => {
    const own = tables.get(packet.family)?.();
    if (own === undefined) throw new Error(`no such family: ${packet.family}`);
    return summarizeWays(followPacket(own, packet, surroundings));
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Hook {
  readonly table: TableName;
  readonly chain: string;
}

/** Before the host knows where the packet goes. */
const beforeRouting: Readonly<Record<'in' | 'out', readonly Hook[]>> = {
  in: [
    { table: 'raw', chain: 'PREROUTING' },
    { table: 'mangle', chain: 'PREROUTING' },
    { table: 'nat', chain: 'PREROUTING' },
  ],
  out: [
    { table: 'raw', chain: 'OUTPUT' },
    { table: 'mangle', chain: 'OUTPUT' },
    { table: 'nat', chain: 'OUTPUT' },
    { table: 'filter', chain: 'OUTPUT' },
  ],
};

const afterRouting: Readonly<Record<Flow['way'], readonly Hook[]>> = {
  Ingress: [
    { table: 'mangle', chain: 'INPUT' },
    { table: 'filter', chain: 'INPUT' },
    { table: 'nat', chain: 'INPUT' },
  ],
  Forward: [
    { table: 'mangle', chain: 'FORWARD' },
    { table: 'filter', chain: 'FORWARD' },
    { table: 'mangle', chain: 'POSTROUTING' },
    { table: 'nat', chain: 'POSTROUTING' },
  ],
  Egress: [
    { table: 'mangle', chain: 'POSTROUTING' },
    { table: 'nat', chain: 'POSTROUTING' },
  ],
};

/** More than so many ways are not followed: the answer is then unknown. */
const maxWays = 32;

function followPacket(tables: SimulatedTables, packet: Packet, surroundings: Surroundings): readonly Way[] | 'TooMany' {
  let ways: readonly Way[] = [{ flow: startFlow(packet, surroundings) }];
  const pass = (hooks: readonly Hook[], of: (flow: Flow) => boolean): boolean => {
    for (const hook of hooks) {
      ways = ways.flatMap((way) => (way.end === undefined && of(way.flow) ? passHook(tables, hook, way) : [way]));
      if (ways.length > maxWays) return false;
    }
    return true;
  };
  if (!pass(beforeRouting[packet.way === 'Egress' ? 'out' : 'in'], () => true)) return 'TooMany';
  ways = ways.map((way) => (way.end === undefined ? { ...way, flow: route(way.flow) } : way));
  for (const way of ['Ingress', 'Forward', 'Egress'] as const) {
    if (!pass(afterRouting[way], (flow) => flow.way === way)) return 'TooMany';
  }
  return ways;
}

/** Where the packet leaves. In the output chains of what this host sends, that is known from the start. */
function route(flow: Flow): Flow {
  const { packet, surroundings, way } = flow;
  if (way === 'Ingress') return { ...flow, outInterface: '' };
  return { ...flow, outInterface: packet.outInterface ?? surroundings.routeOf?.(flow.destinationAddress) };
}

function passHook(tables: SimulatedTables, { table, chain }: Hook, way: Way): readonly Way[] {
  const found = tables.get(`${table} ${chain}`);
  if (found === undefined) return [table === 'filter' ? { ...way, passed: { verdict: 'Return' } } : way];
  const flow = atHook(way.flow, table, chain);
  // Only the first packet of a flow meets the table nat; the others are translated as that one was.
  if (table === 'nat' && flow.state !== 'NEW' && flow.state !== undefined) return [way];
  const { endings, out, untracked } = walkChain(found, flow);
  const ways = endings.map((ending) => endWay(way, flow, { ending, table, chain }));
  if (out !== undefined) {
    const next = { ...way.flow, mark: out.mark };
    ways.push({ ...way, flow: next, ...(table === 'filter' ? { passed: returned([...out.rules]) } : {}) });
  }
  if (table === 'nat' && flow.state === undefined) ways.push(way);
  return joinWays(ways).map((one) => settleState(one, table, untracked));
}

function returned(rules: readonly string[]): Outcome {
  const [rule] = rules;
  return { verdict: 'Return', ...(rule !== undefined && rules.length === 1 ? { rule } : {}) };
}

/** Before connection tracking every packet is INVALID to it. */
function atHook(flow: Flow, table: TableName, chain: string): Flow {
  const state = table === 'raw' && flow.packet.inInterface !== 'lo' ? 'INVALID' : flow.state;
  const isOutput = chain === 'OUTPUT' || chain === 'POSTROUTING';
  const inInterface = isOutput ? '' : flow.inInterface;
  const outInterface = chain === 'OUTPUT' ? route(flow).outInterface : flow.outInterface;
  return { ...flow, state, inInterface, outInterface };
}

interface Ended extends Hook {
  readonly ending: Ending;
}

function endWay(way: Way, flow: Flow, { ending, table, chain }: Ended): Way {
  const { target, rule, text, mark } = ending;
  const marked = { ...way.flow, mark };
  switch (target.kind) {
    case 'accept':
      return table === 'filter'
        ? { ...way, flow: marked, passed: { verdict: 'Allow', rule, texts: [text] } }
        : { ...way, flow: marked };
    case 'drop':
      return { ...way, flow: marked, end: { verdict: 'Drop', rule, texts: [text] } };
    case 'reject':
      return { ...way, flow: marked, end: { verdict: 'Reject', rule, texts: [text] } };
    case 'opaque':
      return { ...way, flow: marked, end: 'Unknown' };
    default:
      return {
        ...way,
        flow: {
          ...translate(flow, target, chain === 'POSTROUTING' || chain === 'INPUT' ? 'source' : 'destination'),
          state: way.flow.state,
          mark,
          inInterface: way.flow.inInterface,
        },
      };
  }
}

/** Ways that differ in nothing but the mark go on as one. */
function joinWays(ways: readonly Way[]): readonly Way[] {
  if (ways.length < 2) return ways;
  const joined: Way[] = [];
  for (const way of ways) {
    const at = joined.findIndex((other) => isAlike(way, other));
    const other = joined[at];
    if (other === undefined) joined.push(way);
    else joined[at] = joinWay(other, way);
  }
  return joined;
}

/** Which of the kernel rules under one label decides makes no other way. */
function joinWay(a: Way, b: Way): Way {
  const flow = { ...a.flow, mark: joinMarks(a.flow.mark, b.flow.mark) };
  const end = a.end === 'Unknown' || b.end === 'Unknown' ? a.end : joinTexts(a.end, b.end);
  const passed = joinTexts(a.passed, b.passed);
  return { flow, ...(end === undefined ? {} : { end }), ...(passed === undefined ? {} : { passed }) };
}

function isSameOutcome(a: Way['end'], b: Way['end']): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.verdict === b.verdict && a.rule === b.rule;
}

function isAlike(a: Way, b: Way): boolean {
  return (
    isSameOutcome(a.end, b.end) &&
    isSameOutcome(a.passed, b.passed) &&
    a.flow.sourceAddress === b.flow.sourceAddress &&
    a.flow.knowsSource === b.flow.knowsSource &&
    a.flow.knowsDestination === b.flow.knowsDestination &&
    a.flow.destinationAddress === b.flow.destinationAddress &&
    a.flow.destinationPort === b.flow.destinationPort &&
    a.flow.isTranslated === b.flow.isTranslated &&
    a.flow.way === b.flow.way
  );
}

function settleState(way: Way, table: TableName, untracked: Truth): Way {
  if (table !== 'raw' || untracked === 'no' || way.end !== undefined) return way;
  return { ...way, flow: { ...way.flow, state: untracked === 'yes' ? 'UNTRACKED' : undefined } };
}
