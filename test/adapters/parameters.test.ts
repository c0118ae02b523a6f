// Kernel parameters in a folder that stands for /proc/sys.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createParameters } from '../../src/adapters/parameters.ts';
import { ParameterError, StateError } from '../../src/ports.ts';

let root = '';
let stateDirectory = '';
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gw-parameters-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  root = join(folder, 'sys');
  stateDirectory = join(folder, 'state');
  await mkdir(join(root, 'net/ipv4/conf/eth0.5'), { recursive: true });
  await writeFile(join(root, 'net/ipv4/tcp_rmem'), '4096\t131072\t6291456\n');
});
const open = () => createParameters({ stateDirectory, root });

test('blanks are single, and what is not there is undefined', async () => {
  expect(await open().read('net.ipv4.tcp_rmem')).toBe('4096 131072 6291456');
  expect(await open().read('net.ipv4.nothing')).toBeUndefined();
  expect(await open().read('net.ipv4.tcp_rmem.below')).toBeUndefined();
});

test('a slash stands for the dot in the name of an interface', async () => {
  await writeFile(join(root, 'net/ipv4/conf/eth0.5/rp_filter'), '0\n');
  await open().write('net.ipv4.conf.eth0/5.rp_filter', '1');
  expect(await readFile(join(root, 'net/ipv4/conf/eth0.5/rp_filter'), 'utf8')).toBe('1\n');
});

test.each(['net.//.secret', 'net...secret', 'kernel.panic', 'net./.a', 'net'])('%s leads nowhere', async (name) => {
  await writeFile(join(root, 'secret'), 'x');
  await expect(open().read(name)).rejects.toThrow(ParameterError);
  await expect(open().write(name, '1')).rejects.toThrow(ParameterError);
});

test('what is remembered survives a restart; a damaged file is told and not taken for nothing', async () => {
  expect(await open().loadRemembered()).toEqual({});
  const remembered = { 'net.ipv4.ip_forward': { before: '0', ours: '1' } };
  await open().saveRemembered(remembered);
  expect(await open().loadRemembered()).toEqual(remembered);
  for (const text of ['{', '[]', '{"net.a": 1}']) {
    await writeFile(join(stateDirectory, 'sysctls.json'), text);
    await expect(open().loadRemembered()).rejects.toThrow(StateError);
  }
});
