// A flow that the kernel tracks, and what a host's network looks like to it.

import type { Family } from '../policy/family.ts';
import type { Surroundings } from '../simulator/packet.ts';

/** Addresses and ports as the flow was opened, and as its answers bear them: they differ where it is translated. */
export interface TrackedFlow {
  readonly family: Family;
  /** IP protocol number. */
  readonly protocol: number;
  readonly source: bigint;
  readonly destination: bigint;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Who answers, behind every translation of the destination. */
  readonly server: bigint;
  readonly serverPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** Of a conntrack zone: it is somebody else's. */
  readonly isElsewhere?: true;
}

export interface NetworkOfFamily extends Required<Surroundings> {
  /** Interfaces with addresses or routes, without loopback: a packet from elsewhere comes in by one of them. */
  readonly interfaces: readonly string[];
}

/** Addresses and routes of the host, by family. */
export type HostNetwork = Readonly<Record<Family, NetworkOfFamily>>;

/** Some tracked flows: those that have all of these parts, as they were opened. */
export interface FlowFilter {
  readonly family: Family;
  readonly protocol?: number;
  readonly source?: bigint;
  /** Absent: `source` is one address; else the first one of a network. */
  readonly sourcePrefix?: number;
  readonly destination?: bigint;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}
