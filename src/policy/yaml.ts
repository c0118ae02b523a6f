// YAML text to plain values with the place of each, by rules that leave nothing to guess.

import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Fault, Origin, Position } from './fault.ts';
import { type Places, type Plain, parsePointer, placeWidth } from './manifest.ts';
import { describeDirective, describeNode, describeSyntaxError } from './yaml-faults.ts';

/** A fault before it is known whose it is. */
export type Finding = Omit<Fault, 'subject'>;

export interface YamlDocument {
  /** The file, and the lines from the first value to the last. */
  readonly source: Origin;
  readonly value: Plain;
  readonly places: Places;
  /** Against the rules of YAML itself: then `value` is not what anybody meant, and must not be used. */
  readonly syntaxFaults: readonly Finding[];
  /** Readable, but not allowed: a duplicate key, an anchor, an alias, a tag. Such a place has the first value, or null. */
  readonly faults: readonly Finding[];
  /** Where the last key of that JSON pointer is written; undefined where there is no such key. */
  readonly locateKey: (pointer: string) => Position | undefined;
}

const maxDepth = 32;
const maxDocuments = 1_000;
const maxSyntaxFaults = 10;

/** The documents of one file, in order; those that hold nothing have the value null. */
export function* readDocuments(file: string, text: string): Generator<YamlDocument> {
  const lines = countLines(text);
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  let count = 0;
  for (const document of composer.compose(new Parser().parse(text))) {
    count += 1;
    const context: Context = { file, text, lines, path: [], numbers: [], faults: [] };
    if (count > maxDocuments) {
      yield refuseDocument(document, context);
      return;
    }
    yield readDocument(document, context);
  }
}

/** The parser's own counting forgets the line breaks inside what it could not read; all places behind would be wrong. */
function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
}

interface Context {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** Keys from the document to the value that is being read. */
  readonly path: string[];
  /** `Places` in the making. */
  readonly numbers: number[];
  readonly faults: Finding[];
}

function readDocument(document: Document.Parsed, context: Context): YamlDocument {
  const syntaxFaults = listSyntaxFaults(document, context);
  const directive = describeDirective(document, context.text);
  if (directive !== undefined) report(context, directive.offset, directive.message);
  const contents = syntaxFaults.length > 0 ? null : document.contents;
  const value = contents === null ? null : readNode(contents, contents.range[0], context);
  const places = Uint32Array.from(contents === null ? [1, 1, 1, 1] : context.numbers);
  const [line = 1, column = 1, endLine = 1] = places;
  return {
    source: { file: context.file, line, column, endLine },
    value,
    places,
    syntaxFaults,
    faults: context.faults,
    locateKey: (pointer) => locateKey(contents, pointer, context),
  };
}

function refuseDocument(document: Document.Parsed, context: Context): YamlDocument {
  const place = position(context, document.range[0]);
  const message = `the file has more than ${maxDocuments} documents; split it into several files`;
  return {
    source: { ...place, endLine: place.line },
    value: null,
    places: Uint32Array.of(place.line, place.column, place.line, 1),
    syntaxFaults: [{ ...place, pointer: '', message }],
    faults: [],
    locateKey: () => undefined,
  };
}

/** The first fault of each line: what a parser says after one is often only its echo. */
function listSyntaxFaults(document: Document.Parsed, context: Context): readonly Finding[] {
  const findings = new Map<number, Finding>();
  for (const error of document.errors) {
    const place = position(context, Math.min(error.pos[0], context.text.length));
    if (findings.size >= maxSyntaxFaults || findings.has(place.line)) continue;
    findings.set(place.line, { ...place, pointer: '', message: describeSyntaxError(error, context.text) });
  }
  return [...findings.values()];
}

/** The plain value of a node; its place, and those of all that it holds, are appended to `numbers`. */
function readNode(node: Node, keyStart: number, context: Context): Plain {
  const index = context.numbers.length;
  const start = node.range?.[0] ?? keyStart;
  const here = context.lines.linePos(start);
  const key = keyStart === start ? here : context.lines.linePos(keyStart);
  // A block is shown at its key, and so is a value that is not there.
  const { line, col } = key.line < here.line || isEmpty(node) ? key : here;
  context.numbers.push(line, col, here.line, 1);
  const problem =
    context.path.length > maxDepth ? `more than ${maxDepth} levels deep; no manifest is` : describeNode(node);
  if (problem !== undefined) report(context, start, problem);
  const value = isAlias(node) || context.path.length > maxDepth ? null : readValue(node, context);
  context.numbers[index + 2] = Math.max(here.line, findLastLine(node, index, context));
  context.numbers[index + 3] = (context.numbers.length - index) / placeWidth;
  return value;
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && node.source === '';
}

function readValue(node: Node, context: Context): Plain {
  if (isMap(node)) return readMap(node as YAMLMap<Node, Node | null>, context);
  if (isSeq(node)) return readList(node as YAMLSeq<Node>, context);
  return isScalar(node) ? (node.value as Plain) : null;
}

function readList(list: YAMLSeq<Node>, context: Context): Plain {
  return list.items.map((item, index) => {
    context.path.push(String(index));
    const value = readNode(item, item.range?.[0] ?? 0, context);
    context.path.pop();
    return value;
  });
}

function readMap(map: YAMLMap<Node, Node | null>, context: Context): Plain {
  const values: Record<string, Plain> = {};
  const pairs = new Map<string, Pair<Node, Node | null>>();
  for (const pair of map.items) {
    const key = readKey(pair.key, context);
    if (key === undefined) continue;
    const before = pairs.get(key);
    if (before === undefined) {
      pairs.set(key, pair);
      values[key] = null;
    } else {
      reportDuplicate(key, pair, before, context);
    }
  }
  // Object.keys puts keys such as "10" first, wherever they were written, and the places follow Object.keys.
  for (const key of Object.keys(values)) {
    const pair = pairs.get(key);
    const keyStart = pair?.key.range?.[0] ?? 0;
    context.path.push(key);
    if (pair?.value !== null && pair?.value !== undefined) values[key] = readNode(pair.value, keyStart, context);
    else pushEmpty(keyStart, context);
    context.path.pop();
  }
  return values;
}

/** The key as it is written; undefined, and a fault, where it is none that a manifest can have. */
function readKey(key: Node, context: Context): string | undefined {
  const start = key.range?.[0] ?? 0;
  if (!isScalar(key) || key.value === null) {
    report(
      context,
      start,
      isScalar(key)
        ? 'an empty key; every key is a text'
        : (describeNode(key) ?? 'a list or object as a key; every key is a text'),
    );
    return undefined;
  }
  const problem = describeNode(key);
  if (problem !== undefined) report(context, start, problem);
  const text = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
  if (text === '<<') report(context, start, 'merge keys (<<) are not read; write the fields out');
  if (text === '__proto__') report(context, start, 'the key __proto__ is not allowed; choose another one');
  return text === '<<' || text === '__proto__' ? undefined : text;
}

function reportDuplicate(key: string, pair: Pair<Node>, before: Pair<Node>, context: Context): void {
  const { line } = context.lines.linePos(before.key.range?.[0] ?? 0);
  context.path.push(key);
  report(
    context,
    pair.key.range?.[0] ?? 0,
    `duplicate key \`${key.slice(0, 80)}\`: it is in line ${line} already; take one of them out`,
  );
  context.path.pop();
}

/** `key:` and nothing behind it. */
function pushEmpty(keyStart: number, context: Context): void {
  const { line, col } = context.lines.linePos(keyStart);
  context.numbers.push(line, col, line, 1);
}

function findLastLine(node: Node, index: number, context: Context): number {
  const end = node.range?.[1] ?? 0;
  if (isScalar(node) || isAlias(node) || (node as YAMLMap | YAMLSeq).flow === true) {
    return context.lines.linePos(trimEnd(context.text, node.range?.[0] ?? 0, end)).line;
  }
  // A block ends with the last thing in it: comments and empty lines behind it belong to nobody.
  let last = 0;
  for (let at = index + placeWidth + 2; at < context.numbers.length; at += placeWidth)
    last = Math.max(last, context.numbers[at] ?? 0);
  return last;
}

/** The last character of a value that is not white space. */
function trimEnd(text: string, start: number, end: number): number {
  let last = end - 1;
  while (last > start && /\s/.test(text.charAt(last))) last -= 1;
  return Math.max(last, start);
}

function report(context: Context, offset: number, message: string): void {
  const pointer = context.path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  context.faults.push({ ...position(context, offset), pointer, message });
}

function position(context: Context, offset: number): Position {
  const { line, col } = context.lines.linePos(offset);
  return { file: context.file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function locateKey(contents: Node | null, pointer: string, context: Context): Position | undefined {
  let node: Node | null = contents;
  let key: Node | undefined;
  for (const segment of parsePointer(pointer)) {
    if (isMap(node)) {
      const pair: Pair<Node, Node | null> | undefined = (node as YAMLMap<Node, Node | null>).items.find(
        (one) => keyText(one.key) === segment,
      );
      key = pair?.key;
      node = pair?.value ?? null;
    } else {
      key = undefined;
      node = isSeq(node) ? ((node as YAMLSeq<Node>).items[Number(segment)] ?? null) : null;
    }
  }
  return key?.range === null || key?.range === undefined ? undefined : position(context, key.range[0]);
}

function keyText(key: Node): string | undefined {
  if (!isScalar(key)) return undefined;
  const { value, source } = key as Scalar;
  return typeof value === 'string' ? value : (source ?? String(value));
}
