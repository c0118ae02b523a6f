// Files of networks that a set names: what they may hold, where they may lie, and what is told of a bad one.

import { describe, expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { createMemo } from '../../src/policy/memo.ts';
import { formatNetwork } from '../../src/policy/network.ts';
import { readManifests, readSourceFile } from '../../src/policy/parse.ts';
import { joinReadings } from '../../src/policy/reading.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { document, policy } from './yaml.ts';

type Files = Readonly<Record<string, string>>;

const rule = policy('p', 'ingress', '{name: r, action: Allow, from: [{networkSets: [office]}]}');
const set = (file: string) => document('NetworkSet', 'office', `file: ${file}`);

function snapshot(files: Files) {
  return Object.entries(files).map(([path, text]) => ({ path, digest: text, bytes: new TextEncoder().encode(text) }));
}

function networksOf(files: Files): readonly string[] {
  const { manifests, faults } = readManifests(snapshot(files));
  const selected = selectForHost(manifests, { name: 'gw', labels: {}, readFaults: faults });
  if (!selected.ok) throw new Error(selected.error.faults.map(formatFault).join('\n'));
  return selected.value.sets.flatMap(({ networks }) => networks.map(formatNetwork));
}

function faultsOf(files: Files): readonly string[] {
  return readManifests(snapshot(files)).faults.map(formatFault);
}

test('a list has one network a line, blank lines and comments; it lies in the folder of the manifest or below', () => {
  const list = '# offices\n\n198.51.100.0/24   # Lyon\r\n192.0.2.7\n\t2001:db8::/48\n';
  expect(networksOf({ 'p.yaml': rule, 's.yaml': set('a.txt'), 'a.txt': list })).toEqual([
    '192.0.2.7/32',
    '198.51.100.0/24',
    '2001:db8::/48',
  ]);
  expect(
    networksOf({ 'p.yaml': rule, 'site/s.yaml': set('lists/a.netset'), 'site/lists/a.netset': '10.0.0.0/8' }),
  ).toEqual(['10.0.0.0/8']);
});

test('what the list holds comes beside the networks of the manifest', () => {
  const both = document('NetworkSet', 'office', 'networks: [192.0.2.1]\nfile: a.list');
  expect(networksOf({ 'p.yaml': rule, 's.yaml': both, 'a.list': '192.0.2.9' })).toEqual([
    '192.0.2.1/32',
    '192.0.2.9/32',
  ]);
});

test('an empty list is an empty set', () => {
  expect(networksOf({ 'p.yaml': rule, 's.yaml': set('a.txt'), 'a.txt': '# nobody yet\n' })).toEqual([]);
});

test('every bad line is told by the place in the list, and the set is not used', () => {
  const list = '10.0.0.0/8\n10.0.0.1/8\n\n  example.org\n192.0.2.0-192.0.2.9';
  const files = { 'p.yaml': rule, 's.yaml': set('a.txt'), 'a.txt': list };
  expect(faultsOf(files)).toEqual([
    'a.txt:2:1: NetworkSet/office: "10.0.0.1/8" has host bits set; write 10.0.0.0/8 for the network or 10.0.0.1 for the address; write one network a line',
    expect.stringMatching(/^a\.txt:4:3: NetworkSet\/office: "example\.org" is not /),
    expect.stringMatching(/^a\.txt:5:1: NetworkSet\/office: "192\.0\.2\.0-192\.0\.2\.9" /),
  ]);
  expect(() => networksOf(files)).toThrow('a.txt:2:1');
});

test('of many bad lines the first are told, and how many more there are', () => {
  const list = Array.from({ length: 50 }, (_, index) => `bad${index}`).join('\n');
  const faults = faultsOf({ 's.yaml': set('a.txt'), 'a.txt': list });
  expect(faults).toHaveLength(21);
  expect(faults.at(-1)).toContain('30 more lines of this file are no networks');
});

test('a file that is no text is told', () => {
  const faults = faultsOf({ 's.yaml': set('a.txt'), 'a.txt': '10.0.0.0/8\n\0' });
  expect(faults).toEqual([expect.stringMatching(/^a\.txt:2:1: NetworkSet\/office: .*zero byte/)]);
});

describe('a file', () => {
  test('that is not there is told at the field, with the nearest name', () => {
    expect(faultsOf({ 'd/s.yaml': set('ofice.txt'), 'd/office.txt': '' })).toEqual([
      'd/s.yaml:5:9: NetworkSet/office: no file "ofice.txt" in d/; did you mean "office.txt"?; write a path relative to the folder of this manifest (hidden files and symlinks are not read)',
    ]);
  });

  test.each([
    ['/etc/passwd.txt', 'is no path below this manifest'],
    ['../other/a.txt', 'leads out of this manifest'],
    ['a/../../b.txt', 'leads out of this manifest'],
    ['.hidden/a.txt', 'holds an empty or hidden name'],
    ['a//b.txt', 'holds an empty or hidden name'],
    ['secrets.env', 'must end in .txt, .list, .netset'],
  ])('%s is refused', (path, why) => {
    expect(faultsOf({ 's.yaml': set(path) })).toEqual([expect.stringMatching(/^s\.yaml:5:9: NetworkSet\/office: /)]);
    expect(faultsOf({ 's.yaml': set(path) })[0]).toContain(why);
  });

  test('that nobody names is never a fault, whatever it holds', () => {
    expect(
      faultsOf({
        'p.yaml': policy('p', 'ingress', '{name: r, action: Allow, services: [ssh]}'),
        'README.txt': 'hello',
      }),
    ).toEqual([]);
  });
});

test('a list that changed is read again, and one that did not leaves the very same manifest', () => {
  const memo = createMemo();
  const manifest = readSourceFile(snapshot({ 's.yaml': set('a.txt') })[0] ?? fail());
  const list = (text: string) => readSourceFile(snapshot({ 'a.txt': text })[0] ?? fail());
  const one = list('10.0.0.0/8');
  const before = joinReadings([manifest, one], memo).manifests[0];
  expect(joinReadings([manifest, one], memo).manifests[0]).toBe(before);
  expect(joinReadings([manifest, list('10.0.0.0/9')], memo).manifests[0]?.spec).toMatchObject({
    networks: ['10.0.0.0/9'],
  });
});

function fail(): never {
  throw new Error('the snapshot holds no file');
}
