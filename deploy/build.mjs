// Bundles the program and the three programs that it starts beside itself into dist/.

import { build } from 'esbuild';

await build({
  entryPoints: {
    gatewright: 'src/main.ts',
    'parse-worker': 'src/adapters/parse-worker.ts',
    'peer-agent': 'src/adapters/peer-agent.ts',
    'rollback-guard': 'src/cli/rollback-guard.ts',
  },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outdir: 'dist',
  sourcemap: true,
  logLevel: 'warning',
  // Some packages are CommonJS inside: what they require at run time needs a `require`.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
});
