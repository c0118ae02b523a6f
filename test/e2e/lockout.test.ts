// Commits that would cut a host off: each is refused, held or undone, the old rules are back exactly, and the next good one applies.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostObject } from '../../src/status/status.ts';
import { good, lockouts, otherFriends, policy, ssh, writtenLockouts } from './lockouts.ts';
import { type Controller, isReady, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { gateway, host, raiseUplink, type Uplink } from './uplink.ts';
import { createWebhook, type StageWebhook } from './webhook.ts';

const bundle = programOfSuite();

/** Of revisions that were written, and undone. */
const countTries = (controller: Controller) =>
  controller.log().filter(({ message }) => message === 'undid a revision').length;

const conditionOf = ({ status }: HostObject) => status.conditions.find(({ type }) => type === 'Ready');

describe.each(['nft', 'legacy'] as const)('on %s', (backend) => {
  let stage: Stage;
  let uplink: Uplink;
  let webhook: StageWebhook;
  let controller: Controller;
  const closers: (() => Promise<void>)[] = [];
  const onEnd = (close: () => Promise<void>) => void closers.push(close);

  const commit = async (files: Readonly<Record<string, string>>) => {
    for (const name of ['deny.yaml', 'host.yaml'])
      if (!(name in files)) await stage.repository.write(name, '# nothing\n');
    return await stage.repository.commitFiles(files);
  };

  beforeAll(async () => {
    stage = await setStage({ bundle: bundle(), onEnd, backend });
    uplink = await raiseUplink(stage, onEnd);
    await uplink.listenWeb(8080);
    await uplink.serve(22);
    webhook = createWebhook(stage);
    await webhook.up();
    const secretFile = join(stage.folder, 'secret');
    await writeFile(secretFile, 'a key that signs');
    await stage.configure({
      source: { git: { url: stage.repository.path, interval: '1h' } },
      webhooks: [{ url: webhook.url, secretFile }],
    });
    await commit(good);
    controller = await stage.start();
    await stage.until('the first revision is confirmed', isReady);
  });

  afterAll(async () => {
    await controller?.end('SIGTERM');
    for (const close of closers.splice(0).reverse()) await close();
  });

  let count = 0;
  // The decisions are the same on both; what is written differs.
  const tried = backend === 'nft' ? lockouts : writtenLockouts.slice(0, 3);
  test.for(tried)('$name: $reason', async ({ files, reason, message }) => {
    const before = await stage.kernel();
    const triesBefore = countTries(controller);
    const sha = await commit(reason === 'RolledBack' ? { ...files, ...otherFriends } : files);
    const after = await stage.reconcile();
    const ready = conditionOf(after);
    expect(ready).toMatchObject({ status: 'False', reason });
    expect(ready?.message).toMatch(message);
    expect(await stage.kernel()).toBe(before);
    const quarantined = after.status.quarantined?.filter((revision) => revision.endsWith(sha)) ?? [];
    expect(quarantined).toHaveLength(reason === 'RolledBack' ? 1 : 0);
    await stage.until('the webhook is told why', () =>
      webhook.statuses().some((told) => isDeepStrictEqual(conditionOf(told), ready)),
    );
    expect(await uplink.reachesHost(host.ipv4, 22)).toBe(true);
    expect(await uplink.reachesFar(gateway.ipv6, 7)).toBe(true);
    // It is not tried again, whatever looks at it.
    const tries = countTries(controller);
    expect(tries - triesBefore).toBe(reason === 'RolledBack' ? 1 : 0);
    const again = await stage.reconcile();
    expect(countTries(controller)).toBe(tries);
    expect(readiness(again).reason).toBe(reason);
    expect(await stage.kernel()).toBe(before);
    // The next good one needs nobody.
    count += 1;
    await commit({
      ...good,
      'policy.yaml': policy({
        ingress: [ssh, `{name: next-${count}, action: Allow, ports: [{protocol: TCP, ports: [${9000 + count}]}]}`],
      }),
    });
    const next = await stage.reconcile();
    expect(readiness(next)).toEqual({ status: 'True', reason: 'Applied' });
    expect(next.status.rollout).toMatchObject({ state: 'Confirmed' });
  });
});
