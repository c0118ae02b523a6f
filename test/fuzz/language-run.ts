// The compiler against the language: what random manifests mean, and what their rules do.

import fc from 'fast-check';
import { families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import type { Decision, Packet, Surroundings } from '../../src/simulator/packet.ts';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { manifests } from '../kernel/random-manifests.ts';
import { compileRandom } from './compile-random.ts';
import { type Meaning, readMeaning } from './meaning.ts';
import type { Around } from './meaning-nat.ts';
import { UnknownField } from './meaning-traffic.ts';
import { surroundingsOf } from './network.ts';
import { portsIn, randomShot } from './packets.ts';
import { createRandom, type Random } from './random.ts';

const packetsPerFamily = 60;

export interface LanguageCount {
  /** Rulesets that were compared. */
  readonly rulesets: number;
  readonly packets: number;
  /** Of manifests that nobody judged: what the reading does not know, and how often. */
  readonly unread: ReadonlyMap<string, number>;
  readonly findings: readonly string[];
}

/** Until the first finding. */
export function fuzzLanguage({ seed, runs }: { readonly seed: number; readonly runs: number }): LanguageCount {
  const random = createRandom(seed);
  const unread = new Map<string, number>();
  let [rulesets, packets] = [0, 0];
  for (const text of fc.sample(manifests, { numRuns: runs, seed })) {
    const desired = compileRandom(text);
    if (desired === undefined) continue;
    try {
      const findings = compareAll(random, text, simulateRuleset(judgedPart(desired)));
      if (findings.length > 0) return { rulesets, packets, unread, findings };
      rulesets += 1;
      packets += families.length * packetsPerFamily;
    } catch (error) {
      if (!(error instanceof UnknownField)) throw error;
      unread.set(error.message, (unread.get(error.message) ?? 0) + 1);
    }
  }
  return { rulesets, packets, unread, findings: [] };
}

/** This reading of the language says nothing of what is dropped before connection tracking. */
function judgedPart(desired: Desired): Desired {
  const judged = (ruleset: Desired['ipv4']) => ({
    ...ruleset,
    tables: ruleset.tables.filter(({ name }) => name === 'nat' || name === 'filter'),
  });
  return { ...desired, ipv4: judged(desired.ipv4), ipv6: judged(desired.ipv6) };
}

function compareAll(random: Random, text: string, simulate: ReturnType<typeof simulateRuleset>): readonly string[] {
  const judge = readMeaning(text);
  const ports = portsIn(text);
  return families.flatMap((family) =>
    Array.from({ length: packetsPerFamily }, (_, index) => {
      const { packet } = randomShot(random, { family, id: index + 1, ports, timeMs: 0 });
      const whole = completed(random, packet);
      const around = surroundingsOf(family);
      const decision = simulate(whole, around);
      const meant = judge(whole, aroundOf(around));
      return meant === 'Unknown' || agrees(meant, decision) ? [] : [describe({ whole, meant, decision, text })];
    }).flat(),
  );
}

/** All that a rule may ask for is known. */
function completed(random: Random, packet: Packet): Packet {
  return {
    ...packet,
    state: random.pick(['NEW', 'NEW', 'NEW', 'NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED']),
    originalDestination: { address: packet.destination, ...portOf(packet) },
    limits: random.pick(['Within', 'Within', 'Exceeded']),
  };
}

function aroundOf({ typeOf, routeOf }: Surroundings): Around {
  return { isOwn: (address) => typeOf?.(address) === 'LOCAL', routeOf: (address) => routeOf?.(address) };
}

function portOf({ destinationPort }: Packet): { readonly port?: number } {
  return destinationPort === undefined ? {} : { port: destinationPort };
}

/** The same verdict, by the same rule where a policy decides. */
function agrees(meant: Meaning, decision: Decision): boolean {
  const byPolicy = decision.rule?.startsWith('policy/') === true ? decision.rule : undefined;
  return decision.verdict === meant.verdict && byPolicy === meant.rule;
}

interface Difference {
  readonly whole: Packet;
  readonly meant: Meaning;
  readonly decision: Decision;
  readonly text: string;
}

function describe({ whole, meant, decision, text }: Difference): string {
  const told = JSON.stringify({ packet: whole, meant, decision }, (_, value) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  );
  return `${told}\nwith:\n${text}`;
}
