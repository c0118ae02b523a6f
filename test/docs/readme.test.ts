// The README's transcript is what the demo prints, its commands are those of the program, and its links lead somewhere.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { programOfSuite } from '../e2e/stage.ts';
import { createScratch, type Scratch } from '../fixtures/scratch.ts';
import { guidePages } from './guides.ts';
import { codeBlocks, readPage, root, section, silentCli } from './pages.ts';

const program = programOfSuite();
let scratch: Scratch;

beforeAll(async () => {
  scratch = await createScratch('readme');
});
afterAll(() => scratch.dispose());

/** What differs from run to run: hashes, versions, dates, times, counts, widths; and how often one thing is told twice. */
function mask(transcript: string): readonly string[] {
  const lines = transcript
    .replaceAll(/\b(?=\w*[a-f\d])[0-9a-f]{10,40}\b/g, '<hash>')
    .replaceAll(/\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ?)?/g, '<date>')
    .replaceAll(/\b\d+(?:\.\d+)? s\b/g, '<time>')
    .replaceAll(/\b(?:nft|legacy) iptables [\d.]+/g, '<iptables>')
    .replaceAll(/\b\d+ (kernel rules|status objects)/g, '<count> $1')
    .replaceAll(/\bPID \d+/g, 'PID <pid>')
    .replaceAll(/\+\d+\/-\d+/g, '<counts>')
    .replaceAll(/^( +)\d+( +policy\.yaml:\d+)/gm, '$1<hits>$2')
    .split('\n')
    .map((line) => line.trimEnd().replaceAll(/(?<=\S) {2,}/g, '  '));
  return lines.filter((line, index) => line !== lines[index - 1]);
}

test('the transcript in the README is what the demo prints', async () => {
  // The demo takes its examples from beside its folder, as in the repository.
  const copy = join(scratch.path, 'dist');
  await mkdir(copy);
  await cp(dirname(program()), copy, { recursive: true });
  await cp(join(root, 'examples'), join(scratch.path, 'examples'), { recursive: true });

  const { stdout } = await promisify(execFile)(process.execPath, [join(copy, 'gatewright.js'), 'demo']);

  const [shown = ''] = codeBlocks(readPage('README.md'), 'text');
  expect(mask(`$ npm run demo\n${stdout}`)).toEqual(mask(shown));
});

test('two lines that differ in more than hashes, times and counts stay different', () => {
  const line =
    '✓ main@sha1:f2cd1444f8ffb08d81e96a83bfc24718d60bf5f7 is enforced: 48 kernel rules, by nft iptables 1.8.9';
  const other =
    '✓ main@sha1:12cd1444f8ffb08d81e96a83bfc24718d60bf5f7 is enforced: 50 kernel rules, by legacy iptables 1.8.11';
  expect(mask(line)).toEqual(mask(other));
  expect(mask(line)).not.toEqual(mask(line.replace('enforced', 'refused')));
  expect(mask('$ iptables -F GW-IN-services')).not.toEqual(mask('$ iptables -F GW-IN'));
});

describe.each([
  'README.md',
  'CHANGELOG.md',
  'docs/manifests.md',
  'docs/configuration.md',
  'docs/operations.md',
  'docs/performance.md',
  'docs/comparison.md',
  'docs/decisions.md',
  ...guidePages,
  ...readdirSync(join(root, 'docs/reference')).map((name) => `docs/reference/${name}`),
])('%s', (path) => {
  const page = readPage(path);

  test('its links lead to files and headings that exist', () => {
    const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const found = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(root, found))) return true;
      return anchor !== undefined && !anchorsOf(readPage(found)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('shows only commands that exist', async () => {
    const known = (await createProgram(silentCli, [])).commands.map((command) => command.name());
    const promised = page.replace(section(page, '## What does not exist yet'), '');
    const shown = [...promised.matchAll(/(?:^ {4}|^\$ |`|<\()gatewright ([a-z]+)/gm)].map(
      ([, command = '']) => command,
    );
    expect(shown.filter((command) => !known.includes(command))).toEqual([]);
  });
});

/** As forges make them from headings. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
