// The kernel's table of tracked flows, by the machine's own conntrack and ip programs.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Family, families } from '../policy/family.ts';
import { formatAddress } from '../policy/network.ts';
import { type Connections, ConnectionsError } from '../ports.ts';
import type { FlowFilter, HostNetwork, TrackedFlow } from '../revoke/flow.ts';
import { readFlows } from '../revoke/read-flows.ts';
import { choosesTables, readNetwork } from '../revoke/read-network.ts';
import { ExecError, type ExecResult, exec } from './exec.ts';

export interface ConnectionsOptions {
  /** For each single program. */
  readonly deadlineMs: number;
  /** Runs the programs; absent: in this process's own network namespace. */
  readonly exec?: typeof exec;
}

/** 100,000 flows are 16 MB. */
const maxListingBytes = 256 * 1024 * 1024;
const turnCharacters = 500_000;
/** A router of the internet may hold a million routes. */
const maxRoutesBytes = 128 * 1024 * 1024;

export function createConnections(options: ConnectionsOptions): Connections {
  return {
    async look(signal) {
      // Without a family, versions up to 1.4.6 list IPv4 alone.
      const flows: TrackedFlow[] = [];
      for (const family of families)
        for (const flow of await listFlows(family, { ...options, signal })) flows.push(flow);
      return { flows, network: await look(flows, { ...options, signal }) };
    },
    async forget(filter, signal) {
      const result = await run('conntrack', ['-D', ...filterArguments(filter)], { ...options, signal });
      // Nothing fits any more: the flow has ended by itself.
      if (result.code === 1 && / 0 flow entries/.test(result.stderr)) return;
      refuseFailure('conntrack', result);
      if (!/ \d+ flow entries have been deleted/.test(result.stderr)) throw incomplete('conntrack');
    },
  };
}

async function listFlows(family: Family, options: RunOptions): Promise<readonly TrackedFlow[]> {
  const args = ['-L', '-f', family, '-o', 'extended'];
  const listed = await run('conntrack', args, { ...options, maxOutputBytes: maxListingBytes });
  // Without IPv6 in the kernel there is no flow of it.
  if (listed.code !== 0 && family === 'ipv6' && /not supported/.test(listed.stderr)) return [];
  refuseFailure('conntrack', listed);
  return await readListing(listed);
}

/** Some thousand lines at a time: others get their turn in between. */
async function readListing({ stdout: listing, stderr }: ExecResult): Promise<readonly TrackedFlow[]> {
  const flows: TrackedFlow[] = [];
  let lines = 0;
  for (let from = 0; from < listing.length; ) {
    const end = listing.indexOf('\n', from + turnCharacters);
    const to = end < 0 ? listing.length : end + 1;
    const part = listing.slice(from, to);
    lines += part.split('\n').length - 1;
    const read = readFlows(part);
    if (!read.ok) throw new ConnectionsError('Unreadable', read.error);
    for (const flow of read.value) flows.push(flow);
    from = to;
    await nextTurn();
  }
  // It says at its end how many there are; without that, nobody knows whether these are all.
  const [, count] = / (\d+) flow entries have been shown/.exec(stderr) ?? [];
  if (Number(count) !== lines) throw incomplete('conntrack');
  return flows;
}

interface RunOptions extends ConnectionsOptions {
  readonly signal: AbortSignal;
  readonly maxOutputBytes?: number;
}

async function look(flows: readonly TrackedFlow[], options: RunOptions): Promise<HostNetwork> {
  const [ipv4, ipv6] = await Promise.all(families.map((family) => lookAtFamily(family, flows, options)));
  if (ipv4 === undefined || ipv6 === undefined) throw new Error('a family was not looked at');
  return { ipv4, ipv6 };
}

async function lookAtFamily(family: Family, flows: readonly TrackedFlow[], options: RunOptions) {
  const option = family === 'ipv4' ? '-4' : '-6';
  const read = async (...args: readonly string[]) => {
    const result = await run('ip', [option, '-o', ...args], { ...options, maxOutputBytes: maxRoutesBytes });
    // Without IPv6 in the kernel there is nothing to be read, and no flow.
    if (result.code !== 0 && family === 'ipv6' && /not supported/.test(result.stderr)) return '';
    refuseFailure('ip', result);
    if (result.stdout !== '' && !result.stdout.endsWith('\n')) throw incomplete('ip');
    return result.stdout;
  };
  const [rules, main, local] = [
    await read('rule', 'show'),
    await read('route', 'show', 'table', 'main'),
    await read('route', 'show', 'table', 'local'),
  ];
  // A host with flows has addresses.
  if (local === '' && flows.some((flow) => flow.family === family)) throw incomplete('ip');
  const all = choosesTables({ rules }) ? { all: await read('route', 'show', 'table', 'all') } : {};
  return readNetwork({ rules, main, local, ...all }, family);
}

/** Names that conntrack needs where it is given ports; others it takes as numbers. */
const protocolNames: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  47: 'gre',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
};

function filterArguments(filter: FlowFilter): readonly string[] {
  const { family, protocol, source, sourcePrefix, destination, sourcePort, destinationPort } = filter;
  const mask = sourcePrefix === undefined ? '' : `/${sourcePrefix}`;
  const text = (address: bigint) => formatAddress({ family, address });
  return [
    ...['-f', family],
    ...(protocol === undefined ? [] : ['-p', protocolNames[protocol] ?? `${protocol}`]),
    ...(source === undefined ? [] : ['-s', `${text(source)}${mask}`]),
    ...(destination === undefined ? [] : ['-d', text(destination)]),
    ...(sourcePort === undefined ? [] : ['--orig-port-src', `${sourcePort}`]),
    ...(destinationPort === undefined ? [] : ['--orig-port-dst', `${destinationPort}`]),
  ];
}

async function run(program: string, args: readonly string[], options: RunOptions): Promise<ExecResult> {
  try {
    return await (options.exec ?? exec)(program, args, options);
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    throw notRun(program, error);
  }
}

function notRun(program: string, cause: ExecError): Error {
  const packageName = program === 'ip' ? 'iproute2' : 'conntrack';
  switch (cause.kind) {
    case 'NotFound':
      return new ConnectionsError('BinaryMissing', `${program} is not installed; install the package ${packageName}`, {
        cause,
      });
    case 'Deadline':
      return new ConnectionsError('ToolTimeout', `${program} did not end in time and was killed`, { cause });
    case 'OutputTooLarge':
      return new ConnectionsError('Unreadable', cause.message, { cause });
    case 'NotStarted':
      // Most often for want of memory or processes, which passes.
      return new ConnectionsError('NotStarted', cause.message, { cause });
    case 'Aborted':
      return cause;
  }
}

function incomplete(program: string): ConnectionsError {
  return new ConnectionsError('Unreadable', `${program} did not print all that it was asked for`);
}

function refuseFailure(program: string, { code, stderr }: ExecResult): void {
  if (code === 0) return;
  const [said = 'it gave no reason'] = stderr.split('\n').filter((line) => line.trim() !== '');
  const isForbidden = /Operation not permitted|you must be root|Permission denied/i.test(stderr);
  throw new ConnectionsError(isForbidden ? 'NotPermitted' : 'Unreadable', `${program} failed: ${said.trim()}`);
}
