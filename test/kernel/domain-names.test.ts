// Domain names in rules: a name server's answer lets in, another answer changes entries and no rule, silence changes nothing.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '../../src/adapters/clock.ts';
import { createLearnedNames } from '../../src/adapters/learned-names.ts';
import { createResolver } from '../../src/adapters/resolver.ts';
import { applyDesired } from '../../src/controller/apply.ts';
import { createNameWatch } from '../../src/controller/name-watch.ts';
import { countPlan, isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import type { Known } from '../../src/policy/known.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { type DnsServer, startDnsServer } from '../fixtures/dns-server.ts';
import { document, policy, readYaml } from '../policy/yaml.ts';
import { connectAll, loudProfile } from './policy-host.ts';
import { dataplaneOf, observe } from './rulesets.ts';
import { anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const name = 'guest.example.org';
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const rules = policy(
  'p',
  'ingress',
  `{name: r, action: Allow, services: [http], from: [{domainNames: [${name}]}]}`,
  '{name: s, action: Allow, services: [https]}',
);

const bySet = `${document('NetworkSet', 'guests', `domainNames: [${name}]`)}---
${rules.replace(`domainNames: [${name}]`, 'networkSets: [guests]')}`;

function compile(known: Known, text = rules): Desired {
  const manifests = readYaml({ 'a.yaml': `${loudProfile}---\n${text}` });
  const selected = selectForHost(manifests, { name: 'host', labels: {}, known });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error));
  return compileRuleset(selected.value);
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  let dns: DnsServer;
  beforeAll(async () => {
    dns = await startDnsServer();
    world = await makeWorld({ backend, onEnd, clients: [anyClient] });
    for (const port of [80, 443]) await world.hostPeer.listen({ protocol: 'tcp', port });
  });
  afterAll(() => dns.close());
  beforeEach(() => dns.serve({ names: new Map() }));

  /** What a controller knows after it has asked once; what was answered is on disk for the next one. */
  const learn = async () => {
    const watch = await createNameWatch({
      resolver: createResolver({ hostsFile: '/nonexistent', servers: [dns.address], deadlineMs: 400 }),
      store: createLearnedNames({ stateDirectory: world.folder, file: 'names.json', log }),
      clock: createClock(),
      log,
    });
    watch.want([name]);
    const before = watch.known();
    await watch.refresh(never);
    return { before, after: watch.known() };
  };
  const serve = (...addresses: readonly string[]) => dns.serve({ names: new Map([[name, { addresses, ttl: 60 }]]) });
  const apply = async (desired: Desired) => {
    const counts = countPlan(planChanges(desired, await observe(world)));
    await applyDesired(dataplaneOf(world), desired, never);
    expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
    await world.flushConntrack();
    return counts;
  };
  const ask = () => Promise.all(families.map((family) => connectAll(world, { family, ports: [80, 443] })));
  const closed = ['refused', 'connected'];
  const open = ['connected', 'connected'];

  test('a name lets in nobody before it is answered, then whom it stands for, and by entries alone', async () => {
    await apply(compile({ names: new Map() }));
    expect(await ask()).toEqual([closed, closed]);

    serve(anyClient.ipv4);
    expect(await apply(compile((await learn()).after))).toEqual({
      added: 0,
      removed: 0,
      replaced: 0,
      entriesAdded: 1,
      entriesRemoved: 0,
    });
    expect(await ask()).toEqual([open, closed]);

    serve(anyClient.ipv4, anyClient.ipv6);
    await apply(compile((await learn()).after));
    expect(await ask()).toEqual([open, open]);
  });

  test('a name server that is silent, and one that knows the name no more, leave the last answer, also for the next controller', async () => {
    serve(anyClient.ipv4, anyClient.ipv6);
    await learn();
    for (const zone of [undefined, { names: new Map() }]) {
      dns.serve(zone);
      const { before, after } = await learn();
      expect(after).toBe(before);
      await apply(compile(after));
      expect(await ask()).toEqual([open, open]);
    }
  });

  test('a set of names lets in whom they stand for', async () => {
    await apply(compile({ names: new Map() }, bySet));
    expect(await ask()).toEqual([closed, closed]);
    serve(anyClient.ipv4, anyClient.ipv6);
    await apply(compile((await learn()).after, bySet));
    expect(await ask()).toEqual([open, open]);
  });

  test('another answer takes out whom the name stood for, and no rule with it', async () => {
    await apply(compile({ names: new Map([[name, [anyClient.ipv4, anyClient.ipv6]]]) }));
    const counts = await apply(compile({ names: new Map([[name, ['203.0.113.7', '2001:db8::7']]]) }));
    expect(counts).toEqual({ added: 0, removed: 0, replaced: 0, entriesAdded: 2, entriesRemoved: 2 });
    expect(await ask()).toEqual([closed, closed]);
  });
});
