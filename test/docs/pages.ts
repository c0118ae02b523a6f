// The pages of the documentation, as tests read them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cli } from '../../src/cli/context.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What `createProgram` needs to tell which commands there are; none of them is run with it. */
export const silentCli: Cli = {
  version: '0.0.0',
  streams: { stdout: process.stdout, stderr: process.stderr, env: {} },
  bundleUrl: import.meta.url,
  signal: new AbortController().signal,
};

/** The text of a file of the repository. */
export function readPage(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The content of each fenced block of that language, without its fences and without the indentation of a list. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const fenced = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\`$`, 'gm');
  return [...page.matchAll(fenced)].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** The part of a page below a heading, up to the next heading of its level or above; the title of the page apart. */
export function section(page: string, heading: string): string {
  const { length } = /^#+/.exec(heading)?.[0] ?? '##';
  const [, behind = ''] = page.split(`\n${heading}\n`);
  return behind.split(new RegExp(`\n#{2,${length}} `))[0] ?? '';
}

/** The words in code type that stand in the first column of a table, several to a cell perhaps. */
export function firstColumn(text: string): readonly string[] {
  const cells = [...text.matchAll(/^\| (.*?) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}
