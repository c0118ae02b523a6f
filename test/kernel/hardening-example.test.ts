// examples/hardening keeps what its README claims: bans, limits, records, and a way in for whoever manages the host.

import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, nothingDesired, planChanges } from '../../src/plan/plan.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { programOfSuite, setStage } from '../e2e/stage.ts';
import { compileFiles, dataplaneOf, desiredChains, observe, observedChains, readFolder } from './rulesets.ts';
import { adminClient, anyClient, backends, type ClientPlan, endOfSuite, makeWorld, type World } from './world.ts';

const folder = fileURLToPath(new URL('../../examples/hardening', import.meta.url));
const bundle = programOfSuite();
const shortMs = 400;
const never = new AbortController().signal;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  let desired: Desired;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd });
    for (const port of [22, 80, 443]) await world.hostPeer.listen({ protocol: 'tcp', port });
    desired = compileFiles(await readFolder(folder));
  });
  beforeEach(async () => {
    // Bans and budgets go with the rules.
    await applyDesired(dataplaneOf(world), nothingDesired, never);
    await applyDesired(dataplaneOf(world), desired, never);
    await world.flushConntrack();
    await world.flushNeighbours();
  });

  const knock = async (from: ClientPlan, family: Family, port: number) => {
    const { peer, host } = world.client(from);
    return (await peer.connect({ host: host[family], port, timeoutMs: shortMs })).outcome;
  };

  test('it reads back as it was rendered, and a second pass writes nothing', async () => {
    const observed = await observe(world);
    for (const family of families) expect(observedChains(observed[family])).toEqual(desiredChains(desired[family]));
    expect(isEmptyPlan(planChanges(desired, observed))).toBe(true);
  });

  test.each(families)(
    'the world reaches the web server and nothing else, the admins reach ssh, in %s',
    async (family) => {
      const ports = [22, 80, 443, 8080];
      const outcomes = async (from: ClientPlan) => await Promise.all(ports.map((port) => knock(from, family, port)));
      expect(await outcomes(anyClient)).toEqual(['timeout', 'connected', 'connected', 'timeout']);
      expect(await outcomes(adminClient)).toEqual(['connected', 'connected', 'connected', 'timeout']);
    },
  );

  test.each(families)(
    'a scanner loses the web server, and an admin who does the same loses nothing, in %s',
    async (family) => {
      for (const from of [anyClient, adminClient])
        await Promise.all([21, 23, 3389].map((port) => knock(from, family, port)));
      expect(await knock(anyClient, family, 80)).toBe('timeout');
      expect(await knock(adminClient, family, 80)).toBe('connected');
      expect(await knock(adminClient, family, 22)).toBe('connected');
    },
  );

  test.each(families)(
    'a flood of connections is cut, of others and not of ssh by the failsafe, in %s',
    async (family) => {
      const flood = async (from: ClientPlan, port: number) => {
        const outcomes = await Promise.all(Array.from({ length: 100 }, () => knock(from, family, port)));
        return outcomes.filter((outcome) => outcome === 'connected').length;
      };
      const opened = await flood(anyClient, 80);
      expect(opened).toBeGreaterThanOrEqual(50);
      expect(opened).toBeLessThan(100);
      expect(await flood(adminClient, 22)).toBe(100);
    },
  );

  test.each(families)('a flood of pings is answered in part in %s', async (family) => {
    const { peer, host } = world.client(anyClient);
    const answered = await peer.ping(host[family], { count: 40, intervalMs: 5 });
    expect(answered).toBeGreaterThanOrEqual(10);
    expect(answered).toBeLessThan(40);
  });

  test('each source has records of its own, and a login leaves one', async () => {
    const { namespace, host } = world.client(adminClient);
    const colleague = '192.0.2.11';
    await namespace.exec('ip', ['address', 'replace', `${colleague}/24`, 'dev', 'eth0'], { deadlineMs: 5000 });
    const log = await world.readLog(5);
    const scan = { host: anyClient.host.ipv4, port: 5000, count: 30, timeoutMs: 50 };
    await world.client(anyClient).peer.sendUdp(scan);
    const { peer } = world.client(adminClient);
    await peer.sendUdp({ host: host.ipv4, port: 5000, timeoutMs: 50 });
    await peer.connect({ host: host.ipv4, port: 22, sourceAddress: colleague });
    const refused = Array.from({ length: 6 }, () => 'gw:default/ingress:D');
    expect(await log.prefixes(7)).toEqual([...refused, 'gw:services/ssh:A']);
  });

  test('the program sets what the kernel must be, and gives it back', async () => {
    const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
    const redirects = async () => (await stage.run('sysctl', ['-n', 'net.ipv4.conf.all.send_redirects'])).trim();
    const policies = async () => (await stage.save('ipv6')).match(/^:(?:INPUT|FORWARD) \w+/gm);
    expect(await redirects()).toBe('1');
    expect((await stage.gatewright(['apply', folder])).code).toBe(0);
    expect([await redirects(), await policies()]).toEqual(['0', [':INPUT DROP', ':FORWARD DROP']]);
    expect((await stage.gatewright(['uninstall'])).code).toBe(0);
    expect([await redirects(), await policies()]).toEqual(['1', [':INPUT ACCEPT', ':FORWARD ACCEPT']]);
  });
});
