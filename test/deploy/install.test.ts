// What install.sh puts on a machine, and that uninstall.sh leaves nothing of it.

import {
  appendFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { parseConfiguration } from '../../src/cli/configuration.ts';
import { programOfSuite } from '../e2e/stage.ts';

const bundle = programOfSuite();
const deadlineMs = 60_000;
const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));

let root = '';
let folder = '';

/** A checkout of its own with what the build leaves, and the empty root of an image. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-install-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  root = join(folder, 'root');
  await run('cp', ['-r', deploy, join(folder, 'deploy')]);
  await run('cp', ['-r', join(bundle(), '..'), join(folder, 'dist')]);
  await run('mkdir', [root]);
});

async function run(program: string, args: readonly string[]) {
  const result = await exec(program, args, { deadlineMs });
  return { ...result, said: `${result.stdout}${result.stderr}` };
}

const script = (name: string, ...args: readonly string[]) =>
  run(join(folder, 'deploy', name), ['--destdir', root, ...args]);

/** Its folder is named by what it holds. */
async function listFiles(): Promise<readonly string[]> {
  const { stdout } = await run('find', [root, '-not', '-type', 'd', '-printf', '%m /%P\n']);
  return stdout
    .trim()
    .replaceAll(/(?<=lib\/gatewright\/)[0-9a-f]{12}(?=\/)/g, 'VERSION')
    .split('\n')
    .sort();
}

/** The checkout becomes that of another version. */
async function changeVersion(mark: string): Promise<void> {
  await appendFile(join(folder, 'dist', 'gatewright.js'), `// ${mark}\n`);
  await appendFile(join(folder, 'deploy', 'systemd', 'gatewright.service'), `# ${mark}\n`);
}

const program = () => join(root, 'usr/local/bin/gatewright');
const unit = () => join(root, 'etc/systemd/system/gatewright.service');

/** Which version is there: the last word of program and unit. */
async function installedVersion(): Promise<string> {
  const last = async (path: string) => (await readFile(path, 'utf8')).trim().split('\n').at(-1);
  return `${await last(program())} ${await last(unit())}`;
}

test('the program, its units and a configuration for its owner alone; the same again changes nothing', async () => {
  expect(await script('install.sh')).toMatchObject({ code: 0 });
  const files = await listFiles();
  const isPart = (file: string) => /^644 \S+\/part-\w+\.js$/.test(file);
  expect(files.some(isPart)).toBe(true);
  expect(files.filter((file) => !isPart(file))).toEqual([
    '600 /etc/gatewright/config.yaml',
    '644 /etc/systemd/system/gatewright-restore.service',
    '644 /etc/systemd/system/gatewright.service',
    '644 /usr/local/lib/gatewright/VERSION/config.sample.yaml',
    '644 /usr/local/lib/gatewright/VERSION/package.json',
    '644 /usr/local/lib/gatewright/VERSION/parse-worker.js',
    '644 /usr/local/lib/gatewright/VERSION/peer-agent.js',
    '644 /usr/local/lib/gatewright/VERSION/rollback-guard.js',
    '755 /usr/local/lib/gatewright/VERSION/gatewright.js',
    '777 /etc/systemd/system/sysinit.target.wants/gatewright-restore.service',
    '777 /usr/local/bin/gatewright',
  ]);
  expect((await run(program(), ['services'])).stdout).toContain('wireguard');
  const config = await readFile(join(root, 'etc/gatewright/config.yaml'), 'utf8');
  expect(parseConfiguration('config.yaml', config).ok).toBe(true);
  const uncommented = config.replaceAll(/^# (?=\w+:| {2})/gm, '');
  expect(parseConfiguration('config.yaml', uncommented)).toMatchObject({ ok: true, value: { host: { name: 'gw1' } } });
  expect(await script('install.sh')).toMatchObject({ code: 0 });
  expect(await listFiles()).toEqual(files);
});

test.each(['rollback-guard', 'parse-worker', 'peer-agent', 'part-'])(
  'half a build (no %s…) is not installed',
  async (name) => {
    const [missing = ''] = (await readdir(join(folder, 'dist'))).filter(
      (file) => file.startsWith(name) && file.endsWith('.js'),
    );
    await rm(join(folder, 'dist', missing));
    const { code, stderr } = await script('install.sh');
    expect([code, stderr]).toEqual([2, `install.sh: ${missing} is missing in dist; run npm run build again\n`]);
    expect(await listFiles()).toEqual(['']);
  },
);

test('nothing stays of what nobody changed; a changed configuration stays until it is purged', async () => {
  await script('install.sh');
  expect(await script('uninstall.sh')).toMatchObject({ code: 0, stderr: '' });
  expect(await listFiles()).toEqual(['']);
  await script('install.sh');
  const config = join(root, 'etc/gatewright/config.yaml');
  await writeFile(config, 'mine');
  await script('install.sh');
  expect(await readFile(config, 'utf8')).toBe('mine');
  expect((await script('uninstall.sh')).stdout).toContain('kept: ');
  expect(await listFiles()).toEqual(['600 /etc/gatewright/config.yaml']);
  expect(await script('uninstall.sh', '--purge')).toMatchObject({ code: 0, stderr: '' });
  await expect(lstat(join(root, 'etc/gatewright'))).rejects.toThrow('ENOENT');
});

test('half of an installation is taken away, too', async () => {
  await script('install.sh');
  await rm(join(root, 'usr/local/lib/gatewright'), { recursive: true });
  await rm(unit());
  expect(await script('uninstall.sh', '--purge')).toMatchObject({ code: 0, stderr: '' });
  expect(await listFiles()).toEqual(['']);
});

test('without a build nothing is written', async () => {
  await rm(join(folder, 'dist'), { recursive: true });
  expect(await script('install.sh')).toMatchObject({ code: 2, stderr: expect.stringContaining('npm run build') });
  expect(await listFiles()).toEqual(['']);
});

test('an upgrade takes the place of all that was there, also of what earlier versions had elsewhere', async () => {
  const wants = join(root, 'etc/systemd/system/multi-user.target.wants');
  const [earlier, program1] = [join(root, 'usr/local/lib/systemd/system'), join(root, 'usr/local/lib/gatewright')];
  for (const path of [earlier, program1, wants]) await mkdir(path, { recursive: true });
  for (const name of ['gatewright.service', 'gatewright-restore.service'])
    await writeFile(join(earlier, name), '[Service]\n');
  await writeFile(join(program1, 'gatewright.js'), '#!/bin/sh\n');
  await symlink('/usr/local/lib/systemd/system/gatewright.service', join(wants, 'gatewright.service'));
  await changeVersion('one');
  expect(await script('install.sh')).toMatchObject({ code: 0, stderr: '' });
  const files = await listFiles();
  expect(files.filter((name) => name.includes('lib/systemd') || name.includes('gatewright/gatewright.js'))).toEqual([]);
  expect(await readlink(join(wants, 'gatewright.service'))).toBe('/etc/systemd/system/gatewright.service');
  await changeVersion('two');
  expect(await script('install.sh')).toMatchObject({ code: 0, stderr: '' });
  expect([await installedVersion(), await listFiles()]).toEqual(['// two # two', files]);
  expect(await script('uninstall.sh')).toMatchObject({ code: 0, stderr: '' });
  expect(await listFiles()).toEqual(['']);
});

/** Calls of programs at which the script is killed, as a power failure would end it: while it copies, and around each rename. */
const killings = [
  { name: 'install', call: 5 },
  { name: 'sync', call: 1 },
  ...[1, 2, 5].map((call) => ({ name: 'mv', call })),
];

test('killed anywhere, an upgrade leaves the old version or the new one, whole, and the next one succeeds', async () => {
  await changeVersion('old');
  await script('install.sh');
  const files = await listFiles();
  await changeVersion('new');
  const fakes = join(folder, 'fakes');
  const whole = join(folder, 'whole');
  await run('cp', ['-a', root, whole]);
  const seen = new Set<string>();
  for (const { name, call } of killings) {
    await rm(root, { recursive: true });
    await rm(fakes, { recursive: true, force: true });
    await run('cp', ['-a', whole, root]);
    await mkdir(fakes);
    const fake = `#!/bin/sh\necho >>${fakes}/calls\n[ "$(wc -l <${fakes}/calls)" != ${call} ] || kill -9 $PPID\nexec /usr/bin/${name} "$@"\n`;
    await writeFile(join(fakes, name), fake, { mode: 0o755 });
    const killed = await run('env', [
      `PATH=${fakes}:${process.env.PATH}`,
      ...[join(folder, 'deploy', 'install.sh'), '--destdir', root],
    ]);
    const version = await installedVersion();
    seen.add(`${killed.code === 0 ? 'done' : 'killed'}: ${version}`);
    // Its folder is named by what it holds.
    const holds = 'cd "$(dirname "$(readlink -f "$1")")" && sha256sum -- * | sha256sum | cut -c 1-12 && pwd';
    const { stdout } = await run('sh', ['-c', holds, 'sh', program()]);
    expect(stdout, `${name} ${call}`).toMatch(/^([0-9a-f]{12})\n\/.*\/gatewright\/\1\n$/);
  }
  expect([...seen].sort()).toEqual(['killed: // new # new', 'killed: // old # new', 'killed: // old # old']);
  expect(await script('install.sh')).toMatchObject({ code: 0, stderr: '' });
  expect([await installedVersion(), await listFiles()]).toEqual(['// new # new', files]);
});

test('on a full disk an upgrade fails, says so, and leaves the old version as it was', async () => {
  await changeVersion('old');
  await script('install.sh');
  await changeVersion('new');
  const small = `mount -t tmpfs -o size=$(( $(du -sk ${root} | cut -f1) + 512 ))k tmpfs ${folder}/small
cp -a ${root}/. ${folder}/small
${folder}/deploy/install.sh --destdir ${folder}/small; code=$?
rm -r ${root}; cp -a ${folder}/small ${root}; exit $code`;
  await mkdir(join(folder, 'small'));
  const before = await listFiles();
  const failed = await run('unshare', ['--mount', 'sh', '-c', small]);
  expect([failed.code === 0, failed.stderr]).toEqual([false, expect.stringContaining('No space left')]);
  expect([await installedVersion(), await listFiles()]).toEqual(['// old # old', before]);
});

/** Runs on a root of its own, whose /usr is that of this machine, without touching the network or the packet filter of it. */
async function inChroot(script: string) {
  const machine = join(folder, 'machine');
  for (const name of ['usr', 'etc', 'run', 'root', 'home', 'tmp', 'proc', 'dev', 'var/lib', 'checkout'])
    await mkdir(join(machine, name), { recursive: true });
  await run('cp', ['-a', '/etc/alternatives', join(machine, 'etc')]);
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(machine, name));
  const mounts = `set -e
mount --rbind /usr ${machine}/usr; mount -t tmpfs tmpfs ${machine}/usr/local
mount --bind ${folder} ${machine}/checkout; mount -t proc proc ${machine}/proc; mount --rbind /dev ${machine}/dev
exec chroot ${machine} sh -c '${script}'`;
  return run('unshare', ['--mount', '--net', 'sh', '-c', mounts]);
}

test('in a chroot the boot restore is enabled, too, and everything goes again', async () => {
  const { said } = await inChroot(`set -e
mkdir -p /usr/local/bin; ln -s ${process.execPath} /usr/local/bin/node
/checkout/deploy/install.sh
readlink /etc/systemd/system/sysinit.target.wants/gatewright-restore.service
mkdir -p /srv/gw /etc/iptables; echo ":GW-IN - [0:0]" >/etc/iptables/rules.v4
echo "stateDirectory: /srv/gw # ours" >>/etc/gatewright/config.yaml
/checkout/deploy/uninstall.sh --purge
find /etc /usr/local /var /run -name "*gatewright*"`);
  expect(said.split('\n')).toEqual([
    expect.stringContaining('Gatewright is installed.'),
    '/etc/systemd/system/gatewright-restore.service',
    'nothing of ours is there',
    'kept: /srv/gw (the stateDirectory of the configuration): remove it by hand',
    expect.stringContaining('kept: /etc/iptables/rules.v4, which still holds rules of ours'),
    'Gatewright is removed.',
    '',
  ]);
});

test.each([
  ['a link', 'ln -s /root/.nvm/node /usr/local/bin/node'],
  [
    'a script',
    'printf "#!/bin/sh\\nexec /root/.nvm/node \\"\\$@\\"\\n" >/usr/local/bin/node; chmod 755 /usr/local/bin/node',
  ],
])('a Node.js below /root is refused, also behind %s', async (_, make) => {
  const { code, stderr } = await inChroot(`mkdir -p /usr/local/bin /root/.nvm; touch /root/.nvm/node
mount --bind ${process.execPath} /root/.nvm/node; ${make}
/checkout/deploy/install.sh; code=$?; ls /usr/local; exit $code`);
  expect([code, stderr]).toEqual([2, expect.stringContaining('leads to /root/.nvm/node, which services cannot see')]);
});
