// The real fail2ban beside us: whom it has banned stays banned, whatever we change, and its rules stay as it made them.

import { mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { foreignPart } from './foreign-part.ts';
import { compileFiles, dataplaneOf } from './rulesets.ts';
import { adminClient, anyClient, backends, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const updates = 100;

/** Everybody may use ssh; the rest differs from revision to revision. */
function revision(number: number): Desired {
  const web =
    number % 2 === 0 ? '' : `\n    - {name: web, action: Allow, ports: [{protocol: TCP, ports: [${8000 + number}]}]}`;
  const tier = number % 3 === 0 ? 'Admin' : 'Default';
  const text = `apiVersion: gatewright.dev/v1alpha1
kind: NetworkSet
metadata: {name: office}
spec: {networks: [10.0.0.${1 + (number % 5)}, '2001:db8:7::${1 + (number % 5)}']}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: ssh}
spec:
  hostSelector: {}
  tier: ${tier}
  ingress:
    - {name: office, action: Allow, from: [{networkSets: [office]}]}
    - {name: ssh, action: Allow, services: [ssh]}${web}
`;
  return compileFiles([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
}

interface Fail2ban {
  client(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** In the host of `world`, with all that it keeps in the world's folder. */
async function startFail2ban(world: World, action: 'iptables-multiport' | 'iptables-ipset'): Promise<Fail2ban> {
  const folder = join(world.folder, 'f2b');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await mkdir(join(folder, 'filter.d'), { recursive: true });
  // The programs by the names that its actions use, of this world's backend.
  for (const program of ['iptables', 'ip6tables']) {
    const multi = await readlink(`/usr/sbin/${program}-${world.backend}`);
    await symlink(join('/usr/sbin', multi), join(folder, 'bin', program)).catch(() => undefined);
  }
  await symlink('/etc/fail2ban/action.d', join(folder, 'action.d')).catch(() => undefined);
  const log = join(folder, 'auth.log');
  await writeFile(log, '');
  await writeFile(
    join(folder, 'filter.d', 'probe.conf'),
    '[Definition]\nfailregex = ^refused <HOST>$\ndatepattern = {NONE}\n',
  );
  const [socket, pid] = [join(folder, 'f2b.sock'), join(folder, 'f2b.pid')];
  await writeFile(
    join(folder, 'fail2ban.conf'),
    `[Definition]\nloglevel = INFO\nlogtarget = ${join(folder, 'f2b.log')}\nsocket = ${socket}\npidfile = ${pid}\ndbfile = None\n`,
  );
  await writeFile(
    join(folder, 'jail.conf'),
    `[DEFAULT]\nbantime = 3600\nfindtime = 600\nmaxretry = 1\nbackend = polling\n[sshd]\nenabled = true\nfilter = probe\nlogpath = ${log}\naction = ${action}[name=sshd, port=22, protocol=tcp]\n`,
  );
  const env = { ...world.env, PATH: `${join(folder, 'bin')}:${world.env.PATH ?? ''}` };
  const child = world.host.spawn('fail2ban-server', ['-xf', '-c', folder, '-s', socket, '-p', pid, 'start'], { env });
  const client = async (...args: readonly string[]): Promise<string> => {
    const options = { deadlineMs: 20_000, env };
    const { code, stdout, stderr } = await world.host.exec(
      'fail2ban-client',
      ['-c', folder, '-s', socket, ...args],
      options,
    );
    if (code !== 0) throw new Error(`fail2ban-client ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout.trim();
  };
  await until('fail2ban answers', async () => (await client('ping').catch(() => '')).includes('pong'));
  return {
    client,
    async stop() {
      await client('stop');
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within 60 seconds: ${what}`);
    await sleep(100);
  }
}

/** By what the jail reads in its log, in both families. */
async function banClient(world: World, fail2ban: Fail2ban): Promise<void> {
  await writeFile(join(world.folder, 'f2b', 'auth.log'), `refused ${anyClient.ipv4}\nrefused ${anyClient.ipv6}\n`);
  await until('both are banned', async () => {
    const banned = await fail2ban.client('get', 'sshd', 'banip');
    return banned.includes(anyClient.ipv4) && banned.includes(anyClient.ipv6);
  });
}

async function rulesOf(world: World, family: Family, chain: string): Promise<readonly string[]> {
  const lines = (await world.save(family)).split('\n');
  return lines.filter((line) => line.startsWith(`-A ${chain} `));
}

describe.each(backends)('on %s', (backend) => {
  test(`whom fail2ban has banned stays banned through ${updates} updates`, async () => {
    const world = await makeWorld({ backend, onEnd: onTestFinished });
    await world.hostPeer.listen({ protocol: 'tcp', port: 22 });
    const outcome = async (family: Family) =>
      (await world.client(anyClient).peer.connect({ host: anyClient.host[family], port: 22 })).outcome;
    const others = async (family: Family) =>
      (await world.client(adminClient).peer.connect({ host: adminClient.host[family], port: 22 })).outcome;
    let lastGood: Desired | undefined;
    const apply = async (number: number) => {
      const desired = revision(number);
      await applyDesired(dataplaneOf(world), desired, never, { known: { lastGood } });
      lastGood = desired;
    };
    await apply(0);
    expect([await outcome('ipv4'), await outcome('ipv6')]).toEqual(['connected', 'connected']);

    // It makes its chain after ours, and puts its jump first.
    const fail2ban = await startFail2ban(world, 'iptables-multiport');
    await banClient(world, fail2ban);
    for (const family of families)
      await until(`${family} is refused`, async () => (await outcome(family)) !== 'connected');
    const theirs = await Promise.all(families.map(async (family) => foreignPart(await world.save(family))));
    expect(theirs.every((rules) => rules.includes('-j f2b-sshd'))).toBe(true);

    for (let number = 1; number <= updates; number += 1) {
      await apply(number);
      const family = families[number % 2] ?? 'ipv4';
      if (number % 7 === 0) expect(await outcome(family)).not.toBe('connected');
      if (number % 20 === 0) expect(await others(family)).toBe('connected');
    }
    expect(await Promise.all(families.map(async (family) => foreignPart(await world.save(family))))).toEqual(theirs);
    for (const family of families) {
      expect((await rulesOf(world, family, 'INPUT')).at(-1)).toBe('-A INPUT -j GW-IN');
      expect((await rulesOf(world, family, 'INPUT')).filter((rule) => rule.includes('GW-'))).toHaveLength(1);
    }

    await fail2ban.client('set', 'sshd', 'unbanip', anyClient.ipv4);
    expect([await outcome('ipv4'), await outcome('ipv6')]).toEqual([
      'connected',
      expect.not.stringMatching('connected'),
    ]);
    await fail2ban.stop();
    for (const family of families) expect(foreignPart(await world.save(family))).toBe('');
    await apply(updates + 1);
    expect([await outcome('ipv4'), await outcome('ipv6')]).toEqual(['connected', 'connected']);
  });

  test('whom fail2ban has banned by a set stays banned, also where its rule came first', {
    timeout: 400_000,
  }, async () => {
    const world = await makeWorld({ backend, onEnd: onTestFinished });
    await world.hostPeer.listen({ protocol: 'tcp', port: 22 });
    const outcomes = async () =>
      Promise.all(
        families.map(
          async (family) =>
            (await world.client(anyClient).peer.connect({ host: anyClient.host[family], port: 22, timeoutMs: 1000 }))
              .outcome,
        ),
      );
    const fail2ban = await startFail2ban(world, 'iptables-ipset');
    await banClient(world, fail2ban);
    for (const family of families) {
      await until(`${family} has their rule`, async () => (await world.save(family)).includes('--match-set f2b-sshd'));
    }
    const theirs = await Promise.all(families.map(async (family) => foreignPart(await world.save(family))));
    let lastGood: Desired | undefined;
    for (let number = 0; number < 10; number += 1) {
      await applyDesired(dataplaneOf(world), revision(number), never, { known: { lastGood } });
      lastGood = revision(number);
      // The kernel says so to a sender only now and then; the rest is silence.
      if (number % 4 !== 0) continue;
      expect(await outcomes()).not.toContain('connected');
    }
    expect(await Promise.all(families.map(async (family) => foreignPart(await world.save(family))))).toEqual(theirs);
    for (const address of [anyClient.ipv4, anyClient.ipv6]) await fail2ban.client('set', 'sshd', 'unbanip', address);
    expect(await outcomes()).toEqual(['connected', 'connected']);
    await fail2ban.stop();
  });
});
