// Rules that can never match, because one before them in their chain takes everything that they ask for.

import { type Network, parseNetwork } from '../../src/policy/network.ts';
import type { DesiredChain } from '../../src/ruleset/ruleset.ts';

export interface Shadow {
  readonly chain: string;
  readonly rule: string;
  readonly by: string;
  /** Both come from one and the same place of a manifest: then the compiler said something twice. */
  readonly sameLabel: boolean;
}

/** Sound, not complete: what it finds is so; a rule that only several others together take away is not found. */
export function findShadows({ name, rules }: DesiredChain): readonly Shadow[] {
  const read = rules.map((rule) => ({ ...rule, parts: readParts(rule.text) }));
  return read.flatMap((rule, index) => {
    const taker = read.slice(0, index).find(({ text, parts }) => {
      // The bit is cleared on both sides of a tier.
      if (text === rule.text) return parts.target !== 'MARK' && !parts.matches.some(isChanging);
      return ends.includes(parts.target) && covers(parts, rule.parts);
    });
    if (taker === undefined) return [];
    return [{ chain: name, rule: rule.text, by: taker.text, sameLabel: taker.label === rule.label }];
  });
}

/** Behind these no packet goes on in the chain; `goto` stands for each `-g`. */
const ends: readonly string[] = [
  ...['ACCEPT', 'DROP', 'RETURN', 'REJECT', 'goto'],
  ...['MASQUERADE', 'SNAT', 'DNAT', 'REDIRECT', 'NETMAP'],
];
/** What these say of a packet depends on the packets before it, or on the rules between. */
const changing: readonly string[] = ['hashlimit', 'limit', 'connlimit', 'recent', 'quota', 'statistic', 'mark'];

interface Asked {
  readonly negated: boolean;
  readonly text: string;
}

interface Parts {
  readonly source?: Asked;
  readonly destination?: Asked;
  readonly in?: Asked;
  readonly out?: Asked;
  readonly protocol?: Asked;
  /** Each with its options; comments left out. */
  readonly matches: readonly string[];
  readonly target: string;
}

const simple = { '-s': 'source', '-d': 'destination', '-i': 'in', '-o': 'out', '-p': 'protocol' } as const;

function readParts(text: string): Parts {
  const words = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const parts: { -readonly [Key in keyof Parts]: Parts[Key] } & { matches: string[] } = { matches: [], target: '' };
  for (let at = 0; at < words.length; ) {
    const negated = words[at] === '!';
    const option = words[negated ? at + 1 : at] ?? '';
    const value = words[negated ? at + 2 : at + 1] ?? '';
    if (option in simple) {
      parts[simple[option as keyof typeof simple]] = { negated, text: value };
      at += negated ? 3 : 2;
    } else if (option === '-m') {
      let end = at + 2;
      while (end < words.length && !startsPart(words, end)) end += 1;
      if (value !== 'comment') parts.matches.push(words.slice(at + 1, end).join(' '));
      at = end;
    } else if (option === '-j' || option === '-g') {
      parts.target = option === '-g' ? 'goto' : value;
      return parts;
    } else throw new Error(`not understood: ${option} in ${text}`);
  }
  return parts;
}

function startsPart(words: readonly string[], at: number): boolean {
  const word = words[at] === '!' ? words[at + 1] : words[at];
  return word !== undefined && (word in simple || ['-m', '-j', '-g'].includes(word));
}

/** Whether each packet that `narrow` takes is one that `wide` takes. */
function covers(wide: Parts, narrow: Parts): boolean {
  return (
    coversAddress(wide.source, narrow.source) &&
    coversAddress(wide.destination, narrow.destination) &&
    coversInterface(wide.in, narrow.in) &&
    coversInterface(wide.out, narrow.out) &&
    (wide.protocol === undefined || isSame(wide.protocol, narrow.protocol)) &&
    wide.matches.every((match) => narrow.matches.some((other) => coversMatch(match, other)))
  );
}

function isSame(a: Asked, b: Asked | undefined): boolean {
  return b !== undefined && a.negated === b.negated && a.text === b.text;
}

function coversAddress(wide: Asked | undefined, narrow: Asked | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  const [outer, inner] = [parseNetwork(wide.text), parseNetwork(narrow.text)];
  if (!outer.ok || !inner.ok) return isSame(wide, narrow);
  if (!wide.negated && !narrow.negated) return contains(outer.value, inner.value);
  if (wide.negated && narrow.negated) return contains(inner.value, outer.value);
  return wide.negated && !contains(outer.value, inner.value) && !contains(inner.value, outer.value);
}

function contains(outer: Network, inner: Network): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  const hostBits = BigInt((outer.family === 'ipv4' ? 32 : 128) - outer.prefix);
  return outer.address >> hostBits === inner.address >> hostBits;
}

function coversInterface(wide: Asked | undefined, narrow: Asked | undefined): boolean {
  if (wide === undefined || narrow === undefined) return wide === undefined;
  if (wide.negated || narrow.negated) return isSame(wide, narrow);
  return wide.text === narrow.text || (wide.text.endsWith('+') && narrow.text.startsWith(wide.text.slice(0, -1)));
}

function isChanging(match: string): boolean {
  return changing.includes(match.split(' ')[0] ?? '');
}

function coversMatch(wide: string, narrow: string): boolean {
  if (isChanging(wide)) return false;
  if (wide === narrow) return true;
  const states = /^conntrack --ctstate (\S+)$/.exec(wide)?.[1]?.split(',');
  const asked = /^conntrack --ctstate (\S+)(?: |$)/.exec(narrow)?.[1]?.split(',');
  if (states !== undefined && asked !== undefined) return asked.every((state) => states.includes(state));
  const [ports, other] = [readPorts(wide), readPorts(narrow)];
  if (ports === undefined || other === undefined) return false;
  return (['sport', 'dport'] as const).every((side) => coversPorts(ports[side], other[side]));
}

type Ranges = readonly (readonly [number, number])[];

/** Undefined for whatever is no list of ports. */
function readPorts(match: string): { readonly sport: Ranges; readonly dport: Ranges } | undefined {
  if (!/^(tcp|udp|sctp|dccp|udplite|multiport)( --[sd]ports? [\d:,]+)+$/.test(match)) return undefined;
  const of = (side: string): Ranges =>
    [...match.matchAll(new RegExp(`--${side}s? (\\S+)`, 'g'))].flatMap(([, list = '']) =>
      list.split(',').map((range) => {
        const [from = '', to = from] = range.split(':');
        return [Number(from), Number(to)] as const;
      }),
    );
  return { sport: of('sport'), dport: of('dport') };
}

function coversPorts(wide: Ranges, narrow: Ranges): boolean {
  if (wide.length === 0) return true;
  return narrow.length > 0 && narrow.every(([from, to]) => wide.some(([first, last]) => first <= from && to <= last));
}
