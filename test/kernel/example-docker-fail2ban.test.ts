// examples/docker-fail2ban keeps what its README claims beside rules as Docker and fail2ban make them, by packets, in both families.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { readExample, selectFrom } from '../fixtures/examples.ts';
import { foreignPart } from './foreign-part.ts';
import { shortMs } from './gateway.ts';
import { dataplaneOf, observe } from './rulesets.ts';
import { anyClient, backends, type ClientPlan, endOfSuite, makeWorld, type World, waitUntil } from './world.ts';

const world0: ClientPlan = { ...anyClient, name: 'eth0' };
const admin: Readonly<Record<Family, string>> = { ipv4: '192.0.2.7', ipv6: '2001:db8:a::7' };
const banned: Readonly<Record<Family, string>> = { ipv4: '198.51.100.66', ipv6: '2001:db8:c::66' };
const container: ClientPlan = {
  name: 'docker0',
  ipv4: '172.17.0.2',
  ipv6: '2001:db8:17::2',
  host: { ipv4: '172.17.0.1', ipv6: '2001:db8:17::1' },
};
const published = [8080, 9000, 5432];

/** Three published ports of one container; a jail of ssh, and one of what is published. */
function foreignRules(family: Family): string {
  const inner = family === 'ipv4' ? container.ipv4 : `[${container.ipv6}]`;
  const translations = published.map(
    (port) => `-A DOCKER ! -i docker0 -p tcp -m tcp --dport ${port} -j DNAT --to-destination ${inner}:80`,
  );
  return `*nat
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s ${container[family]} ! -o docker0 -j MASQUERADE
${translations.join('\n')}
COMMIT
*filter
:FORWARD DROP [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
:f2b-sshd - [0:0]
:f2b-web - [0:0]
-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A DOCKER -d ${container[family]} ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -p tcp -m multiport --dports 80 -j f2b-web
-A DOCKER-USER -j RETURN
-A f2b-sshd -s ${banned[family]} -j REJECT
-A f2b-sshd -j RETURN
-A f2b-web -s ${banned[family]} -j REJECT
-A f2b-web -j RETURN
COMMIT
`;
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  const foreign = new Map<Family, string>();
  const knock = async (family: Family, port: number, sourceAddress: string = world0[family]) =>
    (await world.client(world0).peer.connect({ host: world0.host[family], port, sourceAddress, timeoutMs: shortMs }))
      .outcome;
  const knockAll = (family: Family, source?: string) =>
    Promise.all([22, ...published].map((port) => knock(family, port, source)));

  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [world0, container] });
    await world.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
    for (const family of families) {
      for (const address of [admin[family], banned[family]]) {
        const length = family === 'ipv4' ? 32 : 128;
        const added = ['address', 'add', `${address}/${length}`, 'dev', 'eth0'];
        await world
          .client(world0)
          .namespace.exec('ip', family === 'ipv4' ? added : [...added, 'nodad'], { deadlineMs: 5000 });
        await world.run('ip', ['route', 'add', `${address}/${length}`, 'via', world0[family], 'dev', 'eth0']);
      }
      await world.restore(family, foreignRules(family));
    }
    await waitUntil('the client has its addresses', async () => {
      const { stdout } = await world
        .client(world0)
        .namespace.exec('ip', ['-6', 'route', 'show', 'table', 'local'], { deadlineMs: 5000 });
      return stdout.includes(admin.ipv6) && stdout.includes(banned.ipv6);
    });
    await world.hostPeer.listen({ protocol: 'tcp', port: 22 });
    await world.client(container).peer.listen({ protocol: 'tcp', port: 80 });
    await world.client(world0).peer.listen({ protocol: 'tcp', port: 443 });
    await world.hostPeer.listen({ protocol: 'tcp', port: 3306 });
    // Without us, what Docker publishes is open to all but the banned.
    expect(await knockAll('ipv4')).toEqual(['connected', 'connected', 'connected', 'connected']);
    for (const family of families) foreign.set(family, foreignPart(await world.save(family)));
    const desired = compileRuleset(selectFrom(await readExample('docker-fail2ban'), 'docker1'));
    await applyDesired(dataplaneOf(world), desired, new AbortController().signal);
    expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
  });
  beforeEach(async () => {
    await world.flushNeighbours();
    await world.flushConntrack();
  });

  test.each(families)(
    'of the published ports the world has the shop, the admins the panel too, nobody the rest, in %s',
    async (family) => {
      expect(await knockAll(family)).toEqual(['connected', 'connected', 'timeout', 'timeout']);
      expect(await knockAll(family, admin[family])).toEqual(['connected', 'connected', 'connected', 'timeout']);
    },
  );

  test.each(families)('whom fail2ban has banned reaches neither ssh nor what is published, in %s', async (family) => {
    expect(await knockAll(family, banned[family])).not.toContain('connected');
  });

  test.each(families)('the address of a container is closed to the world, by whatever port, in %s', async (family) => {
    const { peer } = world.client(world0);
    const reach = async (port: number) =>
      (await peer.connect({ host: container[family], port, timeoutMs: shortMs })).outcome;
    expect(await Promise.all([80, ...published].map(reach))).toEqual(['timeout', 'timeout', 'timeout', 'timeout']);
  });

  test.each(families)('a container reaches the world and no port of the host, in %s', async (family) => {
    const { peer } = world.client(container);
    expect((await peer.connect({ host: world0[family], port: 443, timeoutMs: shortMs })).outcome).toBe('connected');
    expect((await peer.connect({ host: container.host[family], port: 3306, timeoutMs: shortMs })).outcome).toBe(
      'timeout',
    );
  });

  test('what is foreign is as it was, and our jumps stand behind the bans', async () => {
    for (const family of families) {
      const saved = await world.save(family);
      expect(foreignPart(saved)).toBe(foreign.get(family));
      const of = (chain: string) =>
        saved.match(new RegExp(`^-A ${chain} .*`, 'gm'))?.map((rule) => rule.split(' -j ')[1]);
      expect(of('INPUT')).toEqual(['f2b-sshd', 'GW-IN']);
      expect(of('DOCKER-USER')).toEqual(['f2b-web', 'GW-FWD', 'RETURN']);
      expect(of('FORWARD')?.[0]).toBe('DOCKER-USER');
    }
  });
});
