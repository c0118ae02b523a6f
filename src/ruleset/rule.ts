// One kernel rule as typed parts, and its text exactly as iptables-save prints it.

import type { Family } from '../policy/family.ts';
import type { IdRange } from '../policy/match-formats.ts';
import { formatAddress, formatNetwork, type Network } from '../policy/network.ts';
import type { Per, PortProtocol, PortRange, RateLimit, RejectWith, TimeWindow } from '../policy/policy.ts';
import { protocolName } from '../policy/protocols.ts';
import { unreachable } from '../result.ts';
import { countableBurst, expireMs, printRate } from './rate.ts';

export interface Negatable<T> {
  readonly value: T;
  readonly negated: boolean;
}

export type Match =
  | {
      readonly kind: 'ports';
      readonly protocol: PortProtocol;
      readonly source: readonly PortRange[];
      readonly destination: readonly PortRange[];
    }
  | { readonly kind: 'icmp'; readonly type: number; readonly code?: number }
  /** IPv6 only: these protocols are headers in front of another one, which `-p` never sees. */
  | { readonly kind: 'extensionHeader'; readonly name: ExtensionHeader }
  /** IPv6 only: a routing header of that type. */
  | { readonly kind: 'routingHeader'; readonly type: number }
  | { readonly kind: 'hopLimit'; readonly equals: number }
  | { readonly kind: 'range'; readonly side: Side; readonly network: Network; readonly negated: boolean }
  | { readonly kind: 'set'; readonly name: string; readonly side: Side; readonly negated: boolean }
  /** A set of flows holds the packet's: as the flow was opened, or (`Reply`) as it is answered. */
  | { readonly kind: 'flows'; readonly set: string; readonly way: 'Original' | 'Reply' }
  /** A set of addresses with a port holds where the packet goes to. */
  | { readonly kind: 'endpoints'; readonly set: string }
  | {
      readonly kind: 'conntrack';
      /** Empty: any; then another part must be there. */
      readonly states: readonly State[];
      /** Of the states alone. */
      readonly negated: boolean;
      /** Before DNAT; never /0, which the kernel does not print. */
      readonly originalDestination?: Network;
      readonly originalPort?: PortRange;
    }
  | { readonly kind: 'owner'; readonly uid?: IdRange; readonly gid?: IdRange }
  /** Up to and with that second since 1970, and within the window, by UTC; one of the two is there. */
  | { readonly kind: 'time'; readonly lastSecond?: number; readonly window?: TimeWindow }
  /** Of the source, in lower case. */
  | { readonly kind: 'mac'; readonly address: string }
  /** One source address's flows (`Source`) or all flows, those that this one rule has counted. */
  | { readonly kind: 'connlimit'; readonly above: number; readonly per: 'Source' | 'Global' }
  | { readonly kind: 'mark'; readonly bit: number }
  | { readonly kind: 'destinationType'; readonly types: readonly ('LOCAL' | 'BROADCAST' | 'MULTICAST')[] }
  | { readonly kind: 'sourceType'; readonly type: 'LOCAL'; readonly negated: boolean }
  /** The host would not answer by that interface (`loose`: by any). Tables raw and mangle only. */
  | { readonly kind: 'reversePath'; readonly loose: boolean }
  | { readonly kind: 'hashlimit'; readonly name: string; readonly over: boolean; readonly limit: RateLimit }
  /** Of the flags `looked` at, those in `set` and no others. */
  | { readonly kind: 'tcpFlags'; readonly looked: readonly TcpFlag[]; readonly set: readonly TcpFlag[] }
  /** Notes the source under that name, or (`check`) holds when it was noted, so often within so many seconds. */
  | {
      readonly kind: 'recent';
      readonly name: string;
      readonly check?: { readonly seconds: number; readonly hits?: number };
    };

export type TcpFlag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG';
export type ExtensionHeader = 'rt' | 'frag' | 'ah' | 'dst';
export type Side = 'src' | 'dst';
/** DNAT: the flow was given another destination. */
export type State = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'DNAT';

export type Target =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'return' }
  | { readonly kind: 'reject'; readonly with: RejectWith }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'masquerade' }
  | { readonly kind: 'snat'; readonly to: Network }
  | { readonly kind: 'dnat'; readonly to: Network; readonly port?: number }
  | { readonly kind: 'redirect'; readonly port: number }
  | { readonly kind: 'netmap'; readonly to: Network }
  | { readonly kind: 'setMark'; readonly bit: number; readonly on: boolean }
  /** Absent: what the route carries. */
  | { readonly kind: 'clampMss'; readonly mss?: number }
  /** Of connection tracking. */
  | { readonly kind: 'helper'; readonly name: string }
  | { readonly kind: 'nflog'; readonly group: number; readonly prefix: string }
  | { readonly kind: 'log'; readonly level: number; readonly prefix: string };

/** What a packet must be for the rule to match. All parts must hold; an absent part holds always. */
export interface Selector {
  readonly source?: Negatable<Network>;
  readonly destination?: Negatable<Network>;
  readonly in?: string;
  /** Any interface but this; never beside `in`. */
  readonly notIn?: string;
  readonly out?: string;
  /** IP protocol number. */
  readonly protocol?: number;
  /** In the order in which they are printed and evaluated. */
  readonly matches: readonly Match[];
}

export interface KernelRule {
  readonly selector: Selector;
  readonly comment?: string;
  readonly target: Target;
}

/** Everything behind `-A CHAIN `: addresses, interfaces, protocol, matches in their order, comment, target. */
export function printRule(family: Family, rule: KernelRule): string {
  const { selector } = rule;
  // One text that grows, not a list that is joined: tens of thousands of rules are printed in each pass.
  let text = printAddress('-s', selector.source) + printAddress('-d', selector.destination);
  if (selector.in !== undefined) text += `-i ${selector.in} `;
  if (selector.notIn !== undefined) text += `! -i ${selector.notIn} `;
  if (selector.out !== undefined) text += `-o ${selector.out} `;
  if (selector.protocol !== undefined) text += `-p ${protocolName(selector.protocol)} `;
  for (const match of selector.matches) text += `${printMatch(family, match)} `;
  if (rule.comment !== undefined) text += `-m comment --comment ${quote(rule.comment)} `;
  return flat(text + printTarget(family, rule.target));
}

/** The same text. V8 keeps a text that grew as the tree of its pieces, three times as large, until somebody looks into it. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

function printAddress(option: string, address: Negatable<Network> | undefined): string {
  // The kernel prints no address for /0: it matches everything.
  if (address === undefined || (address.value.prefix === 0 && !address.negated)) return '';
  return `${not(address.negated)}${option} ${formatNetwork(address.value)} `;
}

function printMatch(family: Family, match: Match): string {
  switch (match.kind) {
    case 'ports':
      return printPorts(match);
    case 'icmp': {
      const type = match.code === undefined ? `${match.type}` : `${match.type}/${match.code}`;
      return family === 'ipv4' ? `-m icmp --icmp-type ${type}` : `-m icmp6 --icmpv6-type ${type}`;
    }
    case 'extensionHeader':
      return `-m ${match.name}`;
    case 'routingHeader':
      return `-m rt --rt-type ${match.type}`;
    case 'sourceType':
      return `-m addrtype ${not(match.negated)}--src-type ${match.type}`;
    case 'reversePath':
      return `-m rpfilter ${match.loose ? '--loose ' : ''}--invert`;
    case 'hopLimit':
      return `-m hl --hl-eq ${match.equals}`;
    case 'range':
      return `-m iprange ${not(match.negated)}--${match.side}-range ${printRange(match.network)}`;
    case 'set':
      return `-m set ${not(match.negated)}--match-set ${match.name} ${match.side}`;
    case 'flows':
      return `-m set --match-set ${match.set} ${match.way === 'Original' ? 'src,dst,dst' : 'dst,src,src'}`;
    case 'endpoints':
      return `-m set --match-set ${match.set} dst,dst`;
    case 'conntrack':
      return printConntrack(match);
    case 'owner':
      return `-m owner${printIds(' --uid-owner', match.uid)}${printIds(' --gid-owner', match.gid)}`;
    case 'time':
      return printTime(match);
    case 'mac':
      return `-m mac --mac-source ${match.address}`;
    case 'connlimit':
      return `-m connlimit --connlimit-above ${match.above} --connlimit-mask ${connlimitMask(family, match.per)} --connlimit-saddr`;
    case 'mark':
      return `-m mark --mark ${hex(match.bit)}/${hex(match.bit)}`;
    case 'destinationType':
      return `-m addrtype --dst-type ${match.types.join(',')}`;
    case 'hashlimit':
      return printHashlimit(family, match);
    case 'tcpFlags':
      return `-m tcp --tcp-flags ${printFlags(match.looked)} ${printFlags(match.set)}`;
    case 'recent':
      return printRecent(family, match);
    default:
      return unreachable(match);
  }
}

function printPorts(match: Extract<Match, { kind: 'ports' }>): string {
  const several = match.source.length > 1 || match.destination.length > 1;
  // iptables has no match of its own for UDPLite ports; multiport knows them.
  if (several || match.protocol === 'udplite') {
    const sides = [
      ...(match.source.length === 0 ? [] : [`-m multiport --sports ${match.source.map(printPortRange).join(',')}`]),
      ...(match.destination.length === 0
        ? []
        : [`-m multiport --dports ${match.destination.map(printPortRange).join(',')}`]),
    ];
    return sides.join(' ');
  }
  const [only] = match.destination;
  if (match.source.length === 0 && only !== undefined) return `-m ${match.protocol} --dport ${printPortRange(only)}`;
  const sides = [
    ...match.source.map((range) => ` --sport ${printPortRange(range)}`),
    ...match.destination.map((range) => ` --dport ${printPortRange(range)}`),
  ];
  return `-m ${match.protocol}${sides.join('')}`;
}

function printPortRange(range: PortRange): string {
  return range.from === range.to ? `${range.from}` : `${range.from}:${range.to}`;
}

function printRange(network: Network): string {
  const bits = network.family === 'ipv4' ? 32 : 128;
  const last = network.address + (1n << BigInt(bits - network.prefix)) - 1n;
  const text = (address: bigint) => formatNetwork({ ...network, address, prefix: bits }).split('/')[0];
  return `${text(network.address)}-${text(last)}`;
}

const stateOrder: readonly State[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'DNAT'];

function printStates(states: readonly State[]): string {
  return stateOrder.filter((state) => states.includes(state)).join(',');
}

function printConntrack(match: Extract<Match, { kind: 'conntrack' }>): string {
  const { states, negated, originalDestination, originalPort } = match;
  let text = '-m conntrack';
  if (states.length > 0) text += ` ${not(negated)}--ctstate ${printStates(states)}`;
  // Alone of all addresses, this one is printed without the mask of a host.
  if (originalDestination !== undefined) text += ` --ctorigdst ${printUnmasked(originalDestination)}`;
  if (originalPort !== undefined) text += ` --ctorigdstport ${printPortRange(originalPort)}`;
  return text;
}

function printUnmasked(network: Network): string {
  const text = formatNetwork(network);
  return network.prefix === (network.family === 'ipv4' ? 32 : 128) ? text.slice(0, text.indexOf('/')) : text;
}

function printIds(option: string, range: IdRange | undefined): string {
  if (range === undefined) return '';
  return `${option} ${range.from === range.to ? range.from : `${range.from}-${range.to}`}`;
}

function connlimitMask(family: Family, per: 'Source' | 'Global'): number {
  if (per === 'Global') return 0;
  return family === 'ipv4' ? 32 : 64;
}

function printHashlimit(family: Family, match: Extract<Match, { kind: 'hashlimit' }>): string {
  const { rate, per } = match.limit;
  // Rate and burst may come from two manifests; what is more than a day's worth, the kernel cannot count.
  const burst = countableBurst(match.limit);
  const printed = printRate(rate);
  const expire = expireMs(rate, burst);
  const mask = sourceMask(family, per);
  return [
    `-m hashlimit --hashlimit-${match.over ? 'above' : 'upto'} ${printed.text} --hashlimit-burst ${burst}`,
    ...(per === 'Global' ? [] : ['--hashlimit-mode srcip']),
    `--hashlimit-name ${match.name}`,
    ...(expire === printed.unitMs ? [] : [`--hashlimit-htable-expire ${expire}`]),
    ...(mask === undefined ? [] : [`--hashlimit-srcmask ${mask}`]),
  ].join(' ');
}

/** In the order of the kernel. */
const flagOrder: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

function printFlags(flags: readonly TcpFlag[]): string {
  return flags.length === 0 ? 'NONE' : flagOrder.filter((flag) => flags.includes(flag)).join(',');
}

/** One source is an address, or a /64. */
const recentMask = { ipv4: '255.255.255.255', ipv6: 'ffff:ffff:ffff:ffff::' } as const;

function printRecent(family: Family, { name, check }: Extract<Match, { kind: 'recent' }>): string {
  const hits = check?.hits === undefined ? '' : ` --hitcount ${check.hits}`;
  const way = check === undefined ? '--set' : `--rcheck --seconds ${check.seconds}${hits}`;
  return `-m recent ${way} --name ${name} --mask ${recentMask[family]} --rsource`;
}

/** The mask as far as the kernel prints one: a whole address is its default. */
function sourceMask(family: Family, per: Per): number | undefined {
  switch (per) {
    case 'Source':
      return family === 'ipv4' ? undefined : 64;
    case 'SourceNet':
      return family === 'ipv4' ? 24 : 48;
    case 'Global':
      return undefined;
    default:
      return unreachable(per);
  }
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** The last second that the kernel's match of times knows; printed where no other end is given. */
const lastOfKernel = 2 ** 31 - 1;

function printTime({ lastSecond = lastOfKernel, window }: Extract<Match, { kind: 'time' }>): string {
  let text = '-m time';
  if (window !== undefined) {
    const isWholeDay = window.firstSecond === 0 && window.lastSecond === 86_399;
    if (!isWholeDay) text += ` --timestart ${ofDay(window.firstSecond)} --timestop ${ofDay(window.lastSecond)}`;
    if (window.days.length < 7) text += ` --weekdays ${window.days.map((day) => weekdays[day]).join(',')}`;
  }
  return `${text} --datestop ${new Date(lastSecond * 1_000).toISOString().slice(0, 19)}`;
}

/** `08:00:00` */
function ofDay(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(11, 19);
}

const rejectWords: Readonly<Record<Family, Readonly<Record<RejectWith, string>>>> = {
  ipv4: {
    TcpReset: 'tcp-reset',
    AdminProhibited: 'icmp-admin-prohibited',
    PortUnreachable: 'icmp-port-unreachable',
    HostUnreachable: 'icmp-host-unreachable',
  },
  ipv6: {
    TcpReset: 'tcp-reset',
    AdminProhibited: 'icmp6-adm-prohibited',
    PortUnreachable: 'icmp6-port-unreachable',
    HostUnreachable: 'icmp6-addr-unreachable',
  },
};

function printTarget(family: Family, target: Target): string {
  switch (target.kind) {
    case 'accept':
      return '-j ACCEPT';
    case 'drop':
      return '-j DROP';
    case 'return':
      return '-j RETURN';
    case 'reject':
      return `-j REJECT --reject-with ${rejectWords[family][target.with]}`;
    case 'jump':
      return `-j ${target.chain}`;
    case 'goto':
      return `-g ${target.chain}`;
    case 'masquerade':
      return '-j MASQUERADE';
    case 'snat':
      return `-j SNAT --to-source ${formatAddress(target.to)}`;
    case 'dnat':
      return `-j DNAT --to-destination ${printTranslation(target)}`;
    case 'redirect':
      return `-j REDIRECT --to-ports ${target.port}`;
    case 'netmap':
      return `-j NETMAP --to ${formatNetwork(target.to)}`;
    case 'setMark':
      return `-j MARK --set-xmark ${target.on ? hex(target.bit) : '0x0'}/${hex(target.bit)}`;
    case 'clampMss':
      return target.mss === undefined ? '-j TCPMSS --clamp-mss-to-pmtu' : `-j TCPMSS --set-mss ${target.mss}`;
    case 'helper':
      return `-j CT --helper ${target.name}`;
    case 'nflog':
      // Group 0 is the default and is not printed.
      return `-j NFLOG --nflog-prefix ${quote(target.prefix)}${target.group === 0 ? '' : ` --nflog-group ${target.group}`}`;
    case 'log':
      // Level 4 (warning) is the default and is not printed.
      return `-j LOG --log-prefix ${quote(target.prefix)}${target.level === 4 ? '' : ` --log-level ${target.level}`}`;
    default:
      return unreachable(target);
  }
}

function printTranslation({ to, port }: { readonly to: Network; readonly port?: number }): string {
  if (port === undefined) return formatAddress(to);
  return to.family === 'ipv6' ? `[${formatAddress(to)}]:${port}` : `${formatAddress(to)}:${port}`;
}

/** As xtables_save_string(): quotes only where a character needs them; quotes and backslashes are escaped. */
function quote(text: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return text;
  return `"${/["'\\]/.test(text) ? text.replace(/["'\\]/g, '\\$&') : text}"`;
}

function not(negated: boolean): string {
  return negated ? '! ' : '';
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
