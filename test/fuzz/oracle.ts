// What must hold after a pass, found out without the code that made it so.

import type { Plan } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Desired, Hook } from '../../src/ruleset/ruleset.ts';
import type { FuzzHost } from './host.ts';

interface SavedRule {
  readonly text: string;
  readonly counters: string;
}

interface SavedChain {
  readonly policy: string;
  readonly rules: SavedRule[];
}

/** `table chain` to what stands in it. */
type Saved = ReadonlyMap<string, SavedChain>;

export interface Picture {
  readonly rules: Readonly<Record<Family, Saved>>;
  /** Name to its first line without initval, and its entries sorted. */
  readonly sets: ReadonlyMap<string, string>;
}

export async function takePicture(host: FuzzHost): Promise<Picture> {
  const rules = { ipv4: readSave(await host.save('ipv4')), ipv6: readSave(await host.save('ipv6')) };
  const sets = new Map<string, string>();
  const entries = new Map<string, string[]>();
  for (const line of (await host.run('ipset', ['save'])).trim().split('\n')) {
    const [verb, name = '', ...rest] = line.replace(/ initval \S+/, '').split(' ');
    if (verb === 'create') sets.set(name, rest.join(' '));
    else entries.set(name, [...(entries.get(name) ?? []), rest.join(' ')]);
  }
  return {
    rules,
    sets: new Map(
      [...sets].map(([name, head]) => [
        name,
        `${head.replace(/hashsize \d+ /, '')}: ${(entries.get(name) ?? []).sort().join(' ')}`,
      ]),
    ),
  };
}

function readSave(save: string): Saved {
  const chains = new Map<string, SavedChain>();
  let table = '';
  for (const line of save.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const [, declared, policy = ''] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (declared !== undefined) chains.set(`${table} ${declared}`, { policy, rules: [] });
    const [, counters = '', chain, text = ''] = /^(\[\d+:\d+\]) -A (\S+)(?: (.*))?$/.exec(line) ?? [];
    if (chain !== undefined) chains.get(`${table} ${chain}`)?.rules.push({ text, counters });
  }
  return chains;
}

function isOwned(place: string): boolean {
  return / GW-/.test(place);
}

function isHook(text: string): boolean {
  return /^-j GW-[A-Z~]+$/.test(text);
}

function plainSlots(text: string): string {
  return text.replace(/(-set gw[46]-\S+?)~ /g, '$1 ');
}

/** Our chains and sets, with sets under their first names. */
export function ownedPart(picture: Picture): Readonly<Record<string, unknown>> {
  const chains = families.flatMap((family) =>
    [...picture.rules[family]].flatMap(([place, { rules }]) => {
      const kept = isOwned(place) ? rules : rules.filter(({ text }) => isHook(text));
      return isOwned(place) || kept.length > 0
        ? [[`${family} ${place}`, kept.map(({ text }) => plainSlots(text))] as const]
        : [];
    }),
  );
  const sets = [...picture.sets]
    .filter(([name]) => /^gw[46]-/.test(name))
    .map(([name, text]) => [name.replace(/~$/, ''), text] as const);
  return Object.fromEntries([...chains, ...sets].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Foreign chains, rules with counters, and sets; empty built-in chains are nobody's. */
function foreignPart(picture: Picture): Readonly<Record<string, unknown>> {
  const chains = families.flatMap((family) =>
    [...picture.rules[family]].flatMap(([place, { policy, rules }]) => {
      const foreign = rules.filter(({ text }) => !isHook(text));
      if (isOwned(place) || (policy === 'ACCEPT' && foreign.length === 0)) return [];
      return [[`${family} ${place} ${policy}`, foreign.map(({ text, counters }) => `${counters} ${text}`)] as const];
    }),
  );
  const sets = [...picture.sets].filter(([name]) => !/^gw[46]-/.test(name));
  return Object.fromEntries([...chains, ...sets].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export interface Seen {
  readonly before: Picture;
  readonly after: Picture;
  readonly desired: Desired;
  readonly plan: Plan;
  /** Counters cannot be written into IPv6 rules on nft, and a chain declared anew has lost them there. */
  readonly countedFamilies: readonly Family[];
}

/** Everything that does not hold, one sentence each. */
export function findFaults(seen: Seen): readonly string[] {
  return [
    ...differences('what is owned', ownedOf(seen.desired), ownedWithSets(seen.after)),
    ...differences('what is foreign', foreignPart(seen.before), foreignPart(seen.after)),
    ...families.flatMap((family) => findHookFaults(family, seen)),
    ...families.flatMap((family) => findEditFaults(family, seen)),
  ];
}

function differences(
  what: string,
  wanted: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): readonly string[] {
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return keys.flatMap((key) => {
    const [a, b] = [JSON.stringify(wanted[key]), JSON.stringify(found[key])];
    return a === b ? [] : [`${what}: ${key} is ${b}, not ${a}`];
  });
}

function ownedOf(desired: Desired): Readonly<Record<string, unknown>> {
  const chains = families.flatMap((family) =>
    desired[family].tables.flatMap((table) =>
      table.chains.map(
        (chain) => [`${family} ${table.name} ${chain.name}`, chain.rules.map(({ text }) => text)] as const,
      ),
    ),
  );
  return Object.fromEntries([
    ...chains,
    ...desired.sets.map(({ name, entries }) => [name, entries.toSorted().join(' ')] as const),
  ]);
}

function ownedWithSets(picture: Picture): Readonly<Record<string, unknown>> {
  const chains = families.flatMap((family) =>
    [...picture.rules[family]].flatMap(([place, { rules }]) =>
      isOwned(place) ? [[`${family} ${place}`, rules.map(({ text }) => plainSlots(text))] as const] : [],
    ),
  );
  const sets = [...picture.sets]
    .filter(([name]) => /^gw[46]-/.test(name))
    .map(([name, text]) => [name.replace(/~$/, ''), text.slice(text.indexOf(': ') + 2)] as const);
  return Object.fromEntries([...chains, ...sets]);
}

/** DESIGN's rules of placement: once each, behind the leading ban jumps, in DOCKER-USER where FORWARD begins with it. */
function findHookFaults(family: Family, { after, desired }: Seen): readonly string[] {
  const wanted = desired[family].tables.flatMap((table) =>
    table.hooks.map((hook) => placeOf(table.name, hook, after.rules[family])),
  );
  const found = [...after.rules[family]].flatMap(([place, { rules }]) => {
    if (isOwned(place)) return [];
    return rules.flatMap(({ text }, index) => {
      const before = rules.slice(0, index).filter((rule) => !isHook(rule.text)).length;
      return isHook(text) ? [`${place} ${text} behind ${before}`] : [];
    });
  });
  const [a, b] = [wanted.toSorted().join('; '), found.toSorted().join('; ')];
  return a === b ? [] : [`${family} hooks are ${b}, not ${a}`];
}

function placeOf(table: string, hook: Hook, saved: Saved): string {
  const foreign = (chain: string) =>
    (saved.get(`${table} ${chain}`)?.rules ?? []).map(({ text }) => text).filter((text) => !isHook(text));
  const isDocker = hook.builtin === 'FORWARD' && table === 'filter' && foreign('FORWARD')[0] === '-j DOCKER-USER';
  const chain = isDocker ? 'DOCKER-USER' : hook.builtin;
  const isBan = (text: string) => hook.after.length > 0 && /-j (?:f2b-|CROWDSEC)/.test(text);
  const rules = foreign(chain);
  const first = rules.findIndex((text) => !isBan(text));
  return `${table} ${chain} -j ${hook.target} behind ${first < 0 ? rules.length : first}`;
}

/** Rules of the longest common subsequence keep their counters, and the script has no edit more than that needs. */
function findEditFaults(family: Family, { before, after, plan, countedFamilies }: Seen): readonly string[] {
  return [...after.rules[family]].flatMap(([place, { rules }]) => {
    const old = before.rules[family].get(place);
    if (!isOwned(place) || old === undefined) return [];
    const [was, is] = [old.rules, rules].map((list) => list.map((rule) => plainSlots(rule.text)));
    const [counted, kept] = [old.rules, rules].map((list) =>
      list.map((rule) => `${rule.counters} ${plainSlots(rule.text)}`),
    );
    const common = commonLength(was ?? [], is ?? []);
    const faults: string[] = [];
    const alike = commonLength(counted ?? [], kept ?? []);
    if (countedFamilies.includes(family) && alike !== common)
      faults.push(`${family} ${place}: ${common} rules stay, ${alike} kept their counters`);
    const [table = '', chain = ''] = place.split(' ');
    const edits = plan.tables
      .filter((one) => one.family === family && one.table === table)
      .flatMap((one) => one.edited)
      .filter((one) => one.chain === chain)
      .flatMap((one) =>
        one.edits.filter(
          (edit) =>
            edit.kind !== 'replace' || plainSlots(edit.with.text) !== plainSlots(one.before[edit.at - 1]?.text ?? ''),
        ),
      );
    const cost = edits.reduce((sum, edit) => sum + (edit.kind === 'replace' ? 2 : 1), 0);
    const least = old.rules.length + rules.length - 2 * common;
    if (cost !== least) faults.push(`${family} ${place}: ${cost} edits, ${least} are enough`);
    return faults;
  });
}

/** By the plain table of lengths. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const text of a) {
    const next = [0];
    for (const [index, other] of b.entries()) {
      next.push(text === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
