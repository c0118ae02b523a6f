// A program that makes a world and waits to be killed: what it leaves behind is the test's question.

import { anyClient, makeWorld } from './world.ts';

const world = await makeWorld({ backend: 'nft', onEnd: () => undefined });
await world.readLog(5);
const namespaces = [world.host, world.client(anyClient).namespace];
const inodes = await Promise.all(
  namespaces.map(async (namespace) => {
    const link = await namespace.exec('readlink', ['/proc/self/ns/net'], { deadlineMs: 5000 });
    return link.stdout.trim();
  }),
);
const { outcome } = await world.client(anyClient).peer.connect({ host: anyClient.host.ipv6, port: 22 });
process.stdout.write(`${JSON.stringify({ inodes, folder: world.folder, outcome })}\n`);
setInterval(() => undefined, 60_000);
