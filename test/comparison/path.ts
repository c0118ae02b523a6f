// How many rules a packet meets on its way through a ruleset, whoever wrote that: the text is what iptables-save prints.

import type { Family } from '../../src/policy/family.ts';
import { type Flow, startFlow } from '../../src/simulator/flow.ts';
import type { Packet, Surroundings } from '../../src/simulator/packet.ts';
import { readRule, type SimulatedRule } from '../../src/simulator/read-rule.ts';
import { translate } from '../../src/simulator/translate.ts';

type Chains = ReadonlyMap<string, readonly CountedRule[]>;

interface CountedRule extends SimulatedRule {
  /** Whether it refuses flows that were revoked, which no other program does. */
  readonly revokes: boolean;
  /** Whether it takes packets out of the checks of table raw: loopback, and what the failsafe lets in. */
  readonly exempts: boolean;
}

/** No flow is revoked. */
const noFlows = () => new Set<string>();

export interface ReadTables {
  /** `<table> <chain>` to its rules. */
  readonly chains: Chains;
  /** `<table> <chain>` of the built-in chains whose policy is DROP. */
  readonly dropping: ReadonlySet<string>;
}

export function readTables(family: Family, saved: string): ReadTables {
  const chains = new Map<string, CountedRule[]>();
  const dropping = new Set<string>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const [, declared, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (declared !== undefined) chains.set(`${table} ${declared}`, []);
    if (policy === 'DROP') dropping.add(`${table} ${declared}`);
    const [, name = '', text] = /^-A (\S+) (.*)$/.exec(line) ?? [];
    if (text === undefined) continue;
    const rules = chains.get(`${table} ${name}`) ?? [];
    chains.set(`${table} ${name}`, rules);
    rules.push({
      ...readRule(text, { family, sets: noFlows }),
      revokes: text.includes('/revoked"'),
      exempts: /GW-RAW .* -j RETURN$/.test(`${name} ${text}`),
    });
  }
  return { chains, dropping };
}

export interface Path {
  readonly verdict: 'accept' | 'drop' | 'reject';
  /** That the kernel looked at, in all tables. */
  readonly rules: number;
  /** Those of them that stand in a built-in chain. */
  readonly builtin: number;
  /** Those of them that ask for revoked flows. */
  readonly revoking: number;
  /** Those of them that take packets out of the checks of table raw. */
  readonly exempting: number;
}

type End = 'accept' | 'drop' | 'reject' | 'return' | undefined;

/** The packet's whole way. Throws where a rule cannot be decided: then it is no count. */
export function walkPath({ chains, dropping }: ReadTables, packet: Packet, surroundings: Surroundings): Path {
  let flow = startFlow(packet, surroundings);
  let rules = 0;
  let builtin = 0;
  let revoking = 0;
  let exempting = 0;
  const walk = (table: string, name: string): End => {
    for (const { tests, target, revokes, exempts } of chains.get(`${table} ${name}`) ?? []) {
      rules += 1;
      if (revokes) revoking += 1;
      if (exempts) exempting += 1;
      if (tablesOf[name] !== undefined) builtin += 1;
      if (!matches(tests, flow)) continue;
      switch (target.kind) {
        case 'count':
        case 'mark':
          continue;
        case 'jump':
        case 'goto': {
          const end = walk(table, target.chain);
          if (end === 'return' || end === undefined) {
            if (target.kind === 'goto') return 'return';
            continue;
          }
          return end;
        }
        case 'accept':
        case 'drop':
        case 'reject':
        case 'return':
          return target.kind;
        case 'source':
        case 'destination': {
          const { state } = flow;
          flow = { ...translate(flow, target, target.kind), state };
          return 'accept';
        }
        default:
          throw new Error(`nothing is known of ${target.kind}`);
      }
    }
    return undefined;
  };
  const pass = (table: string, chain: string): Path['verdict'] => {
    if (table === 'nat' && flow.state !== 'NEW') return 'accept';
    const end = walk(table, chain);
    if (end === 'drop' || end === 'reject') return end;
    return end !== 'accept' && dropping.has(`${table} ${chain}`) ? 'drop' : 'accept';
  };
  const hook = (chain: string): Path['verdict'] => {
    for (const table of tablesOf[chain] ?? []) {
      const verdict = pass(table, chain);
      if (verdict !== 'accept') return verdict;
    }
    return 'accept';
  };
  const first = hook(packet.way === 'Egress' ? 'OUTPUT' : 'PREROUTING');
  if (first !== 'accept') return { verdict: first, rules, builtin, revoking, exempting };
  for (const chain of later[flow.way]) {
    flow = { ...flow, ...interfacesAt(chain, packet) };
    const verdict = hook(chain);
    if (verdict !== 'accept') return { verdict, rules, builtin, revoking, exempting };
  }
  return { verdict: 'accept', rules, builtin, revoking, exempting };
}

const tablesOf: Readonly<Record<string, readonly string[]>> = {
  PREROUTING: ['raw', 'mangle', 'nat'],
  INPUT: ['mangle', 'filter', 'nat'],
  FORWARD: ['mangle', 'filter'],
  OUTPUT: ['raw', 'mangle', 'nat', 'filter'],
  POSTROUTING: ['mangle', 'nat'],
};
const later = { Ingress: ['INPUT'], Forward: ['FORWARD', 'POSTROUTING'], Egress: ['POSTROUTING'] } as const;

function interfacesAt(chain: string, packet: Packet): Pick<Flow, 'inInterface' | 'outInterface'> {
  const { inInterface = '', outInterface = '' } = packet;
  if (chain === 'FORWARD') return { inInterface, outInterface };
  return chain === 'INPUT' ? { inInterface, outInterface: '' } : { inInterface: '', outInterface };
}

function matches(tests: SimulatedRule['tests'], flow: Flow): boolean {
  const truths = tests.map((test) => test(flow));
  if (truths.includes('no')) return false;
  if (truths.includes('unknown')) throw new Error('a test cannot be decided');
  return true;
}
