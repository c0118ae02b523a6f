// Manifests read in a thread of their own: what kills it costs one file, never the controller.

import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createManifestReader, type ManifestReaderOptions } from '../../src/adapters/manifest-reader.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { SnapshotFile } from '../../src/policy/snapshot.ts';
import type { ManifestReader } from '../../src/ports.ts';

let folder = '';
const readers: ManifestReader[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatewright-reader-'));
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/adapters/parse-worker.ts', import.meta.url))],
    outfile: join(folder, 'parse-worker.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  // A thread that does to itself what a hostile file would do to the parser, by the name of the file.
  await writeFile(
    join(folder, 'fragile.mjs'),
    `import { parentPort } from 'node:worker_threads';
     let asked = 0;
     parentPort.on('message', ({ path }) => {
       asked += 1;
       if (path.startsWith('stall')) for (;;);
       if (path.startsWith('exit')) process.exit(3);
       if (path.startsWith('later')) setTimeout(() => process.exit(4), 50);
       if (path.startsWith('heap')) { const kept = []; for (;;) kept.push(new Array(1000).fill(asked)); }
       parentPort.postMessage({ manifests: [], faults: [{ file: path, line: asked, column: 1, pointer: '', subject: '', message: 'read' }], refused: [] });
     });`,
  );
});

afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function createReader(worker: string, limits: Partial<ManifestReaderOptions> = {}): ManifestReader {
  const workerUrl = pathToFileURL(join(folder, worker));
  const reader = createManifestReader({ workerUrl, deadlineMs: 20_000, maxHeapMb: 256, ...limits });
  readers.push(reader);
  return reader;
}

function file(path: string, text = path): SnapshotFile {
  const bytes = new TextEncoder().encode(text);
  return { path, digest: createHash('sha256').update(bytes).digest('hex'), bytes };
}

function zone(name: string, spec = '{}'): string {
  return `apiVersion: gatewright.dev/v1alpha1\nkind: Zone\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

const never = new AbortController().signal;

describe('the real thread', () => {
  test('gives what the core gives: manifests, faults and selectors, in the order of the files', async () => {
    const policy = zone('p', '{hostSelector: {matchLabels: {a: b}}, teir: Admin}').replace('Zone', 'FirewallPolicy');
    const files = [
      file('b.yaml', zone('b')),
      file('a.yaml', zone('a', '{external: 1}')),
      file('c.yml', policy),
      file('d.txt', '\u0000'),
      file('e.yaml', zone('e')),
    ];
    const found = await createReader('parse-worker.mjs').read(files, never);
    expect(found).toEqual(readManifests(files));
    expect(found.manifests.map(({ metadata }) => metadata.name)).toEqual(['b', 'e']);
    expect(found.faults).toHaveLength(2);
    expect(found.refused).toHaveLength(1);
  });

  test('a file that did not change is not read again, one that moved is', async () => {
    const reader = createReader('parse-worker.mjs');
    const [a, b] = [file('a.yaml', zone('a')), file('b.yaml', zone('b'))];
    const first = await reader.read([a, b], never);
    const second = await reader.read([a, file('b.yaml', zone('other')), { ...a, path: 'moved/a.yaml' }], never);
    expect(second.manifests[0]).toBe(first.manifests[0]);
    expect(second.manifests.map(({ metadata, source }) => [metadata.name, source.file])).toEqual([
      ['a', 'a.yaml'],
      ['other', 'b.yaml'],
      ['a', 'moved/a.yaml'],
    ]);
  });

  test('nesting that ends the parser’s stack is a fault of that file', async () => {
    const { manifests, faults } = await createReader('parse-worker.mjs').read(
      [file('deep.yaml', '['.repeat(100_000)), file('z.yaml', zone('z'))],
      never,
    );
    expect(manifests.map(({ metadata }) => metadata.name)).toEqual(['z']);
    expect(faults.map(({ file, message }) => [file, message])).toEqual([
      ['deep.yaml', 'not readable as YAML: nested too deeply to be read; no manifest is'],
    ]);
  });

  test('a file that needs more memory than the thread may have is a fault of that file', async () => {
    const large = file('large.yaml', `[${'a,'.repeat(260_000)}]`);
    const reader = createReader('parse-worker.mjs', { maxHeapMb: 24 });
    const { manifests, faults } = await reader.read([large, file('z.yaml', zone('z'))], never);
    expect(faults.map(({ file, message }) => [file, message])).toEqual([
      ['large.yaml', 'reading the file takes more than 24 MB; make it simpler or split it'],
    ]);
    expect(manifests.map(({ metadata }) => metadata.name)).toEqual(['z']);
  });

  test('2,000 files at once are read', async () => {
    const files = Array.from({ length: 2_000 }, (_, index) => file(`${index}.yaml`, zone(`z${index}`)));
    expect((await createReader('parse-worker.mjs').read(files, never)).manifests).toHaveLength(2_000);
  });
});

describe('a thread that dies', () => {
  test.each([
    ['stalls', 'stall.yaml', 'reading the file took longer than 5000 ms and was stopped; make it simpler or split it'],
    ['ends', 'exit.yaml', 'the parser died over the file (exit code 3); make it simpler or split it'],
  ])('because a file %s it: that file has the fault, the others are read', async (_, path, message) => {
    const { faults } = await createReader('fragile.mjs', { deadlineMs: 5_000 }).read(
      [file('a.yaml'), file(path), file('b.yaml')],
      never,
    );
    expect(faults).toEqual([
      { file: 'a.yaml', line: 1, column: 1, pointer: '', subject: '', message: 'read' },
      { file: path, line: 1, column: 1, pointer: '', subject: '', message },
      { file: 'b.yaml', line: 1, column: 1, pointer: '', subject: '', message: 'read' },
    ]);
  });

  test('because a file fills its memory: told with the limit', async () => {
    const { faults } = await createReader('fragile.mjs', { maxHeapMb: 16 }).read(
      [file('heap.yaml'), file('b.yaml')],
      never,
    );
    expect(faults.map(({ message }) => message)).toEqual([
      'reading the file takes more than 16 MB; make it simpler or split it',
      'read',
    ]);
  });

  test('five times: the files behind are not tried any more, and say so; the next reading tries them again', async () => {
    const reader = createReader('fragile.mjs');
    const files = Array.from({ length: 6 }, (_, index) => file(`exit${index}.yaml`));
    const { faults } = await reader.read([file('a.yaml'), ...files, file('b.yaml')], never);
    expect(faults).toHaveLength(8);
    expect(faults.slice(6).map(({ file, message }) => [file, message])).toEqual([
      [
        'exit5.yaml',
        'not read, because 5 files before it stopped the parser (exit0.yaml was the first); put those right',
      ],
      ['b.yaml', 'not read, because 5 files before it stopped the parser (exit0.yaml was the first); put those right'],
    ]);
    expect((await reader.read([file('b.yaml')], never)).faults.map(({ message }) => message)).toEqual(['read']);
  });

  test('because the pass was stopped: the reading ends at once with the reason, and the reader still works', async () => {
    const reader = createReader('fragile.mjs');
    const reason = new Error('stopped');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 100);
    await expect(reader.read([file('stall.yaml')], controller.signal)).rejects.toBe(reason);
    expect((await reader.read([file('a.yaml')], never)).faults.map(({ message }) => message)).toEqual(['read']);
  });

  test('because the reader is closed: the reading ends with the reason, and so does every later one', async () => {
    const reader = createReader('fragile.mjs');
    const reading = reader.read([file('stall.yaml'), file('a.yaml')], never);
    setTimeout(() => reader.close(), 100);
    await expect(reading).rejects.toThrow('the manifest reader is closed');
    await expect(reader.read([file('a.yaml')], never)).rejects.toThrow('the manifest reader is closed');
  });

  test('while nobody asks it anything: the next reading starts another one', async () => {
    const reader = createReader('fragile.mjs', { deadlineMs: 2_000 });
    await reader.read([file('later.yaml')], never);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await reader.read([file('a.yaml')], never)).faults.map(({ message }) => message)).toEqual(['read']);
  });

  test('because its program is missing: that is no fault of a manifest, and the reading fails', async () => {
    await expect(createReader('missing.mjs').read([file('a.yaml')], never)).rejects.toThrow(/missing\.mjs/);
  });
});

test('two readings at once do not take each other’s answers', async () => {
  const reader = createReader('fragile.mjs');
  const both = await Promise.all([
    reader.read([file('a.yaml'), file('b.yaml')], never),
    reader.read([file('c.yaml')], never),
  ]);
  expect(both.map(({ faults }) => faults.map((fault) => [fault.file, fault.line]))).toEqual([
    [
      ['a.yaml', 1],
      ['b.yaml', 2],
    ],
    [['c.yaml', 3]],
  ]);
});
