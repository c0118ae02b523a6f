// examples/three-sites: what its README says, on each of the three gateways, by packets.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import { formatFault } from '../../src/policy/fault.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { tryTcp } from './gateway.ts';
import { dataplaneOf, desiredChains, observe, observedChains } from './rulesets.ts';
import { backends, type ClientPlan, makeWorld } from './world.ts';

const folder = fileURLToPath(new URL('../../examples/three-sites/', import.meta.url));

async function compileFor(name: string, more: Readonly<Record<string, string>> = {}): Promise<Desired> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => /\.(yaml|txt)$/.test(path));
  const texts = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
  );
  const files = Object.entries({ ...Object.fromEntries(texts), ...more }).map(([path, text]) => ({
    path,
    digest: text,
    bytes: new TextEncoder().encode(text),
  }));
  const { manifests, faults } = readManifests(files);
  const selected = selectForHost(manifests, { name, labels: {}, readFaults: faults });
  if (!selected.ok) throw new Error(selected.error.faults.map(formatFault).join('\n'));
  expect(selected.value.warnings).toEqual([]);
  return compileRuleset(selected.value);
}

const sites = [
  { site: 'lyon', wan: 'eth0', lan: 'eth1', ipv4: '198.51.100.1', office: '10.1.0' },
  { site: 'oslo', wan: 'enp1s0', lan: 'br-lan7', ipv4: '198.51.100.65', office: '10.2.0' },
  { site: 'porto', wan: 'wan0', lan: 'lan0', ipv4: '198.51.100.129', office: '10.3.0' },
] as const;
const neighbour = { ipv4: '198.51.100.65', ipv6: '2001:db8:52::1' };
const other = { ipv4: '198.51.100.129', ipv6: '2001:db8:53::1' };

/** Two machines outside, one at the address of another site and one at a stranger's, and one in the office. */
function plansOf({ site, wan, lan, ipv4, office }: (typeof sites)[number]): readonly ClientPlan[] {
  const peer = site === 'oslo' ? other : neighbour;
  // On the wire of the machine outside: no rule asks for the gateway's own address.
  const host = { ipv4, ipv6: `${peer.ipv6.slice(0, -1)}fe` };
  return [
    { name: wan, ...peer, host },
    { name: lan, ipv4: `${office}.25`, ipv6: '2001:db8:aa::25', host: { ipv4: `${office}.1`, ipv6: '2001:db8:aa::1' } },
  ];
}

describe.each(backends)('on %s', (backend) => {
  test.each(sites)('$site lets the other sites and its office in, and nobody else', async (site) => {
    const plans = plansOf(site);
    const [wan, lan] = plans;
    if (wan === undefined || lan === undefined) throw new Error('no clients');
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: plans });
    for (const port of [22, 80]) await world.hostPeer.listen({ protocol: 'tcp', port });
    const desired = await compileFor(site.site);
    await applyDesired(dataplaneOf(world), desired, new AbortController().signal);
    const observed = await observe(world);
    for (const family of families) expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
    expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
    await world.flushNeighbours();
    for (const family of families) {
      const ssh = { host: wan.host[family], port: 22 };
      expect(await tryTcp(world, wan, ssh)).toBe('connected');
      expect(await tryTcp(world, wan, { ...ssh, port: 80 })).toBe('timeout');
    }
    expect(await tryTcp(world, lan, { host: lan.host.ipv4, port: 22 })).toBe('connected');
  });

  test.each([
    ['a stranger', { ipv4: '198.51.100.200', ipv6: '2001:db8:54::7' }],
    ['one of the block list', { ipv4: '192.0.2.9', ipv6: '2001:db8:bad::9' }],
  ])('%s is dropped', async (_who, addresses) => {
    const host = { ipv4: addresses.ipv4.replace(/\d+$/, '1'), ipv6: addresses.ipv6.replace(/\d+$/, '1') };
    const plan: ClientPlan = { name: 'eth0', ...addresses, host };
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [plan] });
    await world.hostPeer.listen({ protocol: 'tcp', port: 22 });
    await applyDesired(dataplaneOf(world), await compileFor('lyon'), new AbortController().signal);
    await world.flushNeighbours();
    for (const family of families) expect(await tryTcp(world, plan, { host: host[family], port: 22 })).toBe('timeout');
  });

  test('a fourth site is entries in a set for the others, and no rule', async () => {
    const host = `apiVersion: gatewright.dev/v1alpha1
kind: Host
metadata: {name: turin, labels: {role: gateway, site: turin}}
spec:
  zones: {wan: [eth0], lan: [eth1]}
  addresses: [198.51.100.193, "2001:db8:54::1"]
  variables: {lan: 10.4.0.0/16}
`;
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
    await applyDesired(dataplaneOf(world), await compileFor('lyon'), new AbortController().signal);
    const four = await compileFor('lyon', { 'hosts/turin.yaml': host });
    const plan = planChanges(four, await observe(world));
    expect(plan.tables).toEqual([]);
    expect(plan.sets).toHaveLength(2);
    expect(await compileFor('turin', { 'hosts/turin.yaml': host })).toBeDefined();
  });
});
