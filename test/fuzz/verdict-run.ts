// The simulator against the kernel: random manifests on a host, random packets through it, and both must say the same.

import fc from 'fast-check';
import { applyDesired } from '../../src/controller/apply.ts';
import { families } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import type { Decision, FlowState, Packet } from '../../src/simulator/packet.ts';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { manifests } from '../kernel/random-manifests.ts';
import { dataplaneOf } from '../kernel/rulesets.ts';
import { compileRandom } from './compile-random.ts';
import { createHost, type FuzzHost } from './host.ts';
import { cableHost, foreignRules, probe, surroundingsOf } from './network.ts';
import { type PacketAgent, startPacketAgent } from './packet-agent.ts';
import { isAnswered, portsIn, randomShot, type Shot } from './packets.ts';
import { createRandom, type Random } from './random.ts';
import { type Met, readPacket, readRefused, type SeenPacket } from './wire.ts';

const never = new AbortController().signal;
const packetsPerFamily = 400;

export interface VerdictCount {
  /** Pairs of a ruleset and a packet on which both gave one answer. */
  readonly agreed: number;
  /** Pairs where the simulator could not say, and the kernel did one of what it held possible. */
  readonly unknown: number;
  readonly findings: readonly string[];
}

export interface VerdictRun {
  readonly backend: Backend;
  readonly seed: number;
  readonly rulesets: number;
}

/** One host, one ruleset after the other. */
export async function fuzzVerdicts({ backend, seed, rulesets }: VerdictRun): Promise<VerdictCount> {
  const host = await createHost(backend);
  const total = { agreed: 0, unknown: 0, findings: [] as string[] };
  try {
    await prepare(host);
    const agent = startPacketAgent(host);
    const random = createRandom(seed);
    for (const text of fc.sample(manifests, { numRuns: rulesets, seed })) {
      const desired = compileRandom(text);
      if (desired === undefined) continue;
      await applyDesired(dataplaneOf(host), desired, never);
      const found = await compare({ agent, random, desired, text });
      total.agreed += found.agreed;
      total.unknown += found.unknown;
      total.findings.push(
        ...found.findings.slice(0, 3).map((one) => `${backend}, seed ${seed}: ${one}\nwith:\n${text}`),
      );
      if (total.findings.length > 0) break;
    }
    return total;
  } finally {
    await host.close();
  }
}

async function prepare(host: FuzzHost): Promise<void> {
  await cableHost(host);
  await host.run('nft', ['-f', '-'], probe);
  for (const family of families) await host.restore(family, `*filter\n${foreignRules}\nCOMMIT\n`);
}

interface Comparison {
  readonly agent: PacketAgent;
  readonly random: Random;
  readonly desired: Desired;
  readonly text: string;
}

async function compare({ agent, random, desired, text }: Comparison): Promise<VerdictCount> {
  const simulate = simulateRuleset(desired);
  const count = { agreed: 0, unknown: 0, findings: [] as string[] };
  const ports = portsIn(text);
  for (const family of families) {
    const shots = Array.from({ length: packetsPerFamily }, (_, index) =>
      randomShot(random, { family, id: index + 1, ports, timeMs: Date.now() }),
    );
    const seen = sortRecords(await agent.send(shots.map(({ line }) => line)));
    for (const shot of shots) {
      const kernel = seen.get(shot.id) ?? { passed: [], isRefused: false };
      const packet = { ...shot.packet, ...(kernel.state === undefined ? {} : { state: kernel.state }) };
      const decision = simulate(packet, surroundingsOf(family));
      const fault = judge(packet, decision, kernel);
      if (fault !== undefined) count.findings.push(`${fault}; ${describeShot(shot, decision)}`);
      else if (decision.verdict === 'Unknown') count.unknown += 1;
      else count.agreed += 1;
    }
  }
  return count;
}

/** What the kernel did with one packet. */
interface Seen {
  readonly state?: FlowState;
  /** Once, or not at all. */
  readonly passed: readonly { readonly verdict: 'Allow' | 'Return'; readonly packet: SeenPacket }[];
  readonly isRefused: boolean;
}

function sortRecords(records: readonly Met[]): ReadonlyMap<number, Seen> {
  const seen = new Map<number, { state?: FlowState; passed: Seen['passed'][number][]; isRefused: boolean }>();
  const at = (id: number) => {
    const found = seen.get(id) ?? { passed: [], isRefused: false };
    seen.set(id, found);
    return found;
  };
  for (const { prefix, packet } of records) {
    if (prefix === 'O') {
      const id = readRefused(packet);
      if (id !== undefined) at(id).isRefused = true;
      continue;
    }
    const read = readPacket(packet);
    if (prefix.startsWith('S')) at(read.id).state = prefix.slice(1) as FlowState;
    else at(read.id).passed.push({ verdict: prefix.toUpperCase() === 'R' ? 'Return' : 'Allow', packet: read });
  }
  return seen;
}

function judge(packet: Packet, decision: Decision, { passed, isRefused }: Seen): string | undefined {
  const [first] = passed;
  const did = first?.verdict ?? (isRefused ? 'Reject' : 'Drop');
  const may: readonly string[] = decision.possible.map(({ verdict }) => verdict);
  // What the kernel cannot answer looks like a drop.
  const accepted = may.includes('Reject') && !isAnswered(packet) ? [...may, 'Drop'] : may;
  if (!accepted.includes(did)) return `the kernel says ${did}, the simulator ${decision.verdict} (${may.join(', ')})`;
  if (first === undefined || decision.verdict === 'Unknown') return undefined;
  const { source, destination } = decision;
  if (source !== undefined && source.address !== first.packet.source)
    return `source ${first.packet.source.toString(16)}`;
  if (destination !== undefined && destination.address !== first.packet.destination)
    return `destination ${first.packet.destination.toString(16)}`;
  return undefined;
}

function describeShot({ packet, line }: Shot, decision: Decision): string {
  return JSON.stringify({ packet, line, decision }, (_, value) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  );
}
