// New connections through Docker's published port and a Kubernetes service while both sides write; and where our hooks stand meanwhile.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import type { Desired, DesiredRuleset, DesiredTable } from '../../src/ruleset/ruleset.ts';
import { foreignPart } from './foreign-part.ts';
import { compileFiles, dataplaneOf } from './rulesets.ts';
import { adminClient, anyClient, backends, type ClientPlan, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const updates = 30;

/** Behind the host: what is published. */
const container: ClientPlan = {
  name: 'docker0',
  ipv4: '172.17.0.2',
  ipv6: '2001:db8:17::2',
  host: { ipv4: '172.17.0.1', ipv6: '2001:db8:17::1' },
};

const inner: Readonly<Record<Family, string>> = { ipv4: '172.17.0.2:80', ipv6: '[2001:db8:17::2]:80' };
const clusterAddress: Readonly<Record<Family, string>> = { ipv4: '10.96.0.10', ipv6: '2001:db8:96::10' };

interface Neighbour {
  readonly name: string;
  ruleset(family: Family): string;
  /** What the program writes when something comes (odd) or goes (even). */
  edit(world: World, family: Family, number: number): Promise<void>;
  /** Where the container is reached from outside. */
  readonly target: Readonly<Record<Family, { readonly host: string; readonly port: number }>>;
}

const docker: Neighbour = {
  name: 'Docker',
  ruleset: (family) => `*nat
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s ${container[family]} ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination ${inner[family]}
COMMIT
*filter
:FORWARD DROP [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A DOCKER -d ${container[family]} ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -j RETURN
COMMIT
`,
  edit: async (world, family, number) => {
    const [action, port] = number % 2 === 1 ? ['-A', `${9000 + number}`] : ['-D', `${8999 + number}`];
    const published = ['!', '-i', 'docker0', '-p', 'tcp', '--dport', port, '-j', 'DNAT', '--to', inner[family]];
    await world.iptables(family, '-t', 'nat', action, 'DOCKER', ...published);
    const accepted = ['-d', container[family], '!', '-i', 'docker0', '-o', 'docker0', '-p', 'tcp', '--dport', port];
    await world.iptables(family, action, 'DOCKER', ...accepted, '-j', 'ACCEPT');
  },
  target: {
    ipv4: { host: anyClient.host.ipv4, port: 8080 },
    ipv6: { host: anyClient.host.ipv6, port: 8080 },
  },
};

/** kube-proxy declares whole chains anew, and takes away those of a service that went. */
function kubeChains(family: Family, other: 'Comes' | 'Goes'): string {
  const service = `-p tcp -m comment --comment "default/web" -m tcp`;
  const first = [':KUBE-SERVICES - [0:0]', ':KUBE-SVC-WEB - [0:0]', ':KUBE-SEP-WEB - [0:0]', ':KUBE-SVC-OTHER - [0:0]'];
  const web = [
    `-A KUBE-SERVICES -d ${clusterAddress[family]} ${service} --dport 80 -j KUBE-SVC-WEB`,
    '-A KUBE-SVC-WEB -m comment --comment "default/web" -j KUBE-SEP-WEB',
    `-A KUBE-SEP-WEB -s ${container[family]} -j KUBE-MARK-MASQ`,
    `-A KUBE-SEP-WEB ${service} -j DNAT --to-destination ${inner[family]}`,
  ];
  const last =
    other === 'Goes'
      ? ['-X KUBE-SVC-OTHER']
      : [
          `-A KUBE-SERVICES -d ${clusterAddress[family]} -p tcp -m tcp --dport 81 -j KUBE-SVC-OTHER`,
          `-A KUBE-SVC-OTHER -p tcp -m tcp -j DNAT --to-destination ${inner[family]}`,
        ];
  return [...first, ...web, ...last].join('\n');
}

const kube: Neighbour = {
  name: 'kube-proxy',
  ruleset: (family) => `*nat
:KUBE-MARK-MASQ - [0:0]
:KUBE-POSTROUTING - [0:0]
${kubeChains(family, 'Goes')}
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -j MASQUERADE
COMMIT
*filter
:KUBE-FORWARD - [0:0]
:KUBE-FIREWALL - [0:0]
-A INPUT -j KUBE-FIREWALL
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A OUTPUT -j KUBE-FIREWALL
-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
`,
  edit: async (world, family, number) => {
    await world.restore(family, `*nat\n${kubeChains(family, number % 2 === 1 ? 'Comes' : 'Goes')}\nCOMMIT\n`);
  },
  target: {
    ipv4: { host: clusterAddress.ipv4, port: 80 },
    ipv6: { host: clusterAddress.ipv6, port: 80 },
  },
};

/** The admin may not reach the container; all else that is forwarded is left to the neighbours. In two of three, nat changes together with filter. */
function revision(number: number): Desired {
  const text = `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: host}
spec:
  hostSelector: {}
  tier: ${number % 4 === 0 ? 'Admin' : 'Default'}
  ingress:
    - {name: web, action: Allow, ports: [{protocol: TCP, ports: [${7000 + number}]}]}
  forward:
    - {name: no-admin, action: Deny, from: [{networks: [${adminClient.ipv4}, '${adminClient.ipv6}']}], ports: [{protocol: TCP, ports: [80]}]}
    - {name: bad, action: Deny, from: [{networks: [203.0.113.${1 + (number % 9)}, '2001:db8:9::${1 + (number % 9)}']}]}
`;
  const desired = compileFiles([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  return number % 3 === 0
    ? desired
    : { ...desired, ipv4: withNat(desired.ipv4, number), ipv6: withNat(desired.ipv6, number) };
}

function withNat(ruleset: DesiredRuleset, number: number): DesiredRuleset {
  const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };
  const text = `-p tcp -m tcp --dport ${6000 + number} -m comment --comment "nat/edge/web" -j DNAT --to-destination ${inner[ruleset.family]}`;
  const nat: DesiredTable = {
    name: 'nat',
    chains: [{ name: 'GW-DNAT', rules: [{ text, label: 'nat/edge/web', role: 'verdict', origin }] }],
    hooks: [{ builtin: 'PREROUTING', target: 'GW-DNAT', after: [] }],
  };
  return { ...ruleset, tables: [...ruleset.tables, nat] };
}

async function openHost(backend: Backend, neighbour: Neighbour, clients: readonly ClientPlan[]): Promise<World> {
  const world = await makeWorld({ backend, onEnd: onTestFinished, clients });
  await world.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  for (const family of families) await world.restore(family, neighbour.ruleset(family), { flush: true });
  return world;
}

async function theirPart(world: World): Promise<readonly string[]> {
  return await Promise.all(families.map(async (family) => foreignPart(await world.save(family))));
}

type Target = Neighbour['target'][Family];

async function outcomeOf(world: World, plan: ClientPlan, target: Target): Promise<string> {
  // The admin's packets are dropped: nothing comes however long it waits.
  const timeoutMs = plan === adminClient ? 100 : 5000;
  return (await world.client(plan).peer.connect({ ...target, timeoutMs })).outcome;
}

/** How often a first packet had to be sent once more: a connection that comes about hides that one was lost. */
async function lostSyns(world: World, plan: ClientPlan): Promise<string | undefined> {
  const read = await world.client(plan).namespace.exec('cat', ['/proc/net/netstat'], { deadlineMs: 10_000 });
  const [names = [], values = []] = read.stdout.split('\n').map((line) => line.split(' '));
  return values[names.indexOf('TCPSynRetrans')];
}

/** The rules of a chain in filter, without the `-A CHAIN`. */
async function rulesOf(world: World, family: Family, chain: string): Promise<readonly string[]> {
  const lines = (await world.save(family)).split('*filter')[1]?.split('\n') ?? [];
  return lines.filter((line) => line.startsWith(`-A ${chain} `)).map((line) => line.slice(`-A ${chain} `.length));
}

describe.each(backends)('on %s', (backend) => {
  test.each([docker, kube])(
    '$name: no new connection is lost or let in while it writes and we write',
    {
      timeout: 600_000,
    },
    async (neighbour) => {
      const world = await openHost(backend, neighbour, [anyClient, adminClient, container]);
      const alone = await openHost(backend, neighbour, []);
      await world.client(container).peer.listen({ protocol: 'tcp', port: 80 });
      let lastGood: Desired | undefined;
      const update = async (number: number) => {
        const desired = revision(number);
        const applied = await applyDesired(dataplaneOf(world), desired, never, { known: { lastGood } });
        lastGood = desired;
        return applied;
      };
      await update(0);
      const state = { isOver: false };
      const counts = new Map<string, number>();
      const ask = async (plan: ClientPlan) => {
        for (let round = 0; !state.isOver; round += 1) {
          const family = families[round % 2] ?? 'ipv4';
          const outcome = `${plan.name} ${family} ${await outcomeOf(world, plan, neighbour.target[family])}`;
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
          await sleep(10);
        }
      };
      const ours = async () => {
        for (let number = 1; number <= updates; number += 1) await update(number);
      };
      const theirs = async () => {
        for (let number = 1; number <= updates; number += 1) {
          for (const family of families) {
            await neighbour.edit(world, family, number);
            await neighbour.edit(alone, family, number);
          }
        }
      };
      const asking = Promise.all([ask(anyClient), ask(adminClient)]);
      try {
        await Promise.all([ours(), theirs()]);
      } finally {
        state.isOver = true;
        await asking;
      }
      expect([...counts.keys()].toSorted()).toEqual([
        'admin0 ipv4 timeout',
        'admin0 ipv6 timeout',
        'client0 ipv4 connected',
        'client0 ipv6 connected',
      ]);
      expect(await lostSyns(world, anyClient)).toBe('0');
      await update(updates);
      expect(isEmptyPlan((await update(updates)).plan)).toBe(true);
      expect(await theirPart(world)).toEqual(await theirPart(alone));
    },
  );

  test('exactly one hook, in its place after each move of Docker, libvirt, fail2ban and CrowdSec', {
    timeout: 600_000,
  }, async () => {
    const world = await openHost(backend, docker, [anyClient, adminClient, container]);
    await world.client(container).peer.listen({ protocol: 'tcp', port: 80 });
    await world.client(anyClient).peer.listen({ protocol: 'tcp', port: 80 });
    const desired = revision(0);
    const chainsOf = ['INPUT', 'FORWARD', 'DOCKER-USER'];
    /** What leads a chain up to our hook, after a pass; undefined where no hook of ours is. */
    const leads = async (family: Family) =>
      Object.fromEntries(
        await Promise.all(
          chainsOf.map(async (chain) => {
            const rules = await rulesOf(world, family, chain);
            const at = rules.findIndex((rule) => rule.startsWith('-j GW-'));
            return [chain, at < 0 ? undefined : rules.slice(0, at)] as const;
          }),
        ),
      );
    const [first, inUser, inForward] = [[], { FORWARD: undefined, 'DOCKER-USER': [] }, { FORWARD: [] }];
    const f2b = '-p tcp -m tcp --dport 22 -j f2b-sshd';
    const moves: readonly (readonly [string, readonly string[], Readonly<Record<string, unknown>>])[] = [
      ['nothing', [], { INPUT: first, ...inUser }],
      ['Docker takes its jump away', ['-D FORWARD -j DOCKER-USER'], { INPUT: first, ...inForward }],
      ['and puts it first again', ['-I FORWARD -j DOCKER-USER'], { INPUT: first, ...inUser }],
      ['somebody empties DOCKER-USER', ['-F DOCKER-USER', '-A DOCKER-USER -j RETURN'], { INPUT: first, ...inUser }],
      [
        'libvirt starts',
        [':LIBVIRT_INP', ':LIBVIRT_FWX', '-I INPUT -j LIBVIRT_INP', '-I FORWARD -j LIBVIRT_FWX'],
        { INPUT: first, ...inForward },
      ],
      ['Docker starts again', ['-D FORWARD -j DOCKER-USER', '-I FORWARD -j DOCKER-USER'], { INPUT: first, ...inUser }],
      ['fail2ban starts', [':f2b-sshd', '-A f2b-sshd -j RETURN', `-I INPUT ${f2b}`], { INPUT: [f2b], ...inUser }],
      [
        'CrowdSec starts',
        [':CROWDSEC_CHAIN', '-I INPUT -j CROWDSEC_CHAIN'],
        { INPUT: ['-j CROWDSEC_CHAIN', f2b], ...inUser },
      ],
      [
        'fail2ban stops',
        [`-D INPUT ${f2b}`, '-F f2b-sshd', '-X f2b-sshd'],
        { INPUT: ['-j CROWDSEC_CHAIN'], ...inUser },
      ],
    ];
    for (const [what, edits, expected] of moves) {
      const script = `*filter\n${edits.map((edit) => edit.replace(/^:(.*)$/, ':$1 - [0:0]')).join('\n')}\nCOMMIT\n`;
      for (const family of families) if (edits.length > 0) await world.restore(family, script);
      const before = await theirPart(world);
      const { observed } = await applyDesired(dataplaneOf(world), desired, never, { known: { lastGood: desired } });
      expect(isEmptyPlan(planChanges(desired, observed)), what).toBe(true);
      expect(await theirPart(world), what).toEqual(before);
      for (const family of families) {
        expect(await leads(family), what).toEqual(expected);
        const hooks = (await world.save(family)).match(/^-A (?!GW-)\S+ -j GW-(?:IN|FWD|OUT)$/gm)?.length;
        expect(hooks, what).toBe(3);
        const asked = [anyClient, adminClient].map((plan) => outcomeOf(world, plan, docker.target[family]));
        expect(await Promise.all(asked), what).toEqual(['connected', 'timeout']);
        expect(await outcomeOf(world, container, { host: anyClient[family], port: 80 }), what).toBe('connected');
      }
    }
  });
});
