// A revision waits for a word when its guard and the controller are both killed: nobody is left who would undo it.

import { rename } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listGuards } from './guards.ts';
import { policyText, programOfSuite, type Stage, setStage } from './stage.ts';

const bundle = programOfSuite();

const ipv4 = 'net.ipv4.ip_default_ttl';
const ipv6 = 'net.ipv6.conf.default.hop_limit';

const profile = (value: string, rest: string) => `apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: host}
spec:
  hostSelector: {}
  sysctls: {mode: Enforce, values: {${ipv4}: "${value}", ${ipv6}: "${value}"}}
${rest}`;

/** Rules and sets, policies of built-in chains among them, and the parameters of both families. */
async function look(stage: Stage): Promise<readonly [rules: string, parameters: readonly string[]]> {
  return [await stage.kernel(), (await stage.run('sysctl', ['-n', ipv4, ipv6])).trim().split('\n')];
}

describe.each(['nft', 'legacy'] as const)('on %s', (backend) => {
  test('whoever starts next takes back its rules, policies and parameters in both families, without the source', async () => {
    const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
    await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
    await stage.repository.commitFiles({ 'profile.yaml': profile('61', ''), 'policy.yaml': policyText([8000]) });
    const first = await stage.start();
    await stage.reconcile();
    const before = await look(stage);
    expect(before[1]).toEqual(['61', '61']);

    const waiting = '  rollout: {mode: Manual, confirmTimeout: 10m}\n  defaults: {builtinPolicy: Drop}\n';
    await stage.repository.commitFiles({
      'profile.yaml': profile('60', waiting),
      'policy.yaml': policyText([8000, 8001]),
    });
    expect((await stage.reconcile()).status.rollout?.state).toBe('AwaitingConfirmation');
    const changed = await look(stage);
    expect(changed[1]).toEqual(['60', '60']);
    expect(changed[0].match(/^:(?:INPUT|FORWARD) DROP /gm)).toHaveLength(4);

    const guards = await listGuards(stage.files.bundle);
    expect(guards).toHaveLength(1);
    for (const guard of guards) process.kill(Number(guard), 'SIGKILL');
    await first.end('SIGKILL');
    await rename(stage.repository.path, `${stage.repository.path}.away`);
    expect(await look(stage)).toEqual(changed);

    const second = await stage.start();
    await expect
      .poll(async () => isDeepStrictEqual(await look(stage), before), { timeout: 60_000, interval: 100 })
      .toBe(true);
    const told = second
      .log()
      .filter(({ message }) => message === 'took back what a revision that was not confirmed had set');
    expect(told.map(({ name }) => name)).toEqual(
      expect.arrayContaining([ipv4, ipv6, 'ipv4 filter INPUT', 'ipv6 filter FORWARD']),
    );
    await second.end('SIGTERM');
  });
});
