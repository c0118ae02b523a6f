// When kernel parameters are written, as against rules: what lets packets through comes behind what polices them.

import { expect, test } from 'vitest';
import { runPass } from '../../src/controller/pass.ts';
import type { Remembered } from '../../src/plan/plan-parameters.ts';
import { readManifests } from '../../src/policy/parse.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import type { KernelParameters, StateStore } from '../../src/ports.ts';
import { createFakeKernel } from './fake-kernel.ts';

const forwarding = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'] as const;

const gateway = (spec: string) => `apiVersion: gatewright.dev/v1alpha1
kind: Host
metadata: {name: h}
spec: {zones: {lan: [eth0]}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: lan}, spec: {}}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata: {name: p}
spec: {hostSelector: {}, ${spec}}
`;
const on = gateway(`sysctls: {mode: Enforce, values: {${forwarding.map((name) => `${name}: 1`).join(', ')}}}`);

/** A host that notes in one list what is written, rules and parameters. */
function createHost() {
  const events: string[] = [];
  const values = new Map<string, string>(forwarding.map((name) => [name, '0']));
  let remembered: Remembered = {};
  const kernel = createFakeKernel();
  const parameters: KernelParameters = {
    read: (name) => Promise.resolve(values.get(name)),
    write: (name, value) => {
      events.push(`${name}=${value}`);
      values.set(name, value);
      return Promise.resolve();
    },
    loadRemembered: () => Promise.resolve(remembered),
    saveRemembered: (next) => {
      remembered = next;
      return Promise.resolve();
    },
  };
  const store: StateStore = {
    loadLastGood: () => Promise.resolve({}),
    loadBeforeLast: () => Promise.resolve(undefined),
    saveLastGood: () => Promise.resolve(),
    loadHistory: () => Promise.resolve({ entries: [] }),
    appendHistory: () => Promise.resolve(),
    loadStatus: () => Promise.resolve(undefined),
    saveStatus: () => Promise.resolve(),
  };
  const silent = () => undefined;
  const pass = (text: string) => {
    const snapshot: Snapshot = {
      revision: `main@sha1:${text.length}` as Revision,
      files: [{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }],
    };
    return runPass(
      {
        source: {
          fetch: () => Promise.resolve(snapshot),
          approve: () => Promise.resolve(),
          watch: () => Promise.resolve(() => Promise.resolve()),
        },
        reader: { read: (files) => Promise.resolve(readManifests(files)), close: () => Promise.resolve() },
        dataplane: {
          ...kernel.dataplane,
          restore: async (family, script, signal) => {
            await kernel.dataplane.restore(family, script, signal);
            // One transaction for each table.
            if (events.at(-1) !== `rules of ${family}`) events.push(`rules of ${family}`);
          },
        },
        parameters,
        store,
        clock: { now: () => new Date(0), elapsedMs: () => 0, sleep: () => Promise.resolve(), random: () => 0 },
        log: { debug: silent, info: silent, warn: silent, error: silent },
      },
      { host: { name: 'h', labels: {} }, memory: {}, fetch: true },
      new AbortController().signal,
    );
  };
  return { events, kernel, values, pass };
}

test('forwarding is switched on when the rules of both families stand, and off before they go', async () => {
  const host = createHost();
  expect((await host.pass(on)).outcome.problems).toEqual([]);
  expect(host.events).toEqual(['rules of ipv4', 'rules of ipv6', ...forwarding.map((name) => `${name}=1`)]);
  host.events.length = 0;
  await host.pass(gateway('defaults: {forward: Allow}'));
  expect(host.events).toEqual([...forwarding.map((name) => `${name}=0`), 'rules of ipv4', 'rules of ipv6']);
});

test('rules that the kernel refuses switch no forwarding on', async () => {
  const host = createHost();
  host.kernel.refuse = (script) => script.includes('GW-FWD');
  const { outcome } = await host.pass(on);
  expect(outcome.problems.map(({ reason }) => reason)).toEqual(['KernelRefused']);
  expect(host.events.filter((event) => event.includes('='))).toEqual([]);
});

test('source routing that the kernel honours is told where it is to be stopped', async () => {
  const told = async (value: string, spec: string) => {
    const host = createHost();
    host.values.set('net.ipv4.conf.all.accept_source_route', value);
    const { outcome } = await host.pass(gateway(spec));
    return outcome.warnings.filter(({ pointer }) => pointer === '/spec/hardening/sourceRouting').length;
  };
  expect(await told('1', 'icmp: {essentials: true}')).toBe(1);
  expect(await told('0', 'icmp: {essentials: true}')).toBe(0);
  expect(await told('1', 'hardening: {sourceRouting: false}')).toBe(0);
});
