// Who manages this host just now: established connections in /proc/net/tcp, and what systemd-logind knows of logins.

import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { formatAddress, parseAddress } from '../policy/network.ts';
import type { ManagementSession, Sessions } from '../ports.ts';
import { isErrno } from './durable.ts';
import { ExecError, exec } from './exec.ts';

export interface SessionsOptions {
  /** `/proc/self/net` by default: of this process's own network namespace. */
  readonly folder?: string;
  /** Runs `loginctl`; absent: the machine's own. */
  readonly exec?: typeof exec;
}

const deadlineMs = 5_000;

/**
 * A server in the internet always has strangers in the middle of a login. So where logind tells who is logged in from
 * where, only connections from there count; where it tells nothing (no logind, names instead of addresses), all do.
 */
export function createSessions(options: SessionsOptions = {}): Sessions {
  const folder = options.folder ?? '/proc/self/net';
  return {
    async list(ports, signal) {
      const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readTable(join(folder, name))));
      const sessions = tables.flatMap(readSessions).filter(({ localPort }) => ports.has(localPort));
      if (sessions.length === 0) return [];
      const known = await listLogins(options.exec ?? exec, signal);
      if (known === undefined) return sessions;
      return sessions.filter(({ family, peer }) => known.has(formatAddress({ family, address: peer })));
    },
  };
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // A kernel without IPv6.
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}

const established = '01';

function readSessions(table: string): readonly ManagementSession[] {
  return table.split('\n').flatMap((line): ManagementSession[] => {
    const [, local = '', remote = '', state] = line.trim().split(/\s+/);
    if (state !== established) return [];
    const [here, there] = [readEnd(local), readEnd(remote)];
    // A socket of IPv6 that somebody reached by IPv4 has two such addresses.
    const mapped = 0xffffn;
    if (here.address >> 32n === mapped && there.address >> 32n === mapped)
      return [sessionOf('ipv4', { ...here, address: low(here.address) }, { ...there, address: low(there.address) })];
    return [sessionOf(here.isIpv4 ? 'ipv4' : 'ipv6', here, there)];
  });
}

interface End {
  readonly address: bigint;
  readonly port: number;
  readonly isIpv4: boolean;
}

const low = (address: bigint) => address & 0xffff_ffffn;

function sessionOf(family: ManagementSession['family'], local: End, remote: End): ManagementSession {
  return { family, peer: remote.address, peerPort: remote.port, local: local.address, localPort: local.port };
}

/** `0100007F:0016`: words of four bytes, each in the byte order of the machine. */
function readEnd(text: string): End {
  const [hex = '', port = ''] = text.split(':');
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => {
    const pairs = word.match(/../g) ?? [];
    return endianness() === 'LE' ? pairs.toReversed() : pairs;
  });
  return { address: BigInt(`0x${bytes.join('')}`), port: Number.parseInt(port, 16), isIpv4: hex.length === 8 };
}

/** Addresses from which somebody is logged in; undefined where nobody can tell. */
async function listLogins(run: typeof exec, signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
  const ask = async (...args: readonly string[]) => {
    const { code, stdout } = await run('loginctl', ['--no-pager', ...args], { deadlineMs, signal });
    return code === 0 ? stdout : undefined;
  };
  try {
    const listed = await ask('--no-legend', 'list-sessions');
    if (listed === undefined) return undefined;
    const ids = listed.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
    if (ids.length === 0) return new Set();
    const shown = await ask('show-session', '--property=RemoteHost', ...ids);
    if (shown === undefined) return undefined;
    const hosts = [...shown.matchAll(/^RemoteHost=(.+)$/gm)].map(([, host = '']) =>
      parseAddress(host.replace(/%.*$/, '')),
    );
    if (hosts.some((host) => !host.ok)) return undefined;
    return new Set(hosts.flatMap((host) => (host.ok ? [formatAddress(host.value)] : [])));
  } catch (error) {
    if (!(error instanceof ExecError) || signal.aborted) throw error;
    return undefined;
  }
}
