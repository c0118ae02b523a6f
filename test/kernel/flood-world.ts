// A gateway under flood: a client that sends, two inner servers, and counters where packets arrive.

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Namespace } from '../../src/adapters/namespace.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { FloodOrder, Flow, SentCounts } from './flood-sender.ts';
import { type ClientPlan, makeWorld, type World, type WorldOptions, waitUntil } from './world.ts';

/** Sends everything. Its addresses are `sources`. */
export const sender: ClientPlan = {
  name: 'client0',
  ipv4: '198.51.100.2',
  ipv6: '2001:db8:c::2',
  host: { ipv4: '198.51.100.1', ipv6: '2001:db8:c::1' },
};

const inner1: ClientPlan = {
  name: 'inner1',
  ipv4: '192.0.2.2',
  ipv6: '2001:db8:d1::2',
  host: { ipv4: '192.0.2.1', ipv6: '2001:db8:d1::1' },
};

const inner2: ClientPlan = {
  name: 'inner2',
  ipv4: '203.0.113.2',
  ipv6: '2001:db8:d2::2',
  host: { ipv4: '203.0.113.1', ipv6: '2001:db8:d2::1' },
};

export const inners = [inner1, inner2] as const;

/** A friend, whom every revision lets in, and a foe, whom none does. */
export const sources: Readonly<Record<'friend' | 'foe', Readonly<Record<Family, string>>>> = {
  friend: { ipv4: sender.ipv4, ipv6: sender.ipv6 },
  foe: { ipv4: '198.51.100.66', ipv6: '2001:db8:c::66' },
};

/** What a flow asks for, whether revisions let it pass, and where it arrives if it does. */
interface FlowPlan {
  readonly name: string;
  readonly from: keyof typeof sources;
  readonly port: number;
  readonly to: 'host' | 'inner';
  readonly expected: 'all' | 'none';
}

/** 7001 and 7003 are services; 7004 to 7007 are translated, and where to changes. */
const flowPlans: readonly FlowPlan[] = [
  { name: 'friend to the host', from: 'friend', port: 7001, to: 'host', expected: 'all' },
  { name: 'foe to the host', from: 'foe', port: 7001, to: 'host', expected: 'none' },
  { name: 'friend to a closed port', from: 'friend', port: 7002, to: 'host', expected: 'none' },
  { name: 'friend through the host', from: 'friend', port: 7003, to: 'inner', expected: 'all' },
  { name: 'foe through the host', from: 'foe', port: 7003, to: 'inner', expected: 'none' },
  { name: 'friend to a port forward', from: 'friend', port: 7004, to: 'host', expected: 'all' },
  { name: 'foe to a port forward', from: 'foe', port: 7004, to: 'host', expected: 'none' },
  { name: 'friend to a forward to where nobody may go', from: 'friend', port: 7005, to: 'host', expected: 'none' },
  { name: 'friend to a redirect', from: 'friend', port: 7006, to: 'host', expected: 'all' },
  { name: 'friend to a redirect to where nobody may go', from: 'friend', port: 7007, to: 'host', expected: 'none' },
];

/** What the flood showed, by flow. */
export interface FloodResult {
  readonly packets: number;
  /** By name of the flow and family: packets of always allowed flows that did not arrive. */
  readonly lost: Readonly<Record<string, number>>;
  /** Packets of never allowed flows that arrived. */
  readonly passed: Readonly<Record<string, number>>;
  /** Datagrams that a full queue of a link threw away: not the firewall's doing. */
  readonly overrun: number;
}

export interface FloodWorld {
  readonly world: World;
  /** Floods until the promise of `during` is settled, and counts what arrived. */
  flood(during: () => Promise<void>): Promise<FloodResult>;
}

interface NamedFlow extends Flow {
  readonly family: Family;
  readonly plan: FlowPlan;
}

const rate = 6000;

/** A host that forwards between the sender and two servers, without a rule of its own but those that count. */
export async function makeFloodWorld(options: Pick<WorldOptions, 'backend' | 'onEnd'>): Promise<FloodWorld> {
  const world = await makeWorld({ ...options, clients: [sender, ...inners] });
  await world.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  // Deprecated, so that nothing is sent from it unless it is named.
  const foe: readonly (readonly string[])[] = [
    [`${sources.foe.ipv4}/24`],
    [`${sources.foe.ipv6}/64`, 'nodad', 'preferred_lft', '0'],
  ];
  for (const address of foe) {
    await runIn(world.client(sender).namespace, 'ip', { args: ['address', 'add', 'dev', 'eth0', ...address] });
  }
  const flows = nameFlows();
  await countArrivals(world, flows);
  await meetNeighbours(world);
  return { world, flood: (during) => flood(world, flows, during) };
}

const deadlineMs = 10_000;

function nameFlows(): readonly NamedFlow[] {
  return families.flatMap((family) =>
    flowPlans.map((plan, index) => ({
      plan,
      family,
      name: `${plan.name}, ${family}`,
      source: sources[plan.from][family],
      sourcePort: 20_000 + index,
      host: plan.to === 'host' ? sender.host[family] : inner1[family],
      port: plan.port,
    })),
  );
}

/**
 * Packets are counted and dropped right behind the filter table: by the security table of the host, which comes after
 * filter, and, where they are forwarded as they are, in front of everything in the inner server.
 *
 * Dropped on the host, a flow is never confirmed by conntrack: each of its packets is a new connection to nat. No packet
 * is ever answered. Always by nft, whatever the backend under test is: it has a security table without a module.
 */
async function countArrivals(world: World, flows: readonly NamedFlow[]): Promise<void> {
  for (const family of families) {
    const own = flows.filter((flow) => flow.family === family);
    const count = (chain: string, to: FlowPlan['to']) =>
      own
        .filter(({ plan }) => plan.to === to)
        .map(({ sourcePort }) => `-A ${chain} -p udp -m udp --sport ${sourcePort} -j DROP\n`)
        .join('');
    const onHost = `*security\n${count('INPUT', 'host')}${count('FORWARD', 'host')}COMMIT\n`;
    await runIn(world.host, `${tool(family)}-restore`, { args: ['--noflush'], input: onHost });
    const onInner = `*raw\n${count('PREROUTING', 'inner')}COMMIT\n`;
    const { namespace } = world.client(inner1);
    await runIn(namespace, `${tool(family)}-restore`, { args: ['--noflush'], input: onInner });
  }
}

function tool(family: Family): string {
  return family === 'ipv4' ? 'iptables-nft' : 'ip6tables-nft';
}

async function runIn(
  namespace: Namespace,
  program: string,
  { args, input = '' }: { readonly args: readonly string[]; readonly input?: string },
): Promise<string> {
  const { code, stdout, stderr } = await namespace.exec(program, args, { deadlineMs, input });
  if (code === 0) return stdout;
  throw new Error(`${program} failed in ${namespace.name}: ${stderr.trim()}`);
}

/** Before any rule stands: a packet to somebody unknown waits, and only few may wait. */
async function meetNeighbours(world: World): Promise<void> {
  for (const inner of inners) {
    for (const family of families) await world.client(sender).peer.ping(inner[family]);
  }
}

async function flood(world: World, flows: readonly NamedFlow[], during: () => Promise<void>): Promise<FloodResult> {
  const arrivedBefore = await readArrivals(world);
  const overrunBefore = await readOverrun(world);
  const stop = await startSender(world, { flows, rate });
  await during();
  const sent = await stop();
  const arrived = await settleArrivals(world);
  const overrun = (await readOverrun(world)) - overrunBefore;
  const counted = flows.map((flow) => {
    const key = keyOf(flow);
    const count = (arrived.get(key) ?? 0) - (arrivedBefore.get(key) ?? 0);
    return { flow, sent: sent[flow.name] ?? 0, count };
  });
  const collect = (expected: FlowPlan['expected'], wrong: (one: (typeof counted)[number]) => number) =>
    Object.fromEntries(
      counted
        .filter(({ flow }) => flow.plan.expected === expected)
        .map((one) => [one.flow.name, wrong(one)] as const)
        .filter(([, packets]) => packets !== 0),
    );
  return {
    packets: counted.reduce((sum, one) => sum + one.sent, 0),
    lost: collect('all', ({ sent, count }) => sent - count),
    passed: collect('none', ({ count }) => count),
    overrun,
  };
}

function keyOf({ family, sourcePort }: Pick<NamedFlow, 'family' | 'sourcePort'>): string {
  return `${family} ${sourcePort}`;
}

type Arrivals = ReadonlyMap<string, number>;

/** By `keyOf` a flow. */
async function readArrivals(world: World): Promise<Arrivals> {
  const arrivals = new Map<string, number>();
  for (const family of families) {
    const saves = await Promise.all([
      runIn(world.host, `${tool(family)}-save`, { args: ['--counters', '--table', 'security'] }),
      runIn(world.client(inner1).namespace, `${tool(family)}-save`, { args: ['--counters', '--table', 'raw'] }),
    ]);
    for (const [, packets, port] of saves.join('').matchAll(/^\[(\d+):\d+\] -A \S+ -p udp .*--sport (\d+) /gm)) {
      const key = keyOf({ family, sourcePort: Number(port) });
      arrivals.set(key, (arrivals.get(key) ?? 0) + Number(packets));
    }
  }
  return arrivals;
}

/** When no packet is on its way any more. */
async function settleArrivals(world: World): Promise<Arrivals> {
  let last = await readArrivals(world);
  await waitUntil('the last packet has arrived', async () => {
    const before = JSON.stringify([...last]);
    last = await readArrivals(world);
    return before === JSON.stringify([...last]);
  });
  return last;
}

/** Datagrams that links have thrown away so far, in all namespaces: those that a device could not hand over. */
async function readOverrun(world: World): Promise<number> {
  const namespaces = [world.host, ...[sender, ...inners].map((plan) => world.client(plan).namespace)];
  const texts = await Promise.all(namespaces.map((one) => runIn(one, 'cat', { args: ['/proc/net/dev'] })));
  return texts
    .join('')
    .split('\n')
    .map((line) => Number(/^\s*(?!lo)\S+:((?:\s+\d+){12})/.exec(line)?.[1]?.trim().split(/\s+/).at(-1) ?? 0))
    .reduce((sum, dropped) => sum + dropped, 0);
}

/** What it returns ends it and tells what was sent. */
async function startSender(world: World, order: FloodOrder): Promise<() => Promise<SentCounts>> {
  const args = ['--input-type=module', '--eval', compileSender(), '--', JSON.stringify(order)];
  const child = world.client(sender).namespace.spawn(process.execPath, args);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const readLine = async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`the sender ended: ${stderr}`);
    return line.value;
  };
  await readLine();
  return async () => {
    child.stdin.end();
    return JSON.parse(await readLine()) as SentCounts;
  };
}

function compileSender(): string {
  const entry = fileURLToPath(new URL('flood-sender.ts', import.meta.url));
  const built = buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', write: false });
  const file = built.outputFiles[0];
  if (file === undefined) throw new Error('the sender was not compiled');
  return file.text;
}
