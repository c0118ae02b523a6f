// A YAML document against a compiled schema: every fault with its place.

import { describeErrors } from './describe-error.ts';
import { findPlace, placeWidth } from './manifest.ts';
import type { Validator } from './schema-error.ts';
import type { Finding, YamlDocument } from './yaml.ts';

/** One document with more is not read by anybody; the last fault then says how many there were. */
const maxFaults = 100;
const maxLocated = 1_000;

/**
 * Everything that is wrong with a document: what YAML allows and we do not, and what the schema refuses. Empty where it
 * is a `T`. Each place has one fault; with syntax faults, those alone are given.
 */
export function checkDocument(document: YamlDocument, validate: Validator<unknown>): readonly Finding[] {
  if (document.syntaxFaults.length > 0) return document.syntaxFaults;
  const known = new Set(document.faults.map(({ pointer }) => pointer));
  const errors = validate(document.value) ? [] : (validate.errors ?? []);
  // Finding the place of each of many thousands takes seconds, and nobody reads them.
  const findings = describeErrors(errors.slice(0, maxLocated))
    .filter(({ pointer }) => !known.has(pointer))
    .map(({ pointer, message, atKey }): Finding => {
      const key = atKey ? document.locateKey(pointer) : undefined;
      return { ...(key ?? locateValue(document, pointer)), pointer, message };
    });
  return limitFindings([...document.faults, ...findings], Math.max(errors.length - maxLocated, 0));
}

/** The first `maxFaults` in the order of their places, the last of them with the number of those left out, `untold` included. */
export function limitFindings(findings: readonly Finding[], untold = 0): readonly Finding[] {
  const sorted = [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[maxFaults - 1];
  if (sorted.length <= maxFaults || last === undefined) return sorted;
  const left = sorted.length - maxFaults + untold;
  return [
    ...sorted.slice(0, maxFaults - 1),
    { ...last, message: `${last.message} (and ${left} more faults in this document)` },
  ];
}

/** A finding at the value of that pointer, or at the nearest one around it. */
export function findingAt(document: YamlDocument, pointer: string, message: string): Finding {
  return { ...locateValue(document, pointer), pointer, message };
}

function locateValue(
  { source, value, places }: YamlDocument,
  pointer: string,
): Pick<Finding, 'file' | 'line' | 'column'> {
  const at = findPlace(value, places, pointer) * placeWidth;
  return { file: source.file, line: places[at] ?? source.line, column: places[at + 1] ?? source.column };
}
