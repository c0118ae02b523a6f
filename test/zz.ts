import { fuzzLanguage } from './fuzz/language-run.ts';
const r = fuzzLanguage({ seed: Number(process.argv[2] ?? 1), runs: Number(process.argv[3] ?? 300) });
console.log(r.rulesets, r.packets, r.unread);
for (const f of r.findings.slice(0, 2)) console.log(f.split('\n').filter((l) => !/NetworkSet|Service"|^---/.test(l)).join('\n'));
