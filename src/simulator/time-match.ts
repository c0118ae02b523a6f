// The time match, in UTC, as xt_time of the kernel decides.

import type { Flow } from './flow.ts';
import { type Truth, truthOf } from './truth.ts';

interface Option {
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const daySeconds = 86_400;

/** All of the options must hold; unknown in the kernel's own time zone, which nobody knows here. */
export function timeTest(options: readonly Option[]): (flow: Flow) => Truth {
  const find = (name: string) => options.find((option) => option.name === name);
  const text = (name: string) => find(name)?.values[0];
  if (find('--kerneltz') !== undefined) return () => 'unknown';
  const start = readDayTime(text('--timestart') ?? '00:00:00');
  const stop = readDayTime(text('--timestop') ?? '23:59:59');
  const firstMs = readDate(text('--datestart'), Number.NEGATIVE_INFINITY);
  const lastMs = readDate(text('--datestop'), Number.POSITIVE_INFINITY);
  const isContiguous = find('--contiguous') !== undefined;
  const weekdays = find('--weekdays');
  const monthdays = find('--monthdays');
  return ({ packet: { timeMs } }) => {
    if (timeMs === undefined) return 'unknown';
    const seconds = Math.floor(timeMs / 1000);
    if (seconds * 1000 < firstMs || seconds * 1000 > lastMs) return 'no';
    const ofDay = seconds % daySeconds;
    // What begins before midnight belongs to the day on which it began.
    const isNight = start >= stop;
    if (isNight ? ofDay < start && ofDay > stop : ofDay < start || ofDay > stop) return 'no';
    const day = new Date((seconds - (isContiguous && isNight && ofDay <= stop ? daySeconds : 0)) * 1000);
    return truthOf(isListed(weekdays, dayNames[day.getUTCDay()] ?? '') && isListed(monthdays, `${day.getUTCDate()}`));
  };
}

function isListed(option: Option | undefined, value: string): boolean {
  if (option === undefined) return true;
  return (option.values[0] ?? '').split(',').includes(value) !== option.negated;
}

function readDayTime(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

function readDate(text: string | undefined, absent: number): number {
  return text === undefined ? absent : Date.parse(`${text}Z`);
}
