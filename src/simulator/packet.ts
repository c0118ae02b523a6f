// What is asked of the simulator, and what it answers.

import type { Family } from '../policy/family.ts';

export type Way = 'Ingress' | 'Forward' | 'Egress';
export type FlowState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';

/** One packet as it comes to this host, or as a process of this host sends it. What is absent is not known. */
export interface Packet {
  readonly family: Family;
  /** Before any translation; a translated destination decides anew between Ingress and Forward. */
  readonly way: Way;
  readonly source: bigint;
  readonly destination: bigint;
  /** IP protocol number; in IPv6 the one behind all extension headers. */
  readonly protocol: number;
  readonly inInterface?: string;
  /** Absent: `Surroundings.routeOf` is asked. */
  readonly outInterface?: string;
  /** `No`: by whichever interface it comes and goes, that one is not `lo`. Absent: it is not known. */
  readonly loopback?: 'No';
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** The byte of the TCP header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
  readonly tcpFlags?: number;
  readonly hopLimit?: number;
  /** IPv6: the extension headers that are there. */
  readonly headers?: readonly string[];
  /** Of the routing header, where there is one. */
  readonly routingType?: number;
  /** To connection tracking, on its way here. */
  readonly state?: FlowState;
  /** Of a flow that is tracked already: where it was going before DNAT. `Unknown`: whether it met any is not known. */
  readonly originalDestination?: Endpoint | 'Unknown';
  /** Of the process that sends it; `None`: no process does. */
  readonly uid?: number | 'None';
  readonly gid?: number | 'None';
  /** Of the source, in lower case. */
  readonly mac?: string;
  readonly mark?: number;
  /** Since 1970 in UTC. */
  readonly timeMs?: number;
  /** Whether counters of rates and connections are below their limits. */
  readonly limits?: 'Within' | 'Exceeded';
}

export type AddressType = 'UNICAST' | 'LOCAL' | 'BROADCAST' | 'MULTICAST';

/** What the host knows of the world around it. What a function does not know is undefined. */
export interface Surroundings {
  /** As the routing table says; loopback and multicast need not be known. */
  readonly typeOf?: (address: bigint) => AddressType | undefined;
  /** The interface by which the host reaches an address; `none` where it has no route. */
  readonly routeOf?: (address: bigint) => string | 'none' | undefined;
}

/** `Return`: our rules say nothing, those of others decide. */
export type Verdict = 'Allow' | 'Drop' | 'Reject' | 'Return';

export interface Outcome {
  readonly verdict: Verdict;
  /** Label of the rule that decides: `policy/<name>/<rule>`; absent where no rule of ours does. */
  readonly rule?: string;
  /** Of the kernel rules under that label that may decide, what they ask and do; absent where no rule does. */
  readonly texts?: readonly string[];
}

export interface Decision {
  /** Unknown where what is not known of the packet makes a difference. */
  readonly verdict: Verdict | 'Unknown';
  /** Absent where several may decide, or none of ours does. */
  readonly rule?: string;
  /** Everything that may come of it, each once. */
  readonly possible: readonly Outcome[];
  /** Something else may come of it, too, and nobody knows what. */
  readonly isPartial?: true;
  /** After translation; absent where that is not known. */
  readonly source?: Endpoint;
  readonly destination?: Endpoint;
}

export interface Endpoint {
  readonly address: bigint;
  readonly port?: number;
}
