// What systemd is told of us: that we are ready, how we are, and that we are not stuck. By its own program, systemd-notify.

import type { Log } from '../ports.ts';
import { cleanEnvironment, ExecError, exec } from './exec.ts';

export interface ServiceManager {
  /** The first call also says that the service has started. `text` is shown by `systemctl status`; the same again is not sent. */
  tell(text: string): Promise<void>;
  /** Feeds the watchdog for as long as `isAlive`; returns what ends that. */
  feedWatchdog(isAlive: () => boolean): () => void;
  stopping(): Promise<void>;
}

const deadlineMs = 10_000;

/** Of the environment that systemd gives its services; without it, nobody is told. Whatever fails disturbs nothing. */
export function createServiceManager({
  environment,
  log,
}: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}): ServiceManager {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdogMicroseconds } = environment;
  let said = '';
  let isReady = false;
  let hasFailed = false;
  const send = async (...args: readonly string[]): Promise<void> => {
    if (socket === undefined) return;
    try {
      // Only this program is given the socket: nothing else that we start can speak for us.
      const env = { ...cleanEnvironment(), NOTIFY_SOCKET: socket };
      const { code, stderr } = await exec('systemd-notify', args, { deadlineMs, env });
      if (code === 0) hasFailed = false;
      else warnOnce(stderr.trim());
    } catch (error) {
      if (!(error instanceof ExecError)) throw error;
      warnOnce(error.message);
    }
  };
  const warnOnce = (why: string) => {
    if (!hasFailed) log.warn('the service manager cannot be told how we are', { why });
    hasFailed = true;
  };
  return {
    async tell(text) {
      if (isReady && text === said) return;
      const ready = isReady ? [] : ['--ready'];
      [isReady, said] = [true, text];
      await send(...ready, `--status=${text}`);
    },
    feedWatchdog(isAlive) {
      const intervalMs = Number(watchdogMicroseconds ?? '0') / 2_000;
      if (socket === undefined || !(intervalMs > 0)) return () => undefined;
      const feed = () => {
        if (isAlive()) void send('WATCHDOG=1');
      };
      feed();
      const timer = setInterval(feed, intervalMs);
      return () => clearInterval(timer);
    },
    stopping: () => send('STOPPING=1'),
  };
}
