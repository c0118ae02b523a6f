// A revision that the kernel or its programs would refuse is found before anything is written, by the whole program.

import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backends } from '../kernel/world.ts';
import { heldBy, meantBy } from './kernel.ts';
import { isReady, policyText, programOfSuite, readiness, type Stage, setStage } from './stage.ts';

const bundle = programOfSuite();
const good = { 'policy.yaml': policyText([8000]) };
const rejecting = (text: string) =>
  text.replace(
    'action: Allow\n      ports: [{protocol: TCP, ports: [8001]}]',
    'action: Reject\n      ports: [{protocol: TCP, ports: [8001]}]',
  );
/** Needs the target `REJECT` for its third rule. */
const newer = { 'policy.yaml': policyText([8000, 8001, 8002], rejecting) };
const place = 'policy.yaml:14:7';

/** What iptables can match and do: one file each, in a folder named for the machine's architecture. */
async function findLibraries(): Promise<readonly string[]> {
  const folders = (await readdir('/usr/lib')).map((name) => join('/usr/lib', name, 'xtables'));
  const found = folders.map(async (folder) =>
    (await readdir(folder).catch(() => [])).map((file) => join(folder, file)),
  );
  return (await Promise.all(found)).flat();
}

/** What iptables can match and do, without `REJECT`: an older or a smaller iptables. */
async function withoutReject(stage: Stage): Promise<string> {
  const folder = join(stage.folder, 'xtables');
  await mkdir(folder);
  for (const path of await findLibraries()) {
    if (!path.includes('REJECT')) await symlink(path, join(folder, basename(path)));
  }
  return folder;
}

async function installReject(folder: string): Promise<void> {
  for (const path of await findLibraries()) {
    if (path.includes('REJECT')) await symlink(path, join(folder, basename(path)));
  }
}

async function openStage(backend: Stage['backend'] = 'nft'): Promise<Stage> {
  return setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
}

async function writeFolder(stage: Stage, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test.each(backends)(
  'the controller names the place, keeps the revision before, and tries again when asked (%s)',
  async (backend) => {
    const stage = await openStage(backend);
    const libraries = await withoutReject(stage);
    await stage.repository.commitFiles(good);
    const controller = await stage.start({ env: { XTABLES_LIBDIR: libraries } });
    await stage.until('the first revision is enforced', isReady);
    const before = await stage.kernel();

    await stage.repository.commitFiles(newer);
    const refused = await stage.reconcile();
    expect(readiness(refused)).toEqual({ status: 'False', reason: 'KernelRefused' });
    expect(refused.status.faults.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([place, place]);
    expect(refused.status.faults.map(({ subject }) => subject)).toEqual([
      'FirewallPolicy/services',
      'FirewallPolicy/services',
    ]);
    expect(refused.status.faults[0]?.message).toMatch(/^the kernel refuses this rule: .*-j REJECT/);
    expect(await stage.kernel()).toBe(before);

    // The revision before is kept up meanwhile.
    await stage.run(`iptables-${backend}`, ['-F', 'GW-IN']);
    await stage.until('the drift is repaired', ({ status }) => status.drift.repairs > 0);
    expect(await stage.kernel()).toBe(before);
    expect((await stage.status()).status.faultCount).toBe(2);

    await installReject(libraries);
    expect(isReady(await stage.reconcile())).toBe(true);
    expect(await heldBy(stage)).toEqual(meantBy(newer));
    expect((await controller.end('SIGTERM')).code).toBe(0);
  },
);

test.each([
  { name: 'as root', behind: [] },
  // In a user namespace, then: the controller needs no more for it than what it has.
  { name: 'without CAP_SYS_ADMIN', behind: ['setpriv', '--bounding-set=-sys_admin'] },
])('apply ends with 5, names the place and writes nothing ($name)', async ({ behind }) => {
  const stage = await openStage();
  const env = { XTABLES_LIBDIR: await withoutReject(stage) };
  expect((await stage.gatewright(['apply', await writeFolder(stage, good)], { env, behind })).code).toBe(0);
  const before = await stage.kernel();
  const refused = await stage.gatewright(['apply', await writeFolder(stage, newer)], { env, behind });
  expect([refused.code, refused.stdout]).toEqual([5, '']);
  expect(refused.stderr).toMatch(
    /^gatewright: policy\.yaml:14:7: FirewallPolicy\/services: the kernel refuses this rule: .*-j REJECT/,
  );
  expect(refused.stderr).toContain('one place of it is refused in a rehearsal, and nothing was written');
  expect(await stage.kernel()).toBe(before);
});

test('where no namespace can be made the status says so, and the revision is applied', async () => {
  const stage = await openStage();
  const refusing = join(stage.folder, 'unshare');
  await writeFile(refusing, '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n');
  await chmod(refusing, 0o755);
  const behind = ['unshare', '--mount', 'sh', '-c', `mount --bind ${refusing} /usr/bin/unshare && exec "$@"`, 'sh'];
  await stage.repository.commitFiles(good);
  const controller = await stage.start({ behind });
  const { status } = await stage.until('it is enforced', isReady);
  expect(status.dataplane?.rehearsalSkipped).toBe(
    'no network namespace can be made here (root or a user namespace is needed): unshare: unshare failed: Operation not permitted',
  );
  expect(controller.log().filter(({ message }) => message === 'rules are written without a rehearsal')).toHaveLength(1);
  expect(await heldBy(stage)).toEqual(meantBy(good));
  await rm(refusing);
});
