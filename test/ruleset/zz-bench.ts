import { readFolder } from '../kernel/rulesets.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { createHash } from 'node:crypto';
const { manifests, faults } = readManifests(await readFolder(process.argv[2] ?? ''));
const t0 = performance.now();
const selected = selectForHost(manifests, { name: 'host', labels: {}, readFaults: faults });
if (!selected.ok) throw new Error(JSON.stringify(selected.error).slice(0, 500));
console.log('select', (performance.now() - t0).toFixed(1));
const times: number[] = [];
for (let i = 0; i < Number(process.argv[3] ?? 6); i++) { const t = performance.now(); const d = compileRuleset(selected.value); times.push(performance.now() - t);
 if (i === 0) console.log('hash', createHash('sha256').update(JSON.stringify(d)).digest('hex').slice(0, 16), d.ipv4.tables[0]?.chains.length, Math.max(...(d.ipv4.tables[0]?.chains ?? []).map((c) => c.rules.length))); }
console.log('compile', times.map((t) => t.toFixed(1)).join(' '));
