// Types and validators come from the CRDs: what is stale is named, and nothing else.

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A copy of what the generator reads and writes. */
async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-generate-'));
  folders.push(folder);
  for (const path of ['crds', 'docs', 'src', 'package.json', 'tsconfig.json']) {
    await cp(join(root, path), join(folder, path), { recursive: true });
  }
  // One example is as good as all of them, and read in a moment.
  for (const name of await readdir(join(folder, 'crds/examples')))
    if (name !== 'tiers.yaml') await rm(join(folder, 'crds/examples', name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function generate(
  folder: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stderr: string }> {
  const command = [join(root, 'node_modules/tsx/dist/cli.mjs'), 'crds/generate.ts', ...args];
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: 300_000 };
    const child = execFile(process.execPath, command, options, (_, __, stderr) =>
      resolve({ code: child.exitCode ?? -1, stderr }),
    );
  });
}

test('what is committed is what the CRDs say', async () => {
  expect(await generate(root, '--check')).toEqual({ code: 0, stderr: '' });
});

test('a property that is added to a CRD makes the check fail, naming each stale file, and writes nothing', async () => {
  const folder = await copyProject();
  const crd = join(folder, 'crds/zones.yaml');
  const before = await readFile(crd, 'utf8');
  const after = before.replace(/( +)intraZone:\n/, '$1color: {type: string, maxLength: 9, description: Not read.}\n$&');
  expect(after).not.toBe(before);
  await writeFile(crd, after);
  const types = await readFile(join(folder, 'src/policy/generated/types.ts'), 'utf8');

  expect(await generate(folder, '--check')).toEqual({
    code: 1,
    stderr: [
      'src/policy/generated/types.ts is stale: run `npm run generate` and commit it',
      'src/policy/generated/validators.js is stale: run `npm run generate` and commit it',
      'docs/manifests.md is stale: run `npm run generate` and commit it',
      '',
    ].join('\n'),
  });
  expect(await readFile(join(folder, 'src/policy/generated/types.ts'), 'utf8')).toBe(types);

  expect((await generate(folder)).code).toBe(0);
  expect(await readFile(join(folder, 'src/policy/generated/types.ts'), 'utf8')).toContain('color?: string');
  expect(await readFile(join(folder, 'docs/reference/zone.md'), 'utf8')).toContain('## Zone.color');
  expect(await generate(folder, '--check')).toEqual({ code: 0, stderr: '' });
});

test.each(['firewallpolicies', 'firewallprofiles', 'hosts', 'networksets', 'services', 'zones'])(
  '%s.yaml is a CRD that an API server would take: structural, bounded, described',
  async (name) => {
    const crd = parse(await readFile(join(root, 'crds', `${name}.yaml`), 'utf8'));
    expect(crd).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${name}.gatewright.dev` },
      spec: { group: 'gatewright.dev', scope: 'Cluster', names: { plural: name, shortNames: [expect.any(String)] } },
    });
    const [version] = crd.spec.versions;
    expect(version).toMatchObject({ name: 'v1alpha1', served: true, storage: true });
    expect(version.additionalPrinterColumns.length).toBeGreaterThan(0);
    expect(version.subresources).toEqual(name === 'hosts' ? { status: {} } : undefined);
    expect(listUnstructural(version.schema.openAPIV3Schema, '')).toEqual([]);
  },
);

/** Places that Kubernetes' rules for structural schemas refuse, or that we want and miss. */
function listUnstructural(schema: Record<string, unknown>, path: string): readonly string[] {
  const problems: string[] = [];
  const has = (keyword: string) => schema[keyword] !== undefined;
  const inStatus = path.startsWith('/status/');
  if (!has('type') && schema['x-kubernetes-int-or-string'] !== true) problems.push(`${path}: no type`);
  if (!has('description') && !inStatus && path !== '') problems.push(`${path}: no description`);
  for (const keyword of ['$ref', 'uniqueItems', 'oneOf', 'definitions'])
    if (has(keyword)) problems.push(`${path}: ${keyword}`);
  if (has('properties') && has('additionalProperties'))
    problems.push(`${path}: properties beside additionalProperties`);
  if (schema.type === 'array' && !inStatus) {
    if (!has('x-kubernetes-list-type')) problems.push(`${path}: no list type`);
    if (!has('maxItems')) problems.push(`${path}: no maxItems`);
  }
  if (schema.type === 'string' && path.startsWith('/spec') && !has('maxLength') && !has('enum'))
    problems.push(`${path}: no maxLength`);
  const children: readonly (readonly [string, unknown])[] = [
    ...Object.entries((schema.properties as Record<string, unknown>) ?? {}),
    ...(typeof schema.items === 'object' ? [['[]', schema.items] as const] : []),
    ...(typeof schema.additionalProperties === 'object' ? [['{}', schema.additionalProperties] as const] : []),
  ];
  return [
    ...problems,
    ...children.flatMap(([key, child]) => listUnstructural(child as Record<string, unknown>, `${path}/${key}`)),
  ];
}
