// `npm run fuzz:language -- [--runs N] [--seed S]`: random manifests load on both backends, are quiet then, and do what they say.

import { parseArgs } from 'node:util';
import { loadRandom } from './language-load.ts';
import { fuzzLanguage } from './language-run.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string' }, backend: { type: 'string' } },
});
const runs = Number(values.runs);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
process.stdout.write(`seed ${seed}\n`);

const { rulesets, packets, unread, findings } = fuzzLanguage({ seed, runs });
for (const [field, times] of unread) process.stdout.write(`not judged, ${times} times: ${field}\n`);
refuse(findings);
process.stdout.write(`${rulesets} rulesets do what their manifests say, by ${packets} packets\n`);
for (const backend of ['nft', 'legacy'] as const) {
  const loaded = await loadRandom({ backend, seed, runs });
  refuse(loaded.findings);
  process.stdout.write(`${loaded.rulesets} rulesets load on ${backend}, and a second pass writes nothing\n`);
}

function refuse(found: readonly string[]): void {
  if (found.length === 0) return;
  process.stdout.write(`${found.slice(0, 3).join('\n\n')}\n`);
  process.exit(1);
}
