// Every field of every CRD is described, and stands in an example that is valid (and that the kernel takes, see test/kernel).

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { listFields, listUses } from '../../crds/fields.ts';
import { readCrds } from '../fixtures/crds.ts';
import { fieldExamples, readFieldExample } from '../fixtures/field-examples.ts';
import { readPage, root } from './pages.ts';

const crds = readCrds();
const fields = listFields(crds);

function fieldsOfExamples(texts: readonly string[]): ReadonlySet<string> {
  const documents = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as unknown));
  return new Set(documents.flatMap((document) => listUses(crds, document).map(({ field }) => field)));
}

test('every field has a description', () => {
  const bare = [...fields].filter(([, { schema }]) => (schema.description ?? '').trim() === '');
  expect(bare.map(([field]) => field)).toEqual([]);
});

test('every field stands in an example of crds/examples', () => {
  const shown = fieldsOfExamples(fieldExamples.map(readFieldExample));
  expect([...fields.keys()].filter((field) => !shown.has(field))).toEqual([]);
});

test('a field that is taken out of the examples is missed', () => {
  const shown = fieldsOfExamples(fieldExamples.map((name) => readFieldExample(name).replaceAll('rejectWith:', 'log:')));
  expect([...fields.keys()].filter((field) => !shown.has(field))).toEqual(['Rule.rejectWith']);
});

test('the reference shows of every field an example and what it compiles to', () => {
  const pages = readdirSync(join(root, 'docs/reference')).map((name) => readPage(`docs/reference/${name}`));
  const entries = new Map(
    pages.flatMap((page) => page.split(/^## /m).slice(1)).map((entry) => [entry.slice(0, entry.indexOf('\n')), entry]),
  );
  expect([...entries.keys()].toSorted()).toEqual([...fields.keys()].toSorted());
  const shapes = /^```yaml\n[^`]+^```\n\n+(Kernel rules [^\n]+:\n\n```diff\n|It makes no kernel rule by itself\.)/m;
  const tests = /^(PolicyTest|Test[A-Z])/;
  const bare = [...entries].filter(([field, entry]) => !(tests.test(field) ? /^```yaml/m : shapes).test(entry));
  expect(bare.map(([field]) => field)).toEqual([]);
});
