// Every field of every CRD is described, and stands in an example that is valid (and that the kernel takes, see test/kernel).

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { fieldExamples, readFieldExample } from '../fixtures/field-examples.ts';

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

interface Crd {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: Schema } }];
  };
}

const folder = fileURLToPath(new URL('../../crds/', import.meta.url));

const specs: ReadonlyMap<string, Schema> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => {
      const { names, versions } = (parse(readFileSync(`${folder}${name}`, 'utf8')) as Crd).spec;
      return [names.kind, versions[0].schema.openAPIV3Schema.properties?.spec ?? {}];
    }),
);

/** A shape with a title is the same wherever it stands, so its fields bear its title and not the way to it. */
function visitFields(schema: Schema, owner: string, visit: (field: string, schema: Schema) => void): void {
  const place = schema.title ?? owner;
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    visit(`${place}.${name}`, child);
    visitFields(child, `${place}.${name}`, visit);
  }
  for (const inner of innerSchemas(schema)) visitFields(inner, `${place}[]`, visit);
}

function innerSchemas({ items, additionalProperties }: Schema): readonly Schema[] {
  return [items, additionalProperties].filter((inner) => typeof inner === 'object');
}

/** The fields that `value`, which `schema` describes, holds. */
function usedFields(schema: Schema, owner: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const place = schema.title ?? owner;
  return Object.entries(value).flatMap(([name, child]) => {
    const property = schema.properties?.[name];
    if (property !== undefined) return [`${place}.${name}`, ...usedFields(property, `${place}.${name}`, child)];
    return innerSchemas(schema).flatMap((inner) => usedFields(inner, `${place}[]`, child));
  });
}

function fieldsOfCrds(): ReadonlyMap<string, Schema> {
  const fields = new Map<string, Schema>();
  for (const [kind, spec] of specs) visitFields(spec, kind, (field, schema) => void fields.set(field, schema));
  return fields;
}

function fieldsOfExamples(texts: readonly string[]): ReadonlySet<string> {
  const documents = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as unknown));
  return new Set(
    documents.flatMap((document) => {
      const { kind, spec } = document as { readonly kind: string; readonly spec: unknown };
      return usedFields(specs.get(kind) ?? {}, kind, spec);
    }),
  );
}

test('every field has a description', () => {
  const bare = [...fieldsOfCrds()].filter(([, { description = '' }]) => description.trim() === '');
  expect(bare.map(([field]) => field)).toEqual([]);
});

test('every field stands in an example of crds/examples', () => {
  const shown = fieldsOfExamples(fieldExamples.map(readFieldExample));
  expect([...fieldsOfCrds().keys()].filter((field) => !shown.has(field))).toEqual([]);
});

test('a field that is taken out of the examples is missed', () => {
  const shown = fieldsOfExamples(fieldExamples.map((name) => readFieldExample(name).replaceAll('rejectWith:', 'log:')));
  expect([...fieldsOfCrds().keys()].filter((field) => !shown.has(field))).toEqual(['Rule.rejectWith']);
});
