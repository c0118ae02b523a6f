// The name servers that a host asks, by the files that say so.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNameServers } from '../../src/adapters/name-servers.ts';
import { createScratch, type Scratch } from '../fixtures/scratch.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch('name-servers');
});
afterAll(() => scratch.dispose());

async function list(text: string, upstream?: string) {
  const file = join(scratch.path, 'resolv.conf');
  const behind = join(scratch.path, 'upstream.conf');
  await writeFile(file, text);
  await writeFile(behind, upstream ?? '');
  return await createNameServers({ file, upstreamFiles: [join(scratch.path, 'missing'), behind] }).list();
}

test('both families, without comments, options and the interface of a link-local one', async () => {
  const text =
    '# nameserver 192.0.2.1\nsearch example.org\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\noptions rotate\n';
  expect(await list(text)).toEqual({ addresses: ['192.0.2.53', 'fe80::1'], hidden: false });
});

test('behind a program of this host stand those that it asks', async () => {
  expect(await list('nameserver 127.0.0.53\n', 'nameserver 192.0.2.53\nnameserver 2001:db8::53\n')).toEqual({
    addresses: ['192.0.2.53', '2001:db8::53'],
    hidden: false,
  });
});

test('where a program of this host asks may be unknown', async () => {
  expect(await list('nameserver 127.0.0.1\n')).toEqual({ addresses: [], hidden: true });
});

test('no name server at all is not a hidden one', async () => {
  expect(await list('')).toEqual({ addresses: [], hidden: false });
});
