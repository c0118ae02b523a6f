// The trap for port scanners in manifests: what would ban everybody, or whoever manages the host, is refused.

import { expect, test } from 'vitest';
import { readManifests } from '../../src/policy/parse.ts';
import { validateManifests } from '../../src/policy/validate.ts';

/** What is wrong with a profile of that spec. */
function faultsOf(spec: string): readonly string[] {
  const text = `apiVersion: gatewright.dev/v1alpha1\nkind: FirewallProfile\nmetadata: {name: p}\nspec:\n  hostSelector: {}\n  ${spec}\n`;
  const read = readManifests([{ path: 'p.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  const faults = [...read.faults, ...validateManifests(read.manifests, { readFaults: read.faults })];
  return faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const exempt = 'exempt: [{networks: [192.0.2.7]}]';

test('a trap with management named is accepted, in exempt or in the failsafe', () => {
  expect(faultsOf(`hardening: {portScan: {ports: [{protocol: TCP, ports: [23]}], ${exempt}}}`)).toEqual([]);
  const failsafe = 'failsafe: {ingress: [{services: [ssh]}]}';
  expect(faultsOf(`hardening: {portScan: {ports: [{protocol: TCP, ports: [23]}]}}\n  ${failsafe}`)).toEqual([]);
});

test('a trap without management is refused: a forged packet could lock it out', () => {
  expect(faultsOf('hardening: {portScan: {ports: [{protocol: TCP, ports: [23]}]}}')).toEqual([
    '6:25 a forged packet could ban whoever manages this host; name management in `exempt` here or in `failsafe.ingress`',
  ]);
});

test('bait names its ports, by destination only, and times have bounds', () => {
  const spec = `hardening: {portScan: {ports: [{protocol: TCP}, {protocol: UDP, ports: [1], sourcePorts: [2]}], within: 25h, banFor: 8d, ${exempt}}}`;
  expect(faultsOf(spec)).toEqual([
    '6:34 bait needs `ports`: every port of a protocol as bait would ban whoever speaks to this host',
    '6:92 `sourcePorts` is not allowed here: bait is what a scanner asks for, not where it asks from; take it out',
    '6:107 25h is too long; at most 1d is allowed',
    '6:120 8d is too long; at most 7d is allowed',
  ]);
});

test('a name that does not exist is told where an exception bears it', () => {
  expect(
    faultsOf('hardening: {portScan: {ports: [{protocol: TCP, ports: [23]}], exempt: [{networkSets: [admins]}]}}'),
  ).toEqual(['6:89 NetworkSet "admins" does not exist; add a NetworkSet manifest of that name']);
});

test('a rate and a number of hits that the kernel cannot count are refused', () => {
  const spec = `hardening: {synRate: {rate: 20000/sec}, portScan: {ports: [{protocol: TCP, ports: [23]}], hits: 21, ${exempt}}}`;
  expect(faultsOf(spec)).toEqual([
    expect.stringMatching(/^6:\d+ .*at most 10000\/sec$/),
    expect.stringMatching(/^6:\d+ .*20/),
  ]);
});

test('only parameters of the network may be named, and no name leads out of its folder', () => {
  const values = '{kernel.panic: 1, net.ipv4.//.x: 1, "net.ipv4.conf.eth0/5.rp_filter": 1, net: 1, net.ipv4.a b: 1}';
  expect(faultsOf(`sysctls: {values: ${values}}`)).toEqual(
    ['kernel.panic', 'net.ipv4.//.x', 'net', 'net.ipv4.a b'].map((name) =>
      expect.stringContaining(
        `"${name}" is not a parameter of the network; write its name with dots, such as net.ipv4.ip_forward`,
      ),
    ),
  );
  expect(faultsOf('sysctls: {values: {net.ipv4.x: "1\\n2"}}')).toEqual([
    expect.stringContaining('a value holds printable characters'),
  ]);
});

test('a policy of Drop behind a default that leaves packets to others is refused', () => {
  expect(faultsOf('defaults: {builtinPolicy: Drop, ingress: Allow, forward: Allow}')).toEqual([
    expect.stringMatching(/^6:44 `ingress: Allow` leaves packets to the other rules/),
    expect.stringMatching(/^6:60 `forward: Allow` leaves packets to the other rules/),
  ]);
  expect(faultsOf('defaults: {builtinPolicy: Drop}')).toEqual([]);
});
