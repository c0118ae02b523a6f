// Makes src/*/generated and the tables of docs/ from crds/*.yaml and the configuration's schema; with --check it only says
// what is stale.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Emitted, emitDeclarations, emitTypes, emitValidators } from './emit.ts';
import { renderPage } from './generate-docs.ts';
import { type Crd, type Schema, transformCrds, transformPlain } from './schema.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Exit code: 0 written or nothing stale, 1 something stale under --check. */
async function main(args: readonly string[]): Promise<number> {
  const files = new Map([
    ...(await generateManifests()),
    ...(await generateConfiguration()),
    ...(await generateDocs()),
  ]);
  const mode = args.includes('--check') ? 'check' : 'write';
  const stale = await writeStale(files, mode);
  if (mode === 'check' && stale.length > 0) return 1;
  // The compiler reads manifests by the validators that were written just now.
  const { renderReference } = await import('./generate-reference.ts');
  const pages = await renderReference(await readCrds(join(root, 'crds')), join(root, 'crds/examples'));
  const reference = new Map([...pages].map(([name, content]) => [join(root, 'docs/reference', name), content]));
  const staleReference = await writeStale(reference, mode);
  return mode === 'check' && staleReference.length > 0 ? 1 : 0;
}

/** The files whose content is not as it must be, which `write` makes it and `check` tells. */
async function writeStale(files: ReadonlyMap<string, string>, mode: 'write' | 'check'): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [path, content] of files) if ((await readText(path)) !== content) stale.push(path);
  for (const path of stale) {
    if (mode === 'write') await writeText(path, files.get(path) ?? '');
    else console.error(`${relative(root, path)} is stale: run \`npm run generate\` and commit it`);
  }
  return stale;
}

async function generateManifests(): Promise<ReadonlyMap<string, string>> {
  const crds = await readCrds(join(root, 'crds'));
  const shared = { source: 'crds/*.yaml', roots: crds.map((crd) => crd.kind), policyRoom: '..' };
  return generate(join(root, 'src/policy/generated'), {
    types: { ...shared, definitions: transformCrds(crds, 'types') },
    validators: { ...shared, definitions: transformCrds(crds, 'validators') },
  });
}

async function generateConfiguration(): Promise<ReadonlyMap<string, string>> {
  const schema = await readConfigurationSchema();
  const shared = {
    source: 'src/cli/configuration.schema.yaml',
    roots: [schema.title ?? ''],
    policyRoom: '../../policy',
  };
  return generate(join(root, 'src/cli/generated'), {
    types: { ...shared, definitions: transformPlain(schema, 'types') },
    validators: { ...shared, definitions: transformPlain(schema, 'validators') },
  });
}

/** The tables inside of pages that are written by hand. */
async function generateDocs(): Promise<ReadonlyMap<string, string>> {
  const [crds, configuration] = [await readCrds(join(root, 'crds')), await readConfigurationSchema()];
  const paths = ['manifests.md', 'configuration.md'].map((name) => join(root, 'docs', name));
  const pages = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return new Map(paths.map((path, index) => [path, renderPage({ crds, configuration, page: pages[index] ?? '' })]));
}

async function readConfigurationSchema(): Promise<Schema> {
  return parse(await readFile(join(root, 'src/cli/configuration.schema.yaml'), 'utf8')) as Schema;
}

interface Inputs {
  readonly types: Emitted;
  readonly validators: Emitted;
}

async function generate(folder: string, { types, validators }: Inputs): Promise<ReadonlyMap<string, string>> {
  return new Map([
    [join(folder, 'types.ts'), await emitTypes(types)],
    [join(folder, 'validators.js'), emitValidators(validators)],
    [join(folder, 'validators.d.ts'), emitDeclarations(validators)],
  ]);
}

interface CrdDocument {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly [{ readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }];
  };
}

async function readCrds(folder: string): Promise<readonly Crd[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => {
    const { group, names, versions } = (parse(text) as CrdDocument).spec;
    const [version] = versions;
    return { kind: names.kind, apiVersion: `${group}/${version.name}`, schema: version.schema.openAPIV3Schema };
  });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeText(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  console.error(`wrote ${relative(root, path)}`);
}

process.exitCode = await main(process.argv.slice(2));
