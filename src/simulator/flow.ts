// A packet at one place of its way through the kernel.

import { toWords, type Words } from './address-words.ts';
import type { Endpoint, FlowState, Packet, Surroundings, Way } from './packet.ts';

/** Bits of the packet mark: those of `known` are those of `value`. */
export interface Mark {
  readonly value: number;
  readonly known: number;
}

/** What tests look at. Translation makes a new one. */
export interface Flow {
  readonly packet: Packet;
  readonly surroundings: Surroundings;
  readonly way: Way;
  readonly source: Words;
  readonly destination: Words;
  readonly sourceAddress: bigint;
  readonly destinationAddress: bigint;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
  readonly inInterface: string | undefined;
  readonly outInterface: string | undefined;
  /** What connection tracking says in this table: before it, each packet is INVALID. */
  readonly state: FlowState | undefined;
  /** Whether the flow was given another destination. */
  readonly isTranslated: boolean | undefined;
  readonly original: Endpoint | undefined;
  /** False where the source will be another one, and nobody knows which. */
  readonly knowsSource: boolean;
  /** False where it is one of this host's, and nobody knows which. */
  readonly knowsDestination: boolean;
  mark: Mark;
}

/** In front of the first table. */
export function startFlow(packet: Packet, surroundings: Surroundings): Flow {
  const { way, source, destination, mark } = packet;
  return {
    packet,
    surroundings,
    way,
    source: toWords(source),
    destination: toWords(destination),
    sourceAddress: source,
    destinationAddress: destination,
    sourcePort: packet.sourcePort,
    destinationPort: packet.destinationPort,
    inInterface: way === 'Egress' ? '' : packet.inInterface,
    outInterface: '',
    state: packet.state,
    isTranslated: isTranslated(packet),
    original: originalOf(packet),
    knowsSource: true,
    knowsDestination: true,
    mark: mark === undefined ? { value: 0, known: 0 } : { value: mark, known: 0xffffffff },
  };
}

function isTranslated({ state, originalDestination, destination, destinationPort }: Packet): boolean | undefined {
  if (originalDestination === 'Unknown') return undefined;
  if (state === 'INVALID' || state === 'UNTRACKED') return false;
  if (originalDestination === undefined) return state === 'NEW' ? false : undefined;
  const { address, port } = originalDestination;
  return address !== destination || (port !== undefined && destinationPort !== undefined && port !== destinationPort);
}

/** A flow that is just being opened is going where its first packet goes. */
function originalOf({ state, originalDestination, destination, destinationPort }: Packet): Endpoint | undefined {
  if (originalDestination === 'Unknown') return undefined;
  if (originalDestination !== undefined) return originalDestination;
  if (state !== 'NEW') return undefined;
  return { address: destination, ...(destinationPort === undefined ? {} : { port: destinationPort }) };
}

/** The same packet, going elsewhere. */
export function redirected(flow: Flow, to: { readonly address: bigint; readonly port: number | undefined }): Flow {
  return {
    ...flow,
    destination: toWords(to.address),
    destinationAddress: to.address,
    destinationPort: to.port,
    isTranslated: true,
  };
}

/** The same packet, coming from elsewhere. */
export function resourced(flow: Flow, address: bigint): Flow {
  return { ...flow, source: toWords(address), sourceAddress: address };
}

/** What holds of both. */
export function joinMarks(a: Mark, b: Mark): Mark {
  const known = a.known & b.known & ~(a.value ^ b.value);
  return { value: a.value & known, known };
}

export function setMark(mark: Mark, value: number, mask: number): Mark {
  return { value: ((mark.value & ~mask) ^ value) >>> 0, known: (mark.known | mask) >>> 0 };
}
