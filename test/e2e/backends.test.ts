// Both backends of iptables on one host, rules that iptables cannot show, and rules of ours that a change of the backend left behind.

import { expect, onTestFinished, test } from 'vitest';
import { heldBy, meantBy } from './kernel.ts';
import { isReady, policyText, programOfSuite, readiness, setStage } from './stage.ts';

const bundle = programOfSuite();
const good = { 'policy.yaml': policyText([8000]) };
const other = { nft: 'legacy', legacy: 'nft' } as const;

test.each(['nft', 'legacy'] as const)('rules in the other backend are told with the remedy (%s)', async (backend) => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
  await stage.repository.commitFiles(good);
  await stage.run(`iptables-${other[backend]}`, ['-A', 'INPUT', '-s', '203.0.113.9', '-j', 'DROP']);
  const controller = await stage.start();
  const host = await stage.until('both are told', (host) => readiness(host).reason === 'BothBackendsActive');
  const ready = host.status.conditions.find(({ type }) => type === 'Ready');
  expect(ready?.message).toContain(
    `Both backends of iptables are active: ours is ${backend}, and ${other[backend]} holds ipv4 filter. Packets meet both; move those rules to ${backend}, or set dataplane.backend`,
  );
  // The revision is enforced all the same.
  expect(await heldBy(stage)).toEqual(meantBy(good));
  await stage.run(`iptables-${other[backend]}`, ['-D', 'INPUT', '-s', '203.0.113.9', '-j', 'DROP']);
  await stage.reconcile();
  await stage.until('one is left', isReady);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test.each(['nft', 'legacy'] as const)(
  'rules of ours that stayed in the other backend go at the start (%s)',
  async (backend) => {
    const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
    await stage.repository.commitFiles(good);
    const before = await stage.start();
    await stage.until('the first backend has them', isReady);
    await before.end('SIGTERM');
    await stage.configure({ dataplane: { backend: backend === 'nft' ? 'Legacy' : 'Nft' } });
    const after = await stage.start();
    await stage.until('the second one has them', (host) => isReady(host) && host.status.dataplane?.backend !== backend);
    await expect
      .poll(async () => (await stage.run(`iptables-${backend}-save`, [])).includes('GW-'), { timeout: 90_000 })
      .toBe(false);
    expect(await stage.run(`iptables-${other[backend]}-save`, [])).toContain('GW-IN');
    expect((await after.end('SIGTERM')).code).toBe(0);
  },
);

test('a table that iptables cannot show stops every write, and is told by its name', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend: 'nft' });
  await stage.run('iptables-nft', ['-A', 'INPUT', '-i', 'lo', '-j', 'ACCEPT']);
  await stage.run('nft', ['add', 'rule', 'ip', 'filter', 'INPUT', 'numgen', 'inc', 'mod', '2', '0', 'counter']);
  const ruleset = await stage.run('nft', ['list', 'ruleset']);
  await stage.repository.commitFiles(good);
  await stage.start();
  const host = await stage.until('it is told', (host) => readiness(host).reason === 'TableIncompatible');
  const ready = host.status.conditions.find(({ type }) => type === 'Ready');
  expect(ready?.message).toContain('the ipv4 table filter holds rules made by nft itself, which iptables cannot show');
  expect(await stage.run('nft', ['list', 'ruleset'])).toBe(ruleset);
  await stage.run('iptables-nft', ['-F', 'INPUT']);
  await stage.reconcile();
  await stage.until('it can be read again', isReady);
  expect(await heldBy(stage)).toEqual(meantBy(good));
});
