// As few filters as can be found that fit the flows to be forgotten, and no other: each one reads all flows of the kernel.

import type { FlowFilter, TrackedFlow } from './flow.ts';
import { eachInSteps, type InSteps } from './steps.ts';

type Shape = (flow: TrackedFlow) => FlowFilter;

const withPort = ({ destinationPort }: TrackedFlow) => (destinationPort === undefined ? {} : { destinationPort });

const prefixes = { narrow: { ipv4: 24, ipv6: 64 }, wide: { ipv4: 16, ipv6: 48 } } as const;

/** Who may come is most often said by networks. */
function networkOf({ family, source }: TrackedFlow, size: keyof typeof prefixes) {
  const sourcePrefix = prefixes[size][family];
  const hostBits = BigInt((family === 'ipv4' ? 32 : 128) - sourcePrefix);
  return { source: (source >> hostBits) << hostBits, sourcePrefix };
}

/** What flows may have in common, beginning with what is most often taken away: a service, a client, a network's way. */
const shapes: readonly Shape[] = [
  (flow) => ({
    family: flow.family,
    protocol: flow.protocol,
    destination: flow.destination,
    ...withPort(flow),
  }),
  (flow) => ({ family: flow.family, source: flow.source }),
  (flow) => ({ family: flow.family, protocol: flow.protocol, ...withPort(flow) }),
  (flow) => ({ family: flow.family, protocol: flow.protocol }),
  (flow) => ({ family: flow.family, ...networkOf(flow, 'narrow') }),
  (flow) => ({ family: flow.family, ...networkOf(flow, 'wide') }),
  (flow) => ({ family: flow.family, protocol: flow.protocol, ...networkOf(flow, 'narrow'), ...withPort(flow) }),
  (flow) => ({ family: flow.family, destination: flow.destination }),
  (flow) => ({ family: flow.family, protocol: flow.protocol, source: flow.source, ...withPort(flow) }),
  (flow) => ({
    family: flow.family,
    protocol: flow.protocol,
    source: flow.source,
    destination: flow.destination,
    ...withPort(flow),
  }),
];

export interface Forgetting {
  readonly filter: FlowFilter;
  /** Flows that it fits. */
  readonly count: number;
}

/** The widest first. What nothing wider fits is named flow by flow. */
export function* coverFlows(
  gone: readonly TrackedFlow[],
  kept: readonly TrackedFlow[],
): InSteps<readonly Forgetting[]> {
  const left = new Set(gone);
  const filters: Forgetting[] = [];
  let shaped: readonly Groups[] = [];
  for (const shape of shapes) {
    const groups = yield* groupBy(shape, gone, kept);
    if (groups.size > 0) shaped = [...shaped, groups];
  }
  while (shaped.length > 0) {
    const best = shaped.reduce((one, other) => (meanSize(other) > meanSize(one) ? other : one));
    for (const { filter, flows } of best.values()) {
      filters.push({ filter, count: flows.length });
      for (const flow of flows) left.delete(flow);
    }
    const others: Groups[] = [];
    for (const groups of shaped) {
      if (groups === best) continue;
      const rest = yield* dropTaken(groups, left);
      if (rest.size > 0) others.push(rest);
    }
    shaped = others;
  }
  const single: Forgetting[] = [];
  yield* eachInSteps(left, (flow) => single.push({ filter: exactly(flow), count: 1 }));
  return [...filters.toSorted((a, b) => b.count - a.count), ...single];
}

interface Group {
  readonly filter: FlowFilter;
  readonly flows: readonly TrackedFlow[];
}

type Groups = ReadonlyMap<string, Group>;

/** Of two flows or more, and none that is kept. */
function* groupBy(shape: Shape, gone: readonly TrackedFlow[], kept: readonly TrackedFlow[]): InSteps<Groups> {
  const groups = new Map<string, { readonly filter: FlowFilter; readonly flows: TrackedFlow[] }>();
  yield* eachInSteps(gone, (flow) => {
    const filter = shape(flow);
    const key = keyOf(filter);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { filter, flows: [flow] });
    else known.flows.push(flow);
  });
  yield* eachInSteps(groups, ([key, { flows }]) => {
    if (flows.length < 2) groups.delete(key);
  });
  if (groups.size > 0) yield* eachInSteps(kept, (flow) => groups.delete(keyOf(shape(flow))));
  return groups;
}

/** What is left of the groups when the flows of other ones are gone. */
function* dropTaken(groups: Groups, left: ReadonlySet<TrackedFlow>): InSteps<Groups> {
  const rest = new Map<string, Group>();
  let count = 0;
  for (const [key, { filter, flows }] of groups) {
    const still = flows.filter((flow) => left.has(flow));
    if (still.length > 1) rest.set(key, { filter, flows: still });
    count += flows.length;
    if (count < manyFlows) continue;
    count = 0;
    yield;
  }
  return rest;
}

/** In one step. */
const manyFlows = 2_000;

function meanSize(groups: Groups): number {
  let flows = 0;
  for (const group of groups.values()) flows += group.flows.length;
  return flows / groups.size;
}

function keyOf({ family, protocol, source, sourcePrefix, destination, destinationPort }: FlowFilter): string {
  return `${family} ${protocol} ${source}/${sourcePrefix} ${destination} ${destinationPort}`;
}

function exactly(flow: TrackedFlow): FlowFilter {
  const { family, protocol, source, destination, sourcePort } = flow;
  return {
    ...{ family, protocol, source, destination },
    ...withPort(flow),
    ...(sourcePort === undefined ? {} : { sourcePort }),
  };
}
