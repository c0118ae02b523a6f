// Variables: what a host's values make of addresses, networks and ports, and what is wrong with them.

import { describe, expect, test } from 'vitest';
import { type Fault, formatFault } from '../../src/policy/fault.ts';
import { createMemo } from '../../src/policy/memo.ts';
import { formatNetwork } from '../../src/policy/network.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { validateManifests } from '../../src/policy/validate.ts';
import { document, readYaml } from './yaml.ts';

const hosts = (variables: string) =>
  `${document('Host', 'gw1', `variables: {${variables}}`)}---\n${document('Host', 'gw2', 'zones: {}')}`;
const policy = (variables: string, rule: string) =>
  document(
    'FirewallPolicy',
    'p',
    `hostSelector: {}\nvariables: {${variables}}\ningress: [{name: r, action: Allow, ${rule}}]`,
  );

function select(files: Readonly<Record<string, string>>, name = 'gw1') {
  return selectForHost(readYaml(files), { name, labels: {} }, createMemo());
}

function networksOf(files: Readonly<Record<string, string>>, name = 'gw1'): readonly string[] {
  const selected = select(files, name);
  if (!selected.ok) throw new Error(selected.error.faults.map(formatFault).join('\n'));
  const [peer] = selected.value.policies
    .flatMap(({ ingress }) => ingress)
    .flatMap(({ from }) => (from === 'any' ? [] : from));
  return peer?.addresses?.kind === 'networks' ? peer.addresses.networks.map(formatNetwork) : [];
}

function faultsOf(files: Readonly<Record<string, string>>, name = 'gw1'): readonly string[] {
  const selected = select(files, name);
  return selected.ok ? [] : selected.error.faults.map(formatFault);
}

describe('a value', () => {
  test('of the host wins over the one of the policy, and may be a part of the text', () => {
    const p = policy('net: 192.0.2.0, bits: 25', 'from: [{networks: ["${net}/${bits}"]}]');
    expect(networksOf({ 'a.yaml': hosts('net: 198.51.100.0'), 'p.yaml': p })).toEqual(['198.51.100.0/25']);
    expect(networksOf({ 'a.yaml': hosts('net: 198.51.100.0'), 'p.yaml': p }, 'gw2')).toEqual(['192.0.2.0/25']);
  });

  test('is a port where a port stands', () => {
    const p = policy('', 'ports: [{protocol: TCP, ports: ["${web}", "${web}1-9000"]}]');
    const selected = select({ 'a.yaml': hosts('web: 808'), 'p.yaml': p });
    expect(selected.ok && selected.value.policies[0]?.ingress[0]?.traffic).toEqual([
      {
        kind: 'ports',
        protocol: 'tcp',
        ports: [
          { from: 808, to: 808 },
          { from: 8081, to: 9000 },
        ],
        sourcePorts: [],
      },
    ]);
  });

  test('that does not fit is told where the variable stands', () => {
    const p = policy('', 'from: [{networks: ["${net}"]}], ports: [{protocol: TCP, ports: ["${web}"]}]');
    expect(faultsOf({ 'a.yaml': hosts('net: 10.0.0.1/8, web: 70000'), 'p.yaml': p })).toEqual([
      'p.yaml:7:57: FirewallPolicy/p: "${net}" on host gw1: "10.0.0.1/8" has host bits set; write 10.0.0.0/8 for the network or 10.0.0.1 for the address',
      'p.yaml:7:102: FirewallPolicy/p: "${web}" on host gw1: port 70000 is outside 1 to 65535',
    ]);
  });

  test('that contradicts the rest of the rule is told as if it were written there', () => {
    const p = policy('', 'from: [{networks: ["${net}"]}], ipFamilies: [IPv4]');
    expect(faultsOf({ 'a.yaml': hosts('net: "2001:db8::1"'), 'p.yaml': p })).toEqual([
      expect.stringContaining('no packet can match: `ipFamilies` holds IPv4 only and `from` holds IPv6 only'),
    ]);
  });
});

describe('a variable', () => {
  test('without a value refuses the host that needs it, and no other', () => {
    const p = document(
      'FirewallPolicy',
      'p',
      'hostSelector: {matchLabels: {site: a}}\ningress: [{name: r, action: Allow, from: [{networks: ["${ofice}"]}]}]',
    );
    const a = `${document('Host', 'gw1', 'variables: {office: 192.0.2.1}', '{site: a}')}---\n${document('Host', 'gw2', 'zones: {}')}`;
    const all = document(
      'FirewallPolicy',
      'all',
      'hostSelector: {}\ningress: [{name: r, action: Allow, services: [ssh]}]',
    );
    expect(faultsOf({ 'a.yaml': a, 'all.yaml': all, 'p.yaml': p })).toEqual([
      'p.yaml:6:57: FirewallPolicy/p: the variable ofice has no value on host gw1; give it one in `spec.variables` of Host/gw1, or a default in `spec.variables` of FirewallPolicy/p; did you mean "office"?',
    ]);
    expect(faultsOf({ 'a.yaml': a, 'all.yaml': all, 'p.yaml': p }, 'gw2')).toEqual([]);
  });

  const validate = (text: string): readonly string[] =>
    validateManifests(readYaml({ 'a.yaml': text })).map((fault: Fault) => `${fault.pointer} ${fault.message}`);

  test.each([
    [
      'free text',
      policy('', 'reason: "for ${x}"'),
      '/spec/ingress/0/reason "for ${x}" holds a variable, which stand in',
    ],
    [
      'a set',
      document('NetworkSet', 's', 'networks: ["${x}"]'),
      '/spec/networks/0 "${x}" holds a variable, and a NetworkSet has none',
    ],
    [
      'a service',
      document('Service', 's', 'ports: [{protocol: TCP, ports: ["${x}"]}]'),
      '/spec/ports/0/ports/0 "${x}" holds a variable, and a Service has none',
    ],
    [
      'its own value',
      document('Host', 'h', 'variables: {a: "${b}"}'),
      '/spec/variables/a a value holds no variables itself',
    ],
    [
      'a name with a dash',
      document('Host', 'h', 'variables: {a-b: 1}'),
      '/spec/variables/a-b "a-b" is not the name of a variable',
    ],
  ])('in %s is refused', (_, text, expected) => {
    expect(validate(text)).toEqual([expect.stringContaining(expected)]);
  });
});
