// The floors of the house: imports go down only, and the core does no I/O.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkArchitecture, type Tree } from './architecture.ts';

const source = fileURLToPath(new URL('../src', import.meta.url));

function readTree(): Tree {
  const paths = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.d.ts'),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(source, path), 'utf8')]));
}

test('the source keeps to its floors', () => {
  const tree = readTree();
  expect(Object.keys(tree).length).toBeGreaterThan(20);
  expect(checkArchitecture(tree)).toEqual([]);
});

test('an adapter that the core imports is found', () => {
  const tree = {
    'policy/bad.ts': "import { exec } from '../adapters/exec.ts';\nexport const bad = exec;\n",
    'adapters/exec.ts': "import '../ports.ts';\n",
    'ports.ts': "import './policy/good.ts';\n",
    'policy/good.ts': "import '../result.ts';\n",
  };
  expect(checkArchitecture(tree)).toEqual([
    'src/policy/bad.ts imports adapters, which stands above policy; imports go down only, so move what both need to a lower floor',
  ]);
});

test.each<[string, Tree, readonly string[]]>([
  [
    'an adapter that imports the controller',
    { 'adapters/a.ts': "import type { Loop } from '../controller/loop.ts';" },
    [
      'src/adapters/a.ts imports controller/, which stands beside adapters/; both may know ports.ts, but not each other',
    ],
  ],
  [
    'a core room that reads files',
    { 'plan/a.ts': "import { readFile } from 'node:fs/promises';" },
    [
      'src/plan/a.ts imports node:fs/promises, the operating system; plan is core: take what you need as an argument, and let an adapter do the rest',
    ],
  ],
  [
    'a core room that reads files by the old name',
    { 'plan/a.ts': "export * from 'fs';" },
    [
      'src/plan/a.ts imports fs, the operating system; plan is core: take what you need as an argument, and let an adapter do the rest',
    ],
  ],
  [
    'a core room that speaks HTTP',
    { 'status/a.ts': "const undici = await import('undici');" },
    [
      'src/status/a.ts imports undici, a package that is not known to be pure; status is core: take what you need as an argument, and let an adapter do the rest',
    ],
  ],
  ['a core room that hashes: allowed', { 'plan/a.ts': "import { createHash } from 'node:crypto';" }, []],
  [
    'a type that goes up',
    { 'ruleset/a.ts': "let x: import('../plan/plan.ts').Plan;" },
    [
      'src/ruleset/a.ts imports plan, which stands above ruleset; imports go down only, so move what both need to a lower floor',
    ],
  ],
  [
    'two files that need each other',
    {
      'plan/a.ts': "import './b.ts';",
      'plan/b.ts': "export * from './c.ts';",
      'plan/c.ts': "import type { A } from './a.ts';",
    },
    [
      'src/plan/a.ts → src/plan/b.ts → src/plan/c.ts → src/plan/a.ts: these imports go round in a circle; move what they share to a file of its own',
    ],
  ],
  [
    'a room that nobody planned',
    { 'utils/a.ts': "import '../result.ts';" },
    [
      'src/utils/a.ts: utils is no room of the house; put the file into one, or give the room a floor in test/architecture.ts',
    ],
  ],
  [
    'a file outside src',
    { 'cli/a.ts': "import '../../test/builders.ts';" },
    ['src/cli/a.ts imports ../../test/builders.ts, which is outside src; the program must not need it'],
  ],
  [
    'the way down: allowed',
    { 'main.ts': "import './cli/a.ts';", 'cli/a.ts': "import '../adapters/b.ts'; import '../result.ts';" },
    [],
  ],
])('%s', (_, tree, sentences) => {
  expect(checkArchitecture(tree)).toEqual(sentences);
});
