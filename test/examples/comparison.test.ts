// docs/comparison.md tells the truth: how many rules a packet meets in our ruleset and in those of others for the same policy.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { renderRuleset } from '../../src/plan/render.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { packetOf, type Sample, samples, surroundingsOf } from '../comparison/packets.ts';
import { type Path, readTables, walkPath } from '../comparison/path.ts';
import { exampleHosts, readExample, selectFrom } from '../fixtures/examples.ts';

const page = fileURLToPath(new URL('../../docs/comparison.md', import.meta.url));
const folder = fileURLToPath(new URL('../comparison/', import.meta.url));
const updating = process.env.UPDATE_GOLDEN === '1';

const desired = compileRuleset(
  selectFrom(await readExample('perimeter-gateway'), exampleHosts['perimeter-gateway'] ?? ''),
);
const saved = (tool: string) => (family: Family) => readFile(`${folder}saved/${tool}.${family}`, 'utf8');
const tools: Readonly<Record<string, (family: Family) => Promise<string>>> = {
  'by hand': (family) => readFile(`${folder}hand/${family}.rules`, 'utf8'),
  Gatewright: async (family) => renderRuleset(desired[family], { hooks: true }),
  ferm: saved('ferm'),
  ufw: saved('ufw'),
  Shorewall: saved('shorewall'),
};
const names = Object.keys(tools);
const texts = await Promise.all(
  names.map(async (name) => {
    const both = await Promise.all(
      families.map(async (family) => [family, (await tools[name]?.(family)) ?? ''] as const),
    );
    return [name, Object.fromEntries(both) as Readonly<Record<Family, string>>] as const;
  }),
);

function pathOf(name: string, family: Family, sample: Sample): Path {
  const text = texts.find(([tool]) => tool === name)?.[1][family] ?? '';
  return walkPath(readTables(family, text), packetOf(sample, family), surroundingsOf(family));
}

describe.each(families)('in %s', (family) => {
  test.each(samples)('$name meets the same fate in each ruleset', (sample) => {
    const verdicts = names.map((name) => [name, pathOf(name, family, sample).verdict]);
    expect(verdicts).toEqual(names.map((name) => [name, sample.verdict]));
  });

  test.each(samples.filter(({ from }) => from !== 'gateway'))(
    '$name meets no more rules than by hand, hooks, jumps to a policy, revoked flows and exemptions apart',
    (sample) => {
      const ours = pathOf('Gatewright', family, sample);
      // In IPv6 the echo of the host is not of the chain of the essentials, which what it sends shares.
      const toGateway = family === 'ipv6' && sample.to === 'gateway';
      const jumps = sample.state === 'ESTABLISHED' ? 0 : toGateway ? 3 : 2;
      expect(ours.rules - ours.builtin - ours.revoking - ours.exempting - jumps).toBeLessThanOrEqual(
        pathOf('by hand', family, sample).rules,
      );
    },
  );
});

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |\n`;
const head = (first: string) => row([first, ...names]) + row(['---', ...names.map(() => '---')]);

test('the tables of the page are the figures', async () => {
  const paths = samples.map((sample) =>
    row([
      sample.name,
      ...names.map((name) => families.map((family) => pathOf(name, family, sample).rules).join(' / ')),
    ]),
  );
  const totals = texts.map(([, of]) => families.map((family) => of[family].match(/^-A/gm)?.length ?? 0).join(' / '));
  const tables = { paths: head('packet') + paths.join(''), totals: head('') + row(['IPv4 / IPv6', ...totals]) };
  const before = await readFile(page, 'utf8');
  let after = before;
  for (const [name, table] of Object.entries(tables)) {
    after = after.replace(new RegExp(`(?<=<!-- ${name} -->\n)[^]*?(?=<!-- end -->)`), () => `\n${table}\n`);
  }
  if (updating) await writeFile(page, after);
  expect(await readFile(page, 'utf8')).toBe(after);
});
