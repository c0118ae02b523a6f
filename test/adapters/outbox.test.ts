// The outbox against real HTTP servers on loopback.

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReporter, type Outbox, type ReporterOptions } from '../../src/adapters/outbox.ts';
import type { Webhook } from '../../src/adapters/webhook.ts';
import {
  hostWith,
  hurryingClock,
  messages,
  openReceiver,
  type Receiver,
  recordLog,
  signatureOf,
  until,
} from './receiver.ts';

/** A thousand events are two thousand fsyncs, which tell nothing here. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let directory: string;
let receiver: Receiver;
let log = recordLog();
let clock = hurryingClock();
const open: (Outbox | Receiver)[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(inMemory, 'gatewright-outbox-'));
  receiver = await openReceiver();
  log = recordLog();
  clock = hurryingClock();
  open.push(receiver);
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.close(0);
  rmSync(directory, { recursive: true, force: true });
});

function reporter(webhook: Partial<Webhook> = {}, options: Partial<ReporterOptions> = {}): Outbox {
  const made = createReporter({
    webhooks: [{ url: receiver.url, ...webhook }],
    directory: join(directory, 'outbox'),
    clock,
    log,
    version: '0.1.0',
    ...options,
  });
  open.push(made);
  return made;
}

function waiting(): readonly string[] {
  return readdirSync(join(directory, 'outbox'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('.event'))
    .map((name) => name.split('/')[1] ?? '')
    .sort();
}

function sizeOf(name: string): number {
  const [folder = ''] = readdirSync(join(directory, 'outbox'));
  return statSync(join(directory, 'outbox', folder, name)).size;
}

function secretFile(text: string): string {
  const path = join(directory, 'secret');
  writeFileSync(path, text);
  return path;
}

const down =
  (status: number, headers: Record<string, string> = {}) =>
  (response: import('node:http').ServerResponse) =>
    void response.writeHead(status, headers).end();

describe('an event', () => {
  it('is a signed JSON POST with an idempotency key', async () => {
    const outbox = reporter({ secretFile: secretFile('s3cret\n') });
    await outbox.report(hostWith('one'), 'Transition');
    await until(() => receiver.told.length === 1);
    const [told] = receiver.told;
    expect(told?.body).toBe(JSON.stringify(hostWith('one')));
    expect(told?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'gatewright/0.1.0',
      'x-gatewright-event': 'Transition',
      'x-signature': signatureOf('s3cret', told?.body ?? ''),
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    await until(() => outbox.counters().delivered === 1);
    expect([outbox.counters(), waiting()]).toEqual([{ pending: 0, delivered: 1, lost: 0 }, []]);
  });

  it('is on disk, for its owner only, when report returns', async () => {
    receiver.answer = down(500);
    await reporter().report(hostWith('one'), 'Transition');
    const [file] = readdirSync(join(directory, 'outbox'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.event'),
    );
    const path = join(directory, 'outbox', file ?? '');
    expect(readFileSync(path, 'utf8')).toContain(JSON.stringify(hostWith('one')));
    expect([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('has a key of its own for each webhook', async () => {
    const second = await openReceiver();
    open.push(second);
    const outbox = reporter({}, { webhooks: [{ url: receiver.url }, { url: second.url }] });
    await outbox.report(hostWith('one'), 'Transition');
    await until(() => receiver.told.length + second.told.length === 2);
    expect(receiver.told[0]?.headers['idempotency-key']).not.toBe(second.told[0]?.headers['idempotency-key']);
  });
});

describe('ten transitions with the webhook down and a restart', () => {
  it('arrive once each by their key, in order, with valid signatures', async () => {
    receiver.answer = (response) => void response.socket?.destroy();
    const secret = secretFile('first');
    const before = reporter({ secretFile: secret });
    for (let index = 0; index < 5; index += 1) await before.report(hostWith(`event ${index}`), 'Transition');
    await until(() => receiver.told.length > 2);
    await before.close(100);
    const after = reporter({ secretFile: secret });
    for (let index = 5; index < 10; index += 1) await after.report(hostWith(`event ${index}`), 'Transition');
    expect(after.counters().pending).toBe(10);
    const failed = receiver.told.splice(0);
    secretFile('rotated\n');
    receiver.answer = down(204);
    await until(() => after.counters().pending === 0);
    expect(messages(receiver.told)).toEqual(Array.from({ length: 10 }, (_, index) => `event ${index}`));
    const keys = receiver.told.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(10);
    expect(new Set(failed.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([keys[0]]));
    expect(receiver.told.map(({ headers }) => headers['x-signature'])).toEqual(
      receiver.told.map(({ body }) => signatureOf('rotated', body)),
    );
    expect([after.counters(), waiting()]).toEqual([{ pending: 0, delivered: 10, lost: 0 }, []]);
  });

  it('survive a kill -9 of the process that wrote them', async () => {
    const script = `
      import { createReporter } from ${JSON.stringify(new URL('../../src/adapters/outbox.ts', import.meta.url).pathname)};
      import { hostWith, recordLog, hurryingClock } from ${JSON.stringify(new URL('./receiver.ts', import.meta.url).pathname)};
      const outbox = createReporter({ webhooks: [{ url: ${JSON.stringify(receiver.url)} }], directory: ${JSON.stringify(join(directory, 'outbox'))},
        clock: { ...hurryingClock(), sleep: () => new Promise(() => {}) }, log: recordLog(), version: '0.1.0' });
      for (let index = 0; index < 10; index += 1) await outbox.report(hostWith('event ' + index), 'Transition');
      process.kill(process.pid, 'SIGKILL');`;
    await receiver.close();
    writeFileSync(join(directory, 'writer.mts'), script);
    const child = spawnSync(process.execPath, ['--import', 'tsx', join(directory, 'writer.mts')], {
      cwd: new URL('../..', import.meta.url).pathname,
      timeout: 90_000,
      encoding: 'utf8',
    });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', expect.not.stringContaining('Error')]);
    const again = await openReceiver(receiver.port);
    open.push(again);
    const outbox = reporter();
    await outbox.open();
    await until(() => outbox.counters().pending === 0);
    expect(messages(again.told)).toEqual(Array.from({ length: 10 }, (_, index) => `event ${index}`));
  });
});

describe('a webhook that does not take an event', () => {
  it.each([500, 502, 408, 425, 401, 403, 404, 301])(
    'with %i is tried again, and what follows waits',
    async (status) => {
      receiver.answer = down(status, { location: 'http://127.0.0.1:9/' });
      const outbox = reporter();
      await outbox.report(hostWith('one'), 'Transition');
      await outbox.report(hostWith('two'), 'Transition');
      await until(() => receiver.told.length > 6);
      expect(new Set(messages(receiver.told))).toEqual(new Set(['one']));
      expect(outbox.counters().lastError).toMatch(new RegExp(`^http://127.0.0.1:${receiver.port} answered ${status}`));
      receiver.answer = down(200);
      await until(() => outbox.counters().pending === 0);
      expect([messages(receiver.told).at(-1), outbox.counters()]).toEqual([
        'two',
        { pending: 0, delivered: 2, lost: 0 },
      ]);
    },
  );

  it('is waited for twice as long each time, five minutes at most, with jitter', async () => {
    receiver.answer = down(500);
    await reporter().report(hostWith('one'), 'Transition');
    await until(() => clock.waits.length >= 10);
    expect(clock.waits.slice(0, 10)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 150_000]);
  });

  it('is left alone as long as Retry-After says, in seconds or as a date', async () => {
    receiver.answer = down(429, { 'retry-after': '120' });
    await reporter().report(hostWith('one'), 'Transition');
    await until(() => clock.waits.length > 0);
    receiver.answer = down(503, { 'retry-after': new Date(Date.now() + 3_600_000 * 48).toUTCString() });
    await until(() => clock.waits.some((ms) => ms >= 3_600_000 && ms <= 3_601_000));
    expect(clock.waits[0]).toBe(120_500);
  });

  it.each([400, 413, 422])('with %i five times loses it, counted, and takes the next', async (status) => {
    receiver.answer = (response, told) => void response.writeHead(told.body.includes('bad') ? status : 200).end();
    const outbox = reporter();
    await outbox.report(hostWith('bad'), 'Transition');
    await outbox.report(hostWith('good'), 'Transition');
    await until(() => outbox.counters().delivered === 1);
    expect(messages(receiver.told)).toEqual(['bad', 'bad', 'bad', 'bad', 'bad', 'good']);
    expect(outbox.counters()).toEqual({ pending: 0, delivered: 1, lost: 1 });
    expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
    await outbox.close(100);
    const restarted = reporter();
    await restarted.open();
    expect(restarted.counters()).toEqual({ pending: 0, delivered: 1, lost: 1 });
  });

  it('because it refuses the connection is tried until it listens', async () => {
    await receiver.close();
    const outbox = reporter();
    await outbox.report(hostWith('one'), 'Transition');
    await until(() => clock.waits.length > 2);
    expect(outbox.counters().lastError).toBe(`http://127.0.0.1:${receiver.port} refused the connection`);
    const back = await openReceiver(receiver.port);
    open.push(back);
    await until(() => back.told.length === 1);
  });

  it('because it never answers is cut off at the deadline', async () => {
    receiver.answer = () => undefined;
    const outbox = reporter({ timeoutMs: 150 });
    await outbox.report(hostWith('one'), 'Transition');
    await until(() => receiver.told.length > 1);
    expect(outbox.counters().lastError).toBe(`http://127.0.0.1:${receiver.port} did not answer in time`);
  });

  it('because its secret cannot be read is not sent to, and says so', async () => {
    const outbox = reporter({ secretFile: join(directory, 'absent') });
    await outbox.report(hostWith('one'), 'Transition');
    await until(() => clock.waits.length > 2);
    expect([receiver.told, outbox.counters().lastError]).toEqual([
      [],
      `the credential file ${join(directory, 'absent')} cannot be read (ENOENT)`,
    ]);
    writeFileSync(join(directory, 'absent'), 'here now');
    await until(() => receiver.told.length === 1);
  });
});

describe('an answer', () => {
  it('counts by its status, though its body hangs', async () => {
    receiver.answer = (response) => void response.writeHead(200, { 'content-length': '1000' }).write('x');
    const outbox = reporter({ timeoutMs: 5000 });
    await outbox.report(hostWith('one'), 'Transition');
    await until(() => outbox.counters().delivered === 1);
    expect(receiver.told).toHaveLength(1);
  });

  it('without an end does not fill memory', async () => {
    let sent = 0;
    receiver.answer = (response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && sent < 1 << 28) {
          sent += 1 << 16;
          if (!response.write(Buffer.alloc(1 << 16))) return void response.once('drain', pour);
        }
      };
      pour();
    };
    const outbox = reporter();
    await outbox.report(hostWith('one'), 'Transition');
    await until(() => outbox.counters().delivered === 1);
    expect(sent).toBeLessThan(1 << 26);
  });
});

describe('heartbeats', () => {
  it('replace an older one that was not delivered; transitions stay', async () => {
    await receiver.close();
    const outbox = reporter();
    await outbox.report(hostWith('t1'), 'Transition');
    await outbox.report(hostWith('h1'), 'Heartbeat');
    await outbox.report(hostWith('t2'), 'Transition');
    await outbox.report(hostWith('h2'), 'Heartbeat');
    await outbox.report(hostWith('h3'), 'Heartbeat');
    const back = await openReceiver(receiver.port);
    open.push(back);
    await until(() => outbox.counters().pending === 0);
    expect(messages(back.told)).toEqual(['t1', 't2', 'h3']);
    expect(outbox.counters().lost).toBe(0);
  });
});

describe('a full outbox', () => {
  it('gives up the oldest events, and counts and tells the loss across a restart', async () => {
    await receiver.close();
    const outbox = reporter({}, { maxEvents: 3 });
    for (const message of ['a', 'b', 'c', 'd', 'e']) await outbox.report(hostWith(message), 'Transition');
    await outbox.close(50);
    expect([outbox.counters().lost, waiting().length]).toEqual([2, 3]);
    expect(log.lines.filter((line) => line.startsWith('error an event for a webhook is lost'))).toHaveLength(2);
    const back = await openReceiver(receiver.port);
    open.push(back);
    const restarted = reporter({}, { maxEvents: 3 });
    await restarted.open();
    await until(() => restarted.counters().pending === 0);
    expect(restarted.counters()).toEqual({ pending: 0, delivered: 3, lost: 2 });
    expect(messages(back.told).slice(-2)).toEqual(['d', 'e']);
  });

  it('is bounded in bytes too', async () => {
    await receiver.close();
    const outbox = reporter({}, { maxBytes: 10_000 });
    for (const message of ['a', 'b', 'c']) await outbox.report(hostWith(message.repeat(4000)), 'Transition');
    expect(outbox.counters()).toMatchObject({ pending: 2, lost: 1 });
  });

  it('holds 1,000 events and 32 MiB where nobody says otherwise', async () => {
    await receiver.close();
    const outbox = reporter();
    for (let at = 0; at < 40; at += 1) await outbox.report(hostWith('x'.repeat(1024 * 1024)), 'Transition');
    const bytes = waiting().reduce((sum, name) => sum + sizeOf(name), 0);
    expect(outbox.counters()).toMatchObject({ pending: 31, lost: 9 });
    expect(bytes).toBeLessThan(32 * 1024 * 1024);
    for (let at = 0; at < 1_000; at += 1) await outbox.report(hostWith('small'), 'Transition');
    expect(outbox.counters()).toMatchObject({ pending: 1_000, lost: 40 });
    expect(waiting()).toHaveLength(1_000);
  });

  it('a thousand events without webhook and disk leave 100 of them in memory, the newest, which go out when both are back', async () => {
    await receiver.close();
    writeFileSync(join(directory, 'outbox'), 'no folder');
    const outbox = reporter();
    for (let at = 0; at < 1_000; at += 1) await outbox.report(hostWith(`event ${at}`), 'Transition');
    expect(outbox.counters()).toMatchObject({ pending: 100, delivered: 0, lost: 900 });
    rmSync(join(directory, 'outbox'));
    const back = await openReceiver(receiver.port);
    open.push(back);
    await outbox.report(hostWith('back'), 'Transition');
    await until(() => outbox.counters().pending === 0);
    expect(messages(back.told).slice(-100)).toEqual([
      ...Array.from({ length: 99 }, (_, at) => `event ${at + 901}`),
      'back',
    ]);
    expect(outbox.counters().delivered + outbox.counters().lost).toBe(1_001);
  });
});

describe('files of the outbox', () => {
  it('that are torn or changed are set aside, counted and told; the others are delivered', async () => {
    await receiver.close();
    const outbox = reporter();
    for (const message of ['a', 'b', 'c', 'd']) await outbox.report(hostWith(message), 'Transition');
    await outbox.close(10);
    const [folder] = readdirSync(join(directory, 'outbox'));
    const path = (index: number) => join(directory, 'outbox', folder ?? '', waiting()[index] ?? '');
    const torn = readFileSync(path(1));
    writeFileSync(path(1), torn.subarray(0, torn.length / 2));
    writeFileSync(path(2), readFileSync(path(2), 'utf8').replace('Applied', 'Unknown'));
    writeFileSync(join(directory, 'outbox', folder ?? '', '000000000009.event.partial'), 'left by a kill');
    const back = await openReceiver(receiver.port);
    open.push(back);
    const restarted = reporter();
    await restarted.open();
    await until(() => restarted.counters().pending === 0);
    expect([messages(back.told), restarted.counters()]).toEqual([['a', 'd'], { pending: 0, delivered: 2, lost: 2 }]);
    expect(waiting().filter((name) => name.endsWith('.damaged'))).toHaveLength(2);
    expect(waiting().filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(log.lines.filter((line) => line.startsWith('error a stored event is damaged'))).toHaveLength(2);
  });

  it('that cannot be read are set aside and counted; the others are delivered, and new ones are kept', async () => {
    await receiver.close();
    const outbox = reporter();
    for (const message of ['a', 'b', 'c', 'd']) await outbox.report(hostWith(message), 'Transition');
    await outbox.close(10);
    const [folder = ''] = readdirSync(join(directory, 'outbox'));
    const path = (index: number) => join(directory, 'outbox', folder, waiting()[index] ?? '');
    const [aFolder, badSector] = [path(1), path(2)];
    rmSync(aFolder);
    mkdirSync(aFolder);
    rmSync(badSector);
    // Reading it is refused with EIO.
    symlinkSync('/proc/self/mem', badSector);
    const back = await openReceiver(receiver.port);
    open.push(back);
    const restarted = reporter();
    await restarted.report(hostWith('e'), 'Transition');
    await until(() => restarted.counters().pending === 0);
    expect([messages(back.told), restarted.counters()]).toEqual([
      ['a', 'd', 'e'],
      { pending: 0, delivered: 3, lost: 2 },
    ]);
    expect(waiting().filter((name) => name.endsWith('.damaged'))).toHaveLength(2);
    expect(log.lines.filter((line) => line.includes('wait in memory'))).toEqual([]);
  });

  it('of counters that cannot be read: they start anew, and events are delivered', async () => {
    const outbox = reporter();
    await outbox.report(hostWith('a'), 'Transition');
    await until(() => outbox.counters().pending === 0);
    await outbox.close(10);
    const [folder = ''] = readdirSync(join(directory, 'outbox'));
    const counters = join(directory, 'outbox', folder, 'counters.json');
    rmSync(counters);
    symlinkSync('/proc/self/mem', counters);
    const restarted = reporter();
    await restarted.report(hostWith('b'), 'Transition');
    await until(() => restarted.counters().pending === 0);
    expect(restarted.counters()).toEqual({ pending: 0, delivered: 1, lost: 0 });
    expect(log.lines.join('\n')).toContain('start anew');
  });

  it('of a webhook that is no longer configured are given up, which is told', async () => {
    const gone = reporter({ url: 'http://127.0.0.1:9/old' });
    await gone.report(hostWith('a'), 'Transition');
    await gone.close(10);
    await reporter().open();
    expect(log.lines).toContain('error events for a webhook that is no longer configured are given up {"lost":1}');
    expect(waiting()).toEqual([]);
  });
});

describe('closing', () => {
  it('delivers what is pending within its deadline', async () => {
    receiver.answer = down(500);
    const outbox = reporter(
      {},
      {
        clock: {
          ...clock,
          sleep: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
        },
      },
    );
    for (const message of ['a', 'b', 'c']) await outbox.report(hostWith(message), 'Transition');
    await until(() => receiver.told.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    receiver.answer = down(200);
    await outbox.close(2000);
    expect([messages(receiver.told), outbox.counters().pending]).toEqual([['a', 'a', 'b', 'c'], 0]);
  });

  it('ends at its deadline and leaves the rest on disk', async () => {
    receiver.answer = () => undefined;
    const outbox = reporter();
    await outbox.report(hostWith('a'), 'Transition');
    await until(() => receiver.told.length === 1);
    const start = Date.now();
    await outbox.close(100);
    expect(Date.now() - start).toBeLessThan(1500);
    expect(waiting()).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('in a URL reach neither log nor counters', async () => {
    await receiver.close();
    const outbox = reporter({ url: `http://user:hunter2@127.0.0.1:${receiver.port}/T0K3N?key=s3cret` });
    await outbox.report(hostWith('a'), 'Transition');
    await until(() => clock.waits.length > 1);
    expect(`${log.lines.join()}${JSON.stringify(outbox.counters())}`).not.toMatch(/hunter2|T0K3N|s3cret/);
  });

  it('in a URL are sent as basic authentication', async () => {
    const outbox = reporter({ url: `http://user:hunter2@127.0.0.1:${receiver.port}/hook` });
    await outbox.report(hostWith('a'), 'Transition');
    await until(() => receiver.told.length === 1);
    expect(receiver.told[0]?.headers.authorization).toBe(`Basic ${Buffer.from('user:hunter2').toString('base64')}`);
  });

  it('travel in the clear to another machine only with a warning', async () => {
    await reporter({}, { webhooks: [{ url: 'http://192.0.2.1/hook' }, { url: receiver.url }] }).open();
    expect(log.lines.filter((line) => line.includes('plain http'))).toHaveLength(1);
  });
});

describe('a proxy from the environment', () => {
  const names = ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];
  const before = new Map(names.map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('carries the event, unless NO_PROXY names the webhook', async () => {
    const proxy = await openReceiver();
    open.push(proxy);
    process.env.http_proxy = `http://127.0.0.1:${proxy.port}`;
    const outbox = reporter({ url: 'http://status.example.org/hook' });
    await outbox.report(hostWith('a'), 'Transition');
    await until(() => proxy.told.length === 1);
    expect(proxy.told[0]).toMatchObject({
      path: 'http://status.example.org/hook',
      body: JSON.stringify(hostWith('a')),
    });
    expect(proxy.told[0]?.headers.host).toBe('status.example.org');
    process.env.no_proxy = '127.0.0.1';
    const direct = reporter();
    await direct.report(hostWith('b'), 'Transition');
    await until(() => receiver.told.length === 1);
    expect(proxy.told).toHaveLength(1);
  });

  it('with an invalid address is an error that names no password', async () => {
    process.env.http_proxy = 'ftp://user:hunter2@127.0.0.1';
    const outbox = reporter();
    await outbox.report(hostWith('a'), 'Transition');
    await until(() => outbox.counters().lastError !== undefined);
    expect(`${log.lines.join()}${outbox.counters().lastError}`).not.toContain('hunter2');
  });
});

describe('a server that speaks no HTTP', () => {
  let server: Server;
  afterEach(() => void server.close());
  it('is an error like any other', async () => {
    server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const outbox = reporter({ url: `http://127.0.0.1:${port}/` });
    await outbox.report(hostWith('a'), 'Transition');
    await until(() => clock.waits.length > 1);
    expect(outbox.counters().lastError).toBe(`http://127.0.0.1:${port} does not speak HTTP`);
  });
});
