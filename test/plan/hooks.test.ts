// Where hooks must stand among foreign rules.

import { expect, test } from 'vitest';
import { planHooks } from '../../src/plan/plan-hooks.ts';
import type { Hook, ObservedChain } from '../../src/ruleset/ruleset.ts';

function chains(of: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, ObservedChain> {
  return new Map(
    Object.entries(of).map(([name, texts]) => [
      name,
      { name, rules: texts.map((text) => ({ text, packets: 0, bytes: 0 })) },
    ]),
  );
}

const input: Hook = { builtin: 'INPUT', target: 'GW-IN', after: ['f2b-*', 'CROWDSEC*'] };
const forward: Hook = { builtin: 'FORWARD', target: 'GW-FWD', after: [] };
const ban = '-p tcp -m multiport --dports 22 -j f2b-sshd';

test('on an empty host the hook stands first', () => {
  expect(planHooks([input], chains({}))).toEqual([{ target: 'GW-IN', deletes: [], insert: { chain: 'INPUT', at: 1 } }]);
});

test('behind the leading ban jumps and before everything else is the right place', () => {
  expect(planHooks([input], chains({ INPUT: [ban, '-j CROWDSEC_CHAIN', '-j GW-IN', '-j DROP'] }))).toEqual([]);
});

test('a rule that refuses a set of that name is a ban too, and no other rule that reads the set', () => {
  const refusal = '-p tcp -m multiport --dports 22 -m set --match-set f2b-sshd src -j';
  const reject = `${refusal} REJECT --reject-with icmp-port-unreachable`;
  expect(planHooks([input], chains({ INPUT: [reject, `${refusal} DROP`, ban, '-j GW-IN'] }))).toEqual([]);
  const others = [
    `${refusal} ACCEPT`,
    `${refusal.replace('-m set', '-m set !')} DROP`,
    `${refusal.replace('f2b', 'x')} DROP`,
  ];
  for (const other of others) {
    expect(planHooks([input], chains({ INPUT: [other] }))).toEqual([
      { target: 'GW-IN', deletes: [], insert: { chain: 'INPUT', at: 1 } },
    ]);
  }
});

test('in DOCKER-USER, too, it stands behind the leading bans', () => {
  const hook: Hook = { ...forward, after: input.after };
  const docker = { FORWARD: ['-j DOCKER-USER'], 'DOCKER-USER': [ban, '-j RETURN'] };
  expect(planHooks([hook], chains(docker))).toEqual([
    { target: 'GW-FWD', deletes: [], insert: { chain: 'DOCKER-USER', at: 2 } },
  ]);
});

test('a ban jump behind another foreign rule is not followed', () => {
  expect(planHooks([input], chains({ INPUT: ['-j GW-IN', '-i lo -j ACCEPT', ban] }))).toEqual([]);
});

test('a ban jump that came behind our hook goes before it', () => {
  expect(planHooks([input], chains({ INPUT: ['-j GW-IN', ban] }))).toEqual([
    { target: 'GW-IN', deletes: ['INPUT'], insert: { chain: 'INPUT', at: 2 } },
  ]);
});

test('a hook that moved behind foreign rules comes back', () => {
  expect(planHooks([input], chains({ INPUT: ['-j ACCEPT', '-j GW-IN'] }))).toEqual([
    { target: 'GW-IN', deletes: ['INPUT'], insert: { chain: 'INPUT', at: 1 } },
  ]);
});

test('of two hooks both go and one comes', () => {
  expect(planHooks([input], chains({ INPUT: ['-j GW-IN', '-j GW-IN'] }))).toEqual([
    { target: 'GW-IN', deletes: ['INPUT', 'INPUT'], insert: { chain: 'INPUT', at: 1 } },
  ]);
});

test('the hook of forwarding stands in DOCKER-USER where Docker jumps there first', () => {
  const docker = chains({ FORWARD: ['-j DOCKER-USER', '-j DOCKER-FORWARD'], 'DOCKER-USER': ['-j RETURN'] });
  expect(planHooks([forward], docker)).toEqual([
    { target: 'GW-FWD', deletes: [], insert: { chain: 'DOCKER-USER', at: 1 } },
  ]);
});

test('where something else stands before DOCKER-USER the hook stands first in FORWARD', () => {
  const mixed = chains({ FORWARD: ['-j LIBVIRT_FWX', '-j DOCKER-USER'], 'DOCKER-USER': ['-j RETURN'] });
  expect(planHooks([forward], mixed)).toEqual([{ target: 'GW-FWD', deletes: [], insert: { chain: 'FORWARD', at: 1 } }]);
});

test('a hook that nothing wants goes', () => {
  expect(planHooks([], chains({ INPUT: ['-j GW-IN'], FORWARD: ['-j GW-FWD'] }))).toEqual([
    { target: 'GW-IN', deletes: ['INPUT'] },
    { target: 'GW-FWD', deletes: ['FORWARD'] },
  ]);
});

test('a foreign rule that narrows its jump to us is not a hook and stays', () => {
  expect(planHooks([], chains({ INPUT: ['-s 192.0.2.1/32 -j GW-IN'] }))).toEqual([]);
});
