// A peer that can be told to speak TCP, UDP and ping from inside a namespace, to see what a firewall lets through.

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';
import type { Connect, Connected, Listen, Operation, Operations, SendUdp, SentUdp } from './peer-agent.ts';

/** Where to connect or send to. */
export type Target = Pick<Connect, 'host' | 'port' | 'sourceAddress' | 'sourcePort'> & {
  /** 800 when absent. */
  readonly timeoutMs?: number;
};

export type UdpTarget = Pick<SendUdp, 'host' | 'port' | 'sourcePort' | 'multicastInterface'> & {
  /** How long to wait for echoes after the last datagram; 800 when absent. */
  readonly timeoutMs?: number;
  /** 1 when absent. */
  readonly count?: number;
  /** Between two datagrams; 0 when absent. */
  readonly intervalMs?: number;
};

interface PingOptions {
  /** 1 when absent. */
  readonly count?: number;
  /** Between two echo requests; 10 when absent. */
  readonly intervalMs?: number;
  /** How long to wait for the last reply; 1000 when absent. */
  readonly timeoutMs?: number;
}

/** A TCP connection that stays open. */
export interface Session {
  /** Whether a fresh line came back within `timeoutMs` (800 when absent). */
  exchange(timeoutMs?: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface Peer {
  /** Echoes what arrives at a port, both families, until the peer is closed. @throws PeerError */
  listen(listen: Listen): Promise<void>;
  /** Tries one TCP connection and hangs up. */
  connect(target: Target): Promise<Connected>;
  /** Opens a TCP connection and keeps it. @throws PeerError when it is not let in. */
  openSession(target: Target): Promise<Session>;
  /** Sends datagrams and tells which were echoed. */
  sendUdp(target: UdpTarget): Promise<SentUdp>;
  /** How many echo replies came back. @throws PeerError when ping itself fails. */
  ping(address: string, options?: PingOptions): Promise<number>;
  close(): Promise<void>;
}

/** The agent has ended, did not answer in time, or could not do what it was asked. */
class PeerError extends Error {
  override readonly name = 'PeerError';
}

const defaultTimeoutMs = 800;
/** What an agent may take longer than the wait that it was asked for: a loaded machine, not a lost packet. */
const graceMs = 10_000;

/** The agent as the build leaves it, next to the bundle. */
const bundledAgent = (): readonly string[] => [fileURLToPath(new URL('peer-agent.js', import.meta.url))];

/**
 * A peer in `namespace`, ready to be asked. It ends with `close`, with the namespace, or with us.
 *
 * `nodeArgs` are the arguments of node that start the agent; absent: the built one.
 */
export async function startPeer(namespace: Namespace, nodeArgs: readonly string[] = bundledAgent()): Promise<Peer> {
  const agent = openAgent(namespace.name, namespace.spawn(process.execPath, nodeArgs));
  await agent.ask('hello', {}, 0);
  return {
    listen: async (listen) => {
      await agent.ask('listen', listen, 0);
    },
    connect: ({ timeoutMs = defaultTimeoutMs, ...target }) =>
      agent.ask('connect', { ...target, timeoutMs, keep: false }, timeoutMs),
    openSession: async ({ timeoutMs = defaultTimeoutMs, ...target }) => {
      const connected = await agent.ask('connect', { ...target, timeoutMs, keep: true }, timeoutMs);
      if (connected.session === undefined) {
        throw new PeerError(
          `${namespace.name} has no connection to ${target.host} port ${target.port}: ${connected.outcome}`,
        );
      }
      return keepSession(agent, connected.session);
    },
    sendUdp: ({ timeoutMs = defaultTimeoutMs, count = 1, intervalMs = 0, ...target }) =>
      agent.ask('sendUdp', { ...target, timeoutMs, count, intervalMs }, timeoutMs + count * intervalMs),
    ping: (address, options) => ping(namespace, address, options),
    close: agent.close,
  };
}

interface Agent {
  ask<O extends Operation>(
    operation: O,
    request: Operations[O]['request'],
    waitMs: number,
  ): Promise<Operations[O]['answer']>;
  close(): Promise<void>;
}

type Waiting = { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void };

function openAgent(name: string, child: ChildProcessWithoutNullStreams): Agent {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let stderr = '';
  let gone = false;
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as { readonly id: number; readonly value?: never; readonly error?: string };
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.value !== undefined) asker?.resolve(answer.value);
    else asker?.reject(new PeerError(`${name}: ${answer.error}`));
  });
  const ended = new Promise<void>((resolve) => {
    const end = (why: string) => {
      gone = true;
      for (const { reject } of waiting.values()) reject(new PeerError(`the peer in ${name} ended: ${why}`));
      waiting.clear();
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('close', () => end(stderr.trim()));
  });
  return {
    ask: (operation, request, waitMs) =>
      new Promise((resolve, reject) => {
        if (gone) {
          reject(new PeerError(`the peer in ${name} has ended: ${stderr.trim()}`));
          return;
        }
        lastId += 1;
        const id = lastId;
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new PeerError(`the peer in ${name} did not answer ${operation} in time`));
        }, waitMs + graceMs);
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            then(value);
          };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
        child.stdin.write(`${JSON.stringify({ ...request, id, operation })}\n`);
      }),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function keepSession(agent: Agent, session: number): Session {
  return {
    exchange: async (timeoutMs = defaultTimeoutMs) => {
      const { echoed } = await agent.ask('exchange', { session, timeoutMs }, timeoutMs);
      return echoed;
    },
    close: async () => {
      await agent.ask('hangUp', { session }, 0);
    },
  };
}

async function ping(namespace: Namespace, address: string, options: PingOptions = {}): Promise<number> {
  const { count = 1, intervalMs = 10, timeoutMs = 1000 } = options;
  const seconds = (ms: number) => String(ms / 1000);
  const args = ['-n', '-q', '-c', String(count), '-i', seconds(intervalMs), '-W', seconds(timeoutMs), address];
  const deadlineMs = count * intervalMs + timeoutMs + graceMs;
  const result = await namespace.exec('ping', args, { deadlineMs });
  const received = /, (\d+) received/.exec(result.stdout)?.[1];
  if (received === undefined)
    throw new PeerError(`ping ${address} failed in ${namespace.name}: ${result.stderr.trim()}`);
  return Number(received);
}
