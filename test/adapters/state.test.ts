// The state folder: what survives a kill, a torn file, a full disk.

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolder, writeDurably } from '../../src/adapters/durable.ts';
import { createStateStore } from '../../src/adapters/state.ts';
import { nothingDesired } from '../../src/plan/plan.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import type { HistoryEntry, RulesetStore, StateStore, StoredRuleset } from '../../src/ports.ts';
import { hostWith, recordLog } from './receiver.ts';

let parent: string;
let directory: string;
let store: StateStore & RulesetStore;
let log = recordLog();

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gatewright-state-'));
  directory = join(parent, 'state');
  log = recordLog();
  store = createStateStore({ directory, log });
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

function snapshot(digit: string): Snapshot {
  return {
    revision: `main@sha1:${digit.repeat(40)}` as Revision,
    commit: {
      sha: digit.repeat(40),
      author: 'Ada',
      email: 'a@example.org',
      date: '2026-01-01T00:00:00Z',
      subject: 'über alles',
      signed: true,
    },
    files: [{ path: 'a.yaml', digest: digit, bytes: new Uint8Array([0, 255, 10, 13, 195]) }],
  };
}

function entry(index: number): HistoryEntry {
  return { revision: snapshot('1').revision, at: `2026-01-01T00:00:00Z`, outcome: 'Applied', added: index, removed: 0 };
}

const newest = () => join(directory, 'last-good.snapshot');
const older = () => join(directory, 'last-good.older.snapshot');

describe('the last good snapshot', () => {
  it('comes back byte for byte', async () => {
    expect(await store.loadLastGood()).toEqual({});
    await store.saveLastGood(snapshot('1'));
    expect(await store.loadLastGood()).toEqual({ snapshot: snapshot('1') });
  });

  it('is for its owner only', async () => {
    await store.saveLastGood(snapshot('1'));
    expect([statSync(directory).mode & 0o777, statSync(newest()).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('falls back to the one before when it is damaged, torn, empty or gone, and says so', async () => {
    await store.saveLastGood(snapshot('1'));
    await store.saveLastGood(snapshot('2'));
    const whole = readFileSync(newest());
    const damages = [
      () => writeFileSync(newest(), Buffer.from(whole).fill('x', 200, 201)),
      () => truncateSync(newest(), whole.length - 20),
      () => writeFileSync(newest(), ''),
      () => rmSync(newest()),
    ];
    for (const damage of damages) {
      writeFileSync(newest(), whole);
      damage();
      const loaded = await store.loadLastGood();
      expect(loaded.snapshot).toEqual(snapshot('1'));
      expect(loaded.problem).toMatch(
        /^The saved last good revision is (damaged|missing); the one before it is used\.$/,
      );
    }
  });

  it('is none, with a problem, when both are damaged', async () => {
    await store.saveLastGood(snapshot('1'));
    writeFileSync(newest(), 'rubbish');
    expect(await store.loadLastGood()).toEqual({
      problem:
        'The saved last good revision is damaged, and the one before it is missing; there is none to fall back on.',
    });
  });

  it('that is damaged does not push out the older one', async () => {
    for (const digit of ['1', '2']) await store.saveLastGood(snapshot(digit));
    writeFileSync(newest(), 'rubbish');
    await store.saveLastGood(snapshot('3'));
    writeFileSync(newest(), 'rubbish');
    expect((await store.loadLastGood()).snapshot).toEqual(snapshot('1'));
  });

  it('saved twice writes once, so the older one stays another one', async () => {
    for (const digit of ['1', '2', '2']) await store.saveLastGood(snapshot(digit));
    rmSync(newest());
    expect((await store.loadLastGood()).snapshot).toEqual(snapshot('1'));
    expect(readFileSync(older(), 'utf8')).toContain('1111');
  });
});

describe('the saved rules', () => {
  const ruleset = (revision: string, savedMs: number): StoredRuleset => ({
    revision: revision as Revision,
    savedMs,
    desired: nothingDesired,
    parameters: {},
    policies: {},
  });

  it('of one revision, told anew at each start, leave the one before in its place', async () => {
    for (const [revision, savedMs] of [
      ['a', 1],
      ['b', 2],
      ['b', 3],
      ['b', 4],
    ] as const)
      await store.saveRuleset(ruleset(revision, savedMs));
    expect((await store.loadRulesets()).rulesets).toEqual([ruleset('b', 4), ruleset('a', 1)]);
  });
});

describe('the history', () => {
  it('keeps the newest entries, oldest first', async () => {
    const short = createStateStore({ directory, maxHistory: 3 });
    expect(await short.loadHistory()).toEqual({ entries: [] });
    for (let index = 1; index <= 5; index += 1) await short.appendHistory(entry(index));
    expect(await short.loadHistory()).toEqual({ entries: [entry(3), entry(4), entry(5)] });
  });

  it('does without a torn line and says so; the next entry stands by itself', async () => {
    await store.appendHistory(entry(1));
    appendFileSync(join(directory, 'history.jsonl'), JSON.stringify(entry(2)).slice(0, 30));
    expect(await store.loadHistory()).toEqual({
      entries: [entry(1)],
      problem: 'One entry of the history is damaged and left out.',
    });
    await store.appendHistory(entry(3));
    expect(await store.loadHistory()).toEqual({ entries: [entry(1), entry(3)] });
  });
});

describe('the status', () => {
  it('comes back, or is none and told when it is damaged', async () => {
    expect(await store.loadStatus()).toBeUndefined();
    await store.saveStatus(hostWith('x'));
    expect(await store.loadStatus()).toEqual(hostWith('x'));
    for (const damage of ['{"metadata":', '[]', '{}']) {
      writeFileSync(join(directory, 'status.json'), damage);
      expect(await store.loadStatus()).toBeUndefined();
    }
    expect(log.lines).toHaveLength(3);
  });
});

describe('the folder', () => {
  it('takes many writers of one process at a time, to one file or to several', async () => {
    const names = ['a', 'b', 'c'].map((name) => join(directory, name));
    const writers = Array.from({ length: 60 }, async (_, index) => {
      await openFolder(directory);
      await writeDurably(names[index % 3] ?? '', `${index}`.repeat(10_000));
    });
    expect(await Promise.all(writers)).toHaveLength(60);
    expect(readdirSync(directory).sort()).toEqual(['a', 'b', 'c']);
    for (const name of names) expect(readFileSync(name, 'utf8')).toMatch(/^(\d{1,2})\1*$/);
  });

  it('that cannot be used is a StateError with a sentence', async () => {
    writeFileSync(directory, 'a file is in the way');
    await expect(store.saveStatus(hostWith('x'))).rejects.toMatchObject({
      name: 'StateError',
      reason: 'Unwritable',
      message: `state in ${parent} cannot be made: EEXIST: file already exists.`,
    });
  });

  it('that vanished is made again', async () => {
    await store.saveStatus(hostWith('x'));
    rmSync(directory, { recursive: true });
    await expect(store.saveStatus(hostWith('x'))).rejects.toMatchObject({ name: 'StateError' });
    await store.saveStatus(hostWith('x'));
    expect(await store.loadStatus()).toEqual(hostWith('x'));
  });

  it('on a full or read-only disk keeps what it held; events wait in memory and are written when there is room', () => {
    mkdirSync(directory);
    const script = new URL('./full-disk.ts', import.meta.url).pathname;
    const unshare = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
    const out = execFileSync('unshare', [...unshare, process.execPath, '--import', 'tsx', script, directory], {
      encoding: 'utf8',
      timeout: 90_000,
      cwd: new URL('../..', import.meta.url).pathname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const diskFull = (file: string) =>
      `StateError DiskFull: ${file} in DIR/state cannot be written: the disk is full, free some space there.`;
    expect(JSON.parse(out)).toEqual({
      full: {
        lastGood: diskFull('last-good.snapshot'),
        history: diskFull('history.jsonl'),
        status: diskFull('status.json'),
        kept: snapshot('1').revision,
        files: ['last-good.older.snapshot', 'last-good.snapshot'],
      },
      held: { counters: 3, files: ['WEBHOOK', 'WEBHOOK/000000000001.event'] },
      freed: {
        files: ['WEBHOOK', ...[1, 2, 3, 4].map((index) => `WEBHOOK/00000000000${index}.event`)],
        save: 'no error',
      },
      readOnly: {
        save: 'StateError Unwritable: last-good.older.snapshot in DIR/state cannot be written: the disk is mounted read-only.',
        kept: snapshot('2').revision,
      },
      pending: 5,
      told: [
        expect.stringMatching(/^warn a webhook was not told/),
        expect.stringMatching(/^error events cannot be kept on disk and wait in memory .*the disk is full/),
        expect.stringMatching(/^info events are kept on disk again/),
        expect.stringMatching(/^error events cannot be kept on disk and wait in memory .*read-only/),
      ],
    });
  });
});
