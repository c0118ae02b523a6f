// Throw-away network namespaces: they bear no name, and the kernel removes them when the process that made them ends.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment, ExecError, type ExecOptions, type ExecResult, exec } from './exec.ts';

/** A network namespace of our own, with `lo` up and nothing else in it. */
export interface Namespace {
  /** For messages only: the kernel does not know it. */
  readonly name: string;
  /** A path that stands for the namespace while it is open: for `nsenter --net=PATH` and `ip link … netns PATH`. */
  readonly path: string;
  /**
   * What `program` printed inside the namespace, and how it ended.
   *
   * @throws ExecError as `exec` does; NamespaceError when the namespace is closed.
   */
  exec(program: string, args: readonly string[], options: ExecOptions): Promise<ExecResult>;
  /** Starts a program that lives until it ends by itself, until `close`, or until we die. @throws NamespaceError */
  spawn(program: string, args: readonly string[], options?: SpawnOptions): ChildProcessWithoutNullStreams;
  /** Kills what runs in it and lets go of it: the kernel removes its links, rules and sets. A second call does nothing. */
  close(): Promise<void>;
}

interface SpawnOptions {
  /** The whole environment of the program; absent: `cleanEnvironment()`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Namespaces cannot be made, linked or used here. */
export class NamespaceError extends Error {
  override readonly name = 'NamespaceError';
  constructor(
    readonly reason: 'NotPermitted' | 'ToolMissing' | 'ToolFailed' | 'Closed',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

const deadlineMs = 10_000;

/**
 * A new, empty network namespace.
 *
 * An open file of this process holds it, not a name and not another process. So `kill -9` leaves nothing behind, and a
 * process id that the kernel gives out a second time can never lead a command into the machine's own namespace.
 *
 * @throws NamespaceError when it may not be made (see `probeNamespaces`), or a tool is missing.
 */
export async function createNamespace(name: string): Promise<Namespace> {
  const namespace = await createBareNamespace(name, 'Direct');
  try {
    await runIp(namespace, ['link', 'set', 'dev', 'lo', 'up']);
  } catch (error) {
    await namespace.close();
    throw error;
  }
  return namespace;
}

/**
 * The same with `lo` down: half as slow to make. `UserNamespace`: inside a user namespace of its own, in which its programs
 * are root; so it can be had without any capability, where the kernel lets anybody make those.
 *
 * @throws NamespaceError as `createNamespace` does.
 */
export async function createBareNamespace(name: string, access: NamespaceAccess['kind']): Promise<Namespace> {
  return holdNamespace(name, await openNewNamespace(access === 'UserNamespace' ? ['--user', '--map-root-user'] : []));
}

/** File descriptors of a namespace that nothing else holds. */
interface Held {
  readonly net: number;
  readonly user?: number;
}

/** `cat` tells by its echo that it is inside, and may then end. */
async function openNewNamespace(options: readonly string[]): Promise<Held> {
  const holder = spawn('unshare', [...options, '--net', 'cat'], { env: cleanEnvironment(), stdio: 'pipe' });
  const timer = setTimeout(() => holder.kill('SIGKILL'), deadlineMs);
  let stderr = '';
  holder.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(0, 1000);
  });
  // A program that ended already has closed its input; its exit code says why.
  holder.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve, reject) => {
    holder.on('error', (cause) => reject(describeStart(cause)));
    holder.on('close', () => resolve());
  });
  const echoed = new Promise<'echoed'>((resolve) => holder.stdout.once('data', () => resolve('echoed')));
  holder.stdin.write('.');
  try {
    if ((await Promise.race([echoed, ended])) !== 'echoed') throw describeRefusal(stderr);
    const net = openSync(`/proc/${holder.pid}/ns/net`, 'r');
    return options.length === 0 ? { net } : { net, user: openSync(`/proc/${holder.pid}/ns/user`, 'r') };
  } finally {
    clearTimeout(timer);
    holder.stdin.end();
  }
}

function describeStart(cause: Error): NamespaceError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const message = missing
    ? 'unshare is not installed: install util-linux'
    : `unshare cannot be started: ${cause.message}`;
  return new NamespaceError(missing ? 'ToolMissing' : 'ToolFailed', message, { cause });
}

function describeRefusal(stderr: string): NamespaceError {
  const said = stderr.trim() === '' ? 'unshare ended without a word' : stderr.trim();
  const reason = /not permitted|denied/i.test(stderr) ? 'NotPermitted' : 'ToolFailed';
  return new NamespaceError(
    reason,
    `no network namespace can be made here (root or a user namespace is needed): ${said}`,
  );
}

function holdNamespace(name: string, held: Held): Namespace {
  const pathOf = (file: number) => `/proc/${process.pid}/fd/${file}`;
  const path = pathOf(held.net);
  const enter = held.user === undefined ? [] : [`--user=${pathOf(held.user)}`, '--preserve-credentials'];
  const closing = new AbortController();
  const executions = new Set<Promise<unknown>>();
  const children = new Set<ChildProcessWithoutNullStreams>();
  let closed: Promise<void> | undefined;

  const refuseIfClosed = () => {
    if (closing.signal.aborted) throw new NamespaceError('Closed', `the network namespace ${name} is closed`);
  };
  const release = async () => {
    closing.abort();
    for (const child of children) killGroup(child);
    // A program that is still on its way in would open `path` again, and by then it may stand for something else.
    await Promise.all([...executions, ...[...children].map((child) => waitForEnd(child))]);
    closeSync(held.net);
    if (held.user !== undefined) closeSync(held.user);
  };

  return {
    name,
    path,
    exec: async (program, args, options) => {
      refuseIfClosed();
      const signals = options.signal === undefined ? [closing.signal] : [closing.signal, options.signal];
      const [first, ...rest] = enterArgs([...enter, `--net=${path}`], program, args);
      const execution = exec(first, rest, { ...options, signal: AbortSignal.any(signals) });
      const settled = execution.then(
        () => undefined,
        () => undefined,
      );
      executions.add(settled);
      void settled.then(() => executions.delete(settled));
      return refuseMissing(program, await execution);
    },
    spawn: (program, args, options) => {
      refuseIfClosed();
      const [first, ...rest] = enterArgs([...enter, `--net=${path}`], program, args);
      const env = options?.env ?? cleanEnvironment();
      const child = spawn(first, rest, { env, stdio: 'pipe', detached: true });
      children.add(child);
      child.once('close', () => children.delete(child));
      // Who writes to a program that has ended learns it from its exit, not from the pipe.
      child.stdin.on('error', () => undefined);
      return child;
    },
    close: () => {
      closed ??= release();
      return closed;
    },
  };
}

/** argv that runs `program` in the namespace and dies with us, also when we are killed. */
function enterArgs(namespaces: readonly string[], program: string, args: readonly string[]): [string, ...string[]] {
  return ['setpriv', '--pdeathsig', 'KILL', 'nsenter', ...namespaces, '--', program, ...args];
}

/** The result, unless the program was never found: then the same error as without a namespace. */
function refuseMissing(program: string, result: ExecResult): ExecResult {
  const missing = /^(?:setpriv|nsenter): failed to execute ([^:]+): No such file/m.exec(result.stderr)?.[1];
  if (result.code === 127 && missing !== undefined) {
    throw new ExecError('NotFound', missing === 'nsenter' ? missing : program, `${missing} is not installed`);
  }
  return result;
}

function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // The group has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function waitForEnd(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  await once(child, 'exit');
}

/** One end of a link. */
export interface LinkEnd {
  readonly namespace: Namespace;
  /** Name of the interface, at most 15 characters, new in its namespace. */
  readonly device: string;
  /** With prefix length, either family: `192.0.2.1/24`, `2001:db8::1/64`. */
  readonly addresses: readonly string[];
  /** `destination` is a network or `default`; `via` an address of the other end. */
  readonly routes?: readonly { readonly destination: string; readonly via: string }[];
}

/**
 * Joins two namespaces by a veth pair that carries packets when the promise resolves.
 *
 * IPv6 addresses skip duplicate detection, and the link-local ones are `fe80::1` at `a` and `fe80::2` at `b`: a
 * tentative address would lose the first second of packets.
 *
 * @throws NamespaceError with the words of `ip`.
 */
export async function connect(a: LinkEnd, b: LinkEnd): Promise<void> {
  const veth = ['link', 'add', 'name', a.device, 'type', 'veth', 'peer', 'name', b.device, 'netns', b.namespace.path];
  await runIp(a.namespace, veth);
  await Promise.all([configureEnd(a, 'fe80::1/64'), configureEnd(b, 'fe80::2/64')]);
  await Promise.all([waitForCarrier(a), waitForCarrier(b)]);
  await Promise.all([addRoutes(a), addRoutes(b)]);
}

async function configureEnd(end: LinkEnd, linkLocal: string): Promise<void> {
  const { namespace, device } = end;
  const speaksIpv6 = end.addresses.some(isIpv6);
  const addresses = speaksIpv6 ? [linkLocal, ...end.addresses] : end.addresses;
  await runIpBatch(namespace, [
    ...(speaksIpv6 ? [['link', 'set', 'dev', device, 'addrgenmode', 'none']] : []),
    ...addresses.map((address) => ['address', 'add', address, 'dev', device, ...(isIpv6(address) ? ['nodad'] : [])]),
    ['link', 'set', 'dev', device, 'up'],
  ]);
}

/**
 * The kernel notices the carrier a little after both ends are up, and only then listens for neighbour solicitations:
 * one that comes before is lost, and the next is sent a second later.
 */
async function waitForCarrier(end: LinkEnd): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const link = await runIp(end.namespace, ['-brief', 'link', 'show', 'dev', end.device]);
    if (/^\S+\s+UP\s/.test(link)) return;
    if (performance.now() > endMs) {
      throw new NamespaceError('ToolFailed', `${end.device} in ${end.namespace.name} has no carrier: ${link.trim()}`);
    }
    await sleep(5);
  }
}

async function addRoutes({ namespace, device, routes = [] }: LinkEnd): Promise<void> {
  const commands = routes.map(({ destination, via }) => {
    const to = isIpv6(via) && destination === 'default' ? '::/0' : destination;
    return ['route', 'add', to, 'via', via, 'dev', device];
  });
  if (commands.length > 0) await runIpBatch(namespace, commands);
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}

async function runIp(namespace: Namespace, args: readonly string[], input = ''): Promise<string> {
  const result = await namespace.exec('ip', args, { deadlineMs, input });
  if (result.code === 0) return result.stdout;
  throw new NamespaceError('ToolFailed', `ip ${args.join(' ')} failed in ${namespace.name}: ${result.stderr.trim()}`);
}

/** Several commands by one process: no word of them may hold a blank. */
async function runIpBatch(namespace: Namespace, commands: readonly (readonly string[])[]): Promise<void> {
  await runIp(namespace, ['-batch', '-'], commands.map((words) => `${words.join(' ')}\n`).join(''));
}

/**
 * How this process can have network namespaces: as it is, only after starting itself again behind `prefix`, or not at all.
 *
 * Behind `prefix` the process is root of a user namespace. There legacy iptables cannot write its usual lock file:
 * `XTABLES_LOCKFILE` has to name a writable place.
 */
export type NamespaceAccess =
  | { readonly kind: 'Direct' }
  | { readonly kind: 'UserNamespace'; readonly prefix: readonly [string, ...string[]] }
  | { readonly kind: 'Refused'; readonly message: string };

/** Finds out by trying. @throws ExecError when `unshare` is not installed. */
export async function probeNamespaces(): Promise<NamespaceAccess> {
  const trial = ['ip', 'link', 'set', 'dev', 'lo', 'up'];
  const direct = await exec('unshare', ['--net', '--', ...trial], { deadlineMs });
  if (direct.code === 0) return { kind: 'Direct' };
  const args = ['--user', '--map-root-user', '--net', '--mount', '--'];
  const inside = await exec('unshare', [...args, ...trial], { deadlineMs });
  if (inside.code === 0) return { kind: 'UserNamespace', prefix: ['unshare', ...args] };
  const advice =
    'run as root, or allow user namespaces (sysctls kernel.unprivileged_userns_clone, user.max_user_namespaces';
  const said = (inside.stderr.trim() || direct.stderr.trim()).slice(0, 300);
  return {
    kind: 'Refused',
    message: `network namespaces are not allowed here: ${advice}, kernel.apparmor_restrict_unprivileged_userns). unshare said: ${said}`,
  };
}
