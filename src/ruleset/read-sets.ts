// What ipset save printed, as sets with their entries.

import { err, ok, type Result } from '../result.ts';
import type { Unreadable } from './read.ts';
import type { ObservedSet } from './ruleset.ts';

/** All sets of the namespace in the order printed. The random `initval` is left out: it says nothing. */
export function readSets(save: string): Result<readonly ObservedSet[], Unreadable> {
  const sets = new Map<string, { type: string; options: readonly string[]; entries: string[] }>();
  for (const line of save.split('\n')) {
    if (line === '') continue;
    const [verb, name = '', third = '', ...rest] = line.split(' ');
    if (verb === 'create' && third !== '') {
      sets.set(name, { type: third, options: dropInitval(rest), entries: [] });
    } else if (verb === 'add' && third !== '' && sets.has(name)) {
      sets.get(name)?.entries.push([third, ...rest].join(' '));
    } else {
      return err({
        reason: 'RulesetUnreadable',
        message: `ipset save printed a line that is not understood: ${line.slice(0, 120)}`,
      });
    }
  }
  return ok([...sets].map(([name, set]) => ({ name, ...set })));
}

function dropInitval(options: readonly string[]): readonly string[] {
  const at = options.indexOf('initval');
  return at < 0 ? options : options.toSpliced(at, 2);
}
