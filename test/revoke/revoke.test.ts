// What is done about flows that end: entries that shut them, as few commands as will do, and never a flow too many.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress } from '../../src/policy/network.ts';
import type { FlowFilter, TrackedFlow } from '../../src/revoke/flow.ts';
import { coverFlows as coverInSteps } from '../../src/revoke/forget.ts';
import { type JudgedFlow, planRevocation as planInSteps } from '../../src/revoke/revoke.ts';
import { readRevokedEntry, revokedEntry } from '../../src/revoke/revoked-entry.ts';
import { finish } from '../../src/revoke/steps.ts';

const coverFlows = (...args: Parameters<typeof coverInSteps>) => finish(coverInSteps(...args));
const planRevocation = (...args: Parameters<typeof planInSteps>) => finish(planInSteps(...args));

function address(text: string): bigint {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value.address;
}

interface Parts {
  readonly client?: string;
  readonly server?: string;
  readonly port?: number;
  readonly from?: number;
  readonly protocol?: number;
}

function flowOf({
  client = '10.1.0.10',
  server = '10.1.0.1',
  port = 22,
  from = 40_000,
  protocol = 6,
}: Parts): TrackedFlow {
  const ports = [6, 17].includes(protocol) ? { sourcePort: from, destinationPort: port, serverPort: port } : {};
  return {
    family: client.includes(':') ? 'ipv6' : 'ipv4',
    protocol,
    source: address(client),
    destination: address(server),
    server: address(server),
    ...ports,
  };
}

const ended = (parts: Parts): JudgedFlow => ({ flow: flowOf(parts), judgement: 'Ended' });
const lives = (parts: Parts): JudgedFlow => ({ flow: flowOf(parts), judgement: 'Lives' });
const nothingAgain = { mayPassAgain: () => false };

test('ended flows are shut by client, protocol, port and server, and forgotten', () => {
  const { add, forget } = planRevocation(
    [ended({}), ended({ client: '2001:db8::5', server: '2001:db8::1', protocol: 17, port: 53 }), lives({ port: 80 })],
    [],
    nothingAgain,
  );
  expect(add).toEqual(['10.1.0.10,6:22,10.1.0.1', '2001:db8::5,17:53,2001:db8::1']);
  expect(forget.reduce((sum, { count }) => sum + count, 0)).toBe(2);
});

test('where another flow of the same client to the same port lives on, nothing is shut', () => {
  const { add, forget } = planRevocation([ended({}), lives({ from: 40_001 })], [], nothingAgain);
  expect(add).toEqual([]);
  expect(forget).toEqual([
    {
      count: 1,
      filter: {
        family: 'ipv4',
        protocol: 6,
        source: address('10.1.0.10'),
        destination: address('10.1.0.1'),
        sourcePort: 40_000,
        destinationPort: 22,
      },
    },
  ]);
});

test('a flow of which nobody can tell is forgotten, and never shut', () => {
  const { add, forget } = planRevocation([{ flow: flowOf({}), judgement: 'Unknown' }], [], nothingAgain);
  expect([add, forget.length]).toEqual([[], 1]);
});

test('pings need no entry: an answer alone opens no flow; other protocols are shut as a whole', () => {
  expect(revokedEntry(flowOf({ protocol: 1 }))).toBeUndefined();
  expect(revokedEntry(flowOf({ protocol: 47 }))).toBe('10.1.0.10,47:0,10.1.0.1');
});

test('entries that may pass again are taken out, but not those that are put in anew', () => {
  const held = ['10.1.0.10,tcp:22,10.1.0.1 timeout 1700', '10.1.0.11,tcp:22,10.1.0.1 timeout 9'];
  const mayPassAgain = ({ source }: TrackedFlow) => source === address('10.1.0.11');
  const { add, remove } = planRevocation([ended({})], held, { mayPassAgain });
  expect([add, remove]).toEqual([['10.1.0.10,6:22,10.1.0.1'], ['10.1.0.11,6:22,10.1.0.1']]);
});

test('where a new flow of the same client to the same port may be let in, nothing is shut', () => {
  const { add, forget } = planRevocation([ended({})], [], { mayPassAgain: () => true });
  expect([add, forget.length]).toEqual([[], 1]);
});

test('while a flow of the same client to the same port waits to be judged, those that end wait with it', () => {
  const waits: JudgedFlow = { flow: flowOf({ from: 40_001 }), judgement: 'Waits' };
  const { add, forget } = planRevocation([ended({}), ended({ port: 23 }), waits], [], nothingAgain);
  expect(add).toEqual(['10.1.0.10,6:23,10.1.0.1']);
  expect(forget.map(({ count, filter }) => [count, filter.destinationPort])).toEqual([[1, 23]]);
});

test('with many flows others get their turn again and again, also where none of them can be told together', () => {
  const flows = Array.from({ length: 8_000 }, (_, index) =>
    flowOf({ client: `10.${index & 31}.${(index >> 5) & 31}.${index >> 10}`, port: 1 + (index % 1000), from: index }),
  );
  const held = flows.map((flow) => revokedEntry(flow) ?? '');
  const judged = flows.map((flow, index): JudgedFlow => ({ flow, judgement: index % 3 === 0 ? 'Ended' : 'Lives' }));
  let turns = 0;
  for (const _ of planInSteps(judged, held, nothingAgain)) turns += 1;
  // Each flow and each entry at least once, and each flow once more for most shapes of a filter.
  expect(turns).toBeGreaterThan((8 * flows.length) / 1_000);
});

test('an entry reads back as the flow that it was written for', () => {
  for (const text of [
    '10.1.0.10,tcp:22,10.1.0.1',
    '2001:db8::5,udp:53,2001:db8::1',
    '10.1.0.10,gre:0,10.1.0.1 timeout 3',
  ]) {
    const flow = readRevokedEntry(text);
    expect(flow && readRevokedEntry(revokedEntry(flow) ?? '')).toEqual(flow);
  }
  expect(readRevokedEntry('10.1.0.10,icmp:echo-request,10.1.0.1')).toBeUndefined();
});

const few = (...values: readonly string[]) => fc.constantFrom(...values);
const anyFlow = fc
  .record({
    client: few('10.1.0.10', '10.1.0.11', '10.1.1.12', '10.2.0.13'),
    server: few('10.1.0.1', '10.2.0.1'),
    port: fc.constantFrom(22, 80, 443),
    from: fc.constantFrom(1, 2, 3),
    protocol: fc.constantFrom(6, 17, 47),
  })
  .map(flowOf);

function fits({ sourcePrefix, source, ...rest }: FlowFilter, flow: TrackedFlow): boolean {
  const hostBits = BigInt(sourcePrefix === undefined ? 0 : 32 - sourcePrefix);
  if (source !== undefined && (flow.source >> hostBits) << hostBits !== source) return false;
  return Object.entries(rest).every(([key, value]) => flow[key as keyof TrackedFlow] === value);
}

const keyOf = (flow: TrackedFlow) => Object.values(flow).join(' ');

test('filters fit every flow to be forgotten, and none that is kept', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyFlow, { selector: keyOf, maxLength: 60 }),
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      (flows, goes) => {
        const gone = flows.filter((_, index) => goes[index]);
        const kept = flows.filter((_, index) => !goes[index]);
        const filters = coverFlows(gone, kept).map(({ filter }) => filter);
        expect(gone.every((flow) => filters.some((filter) => fits(filter, flow)))).toBe(true);
        expect(kept.some((flow) => filters.some((filter) => fits(filter, flow)))).toBe(false);
        expect(coverFlows(gone, kept).reduce((sum, { count }) => sum + count, 0)).toBe(gone.length);
      },
    ),
    { seed: 20261123, numRuns: 200 },
  );
});

test('a service that is closed for all is one filter, and a client that is shut out is one', () => {
  const clients = Array.from({ length: 100 }, (_, index) => `10.1.0.${index + 1}`);
  const ssh = clients.map((client) => flowOf({ client, server: '10.9.0.1' }));
  const web = clients.map((client) => flowOf({ client, server: '10.9.0.1', port: 80 }));
  expect(coverFlows(ssh, web)).toHaveLength(1);
  const one = [22, 80, 443].map((port) => flowOf({ client: '10.1.0.200', port }));
  expect(coverFlows(one, [...ssh, ...web])).toHaveLength(1);
  // Each client has one flow, but all of them come from one network.
  const office = clients.map((_, index) => flowOf({ client: `10.7.0.${index + 1}`, port: 30_000 + index }));
  expect(coverFlows(office, [...ssh, ...web])).toHaveLength(1);
});
