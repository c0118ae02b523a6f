// What /proc/net/tcp and loginctl print, as who manages this host.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ExecError, type ExecResult } from '../../src/adapters/exec.ts';
import { createSessions } from '../../src/adapters/sessions.ts';
import { formatAddress } from '../../src/policy/network.ts';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const tcp = `${head}   0: 010200C0:0016 0A0200C0:C350 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0
   1: 010200C0:0016 0B0200C0:C351 06 00000000:00000000 00:00000000 00000000     0        0 1 1 0
   2: 010200C0:0050 0C0200C0:C352 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0
   3: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0
`;
const tcp6 = `${head}   0: B80D0120000000000000000001000000:0016 B80D012000000000000000000A000000:C353 01 0:0 00:0 0 0 0 1
   1: 0000000000000000FFFF0000010200C0:0016 0000000000000000FFFF00000D0200C0:C354 01 0:0 00:0 0 0 0 1
`;

type Answers = Readonly<Record<string, string | ExecError>>;

async function list(answers: Answers, tables: Readonly<Record<string, string>> = { tcp, tcp6 }) {
  const folder = await mkdtemp(join(tmpdir(), 'gw-sessions-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(tables)) await writeFile(join(folder, name), text);
  const exec = (_: string, args: readonly string[]): Promise<ExecResult> => {
    const [, answer] = Object.entries(answers).find(([word]) => args.includes(word)) ?? [];
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ code: answer === undefined ? 1 : 0, signal: undefined, stdout: answer ?? '', stderr: '' });
  };
  const sessions = await createSessions({ folder, exec }).list(new Set([22]), new AbortController().signal);
  return sessions.map(
    ({ family, peer, peerPort, local, localPort }) =>
      `${formatAddress({ family, address: peer })}:${peerPort} ${formatAddress({ family, address: local })}:${localPort}`,
  );
}

const all = ['192.0.2.10:50000 192.0.2.1:22', '2001:db8::a:50003 2001:db8::1:22', '192.0.2.13:50004 192.0.2.1:22'];

test('established connections to the ports, in both families and in the mapped form', async () => {
  expect(await list({})).toEqual(all);
  expect(await list({}, { tcp })).toEqual(all.slice(0, 1));
  expect(await list({}, {})).toEqual([]);
});

test('where logind tells who is logged in, only from there; where it does not, from everywhere', async () => {
  const logins = { 'list-sessions': ' 3 0 root seat0 tty1\n 5 0 root - pts/0\n' };
  expect(await list({ ...logins, 'show-session': 'RemoteHost=\n\nRemoteHost=192.0.2.13\n' })).toEqual(all.slice(2));
  expect(await list({ ...logins, 'show-session': 'RemoteHost=\n\nRemoteHost=2001:db8::a%eth0\n' })).toEqual(
    all.slice(1, 2),
  );
  expect(await list({ ...logins, 'show-session': 'RemoteHost=\n\nRemoteHost=\n' })).toEqual([]);
  expect(await list({ 'list-sessions': '\n' })).toEqual([]);
  expect(await list({ ...logins, 'show-session': 'RemoteHost=laptop.example.org\n' })).toEqual(all);
  expect(await list(logins)).toEqual(all);
  const missing = new ExecError('NotFound', 'loginctl', 'loginctl is not installed');
  expect(await list({ 'list-sessions': missing })).toEqual(all);
});
