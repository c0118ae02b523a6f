// Scalars of rule matches: hardware addresses, and numbers of users and groups.

import { err, ok, type Result } from '../result.ts';
import { quote } from './quote.ts';

/** A range of user or group numbers, both ends included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** The largest number stands for "none" in the kernel. */
const maxId = 4_294_967_294;

/** A hardware address in lower case, as the kernel prints it. */
export function parseMac(text: string): Result<string, string> {
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) return ok(text.toLowerCase());
  const digits = text.replaceAll(/[:.-]/g, '').toLowerCase();
  const hint = /^[0-9a-f]{12}$/.test(digits) ? `; did you mean "${digits.match(/../g)?.join(':')}"?` : '';
  return err(`${quote(text)} is not a hardware address; write six pairs of hexadecimal digits with ":"${hint}`);
}

/** The number of a user or a group, or a range of them such as `1000-1999`. */
export function parseIdRange(id: number | string): Result<IdRange, string> {
  const text = String(id);
  const [, first, last = first] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(text) ?? [];
  if (first === undefined || last === undefined) {
    return err(
      `${quote(text)} is not a number; write one of 0 to ${maxId} or a range such as "1000-1999" (\`id -u NAME\` tells the number of a name)`,
    );
  }
  if (/^0\d/.test(first) || /^0\d/.test(last))
    return err(`${quote(text)} has a leading zero; write the number without`);
  const [from, to] = [Number(first), Number(last)];
  if (from > maxId || to > maxId) return err(`${quote(text)} is outside 0 to ${maxId}`);
  return from > to ? err(`the range ${quote(text)} runs backwards; write "${last}-${first}"`) : ok({ from, to });
}
