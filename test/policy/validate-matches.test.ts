// Contradictions in what a rule asks for: where each is told, and the way out.

import { expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { parseIdRange, parseMac } from '../../src/policy/match-formats.ts';
import { readManifests } from '../../src/policy/parse.ts';
import { validateManifests } from '../../src/policy/validate.ts';
import { err, ok } from '../../src/result.ts';
import { document, policy } from './yaml.ts';

type Way = 'ingress' | 'egress' | 'forward';

function faultsOf(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const { manifests, faults } = readManifests([{ path: 'p.yaml', digest: 'p', bytes }]);
  return [...faults, ...validateManifests(manifests, { readFaults: faults })].map(formatFault);
}

const faultsOfRule = (rest: string, way: Way = 'ingress', action = 'Allow') =>
  faultsOf(policy('p', way, `{name: r, action: ${action}, ${rest}}`));

const oneFault = (place: string, message: string) => [`p.yaml:7:${place}: FirewallPolicy/p: ${message}`];

test('limits are for Allow', () => {
  expect(faultsOfRule('rateLimit: {rate: 1/sec}, connectionLimit: {max: 1}', 'ingress', 'Deny')).toEqual([
    ...oneFault(
      '40',
      '`rateLimit` is for the action Allow, and the action here is Deny; write an Allow with the limit, or take the limit out',
    ),
    ...oneFault(
      '72',
      '`connectionLimit` is for the action Allow, and the action here is Deny; write an Allow with the limit, or take the limit out',
    ),
  ]);
});

test.each<Way>(['ingress', 'forward'])('a process sends, so it has no rule in %s', (way) => {
  expect(faultsOfRule('process: {uids: [0]}', way)).toEqual(
    oneFault(
      '39',
      '`process` is not allowed here: only a packet that this host itself sends belongs to a process; write the rule in `egress`',
    ),
  );
});

test('names of users are refused with the way to their numbers', () => {
  expect(faultsOfRule('process: {uids: [nobody]}', 'egress')).toEqual([
    expect.stringContaining(
      '"nobody" is not a number; write one of 0 to 4294967294 or a range such as "1000-1999" (`id -u NAME` tells the number of a name)',
    ),
  ]);
});

test('an original destination is for packets from outside, has no source ports, and keeps the protocol', () => {
  expect(faultsOfRule('originalDestination: {networks: [192.0.2.1]}', 'egress')).toEqual([
    expect.stringContaining('`originalDestination` is not allowed here'),
  ]);
  expect(faultsOfRule('originalDestination: {ports: [{protocol: TCP, sourcePorts: [1]}]}')).toEqual([
    expect.stringContaining('`sourcePorts` is not allowed here: a destination has none'),
  ]);
  expect(faultsOfRule('services: [https], originalDestination: {ports: [{protocol: UDP, ports: [53]}]}')).toEqual([
    expect.stringContaining(
      "no packet can match: `originalDestination` holds UDP only, and the rule's other fields leave no UDP; translation keeps the protocol",
    ),
  ]);
  expect(faultsOfRule('services: [dns], originalDestination: {ports: [{protocol: UDP, ports: [53]}]}')).toEqual([]);
  expect(faultsOfRule('protocols: [tcp], originalDestination: {ports: [{protocol: TCP}]}')).toEqual([]);
  expect(faultsOfRule('ipFamilies: [IPv6], originalDestination: {networks: [192.0.2.1]}')).toEqual([
    expect.stringContaining('no packet can match: `ipFamilies` holds IPv6 only and `originalDestination` holds IPv4'),
  ]);
  expect(faultsOfRule('states: [Untracked], originalDestination: {networks: [192.0.2.1]}')).toEqual([
    expect.stringContaining('no packet can match: an untracked packet was translated by nobody'),
  ]);
  expect(faultsOfRule('states: [New, Untracked], originalDestination: {networks: [192.0.2.1]}')).toEqual([]);
  expect(faultsOfRule('originalDestination: {}')).toEqual([expect.stringContaining('is empty')]);
});

test('hardware addresses are known of senders on the same link only', () => {
  const peer = '[{macs: ["02:00:5e:10:00:01"]}]';
  expect(faultsOfRule(`from: ${peer}`)).toEqual([]);
  expect(faultsOfRule(`from: ${peer}`, 'forward')).toEqual([]);
  expect(faultsOfRule(`from: ${peer}`, 'egress')).toEqual([expect.stringContaining('`macs` is not allowed here')]);
  for (const way of ['ingress', 'egress', 'forward'] as const) {
    expect(faultsOfRule(`to: ${peer}`, way)).toEqual([expect.stringContaining('`macs` is not allowed here')]);
  }
  const failsafe = `hostSelector: {}\nfailsafe: {ingress: [{services: [ssh], from: ${peer}}]}`;
  expect(faultsOf(document('FirewallProfile', 'p', failsafe))).toEqual([
    expect.stringContaining('`macs` is not allowed here: the answers that failsafe lets out bear no hardware address'),
  ]);
});

test('established packets never meet a policy, so no rule can ask for them', () => {
  expect(faultsOfRule('states: [Established]')).toEqual([
    expect.stringContaining('found "Established", allowed New, Untracked'),
  ]);
});

test('a burst of more than a day is refused, and the default is cut to a day', () => {
  expect(faultsOfRule('rateLimit: {rate: 2/day, burst: 3}')).toEqual([
    expect.stringContaining(
      'a burst of 3 takes more than a day at 2/day, and the kernel counts one day; write at most 2, or a higher rate',
    ),
  ]);
  expect(faultsOfRule('log: {limit: 1/hour, burst: 25}')).toEqual([expect.stringContaining('write at most 24')]);
  expect(faultsOfRule('rateLimit: {rate: 2/day}')).toEqual([]);
});

test.each<[string, ReturnType<typeof parseMac>]>([
  ['02:00:5E:10:00:01', ok('02:00:5e:10:00:01')],
  [
    '02-00-5e-10-00-01',
    err(
      '"02-00-5e-10-00-01" is not a hardware address; write six pairs of hexadecimal digits with ":"; did you mean "02:00:5e:10:00:01"?',
    ),
  ],
  ['x', err('"x" is not a hardware address; write six pairs of hexadecimal digits with ":"')],
])('the hardware address %s', (text, result) => {
  expect(parseMac(text)).toEqual(result);
});

test.each<[number | string, ReturnType<typeof parseIdRange>]>([
  [0, ok({ from: 0, to: 0 })],
  ['1000-1999', ok({ from: 1000, to: 1999 })],
  ['9-8', err('the range "9-8" runs backwards; write "8-9"')],
  ['08', err('"08" has a leading zero; write the number without')],
  ['4294967295', err('"4294967295" is outside 0 to 4294967294')],
])('the id %s', (text, result) => {
  expect(parseIdRange(text)).toEqual(result);
});
