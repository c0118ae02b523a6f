// Hooks for whose place another program fights: after some rounds we stop fighting for the place, and say so.

import type { Plan } from '../plan/plan.ts';
import { findBan } from '../plan/plan-hooks.ts';
import { families } from '../policy/family.ts';
import type { ForeignWrite } from '../ports.ts';
import { passChain } from '../ruleset/compile-policy.ts';
import { type Desired, type Hook, isOwnedChain, type Observed } from '../ruleset/ruleset.ts';
import { passBit } from '../ruleset/split.ts';
import type { Problem } from '../status/outcome.ts';

/** One hook that was moved by others. */
export interface Contest {
  /** `ipv4 filter INPUT`. */
  readonly place: string;
  readonly target: string;
  /** When it had to be moved back, on the clock that never jumps, newest last. */
  readonly moves: readonly number[];
  /** How often we gave up for a while. */
  readonly rounds: number;
  /** Until then it is left where it stands. */
  readonly heldUntilMs: number;
  /** Who moved it last, as far as the kernel tells. */
  readonly by?: string;
}

export type Contests = ReadonlyMap<string, Contest>;

const windowMs = 10 * 60_000;
const maxMoves = 5;
const firstHoldMs = 10_000;

interface Now {
  readonly nowMs: number;
  readonly writes: readonly ForeignWrite[];
}

/** `contests` after a repair: hooks that stood, but not in their place, were moved once more. One that was gone is no contest. */
export function noteMoves(contests: Contests, plan: Plan, { nowMs, writes }: Now): Contests {
  const noted = new Map([...contests].filter(([, contest]) => isFresh(contest, nowMs)));
  for (const { family, table, hooks } of plan.tables) {
    for (const { target, deletes, insert } of hooks) {
      if (insert === undefined || deletes.length === 0) continue;
      const place = `${family} ${table} ${insert.chain}`;
      const key = `${place} ${target}`;
      const known = noted.get(key) ?? { place, target, moves: [], rounds: 0, heldUntilMs: 0 };
      const by = writes.findLast(({ places }) => places.includes(place))?.program;
      noted.set(key, countMove({ ...known, ...(by === undefined ? {} : { by }) }, nowMs));
    }
  }
  return noted;
}

function isFresh({ moves, heldUntilMs }: Contest, nowMs: number): boolean {
  return nowMs < heldUntilMs || (moves.at(-1) ?? 0) > nowMs - windowMs;
}

function countMove(contest: Contest, nowMs: number): Contest {
  const moves = [...contest.moves.filter((at) => at > nowMs - windowMs), nowMs];
  if (moves.length <= maxMoves) return { ...contest, moves };
  const holdMs = Math.min(windowMs, firstHoldMs * 2 ** contest.rounds);
  return { ...contest, moves, rounds: contest.rounds + 1, heldUntilMs: nowMs + holdMs };
}

/** `desired`, with hooks that are held accepted where they stand now. One that stands nowhere is put back all the same. */
export function acceptHeld(desired: Desired, contests: Contests, nowMs: number): Desired {
  const held = [...contests.values()].filter(({ heldUntilMs }) => nowMs < heldUntilMs);
  if (held.length === 0) return desired;
  const accept = (family: (typeof families)[number]) => ({
    ...desired[family],
    tables: desired[family].tables.map((table) => ({
      ...table,
      hooks: table.hooks.map((hook): Hook => {
        const contest = held.find(
          ({ place, target }) => target === hook.target && place.startsWith(`${family} ${table.name} `),
        );
        return contest === undefined ? hook : { ...hook, stands: contest.place.split(' ')[2] ?? hook.builtin };
      }),
    })),
  });
  return { ...desired, ipv4: accept('ipv4'), ipv6: accept('ipv6') };
}

/** What to tell of hooks that are fought for. */
export function describeContests(contests: Contests, nowMs: number): readonly Problem[] {
  return [...contests.values()]
    .filter(({ heldUntilMs }) => nowMs < heldUntilMs)
    .map(({ place, target, by }) => ({
      source: 'Dataplane',
      reason: 'HookContested',
      message: `${by ?? 'Another program'} moves the jump to ${target} in ${place} again and again; for now it is left where it stands. Let that program keep the first place free, or name its chains in coexistence.after`,
      retrying: true,
    }));
}

/** Rules that ban behind some other rule of others: a hook follows only those that lead the chain. */
export function findLateBans(desired: Desired, observed: Observed): readonly string[] {
  return families.flatMap((family) =>
    desired[family].tables.flatMap((table) =>
      table.hooks.flatMap((hook) => {
        const chains = [...(observed[family].tables.get(table.name)?.chains.values() ?? [])];
        const home = chains.find(({ rules }) => rules.some(({ text }) => text === `-j ${hook.target}`));
        const rules = home?.rules ?? [];
        const at = rules.findIndex(({ text }) => text === `-j ${hook.target}`);
        return rules.slice(at + 1).flatMap(({ text }) => {
          const ban = findBan(text, hook.after);
          return ban === undefined
            ? []
            : [
                `${family} ${table.name} ${home?.name}: the rule that bans by ${ban} stands behind another rule, so ours comes first and lets in what it bans; move it to the head of the chain`,
              ];
        });
      }),
    ),
  );
}

/** Rules of others that read or write the bit by which a Pass leaves its tier: ours clear it in every packet that they see. */
export function findBitClashes(desired: Desired, observed: Observed): readonly string[] {
  return families.flatMap((family) => {
    const usesIt = desired[family].tables.some(({ chains }) => chains.some(({ name }) => name === passChain));
    if (!usesIt) return [];
    return [...observed[family].tables.values()].flatMap((table) =>
      [...table.chains.values()].flatMap((chain) =>
        isOwnedChain(chain.name)
          ? []
          : chain.rules
              .filter(({ text }) => text.includes('mark 0x') && speaksOf(text, passBit))
              .map(({ text }) => `${family} ${table.name} -A ${chain.name} ${text}`),
      ),
    );
  });
}

/** Whoever writes the whole mark means none of its bits, but those that are set. */
function speaksOf(text: string, bit: number): boolean {
  return [...text.matchAll(/mark (0x[0-9a-f]+)(?:\/(0x[0-9a-f]+))?/g)].some(([, value, mask = '0xffffffff']) => {
    const isWhole = Number(mask) === 0xffffffff;
    return ((isWhole ? Number(value) : Number(mask)) & bit) !== 0;
  });
}
