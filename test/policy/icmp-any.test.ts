// ICMP type 255 of IPv4, which the kernel reads as every type.

import { expect, test } from 'vitest';
import { validateManifests } from '../../src/policy/validate.ts';
import { document, policy, readYaml } from './yaml.ts';

const message =
  'ICMP type 255 means every type to the kernel in IPv4; name the types that are meant, or write `protocols: [icmp]` for all';

test.each(['255', '"255"', '255, code: 3'])('type %s of IPv4 is refused, for it would match every type', (type) => {
  const text = policy('p', 'ingress', `{name: r, action: Allow, icmp: [{family: IPv4, type: ${type}}]}`);
  expect(validateManifests(readYaml({ 'p.yaml': text }))).toEqual([
    {
      file: 'p.yaml',
      line: 7,
      column: 58,
      pointer: '/spec/ingress/0/icmp/0/type',
      subject: 'FirewallPolicy/p',
      message,
    },
  ]);
});

test('it is refused in a Service too', () => {
  const text = document('Service', 's', 'icmp: [{family: IPv4, type: 255}]');
  expect(validateManifests(readYaml({ 's.yaml': text })).map((fault) => fault.message)).toEqual([message]);
});

test('type 255 of IPv6 is one type like any other', () => {
  const text = policy('p', 'ingress', '{name: r, action: Allow, icmp: [{family: IPv6, type: 255}]}');
  expect(validateManifests(readYaml({ 'p.yaml': text }))).toEqual([]);
});
