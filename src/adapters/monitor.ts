// Who writes to the ruleset, and when, from `xtables-monitor`. What was written is read from the kernel, never from here.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock, DriftWatch, ForeignWrite, Log } from '../ports.ts';
import { cleanEnvironment } from './exec.ts';

/** The processes by which we write: what they do is no drift. */
export interface OwnWriters {
  note(pid: number): void;
  has(pid: number): boolean;
}

/** The kernel gives a process id out again only after very many others. */
const remembered = 256;

export function createOwnWriters(): OwnWriters {
  const pids: number[] = [];
  return {
    note(pid) {
      pids.push(pid);
      if (pids.length > remembered) pids.shift();
    },
    has: (pid) => pids.includes(pid),
  };
}

export interface MonitorOptions {
  readonly own: OwnWriters;
  readonly clock: Clock;
  readonly log: Log;
}

const firstPauseMs = 500;
const maxPauseMs = 60_000;
/** From the start of the program to its first event. */
const readyMs = 300;
/** One that has run so long was healthy: its end says nothing about the next one. */
const healthyMs = 30_000;
/** A transaction may touch very many rules; where they stand is told by the first. */
const maxPlaces = 50;

/**
 * Events of nft alone: legacy iptables and ipset make none.
 *
 * The program ends by itself when more happens than it can tell (ENOBUFS). Its end means "something may have changed": the
 * ruleset is read again, and it is started again, after a pause that doubles while it does not live long.
 */
export function createMonitor({ own, clock, log }: MonitorOptions): DriftWatch {
  return {
    watch(changed) {
      const stop = new AbortController();
      const running = follow({ changed, own, clock, log }, stop.signal);
      return Promise.resolve(async () => {
        stop.abort();
        await running;
      });
    },
  };
}

interface Following extends MonitorOptions {
  readonly changed: (write: ForeignWrite | undefined) => void;
}

async function follow(following: Following, signal: AbortSignal): Promise<void> {
  const { clock, log, changed } = following;
  let pauseMs = firstPauseMs;
  let isRestart = false;
  while (!signal.aborted) {
    const begun = clock.elapsedMs();
    // What happened between the end of one and the start of the next was told by nobody.
    const caughtUp = isRestart ? setTimeout(() => changed(undefined), readyMs) : undefined;
    const why = await runOnce(following, signal);
    clearTimeout(caughtUp);
    if (signal.aborted) return;
    log.debug('xtables-monitor ended and is started again', { why });
    if (why === 'NotInstalled') {
      log.warn('stdbuf or xtables-monitor is not installed: drift is found by looking, not by events');
      return;
    }
    changed(undefined);
    isRestart = true;
    pauseMs = clock.elapsedMs() - begun > healthyMs ? firstPauseMs : Math.min(maxPauseMs, pauseMs * 2);
    await clock.sleep(pauseMs, signal);
  }
}

/** Without it a killed controller would leave the program, and with it the network namespace, behind. */
const dieWithUs = ['--pdeathsig', 'KILL'];
/**
 * `-4` keeps out the rules of IPv6, not their transactions: 1.8.9 ends at a rule with `-m icmp6` or `-m hl` ("match
 * extension not found"), so of IPv6 it is known who wrote and when, and not where.
 */
const monitor = ['stdbuf', '-oL', 'xtables-monitor', '-e', '-4'];

/** Until it ends; resolves with what it said last. */
function runOnce({ own, changed }: Following, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const child: ChildProcessWithoutNullStreams = spawn('setpriv', [...dieWithUs, ...monitor], {
      env: cleanEnvironment(),
      stdio: 'pipe',
      detached: true,
    });
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    let stderr = '';
    let missing = false;
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-500);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end();
    const read = createEventReader();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const write = read(line.slice(0, 4096));
      if (write !== undefined && !own.has(write.pid)) changed(write);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      missing ||= error.code === 'ENOENT';
    });
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      // So say setpriv and stdbuf where the program is missing.
      resolve(missing || code === 127 ? 'NotInstalled' : `${code ?? 'killed'}: ${stderr.trim()}`);
    });
  });
}

/**
 * Reads line by line; a whole transaction at the line that ends it:
 *
 *     EVENT: -4 -t filter -A GW-IN -j ACCEPT
 *     NEWGEN: GENID=4 PID=2521 NAME=iptables-nft
 */
export function createEventReader(): (line: string) => ForeignWrite | undefined {
  let places = new Set<string>();
  return (line) => {
    const place = readPlace(line);
    if (place !== undefined && places.size < maxPlaces) places.add(place);
    const [, pid, program = ''] = /^NEWGEN: GENID=\d+ PID=(\d+) NAME=(.*)$/.exec(line) ?? [];
    if (pid === undefined) return undefined;
    const write = { program, pid: Number(pid), places: [...places] };
    places = new Set();
    return write;
  };
}

/** `ipv4 filter GW-IN`; undefined where the line names no chain. */
function readPlace(line: string): string | undefined {
  const [, version, table, chain] =
    /^ EVENT: -([46]) -t (\S+) -[ADNX] (\S+)/.exec(line) ?? /^ EVENT: # nft: (ip6?) (\S+) (\S+) use /.exec(line) ?? [];
  if (version === undefined) return undefined;
  return `${version === '6' || version === 'ip6' ? 'ipv6' : 'ipv4'} ${table} ${chain}`;
}
