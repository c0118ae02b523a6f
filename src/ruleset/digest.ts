// One short text for all that a ruleset says to the kernel: equal rulesets give equal texts.

import { createHash } from 'node:crypto';
import { families } from '../policy/family.ts';
import type { Desired } from './ruleset.ts';

/** 64 hex digits. Where the rules come from (file, line, comment apart) does not count. */
export function digestDesired(desired: Desired): string {
  const hash = createHash('sha256');
  for (const family of families) {
    for (const { name, chains, hooks } of desired[family].tables) {
      hash.update(`*${family} ${name}\n`);
      for (const { builtin, target, after } of hooks) hash.update(`${builtin} ${target} ${after.join(' ')}\n`);
      for (const chain of chains) {
        hash.update(`:${chain.name}\n`);
        for (const { text } of chain.rules) hash.update(`${text}\n`);
      }
    }
  }
  for (const { name, type, entries } of desired.sets) hash.update(`${name} ${type}\n${entries.join('\n')}\n`);
  return hash.digest('hex');
}
