// Random desired states, and random edits that lead from one to the next.

import { type Family, families } from '../../src/policy/family.ts';
import type { Desired, DesiredChain, DesiredSet, DesiredTable, Hook, TableName } from '../../src/ruleset/ruleset.ts';
import { tableNames } from '../../src/ruleset/ruleset.ts';
import type { Random } from './random.ts';

/** The chains that hang on one hook. */
interface Branch {
  readonly table: TableName;
  readonly hook: Hook;
  /** In the order in which the entry chain jumps to them. */
  policies: { readonly name: string; rules: string[] }[];
  tail: string;
}

export interface State {
  readonly branches: Record<Family, Branch[]>;
  /** Without the family's `gw4-` or `gw6-`. */
  readonly sets: Record<Family, Map<string, string[]>>;
}

const kinds: readonly { readonly table: TableName; readonly builtin: Hook['builtin']; readonly entry: string }[] = [
  { table: 'filter', builtin: 'INPUT', entry: 'GW-IN' },
  { table: 'filter', builtin: 'OUTPUT', entry: 'GW-OUT' },
  { table: 'filter', builtin: 'FORWARD', entry: 'GW-FWD' },
  { table: 'nat', builtin: 'PREROUTING', entry: 'GW-DNAT' },
  { table: 'nat', builtin: 'POSTROUTING', entry: 'GW-SNAT' },
  { table: 'raw', builtin: 'PREROUTING', entry: 'GW-RAW' },
  { table: 'mangle', builtin: 'FORWARD', entry: 'GW-MANGLE' },
];

const setNames = ['a', 'b', 'office-net', 'c'];
const policyNames = ['web', 'ssh', 'mail', 'dns', 'long.0a1b2c3d', 'x'];

export function randomState(random: Random): State {
  const state: State = { branches: { ipv4: [], ipv6: [] }, sets: { ipv4: new Map(), ipv6: new Map() } };
  for (const family of families) {
    for (const kind of kinds) if (!random.oneIn(3)) addBranch(state, family, { kind, random });
  }
  return state;
}

interface BranchParts {
  readonly kind: (typeof kinds)[number];
  readonly random: Random;
}

function addBranch(state: State, family: Family, { kind, random }: BranchParts): void {
  const after = kind.builtin === 'INPUT' ? ['f2b-*', 'CROWDSEC*'] : [];
  const branch: Branch = {
    table: kind.table,
    hook: { builtin: kind.builtin, target: kind.entry, after },
    policies: [],
    tail: '-j RETURN',
  };
  state.branches[family].push(branch);
  const count = random.below(4);
  for (const name of policyNames.slice(0, count)) {
    branch.policies.push({ name: `${kind.entry}-${name}`, rules: [] });
    const rules = branch.policies.at(-1)?.rules ?? [];
    for (let left = random.below(random.oneIn(8) ? 120 : 12); left > 0; left -= 1)
      rules.push(randomRule(state, family, { branch, random }));
  }
}

interface RuleParts {
  readonly branch: Branch;
  readonly random: Random;
}

/** A rule as the kernel prints it, fit for the table and the hook. */
function randomRule(state: State, family: Family, { branch, random }: RuleParts): string {
  const { builtin } = branch.hook;
  const parts: string[] = [];
  if (random.oneIn(3)) parts.push(`-s ${address(family, random)}`);
  if (random.oneIn(4)) parts.push(`${random.oneIn(3) ? '! ' : ''}-d ${address(family, random)}`);
  if (random.oneIn(4) && builtin !== 'OUTPUT' && builtin !== 'POSTROUTING')
    parts.push(`-i ${random.pick(['eth0', 'lan+', 'br-x'])}`);
  const needsTcp = branch.table === 'mangle' && random.oneIn(2);
  const protocol = needsTcp ? 'tcp' : random.pick(['tcp', 'udp', '', 'sctp']);
  if (protocol !== '') parts.push(`-p ${protocol}`);
  if (needsTcp) parts.push('-m tcp --tcp-flags SYN,RST SYN');
  else if (protocol !== '')
    parts.push(
      `-m ${random.pick([`${protocol} --dport ${1 + random.below(60)}`, `multiport --dports 1,${2 + random.below(60)},80:90`, `${protocol} --sport ${1 + random.below(60)}`])}`,
    );
  if (random.oneIn(5))
    parts.push(
      `-m set ${random.oneIn(4) ? '! ' : ''}--match-set ${useSet(state, family, random)} ${random.pick(['src', 'src', 'dst', 'src,dst'])}`,
    );
  if (random.oneIn(6) && branch.table !== 'raw')
    parts.push(`-m conntrack --ctstate ${random.pick(['NEW', 'RELATED,ESTABLISHED', 'INVALID'])}`);
  // The kernel keeps the parameters that a name had first, so the name holds them.
  const rate = 1 + random.below(9);
  if (random.oneIn(9))
    parts.push(
      `-m hashlimit --hashlimit-upto ${rate}/sec --hashlimit-burst 7 --hashlimit-mode srcip --hashlimit-name gw-f-${rate}`,
    );
  parts.push(`-m comment --comment ${random.pick(['"policy/p/r"', '"policy/p/q"', '"policy/a -j GW-IN"'])}`);
  return [...parts, target(family, { branch, random }, { protocol, needsTcp })].join(' ');
}

function target(
  family: Family,
  { branch, random }: RuleParts,
  { protocol, needsTcp }: { readonly protocol: string; readonly needsTcp: boolean },
): string {
  if (needsTcp) return '-j TCPMSS --clamp-mss-to-pmtu';
  const to = family === 'ipv4' ? `192.0.2.${1 + random.below(9)}` : `2001:db8::${1 + random.below(9)}`;
  switch (branch.hook.target) {
    case 'GW-DNAT':
      return random.pick([`-j DNAT --to-destination ${to}`, '-j RETURN', '-j ACCEPT']);
    case 'GW-SNAT':
      return random.pick([`-j SNAT --to-source ${to}`, '-j MASQUERADE', '-j RETURN']);
    case 'GW-RAW':
      return random.pick(['-j DROP', '-j RETURN', '-j ACCEPT']);
    case 'GW-MANGLE':
      return random.pick(['-j MARK --set-xmark 0x10000/0x10000', '-j RETURN']);
    default:
      return protocol === 'tcp'
        ? random.pick(['-j ACCEPT', '-j DROP', '-j REJECT --reject-with tcp-reset'])
        : random.pick(['-j ACCEPT', '-j DROP', '-j RETURN', '-j NFLOG --nflog-prefix "gw:p/r:D" --nflog-group 5']);
  }
}

function address(family: Family, random: Random): string {
  if (family === 'ipv4') return random.pick([`10.${random.below(9)}.0.0/16`, `192.0.2.${random.below(99)}/32`]);
  return random.pick([`2001:db8:${1 + random.below(9)}::/48`, `2001:db8::${1 + random.below(99)}/128`]);
}

/** The name in the kernel of a set, which is made where it is missing. */
function useSet(state: State, family: Family, random: Random): string {
  const name = random.pick(setNames);
  if (!state.sets[family].has(name)) state.sets[family].set(name, randomEntries(family, random));
  return `${setHead(family)}${name}`;
}

function setHead(family: Family): string {
  return family === 'ipv4' ? 'gw4-' : 'gw6-';
}

function randomEntries(family: Family, random: Random): string[] {
  const count = random.oneIn(12) ? 1500 + random.below(1500) : random.below(6);
  return [...new Set(Array.from({ length: count }, () => randomEntry(family, random)))];
}

function randomEntry(family: Family, random: Random): string {
  if (family === 'ipv4') return `10.${random.below(99)}.${random.below(99)}.${random.below(99)}`;
  return `2001:db8:${1 + random.below(999)}::${(1 + random.below(999)).toString(16)}`.replace(
    /:([0-9]+)::/,
    (_, part: string) => `:${Number(part).toString(16)}::`,
  );
}

/** One to three edits, of the kinds that commits make. */
export function editState(state: State, random: Random): void {
  for (let left = 1 + random.below(3); left > 0; left -= 1) random.pick(edits)(state, random.pick(families), random);
}

type EditState = (state: State, family: Family, random: Random) => void;

const edits: readonly EditState[] = [
  (state, family, random) =>
    withRules(state, family, random, (rules, branch) =>
      rules.splice(random.below(rules.length + 1), 0, randomRule(state, family, { branch, random })),
    ),
  (state, family, random) =>
    withRules(state, family, random, (rules, branch) =>
      rules.splice(
        random.below(rules.length + 1),
        0,
        ...Array.from({ length: 5 }, () => randomRule(state, family, { branch, random })),
      ),
    ),
  (state, family, random) =>
    withRules(state, family, random, (rules) => rules.splice(random.below(rules.length + 1), 1)),
  (state, family, random) =>
    withRules(state, family, random, (rules) =>
      rules.splice(random.below(rules.length + 1), 0, ...rules.splice(random.below(rules.length + 1), 1)),
    ),
  (state, family, random) =>
    withRules(state, family, random, (rules, branch) =>
      rules.splice(random.below(rules.length + 1), 1, randomRule(state, family, { branch, random })),
    ),
  (state, family, random) => withRules(state, family, random, (rules) => rules.reverse()),
  (state, family, random) => withRules(state, family, random, (rules) => rules.splice(0)),
  (state, family, random) => void withBranch(state, family, random, (branch) => branch.policies.reverse()),
  (state, family, random) =>
    void withBranch(state, family, random, (branch) => branch.policies.splice(random.below(3), 1)),
  (state, family, random) =>
    void withBranch(state, family, random, (branch) => (branch.tail = random.pick(['-j RETURN', '-j ACCEPT']))),
  addPolicy,
  (state, family, random) => void state.branches[family].splice(random.below(state.branches[family].length + 1), 1),
  addMissingBranch,
  editSet,
  editSet,
  editSet,
  (state, family, random) => {
    editSet(state, family, random);
    editSet(state, family, random);
  },
  (state) => {
    for (const family of families) state.branches[family].splice(0);
  },
];

function addPolicy(state: State, family: Family, random: Random): void {
  withBranch(state, family, random, (branch) => {
    const name = `${branch.hook.target}-${random.pick(policyNames)}`;
    if (branch.policies.some((policy) => policy.name === name)) return;
    const rules = Array.from({ length: random.below(9) }, () => randomRule(state, family, { branch, random }));
    branch.policies.splice(random.below(branch.policies.length + 1), 0, { name, rules });
  });
}

function addMissingBranch(state: State, family: Family, random: Random): void {
  const kind = random.pick(kinds);
  if (!state.branches[family].some(({ hook }) => hook.target === kind.entry))
    addBranch(state, family, { kind, random });
}

function editSet(state: State, family: Family, random: Random): void {
  const sets = state.sets[family];
  if (sets.size === 0) return;
  const name = random.pick([...sets.keys()]);
  const entries = sets.get(name) ?? [];
  const kept = entries.filter(() => !random.oneIn(random.pick([2, 9, 9999])));
  sets.set(name, [
    ...new Set([...kept, ...Array.from({ length: random.below(4) }, () => randomEntry(family, random))]),
  ]);
}

function withBranch(state: State, family: Family, random: Random, edit: (branch: Branch) => void): void {
  if (state.branches[family].length > 0) edit(random.pick(state.branches[family]));
}

function withRules(
  state: State,
  family: Family,
  random: Random,
  edit: (rules: string[], branch: Branch) => void,
): void {
  withBranch(state, family, random, (branch) => {
    if (branch.policies.length > 0) edit(random.pick(branch.policies).rules, branch);
  });
}

const origin = { file: 'fuzz', line: 1, column: 1, endLine: 1 };

/** The state as the compiler would hand it over: sets that no rule names are left out. */
export function toDesired(state: State): Desired {
  const ruleset = (family: Family) => ({
    family,
    tables: tableNames.flatMap((name) => tableOf(state.branches[family], name)),
  });
  const [ipv4, ipv6] = [ruleset('ipv4'), ruleset('ipv6')];
  const texts = JSON.stringify([ipv4, ipv6]);
  const sets = families.flatMap((family) =>
    [...state.sets[family]].flatMap(([key, entries]): DesiredSet[] => {
      const name = `${setHead(family)}${key}`;
      return texts.includes(`--match-set ${name} `) ? [{ name, family, type: 'hash:net', entries, origin }] : [];
    }),
  );
  return { ipv4, ipv6, sets: sets.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

function tableOf(branches: readonly Branch[], name: TableName): readonly DesiredTable[] {
  const here = branches.filter(({ table }) => table === name);
  if (here.length === 0) return [];
  const chain = (chainName: string, texts: readonly string[]): DesiredChain => ({
    name: chainName,
    rules: texts.map((text) => ({ text, label: '', role: 'verdict', origin })),
  });
  const chains = here.flatMap(({ hook, policies, tail }) => [
    chain(hook.target, [
      ...policies.map((policy) => `-m comment --comment "policy/x" -j ${policy.name}`),
      `-m comment --comment "profile/x" ${tail}`,
    ]),
    ...policies.map((policy) => chain(policy.name, policy.rules)),
  ]);
  return [{ name, chains: chains.toSorted((a, b) => (a.name < b.name ? -1 : 1)), hooks: here.map(({ hook }) => hook) }];
}
