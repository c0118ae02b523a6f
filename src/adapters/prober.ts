// Tries what must be reachable before and after a change: always by a new connection, never by one that stands.

import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { Agent, request } from 'undici';
import type { Probe } from '../policy/policy.ts';
import { type Attempt, type Prober, SourceError, type Tried } from '../ports.ts';
import type { Remote } from './git.ts';
import { listGateways, NeighboursUnknown, reachNeighbour } from './neighbours.ts';
import { type Webhook, webhookName } from './webhook.ts';

export interface ProberOptions {
  /** Absent: the source is no remote. */
  readonly remote?: Remote;
  readonly webhooks: readonly Webhook[];
}

/** A handshake of ssh on a slow machine takes some seconds. */
const attemptMs = 10_000;

type Try = (signal: AbortSignal) => Promise<void>;

/** Why an attempt failed, in words of ours. */
class Unreached extends Error {}

export function createProber(options: ProberOptions): Prober {
  return {
    async list(probes, signal) {
      const wanted = probes ?? defaultProbes(options);
      return (await Promise.all(wanted.map((probe) => expand(options, probe, signal)))).flat();
    },
  };
}

function defaultProbes({ remote, webhooks }: ProberOptions): readonly Probe[] {
  return [
    ...(remote === undefined ? [] : [{ kind: 'git', name: 'git' } as const]),
    ...(webhooks.length === 0 ? [] : [{ kind: 'webhook', name: 'webhook' } as const]),
    { kind: 'gateway', name: 'gateway' },
  ];
}

/** A probe that means several things is one attempt for each: each counts for itself. */
async function expand(options: ProberOptions, probe: Probe, signal: AbortSignal): Promise<readonly Attempt[]> {
  const one = (name: string, attempt: Try): Attempt => ({ name, attempt: (stop) => judge(attempt, stop) });
  switch (probe.kind) {
    case 'git':
      return [one(probe.name, (stop) => reachRemote(options.remote, stop))];
    case 'webhook':
      return options.webhooks.map(({ url }) =>
        one(`${probe.name} ${webhookName(url)}`, (stop) => openTcp({ ...placeOf(url) }, stop)),
      );
    case 'gateway':
      return (await findGateways(probe.name, signal)).map(({ name, attempt }) => one(name, attempt));
    case 'tcp':
      return [one(probe.name, (stop) => openTcp({ host: probe.address, port: probe.port }, stop))];
    case 'http':
      return [one(probe.name, (stop) => askWeb(probe, stop))];
    case 'dns':
      return [one(probe.name, (stop) => resolveName(probe, stop))];
  }
}

/** Where nobody can tell which there are, that is a try that fails: what is not known is told, and stops no change. */
async function findGateways(
  name: string,
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly attempt: Try }[]> {
  try {
    return (await listGateways(signal)).map((gateway) => ({
      name: `${name} ${gateway.address}`,
      attempt: async (stop) => {
        if (!(await reachNeighbour(gateway, stop)))
          throw new Unreached(`${gateway.address} does not answer on ${gateway.device}`);
      },
    }));
  } catch (error) {
    if (!(error instanceof NeighboursUnknown)) throw error;
    return [{ name, attempt: () => Promise.reject(new Unreached(error.message)) }];
  }
}

async function judge(attempt: Try, stop: AbortSignal): Promise<Tried> {
  const deadline = AbortSignal.timeout(attemptMs);
  try {
    await attempt(AbortSignal.any([stop, deadline]));
    return { kind: 'Reached' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'Failed', why: deadline.aborted ? 'no answer in time' : describe(error) };
  }
}

function describe(error: Error): string {
  if (error instanceof Unreached || error instanceof SourceError || error instanceof NeighboursUnknown)
    return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}

async function reachRemote(remote: Remote | undefined, signal: AbortSignal): Promise<void> {
  if (remote === undefined) throw new Unreached('the configuration names no Git remote');
  await remote.reach(signal);
}

interface TcpPlace {
  readonly host: string;
  readonly port: number;
}

function placeOf(url: string): TcpPlace {
  const { hostname, port, protocol } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
  };
}

function openTcp(place: TcpPlace, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...place, signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

async function askWeb(probe: Extract<Probe, { kind: 'http' }>, signal: AbortSignal): Promise<void> {
  const dispatcher = new Agent({ connect: { timeout: attemptMs } });
  try {
    const { statusCode, body } = await request(probe.url, { dispatcher, signal });
    body.on('error', () => undefined);
    body.destroy();
    const isWanted = probe.status === undefined ? statusCode < 500 : statusCode === probe.status;
    if (!isWanted) throw new Unreached(`${probe.url} answered ${statusCode}`);
  } finally {
    await dispatcher.destroy();
  }
}

async function resolveName({ query, server }: Extract<Probe, { kind: 'dns' }>, signal: AbortSignal): Promise<void> {
  const resolver = new Resolver({ timeout: attemptMs / 2, tries: 1 });
  if (server !== undefined) resolver.setServers([server]);
  const stop = () => resolver.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(query), resolver.resolve6(query)]);
    const refused = answers.filter((answer) => answer.status === 'rejected');
    const [first] = refused;
    if (refused.length === answers.length) throw first?.reason;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
