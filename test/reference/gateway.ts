// The reference gateway: its manifests, and what they become.

import { fileURLToPath } from 'node:url';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { readFolder } from '../kernel/rulesets.ts';

export const referenceFolder = fileURLToPath(new URL('.', import.meta.url));

/** What gw1 must enforce; `edit` may change the text of each manifest first. */
export async function compileGateway(edit?: (text: string) => string): Promise<Desired> {
  const files = await readFolder(`${referenceFolder}manifests`, (text) => (edit ?? ((same) => same))(text));
  const { manifests, faults } = readManifests(
    files.map((file) => ({ ...file, digest: `${file.digest} ${file.bytes.length}` })),
  );
  const selected = selectForHost(manifests, { name: 'gw1', labels: {}, readFaults: faults });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return compileRuleset(selected.value);
}
