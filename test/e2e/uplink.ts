// A network beside a stage's host: its default gateway, and what it is to reach there.

import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment } from '../../src/adapters/exec.ts';
import { connect, type Namespace } from '../../src/adapters/namespace.ts';
import { type Peer, startPeer } from '../../src/adapters/peer.ts';
import { createQuickNamespace } from '../fixtures/quick-namespace.ts';
import type { Stage } from './stage.ts';

export interface Uplink {
  readonly far: Namespace;
  /** TCP ports in the network beyond answer. */
  listen(...ports: readonly number[]): Promise<void>;
  /** A web server beyond answers everything with 204. */
  listenWeb(port: number): Promise<void>;
  /** A name server beyond: every name has the address 192.0.2.99, and none of IPv6. */
  listenDns(): Promise<void>;
  /** TCP ports of the host answer. */
  serve(...ports: readonly number[]): Promise<void>;
  /** Whether a new connection from beyond reaches the host. */
  reachesHost(address: string, port: number): Promise<boolean>;
  /** Whether a new connection of the host gets there. */
  reachesFar(address: string, port: number): Promise<boolean>;
}

export const host = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' };
export const gateway = { ipv4: '192.0.2.254', ipv6: '2001:db8::fe' };

const web = `require('node:http').createServer((_, answer) => answer.writeHead(204).end()).listen(Number(process.argv[1]), '::', () => console.log('ready'));`;

const names = `const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (query, from) => {
  let end = 12;
  while (query[end] !== 0) end += query[end] + 1;
  const isA = query.readUInt16BE(end + 1) === 1;
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 99]);
  const head = Buffer.from(query.subarray(0, end + 5));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(isA ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  socket.send(Buffer.concat(isA ? [head, answer] : [head]), from.port, from.address);
}).bind(53, () => console.log('ready'));`;

/** `eth0` of the host leads there, and so do its default routes. */
export async function raiseUplink(stage: Stage, onEnd: (close: () => Promise<void>) => void): Promise<Uplink> {
  const far = await createQuickNamespace('far');
  onEnd(() => far.close());
  const end = (namespace: Namespace, own: typeof host, other: typeof host) => ({
    namespace,
    device: 'eth0',
    addresses: [`${own.ipv4}/24`, `${own.ipv6}/64`],
    routes: [
      { destination: 'default', via: other.ipv4 },
      { destination: 'default', via: other.ipv6 },
    ],
  });
  await connect(end(stage.host, host, gateway), end(far, gateway, host));
  const agent = [join(dirname(stage.files.bundle), 'peer-agent.js')];
  const [farPeer, hostPeer] = await Promise.all([startPeer(far, agent), startPeer(stage.host, agent)]);
  const open = async (peer: Peer, ports: readonly number[]) => {
    for (const port of ports) await peer.listen({ protocol: 'tcp', port });
  };
  const reaches = async (peer: Peer, address: string, port: number) =>
    (await peer.connect({ host: address, port, timeoutMs: 1500 })).outcome === 'connected';
  const uplink: Uplink = {
    far,
    listen: (...ports) => open(farPeer, ports),
    serve: (...ports) => open(hostPeer, ports),
    async listenDns() {
      const child = far.spawn(process.execPath, ['-e', names], { env: cleanEnvironment() });
      await once(child.stdout, 'data');
    },
    async listenWeb(port) {
      const child = far.spawn(process.execPath, ['-e', web, String(port)], { env: cleanEnvironment() });
      await once(child.stdout, 'data');
    },
    reachesHost: (address, port) => reaches(farPeer, address, port),
    reachesFar: (address, port) => reaches(hostPeer, address, port),
  };
  // Addresses of IPv6 take a moment.
  await uplink.listen(7);
  for (const address of [gateway.ipv4, gateway.ipv6]) {
    for (let tries = 0; !(await uplink.reachesFar(address, 7)); tries += 1) {
      if (tries > 20) throw new Error(`the host does not reach ${address}`);
      await sleep(50);
    }
  }
  return uplink;
}
