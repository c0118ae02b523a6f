// The YAML in the documentation is valid: manifests all together as one repository, configurations each by itself.

import { expect, test } from 'vitest';
import { defaultLimits } from '../../src/adapters/manifest-files.ts';
import { parseConfiguration } from '../../src/cli/configuration.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { catalogue } from '../../src/policy/services.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { codeBlocks, readPage } from './pages.ts';

function toFiles(texts: readonly string[]) {
  return texts.map((text, index) => ({
    path: `block-${index}.yaml`,
    digest: `${index}`,
    bytes: new TextEncoder().encode(text),
  }));
}

const isConfiguration = (text: string) => text.includes('kind: ControllerConfiguration');

test('the examples of all kinds are one valid repository, for the host that they describe', () => {
  const { manifests, faults } = readManifests(toFiles(codeBlocks(readPage('docs/manifests.md'), 'yaml')));
  const selected = selectForHost(manifests, { name: 'web1', labels: {}, readFaults: faults });
  expect(selected).toMatchObject({ ok: true, value: { warnings: [] } });
  if (!selected.ok) return;
  expect(new Set(manifests.map(({ kind }) => kind))).toEqual(
    new Set(['FirewallPolicy', 'FirewallProfile', 'Host', 'NatPolicy', 'Zone', 'NetworkSet', 'PolicyTest', 'Service']),
  );
  expect(compileRuleset(selected.value).sets.map(({ name }) => name)).toEqual([
    'gw4-admins',
    'gw4-revoked',
    'gw6-admins',
    'gw6-revoked',
  ]);
});

test('the policy in the README compiles without a warning', () => {
  const blocks = codeBlocks(readPage('README.md'), 'yaml').filter((text) => !isConfiguration(text));
  const { manifests, faults } = readManifests(toFiles(blocks));
  expect(manifests.length).toBe(1);
  const selected = selectForHost(manifests, { name: 'host', labels: {}, readFaults: faults });
  expect(selected).toMatchObject({ ok: true, value: { warnings: [] } });
});

test.each(['README.md', 'docs/configuration.md'])('the configurations in %s are valid', (path) => {
  const blocks = codeBlocks(readPage(path), 'yaml').filter(isConfiguration);
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks)
    expect(parseConfiguration('/etc/gatewright/config.yaml', block)).toMatchObject({ ok: true });
});

test('the bounds and counts in the prose are those of the code', () => {
  const page = readPage('docs/manifests.md');
  const { maxFileBytes, maxTotalBytes, maxFiles } = defaultLimits;
  const mebibytes = (bytes: number) => `${bytes / 1024 / 1024} MiB`;
  expect(page).toContain(
    `at most ${mebibytes(maxFileBytes)}, all manifests together ${mebibytes(maxTotalBytes)}, and the folder ${maxFiles.toLocaleString('en')} files`,
  );
  expect(catalogue.length).toBeGreaterThan(200);
});
