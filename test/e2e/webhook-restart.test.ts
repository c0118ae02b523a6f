// The webhook is away for ten status changes, and the controller restarts in between: nothing is lost, doubled or disordered.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isReady, policyText, programOfSuite, readiness, setStage } from './stage.ts';
import { createWebhook } from './webhook.ts';

const bundle = programOfSuite();
const secret = 'a key that signs';

test('ten status changes while the webhook is down, with a restart in between, all arrive once, in order, signed', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const secretFile = join(stage.folder, 'secret');
  await writeFile(secretFile, secret, { mode: 0o600 });
  const webhook = createWebhook(stage);
  await stage.configure({
    // Passes happen when the test asks for them.
    source: { git: { url: stage.repository.path, interval: '1h' } },
    webhooks: [{ url: webhook.url, secretFile }],
  });
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  const first = await stage.start();
  await stage.until('the first commit is enforced', isReady);

  const expected = [['True', 'Applied', await head(stage.repository)]];
  const change = async (number: number) => {
    const edit = number % 2 === 0 ? undefined : (text: string) => text.replace('action', 'acton');
    const sha = await stage.repository.commitFiles({ 'policy.yaml': policyText([8000 + number], edit) });
    const { status, reason } = readiness(await stage.reconcile());
    expected.push([status, reason, `main@sha1:${sha}`]);
  };
  for (let number = 1; number <= 5; number += 1) await change(number);
  expect((await first.end('SIGTERM')).code).toBe(0);
  // The newest commit is a broken one: a controller that starts must not claim in between that all is well.
  const second = await stage.start();
  for (let number = 6; number <= 10; number += 1) await change(number);
  await webhook.up();
  await stage.until('nothing waits any more', ({ status }) => status.outbox.pending === 0 || webhook.told.length >= 11);
  const { status } = await stage.reconcile();
  expect((await second.end('SIGTERM')).code).toBe(0);

  const arrived = webhook.statuses().map((host) => {
    const { status, reason } = readiness(host);
    return [status, reason, host.status.lastAttemptedRevision];
  });
  expect(arrived).toEqual(expected);
  expect(expected.map(([ready]) => ready).join(' ')).toBe(
    'True False True False True False True False True False True',
  );
  expect(new Set(webhook.told.map(({ headers }) => headers['idempotency-key'])).size).toBe(11);
  expect(webhook.signed(secret)).toHaveLength(11);
  expect(status.outbox).toEqual({ pending: 0, delivered: 11, lost: 0 });
});

async function head(repository: { git(...args: readonly string[]): Promise<string> }): Promise<string> {
  return `main@sha1:${await repository.git('rev-parse', 'HEAD')}`;
}
