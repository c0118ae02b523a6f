// The programs conntrack and ip, also where they are old, missing, or cannot be started.

import { expect, test } from 'vitest';
import { createConnections } from '../../src/adapters/connections.ts';
import { ExecError, type ExecResult } from '../../src/adapters/exec.ts';
import { formatAddress } from '../../src/policy/network.ts';

const signal = new AbortController().signal;
const ipv4 = 'src=10.0.0.2 dst=10.0.0.1 sport=77 dport=22 src=10.0.0.1 dst=10.0.0.2 sport=22 dport=77 mark=0 use=1';
const ipv6 =
  'src=2001:db8::2 dst=2001:db8::1 sport=77 dport=22 src=2001:db8::1 dst=2001:db8::2 sport=22 dport=77 mark=0 use=1';
const flows = {
  ipv4: `ipv4     2 tcp      6 431999 ESTABLISHED ${ipv4}\n`,
  ipv6: `ipv6     10 tcp      6 431999 ESTABLISHED ${ipv6}\n`,
};
const local = { '-4': 'local 10.0.0.1 dev eth0\n', '-6': 'local 2001:db8::1 dev eth0\n' };

const said = (stdout: string, stderr = '', code = 0): ExecResult => ({ code, signal: undefined, stdout, stderr });
const shown = (count: number) => `conntrack v1.4.6: ${count} flow entries have been shown.\n`;

/** As conntrack 1.4.6 does it: IPv4, unless another family is named. */
function oldPrograms(program: string, args: readonly string[]): Promise<ExecResult> {
  if (program === 'ip') return Promise.resolve(said(args.includes('local') ? local[args[0] as '-4' | '-6'] : ''));
  return Promise.resolve(said(args.includes('ipv6') ? flows.ipv6 : flows.ipv4, shown(1)));
}

test('flows of both families are listed, by an old conntrack, too', async () => {
  const connections = createConnections({ deadlineMs: 1_000, exec: oldPrograms });
  const { flows: found } = await connections.look(signal);
  expect(found.map(({ family, source }) => formatAddress({ family, address: source }))).toEqual([
    '10.0.0.2',
    '2001:db8::2',
  ]);
});

test('a kernel without IPv6 has no flows of it', async () => {
  const exec = (program: string, args: readonly string[]) =>
    args.includes('ipv6') || args.includes('-6')
      ? Promise.resolve(said('', `${program}: Operation failed: Address family not supported by protocol\n`, 1))
      : oldPrograms(program, args);
  expect((await createConnections({ deadlineMs: 1_000, exec }).look(signal)).flows).toHaveLength(1);
});

test('a list that says another number than it shows is not believed, in either family', async () => {
  for (const cut of ['ipv4', 'ipv6']) {
    const exec = (program: string, args: readonly string[]) =>
      program === 'conntrack' && args.includes(cut) ? Promise.resolve(said('', shown(1))) : oldPrograms(program, args);
    await expect(createConnections({ deadlineMs: 1_000, exec }).look(signal)).rejects.toMatchObject({
      reason: 'Unreadable',
    });
  }
});

test.each([
  ['NotFound', 'BinaryMissing'],
  ['NotStarted', 'NotStarted'],
  ['Deadline', 'ToolTimeout'],
] as const)('what keeps a program from running is told: %s is %s', async (kind, reason) => {
  const exec = () => Promise.reject(new ExecError(kind, 'conntrack', 'it did not run'));
  await expect(createConnections({ deadlineMs: 1_000, exec }).look(signal)).rejects.toMatchObject({ reason });
});
