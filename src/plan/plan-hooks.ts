// Where the rules that lead to our chains must stand among foreign ones, and what it takes to have them there once.

import { type Hook, isOwnedChain, type ObservedChain } from '../ruleset/ruleset.ts';

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

/** What must change so that each hook stands once, in its place, and no other rule of ours stands in a foreign chain. */
export function planHooks(wanted: readonly Hook[], chains: Chains): readonly HookPlan[] {
  const present = findHooks(chains);
  const stale = [...present.keys()].filter((target) => !wanted.some((hook) => hook.target === target));
  return [
    ...stale.map((target) => ({ target, deletes: (present.get(target) ?? []).map(({ chain }) => chain) })),
    ...wanted.flatMap((hook) => planHook(hook, present.get(hook.target) ?? [], chains)),
  ];
}

interface Place {
  readonly chain: string;
  /** Counts from 1. */
  readonly at: number;
}

/** Every plain jump from a foreign chain to an owned one. */
function findHooks(chains: Chains): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  for (const chain of chains.values()) {
    if (isOwnedChain(chain.name)) continue;
    chain.rules.forEach(({ text }, index) => {
      const target = hookTarget(text);
      if (target === undefined) return;
      const places = found.get(target) ?? [];
      places.push({ chain: chain.name, at: index + 1 });
      found.set(target, places);
    });
  }
  return found;
}

function hookTarget(text: string): string | undefined {
  const [, target = ''] = /^-j (\S+)$/.exec(text) ?? [];
  return isOwnedChain(target) ? target : undefined;
}

function planHook(hook: Hook, present: readonly Place[], chains: Chains): readonly HookPlan[] {
  const chain = hookChain(hook, chains);
  const foreign = (chains.get(chain)?.rules ?? [])
    .map(({ text }) => text)
    .filter((text) => hookTarget(text) === undefined);
  const leading = foreign.findIndex((text) => !jumpsTo(text, hook.after));
  const bans = leading < 0 ? foreign.length : leading;
  const [only] = present;
  if (only !== undefined && present.length === 1 && only.chain === chain && foreignBefore(only, chains) === bans)
    return [];
  return [{ target: hook.target, deletes: present.map((place) => place.chain), insert: { chain, at: bans + 1 } }];
}

/** FORWARD's hook stands in DOCKER-USER where Docker's jump there comes first: Docker keeps that chain for its users. */
function hookChain(hook: Hook, chains: Chains): string {
  if (hook.builtin !== 'FORWARD' || !chains.has(dockerChain)) return hook.builtin;
  const first = chains.get('FORWARD')?.rules.find(({ text }) => hookTarget(text) === undefined);
  return first?.text === `-j ${dockerChain}` ? dockerChain : hook.builtin;
}

/** Foreign rules in front of a hook. */
function foreignBefore(place: Place, chains: Chains): number {
  const rules = chains.get(place.chain)?.rules ?? [];
  return rules.slice(0, place.at - 1).filter(({ text }) => hookTarget(text) === undefined).length;
}

function jumpsTo(text: string, globs: readonly string[]): boolean {
  const [, target] = /(?:^| )-j (\S+)/.exec(text) ?? [];
  return target !== undefined && globs.some((glob) => matchesGlob(target, glob));
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
