// Kernel parameters: what is written, what is put back, what is only told, and what is ours.

import { describe, expect, test } from 'vitest';
import {
  closesForwarding,
  type Extent,
  planParameters,
  planTakingBack,
  type Remembered,
  rememberSettled,
  rememberTried,
} from '../../src/plan/plan-parameters.ts';
import type { Profile } from '../../src/policy/policy.ts';

const origin = { file: 'p.yaml', line: 1, column: 1, endLine: 1 };

function sysctls(mode: Profile['sysctls']['mode'], values: Readonly<Record<string, string>>): Profile['sysctls'] {
  return { mode, values: Object.entries(values).map(([name, value]) => ({ name, value, origin })) };
}

type Observed = Readonly<Record<string, string | undefined>>;

const observe = (observed: Observed) => new Map(Object.entries(observed));

function plan(
  wanted: Profile['sysctls'] | undefined,
  observed: Observed,
  { remembered = {}, extent = 'All' }: { readonly remembered?: Remembered; readonly extent?: Extent } = {},
) {
  const { writes, differences } = planParameters(wanted, observe(observed), { remembered, extent });
  return {
    writes: writes.map(({ name, value }) => `${name}=${value}`),
    differences: differences.map(({ parameter, found }) => `${parameter.name}: ${found}`),
  };
}

const ours = { 'net.a': { before: '0', ours: '1' } };

test('what differs is written', () => {
  expect(plan(sysctls('Enforce', { 'net.a': '1', 'net.b': '2' }), { 'net.a': '0', 'net.b': '2' })).toEqual({
    writes: ['net.a=1'],
    differences: ['net.a: 0'],
  });
});

test('what leaves the manifest is put back, unless somebody else has set it since', () => {
  const remembered = { ...ours, 'net.b': { before: '0', ours: '1' } };
  expect(plan(undefined, { 'net.a': '1', 'net.b': '7' }, { remembered }).writes).toEqual(['net.a=0']);
  expect(plan(sysctls('Report', { 'net.a': '1' }), { 'net.a': '1', 'net.b': '1' }, { remembered }).writes).toEqual([
    'net.a=0',
    'net.b=0',
  ]);
});

test('Report writes nothing, and Disabled does not even look', () => {
  expect(plan(sysctls('Report', { 'net.a': '1' }), { 'net.a': '0' })).toEqual({
    writes: [],
    differences: ['net.a: 0'],
  });
  expect(plan(sysctls('Report', { 'net.x': '1' }), { 'net.x': undefined })).toEqual({
    writes: [],
    differences: ['net.x: undefined'],
  });
  expect(plan(sysctls('Disabled', { 'net.a': '1' }), { 'net.a': '0' })).toEqual({ writes: [], differences: [] });
});

test('what the kernel does not tell is neither written nor put back', () => {
  expect(plan(sysctls('Enforce', { 'net.a': '2' }), {}, { remembered: ours })).toEqual({ writes: [], differences: [] });
  expect(plan(undefined, {}, { remembered: ours }).writes).toEqual([]);
});

describe('where nothing is guarded', () => {
  const extent = 'Repairs';

  test('only what is ours is written: neither what comes late, nor what was not put back', () => {
    const remembered = { ...ours, 'net.b': { before: '0', ours: '1' }, 'net.c': { before: '0', ours: '1' } };
    const observed = { 'net.a': '0', 'net.b': '1', 'net.c': '1', 'net.d': '0' };
    const wanted = sysctls('Enforce', { 'net.a': '1', 'net.b': '2', 'net.d': '1' });
    expect(plan(wanted, observed, { remembered, extent })).toEqual({
      writes: ['net.a=1'],
      differences: ['net.a: 0', 'net.b: 1', 'net.d: 0'],
    });
  });
});

const [main, other] = ['main@sha1:1', 'main@sha1:2'];
const confirmed = new Set([main]);

test('what a revision has left that does not stand goes back: to what was confirmed, else to what was there before us', () => {
  const tried = { found: '3', value: '5', by: other };
  const remembered = {
    'net.a': { before: '0', ours: '1', tried },
    'net.b': { before: '0', ours: '1', tried },
    'net.c': { before: '0', ours: '0', tried: { ...tried, by: main } },
    'net.d': { before: '0', ours: '1', tried },
    // Wanted by the one that stands, too, but never confirmed with it.
    'net.e': { before: '0', ours: '0', tried },
    // It stood so already: whoever tried it changed nothing.
    'net.f': { before: '0', ours: '0', tried: { ...tried, found: '5' } },
  };
  const observed = observe({ 'net.a': '5', 'net.b': '5', 'net.c': '5', 'net.d': '6', 'net.e': '5', 'net.f': '5' });
  const wanted = sysctls('Enforce', { 'net.a': '1', 'net.d': '1', 'net.e': '5', 'net.f': '5' });
  const writes = planTakingBack(wanted, observed, { remembered, confirmed });
  expect(writes.map(({ name, value }) => `${name}=${value}`)).toEqual(['net.a=1', 'net.b=0', 'net.e=0']);
});

test('whoever uninstalls gets back what was there before all of it, tried or not', () => {
  const remembered = { ...ours, 'net.b': { before: '0', ours: '1', tried: { found: '1', value: '5', by: main } } };
  expect(plan(undefined, { 'net.a': '1', 'net.b': '5' }, { remembered }).writes).toEqual(['net.a=0', 'net.b=0']);
});

test('what is tried is remembered with what stands there; what was there at first stays', () => {
  const write = { found: '3', value: '4', way: 'Enforce' } as const;
  const writes = [
    { name: 'net.a', ...write },
    { name: 'net.b', ...write },
  ];
  expect(rememberTried(ours, { writes, matching: [{ name: 'net.c', value: '7' }], by: main })).toEqual({
    'net.a': { before: '0', ours: '1', tried: { found: '3', value: '4', by: main } },
    'net.b': { before: '3', ours: '3', tried: { found: '3', value: '4', by: main } },
    'net.c': { before: '7', ours: '7', tried: { found: '7', value: '7', by: main } },
  });
});

test('what another one has left is not taken for what stood there', () => {
  const left = { 'net.a': { before: '1', ours: '1', tried: { found: '1', value: '0', by: other } } };
  const plan = { writes: [], matching: [{ name: 'net.a', value: '0' }], by: main };
  const remembered = rememberTried(left, plan);
  expect(remembered['net.a']?.tried).toEqual({ found: '1', value: '0', by: main });
  const writes = planTakingBack(undefined, observe({ 'net.a': '0' }), { remembered, confirmed: new Set([other]) });
  expect(writes).toEqual([{ name: 'net.a', found: '0', value: '1', way: 'PutBack' }]);
});

describe('a revision that stands, while no other one is underway', () => {
  const settled = (wanted: Readonly<Record<string, string>>, observed: Observed, remembered: Remembered) =>
    rememberSettled(sysctls('Enforce', wanted), observe(observed), { remembered, confirmed });
  const tried = (value: string, by = main, ours = '0') => ({ before: '0', ours, tried: { found: '3', value, by } });

  test('makes ours what it has tried and stands, and forgets what it has put back, and what is somebody else’s', () => {
    const remembered = {
      'net.a': tried('1'),
      'net.gone': tried('0', main, '1'),
      'net.theirs': { before: '0', ours: '1' },
    };
    expect(settled({ 'net.a': '1' }, { 'net.a': '1', 'net.gone': '0', 'net.theirs': '9' }, remembered)).toEqual({
      'net.a': { before: '0', ours: '1' },
    });
  });

  test('does not make ours what did not take, nor what another one has tried', () => {
    const remembered = { 'net.a': tried('1'), 'net.b': tried('1', other), 'net.c': tried('1', other) };
    const observed = { 'net.a': '0', 'net.b': '1', 'net.c': '0' };
    expect(settled({ 'net.a': '1', 'net.b': '1', 'net.c': '1' }, observed, remembered)).toEqual({
      'net.a': { before: '0', ours: '0' },
      'net.b': tried('1', other),
      'net.c': { before: '0', ours: '0' },
    });
  });

  test('forgets neither what is still to be put back, nor what is away, nor what is not told', () => {
    const remembered = {
      'net.left': tried('1', main),
      'net.stays': tried('0', main, '1'),
      'net.away': { before: '0', ours: '1' },
      'net.untold': { before: '0', ours: '1' },
    };
    const observed = { 'net.left': '1', 'net.stays': '1', 'net.away': undefined };
    expect(settled({ 'net.away': '1' }, observed, remembered)).toEqual({
      'net.left': { before: '0', ours: '1' },
      'net.stays': { before: '0', ours: '1' },
      'net.away': { before: '0', ours: '1' },
      'net.untold': { before: '0', ours: '1' },
    });
  });
});

test('forwarding is written first, and switching it off is told apart from switching it on', () => {
  const values = { 'net.ipv4.conf.all.accept_redirects': '0', 'net.ipv4.ip_forward': '1' };
  const observed = observe({ 'net.ipv4.conf.all.accept_redirects': '1', 'net.ipv4.ip_forward': '0' });
  const { writes } = planParameters(sysctls('Enforce', values), observed, { remembered: {}, extent: 'All' });
  expect(writes.map(({ name }) => name)).toEqual(['net.ipv4.ip_forward', 'net.ipv4.conf.all.accept_redirects']);
  expect(writes.map(closesForwarding)).toEqual([false, false]);
  expect(closesForwarding({ name: 'net.ipv6.conf.eth0.forwarding', value: '0' })).toBe(true);
});
