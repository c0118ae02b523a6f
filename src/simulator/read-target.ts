// What becomes of a packet that a rule matches.

import type { Family } from '../policy/family.ts';
import { type Network, parseAddress, parseNetwork } from '../policy/network.ts';

export type SimulatedTarget =
  | { readonly kind: 'accept' | 'drop' | 'reject' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** Leaves the packet as it is: counters, records, lists, options of TCP. */
  | { readonly kind: 'count' }
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number }
  | { readonly kind: 'untrack' }
  /** `to` absent: an address of the interface, which nobody knows here. */
  | { readonly kind: 'source'; readonly to?: Network }
  | { readonly kind: 'destination'; readonly to?: Network; readonly port?: number }
  | { readonly kind: 'redirect'; readonly port?: number }
  | { readonly kind: 'netmap'; readonly to: Network }
  /** Not understood: anything may come of it. */
  | { readonly kind: 'opaque' };

interface WrittenTarget {
  readonly option: '-j' | '-g';
  readonly name: string;
  readonly options: readonly string[];
}

const verdicts: Readonly<Record<string, 'accept' | 'drop' | 'reject' | 'return'>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'reject',
  RETURN: 'return',
};

const harmless: readonly string[] = [
  'NFLOG',
  'LOG',
  'TCPMSS',
  'SET',
  'CHECKSUM',
  'CONNMARK',
  'TOS',
  'DSCP',
  'TTL',
  'HL',
  'CLASSIFY',
  'TRACE',
  'AUDIT',
];

/** A name that is written in capitals throughout and is none of these is a target of the kernel's that nobody knows here. */
const kernelTargets: readonly string[] = [
  ...['QUEUE', 'NFQUEUE', 'SYNPROXY', 'TPROXY', 'TEE', 'CLUSTERIP', 'SECMARK', 'CONNSECMARK', 'IDLETIMER', 'LED'],
  ...['RATEEST', 'HMARK', 'TCPOPTSTRIP', 'ECN', 'DNPT', 'SNPT', 'TARPIT'],
];

export function readTarget({ option, name, options }: WrittenTarget, family: Family): SimulatedTarget {
  if (option === '-g') return { kind: 'goto', chain: name };
  const verdict = verdicts[name];
  if (verdict !== undefined) return { kind: verdict };
  if (harmless.includes(name)) return { kind: 'count' };
  if (kernelTargets.includes(name)) return { kind: 'opaque' };
  switch (name) {
    case 'MARK':
      return readMark(options);
    case 'CT':
      return { kind: options.includes('--notrack') ? 'untrack' : 'count' };
    case 'NOTRACK':
      return { kind: 'untrack' };
    case 'MASQUERADE':
      return { kind: 'source' };
    case 'SNAT':
      return { kind: 'source', ...readAddress(options, '--to-source', family) };
    case 'DNAT':
      return { kind: 'destination', ...readAddress(options, '--to-destination', family) };
    case 'REDIRECT':
      return { kind: 'redirect', ...readPort(readOptionValue(options, '--to-ports')) };
    case 'NETMAP': {
      const to = parseNetwork(readOptionValue(options, '--to') ?? '');
      return to.ok ? { kind: 'netmap', to: to.value } : { kind: 'opaque' };
    }
    default:
      return { kind: 'jump', chain: name };
  }
}

function readOptionValue(options: readonly string[], option: string): string | undefined {
  const at = options.indexOf(option);
  return at < 0 ? undefined : options[at + 1];
}

function readMark(options: readonly string[]): SimulatedTarget {
  const [value = '', mask = '0xffffffff'] = (readOptionValue(options, '--set-xmark') ?? '').split('/');
  if (!/^0x[0-9a-f]+$/.test(value) || !/^0x[0-9a-f]+$/.test(mask)) return { kind: 'opaque' };
  return { kind: 'mark', value: Number(value), mask: Number(mask) };
}

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`; nothing where a range leaves it open. */
function readAddress(
  options: readonly string[],
  option: string,
  family: Family,
): { readonly to?: Network; readonly port?: number } {
  const text = readOptionValue(options, option) ?? '';
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(text);
  const dotted = family === 'ipv4' ? /^([^:]*)(?::(\d+))?$/.exec(text) : null;
  const [, host, port] = bracketed ?? dotted ?? ['', text];
  const to = parseAddress(host ?? '');
  return { ...(to.ok ? { to: to.value } : {}), ...readPort(port) };
}

function readPort(text: string | undefined): { readonly port?: number } {
  return text !== undefined && /^\d+$/.test(text) ? { port: Number(text) } : {};
}
