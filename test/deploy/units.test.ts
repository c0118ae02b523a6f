// The units for systemd: right by its own checks, exposed as little as they can be, and equal where both say the same.

import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { readUnit, settingsOf } from './sandbox.ts';

const deadlineMs = 60_000;

/** The unit with programs that are there; the folder of it. */
async function copyUnit(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gw-units-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const text = readUnit(name)
    .replaceAll('/usr/local/bin/gatewright', process.execPath)
    .replaceAll('/sbin/modprobe', process.execPath);
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe.each(['gatewright.service', 'gatewright-restore.service'])('%s', (name) => {
  test('systemd finds nothing wrong with it', async () => {
    const { code, stderr } = await exec('systemd-analyze', ['verify', await copyUnit(name)], { deadlineMs });
    expect([code, stderr.split('\n').filter((line) => line.includes('gatewright'))]).toEqual([0, []]);
  });

  test('it is exposed by 3.0 at most', async () => {
    const args = ['security', '--offline=true', '--no-pager', '--threshold=30', await copyUnit(name)];
    const { code, stdout } = await exec('systemd-analyze', args, { deadlineMs });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Overall exposure level for .*: [0-3]\.\d OK/)]);
  });

  test('what keeps it above the minimum has its reason in it', () => {
    const unit = readUnit(name);
    const open = [
      ...['User:', 'NET_ADMIN', 'NET_RAW', 'PrivateNetwork', 'PrivateUsers', 'IPAddressDeny', 'ProtectKernelTunables'],
      ...['ProcSubset', 'MemoryDenyWriteExecute', 'xtables.lock'],
      ...(name === 'gatewright.service' ? ['SETFCAP', 'webhooks', 'user namespace', 'systemd-notify'] : ['AF_INET']),
    ];
    const reasons = unit
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .join(' ');
    expect(open.filter((word) => !reasons.includes(word))).toEqual([]);
  });
});

test('what both units say of the sandbox is the same, but for what a boot needs less', () => {
  const names = (unit: string) =>
    [...unit.matchAll(/^(\w+)=/gm)]
      .map(([, name = '']) => name)
      .filter((name) => /^(Protect|Private|Restrict|System|Lock|NoNew|UMask|Read|Device|Capab)/.test(name));
  const [run, restore] = [readUnit('gatewright.service'), readUnit('gatewright-restore.service')];
  expect(new Set(names(restore))).toEqual(new Set(names(run)));
  const differs = [...new Set(names(run))].filter(
    (name) => settingsOf(run, name).join() !== settingsOf(restore, name).join(),
  );
  expect(differs).toEqual(['CapabilityBoundingSet', 'RestrictNamespaces']);
  expect(settingsOf(restore, 'RestrictNamespaces')).toEqual(['yes']);
  expect(settingsOf(restore, 'CapabilityBoundingSet')).toEqual(['CAP_NET_ADMIN CAP_NET_RAW']);
});

test('the guard outlives the controller, and the boot comes before the network', () => {
  expect(settingsOf(readUnit('gatewright.service'), 'KillMode')).toEqual(['process']);
  const restore = readUnit('gatewright-restore.service');
  expect(settingsOf(restore, 'Before')).toEqual(['network-pre.target shutdown.target']);
  expect(settingsOf(restore, 'Wants')).toEqual(['network-pre.target']);
  expect(settingsOf(restore, 'ExecStart')).toEqual(['/usr/local/bin/gatewright restore']);
});

/** As its packages have it, and what stands behind network-pre.target. */
const others: Readonly<Record<string, string>> = {
  'firewalld.service': `[Unit]
Before=network-pre.target
Wants=network-pre.target
After=dbus.service
Conflicts=iptables.service ip6tables.service ebtables.service ipset.service
[Service]
ExecStart=${process.execPath}
[Install]
WantedBy=multi-user.target
`,
  'networking.service': `[Unit]
DefaultDependencies=no
After=local-fs.target network-pre.target
Before=network.target shutdown.target network-online.target
Wants=network.target firewalld.service gatewright-restore.service gatewright.service
[Service]
ExecStart=${process.execPath}
`,
};

test('the boot restore comes behind firewalld, which wipes chains of others, without a cycle', async () => {
  const folder = join(await copyUnit('gatewright-restore.service'), '..');
  const verify = async () => {
    const args = [`SYSTEMD_UNIT_PATH=${folder}:`, 'systemd-analyze', 'verify', '--man=no', 'networking.service'];
    const { stderr } = await exec('env', args, { deadlineMs });
    return stderr.split('\n').filter((line) => /cycle|gatewright/.test(line));
  };
  for (const [name, text] of Object.entries(others)) await writeFile(join(folder, name), text);
  await rename(await copyUnit('gatewright.service'), join(folder, 'gatewright.service'));
  expect(settingsOf(readUnit('gatewright-restore.service'), 'After').join(' ')).toContain('firewalld.service');
  expect(await verify()).toEqual([]);
  const early = (others['firewalld.service'] ?? '').replace('After=dbus', 'After=network-pre.target dbus');
  await writeFile(join(folder, 'firewalld.service'), early);
  expect((await verify()).join('\n')).toContain('cycle');
});
