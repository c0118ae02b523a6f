// A program that speaks TCP and UDP from inside a namespace: one JSON request a line on stdin, one answer a line on stdout.

import { randomUUID } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Socket, connect as tcpConnect } from 'node:net';
import { createInterface } from 'node:readline';

/** How a TCP connection attempt ended. `unreachable`: an ICMP error, or no route, or no neighbour. */
export type ConnectOutcome = 'connected' | 'refused' | 'timeout' | 'unreachable';

export interface Listen {
  readonly protocol: 'tcp' | 'udp';
  /** Both families, every address; whatever arrives is sent back. */
  readonly port: number;
  /** UDP only: multicast groups to join. `interface` is one of its addresses for IPv4, `::%name` for IPv6. */
  readonly groups?: readonly { readonly address: string; readonly interface: string }[];
}

export interface Connect {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly sourceAddress?: string;
  readonly sourcePort?: number;
}

export interface Connected {
  readonly outcome: ConnectOutcome;
  /** The system's name of the error, `ECONNREFUSED` for example. */
  readonly code?: string;
  readonly ms: number;
  /** Names the open connection, where it was to be kept. */
  readonly session?: number;
}

export interface SendUdp {
  readonly host: string;
  readonly port: number;
  readonly count: number;
  readonly intervalMs: number;
  /** Counts from the last datagram. */
  readonly timeoutMs: number;
  readonly sourcePort?: number;
  /** Needed where `host` is a multicast group: an address of the interface for IPv4, `::%name` for IPv6. */
  readonly multicastInterface?: string;
}

export interface SentUdp {
  /** For each datagram, in the order of sending: whether its echo came back. */
  readonly answered: readonly boolean[];
  /** The system's name of the last error that came back instead, `ECONNREFUSED` for example. */
  readonly rejected?: string;
}

/** What the agent can be asked for, and what it answers. */
export interface Operations {
  readonly hello: { readonly request: object; readonly answer: object };
  readonly listen: { readonly request: Listen; readonly answer: object };
  readonly connect: { readonly request: Connect & { readonly keep: boolean }; readonly answer: Connected };
  readonly exchange: {
    readonly request: { readonly session: number; readonly timeoutMs: number };
    readonly answer: { readonly echoed: boolean };
  };
  readonly hangUp: { readonly request: { readonly session: number }; readonly answer: object };
  readonly sendUdp: { readonly request: SendUdp; readonly answer: SentUdp };
}

export type Operation = keyof Operations;
type Executors = { readonly [O in Operation]: (request: Operations[O]['request']) => Promise<Operations[O]['answer']> };

function agentExecutors(): Executors {
  const sessions = new Map<number, Socket>();
  let lastSession = 0;
  const keepOpen = (socket: Socket): number => {
    lastSession += 1;
    sessions.set(lastSession, socket);
    // A session that breaks is told by the next exchange, not by an exception.
    socket.on('error', () => socket.destroy());
    return lastSession;
  };
  return {
    hello: async () => ({}),
    listen: async (request) => {
      await (request.protocol === 'tcp' ? listenTcp(request.port) : listenUdp(request));
      return {};
    },
    connect: async ({ keep, ...request }) => {
      const attempt = await attemptConnect(request);
      if (attempt.connected.outcome === 'connected' && keep)
        return { ...attempt.connected, session: keepOpen(attempt.socket) };
      attempt.socket.destroy();
      return attempt.connected;
    },
    exchange: async ({ session, timeoutMs }) => {
      const socket = sessions.get(session);
      return { echoed: socket !== undefined && !socket.destroyed && (await exchangeLine(socket, timeoutMs)) };
    },
    hangUp: async ({ session }) => {
      sessions.get(session)?.destroy();
      sessions.delete(session);
      return {};
    },
    sendUdp,
  };
}

function listenTcp(port: number): Promise<void> {
  const server = createServer((socket) => {
    // A client that resets its connection is what a firewall test does; the server goes on.
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '::' }, resolve);
  });
}

async function listenUdp({ port, groups = [] }: Listen): Promise<void> {
  const sockets = {
    udp4: await bindEcho('udp4', port),
    udp6: await bindEcho('udp6', port),
  };
  for (const group of groups) {
    sockets[udpType(group.address)].addMembership(group.address, group.interface);
  }
}

function bindEcho(type: 'udp4' | 'udp6', port: number): Promise<UdpSocket> {
  const socket = createSocket({ type, reuseAddr: true, ipv6Only: type === 'udp6' });
  socket.on('message', (message, from) => socket.send(message, from.port, from.address, () => undefined));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, () => resolve(socket));
  });
}

function udpType(address: string): 'udp4' | 'udp6' {
  return address.includes(':') ? 'udp6' : 'udp4';
}

function attemptConnect(request: Connect): Promise<{ readonly connected: Connected; readonly socket: Socket }> {
  const started = performance.now();
  const socket = tcpConnect({
    host: request.host,
    port: request.port,
    ...(request.sourceAddress === undefined ? {} : { localAddress: request.sourceAddress }),
    ...(request.sourcePort === undefined ? {} : { localPort: request.sourcePort }),
  });
  return new Promise((resolve, reject) => {
    const finish = (outcome: ConnectOutcome, code?: string) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // The late error of an attempt that is already answered tells nothing new.
      socket.on('error', () => undefined);
      const ms = Math.round(performance.now() - started);
      resolve({ connected: code === undefined ? { outcome, ms } : { outcome, code, ms }, socket });
    };
    const timer = setTimeout(() => finish('timeout'), request.timeoutMs);
    socket.once('connect', () => finish('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const outcome = outcomeOf(error.code);
      if (outcome !== undefined) finish(outcome, error.code);
      else {
        clearTimeout(timer);
        reject(error);
      }
    });
  });
}

/** Undefined for what no packet has caused, such as a source port in use. */
function outcomeOf(code: string | undefined): ConnectOutcome | undefined {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  // EACCES is how Linux tells an ICMPv6 "administratively prohibited".
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EACCES') return 'unreachable';
  return undefined;
}

/** Whether a fresh line came back in time. Lines of earlier, unanswered exchanges may come before it. */
function exchangeLine(socket: Socket, timeoutMs: number): Promise<boolean> {
  const token = randomUUID();
  let received = '';
  return new Promise((resolve) => {
    const finish = (echoed: boolean) => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(echoed);
    };
    const onData = (chunk: Buffer) => {
      received += chunk.toString('utf8');
      if (received.includes(token)) finish(true);
    };
    const onClose = () => finish(false);
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.write(`${token}\n`);
  });
}

async function sendUdp(request: SendUdp): Promise<SentUdp> {
  const socket = createSocket(udpType(request.host));
  const answered = Array.from({ length: request.count }, () => false);
  const token = randomUUID();
  let errors = 0;
  let rejected: string | undefined;
  const settled = new Promise<void>((resolve) => {
    const endWhenSettled = () => answered.filter(Boolean).length + errors >= request.count && resolve();
    socket.on('message', (message) => {
      const [echoed, index] = message.toString('utf8').split(' ');
      if (echoed === token) answered[Number(index)] = true;
      endWhenSettled();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      rejected = error.code ?? error.message;
      errors += 1;
      endWhenSettled();
    });
  });
  try {
    const send = await openSender(socket, request);
    for (let index = 0; index < request.count; index += 1) {
      if (index > 0) await sleep(request.intervalMs);
      send(`${token} ${index}`, (error) => error !== null && socket.emit('error', error));
    }
    await Promise.race([settled, sleep(request.timeoutMs)]);
  } finally {
    socket.close();
  }
  return rejected === undefined ? { answered } : { answered, rejected };
}

type Sender = (text: string, done: (error: NodeJS.ErrnoException | null) => void) => void;

/** Connected, so that ICMP errors come back; but a multicast echo comes from another address than the one asked. */
async function openSender(socket: UdpSocket, request: SendUdp): Promise<Sender> {
  const { host, port, multicastInterface } = request;
  await new Promise<void>((resolve) => socket.bind({ port: request.sourcePort ?? 0 }, resolve));
  if (multicastInterface !== undefined) {
    socket.setMulticastInterface(multicastInterface);
    return (text, done) => socket.send(text, port, host, done);
  }
  await new Promise<void>((resolve, reject) => {
    // The type names no argument, but a failed connect is given to the callback.
    socket.connect(port, host, (error?: Error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
  return (text, done) => socket.send(text, done);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Answers each request; several may be under way at once, so an answer carries the id of its request. */
function serve(executors: Executors): void {
  const answer = (id: number, body: object) => process.stdout.write(`${JSON.stringify({ id, ...body })}\n`);
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const { id, operation, ...request } = JSON.parse(line) as { id: number; operation: Operation };
      const execute = executors[operation] as (request: object) => Promise<object>;
      execute(request).then(
        (value) => answer(id, { value }),
        (error: unknown) => answer(id, { error: String(error) }),
      );
    })
    .on('close', () => process.exit(0));
}

serve(agentExecutors());
