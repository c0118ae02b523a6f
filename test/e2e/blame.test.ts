// Every kernel rule answers for itself: who wrote it, in which commit, on which line of which manifest.

import { expect, onTestFinished, test } from 'vitest';
import type { BlamedRule } from '../../src/controller/blame.ts';
import type { HistoryEntry } from '../../src/ports.ts';
import type { HostObject } from '../../src/status/status.ts';
import { createEditedManifest } from '../fixtures/edited-manifest.ts';
import { alice } from '../fixtures/git-repository.ts';
import { programOfSuite, setStage } from './stage.ts';
import { createWebhook } from './webhook.ts';

const bundle = programOfSuite();

const authors = [
  alice,
  { name: 'Bob Ünal', email: 'bob@example.org' },
  { name: 'Chen "Wu" <x>', email: 'chen@example.org' },
];

test('blame', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const manifest = createEditedManifest(7);
  manifest.edit();
  await stage.repository.commitFiles({ 'firewall/policy.yaml': manifest.text() });
  await stage.start();
  await stage.reconcile();
  console.log((await stage.gatewright(['blame', '-o', 'json'])).stdout.slice(0, 9000));
  console.log((await stage.gatewright(['history', '-o', 'json'])).stdout);
});
