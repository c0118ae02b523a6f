// Rulesets as Docker, kube-proxy, libvirt and ufw make them: they keep working, and their own edits arrive, through a hundred updates of ours.

import { describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { nothingDesired } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { foreignPart } from './foreign-part.ts';
import { compileFiles, dataplaneOf } from './rulesets.ts';
import { anyClient, backends, type ClientPlan, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const updates = 100;

/** Behind the host, as a container or a pod is. */
const container: ClientPlan = {
  name: 'docker0',
  ipv4: '172.17.0.2',
  ipv6: '2001:db8:17::2',
  host: { ipv4: '172.17.0.1', ipv6: '2001:db8:17::1' },
};

/** Written for this test in the form in which the programs write: one published port, one service with two endpoints, a bridge, a user's rules. */
const rulesets = {
  ipv4: `*nat
:DOCKER - [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-SVC-A - [0:0]
:KUBE-SEP-1 - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-POSTROUTING - [0:0]
:LIBVIRT_PRT - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A POSTROUTING -j LIBVIRT_PRT
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
-A KUBE-SERVICES -d 10.96.0.10/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-A
-A KUBE-SVC-A -m comment --comment "default/web -> 172.17.0.2:80" -j KUBE-SEP-1
-A KUBE-SEP-1 -s 172.17.0.2/32 -m comment --comment "default/web" -j KUBE-MARK-MASQ
-A KUBE-SEP-1 -p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination 172.17.0.2:80
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE
-A LIBVIRT_PRT -s 192.168.122.0/24 ! -d 192.168.122.0/24 -j MASQUERADE
COMMIT
*filter
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:KUBE-FORWARD - [0:0]
:LIBVIRT_FWI - [0:0]
:ufw-user-input - [0:0]
-A INPUT -j ufw-user-input
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -j LIBVIRT_FWI
-A FORWARD -j DROP
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -j RETURN
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
-A LIBVIRT_FWI -o virbr0 -j REJECT --reject-with icmp-port-unreachable
-A ufw-user-input -p tcp -m tcp --dport 2222 -j ACCEPT
COMMIT
`,
  ipv6: `*filter
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
:ufw6-user-input - [0:0]
-A INPUT -j ufw6-user-input
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A DOCKER -d 2001:db8:17::2/128 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -j RETURN
-A ufw6-user-input -p tcp -m tcp --dport 2222 -j ACCEPT
COMMIT
`,
};

/** What these programs do later, when a container or an endpoint comes or goes, or somebody calls ufw. */
async function editAsTheyDo(world: World, number: number): Promise<void> {
  const port = 9000 + number;
  const published = ['!', '-i', 'docker0', '-p', 'tcp', '-m', 'tcp', '--dport', `${port}`];
  const accepted = ['-d', '172.17.0.2/32', '!', '-i', 'docker0', '-o', 'docker0', '-p', 'tcp', '--dport', `${port}`];
  switch (number % 5) {
    case 0:
      await world.iptables('ipv4', '-t', 'nat', '-A', 'DOCKER', ...published, '-j', 'DNAT', '--to', '172.17.0.2:80');
      return void (await world.iptables('ipv4', '-A', 'DOCKER', ...accepted, '-j', 'ACCEPT'));
    case 1:
      // kube-proxy writes whole chains, and declares them anew.
      return await world.restore(
        'ipv4',
        `*nat\n:KUBE-SEP-X${number} - [0:0]\n:KUBE-SVC-A - [0:0]\n-A KUBE-SVC-A -s 10.255.0.0/16 -j KUBE-SEP-X${number}\n-A KUBE-SVC-A -j KUBE-SEP-1\n-A KUBE-SEP-X${number} -p tcp -m tcp -j DNAT --to-destination 172.17.0.9:80\nCOMMIT\n`,
      );
    case 2:
      return void (await world.iptables(
        'ipv4',
        '-I',
        'LIBVIRT_FWI',
        '1',
        '-d',
        `192.168.122.${number}/32`,
        '-j',
        'ACCEPT',
      ));
    case 3:
      await world.iptables('ipv6', '-A', 'ufw6-user-input', '-p', 'udp', '--dport', `${port}`, '-j', 'DROP');
      return void (await world.iptables(
        'ipv4',
        '-A',
        'ufw-user-input',
        '-p',
        'udp',
        '--dport',
        `${port}`,
        '-j',
        'DROP',
      ));
    default: {
      // Docker is started again: its jump is taken out and put first.
      await world.iptables('ipv4', '-D', 'FORWARD', '-j', 'DOCKER-USER');
      return void (await world.iptables('ipv4', '-I', 'FORWARD', '-j', 'DOCKER-USER'));
    }
  }
}

function revision(number: number): Desired {
  const text = `apiVersion: gatewright.dev/v1alpha1
kind: NetworkSet
metadata: {name: office}
spec: {networks: [10.0.0.${1 + (number % 7)}, '2001:db8:7::${1 + (number % 7)}']}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: host}
spec:
  hostSelector: {}
  tier: ${number % 4 === 0 ? 'Admin' : 'Default'}
  ingress:
    - {name: office, action: Allow, from: [{networkSets: [office]}]}
    - {name: web, action: Allow, ports: [{protocol: TCP, ports: [${8000 + (number % 3)}]}]}
  forward:
    - {name: bad, action: Deny, from: [{networks: [203.0.113.${1 + (number % 9)}, '2001:db8:9::9']}]}
`;
  return compileFiles([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
}

async function openHost(backend: Backend): Promise<World> {
  const world = await makeWorld({ backend, onEnd: onTestFinished, clients: [anyClient, container] });
  await world.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  for (const family of families) await world.restore(family, rulesets[family], { flush: true });
  await world.client(container).peer.listen({ protocol: 'tcp', port: 80 });
  return world;
}

async function theirPart(world: World): Promise<readonly string[]> {
  return await Promise.all(families.map(async (family) => foreignPart(await world.save(family))));
}

describe.each(backends)('on %s', (backend) => {
  test(`neighbours live on through ${updates} updates`, async () => {
    const world = await openHost(backend);
    const alone = await openHost(backend);
    const { peer } = world.client(anyClient);
    const reach = async (host: string, port: number) => (await peer.connect({ host, port, timeoutMs: 3000 })).outcome;
    let lastGood: Desired | undefined;
    for (let number = 0; number <= updates; number += 1) {
      const desired = revision(number);
      const known = { lastGood };
      // At once: their programs ask nobody.
      await Promise.all([
        applyDesired(dataplaneOf(world), desired, never, { known }),
        editAsTheyDo(world, number),
        editAsTheyDo(alone, number),
      ]);
      lastGood = desired;
      if (number % 10 !== 0) continue;
      expect(await reach(anyClient.host.ipv4, 8080)).toBe('connected');
      expect(await reach('10.96.0.10', 80)).toBe('connected');
      expect(await reach(container.ipv6, 80)).toBe('connected');
      expect(await theirPart(world)).toEqual(await theirPart(alone));
    }
    await applyDesired(dataplaneOf(world), revision(updates), never, { known: { lastGood } });
    for (const family of families) {
      const hooks = (await world.save(family)).split('\n').filter((line) => /^-A (?!GW-).* -j GW-/.test(line));
      expect(hooks).toEqual([
        '-A PREROUTING -j GW-RAW',
        '-A INPUT -j GW-IN',
        '-A OUTPUT -j GW-OUT',
        '-A DOCKER-USER -j GW-FWD',
      ]);
    }
    await applyDesired(dataplaneOf(world), nothingDesired, never, { known: { lastGood } });
    expect(await theirPart(world)).toEqual(await theirPart(alone));
    expect((await world.save('ipv4')) + (await world.save('ipv6'))).not.toContain('GW-');
  });
});
