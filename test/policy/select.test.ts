// What one host gets out of a repository: which manifests, in which order, resolved to what; and when it gets nothing.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fault, formatFault } from '../../src/policy/fault.ts';
import { formatNetwork } from '../../src/policy/network.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Selected } from '../../src/policy/policy.ts';
import { type HostRequest, type SelectRefusal, selectForHost } from '../../src/policy/select.ts';
import { matchesSelector } from '../../src/policy/selector.ts';
import { document, policy, readYaml } from './yaml.ts';

type Files = Readonly<Record<string, string>>;
const gw1: HostRequest = { name: 'gw1', labels: { role: 'gateway' } };

function select(files: Files, host = gw1): Selected {
  const result = selectForHost(readYaml(files), host);
  if (!result.ok) throw new Error(`${result.error.message} ${result.error.faults.map(formatFault).join('\n')}`);
  return result.value;
}

function refuse(files: Files, host = gw1): SelectRefusal {
  const result = selectForHost(readYaml(files), host);
  if (result.ok) throw new Error('selected, not refused');
  return result.error;
}

function warningsOf(files: Files, host = gw1): readonly string[] {
  return select(files, host).warnings.map(formatFault);
}

const ssh = policy('ssh', 'ingress', '{name: ssh, action: Allow, services: [ssh]}');
const sshTraffic = { kind: 'ports', protocol: 'tcp', ports: [{ from: 22, to: 22 }], sourcePorts: [] };
const zones = [
  document('Zone', 'lan', 'intraZone: Allow'),
  document('Zone', 'wan', 'external: true'),
  document('Zone', 'dmz', 'external: false'),
].join('---\n');
const host = document('Host', 'gw1', 'zones: {wan: [eth0], lan: [eth1, "br-+"]}', '{role: gateway}');

describe('the whole', () => {
  test('a host without manifest and profile gets the policies and the built-in profile', () => {
    expect(select({ 'p.yaml': ssh })).toEqual({
      host: { name: 'gw1', labels: { role: 'gateway' } },
      zones: [],
      profile: {
        name: 'builtin',
        defaults: { ingress: 'Deny', egress: 'Allow', forward: 'Deny' },
        builtinPolicy: 'Keep',
        denyStyle: { external: 'Drop', internal: 'Reject' },
        icmp: {
          essentials: true,
          transitEssentials: true,
          echo: { action: 'Allow', rate: '5/sec', burst: 10, per: 'Source' },
        },
        packetLimits: [],
        dropInvalid: true,
        badTcpFlags: true,
        sourceRouting: true,
        reversePath: 'Disabled',
        egressAntiSpoof: false,
        bogons: false,
        logging: {
          target: 'NFLOG',
          group: 5,
          level: 4,
          defaultDeny: true,
          noise: true,
          limit: { rate: '10/min', burst: 5, per: 'Source' },
        },
        failsafe: { ingress: 'auto', egress: [], lifelines: 'Auto' },
        mssClamp: [],
        rollout: { mode: 'Auto', confirmTimeoutMs: 60_000, maxRemovedPercent: 50 },
        hookAfter: ['f2b-*', 'CROWDSEC*'],
        unmanagedForward: 'Return',
        sysctls: { mode: 'Report', values: [] },
        origin: { file: '(built in)', line: 0, column: 0, endLine: 0 },
      },
      policies: [
        {
          name: 'ssh',
          tier: 'Default',
          priority: 500,
          mode: 'Enforce',
          onRevoke: 'Kill',
          listed: { ingress: [{ name: 'ssh', action: 'Allow', services: ['ssh'] }], egress: [], forward: [] },
          ingress: [
            {
              name: 'ssh',
              action: 'Allow',
              from: 'any',
              to: 'any',
              traffic: [sshTraffic],
              families: ['ipv4', 'ipv6'],
              origin: { file: 'p.yaml', line: 7, column: 5, endLine: 7 },
            },
          ],
          egress: [],
          forward: [],
          origin: { file: 'p.yaml', line: 1, column: 1, endLine: 7 },
        },
      ],
      nat: [],
      sets: [],
      warnings: [],
    });
  });

  test('a profile keeps what it says and gets defaults for the rest', () => {
    const text = document(
      'FirewallProfile',
      'site',
      [
        'hostSelector: {}',
        'defaults: {egress: Deny, denyStyle: {internal: Drop}}',
        'icmp: {essentials: false, echo: {rate: 1/sec}}',
        'hardening: {dropInvalid: false}',
        'logging: {target: LOG, level: debug, limit: 2/min}',
        'failsafe: {ingress: [{services: [ssh], from: [{networks: [10.1.0.10]}]}]}',
        'coexistence: {after: []}',
      ].join('\n'),
    );
    expect(select({ 'f.yaml': text }).profile).toEqual({
      name: 'site',
      defaults: { ingress: 'Deny', egress: 'Deny', forward: 'Deny' },
      builtinPolicy: 'Keep',
      denyStyle: { external: 'Drop', internal: 'Drop' },
      icmp: {
        essentials: false,
        transitEssentials: true,
        echo: { action: 'Allow', rate: '1/sec', burst: 10, per: 'Source' },
      },
      packetLimits: [],
      dropInvalid: false,
      badTcpFlags: true,
      sourceRouting: true,
      reversePath: 'Disabled',
      egressAntiSpoof: false,
      bogons: false,
      logging: {
        target: 'LOG',
        group: 5,
        level: 7,
        defaultDeny: true,
        noise: true,
        limit: { rate: '2/min', burst: 5, per: 'Source' },
      },
      failsafe: {
        egress: [],
        lifelines: 'Auto',
        ingress: [
          {
            traffic: [sshTraffic],
            from: [
              {
                addresses: { kind: 'networks', networks: [{ family: 'ipv4', address: 0x0a01000an, prefix: 32 }] },
                origin: { file: 'f.yaml', line: 10, column: 49, endLine: 10 },
              },
            ],
            origin: { file: 'f.yaml', line: 10, column: 24, endLine: 10 },
          },
        ],
      },
      mssClamp: [],
      rollout: { mode: 'Auto', confirmTimeoutMs: 60_000, maxRemovedPercent: 50 },
      hookAfter: [],
      unmanagedForward: 'Return',
      sysctls: { mode: 'Report', values: [] },
      origin: { file: 'f.yaml', line: 1, column: 1, endLine: 11 },
    });
  });

  test('no failsafe at all is not the automatic one', () => {
    const text = document('FirewallProfile', 'site', 'hostSelector: {}\nfailsafe: {ingress: [], reason: console}');
    expect(select({ 'f.yaml': text }).profile.failsafe.ingress).toEqual([]);
  });
});

describe('order', () => {
  test('policies come by tier, then priority, then name', () => {
    const named = (name: string, tier: string, priority: number): string =>
      document(
        'FirewallPolicy',
        name,
        `hostSelector: {}\ntier: ${tier}\npriority: ${priority}\ningress: [{name: a, action: Allow}]`,
      );
    const files = {
      'a.yaml': named('a', 'Baseline', 0),
      'b.yaml': named('b', 'Default', 500),
      'c.yaml': named('c', 'Admin', 1000),
      'd.yaml': named('a1', 'Default', 500),
      'e.yaml': named('z', 'Default', 499),
      'f.yaml': named('a-1', 'Default', 500),
    };
    expect(select(files).policies.map((one) => one.name)).toEqual(['c', 'z', 'a-1', 'a1', 'b', 'a']);
  });

  test('neither the order of files nor that of documents matters', () => {
    const texts = [
      ssh,
      zones,
      host,
      document('NetworkSet', 'admins', 'networks: [10.0.0.0/25]\ninclude: [more]'),
      document('NetworkSet', 'more', 'networks: [10.0.0.128/25]'),
      policy(
        'admin',
        'ingress',
        '{name: a, action: Deny, from: [{zones: [lan, dmz], networkSets: [admins]}], services: [mine]}',
      ),
      document('Service', 'mine', 'include: [http]\nports: [{protocol: UDP, ports: ["100-200"]}]'),
      document('FirewallProfile', 'site', 'hostSelector: {}'),
    ];
    const manifests = readYaml(Object.fromEntries(texts.map((text, index) => [`${index}.yaml`, text])));
    const expected = selectForHost(manifests, gw1);
    expect(expected.ok).toBe(true);
    fc.assert(
      fc.property(fc.shuffledSubarray([...manifests], { minLength: manifests.length }), (shuffled) => {
        expect(selectForHost(shuffled, gw1)).toEqual(expected);
      }),
    );
  });
});

describe('peers', () => {
  const select1 = (rule: string, more: Files = {}): Selected =>
    select({ 'z.yaml': zones, 'h.yaml': host, 'p.yaml': policy('web', 'ingress', rule), ...more });
  const peersOf = (selected: Selected): unknown => {
    const from = selected.policies[0]?.ingress[0]?.from;
    return from === undefined || from === 'any' ? from : from.map(({ origin: _, ...peer }) => peer);
  };

  test('zones become the interfaces of this host', () => {
    const selected = select1('{name: a, action: Allow, from: [{zones: [lan, wan]}]}');
    expect(peersOf(selected)).toEqual([{ interfaces: ['eth1', 'br-+', 'eth0'] }]);
    expect(selected.zones.map(({ origin: _, ...zone }) => zone)).toEqual([
      {
        name: 'lan',
        interfaces: ['eth1', 'br-+'],
        external: false,
        networks: [],
        antiSpoof: 'Loose',
        intraZone: 'Allow',
      },
      { name: 'wan', interfaces: ['eth0'], external: true, networks: [], antiSpoof: 'Loose', intraZone: 'Deny' },
    ]);
    expect(selected.warnings).toEqual([]);
  });

  test('a zone that the host lacks matches nothing, and says so', () => {
    const selected = select1('{name: a, action: Allow, from: [{zones: [dmz]}]}');
    expect(peersOf(selected)).toEqual([{ interfaces: [] }]);
    expect(selected.warnings.map(formatFault)).toEqual([
      'p.yaml:7:46: FirewallPolicy/web: host gw1 has no zone dmz, so this matches nothing there; add the zone to its Host manifest if it should',
    ]);
  });

  test('zones and interfaces in one peer mean both together', () => {
    expect(peersOf(select1('{name: a, action: Allow, from: [{zones: [lan], interfaces: [br-7, "eth+"]}]}'))).toEqual([
      { interfaces: ['eth1', 'br-7'] },
    ]);
    const none = select1('{name: a, action: Allow, from: [{zones: [lan], interfaces: [eth0]}]}');
    expect(peersOf(none)).toEqual([{ interfaces: [] }]);
    expect(none.warnings.map((warning) => warning.message)).toEqual([
      'no interface of these zones is among `interfaces`, so this peer matches nothing here; a peer means both together',
    ]);
  });

  test('networks are merged; exceptions stay beside them', () => {
    const rule =
      '{name: a, action: Deny, from: [{networks: [10.0.0.128/25, 10.0.0.0/25, 10.0.0.7], except: {networks: [10.0.0.9]}}]}';
    expect(peersOf(select1(rule))).toEqual([
      {
        addresses: { kind: 'networks', networks: [{ family: 'ipv4', address: 0x0a000000n, prefix: 24 }] },
        except: { networks: [{ family: 'ipv4', address: 0x0a000009n, prefix: 32 }], sets: [] },
      },
    ]);
  });

  test('a set that is empty stays in the peer: it matches nothing, never everything', () => {
    const set = document('NetworkSet', 'nobody', 'networks: []');
    const selected = select1('{name: a, action: Allow, from: [{networkSets: [nobody]}]}', { 's.yaml': set });
    expect(peersOf(selected)).toEqual([{ addresses: { kind: 'sets', sets: ['nobody'] } }]);
    expect(selected.sets.map(({ name, networks }) => ({ name, networks }))).toEqual([{ name: 'nobody', networks: [] }]);
    expect(selected.warnings.map(formatFault)).toEqual([
      's.yaml:4:1: NetworkSet/nobody: the set holds no network, so rules match nothing by it',
    ]);
  });

  test('a set without members in one family says so, unless the rule is for the other', () => {
    const set = document('NetworkSet', 'admins', 'networks: [10.0.0.1]');
    const rule = (more: string): string => `{name: a, action: Allow, ${more}from: [{networkSets: [admins]}]}`;
    expect(select1(rule(''), { 's.yaml': set }).warnings.map(formatFault)).toEqual([
      's.yaml:4:1: NetworkSet/admins: the set holds no IPv6 network, so rules match nothing by it in IPv6; write ipFamilies: [IPv4] in them if that is meant',
    ]);
    expect(select1(rule('ipFamilies: [IPv4], '), { 's.yaml': set }).warnings).toEqual([]);
  });
});

describe('sets, services, logs', () => {
  test('only sets that a rule names are there, with all that they include', () => {
    const files = {
      'p.yaml': policy(
        'web',
        'egress',
        '{name: a, action: Deny, to: [{networkSets: [b]}, {networks: ["::/0"], except: {networkSets: [c]}}]}',
      ),
      's.yaml': [
        document('NetworkSet', 'unused', 'networks: [192.0.2.1]'),
        document('NetworkSet', 'b', 'networks: [10.0.0.0/25, "2001:db8::/32"]\ninclude: [c, d]'),
        document('NetworkSet', 'c', 'networks: [10.0.0.128/25, "2001:db8:1::1"]\ninclude: [d]'),
        document('NetworkSet', 'd', 'networks: [10.0.1.0/24, 10.0.1.7]'),
      ].join('---\n'),
    };
    expect(select(files).sets.map((set) => [set.name, set.networks.map(formatNetwork), set.origin.line])).toEqual([
      ['b', ['10.0.0.0/23', '2001:db8::/32'], 7],
      ['c', ['10.0.0.128/25', '10.0.1.0/24', '2001:db8:1::1/128'], 14],
    ]);
  });

  test('services become traffic, includes followed, each once', () => {
    const files = {
      's.yaml': document(
        'Service',
        'site',
        'ports: [{protocol: TCP, ports: [8080, "9000-9100"], sourcePorts: ["1024-65535"]}]\nprotocols: [gre]\ninclude: [ssh, ping]',
      ),
      'p.yaml': policy(
        'web',
        'ingress',
        '{name: a, action: Allow, services: [ssh, site], icmp: [{family: IPv4, type: port-unreachable}], protocols: [47]}',
      ),
    };
    expect(select(files).policies[0]?.ingress[0]?.traffic).toEqual([
      { kind: 'protocol', protocol: 47 },
      { kind: 'icmp', family: 'ipv4', type: 3, code: 3 },
      sshTraffic,
      {
        kind: 'ports',
        protocol: 'tcp',
        ports: [
          { from: 8080, to: 8080 },
          { from: 9000, to: 9100 },
        ],
        sourcePorts: [{ from: 1024, to: 65_535 }],
      },
      { kind: 'icmp', family: 'ipv4', type: 8 },
      { kind: 'icmp', family: 'ipv6', type: 128 },
    ]);
  });

  test('a log takes what it does not say from the profile', () => {
    const files = {
      'f.yaml': document(
        'FirewallProfile',
        'site',
        'hostSelector: {}\nlogging: {limit: 1/hour, burst: 7, per: Global}',
      ),
      'p.yaml': policy(
        'web',
        'ingress',
        '{name: a, action: Deny, log: {}}',
        '{name: b, action: Log, log: {prefix: "x: ", burst: 1}}',
        '{name: c, action: Log}',
      ),
    };
    expect(select(files).policies[0]?.ingress.map((rule) => rule.log)).toEqual([
      { limit: { rate: '1/hour', burst: 7, per: 'Global' } },
      { prefix: 'x: ', limit: { rate: '1/hour', burst: 1, per: 'Global' } },
      undefined,
    ]);
  });

  test('families, rejection and action come through', () => {
    const rule = '{name: a, action: Reject, ipFamilies: [IPv6], rejectWith: PortUnreachable}';
    const selected = select({ 'p.yaml': policy('web', 'forward', rule) });
    expect(selected.policies[0]?.forward).toEqual([
      {
        name: 'a',
        action: 'Reject',
        from: 'any',
        to: 'any',
        traffic: 'any',
        families: ['ipv6'],
        rejectWith: 'PortUnreachable',
        origin: { file: 'p.yaml', line: 7, column: 5, endLine: 7 },
      },
    ]);
  });
});

describe('hosts', () => {
  test("Git's labels decide where there is a Host manifest, the configuration's where there is none", () => {
    const gateways = document(
      'FirewallPolicy',
      'gateways',
      'hostSelector: {matchLabels: {role: gateway}}\ningress: [{name: a, action: Allow}]',
    );
    const other = document('Host', 'gw1', 'zones: {}', '{role: bastion}');
    expect(select({ 'p.yaml': gateways }).policies).toHaveLength(1);
    expect(refuse({ 'p.yaml': gateways, 'h.yaml': other })).toEqual({
      reason: 'NothingSelected',
      message:
        'no FirewallPolicy and no FirewallProfile selects host "gw1" (labels role=bastion); compare each hostSelector with these labels',
      faults: [],
      warnings: [],
    });
  });

  test('a host that the repository does not list is unknown', () => {
    const files = { 'p.yaml': ssh, 'h.yaml': document('Host', 'gw2', 'zones: {}') };
    expect(refuse(files)).toEqual({
      reason: 'HostUnknown',
      message:
        'the repository has Host manifests, but none is named "gw1"; add one, or set host.name in the configuration; did you mean "gw2"?',
      faults: [],
      warnings: [],
    });
  });

  test('a selector that finds no host of the repository, and a policy without rules, are told', () => {
    const files = {
      'h.yaml': host,
      'z.yaml': zones,
      'p.yaml': document(
        'FirewallPolicy',
        'web',
        'hostSelector: {matchLabels: {role: gatewya}}\ningress: [{name: a, action: Allow}]',
      ),
      'q.yaml': document('FirewallPolicy', 'empty', 'hostSelector: {}\ningress: []'),
    };
    expect(warningsOf(files)).toEqual([
      'p.yaml:5:17: FirewallPolicy/web: no Host of the repository has these labels, so it takes effect nowhere',
      'q.yaml:4:1: FirewallPolicy/empty: the policy holds no rule, so it does nothing',
    ]);
  });

  test('the profile with the highest priority holds; a tie at the top is refused', () => {
    const profile = (name: string, priority: string): string =>
      document('FirewallProfile', name, `hostSelector: {}\n${priority}`);
    expect(
      select({
        'a.yaml': profile('low', 'priority: 100'),
        'b.yaml': profile('high', 'priority: 501'),
        'c.yaml': profile('mid', 'priority: 500'),
      }).profile.name,
    ).toBe('high');
    const refusal = refuse({
      'a.yaml': profile('one', 'priority: 500'),
      'b.yaml': profile('two', 'defaults: {}'),
      'c.yaml': profile('low', 'priority: 1'),
    });
    expect(refusal.reason).toBe('ManifestsRefused');
    expect(refusal.faults.map(formatFault)).toEqual([
      'b.yaml:5:17: FirewallProfile/two: profiles one and two both select host gw1 with priority 500, and only one can hold; give one of them a higher priority',
    ]);
  });

  test.each([
    ['{}', true],
    ['{matchLabels: {role: gateway}}', true],
    ['{matchLabels: {role: bastion}}', false],
    ['{matchLabels: {constructor: x}}', false],
    ['{matchExpressions: [{key: role, operator: In, values: [a, gateway]}]}', true],
    ['{matchExpressions: [{key: site, operator: In, values: [a]}]}', false],
    ['{matchExpressions: [{key: role, operator: NotIn, values: [gateway]}]}', false],
    ['{matchExpressions: [{key: site, operator: NotIn, values: [a]}]}', true],
    ['{matchExpressions: [{key: role, operator: Exists}]}', true],
    ['{matchExpressions: [{key: toString, operator: Exists}]}', false],
    ['{matchExpressions: [{key: site, operator: DoesNotExist}]}', true],
    ['{matchLabels: {role: gateway}, matchExpressions: [{key: role, operator: DoesNotExist}]}', false],
  ])('selector %s fits role=gateway: %s', (selector, fits) => {
    const [manifest] = readYaml({
      'p.yaml': document('FirewallPolicy', 'p', `hostSelector: ${selector}\ningress: []`),
    });
    if (manifest?.kind !== 'FirewallPolicy') throw new Error('not a policy');
    expect(matchesSelector(manifest.spec.hostSelector, { role: 'gateway' })).toBe(fits);
  });
});

describe('faults elsewhere', () => {
  const bad = '{name: a, action: Deny, from: [{networkSets: [broken]}], services: [nope]}';
  const forOthers = document(
    'FirewallPolicy',
    'others',
    `hostSelector: {matchLabels: {role: bastion}}\ningress:\n- ${bad}`,
  );
  const readFault = (subject: string): Fault => ({
    file: 'x.yaml',
    line: 6,
    column: 3,
    pointer: '/spec/x',
    subject,
    message: 'unknown field',
  });
  const withReadFault = (subject: string, more: Partial<HostRequest> = {}): ReturnType<typeof selectForHost> =>
    selectForHost(readYaml({ 'p.yaml': ssh }), { ...gw1, readFaults: [readFault(subject)], ...more });

  test('a policy for other hosts cannot stop this one', () => {
    const warnings = warningsOf({ 'p.yaml': ssh, 'q.yaml': forOthers });
    expect(warnings).toHaveLength(2);
    expect(warnings.every((warning) => warning.includes('FirewallPolicy/others'))).toBe(true);
  });

  test('the same policy stops the host that it selects', () => {
    const refusal = refuse({ 'p.yaml': ssh, 'q.yaml': forOthers }, { name: 'b1', labels: { role: 'bastion' } });
    expect(refusal.message).toBe('the manifests have 2 faults; mend what the faults name and commit again');
    expect(refusal.faults.map((fault) => fault.pointer)).toEqual([
      '/spec/ingress/0/from/0/networkSets/0',
      '/spec/ingress/0/services/0',
    ]);
  });

  test('a faulty set stops a host only if a rule there leads to it', () => {
    const sets = `${document('NetworkSet', 'outer', 'include: [inner]')}---\n${document('NetworkSet', 'inner', 'include: [missing]')}`;
    expect(select({ 'p.yaml': ssh, 's.yaml': sets }).warnings).toHaveLength(1);
    const uses = policy('uses', 'ingress', '{name: a, action: Deny, from: [{networkSets: [outer]}]}');
    expect(refuse({ 'p.yaml': uses, 's.yaml': sets }).faults.map((fault) => fault.subject)).toEqual([
      'NetworkSet/inner',
    ]);
  });

  test('what nobody can tell the owner of stops every host', () => {
    for (const subject of ['', 'Host', 'FirewallPolicy', 'NetworkSet', 'NatPolicy/edge']) {
      const result = withReadFault(subject);
      expect(result.ok ? [] : result.error.faults).toEqual([readFault(subject)]);
    }
  });

  test('a policy that was refused when it was read stops the host, unless its selector shows that it means others', () => {
    const subject = 'FirewallPolicy/web';
    const elsewhere = { subject, hostSelector: { matchLabels: { role: 'bastion' } } };
    const here = { subject, hostSelector: {} };
    expect(withReadFault(subject).ok).toBe(false);
    expect(withReadFault(subject, { refusedSelectors: [elsewhere, here] }).ok).toBe(false);
    const passed = withReadFault(subject, { refusedSelectors: [elsewhere] });
    expect(passed.ok && passed.value.warnings).toEqual([readFault(subject)]);
  });

  test('a refused policy that bears the name of a good one is not hidden by it', () => {
    expect(withReadFault('FirewallPolicy/ssh').ok).toBe(false);
  });

  test("a refused Host of this name stops it; another machine's does not, though it makes this one unknown", () => {
    const own = withReadFault('Host/gw1');
    expect(own.ok ? '' : own.error.reason).toBe('ManifestsRefused');
    const other = withReadFault('Host/gw2');
    expect(other.ok ? '' : other.error.reason).toBe('HostUnknown');
    const listed = selectForHost(readYaml({ 'p.yaml': ssh, 'h.yaml': document('Host', 'gw1', 'zones: {}') }), {
      ...gw1,
      readFaults: [readFault('Host/gw2')],
    });
    expect(listed.ok && listed.value.warnings).toEqual([readFault('Host/gw2')]);
  });

  test('a set or service that was refused when it was read stops the hosts whose rules name it', () => {
    expect(withReadFault('NetworkSet/unused').ok).toBe(true);
    const uses = policy('uses', 'ingress', '{name: a, action: Deny, from: [{networkSets: [broken]}]}');
    const result = selectForHost(readYaml({ 'p.yaml': uses }), {
      ...gw1,
      readFaults: [readFault('NetworkSet/broken')],
    });
    expect(result.ok ? [] : result.error.faults).toEqual([readFault('NetworkSet/broken')]);
  });
});

describe('from bytes', () => {
  const readAndSelect = (files: Files): ReturnType<typeof selectForHost> => {
    const snapshot = Object.entries(files).map(([path, text]) => ({
      path,
      digest: path,
      bytes: new TextEncoder().encode(text),
    }));
    const { manifests, faults, refused } = readManifests(snapshot);
    return selectForHost(manifests, { ...gw1, readFaults: faults, refusedSelectors: refused });
  };
  const broken = (selector: string): string =>
    document('FirewallPolicy', 'web', `hostSelector: ${selector}\ningres: []`);

  test('an unknown field in a policy for others is a warning, in one for this host a refusal', () => {
    const passed = readAndSelect({ 'p.yaml': ssh, 'q.yaml': broken('{matchLabels: {role: bastion}}') });
    const [warning = '', ...others] = passed.ok ? passed.value.warnings.map(formatFault) : [];
    expect(warning).toMatch(/^q\.yaml:6:3: FirewallPolicy\/web: .*ingres/);
    expect(others).toEqual([]);
    const stopped = readAndSelect({ 'p.yaml': ssh, 'q.yaml': broken('{matchLabels: {role: gateway}}') });
    expect(stopped.ok ? [] : stopped.error.faults.map(formatFault)).toEqual([warning]);
  });

  test('a file that is no YAML stops every host', () => {
    const result = readAndSelect({ 'p.yaml': ssh, 'q.yaml': 'kind: [' });
    expect(result.ok ? '' : result.error.reason).toBe('ManifestsRefused');
  });
});

describe('any repository', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const network = fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '192.0.2.1', '2001:db8::/32', '::/0', '0.0.0.0/0');
  const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
  const list = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
  const peer = fc.record({
    zones: optional(list(name)),
    networks: optional(list(network)),
    except: optional(fc.record({ networkSets: list(name) })),
  });
  const setPeer = fc.record({ interfaces: optional(list(fc.constantFrom('eth0', 'br-+'))), networkSets: list(name) });
  const rule = fc.record({
    action: fc.constantFrom('Allow', 'Deny', 'Reject', 'Pass', 'Log'),
    from: optional(list(fc.oneof(peer, setPeer))),
    services: optional(list(fc.constantFrom('ssh', 'ping', 'ipsec', 'a', 'b', 'c'))),
    protocols: optional(list(fc.constantFrom(47, 'icmp', 'esp'))),
    ipFamilies: optional(list(fc.constantFrom('IPv4', 'IPv6'))),
  });
  const manifest = fc.oneof(
    fc.record({
      kind: fc.constant('Host'),
      name,
      spec: fc.record({ zones: fc.dictionary(name, list(fc.constantFrom('eth0', 'eth1', 'br-+'))) }),
    }),
    fc.record({ kind: fc.constant('Zone'), name, spec: fc.record({ external: fc.boolean() }) }),
    fc.record({
      kind: fc.constant('NetworkSet'),
      name,
      spec: fc.record({ networks: fc.array(network), include: optional(list(name)) }),
    }),
    fc.record({
      kind: fc.constant('Service'),
      name,
      spec: fc.record({ protocols: list(fc.constantFrom(47, 'gre', 'esp')), include: optional(list(name)) }),
    }),
    fc.record({
      kind: fc.constant('FirewallPolicy'),
      name,
      spec: fc.record({
        hostSelector: fc.constant({ matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] }),
        ingress: fc
          .array(rule, { maxLength: 3 })
          .map((rules) => rules.map((one, index) => ({ name: `r${index}`, ...one }))),
      }),
    }),
  );
  const repository = fc.array(manifest, { maxLength: 12 });

  function readRepository(
    parts: readonly { kind: string; name: string; spec: unknown }[],
  ): ReturnType<typeof readYaml> {
    const files = parts.map(({ kind, name: own, spec }, index) => {
      const value = { apiVersion: 'gatewright.dev/v1alpha1', kind, metadata: { name: own }, spec };
      return [`${index}.yaml`, JSON.stringify(value)] as const;
    });
    // An empty object is refused by the schema wherever these generators can make one.
    return readYaml(Object.fromEntries(files.filter(([, text]) => !text.includes('{}'))));
  }

  test('is selected or refused, never thrown at, and its faults and sets never widen', () => {
    let selected = 0;
    fc.assert(
      fc.property(repository, name, (parts, hostName) => {
        const result = selectForHost(readRepository(parts), { name: hostName, labels: {} });
        if (!result.ok) return;
        selected += 1;
        const rules = result.value.policies.flatMap((one) => one.ingress);
        for (const one of rules) {
          expect(one.traffic).not.toEqual([]);
          expect(one.from).not.toEqual([]);
          expect(one.families).not.toEqual([]);
        }
        const named = new Set(result.value.sets.map((set) => set.name));
        for (const side of rules.flatMap((one) => (one.from === 'any' ? [] : one.from))) {
          const sets = [...(side.addresses?.kind === 'sets' ? side.addresses.sets : []), ...(side.except?.sets ?? [])];
          expect(sets.filter((set) => !named.has(set))).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
    expect(selected).toBeGreaterThan(5);
  });
});
