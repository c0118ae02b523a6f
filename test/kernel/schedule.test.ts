// schedule: the kernel keeps a rule's hours by its own clock, in both families.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { desiredChains, loadWhole, observe, observedChains } from './rulesets.ts';
import { backends, type ClientPlan, endOfSuite, makeWorld, type World } from './world.ts';

const client: ClientPlan = {
  name: 'lan0',
  ipv4: '10.1.0.10',
  ipv6: '2001:db8:1::10',
  host: { ipv4: '10.1.0.1', ipv6: '2001:db8:1::1' },
};
const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const zone = 'Asia/Kathmandu';

/** The clock of the zone, moved by so many hours: `HH:MM`, and its day. */
function clock(hours: number): { readonly time: string; readonly day: string } {
  const shown = new Date(Date.now() + (5 * 60 + 45 + hours * 60) * 60_000);
  return { time: shown.toISOString().slice(11, 16), day: dayNames[shown.getUTCDay()] ?? '' };
}

const rule = (name: string, action: string, port: number, schedule: string) =>
  `    - {name: ${name}, action: ${action}, ports: [{protocol: TCP, ports: [${port}]}], schedule: {${schedule}, timeZone: ${zone}}}\n`;

function manifests(): string {
  const now = `from: "${clock(-2).time}", to: "${clock(2).time}"`;
  const later = `from: "${clock(4).time}", to: "${clock(8).time}"`;
  // It began so many hours ago on a day of which it is the only one.
  const today = `days: [${clock(-2).day}], ${now}`;
  const otherDay = `days: [${clock(72).day}], ${now}`;
  return `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: hours}
spec:
  hostSelector: {}
  ingress:
${rule('now', 'Allow', 1001, now)}${rule('later', 'Allow', 1002, later)}${rule('today', 'Allow', 1003, today)}${rule('other-day', 'Allow', 1004, otherDay)}${rule('denied', 'Deny', 1005, now)}${rule('not-denied', 'Deny', 1006, later)}    - {name: rest, action: Allow, ports: [{protocol: TCP, ports: ["1005-1006"]}]}
`;
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [client] });
    for (const port of [1001, 1002, 1003, 1004, 1005, 1006]) await world.hostPeer.listen({ protocol: 'tcp', port });
  });
  beforeEach(() => world.flushConntrack());

  test('inside its hours a rule holds, outside it does not, in every action', async () => {
    const text = manifests();
    const read = readManifests([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
    const request = { name: 'h', labels: {}, nowMs: Date.now(), readFaults: read.faults };
    const selected = selectForHost(read.manifests, request);
    if (!selected.ok) throw new Error(JSON.stringify(selected.error));
    const desired = compileRuleset(selected.value);
    await loadWhole(world, desired);
    const observed = await observe(world);
    for (const family of families) {
      expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
      const reached = async (port: number) =>
        (await world.client(client).peer.connect({ host: client.host[family], port, timeoutMs: 500 })).outcome ===
        'connected';
      const outcomes = await Promise.all([1001, 1002, 1003, 1004, 1005, 1006].map(reached));
      expect(outcomes, family).toEqual([true, false, true, false, false, true]);
    }
  });
});
