// Where the rules that lead to our chains must stand among foreign ones, and what it takes to have them there once.

import { type Hook, isLayoutChain, isOwnedChain, type ObservedChain, type ObservedTable } from '../ruleset/ruleset.ts';

/** Hooks are deleted by their full value, never by position: a foreign rule is never hit by mistake. */
export interface HookPlan {
  readonly target: string;
  /** The chain of each copy that goes. */
  readonly deletes: readonly string[];
  /** `at` counts from 1, after the deletes. */
  readonly insert?: { readonly chain: string; readonly at: number };
}

type Chains = ReadonlyMap<string, ObservedChain>;

const dockerChain = 'DOCKER-USER';

/** What must change so that each hook stands once, in its place, and no other hook of ours stands in a foreign chain. */
export function planHooks(wanted: readonly Hook[], chains: Chains): readonly HookPlan[] {
  const present = findHooks(chains);
  const homes = wanted.map((hook) => ({ hook, chain: hookChain(hook, chains) }));
  const isHome = (place: Place) =>
    homes.some(({ hook, chain }) => hook.target === place.target && chain === place.chain);
  return [
    ...planStale(present.filter((place) => !isHome(place))),
    ...homes.flatMap(({ hook, chain }) => {
      const here = present.filter((place) => place.target === hook.target && place.chain === chain);
      return planHook(hook, { chain, here, chains });
    }),
  ];
}

interface Place {
  readonly target: string;
  readonly chain: string;
  /** Counts from 1. */
  readonly at: number;
}

/** Every plain jump from a foreign chain to a chain of our layout: nobody but us makes those. */
function findHooks(chains: Chains): readonly Place[] {
  return [...chains.values()].flatMap((chain) => {
    if (isOwnedChain(chain.name)) return [];
    return chain.rules.flatMap(({ text }, index): Place[] => {
      const target = hookTarget(text);
      return target === undefined ? [] : [{ target, chain: chain.name, at: index + 1 }];
    });
  });
}

/** The chain of our layout to which a rule of a foreign chain leads as our hooks do; undefined for any other rule. */
export function hookTarget(text: string): string | undefined {
  if (!text.startsWith('-j GW-')) return undefined;
  const target = text.slice('-j '.length);
  return isLayoutChain(target) ? target : undefined;
}

function planStale(places: readonly Place[]): readonly HookPlan[] {
  const targets = [...new Set(places.map(({ target }) => target))];
  return targets.map((target) => ({
    target,
    deletes: places.filter((place) => place.target === target).map(({ chain }) => chain),
  }));
}

function planHook(
  hook: Hook,
  at: { readonly chain: string; readonly here: readonly Place[]; readonly chains: Chains },
): readonly HookPlan[] {
  const { chain, here, chains } = at;
  const foreign = (chains.get(chain)?.rules ?? [])
    .map(({ text }) => text)
    .filter((text) => hookTarget(text) === undefined);
  const leading = foreign.findIndex((text) => findBan(text, hook.after) === undefined);
  const bans = leading < 0 ? foreign.length : leading;
  const [only] = here;
  const stands = only !== undefined && here.length === 1;
  if (stands && (hook.stands === chain || foreignBefore(only, chains) === bans)) return [];
  return [{ target: hook.target, deletes: here.map((place) => place.chain), insert: { chain, at: bans + 1 } }];
}

const builtins = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;

/** The hooks of ours that stand in `table`, as something to keep or to return to: each where it stands. */
export function standingHooks(table: ObservedTable | undefined): readonly Hook[] {
  return [...(table?.chains.values() ?? [])].flatMap((chain): Hook[] => {
    const builtin = chain.name === dockerChain ? 'FORWARD' : builtins.find((name) => name === chain.name);
    if (builtin === undefined) return [];
    return chain.rules.flatMap(({ text }, index): Hook[] => {
      const target = hookTarget(text);
      // Of two that are the same the first one is the hook.
      const isFirst = chain.rules.findIndex((rule) => rule.text === text) === index;
      if (target === undefined || !isFirst) return [];
      const before = chain.rules.slice(0, index).filter((rule) => hookTarget(rule.text) === undefined);
      return [{ builtin, target, after: before.flatMap((rule) => bearer(rule.text) ?? []), stands: chain.name }];
    });
  });
}

/** FORWARD's hook stands in DOCKER-USER where Docker's jump there comes first: Docker keeps that chain for its users. */
function hookChain(hook: Hook, chains: Chains): string {
  if (hook.stands !== undefined && chains.has(hook.stands)) return hook.stands;
  if (hook.builtin !== 'FORWARD' || !chains.has(dockerChain)) return hook.builtin;
  const first = chains.get('FORWARD')?.rules.find(({ text }) => hookTarget(text) === undefined);
  return first?.text === `-j ${dockerChain}` ? dockerChain : hook.builtin;
}

/** Foreign rules in front of a hook. */
function foreignBefore(place: Place, chains: Chains): number {
  const rules = chains.get(place.chain)?.rules ?? [];
  return rules.slice(0, place.at - 1).filter(({ text }) => hookTarget(text) === undefined).length;
}

/** The chain or the set by which a rule bans, when one of `globs` names it; undefined for any other rule. */
export function findBan(text: string, globs: readonly string[]): string | undefined {
  const name = bearer(text);
  return name !== undefined && globs.some((glob) => matchesGlob(name, glob)) ? name : undefined;
}

/** What a rule is known by: the set whose members it refuses (fail2ban's `iptables-ipset` has no chain), else its target. */
function bearer(text: string): string | undefined {
  const refusal = /(?:^| )-m set --match-set (\S+) src(?: .*)? -j (?:DROP|REJECT(?: --reject-with \S+)?)$/.exec(text);
  return refusal?.[1] ?? jumpTarget(text);
}

/** A jump to a chain has no options: its target ends the rule, and no comment does. */
function jumpTarget(text: string): string | undefined {
  return /(?:^| )-j (\S+)$/.exec(text)?.[1];
}

/** `*` stands for any run of characters. */
function matchesGlob(name: string, glob: string): boolean {
  const [head = '', ...rest] = glob.split('*');
  const tail = rest.at(-1);
  if (tail === undefined) return name === glob;
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
  let from = head.length;
  for (const part of rest.slice(0, -1)) {
    const at = name.indexOf(part, from);
    if (at < 0 || at + part.length > name.length - tail.length) return false;
    from = at + part.length;
  }
  return true;
}
