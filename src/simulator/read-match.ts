// The matches of a rule as tests: each `-m NAME` with its options, as iptables-save prints them.

import type { Family } from '../policy/family.ts';
import { parseAddress, parseNetwork } from '../policy/network.ts';
import { type AddressSet, isInRange, isInSet, rangeOf, toWords, type Words } from './address-words.ts';
import type { Flow } from './flow.ts';
import { type FlowSet, flowSetTest } from './flow-set.ts';
import { reversePathTest } from './reverse-path.ts';
import { timeTest } from './time-match.ts';
import { both, either, opposite, type Truth, truthOf } from './truth.ts';

/** The members of an ipset in the kernel; undefined where nobody knows them. */
export type SetLookup = (name: string) => AddressSet | FlowSet | 'Limit' | undefined;

interface WrittenMatch {
  readonly name: string;
  readonly options: readonly string[];
  /** Of the rule, as far as it names one. */
  readonly protocol: number | undefined;
}

interface MatchContext {
  readonly family: Family;
  readonly sets: SetLookup;
}

type Test = (flow: Flow) => Truth;

/** One option with what stands behind it. */
interface Option {
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** Undefined for what matches always. */
export function readMatch(match: WrittenMatch, context: MatchContext): Test | undefined {
  if (match.name === 'comment') return undefined;
  const options = splitOptions(match.options);
  const whole = wholeMatches[match.name];
  if (whole !== undefined) return whole(options, context);
  // A header's presence is all that a match without options asks for.
  const tests = [...presence(match), ...options.map((option) => negatable(option, readOption(match, option, context)))];
  const [first, second] = tests;
  if (first === undefined) return undefined;
  if (second === undefined) return first;
  return (flow) => tests.reduce<Truth>((truth, test) => (truth === 'no' ? 'no' : both(truth, test(flow))), 'yes');
}

function splitOptions(words: readonly string[]): readonly Option[] {
  const options: { name: string; values: string[]; negated: boolean }[] = [];
  let negated = false;
  for (const word of words) {
    if (word === '!') negated = true;
    else if (word.startsWith('--')) {
      options.push({ name: word, values: [], negated });
      negated = false;
    } else options.at(-1)?.values.push(word);
  }
  return options;
}

function negatable({ negated }: Option, test: Test): Test {
  return negated ? (flow) => opposite(test(flow)) : test;
}

const never: Test = () => 'unknown';

function readOption(match: WrittenMatch, option: Option, context: MatchContext): Test {
  const read = readers[`${match.name} ${option.name}`] ?? readers[option.name];
  return read === undefined ? never : read(option.values, context);
}

const headerMatches: readonly string[] = ['rt', 'frag', 'ah', 'dst', 'hbh'];

function presence({ name, protocol }: WrittenMatch): readonly Test[] {
  if (!headerMatches.includes(name)) return portless.includes(name) ? [never] : [];
  // In IPv4 an authentication header is the protocol itself.
  if (protocol === 51) return [];
  return [({ packet }) => truthOf(packet.headers?.includes(name))];
}

/** Matches that say something although no option of theirs is printed, which nobody knows here. */
const portless: readonly string[] = ['socket', 'ipv6header', 'cluster', 'cpu', 'bpf', 'eui64'];

/** Matches whose options only make sense together. */
const wholeMatches: Readonly<Record<string, (options: readonly Option[], context: MatchContext) => Test>> = {
  conntrack: readConntrack,
  hashlimit: (options) => limitTest(options.some(({ name }) => name === '--hashlimit-above')),
  limit: () => limitTest(false),
  connlimit: (options) => limitTest(options.some(({ name }) => name === '--connlimit-above')),
  recent: readRecent,
  time: (options) => timeTest(options),
  rpfilter: (options) => reversePathTest(options),
  addrtype: readAddressTypes,
  tcp: (options) => allOf(options.map((option) => tcpOption(option))),
};

function allOf(tests: readonly Test[]): Test {
  return (flow) => tests.reduce<Truth>((truth, test) => (truth === 'no' ? 'no' : both(truth, test(flow))), 'yes');
}

/** `isAbove`: it holds beyond the limit. */
function limitTest(isAbove: boolean): Test {
  return ({ packet: { limits } }) => truthOf(limits === undefined ? undefined : (limits === 'Exceeded') === isAbove);
}

/** Who is on a list of the kernel's is known as little as a count. */
function readRecent(options: readonly Option[]): Test {
  const asks = options.find(({ name }) => ['--rcheck', '--update', '--remove'].includes(name));
  return asks === undefined ? () => 'yes' : negatable(asks, limitTest(true));
}

function tcpOption(option: Option): Test {
  const { name, values } = option;
  switch (name) {
    case '--sport':
      return negatable(option, portTest(values, ['source']));
    case '--dport':
      return negatable(option, portTest(values, ['destination']));
    case '--tcp-flags':
      return negatable(option, flagsTest(values));
    case '--syn':
      return negatable(option, flagsTest(['FIN,SYN,RST,ACK', 'SYN']));
    default:
      return never;
  }
}

const flagBits: Readonly<Record<string, number>> = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ALL: 63,
  NONE: 0,
};

function flagsTest([mask = '', set = '']: readonly string[]): Test {
  const bits = (text: string) => text.split(',').reduce((sum, name) => sum | (flagBits[name] ?? Number.NaN), 0);
  const [looked, wanted] = [bits(mask), bits(set)];
  return ({ packet: { tcpFlags } }) => truthOf(tcpFlags === undefined ? undefined : (tcpFlags & looked) === wanted);
}

type Side = 'source' | 'destination';

/** One of the sides has a port in one of the ranges. */
function portTest([text = '']: readonly string[], sides: readonly Side[]): Test {
  const ranges = text.split(',').map((part) => readRange(part, ':'));
  const inRanges = (port: number | undefined) =>
    port === undefined ? undefined : ranges.some(({ from, to }) => from <= port && port <= to);
  const [only] = sides;
  if (sides.length === 1 && only !== undefined) {
    return only === 'source'
      ? (flow) => truthOf(inRanges(flow.sourcePort))
      : (flow) => truthOf(inRanges(flow.destinationPort));
  }
  return (flow) => either(truthOf(inRanges(flow.sourcePort)), truthOf(inRanges(flow.destinationPort)));
}

function readRange(text: string, separator: string): { readonly from: number; readonly to: number } {
  const [from = '', to = from] = text.split(separator);
  return { from: Number(from), to: Number(to) };
}

type Reader = (values: readonly string[], context: MatchContext) => Test;

/** By option, or by match and option where other matches have an option of that name. */
const readers: Readonly<Record<string, Reader>> = {
  '--sport': (values) => portTest(values, ['source']),
  '--dport': (values) => portTest(values, ['destination']),
  '--sports': (values) => portTest(values, ['source']),
  '--dports': (values) => portTest(values, ['destination']),
  '--ports': (values) => portTest(values, ['source', 'destination']),
  '--icmp-type': ([text = '']) => icmpTest(text),
  '--icmpv6-type': ([text = '']) => icmpTest(text),
  '--hl-eq': ([text]) => hopTest((hops) => hops === Number(text)),
  '--hl-lt': ([text]) => hopTest((hops) => hops < Number(text)),
  '--hl-gt': ([text]) => hopTest((hops) => hops > Number(text)),
  '--ttl-eq': ([text]) => hopTest((hops) => hops === Number(text)),
  '--ttl-lt': ([text]) => hopTest((hops) => hops < Number(text)),
  '--ttl-gt': ([text]) => hopTest((hops) => hops > Number(text)),
  '--src-range': ([text = '']) => rangeTest(text, 'source'),
  '--dst-range': ([text = '']) => rangeTest(text, 'destination'),
  '--match-set': ([name = '', side = ''], { sets }) => setTest(name, side, sets),
  '--mac-source': ([text = '']) => {
    const mac = text.toLowerCase();
    return ({ packet }) => truthOf(packet.mac === undefined ? undefined : packet.mac === mac);
  },
  '--uid-owner': ([text = '']) => ownerTest(text, ({ packet }) => packet.uid),
  '--gid-owner': ([text = '']) => ownerTest(text, ({ packet }) => packet.gid),
  'mark --mark': ([text = '']) => markTest(text),
  '--rt-type':
    ([text]) =>
    (flow) =>
      truthOf(flow.packet.routingType === undefined ? undefined : flow.packet.routingType === Number(text)),
  'state --state': ([text = '']) => stateTest(text),
};

function icmpTest(text: string): Test {
  const [type, code] = text.split('/');
  if (!/^\d+$/.test(type ?? '')) return text === 'any' ? () => 'yes' : never;
  const ofCode: Test =
    code === undefined ? () => 'yes' : ({ packet: { icmpCode } }) => truthOf(equals(icmpCode, Number(code)));
  return (flow) => {
    const ofType = truthOf(equals(flow.packet.icmpType, Number(type)));
    return ofType === 'no' ? 'no' : both(ofType, ofCode(flow));
  };
}

function equals<T>(known: T | undefined, wanted: T): boolean | undefined {
  return known === undefined ? undefined : known === wanted;
}

function hopTest(holds: (hops: number) => boolean): Test {
  return ({ packet: { hopLimit } }) => truthOf(hopLimit === undefined ? undefined : holds(hopLimit));
}

/** Undefined where translation hides it. */
function addressOf(flow: Flow, side: Side): Words | undefined {
  if (side === 'destination') return flow.knowsDestination ? flow.destination : undefined;
  return flow.knowsSource ? flow.source : undefined;
}

function rangeTest(text: string, side: Side): Test {
  const [first, last] = text.split('-').map((part) => parseAddress(part));
  if (first?.ok !== true || last?.ok !== true) return never;
  const range = { first: toWords(first.value.address), last: toWords(last.value.address) };
  return (flow) => {
    const address = addressOf(flow, side);
    return truthOf(address === undefined ? undefined : isInRange(address, range));
  };
}

function setTest(name: string, side: string, sets: SetLookup): Test {
  const members = sets(name);
  // The kernel itself fills it, by what it has seen.
  if (members === 'Limit') return limitTest(true);
  if (members === undefined) return never;
  if (members instanceof Set) return flowSetTest(side, members);
  if (!Array.isArray(members) || (side !== 'src' && side !== 'dst')) return never;
  const of = side === 'src' ? 'source' : 'destination';
  return (flow) => {
    const address = addressOf(flow, of);
    return truthOf(address === undefined ? undefined : isInSet(address, members));
  };
}

/** What no process sends has no owner, whatever is asked. */
function ownerTest(text: string, of: (flow: Flow) => number | 'None' | undefined): Test {
  const { from, to } = readRange(text, '-');
  return (flow) => {
    const id = of(flow);
    return truthOf(id === undefined ? undefined : id !== 'None' && from <= id && id <= to);
  };
}

function markTest(text: string): Test {
  const [value = '', mask = '0xffffffff'] = text.split('/');
  const [wanted, looked] = [Number(value), Number(mask)];
  return ({ mark }) => {
    const known = mark.known & looked;
    // One bit that differs decides.
    if (((mark.value ^ wanted) & known) !== 0) return 'no';
    return truthOf((known ^ looked) === 0 ? true : undefined);
  };
}

function stateTest(text: string): Test {
  const states = text.split(',');
  return (flow) => {
    const ofState = truthOf(flow.state === undefined ? undefined : states.includes(flow.state));
    if (!states.includes('DNAT') || ofState === 'yes') return ofState;
    const isTracked = flow.state === undefined ? undefined : !untracked.includes(flow.state);
    return either(ofState, both(truthOf(isTracked), truthOf(flow.isTranslated)));
  };
}

const untracked: readonly string[] = ['INVALID', 'UNTRACKED'];

/**
 * State first. What connection tracking does not know has nothing else: then the state alone decides, and where none is
 * asked for, nothing matches (conntrack_mt of the kernel).
 */
function readConntrack(options: readonly Option[]): Test {
  const ofState = options.filter(({ name }) => name === '--ctstate');
  const state = allOf(ofState.map((option) => negatable(option, stateTest(option.values[0] ?? ''))));
  const others = options.filter(({ name }) => name !== '--ctstate');
  const rest = allOf(others.map((option) => negatable(option, readConntrackOption(option))));
  return (flow) => {
    const first = state(flow);
    if (first === 'no' || others.length === 0) return first;
    if (flow.state === undefined) return both('unknown', both(first, rest(flow)));
    if (untracked.includes(flow.state)) return ofState.length === 0 ? 'no' : first;
    return both(first, rest(flow));
  };
}

function readConntrackOption({ name, values: [text = ''] }: Option): Test {
  switch (name) {
    case '--ctorigdst': {
      const network = parseNetwork(text);
      if (!network.ok) return never;
      const range = rangeOf(network.value);
      return ({ original }) =>
        truthOf(original === undefined ? undefined : isInRange(toWords(original.address), range));
    }
    case '--ctorigdstport': {
      const { from, to } = readRange(text, ':');
      return ({ original }) =>
        truthOf(original?.port === undefined ? undefined : from <= original.port && original.port <= to);
    }
    default:
      return never;
  }
}

/** The kernel of IPv6 asks for all of the types that it can tell from the address; that of IPv4 for one of them. */
function readAddressTypes(options: readonly Option[], { family }: MatchContext): Test {
  return allOf(
    options.map((option) => {
      const side = option.name === '--src-type' ? 'source' : option.name === '--dst-type' ? 'destination' : undefined;
      if (side === undefined) return never;
      const types = (option.values[0] ?? '').split(',');
      return negatable(option, (flow) => {
        if (side === 'source' && !flow.knowsSource) return 'unknown';
        if (side === 'destination' && !flow.knowsDestination) return truthOf(types.includes('LOCAL'));
        const address = side === 'source' ? flow.sourceAddress : flow.destinationAddress;
        const truths = types.map((type) => isOfType(flow, address, type));
        return family === 'ipv4' ? truths.reduce(either, 'no') : truths.reduce(both, 'yes');
      });
    }),
  );
}

function isOfType(flow: Flow, address: bigint, type: string): Truth {
  const { family } = flow.packet;
  if (isMulticast(address, family)) return truthOf(type === 'MULTICAST');
  if (isLoopback(address, family)) return truthOf(type === 'LOCAL' || (family === 'ipv6' && type === 'UNICAST'));
  if (family === 'ipv4' && address === 0xffffffffn) return truthOf(type === 'BROADCAST');
  if (type === 'MULTICAST') return 'no';
  const known = flow.surroundings.typeOf?.(address);
  if (known === undefined) return 'unknown';
  // In IPv6 a local address is a unicast address as well.
  return truthOf(known === type || (family === 'ipv6' && type === 'UNICAST' && known === 'LOCAL'));
}

function isMulticast(address: bigint, family: Family): boolean {
  return family === 'ipv4' ? address >> 28n === 0xen : address >> 120n === 0xffn;
}

function isLoopback(address: bigint, family: Family): boolean {
  return family === 'ipv4' ? address >> 24n === 127n : address === 1n;
}
