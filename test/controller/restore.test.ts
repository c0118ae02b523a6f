// What a boot puts up: by the later of two clocks, and the next best where the kernel refuses.

import { expect, test } from 'vitest';
import { createClock } from '../../src/adapters/clock.ts';
import { restoreLastGood } from '../../src/controller/restore.ts';
import type { Revision } from '../../src/policy/snapshot.ts';
import { DataplaneError, ParameterError, type StoredRuleset } from '../../src/ports.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { createFakeKernel } from './fake-kernel.ts';

const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };
const never = new AbortController().signal;

/** One chain before INPUT that lets a port in until a moment. */
function ruleset(port: number, datestop = '2038-01-19T03:14:06'): Desired {
  const text = `-p tcp -m tcp --dport ${port} -m time --datestop ${datestop} -m comment --comment "a/b" -j ACCEPT`;
  const rules = [{ text, label: 'a/b', role: 'verdict' as const, origin }];
  const table = {
    name: 'filter' as const,
    chains: [{ name: 'GW-IN', rules }],
    hooks: [{ builtin: 'INPUT' as const, target: 'GW-IN', after: [] }],
  };
  return { ipv4: { family: 'ipv4', tables: [table] }, ipv6: { family: 'ipv6', tables: [table] }, sets: [] };
}

const stored = (desired: Desired, revision: string, savedMs = 0): StoredRuleset => ({
  revision: revision as Revision,
  savedMs,
  desired,
  parameters: {},
  policies: {},
});

function boot(rulesets: readonly StoredRuleset[], nowMs = 0) {
  const kernel = createFakeKernel();
  const parameters = {
    read: () => Promise.resolve<string | undefined>('0'),
    write: (name: string) => Promise.reject(new ParameterError(`${name} refuses`)),
  };
  const restore = () =>
    restoreLastGood(
      {
        rulesets: {
          loadRulesets: () => Promise.resolve({ rulesets, wasApplied: true }),
          saveRuleset: () => Promise.reject(new Error('a boot writes nothing')),
          forgetLastGood: () => Promise.reject(new Error('a boot forgets nothing')),
        },
        dataplane: kernel.dataplane,
        parameters,
        clock: { ...createClock(), now: () => new Date(nowMs), sleep: () => Promise.resolve() },
      },
      'gw1',
      never,
    );
  return { kernel, restore };
}

test('a clock that stands long ago lets nobody in again', async () => {
  const savedMs = Date.parse('2026-06-01T12:00:00Z');
  const { kernel, restore } = boot([stored(ruleset(80, '2026-06-01T11:00:00'), 'a', savedMs)]);
  expect(await restore()).toEqual({ kind: 'LastGood', revision: 'a', problems: [] });
  expect(kernel.text()).toContain('-A INPUT -j GW-IN');
  expect(kernel.text()).not.toContain('--dport 80');
});

test('where the kernel refuses the newest, the one before it comes, and behind that the minimum', async () => {
  const rulesets = [stored(ruleset(80), 'newest'), stored(ruleset(81), 'older')];
  const first = boot(rulesets);
  first.kernel.refuse = (script) => script.includes('--dport 80 ');
  const refused = expect.stringMatching(/^newest could not be put up: no such thing/);
  expect(await first.restore()).toEqual({ kind: 'LastGood', revision: 'older', problems: [refused] });
  expect(first.kernel.text()).toContain('--dport 81 ');
  const second = boot(rulesets);
  second.kernel.refuse = (script) => /--dport 8[01] /.test(script);
  expect(await second.restore()).toMatchObject({
    kind: 'Minimum',
    problems: [refused, expect.stringMatching(/^older /)],
  });
  expect(second.kernel.text()).toContain('profile/minimum/default');
  const third = boot(rulesets);
  third.kernel.unreadable = new DataplaneError('BinaryMissing', 'iptables is not installed');
  await expect(third.restore()).rejects.toMatchObject({
    reason: 'BinaryMissing',
    message: expect.stringMatching(/newest could.*; older could.*; the fail-closed minimum could/s),
  });
});

test('a parameter that cannot be set keeps no rule away', async () => {
  const { kernel, restore } = boot([{ ...stored(ruleset(80), 'a'), parameters: { 'net.ipv4.ip_forward': '1' } }]);
  expect(await restore()).toEqual({ kind: 'LastGood', revision: 'a', problems: ['net.ipv4.ip_forward refuses'] });
  expect(kernel.text()).toContain('--dport 80 ');
});
