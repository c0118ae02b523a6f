// Makes a fresh clone ready for `npm run demo` or `npm test`: programs, npm packages, the build. Says so before it does it.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What has to be installed, and the package that brings it, by package manager. A program is there when `check` ends
 * with 0, or, without one, when it is found in a folder of programs. Names that are absent are those of apt-get.
 */
const demoPrograms = [
  { name: 'iptables-nft', apt: 'iptables', dnf: 'iptables-nft' },
  { name: 'ip6tables-nft', apt: 'iptables', dnf: 'iptables-nft' },
  { name: 'ipset', apt: 'ipset' },
  {
    name: 'conntrack',
    apt: 'conntrack',
    dnf: 'conntrack-tools',
    pacman: 'conntrack-tools',
    apk: 'conntrack-tools',
    zypper: 'conntrack-tools',
  },
  { name: 'git', apt: 'git' },
  { name: 'ip', apt: 'iproute2', dnf: 'iproute' },
  { name: 'unshare', apt: 'util-linux', apk: 'util-linux-misc' },
  { name: 'nsenter', apt: 'util-linux', apk: 'util-linux-misc' },
  // BusyBox has a setpriv that cannot do this.
  { name: 'setpriv', apt: 'util-linux', apk: 'setpriv', check: ['setpriv', '--pdeathsig', 'KILL', 'true'] },
  { name: 'sysctl', apt: 'procps', dnf: 'procps-ng', pacman: 'procps-ng', apk: 'procps-ng' },
];

const testPrograms = [
  ...demoPrograms,
  { name: 'iptables-legacy', apt: 'iptables', dnf: 'iptables-legacy', apk: 'iptables-legacy' },
  { name: 'sshd', apt: 'openssh-server', pacman: 'openssh', apk: 'openssh' },
  { name: 'ssh-keygen', apt: 'openssh-client', dnf: 'openssh', pacman: 'openssh', apk: 'openssh', zypper: 'openssh' },
  { name: 'tcpdump', apt: 'tcpdump' },
  { name: 'python3', apt: 'python3' },
  { name: 'ulogd', apt: 'ulogd2', dnf: 'ulogd', pacman: 'ulogd', apk: 'ulogd', zypper: 'ulogd' },
  { name: 'nc', apt: 'netcat-openbsd', dnf: 'nmap-ncat', pacman: 'openbsd-netcat' },
  { name: 'ping', apt: 'iputils-ping', dnf: 'iputils', pacman: 'iputils', apk: 'iputils', zypper: 'iputils' },
  { name: 'openssl', apt: 'openssl' },
  { name: 'fail2ban-server', apt: 'fail2ban' },
  { name: 'nft', apt: 'nftables' },
  { name: 'systemd-analyze', apt: 'systemd' },
  { name: 'systemd-notify', apt: 'systemd' },
  { name: 'strace', apt: 'strace' },
];

/** In the order in which they are looked for. `refresh` runs first, where the list of packages may be missing or old. */
const managers = [
  {
    name: 'apt',
    refresh: ['apt-get', 'update', '-qq'],
    install: ['apt-get', 'install', '--yes', '-qq', '--no-install-recommends'],
  },
  { name: 'dnf', install: ['dnf', 'install', '--assumeyes', '--quiet'] },
  { name: 'pacman', install: ['pacman', '--sync', '--refresh', '--needed', '--noconfirm'] },
  { name: 'apk', install: ['apk', 'add', '--quiet'] },
  { name: 'zypper', install: ['zypper', '--non-interactive', '--quiet', 'install', '--no-recommends'] },
];

/** Services that Debian would start with these packages, now and at each boot. */
const unwantedUnits = {
  'openssh-server': ['ssh.service', 'ssh.socket'],
  ulogd2: ['ulogd2.service'],
  fail2ban: ['fail2ban.service'],
};

function main() {
  const purpose = process.argv[2];
  if (purpose !== 'demo' && purpose !== 'test') fail('usage: node deploy/setup.mjs demo|test', 2);
  refuseOldNode();
  if (process.platform !== 'linux')
    fail(`Gatewright needs Linux: it works on the kernel's packet filter, and this is ${process.platform}.`, 1);
  installPrograms(purpose);
  if (purpose === 'test' && !isRoot()) {
    fail('The kernel tests make network namespaces and need root. Run:\n  sudo npm test', 1);
  }
  installModules();
  // `npm test` builds by itself, behind the checks.
  if (purpose === 'demo') build();
}

function refuseOldNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
  const [major, minor] = wanted.replace(/^\D+/, '').split('.').map(Number);
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  fail(
    `Gatewright needs Node.js ${wanted}, and this is ${process.versions.node}. Install a newer one from your system or from nodejs.org.`,
    1,
  );
}

function installPrograms(purpose) {
  const missing = (purpose === 'demo' ? demoPrograms : testPrograms).filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const names = missing.map((program) => program.name).join(', ');
  const manager = managers.find(({ install }) => findProgram(install[0]) !== undefined);
  if (manager === undefined)
    fail(`These programs are missing: ${names}. Install them with your package manager and run this again.`, 1);
  const packages = [...new Set(missing.map((program) => program[manager.name] || program.apt))];
  const commands = [manager.refresh, [...manager.install, ...packages]].filter((command) => command !== undefined);
  if (!isRoot()) {
    const line = commands.map((command) => `sudo ${command.join(' ')}`).join(' && ');
    fail(`These programs are missing: ${names}. They are installed by:\n  ${line}\nThen run this again.`, 1);
  }
  say(`installs the programs that are missing here (${names}):`);
  for (const command of commands) say(`  ${command.join(' ')}`);
  withoutServices(manager, packages, () => {
    for (const command of commands) run(command, { DEBIAN_FRONTEND: 'noninteractive' });
  });
  const absent = missing.filter((program) => !isThere(program)).map((program) => program.name);
  if (absent.length > 0)
    fail(`${absent.join(', ')} still missing behind the installation of ${packages.join(' ')}.`, 1);
}

/**
 * Installs so that no service of these packages runs, now or at the next boot: the tests start what they need, on
 * loopback, for themselves. Only Debian starts services by itself, and asks this file whether it may.
 */
function withoutServices(manager, packages, install) {
  const policy = '/usr/sbin/policy-rc.d';
  if (manager.name !== 'apt' || existsSync(policy)) {
    install();
  } else {
    process.once('exit', () => rmSync(policy, { force: true }));
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ])
      process.once(signal, () => process.exit(code));
    writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    try {
      install();
    } finally {
      rmSync(policy, { force: true });
    }
  }
  if (manager.name === 'apt' && findProgram('systemctl') !== undefined) disableUnits(packages);
}

function disableUnits(packages) {
  const units = packages.flatMap((name) => unwantedUnits[name] || []);
  for (const unit of units) {
    const state = spawnSync('systemctl', ['is-enabled', unit], { encoding: 'utf8' }).stdout;
    if (state.trim() !== 'enabled') continue;
    say(`  systemctl disable ${unit}`);
    run(['systemctl', 'disable', '--quiet', unit], {});
  }
}

function installModules() {
  const installed = modifiedMs(join(root, 'node_modules', '.package-lock.json'));
  if (installed >= modifiedMs(join(root, 'package-lock.json'))) return;
  say('installs the npm packages of package-lock.json into node_modules: npm ci');
  run([...npm(), 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {});
}

function build() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const built = modifiedMs(join(root, manifest.bin.gatewright));
  if (built > Math.max(modifiedMs(join(root, 'package.json')), newestMs(join(root, 'src')))) return;
  say('builds dist/ from src/: npm run build');
  run([...npm(), 'run', '--silent', 'build'], {});
}

/** npm tells its scripts where it is; without it (`node deploy/setup.mjs`) it is found by its name. */
function npm() {
  const script = process.env.npm_execpath;
  return script === undefined ? ['npm'] : [process.execPath, script];
}

/** When the newest file below `folder` was changed. */
function newestMs(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestMs(path) : modifiedMs(path));
  }
  return newest;
}

/** 0 for a file that does not exist: older than any other. */
function modifiedMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : stats.mtimeMs;
}

function isThere({ name, check }) {
  if (findProgram(name) === undefined) return false;
  return check === undefined || spawnSync(check[0], check.slice(1)).status === 0;
}

/** Path of a program; the system's own folders count also where a user's PATH leaves them out. */
function findProgram(name) {
  const folders = [
    ...(process.env.PATH || '').split(delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
    '/usr/bin',
    '/bin',
  ];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function isRoot() {
  return process.getuid() === 0;
}

function run(command, env) {
  const [program, ...args] = command;
  const result = spawnSync(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] });
  if (result.error !== undefined) fail(`${program} cannot be started: ${result.error.message}`, 1);
  if (result.status !== 0)
    fail(`${command.join(' ')} failed (${result.signal || `exit ${result.status}`}); what it said stands above.`, 1);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

/** @returns {never} */
function fail(text, code) {
  say(text);
  process.exit(code);
}

main();
