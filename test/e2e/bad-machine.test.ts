// What a machine can do to the controller: missing programs and rights, damaged files, a full disk, a second controller, a taken port.

import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStateStore } from '../../src/adapters/state.ts';
import { heldBy, meantBy } from './kernel.ts';
import { type Controller, isReady, policyText, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { createWebhook } from './webhook.ts';

const bundle = programOfSuite();
const first = { 'policy.yaml': policyText([8000]) };
const second = { 'policy.yaml': policyText([8000, 8001]) };

async function openStage(): Promise<Stage> {
  return setStage({ bundle: bundle(), onEnd: onTestFinished });
}

async function writeFolder(stage: Stage, files: Readonly<Record<string, string>> = first): Promise<string> {
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** argv that runs what follows with mounts of its own, made by `script`. */
function withMounts(script: string): readonly string[] {
  return ['unshare', '--mount', 'bash', '-c', `set -e; ${script}; exec "$@"`, 'bash'];
}

/** Runs a program among the mounts of a controller. */
function among(stage: Stage, { pid }: Controller, ...args: readonly string[]): Promise<string> {
  return stage.run('nsenter', ['--target', String(pid), '--mount', ...args]);
}

describe('a program that is missing', () => {
  /** /usr/sbin as it is, without the programs whose names begin like this. */
  const without = (names: string, aside: string) =>
    `mkdir -p ${aside}; mount --bind /usr/sbin ${aside}; mount -t tmpfs tmpfs /usr/sbin; left=(); for p in ${aside}/*; do case "\${p##*/}" in ${names}) ;; *) left+=("$p") ;; esac; done; ln -s -t /usr/sbin "\${left[@]}"`;
  const cases = [
    {
      name: 'iptables',
      names: 'iptables*|ip6tables*',
      message: 'iptables-nft is not installed; install the package iptables',
    },
    { name: 'ipset', names: 'ipset*', message: 'ipset is not installed; install the package ipset' },
  ];

  test.each(cases)(
    '$name: told with its package, and the host is ready when it is installed',
    async ({ names, message }) => {
      const stage = await openStage();
      const behind = withMounts(without(names, join(stage.folder, 'sbin')));
      const folder = await writeFolder(stage);
      const apply = await stage.gatewright(['apply', folder], { behind });
      expect([apply.code, apply.stdout]).toEqual([5, '']);
      expect(apply.stderr).toMatch(/^gatewright: directory@sha256:[0-9a-f]{64} could not be applied: /);
      expect(apply.stderr).toContain(message);
      const plan = await stage.gatewright(['plan', folder], { behind });
      expect([plan.code, plan.stdout, plan.stderr]).toEqual([2, '', `gatewright: ${message}\n`]);

      await stage.repository.commitFiles(first);
      const controller = await stage.start({ behind });
      const { status } = await stage.until(
        'the program is missed',
        (host) => readiness(host).reason === 'BinaryMissing',
      );
      expect(status.conditions.find(({ type }) => type === 'Stalled')?.message).toContain(message);
      await among(stage, controller, 'umount', '/usr/sbin');
      await stage.until('the program is found', isReady);
      expect(await heldBy(stage)).toEqual(meantBy(first));
      expect((await controller.end('SIGTERM')).code).toBe(0);
    },
  );
});

describe('a user without rights', () => {
  const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

  test('may validate, and is told what is not permitted', async () => {
    const stage = await openStage();
    await chmod(stage.folder, 0o755);
    await chmod(dirname(stage.files.bundle), 0o755);
    const folder = await writeFolder(stage);
    expect((await stage.gatewright(['validate', folder], { behind: nobody })).code).toBe(0);
    for (const command of [['apply', folder], ['uninstall'], ['run'], ['plan', folder]]) {
      const refused = await stage.gatewright(command, { behind: nobody });
      expect([refused.code, refused.stdout], `${command[0]}: ${refused.stderr}`).toEqual([6, '']);
      expect(refused.stderr, command[0]).toMatch(/^gatewright: .*(run as root|cannot be taken|may not)/);
    }
    const controller = await stage.start();
    const status = await stage.gatewright(['status'], { behind: nobody });
    expect([status.code, status.stdout]).toEqual([6, '']);
    expect(status.stderr).toMatch(
      /^gatewright: .*control\.sock may not be opened; ask as the user that runs the controller\n$/,
    );
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });

  test('who runs the controller is told so by the status', async () => {
    const stage = await openStage();
    await chmod(stage.folder, 0o777);
    await chmod(dirname(stage.files.bundle), 0o755);
    await chmod(stage.env.RUNTIME_DIRECTORY ?? '', 0o777);
    const folder = await writeFolder(stage);
    await stage.configure({ source: { directory: { path: folder } } });
    const controller = await stage.start({ behind: nobody });
    const { status } = await stage.until('the refusal is told', (host) => readiness(host).reason === 'NotPermitted');
    expect(status.conditions.find(({ type }) => type === 'Stalled')?.message).toMatch(
      /iptables-nft-save may not read the ruleset: run as root, or with CAP_NET_ADMIN and CAP_NET_RAW/,
    );
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });
});

describe('a damaged state folder', () => {
  const damages: readonly { readonly what: string; readonly damage: (path: string) => Promise<unknown> }[] = [
    { what: 'garbage', damage: (path) => writeFile(path, 'garbage \u0000 { not json') },
    { what: 'nothing', damage: (path) => writeFile(path, '') },
    {
      what: 'a folder',
      damage: async (path) => {
        await rm(path, { recursive: true });
        await mkdir(path);
      },
    },
  ];
  const files = ['last-good.snapshot', 'last-good.older.snapshot', 'history.jsonl', 'status.json'];

  /** A host that has had two revisions, with its controller stopped and an event undelivered. */
  async function openUsed(): Promise<Stage> {
    const stage = await openStage();
    await stage.configure({ webhooks: [{ url: createWebhook(stage).url }] });
    await stage.repository.commitFiles(first);
    const controller = await stage.start();
    await stage.until('the first commit is enforced', isReady);
    await stage.repository.commitFiles(second);
    await stage.reconcile();
    await controller.end('SIGTERM');
    return stage;
  }

  test.each(files)('%s is damaged in each way: the rules stand, and the folder heals', async (file) => {
    const stage = await openUsed();
    let standing: Readonly<Record<string, string>> = second;
    for (const [index, { what, damage }] of damages.entries()) {
      await damage(join(stage.files.state, file));
      const controller = await stage.start();
      await stage.reconcile();
      expect(await heldBy(stage), what).toEqual(meantBy(standing));
      standing = { 'policy.yaml': policyText([8002 + index]) };
      await stage.repository.commitFiles(standing, { message: `behind ${what}` });
      const host = await stage.reconcile();
      expect(await heldBy(stage), what).toEqual(meantBy(standing));
      if (what === 'a folder') {
        for (const command of ['status', 'history', 'blame']) await stage.gatewright([command]);
      } else {
        expect(isReady(host)).toBe(true);
        const store = createStateStore({ directory: stage.files.state });
        expect((await store.loadLastGood()).snapshot?.commit?.subject).toBe(`behind ${what}`);
        expect((await store.loadHistory()).entries.at(-1)?.commit?.subject).toBe(`behind ${what}`);
        expect((await store.loadStatus())?.status.commit?.subject).toBe(`behind ${what}`);
      }
      expect((await controller.end('SIGTERM')).code).toBe(0);
    }
  });

  test('without the source and with the newest snapshot damaged, the one before it is enforced and told', async () => {
    const stage = await openUsed();
    await writeFile(join(stage.files.state, 'last-good.snapshot'), 'garbage');
    await rename(stage.repository.path, `${stage.repository.path}.away`);
    const controller = await stage.start();
    await stage.reconcile();
    expect(await heldBy(stage)).toEqual(meantBy(first));
    expect(controller.said()).toContain('The saved last good revision is damaged; the one before it is used.');
    await rename(`${stage.repository.path}.away`, stage.repository.path);
    await stage.until('the newest is enforced', isReady);
    expect(await heldBy(stage)).toEqual(meantBy(second));
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });

  test('without the source and with both snapshots damaged, the rules stay as they are, and that is told', async () => {
    const stage = await openUsed();
    for (const file of ['last-good.snapshot', 'last-good.older.snapshot'])
      await writeFile(join(stage.files.state, file), 'garbage');
    await rename(stage.repository.path, `${stage.repository.path}.away`);
    const controller = await stage.start();
    const host = await stage.reconcile();
    expect(await heldBy(stage)).toEqual(meantBy(second));
    expect(JSON.stringify(host.status.conditions)).toContain('there is none to fall back on');
    await rename(`${stage.repository.path}.away`, stage.repository.path);
    await stage.until('the newest is enforced', isReady);
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });

  test('a damaged copy of the repository is made anew', async () => {
    const stage = await openUsed();
    const copy = join(stage.files.state, 'git');
    for (const name of await readdir(copy, { recursive: true })) {
      const path = join(copy, name);
      if (/\.(pack|idx)$|HEAD$|[0-9a-f]{38}$/.test(name)) await rm(path, { recursive: true, force: true });
    }
    const third = { 'policy.yaml': policyText([8002]) };
    await stage.repository.commitFiles(third);
    const controller = await stage.start();
    await stage.until('the copy is made anew', isReady);
    await stage.reconcile();
    expect(await heldBy(stage)).toEqual(meantBy(third));
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });

  test('a damaged event is counted as lost, and those around it are delivered', async () => {
    const stage = await openUsed();
    const outbox = join(stage.files.state, 'outbox');
    const events = (await readdir(outbox, { recursive: true })).filter((name) => name.endsWith('.event')).toSorted();
    expect(events).toHaveLength(2);
    await writeFile(join(outbox, events[0] ?? ''), 'garbage');
    const webhook = createWebhook(stage);
    await webhook.up();
    const controller = await stage.start();
    await stage.until('nothing waits any more', ({ status }) => status.outbox.delivered === 1);
    expect((await stage.status()).status.outbox).toMatchObject({ pending: 0, lost: 1 });
    expect(controller.said()).toContain('a stored event is damaged and set aside');
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });
});

describe('a full disk', () => {
  const fill = (folder: string) => ['bash', '-c', `cat /dev/zero > ${folder}/filler || true`];

  test.each(['git', 'directory'] as const)(
    'stops no enforcement, is told, and nothing is lost (source: %s)',
    async (kind) => {
      const stage = await openStage();
      const webhook = createWebhook(stage);
      const folder = await writeFolder(stage);
      await stage.repository.commitFiles(first, { message: 'first' });
      const source =
        kind === 'git'
          ? { git: { url: stage.repository.path, interval: '1s' } }
          : { directory: { path: folder, interval: '1s' } };
      await stage.configure({ webhooks: [{ url: webhook.url }], source });
      await mkdir(stage.files.state);
      const controller = await stage.start({
        behind: withMounts(`mount -t tmpfs -o size=2m tmpfs ${stage.files.state}`),
      });
      const before = await stage.until('the first revision is enforced', isReady);
      await among(stage, controller, ...fill(stage.files.state));

      await stage.repository.commitFiles(second, { message: 'second' });
      await writeFolder(stage, second);
      const reason = kind === 'git' ? 'StateUnwritable' : 'DiskFull';
      const full = await stage.until('the full disk is told', (host) => readiness(host).reason === reason);
      expect(full.status.conditions.find(({ type }) => type === 'Reconciling')?.message).toMatch(
        /disk .*full.*free some space there/,
      );
      // Git needs the disk to fetch; a folder is read and enforced all the same.
      const enforced = kind === 'git' ? first : second;
      expect(await heldBy(stage)).toEqual(meantBy(enforced));
      await stage.run('iptables-nft', ['-F', 'GW-IN-services']);
      await stage.until('drift is repaired', ({ status }) => status.drift.repairs === before.status.drift.repairs + 1);
      expect(await heldBy(stage)).toEqual(meantBy(enforced));

      await among(stage, controller, 'rm', `${stage.files.state}/filler`);
      await stage.until('the disk is free again', isReady);
      expect(await heldBy(stage)).toEqual(meantBy(second));
      await webhook.up();
      await stage.until('nothing waits any more', ({ status }) => status.outbox.pending === 0);
      const told = webhook.statuses().map((host) => `${readiness(host).status} ${readiness(host).reason}`);
      expect(told.filter((text, index) => text !== told[index - 1])).toEqual([
        'True Applied',
        `False ${reason}`,
        'True Applied',
      ]);
      expect((await stage.status()).status.outbox.lost).toBe(0);
      const history = (await among(stage, controller, 'cat', `${stage.files.state}/history.jsonl`)).trim().split('\n');
      expect(history).toHaveLength(2);
      expect((await controller.end('SIGTERM')).code).toBe(0);
    },
  );
});

describe('a second controller', () => {
  test('on the same host is refused, and so is every command that writes', async () => {
    const stage = await openStage();
    await stage.repository.commitFiles(first);
    const controller = await stage.start();
    await stage.until('the first commit is enforced', isReady);
    const folder = await writeFolder(stage, second);
    for (const command of [['run'], ['apply', folder], ['uninstall']]) {
      const refused = await stage.gatewright(command);
      expect([refused.code, refused.stdout, refused.stderr], command[0]).toEqual([
        6,
        '',
        `gatewright: another gatewright (pid ${controller.pid}, \`run\`) already keeps the firewall of this network namespace\n`,
      ]);
    }
    expect(await heldBy(stage)).toEqual(meantBy(first));
    const other = join(stage.folder, 'other.yaml');
    const settings = JSON.parse(await readFile(stage.files.config, 'utf8')) as object;
    await writeFile(other, JSON.stringify({ ...settings, stateDirectory: join(stage.folder, 'elsewhere') }));
    expect((await stage.program(['run', '--config', other])).code).toBe(6);
    await stage.until('the first controller goes on', isReady);
    expect((await controller.end('SIGTERM')).code).toBe(0);
    expect((await stage.gatewright(['apply', folder])).code).toBe(0);
  });

  test('in another network namespace with the same state folder is refused', async () => {
    const stage = await openStage();
    await stage.repository.commitFiles(first);
    const controller = await stage.start();
    await stage.until('the first commit is enforced', isReady);
    const refused = await stage.gatewright(['run'], { behind: ['unshare', '--net'] });
    expect(refused.code).toBe(6);
    expect(refused.stderr).toMatch(/^gatewright: another controller answers on .*control\.sock\n$/);
    await stage.until('the first controller goes on', isReady);
    expect((await controller.end('SIGTERM')).code).toBe(0);
  });
});

test('a taken port stops no enforcement, is told, and is opened when it is free', async () => {
  const stage = await openStage();
  await stage.repository.commitFiles(first);
  const taker = await stage.serve(['webhook', '9467', '204']);
  const controller = await stage.start();
  const message =
    '127.0.0.1 port 9467 cannot be listened on: another program uses it; change listen in the configuration';
  const { status } = await stage.until('the taken port is told', (host) => readiness(host).reason === 'ListenFailed');
  expect(status.conditions.find(({ type }) => type === 'Reconciling')?.message).toBe(`${message}.`);
  expect(await heldBy(stage)).toEqual(meantBy(first));
  await stage.repository.commitFiles(second);
  await stage.reconcile();
  expect(await heldBy(stage)).toEqual(meantBy(second));
  await taker.stop();
  await stage.until('the port is opened', isReady);
  expect(
    await stage.run('bash', [
      '-c',
      'exec 3<>/dev/tcp/127.0.0.1/9467; printf "GET /readyz HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3',
    ]),
  ).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*Applied: main@sha1:/);
  expect(controller.log().filter(({ message: said }) => said === message)).toHaveLength(1);
  expect((await controller.end('SIGTERM')).code).toBe(0);
});
