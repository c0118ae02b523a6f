// A running controller ends the open flows that a commit refuses, and lets them in again.

import { expect, onTestFinished, test } from 'vitest';
import { serveTalks, type Talk, talk } from '../kernel/talkers.ts';
import { backends } from '../kernel/world.ts';
import { isReady, programOfSuite, setStage } from './stage.ts';
import { host, raiseUplink } from './uplink.ts';

const bundle = programOfSuite();

const policyOf = (rules: string) => `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: talks}
spec:
  hostSelector: {}
  ingress:
    - {name: kept, action: Allow, ports: [{protocol: TCP, ports: [8080]}]}
${rules}`;
const closed = policyOf('');
const open = policyOf(
  '    - {name: granted, action: Allow, ports: [{protocol: TCP, ports: [8022]}, {protocol: UDP, ports: [8053]}]}\n',
);

/** How long it may take until a flow is silent. */
const silentMs = 5_000;
const patienceMs = 10_000;

/** Which are heard from now on. */
async function heard(talks: ReadonlyMap<string, Talk>, timeoutMs: number): Promise<readonly string[]> {
  const all = await Promise.all([...talks].map(async ([what, one]) => ({ what, is: await one.isHeard(timeoutMs) })));
  return all.filter(({ is }) => is).map(({ what }) => what);
}

test.each(backends)(
  'flows are silent soon after the commit that refuses them, others live on, and they speak again when it is taken back (%s)',
  async (backend) => {
    const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
    const { far } = await raiseUplink(stage, onTestFinished);
    await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
    await stage.repository.commitFiles({ 'talks.yaml': open });
    await serveTalks(stage.host, { tcp: [8022, 8080], udp: [8053] });
    const controller = await stage.start();
    await stage.until('it is applied', isReady);
    const [doomed, living] = [new Map<string, Talk>(), new Map<string, Talk>()];
    for (const [family, address] of Object.entries(host))
      for (const speaker of ['client', 'server'] as const) {
        const to = { host: address, speaker };
        doomed.set(`tcp ${family} ${speaker}`, talk(far, { ...to, protocol: 'tcp', port: 8022 }));
        doomed.set(`udp ${family} ${speaker}`, talk(far, { ...to, protocol: 'udp', port: 8053 }));
        if ((family === 'ipv4') === (speaker === 'client'))
          living.set(`tcp ${family} ${speaker}`, talk(far, { ...to, protocol: 'tcp', port: 8080 }));
      }
    expect(await heard(doomed, patienceMs)).toEqual([...doomed.keys()]);

    await stage.repository.commitFiles({ 'talks.yaml': closed });
    const askedMs = performance.now();
    const after = await stage.reconcile();
    expect([isReady(after), after.status.dataplane?.revocationSkipped]).toEqual([true, undefined]);
    expect(await heard(doomed, 300)).toEqual([]);
    const lastMs = Math.max(...[...doomed.values()].map((one) => one.lastHeardMs()));
    expect(lastMs - askedMs).toBeLessThan(silentMs);
    expect(await heard(living, patienceMs)).toEqual([...living.keys()]);

    await stage.repository.commitFiles({ 'talks.yaml': open });
    expect(isReady(await stage.reconcile())).toBe(true);
    expect(await heard(doomed, patienceMs)).toEqual([...doomed.keys()]);
    expect((await controller.end('SIGTERM')).code).toBe(0);
  },
);
