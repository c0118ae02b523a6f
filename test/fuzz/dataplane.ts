// `npm run fuzz:dataplane -- --minutes N [--seed S] [--backend nft|legacy]`: random revisions on real kernels until time is up.

import { parseArgs } from 'node:util';
import type { Backend } from '../../src/ports.ts';
import { describeFinding, fuzzHost } from './run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    backend: { type: 'string' },
    steps: { type: 'string', default: '25' },
  },
});
const backends: readonly Backend[] =
  values.backend === 'nft' || values.backend === 'legacy' ? [values.backend] : ['nft', 'legacy'];
const end = performance.now() + Number(values.minutes ?? '1') * 60_000;
let seed = Number(values.seed ?? Date.now() % 1_000_000);
let revisions = 0;
process.stdout.write(`seed ${seed}\n`);
do {
  for (const backend of backends) {
    const finding = await fuzzHost(backend, seed, Number(values.steps));
    if (finding !== undefined) {
      process.stdout.write(`${describeFinding(finding)}\n`);
      process.exit(1);
    }
    revisions += Number(values.steps);
  }
  seed += 1;
  // A seed without a time is one finding to look at again.
} while (performance.now() < end && (values.seed === undefined || values.minutes !== undefined));
process.stdout.write(`${revisions} revisions, nothing found\n`);
