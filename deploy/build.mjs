// Bundles the program and the three programs that it starts beside itself: into dist/, or the folder that is named.

import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const [outdir = 'dist'] = process.argv.slice(2);

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outdir,
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
  // Some packages are CommonJS inside: what they require at run time needs a `require`.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
};

// Each in one file: they are started by a program that may be older than what stands beside it by then.
await build({
  ...common,
  entryPoints: {
    'parse-worker': 'src/adapters/parse-worker.ts',
    'peer-agent': 'src/adapters/peer-agent.ts',
    'rollback-guard': 'src/cli/rollback-guard.ts',
  },
});
// In parts, so that a command loads only what it needs.
const { metafile } = await build({
  ...common,
  entryPoints: { gatewright: 'src/main.ts' },
  splitting: true,
  chunkNames: 'part-[hash]',
});
// Those of an older build have other names. They go last: a build that fails leaves a program that works.
const built = Object.keys(metafile.outputs).map((path) => basename(path));
for (const file of await readdir(outdir))
  if (file.startsWith('part-') && !built.includes(file)) await rm(join(outdir, file));
