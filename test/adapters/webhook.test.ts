// One attempt over TLS: private authorities, proxies, and what is said when it fails.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createProxy, type Server } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  isPlaintext,
  retryAfter,
  sendEvent,
  type Webhook,
  type WebhookEvent,
  webhookName,
} from '../../src/adapters/webhook.ts';
import { createCertificates } from '../fixtures/git-https.ts';

const event: WebhookEvent = { idempotencyKey: 'k1', reason: 'Heartbeat', body: Buffer.from('{"a":"ü"}') };
let directory: string;
let caFile: string;
let otherCaFile: string;
let server: Server;
let url: string;
let bodies: string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gatewright-webhook-'));
  const certificates = await createCertificates(directory, 'hook');
  caFile = certificates.caFile;
  otherCaFile = (await createCertificates(directory, 'other')).caFile;
  bodies = [];
  server = createServer(
    { key: readFileSync(certificates.keyFile), cert: readFileSync(certificates.certificateFile) },
    (request, response) => {
      request
        .on('data', (chunk: Buffer) => bodies.push(chunk.toString('utf8')))
        .on('end', () => response.writeHead(202).end());
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `https://localhost:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => {
  server?.close();
  server?.closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
});

function send(webhook: Partial<Webhook>) {
  return sendEvent({ url, ...webhook }, event, {
    userAgent: 'gatewright/test',
    now: () => new Date(),
    signal: new AbortController().signal,
  });
}

describe('over TLS', () => {
  it('a private authority is trusted where its file is named', async () => {
    bodies = [];
    expect(await send({ caFile })).toEqual({ kind: 'Delivered' });
    expect(bodies).toEqual(['{"a":"ü"}']);
  });

  it('any other certificate is refused before anything is sent', async () => {
    bodies = [];
    const refused = (code: string) => ({
      kind: 'Failed',
      rejected: false,
      message: `${new URL(url).origin} has a certificate that is refused (${code})`,
    });
    expect(await send({})).toEqual(refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE'));
    expect(await send({ caFile: otherCaFile })).toEqual(refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE'));
    expect(bodies).toEqual([]);
  });

  it('a damaged authority file is a failure, not trust', async () => {
    const damaged = join(directory, 'damaged.pem');
    writeFileSync(damaged, '-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n');
    expect(await send({ caFile: damaged })).toMatchObject({ kind: 'Failed' });
    expect(await send({ caFile: join(directory, 'absent.pem') })).toMatchObject({
      kind: 'Failed',
      message: `the credential file ${join(directory, 'absent.pem')} cannot be read (ENOENT)`,
    });
  });

  it('a name that the certificate does not hold is refused', async () => {
    const byOtherName = url.replace('localhost', '127.0.0.2');
    const elsewhere = await send({ url: byOtherName, caFile });
    expect(elsewhere).toMatchObject({
      kind: 'Failed',
      message: expect.stringMatching(/refused the connection|certificate that is refused/),
    });
  });
});

describe('through a proxy of the environment', () => {
  const before = process.env.https_proxy;
  afterEach(() => {
    if (before === undefined) delete process.env.https_proxy;
    else process.env.https_proxy = before;
  });

  it('TLS goes end to end by a tunnel', async () => {
    const asked: string[] = [];
    const proxy = await openProxy(asked, 200);
    try {
      bodies = [];
      expect(await send({ caFile })).toEqual({ kind: 'Delivered' });
      expect(asked).toEqual([`CONNECT ${new URL(url).host} Basic ${Buffer.from('user:hunter2').toString('base64')}`]);
      expect(bodies).toEqual(['{"a":"ü"}']);
    } finally {
      proxy.close();
    }
  });

  it('a proxy that refuses is named as such', async () => {
    const proxy = await openProxy([], 407);
    try {
      expect(await send({ caFile })).toEqual({
        kind: 'Failed',
        rejected: false,
        message: `${new URL(url).origin} cannot be reached: the proxy answered 407`,
      });
    } finally {
      proxy.close();
    }
  });

  async function openProxy(asked: string[], status: number): Promise<Server> {
    const proxy = createProxy();
    proxy.on('connect', (request, socket) => {
      asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`);
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
      const target = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    process.env.https_proxy = `http://user:hunter2@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    return proxy;
  }
});

describe('Retry-After', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  it.each([
    ['120', 120_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['999999999', 3_600_000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', undefined],
    ['0', undefined],
    ['soon', undefined],
    ['-5', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (header, ms) => {
    expect(retryAfter(header, now)).toBe(ms);
  });
});

it('a webhook is called by scheme, host and port only', () => {
  expect(webhookName('https://user:pw@hooks.example.org:8443/T/SECRET?x=1')).toBe('https://hooks.example.org:8443');
});

it('plain http is in the clear unless it stays on this machine', () => {
  const urls = [
    'http://127.0.0.1/',
    'http://localhost:80/',
    'http://[::1]/',
    'https://x.example/',
    'http://x.example/',
    'http://10.0.0.1/',
  ];
  expect(urls.filter(isPlaintext)).toEqual(['http://x.example/', 'http://10.0.0.1/']);
});
