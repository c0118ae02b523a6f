import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { families } from '../../src/policy/family.ts';
import { adminClient, anyClient, backends, endOfSuite, makeWorld, type World, waitUntil } from './world.ts';

describe.each(backends)('a world on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    await world.hostPeer.listen({ protocol: 'tcp', port: 22 });
    await world.hostPeer.listen({
      protocol: 'udp',
      port: 5353,
      groups: [
        { address: '224.0.0.251', interface: anyClient.host.ipv4 },
        { address: 'ff02::fb', interface: `::%${anyClient.name}` },
      ],
    });
  });
  beforeEach(async () => {
    for (const family of families) await world.restore(family, '*filter\nCOMMIT\n', { flush: true });
  });

  test.each(families)('without a rule TCP, UDP and ping go through in %s', async (family) => {
    const { peer, host } = world.client(anyClient);
    const outcomes = await Promise.all([
      peer.connect({ host: host[family], port: 22 }),
      peer.connect({ host: host[family], port: 23 }),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['connected', 'refused']);
    expect(await peer.sendUdp({ host: host[family], port: 5353, count: 3 })).toEqual({ answered: [true, true, true] });
    expect(await peer.sendUdp({ host: host[family], port: 9 })).toEqual({
      answered: [false],
      rejected: 'ECONNREFUSED',
    });
    expect(await peer.ping(host[family], { count: 3 })).toBe(3);
  });

  test('multicast reaches the host in both families', async () => {
    const { peer, ipv4 } = world.client(anyClient);
    const answers = await Promise.all([
      peer.sendUdp({ host: '224.0.0.251', port: 5353, multicastInterface: ipv4 }),
      peer.sendUdp({ host: 'ff02::fb%eth0', port: 5353, multicastInterface: '::%eth0' }),
    ]);
    expect(answers).toEqual([{ answered: [true] }, { answered: [true] }]);
  });

  test.each(families)(
    'a DROP makes a connection time out, its counter says so, and others go on, in %s',
    async (family) => {
      const { peer, host, [family]: source } = world.client(anyClient);
      const admin = world.client(adminClient);
      await world.iptables(family, '-A', 'INPUT', '-s', source, '-p', 'tcp', '--dport', '22', '-j', 'DROP');
      const outcomes = await Promise.all([
        peer.connect({ host: host[family], port: 22, timeoutMs: 300 }),
        admin.peer.connect({ host: admin.host[family], port: 22 }),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['timeout', 'connected']);
      const bits = family === 'ipv4' ? 32 : 128;
      expect(await world.counters(family, 'INPUT')).toEqual([
        {
          text: `-s ${source}/${bits} -p tcp -m tcp --dport 22 -j DROP`,
          packets: 1,
          bytes: family === 'ipv4' ? 60 : 80,
        },
      ]);
    },
  );

  test.each(families)('a REJECT tells TCP and UDP at once in %s', async (family) => {
    const { peer, host } = world.client(anyClient);
    const [kind, code] =
      family === 'ipv4' ? ['icmp-admin-prohibited', 'EHOSTUNREACH'] : ['icmp6-adm-prohibited', 'EACCES'];
    await world.iptables(family, '-A', 'INPUT', '-p', 'tcp', '-j', 'REJECT', '--reject-with', 'tcp-reset');
    await world.iptables(family, '-A', 'INPUT', '-p', 'udp', '-j', 'REJECT', '--reject-with', kind);
    const { outcome, ms } = await peer.connect({ host: host[family], port: 22 });
    expect(outcome).toBe('refused');
    expect(ms).toBeLessThan(300);
    expect(await peer.sendUdp({ host: host[family], port: 5353 })).toEqual({ answered: [false], rejected: code });
  });

  test('a TCP connection that is refused by ICMP is unreachable', async () => {
    const { peer, host } = world.client(anyClient);
    const kind = 'icmp6-adm-prohibited';
    await world.iptables('ipv6', '-A', 'INPUT', '-p', 'tcp', '-j', 'REJECT', '--reject-with', kind);
    // Between namespaces the error may arrive while the connecting system call still holds the socket; then the kernel
    // only believes the one that answers the second SYN, a second later.
    expect(await peer.connect({ host: host.ipv6, port: 22, timeoutMs: 4000 })).toMatchObject({
      outcome: 'unreachable',
      code: 'EACCES',
    });
  });

  test('an open session lives on behind an established rule, a new one does not start', async () => {
    const { peer, host } = world.client(anyClient);
    // A flow is tracked from its first packet only where a rule asks for it by then.
    await world.iptables('ipv4', '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'ESTABLISHED', '-j', 'ACCEPT');
    const session = await peer.openSession({ host: host.ipv4, port: 22 });
    await world.iptables('ipv4', '-A', 'INPUT', '-j', 'DROP');
    expect(await session.exchange()).toBe(true);
    expect((await peer.connect({ host: host.ipv4, port: 22, timeoutMs: 300 })).outcome).toBe('timeout');
    await world.iptables('ipv4', '-I', 'INPUT', '-j', 'DROP');
    expect(await session.exchange(300)).toBe(false);
    await session.close();
  });

  test('without neighbour discovery IPv6 is cut as soon as the caches are empty', async () => {
    const { peer, host } = world.client(anyClient);
    await peer.ping(host.ipv6);
    const connect = async () => (await peer.connect({ host: host.ipv6, port: 22, timeoutMs: 300 })).outcome;
    for (const type of ['neighbour-solicitation', 'neighbour-advertisement']) {
      await world.iptables('ipv6', '-A', 'INPUT', '-p', 'ipv6-icmp', '--icmpv6-type', type, '-j', 'DROP');
    }
    const warm = await connect();
    await world.flushNeighbours();
    expect([warm, await connect()]).toEqual(['connected', 'timeout']);
    await world.restore('ipv6', '*filter\nCOMMIT\n', { flush: true });
    await world.flushNeighbours();
    expect(await connect()).toBe('connected');
  });

  test('prefixes of NFLOG records are read back in both families', async () => {
    const { peer, host } = world.client(anyClient);
    const log = await world.readLog(7);
    for (const family of families) {
      const record = ['-j', 'NFLOG', '--nflog-group', '7', '--nflog-prefix', `gw: ${family} record`];
      await world.iptables(family, '-A', 'INPUT', '-p', 'udp', ...record);
      await peer.sendUdp({ host: host[family], port: 5353 });
    }
    expect(await log.prefixes(2)).toEqual(['gw: ipv4 record', 'gw: ipv6 record']);
  });

  test('sets and tracked flows belong to the world', async () => {
    const { peer, host } = world.client(anyClient);
    await world.run('ipset', ['restore'], 'create gw4-test hash:net\nadd gw4-test 192.0.2.0/24\n');
    onTestFinished(async () => void (await world.run('ipset', ['destroy'])));
    expect(await world.run('ipset', ['list', '-name'])).toBe('gw4-test\n');
    await world.iptables('ipv4', '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'NEW');
    await peer.sendUdp({ host: host.ipv4, port: 5353 });
    expect(await world.run('conntrack', ['-L', '-p', 'udp'])).toContain('dport=5353');
    await world.flushConntrack();
    expect(await world.run('conntrack', ['-L', '-p', 'udp'])).not.toContain('dport=5353');
  });

  test('the rules of the machine itself do not change', async () => {
    const before = await describeMachine();
    const other = await makeWorld({ backend, onEnd: onTestFinished, clients: [anyClient] });
    for (const family of families) await other.iptables(family, '-P', 'INPUT', 'DROP');
    await other.run('ipset', ['create', 'gw4-test', 'hash:net']);
    await other.close();
    expect(await describeMachine()).toBe(before);
  });
});

test('a world whose maker is killed leaves no namespace and no process', async () => {
  const program = fileURLToPath(new URL('world-alone.ts', import.meta.url));
  const maker = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void maker.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: maker.stdout }), 'line')) as [string];
  const { inodes, folder, outcome } = JSON.parse(line) as { inodes: string[]; folder: string; outcome: string };
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  expect(outcome).toBe('refused');
  expect(new Set(await findHolders(inodes)).size).toBeGreaterThan(1);
  maker.kill('SIGKILL');
  await waitUntil('nothing holds the namespaces', async () => (await findHolders(inodes)).length === 0);
});

/** What would have changed if a rule, a set or a link had gone to the machine instead of a namespace. */
async function describeMachine(): Promise<string> {
  const commands: readonly (readonly [string, ...string[]])[] = [
    ['iptables-nft-save'],
    ['ip6tables-nft-save'],
    ['iptables-legacy-save'],
    ['ip6tables-legacy-save'],
    ['ipset', 'save'],
    ['ip', '-brief', 'link'],
  ];
  const texts: string[] = [];
  for (const [program, ...args] of commands) {
    const { stdout } = await exec(program, args, { deadlineMs: 10_000 });
    texts.push(`${program}\n${stdout.replaceAll(/^#.*$/gm, '').replaceAll(/\[\d+:\d+\]/g, '')}`);
  }
  return texts.join('\n');
}

/** Process ids that are in one of the namespaces, or hold one open. */
async function findHolders(inodes: readonly string[]): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const holders: string[] = [];
  for (const pid of pids) {
    const files = (await listIfThere(`/proc/${pid}/fd`)).map((file) => `fd/${file}`);
    for (const file of ['ns/net', ...files]) {
      const target = await readlink(`/proc/${pid}/${file}`).catch(ignoreGone);
      if (target !== undefined && inodes.includes(target)) holders.push(pid);
    }
  }
  return holders;
}

async function listIfThere(path: string): Promise<readonly string[]> {
  return (await readdir(path).catch(ignoreGone)) ?? [];
}

/** A process that ends while it is looked at holds nothing any more, and one that even root may not look at is not ours. */
function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ESRCH', 'EINVAL', 'EACCES', 'EPERM'].includes(error.code ?? '')) return undefined;
  throw error;
}
