// The control socket: server and client on a real Unix socket.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type ControlServer,
  type ControlServerOptions,
  callController,
  createControlServer,
} from '../../src/adapters/control.ts';
import { recordLog, until } from './receiver.ts';

let parent: string;
let path: string;
let log = recordLog();
const servers: ControlServer[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gatewright-control-'));
  path = join(parent, 'state', 'control.sock');
  log = recordLog();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(parent, { recursive: true, force: true });
});

async function serve(
  answer: ControlServerOptions['answer'] = async (asked) => ({
    status: 200,
    body: { command: asked.command, body: asked.body },
  }),
): Promise<ControlServer> {
  const server = await createControlServer({ path, answer, log });
  servers.push(server);
  return server;
}

function call(command = 'status', body?: unknown, deadlineMs = 2000) {
  return callController({ path, command, body, deadlineMs });
}

it('a command and its body come back with status and body', async () => {
  await serve();
  expect(await call('blame', { rule: '-p tcp ü' })).toEqual({
    status: 200,
    body: { command: 'blame', body: { rule: '-p tcp ü' } },
  });
  expect(await call('status')).toEqual({ status: 200, body: { command: 'status', body: null } });
});

it('a refusal keeps its status', async () => {
  await serve(async () => ({ status: 409, body: { message: 'suspended' } }));
  expect(await call()).toEqual({ status: 409, body: { message: 'suspended' } });
});

it('a failure is a 500 with its message, logged, and the server goes on', async () => {
  await serve(async () => {
    throw new Error('the pass failed');
  });
  expect(await call()).toEqual({ status: 500, body: { message: 'the pass failed' } });
  expect(log.lines).toHaveLength(1);
  expect((await call()).status).toBe(500);
});

it('only the owner can open it', async () => {
  await serve();
  expect([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
});

it('nobody there is an error that says so', async () => {
  const message = `no controller answers on ${path}; start it with \`gatewright run\``;
  await expect(call()).rejects.toMatchObject({ name: 'ControlError', reason: 'NotRunning', message });
});

it('the socket of a killed controller is replaced; until then nobody is there', async () => {
  const script = `require('fs').mkdirSync(${JSON.stringify(join(parent, 'state'))}); require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  const child = spawn(process.execPath, ['-e', script]);
  await new Promise((resolve) => child.once('exit', resolve));
  expect(existsSync(path)).toBe(true);
  await expect(call()).rejects.toMatchObject({ reason: 'NotRunning' });
  await serve();
  expect((await call()).status).toBe(200);
});

it('a controller that answers is not replaced', async () => {
  await serve();
  await expect(serve()).rejects.toMatchObject({
    reason: 'AlreadyRunning',
    message: `another controller answers on ${path}`,
  });
  expect((await call()).status).toBe(200);
});

it('a file in its place is left alone', async () => {
  path = join(parent, 'file');
  writeFileSync(path, 'precious');
  await expect(serve()).rejects.toMatchObject({
    reason: 'Failed',
    message: `${path} is in the way: it is no socket; remove it`,
  });
  expect(existsSync(path)).toBe(true);
});

it('a path that no socket can have is said before the kernel cuts it', async () => {
  path = join(parent, 'x'.repeat(100));
  await expect(serve()).rejects.toMatchObject({
    reason: 'PathTooLong',
    message: expect.stringContaining('choose a shorter stateDirectory'),
  });
  await expect(call()).rejects.toMatchObject({ reason: 'PathTooLong' });
});

it('an answer that takes too long ends at the deadline, and the server learns that the caller is gone', async () => {
  let gone = false;
  await serve(
    ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          gone = true;
          resolve({ status: 200, body: null });
        });
      }),
  );
  await expect(call('status', undefined, 100)).rejects.toMatchObject({ reason: 'Deadline' });
  await until(() => gone);
});

it('what is no JSON, too large, or no POST is refused', async () => {
  await serve();
  expect((await raw('POST', 'no json')).status).toBe(400);
  expect((await raw('POST', JSON.stringify('x'.repeat(2_000_000)))).status).toBe(400);
  expect((await raw('GET', '')).status).toBe(405);
});

function raw(method: string, body: string): Promise<{ readonly status: number | undefined }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: path, path: '/status', method, agent: false }, (response) => {
      resolve({ status: response.statusCode });
      response.destroy();
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
