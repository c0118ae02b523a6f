// What ipset save printed, as sets with their entries.

import { err, ok, type Result } from '../result.ts';
import type { Unreadable } from './read.ts';
import type { ObservedSet } from './ruleset.ts';

/** All sets of the namespace in the order printed. The random `initval` is left out: it says nothing. */
export function readSets(save: string): Result<readonly ObservedSet[], Unreadable> {
  const sets = new Map<string, ReadSet>();
  for (const line of save.split('\n')) {
    if (line === '') continue;
    const [verb, name = '', third = '', ...rest] = line.split(' ');
    if (verb === 'create' && third !== '') {
      const timeouts = third === 'hash:net' && rest.includes('timeout') ? { timeouts: new Map<string, number>() } : {};
      sets.set(name, { type: third, options: dropInitval(rest), entries: [], ...timeouts });
    } else if (verb === 'add' && third !== '' && sets.has(name)) {
      addEntry(sets.get(name), third, rest);
    } else {
      return err({
        reason: 'RulesetUnreadable',
        message: `ipset save printed a line that is not understood: ${line.slice(0, 120)}`,
      });
    }
  }
  return ok([...sets].map(([name, set]) => ({ name, ...set })));
}

interface ReadSet {
  readonly type: string;
  readonly options: readonly string[];
  readonly entries: string[];
  readonly timeouts?: Map<string, number>;
}

function addEntry(set: ReadSet | undefined, first: string, words: readonly string[]): void {
  const at = set?.timeouts === undefined ? -1 : words.indexOf('timeout');
  const entry = [first, ...(at < 0 ? words : words.toSpliced(at, 2))].join(' ');
  if (at >= 0) set?.timeouts?.set(entry, Number(words[at + 1]));
  set?.entries.push(entry);
}

function dropInitval(options: readonly string[]): readonly string[] {
  const at = options.indexOf('initval');
  return at < 0 ? options : options.toSpliced(at, 2);
}
