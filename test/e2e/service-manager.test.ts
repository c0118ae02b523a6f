// What systemd hears of the controller: ready behind the first pass, alive while it moves, stopping at its end.

import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { isReady, policyText, programOfSuite, setStage } from './stage.ts';

const bundle = programOfSuite();

/** A socket like systemd's; what it heard so far. */
async function listen(path: string): Promise<() => string> {
  const child = spawn('nc', ['-lukU', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let heard = '';
  child.stdout.on('data', (chunk: Buffer) => {
    heard += `${chunk.toString('utf8')}\n`;
  });
  for (let tries = 0; ; tries += 1) {
    try {
      await access(path);
      return () => heard;
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(20);
    }
  }
}

async function until(heard: () => string, words: string): Promise<void> {
  for (let tries = 0; !heard().includes(words); tries += 1) {
    if (tries === 500) throw new Error(`not heard: ${words}; but ${heard()}`);
    await sleep(20);
  }
}

test('it is told that we are ready behind the first pass, how we are, that we live, and that we stop', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const path = join(stage.folder, 'notify');
  const heard = await listen(path);
  const sha = await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  const env = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '400000' };
  const controller = await stage.start({ env });
  await stage.until('it is applied', isReady);
  await until(heard, 'READY=1');
  expect(heard()).toMatch(new RegExp(`READY=1\\nSTATUS=Ready: .*${sha.slice(0, 7)}`));
  expect(heard().match(/READY=1/g)).toHaveLength(1);
  const before = heard().split('WATCHDOG=1').length;
  await until(() => heard().split('WATCHDOG=1').slice(before).join('x'), 'x');
  await stage.repository.commitFiles({ 'policy.yaml': 'kind: [' });
  await until(heard, 'STATUS=not Ready (ManifestsRefused): ');
  expect((await controller.end('SIGTERM')).code).toBe(0);
  await until(heard, 'STOPPING=1');
});

test('a socket that is dead disturbs nothing', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  const controller = await stage.start({
    env: { NOTIFY_SOCKET: join(stage.folder, 'nobody'), WATCHDOG_USEC: '200000' },
  });
  await stage.until('it is applied', isReady);
  await sleep(500);
  expect(controller.log().filter(({ message }) => /service manager/.test(String(message)))).toHaveLength(1);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});
