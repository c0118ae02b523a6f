// process: egress rules for the users and groups of this host.

import { beforeAll, describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { enforce } from './policy-host.ts';
import { anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

const connectScript = `
const socket = require('node:net').connect({ host: process.argv[1], port: 80 });
socket.on('connect', () => { console.log('connected'); process.exit(); });
socket.on('error', (error) => { console.log(error.code); process.exit(); });
`;

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [anyClient] });
    await world.client(anyClient).peer.listen({ protocol: 'tcp', port: 80 });
  });

  /** How a connection ends that a program of that user and group opens to the client. */
  async function connectAs(uid: number, gid: number, family: Family): Promise<string> {
    const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
    const args = [...user, process.execPath, '-e', connectScript, anyClient[family]];
    return (await world.run('setpriv', args)).trim();
  }

  test('only the processes of that user are refused', async () => {
    const rule = '{name: nobody-web, action: Reject, process: {uids: [65534]}, services: [http, https]}';
    await enforce(world, policy('p', 'egress', rule));
    for (const family of families) {
      expect(await connectAs(65534, 65534, family)).toBe('ECONNREFUSED');
      expect(await connectAs(1000, 65534, family)).toBe('connected');
      expect((await world.counters(family, 'GW-OUT-p')).map(({ packets }) => packets)).toEqual([1]);
    }
  });

  test('users are alternatives, groups are alternatives, and both must hold', async () => {
    const rule = '{name: r, action: Reject, process: {uids: ["1000-1999", 7], gids: [50, 60]}, services: [http]}';
    await enforce(world, policy('p', 'egress', rule));
    for (const family of families) {
      const outcomes = [
        await connectAs(1500, 60, family),
        await connectAs(7, 50, family),
        await connectAs(1500, 70, family),
        await connectAs(2000, 60, family),
      ];
      expect(outcomes).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'connected', 'connected']);
    }
  });
});
