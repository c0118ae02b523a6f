// PolicyTests in manifests: packets that cannot exist, and rules that do not, are refused by the place.

import { expect, test } from 'vitest';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { validateManifests } from '../../src/policy/validate.ts';

const head = (kind: string, name: string) =>
  `---\napiVersion: gatewright.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\n`;
const surroundings =
  head('FirewallPolicy', 'web') +
  'spec: {hostSelector: {}, ingress: [{name: http, action: Allow, services: [http]}]}\n' +
  head('Zone', 'wan') +
  'spec: {external: true}\n';

function read(text: string) {
  const { manifests, faults } = readManifests([
    { path: 't.yaml', digest: text, bytes: new TextEncoder().encode(text) },
  ]);
  return { manifests, faults };
}

/** What is wrong with a test of one case. */
function faultsOf(packet: string, expectation = 'verdict: Allow'): readonly string[] {
  const text = `${surroundings}${head('PolicyTest', 't')}spec:\n  cases:\n    - name: a\n      packet: {${packet}}\n      expect: {${expectation}}\n`;
  const { manifests, faults } = read(text);
  return [...faults, ...validateManifests(manifests, { readFaults: faults })].map(({ message }) => message);
}

const addresses = 'source: 192.0.2.1, destination: 198.51.100.1';
const ingress = `direction: Ingress, inZone: wan, ${addresses}`;

test.each([
  [`${ingress}, destinationPort: 80`, 'verdict: Allow, rule: policy/web/http'],
  [`${ingress}, protocol: UDP, destinationPort: 53, sourcePort: 53, time: "2026-12-31T23:59:59+01:00"`],
  [`${ingress}, protocol: ICMP, icmpType: echo-request, icmpCode: 0, state: Related`],
  [`${ingress}, protocol: gre`],
  [`${ingress}, protocol: 47`],
  [
    `direction: Forward, inZone: wan, outInterface: eth1, ${addresses}, destinationPort: 443, originalDestination: {address: 203.0.113.1, port: 8443}`,
    'verdict: Drop, destination: {address: 10.0.0.1, port: 443}, source: {port: 40000}',
  ],
  [
    'direction: Egress, outZone: wan, source: "2001:db8::1", destination: "2001:db8::2", protocol: ICMPv6, icmpType: packet-too-big, uid: 0',
    'verdict: Return',
  ],
])('%s is a packet', (packet, expectation?: string) => {
  expect(faultsOf(packet, expectation)).toEqual([]);
});

test.each([
  [
    `direction: Ingress, ${addresses}, destinationPort: 80`,
    'say by which interface the packet enters: `inInterface` or `inZone`',
  ],
  [
    `${ingress}, destinationPort: 80, inInterface: eth0`,
    '`inInterface` and `inZone` say the same thing; take one of them out',
  ],
  [
    `${ingress}, destinationPort: 80, outZone: wan`,
    'a packet of direction Ingress leaves by no interface; take `outZone` out',
  ],
  [
    `direction: Ingress, inZone: wam, ${addresses}, destinationPort: 80`,
    'Zone "wam" does not exist; add a Zone manifest of that name; did you mean "wan"?',
  ],
  [
    `direction: Ingress, inInterface: eth+, ${addresses}, destinationPort: 80`,
    'a packet has one interface; write its whole name, without "+"',
  ],
  [ingress, 'a packet of TCP needs `destinationPort`'],
  [`${ingress}, protocol: tcp, destinationPort: 80`, 'tcp is not spelled so here; did you mean "TCP"?'],
  [`${ingress}, protocol: tcp`, 'tcp is not spelled so here; did you mean "TCP"?'],
  [`${ingress}, protocol: ICMP`, 'a packet of ICMP needs `icmpType`'],
  [`${ingress}, protocol: ICMPv6, icmpType: 128`, 'ICMPv6 is of the other family than 192.0.2.1; write ICMP'],
  [
    `${ingress}, protocol: ICMP, icmpType: packet-too-big`,
    'packet-too-big is no type of ICMP; write one of it, or its number',
  ],
  [`${ingress}, destinationPort: 80, icmpType: 8`, 'a packet of TCP has no `icmpType`; take it out'],
  [
    `${ingress}, destinationPort: 80, uid: 5`,
    'only a packet that this host sends belongs to a process; take `uid` out',
  ],
  [
    `${ingress}, destinationPort: 80, time: "2026-13-01T00:00:00Z"`,
    '2026-13-01T00:00:00Z is no time; write one such as "2026-12-31T23:59:59Z"',
  ],
  [
    'direction: Ingress, inZone: wan, source: 192.0.2.1, destination: "2001:db8::1", destinationPort: 80',
    "2001:db8::1 is not of the family of the packet's source, 192.0.2.1; they must agree",
  ],
  [
    'direction: Ingress, inZone: wan, source: "${me}", destination: 192.0.2.1, destinationPort: 80',
    'a test takes no variables; write the address itself',
  ],
])('%s is none', (packet, message) => {
  expect(faultsOf(packet)).toContain(message);
});

test.each([
  ['policy/wob/http', 'FirewallPolicy wob does not exist; did you mean "web"?'],
  ['policy/web/https', 'in FirewallPolicy web the rule https does not exist; did you mean "http"?'],
  ['zone/lan/antiSpoof', 'Zone lan does not exist; did you mean "wan"?'],
  ['profile/site/default', 'FirewallProfile site does not exist; there is builtin'],
])('the rule %s cannot decide', (rule, message) => {
  expect(faultsOf(`${ingress}, destinationPort: 80`, `verdict: Allow, rule: ${rule}`)).toEqual([message]);
});

test('a test at fault stops the hosts that it selects, and no others', () => {
  const text = `${surroundings}${head('Host', 'a')}spec: {}\n${head('Host', 'b')}spec: {}\n`.replace(
    '{name: a}',
    '{name: a, labels: {role: x}}',
  );
  const bad = `${head('PolicyTest', 't')}spec: {hostSelector: {matchLabels: {role: x}}, cases: [{name: c, packet: {${ingress}}, expect: {verdict: Allow}}]}\n`;
  const { manifests, faults } = read(text + bad);
  const select = (name: string) => selectForHost(manifests, { name, labels: {}, readFaults: faults });
  expect(select('a')).toMatchObject({ ok: false, error: { reason: 'ManifestsRefused' } });
  expect(select('b')).toMatchObject({ ok: true, value: { warnings: [{ subject: 'PolicyTest/t' }] } });
});
