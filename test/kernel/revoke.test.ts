// Open connections that a revision refuses are ended, whoever speaks; the others never notice.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../../src/adapters/clock.ts';
import { createConnections } from '../../src/adapters/connections.ts';
import { applyDesired } from '../../src/controller/apply.ts';
import { type Revoked, revokeFlows } from '../../src/controller/revoke.ts';
import { toRevoke } from '../../src/controller/to-revoke.ts';
import { isEmptyPlan, planChanges } from '../../src/plan/plan.ts';
import type { Log } from '../../src/ports.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import { dmz, lan, manifest, selectText, wan, zones } from './gateway.ts';
import { dataplaneOf, observe } from './rulesets.ts';
import { type Speaker, serveTalks, type Talk, type TalkPlan, talk } from './talkers.ts';
import { backends, type ClientPlan, endOfSuite, makeWorld, type World } from './world.ts';

const never = new AbortController().signal;
const quiet = () => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
/** Long enough for what TCP sends again. */
const silenceMs = 2_000;
/** For what must be heard; it ends with the first word. */
const patienceMs = 5_000;

const site = `${zones}${manifest('FirewallProfile', 'site', 'failsafe: {ingress: [], reason: a test}')}`;
const policyOf = (name: string, rules: string, onRevoke = 'Kill') =>
  manifest('FirewallPolicy', name, `onRevoke: ${onRevoke}\n${rules}`);
const rest = [
  policyOf('web', 'ingress: [{name: http, action: Allow, services: [http]}]'),
  // Whoever serves may also open connections: a server that speaks would bring its connection back.
  policyOf(
    'out',
    'forward: [{name: dmz, action: Allow, from: [{zones: [dmz]}]}, {name: back, action: Allow, from: [{zones: [wan]}], to: [{zones: [lan]}]}]',
  ),
].join('');
const granted = [
  policyOf('ssh', 'ingress: [{name: ssh, action: Allow, from: [{zones: [lan]}], services: [ssh]}]'),
  policyOf(
    'dns',
    'ingress: [{name: dns, action: Allow, from: [{zones: [lan]}], ports: [{protocol: UDP, ports: [53]}]}]',
  ),
  policyOf('lan', 'forward: [{name: wan, action: Allow, from: [{zones: [lan]}], to: [{zones: [wan]}]}]'),
  policyOf('kept', 'ingress: [{name: https, action: Allow, services: [https]}]', 'Keep'),
  manifest(
    'NatPolicy',
    'edge',
    'portForwards:\n- {name: web, inZone: wan, address: 203.0.113.1, ports: [{protocol: TCP, ports: [8443]}], target: {address: 10.2.0.20, port: 443}}',
  ),
].join('');
const masquerade = manifest('NatPolicy', 'out', 'masquerade:\n- {name: lan, outZone: wan, from: [{zones: [lan]}]}');
const open = `${site}${rest}${masquerade}${granted}`;
const closed = `${site}${rest}${masquerade}`;

interface Case {
  readonly what: string;
  readonly from: ClientPlan;
  readonly to: Omit<TalkPlan, 'speaker'>;
}

const ended: readonly Case[] = [
  { what: 'ssh', from: lan, to: { protocol: 'tcp', host: '10.1.0.1', port: 22 } },
  { what: 'ssh by IPv6', from: lan, to: { protocol: 'tcp', host: '2001:db8:1::1', port: 22 } },
  { what: 'UDP', from: lan, to: { protocol: 'udp', host: '10.1.0.1', port: 53 } },
  { what: 'UDP by IPv6', from: lan, to: { protocol: 'udp', host: '2001:db8:1::1', port: 53 } },
  { what: 'port-forwarded', from: wan, to: { protocol: 'tcp', host: '203.0.113.1', port: 8443 } },
  { what: 'masqueraded', from: lan, to: { protocol: 'tcp', host: '203.0.113.9', port: 443 } },
  { what: 'forwarded by IPv6', from: lan, to: { protocol: 'tcp', host: '2001:db8:f::9', port: 443 } },
];
const kept: readonly Case[] = [
  { what: 'http', from: lan, to: { protocol: 'tcp', host: '10.1.0.1', port: 80 } },
  { what: 'http by IPv6', from: wan, to: { protocol: 'tcp', host: '2001:db8:f::1', port: 80 } },
  { what: 'https, by a policy that says Keep', from: lan, to: { protocol: 'tcp', host: '10.1.0.1', port: 443 } },
];
const speakers: readonly Speaker[] = ['client', 'server'];

type Selection = ReturnType<typeof selectText>;

/** What a pass does with a new revision. */
async function commit(world: World, text: string, before?: Selection): Promise<Selection & { revoked?: Revoked }> {
  const selected = selectText(text);
  const desired = compileRuleset(selected);
  const dataplane = dataplaneOf(world);
  const { observed } = await applyDesired(dataplane, desired, never);
  const connections = createConnections({
    deadlineMs: 10_000,
    exec: (program, args, options) => world.host.exec(program, args, options),
  });
  const revoked =
    before === undefined
      ? undefined
      : await revokeFlows(
          { connections, dataplane, clock: createClock(), log },
          {
            change: toRevoke({
              befores: [{ selected: before, desired: compileRuleset(before) }],
              after: { selected, desired },
              pastAnswers: [],
            }),
            observed,
          },
          never,
        );
  expect(isEmptyPlan(planChanges(desired, await observe(world)))).toBe(true);
  return revoked === undefined ? selected : { ...selected, revoked };
}

/** Each with either side speaking, once all are heard. */
async function talkAll(world: World, cases: readonly Case[]): Promise<ReadonlyMap<string, Talk>> {
  const talks = new Map(
    cases.flatMap(({ what, from, to }) =>
      speakers.map(
        (speaker) => [`${what}, ${speaker}`, talk(world.client(from).namespace, { ...to, speaker })] as const,
      ),
    ),
  );
  expect(await heard(talks, patienceMs)).toEqual([...talks.keys()]);
  return talks;
}

async function heard(talks: ReadonlyMap<string, Talk>, timeoutMs: number): Promise<readonly string[]> {
  const all = await Promise.all([...talks].map(async ([what, one]) => ({ what, is: await one.isHeard(timeoutMs) })));
  return all.filter(({ is }) => is).map(({ what }) => what);
}

async function countFlows(world: World, port: number): Promise<number> {
  const listed = await world.run('conntrack', ['-L', '-p', 'tcp', '--orig-port-dst', `${port}`]);
  return listed.split('\n').filter((line) => line !== '').length;
}

describe.each(backends)('on %s', (backend) => {
  let world: World;
  const onEnd = endOfSuite();
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [lan, dmz, wan] });
    await world.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
    const machines = [world.host, ...[dmz, wan].map((plan) => world.client(plan).namespace)];
    for (const machine of machines) await serveTalks(machine, { tcp: [22, 80, 443], udp: [53] });
  });

  test('what is refused now is ended in both families, translated or not; the others live on; what is allowed again opens', async () => {
    const first = await commit(world, open);
    await world.flushConntrack();
    const doomed = await talkAll(world, ended);
    const living = await talkAll(world, kept);
    const others = Array.from(
      { length: 1_000 },
      (_, index) =>
        `-A -t 900 -u SEEN_REPLY,ASSURED -s 10.1.0.77 -d 10.1.0.1 -p tcp --sport ${20_000 + index} --dport 80 --state ESTABLISHED\n`,
    );
    const file = join(world.folder, 'flows');
    await writeFile(file, others.join(''));
    await world.run('conntrack', ['-R', file]);

    const second = await commit(world, closed, first);
    expect(second.revoked).toEqual({ ended: doomed.size, reopened: 0 });
    expect(await heard(living, patienceMs)).toEqual([...living.keys()]);
    expect(await heard(doomed, silenceMs)).toEqual([]);
    expect(await heard(living, patienceMs)).toEqual([...living.keys()]);
    expect(await countFlows(world, 80)).toBeGreaterThanOrEqual(1_000);
    expect(await countFlows(world, 22)).toBe(0);

    const third = await commit(world, open, second);
    expect(third.revoked?.reopened).toBe(ended.length);
    expect((await observe(world)).sets.flatMap(({ entries }) => entries)).toEqual([]);
    await talkAll(world, ended);
  });
});
