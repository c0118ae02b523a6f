// No owned chain is longer than 500 rules, whichever manifests make it long: policies, tiers, interfaces, failsafe.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired, DesiredChain } from '../../src/ruleset/ruleset.ts';
import { maxChainLength } from '../../src/ruleset/split.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';

interface Size {
  readonly interfaces: number;
  readonly failsafe: number;
  readonly policies: number;
  readonly rules: number;
  readonly passes: boolean;
}

/** A host that makes some chains long. */
function compileSize(size: Size): Desired {
  const count = (length: number) => Array.from({ length }, (_, index) => index);
  const names = count(size.interfaces).map((index) => `eth${index}`);
  const clients = count(size.failsafe).map((index) => `10.${index >> 8}.${index & 255}.1`);
  const failsafe =
    clients.length > 0
      ? `[{services: [ssh], from: [{networks: [${clients.join(', ')}]}]}]`
      : '[], reason: a console is at hand';
  const rule = (name: string, port: number, action: string) =>
    `{name: ${name}, action: ${action}, ports: [{protocol: TCP, ports: [${port}]}]}`;
  const documents = [
    document('Zone', 'lan', 'intraZone: Allow'),
    document('Zone', 'wan', 'external: true\nintraZone: Allow'),
    document('Host', 'h', `zones: {${names.length > 0 ? `lan: [${names.join(', ')}], ` : ''}wan: [wan0]}`),
    document('FirewallProfile', 'site', `hostSelector: {}\nfailsafe: {ingress: ${failsafe}}`),
    ...count(size.policies).map((index) =>
      policy(`p${index}`, 'forward', rule('a', 1 + index, size.passes && index % 3 === 0 ? 'Pass' : 'Allow')),
    ),
    policy('many', 'ingress', ...count(size.rules).map((index) => rule(`r${index}`, 1 + index, 'Allow'))),
  ];
  const files = { 'a.yaml': documents.slice(0, 500).join('---\n'), 'b.yaml': documents.slice(500).join('---\n') };
  const selected = selectForHost(readYaml(files), { name: 'h', labels: {} });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return compileRuleset(selected.value);
}

function filterChains(desired: Desired, family: (typeof families)[number]): readonly DesiredChain[] {
  return desired[family].tables.flatMap(({ chains }) => chains);
}

/** The labels of every rule that is no layout, in the order in which a packet meets them. */
function walk(chains: readonly DesiredChain[], name: string): readonly string[] {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const enter = (at: string): readonly string[] =>
    (byName.get(at)?.rules ?? []).flatMap(({ text, label, role }) => {
      const [, target] = / -j (GW-\S+)$/.exec(` ${text}`) ?? [];
      return target === undefined ? (role === 'layout' ? [] : [label]) : enter(target);
    });
  return enter(name);
}

const sizes = fc.record({
  interfaces: fc.integer({ min: 0, max: 40 }),
  failsafe: fc.integer({ min: 0, max: 300 }),
  policies: fc.integer({ min: 0, max: 1200 }),
  rules: fc.integer({ min: 1, max: 1200 }),
  passes: fc.boolean(),
});

test('whatever is long is cut, and every chain is reached', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const desired = compileSize(size);
      for (const family of families) {
        const chains = filterChains(desired, family);
        expect(Math.max(...chains.map(({ rules }) => rules.length))).toBeLessThanOrEqual(maxChainLength);
        const targets = chains.flatMap(({ rules }) =>
          rules.map(({ text }) => / -[jg] (GW-\S+)$/.exec(` ${text}`)?.[1]),
        );
        const reached = new Set([
          ...targets.filter((target) => target !== undefined),
          'GW-RAW',
          'GW-IN',
          'GW-OUT',
          'GW-FWD',
        ]);
        expect(chains.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
        expect([...reached].filter((name) => !chains.some((chain) => chain.name === name))).toEqual([]);
      }
      const ports = walk(filterChains(desired, 'ipv4'), 'GW-IN').filter((label) => label.startsWith('policy/many/'));
      expect(ports).toEqual(Array.from({ length: size.rules }, (_, index) => `policy/many/r${index}`));
    }),
    { numRuns: 6, seed: 11 },
  );
});

test('in a long tier the way out stands right behind the policy with the Pass, and behind the part with that policy', () => {
  const desired = compileSize({ interfaces: 0, failsafe: 0, policies: 600, rules: 1, passes: true });
  const chains = filterChains(desired, 'ipv6');
  const leave = (comment: string) => `-m mark --mark 0x2000/0x2000 -m comment --comment "${comment}" -j RETURN`;
  const tier = chains.find(({ name }) => name === 'GW-FWD-DEFAULT')?.rules.map(({ text }) => text) ?? [];
  const parts = chains.filter(({ name }) => name.startsWith('GW-FWD-DEFAULT.'));
  expect(parts.length).toBeGreaterThan(1);
  expect(tier.length).toBe(2 * parts.length);
  expect(tier.filter((_, index) => index % 2 === 1)).toEqual(parts.map(() => leave('tier/default')));
  for (const { rules } of parts) {
    rules.forEach(({ text }, index) => {
      const [, number] = / -j GW-FWD-p(\d+)$/.exec(text) ?? [];
      if (number === undefined || Number(number) % 3 !== 0) return;
      expect(rules[index + 1]?.text).toBe(leave(`policy/p${number}`));
    });
  }
});
