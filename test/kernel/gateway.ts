// A gateway between three networks, for tests of what is forwarded and translated.

import { expect } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { formatFault } from '../../src/policy/fault.ts';
import type { Known } from '../../src/policy/known.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Selected } from '../../src/policy/policy.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { dataplaneOf, desiredChains, observe, observedChains } from './rulesets.ts';
import { type ClientPlan, makeWorld, type World, type WorldOptions } from './world.ts';

export const lan: ClientPlan = {
  name: 'lan0',
  ipv4: '10.1.0.10',
  ipv6: '2001:db8:1::10',
  host: { ipv4: '10.1.0.1', ipv6: '2001:db8:1::1' },
};
export const dmz: ClientPlan = {
  name: 'dmz0',
  ipv4: '10.2.0.20',
  ipv6: '2001:db8:2::20',
  host: { ipv4: '10.2.0.1', ipv6: '2001:db8:2::1' },
};
export const wan: ClientPlan = {
  name: 'wan0',
  ipv4: '203.0.113.9',
  ipv6: '2001:db8:f::9',
  host: { ipv4: '203.0.113.1', ipv6: '2001:db8:f::1' },
};

/** As long as an answer takes on a loaded machine, shorter than the second after which a lost packet is sent again. */
export const shortMs = 500;

/** The zones of the gateway, as manifests. */
export const zones = `apiVersion: gatewright.dev/v1alpha1
kind: Host
metadata: {name: gw}
spec: {zones: {wan: [wan0], lan: [lan0], dmz: [dmz0]}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: wan}, spec: {external: true}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: lan}, spec: {networks: [10.1.0.0/24, "2001:db8:1::/64"]}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: dmz}, spec: {networks: [10.2.0.0/24, "2001:db8:2::/64"]}}
`;

/** One more manifest behind others. */
export function manifest(kind: string, name: string, spec: string): string {
  return `---\napiVersion: gatewright.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n  hostSelector: {}\n  ${spec.replaceAll('\n', '\n  ')}\n`;
}

/** Forwarding is on, and each machine answers on its TCP ports 22, 80 and 443 and on UDP port 53. */
export async function makeGateway(options: Omit<WorldOptions, 'clients'>): Promise<World> {
  const world = await makeWorld({ ...options, clients: [lan, dmz, wan] });
  await world.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  const peers = [lan, dmz, wan].map((plan) => world.client(plan).peer);
  for (const peer of [...peers, world.hostPeer]) {
    for (const port of [22, 80, 443]) await peer.listen({ protocol: 'tcp', port });
    await peer.listen({ protocol: 'udp', port: 53 });
  }
  return world;
}

/** What the gateway must enforce. Throws what is wrong with the manifests. */
export function compileText(text: string, known: Known = {}): Desired {
  return compileRuleset(selectText(text, known));
}

/** What of the manifests holds for the gateway. Throws what is wrong with them. */
export function selectText(text: string, known: Known = {}): Selected {
  const { manifests, faults } = readManifests([
    { path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) },
  ]);
  const selected = selectForHost(manifests, { name: 'gw', labels: {}, readFaults: faults, known });
  if (!selected.ok) throw new Error(`${selected.error.message}: ${selected.error.faults.map(formatFault).join('\n')}`);
  return selected.value;
}

/** Makes the gateway enforce the manifests; what is then read back is what was meant, and a second pass writes nothing. */
export async function enforce(world: World, text: string, known: Known = {}): Promise<Desired> {
  const desired = compileText(text, known);
  await applyDesired(dataplaneOf(world), desired, new AbortController().signal, { known: { lastGood: desired } });
  const observed = await observe(world);
  expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
  for (const family of families) {
    expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
  }
  await world.flushNeighbours();
  await world.flushConntrack();
  return desired;
}

interface Attempt {
  readonly host: string;
  readonly port: number;
  readonly sourceAddress?: string;
}

/** How an attempt at a TCP port ends. */
export async function tryTcp(world: World, from: ClientPlan, attempt: Attempt): Promise<string> {
  return (await world.client(from).peer.connect({ timeoutMs: shortMs, ...attempt })).outcome;
}

/** The source under which the other side saw the flow: where its answers were sent to. */
export async function seenSource(
  world: World,
  family: Family,
  flow: Attempt & { readonly from: string },
): Promise<string> {
  const listed = await world.run('conntrack', [
    '-L',
    '-f',
    family,
    '-p',
    'tcp',
    '-s',
    flow.from,
    '-d',
    flow.host,
    '--orig-port-dst',
    `${flow.port}`,
  ]);
  const replies = [...listed.matchAll(/ src=\S+ dst=(\S+)/g)];
  return replies[1]?.[1] ?? 'no flow';
}
