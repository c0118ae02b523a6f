// The pages of docs/reference: every field with its type, default, meaning, an example, and the kernel rules that it makes.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Document, parseAllDocuments, visit } from 'yaml';
import { createCompile, type Effect, type Example, findEffect } from './effect.ts';
import { type Field, listFields, listUses, type Path } from './fields.ts';
import { collectShapes, type DocSchema, isShared, tellDefault, typeName } from './generate-docs.ts';
import type { Crd } from './schema.ts';

/** Kernel rules that an entry shows at most, without and with its field. */
const maxRules = 4;
/** Uses of a field that are looked through for one that the kernel notices. */
const maxTries = 4;
/** What is longer is unfolded. */
const lineLength = 90;
/** The page of shapes that stand in several kinds. */
const shapesPage = 'Shapes';

interface Use {
  readonly example: Example;
  /** From the list of documents. */
  readonly path: Path;
}

/** File name to content of each page. `folder` holds the examples. Throws where an example is refused. */
export async function renderReference(crds: readonly Crd[], folder: string): Promise<ReadonlyMap<string, string>> {
  const uses = gatherUses(crds, await readExamples(folder));
  const shapes = collectShapes(crds);
  const fields = listFields(crds);
  const pageOf = (owner: string): string => {
    const [kind, ...others] = shapes.get(owner)?.kinds ?? [owner];
    return kind === undefined || others.length > 0 ? shapesPage : kind;
  };
  const entries = new Map<string, string[]>();
  for (const [name, field] of fields) {
    const [owner = ''] = name.split(/[.[]/);
    const page = entries.get(pageOf(owner)) ?? [];
    entries.set(pageOf(owner), page);
    const type = typeName(field.schema as DocSchema, shapes).replaceAll(/\[(\w+)\]\(#\w+\)/g, (_, title: string) =>
      isShared(shapes.get(title)) ? `[${title}](${pageOf(title).toLowerCase()}.md)` : title,
    );
    page.push(renderEntry({ name, field, type, uses: uses.get(name) ?? [], needed: listNeeded(name, fields) }));
  }
  const descriptions = new Map(crds.map(({ kind, schema }) => [kind, schema.description ?? '']));
  descriptions.set(shapesPage, 'What stands in several kinds, and is the same everywhere.');
  return new Map(
    [...entries].map(([page, texts]) => [`${page.toLowerCase()}.md`, renderPage(page, descriptions.get(page), texts)]),
  );
}

/** Small repositories, each a file of manifests with the lists beside it. */
async function readExamples(folder: string): Promise<readonly Example[]> {
  const names = (await readdir(folder)).toSorted();
  const read = async (name: string) => ({ name, text: await readFile(join(folder, name), 'utf8') });
  const files = await Promise.all(names.map(read));
  const lists = files
    .filter(({ name }) => !name.endsWith('.yaml'))
    .map(({ name, text }) => ({ path: name, digest: text, bytes: new TextEncoder().encode(text) }));
  return files
    .filter(({ name }) => name.endsWith('.yaml'))
    .map(({ name, text }) => {
      const compile = createCompile(lists);
      const documents = parseAllDocuments(text).map((one) => one.toJS() as object);
      const whole = compile(documents);
      if (!whole.ok) throw new Error(`crds/examples/${name} is refused: ${whole.error}`);
      return { name, documents, compile, whole: whole.value };
    });
}

/** Of each field its uses, those with the least around them first. */
function gatherUses(crds: readonly Crd[], examples: readonly Example[]): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  for (const example of examples) {
    for (const [index, document] of example.documents.entries()) {
      for (const { field, path } of listUses(crds, document)) {
        uses.set(field, [...(uses.get(field) ?? []), { example, path: [index, ...path] }]);
      }
    }
  }
  const sizeOf = ({ example, path }: Use) => JSON.stringify(valueAt(example.documents, itemOf(path))).length;
  return new Map([...uses].map(([field, found]) => [field, found.toSorted((a, b) => sizeOf(a) - sizeOf(b))]));
}

function listNeeded(name: string, fields: ReadonlyMap<string, Field>): readonly string[] {
  const around = name.slice(0, name.lastIndexOf('.') + 1);
  const beside = [...fields].filter(([other]) => other.startsWith(around) && !other.slice(around.length).includes('.'));
  return beside.filter(([, { required }]) => required).map(([other]) => other.slice(around.length));
}

/** The path of the list's item, or of the manifest, that holds what is at `path`. */
function itemOf(path: Path): Path {
  const last = path.findLastIndex((step, index) => typeof step === 'number' && index < path.length - 1);
  return path.slice(0, last + 1);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Readonly<Record<string | number, unknown>>)[step], value);
}

interface Entry {
  readonly name: string;
  readonly field: Field;
  readonly type: string;
  readonly uses: readonly Use[];
  /** Names of the fields that the object around it must hold. */
  readonly needed: readonly string[];
}

function renderEntry({ name, field: { schema, required }, type, uses, needed }: Entry): string {
  const facts = required ? `${type}, **required**` : `${type}, default ${tellDefault(schema as DocSchema)}`;
  const head = [`## ${name}`, facts, schema.description ?? ''];
  const [first] = uses;
  if (first === undefined) return head.join('\n\n');
  let shown: { readonly use: Use; readonly effect?: Effect } = { use: first };
  for (const use of uses.slice(0, maxTries)) {
    const effect = effectOf(use, schema as DocSchema);
    if (effect === undefined) continue;
    shown = { use, effect };
    break;
  }
  return [...head, renderExample(shown.use, needed), ...renderEffect(name, shown.effect)].join('\n\n');
}

/** A test makes no rule; that is said once for its page. */
function effectOf({ example, path }: Use, schema: DocSchema): Effect | undefined {
  const { kind } = valueAt(example.documents, path.slice(0, 1)) as { readonly kind: string };
  if (kind === 'PolicyTest') return undefined;
  return findEffect({
    example,
    path,
    others: listOthers(schema, valueAt(example.documents, path)),
  });
}

/** A field in a list's item stands in that item; another by itself, with what must stand beside it. */
function renderExample({ example, path }: Use, needed: readonly string[]): string {
  const item = itemOf(path);
  if (item.length > 1) return fence('yaml', writeYaml(valueAt(example.documents, item)));
  const parent = valueAt(example.documents, path.slice(0, -1)) as Readonly<Record<string, unknown>>;
  const last = path.at(-1);
  const beside = path.length > 3 ? needed : [];
  const kept = Object.entries(parent).filter(([key]) => key === last || beside.includes(key));
  const names = path.slice(2, -1);
  return fence(
    'yaml',
    writeYaml(names.reduceRight<unknown>((inner, key) => ({ [key]: inner }), Object.fromEntries(kept))),
  );
}

/** Each field on a line of its own where it fits there. */
function writeYaml(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_, node, path) => {
      if (path.length > 1 && JSON.stringify(node.toJS(document)).length < lineLength) node.flow = true;
    },
  });
  return document.toString({ flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function renderEffect(name: string, effect: Effect | undefined): readonly string[] {
  if (effect === undefined) return /^(PolicyTest|Test[A-Z])/.test(name) ? [] : ['It makes no kernel rule by itself.'];
  const { without, removed, added } = effect;
  return [tellChange(without), fence('diff', [...pick(removed, '-'), ...pick(added, '+')].join('\n'))];
}

function tellChange(without: Effect['without']): string {
  if (without === 'field') return 'Kernel rules without it (`-`) and with it (`+`):';
  if (without === 'item') return 'Kernel rules that come with it:';
  return `Kernel rules with \`${JSON.stringify(without.instead)}\` in its place (\`-\`) and as it is (\`+\`):`;
}

/** IPv4 first, which most readers read first; of IPv6 as much as there is room for. */
function pick(rules: readonly string[], sign: string): readonly string[] {
  const isIpv6 = (rule: string) => rule.startsWith('ip6tables') || rule.startsWith('ipset add gw6');
  const sorted = [...rules.filter((rule) => !isIpv6(rule)), ...rules.filter(isIpv6)];
  const shown = sorted.slice(0, maxRules).map((rule) => `${sign} ${rule}`);
  const rest = sorted.slice(maxRules);
  const also = rest.some(isIpv6) ? ', IPv6 among them' : '';
  return rest.length === 0 ? shown : [...shown, `${sign} … and ${rest.length} more${also}`];
}

/** Values of other formats than these say nothing by being replaced. */
const strangers: Readonly<Record<string, unknown>> = {
  network: '198.18.0.0/15',
  address: '198.18.0.1',
  rate: '7/min',
  duration: '9m',
  port: 4242,
};

/** Other values that the schema takes in the place of `value`. */
function listOthers(schema: DocSchema, value: unknown): readonly unknown[] {
  if (schema.type === 'boolean') return [value !== true];
  if (schema.enum !== undefined) return schema.enum.filter((one) => one !== value);
  if (schema.title === 'Selector') return [{ matchLabels: { some: 'other' } }];
  if (schema.type === 'integer') return [Number(value) + 1, Number(value) - 1];
  if (typeof schema.additionalProperties === 'object' && typeof value === 'object' && value !== null) {
    return Object.keys(value).map((key) => ({ ...value, [key]: '198.18.0.7' }));
  }
  if (schema.items !== undefined && Array.isArray(value)) return listOthers(schema.items, value[0]).map((one) => [one]);
  const stranger = strangers[schema.format ?? ''];
  return stranger === undefined ? [] : [stranger];
}

function renderPage(page: string, description: string | undefined, entries: readonly string[]): string {
  const note = page === 'PolicyTest' ? '\n\nA test makes no kernel rule.' : '';
  const head = `# ${page}

${description ?? ''}${note}

Made by \`npm run generate\` from \`crds\`: the examples are parts of \`crds/examples\`, and the kernel rules are what the compiler makes of them
with and without the field. How fields work together is told in [manifests.md](../manifests.md).`;
  return `${[head, ...entries].join('\n\n')}\n`;
}
