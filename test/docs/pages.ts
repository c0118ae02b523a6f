// The pages of the documentation, as tests read them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The text of a file of the repository. */
export function readPage(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The content of each fenced block of that language, without its fences and without the indentation of a list. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const fenced = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\`$`, 'gm');
  return [...page.matchAll(fenced)].map(([, indent = '', text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** The part of a page below a heading, up to the next heading of the same level. */
export function section(page: string, heading: string): string {
  const [, level = '##'] = /^(#+) /.exec(heading) ?? [];
  const [, behind = ''] = page.split(`\n${heading}\n`);
  return behind.split(new RegExp(`\n${level} `))[0] ?? '';
}

/** The words in code type that stand in the first column of a table, several to a cell perhaps. */
export function firstColumn(text: string): readonly string[] {
  const cells = [...text.matchAll(/^\| (.*?) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}
