// One controller for each network namespace, by a lock that falls with its holder.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireHostLock, type HostLock } from '../../src/adapters/lock.ts';

let directory: string;
const locks: HostLock[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatewright-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const lock of locks.splice(0)) await lock.release();
  rmSync(directory, { recursive: true, force: true });
});

async function acquire(
  purpose = 'run',
  options: { readonly runDirectory?: string; readonly onLost?: () => void } = {},
): Promise<HostLock> {
  const lock = await acquireHostLock({
    stateDirectory: directory,
    runDirectory: join(directory, 'run'),
    purpose,
    ...options,
  });
  locks.push(lock);
  return lock;
}

/** A process that holds the lock until it is killed; its pid. */
async function holdElsewhere(prefix: readonly string[] = []): Promise<ChildProcess> {
  const script = join(directory, 'holder.mts');
  writeFileSync(
    script,
    `import { acquireHostLock } from ${JSON.stringify(new URL('../../src/adapters/lock.ts', import.meta.url).pathname)};
     await acquireHostLock({ stateDirectory: ${JSON.stringify(directory)}, runDirectory: ${JSON.stringify(join(directory, 'run'))}, purpose: 'run' });
     console.log('held');
     setInterval(() => {}, 1000);`,
  );
  const [program = process.execPath, ...args] = [...prefix, process.execPath, '--import', 'tsx', script];
  const child = spawn(program, args, {
    cwd: new URL('../..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('exit', () => reject(new Error('the holder ended')));
  });
  return child;
}

it('a second gatewright is told who holds the lock', async () => {
  const lock = await acquire('apply');
  expect(readFileSync(lock.path, 'utf8')).toBe(`${process.pid} apply\n`);
  await expect(acquire()).rejects.toMatchObject({
    name: 'LockError',
    reason: 'Busy',
    message: `another gatewright (pid ${process.pid}, \`apply\`) already keeps the firewall of this network namespace`,
    facts: { pid: process.pid, purpose: 'apply' },
  });
});

it('a released lock can be taken at once', async () => {
  for (let round = 0; round < 5; round += 1) await (await acquire()).release();
});

it('the lock of a process that was killed falls by itself', async () => {
  const holder = await holdElsewhere();
  await expect(acquire()).rejects.toMatchObject({ reason: 'Busy', facts: { pid: holder.pid } });
  const ended = new Promise((resolve) => holder.once('exit', resolve));
  holder.kill('SIGKILL');
  await ended;
  const taken = await retry(() => acquire());
  expect(readFileSync(taken.path, 'utf8')).toBe(`${process.pid} run\n`);
});

it('another network namespace has a lock of its own', async () => {
  await holdElsewhere(['unshare', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), '--net']);
  await acquire();
});

it('where the run folder cannot be made the state folder holds the lock', async () => {
  writeFileSync(join(directory, 'file'), '');
  const lock = await acquire('run', { runDirectory: join(directory, 'file', 'run') });
  expect(lock.path).toMatch(new RegExp(`^${directory}/net-\\d+\\.lock$`));
});

it('a lock that can be taken nowhere is an error, not a free pass', async () => {
  writeFileSync(join(directory, 'file'), '');
  const nowhere = join(directory, 'file', 'x');
  const taken = acquireHostLock({ stateDirectory: nowhere, runDirectory: nowhere, purpose: 'run' });
  await expect(taken).rejects.toMatchObject({ name: 'LockError', reason: 'Unavailable' });
});

it('a missing flock is said', async () => {
  const path = process.env.PATH;
  const bin = join(directory, 'bin');
  // The environment of child processes ends in the usual folders, so flock is hidden behind one that cannot run.
  process.env.PATH = bin;
  try {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(bin);
    writeFileSync(join(bin, 'flock'), '#!/bin/sh\necho "flock: broken" >&2\nexit 1\n');
    chmodSync(join(bin, 'flock'), 0o755);
    await expect(acquire()).rejects.toMatchObject({
      reason: 'Unavailable',
      message: expect.stringContaining('flock: broken'),
    });
  } finally {
    process.env.PATH = path;
  }
});

it('a lock whose keeper is killed is reported as lost', async () => {
  let lost = 0;
  const lock = await acquire('run', { onLost: () => (lost += 1) });
  const { readdirSync, readlinkSync } = await import('node:fs');
  const keepers = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && holdsOpen(pid, lock.path));
  expect(keepers).toHaveLength(1);
  process.kill(Number(keepers[0]), 'SIGKILL');
  await retry(async () => expect(lost).toBe(1));

  function holdsOpen(pid: string, path: string): boolean {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === path);
    } catch (error) {
      // The process ended while we looked.
      if (error instanceof Error) return false;
      throw error;
    }
  }
});

async function retry<T>(act: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left -= 1) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
