// TypeScript types and compiled validators from JSON schemas, as text.

import { _, Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';
import { formats } from '../src/policy/formats.ts';
import type { Definitions } from './schema.ts';

export interface Emitted {
  /** What the files are made from, for their first line. */
  readonly source: string;
  readonly definitions: Definitions;
  /** Names of the definitions that are documents of their own. */
  readonly roots: readonly string[];
  /** From the folder of the files to the folder of `formats.ts`. */
  readonly policyRoom: string;
}

/** One readonly interface for each definition. */
export async function emitTypes({ source, definitions, roots }: Emitted): Promise<string> {
  const root = {
    title: 'Document',
    description: 'Any of the documents below.',
    oneOf: roots.map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: structuredClone(definitions),
  };
  const text = await compile(root as Parameters<typeof compile>[0], 'Document', {
    additionalProperties: false,
    bannerComment: banner(source),
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: false,
    style: { printWidth: 120, singleQuote: true },
  });
  return makeReadonly(text);
}

/** One validator for each root, in a module that needs nothing but our formats. */
export function emitValidators({ source, definitions, roots, policyRoom }: Emitted): string {
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    strict: true,
    verbose: true,
    formats,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  ajv.addSchema({ $id: 'gatewright', $defs: definitions });
  for (const name of roots) ajv.addSchema({ $id: name, $ref: `gatewright#/$defs/${name}` });
  const exports = Object.fromEntries(roots.map((name) => [`validate${name}`, name]));
  const code = standalone.default(ajv, exports).replace(/^"use strict";/, '');
  return [
    `${banner(source)}\n`,
    `import { formats } from '${policyRoom}/formats.ts';\n`,
    replaceRequires(code),
    '\n',
  ].join('\n');
}

/** The types of the module that `emitValidators` makes. */
export function emitDeclarations({ source, roots, policyRoom }: Emitted): string {
  const declarations = roots.map((name) => `export declare const validate${name}: Validator<${name}>;`);
  return [
    banner(source),
    '',
    `import type { Validator } from '${policyRoom}/schema-error.ts';`,
    `import type { ${[...roots].sort().join(', ')} } from './types.ts';`,
    '',
    ...declarations,
    '',
  ].join('\n');
}

function banner(source: string): string {
  return `// Made from ${source} by \`npm run generate\`; edit that and run it again.`;
}

function makeReadonly(text: string): string {
  return text
    .replaceAll(/^( +)((?:\w+|'[^']+'|\[k: string\])\??: )/gm, '$1readonly $2')
    .replaceAll(/(?:\w+|\([^()]*\))\[\]/g, 'readonly $&');
}

/** What ajv would fetch from its own package at run time, written out: CommonJS cannot be required from a module. */
const runtime: Readonly<Record<string, string>> = {
  'require("ajv/dist/runtime/ucs2length").default': '((text) => [...text].length)',
};

function replaceRequires(code: string): string {
  const replaced = Object.entries(runtime).reduce((text, [call, inline]) => text.replaceAll(call, inline), code);
  const left = /require\([^)]*\)/.exec(replaced)?.[0];
  if (left !== undefined) throw new Error(`the validators call ${left}; write its meaning out in emit.ts`);
  return replaced;
}
