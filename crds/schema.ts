// From the OpenAPI schemas of the CRDs to the JSON schemas that types and validators are made of.

export interface Schema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

export interface Crd {
  readonly kind: string;
  readonly apiVersion: string;
  readonly schema: Schema;
}

/** Named shapes: one interface, and one validating function, for each. */
export type Definitions = Record<string, Schema>;

export type Purpose = 'types' | 'validators';

/** `kind` to schema, every object that has fields hoisted by its title, so that equal shapes share one name. */
export function transformCrds(crds: readonly Crd[], purpose: Purpose): Definitions {
  const definitions: Definitions = {};
  define(definitions, 'Metadata', metadata);
  for (const crd of crds) define(definitions, crd.kind, transformRoot(crd, purpose, definitions));
  return definitions;
}

/** A plain JSON schema in the same form; its title names the root. */
export function transformPlain(schema: Schema, purpose: Purpose): Definitions {
  const definitions: Definitions = {};
  const name = schema.title ?? fail('the schema needs a title');
  transform(schema, { path: [name], purpose, definitions });
  return definitions;
}

const labels: Schema = {
  type: 'object',
  maxProperties: 64,
  additionalProperties: {
    type: 'string',
    maxLength: 256,
    description: 'Value of the label; a number or true needs quotes.',
  },
};

const metadata: Schema = {
  title: 'Metadata',
  type: 'object',
  description: 'How the manifest is called, and what is said about it.',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', format: 'dns-label', description: 'Name of the manifest, unique within its kind.' },
    labels: { ...labels, description: 'What selectors see.' },
    annotations: {
      type: 'object',
      description: 'Notes for people and other programs; they mean nothing here.',
      maxProperties: 256,
      additionalProperties: { type: 'string', description: 'Text of the note; a number or true needs quotes.' },
    },
  },
};

function transformRoot(crd: Crd, purpose: Purpose, definitions: Definitions): Schema {
  const { spec, status } = crd.schema.properties ?? {};
  if (spec === undefined) fail(`${crd.kind} has no spec`);
  const context = { purpose, definitions };
  // The controller writes the status; a manifest that brings one along is refused like any unknown field.
  const withStatus = status !== undefined && purpose === 'types';
  return {
    title: crd.kind,
    description: crd.schema.description ?? '',
    type: 'object',
    additionalProperties: false,
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { type: 'string', const: crd.apiVersion, description: `Always ${crd.apiVersion}.` },
      kind: { type: 'string', const: crd.kind, description: `Always ${crd.kind}.` },
      metadata: { $ref: '#/$defs/Metadata' },
      spec: transform(spec, { ...context, path: [crd.kind, 'spec'] }),
      ...(withStatus ? { status: transform(status, { ...context, path: [crd.kind, 'status'] }) } : {}),
    },
  };
}

interface Context {
  /** Names from the root down, to call a shape by that has no title. */
  readonly path: readonly string[];
  readonly purpose: Purpose;
  readonly definitions: Definitions;
}

function transform(schema: Schema, context: Context): Schema {
  const plain =
    context.purpose === 'validators' ? dropWhatFormatsCheck(translateKeywords(schema)) : translateKeywords(schema);
  const inner = (name: string, child: Schema) => transform(child, { ...context, path: [...context.path, name] });
  const result: Record<string, unknown> = { ...plain };
  if (plain.items !== undefined) result.items = inner('[]', plain.items);
  if (typeof plain.additionalProperties === 'object')
    result.additionalProperties = inner('{}', plain.additionalProperties);
  if (plain.properties === undefined) return result;
  const entries = Object.entries(plain.properties).map(([name, child]) => [name, inner(name, child)]);
  const title = plain.title ?? nameShape(context.path);
  const reference = define(context.definitions, title, {
    ...result,
    title,
    additionalProperties: false,
    properties: Object.fromEntries(entries),
  });
  // The validators' sentences explain a missing field; for the types, a second description would be a second shape.
  const description = plain.description === undefined ? {} : { description: plain.description };
  return context.purpose === 'validators' ? { ...reference, ...description } : reference;
}

/** Kubernetes' own keywords in the words of JSON schema. The CEL rules have their twins in the core. */
function translateKeywords(schema: Schema): Schema {
  const entries = Object.entries(schema).filter(([keyword]) => !keyword.startsWith('x-kubernetes-'));
  return {
    ...Object.fromEntries(entries),
    ...(schema['x-kubernetes-int-or-string'] === true ? { type: ['integer', 'string'] } : {}),
    ...(schema['x-kubernetes-list-type'] === 'set' ? { uniqueItems: true } : {}),
  };
}

/** A format says better what is wrong than the pattern and lengths that stand beside it for the API server. */
function dropWhatFormatsCheck(schema: Schema): Schema {
  const dropped = schema.format === undefined ? ['default'] : ['default', 'pattern', 'minLength', 'maxLength'];
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !dropped.includes(keyword)));
}

/** `[Host, status, conditions, []]` is `HostStatusCondition`. */
function nameShape(path: readonly string[]): string {
  const words = path.map((word, index) =>
    path[index + 1] === '[]' ? word.replace(/ies$/, 'y').replace(/s$/, '') : word,
  );
  return words
    .filter((word) => word !== '[]' && word !== '{}')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function define(definitions: Definitions, name: string, schema: Schema): Schema {
  const known = definitions[name];
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
    fail(`two shapes are called ${name} and differ; give one of them another title`);
  }
  definitions[name] = schema;
  return { $ref: `#/$defs/${name}` };
}

function fail(message: string): never {
  throw new Error(message);
}
