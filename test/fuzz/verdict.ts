// `npm run fuzz:verdict -- [--minutes N] [--seed S] [--backend nft|legacy]`: the simulator against real kernels until time is up.

import { parseArgs } from 'node:util';
import type { Backend } from '../../src/ports.ts';
import { fuzzVerdicts } from './verdict-run.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, backend: { type: 'string' } },
});
const backends: readonly Backend[] =
  values.backend === 'nft' || values.backend === 'legacy' ? [values.backend] : ['nft', 'legacy'];
const end = performance.now() + Number(values.minutes ?? '2') * 60_000;
let seed = Number(values.seed ?? Date.now() % 1_000_000);
let agreed = 0;
let unknown = 0;
process.stdout.write(`seed ${seed}\n`);
do {
  for (const backend of backends) {
    const found = await fuzzVerdicts({ backend, seed, rulesets: 20 });
    agreed += found.agreed;
    unknown += found.unknown;
    if (found.findings.length === 0) continue;
    process.stdout.write(`${found.findings.join('\n\n')}\n`);
    process.exit(1);
  }
  seed += 1;
} while (performance.now() < end && (values.seed === undefined || values.minutes !== undefined));
/** A run of the usual length that compared fewer says nothing. */
const atLeast = values.minutes === undefined && values.seed === undefined ? 20_000 : 1;
if (agreed < atLeast) {
  process.stdout.write(`only ${agreed} pairs were compared; ${atLeast} are wanted\n`);
  process.exit(1);
}
process.stdout.write(`${agreed} pairs agree, ${unknown} more are unknown and possible, nothing found\n`);
