// Schedules: what is told to the kernel in UTC is what the zone's clock says, in every zone, across its changes.

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readManifests } from '../../src/policy/parse.ts';
import type { TimeWindow } from '../../src/policy/policy.ts';
import { windowsOf } from '../../src/policy/schedule.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { document, policy, readYaml } from './yaml.ts';

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

function holdsInUtc(windows: readonly TimeWindow[], ms: number): boolean {
  if (windows.length === 0) return true;
  const day = (new Date(ms).getUTCDay() + 6) % 7;
  const second = Math.floor(ms / 1_000) % 86_400;
  return windows.some(
    ({ firstSecond, lastSecond, days }) => days.includes(day) && firstSecond <= second && second <= lastSecond,
  );
}

interface Written {
  readonly days?: readonly (typeof dayNames)[number][];
  readonly from?: string;
  readonly to?: string;
  readonly timeZone?: string;
}

/** By a second way: what a clock on the wall of that zone shows. */
function holdsOnTheWall({ days, from = '00:00', to = '24:00', timeZone = 'UTC' }: Written, ms: number): boolean {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' });
  const parts = new Map(shown.formatToParts(ms).map(({ type, value }) => [type, value]));
  const today = dayNames.map(String).indexOf(parts.get('weekday') ?? '');
  const time = `${parts.get('hour')}:${parts.get('minute')}`;
  const listed = (day: number) => days === undefined || days.includes(dayNames[(day + 7) % 7] ?? 'Mon');
  if (to > from) return listed(today) && from <= time && time < to;
  return (listed(today) && time >= from) || (listed(today - 1) && time < to);
}

const specOf = ({ days, ...rest }: Written) => ({ ...rest, ...(days === undefined ? {} : { days: [...days] }) });

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const zone = fc.constantFrom(
  ...['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'],
  ...['Australia/Lord_Howe', 'Africa/Casablanca', 'America/New_York'],
);
const schedule: fc.Arbitrary<Written> = fc
  .record(
    { days: fc.uniqueArray(fc.constantFrom(...dayNames), { minLength: 1 }), from: time, to: time, timeZone: zone },
    { requiredKeys: [] },
  )
  .filter(({ from = '00:00', to = '24:00' }) => from !== to);
const year = { min: Date.UTC(2026, 0, 1) / 1_000, max: Date.UTC(2027, 0, 1) / 1_000 };

test('at any moment the windows of UTC hold when the clock of the zone says so', () => {
  fc.assert(
    fc.property(schedule, fc.integer(year), (written, second) => {
      expect(holdsInUtc(windowsOf(specOf(written), second * 1_000), second * 1_000)).toBe(
        holdsOnTheWall(written, second * 1_000),
      );
    }),
    { numRuns: 3_000 },
  );
});

test('few windows: one for hours of a day, two where midnight of UTC cuts them, none for always', () => {
  const at = Date.UTC(2026, 0, 15);
  const week = dayNames.slice(0, 5);
  expect(windowsOf({ days: [...week], from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' }, at)).toEqual([
    { firstSecond: 7 * 3_600, lastSecond: 17 * 3_600 - 1, days: [0, 1, 2, 3, 4] },
  ]);
  expect(windowsOf({ days: ['Mon'], from: '00:00', to: '02:00', timeZone: 'Asia/Kathmandu' }, at)).toEqual([
    { firstSecond: 18 * 3_600 + 900, lastSecond: 20 * 3_600 + 899, days: [6] },
  ]);
  expect(windowsOf({ from: '22:00', to: '06:00' }, at)).toHaveLength(2);
  expect(windowsOf({ days: [...dayNames] }, at)).toEqual([]);
});

const office = { from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' };

const select = (nowMs: number, written: Written = office) => {
  const rule = JSON.stringify({ name: 'a', action: 'Allow', services: ['http'], schedule: written });
  const selected = selectForHost(readYaml({ 'a.yaml': policy('p', 'ingress', rule) }), {
    name: 'h',
    labels: {},
    nowMs,
  });
  if (!selected.ok) throw new Error(selected.error.message);
  return selected.value;
};

test('what is selected holds until the schedule begins or ends', () => {
  const winter = (hour: number) => Date.UTC(2026, 2, 2, hour);
  expect(select(winter(0)).validUntilMs).toBe(winter(7));
  expect(select(winter(7) - 1).validUntilMs).toBe(winter(7));
  expect(select(winter(7)).validUntilMs).toBe(winter(17));
  expect(select(winter(17)).validUntilMs).toBe(winter(24 + 7));
});

test('between two edges nothing changes on the wall, and at an edge something does', () => {
  const hasEdges = (written: Written) => windowsOf(specOf(written), 0).length > 0;
  fc.assert(
    fc.property(
      schedule.filter(hasEdges),
      fc.integer(year),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (written, second, share) => {
        const nowMs = second * 1_000;
        const edgeMs = select(nowMs, written).validUntilMs ?? Number.NaN;
        const now = holdsOnTheWall(written, nowMs);
        expect(holdsOnTheWall(written, nowMs + Math.floor((edgeMs - 1 - nowMs) * share))).toBe(now);
        const isOffset = !isDeepStrictEqual(windowsOf(specOf(written), edgeMs), windowsOf(specOf(written), edgeMs - 1));
        expect(isOffset || holdsOnTheWall(written, edgeMs) !== now).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('what is selected holds until the offset of the zone changes, and is another one then', () => {
  const change = Date.UTC(2026, 2, 29, 1);
  const winter = select(Date.UTC(2026, 2, 28, 18));
  expect(winter.validUntilMs).toBe(change);
  expect(winter.policies[0]?.ingress[0]?.windows?.[0]?.firstSecond).toBe(7 * 3_600);
  expect(select(change).policies[0]?.ingress[0]?.windows?.[0]?.firstSecond).toBe(6 * 3_600);
});

test.each([
  ['{}', 'is empty'],
  ['{timeZone: UTC}', 'a schedule needs `days`, `from` or `to`'],
  ['{from: "08:00", to: "08:00"}', 'is no time or all day'],
  ['{from: "24:00", to: "08:00"}', '`from` is the end of the day'],
  ['{from: "8:00"}', 'is not a time of day'],
  ['{from: "25:00"}', 'is not a time of day'],
  ['{days: [mon]}', 'did you mean "Mon"'],
  ['{from: "08:00", timeZone: Europe/Berlim}', 'did you mean "Europe/Berlin"'],
  ['{from: "08:00", timeZone: "+01:00"}', 'is not a time zone'],
])('schedule %s is refused with a place: %s', (written, words) => {
  const text = policy('p', 'ingress', `{name: a, action: Allow, services: [http], schedule: ${written}}`);
  const bytes = new TextEncoder().encode(`${document('Host', 'h', '{}')}---\n${text}`);
  const { manifests, faults } = readManifests([{ path: 'a.yaml', digest: text, bytes }]);
  const selected = selectForHost(manifests, { name: 'h', labels: {}, readFaults: faults });
  const found = selected.ok ? [] : selected.error.faults;
  expect(found.map(({ message }) => message).join('\n')).toContain(words);
  expect(found.every(({ line }) => line > 1)).toBe(true);
});
