// Which open flows a revision ends: those that it refuses and the one before let in, as their policies say.

import { expect, test } from 'vitest';
import { selectForHost } from '../../src/policy/select.ts';
import { compareStands } from '../../src/revoke/comparisons.ts';
import type { HostNetwork } from '../../src/revoke/flow.ts';
import { createJudge, type Enforcement } from '../../src/revoke/judge.ts';
import { readFlows } from '../../src/revoke/read-flows.ts';
import { readNetwork } from '../../src/revoke/read-network.ts';
import { readRevokedEntry } from '../../src/revoke/revoked-entry.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';

const rules = '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';
const ipv4 = readNetwork(
  {
    rules,
    main: 'default via 203.0.113.254 dev wan0 proto static\n10.1.0.0/24 dev lan0 proto kernel scope link src 10.1.0.1\n10.2.0.0/24 dev dmz0 scope link\n10.9.0.0/24 proto static \\\tnexthop via 10.1.0.8 dev lan0 weight 1 \\\tnexthop via 10.2.0.8 dev dmz0 weight 1\n',
    local:
      'local 10.1.0.1 dev lan0 table local\nlocal 203.0.113.1 dev wan0\nbroadcast 10.1.0.255 dev lan0\nlocal 127.0.0.0/8 dev lo\n',
  },
  'ipv4',
);
const ipv6 = readNetwork(
  { rules, main: '2001:db8:1::/64 dev lan0\ndefault via fe80::1 dev wan0\n', local: 'local 2001:db8:1::1 dev lan0\n' },
  'ipv6',
);

const world = [
  document('Host', 'h', 'zones: {wan: [wan0], lan: [lan0], dmz: [dmz0]}'),
  ...['wan', 'lan', 'dmz'].map((name) => document('Zone', name, `external: ${name === 'wan'}`)),
];
const closed = document('FirewallProfile', 'closed', 'hostSelector: {}\nfailsafe: {ingress: [], reason: a test}');

/** `nowMs` is when the manifests were read; a rule that has ended by then is not made. */
function enforce(documents: readonly string[], nowMs = 0): Enforcement {
  const own = documents.some((text) => text.includes('kind: FirewallProfile')) ? documents : [closed, ...documents];
  const selected = selectForHost(readYaml({ 'a.yaml': [...world, ...own].join('---\n') }), {
    name: 'h',
    labels: {},
    nowMs,
  });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return { desired: compileRuleset(selected.value), policies: selected.value.policies };
}

interface Change {
  readonly before: readonly string[];
  /** The states before that one, newest first. */
  readonly earlier?: readonly (readonly string[])[];
  readonly after: readonly string[];
  readonly nowMs?: number;
}

function judgeOf({ before, earlier = [], after, nowMs = 0 }: Change, network: HostNetwork = { ipv4, ipv6 }) {
  const now = enforce(after, nowMs);
  const befores = [before, ...earlier].map((one) => enforce(one));
  const comparisons = compareStands({ befores, after: now, pastAnswers: [] });
  if (comparisons.length === 0) throw new Error('nothing has changed');
  return createJudge({ comparisons, after: now, network, nowMs });
}

function flow(text: string) {
  const read = readFlows(text);
  const [only] = read.ok ? read.value : [];
  if (only === undefined) throw new Error(JSON.stringify(read));
  return only;
}

/** From a client's port 40000; `server` where another one answers than was asked for. */
function tcp(client: string, asked: string, port: number, server = `${asked} ${port}`) {
  const [address, serverPort] = server.split(' ');
  const family = client.includes(':') ? 'ipv6 10' : 'ipv4 2';
  return flow(
    `${family} tcp 6 431999 ESTABLISHED src=${client} dst=${asked} sport=40000 dport=${port} src=${address} dst=${client} sport=${serverPort} dport=40000 [ASSURED] mark=0 use=1`,
  );
}

const judged = (change: Change, ...flows: readonly ReturnType<typeof flow>[]) => flows.map(judgeOf(change).judge);

const ssh = policy('ssh', 'ingress', '{name: ssh, action: Allow, from: [{zones: [lan]}], services: [ssh]}');
const web = policy('web', 'ingress', '{name: web, action: Allow, services: [http]}');
const keep = (text: string) => text.replace('hostSelector: {}', 'hostSelector: {}\n  onRevoke: Keep');

test('what only the revision before let in is ended, in both families; everything else is as it was', () => {
  expect(
    judged(
      { before: [ssh, web], after: [web] },
      tcp('10.1.0.10', '10.1.0.1', 22),
      tcp('2001:db8:1::10', '2001:db8:1::1', 22),
      tcp('10.1.0.10', '10.1.0.1', 80),
      // Never let in by a rule: whatever keeps it open is not what this commit takes away.
      tcp('10.2.0.20', '10.1.0.1', 22),
      tcp('10.1.0.1', '198.51.100.1', 22),
      tcp('127.0.0.1', '127.0.0.1', 22),
    ),
  ).toEqual(['Ended', 'Ended', 'Lives', 'Lives', 'Lives', 'Lives']);
});

test("flows of a conntrack zone are somebody else's", () => {
  const session = { ...tcp('10.1.0.10', '10.1.0.1', 22), isElsewhere: true } as const;
  expect(judged({ before: [ssh, web], after: [web] }, session)).toEqual(['Lives']);
});

test('where the default refuses, the policy that let the flow in decides, also one that is gone', () => {
  expect(judged({ before: [keep(ssh), web], after: [web] }, tcp('10.1.0.10', '10.1.0.1', 22))).toEqual(['Spared']);
});

test('where a rule refuses, its own policy decides, whoever let the flow in', () => {
  const deny = policy('deny', 'ingress', '{name: all, action: Deny, services: [ssh]}').replace(
    'hostSelector: {}',
    'hostSelector: {}\n  tier: Admin',
  );
  const session = tcp('10.1.0.10', '10.1.0.1', 22);
  expect(judged({ before: [keep(ssh)], after: [keep(ssh), deny] }, session)).toEqual(['Ended']);
  expect(judged({ before: [ssh], after: [ssh, keep(deny)] }, session)).toEqual(['Spared']);
});

test('whom the failsafe let in is never ended', () => {
  const failsafe = document(
    'FirewallProfile',
    'closed',
    'hostSelector: {}\nfailsafe: {ingress: [{services: [ssh], from: [{networks: [10.1.0.10]}]}]}',
  );
  const flows = [tcp('10.1.0.10', '10.1.0.1', 22), tcp('10.1.0.11', '10.1.0.1', 22)];
  expect(judged({ before: [failsafe, ssh], after: [closed] }, ...flows)).toEqual(['Spared', 'Ended']);
});

test('a rule that has ended takes its flows along', () => {
  const until = (time: string) =>
    policy('ssh', 'ingress', `{name: ssh, action: Allow, services: [ssh], expires: "${time}"}`);
  const nowMs = Date.UTC(2026, 5, 1, 0, 0, 1);
  const change = { before: [until('2026-06-01T00:00:00Z'), web], after: [until('2026-06-01T00:00:00Z'), web], nowMs };
  expect(judged(change, tcp('10.1.0.10', '10.1.0.1', 22), tcp('10.1.0.10', '10.1.0.1', 80))).toEqual([
    'Ended',
    'Lives',
  ]);
});

const forward = (from: string) =>
  document(
    'NatPolicy',
    'edge',
    `hostSelector: {}\nportForwards:\n- {name: web, inZone: wan, address: 203.0.113.1, ports: [{protocol: TCP, ports: [8443]}], target: {address: 10.2.0.20, port: 443}${from}}`,
  );

test('a forwarded flow is judged by where it went to before translation, and a moved target ends none', () => {
  const session = tcp('198.51.100.7', '203.0.113.1', 8443, '10.2.0.20 443');
  const direct = tcp('198.51.100.7', '10.2.0.20', 443);
  expect(judged({ before: [forward(''), web], after: [web] }, session, direct)).toEqual(['Ended', 'Lives']);
  expect(judged({ before: [forward('')], after: [forward(', from: [{networks: [192.0.2.0/24]}]')] }, session)).toEqual([
    'Ended',
  ]);
  const moved = forward('').replace('10.2.0.20', '10.2.0.21');
  expect(judged({ before: [forward(''), web], after: [moved] }, session)).toEqual(['Lives']);
});

test('what nobody can tell is unknown: a process, a hardware address, an interface among several', () => {
  const lan = policy('lan', 'forward', '{name: lan, action: Allow, from: [{zones: [lan]}], to: [{zones: [wan]}]}');
  const all = policy('lan', 'forward', '{name: lan, action: Allow, to: [{zones: [wan]}]}');
  const nobody = policy('out', 'egress', '{name: web, action: Deny, services: [http], process: {uids: [65534]}}');
  const macs = policy(
    'mac',
    'ingress',
    '{name: web, action: Allow, from: [{macs: ["02:00:00:00:00:01"]}], services: [http]}',
  );
  expect(judged({ before: [all], after: [lan] }, tcp('10.9.0.1', '198.51.100.7', 80))).toEqual(['Unknown']);
  expect(judged({ before: [web], after: [web, nobody] }, tcp('10.1.0.1', '198.51.100.7', 80))).toEqual(['Unknown']);
  expect(judged({ before: [web], after: [macs] }, tcp('10.1.0.10', '10.1.0.1', 80))).toEqual(['Unknown']);
  // It was not known before, and no more is refused now.
  expect(judged({ before: [macs, ssh], after: [macs] }, tcp('10.1.0.10', '10.1.0.1', 80))).toEqual(['Lives']);
});

test('a rule that asks for fewer hardware addresses, or for another process, is another rule', () => {
  const macs = (...ends: readonly string[]) =>
    policy(
      'mac',
      'ingress',
      `{name: web, action: Allow, from: [{macs: [${ends.map((end) => `"02:00:00:00:00:${end}"`).join(', ')}]}], services: [http]}`,
    );
  const uid = (id: number) =>
    policy('out', 'egress', `{name: web, action: Deny, services: [http], process: {uids: [${id}]}}`);
  const [session, own] = [tcp('10.1.0.10', '10.1.0.1', 80), tcp('10.1.0.1', '198.51.100.7', 80)];
  expect(judged({ before: [macs('01', '02')], after: [macs('01')] }, session)).toEqual(['Unknown']);
  expect(judged({ before: [macs('01')], after: [macs('01', '02')] }, session)).toEqual(['Lives']);
  expect(judged({ before: [uid(1)], after: [uid(2)] }, own)).toEqual(['Unknown']);
  const many = Array.from({ length: 60 }, (_, index) => `${10 + index}`);
  expect(judged({ before: [macs(...many, '01')], after: [macs(...many)] }, session)).toEqual(['Unknown']);
  expect(judged({ before: [macs(...many)], after: [macs(...many, '01')] }, session)).toEqual(['Lives']);
});

test('where no route tells the interface, all that there are must agree', () => {
  const anyone = policy('ssh', 'ingress', '{name: ssh, action: Allow, services: [ssh]}');
  const flows = [tcp('10.9.0.1', '10.1.0.1', 22), tcp('10.9.0.1', '10.1.0.1', 80)];
  expect(judged({ before: [anyone, web], after: [web] }, ...flows)).toEqual(['Ended', 'Lives']);
  expect(judged({ before: [anyone, web], after: [ssh, web] }, ...flows)).toEqual(['Unknown', 'Lives']);
});

test('on a host of many interfaces, what comes from elsewhere comes in by any of them but loopback', () => {
  const names = Array.from({ length: 20 }, (_, index) => `port${index}`);
  const choosing = { rules: `${rules}100:\tfrom all fwmark 0x1 lookup 100\n`, main: '' };
  const own = ['10.1.0.1', ...names.map((_, index) => `10.3.${index}.1`)];
  const local = own.map((address, index) => `local ${address} dev ${names[index] ?? 'lan0'}\n`).join('');
  const many = { ipv4: readNetwork({ ...choosing, local }, 'ipv4'), ipv6 };
  const anyone = policy('ssh', 'ingress', '{name: ssh, action: Allow, services: [ssh]}');
  const session = tcp('10.9.0.1', '10.1.0.1', 22);
  const { judge, mayPassAgain } = judgeOf({ before: [anyone, web], after: [web] }, many);
  expect([judge(session), mayPassAgain(session)]).toEqual(['Ended', false]);
});

test('the port of the client counts where a rule asks for it', () => {
  const from = (port: number) =>
    policy('p', 'ingress', `{name: p, action: Allow, ports: [{protocol: TCP, ports: [80], sourcePorts: [${port}]}]}`);
  const flows = [40000, 40001].map((port) =>
    flow(
      `ipv4 2 tcp 6 9 ESTABLISHED src=10.1.0.10 dst=10.1.0.1 sport=${port} dport=80 src=10.1.0.1 dst=10.1.0.10 sport=80 dport=${port} mark=0 use=1`,
    ),
  );
  expect(judged({ before: [from(40000)], after: [from(40001)] }, ...flows)).toEqual(['Ended', 'Lives']);
});

test('of several states before, the newest that does not let a flow live decides', () => {
  const flows = [tcp('10.1.0.10', '10.1.0.1', 22), tcp('10.1.0.10', '10.1.0.1', 80), tcp('10.2.0.20', '10.1.0.1', 443)];
  expect(judged({ before: [web, ssh], earlier: [[web]], after: [web] }, ...flows)).toEqual(['Ended', 'Lives', 'Lives']);
  expect(judged({ before: [web], earlier: [[web, ssh]], after: [web] }, ...flows)).toEqual(['Ended', 'Lives', 'Lives']);
  const kept = { before: [keep(ssh)], earlier: [[ssh], [web]], after: [] };
  expect(judged(kept, ...flows)).toEqual(['Spared', 'Ended', 'Lives']);
});

const entry = (text: string) => {
  const read = readRevokedEntry(text);
  if (read === undefined) throw new Error(text);
  return read;
};

test('a revoked way opens again unless all that may come by it is refused', () => {
  const { mayPassAgain } = judgeOf({ before: [web], after: [web, ssh, forward('')] });
  expect(mayPassAgain(entry('10.1.0.10,tcp:22,10.1.0.1 timeout 1799'))).toBe(true);
  expect(mayPassAgain(entry('10.2.0.20,tcp:22,10.1.0.1 timeout 1799'))).toBe(false);
  expect(mayPassAgain(entry('198.51.100.7,tcp:443,10.2.0.20 timeout 5'))).toBe(true);
  const narrow = judgeOf({ before: [forward('')], after: [forward(', from: [{networks: [192.0.2.0/24]}]')] });
  expect(narrow.mayPassAgain(entry('198.51.100.7,tcp:443,10.2.0.20 timeout 5'))).toBe(false);
  // The judge knows no more than the entry, whatever flow it is asked for.
  expect(narrow.mayPassAgain(tcp('198.51.100.7', '203.0.113.1', 8443, '10.2.0.20 443'))).toBe(false);
});

test('a forward that moves to another public port ends its flows, and shuts nobody out', () => {
  const moved = forward('').replace('8443', '8444');
  const session = tcp('198.51.100.7', '203.0.113.1', 8443, '10.2.0.20 443');
  const { judge, mayPassAgain } = judgeOf({ before: [forward('')], after: [moved] });
  expect([judge(session), mayPassAgain(session)]).toEqual(['Ended', true]);
});

test('a rule that asks for the port of the client shuts nobody out who may come from another one', () => {
  const from = (port: number) =>
    policy('p', 'ingress', `{name: p, action: Allow, ports: [{protocol: TCP, ports: [80], sourcePorts: [${port}]}]}`);
  const { judge, mayPassAgain } = judgeOf({ before: [from(40_000)], after: [from(40_001)] });
  const session = tcp('10.1.0.10', '10.1.0.1', 80);
  expect([judge(session), mayPassAgain(session)]).toEqual(['Ended', true]);
});
