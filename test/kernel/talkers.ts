// Connections in which one side speaks again and again, and what the client's side hears of it.

import { createInterface } from 'node:readline';
import type { Namespace } from '../../src/adapters/namespace.ts';

/** Who goes on speaking once the connection stands; the other side answers (`client`) or is silent (`server`). */
export type Speaker = 'client' | 'server';

export interface Talk {
  /** Whether anything is heard from now on, within `timeoutMs`. */
  isHeard(timeoutMs: number): Promise<boolean>;
  /** When something was heard last, by `performance.now`. */
  lastHeardMs(): number;
}

export interface TalkPlan {
  readonly protocol: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
  readonly speaker: Speaker;
}

const everyMs = 40;

/** The first letter of a client says who speaks: `c` is answered each time, upon `s` the server speaks by itself. */
const server = `
const net = require('node:net'), dgram = require('node:dgram');
const [tcp, udp] = process.argv.slice(1).map((list) => list.split(',').map(Number));
let waiting = tcp.length + 2 * udp.length;
const ready = () => { waiting -= 1; if (waiting === 0) console.log('ready'); };
for (const port of tcp) net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.once('data', (first) => {
    if (first[0] === 115) { const timer = setInterval(() => socket.write('.'), ${everyMs}); socket.on('close', () => clearInterval(timer)); }
    else { socket.write('.'); socket.on('data', () => socket.write('.')); }
  });
}).listen({ host: '::', port }, ready);
for (const port of udp) for (const type of ['udp4', 'udp6']) {
  const socket = dgram.createSocket({ type, ipv6Only: type === 'udp6' });
  socket.on('error', () => undefined);
  socket.on('message', (text, from) => {
    const answer = () => socket.send('.', from.port, from.address, () => undefined);
    if (text[0] === 115) setInterval(answer, ${everyMs}); else answer();
  });
  socket.bind(port, ready);
}
`;

const client = `
const net = require('node:net'), dgram = require('node:dgram');
const [protocol, host, port, speaker] = process.argv.slice(1);
const heard = () => console.log('heard');
const speak = (say) => { say(speaker[0]); if (speaker === 'client') setInterval(() => say('c'), ${everyMs}); };
if (protocol === 'tcp') {
  const socket = net.connect({ host, port: Number(port) }, () => speak((text) => socket.write(text)));
  socket.setNoDelay(true);
  socket.on('data', heard);
  socket.on('error', () => undefined);
} else {
  const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => undefined);
  socket.on('message', heard);
  socket.bind(0, () => speak((text) => socket.send(text, Number(port), host, () => undefined)));
}
setInterval(() => undefined, 1000);
`;

/** Serves the ports of a machine, both families, as long as the machine stands. */
export async function serveTalks(
  machine: Namespace,
  ports: { readonly tcp: readonly number[]; readonly udp: readonly number[] },
): Promise<void> {
  const child = machine.spawn(process.execPath, ['-e', server, ports.tcp.join(','), ports.udp.join(',')]);
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', () => resolve());
    child.once('close', () => reject(new Error(`${machine.name} serves no talks`)));
  });
}

/** Begins to talk; whether anybody hears it is for `isHeard` to tell. */
export function talk(machine: Namespace, { protocol, host, port, speaker }: TalkPlan): Talk {
  const child = machine.spawn(process.execPath, ['-e', client, protocol, host, `${port}`, speaker]);
  const lines = createInterface({ input: child.stdout });
  let lastMs = 0;
  lines.on('line', () => {
    lastMs = performance.now();
  });
  return {
    lastHeardMs: () => lastMs,
    isHeard: (timeoutMs) =>
      new Promise((resolve) => {
        const end = (heard: boolean) => {
          clearTimeout(timer);
          lines.off('line', onLine);
          resolve(heard);
        };
        const onLine = () => end(true);
        const timer = setTimeout(() => end(false), timeoutMs);
        lines.on('line', onLine);
      }),
  };
}
