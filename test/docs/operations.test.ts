// What docs/operations.md lists is what the code has: reasons, metrics, exit codes, files, headers.

import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMetrics } from '../../src/adapters/metrics.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import type { HostObject } from '../../src/status/status.ts';
import { codeBlocks, firstColumn, readPage, root, section } from './pages.ts';

const page = readPage('docs/operations.md');

/** The members of a union of texts in the source. */
function union(file: string, head: string): readonly string[] {
  const [, body = ''] = readPage(file).split(head);
  const [members = ''] = body.split(';');
  return [...members.matchAll(/'([A-Z][A-Za-z]+)'/g)].map(([, member = '']) => member);
}

/** `reason: 'Something'` wherever the controller and the commands make problems of their own. */
function literalReasons(): readonly string[] {
  const rooms = ['src/controller', 'src/cli', 'src/status'];
  const files = rooms.flatMap((room) =>
    readdirSync(join(root, room))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${room}/${name}`),
  );
  return files.flatMap((file) =>
    [...readPage(file).matchAll(/reason: '([A-Z]\w+)'/g)].map(([, reason = '']) => reason),
  );
}

test('every reason that the code can give is in the table, and no other', () => {
  const unions = [
    union('src/ports.ts', 'type SourceRefusal ='),
    union('src/ports.ts', 'type DataplaneRefusal ='),
    union('src/ports.ts', 'type StateRefusal ='),
    union('src/policy/select.ts', 'readonly reason:'),
  ];
  expect(unions.map((members) => members.length > 0)).toEqual([true, true, true, true]);
  const known = new Set([...unions.flat(), ...literalReasons()]);
  const [, table = ''] = section(page, '## Conditions').split('| reason |');
  expect(firstColumn(table).toSorted()).toEqual([...known].toSorted());
});

test('every metric is in the table, and no other', async () => {
  const metrics = createMetrics({
    status: () => undefined,
    outbox: () => ({ pending: 0, delivered: 0, lost: 0 }),
    version: '0.0.0',
  });
  const { text } = await metrics.render();
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  const listed = firstColumn(section(page, '## Metrics and health')).map((name) => name.replace(/\{.*\}/, ''));
  expect(listed.toSorted()).toEqual(names.toSorted());
});

test('every exit code is in the table', () => {
  const codes = [...section(page, '## Exit codes').matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual([...new Set(Object.values(exitCodes))].toSorted());
});

test('the headers are those that are sent', () => {
  const source = readPage('src/adapters/webhook.ts').toLowerCase();
  const headers = [...section(page, '## Webhook').matchAll(/^ {4}([A-Z][\w-]+): /gm)].map(([, name = '']) =>
    name.toLowerCase(),
  );
  expect(headers).toEqual(['content-type', 'user-agent', 'idempotency-key', 'x-gatewright-event', 'x-signature']);
  expect(headers.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
});

test('the example body has the fields of a status, in its order', () => {
  const [text = '{}'] = codeBlocks(page, 'json');
  const body = JSON.parse(text) as HostObject;
  const documented = firstColumn(section(readPage('docs/manifests.md'), '### Status'));
  const paths = new Set(listPaths(body.status, ''));
  expect([...paths].filter((path) => !documented.includes(path))).toEqual([]);
  expect(documented.filter((path) => !/[.[]/.test(path) && !paths.has(path))).toEqual([]);
});

function listPaths(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => listPaths(item, `${path}[]`)).concat(path);
  const here = path === '' || path.endsWith('[]') ? [] : [path];
  if (typeof value !== 'object' || value === null) return here;
  const step = path === '' ? '' : `${path}.`;
  return [...here, ...Object.entries(value).flatMap(([key, inner]) => listPaths(inner, `${step}${key}`))];
}

test('the snippet that verifies signatures takes a right one and refuses all others', async () => {
  const [snippet = ''] = codeBlocks(page, 'js');
  const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(snippet)}`)) as {
    isGenuine: (body: Buffer, signature: string | undefined, secret: string) => boolean;
  };
  const body = Buffer.from('{"kind":"Host"}');
  const signature = `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`;
  expect(isGenuine(body, signature, 'secret')).toBe(true);
  expect(isGenuine(body, signature, 'other')).toBe(false);
  expect(isGenuine(Buffer.from('{"kind":"host"}'), signature, 'secret')).toBe(false);
  expect(isGenuine(body, undefined, 'secret')).toBe(false);
});

test('every dependency has its line in docs/decisions.md, and no other has', () => {
  const { dependencies, devDependencies } = JSON.parse(readPage('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const named = [...readPage('docs/decisions.md').matchAll(/^- \*\*(.+?)\*\*:/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(
    [...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})].toSorted(),
  );
});
