// Bundles the program and the three programs that it starts beside itself: into dist/, or the folder that is named.

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
  logLevel: 'warning',
  // Some packages are CommonJS inside: what they require at run time needs a `require`.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
};

// Those of an older build have other names, and nobody else would take them away.
await mkdir(outdir, { recursive: true });
for (const file of await readdir(outdir)) if (file.startsWith('part-')) await rm(join(outdir, file));
// In parts, so that a command loads only what it needs.
await build({ ...common, entryPoints: { gatewright: 'src/main.ts' }, splitting: true, chunkNames: 'part-[hash]' });
// Each in one file: they are started by a program that may be older than what stands beside it by then.
await build({
  ...common,
  entryPoints: {
    'parse-worker': 'src/adapters/parse-worker.ts',
    'peer-agent': 'src/adapters/peer-agent.ts',
    'rollback-guard': 'src/cli/rollback-guard.ts',
  },
});
