// Metrics and health over real HTTP.

import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listener, listenHttp } from '../../src/adapters/http.ts';
import { createMetrics, type Metrics } from '../../src/adapters/metrics.ts';
import type { OutboxCounters } from '../../src/ports.ts';
import type { HostObject, HostStatus } from '../../src/status/status.ts';
import { hostWith, recordLog } from './receiver.ts';

let status: HostObject | undefined;
let outbox: OutboxCounters;
let alive: boolean;
let metrics: Metrics;
let listener: Listener;

beforeEach(async () => {
  status = undefined;
  outbox = { pending: 0, delivered: 0, lost: 0 };
  alive = true;
  metrics = createMetrics({ status: () => status, outbox: () => outbox, version: '0.1.0' });
  listener = await listenHttp({
    address: '127.0.0.1',
    port: 0,
    metrics,
    status: () => status,
    alive: () => alive,
    log: recordLog(),
  });
});
afterEach(() => listener.close());

function withStatus(changes: Partial<HostStatus>): HostObject {
  const host = hostWith('main is enforced.');
  return { ...host, status: { ...host.status, ...changes } };
}

async function get(path: string, method = 'GET'): Promise<readonly [number, string]> {
  const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, { method });
  return [response.status, await response.text()];
}

async function samples(): Promise<readonly string[]> {
  const [, text] = await get('/metrics');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.includes('_bucket'));
}

describe('/metrics', () => {
  it('tells the status, the outbox and the passes', async () => {
    status = withStatus({
      lastAppliedTime: '2026-01-01T00:00:00Z',
      dataplane: { backend: 'nft', version: '1.8.9' },
      drift: { repairs: 2 },
      faultCount: 4,
      policies: [
        { name: 'a', tier: 'Default', priority: 1, kernelRules: 3, packets: 0, bytes: 0 },
        { name: 'b', tier: 'Default', priority: 1, kernelRules: 4, packets: 0, bytes: 0 },
      ],
    });
    outbox = { pending: 5, delivered: 6, lost: 7 };
    metrics.observePass({ outcome: 'Applied', seconds: 0.5 });
    metrics.observePass({ outcome: 'Unchanged', seconds: 0.25 });
    const all = [
      'gatewright_passes_total{outcome="Applied"} 1',
      'gatewright_passes_total{outcome="Unchanged"} 1',
      'gatewright_pass_duration_seconds_sum 0.75',
      'gatewright_pass_duration_seconds_count 2',
      'gatewright_ready 1',
      'gatewright_policy_kernel_rules 7',
      'gatewright_last_applied_timestamp_seconds 1767225600',
      'gatewright_manifest_faults 4',
      'gatewright_outbox_pending 5',
      'gatewright_drift_repairs_total 2',
      'gatewright_outbox_delivered_total 6',
      'gatewright_outbox_lost_total 7',
      'gatewright_info{version="0.1.0",backend="nft",iptables="1.8.9"} 1',
    ];
    expect(await samples()).toEqual(all);
    expect(await samples()).toEqual(all);
  });

  it('leaves out what is not known yet instead of telling 0', async () => {
    const names = (await samples()).map((line) => line.split(/[ {]/)[0]);
    expect(names).not.toContain('gatewright_last_applied_timestamp_seconds');
    expect(names).not.toContain('gatewright_policy_kernel_rules');
    expect(await samples()).toContain('gatewright_ready 0');
  });
});

describe('/healthz', () => {
  it('says whether the loop turns', async () => {
    expect(await get('/healthz')).toEqual([200, 'ok\n']);
    alive = false;
    expect(await get('/healthz')).toEqual([503, 'the loop stands still\n']);
  });
});

describe('/readyz', () => {
  it('is the condition Ready', async () => {
    expect(await get('/readyz')).toEqual([503, 'no pass has ended yet\n']);
    status = hostWith('main is enforced.');
    expect(await get('/readyz')).toEqual([200, 'Applied: main is enforced.\n']);
    const condition = {
      type: 'Ready',
      status: 'False',
      reason: 'SourceUnreachable',
      message: 'x',
      lastTransitionTime: '',
      observedGeneration: 1,
    } as const;
    status = withStatus({ conditions: [condition] });
    expect(await get('/readyz')).toEqual([503, 'SourceUnreachable: x\n']);
  });
});

describe('the listener', () => {
  it('serves nothing else', async () => {
    expect((await get('/'))[0]).toBe(404);
    expect((await get('/metrics/../etc/passwd'))[0]).toBe(404);
    expect((await get('/healthz', 'POST'))[0]).toBe(405);
    expect(await get('/healthz', 'HEAD')).toEqual([200, '']);
  });

  it('cuts off a client that does not finish its request', async () => {
    const socket = connect(listener.port, '127.0.0.1');
    const start = Date.now();
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    await new Promise((resolve) => socket.once('close', resolve).resume());
    expect(Date.now() - start).toBeLessThan(9000);
  });

  it('says which address is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const { port } = taken.address() as { port: number };
    try {
      const second = listenHttp({
        address: '127.0.0.1',
        port,
        metrics,
        status: () => status,
        alive: () => alive,
        log: recordLog(),
      });
      await expect(second).rejects.toMatchObject({
        name: 'ListenError',
        message: `127.0.0.1 port ${port} cannot be listened on: another program uses it; change listen in the configuration`,
      });
    } finally {
      taken.close();
    }
  });
});
