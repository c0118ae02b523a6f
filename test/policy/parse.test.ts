// Manifests from text: what is accepted, and the exact sentence and place of everything that is not.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFault } from '../../src/policy/fault.ts';
import { extent, locate } from '../../src/policy/manifest.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { FileReading } from '../../src/policy/reading.ts';

function read(content: string | Uint8Array, path = 'a.yaml'): FileReading {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return readManifests([{ path, digest: 'd', bytes }]);
}

function faults(content: string | Uint8Array): readonly string[] {
  return read(content).faults.map(formatFault);
}

/** A document whose `spec:` stands in line 4; `spec` is what follows the colon. */
function manifest(kind: string, spec: string): string {
  return `apiVersion: gatewright.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: x}\nspec:${spec}\n`;
}

/** A policy whose first rule's fields begin at line 7, column 5. */
function rule(...lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  return manifest(
    'FirewallPolicy',
    `\n  hostSelector: {}\n  ingress:\n  - ${first}${rest.map((line) => `\n    ${line}`).join('')}`,
  );
}

const policy = `# a comment
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata:
  name: web
spec:
  hostSelector: {matchLabels: {role: web}}
  ingress:
  - name: ssh
    action: Allow
    services: [ssh] # ours

  # about the next one
  - name: http
    action: Allow
    ports:
    - protocol: TCP
      ports: [80, "8000-8099"]
      
# the end
`;

describe('a good manifest', () => {
  test('has its values, its kind and its lines', () => {
    const { manifests, faults, refused } = read(policy);
    expect({ faults, refused }).toEqual({ faults: [], refused: [] });
    expect(manifests).toHaveLength(1);
    const { places, ...rest } = manifests[0] ?? { places: new Uint32Array() };
    expect(rest).toEqual({
      apiVersion: 'gatewright.dev/v1alpha1',
      kind: 'FirewallPolicy',
      metadata: { name: 'web' },
      spec: {
        hostSelector: { matchLabels: { role: 'web' } },
        ingress: [
          { name: 'ssh', action: 'Allow', services: ['ssh'] },
          { name: 'http', action: 'Allow', ports: [{ protocol: 'TCP', ports: [80, '8000-8099'] }] },
        ],
      },
      source: { file: 'a.yaml', line: 2, column: 1, endLine: 18 },
    });
    expect(places.length).toBeGreaterThan(0);
  });

  test.each([
    ['', { line: 2, column: 1, endLine: 18 }],
    ['/metadata/name', { line: 5, column: 9, endLine: 5 }],
    ['/spec', { line: 6, column: 1, endLine: 18 }],
    ['/spec/ingress', { line: 8, column: 3, endLine: 18 }],
    ['/spec/ingress/0', { line: 9, column: 5, endLine: 11 }],
    ['/spec/ingress/1', { line: 14, column: 5, endLine: 18 }],
    ['/spec/ingress/1/ports/0/ports/1', { line: 18, column: 19, endLine: 18 }],
    ['/spec/hostSelector/matchLabels/role', { line: 7, column: 38, endLine: 7 }],
    ['/spec/ingress/7/name', { line: 8, column: 3, endLine: 18 }],
  ])('knows the lines of %j, comments and empty lines left out', (pointer, lines) => {
    const [found] = read(policy).manifests;
    expect(found && extent(found, pointer)).toEqual({ file: 'a.yaml', ...lines });
  });

  test('keeps its places through a structured clone, and with keys that look like numbers', () => {
    const text = manifest('Host', '\n  zones:\n    lan: [eth1]\n    "10": [eth2]\n    a-b: [eth3, "br+"]');
    const [found] = structuredClone(read(text).manifests);
    const place = (pointer: string) => found && locate(found, pointer);
    expect(place('/spec/zones/lan/0')).toEqual({ file: 'a.yaml', line: 6, column: 11 });
    expect(place('/spec/zones/10/0')).toEqual({ file: 'a.yaml', line: 7, column: 12 });
    expect(place('/spec/zones/a-b/1')).toEqual({ file: 'a.yaml', line: 8, column: 17 });
  });

  test('may share its file with others and with documents that hold nothing', () => {
    const text = `---\n# nothing\n---\n${manifest('Zone', ' {external: true}')}---\n${manifest('NetworkSet', ' {networks: []}')}...\n---\n`;
    const { manifests, faults } = read(text);
    expect(faults).toEqual([]);
    expect(manifests.map(({ kind, source }) => [kind, source.line, source.endLine])).toEqual([
      ['Zone', 4, 7],
      ['NetworkSet', 9, 12],
    ]);
  });

  test('is read from *.yaml and *.yml only', () => {
    const bytes = new TextEncoder().encode('\u0000');
    const paths = ['README.md', 'a.yaml', 'b.yml', 'c.yaml.bak', 'd.json'];
    const { faults } = readManifests(paths.map((path) => ({ path, digest: path, bytes })));
    expect(faults.map(({ file }) => file)).toEqual(['a.yaml', 'b.yml']);
  });
});

describe('a file that is no text', () => {
  test.each<[string, Uint8Array, string]>([
    [
      'of 5 MB',
      new Uint8Array(5 * 1024 * 1024),
      '1:1: the file has 5242880 bytes; at most 524288 are allowed, so split it into several files',
    ],
    [
      'that is a program',
      Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1),
      '1:5: the file holds a zero byte: it is binary, not text; keep such files under other names than *.yaml',
    ],
    [
      'that is not UTF-8',
      Uint8Array.of(0x61, 0x0a, 0x62, 0xff, 0x63),
      '2:2: byte 4 of the file (0xff) is not UTF-8; save the file as UTF-8 text, or keep other files under other names than *.yaml',
    ],
    ['that is UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0), '1:1: the file is UTF-16; save it as UTF-8'],
    [
      'with a bell',
      new TextEncoder().encode('a: 1\nb: \u0007'),
      '2:4: the file holds the control character U+0007; take it out',
    ],
    [
      'that shows another order than it has',
      new TextEncoder().encode('a: \u202e1'),
      '1:4: the file holds U+202E, which shows text in another order than it is read; take it out',
    ],
  ])('%s is refused with the place of the first bad byte', (_, bytes, message) => {
    expect(faults(bytes)).toEqual([`a.yaml:${message}`]);
  });

  test('a byte order mark is no fault', () => {
    expect(faults(`\ufeff${manifest('Zone', ' {}')}`)).toEqual([]);
  });
});

describe('what YAML allows and manifests do not', () => {
  test.each([
    [
      'a duplicate key',
      manifest('Zone', ' {external: true, external: false}'),
      '4:24: Zone/x: duplicate key `external`: it is in line 4 already; take one of them out',
    ],
    [
      'an anchor',
      manifest('Zone', ' {external: &a true}'),
      '4:21: Zone/x: anchor &a: anchors are not read; take it out and write the value where it is needed',
    ],
    [
      'an alias',
      manifest('Zone', ' {external: *a}'),
      '4:18: Zone/x: alias *a: aliases are not read; write the value out (a text that begins with "*" needs quotes)',
    ],
    [
      'a tag',
      manifest('Zone', ' {external: !!bool "true"}'),
      '4:25: Zone/x: tag !!bool: tags are not read; take it out',
    ],
    ['a tag of its own', manifest('Zone', ' !evil {}'), '4:13: Zone/x: tag !evil: tags are not read; take it out'],
    [
      'a merge key',
      manifest('Zone', ' {<<: {external: true}}'),
      '4:8: Zone/x: merge keys (<<) are not read; write the fields out',
    ],
    [
      'a list as a key',
      manifest('Zone', ' {? [a] : 1}'),
      '4:10: Zone/x: a list or object as a key; every key is a text',
    ],
    ['an empty key', manifest('Zone', ' {? : 1}'), '4:10: Zone/x: an empty key; every key is a text'],
    [
      'the key __proto__',
      manifest('Zone', ' {__proto__: {external: true}}'),
      '4:8: Zone/x: the key __proto__ is not allowed; choose another one',
    ],
    [
      'YAML 1.1',
      `%YAML 1.1\n---\n${manifest('Zone', ' {}')}`,
      '1:1: directives (%YAML, %TAG) are not read; take the line out, manifests are YAML 1.2',
    ],
    [
      'octal',
      rule('name: a', 'action: Allow', 'ports: [{protocol: TCP, ports: [010]}]'),
      '9:37: FirewallPolicy/x: the number 010 is read differently by different programs; write 10, or put a text in quotes',
    ],
    [
      'hexadecimal',
      manifest('FirewallPolicy', ' {hostSelector: {}, priority: 0x10}'),
      '4:36: FirewallPolicy/x: the number 0x10 is read differently by different programs; write 16, or put a text in quotes',
    ],
    ['40 levels', `${'['.repeat(40)}${']'.repeat(40)}`, '1:34: more than 32 levels deep; no manifest is'],
  ])('%s', (_, text, message) => {
    expect(faults(text)).toEqual([`a.yaml:${message}`]);
  });

  test.each([
    ['a tab', 'a:\n\t- 1\n', '2:1: not readable as YAML: a tab indents this line; YAML wants spaces'],
    [
      'two colons',
      'a: b: c\n',
      '1:4: not readable as YAML: a second ": " in one line; put the text in quotes, or begin the inner field on a line of its own',
    ],
    [
      'a star',
      'a: [*]\n',
      '1:5: not readable as YAML: "*" begins an alias, and aliases are not read; put the text in quotes',
    ],
    ['an open quote', 'a: "x\n', '2:1: not readable as YAML: a text that begins with " has no closing "'],
    [
      'an open list',
      'a: [1,2\nb: 3\n',
      '2:1: not readable as YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'wrong indentation',
      'a:\n  b: 1\n c: 2\n',
      '3:1: not readable as YAML: all mapping items must start at the same column',
    ],
  ])('%s makes a document unreadable, and only its place is told', (_, text, message) => {
    expect(faults(text)).toEqual([`a.yaml:${message}`]);
  });

  test('a bad document does not hide the good one in front of it', () => {
    const { manifests, faults } = read(`${manifest('Zone', ' {}')}---\na: [1\n`);
    expect(manifests.map(({ kind }) => kind)).toEqual(['Zone']);
    expect(faults).toHaveLength(1);
  });
});

test('lines behind YAML that cannot be read are counted all the same', () => {
  const broken = 'a:\n  - {b}e: x, c: [{d: 4}],\n     f: [g]}\n---\n';
  expect(faults(broken + manifest('Zon', ' {}'))).toEqual([
    'a.yaml:2:8: not readable as YAML: unexpected scalar token',
    'a.yaml:3:12: not readable as YAML: unexpected flow-map-end token in YAML stream: "}"',
    'a.yaml:6:7: Zon/x: found kind "Zon", allowed FirewallPolicy, FirewallProfile, Host, NatPolicy, NetworkSet, PolicyTest, Service, Zone; did you mean "Zone"?',
  ]);
});

describe('what would exhaust a parser', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghi'].map((key, index) => `${key}: &${key} [${`*${'abcdefgh'[index]},`.repeat(9)}]`),
  ].join('\n');

  test('an alias bomb is never unfolded', () => {
    const { manifests, faults } = read(bomb);
    expect(manifests).toEqual([]);
    expect(faults.filter(({ message }) => message.includes('alias *a:'))).toHaveLength(9);
  });

  test.each([
    ['[', '['.repeat(20_000)],
    ['{a: ', '{a: '.repeat(20_000)],
    ['- ', '- '.repeat(20_000)],
    ['? ', '? '.repeat(20_000)],
  ])('20,000 times %j is one fault', (_, text) => {
    const found = read(text);
    expect(found.faults.map(({ message }) => message)).toEqual([
      expect.stringContaining('nested too deeply to be read; no manifest is'),
    ]);
  });

  test('16,000 keys in one object are 100 faults, the last with the number of the others', () => {
    const keys = Array.from({ length: 16_000 }, (_, index) => `k${index}: 1`);
    const found = faults(manifest('Zone', ` {${keys.join(', ')}}`));
    expect(found).toHaveLength(100);
    expect(found[0]).toBe(
      'a.yaml:4:8: Zone/x: unknown field `k0`; allowed here: networks, external, antiSpoof, intraZone',
    );
    expect(found[99]).toBe(
      'a.yaml:4:790: Zone/x: unknown field `k99`; allowed here: networks, external, antiSpoof, intraZone (and 15900 more faults in this document)',
    );
  });

  test('the same key 16,000 times is told 100 times, in linear time', () => {
    expect(faults('k: 1\n'.repeat(16_000))).toHaveLength(100);
  });

  test('more than 1,000 documents are one fault', () => {
    expect(faults('---\n'.repeat(5_000))).toEqual([
      'a.yaml:1001:1: the file has more than 1000 documents; split it into several files',
    ]);
  });
});

describe('a document of no known kind', () => {
  const kinds = 'FirewallPolicy, FirewallProfile, Host, NatPolicy, NetworkSet, PolicyTest, Service, Zone';
  test.each([
    [
      'a misspelt kind',
      'apiVersion: gatewright.dev/v1alpha1\nkind: FirewalPolicy\nmetadata: {name: x}\n',
      [`2:7: FirewalPolicy/x: found kind "FirewalPolicy", allowed ${kinds}; did you mean "FirewallPolicy"?`],
    ],
    [
      'another program’s',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
      [
        '1:13: ConfigMap/x: found apiVersion "v1", allowed gatewright.dev/v1alpha1',
        `2:7: ConfigMap/x: found kind "ConfigMap", allowed ${kinds}`,
      ],
    ],
    [
      'the configuration',
      'apiVersion: gatewright.dev/v1alpha1\nkind: ControllerConfiguration\n',
      [
        '2:7: ControllerConfiguration: this is the configuration of a controller, not a manifest; keep it on the host, outside the repository',
      ],
    ],
    [
      'another version',
      manifest('Zone', ' {}').replace('v1alpha1', 'v1'),
      ['1:13: Zone/x: found "gatewright.dev/v1", allowed gatewright.dev/v1alpha1'],
    ],
    [
      'no header',
      'a: 1\n',
      [
        `1:1: the fields \`apiVersion\` and \`kind\` are missing; write apiVersion: gatewright.dev/v1alpha1 and one of the kinds ${kinds}`,
      ],
    ],
    ['a list', '- 1\n', ['1:1: found a list, allowed a manifest: apiVersion, kind, metadata and spec']],
    ['a text', 'hello\n', ['1:1: found "hello", allowed a manifest: apiVersion, kind, metadata and spec']],
    [
      'a kind that is written twice',
      'kind: Zone\nkind: Host\n',
      [
        '1:1: the fields `apiVersion`, `metadata` and `spec` are missing; write them all',
        '2:1: duplicate key `kind`: it is in line 1 already; take one of them out',
      ],
    ],
  ])('%s', (_, text, messages) => {
    expect(faults(text)).toEqual(messages.map((message) => `a.yaml:${message}`));
  });
});

describe('what the schema refuses', () => {
  test.each([
    [
      'an unknown field',
      manifest('Zone', '\n  extrnal: true'),
      '5:3: Zone/x: unknown field `extrnal`; allowed here: networks, external, antiSpoof, intraZone; did you mean "external"?',
    ],
    [
      'a status',
      `${manifest('Zone', ' {}')}status: {}\n`,
      '5:1: Zone/x: the status is written by the controller, never read from the repository; take it out',
    ],
    [
      'a namespace',
      manifest('Zone', ' {}').replace('name: x', 'name: x, namespace: y'),
      '3:21: Zone/x: manifests have no namespace; take the field out',
    ],
    [
      'a missing field',
      manifest('FirewallPolicy', ' {tier: Admin}'),
      '4:7: FirewallPolicy/x: the field `hostSelector` is missing; write it (Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host)',
    ],
    [
      'a misspelt required field, told once',
      manifest('FirewallPolicy', ' {hostSelectr: {}}'),
      '4:8: FirewallPolicy/x: unknown field `hostSelectr`; allowed here: hostSelector, tier, priority, variables, mode, onRevoke, ingress, egress, forward; did you mean "hostSelector"?',
    ],
    [
      'an empty spec',
      manifest('Zone', ''),
      '4:1: Zone/x: `spec` is empty; write an object with fields such as networks, external, antiSpoof below it',
    ],
    [
      'a set of nothing',
      manifest('NetworkSet', ' {}'),
      '4:7: NetworkSet/x: `spec` is empty; write at least one of networks, file, entries, domainNames, include',
    ],
    [
      'a YAML 1.1 boolean',
      manifest('Zone', ' {external: Off}'),
      '4:18: Zone/x: found "Off", allowed true or false; did you mean false?',
    ],
    [
      'a number for a text',
      manifest('FirewallPolicy', ' {hostSelector: {matchLabels: {a: 5}}}'),
      '4:40: FirewallPolicy/x: found 5, allowed text; did you mean "5" in quotes?',
    ],
    [
      'a text for a number',
      manifest('FirewallPolicy', ' {hostSelector: {}, priority: "5"}'),
      '4:36: FirewallPolicy/x: found "5", allowed a whole number; did you mean 5 without quotes?',
    ],
    [
      'a number out of bounds',
      manifest('FirewallPolicy', ' {hostSelector: {}, priority: 1001}'),
      '4:36: FirewallPolicy/x: found 1001, allowed 0 to 1000',
    ],
    [
      'a value in the wrong case',
      manifest('FirewallPolicy', ' {hostSelector: {}, tier: admin}'),
      '4:32: FirewallPolicy/x: found "admin", allowed Admin, Default, Baseline; did you mean "Admin"?',
    ],
    [
      'a bad name',
      manifest('Zone', ' {}').replace('name: x', 'name: My_Zone'),
      '3:18: Zone/My_Zone: "My_Zone" is not a name; allowed are a-z, 0-9 and "-" inside; did you mean "my-zone"?',
    ],
    [
      'a text for a list',
      rule('name: a', 'action: Allow', 'services: ssh'),
      '9:15: FirewallPolicy/x: found "ssh", allowed a list; did you mean [ssh]?',
    ],
    [
      'an object for a list',
      rule('name: a', 'action: Allow', 'from: {zones: [lan]}'),
      '9:11: FirewallPolicy/x: found an object, allowed a list; put "- " before its first field',
    ],
    [
      'an empty list',
      rule('name: a', 'action: Allow', 'from: []'),
      '9:11: FirewallPolicy/x: `from` is an empty list, which never means "any"; leave the field out or name at least one',
    ],
    [
      'a list of nothing',
      rule('name: a', 'action: Allow', 'services:'),
      '9:5: FirewallPolicy/x: `services` is empty; write a list or take the field out',
    ],
    [
      'an empty peer',
      rule('name: a', 'action: Allow', 'from: [{}]'),
      '9:12: FirewallPolicy/x: an entry of `from` is empty, which never means "any"; write at least one of zones, interfaces, macs, networks, networkSets, domainNames, networkSetSelector, hosts, except or take the entry out',
    ],
    [
      'host bits',
      rule('name: a', 'action: Allow', 'from: [{networks: [10.0.0.1/8]}]'),
      '9:24: FirewallPolicy/x: "10.0.0.1/8" has host bits set; write 10.0.0.0/8 for the network or 10.0.0.1 for the address',
    ],
    [
      'a repeated entry',
      rule('name: a', 'action: Allow', 'services: [ssh, http, ssh]'),
      '9:27: FirewallPolicy/x: "ssh" is in `services` already, as entry 1; take one of them out',
    ],
    [
      'a service name as a port',
      rule('name: a', 'action: Allow', 'ports: [{protocol: TCP, ports: [ssh]}]'),
      '9:37: FirewallPolicy/x: "ssh" is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in `services`)',
    ],
    [
      'protocol 0',
      rule('name: a', 'action: Allow', 'protocols: [0]'),
      '9:17: FirewallPolicy/x: protocol 0 means every protocol to the kernel; leave the field out to match any',
    ],
    [
      'a field of policies, in a rule',
      rule('name: a', 'action: Allow', 'onRevoke: Keep'),
      '9:5: FirewallPolicy/x: unknown field `onRevoke`; allowed here: name, action, from, to, services, ports, protocols, icmp, ipFamilies, originalDestination, states, process, rateLimit, connectionLimit, log, rejectWith, schedule, expires, owner, reason',
    ],
    [
      'an empty reason',
      rule('name: a', 'action: Allow', 'reason: ""'),
      '9:13: FirewallPolicy/x: `reason` is empty; write some text or leave the field out',
    ],
  ])('%s', (_, text, message) => {
    expect(faults(text)).toEqual([`a.yaml:${message}`]);
  });

  test('all faults of all documents are told at once', () => {
    const text = `${rule('name: A', 'action: allow')}---\n${manifest('Zone', ' {external: 1}')}`;
    expect(faults(text)).toEqual([
      'a.yaml:7:11: FirewallPolicy/x: "A" is not a name; allowed are a-z, 0-9 and "-" inside; did you mean "a"?',
      'a.yaml:8:13: FirewallPolicy/x: found "allow", allowed Allow, Deny, Reject, Pass, Log; did you mean "Allow"?',
      'a.yaml:13:18: Zone/x: found 1, allowed true or false',
    ]);
  });

  test('the exceptions may be empty', () => {
    expect(faults(manifest('FirewallPolicy', ' {hostSelector: {}, ingress: []}'))).toEqual([]);
    expect(faults(rule('name: a', 'action: Allow', 'log: {}'))).toEqual([]);
    expect(
      faults(manifest('FirewallProfile', ' {hostSelector: {}, failsafe: {ingress: [], reason: console only}}')),
    ).toEqual([]);
    expect(faults(manifest('Host', ' {}'))).toEqual([]);
  });
});

describe('the selector of a refused manifest', () => {
  test('is told when it is well formed, so that the fault can stay with the hosts that it selects', () => {
    const text = manifest('FirewallPolicy', ' {hostSelector: {matchLabels: {role: web}}, teir: Admin}');
    expect(read(text).refused).toEqual([
      { subject: 'FirewallPolicy/x', hostSelector: { matchLabels: { role: 'web' } } },
    ]);
  });

  test.each([
    ['is wrong itself', ' {hostSelector: {matchLabels: {role: 1}}}'],
    ['is written twice', ' {hostSelector: {}, hostSelector: {matchLabels: {a: b}}}'],
    ['holds an alias', ' {hostSelector: {matchLabels: {role: *r}}}'],
    ['stands in an anchored spec', ' &s {hostSelector: {}}'],
    ['is beside a merge key', ' {hostSelector: {}, <<: {}}'],
    ['is missing', ' {tier: Admin}'],
  ])('is not when it %s', (_, spec) => {
    const { faults, refused } = read(manifest('FirewallPolicy', spec));
    expect(faults.length).toBeGreaterThan(0);
    expect(refused).toEqual([]);
  });
});

describe('whatever a file holds', () => {
  const alphabet = [
    ...'{}[]:-?,&*!|>%@#"\'\\ \n\t0aZ~',
    '<<',
    '---\n',
    '...\n',
    'kind: ',
    'spec: ',
    '\u0000',
    '\ufeff',
    '\u2028',
    'é',
  ];

  test('random bytes give faults or manifests, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const found = read(bytes);
        return found.manifests.length === 0 && found.faults.every(({ line, column }) => line >= 1 && column >= 1);
      }),
      { numRuns: 300 },
    );
  });

  test('a manifest with random edits never throws, and every fault lies inside the file', () => {
    const edits = fc.array(fc.tuple(fc.nat(policy.length), fc.nat(3), fc.constantFrom(...alphabet)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(edits, (list) => {
        const text = list.reduce(
          (before, [at, cut, insert]) => before.slice(0, at) + insert + before.slice(at + cut),
          policy,
        );
        const lines = text.split('\n').length;
        return read(text).faults.every(
          ({ line, column, message }) => line >= 1 && line <= lines && column >= 1 && message !== '',
        );
      }),
      { numRuns: 500 },
    );
  });

  test('one place has one fault', () => {
    const text = manifest(
      'FirewallPolicy',
      ' {hostSelector: {}, ingress: [{name: "", action: 1, from: [], icmp: [{family: 4, type: 300}]}]}',
    );
    const pointers = read(text).faults.map(({ pointer }) => pointer);
    expect(new Set(pointers).size).toBe(pointers.length);
    expect(pointers).toHaveLength(5);
  });
});
