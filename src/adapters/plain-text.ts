// Text from strangers, made fit for logs, messages and terminals.

/** Control characters, invisible ones, and those that turn the direction of writing. */
export const oddText: RegExp = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;

/** A name as it stands, odd characters as `\u{…}`, cut at 200 characters. */
export function printable(text: string): string {
  const escaped = [...text.slice(0, 400)].map(escapeOdd).join('');
  return escaped.length > 200 ? `${escaped.slice(0, 200)}…` : escaped;
}

/** One line of prose: odd characters and runs of white space become one space; cut at `maxLength` characters. */
export function oneLine(text: string, maxLength: number): string {
  const words = text
    .slice(0, 8 * maxLength)
    .replace(allOddText, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...words];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : words;
}

/** `a, b, c and 7 more`: all of them up to ten. */
export function listSome(items: readonly string[]): string {
  const shown = items.slice(0, 10).join(', ');
  return items.length > 10 ? `${shown} and ${items.length - 10} more` : shown;
}

const allOddText = new RegExp(oddText.source, 'gu');

function escapeOdd(character: string): string {
  return oddText.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character;
}
