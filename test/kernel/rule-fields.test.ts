// Fields of rules and peers that have no test file of their own, each by packets.

import { beforeAll, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { document, policy } from '../policy/yaml.ts';
import { countIcmp, sendIcmp } from './icmp-sender.ts';
import { connectAll, enforce, loudProfile, times } from './policy-host.ts';
import { adminClient, anyClient, backends, type ClientPlan, endOfSuite, makeWorld, type World } from './world.ts';

const tcp = (port: number) => `ports: [{protocol: TCP, ports: [${port}]}]`;
const allow = (name: string, rest: string) => `{name: ${name}, action: Allow, ${rest}}`;
const addressesOf = ({ ipv4, ipv6 }: ClientPlan) => `networks: [${ipv4}, "${ipv6}"]`;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    for (const port of [22, 80, 443, 8080]) {
      await world.hostPeer.listen({ protocol: 'tcp', port });
      for (const plan of [anyClient, adminClient]) await world.client(plan).peer.listen({ protocol: 'tcp', port });
    }
    await world.hostPeer.listen({ protocol: 'udp', port: 5000 });
  });

  const connect = (family: Family, from: ClientPlan, ...ports: readonly number[]) =>
    connectAll(world, { from, family, ports });
  const answersUdp = async (family: Family) => {
    const { peer, host } = world.client(anyClient);
    return (await peer.sendUdp({ host: host[family], port: 5000, timeoutMs: 600 })).answered;
  };

  test('source ports and one family narrow a rule', async () => {
    const ports = 'ports: [{protocol: TCP, ports: [22], sourcePorts: ["41000-41009"]}]';
    const one = allow('one', `${tcp(80)}, ipFamilies: [IPv4]`);
    await enforce(world, loudProfile, policy('p', 'ingress', allow('from-ports', ports), one));
    for (const family of families) {
      const { peer, host } = world.client(anyClient);
      const from = async (sourcePort: number) =>
        (await peer.connect({ host: host[family], port: 22, sourcePort })).outcome;
      expect([await from(41_005), await from(42_000)]).toEqual(['connected', 'refused']);
      expect(await connect(family, anyClient, 80)).toEqual([family === 'ipv4' ? 'connected' : 'refused']);
    }
  });

  test('a protocol is all that it carries; a Service of the repository is the sum of its parts', async () => {
    await enforce(world, loudProfile, policy('p', 'ingress', allow('udp', 'protocols: [udp]')));
    for (const family of families) {
      expect(await answersUdp(family)).toEqual([true]);
      expect(await connect(family, anyClient, 22)).toEqual(['refused']);
    }
    const own = 'ports: [{protocol: TCP, ports: [8080]}]\nprotocols: [udp]\ninclude: [ssh]';
    await enforce(
      world,
      loudProfile,
      document('Service', 'own', own),
      policy('p', 'ingress', allow('own', 'services: [own]')),
    );
    for (const family of families) {
      expect(await answersUdp(family)).toEqual([true]);
      expect(await connect(family, anyClient, 22, 8080, 80)).toEqual(['connected', 'connected', 'refused']);
    }
  });

  test('an ICMP message is known by its family, its type and its code, also in a Service', async () => {
    const icmp = '[{family: IPv4, type: timestamp-request, code: 1}, {family: IPv6, type: 139, code: 1}]';
    await enforce(
      world,
      document('Service', 'odd', `icmp: ${icmp}`),
      policy(
        'p',
        'ingress',
        `{name: here, action: Deny, icmp: ${icmp}}`,
        '{name: never, action: Deny, services: [odd]}',
      ),
      policy('q', 'ingress', '{name: others, action: Deny}'),
    );
    for (const family of families) {
      const { namespace, host } = world.client(anyClient);
      for (const code of [0, 1]) {
        const type = family === 'ipv4' ? 13 : 139;
        await sendIcmp(namespace, { source: anyClient[family], destination: host[family], type, code });
      }
      expect((await world.counters(family, 'GW-IN-p')).map(({ packets }) => packets)).toEqual([1, 0]);
    }
    await enforce(
      world,
      document('Service', 'odd', `icmp: ${icmp}`),
      policy('p', 'ingress', '{name: odd, action: Deny, services: [odd]}'),
    );
    const { namespace, host } = world.client(anyClient);
    await sendIcmp(namespace, { source: anyClient.ipv4, destination: host.ipv4, type: 13, code: 1 });
    expect((await world.counters('ipv4', 'GW-IN-p')).map(({ packets }) => packets)).toEqual([1]);
  });

  test('Reject answers as the rule says', async () => {
    const reject = (rejectWith: string, port: number) =>
      `{name: r${port}, action: Reject, ports: [{protocol: UDP, ports: [${port}]}], rejectWith: ${rejectWith}}`;
    await enforce(
      world,
      policy(
        'p',
        'ingress',
        reject('PortUnreachable', 5001),
        reject('HostUnreachable', 5002),
        reject('AdminProhibited', 5003),
        `{name: reset, action: Reject, ${tcp(22)}, rejectWith: TcpReset}`,
      ),
    );
    // Else the kernel answers one sender only now and then.
    await world.run('sysctl', ['-qw', 'net.ipv4.icmp_ratelimit=0', 'net.ipv6.icmp.ratelimit=0']);
    for (const family of families) {
      const { peer, host, namespace } = world.client(anyClient);
      const rejected = async (port: number) => {
        const type = family === 'ipv4' ? 3 : 1;
        const before = await countIcmp(namespace, family, type);
        const sent = await peer.sendUdp({ host: host[family], port, timeoutMs: 300 });
        return [sent.rejected, (await countIcmp(namespace, family, type)) - before];
      };
      expect(await rejected(5001)).toEqual(['ECONNREFUSED', 1]);
      // What may pass is not told to the program.
      expect(await rejected(5002)).toEqual([undefined, 1]);
      expect(await rejected(5003)).toEqual([family === 'ipv4' ? 'EHOSTUNREACH' : 'EACCES', 1]);
      expect(await connect(family, anyClient, 22)).toEqual(['refused']);
    }
  });

  test('tiers come one after the other, in a tier the lower number, then the name; Pass leaves the tier', async () => {
    const placed = (name: string, place: string, rule: string) =>
      policy(name, 'ingress', rule).replace('hostSelector: {}', `hostSelector: {}\n  ${place}`);
    await enforce(
      world,
      loudProfile,
      placed('z', 'tier: Admin', `{name: r, action: Reject, ${tcp(22)}}`),
      placed('a', 'priority: 600', allow('r', 'ports: [{protocol: TCP, ports: [22, 80]}]')),
      placed('b', 'priority: 400', `{name: r, action: Reject, ${tcp(80)}}`),
      placed('c', 'priority: 700', `{name: r, action: Pass, ${tcp(8080)}}`),
      placed('d', 'priority: 700', '{name: r, action: Reject, ports: [{protocol: TCP, ports: [443, 8080]}]}'),
      placed('e', 'tier: Baseline', allow('r', 'ports: [{protocol: TCP, ports: [443, 8080]}]')),
    );
    for (const family of families) {
      const outcomes = await connect(family, anyClient, 22, 80, 443, 8080);
      expect(outcomes).toEqual(['refused', 'refused', 'refused', 'connected']);
    }
  });

  test('what is excepted is not meant, by address, by set and by the label of a set', async () => {
    const but = (name: string, port: number, except: string) =>
      allow(name, `from: [{except: {${except}}}], ${tcp(port)}`);
    await enforce(
      world,
      loudProfile,
      document('NetworkSet', 'inner', addressesOf(adminClient), '{team: ops}'),
      document('NetworkSet', 'outer', 'include: [inner]'),
      policy(
        'p',
        'ingress',
        but('network', 22, addressesOf(adminClient)),
        but('set', 80, 'networkSets: [outer]'),
        but('sets', 443, 'networkSetSelector: {matchLabels: {team: ops}}'),
        allow('included', `from: [{networkSets: [outer]}], ${tcp(8080)}`),
      ),
    );
    for (const family of families) {
      expect(await connect(family, anyClient, 22, 80, 443, 8080)).toEqual([...times(3, 'connected'), 'refused']);
      expect(await connect(family, adminClient, 22, 80, 443, 8080)).toEqual([...times(3, 'refused'), 'connected']);
    }
  });

  test('conditions on labels pick sets', async () => {
    const by = (name: string, port: number, condition: string) =>
      allow(name, `from: [{networkSetSelector: {matchExpressions: [{key: team, ${condition}}]}}], ${tcp(port)}`);
    await enforce(
      world,
      loudProfile,
      document('NetworkSet', 'ops', addressesOf(adminClient), '{team: ops}'),
      document('NetworkSet', 'nobody', addressesOf(anyClient)),
      policy(
        'p',
        'ingress',
        by('in', 22, 'operator: In, values: [ops, dev]'),
        by('not-in', 80, 'operator: NotIn, values: [ops]'),
        by('exists', 443, 'operator: Exists'),
        by('does-not', 8080, 'operator: DoesNotExist'),
      ),
    );
    const [yes, no] = ['connected', 'refused'];
    for (const family of families) {
      expect(await connect(family, adminClient, 22, 80, 443, 8080)).toEqual([yes, no, yes, no]);
      expect(await connect(family, anyClient, 22, 80, 443, 8080)).toEqual([no, yes, no, yes]);
    }
  });

  test('interfaces, and values of the policy in the place of addresses and ports', async () => {
    const values = `variables: {web: 8080, net: ${adminClient.ipv4}, net6: "${adminClient.ipv6}"}`;
    await enforce(
      world,
      loudProfile,
      policy(
        'p',
        'ingress',
        allow('wire', `from: [{interfaces: [${anyClient.name}]}], ${tcp(22)}`),
        allow('value', `from: [{networks: ["\${net}", "\${net6}"]}], ports: [{protocol: TCP, ports: ["\${web}"]}]`),
      ).replace('hostSelector: {}', `hostSelector: {}\n  ${values}`),
    );
    for (const family of families) {
      expect(await connect(family, anyClient, 22, 8080)).toEqual(['connected', 'refused']);
      expect(await connect(family, adminClient, 22, 8080)).toEqual(['refused', 'connected']);
    }
  });

  test('egress rules meet what the host sends, to those that they name', async () => {
    const rule = `{name: r, action: Reject, to: [{${addressesOf(adminClient)}}], services: [http]}`;
    await enforce(world, policy('p', 'egress', rule));
    for (const family of families) {
      const to = async (plan: ClientPlan, port: number) =>
        (await world.hostPeer.connect({ host: plan[family], port })).outcome;
      expect([await to(adminClient, 80), await to(adminClient, 443), await to(anyClient, 80)]).toEqual([
        'refused',
        'connected',
        'connected',
      ]);
    }
  });

  test('a source network shares one budget, where the rule says so', async () => {
    const near: Readonly<Record<Family, string>> = { ipv4: '198.51.100.3', ipv6: '2001:db8:c:1::3' };
    const { namespace, peer, host } = world.client(anyClient);
    for (const family of families) {
      const nodad = family === 'ipv6' ? ['nodad'] : [];
      const bits = family === 'ipv4' ? 32 : 128;
      const add = ['addr', 'add', `${near[family]}/${bits}`, 'dev', 'eth0', ...nodad];
      await namespace.exec('ip', add, { deadlineMs: 5000 });
      const route = ['route', 'replace', `${near[family]}/${bits}`, 'dev', anyClient.name];
      await world.run('ip', family === 'ipv6' ? ['-6', ...route] : route);
    }
    for (const [per, expected] of [
      ['SourceNet', ['connected', 'refused']],
      ['Source', ['connected', 'connected']],
    ] as const) {
      const limit = `rateLimit: {rate: 1/hour, burst: 1, per: ${per}, exceeded: Reject}`;
      await enforce(world, loudProfile, policy('p', 'ingress', allow('r', `${tcp(22)}, ${limit}`)));
      for (const family of families) {
        const from = async (sourceAddress: string) =>
          (await peer.connect({ host: host[family], port: 22, sourceAddress })).outcome;
        expect([await from(anyClient[family]), await from(near[family])]).toEqual(expected);
      }
    }
  });

  test('records of a rule are limited as it says, for each source or for all', async () => {
    const log = await world.readLog(5);
    const rule = (name: string, port: number, per: string) =>
      `{name: ${name}, action: Reject, ${tcp(port)}, log: {prefix: "${name} ", limit: 1/hour, burst: 2, per: ${per}}}`;
    await enforce(world, loudProfile, policy('p', 'ingress', rule('each', 22, 'Source'), rule('all', 80, 'Global')));
    await connect('ipv4', anyClient, 22, 22, 22, 80, 80, 80);
    await connect('ipv4', adminClient, 22, 80);
    expect(await log.prefixes(5)).toEqual(['each ', 'each ', 'all ', 'all ', 'each ']);
  });
});
