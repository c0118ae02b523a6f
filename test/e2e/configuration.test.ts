// A changed configuration or credential takes effect in the running controller; a bad one changes nothing but the status.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withoutEmptyTables } from '../fixtures/saved.ts';
import { heldBy, meantBy } from './kernel.ts';
import {
  type Controller,
  isReady,
  policyText,
  programOfSuite,
  readiness,
  replaceFile,
  type Stage,
  setStage,
} from './stage.ts';
import { createWebhook } from './webhook.ts';

const bundle = programOfSuite();

async function startReady(stage: Stage): Promise<Controller> {
  const controller = await stage.start();
  await stage.until('the first commit is enforced', isReady);
  return controller;
}

test('a shorter interval and a new webhook take effect without restart', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const webhook = createWebhook(stage);
  await webhook.up();
  const files = { 'policy.yaml': policyText([8000]) };
  await stage.repository.commitFiles(files);
  await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
  const controller = await startReady(stage);
  expect(webhook.told).toEqual([]);

  await stage.configure({
    source: { git: { url: stage.repository.path, interval: '1s' } },
    webhooks: [{ url: webhook.url }],
  });
  await waitFor(controller, 2);
  const sha = await stage.repository.commitFiles({ 'policy.yaml': policyText([8000, 8001]) });
  await stage.until('the commit is found by polling', ({ status }) => status.commit?.sha === sha);
  await stage.until('the new webhook is told', () => webhook.statuses().at(-1)?.status.commit?.sha === sha);
  const { pid } = controller;
  expect((await controller.end('SIGTERM')).code).toBe(0);
  expect(pid).toBeGreaterThan(0);
});

/** The controller says that it runs each time it takes a configuration over. */
async function waitFor(controller: Controller, times: number): Promise<void> {
  await expect
    .poll(() => controller.log().filter(({ message }) => message === 'the controller runs').length, {
      timeout: 90_000,
      interval: 20,
    })
    .toBe(times);
}

test.each([
  ['nft', 'legacy'],
  ['legacy', 'nft'],
] as const)('the other backend takes effect without restart, and nothing of ours is left in %s', async (from, to) => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend: from });
  await stage.run(`iptables-${from}-restore`, [], '*filter\n-A INPUT -s 192.0.2.99/32 -j DROP\nCOMMIT\n');
  const foreign = await stage.save('ipv4');
  await stage.repository.commitFiles({
    'policy.yaml': policyText([8000]).replace(
      'services: [ssh]',
      'from: [{networkSets: [admins]}]\n      services: [ssh]',
    ),
    'set.yaml':
      'apiVersion: gatewright.dev/v1alpha1\nkind: NetworkSet\nmetadata: {name: admins}\nspec: {networks: [192.0.2.1, 192.0.2.2, "2001:db8::1", "2001:db8::2"]}\n',
  });
  const controller = await startReady(stage);
  expect((await stage.status()).status.dataplane?.backend).toBe(from);
  const saved = await stage.save('ipv4');
  await stage.configure({ dataplane: { backend: to === 'nft' ? 'Nft' : 'Legacy', resyncInterval: '1s' } });
  await stage.until('the other is in use', ({ status }) => status.dataplane?.backend === to);
  await expect.poll(async () => withoutEmptyTables(await stage.save('ipv4')), { timeout: 90_000 }).toBe(foreign);
  const now = await stage.run(`iptables-${to}-save`, []);
  // The tables come in another order.
  const rules = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('-A GW-'))
      .toSorted();
  expect(rules(now)).toEqual(rules(saved));
  // What the other backend lacked was put there once; the two do not fight.
  const { repairs } = (await stage.status()).status.drift;
  const pass = await stage.reconcile();
  // The rule of somebody else that the first backend still holds is told.
  expect([readiness(pass).reason, pass.status.drift.repairs]).toEqual(['BothBackendsActive', repairs]);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('a bad configuration is told with its place, the old one stays, and a good one takes over', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const files = { 'policy.yaml': policyText([8000]) };
  await stage.repository.commitFiles(files);
  const controller = await startReady(stage);
  const before = await stage.kernel();
  await replaceFile(
    stage.files.config,
    'apiVersion: gatewright.dev/v1alpha1\nkind: ControllerConfiguration\nsource:\n  git: {url: /x, intervall: 1s}\n',
  );
  const refused = await stage.until('the refusal is told', (host) => readiness(host).reason === 'ConfigurationRefused');
  const condition = refused.status.conditions.find(({ type }) => type === 'Stalled');
  expect(condition).toMatchObject({ status: 'True', reason: 'ConfigurationRefused' });
  expect(condition?.message).toContain(
    `${stage.files.config}:4:18: ControllerConfiguration: unknown field \`intervall\``,
  );
  expect(condition?.message).toContain('did you mean "interval"?');
  expect(await stage.kernel()).toBe(before);
  // The old configuration still works for its source.
  const next = { 'policy.yaml': policyText([8000, 8001]) };
  const sha = await stage.repository.commitFiles(next);
  const status = await stage.until('the old configuration is at work', (host) => host.status.commit?.sha === sha);
  expect(readiness(status)).toEqual({ status: 'False', reason: 'ConfigurationRefused' });
  expect(await heldBy(stage)).toEqual(meantBy(next));

  await stage.configure();
  await stage.until('the good configuration is in use', isReady);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('a change that follows another at once is not missed', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  const controller = await startReady(stage);
  for (let number = 1; number <= 5; number += 1) {
    await stage.configure({ host: { name: `first-${number}` } });
    // The old watch has told it, and the new one is not there yet.
    await expect
      .poll(() => controller.log().filter(({ message }) => message === 'the configuration changed').length, {
        interval: 1,
        timeout: 90_000,
      })
      .toBeGreaterThan(2 * (number - 1));
    await stage.configure({ host: { name: `second-${number}` } });
    await stage.until('the newest name is used', ({ metadata }) => metadata.name === `second-${number}`);
  }
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('a changed secret signs the next event', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const webhook = createWebhook(stage);
  await webhook.up();
  const secretFile = join(stage.folder, 'secret');
  await writeFile(secretFile, 'the first key\n');
  await stage.configure({ webhooks: [{ url: webhook.url, secretFile }] });
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  await startReady(stage);
  await stage.until('the first event is told', () => webhook.told.length === 1);
  expect(webhook.signed('the first key')).toHaveLength(1);

  await replaceFile(secretFile, 'the second key\n');
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000, 8001]) });
  await stage.until('the second event is told', () => webhook.told.length === 2);
  expect(webhook.signed('the second key')).toEqual(webhook.told.slice(1));
});

test('SIGTERM ends the controller with 0 and leaves the rules, also in its first moments', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const files = { 'policy.yaml': policyText([8000]) };
  await stage.repository.commitFiles(files);
  const first = await startReady(stage);
  expect(await first.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await heldBy(stage)).toEqual(meantBy(files));
  for (const delayMs of [0, 20, 60, 195, 200, 205, 210]) {
    const next = await stage.start();
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    expect(await next.end('SIGTERM'), `after ${delayMs} ms: ${next.said()}`).toEqual({ code: 0, signal: null });
    expect(await heldBy(stage)).toEqual(meantBy(files));
  }
});
