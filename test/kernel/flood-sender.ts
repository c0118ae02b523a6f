// A program that floods: datagrams of many flows at a steady rate, until its input ends; then it says how many it sent.

import { createSocket, type Socket } from 'node:dgram';

/** One stream of datagrams. Nobody answers it, so that each of its packets is one of a new flow to conntrack. */
export interface Flow {
  readonly name: string;
  readonly source: string;
  readonly sourcePort: number;
  readonly host: string;
  readonly port: number;
}

export interface FloodOrder {
  readonly flows: readonly Flow[];
  /** Datagrams a second, all flows together. */
  readonly rate: number;
}

/** By flow. */
export type SentCounts = Readonly<Record<string, number>>;

/** After a pause of the machine no more than this many datagrams of a flow follow at once: queues are finite. */
const maxBurst = 16;

interface Stream {
  readonly name: string;
  readonly socket: Socket;
  sent: number;
}

/** Starts to send; what it returns ends it. */
function flood(streams: readonly Stream[], rate: number): () => void {
  const payload = Buffer.from('flood');
  const startedMs = performance.now();
  let credit = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) * rate) / 1000 / streams.length);
    const burst = Math.min(due - credit, maxBurst);
    credit = due;
    for (let round = 0; round < burst; round += 1) for (const stream of streams) send(stream, payload);
  }, 1);
  return () => clearInterval(timer);
}

function send(stream: Stream, payload: Buffer): void {
  stream.socket.send(payload, (error) => {
    if (error === null) stream.sent += 1;
  });
}

function openSocket({ source, sourcePort, host, port }: Flow): Promise<Socket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(sourcePort, source, () => {
      socket.connect(port, host, () => resolve(socket));
    });
  });
}

const { flows, rate } = JSON.parse(process.argv.at(-1) ?? '') as FloodOrder;
const streams = await Promise.all(
  flows.map(async (flow): Promise<Stream> => ({ name: flow.name, socket: await openSocket(flow), sent: 0 })),
);
const stop = flood(streams, rate);
process.stdout.write('ready\n');
process.stdin.resume().on('end', () => {
  stop();
  // What a socket still has in hand is sent, and counted, before the next turn.
  setTimeout(() => {
    const counts: SentCounts = Object.fromEntries(streams.map(({ name, sent }) => [name, sent]));
    process.stdout.write(`${JSON.stringify(counts)}\n`, () => process.exit(0));
  }, 50);
});
