// Schedules of rules: hours and days of a time zone, as windows of the week in UTC for the zone's present offset.

import { err, ok, type Result } from '../result.ts';
import type { Fault } from './fault.ts';
import type { Rule as RuleSpec } from './generated/types.ts';
import type { TimeWindow } from './policy.ts';
import { quote } from './quote.ts';
import { listRules } from './references.ts';
import { faultAt, isKind, type PolicyManifest, type Repository } from './repository.ts';
import { suggest } from './suggest.ts';

type Schedule = NonNullable<RuleSpec['schedule']>;

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;
const utc = 'UTC';

/** Seconds since midnight of `08:00`; `24:00` is the midnight at the end. */
export function parseDayTime(text: string): Result<number, string> {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const seconds = Number(hours) * 3_600 + Number(minutes) * 60;
  if (hours !== undefined && seconds <= daySeconds) return ok(seconds);
  return err(`${quote(text)} is not a time of day; write hours and minutes, such as "08:00" (at most "24:00")`);
}

/** A name of the IANA time zone database that this machine knows. */
export function parseTimeZone(text: string): Result<string, string> {
  if (/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text) && isKnownZone(text)) return ok(text);
  const hint = suggest(text, [utc, ...Intl.supportedValuesOf('timeZone')]);
  return err(`${quote(text)} is not a time zone; write UTC or a name such as Europe/Berlin${hint}`);
}

function isKnownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the schema cannot say: hours that are none, or the whole day. */
export function checkSchedules(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    isKind(manifest, 'FirewallPolicy')
      ? listRules(manifest).flatMap(({ rule, pointer }) => {
          const message = rule.schedule === undefined ? undefined : describeBad(rule.schedule);
          return message === undefined ? [] : [faultAt(manifest, `${pointer}/schedule`, message)];
        })
      : [],
  );
}

function describeBad({ days, from, to }: Schedule): string | undefined {
  if (days === undefined && from === undefined && to === undefined)
    return 'a schedule needs `days`, `from` or `to`; leave it out for always';
  if (from === '24:00') return '`from` is the end of the day; write "00:00" of the next';
  if ((from ?? '00:00') === (to ?? '24:00'))
    return `from ${from} to ${to} is no time or all day; leave both out for all day`;
  return undefined;
}

/**
 * When the schedule holds, by the offset that its zone has now. Empty where it always does.
 *
 * What ends before it begins ends on the next day. A window of the zone may touch two days of UTC, so it is cut at midnight.
 */
export function windowsOf(
  { days = dayNames, from, to, timeZone = utc }: Schedule,
  nowMs: number,
): readonly TimeWindow[] {
  const start = secondsOf(from ?? '00:00');
  const end = secondsOf(to ?? '24:00');
  const length = end > start ? end - start : end + daySeconds - start;
  const offset = offsetSeconds(timeZone, nowMs);
  const pieces = days.flatMap((day) => cutAtMidnight(dayNames.indexOf(day) * daySeconds + start - offset, length));
  return groupByHours(joinPieces(pieces));
}

function secondsOf(text: string): number {
  const seconds = parseDayTime(text);
  if (!seconds.ok) throw new Error(`not validated: ${seconds.error}`);
  return seconds.value;
}

/** Within one day of UTC; `last` is included. */
interface Piece {
  readonly day: number;
  readonly first: number;
  readonly last: number;
}

function cutAtMidnight(start: number, length: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let left = length, at = start; left > 0; ) {
    const ofWeek = ((at % weekSeconds) + weekSeconds) % weekSeconds;
    const first = ofWeek % daySeconds;
    const taken = Math.min(left, daySeconds - first);
    pieces.push({ day: Math.floor(ofWeek / daySeconds), first, last: first + taken - 1 });
    left -= taken;
    at += taken;
  }
  return pieces;
}

/** Pieces of one day that touch or overlap are one. */
function joinPieces(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces.toSorted((a, b) => a.day - b.day || a.first - b.first)) {
    const before = joined.at(-1);
    if (before !== undefined && before.day === piece.day && piece.first <= before.last + 1) {
      joined[joined.length - 1] = { ...before, last: Math.max(before.last, piece.last) };
    } else joined.push(piece);
  }
  return joined;
}

function groupByHours(pieces: readonly Piece[]): readonly TimeWindow[] {
  const groups = new Map<string, { firstSecond: number; lastSecond: number; days: number[] }>();
  for (const { day, first, last } of pieces) {
    const key = `${first} ${last}`;
    const group = groups.get(key) ?? { firstSecond: first, lastSecond: last, days: [] };
    group.days.push(day);
    groups.set(key, group);
  }
  const windows = [...groups.values()].toSorted((a, b) => a.firstSecond - b.firstSecond || a.lastSecond - b.lastSecond);
  const [only, ...others] = windows;
  const isAlways =
    others.length === 0 && only?.days.length === 7 && only.lastSecond - only.firstSecond === daySeconds - 1;
  return isAlways ? [] : windows;
}

/** East of Greenwich is positive. */
function offsetSeconds(zone: string, ms: number): number {
  if (zone === utc) return 0;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
  ].map((part) => parts.get(part as Intl.DateTimeFormatPartTypes));
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1_000 - Math.floor(ms / 1_000);
}

/** The zones of schedules with their present offsets: what is made of a policy depends on the time by nothing else of them. */
export function describeOffsets(repository: Repository, nowMs: number): string {
  const policies = repository.manifests.filter((manifest) => isKind(manifest, 'FirewallPolicy'));
  return listZones(policies)
    .map((zone) => `${zone} ${offsetSeconds(zone, nowMs)}`)
    .join('; ');
}

function listZones(policies: readonly PolicyManifest[]): readonly string[] {
  const zones = new Set<string>();
  for (const policy of policies) {
    for (const { rule } of listRules(policy)) if (rule.schedule !== undefined) zones.add(rule.schedule.timeZone ?? utc);
  }
  return [...zones].sort();
}

/**
 * The next moment (ms since 1970) at which one of their schedules begins or ends, by the offsets that zones have now;
 * undefined where there is none.
 */
export function nextEdgeMs(policies: readonly PolicyManifest[], nowMs: number): number | undefined {
  const schedules = new Map<string, Schedule>();
  for (const policy of policies) {
    for (const { rule } of listRules(policy))
      if (rule.schedule !== undefined) schedules.set(JSON.stringify(rule.schedule), rule.schedule);
  }
  const edges = [...schedules.values()].flatMap((schedule) => nextEdgeOf(windowsOf(schedule, nowMs), nowMs) ?? []);
  return edges.length === 0 ? undefined : Math.min(...edges);
}

/** Pieces that meet at midnight have no edge there. */
function nextEdgeOf(windows: readonly TimeWindow[], nowMs: number): number | undefined {
  const today = Math.floor(nowMs / 1_000 / daySeconds) * daySeconds;
  const edges = Array.from({ length: 9 }, (_, ahead) => today + ahead * daySeconds).flatMap((midnight) =>
    windows.flatMap(({ firstSecond, lastSecond }) => [midnight + firstSecond, midnight + lastSecond + 1]),
  );
  const real = edges.filter((at) => at * 1_000 > nowMs && holdsAt(windows, at) !== holdsAt(windows, at - 1));
  return real.length === 0 ? undefined : Math.min(...real) * 1_000;
}

/** The first of January 1970 was a Thursday. */
const firstDay = dayNames.indexOf('Thu');

function holdsAt(windows: readonly TimeWindow[], seconds: number): boolean {
  const ofDay = seconds % daySeconds;
  const day = (Math.floor(seconds / daySeconds) + firstDay) % dayNames.length;
  return windows.some(
    ({ days, firstSecond, lastSecond }) => days.includes(day) && ofDay >= firstSecond && ofDay <= lastSecond,
  );
}

const lookMs = { step: 7 * daySeconds * 1_000, ahead: 370 * daySeconds * 1_000 };

/** The next moment (ms since 1970) at which the offset of one of their zones changes; undefined where none does within a year. */
export function nextOffsetChangeMs(policies: readonly PolicyManifest[], nowMs: number): number | undefined {
  const changes = listZones(policies).flatMap((zone) => nextChangeOf(zone, nowMs) ?? []);
  return changes.length === 0 ? undefined : Math.min(...changes);
}

function nextChangeOf(zone: string, nowMs: number): number | undefined {
  if (zone === utc) return undefined;
  const now = offsetSeconds(zone, nowMs);
  for (let at = nowMs + lookMs.step; at <= nowMs + lookMs.ahead; at += lookMs.step) {
    if (offsetSeconds(zone, at) === now) continue;
    let [before, after] = [Math.floor((at - lookMs.step) / 1_000), Math.ceil(at / 1_000)];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetSeconds(zone, middle * 1_000) === now) before = middle;
      else after = middle;
    }
    return after * 1_000;
  }
  return undefined;
}
