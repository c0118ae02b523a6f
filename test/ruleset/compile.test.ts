// What manifests become: the order of chains, and that nothing ever matches more than was said.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { DesiredRuleset } from '../../src/ruleset/ruleset.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';

function compile(files: Readonly<Record<string, string>>, name = 'h') {
  const selected = selectForHost(readYaml(files), { name, labels: {} });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return compileRuleset(selected.value);
}

function chain(ruleset: DesiredRuleset, name: string): readonly string[] {
  return (
    ruleset.tables
      .find(({ name: table }) => table === 'filter')
      ?.chains.find((one) => one.name === name)
      ?.rules.map(({ text }) => text) ?? []
  );
}

/** Texts without their comments, to read the matches. */
function bare(texts: readonly string[]): readonly string[] {
  return texts.map((text) => text.replace(/ ?-m comment --comment (?:"[^"]*"|\S+)/, '').trimStart());
}

test('an address of one family makes no rule in the other', () => {
  const { ipv4, ipv6 } = compile({
    'a.yaml': policy('p', 'ingress', '{name: r, action: Allow, from: [{networks: [192.0.2.1]}]}'),
  });
  expect(bare(chain(ipv4, 'GW-IN-p'))).toEqual(['-s 192.0.2.1/32 -j ACCEPT']);
  expect(chain(ipv6, 'GW-IN-p')).toEqual([]);
  expect(ipv6.tables.find(({ name: table }) => table === 'filter')?.chains.map(({ name }) => name)).not.toContain(
    'GW-IN-DEFAULT',
  );
});

test('an empty set matches nothing and makes no rule', () => {
  const set = document('NetworkSet', 'nobody', 'networks: []');
  const rule = policy(
    'p',
    'ingress',
    '{name: r, action: Allow, from: [{networkSets: [nobody]}]}',
    '{name: s, action: Allow, services: [http]}',
  );
  const { ipv4, sets } = compile({ 'a.yaml': `${set}---\n${rule}` });
  expect(bare(chain(ipv4, 'GW-IN-p'))).toEqual(['-p tcp -m tcp --dport 80 -j ACCEPT']);
  expect(sets.map(({ name }) => name)).toEqual(['gw4-revoked', 'gw6-revoked']);
});

test('a zone that the host lacks matches nothing', () => {
  const manifests = `${document('Zone', 'dmz', '{}')}---\n${policy('p', 'ingress', '{name: r, action: Allow, from: [{zones: [dmz]}]}', '{name: s, action: Allow, services: [http]}')}`;
  const selected = selectForHost(readYaml({ 'a.yaml': manifests.replace('spec:\n  {}', 'spec: {external: true}') }), {
    name: 'h',
    labels: {},
  });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  expect(bare(chain(compileRuleset(selected.value).ipv4, 'GW-IN-p'))).toEqual(['-p tcp -m tcp --dport 80 -j ACCEPT']);
});

test('an except of everything leaves nothing, not everything', () => {
  const rule = '{name: r, action: Allow, from: [{except: {networks: [0.0.0.0/0]}}]}';
  const { ipv4, ipv6 } = compile({ 'a.yaml': policy('p', 'ingress', rule) });
  expect(chain(ipv4, 'GW-IN-p')).toEqual([]);
  expect(bare(chain(ipv6, 'GW-IN-p'))).toEqual(['-j ACCEPT']);
});

test('an except beside an address is part of the same rule', () => {
  const rule = '{name: r, action: Deny, from: [{networks: [10.0.0.0/8], except: {networks: [10.1.0.0/16, 10.3.0.1]}}]}';
  const { ipv4 } = compile({ 'a.yaml': policy('p', 'ingress', rule) });
  expect(bare(chain(ipv4, 'GW-IN-p'))).toEqual([
    '-s 10.0.0.0/8 -m iprange ! --src-range 10.1.0.0-10.1.255.255 -m iprange ! --src-range 10.3.0.1-10.3.0.1 -j DROP',
  ]);
});

test('more ports than one multiport holds become two rules', () => {
  const ports = Array.from({ length: 16 }, (_, index) => index * 2 + 1).join(', ');
  const { ipv4 } = compile({
    'a.yaml': policy('p', 'ingress', `{name: r, action: Allow, ports: [{protocol: TCP, ports: [${ports}]}]}`),
  });
  expect(bare(chain(ipv4, 'GW-IN-p'))).toEqual([
    '-p tcp -m multiport --dports 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29 -j ACCEPT',
    '-p tcp -m tcp --dport 31 -j ACCEPT',
  ]);
});

test('the order of GW-IN is fixed: loopback, revoked flows, echo limit, established, invalid, echo, tiers, default', () => {
  const policies = ['Baseline', 'Admin', 'Default'].map((tier) =>
    document(
      'FirewallPolicy',
      tier.toLowerCase(),
      `hostSelector: {}\ntier: ${tier}\ningress:\n- {name: ssh, action: Allow, services: [ssh]}`,
    ),
  );
  const { ipv4 } = compile({ 'a.yaml': policies.join('---\n') });
  expect(bare(chain(ipv4, 'GW-IN'))).toEqual([
    '-i lo -j ACCEPT',
    '-m set --match-set gw4-revoked src,dst,dst -j DROP',
    '-m set --match-set gw4-revoked dst,src,src -j DROP',
    '-p icmp -m icmp --icmp-type 8 -m hashlimit --hashlimit-above 5/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name gw-echo-208c831d --hashlimit-htable-expire 2000 -j DROP',
    '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-m conntrack --ctstate INVALID -j DROP',
    '-p icmp -m icmp --icmp-type 8 -j ACCEPT',
    '-j GW-IN-ADMIN',
    '-j GW-IN-DEFAULT',
    '-j GW-IN-BASELINE',
    '-j GW-IN-DROP',
  ]);
});

test('a Pass leaves the tier by the mark bit, which is cleared before and behind', () => {
  const admin = document(
    'FirewallPolicy',
    'guard',
    'hostSelector: {}\ntier: Admin\ningress:\n- {name: pass, action: Pass, services: [https]}\n- {name: ssh, action: Allow, services: [ssh]}',
  );
  const { ipv4 } = compile({ 'a.yaml': admin });
  expect(bare(chain(ipv4, 'GW-IN')).slice(7, 10)).toEqual([
    '-j MARK --set-xmark 0x0/0x2000',
    '-j GW-IN-ADMIN',
    '-j MARK --set-xmark 0x0/0x2000',
  ]);
  expect(bare(chain(ipv4, 'GW-IN-ADMIN'))).toEqual(['-p tcp -j GW-IN-guard', '-m mark --mark 0x2000/0x2000 -j RETURN']);
  expect(bare(chain(ipv4, 'GW-IN-guard'))).toEqual([
    '-p tcp -m tcp --dport 443 -g GW-PASS',
    '-p tcp -m tcp --dport 22 -j ACCEPT',
  ]);
});

test('while no policy lets ssh in, the failsafe does, and its answers go out', () => {
  const { ipv4 } = compile({ 'a.yaml': policy('p', 'ingress', '{name: r, action: Allow, services: [http]}') });
  expect(bare(chain(ipv4, 'GW-IN'))[1]).toBe('-p tcp -m tcp --dport 22 -j ACCEPT');
  expect(bare(chain(ipv4, 'GW-OUT'))[1]).toBe('-p tcp -m tcp --sport 22 -j ACCEPT');
});

test.each([
  ['an Allow for nobody', '{name: r, action: Allow, from: [{networkSets: [nobody]}], services: [ssh]}'],
  ['an Allow to nowhere', '{name: r, action: Allow, to: [{networkSets: [nobody]}], services: [ssh]}'],
  [
    'an Allow that leaves out everybody',
    '{name: r, action: Allow, from: [{except: {networks: [0.0.0.0/0, "::/0"]}}], services: [ssh]}',
  ],
  [
    'an Allow behind a refusal of all addresses',
    '{name: q, action: Deny, from: [{networks: [0.0.0.0/0, "::/0"]}], services: [ssh]}',
    '{name: r, action: Allow, services: [ssh]}',
  ],
  [
    'an Allow behind a refusal of everybody',
    '{name: q, action: Deny, services: [ssh]}',
    '{name: r, action: Allow, services: [ssh]}',
  ],
])('%s does not switch the failsafe off', (_, ...rules) => {
  const set = document('NetworkSet', 'nobody', 'networks: []');
  const { ipv4 } = compile({ 'a.yaml': `${set}---\n${policy('p', 'ingress', ...rules)}` });
  expect(bare(chain(ipv4, 'GW-IN'))[1]).toBe('-p tcp -m tcp --dport 22 -j ACCEPT');
});

test('names too long for the kernel are cut and stay distinct', () => {
  const names = ['a-very-long-policy-name-that-does-not-fit-one', 'a-very-long-policy-name-that-does-not-fit-two'];
  const { ipv4 } = compile({
    'a.yaml': names.map((name) => policy(name, 'ingress', '{name: r, action: Allow, services: [ssh]}')).join('---\n'),
  });
  const chains = ipv4.tables.find(({ name: table }) => table === 'filter')?.chains.map(({ name }) => name) ?? [];
  expect(chains.filter((name) => name.startsWith('GW-IN-a'))).toHaveLength(2);
  expect(chains.every((name) => name.length <= 28)).toBe(true);
});

test('the order of files changes nothing', () => {
  const files: Readonly<Record<string, string>> = {
    'a.yaml': policy('one', 'ingress', '{name: r, action: Allow, services: [ssh]}'),
    'b.yaml': policy('two', 'ingress', '{name: r, action: Deny, from: [{networkSets: [office]}]}'),
    'c.yaml': document('NetworkSet', 'office', 'networks: [192.0.2.0/24, 198.51.100.0/24, "2001:db8::/32"]'),
  };
  const reference = compile(files);
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(files), { minLength: 3 }), (order) => {
      expect(compile(Object.fromEntries(order.map((name) => [name, files[name] ?? ''])))).toEqual(reference);
    }),
  );
});

test('a port forward for clients of one interface asks for it, where the zone names it by a prefix', () => {
  const zones = [document('Host', 'h', 'zones: {lan: [eth1, "br+"]}'), document('Zone', 'lan', 'external: false')];
  const forward = (names: string) =>
    `hostSelector: {}\nportForwards: [{name: f, inZone: lan, ports: [{protocol: TCP, ports: [80]}], target: {address: 10.1.0.9}, from: [{interfaces: [${names}]}]}]`;
  const asked = (names: string) => {
    const { ipv4 } = compile({ 'a.yaml': [...zones, document('NatPolicy', 'n', forward(names))].join('---\n') });
    const accepts = bare(chain(ipv4, 'GW-FWD')).filter((text) => text.includes('ctorigdstport'));
    return accepts.map((text) => /-i (\S+)/.exec(text)?.[1]);
  };
  expect(asked('br7')).toEqual(['br7']);
  expect(asked('"eth+", wlan0')).toEqual(['eth1']);
  expect(asked('"b+"')).toEqual(['br+']);
});
