// The scalar types of manifests and of the configuration: from text to a value, or what is wrong with the text.

import { err, ok, type Result } from '../result.ts';
import { icmpNames } from './icmp.ts';
import { parseListPath } from './list-path.ts';
import { parseIdRange, parseMac } from './match-formats.ts';
import { parseAddress, parseNetwork } from './network.ts';
import type { PortRange } from './policy.ts';
import { parseDomainName, parseHostName, parseProbeUrl } from './probe-formats.ts';
import { findProtocol, protocolNames } from './protocols.ts';
import { quote } from './quote.ts';
import { parseDayTime, parseTimeZone } from './schedule.ts';
import { suggest } from './suggest.ts';
import { parseTemplate } from './template.ts';
import { parseTime } from './time.ts';

/** A port 1–65535, as a number or as text, or a range of them such as `8000-8099`. */
export function parsePort(port: number | string): Result<PortRange, string> {
  const text = String(port);
  const [, first, last = first] = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return err(describeBadPort(text));
  if (/^0\d/.test(first) || /^0\d/.test(last)) return err(`${quote(text)} has a leading zero; write the port without`);
  const from = Number(first);
  const to = Number(last);
  if (from < 1 || to > 65_535 || from > 65_535 || to < 1) return err(`port ${text} is outside 1 to 65535`);
  return from > to ? err(`the range ${quote(text)} runs backwards; write "${last}-${first}"`) : ok({ from, to });
}

/** A DNS-1123 label: how manifests and rules are named. */
export function parseDnsLabel(text: string): Result<string, string> {
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= 63) return ok(text);
  if (text === '') return err('the name is empty; write 1 to 63 of a-z, 0-9 and "-"');
  if (text.length > 63) return err(`the name ${quote(text)} has ${text.length} characters; at most 63 are allowed`);
  const near = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const hint = near === '' ? '' : `; did you mean ${quote(near)}?`;
  return err(`${quote(text)} is not a name; allowed are a-z, 0-9 and "-" inside${hint}`);
}

/** The name of a network interface; one trailing `+` stands for every name that begins so. */
export function parseInterface(text: string): Result<string, string> {
  const stem = text.endsWith('+') ? text.slice(0, -1) : text;
  if (text === '+' || text === '*') {
    return err(`${quote(text)} would be every interface; leave the field out to match any, or name the interfaces`);
  }
  if (text.length > 15)
    return err(
      `${quote(text)} has ${text.length} characters; an interface name has at most 15, so write it as \`ip link\` shows it`,
    );
  if (stem.includes('*')) return err(`${quote(text)} holds "*"; a trailing "+" stands for every name that begins so`);
  if (stem.includes('+')) return err(`${quote(text)} holds "+" inside; it may only stand last, as in "eth+"`);
  if (stem.startsWith('!'))
    return err(`${quote(text)} is a negation, which does not exist here; name the interfaces that are meant`);
  if (/^[A-Za-z0-9_.@][A-Za-z0-9_.@-]*$/.test(stem) && !/^\.{1,2}$/.test(stem)) return ok(text);
  return err(
    `${quote(text)} is not an interface name; write one as \`ip link\` shows it, such as eth0, br-lan or "eth+"`,
  );
}

/** The number of an IP protocol, by name or number. */
export function parseProtocol(protocol: number | string): Result<number, string> {
  const text = String(protocol);
  const number = /^(0|[1-9]\d{0,2})$/.test(text) ? Number(text) : findProtocol(text);
  if (['all', 'any', 'ip', '*'].includes(text))
    return err(`${quote(text)} is every protocol; leave the field out to match any`);
  // iptables reads `-p 0` as "every protocol": a rule for protocol 0 alone cannot be written, and would widen.
  if (number === 0) return err('protocol 0 means every protocol to the kernel; leave the field out to match any');
  if (number !== undefined && number <= 255) return ok(number);
  if (number !== undefined || /^-?\d+$/.test(text)) return err(`protocol ${text} is outside 1 to 255`);
  const hint = suggest(text, protocolNames());
  return err(`${quote(text)} is not an IP protocol; write a number 1 to 255 or a name such as gre, esp, vrrp${hint}`);
}

/** Whether the text names an ICMP type in any family, or is a number 0–255; which family it must be is not known here. */
export function parseIcmpType(type: number | string): Result<number | string, string> {
  const text = String(type);
  if (/^(0|[1-9]\d{0,2})$/.test(text)) {
    return Number(text) <= 255 ? ok(Number(text)) : err(`ICMP type ${text} is outside 0 to 255`);
  }
  const names = [...new Set([...icmpNames('ipv4'), ...icmpNames('ipv6')])];
  if (names.includes(text)) return ok(text);
  return err(
    `${quote(text)} is not an ICMP type; write a number 0 to 255 or a name such as echo-request${suggest(text, names)}`,
  );
}

export interface Rate {
  readonly count: number;
  readonly unit: RateUnit;
}

type RateUnit = 'sec' | 'min' | 'hour' | 'day';

const unitSeconds: Readonly<Record<RateUnit, number>> = { sec: 1, min: 60, hour: 3_600, day: 86_400 };
const unitNames: Readonly<Record<string, RateUnit>> = {
  s: 'sec',
  second: 'sec',
  seconds: 'sec',
  m: 'min',
  minute: 'min',
  minutes: 'min',
  h: 'hour',
  hours: 'hour',
  d: 'day',
  days: 'day',
};

/** `N/sec`, `N/min`, `N/hour` or `N/day`, up to 10000 a second: what is faster, the kernel rounds to nothing. */
export function parseRate(text: string): Result<Rate, string> {
  const [, count = '', unit = ''] = /^(\d{1,15})\s*\/\s*([A-Za-z]+)$/.exec(text) ?? [];
  const known = isRateUnit(unit) ? unit : Object.hasOwn(unitNames, unit) ? unitNames[unit] : undefined;
  if (known === undefined || count === '') {
    return err(`${quote(text)} is not a rate; write a number and a unit, such as 5/sec, 10/min, 100/hour or 1000/day`);
  }
  if (Number(count) < 1) return err(`${quote(text)} lets nothing through; the smallest rate is 1/day`);
  const written = `${Number(count)}/${known}`;
  if (written !== text) return err(`${quote(text)} is not spelled as a rate; write ${written}`);
  if (Number(count) / unitSeconds[known] > 10_000)
    return err(`${quote(text)} is more than the kernel can count; at most 10000/sec`);
  return ok({ count: Number(count), unit: known });
}

/** Text before a log record: 1–40 printable ASCII characters that need no escape in a script. */
export function parseLogPrefix(text: string): Result<string, string> {
  if (text === '') return err('the prefix is empty; write some text or leave the field out for the default');
  if (text.length > 40) return err(`the prefix has ${text.length} characters; at most 40 are allowed`);
  const odd = /[^ -~]|["'`\\]/u.exec(text)?.[0];
  if (odd === undefined) return ok(text);
  return err(`the prefix holds ${quote(odd)}; allowed are printable ASCII characters without quotes and backslashes`);
}

/** The name of a chain, in which `*` stands for any text. */
export function parseChainGlob(text: string): Result<string, string> {
  if (text.length > 28) return err(`${quote(text)} has ${text.length} characters; a chain name has at most 28`);
  if (/^[A-Za-z0-9_.*-]+$/.test(text)) return ok(text);
  return err(`${quote(text)} is not a chain name; allowed are letters, digits, "_", ".", "-" and "*" for any text`);
}

const durationMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `30s`, `5m`, `1h` or `2d`; at least one second, at most a year. */
export function parseDuration(text: string): Result<number, string> {
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count === undefined) {
    const hint = /^\d+$/.test(text) ? `; did you mean "${text}s"?` : '';
    return err(`${quote(text)} is not a duration; write a number and a unit, such as 30s, 5m, 1h or 2d${hint}`);
  }
  const ms = Number(count) * (durationMs[unit] ?? 0);
  if (ms === 0) return err(`${quote(text)} is no time at all; the shortest duration is 1s`);
  return ms > 366 * 86_400_000 ? err(`${quote(text)} is more than a year`) : ok(ms);
}

/** A segment size 536 to 9000; undefined for `Pmtu`, which the route tells. */
export function parseMss(mss: number | string): Result<number | undefined, string> {
  const text = String(mss);
  if (text === 'Pmtu') return ok(undefined);
  if (/^[1-9]\d{0,8}$/.test(text) && Number(text) >= 536 && Number(text) <= 9000) return ok(Number(text));
  const hint = text.toLowerCase() === 'pmtu' ? '; did you mean Pmtu?' : '';
  return err(`${quote(text)} is not a segment size; write Pmtu, or 536 to 9000 bytes${hint}`);
}

/** By the names that the schemas give in `format`. Each accepts what its schema's `pattern` and length bounds accept, or less. */
const parsers = {
  address: (text) => parseTemplate(text) ?? parseAddress(text),
  'chain-glob': parseChainGlob,
  'dns-label': parseDnsLabel,
  'domain-name': parseDomainName,
  duration: parseDuration,
  'host-name': parseHostName,
  'icmp-type': parseIcmpType,
  'id-range': parseIdRange,
  interface: parseInterface,
  'list-path': parseListPath,
  'log-prefix': parseLogPrefix,
  mac: parseMac,
  mss: parseMss,
  // What a variable stands for is known on a host only, and parsed there.
  network: (text) => parseTemplate(text) ?? parseNetwork(text),
  port: (text) => parseTemplate(text) ?? parsePort(text),
  'probe-url': parseProbeUrl,
  protocol: parseProtocol,
  rate: parseRate,
  'day-time': parseDayTime,
  'time-zone': parseTimeZone,
  time: parseTime,
} satisfies Readonly<Record<string, (text: string) => Result<unknown, string>>>;

export type FormatName = keyof typeof parsers;

/** What the compiled validators call: whether a text is of that format. */
export const formats: Readonly<Record<FormatName, (text: string) => boolean>> = mapParsers();

/** Why the text is not of that format; undefined where it is, or where no such format exists. */
export function describeFormat(format: string, text: string): string | undefined {
  if (!isFormatName(format)) return undefined;
  const result = parsers[format](text);
  return result.ok ? undefined : result.error;
}

export function isFormatName(format: string): format is FormatName {
  return Object.hasOwn(parsers, format);
}

function mapParsers(): Readonly<Record<FormatName, (text: string) => boolean>> {
  const names = Object.keys(parsers).filter(isFormatName);
  const entries = names.map((name) => [name, (text: string) => parsers[name](text).ok] as const);
  return Object.fromEntries(entries) as Record<FormatName, (text: string) => boolean>;
}

function isRateUnit(unit: string): unit is RateUnit {
  return Object.hasOwn(unitSeconds, unit);
}

function describeBadPort(text: string): string {
  if (text.includes('${'))
    return `${quote(text)} holds a variable, which this field cannot resolve; write the port itself`;
  if (/^\d+:\d*$|^:\d+$/.test(text))
    return `${quote(text)} is a range as iptables writes it; write it with "-", such as "8000-8099"`;
  if (text.includes(',')) return `${quote(text)} is a list in one text; write one port or range an entry`;
  return `${quote(text)} is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in \`services\`)`;
}
