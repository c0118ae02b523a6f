// What the status tells of each policy and rule beside its hits.

import { expect, test } from 'vitest';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { countHits } from '../../src/status/hits.ts';
import { document, readYaml } from '../policy/yaml.ts';

test('a policy in Audit is told as such, and each rule with its owner and reason', () => {
  const spec = `hostSelector: {}
mode: Audit
ingress:
- {name: ssh, action: Allow, services: [ssh], owner: ops@example.org, reason: a trial}
- {name: rest, action: Deny}`;
  const selected = selectForHost(readYaml({ 'a.yaml': document('FirewallPolicy', 'trial', spec) }), {
    name: 'h',
    labels: {},
  });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  const empty = { tables: new Map() };
  const observed = { ipv4: { family: 'ipv4', ...empty }, ipv6: { family: 'ipv6', ...empty }, sets: [] } as const;
  expect(countHits(compileRuleset(selected.value), observed, selected.value)).toEqual([
    {
      name: 'trial',
      tier: 'Default',
      priority: 500,
      mode: 'Audit',
      kernelRules: 0,
      packets: 0,
      bytes: 0,
      rules: [
        { direction: 'ingress', name: 'ssh', packets: 0, owner: 'ops@example.org', reason: 'a trial' },
        { direction: 'ingress', name: 'rest', packets: 0 },
      ],
    },
  ]);
});
