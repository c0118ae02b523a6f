// Faults that only appear across fields and documents: each with its place, what was found, and the way out.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { findCycles, reachableFrom } from '../../src/policy/graph.ts';
import { suggest } from '../../src/policy/suggest.ts';
import { validateManifests } from '../../src/policy/validate.ts';
import { document, policy, readYaml } from './yaml.ts';

function faultsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return validateManifests(readYaml(files)).map(formatFault);
}

function faultsOfRule(rule: string, direction: 'ingress' | 'egress' | 'forward' = 'ingress'): readonly string[] {
  return faultsOf({ 'p.yaml': policy('web', direction, rule) });
}

describe('names', () => {
  test('a name given twice is told with both places', () => {
    const zone = document('Zone', 'lan', 'external: false');
    expect(faultsOf({ 'b.yaml': zone, 'a.yaml': zone })).toEqual([
      'b.yaml:3:18: Zone/lan: Zone/lan is at a.yaml:1:1 already; rename one of them or take it out',
    ]);
  });

  test('kinds have names of their own', () => {
    expect(
      faultsOf({
        'a.yaml': document('Zone', 'lan', 'external: false'),
        'b.yaml': document('NetworkSet', 'lan', 'networks: []'),
      }),
    ).toEqual([]);
  });

  test('a rule name is unique in its list, and free in the others', () => {
    const allow = '{name: ssh, action: Allow, services: [ssh]}';
    expect(faultsOf({ 'p.yaml': policy('web', 'ingress', allow, allow) })).toEqual([
      "p.yaml:8:12: FirewallPolicy/web: rule ssh is in `ingress` already, at line 7; a rule's name is unique in its list, so rename one of them",
    ]);
    const both = document('FirewallPolicy', 'web', `hostSelector: {}\ningress: [${allow}]\negress: [${allow}]`);
    expect(faultsOf({ 'p.yaml': both })).toEqual([]);
  });

  test('a built-in service cannot be defined again', () => {
    expect(faultsOf({ 's.yaml': document('Service', 'ssh', 'ports: [{protocol: TCP, ports: [2222]}]') })).toEqual([
      's.yaml:3:18: Service/ssh: ssh is a built-in service and cannot be defined again; choose another name, such as site-ssh',
    ]);
  });
});

describe('references', () => {
  test('unknown services, zones and sets are told with the nearest name', () => {
    const files = {
      'p.yaml': policy(
        'web',
        'ingress',
        '{name: a, action: Allow, from: [{zones: [lna], networkSets: [admin], except: {networkSets: [nobody]}}], services: [shs]}',
      ),
      'z.yaml': document('Zone', 'lan', 'external: false'),
      's.yaml': document('NetworkSet', 'admins', 'networks: []'),
    };
    expect(faultsOf(files)).toEqual([
      'p.yaml:7:46: FirewallPolicy/web: Zone "lna" does not exist; add a Zone manifest of that name; did you mean "lan"?',
      'p.yaml:7:66: FirewallPolicy/web: NetworkSet "admin" does not exist; add a NetworkSet manifest of that name; did you mean "admins"?',
      'p.yaml:7:97: FirewallPolicy/web: NetworkSet "nobody" does not exist; add a NetworkSet manifest of that name',
      'p.yaml:7:120: FirewallPolicy/web: service "shs" is neither built in nor a Service of the repository; add a Service of that name or write `ports`; did you mean "ssh"?',
    ]);
  });

  test('what was refused when it was read is not called unknown as well', () => {
    const manifests = readYaml({
      'p.yaml': policy('web', 'ingress', '{name: a, action: Deny, from: [{networkSets: [bad]}]}'),
    });
    const readFaults = [
      {
        file: 's.yaml',
        line: 5,
        column: 3,
        pointer: '/spec/netwrks',
        subject: 'NetworkSet/bad',
        message: 'unknown field',
      },
    ];
    expect(validateManifests(manifests, { readFaults })).toEqual([]);
  });

  test('a zone of a Host needs a Zone manifest', () => {
    expect(faultsOf({ 'h.yaml': document('Host', 'gw1', 'zones: {lan: [eth1]}') })).toEqual([
      'h.yaml:5:16: Host/gw1: Zone "lan" does not exist; add a Zone manifest of that name',
    ]);
  });

  test('includes that go round are told once, with the way round', () => {
    const set = (name: string, include: string): string => document('NetworkSet', name, `include: [${include}]`);
    expect(
      faultsOf({ 'c.yaml': set('c', 'a'), 'a.yaml': set('a', 'b'), 'b.yaml': set('b', 'c'), 'd.yaml': set('d', 'a') }),
    ).toEqual(['a.yaml:5:13: NetworkSet/a: include goes round in a circle: a → b → c → a; take one of them out']);
    expect(faultsOf({ 's.yaml': document('Service', 'mine', 'include: [http, mine]') })).toEqual([
      's.yaml:5:19: Service/mine: include goes round in a circle: mine → mine; take one of them out',
    ]);
  });

  test('a very deep chain of includes and a dense knot are walked without harm', () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => `n${index}`);
    const next = (name: string): readonly string[] => [`n${(Number(name.slice(1)) + 1) % chain.length}`];
    expect(reachableFrom(['n0'], next)).toHaveLength(chain.length);
    expect(findCycles(chain, next)).toHaveLength(1);
    const knot = chain.slice(0, 200);
    expect(findCycles(knot, () => knot).length).toBeLessThanOrEqual(20);
  });

  test('cycles are found in any graph that has one, whatever the order of the names', () => {
    const graph = fc.dictionary(fc.constantFrom(...'abcdef'), fc.array(fc.constantFrom(...'abcdef'), { maxLength: 3 }));
    fc.assert(
      fc.property(graph, (edges) => {
        const next = (name: string): readonly string[] => edges[name] ?? [];
        const names = Object.keys(edges);
        const cycles = findCycles(names, next);
        const onCycle = names.some((name) => reachableFrom(next(name), next).includes(name));
        expect(cycles.length > 0).toBe(onCycle);
        expect(findCycles([...names].reverse(), next)).toEqual(cycles);
        for (const cycle of cycles) {
          expect(cycle.at(0)).toBe(cycle.at(-1));
          for (const [index, name] of cycle.slice(1).entries()) expect(next(cycle[index] ?? '')).toContain(name);
        }
      }),
    );
  });
});

describe('hosts', () => {
  const zones = {
    'z.yaml': `${document('Zone', 'lan', 'external: false')}---\n${document('Zone', 'wan', 'external: true')}`,
  };

  test('an interface is in one zone only, also by a prefix', () => {
    expect(
      faultsOf({ ...zones, 'h.yaml': document('Host', 'gw1', 'zones: {lan: [eth0, br-lan0], wan: [eth0, "br-+"]}') }),
    ).toEqual([
      'h.yaml:5:23: Host/gw1: interface br-lan0 of zone lan is covered by br-+ of zone wan; an interface belongs to one zone, so take it out of the other',
      'h.yaml:5:39: Host/gw1: interface eth0 is in zone lan and in zone wan; an interface belongs to one zone, so take it out of the other',
    ]);
  });

  test('prefixes that do not meet are no clash', () => {
    expect(
      faultsOf({
        ...zones,
        'h.yaml': document('Host', 'gw1', 'zones: {lan: ["lan+", "eth1"], wan: ["wan+", "eth10"]}'),
      }),
    ).toEqual([]);
  });
});

describe('rules', () => {
  test.each([
    ['ingress', 'to', 'an ingress packet leaves by no interface; write it in `from`'],
    ['egress', 'from', 'an egress packet enters by no interface; write it in `to`'],
  ] as const)('in %s, `%s` names no zone and no interface', (direction, side, reason) => {
    const files = {
      'z.yaml': document('Zone', 'lan', 'external: false'),
      'p.yaml': policy('web', direction, `{name: a, action: Allow, ${side}: [{zones: [lan], interfaces: [eth0]}]}`),
    };
    expect(faultsOf(files)).toEqual([
      expect.stringMatching(
        new RegExp(`^p.yaml:7:\\d+: FirewallPolicy/web: \`zones\` is not allowed here: ${reason}$`),
      ),
      expect.stringMatching(
        new RegExp(`^p.yaml:7:\\d+: FirewallPolicy/web: \`interfaces\` is not allowed here: ${reason}$`),
      ),
    ]);
  });

  test('forward takes interfaces on both sides', () => {
    expect(
      faultsOfRule('{name: a, action: Allow, from: [{interfaces: [eth0]}], to: [{interfaces: [eth1]}]}', 'forward'),
    ).toEqual([]);
  });

  test('a peer has one address field', () => {
    const files = {
      's.yaml': document('NetworkSet', 'admins', 'networks: []'),
      'p.yaml': policy(
        'web',
        'ingress',
        '{name: a, action: Allow, from: [{networks: [10.0.0.0/8], networkSets: [admins]}]}',
      ),
    };
    expect(faultsOf(files)).toEqual([
      'p.yaml:7:75: FirewallPolicy/web: a peer has one of `networks`, `networkSets`, `networkSetSelector`, `hosts`, `domainNames`: write two peers for "either", and `except` for "but not"',
    ]);
  });

  test('rejectWith is for Reject', () => {
    expect(faultsOfRule('{name: a, action: Deny, rejectWith: TcpReset}')).toEqual([
      'p.yaml:7:41: FirewallPolicy/web: `rejectWith` is for the action Reject, and the action here is Deny; take one of them out',
    ]);
    expect(faultsOfRule('{name: a, action: Reject, rejectWith: TcpReset}')).toEqual([]);
  });

  test('an ICMP type belongs to its family', () => {
    expect(faultsOfRule('{name: a, action: Allow, icmp: [{family: IPv4, type: packet-too-big}]}')).toEqual([
      'p.yaml:7:58: FirewallPolicy/web: packet-too-big is an ICMP type of IPv6, and family is IPv4; write family: IPv6 or a type of IPv4',
    ]);
    expect(
      faultsOfRule(
        '{name: a, action: Allow, icmp: [{family: IPv6, type: packet-too-big}, {family: IPv4, type: 3, code: 4}]}',
      ),
    ).toEqual([]);
    expect(faultsOfRule('{name: a, action: Allow, icmp: [{family: IPv4, type: port-unreachable, code: 4}]}')).toEqual([
      'p.yaml:7:58: FirewallPolicy/web: port-unreachable is code 3 of type 3 already; leave `code` out',
    ]);
  });

  test.each([
    [
      'ipFamilies: [IPv4], from: [{networks: ["2001:db8::/32"]}]',
      '`ipFamilies` holds IPv4 only and `from` holds IPv6 only',
    ],
    [
      'from: [{networks: [10.0.0.0/8]}], to: [{networks: ["2001:db8::/32"]}]',
      '`from` holds IPv4 only and `to` holds IPv6 only',
    ],
    [
      'from: [{networks: [10.0.0.0/8]}], icmp: [{family: IPv6, type: 128}]',
      '`from` holds IPv4 only and `icmp` holds IPv6 only',
    ],
    ['ipFamilies: [IPv6], protocols: [icmp]', '`ipFamilies` holds IPv6 only and `protocols` holds IPv4 only'],
  ])('%s can match no packet', (fields, reason) => {
    const [fault = '', ...others] = faultsOfRule(`{name: a, action: Allow, ${fields}}`);
    expect(fault).toContain(`FirewallPolicy/web: no packet can match: ${reason}; make them agree or take one out`);
    expect(others).toEqual([]);
  });

  test('families that only overlap in part are no contradiction', () => {
    expect(
      faultsOfRule(
        '{name: a, action: Allow, ipFamilies: [IPv4], from: [{networks: [10.0.0.0/8, "2001:db8::/32"]}], services: [ping]}',
      ),
    ).toEqual([]);
    expect(
      faultsOfRule(
        '{name: a, action: Allow, from: [{networks: [10.0.0.0/8]}, {interfaces: [eth0]}], icmp: [{family: IPv6, type: 128}]}',
      ),
    ).toEqual([]);
  });

  test('Pass is legal in tier Baseline', () => {
    const rule = '{name: a, action: Pass, services: [ssh]}';
    expect(
      faultsOf({ 'p.yaml': document('FirewallPolicy', 'web', `hostSelector: {}\ntier: Baseline\ningress: [${rule}]`) }),
    ).toEqual([]);
  });
});

describe('profiles', () => {
  const profile = (failsafe: string): readonly string[] =>
    faultsOf({ 'f.yaml': document('FirewallProfile', 'site', `hostSelector: {}\nfailsafe: ${failsafe}`) });

  test('no way in needs a reason', () => {
    expect(profile('{ingress: []}')).toEqual([
      'f.yaml:6:23: FirewallProfile/site: an empty list leaves no way in and needs a `reason` beside it; leave `ingress` out for the automatic failsafe',
    ]);
    expect(profile('{ingress: [], reason: serial console}')).toEqual([]);
  });

  test('a failsafe item says what it lets in', () => {
    expect(profile('{ingress: [{from: [{networks: [10.0.0.1]}]}]}')).toEqual([
      'f.yaml:6:24: FirewallProfile/site: a failsafe item needs `services` or `ports`: say what is let in',
    ]);
  });

  test.each([
    ['In', undefined, 'operator In needs `values`; name at least one'],
    ['Exists', '[a]', 'operator Exists takes no `values`; leave them out or write In or NotIn'],
  ])('a condition with %s', (operator, values, message) => {
    const condition = `{key: role, operator: ${operator}${values === undefined ? '' : `, values: ${values}`}}`;
    const text = document('FirewallProfile', 'site', `hostSelector: {matchExpressions: [${condition}]}`);
    expect(faultsOf({ 'f.yaml': text })).toEqual([`f.yaml:5:37: FirewallProfile/site: ${message}`]);
  });
});

test('all faults are told at once, in the order of their places', () => {
  const files = {
    'p.yaml': policy(
      'web',
      'ingress',
      '{name: a, action: Deny, services: [nope]}',
      '{name: a, action: Deny, rejectWith: TcpReset}',
    ),
    'a.yaml': document('Host', 'gw1', 'zones: {lan: [eth0]}'),
  };
  const faults = validateManifests(readYaml(files));
  expect(faults.map(({ file, line, pointer }) => ({ file, line, pointer }))).toEqual([
    { file: 'a.yaml', line: 5, pointer: '/spec/zones/lan' },
    { file: 'p.yaml', line: 7, pointer: '/spec/ingress/0/services/0' },
    { file: 'p.yaml', line: 8, pointer: '/spec/ingress/1/name' },
    { file: 'p.yaml', line: 8, pointer: '/spec/ingress/1/rejectWith' },
  ]);
});

test('the nearest known word is offered, and none where all are far', () => {
  expect(suggest('htpp', ['http', 'https', 'ftp'])).toBe('; did you mean "http"?');
  expect(suggest('SSH', ['ssh'])).toBe('; did you mean "ssh"?');
  expect(suggest('xy', ['abc', 'ssh'])).toBe('');
});
