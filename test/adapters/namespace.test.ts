import { readlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { connect, createNamespace, type Namespace, probeNamespaces } from '../../src/adapters/namespace.ts';

const deadlineMs = 10_000;

async function open(name: string): Promise<Namespace> {
  const namespace = await createNamespace(name);
  onTestFinished(() => namespace.close());
  return namespace;
}

describe('a namespace', () => {
  test('is not the one of this process, and not that of another', async () => {
    const namespaces = await Promise.all([open('a'), open('b')]);
    const inodes = await Promise.all(
      namespaces.map(async ({ exec }) => (await exec('readlink', ['/proc/self/ns/net'], { deadlineMs })).stdout.trim()),
    );
    expect(new Set([...inodes, await readlink('/proc/self/ns/net')]).size).toBe(3);
    expect(await Promise.all(namespaces.map(({ path }) => readlink(path)))).toEqual(inodes);
  });

  test('holds lo, up, and nothing else', async () => {
    const namespace = await open('empty');
    const { stdout } = await namespace.exec('ip', ['-brief', 'link'], { deadlineMs });
    expect(stdout).toMatch(/^lo +UNKNOWN +00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> *\n$/);
  });

  test('runs programs with input, exit code and deadline as exec does', async () => {
    const namespace = await open('runs');
    expect(await namespace.exec('cat', [], { deadlineMs, input: 'text' })).toMatchObject({ code: 0, stdout: 'text' });
    expect(await namespace.exec('ip', ['no-such-object'], { deadlineMs })).toMatchObject({ code: 1, stdout: '' });
    await expect(namespace.exec('sleep', ['60'], { deadlineMs: 100 })).rejects.toMatchObject({ kind: 'Deadline' });
    await expect(namespace.exec('no-such-program', [], { deadlineMs })).rejects.toMatchObject({
      name: 'ExecError',
      kind: 'NotFound',
      program: 'no-such-program',
      message: 'no-such-program is not installed',
    });
  });

  test('kills what runs in it when it is closed, and lets nothing in afterwards', async () => {
    const namespace = await open('closing');
    const child = namespace.spawn('sleep', ['60']);
    const running = namespace.exec('sleep', ['60'], { deadlineMs });
    const stopped = expect(running).rejects.toMatchObject({ kind: 'Aborted' });
    await namespace.close();
    await stopped;
    expect(child.signalCode).toBe('SIGKILL');
    await expect(namespace.exec('true', [], { deadlineMs })).rejects.toMatchObject({ reason: 'Closed' });
    expect(() => namespace.spawn('true', [])).toThrow('the network namespace closing is closed');
    await namespace.close();
  });

  test('carries packets in both families as soon as it is connected, also through a route', async () => {
    const [a, router, b] = await Promise.all([open('a'), open('router'), open('b')]);
    const toA = { namespace: router, device: 'to-a', addresses: ['192.0.2.1/24', '2001:db8:a::1/64'] };
    const toB = { namespace: router, device: 'to-b', addresses: ['198.51.100.1/24', '2001:db8:b::1/64'] };
    const routes = (end: typeof toA) =>
      end.addresses.map((address) => ({ destination: 'default', via: address.replace(/\/.*/, '') }));
    await connect(toA, {
      namespace: a,
      device: 'eth0',
      addresses: ['192.0.2.2/24', '2001:db8:a::2/64'],
      routes: routes(toA),
    });
    await connect(toB, {
      namespace: b,
      device: 'eth0',
      addresses: ['198.51.100.2/24', '2001:db8:b::2/64'],
      routes: routes(toB),
    });
    for (const setting of ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']) {
      await router.exec('sysctl', ['--quiet', '--write', setting], { deadlineMs });
    }
    for (const address of ['192.0.2.1', '2001:db8:a::1', '198.51.100.2', '2001:db8:b::2']) {
      const args = ['-n', '-q', '-c', '1', '-W', '0.9', address];
      expect(await a.exec('ping', args, { deadlineMs })).toMatchObject({ code: 0 });
    }
  });

  test('a link that cannot be made is refused with the words of ip', async () => {
    const [a, b] = await Promise.all([open('a'), open('b')]);
    const link = connect(
      { namespace: a, device: 'a-name-of-16-cha', addresses: [] },
      { namespace: b, device: 'eth0', addresses: [] },
    );
    await expect(link).rejects.toMatchObject({
      reason: 'ToolFailed',
      message: expect.stringContaining('not a valid ifname'),
    });
  });
});

test('root may make namespaces directly', async () => {
  expect(await probeNamespaces()).toEqual({ kind: 'Direct' });
});

test('whoever may not makes them behind the prefix that is offered', async () => {
  const program = fileURLToPath(new URL('namespace-alone.ts', import.meta.url));
  // Root without these capabilities stands for everybody else, but can read this program wherever it lies.
  const powerless = ['--bounding-set=-sys_admin,-net_admin', process.execPath, '--import', 'tsx', program];
  const result = await exec('setpriv', powerless, { deadlineMs });
  expect(result).toMatchObject({
    code: 0,
    stdout: 'refused: NotPermitted\nbehind the prefix: 1 received\n',
    stderr: '',
  });
});
