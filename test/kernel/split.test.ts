// A policy that is cut into parts means what it meant, and the deepest layout loads.

import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { compileFiles, dataplaneOf } from './rulesets.ts';
import { anyClient, backends, makeWorld } from './world.ts';

const never = new AbortController().signal;

function ports(from: number, count: number, action: string): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `  - {name: p${from + index}, action: ${action}, ports: [{protocol: TCP, ports: [${from + index}]}]}`,
  );
}

function compile(direction: string, rules: readonly string[]): Desired {
  const text = `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: many}
spec:
  hostSelector: {}
  tier: Admin
  ${direction}:
${rules.join('\n')}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: later}
spec:
  hostSelector: {}
  ${direction}:
  - {name: passed, action: Allow, ports: [{protocol: TCP, ports: [3600]}]}
  - {name: ssh, action: Allow, services: [ssh]}
`;
  return compileFiles([{ path: 'many.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
}

describe.each(backends)('on %s', (backend) => {
  test('first, middle and last rule let in, a Pass reaches the next tier, and what nobody lets in stays out', async () => {
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [anyClient] });
    const desired = compile('ingress', [
      ...ports(3000, 600, 'Allow'),
      ...ports(3600, 2, 'Pass'),
      '  - {name: refused, action: Deny, ports: [{protocol: TCP, ports: ["3600-3601"]}]}',
      ...ports(3602, 598, 'Allow'),
    ]);
    await applyDesired(dataplaneOf(world), desired, never);
    const { peer, host } = world.client(anyClient);
    for (const family of families) {
      const outcomes = await Promise.all(
        [3000, 3300, 4199, 3600, 3601, 5000].map(
          async (port) => (await peer.connect({ host: host[family], port, timeoutMs: 400 })).outcome,
        ),
      );
      // Nobody listens: what is let in is refused by the host itself.
      expect(outcomes).toEqual(['refused', 'refused', 'refused', 'refused', 'timeout', 'timeout']);
    }
  });

  test('parts of parts load behind DOCKER-USER, with a Pass at the end', async () => {
    const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [] });
    for (const family of families) {
      await world.restore(family, '*filter\n:DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\nCOMMIT\n');
    }
    const rule = { label: '', role: 'verdict' as const, origin: { file: 'test', line: 1, column: 1, endLine: 1 } };
    const depth = compile('forward', ports(3000, 3, 'Pass'));
    await applyDesired(dataplaneOf(world), depth, never);
    // Entry, its shadow, tier, part of the tier, policy, part, part of the part, pass.
    const names = ['GW-FWD', 'GW-~FWD', 'GW-FWD-ADMIN', 'GW-a', 'GW-FWD-many', 'GW-b', 'GW-c', 'GW-PASS'];
    const chains = names.map((name, index) => ({
      name,
      rules: [{ ...rule, text: index + 1 < names.length ? `-g ${names[index + 1]}` : '-j ACCEPT' }],
    }));
    const tables = [
      {
        name: 'filter' as const,
        chains: chains.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        hooks: [{ builtin: 'FORWARD' as const, target: 'GW-FWD', after: [] }],
      },
    ];
    await applyDesired(
      dataplaneOf(world),
      { ipv4: { family: 'ipv4', tables }, ipv6: { family: 'ipv6', tables }, sets: [] },
      never,
    );
    expect(await world.save('ipv6')).toContain('-A DOCKER-USER -j GW-FWD');
  });
});
