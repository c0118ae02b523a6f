// Moments as manifests write them: RFC 3339, to the second.

import { err, ok, type Result } from '../result.ts';
import { quote } from './quote.ts';

/** 2038-01-19T03:14:07Z, the last second that the kernel's match of times knows. */
const lastSecond = 2 ** 31 - 1;

/** Seconds since 1970 of a moment such as `2026-12-31T23:59:59Z` or `2026-12-31T23:59:59+01:00`. */
export function parseTime(text: string): Result<number, string> {
  const shown = quote(text);
  const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (shape === null) {
    return err(`${shown} is not a time; write date, time and offset, such as "2026-12-31T23:59:59Z"`);
  }
  const [, year = '', month = '', day = '', , , , offset] = shape;
  if (offset === undefined)
    return err(`${shown} has no offset; write "${text}Z" for UTC, or an offset such as "+01:00"`);
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) {
    return err(`${shown} is no day or no hour that exists; write one of the calendar`);
  }
  if (ms < 0) return err(`${shown} is before 1970, where the kernel's clock begins`);
  if (ms / 1_000 > lastSecond) {
    return err(
      `${shown} is after 2038-01-19T03:14:07Z, where the kernel's clock ends; write an earlier one, or leave the end out`,
    );
  }
  return ok(ms / 1_000);
}
