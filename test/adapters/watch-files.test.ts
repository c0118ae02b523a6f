// Files that are edited, renamed over and swapped by links, on a real file system.

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FilesWatch, watchFiles } from '../../src/adapters/watch-files.ts';
import { recordLog, until } from './receiver.ts';

let directory: string;
let watch: FilesWatch | undefined;
let told: string[][];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatewright-watch-'));
  told = [];
});
afterEach(async () => {
  await watch?.close();
  watch = undefined;
  rmSync(directory, { recursive: true, force: true });
});

const file = (name: string) => join(directory, name);

async function start(...names: string[]): Promise<void> {
  watch = await watchFiles({
    files: names.map(file),
    changed: (files) => void told.push([...files]),
    log: recordLog(),
    quietMs: 60,
  });
  await pause(120);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

it('an edit in place, an atomic rename, a removal and a return are told', async () => {
  writeFileSync(file('config.yaml'), 'one');
  await start('config.yaml');
  const changes = [
    () => writeFileSync(file('config.yaml'), 'two'),
    () => {
      writeFileSync(file('.config.yaml.swp'), 'three');
      renameSync(file('.config.yaml.swp'), file('config.yaml'));
    },
    () => writeFileSync(file('config.yaml'), 'four'),
    () => rmSync(file('config.yaml')),
    () => writeFileSync(file('config.yaml'), 'five'),
  ];
  for (const [index, change] of changes.entries()) {
    change();
    await until(() => told.length === index + 1, `change ${index}`);
  }
  expect(told).toEqual(changes.map(() => [file('config.yaml')]));
});

it('a swap of links, as Kubernetes does with secrets, is told each time', async () => {
  const publish = (content: string) => {
    mkdirSync(file(`..${content}`));
    writeFileSync(file(`..${content}/token`), content);
    symlinkSync(`..${content}`, file('..data_tmp'));
    renameSync(file('..data_tmp'), file('..data'));
  };
  publish('1');
  symlinkSync('..data/token', file('token'));
  await start('token');
  for (const content of ['2', '3', '4']) {
    publish(content);
    rmSync(file(`..${Number(content) - 1}`), { recursive: true });
    await until(() => told.length === Number(content) - 1, `swap ${content}`);
  }
  expect(told).toEqual([[file('token')], [file('token')], [file('token')]]);
});

it('changes close together are told once', async () => {
  for (const name of ['a', 'b']) writeFileSync(file(name), '0');
  await start('a', 'b');
  for (let index = 1; index <= 5; index += 1) {
    writeFileSync(file('a'), String(index));
    writeFileSync(file('b'), String(index));
    await pause(10);
  }
  await until(() => told.length > 0);
  await pause(150);
  expect(told).toEqual([[file('a'), file('b')]]);
});

it('a change is told though the folder never falls silent', async () => {
  writeFileSync(file('a'), '0');
  await start('a');
  const noise = setInterval(() => writeFileSync(file('noise'), String(Math.random())), 20);
  try {
    writeFileSync(file('a'), '1');
    await until(() => told.length === 1);
  } finally {
    clearInterval(noise);
  }
});

it('a touched file and a neighbour are not told', async () => {
  writeFileSync(file('a'), '0');
  await start('a');
  utimesSync(file('a'), new Date(), new Date());
  writeFileSync(file('neighbour'), 'x');
  await pause(250);
  expect(told).toEqual([]);
});

it('a file behind a link into another folder is watched there too', async () => {
  mkdirSync(file('elsewhere'));
  writeFileSync(file('elsewhere/config.yaml'), 'one');
  symlinkSync('elsewhere/config.yaml', file('config.yaml'));
  await start('config.yaml');
  writeFileSync(file('elsewhere/config.yaml'), 'two');
  await until(() => told.length === 1);
});

it('a change that nobody told is found by looking', async () => {
  writeFileSync(file('a'), '0');
  watch = await watchFiles({
    files: [file('gone/a')],
    changed: (files) => void told.push([...files]),
    log: recordLog(),
    quietMs: 20,
    pollMs: 50,
  });
  mkdirSync(file('gone'));
  writeFileSync(file('gone/a'), 'here');
  await until(() => told.length === 1);
});
