// The tables of docs/manifests.md and docs/configuration.md, made from the schemas; the prose between them is written by hand.

import { type Crd, type Schema, transformCrds } from './schema.ts';

export interface DocsInput {
  readonly crds: readonly Crd[];
  /** Of the configuration file. */
  readonly configuration: Schema;
  /** The Markdown of one page, with the tables of the last time or none in its regions. */
  readonly page: string;
}

const region = /<!-- made by npm run generate: ([^>]+) -->\n[\s\S]*?<!-- end -->/g;

/**
 * The page with every region filled anew. A region is what stands between `<!-- made by npm run generate: NAME -->` and
 * `<!-- end -->`; NAME is a kind, `KIND status`, `shared`, `metadata` or `configuration`.
 */
export function renderPage({ crds, configuration, page }: DocsInput): string {
  const tables = renderTables(crds, configuration);
  return page.replace(region, (_, name: string) => {
    const table = tables.get(name);
    if (table === undefined) throw new Error(`no table is called ${name}; there are ${[...tables.keys()].join(', ')}`);
    return `<!-- made by npm run generate: ${name} -->\n\n${table}\n\n<!-- end -->`;
  });
}

/** Kubernetes' own keywords, as far as a reader must know them. */
export interface DocSchema extends Schema {
  readonly properties?: Readonly<Record<string, DocSchema>>;
  readonly items?: DocSchema;
  readonly additionalProperties?: DocSchema | boolean;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly 'x-kubernetes-validations'?: readonly { readonly message: string }[];
}

/** An object with a title that stands in more than one place, and so has a table of its own. */
export interface Shape {
  readonly schema: DocSchema;
  /** Where it is used: the shape or kind around it, and the field. */
  readonly uses: Set<string>;
  readonly kinds: Set<string>;
  readonly checks: Set<string>;
}

export type Shapes = ReadonlyMap<string, Shape>;

interface Row {
  readonly field: string;
  readonly schema: DocSchema;
  readonly required: boolean;
}

function renderTables(crds: readonly Crd[], configuration: Schema): ReadonlyMap<string, string> {
  const shapes = collectShapes(crds);
  const tables = new Map<string, string>();
  for (const { kind, schema } of crds) {
    const { spec, status } = schema.properties ?? {};
    if (spec === undefined) throw new Error(`${kind} has no spec`);
    const own = [...shapes].filter(([, shape]) => isShared(shape) && shape.kinds.size === 1 && shape.kinds.has(kind));
    tables.set(kind, [renderTable(spec, shapes), ...own.map((shape) => renderShape(shape, shapes))].join('\n\n'));
    if (status !== undefined) tables.set(`${kind} status`, renderTable(status, shapes, readOnly));
  }
  const shared = [...shapes].filter(([, shape]) => isShared(shape) && shape.kinds.size > 1);
  tables.set('shared', shared.map((shape) => renderShape(shape, shapes)).join('\n\n'));
  tables.set('metadata', renderTable(transformCrds(crds, 'types').Metadata as DocSchema, shapes));
  tables.set('configuration', renderTable(configuration as DocSchema, shapes));
  return tables;
}

export function collectShapes(crds: readonly Crd[]): Shapes {
  const shapes = new Map<string, Shape>();
  const visit = (
    schema: DocSchema,
    place: { readonly kind: string; readonly owner: string; readonly field: string },
  ) => {
    const { kind } = place;
    const { title } = schema;
    if (title !== undefined) {
      const shape = shapes.get(title) ?? { schema, uses: new Set(), kinds: new Set(), checks: new Set() };
      shapes.set(title, shape);
      shape.uses.add(`${place.owner}.${place.field}`);
      shape.kinds.add(kind);
      for (const check of listChecks(schema)) shape.checks.add(check);
    }
    const owner = title ?? place.owner;
    const within = title === undefined ? `${place.field}.` : '';
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      visit(child, { kind, owner, field: `${within}${name}` });
    }
    for (const child of innerSchemas(schema)) visit(child, { kind, owner, field: `${within}[]` });
  };
  for (const { kind, schema } of crds) visit(schema.properties?.spec ?? {}, { kind, owner: kind, field: 'spec' });
  return shapes;
}

function innerSchemas({ items, additionalProperties }: DocSchema): readonly DocSchema[] {
  return [items, additionalProperties].filter((inner) => typeof inner === 'object');
}

/** Whether it stands in more than one place. */
export function isShared(shape: Shape | undefined): boolean {
  return shape !== undefined && shape.uses.size > 1;
}

function renderShape([title, { schema, checks }]: readonly [string, Shape], shapes: Shapes): string {
  return `### ${title}\n\n${schema.description ?? ''}\n\n${renderTable(schema, shapes, [...checks])}`;
}

/** Marks a table of what the controller writes: nothing there has a default. */
const readOnly = 'read-only';

/** One row for each field; objects that stand here only are unfolded, those of `shapes` are linked to. */
function renderTable(schema: DocSchema, shapes: Shapes, options?: readonly string[] | typeof readOnly): string {
  const rows = listRows(schema, '', shapes);
  const written = options !== readOnly;
  const lines = [
    written ? '| field | type | default | meaning |' : '| field | type | meaning |',
    written ? '| --- | --- | --- | --- |' : '| --- | --- | --- |',
    ...rows.map((row) => renderRow(row, shapes, written)),
  ];
  const checks = new Set([...(Array.isArray(options) ? options : listChecks(schema)), ...rows.flatMap(listRowChecks)]);
  const told = [...checks].map((check) => `- ${escapeText(check)}`);
  return [...lines, ...(told.length === 0 || !written ? [] : ['', 'Also checked:', '', ...told])].join('\n');
}

function listRowChecks({ field, schema }: Row): readonly string[] {
  return [schema, ...innerSchemas(schema)]
    .filter((inner) => inner.title === undefined || schema === inner)
    .flatMap(listChecks)
    .map((check) => `\`${field}\`: ${check}`);
}

function listChecks(schema: DocSchema): readonly string[] {
  const least = schema.properties !== undefined && (schema.minProperties ?? 0) > 0 ? ['at least one field'] : [];
  return [...least, ...(schema['x-kubernetes-validations'] ?? []).map(({ message }) => message)];
}

function listRows(schema: DocSchema, prefix: string, shapes: Shapes): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const row: Row = { field: `${prefix}${name}`, schema: child, required: schema.required?.includes(name) === true };
    const [inner] = child.properties === undefined ? innerSchemas(child) : [child];
    if (inner?.properties === undefined || linkTo(inner, shapes) !== undefined) return [row];
    const step = inner === child ? '.' : child.items === undefined ? '.*.' : '[].';
    return [row, ...listRows(inner, `${prefix}${name}${step}`, shapes)];
  });
}

function linkTo({ title }: DocSchema, shapes: Shapes): string | undefined {
  const shape = title === undefined ? undefined : shapes.get(title);
  return shape === undefined || !isShared(shape) ? undefined : `[${title}](#${title?.toLowerCase()})`;
}

function renderRow({ field, schema, required }: Row, shapes: Shapes, written: boolean): string {
  const standard = required ? '**required**' : tellDefault(schema);
  const cells = [`\`${field}\``, typeName(schema, shapes), ...(written ? [standard] : []), schema.description ?? ''];
  return `| ${cells.map(escapeText).join(' | ')} |`;
}

/** The default as code, or a dash. */
export function tellDefault({ default: standard }: DocSchema): string {
  return standard === undefined ? '—' : `\`${JSON.stringify(standard).replaceAll('"', '').replaceAll(',', ', ')}\``;
}

/** Names of the scalar types that have a section of their own in docs/manifests.md. */
const formatNames: Readonly<Record<string, string>> = {
  'dns-label': 'name',
  network: 'network',
  address: 'address',
  port: 'port',
  protocol: 'protocol',
  interface: 'interface',
  rate: 'rate',
  duration: 'duration',
  'icmp-type': 'ICMP type',
  'id-range': 'number or range',
  'domain-name': 'name in DNS',
  'host-name': 'name in DNS',
  'list-path': 'path',
  mss: '`Pmtu` or 536 to 9000',
  'probe-url': 'URL',
  'log-prefix': 'text',
  mac: 'hardware address',
  'chain-glob': 'chain name with `*`',
  'date-time': 'time',
  time: 'time',
  'day-time': 'time of day',
  'time-zone': 'time zone',
};

/** The type in words, shapes with a table of their own as links to it. */
export function typeName(schema: DocSchema, shapes: Shapes): string {
  const link = linkTo(schema, shapes);
  if (link !== undefined) return link;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(' | ');
  if (schema.items !== undefined) return `list of ${typeName(schema.items, shapes)}${countOf(schema)}`;
  if (typeof schema.additionalProperties === 'object')
    return `map of name to ${typeName(schema.additionalProperties, shapes)}`;
  if (schema.properties !== undefined || schema.type === 'object') return 'object';
  const format = schema.format === undefined ? undefined : formatNames[schema.format];
  if (format !== undefined) return format;
  if (schema['x-kubernetes-int-or-string'] === true) return 'text or integer';
  if (schema.format !== undefined) throw new Error(`the format ${schema.format} has no name for the reference`);
  return `${String(schema.type)}${rangeOf(schema)}`;
}

function countOf({ minItems = 0, maxItems }: DocSchema): string {
  if (maxItems === undefined) return minItems === 0 ? '' : `, at least ${minItems}`;
  return `, ${minItems} to ${maxItems}`;
}

function rangeOf({ minimum, maximum }: DocSchema): string {
  return minimum === undefined || maximum === undefined ? '' : `, ${minimum} to ${maximum}`;
}

/** A table's cell is one line, and `|` ends it. */
function escapeText(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
