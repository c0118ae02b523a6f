// The default gateways of this network namespace, and whether they answer on the wire (ARP, neighbour discovery).

import { setTimeout as sleep } from 'node:timers/promises';
import { type Family, families } from '../policy/family.ts';
import { ExecError, type ExecResult, exec } from './exec.ts';

export interface Neighbour {
  readonly address: string;
  readonly device: string;
}

const deadlineMs = 5_000;
const pollMs = 50;
const flags = { ipv4: '-4', ipv6: '-6' } as const;

/** The program `ip` did not say what it was asked. */
export class NeighboursUnknown extends Error {
  override readonly name = 'NeighboursUnknown';
}

/** Of both families; empty where there is none, or where the program `ip` is not installed. @throws NeighboursUnknown */
export async function listGateways(signal: AbortSignal): Promise<readonly Neighbour[]> {
  const found: Neighbour[] = [];
  for (const family of families) {
    for (const route of await listRoutes(family, signal))
      for (const hop of [route, ...(route.nexthops ?? [])]) {
        if (hop.gateway === undefined || hop.dev === undefined) continue;
        const gateway = { address: hop.gateway, device: hop.dev };
        if (!found.some(({ address, device }) => address === gateway.address && device === gateway.device))
          found.push(gateway);
      }
  }
  return found;
}

async function listRoutes(family: Family, signal: AbortSignal): Promise<readonly Route[]> {
  try {
    return (await ask([flags[family], '-j', 'route', 'show', 'default'], signal)) as readonly Route[];
  } catch (error) {
    // A kernel without IPv6 has no gateway there.
    if (family === 'ipv6' && error instanceof NeighboursUnknown && /not supported/.test(error.message)) return [];
    throw error;
  }
}

interface Route {
  readonly gateway?: string;
  readonly dev?: string;
  readonly nexthops?: readonly Route[];
}

/**
 * Whether it answers to a question that is asked now. What the kernel remembers of it goes on being used meanwhile.
 *
 * Of a device without such questions (a tunnel, a permanent entry) the answer is true: there is nothing to be learned.
 *
 * @throws NeighboursUnknown
 */
export async function reachNeighbour({ address, device }: Neighbour, signal: AbortSignal): Promise<boolean> {
  const where = [address, 'dev', device];
  if (isSettled(await stateOf(where, signal))) return true;
  await change(['replace', ...where, 'use'], signal);
  // Of a remembered one the kernel would not ask again.
  await change(['change', ...where, 'nud', 'probe'], signal);
  for (;;) {
    const state = await stateOf(where, signal);
    if (state === 'REACHABLE' || isSettled(state)) return true;
    if (state === 'FAILED') return false;
    await sleep(pollMs, undefined, { signal });
  }
}

function isSettled(state: string): boolean {
  return state === 'NOARP' || state === 'PERMANENT';
}

async function stateOf([address = '', ...device]: readonly string[], signal: AbortSignal): Promise<string> {
  const [entry] = (await ask(['-j', 'neigh', 'show', 'to', address, ...device], signal)) as readonly {
    readonly state?: readonly string[];
  }[];
  return entry?.state?.[0] ?? '';
}

/** A refusal shows in the state that is read afterwards. */
async function change(args: readonly string[], signal: AbortSignal): Promise<void> {
  await run(['neigh', ...args], signal);
}

/** JSON, or an empty list where it says nothing. */
async function ask(args: readonly string[], signal: AbortSignal): Promise<unknown> {
  const { code, stdout, stderr } = await run(args, signal);
  if (code !== 0) throw new NeighboursUnknown(`ip failed: ${stderr.trim().split('\n')[0] || 'it gave no reason'}`);
  if (stdout.trim() === '') return [];
  try {
    return JSON.parse(stdout);
  } catch (error) {
    throw new NeighboursUnknown('ip did not print what it was asked for', { cause: error });
  }
}

const nothing: ExecResult = { code: 0, signal: undefined, stdout: '', stderr: '' };

async function run(args: readonly string[], signal: AbortSignal): Promise<ExecResult> {
  try {
    return await exec('ip', args, { deadlineMs, signal, maxOutputBytes: 1024 * 1024 });
  } catch (error) {
    if (!(error instanceof ExecError) || error.kind === 'Aborted') throw error;
    if (error.kind === 'NotFound') return nothing;
    throw new NeighboursUnknown(error.message, { cause: error });
  }
}
