// What the compiler makes of the reference's manifests, against what was compiled by hand.

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Plan, planChanges } from '../../src/plan/plan.ts';
import { renderSets } from '../../src/plan/render.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { readRuleset } from '../../src/ruleset/read.ts';
import type { Desired, Observed } from '../../src/ruleset/ruleset.ts';
import { desiredChains, observedChains } from '../kernel/rulesets.ts';
import { compileGateway, referenceFolder } from './gateway.ts';

/** A save declares the built-in chains that the hooks stand in. */
const builtins = `$&${['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'].map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')}`;

async function handWritten(family: Family): Promise<Readonly<Record<string, readonly string[]>>> {
  const text = (await readFile(`${referenceFolder}gw1.${family}`, 'utf8'))
    .replaceAll(/^-A/gm, '[0:0] -A')
    .replaceAll(/^\*.*\n/gm, builtins);
  const read = readRuleset(family, text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return observedChains(read.value);
}

test.each(families)('every chain of %s is what was written by hand, to the letter', async (family) => {
  const desired = await compileGateway();
  expect(desiredChains(desired[family])).toEqual(await handWritten(family));
});

test('the sets are those that were written by hand', async () => {
  const { sets } = await compileGateway();
  const byHand = (await readFile(`${referenceFolder}gw1.sets`, 'utf8')).trimEnd().split('\n');
  // How many buckets hold an entry is the kernel's.
  expect(renderSets(sets, 0).trimEnd().split('\n')).toEqual(byHand.map((line) => line.replace(' bucketsize 12', '')));
});

/** A host that holds `desired` and nothing else. */
function observedAs(desired: Desired): Observed {
  const family = (name: Family) => {
    const tables = desired[name].tables.map((table) => {
      const hooks = table.hooks.map(({ builtin, target }) => `[0:0] -A ${builtin} -j ${target}\n`);
      const builtins = table.hooks.map(({ builtin }) => `:${builtin} ACCEPT [0:0]\n`);
      const own = table.chains.map(({ name: chain }) => `:${chain} - [0:0]\n`);
      const rules = table.chains.flatMap((chain) => chain.rules.map(({ text }) => `[0:0] -A ${chain.name} ${text}\n`));
      return `*${table.name}\n${[...builtins, ...own, ...hooks, ...rules].join('')}COMMIT\n`;
    });
    const read = readRuleset(name, tables.join(''));
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value;
  };
  const sets = desired.sets.map(({ name, type, entries, family: of }) => ({
    name,
    type,
    options: [
      ...['family', of === 'ipv4' ? 'inet' : 'inet6', 'maxelem', '1048576'],
      ...(type !== 'hash:ip,port,ip' ? [] : ['timeout', '1800']),
    ],
    entries,
  }));
  return { ipv4: family('ipv4'), ipv6: family('ipv6'), sets };
}

interface Change {
  readonly what: string;
  readonly edit: (text: string) => string;
  /** As the reference's table says, for each family. */
  readonly edits: Readonly<Record<Family, number>>;
}

const changes: readonly Change[] = [
  {
    what: 'a rule into the middle of a policy',
    edit: (text) =>
      text.replace(
        '  - {name: ssh, action: Allow',
        '  - {name: mqtt, action: Allow, ports: [{protocol: TCP, ports: [8883]}]}\n  - {name: ssh, action: Allow',
      ),
    edits: { ipv4: 1, ipv6: 1 },
  },
  {
    what: 'a policy between two: its rules and a jump',
    edit: (text) =>
      text.includes('name: guard')
        ? `${text}\n---\napiVersion: gatewright.dev/v1alpha1\nkind: FirewallPolicy\nmetadata: {name: between}\nspec:\n  hostSelector: {}\n  ingress: [{name: a, action: Allow, ports: [{protocol: TCP, ports: [1]}]}, {name: b, action: Deny, ports: [{protocol: TCP, ports: [2]}]}]\n`
        : text,
    edits: { ipv4: 3, ipv6: 3 },
  },
  {
    what: 'a policy removed: its jump, and its chain as a whole',
    edit: (text) => text.replace(/apiVersion: \S+\nkind: FirewallPolicy\nmetadata: {name: outbound}[\s\S]*?---\n/, ''),
    edits: { ipv4: 1, ipv6: 1 },
  },
  {
    what: "a port forward's target, in nat only",
    edit: (text) => text.replace('webServer: 10.2.0.20', 'webServer: 10.2.0.21'),
    edits: { ipv4: 1, ipv6: 0 },
  },
  { what: 'a rate', edit: (text) => text.replace('rate: 6/min', 'rate: 7/min'), edits: { ipv4: 1, ipv6: 1 } },
  {
    what: 'the first Pass of a tier in one direction',
    edit: (text) =>
      text.replace(
        '  forward:\n  - {name: blocklist',
        '  forward:\n  - {name: partner, action: Pass, from: [{networks: [198.51.100.50, "2001:db8:fa::50"]}], services: [https]}\n  - {name: blocklist',
      ),
    edits: { ipv4: 4, ipv6: 4 },
  },
  {
    what: 'one more Pass of a policy that holds one',
    edit: (text) =>
      text.replace(
        '  - {name: blocklist, action: Deny',
        '  - {name: second, action: Pass, from: [{networks: [198.51.100.51, "2001:db8:fa::51"]}], services: [https]}\n  - {name: blocklist, action: Deny',
      ),
    edits: { ipv4: 1, ipv6: 1 },
  },
];

/** Rules that are inserted, replaced or taken out; a chain that goes is flushed and deleted as a whole. */
function countEdits({ tables }: Plan, family: Family): number {
  const own = tables.filter((table) => table.family === family);
  const edited = own.flatMap((table) => table.edited.flatMap((chain) => chain.edits));
  const created = own.flatMap((table) => table.created.flatMap((chain) => chain.rules));
  return edited.length + created.length + own.flatMap((table) => table.hooks).length;
}

test.each(changes)('$what costs no more edits than stated', async ({ what, edit, edits }) => {
  const plan = planChanges(await compileGateway(edit), observedAs(await compileGateway()));
  expect(countEdits(plan, 'ipv4')).toBe(edits.ipv4);
  expect(countEdits(plan, 'ipv6')).toBe(edits.ipv6);
  if (what.includes('nat only')) expect(plan.tables.map(({ table }) => table)).toEqual(['nat']);
});
