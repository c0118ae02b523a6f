// A small world for kernel tests: one host, its clients, real packets, and nothing left when the test ends.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll } from 'vitest';
import { cleanEnvironment, type ExecResult } from '../../src/adapters/exec.ts';
import { connect, type Namespace } from '../../src/adapters/namespace.ts';
import { type Peer, startPeer } from '../../src/adapters/peer.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import { createQuickNamespace } from '../fixtures/quick-namespace.ts';

export const backends: readonly Backend[] = ['nft', 'legacy'];

/** A machine on a link of its own to the host. All addresses lie in documentation networks. */
export interface ClientPlan {
  /** Also the name of the host's interface to it. */
  readonly name: string;
  readonly ipv4: string;
  readonly ipv6: string;
  /** The host's addresses on this link; both ends are /24 and /64. */
  readonly host: Readonly<Record<Family, string>>;
}

/** Whoever asks the host for something. */
export const anyClient: ClientPlan = {
  name: 'client0',
  ipv4: '198.51.100.2',
  ipv6: '2001:db8:c::2',
  host: { ipv4: '198.51.100.1', ipv6: '2001:db8:c::1' },
};

/** The admin host of the examples. */
export const adminClient: ClientPlan = {
  name: 'admin0',
  ipv4: '192.0.2.10',
  ipv6: '2001:db8:a::10',
  host: { ipv4: '192.0.2.1', ipv6: '2001:db8:a::1' },
};

interface Client extends ClientPlan {
  readonly namespace: Namespace;
  readonly peer: Peer;
}

export interface WorldOptions {
  readonly backend: Backend;
  /** Called with what takes the world down again: `onTestFinished` in a test, `endOfSuite()` for a beforeAll. */
  readonly onEnd: (close: () => Promise<void>) => void;
  /** `[anyClient, adminClient]` when absent. */
  readonly clients?: readonly ClientPlan[];
}

interface RuleCount {
  /** Everything behind `-A CHAIN `. */
  readonly text: string;
  readonly packets: number;
  readonly bytes: number;
}

interface LogReader {
  /** The prefixes of the records so far, oldest first, after waiting until there are `count` or two seconds are over. */
  prefixes(count: number): Promise<readonly string[]>;
}

export interface World {
  readonly backend: Backend;
  readonly host: Namespace;
  /** Speaks from inside the host. */
  readonly hostPeer: Peer;
  /** Of `clients`, by name. */
  client(plan: ClientPlan): Client;
  /** Environment for programs in the host: iptables gets a lock file of this world. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder that goes away with the world. */
  readonly folder: string;
  /** Standard output of a program in the host. Throws what it said when it fails. */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /** One `iptables` or `ip6tables` command of this world's backend. */
  iptables(family: Family, ...args: readonly string[]): Promise<string>;
  /** The ruleset as `iptables-save` prints it, comment lines left out. */
  save(family: Family): Promise<string>;
  /** As `iptables-save --counters` prints it, to the letter. */
  saveCounters(family: Family): Promise<string>;
  /** `--noflush` unless `flush` is true. */
  restore(family: Family, script: string, options?: { readonly flush?: boolean }): Promise<void>;
  /** The rules of one chain of `table` (filter when absent), with their counters. */
  counters(family: Family, chain: string, table?: string): Promise<readonly RuleCount[]>;
  /** Every machine forgets who its neighbours are. */
  flushNeighbours(): Promise<void>;
  /** The host forgets every tracked flow. */
  flushConntrack(): Promise<void>;
  /** Reads NFLOG records of `group` from now on. */
  readLog(group: number): Promise<LogReader>;
  close(): Promise<void>;
}

const deadlineMs = 30_000;

/**
 * An `onEnd` for worlds that are made in a beforeAll; to be called in the describe block itself.
 *
 * vitest silently ignores an `afterAll` that is registered while a hook runs.
 */
export function endOfSuite(): WorldOptions['onEnd'] {
  const closers: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of closers) await close();
  });
  return (close) => void closers.push(close);
}

/** A host, linked to its clients in both families, ready for packets and without a rule. */
export async function makeWorld(options: WorldOptions): Promise<World> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  options.onEnd(close);

  const folder = await mkdtemp(join(tmpdir(), 'gatewright-world-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const agent = ['--input-type=module', '--eval', compileAgent()];
  const open = async (name: string) => {
    const namespace = await createQuickNamespace(name);
    closers.push(() => namespace.close());
    return { namespace, peer: await startPeer(namespace, agent) };
  };
  const plans = options.clients ?? [anyClient, adminClient];
  const [host, ...machines] = await Promise.all([open('host'), ...plans.map((plan) => open(plan.name))]);
  const clients = plans.map((plan, index): Client => {
    const machine = machines[index];
    if (machine === undefined) throw new Error(`${plan.name} was not made`);
    return { ...plan, ...machine };
  });
  for (const client of clients) await linkToHost(host.namespace, client);
  return {
    ...hostCommands(options.backend, host.namespace, folder),
    hostPeer: host.peer,
    client: pick(clients),
    ...network(),
    close,
  };

  function network(): Pick<World, 'flushNeighbours'> {
    const all = [host.namespace, ...clients.map((client) => client.namespace)];
    return { flushNeighbours: () => flushNeighbours(all) };
  }
}

function pick(clients: readonly Client[]): (plan: ClientPlan) => Client {
  return (plan) => {
    const client = clients.find((candidate) => candidate.name === plan.name);
    if (client === undefined) throw new Error(`this world has no ${plan.name}`);
    return client;
  };
}

/** The agent as text: tests do not depend on what was built last. */
function compileAgent(): string {
  const entry = fileURLToPath(new URL('../../src/adapters/peer-agent.ts', import.meta.url));
  const built = buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', write: false });
  const file = built.outputFiles[0];
  if (file === undefined) throw new Error('the agent was not compiled');
  return file.text;
}

async function linkToHost(host: Namespace, client: Client): Promise<void> {
  await connect(
    {
      namespace: host,
      device: client.name,
      addresses: [`${client.host.ipv4}/24`, `${client.host.ipv6}/64`],
    },
    {
      namespace: client.namespace,
      device: 'eth0',
      addresses: [`${client.ipv4}/24`, `${client.ipv6}/64`],
      routes: families.map((family) => ({ destination: 'default', via: client.host[family] })),
    },
  );
}

async function flushNeighbours(namespaces: readonly Namespace[]): Promise<void> {
  for (const namespace of namespaces) {
    refuseFailure('ip', await namespace.exec('ip', ['neighbour', 'flush', 'all'], { deadlineMs }));
  }
}

function hostCommands(
  backend: Backend,
  host: Namespace,
  folder: string,
): Omit<World, 'hostPeer' | 'client' | 'flushNeighbours' | 'close'> {
  const env = { ...cleanEnvironment(), XTABLES_LOCKFILE: join(folder, 'xtables.lock') };
  const run = async (program: string, args: readonly string[], input = '') =>
    refuseFailure(program, await host.exec(program, args, { deadlineMs, env, input })).stdout;
  const program = (family: Family, suffix = '') =>
    `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}${suffix}`;
  return {
    backend,
    host,
    env,
    folder,
    run,
    iptables: (family, ...args) => run(program(family), ['--wait', '10', ...args]),
    save: async (family) => (await run(program(family, '-save'), [])).replaceAll(/^#.*\n/gm, ''),
    saveCounters: (family) => run(program(family, '-save'), ['--counters']),
    restore: async (family, script, options) => {
      const args = options?.flush === true ? ['--wait', '10'] : ['--wait', '10', '--noflush', '--counters'];
      await run(program(family, '-restore'), args, script);
    },
    counters: async (family, chain, table = 'filter') =>
      readCounters(await run(program(family, '-save'), ['--counters', '--table', table]), chain),
    flushConntrack: async () => {
      await run('conntrack', ['--flush']);
    },
    readLog: (group) => readLog(host, folder, group),
  };
}

function readCounters(saved: string, chain: string): readonly RuleCount[] {
  const counts: RuleCount[] = [];
  for (const line of saved.split('\n')) {
    const [, packets, bytes, appendedTo, text = ''] = /^\[(\d+):(\d+)\] -A (\S+) (.*)$/.exec(line) ?? [];
    if (appendedTo === chain) counts.push({ text, packets: Number(packets), bytes: Number(bytes) });
  }
  return counts;
}

/** ulogd2 with a queue of one, so that a record is written when its packet is met and not up to a second later. */
async function readLog(host: Namespace, folder: string, group: number): Promise<LogReader> {
  const records = join(folder, `nflog-${group}`);
  const configuration = `${records}.conf`;
  await writeFile(records, '');
  await writeFile(
    configuration,
    `[global]
logfile="${records}.ulogd"
loglevel=5
stack=log1:NFLOG,base1:BASE,ifi1:IFINDEX,ip2str1:IP2STR,print1:PRINTPKT,emu1:LOGEMU
[log1]
group=${group}
netlink_qthreshold=1
[emu1]
file="${records}"
sync=1
`,
  );
  const ulogd = host.spawn('ulogd', ['--configfile', configuration]);
  ulogd.stdout.resume();
  ulogd.stderr.resume();
  await waitUntil(`ulogd listens to NFLOG group ${group}`, async () => {
    const groups = await host.exec('cat', ['/proc/net/netfilter/nfnetlink_log'], { deadlineMs });
    return new RegExp(`^ *${group} `, 'm').test(groups.stdout);
  });
  const read = async () => (await readFile(records, 'utf8')).split('\n').flatMap(readPrefix);
  return {
    prefixes: async (count) => {
      for (let waitedMs = 0; waitedMs < 2000 && (await read()).length < count; waitedMs += 20) await sleep(20);
      // One record more than expected would come as late as the last one did.
      await sleep(60);
      return read();
    },
  };
}

/** `Nov 23 07:08:15 machine PREFIX IN=… OUT=…`; the prefix may hold blanks. */
function readPrefix(line: string): readonly string[] {
  const prefix = /^\S+ +\d+ [\d:]+ \S+ (.*?) ?IN=\S* OUT=/.exec(line)?.[1];
  return prefix === undefined ? [] : [prefix];
}

/** Looks every 20 ms, for 30 seconds at most. */
export async function waitUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within 30 seconds: ${what}`);
    await sleep(20);
  }
}

function refuseFailure(program: string, result: ExecResult): ExecResult {
  if (result.code === 0) return result;
  throw new Error(`${program} failed (${result.signal ?? result.code}): ${result.stderr.trim()}`);
}
