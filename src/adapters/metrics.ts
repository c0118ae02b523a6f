// What Prometheus reads: made from the status object at the moment of the scrape, and from the passes counted here.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { OutboxCounters } from '../ports.ts';
import type { HostObject } from '../status/status.ts';

export interface MetricsOptions {
  /** The newest status; undefined before the first pass. */
  readonly status: () => HostObject | undefined;
  readonly outbox: () => OutboxCounters;
  readonly version: string;
}

export interface Metrics {
  /** Counts a pass. `outcome` is one of a few words (`Applied`, `Unchanged`, `Refused`, `Failed`). */
  observePass(pass: { readonly outcome: string; readonly seconds: number }): void;
  /** The text format of Prometheus. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

interface Reading {
  readonly name: string;
  readonly help: string;
  /** Undefined: not known yet, so the metric has no value. */
  readonly read: (options: MetricsOptions) => number | undefined;
}

const readings: readonly Reading[] = [
  {
    name: 'gatewright_ready',
    help: 'Whether the condition Ready is True.',
    read: ({ status }) => readyNumber(status()),
  },
  {
    name: 'gatewright_policy_kernel_rules',
    help: 'Kernel rules that the policies of this host ask for, both families.',
    read: ({ status }) => status()?.status.policies.reduce((sum, { kernelRules }) => sum + kernelRules, 0),
  },
  {
    name: 'gatewright_last_applied_timestamp_seconds',
    help: 'When the enforced revision was applied, in Unix time.',
    read: ({ status }) => unixTime(status()?.status.lastAppliedTime),
  },
  {
    name: 'gatewright_manifest_faults',
    help: 'Faults in the revision attempted last.',
    read: ({ status }) => status()?.status.faultCount,
  },
  {
    name: 'gatewright_outbox_pending',
    help: 'Events that wait for a webhook.',
    read: ({ outbox }) => outbox().pending,
  },
];

const totals: readonly Reading[] = [
  {
    name: 'gatewright_drift_repairs_total',
    help: 'Passes that found changes by somebody else and put them right.',
    read: ({ status }) => status()?.status.drift.repairs,
  },
  {
    name: 'gatewright_outbox_delivered_total',
    help: 'Events that a webhook took.',
    read: ({ outbox }) => outbox().delivered,
  },
  { name: 'gatewright_outbox_lost_total', help: 'Events given up.', read: ({ outbox }) => outbox().lost },
];

/** The metrics of one controller, in a registry of their own. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const passes = new Counter({
    name: 'gatewright_passes_total',
    help: 'Passes, by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
  const duration = new Histogram({
    name: 'gatewright_pass_duration_seconds',
    help: 'How long a pass took.',
    buckets,
    registers,
  });
  for (const { name, help, read } of readings) {
    new Gauge({ name, help, registers, collect: collector(options, read) });
  }
  for (const { name, help, read } of totals) {
    new Counter({ name, help, registers, collect: collector(options, read) });
  }
  addInfo(options, registry);
  return {
    observePass({ outcome, seconds }) {
      passes.inc({ outcome });
      duration.observe(seconds);
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

interface Collected {
  reset(): void;
  remove(): void;
  inc(value: number): void;
}

/** Takes the value at the scrape. A metric without a value is left out rather than told as 0. */
function collector(options: MetricsOptions, read: Reading['read']): (this: Collected) => void {
  return function (this: Collected) {
    const value = read(options);
    this.reset();
    if (value === undefined) this.remove();
    else this.inc(value);
  };
}

function addInfo({ status, version }: MetricsOptions, registry: Registry): void {
  new Gauge({
    name: 'gatewright_info',
    help: 'Always 1; version and backend are its labels.',
    labelNames: ['version', 'backend', 'iptables'],
    registers: [registry],
    collect() {
      const dataplane = status()?.status.dataplane;
      this.reset();
      this.set({ version, backend: dataplane?.backend ?? '', iptables: dataplane?.version ?? '' }, 1);
    },
  });
}

function readyNumber(host: HostObject | undefined): number {
  return isReady(host) ? 1 : 0;
}

export function isReady(host: HostObject | undefined): boolean {
  return host?.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function unixTime(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1000;
}
