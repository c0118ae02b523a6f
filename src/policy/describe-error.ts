// What a compiled validator says about a value, in one good sentence for each place.

import { describeFormat } from './formats.ts';
import type { SchemaError } from './schema-error.ts';
import { suggest } from './suggest.ts';

/** One thing that a schema forbids. */
export interface Complaint {
  /** JSON pointer of the value, or of the key where `atKey`. */
  readonly pointer: string;
  readonly message: string;
  /** The key itself is wrong, whatever stands behind it. */
  readonly atKey: boolean;
}

/** Of several complaints about one value the first in this order says most. */
const ranks = [
  'type',
  'enum',
  'const',
  'format',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
];

/** Each place once, in the order in which the validator met them. Fields that are missing from one object come together. */
export function describeErrors(errors: readonly SchemaError[]): readonly Complaint[] {
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties').map(describeUnknownField);
  const complaints = [...unknown, ...describeMissing(errors)];
  const best = new Map<string, SchemaError>();
  for (const error of errors) {
    if (error.keyword === 'additionalProperties' || error.keyword === 'required') continue;
    const pointer = pointerOf(error);
    const before = best.get(pointer);
    if (before === undefined || rank(error) < rank(before)) best.set(pointer, error);
  }
  for (const [pointer, error] of best) complaints.push({ pointer, message: describeValue(error), atKey: false });
  return complaints;
}

function rank(error: SchemaError): number {
  const found = ranks.indexOf(error.keyword);
  return found < 0 ? ranks.length : found;
}

/** A repeated entry is shown at its second place. */
function pointerOf(error: SchemaError): string {
  if (error.keyword !== 'uniqueItems') return error.instancePath;
  return `${error.instancePath}/${Math.max(readNumber(error, 'i'), readNumber(error, 'j'))}`;
}

function describeUnknownField(error: SchemaError): Complaint {
  const field = String(error.params.additionalProperty);
  const pointer = `${error.instancePath}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { pointer, message: describeUnknown(field, error), atKey: true };
}

const otherwise: Readonly<Record<string, string>> = {
  '/status': 'the status is written by the controller, never read from the repository; take it out',
  '/metadata/namespace': 'manifests have no namespace; take the field out',
};

function describeUnknown(field: string, error: SchemaError): string {
  const known = otherwise[`${error.instancePath}/${field}`];
  if (known !== undefined) return known;
  const allowed = allowedFields(error);
  return `unknown field \`${cut(field)}\`; allowed here: ${allowed.join(', ')}${suggest(field, allowed)}`;
}

function allowedFields(error: SchemaError): readonly string[] {
  return Object.keys(error.parentSchema?.properties ?? {});
}

/** A field that is there under a name with a slip is told as that slip only. */
function describeMissing(errors: readonly SchemaError[]): readonly Complaint[] {
  const fields = new Map<string, SchemaError[]>();
  for (const error of errors) {
    if (error.keyword !== 'required' || isMisspelt(error, errors)) continue;
    const known = fields.get(error.instancePath);
    if (known === undefined) fields.set(error.instancePath, [error]);
    else known.push(error);
  }
  return [...fields].map(([pointer, missing]) => {
    const names = missing.map((error) => `\`${String(error.params.missingProperty)}\``);
    const message =
      names.length === 1
        ? `the field ${names[0]} is missing; ${describeField(missing[0])}`
        : `the fields ${names.slice(0, -1).join(', ')} and ${names.at(-1)} are missing; write them all`;
    return { pointer, message, atKey: false };
  });
}

function describeField(error: SchemaError | undefined): string {
  const field = error?.parentSchema?.properties?.[String(error.params.missingProperty)];
  const { description, enum: values } = (field ?? {}) as {
    readonly description?: string;
    readonly enum?: readonly string[];
  };
  const wanted = values === undefined ? 'write it' : `write one of ${values.join(', ')}`;
  return description === undefined ? wanted : `${wanted} (${description.replace(/\.$/, '')})`;
}

function isMisspelt(missing: SchemaError, errors: readonly SchemaError[]): boolean {
  const wanted = String(missing.params.missingProperty);
  return errors.some(
    (error) =>
      error.keyword === 'additionalProperties' &&
      error.instancePath === missing.instancePath &&
      suggest(String(error.params.additionalProperty), allowedFields(error)).includes(JSON.stringify(wanted)),
  );
}

function describeValue(error: SchemaError): string {
  const limit = readNumber(error, 'limit');
  switch (error.keyword) {
    case 'type':
      return describeType(error);
    case 'enum':
    case 'const':
      return describeEnum(error);
    case 'format':
      return (
        describeFormat(String(error.params.format), String(error.data)) ??
        `found ${show(error.data)}, which is no ${String(error.params.format)}`
      );
    case 'minimum':
    case 'maximum':
      return (
        describeFormat(error.parentSchema?.format ?? '', String(error.data)) ??
        `found ${show(error.data)}, allowed ${describeBounds(error)}`
      );
    case 'minItems':
      return `\`${fieldOf(error)}\` is an empty list, which never means "any"; leave the field out or name at least ${limit === 1 ? 'one' : limit}`;
    case 'maxItems':
      return `\`${fieldOf(error)}\` has ${(error.data as readonly unknown[]).length} entries; at most ${limit} are allowed`;
    case 'minProperties':
      return describeNoFields(error);
    case 'maxProperties':
      return `\`${fieldOf(error)}\` has ${Object.keys(error.data as object).length} keys; at most ${limit} are allowed`;
    case 'minLength':
      return `\`${fieldOf(error)}\` is empty; write some text or leave the field out`;
    case 'maxLength':
      return `\`${fieldOf(error)}\` has ${String(error.data).length} characters; at most ${limit} are allowed`;
    case 'uniqueItems':
      return describeRepeated(error);
    case 'pattern':
      return `found ${show(error.data)}, which does not fit the pattern ${String(error.params.pattern)}`;
    default:
      return `found ${show(error.data)}, which the schema's \`${error.keyword}\` refuses`;
  }
}

function describeNoFields(error: SchemaError): string {
  const fields = allowedFields(error).join(', ');
  const wanted = fields === '' ? 'write at least one key' : `write at least one of ${fields}`;
  if (isPart(error)) return `\`${fieldOf(error)}\` is empty; ${wanted}`;
  return `${describePlace(error)} is empty, which never means "any"; ${wanted}${describeWayOut(error)}`;
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object with fields of its own',
  string: 'text',
};

function describeType(error: SchemaError): string {
  const types = [error.params.type].flat().map(String);
  const allowed = types.map((type) => describeShape(type, error)).join(' or ');
  const { data } = error;
  if (data === null) return `${describePlace(error)} is empty; write ${allowed}${describeWayOut(error)}`;
  return `found ${show(data)}, allowed ${allowed}${hintType(data, types)}`;
}

/** A type in words, with the values or fields that it has here. */
function describeShape(type: string, error: SchemaError): string {
  const values = error.parentSchema?.enum;
  if (type === 'string' && values !== undefined) return values.join(', ');
  const fields = allowedFields(error);
  if (type === 'object' && fields.length > 0)
    return `an object with ${fields.length === 1 ? 'the field' : 'fields such as'} ${fields.slice(0, 3).join(', ')}`;
  return typeNames[type] ?? type;
}

const truths: Readonly<Record<string, boolean>> = {
  yes: true,
  on: true,
  y: true,
  no: false,
  off: false,
  n: false,
  true: true,
  false: false,
};

function hintType(data: unknown, types: readonly string[]): string {
  if (types.includes('boolean') && typeof data === 'string' && Object.hasOwn(truths, data.toLowerCase())) {
    return `; did you mean ${truths[data.toLowerCase()]}?`;
  }
  if (types.length === 1 && types[0] === 'string' && (typeof data === 'number' || typeof data === 'boolean'))
    return `; did you mean "${data}" in quotes?`;
  if (types.includes('integer') && typeof data === 'string' && /^-?\d+$/.test(data))
    return `; did you mean ${data} without quotes?`;
  if (types.includes('array') && !types.includes('object')) {
    return typeof data === 'object' ? '; put "- " before its first field' : `; did you mean [${cut(String(data))}]?`;
  }
  return '';
}

function describeEnum(error: SchemaError): string {
  const allowed = [error.params.allowedValues ?? error.params.allowedValue].flat().map(String);
  const hint = typeof error.data === 'string' ? suggest(error.data, allowed) : '';
  return `found ${show(error.data)}, allowed ${allowed.join(', ')}${hint}`;
}

function describeBounds({ parentSchema }: SchemaError): string {
  const { minimum, maximum } = (parentSchema ?? {}) as { readonly minimum?: number; readonly maximum?: number };
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`;
}

function describeRepeated(error: SchemaError): string {
  const first = Math.min(readNumber(error, 'i'), readNumber(error, 'j'));
  const list = error.data as readonly unknown[];
  return `${show(list[first])} is in \`${fieldOf(error)}\` already, as entry ${first + 1}; take one of them out`;
}

/** What else than filling it helps: a part that every manifest has cannot be left out. */
function describeWayOut(error: SchemaError): string {
  if (isEntry(error)) return ' or take the entry out';
  return isPart(error) ? ' below it' : ' or take the field out';
}

function isPart({ instancePath }: SchemaError): boolean {
  return instancePath === '/spec' || instancePath === '/metadata' || instancePath === '';
}

function describePlace(error: SchemaError): string {
  return isEntry(error) ? `an entry of \`${fieldOf(error)}\`` : `\`${fieldOf(error)}\``;
}

function isEntry(error: SchemaError): boolean {
  return /\/\d+$/.test(error.instancePath);
}

/** The nearest key around the value; an index says nothing by itself. */
function fieldOf({ instancePath }: SchemaError): string {
  const keys = instancePath.split('/').filter((segment) => !/^\d*$/.test(segment));
  return cut((keys.at(-1) ?? 'document').replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value as a reader of the file knows it; never long. */
function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? JSON.stringify(cut(value)) : String(value);
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function readNumber({ params }: SchemaError, name: string): number {
  return Number(params[name]);
}
