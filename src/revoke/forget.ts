// As few filters as can be found that fit the flows to be forgotten, and no other: each one reads all flows of the kernel.

import type { FlowFilter, TrackedFlow } from './flow.ts';

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
export function coverFlows(gone: readonly TrackedFlow[], kept: readonly TrackedFlow[]): readonly Forgetting[] {
  let left = new Set(gone);
  const filters: Forgetting[] = [];
  while (left.size > 0) {
    const best = widest(left, kept);
    if (best === undefined) break;
    for (const { filter, flows } of best) filters.push({ filter, count: flows.length });
    const taken = new Set(best.flatMap(({ flows }) => flows));
    left = new Set([...left].filter((flow) => !taken.has(flow)));
  }
  return [
    ...filters.toSorted((a, b) => b.count - a.count),
    ...[...left].map((flow) => ({ filter: exactly(flow), count: 1 })),
  ];
}

interface Group {
  readonly filter: FlowFilter;
  readonly flows: TrackedFlow[];
}

/** Groups of one shape that hold no flow that is kept: of the shape whose groups are the widest. */
function widest(left: ReadonlySet<TrackedFlow>, kept: readonly TrackedFlow[]): readonly Group[] | undefined {
  let best: readonly Group[] | undefined;
  for (const shape of shapes) {
    const groups = groupBy(left, shape);
    for (const flow of kept) groups.delete(keyOf(shape(flow)));
    const found = [...groups.values()].filter(({ flows }) => flows.length > 1);
    if (found.length > 0 && (best === undefined || meanSize(found) > meanSize(best))) best = found;
  }
  return best;
}

function meanSize(groups: readonly Group[]): number {
  return groups.reduce((sum, { flows }) => sum + flows.length, 0) / groups.length;
}

function groupBy(flows: ReadonlySet<TrackedFlow>, shape: Shape): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const flow of flows) {
    const filter = shape(flow);
    const key = keyOf(filter);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { filter, flows: [flow] });
    else known.flows.push(flow);
  }
  return groups;
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
