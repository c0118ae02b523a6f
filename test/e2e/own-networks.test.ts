// The networks of the host's own interfaces: known from the start, and followed while the controller runs.

import { expect, onTestFinished, test } from 'vitest';
import { isReady, programOfSuite, setStage } from './stage.ts';
import { raiseUplink } from './uplink.ts';

const bundle = programOfSuite();

const manifests = `{apiVersion: gatewright.dev/v1alpha1, kind: Host, metadata: {name: gw1}, spec: {zones: {wan: [eth0]}}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: wan}, spec: {external: true}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: FirewallProfile, metadata: {name: host}, spec: {hostSelector: {}, hardening: {bogons: true}}}
`;

test('they are never taken for bogons, and one that comes or goes changes an entry and no rule', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await raiseUplink(stage, onTestFinished);
  await stage.repository.commitFiles({ 'all.yaml': manifests });
  const controller = await stage.start();
  await stage.until('it is applied', isReady);
  const entries = async () =>
    (await stage.run('ipset', ['save']))
      .split('\n')
      .filter((line) => /^add gw[46]-own-networks /.test(line))
      .sort();
  const standing = [
    'add gw4-own-networks 0.0.0.0',
    'add gw4-own-networks 192.0.2.0/24',
    'add gw6-own-networks 2001:db8::/64',
    'add gw6-own-networks 64:ff9b::/96',
    'add gw6-own-networks ::',
    'add gw6-own-networks fe80::/10',
    'add gw6-own-networks fe80::/64',
  ];
  expect(await entries()).toEqual(standing);
  const rules = await stage.save('ipv4');
  const until = async (wanted: readonly string[]) => {
    for (let tries = 0; tries < 200 && (await entries()).length !== wanted.length; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await entries()).toEqual(wanted);
  };
  await stage.run('ip', ['address', 'add', '192.168.51.1/24', 'dev', 'eth0']);
  await until([...standing, 'add gw4-own-networks 192.168.51.0/24'].sort());
  await stage.run('ip', ['address', 'del', '192.168.51.1/24', 'dev', 'eth0']);
  await until(standing);
  expect(await stage.save('ipv4')).toBe(rules);
  expect((await stage.status()).status.drift.repairs).toBe(0);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});
