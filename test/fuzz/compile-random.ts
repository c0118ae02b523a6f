// Random manifests as the ruleset of their host.

import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';

/** Undefined where the mixture is refused. */
export function compileRandom(text: string): Desired | undefined {
  const read = readManifests([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  const request = { name: 'host', labels: {}, readFaults: read.faults, refusedSelectors: read.refused };
  const selected = selectForHost(read.manifests, request);
  return selected.ok ? compileRuleset(selected.value) : undefined;
}
