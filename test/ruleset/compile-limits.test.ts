// Limits, Audit and the other matches of a rule as kernel rules: the text, and where it is cut into chains.

import { expect, test } from 'vitest';
import type { Family } from '../../src/policy/family.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';

/** The rules of the chains whose names begin so, without their comments. */
function compile(text: string, head: string, family: Family = 'ipv4'): readonly string[] {
  const selected = selectForHost(readYaml({ 'a.yaml': text }), { name: 'h', labels: {} });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  const chains = compileRuleset(selected.value)[family].tables.find(({ name }) => name === 'filter')?.chains ?? [];
  return chains
    .filter(({ name }) => name.startsWith(head))
    .flatMap(({ name, rules }) =>
      rules.map(({ text }) => `${name} ${text.replace(/ ?-m comment --comment (?:"[^"]*"|\S+)/, '').trimStart()}`),
    );
}

test('a limited Allow is a refusal in front of it, under a name that holds every parameter', () => {
  const rule = '{name: mail, action: Allow, services: [smtp], rateLimit: {rate: 6/min, burst: 3}}';
  expect(compile(policy('services', 'ingress', rule), 'GW-IN-services')).toEqual([
    'GW-IN-services -p tcp -m tcp --dport 25 -m hashlimit --hashlimit-above 6/min --hashlimit-burst 3 --hashlimit-mode srcip --hashlimit-name gw-mail-f1de9ff9 -j DROP',
    'GW-IN-services -p tcp -m tcp --dport 25 -j ACCEPT',
  ]);
});

test('an Audit rule is a record and a RETURN', () => {
  const spec = `hostSelector: {}
mode: Audit
ingress:
- {name: jump-host, action: Allow, from: [{networks: [10.1.0.12]}], services: [ssh]}
- {name: others, action: Deny, services: [ssh]}`;
  expect(compile(document('FirewallPolicy', 'ssh-trial', spec), 'GW-IN-')).toEqual([
    'GW-IN-DEFAULT -p tcp -j GW-IN-ssh-trial',
    ...compile(document('FirewallPolicy', 'ssh-trial', spec), 'GW-IN-DROP'),
    'GW-IN-ssh-trial -s 10.1.0.12/32 -p tcp -m tcp --dport 22 -m hashlimit --hashlimit-upto 10/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name gw-jump-host-210de019 -j NFLOG --nflog-prefix "gw:ssh-trial/jump-host:A:audit" --nflog-group 5',
    'GW-IN-ssh-trial -s 10.1.0.12/32 -p tcp -m tcp --dport 22 -j RETURN',
    'GW-IN-ssh-trial -p tcp -m tcp --dport 22 -m hashlimit --hashlimit-upto 10/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name gw-others-a61f5b71 -j NFLOG --nflog-prefix "gw:ssh-trial/others:D:audit" --nflog-group 5',
    'GW-IN-ssh-trial -p tcp -m tcp --dport 22 -j RETURN',
  ]);
});

test('a process is matched behind the ports', () => {
  const rule = '{name: nobody-web, action: Reject, process: {uids: [65534]}, services: [http, https]}';
  expect(compile(policy('outbound', 'egress', rule), 'GW-OUT-outbound')).toEqual([
    'GW-OUT-outbound -p tcp -m multiport --dports 80,443 -m owner --uid-owner 65534 -j REJECT --reject-with tcp-reset',
  ]);
});

test('ids that touch are one range; users and groups must both hold', () => {
  const rule = '{name: r, action: Deny, process: {uids: [2, "3-5", 9], gids: [7, 8]}}';
  expect(compile(policy('p', 'egress', rule), 'GW-OUT-p')).toEqual([
    'GW-OUT-p -m owner --uid-owner 2-5 --gid-owner 7-8 -j DROP',
    'GW-OUT-p -m owner --uid-owner 9 --gid-owner 7-8 -j DROP',
  ]);
});

test('states and the original destination stand in one match, untracked ones have none, and its ports bring their protocol along', () => {
  const rule =
    '{name: r, action: Allow, states: [Untracked, New], originalDestination: {networks: [203.0.113.1, "2001:db8::/32"], ports: [{protocol: TCP, ports: [80, "8000-8099"]}]}}';
  const text = policy('p', 'ingress', rule);
  expect(compile(text, 'GW-IN-p')).toEqual([
    'GW-IN-p -p tcp -m conntrack --ctstate NEW --ctorigdst 203.0.113.1 --ctorigdstport 80 -j ACCEPT',
    'GW-IN-p -p tcp -m conntrack --ctstate NEW --ctorigdst 203.0.113.1 --ctorigdstport 8000:8099 -j ACCEPT',
  ]);
  expect(compile(text, 'GW-IN-p', 'ipv6')[0]).toBe(
    'GW-IN-p -p tcp -m conntrack --ctstate NEW --ctorigdst 2001:db8::/32 --ctorigdstport 80 -j ACCEPT',
  );
});

test('an original destination of the other family makes no rule, never one for every destination', () => {
  const rule = '{name: r, action: Allow, originalDestination: {networks: [203.0.113.1]}}';
  expect(compile(policy('p', 'ingress', rule), 'GW-IN-p', 'ipv6')).toEqual([]);
});

test('hardware addresses narrow the peer, each a rule of its own', () => {
  const rule = '{name: r, action: Allow, from: [{macs: ["02:00:5E:10:00:01"], networks: [192.0.2.1]}]}';
  expect(compile(policy('p', 'forward', rule), 'GW-FWD-p')).toEqual([
    'GW-FWD-p -s 192.0.2.1/32 -m mac --mac-source 02:00:5e:10:00:01 -j ACCEPT',
  ]);
});

const hash = (lines: readonly string[]) => lines.map((line) => line.replaceAll(/\.[0-9a-f]{8}/g, '.#'));

test('connections that several kernel rules allow are counted in one chain', () => {
  const rule =
    '{name: r, action: Allow, from: [{networks: [192.0.2.1]}, {interfaces: [eth0]}], services: [ssh], connectionLimit: {max: 3}, rateLimit: {rate: 1/sec}, log: {}}';
  expect(hash(compile(policy('p', 'ingress', rule), 'GW-IN-p'))).toEqual([
    'GW-IN-p -s 192.0.2.1/32 -p tcp -m tcp --dport 22 -g GW-IN-p.#',
    'GW-IN-p -i eth0 -p tcp -m tcp --dport 22 -g GW-IN-p.#',
    'GW-IN-p.# -p tcp -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr -j REJECT --reject-with tcp-reset',
    expect.stringMatching(/^GW-IN-p\.# -p tcp -m hashlimit --hashlimit-above 1\/sec .* -j DROP$/),
    expect.stringMatching(/^GW-IN-p\.# -p tcp -m hashlimit --hashlimit-upto .* -j NFLOG .*:A" --nflog-group 5$/),
    'GW-IN-p.# -p tcp -j ACCEPT',
  ]);
});

test('Continue limits the Allow itself, and what it lets go on comes back', () => {
  const rule = '{name: r, action: Allow, services: [ssh], rateLimit: {rate: 1/sec, exceeded: Continue}}';
  expect(compile(policy('p', 'ingress', rule), 'GW-IN-p')).toEqual([
    expect.stringMatching(/--dport 22 -m hashlimit --hashlimit-upto 1\/sec .* -j ACCEPT$/),
  ]);
  const logged = compile(policy('p', 'ingress', rule.replace('services', 'log: {}, services')), 'GW-IN-p');
  expect(logged.filter((line) => line.startsWith('GW-IN-p '))).toEqual([
    expect.stringMatching(/-p tcp -m tcp --dport 22 -j GW-IN-p\.[0-9a-f]{8}$/),
  ]);
});

const many = (mode: string) =>
  document(
    'FirewallPolicy',
    'p',
    `hostSelector: {}\nmode: ${mode}\ningress:\n${Array.from({ length: 600 }, (_, index) => `- {name: r${index}, action: Deny, ports: [{protocol: TCP, ports: [${index + 1}]}]}`).join('\n')}`,
  );

test('a policy in Audit that is cut into parts leaves by the bit, which is cleared within the policy', () => {
  const lines = compile(many('Audit'), 'GW-');
  const of = (name: string) => lines.filter((line) => line.startsWith(`${name} `));
  expect(of('GW-IN-DEFAULT')).toEqual(['GW-IN-DEFAULT -p tcp -j GW-IN-p']);
  expect(of('GW-IN-p').filter((_, index) => index % 2 === 1)).toEqual(
    of('GW-IN-p')
      .filter((_, index) => index % 2 === 1)
      .map(() => 'GW-IN-p -m mark --mark 0x2000/0x2000 -g GW-AUDIT'),
  );
  expect(of('GW-IN-p').length).toBeGreaterThan(2);
  expect(of('GW-AUDIT')).toEqual(['GW-AUDIT -j MARK --set-xmark 0x0/0x2000']);
  expect(of('GW-IN').filter((line) => line.endsWith('-j MARK --set-xmark 0x0/0x2000'))).toHaveLength(2);
  expect(lines.filter((line) => line.endsWith('-j RETURN') && line.startsWith('GW-IN-p'))).toEqual([]);
  expect(lines.filter((line) => line.endsWith('-g GW-PASS'))).toHaveLength(600);
});

test.each([
  [
    'in Audit',
    document('FirewallPolicy', 'p', 'hostSelector: {}\nmode: Audit\ningress:\n- {name: r, action: Allow}'),
    true,
  ],
  [
    'for translated packets',
    policy('p', 'ingress', '{name: r, action: Allow, originalDestination: {ports: [{protocol: TCP, ports: [22]}]}}'),
    true,
  ],
  [
    'for untracked packets',
    policy('p', 'ingress', '{name: r, action: Allow, states: [Untracked], services: [ssh]}'),
    true,
  ],
  [
    'that is limited',
    policy('p', 'ingress', '{name: r, action: Allow, services: [ssh], rateLimit: {rate: 1/min}}'),
    false,
  ],
])('whether the automatic failsafe stands beside an Allow of ssh %s', (_, text, stands) => {
  const failsafe = compile(text, 'GW-IN').filter((line) => line === 'GW-IN -p tcp -m tcp --dport 22 -j ACCEPT');
  expect(failsafe).toHaveLength(stands ? 1 : 0);
});

test('a burst that comes from another manifest than its rate is cut to what the kernel can count', () => {
  const profile = document('FirewallProfile', 'site', 'hostSelector: {}\nlogging: {burst: 50}');
  const rule = '{name: r, action: Deny, services: [ssh], log: {limit: 1/hour}}';
  expect(compile(`${profile}---\n${policy('p', 'ingress', rule)}`, 'GW-IN-p')[0]).toContain(
    '--hashlimit-upto 1/hour --hashlimit-burst 24 --hashlimit-mode srcip',
  );
});
