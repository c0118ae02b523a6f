// When the controller's own ways out stand, and what they hold.

import { describe, expect, test } from 'vitest';
import type { Lifelines } from '../../src/policy/known.ts';
import { type HostRequest, selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { describeLifelines, warnLifelines } from '../../src/ruleset/compile-lifelines.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';

const lifelines: Lifelines = {
  nameServers: ['192.0.2.53', '2001:db8::53'],
  hidden: false,
  remotes: [
    { purpose: 'git', host: 'git.example.org', port: 22, addresses: ['2001:db8::7', '203.0.113.7'] },
    { purpose: 'webhook', host: 'status.example.org', port: 443, addresses: [] },
  ],
};
const profile = (spec: string) => document('FirewallProfile', 'site', `hostSelector: {}\n${spec}`);
const denied = profile('defaults: {egress: Deny}');

function select(files: Readonly<Record<string, string>>, known: HostRequest['known'] = { lifelines }) {
  const selected = selectForHost(readYaml(files), { name: 'h', labels: {}, known });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return selected.value;
}

/** The lines of GW-OUT that lifelines make, in both families. */
function linesOf(...given: Parameters<typeof select>): readonly string[] {
  const { ipv4, ipv6 } = compileRuleset(select(...given));
  return [ipv4, ipv6].flatMap(({ tables }) =>
    tables.flatMap(({ chains }) =>
      chains.flatMap(({ name, rules }) =>
        rules.filter(({ label }) => label.endsWith('/failsafe.lifelines')).map(({ text }) => `${name} ${text}`),
      ),
    ),
  );
}

const comment = '-m comment --comment "profile/site/failsafe.lifelines" -j ACCEPT';
const all = ['4', '6'].flatMap((family) => [
  `GW-OUT -m set --match-set gw${family}-lifelines dst,dst ${comment}`,
  `GW-OUT -p udp -m udp --dport 123 ${comment}`,
]);

test('where the default refuses, all of them stand, and the sets hold what names stand for', () => {
  expect(linesOf({ 'a.yaml': denied })).toEqual(all);
  const { sets } = compileRuleset(select({ 'a.yaml': denied }));
  expect(Object.fromEntries(sets.map(({ name, entries }) => [name, entries]))).toMatchObject({
    'gw4-lifelines': ['192.0.2.53,tcp:53', '192.0.2.53,udp:53', '203.0.113.7,tcp:22'],
    'gw6-lifelines': ['2001:db8::53,tcp:53', '2001:db8::53,udp:53', '2001:db8::7,tcp:22'],
  });
});

test('where nothing restricts egress, none of them stands', () => {
  expect(linesOf({ 'a.yaml': profile('defaults: {egress: Allow}') })).toEqual([]);
  expect(describeLifelines(select({ 'a.yaml': profile('defaults: {egress: Allow}') }))).toEqual([]);
});

test('Disabled makes none, whatever is refused', () => {
  expect(linesOf({ 'a.yaml': profile('defaults: {egress: Deny}\nfailsafe: {lifelines: Disabled}') })).toEqual([]);
});

describe('a rule of egress', () => {
  const withRule = (rule: string) =>
    linesOf({ 'a.yaml': profile('priority: 1'), 'b.yaml': policy('p', 'egress', `{name: r, ${rule}}`) });

  test.each([
    'action: Deny',
    'action: Reject, to: [{networks: ["0.0.0.0/0", "::/0"]}]',
    'action: Deny, to: [{except: {networks: [10.0.0.0/8]}}]',
    'action: Allow, ports: [{protocol: UDP}, {protocol: TCP}], rateLimit: {rate: 1/min}',
    'action: Deny, process: {uids: ["0-65535"]}',
  ])('that may refuse everything calls for them: %s', (rule) => {
    expect(withRule(rule)).toEqual(all);
  });

  test.each([
    'action: Reject, services: [dns]',
    'action: Deny, to: [{networks: [203.0.113.0/24]}]',
    'action: Deny, ports: [{protocol: TCP, ports: ["20-25"]}], to: [{networks: ["2001:db8::/32"]}]',
  ])('that may refuse a known place calls for the set: %s', (rule) => {
    expect(withRule(rule)).toEqual(all.filter((line) => line.includes('match-set')));
  });

  test.each([
    'action: Allow',
    'action: Deny, services: [smb]',
    'action: Deny, to: [{networks: [198.51.100.0/24]}]',
    'action: Reject, process: {uids: [33]}',
    'action: Log, services: [dns]',
  ])('that refuses none of their places calls for none: %s', (rule) => {
    expect(withRule(rule)).toEqual([]);
  });

  test('that is only recorded refuses nothing', () => {
    const audit = document('FirewallPolicy', 'p', 'hostSelector: {}\nmode: Audit\negress: [{name: r, action: Deny}]');
    expect(linesOf({ 'a.yaml': audit })).toEqual([]);
  });
});

test('another address of a name changes entries, and no rule', () => {
  const moved: Lifelines = {
    ...lifelines,
    remotes: [{ purpose: 'git', host: 'git.example.org', port: 22, addresses: ['203.0.113.8'] }],
  };
  const [before, after] = [lifelines, moved].map((one) =>
    compileRuleset(select({ 'a.yaml': denied }, { lifelines: one })),
  );
  expect(after?.ipv4).toEqual(before?.ipv4);
  expect(after?.ipv6).toEqual(before?.ipv6);
});

test('away from the host nobody knows what the sets hold, and they are left as they are', () => {
  const { sets } = compileRuleset(select({ 'a.yaml': denied }, {}));
  expect(sets.filter(({ name }) => name.endsWith('lifelines'))).toMatchObject([
    { entries: [], isLive: true },
    { entries: [], isLive: true },
  ]);
});

test('each is named with what it is for, and one without an address is told', () => {
  const selected = select({ 'a.yaml': denied });
  expect(describeLifelines(selected)).toEqual([
    'name server: 192.0.2.53, UDP and TCP 53',
    'name server: 2001:db8::53, UDP and TCP 53',
    'Git remote: git.example.org port 22 (2001:db8::7, 203.0.113.7)',
    'webhook: status.example.org port 443 (no address known yet)',
    'time: UDP 123 to anywhere',
  ]);
  expect(warnLifelines(selected)).toEqual([
    'nobody has said yet which addresses status.example.org has, so nothing but a policy lets this host reach it (port 443); it is asked for again and again',
  ]);
});

test('a NetworkSet may be called lifelines', () => {
  const set = document('NetworkSet', 'lifelines', 'networks: [198.51.100.1, 198.51.100.2]');
  const rule = policy('p', 'ingress', '{name: r, action: Allow, from: [{networkSets: [lifelines]}]}');
  const { sets } = compileRuleset(select({ 'a.yaml': denied, 'b.yaml': set, 'c.yaml': rule }));
  expect(new Set(sets.map(({ name }) => name)).size).toBe(sets.length);
});
