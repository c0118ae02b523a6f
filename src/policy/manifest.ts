// One manifest that fulfils its schema, and where each of its values was written.

import type { Origin, Position } from './fault.ts';
import type { Document } from './generated/types.ts';

/** One of the kinds, closed by `kind`. Plain data: it crosses a thread by structured clone. */
export type Manifest = Document & Written;

interface Written {
  readonly source: Origin;
  readonly places: Places;
}

/**
 * Where the values of a document stand: four numbers each, the document first, then what it holds in the order of
 * `Object.keys`, each value followed by what it holds itself.
 *
 * A repository has a million values, so this is no tree of objects. The numbers: line, column, last line, and how many
 * values there are in it, itself included.
 */
export type Places = Uint32Array;

/** Numbers that one value takes in `Places`. */
export const placeWidth = 4;

/** A value as YAML gives it. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Where the value at that JSON pointer begins; a block below its key begins at the key.
 *
 * Where there is no such value: the place of the nearest one around it.
 */
export function locate(manifest: Manifest, pointer: string): Position {
  const { file, line, column } = extent(manifest, pointer);
  return { file, line, column };
}

/** As `locate`, with the last line that belongs to the value. */
export function extent(manifest: Manifest, pointer: string): Origin {
  const { source, places, ...document } = manifest;
  const index = findPlace(document as unknown as Plain, places, pointer);
  const [line = 0, column = 0, endLine = 0] = places.subarray(index * placeWidth, index * placeWidth + 3);
  return { file: source.file, line, column, endLine };
}

/** Which value of `places` the pointer means. */
export function findPlace(document: Plain, places: Places, pointer: string): number {
  let value = document;
  let index = 0;
  for (const segment of parsePointer(pointer)) {
    const step = enter(value, segment);
    if (step === undefined) return index;
    index += 1;
    for (let passed = 0; passed < step.before; passed++) index += places[index * placeWidth + 3] ?? 1;
    value = step.value;
  }
  return index;
}

/** The keys and indexes of a JSON pointer. */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a key or index leads to, and how many of its siblings stand before it. */
function enter(value: Plain, segment: string): { readonly value: Plain; readonly before: number } | undefined {
  if (isList(value)) {
    const index = /^\d+$/.test(segment) ? Number(segment) : -1;
    const entry = value[index];
    return entry === undefined ? undefined : { value: entry, before: index };
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
  const child = value[segment];
  return child === undefined ? undefined : { value: child, before: Object.keys(value).indexOf(segment) };
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
