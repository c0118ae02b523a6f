// A boot: what `restore` alone puts up in an empty network namespace, whatever became of the files.

import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import type { HostObject } from '../../src/status/status.ts';
import { createQuickNamespace } from '../fixtures/quick-namespace.ts';
import { backends } from '../kernel/world.ts';
import { isReady, policyText, programOfSuite, readiness, type Stage, setStage, sortSets } from './stage.ts';

const bundle = programOfSuite();
const deadlineMs = 60_000;

const profile = (spec: string) => `---
{apiVersion: gatewright.dev/v1alpha1, kind: FirewallProfile, metadata: {name: host}, spec: {hostSelector: {}, ${spec}}}
`;
const offices = `---
{apiVersion: gatewright.dev/v1alpha1, kind: NetworkSet, metadata: {name: offices}, spec: {networks: [192.0.2.0/24, 198.51.100.0/24, "2001:db8:1::/48", "2001:db8:2::/48"]}}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: offices}
spec:
  hostSelector: {}
  ingress: [{name: ssh, action: Allow, from: [{networkSets: [offices]}], services: [ssh]}]
`;

/** One pass from a folder that holds this text. */
async function apply(stage: Stage, text: string) {
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'a.yaml'), text);
  const applied = await stage.gatewright(['apply', folder]);
  expect(applied).toMatchObject({ code: 0 });
}

/** Programs in front of the machine's own that fail, as on a kernel that lacks what they need. */
async function withoutPrograms({ env, folder }: Stage, ...programs: readonly string[]) {
  const bin = join(folder, `lacks-${programs.join('-')}`);
  await mkdir(bin);
  for (const program of programs)
    await writeFile(
      join(bin, program),
      '#!/bin/sh\ncase "$1" in --version) exec /usr/sbin/${0##*/} "$@";; esac\necho "not in this kernel" >&2\nexit 1\n',
      { mode: 0o755 },
    );
  return { ...env, PATH: `${bin}:${env.PATH}` };
}

/** The machine after a reboot: nothing in its kernel, and of its network loopback alone. */
async function reboot({ env: stageEnv, files, backend }: Stage, env: Readonly<Record<string, string>> = stageEnv) {
  const host = await createQuickNamespace('booted');
  onTestFinished(() => host.close());
  const run = (program: string, args: readonly string[], input = '') =>
    host.exec(program, args, { deadlineMs, env, input });
  const saved = async (family: Family) => {
    const program = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-save`;
    const { stdout } = await run(program, ['-c']);
    return stdout.replaceAll(/^#.*\n/gm, '');
  };
  const sets = async () => sortSets((await run('ipset', ['save'])).stdout);
  return {
    close: () => host.close(),
    run,
    saved,
    kernel: async () => inOneOrder([await saved('ipv4'), await saved('ipv6'), await sets()].join('\n')),
    command: (...args: readonly string[]) => run(process.execPath, [files.bundle, ...args, '--config', files.config]),
    restore: (...args: readonly string[]) =>
      run(process.execPath, [files.bundle, 'restore', '--config', files.config, ...args]),
  };
}

/** As `reboot().kernel()` gives it. */
async function kernelOf(stage: Stage): Promise<string> {
  const uncounted = await stage.kernel();
  return inOneOrder(uncounted.replaceAll(/^(?=-A )/gm, '[0:0] '));
}

/** Entries of a set come in the order of a hash, sets in that of their making, and tables of legacy in that of their first use. */
function inOneOrder(text: string): string {
  const tables = text.match(/^\*[\s\S]*?^COMMIT\n/gm) ?? [];
  const sets = text.slice(text.search(/^create /m)).split(/^(?=create )/m);
  const sorted = sets.map((set) =>
    set.replaceAll(/(?:^add .*\n?)+/gm, (entries) => `${entries.trim().split('\n').sort().join('\n')}\n`),
  );
  return [...tables.sort(), ...sorted.sort()].join('');
}

describe.each(backends)('on %s', (backend) => {
  const open = () => setStage({ bundle: bundle(), onEnd: onTestFinished, backend });

  test('restore alone gives what was confirmed: rules in their order, sets, counters at zero, and then nothing more to do', async () => {
    const stage = await open();
    await apply(stage, offices + profile('defaults: {egress: Deny}'));
    const before = await kernelOf(stage);
    expect(before).toContain('gw4-offices');
    const booted = await reboot(stage);
    const restored = await booted.restore();
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toMatch(/^directory@sha256:[0-9a-f]+ is up\n$/);
    expect(await booted.kernel()).toBe(before);
    expect(await booted.restore()).toMatchObject({ code: 0, stderr: '' });
    expect(await booted.kernel()).toBe(before);
  });

  test('policies of built-in chains and enforced parameters are part of it', async () => {
    const stage = await open();
    await apply(
      stage,
      offices +
        profile('defaults: {builtinPolicy: Drop}, sysctls: {mode: Enforce, values: {net.ipv4.conf.all.rp_filter: 2}}'),
    );
    const booted = await reboot(stage);
    expect((await booted.restore()).code).toBe(0);
    for (const family of families) expect(await booted.saved(family)).toMatch(/^:INPUT DROP .*\n:FORWARD DROP /m);
    expect((await booted.run('cat', ['/proc/sys/net/ipv4/conf/all/rp_filter'])).stdout).toBe('2\n');
  });

  test('what is written for netfilter-persistent loads as it stands', async () => {
    const stage = await open();
    await apply(stage, offices);
    const booted = await reboot(stage);
    const folder = join(stage.folder, 'iptables');
    const restored = await booted.restore('--write-rules', folder);
    expect(restored.stderr).toContain('ipset-persistent');
    const next = await reboot(stage);
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    expect(await next.run('ipset', ['restore'], await read('ipsets'))).toMatchObject({ code: 0 });
    expect(await next.run(`iptables-${backend}-restore`, [], await read('rules.v4'))).toMatchObject({ code: 0 });
    expect(await next.run(`ip6tables-${backend}-restore`, [], await read('rules.v6'))).toMatchObject({ code: 0 });
    expect(await next.kernel()).toBe(await booted.kernel());
  });
});

/** One bit, at that part of the file. */
async function flip(path: string, part: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length * part);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

type Damage = (path: string) => Promise<void>;
const damages: Readonly<Record<string, Damage>> = {
  missing: (path) => rm(path),
  truncated: async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  empty: (path) => truncate(path, 0),
  'flipped at its head': (path) => flip(path, 0),
  flipped: (path) => flip(path, 0.7),
  'a folder': async (path) => {
    await rm(path);
    await mkdir(path);
  },
};

test('of each damaged file of rules: the older generation, and without that one the minimum, never open', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await apply(stage, offices);
  const older = await kernelOf(stage);
  await apply(stage, `${offices}---\n${policyText([8000])}`);
  const newest = await kernelOf(stage);
  expect(newest).not.toBe(older);
  const whole = `${stage.files.state}.whole`;
  await cp(stage.files.state, whole, { recursive: true });
  for (const [index, [name, damage]] of Object.entries(damages).entries()) {
    const bootWith = async (...damaged: readonly string[]) => {
      await rm(stage.files.state, { recursive: true });
      await cp(whole, stage.files.state, { recursive: true });
      for (const file of damaged) await damage(join(stage.files.state, file));
      const booted = await reboot(stage);
      const restored = await booted.restore();
      return { ...restored, booted, kernel: await booted.kernel() };
    };
    const others = ['last-good.snapshot', 'rollout.record', 'history.jsonl', 'last-good.older.ruleset'];
    expect(await bootWith(...others), name).toMatchObject({ code: 0, stderr: '', kernel: newest });
    // Each alone with one kind of damage: a boot takes its time.
    for (const file of others.filter((_, at) => at === index % others.length))
      expect(await bootWith(file), `${file} ${name}`).toMatchObject({ code: 0, stderr: '', kernel: newest });
    const told = expect.stringContaining('the one before it is used');
    expect(await bootWith('last-good.ruleset'), name).toMatchObject({ code: 0, stderr: told, kernel: older });
    const left = await bootWith('last-good.ruleset', 'last-good.older.ruleset');
    expect([left.code, left.stderr], name).toEqual([5, expect.stringContaining('the fail-closed minimum is up')]);
    for (const family of families) {
      const saved = await left.booted.saved(family);
      expect(saved).toMatch(/-A INPUT -j GW-IN\n/);
      expect(saved).toMatch(/--dport 22 .*-j ACCEPT\n/);
      expect(saved).toMatch(/-A GW-IN -m comment --comment "profile\/minimum\/default" -j GW-IN-DROP\n/);
      expect(saved).toMatch(/-A GW-FWD -m comment --comment "profile\/minimum\/default" -j GW-FWD-DROP\n/);
    }
    await left.booted.close();
  }
});

test('a revision that nobody has confirmed is not put up: the one before it is', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
  const commit = (ports: readonly number[]) =>
    stage.repository.commitFiles({
      'policy.yaml': policyText(ports),
      'profile.yaml': profile('rollout: {mode: Manual, confirmTimeout: 300s}'),
    });
  await commit([8000]);
  const controller = await stage.start();
  await stage.until('the first one waits', ({ status }) => status.rollout?.state === 'AwaitingConfirmation');
  expect((await stage.gatewright(['confirm'])).code).toBe(0);
  const confirmed = await kernelOf(stage);
  await commit([8000, 8001]);
  expect((await stage.reconcile()).status.rollout?.state).toBe('AwaitingConfirmation');
  expect(await kernelOf(stage)).not.toBe(confirmed);
  const busy = await stage.gatewright(['restore']);
  expect([busy.code, busy.stderr]).toEqual([6, expect.stringContaining('run')]);
  await controller.end('SIGKILL');
  const booted = await reboot(stage);
  expect((await booted.restore()).code).toBe(0);
  expect(await booted.kernel()).toBe(confirmed);
});

test('an Allow that has ended by the clock, or by the time of the last write, stays out', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const expires = new Date(Date.now() + 12_000).toISOString().replace(/\.\d+/, '');
  const ending = `---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: guests}
spec:
  hostSelector: {}
  ingress: [{name: web, action: Allow, ports: [{protocol: TCP, ports: [8080]}], expires: "${expires}"}]
`;
  await apply(stage, offices + ending);
  expect(await kernelOf(stage)).toContain('--dport 8080');
  await new Promise((resolve) => setTimeout(resolve, Date.parse(expires) + 1_100 - Date.now()));
  const booted = await reboot(stage);
  expect((await booted.restore()).code).toBe(0);
  const kernel = await booted.kernel();
  expect(kernel).not.toContain('--dport 8080');
  expect(kernel).toContain('policy/offices/ssh');
});

test('where nothing was ever confirmed, or all was uninstalled, nothing is put up', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const nothing = { code: 0, stdout: 'no revision was ever confirmed on this host; nothing to restore\n', stderr: '' };
  const fresh = await reboot(stage);
  expect(await fresh.restore()).toMatchObject(nothing);
  await apply(stage, offices);
  expect((await stage.gatewright(['uninstall'])).code).toBe(0);
  const after = await reboot(stage);
  expect(await after.restore()).toMatchObject(nothing);
  expect(await after.kernel()).not.toContain('GW-');
});

test('a configuration that cannot be read keeps no rules away', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await apply(stage, offices);
  const before = await kernelOf(stage);
  await writeFile(stage.files.config, 'kind: [');
  const booted = await reboot(stage);
  const restored = await booted.run('env', [
    `STATE_DIRECTORY=${stage.files.state}`,
    process.execPath,
    stage.files.bundle,
    'restore',
    '--config',
    stage.files.config,
  ]);
  expect(restored).toMatchObject({ code: 0, stderr: expect.stringContaining('the configuration is left out') });
  expect(await booted.kernel()).toBe(before);
});

test('a configuration that cannot be read, and nothing in the folder that holds without one: the minimum, not an open host', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await writeFile(stage.files.config, 'kind: [');
  const booted = await reboot(stage, { ...stage.env, STATE_DIRECTORY: join(stage.folder, 'another') });
  const restored = await booted.restore();
  expect(restored).toMatchObject({ code: 5, stderr: expect.stringContaining('it may be elsewhere') });
  for (const family of families) expect(await booted.saved(family)).toMatch(isClosed);
});

const isClosed = /-A INPUT -j GW-IN\n[\s\S]*-A GW-IN -m comment --comment "profile\/minimum\/default" -j GW-IN-DROP\n/;

test('what the kernel lacks takes nothing from what it has: without ipset, with native rules, without IPv6, without the backend', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await apply(stage, offices);
  const [ipv4, ipv6] = [await stage.save('ipv4'), await stage.save('ipv6')].map((text) =>
    text.replaceAll(/^(?=-A )/gm, '[0:0] '),
  );

  const noSets = await reboot(stage, await withoutPrograms(stage, 'ipset'));
  expect(await noSets.restore()).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('no saved rules without sets'),
  });
  for (const family of families) {
    expect(await noSets.saved(family)).toMatch(isClosed);
    expect(await noSets.saved(family)).not.toMatch(/-m (set|hashlimit) /);
  }

  const native = await reboot(stage);
  await native.run('iptables-nft', ['-P', 'INPUT', 'ACCEPT']);
  await native.run('nft', ['add rule ip filter INPUT ct mark 1 drop']);
  expect(await native.restore()).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('rules made by nft itself'),
  });
  const listed = (await native.run('nft', ['list chain ip filter INPUT'])).stdout;
  expect(listed).toMatch(/jump GW-IN\n\s+ct mark 0x00000001 drop\n/);
  expect(await native.saved('ipv6')).toBe(ipv6);

  const noIpv6 = ['ip6tables-nft-save', 'ip6tables-nft-restore', 'ip6tables-legacy-restore'];
  const alone = await reboot(stage, await withoutPrograms(stage, ...noIpv6));
  const restored = await alone.restore();
  expect([restored.code, restored.stderr]).toEqual([
    5,
    expect.stringMatching(/ipv4: directory@\S+ is up; ipv6: nothing could be put up/),
  ]);
  expect(await alone.saved('ipv4')).toBe(ipv4);

  const noNft = ['iptables', 'ip6tables'].flatMap((tool) => [`${tool}-nft-save`, `${tool}-nft-restore`]);
  const other = await reboot(stage, await withoutPrograms(stage, ...noNft));
  expect(await other.restore()).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('the fail-closed minimum is up'),
  });
  for (const tool of ['iptables', 'ip6tables'])
    expect((await other.run(`${tool}-legacy-save`, [])).stdout).toMatch(isClosed);
});

test('what a boot has set is given back by uninstall as the boot found it', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const forwarding = ['/proc/sys/net/ipv4/ip_forward'];
  await stage.run('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
  await apply(stage, offices + profile('sysctls: {mode: Enforce, values: {net.ipv4.ip_forward: 1}}'));
  const booted = await reboot(stage);
  await booted.run('sysctl', ['-qw', 'net.ipv4.ip_forward=0']);
  expect((await booted.restore()).code).toBe(0);
  expect((await booted.run('cat', forwarding)).stdout).toBe('1\n');
  expect((await booted.command('uninstall')).code).toBe(0);
  expect((await booted.run('cat', forwarding)).stdout).toBe('0\n');
});

test('rules that iptables prints only in part are not written for netfilter-persistent, and nothing is lost of what was there', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await apply(stage, offices);
  const booted = await reboot(stage);
  const folder = join(stage.folder, 'iptables');
  // What nft lists of it with braces, too, is made by iptables.
  await booted.run('iptables-nft', [
    '-A',
    'INPUT',
    '-p',
    'tcp',
    '-m',
    'multiport',
    '--dports',
    '7,9:11',
    '-m',
    'comment',
    '--comment',
    '@a {b}',
    '-j',
    'DROP',
  ]);
  expect((await booted.restore('--write-rules', folder)).code).toBe(0);
  const read = async () =>
    await Promise.all(['ipsets', 'rules.v4', 'rules.v6'].map((name) => readFile(join(folder, name), 'utf8')));
  const before = await read();
  await booted.run('nft', ['add rule ip6 filter INPUT ip6 saddr { 2001:db8::1, 2001:db8::2 } drop']);
  const refused = await booted.restore('--write-rules', folder);
  expect([refused.code, refused.stderr]).toEqual([
    5,
    expect.stringMatching(/the rules are up, but nothing was written .*ipv6 filter INPUT/),
  ]);
  expect(await read()).toEqual(before);
});

test('a controller that starts behind it finds nothing to do, and a host that no Host manifest names keeps what it has', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  const first = await stage.start();
  await stage.until('it is applied', isReady);
  const applied = await kernelOf(stage);
  await first.end('SIGTERM');
  for (const family of families) {
    const tool = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-nft`;
    await stage.run(`${tool}-restore`, [], '*raw\nCOMMIT\n*filter\nCOMMIT\n');
  }
  await stage.run('ipset', ['destroy']);
  expect((await stage.gatewright(['restore'])).code).toBe(0);
  expect(await kernelOf(stage)).toBe(applied);
  const host = `{apiVersion: gatewright.dev/v1alpha1, kind: Host, metadata: {name: another}, spec: {}}\n`;
  await stage.repository.commitFiles({ 'host.yaml': host, 'policy.yaml': policyText([8000]) });
  const second = await stage.start();
  await stage.until('it is told', ({ status }) =>
    status.conditions.some(({ type, reason }) => type === 'Ready' && reason === 'HostUnknown'),
  );
  expect(second.log().filter(({ message }) => message === 'repaired drift')).toEqual([]);
  expect(await kernelOf(stage)).toBe(applied);
  await second.end('SIGTERM');
});

test('at its very first start a host that no Host manifest names gets the minimum, also behind a restart, until it is known', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const host = (name: string) =>
    `{apiVersion: gatewright.dev/v1alpha1, kind: Host, metadata: {name: ${name}}, spec: {}}\n`;
  const policy = { 'policy.yaml': policyText([8000]) };
  await stage.repository.commitFiles({ ...policy, 'host.yaml': host('another') });
  await stage.run('git', ['clone', '-q', stage.repository.path, join(stage.folder, 'clone')]);
  // Who is there is told, and nothing is done.
  expect((await stage.gatewright(['apply', join(stage.folder, 'clone')])).code).toBe(3);
  expect(await stage.kernel()).not.toContain('GW-');
  const isUnknown = (told: HostObject) => readiness(told).reason === 'HostUnknown';
  const first = await stage.start();
  const { status } = await stage.until('it is told', isUnknown);
  expect(status.lastAppliedRevision).toMatch(/^minimum@sha256:[0-9a-f]{64}$/);
  const minimum = await stage.kernel();
  for (const family of families) {
    const saved = await stage.save(family);
    expect(saved).toMatch(/-A GW-IN .*--dport 22 .*-j ACCEPT/);
    expect(saved).toMatch(/-A GW-FWD -m comment --comment "profile\/minimum\/default" -j GW-FWD-DROP\n/);
    expect(saved).not.toContain('--dport 8000');
  }
  await first.end('SIGKILL');
  const second = await stage.start();
  await stage.until('it is told again', isUnknown);
  expect(await stage.kernel()).toBe(minimum);
  await stage.repository.commitFiles({ ...policy, 'host.yaml': host('gw1') });
  expect(isReady(await stage.reconcile())).toBe(true);
  expect(await stage.kernel()).toContain('--dport 8000');
  await second.end('SIGTERM');
});
