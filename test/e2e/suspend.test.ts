// Suspended: new revisions wait, for as long as was said, also across a restart; what others change is repaired, or is not.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { HostObject } from '../../src/status/status.ts';
import { isReady, policyText, programOfSuite, readiness, setStage } from './stage.ts';

const bundle = programOfSuite();
const messageOf = ({ status }: HostObject) => status.conditions.find(({ type }) => type === 'Ready')?.message ?? '';

async function openStage() {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const commit = (ports: readonly number[]) => stage.repository.commitFiles({ 'policy.yaml': policyText(ports) });
  await commit([8000]);
  const controller = await stage.start();
  await stage.until('the first revision is applied', isReady);
  return { stage, commit, controller, before: await stage.kernel() };
}

test('a new revision waits, drift is repaired, a restart changes nothing, and it ends by itself', async () => {
  const { stage, commit, controller, before } = await openStage();
  const suspended = await stage.gatewright(['suspend', '--reason', 'moving the uplink', '--until', '25s'], {
    env: { SUDO_USER: 'alice' },
  });
  expect([suspended.code, suspended.stdout]).toEqual([0, expect.stringContaining('Suspended by alice until 2')]);
  const sha = await commit([8000, 8001]);
  const waiting = await stage.until(
    'it is fetched',
    ({ status }) => status.lastAttemptedRevision?.endsWith(sha) === true,
  );
  expect(readiness(waiting).reason).toBe('Suspended');
  expect(messageOf(waiting)).toMatch(
    new RegExp(`: moving the uplink; main@sha1:${sha} waits; gatewright resume ends it`),
  );
  expect(await stage.kernel()).toBe(before);
  await stage.run('iptables-nft', ['-F', 'GW-IN']);
  await stage.until('the drift is repaired', ({ status }) => status.drift.repairs === 1);
  expect(await stage.kernel()).toBe(before);

  await controller.end('SIGKILL');
  const second = await stage.start();
  const after = await stage.until(
    'it runs again',
    ({ status }) => status.lastAttemptedRevision?.endsWith(sha) === true,
  );
  expect(readiness(after).reason).toBe('Suspended');
  expect((await stage.gatewright(['reconcile'])).code).toBe(6);
  expect(await stage.kernel()).toBe(before);
  await stage.until('it is over', ({ status }) => status.lastAppliedRevision?.endsWith(sha) === true);
  await stage.until('it is told', isReady);
  expect(await stage.kernel()).toContain('--dport 8001');
  expect((await second.end('SIGTERM')).code).toBe(0);
});

test('without repair the rules are left to others, until somebody resumes', async () => {
  const { stage, commit, controller, before } = await openStage();
  expect((await stage.gatewright(['suspend', '--reason', 'looking', '--no-repair'])).code).toBe(0);
  await stage.run('iptables-nft', ['-F', 'GW-IN']);
  await commit([8000, 8001]);
  const left = await stage.reconcile();
  expect(messageOf(left)).toContain('what others change is not repaired');
  expect(await stage.save('ipv4')).not.toContain('-A GW-IN ');
  expect((await stage.gatewright(['resume'])).code).toBe(0);
  expect(await stage.save('ipv4')).toContain('--dport 8001');
  await commit([8000]);
  expect(isReady(await stage.reconcile())).toBe(true);
  expect(await stage.kernel()).toBe(before);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('it holds for apply, too, and an end that makes no sense is refused', async () => {
  const { stage, controller, before } = await openStage();
  for (const until of ['yesterday', '2020-01-01T00:00:00Z', '31d', '0s'])
    expect((await stage.gatewright(['suspend', '--reason', 'x', '--until', until])).code, until).toBe(2);
  expect((await stage.gatewright(['suspend', '--reason', 'x'])).code).toBe(0);
  await controller.end('SIGTERM');
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder);
  await writeFile(join(folder, 'policy.yaml'), policyText([9000]));
  const refused = await stage.gatewright(['apply', folder]);
  expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('Suspended by')]);
  expect(await stage.kernel()).toBe(before);
});
