// The registry of packet tests: every field of every CRD is proven by a test that exists, and nothing is listed that is gone.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFields } from '../../crds/fields.ts';
import { readCrds } from '../fixtures/crds.ts';
import { type Proof, proofs, silentFields, unproven } from '../kernel/registry.ts';
import { root } from './pages.ts';

const fields = [...listFields(readCrds()).keys()];
const all: readonly Proof[] = [...proofs, ...silentFields];

/** The proofs whose test does not stand in their file under that name. */
function listMissing(listed: readonly Proof[]): readonly string[] {
  const missing = listed.filter(({ file, test: name }) => {
    const path = join(root, 'test', file);
    if (!existsSync(path)) return true;
    const text = readFileSync(path, 'utf8');
    return !["'", '`', '"'].some((mark) => text.includes(`${mark}${name}${mark}`));
  });
  return missing.map(({ file, test: name }) => `${file}: ${name}`);
}

/** The fields without a proof. */
function listBare(listed: readonly Proof[]): readonly string[] {
  const proven = new Set([...listed.flatMap((proof) => proof.fields), ...unproven]);
  return fields.filter((field) => !proven.has(field));
}

test('every field is proven by a test of the kernel', () => {
  expect(listBare(all)).toEqual([]);
});

test('every test that proves a field exists, under the name that is listed', () => {
  expect(listMissing(all)).toEqual([]);
});

test('every field that is listed exists, and is listed in one way only', () => {
  const listed = [...all.flatMap((proof) => proof.fields), ...unproven];
  expect(listed.filter((field) => !fields.includes(field))).toEqual([]);
  expect(listed.filter((field, index) => listed.indexOf(field) !== index)).toEqual([]);
});

test('a field that loses its test, and a test that loses its name, are missed', () => {
  expect(listBare(all.filter(({ fields: [first] }) => first !== 'Rule.rejectWith'))).toEqual(['Rule.rejectWith']);
  const renamed = proofs.map((proof) => ({ ...proof, test: proof.test.replace('Reject answers', 'Reject tells') }));
  expect(listMissing(renamed)).toEqual(['kernel/rule-fields.test.ts: Reject tells as the rule says']);
});
