// Right behind the write of a commit that cuts the host off, the controller is killed or stopped, or its disk becomes read-only.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { listGuards } from './guards.ts';
import { good, type Lockout, otherFriends, policy, ssh, writtenLockouts } from './lockouts.ts';
import { type Controller, isReady, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { gateway, raiseUplink, type Uplink } from './uplink.ts';

const bundle = programOfSuite();

/** `npm run fuzz:lockout`: each of them with each fault; absent in CI, where each fault has one of its own. */
const isWhole = process.env.GATEWRIGHT_LOCKOUTS === 'all';

interface Player {
  readonly stage: Stage;
  readonly uplink: Uplink;
  readonly controller: Controller;
  /** The kernel of before. */
  readonly before: string;
}

interface Fault {
  readonly name: string;
  /** argv in front of the controller. */
  readonly behind?: (stage: Stage) => readonly string[];
  /** Happens, and must be told in the end; the controller that runs then. */
  readonly happen: (player: Player) => Promise<Controller>;
}

const isUndone = ({ stage, before }: Player) => waitFor(async () => (await stage.kernel()) === before);

/** A state folder that can be made read-only for the controller alone. */
const onDiskOfItsOwn = ({ files }: Stage) => {
  const mount = `mkdir -p ${files.state}; mount -t tmpfs tmpfs ${files.state} && exec "$@"`;
  return ['unshare', '--mount', 'sh', '-c', mount, 'sh'];
};

const faults: readonly Fault[] = [
  {
    name: 'it is killed',
    async happen(player) {
      // What stops a service or a terminal does not stop its guard.
      for (const pid of await listGuards(player.stage.files.bundle))
        for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(Number(pid), signal);
      await player.controller.end('SIGKILL');
      await isUndone(player);
      return await player.stage.start();
    },
  },
  {
    name: 'it is stopped, and goes on later',
    async happen(player) {
      process.kill(player.controller.pid, 'SIGSTOP');
      await isUndone(player);
      await expectReached(player.uplink);
      process.kill(player.controller.pid, 'SIGCONT');
      return player.controller;
    },
  },
  {
    name: 'its disk becomes read-only',
    behind: onDiskOfItsOwn,
    async happen(player) {
      const { stage, controller } = player;
      await remount(player, 'ro');
      await isUndone(player);
      const told = await stage.until('it is told', ({ status }) => status.rollout?.state === 'RolledBack');
      expect(JSON.stringify(told.status.conditions)).toContain('the disk is mounted read-only');
      // It is in quarantine all the same.
      expect((await stage.reconcile()).status.rollout?.state).toBe('RolledBack');
      await remount(player, 'rw');
      await stage.reconcile();
      return controller;
    },
  },
];

async function remount({ stage, controller }: Player, how: 'ro' | 'rw'): Promise<void> {
  const args = ['-t', `${controller.pid}`, '-m', 'mount', '-o', `remount,${how}`, stage.files.state];
  expect((await exec('nsenter', args, { deadlineMs: 10_000 })).code).toBe(0);
}

async function expectReached(uplink: Uplink): Promise<void> {
  expect([await uplink.reachesFar(gateway.ipv4, 7), await uplink.reachesFar(gateway.ipv6, 7)]).toEqual([true, true]);
}

/** In CI other ones on each backend; a read-only disk is the same to both. */
function chooseCases(backend: Stage['backend']): readonly (readonly [Fault, Lockout])[] {
  if (isWhole) return faults.flatMap((fault) => writtenLockouts.map((lockout) => [fault, lockout] as const));
  const chosen = faults.filter(({ behind }) => backend === 'nft' || behind === undefined);
  return chosen.flatMap((fault, index) => {
    // A disk that takes nothing matters most to what must be kept before it is replaced.
    const isMeant = ({ name }: Lockout) => name.endsWith('by a parameter alone');
    const lockout =
      fault.behind === undefined
        ? writtenLockouts[(index * 2 + (backend === 'nft' ? 0 : 1)) % writtenLockouts.length]
        : writtenLockouts.find(isMeant);
    return lockout === undefined ? [] : [[fault, lockout] as const];
  });
}

/** Every one of them, whatever else it says, leaves the host a longer time to prove itself. */
const slower = (files: Lockout['files']) => ({
  ...files,
  'profile.yaml': files['profile.yaml']?.replace('confirmTimeout: 7s', 'confirmTimeout: 10s') ?? '',
});

describe.each(['nft', 'legacy'] as const)('right behind the write, on %s,', (backend) => {
  test.for(chooseCases(backend).map(([fault, lockout]) => ({ what: fault.name, name: lockout.name, fault, lockout })))(
    '$what: $name',
    async ({ fault, lockout }) => {
      const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
      const uplink = await raiseUplink(stage, onTestFinished);
      await uplink.listenWeb(8080);
      await uplink.serve(22);
      await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
      await stage.repository.commitFiles(slower(good));
      const controller = await stage.start({ behind: fault.behind?.(stage) ?? [] });
      await stage.until('the first revision is confirmed', isReady);
      const before = await stage.kernel();
      const parameters = () => stage.run('sysctl', ['net.ipv4.ip_local_reserved_ports']);
      const parametersBefore = await parameters();
      await stage.repository.commitFiles({ ...slower(lockout.files), ...otherFriends });
      stage.reconcile().catch(() => undefined);
      await waitFor(async () => (await stage.kernel()) !== before || (await parameters()) !== parametersBefore);

      const next = await fault.happen({ stage, uplink, controller, before });
      await stage.until('it is told', (seen) => readiness(seen).reason === 'RolledBack');
      expect([await stage.kernel(), await parameters()]).toEqual([before, parametersBefore]);
      await expectReached(uplink);

      const port = '{name: next, action: Allow, ports: [{protocol: TCP, ports: [9000]}]}';
      const empty = { 'deny.yaml': '# nothing\n', 'host.yaml': '# nothing\n' };
      const mended = { ...slower(good), ...empty, 'policy.yaml': policy({ ingress: [ssh, port] }) };
      await stage.repository.commitFiles(mended);
      expect(readiness(await stage.reconcile())).toEqual({ status: 'True', reason: 'Applied' });
      expect((await next.end('SIGTERM')).code).toBe(0);
    },
  );
});

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 90_000;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error('not within 90 seconds');
    await sleep(50);
  }
}
