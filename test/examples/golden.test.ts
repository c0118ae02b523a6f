// Each folder of examples/ renders to the text that is kept in golden/ and shown in its README. `npm run golden` writes both anew.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programOfSuite } from '../e2e/stage.ts';
import { exampleHosts, exampleNames } from '../fixtures/examples.ts';
import { createScratch, type Scratch } from '../fixtures/scratch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const golden = fileURLToPath(new URL('golden/', import.meta.url));
const kinds = ['ipv4', 'ipv6', 'sets'] as const;
const updating = process.env.UPDATE_GOLDEN === '1';
/** CI compares; only a person may say that a new text is right. */
if (updating && (process.env.CI ?? '') !== '') throw new Error('UPDATE_GOLDEN is for people; CI only compares');

/** Of an example with several hosts, for whom `validate` answers. */
const allHosts: Readonly<Record<string, string>> = { ...exampleHosts, 'three-sites': 'lyon, oslo, porto' };
/** What stands behind `gatewright render`. */
const target = (example: string) =>
  exampleHosts[example] === undefined ? `examples/${example}` : `examples/${example} --host ${exampleHosts[example]}`;

const program = programOfSuite();
let scratch: Scratch;
let config: string;

beforeAll(async () => {
  scratch = await createScratch('golden');
  config = join(scratch.path, 'config.yaml');
  // Else the machine's own configuration would have a say.
  await writeFile(config, 'apiVersion: gatewright.dev/v1alpha1\nkind: ControllerConfiguration\nhost: {name: web1}\n');
});
afterAll(() => scratch.dispose());

/** Standard output and standard error of the program, run at the top of the repository. Throws when it fails. */
async function gatewright(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return promisify(execFile)(process.execPath, [program(), ...args, '--config', config], { cwd: root });
}

async function render(example: string, kind: string): Promise<string> {
  return (await gatewright('render', ...target(example).split(' '), '--family', kind)).stdout;
}

/** The block of a README that shows one rendering, with the command that prints it as its first line. */
function readmeBlock(example: string, kind: string): RegExp {
  return new RegExp(
    `(?<=^\`\`\`text\\n\\$ gatewright render ${target(example)} --family ${kind}\\n)[^\`]*(?=^\`\`\`$)`,
    'm',
  );
}

test('there are examples', () => {
  expect(exampleNames).toEqual(expect.arrayContaining(['log-before-drop', 'single-host', 'single-host-admin']));
});

describe.each(exampleNames)('%s', (example) => {
  const readme = join(root, 'examples', example, 'README.md');

  test('validates without a warning', async () => {
    expect(await gatewright('validate', `examples/${example}`)).toEqual({
      stdout: `valid for ${allHosts[example] ?? 'web1'}\n`,
      stderr: '',
    });
  });

  test.each(kinds)('renders its golden %s', async (kind) => {
    const path = join(golden, example, `${kind}.txt`);
    const text = await render(example, kind);
    if (updating) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    expect(text).toBe(await readFile(path, 'utf8'));
  });

  test.each(['ipv4', 'ipv6'])('the README shows the %s rules that it becomes', async (kind) => {
    const text = await readFile(join(golden, example, `${kind}.txt`), 'utf8');
    const before = await readFile(readme, 'utf8');
    if (updating) await writeFile(readme, before.replace(readmeBlock(example, kind), text));
    expect(readmeBlock(example, kind).exec(await readFile(readme, 'utf8'))?.[0]).toBe(text);
  });
});
