// Rules of others that lead into our chains. They are told, never touched, and what they lead to stays.

import type { Family } from '../policy/family.ts';
import { isOwnedChain, type ObservedRuleset, type ObservedTable } from '../ruleset/ruleset.ts';
import { hookTarget } from './plan-hooks.ts';

export interface ForeignJump {
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  /** The rule, everything behind `-A CHAIN `. */
  readonly text: string;
  /** The owned chain that it leads to. */
  readonly target: string;
}

/** A jump to a chain has no options, so it ends the line; what a comment says never does. */
const jump = /(?:^| )-[jg] (GW-\S+)$/;

/** The owned chain that a rule leads to; undefined where it leads to none. */
export function jumpTarget(text: string): string | undefined {
  return text.includes(' GW-') ? jump.exec(text)?.[1] : undefined;
}

/** Every rule of a foreign chain that leads to an owned one, except our hooks. */
export function findForeignJumps(ruleset: ObservedRuleset): readonly ForeignJump[] {
  return [...ruleset.tables.values()].flatMap((table) =>
    [...table.chains.values()].flatMap((chain) => {
      if (isOwnedChain(chain.name)) return [];
      return chain.rules.flatMap(({ text }): ForeignJump[] => {
        const target = jumpTarget(text);
        if (target === undefined || hookTarget(text) !== undefined) return [];
        return [{ family: ruleset.family, table: table.name, chain: chain.name, text, target }];
      });
    }),
  );
}

/** The chains that cannot be removed while `jumps` stand: their targets, and all to which those lead. */
export function findPinned(table: ObservedTable | undefined, jumps: readonly ForeignJump[]): ReadonlySet<string> {
  const pinned = new Set<string>();
  const waiting = jumps.filter((jump) => jump.table === table?.name).map(({ target }) => target);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (pinned.has(name)) continue;
    pinned.add(name);
    for (const { text } of table?.chains.get(name)?.rules ?? []) {
      const target = jumpTarget(text);
      if (target !== undefined) waiting.push(target);
    }
  }
  return pinned;
}
