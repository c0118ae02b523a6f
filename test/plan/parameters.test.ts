// Kernel parameters: what is written, what is put back, what is only told, and what is ours.

import { describe, expect, test } from 'vitest';
import {
  closesForwarding,
  type Extent,
  planParameters,
  type Remembered,
  rememberConfirmed,
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

  test('what was tried and still stands is taken back: to what is wanted, else to what was there before us', () => {
    const remembered = {
      'net.a': { before: '0', ours: '1', tried: '5' },
      'net.b': { before: '0', ours: '1', tried: '5' },
      'net.c': { before: '0', ours: '0', tried: '5' },
    };
    const observed = { 'net.a': '5', 'net.b': '5', 'net.c': '5' };
    const wanted = sysctls('Enforce', { 'net.a': '1' });
    const expected = ['net.a=1', 'net.b=0', 'net.c=0'];
    expect(plan(wanted, observed, { remembered, extent }).writes).toEqual(expected);
    // What somebody else has set since is theirs.
    expect(plan(wanted, { ...observed, 'net.b': '6', 'net.c': '6' }, { remembered, extent }).writes).toEqual([
      'net.a=1',
    ]);
  });
});

test('whoever uninstalls gets back what was there before all of it, tried or not', () => {
  const remembered = { ...ours, 'net.b': { before: '0', ours: '1', tried: '5' } };
  expect(plan(undefined, { 'net.a': '1', 'net.b': '5' }, { remembered }).writes).toEqual(['net.a=0', 'net.b=0']);
});

test('what is about to be written is remembered with what stands there; what was there at first stays', () => {
  const write = { found: '3', value: '4', way: 'Enforce' } as const;
  const writes = [
    { name: 'net.a', ...write },
    { name: 'net.b', ...write },
  ];
  expect(rememberTried(ours, writes)).toEqual({
    'net.a': { before: '0', ours: '1', tried: '4' },
    'net.b': { before: '3', ours: '3', tried: '4' },
  });
});

describe('a revision that is confirmed', () => {
  const confirmed = (wanted: Profile['sysctls'], observed: Observed, remembered: Remembered, ...written: string[]) =>
    rememberConfirmed(wanted, observe(observed), { remembered, written: new Set(written) });

  test('makes ours what stands by it, right by chance or written, and forgets what it has put back', () => {
    const remembered = {
      'net.a': { before: '0', ours: '0', tried: '1' },
      'net.gone': { before: '0', ours: '1', tried: '0' },
      'net.theirs': { before: '0', ours: '1' },
    };
    const observed = { 'net.a': '1', 'net.chance': '2', 'net.gone': '0', 'net.theirs': '9' };
    const wanted = sysctls('Enforce', { 'net.a': '1', 'net.chance': '2' });
    expect(confirmed(wanted, observed, remembered, 'net.a', 'net.gone')).toEqual({
      'net.a': { before: '0', ours: '1' },
      'net.chance': { before: '2', ours: '2' },
    });
  });

  test('does not make ours what the kernel refused, and does not forget what could not be put back, or was not told', () => {
    const remembered = {
      'net.refused': { before: '0', ours: '0', tried: '1' },
      'net.stays': { before: '0', ours: '1', tried: '0' },
      'net.untold': { before: '0', ours: '1' },
    };
    const wanted = sysctls('Enforce', { 'net.refused': '1', 'net.lacking': '1' });
    const observed = { 'net.refused': '0', 'net.stays': '1', 'net.lacking': undefined };
    expect(confirmed(wanted, observed, remembered)).toEqual({
      'net.stays': { before: '0', ours: '1' },
      'net.untold': { before: '0', ours: '1' },
    });
  });
});

describe('while no revision is underway', () => {
  const tried = { before: '0', ours: '1', tried: '5' };
  const settled = (wanted: Readonly<Record<string, string>>, observed: Observed) => {
    const names = ['net.a', 'net.b', 'net.c'];
    const remembered = Object.fromEntries(names.map((name) => [name, tried]));
    return rememberSettled(sysctls('Enforce', wanted), observe(observed), remembered);
  };

  test('what was tried is forgotten when it does not stand any more, and not before that is known', () => {
    const wanted = { 'net.a': '1', 'net.b': '1', 'net.c': '1' };
    const gone = { before: '0', ours: '1' };
    expect(settled(wanted, { 'net.a': '1', 'net.b': '5' })).toEqual({ 'net.a': gone, 'net.b': tried, 'net.c': tried });
    // Nobody wants them: one is as it was before us, one stands still, one is somebody else's.
    const observed = { 'net.a': '0', 'net.b': '5', 'net.c': '7' };
    expect(settled({}, observed)).toEqual({ 'net.b': tried, 'net.c': gone });
  });

  test('what stands as it is wanted is ours, though its confirmation could not be kept', () => {
    const observed = { 'net.a': '5', 'net.b': '5', 'net.c': '5' };
    expect(settled({ 'net.a': '5', 'net.b': '1' }, observed)).toEqual({
      'net.a': { before: '0', ours: '5' },
      'net.b': tried,
      'net.c': tried,
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
