// Which file of the source may import which, and the sentence for each import that breaks the rule.

import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

/** Path below src, `/`-separated, to its text. */
export type Tree = Readonly<Record<string, string>>;

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path below src; undefined for a package. */
  readonly target: string | undefined;
}

/** Imports go down only; rooms with one number do not know each other. */
const floors: Readonly<Record<string, number>> = {
  'result.ts': 0,
  policy: 1,
  ruleset: 2,
  plan: 3,
  simulator: 3,
  revoke: 4,
  status: 4,
  'ports.ts': 5,
  adapters: 6,
  controller: 6,
  cli: 7,
  'main.ts': 8,
};

/** No I/O, no clock, no process: the same input gives the same output. */
const coreRooms = ['result.ts', 'policy', 'ruleset', 'plan', 'simulator', 'revoke', 'status'];
/** The program's own name and version, bundled into it. */
const manifestOfPackage = '../package.json';
/** Packages that only compute. */
const purePackages = ['yaml', 'node:crypto'];

/** One sentence for each import that may not be, in the order of the files; empty where the house stands. */
export function checkArchitecture(tree: Tree): readonly string[] {
  const imports = Object.keys(tree)
    .sort()
    .flatMap((path) => listImports(path, tree[path] ?? ''));
  return [...imports.flatMap(checkImport), ...findCycles(imports)];
}

function checkImport({ from, specifier, target }: Import): readonly string[] {
  const room = roomOf(from);
  const floor = floors[room];
  if (floor === undefined)
    return [
      `src/${from}: ${room} is no room of the house; put the file into one, or give the room a floor in test/architecture.ts`,
    ];
  if (target === undefined) return checkPackage(from, room, specifier);
  const otherRoom = roomOf(target);
  const otherFloor = floors[otherRoom];
  if (target === manifestOfPackage && from === 'main.ts') return [];
  if (target.startsWith('../'))
    return [`src/${from} imports ${specifier}, which is outside src; the program must not need it`];
  if (room === otherRoom || otherFloor === undefined || otherFloor < floor) return [];
  if (otherFloor === floor)
    return [
      `src/${from} imports ${otherRoom}/, which stands beside ${room}/; both may know ports.ts, but not each other`,
    ];
  return [
    `src/${from} imports ${otherRoom}, which stands above ${room}; imports go down only, so move what both need to a lower floor`,
  ];
}

function checkPackage(from: string, room: string, specifier: string): readonly string[] {
  if (!coreRooms.includes(room) || purePackages.includes(specifier)) return [];
  const builtIn = specifier.startsWith('node:') || builtinModules.includes(specifier);
  const what = builtIn ? 'the operating system' : 'a package that is not known to be pure';
  return [
    `src/${from} imports ${specifier}, ${what}; ${room} is core: take what you need as an argument, and let an adapter do the rest`,
  ];
}

/** Each circle once, told at its first file. */
function findCycles(imports: readonly Import[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, target } of imports)
    if (target !== undefined) targets.set(from, [...(targets.get(from) ?? []), target]);
  const done = new Set<string>();
  const sentences: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) {
      const circle = [...way.slice(start), path].map((one) => `src/${one}`).join(' → ');
      sentences.push(`${circle}: these imports go round in a circle; move what they share to a file of its own`);
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return sentences;
}

/** Every import, export-from, import() and import type of a file. */
function listImports(path: string, text: string): readonly Import[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName: specifier }) => {
    const target = specifier.startsWith('.') ? join(dirname(path), specifier) : undefined;
    return { from: path, specifier, target };
  });
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}
