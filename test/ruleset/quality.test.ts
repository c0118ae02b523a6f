// What the compiler makes: no rule in vain, each answers for itself, and the order of the files is of no account.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import type { SnapshotFile } from '../../src/policy/snapshot.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired, DesiredRule } from '../../src/ruleset/ruleset.ts';
import { exampleHosts, exampleNames, readExample } from '../fixtures/examples.ts';
import { manifests } from '../kernel/random-manifests.ts';
import { readFolder } from '../kernel/rulesets.ts';
import { referenceFolder } from '../reference/gateway.ts';
import { findShadows, type Shadow } from './shadow.ts';

interface Source {
  readonly name: string;
  readonly host: string;
  readonly files: readonly SnapshotFile[];
}

const reference = await readFolder(`${referenceFolder}manifests`);
const sources: readonly Source[] = [
  ...(await Promise.all(
    exampleNames.map(async (name) => ({ name, host: exampleHosts[name] ?? 'host', files: await readExample(name) })),
  )),
  { name: 'the reference', host: 'gw1', files: reference },
];

/** Undefined where the manifests are refused. */
function compile(files: readonly SnapshotFile[], host: string): Desired | undefined {
  const read = readManifests(files);
  const request = { name: host, labels: {}, readFaults: read.faults, refusedSelectors: read.refused };
  const selected = selectForHost(read.manifests, request);
  return selected.ok ? compileRuleset(selected.value) : undefined;
}

function mustCompile({ name, host, files }: Source): Desired {
  const desired = compile(files, host);
  if (desired === undefined) throw new Error(`${name} is refused`);
  return desired;
}

function shadowsIn(desired: Desired): readonly Shadow[] {
  return families.flatMap((family) => desired[family].tables.flatMap(({ chains }) => chains.flatMap(findShadows)));
}

function rulesOf(desired: Desired): readonly DesiredRule[] {
  return families.flatMap((family) =>
    desired[family].tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules)),
  );
}

/** One file a document, so that their order can be changed. */
function splitDocuments(text: string): readonly SnapshotFile[] {
  return text.split(/^---\n/m).map((document, index) => ({
    path: `${index}.yaml`,
    digest: document,
    bytes: new TextEncoder().encode(document),
  }));
}

/** The text of the document in which a line stands. */
function documentAt(lines: readonly string[], line: number): string {
  const isEnd = (text: string | undefined) => text === undefined || text.startsWith('---');
  let [from, to] = [line - 1, line - 1];
  while (!isEnd(lines[from - 1])) from -= 1;
  while (!isEnd(lines[to + 1])) to += 1;
  return lines.slice(from, to + 1).join('\n');
}

describe.each(sources)('$name', (source) => {
  test('no rule is in vain', () => {
    expect(shadowsIn(mustCompile(source))).toEqual([]);
  });

  test('each rule leads to the lines that its label names', () => {
    const lines = new Map(source.files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes).split('\n')]));
    for (const { label, origin } of rulesOf(mustCompile(source))) {
      const [kind, name = '', part] = label.split('/');
      const place = `${label} at ${origin.file}:${origin.line}`;
      if (name === 'builtin' || kind === 'tier') continue;
      const file = lines.get(origin.file) ?? [];
      expect(documentAt(file, origin.line), place).toMatch(new RegExp(`name: ${name}\\b`));
      const written = file.slice(origin.line - 1, origin.endLine).join('\n');
      const isItem = part !== undefined && (kind === 'policy' || kind === 'nat');
      expect(written, place).toMatch(isItem ? new RegExp(`name: ${part}\\b`) : /\S/);
    }
  });

  test('the order of the files and the names that they have change nothing', () => {
    const texts = (desired: Desired) =>
      JSON.stringify([desired.ipv4, desired.ipv6, desired.sets], (key, value) =>
        key === 'origin' ? undefined : value,
      );
    const before = texts(mustCompile(source));
    expect(texts(mustCompile({ ...source, files: source.files.toReversed() }))).toBe(before);
  });
});

describe('random manifests', () => {
  const samples = fc.sample(manifests, { numRuns: Number(process.env.GATEWRIGHT_RUNS ?? 60), seed: 11 });

  test('of one rule or item nothing is said twice', () => {
    let compiled = 0;
    for (const text of samples) {
      const desired = compile(splitDocuments(text), 'host');
      if (desired === undefined) continue;
      compiled += 1;
      // A profile's rules bear one label a field, of which several items may say the same; a Reject has one for TCP beside the rest.
      const twice = shadowsIn(desired).filter(
        ({ sameLabel, rule }) => sameLabel && !/"profile\/|--reject-with tcp-reset/.test(rule),
      );
      expect(twice, text).toEqual([]);
    }
    expect(compiled).toBeGreaterThan(samples.length / 3);
  });

  test('the order of the files is of no account', () => {
    for (const text of samples.slice(0, 30)) {
      const files = splitDocuments(text);
      expect(compile(files.toReversed(), 'host')).toEqual(compile(files, 'host'));
    }
  });
});
