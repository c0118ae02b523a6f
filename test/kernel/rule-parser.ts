// The other way round: a rule's canonical text to its typed parts, where the compiler could have made it.

import type { Family } from '../../src/policy/family.ts';
import type { Network } from '../../src/policy/network.ts';
import { parseNetwork } from '../../src/policy/network.ts';
import type { PortRange, RejectWith } from '../../src/policy/policy.ts';
import { findProtocol } from '../../src/policy/protocols.ts';
import type { KernelRule, Match, Side, State, Target, TcpFlag } from '../../src/ruleset/rule.ts';

/** Words in their order. `undefined`: the text is none of ours. */
type Words = string[];

class NotOurs extends Error {}

/** Undefined for every rule with a part that no KernelRule has. Written without a look at the printer. */
export function parseRule(family: Family, text: string): KernelRule | undefined {
  try {
    return readRule(family, splitWords(text));
  } catch (error) {
    if (error instanceof NotOurs) return undefined;
    throw error;
  }
}

function splitWords(text: string): Words {
  const found = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return found.map((word) => (word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word));
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function readRule(family: Family, words: Words): KernelRule {
  const selector: Mutable<KernelRule['selector']> & { matches: Match[] } = { matches: [] };
  let protocol = '';
  let comment: string | undefined;
  for (;;) {
    const negated = take(words, '!');
    const word = words.shift();
    if (negated && !['-s', '-d', '-i', '-m'].includes(word ?? '')) throw new NotOurs();
    switch (word) {
      case '-s':
        selector.source = { value: network(words, family), negated };
        break;
      case '-d':
        selector.destination = { value: network(words, family), negated };
        break;
      case '-i':
        if (negated) selector.notIn = next(words);
        else selector.in = next(words);
        break;
      case '-o':
        selector.out = next(words);
        break;
      case '-p': {
        protocol = next(words);
        const number = findProtocol(protocol) ?? Number(protocol);
        if (!Number.isInteger(number)) throw new NotOurs();
        selector.protocol = number;
        break;
      }
      case '-m':
        if (words[0] === 'comment') {
          words.splice(0, 2);
          comment = next(words);
        } else selector.matches.push(readMatch(family, words, protocol));
        break;
      case '-j':
      case '-g': {
        const target = readTarget(word, words);
        if (words.length > 0) throw new NotOurs();
        return { selector, ...(comment === undefined ? {} : { comment }), target };
      }
      default:
        throw new NotOurs();
    }
  }
}

function take(words: Words, word: string): boolean {
  if (words[0] !== word) return false;
  words.shift();
  return true;
}

function next(words: Words): string {
  const word = words.shift();
  if (word === undefined) throw new NotOurs();
  return word;
}

function expectWord(words: Words, word: string): void {
  if (next(words) !== word) throw new NotOurs();
}

function network(words: Words, family: Family): Network {
  const parsed = parseNetwork(next(words));
  if (!parsed.ok || parsed.value.family !== family) throw new NotOurs();
  return parsed.value;
}

function readMatch(family: Family, words: Words, protocol: string): Match {
  const name = next(words);
  switch (name) {
    case 'recent':
      return recent(words, family);
    case 'tcp':
      if (words[0] === '--tcp-flags') return tcpFlags(words);
      return ports(name, words, { source: '--sport', destination: '--dport' });
    case 'udp':
    case 'sctp':
    case 'dccp':
      return ports(name, words, { source: '--sport', destination: '--dport' });
    case 'multiport':
      if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp' && protocol !== 'dccp') throw new NotOurs();
      return ports(protocol, words, { source: '--sports', destination: '--dports' });
    case 'icmp':
    case 'icmp6': {
      expectWord(words, family === 'ipv4' ? '--icmp-type' : '--icmpv6-type');
      const [type = '', code] = next(words).split('/');
      if (!/^\d+$/.test(type)) throw new NotOurs();
      return { kind: 'icmp', type: Number(type), ...(code === undefined ? {} : { code: Number(code) }) };
    }
    case 'rt':
    case 'frag':
    case 'ah':
    case 'dst':
      if (family === 'ipv4') throw new NotOurs();
      if (take(words, '--rt-type')) return { kind: 'routingHeader', type: Number(next(words)) };
      return { kind: 'extensionHeader', name };
    case 'hl':
      expectWord(words, '--hl-eq');
      return { kind: 'hopLimit', equals: Number(next(words)) };
    case 'iprange':
      return range(words, family);
    case 'set': {
      const negated = take(words, '!');
      expectWord(words, '--match-set');
      const name = next(words);
      if (take(words, 'src,dst,dst')) return { kind: 'flows', set: name, way: 'Original' };
      if (take(words, 'dst,dst')) return { kind: 'endpoints', set: name };
      if (take(words, 'dst,src,src')) return { kind: 'flows', set: name, way: 'Reply' };
      return { kind: 'set', name, side: side(next(words)), negated };
    }
    case 'conntrack': {
      const negated = take(words, '!');
      expectWord(words, '--ctstate');
      const states = next(words).split(',');
      if (!states.every((state): state is State => allStates.includes(state))) throw new NotOurs();
      return { kind: 'conntrack', states, negated };
    }
    case 'mark': {
      expectWord(words, '--mark');
      const [value, mask] = next(words).split('/');
      const bit = Number(value);
      if (value !== mask || bit === 0 || (bit & (bit - 1)) !== 0) throw new NotOurs();
      return { kind: 'mark', bit };
    }
    case 'rpfilter': {
      const loose = take(words, '--loose');
      expectWord(words, '--invert');
      return { kind: 'reversePath', loose };
    }
    case 'addrtype': {
      if (words[0] === '!' || words[0] === '--src-type') {
        const negated = take(words, '!');
        expectWord(words, '--src-type');
        if (next(words) !== 'LOCAL') throw new NotOurs();
        return { kind: 'sourceType', type: 'LOCAL', negated };
      }
      expectWord(words, '--dst-type');
      const types = next(words).split(',');
      const ours = types.filter((type): type is 'LOCAL' | 'BROADCAST' | 'MULTICAST' =>
        ['LOCAL', 'BROADCAST', 'MULTICAST'].includes(type),
      );
      if (ours.length !== types.length) throw new NotOurs();
      return { kind: 'destinationType', types: ours };
    }
    case 'hashlimit':
      return hashlimit(words, family);
    default:
      throw new NotOurs();
  }
}

const allStates: readonly string[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'];

function side(word: string): Side {
  if (word !== 'src' && word !== 'dst') throw new NotOurs();
  return word;
}

function ports(
  protocol: 'tcp' | 'udp' | 'sctp' | 'dccp',
  words: Words,
  options: Readonly<Record<'source' | 'destination', string>>,
): Match {
  const source = take(words, options.source) ? next(words).split(',').map(portRange) : [];
  const destination = take(words, options.destination) ? next(words).split(',').map(portRange) : [];
  // A list of one is printed by multiport only where somebody asked for it so; the compiler never does.
  const isList = options.source === '--sports';
  if (source.length + destination.length === 0 || (isList && source.length < 2 && destination.length < 2))
    throw new NotOurs();
  return { kind: 'ports', protocol, source, destination };
}

function portRange(word: string): PortRange {
  const [from, to = from] = word.split(':').map(Number);
  if (from === undefined || to === undefined || !Number.isInteger(from) || !Number.isInteger(to)) throw new NotOurs();
  return { from, to };
}

const allFlags: readonly string[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

function tcpFlags(words: Words): Match {
  expectWord(words, '--tcp-flags');
  const [looked, set] = [flags(next(words)), flags(next(words))];
  return { kind: 'tcpFlags', looked, set };
}

function flags(word: string): readonly TcpFlag[] {
  const named = word === 'NONE' ? [] : word.split(',');
  if (!named.every((flag): flag is TcpFlag => allFlags.includes(flag))) throw new NotOurs();
  return named;
}

function recent(words: Words, family: Family): Match {
  const notes = take(words, '--set');
  if (!notes) {
    expectWord(words, '--rcheck');
    expectWord(words, '--seconds');
  }
  const seconds = notes ? 0 : Number(next(words));
  const hits = !notes && take(words, '--hitcount') ? Number(next(words)) : undefined;
  expectWord(words, '--name');
  const name = next(words);
  expectWord(words, '--mask');
  expectWord(words, family === 'ipv4' ? '255.255.255.255' : 'ffff:ffff:ffff:ffff::');
  expectWord(words, '--rsource');
  if (notes) return { kind: 'recent', name };
  return { kind: 'recent', name, check: { seconds, ...(hits === undefined ? {} : { hits }) } };
}

/** Only ranges that are a network: what the compiler knows. */
function range(words: Words, family: Family): Match {
  const negated = take(words, '!');
  const option = next(words);
  const [first = '', last = ''] = next(words).split('-');
  const whole = parseNetwork(first);
  const end = parseNetwork(last);
  if (!whole.ok || !end.ok || whole.value.family !== family) throw new NotOurs();
  const size = end.value.address - whole.value.address + 1n;
  const bits = family === 'ipv4' ? 32 : 128;
  const hostBits = size.toString(2).length - 1;
  if (size < 1n || size !== 1n << BigInt(hostBits) || whole.value.address % size !== 0n) throw new NotOurs();
  return {
    kind: 'range',
    side: side(option.slice(2, 5)),
    network: { ...whole.value, prefix: bits - hostBits },
    negated,
  };
}

function hashlimit(words: Words, family: Family): Match {
  const over = take(words, '--hashlimit-above');
  if (!over) expectWord(words, '--hashlimit-upto');
  const rate = next(words);
  if (!/^\d+\/(sec|min|hour|day)$/.test(rate)) throw new NotOurs();
  expectWord(words, '--hashlimit-burst');
  const burst = Number(next(words));
  const perSource = take(words, '--hashlimit-mode');
  if (perSource) expectWord(words, 'srcip');
  expectWord(words, '--hashlimit-name');
  const name = next(words);
  const [count = 0, unit = 'sec'] = [Number.parseInt(rate, 10), rate.split('/')[1]];
  const unitMs = { sec: 1000, min: 60_000, hour: 3_600_000, day: 86_400_000 }[unit] ?? 0;
  const expire = take(words, '--hashlimit-htable-expire') ? Number(next(words)) : unitMs;
  // Ours remember a source until its bucket is full again, and no longer.
  if (expire !== Math.max(unitMs, Math.ceil((burst * unitMs) / count))) throw new NotOurs();
  const mask = take(words, '--hashlimit-srcmask') ? Number(next(words)) : undefined;
  const masks = family === 'ipv4' ? { Source: undefined, SourceNet: 24 } : { Source: 64, SourceNet: 48 };
  const per = !perSource ? 'Global' : mask === masks.Source ? 'Source' : 'SourceNet';
  if (per === 'SourceNet' && mask !== masks.SourceNet) throw new NotOurs();
  return { kind: 'hashlimit', name, over, limit: { rate, burst, per } };
}

const rejects: Readonly<Record<string, RejectWith>> = {
  'tcp-reset': 'TcpReset',
  'icmp-admin-prohibited': 'AdminProhibited',
  'icmp6-adm-prohibited': 'AdminProhibited',
  'icmp-port-unreachable': 'PortUnreachable',
  'icmp6-port-unreachable': 'PortUnreachable',
  'icmp-host-unreachable': 'HostUnreachable',
  'icmp6-addr-unreachable': 'HostUnreachable',
};

function readTarget(option: '-j' | '-g', words: Words): Target {
  const name = next(words);
  if (option === '-g') return { kind: 'goto', chain: name };
  switch (name) {
    case 'ACCEPT':
      return { kind: 'accept' };
    case 'DROP':
      return { kind: 'drop' };
    case 'RETURN':
      return { kind: 'return' };
    case 'REJECT': {
      expectWord(words, '--reject-with');
      const found = rejects[next(words)];
      if (found === undefined) throw new NotOurs();
      return { kind: 'reject', with: found };
    }
    case 'MARK': {
      expectWord(words, '--set-xmark');
      const [value, mask] = next(words).split('/').map(Number);
      if (mask === undefined || mask === 0 || (mask & (mask - 1)) !== 0 || (value !== 0 && value !== mask))
        throw new NotOurs();
      return { kind: 'setMark', bit: mask, on: value === mask };
    }
    case 'TCPMSS': {
      if (take(words, '--clamp-mss-to-pmtu')) return { kind: 'clampMss' };
      expectWord(words, '--set-mss');
      return { kind: 'clampMss', mss: Number(next(words)) };
    }
    case 'NFLOG': {
      expectWord(words, '--nflog-prefix');
      const prefix = next(words);
      return { kind: 'nflog', prefix, group: take(words, '--nflog-group') ? Number(next(words)) : 0 };
    }
    case 'LOG': {
      expectWord(words, '--log-prefix');
      const prefix = next(words);
      return { kind: 'log', prefix, level: take(words, '--log-level') ? Number(next(words)) : 4 };
    }
    default:
      // Every other target of the kernel's own is in capitals and has options; a chain has none.
      if (words.length > 0 || /^[A-Z0-9]+$/.test(name)) throw new NotOurs();
      return { kind: 'jump', chain: name };
  }
}
