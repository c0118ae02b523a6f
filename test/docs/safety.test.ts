// docs/safety.md promises only what a test shows: every row of its tables names one that exists.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPage, root } from './pages.ts';

interface Row {
  readonly when: string;
  readonly file: string;
  readonly name: string;
}

/** Those of all tables; those without a test in the last column have no file. */
function readRows(page: string): readonly Row[] {
  const lines = page.split('\n').filter((line) => line.startsWith('| '));
  const rows = lines.filter((line) => !/^\| (---|when|what) /.test(line));
  return rows.map((line) => {
    const [, when = '', , last = ''] = line
      .split(' | ')
      .flatMap((cell, index) => (index === 0 ? ['', cell.slice(2)] : [cell]));
    const [, file = '', name = ''] = /^`([^`]+)` "(.*)" \|$/.exec(last) ?? [];
    return { when, file, name };
  });
}

function isShown({ file, name }: Row): boolean {
  const path = join(root, 'test', file);
  if (file === '' || !existsSync(path)) return false;
  const text = readFileSync(path, 'utf8');
  return !leavesOut.test(text) && ["'", '`', '"'].some((mark) => begins(text, `${mark}${name}${mark}`));
}

/** Ways to write a test that does not run. */
const leavesOut = /\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|fails|only)\b/;

/** Whether a test of that name begins there, rather than that something speaks of it. */
function begins(text: string, name: string): boolean {
  const [before = ''] = text.split(name, 1);
  return before !== text && /^ *(?:test|it)(?:\.(?:each|for)\b.*)?\(\s*$|^ *\]\)\(\s*$/m.test(before.slice(-400));
}

const rows = readRows(readPage('docs/safety.md'));

test('every row names a test that exists', () => {
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.filter((row) => !isShown(row)).map(({ when }) => when)).toEqual([]);
});

test('a row whose test is gone, or that names none, is missed', () => {
  const [row] = rows;
  if (row === undefined) throw new Error('no rows');
  expect(isShown({ ...row, name: `${row.name} no more` })).toBe(false);
  expect(isShown({ ...row, file: '' })).toBe(false);
  expect(isShown({ ...row, name: row.name.slice(1) })).toBe(false);
  expect(leavesOut.test(`test${'.skip'}('x', () => {})`)).toBe(true);
});
