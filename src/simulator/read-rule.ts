// A rule's text as the tests that a packet must pass, and what becomes of it then.

import type { Family } from '../policy/family.ts';
import { parseNetwork } from '../policy/network.ts';
import { findProtocol } from '../policy/protocols.ts';
import { rangeOf, rangeTester } from './address-words.ts';
import type { Flow } from './flow.ts';
import { readMatch, type SetLookup } from './read-match.ts';
import { readTarget, type SimulatedTarget } from './read-target.ts';
import type { Hints } from './rule-index.ts';
import { opposite, type Truth, truthOf } from './truth.ts';

export type Test = (flow: Flow) => Truth;

export interface SimulatedRule {
  /** All must hold. What is not understood is a test whose answer is never known. */
  readonly tests: readonly Test[];
  readonly target: SimulatedTarget;
  readonly hints: Hints;
}

export interface ReadContext {
  readonly family: Family;
  readonly sets: SetLookup;
}

/** `text`: everything behind `-A CHAIN `, as iptables-save prints it. */
export function readRule(text: string, context: ReadContext): SimulatedRule {
  const words = splitWords(text);
  const tests: Test[] = [];
  let protocol: number | undefined;
  for (let at = 0; at < words.length; ) {
    const negated = words[at] === '!';
    const option = words[negated ? at + 1 : at] ?? '';
    const value = words[negated ? at + 2 : at + 1] ?? '';
    if (option === '-j' || option === '-g') {
      const target = readTarget({ option, name: value, options: words.slice(at + 2) }, context.family);
      return { tests, target, hints: readHints(words, protocol) };
    }
    if (option === '-m') {
      const end = endOfMatch(words, at + 2);
      const test = readMatch({ name: value, options: words.slice(at + 2, end), protocol }, context);
      if (test !== undefined) tests.push(test);
      at = end;
      continue;
    }
    if (option === '-p' && !negated) protocol = protocolNumber(value);
    const test = readOption(option, value);
    tests.push(negated ? (flow) => opposite(test(flow)) : test);
    at += negated ? 3 : 2;
  }
  return { tests, target: { kind: 'count' }, hints: readHints(words, protocol) };
}

/** What stands there without a negation. */
function readHints(words: readonly string[], protocol: number | undefined): Hints {
  const hints: { -readonly [Key in keyof Hints]: Hints[Key] } = {};
  const known = protocol !== undefined && protocol !== 0;
  if (known) hints.protocol = protocol;
  for (const [at, word] of words.entries()) {
    if (word === '-j' || word === '-g') break;
    if (words[at - 1] === '!') continue;
    const value = words[at + 1] ?? '';
    if (word === '-s' || word === '-d') {
      const network = parseNetwork(value);
      if (network.ok) hints[word === '-s' ? 'source' : 'destination'] = rangeOf(network.value);
    }
    if (known && (word === '--dport' || word === '--dports')) hints.ports = value.split(',').map(readPorts);
  }
  return hints;
}

function readPorts(text: string): { readonly from: number; readonly to: number } {
  const [from = '', to = from] = text.split(':');
  return { from: Number(from), to: Number(to) };
}

function splitWords(text: string): readonly string[] {
  if (!text.includes('"')) return text.split(' ');
  const found = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return found.map((word) => (word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word));
}

const ends = ['-m', '-j', '-g', '-s', '-d', '-i', '-o', '-p'];

/** Where the options of a match end. */
function endOfMatch(words: readonly string[], from: number): number {
  for (let at = from; at < words.length; at += 1) {
    if (ends.includes(words[at] ?? '')) return words[at - 1] === '!' ? at - 1 : at;
  }
  return words.length;
}

function protocolNumber(name: string): number | undefined {
  const number = findProtocol(name) ?? Number(name);
  return Number.isInteger(number) ? number : undefined;
}

function readOption(option: string, value: string): Test {
  switch (option) {
    case '-s':
    case '-d':
      return readAddress(option, value);
    case '-i':
      return interfaceTest(value, ({ inInterface }) => inInterface);
    case '-o':
      return interfaceTest(value, ({ outInterface }) => outInterface);
    case '-p':
      return readProtocol(value);
    default:
      return () => 'unknown';
  }
}

function readAddress(option: '-s' | '-d', value: string): Test {
  const network = parseNetwork(value);
  if (!network.ok) return () => 'unknown';
  const isInside = rangeTester(rangeOf(network.value));
  if (option === '-d')
    return (flow) => (flow.knowsDestination ? (isInside(flow.destination) ? 'yes' : 'no') : 'unknown');
  return (flow) => (flow.knowsSource ? (isInside(flow.source) ? 'yes' : 'no') : 'unknown');
}

/** An empty name stands for a packet that has no such interface there. */
function interfaceTest(value: string, of: (flow: Flow) => string | undefined): Test {
  const prefix = value.endsWith('+') ? value.slice(0, -1) : undefined;
  return (flow) => {
    const name = of(flow);
    if (name === undefined && value === 'lo' && flow.packet.loopback === 'No') return 'no';
    if (name === undefined) return prefix === '' ? 'yes' : 'unknown';
    return truthOf(prefix === undefined ? name === value : name.startsWith(prefix));
  };
}

function readProtocol(value: string): Test {
  const number = protocolNumber(value);
  if (number === undefined) return () => 'unknown';
  // Zero is every protocol.
  return number === 0 ? () => 'yes' : ({ packet }) => (packet.protocol === number ? 'yes' : 'no');
}
