// Kernel parameters: what is written, what is put back, and what is only told.

import { expect, test } from 'vitest';
import { closesForwarding, planParameters, type Remembered } from '../../src/plan/plan-parameters.ts';
import type { Profile } from '../../src/policy/policy.ts';

const origin = { file: 'p.yaml', line: 1, column: 1, endLine: 1 };

function sysctls(mode: Profile['sysctls']['mode'], values: Readonly<Record<string, string>>): Profile['sysctls'] {
  return { mode, values: Object.entries(values).map(([name, value]) => ({ name, value, origin })) };
}

function plan(
  wanted: Profile['sysctls'] | undefined,
  observed: Readonly<Record<string, string | undefined>>,
  remembered: Remembered = {},
) {
  const {
    writes,
    differences,
    late: _,
    ...rest
  } = planParameters(wanted, new Map(Object.entries(observed)), remembered);
  return {
    ...rest,
    writes: writes.map(({ name, value }) => `${name}=${value}`),
    differences: differences.map(({ parameter, found }) => `${parameter.name}: ${found}`),
  };
}

test('what differs is written, and what stood there is remembered', () => {
  expect(plan(sysctls('Enforce', { 'net.a': '1', 'net.b': '2' }), { 'net.a': '0', 'net.b': '2' })).toEqual({
    writes: ['net.a=1'],
    remembered: { 'net.a': { before: '0', ours: '1' } },
    differences: ['net.a: 0'],
  });
});

test('what was there at first stays remembered, however often it is written', () => {
  const before = { 'net.a': { before: '0', ours: '1' } };
  expect(plan(sysctls('Enforce', { 'net.a': '2' }), { 'net.a': '1' }, before).remembered).toEqual({
    'net.a': { before: '0', ours: '2' },
  });
  expect(plan(sysctls('Enforce', { 'net.a': '1' }), { 'net.a': '1' }, before)).toEqual({
    writes: [],
    remembered: before,
    differences: [],
  });
});

test('what leaves the manifest is put back, unless somebody else has set it since', () => {
  const before = { 'net.a': { before: '0', ours: '1' }, 'net.b': { before: '0', ours: '1' } };
  expect(plan(undefined, { 'net.a': '1', 'net.b': '7' }, before)).toEqual({
    writes: ['net.a=0'],
    remembered: {},
    differences: [],
  });
  expect(plan(sysctls('Report', { 'net.a': '1' }), { 'net.a': '1', 'net.b': '1' }, before).writes).toEqual([
    'net.a=0',
    'net.b=0',
  ]);
});

test('Report writes nothing, and Disabled does not even look', () => {
  const nothing = { writes: [], remembered: {} };
  expect(plan(sysctls('Report', { 'net.a': '1' }), { 'net.a': '0' })).toEqual({
    ...nothing,
    differences: ['net.a: 0'],
  });
  expect(plan(sysctls('Report', { 'net.x': '1' }), { 'net.x': undefined })).toEqual({
    ...nothing,
    differences: ['net.x: undefined'],
  });
  expect(plan(sysctls('Disabled', { 'net.a': '1' }), { 'net.a': '0' })).toEqual({ ...nothing, differences: [] });
});

test('forwarding is written first, and switching it off is told apart from switching it on', () => {
  const values = { 'net.ipv4.conf.all.accept_redirects': '0', 'net.ipv4.ip_forward': '1' };
  const { writes } = planParameters(
    sysctls('Enforce', values),
    new Map([
      ['net.ipv4.conf.all.accept_redirects', '1'],
      ['net.ipv4.ip_forward', '0'],
    ]),
    {},
  );
  expect(writes.map(({ name }) => name)).toEqual(['net.ipv4.ip_forward', 'net.ipv4.conf.all.accept_redirects']);
  expect(writes.map(closesForwarding)).toEqual([false, false]);
  expect(closesForwarding({ name: 'net.ipv6.conf.eth0.forwarding', value: '0' })).toBe(true);
});

test('what may not be written now is late, and remembered as it was', () => {
  const before = {
    'net.a': { before: '0', ours: '1' },
    'net.b': { before: '0', ours: '1' },
    'net.c': { before: '0', ours: '1' },
  };
  const observed = new Map(Object.entries({ 'net.a': '0', 'net.b': '1', 'net.c': '1', 'net.d': '0' }));
  const wanted = sysctls('Enforce', { 'net.a': '1', 'net.b': '2', 'net.d': '1' });
  const { writes, late, remembered } = planParameters(wanted, observed, before, ({ isRepair }) => isRepair);
  expect(writes.map(({ name, value }) => `${name}=${value}`)).toEqual(['net.a=1']);
  expect(late.map(({ name, value }) => `${name}=${value}`)).toEqual(['net.b=2', 'net.c=0', 'net.d=1']);
  expect(remembered).toEqual(before);
});

test('what the kernel does not tell is neither written, nor put back, nor forgotten', () => {
  const before = { 'net.a': { before: '0', ours: '1' }, 'net.b': { before: '0', ours: '1' } };
  expect(plan(sysctls('Enforce', { 'net.a': '2' }), {}, before)).toEqual({
    writes: [],
    remembered: before,
    differences: [],
  });
});
