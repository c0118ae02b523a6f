// A flow that meets no changed rule comes to the same in both revisions: that is why it need not be judged.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { findChangedRules } from '../../src/revoke/changed-rules.ts';
import type { Desired, DesiredRuleset } from '../../src/ruleset/ruleset.ts';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { compileRandom } from '../fuzz/compile-random.ts';
import { surroundingsOf } from '../fuzz/network.ts';
import { portsIn, randomShot } from '../fuzz/packets.ts';
import { createRandom } from '../fuzz/random.ts';
import { manifests } from '../kernel/random-manifests.ts';

const seed = 20261123;

function filterOf({ ipv4, ipv6, sets }: Desired): Desired {
  const filter = (ruleset: DesiredRuleset) => ({
    ...ruleset,
    tables: ruleset.tables.filter(({ name }) => name === 'filter'),
  });
  return { ipv4: filter(ipv4), ipv6: filter(ipv6), sets };
}

/** Without one rule of one policy, or with other members in a set. */
function edited(text: string, pick: (count: number) => number): string {
  const documents = text.split('\n---\n').map((one) => JSON.parse(one));
  const policies = documents.filter(({ kind }) => kind === 'FirewallPolicy');
  const [set] = documents.filter(({ metadata }) => metadata.name === 'many');
  const policy = policies[pick(policies.length)];
  const lists = ['ingress', 'egress', 'forward'].filter((list) => policy?.spec[list]?.length > 0);
  const rules = policy?.spec[lists[pick(lists.length)] ?? ''];
  if (pick(4) === 0 || rules === undefined) set.spec.networks = set.spec.networks.slice(1);
  else rules.splice(pick(rules.length), 1);
  return documents.map((one) => JSON.stringify(one)).join('\n---\n');
}

test('whatever meets none of the rules that changed has the same verdict, by the same rule', () => {
  const random = createRandom(seed);
  let [spared, judged] = [0, 0];
  for (const text of fc.sample(manifests, { numRuns: 60, seed })) {
    const before = compileRandom(text);
    const after = compileRandom(edited(text, (count) => (count === 0 ? 0 : random.pick([...Array(count).keys()]))));
    const changed = before && after && findChangedRules(before, after);
    if (before === undefined || after === undefined || changed === undefined) continue;
    const [old, now] = [simulateRuleset(filterOf(before)), simulateRuleset(filterOf(after))];
    for (const family of families) {
      for (let id = 1; id <= 40; id += 1) {
        const shot = randomShot(random, { family, id, ports: portsIn(text), timeMs: 0 });
        const packet = { ...shot.packet, state: 'NEW' as const, limits: 'Within' as const };
        const around = surroundingsOf(family);
        if (changed.meets(packet, around)) {
          judged += 1;
          continue;
        }
        spared += 1;
        expect(now(packet, around)).toEqual(old(packet, around));
      }
    }
  }
  expect(spared).toBeGreaterThan(500);
  expect(judged).toBeGreaterThan(100);
});
