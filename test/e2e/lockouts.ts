// Commits that would cut a host off: what each says, and what must become of it.

import { gateway } from './uplink.ts';

/** What every commit says besides its own part. */
const base = (profile = '') => `apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: host}
spec:
  hostSelector: {}
  rollout:
    confirmTimeout: 7s
    probes:
      - {name: far4, tcp: {address: ${gateway.ipv4}, port: 7}}
      - {name: far6, tcp: {address: "${gateway.ipv6}", port: 7}}
      - {name: web, http: {url: "http://${gateway.ipv4}:8080/"}}
      - {name: uplink, gateway: true}
${profile}`;

export const ssh = '{name: ssh, action: Allow, services: [ssh]}';

export const policy = (rules: {
  readonly ingress?: readonly string[];
  readonly egress?: readonly string[];
  readonly spec?: string;
}) =>
  `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: services}
spec:
  hostSelector: {}
${rules.spec ?? ''}${(['ingress', 'egress'] as const)
  .flatMap((list) =>
    rules[list] === undefined ? [] : [`  ${list}:\n${rules[list].map((rule) => `    - ${rule}\n`).join('')}`],
  )
  .join('')}`;

export interface Lockout {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Of the condition Ready. */
  readonly reason: string;
  readonly message: RegExp;
}

const undone = (...probes: readonly string[]) =>
  new RegExp(`what worked just before did not work any more: .*${probes.join('.*')}`);

/** A set of its own, of both families, and the rules that ask it. */
const friends = (...networks: readonly string[]) => `${policy({
  ingress: [
    '{name: friends, action: Allow, from: [{networkSets: [friends]}], ports: [{protocol: TCP, ports: [9999]}]}',
  ],
}).replace('name: services', 'name: friends')}---
apiVersion: gatewright.dev/v1alpha1
kind: NetworkSet
metadata: {name: friends}
spec: {networks: [${networks.map((network) => JSON.stringify(network)).join(', ')}]}
`;

export const good = {
  'profile.yaml': base(),
  'policy.yaml': policy({ ingress: [ssh] }),
  'friends.yaml': friends('198.51.100.1', '198.51.100.64/26', '2001:db8:1::1', '2001:db8:2::/48'),
};

/** What a written one changes besides: entries come and go, and must come back. */
export const otherFriends = {
  'friends.yaml': friends('198.51.100.2', '198.51.100.64/26', '2001:db8:1::2', '2001:db8:3::/48'),
};

/** Written, held and refused ones. */
const mixed: readonly Lockout[] = [
  {
    name: 'all egress of one address is refused',
    files: {
      ...good,
      'policy.yaml': policy({
        ingress: [ssh],
        egress: [`{name: none, action: Deny, to: [{networks: [${gateway.ipv4}]}]}`],
      }),
    },
    reason: 'RolledBack',
    message: undone('far4'),
  },
  {
    name: 'all egress of IPv6 is refused',
    files: {
      ...good,
      'policy.yaml': policy({ ingress: [ssh], egress: ['{name: none, action: Reject, ipFamilies: [IPv6]}'] }),
    },
    reason: 'RolledBack',
    message: undone('far6'),
  },
  {
    name: 'one port of egress is refused',
    files: {
      ...good,
      'policy.yaml': policy({
        ingress: [ssh],
        egress: ['{name: no-echo, action: Deny, ports: [{protocol: TCP, ports: [7]}]}'],
      }),
    },
    reason: 'RolledBack',
    message: undone('far4', 'far6'),
  },
  {
    name: 'the web probe is refused',
    files: {
      ...good,
      'policy.yaml': policy({
        ingress: [ssh],
        egress: ['{name: no-web, action: Reject, ports: [{protocol: TCP, ports: [8080]}]}'],
      }),
    },
    reason: 'RolledBack',
    message: undone('web'),
  },
  {
    name: 'egress is denied by default and nothing is allowed',
    files: { ...good, 'profile.yaml': base('  defaults: {egress: Deny}\n') },
    reason: 'RolledBack',
    message: undone('far4', 'far6'),
  },
  {
    name: 'no policy lets ssh in any more',
    files: { ...good, 'policy.yaml': policy({ ingress: ['{name: web, action: Allow, services: [http]}'] }) },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'ssh is refused by an Admin policy',
    files: {
      ...good,
      'deny.yaml': policy({
        spec: '  tier: Admin\n',
        ingress: ['{name: no-ssh, action: Deny, services: [ssh]}'],
      }).replace('name: services', 'name: deny'),
    },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'every policy is gone',
    files: { ...good, 'policy.yaml': '# nothing\n', 'friends.yaml': '# nothing\n' },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'every manifest is gone',
    files: { 'profile.yaml': '# nothing\n', 'policy.yaml': '# nothing\n', 'friends.yaml': '# nothing\n' },
    reason: 'NothingSelected',
    message: /no FirewallPolicy and no FirewallProfile selects/,
  },
  {
    name: 'the host is deselected',
    files: {
      'profile.yaml': base().replace('hostSelector: {}', 'hostSelector: {matchLabels: {role: other}}'),
      'policy.yaml': policy({ ingress: [ssh] }).replace(
        'hostSelector: {}',
        'hostSelector: {matchLabels: {role: other}}',
      ),
      'friends.yaml': '# nothing\n',
    },
    reason: 'NothingSelected',
    message: /no FirewallPolicy and no FirewallProfile selects/,
  },
  {
    name: 'another host is declared, and this one is not',
    files: {
      ...good,
      'host.yaml': 'apiVersion: gatewright.dev/v1alpha1\nkind: Host\nmetadata: {name: other}\nspec: {}\n',
    },
    reason: 'HostUnknown',
    message: /none is named "gw1"/,
  },
  {
    name: 'failsafe is switched off without a reason',
    files: { ...good, 'profile.yaml': base('  failsafe: {ingress: []}\n') },
    reason: 'ManifestsRefused',
    message: /one fault/,
  },
  {
    name: 'the manifests cannot be read',
    files: { ...good, 'policy.yaml': 'spec: [' },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
];

/** Quick ones: nothing is written for them. */
const refused: readonly Lockout[] = [
  {
    name: 'ssh is only let in for a while',
    files: { ...good, 'policy.yaml': policy({ ingress: [ssh.replace('}', ', expires: "2030-01-01T00:00:00Z"}')] }) },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'ssh is only recorded (Audit)',
    files: { ...good, 'policy.yaml': policy({ spec: '  mode: Audit\n', ingress: [ssh] }) },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'ssh is let in from a set that is empty',
    files: {
      ...good,
      'policy.yaml': `${policy({ ingress: [ssh.replace('services', 'from: [{networkSets: [none]}], services')] })}---\napiVersion: gatewright.dev/v1alpha1\nkind: NetworkSet\nmetadata: {name: none}\nspec: {networks: []}\n`,
    },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'ssh is refused to everybody before it is let in',
    files: { ...good, 'policy.yaml': policy({ ingress: ['{name: no, action: Reject, protocols: [tcp]}', ssh] }) },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'ssh moves to another port',
    files: {
      ...good,
      'policy.yaml': policy({ ingress: ['{name: ssh, action: Allow, ports: [{protocol: TCP, ports: [2222]}]}'] }),
    },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'ssh is let in over UDP',
    files: {
      ...good,
      'policy.yaml': policy({ ingress: ['{name: ssh, action: Allow, ports: [{protocol: UDP, ports: [22]}]}'] }),
    },
    reason: 'Held',
    message: /takes away the last rule that lets ssh in/,
  },
  {
    name: 'a set is named that does not exist',
    files: {
      ...good,
      'policy.yaml': policy({ ingress: [ssh.replace('services', 'from: [{networkSets: [admins]}], services')] }),
    },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
  {
    name: 'a key stands twice',
    files: { ...good, 'policy.yaml': `${policy({ ingress: [ssh] })}  ingress: []\n` },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
  {
    name: 'an address has a digit too much',
    files: {
      ...good,
      'policy.yaml': policy({ ingress: [ssh.replace('services', 'from: [{networks: [192.0.2.2540]}], services')] }),
    },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
  {
    name: 'two profiles tie',
    files: { ...good, 'deny.yaml': base().replace('name: host', 'name: other') },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
  {
    name: 'a variable is not defined',
    files: {
      ...good,
      'policy.yaml': policy({ ingress: [ssh.replace('services', 'from: [{networks: ["${office}"]}], services')] }),
    },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
  {
    name: 'a Deny means machines that nobody knows',
    files: {
      ...good,
      'deny.yaml': policy({
        ingress: ['{name: no, action: Deny, from: [{hosts: {matchLabels: {role: foe}}}]}'],
      }).replace('name: services', 'name: deny'),
    },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
  {
    name: 'the trap for scanners could ban who manages the host',
    files: { ...good, 'profile.yaml': base('  hardening: {portScan: {ports: [{protocol: TCP, ports: [23]}]}}\n') },
    reason: 'ManifestsRefused',
    message: /fault/,
  },
];

/** Besides: what is written, and undone. */
const undoneOnes: readonly Lockout[] = [
  {
    name: 'the gateway and all others are refused by an Admin policy for every protocol',
    files: {
      ...good,
      'deny.yaml': policy({ spec: '  tier: Admin\n', egress: ['{name: none, action: Deny}'] }).replace(
        'name: services',
        'name: deny',
      ),
    },
    reason: 'RolledBack',
    message: undone('far4', 'far6', 'web'),
  },
  {
    name: 'TCP leaves for the local network only',
    files: {
      ...good,
      'policy.yaml': policy({
        ingress: [ssh],
        egress: [
          '{name: none, action: Reject, protocols: [tcp], to: [{except: {networks: [10.0.0.0/8, "fd00::/8"]}}]}',
        ],
      }),
    },
    reason: 'RolledBack',
    message: undone('far4', 'far6'),
  },
  {
    name: 'a set that egress refuses grows by the wrong network',
    files: {
      ...good,
      'policy.yaml': `${policy({ ingress: [ssh], egress: ['{name: none, action: Deny, to: [{networkSets: [foes]}]}'] })}---\napiVersion: gatewright.dev/v1alpha1\nkind: NetworkSet\nmetadata: {name: foes}\nspec: {networks: [203.0.113.0/24, 192.0.2.128/25, "2001:db8::/64"]}\n`,
    },
    reason: 'RolledBack',
    message: undone('far4', 'far6'),
  },
  {
    name: 'everything of the uplink is dropped as spoofed',
    files: {
      ...good,
      'host.yaml':
        'apiVersion: gatewright.dev/v1alpha1\nkind: Host\nmetadata: {name: gw1}\nspec: {zones: {wan: [eth0]}}\n---\napiVersion: gatewright.dev/v1alpha1\nkind: Zone\nmetadata: {name: wan}\nspec: {external: true, antiSpoof: Strict, networks: [198.51.100.0/24, "2001:db8:ffff::/64"]}\n',
    },
    reason: 'RolledBack',
    message: undone('far4', 'far6'),
  },
  {
    name: 'neighbours of IPv6 are not answered, which shows only when what is remembered of them is forgotten',
    files: { ...good, 'profile.yaml': base('  icmp: {essentials: false}\n') },
    reason: 'RolledBack',
    message: undone(`uplink ${gateway.ipv6}`),
  },
  {
    name: 'no port is left for connections of the host, by a parameter alone',
    files: {
      ...good,
      'profile.yaml': base('  sysctls: {mode: Enforce, values: {"net.ipv4.ip_local_reserved_ports": "1024-65535"}}\n'),
    },
    reason: 'RolledBack',
    message: undone('far4', 'far6'),
  },
];

export const lockouts: readonly Lockout[] = [...mixed, ...undoneOnes, ...refused];

/** Those that are written before anybody can know what they do. */
export const writtenLockouts = lockouts.filter(({ reason }) => reason === 'RolledBack');
