import { chmod, cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { cleanEnvironment, type ExecResult, exec } from '../../src/adapters/exec.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

interface Clone {
  readonly folder: string;
  /** Runs setup with the given purpose. `prefix` is argv that runs it in other circumstances. */
  setup(purpose: string, prefix?: readonly string[], env?: Readonly<Record<string, string>>): Promise<ExecResult>;
  /** What the stand-ins for npm and apt-get were called with, one call a line. */
  calls(): Promise<string>;
}

/** A fresh clone with a source file, and stand-ins that do what npm and apt-get would leave behind. */
async function makeClone(): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-setup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  const calls = join(folder, 'calls');
  await writeFile(calls, '', { mode: 0o666 });
  for (const file of ['deploy/setup.mjs', 'package.json', 'package-lock.json'])
    await cp(join(repository, file), join(folder, file));
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src/main.ts'), '');
  const npm = join(folder, 'npm.mjs');
  await writeFile(npm, standIn(calls, { ci: 'node_modules/.package-lock.json', run: 'dist/gatewright.js' }));
  await writeFile(join(folder, 'apt-get'), `#!/bin/sh\necho apt-get $* >> ${calls}\n`, { mode: 0o755 });
  return {
    folder,
    setup: (purpose, prefix = [], env = {}) => {
      const [program = '', ...args] = [...prefix, process.execPath, join(folder, 'deploy/setup.mjs'), purpose];
      const clean = cleanEnvironment();
      const PATH = `${folder}:${clean.PATH}`;
      return exec(program, args, { deadlineMs: 20_000, env: { ...clean, PATH, npm_execpath: npm, ...env } });
    },
    calls: () => readFile(calls, 'utf8'),
  };
}

/** A program that notes how it was called and makes the file that belongs to its first argument. */
function standIn(calls: string, files: Readonly<Record<string, string>>): string {
  return `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
appendFileSync(${JSON.stringify(calls)}, 'npm ' + process.argv.slice(2).join(' ') + '\\n');
const file = ${JSON.stringify(files)}[process.argv[2]];
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, '');
`;
}

/** argv that runs a program where the folders of system programs hold none of the kernel's tools. */
const withoutFirewall = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /usr/sbin && exec "$@"', 'sh'];
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const ci = 'npm ci --include=dev --no-audit --no-fund --loglevel=error\n';
const build = 'npm run --silent build\n';

test('a fresh clone gets its npm packages and the build, and says so before', async () => {
  const clone = await makeClone();
  expect(await clone.setup('demo')).toEqual({
    code: 0,
    signal: undefined,
    stdout: '',
    stderr:
      'setup: installs the npm packages of package-lock.json into node_modules: npm ci\nsetup: builds dist/ from src/: npm run build\n',
  });
  expect(await clone.calls()).toBe(ci + build);
});

test('what is ready is left alone, without a word and within a second', async () => {
  const clone = await makeClone();
  await clone.setup('demo');
  const started = performance.now();
  expect(await clone.setup('demo')).toEqual({ code: 0, signal: undefined, stdout: '', stderr: '' });
  expect(performance.now() - started).toBeLessThan(1000);
  expect(await clone.calls()).toBe(ci + build);
});

test('a newer lock file brings npm ci again, a newer source file the build', async () => {
  const clone = await makeClone();
  await clone.setup('demo');
  const later = new Date(Date.now() + 60_000);
  await utimes(join(clone.folder, 'package-lock.json'), later, later);
  await clone.setup('demo');
  expect(await clone.calls()).toBe(ci + build + ci);
  await utimes(join(clone.folder, 'src/main.ts'), later, later);
  await clone.setup('demo');
  expect(await clone.calls()).toBe(ci + build + ci + ci + build);
});

test('the tests get no build of their own: npm test makes one', async () => {
  const clone = await makeClone();
  expect((await clone.setup('test')).code).toBe(0);
  expect(await clone.calls()).toBe(ci);
});

test('without root, missing programs are named with the command that installs them, and nothing is touched', async () => {
  const clone = await makeClone();
  const result = await clone.setup('demo', [...withoutFirewall, ...asNobody]);
  expect(result).toEqual({
    code: 1,
    signal: undefined,
    stdout: '',
    stderr: `setup: These programs are missing: iptables-nft, ip6tables-nft, ipset, conntrack, sysctl. They are installed by:
  sudo apt-get update -qq && sudo apt-get install --yes -qq --no-install-recommends iptables ipset conntrack procps
Then run this again.
`,
  });
  expect(await clone.calls()).toBe('');
});

test('root installs missing programs after saying so, and no service is started meanwhile', async () => {
  const clone = await makeClone();
  await writeFile(
    join(clone.folder, 'apt-get'),
    `#!/bin/sh
cat /usr/sbin/policy-rc.d > ${clone.folder}/policy
echo apt-get $* >> ${clone.folder}/calls
[ "$1" = install ] || exit 0
for program in iptables-nft ip6tables-nft ipset conntrack sysctl; do cp /usr/bin/true /usr/sbin/$program; done
`,
  );
  const result = await clone.setup('demo', [
    ...withoutFirewall,
    'sh',
    '-c',
    '"$@"; code=$?; ls /usr/sbin; exit $code',
    'sh',
  ]);
  expect(result).toMatchObject({ code: 0, stdout: 'conntrack\nip6tables-nft\nipset\niptables-nft\nsysctl\n' });
  expect(result.stderr).toMatch(
    /^setup: installs the programs that are missing here \(iptables-nft, ip6tables-nft, ipset, conntrack, sysctl\):/,
  );
  expect(await readFile(join(clone.folder, 'policy'), 'utf8')).toBe('#!/bin/sh\nexit 101\n');
  expect(await clone.calls()).toBe(`apt-get update -qq
apt-get install --yes -qq --no-install-recommends iptables ipset conntrack procps
${ci}${build}`);
});

test('a failed installation ends it with the command, and leaves no policy file', async () => {
  const clone = await makeClone();
  await writeFile(join(clone.folder, 'apt-get'), '#!/bin/sh\necho no such mirror >&2\nexit 100\n');
  const result = await clone.setup('demo', [
    ...withoutFirewall,
    'sh',
    '-c',
    '"$@"; code=$?; ls /usr/sbin; exit $code',
    'sh',
  ]);
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('no such mirror\nsetup: apt-get update -qq failed (exit 100)');
});

test('the tests say that they need root', async () => {
  const clone = await makeClone();
  const result = await clone.setup('test', asNobody);
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('need root. Run:\n  sudo npm test\n') });
  expect(await clone.calls()).toBe('');
});

test('an old node is refused by name', async () => {
  const clone = await makeClone();
  const wanted = (await readFile(join(clone.folder, 'package.json'), 'utf8')).replace('>=20.19', '>=99.1');
  await writeFile(join(clone.folder, 'package.json'), wanted);
  const { code, stderr } = await clone.setup('demo');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `setup: Gatewright needs Node.js >=99.1, and this is ${process.versions.node}. Install a newer one from your system or from nodejs.org.\n`,
  });
});

test('an unknown purpose is a usage error', async () => {
  const clone = await makeClone();
  expect(await clone.setup('deploy')).toMatchObject({
    code: 2,
    stderr: 'setup: usage: node deploy/setup.mjs demo|test\n',
  });
});
