// What one host must enforce: references resolved, defaults filled in, order settled. The compiler's only input.

import type { Family } from './family.ts';
import type { Fault, Origin } from './fault.ts';
import type { Lifelines } from './known.ts';
import type { IdRange } from './match-formats.ts';
import type { Network } from './network.ts';

export type Direction = 'ingress' | 'egress' | 'forward';
export type Tier = 'Admin' | 'Default' | 'Baseline';
export type Verdict = 'Allow' | 'Deny';
export type Action = Verdict | 'Reject' | 'Pass' | 'Log';
export type RejectWith = 'TcpReset' | 'AdminProhibited' | 'PortUnreachable' | 'HostUnreachable';
/** Whose packets share one budget: one source address (/32, /64), one source network (/24, /48), or all. */
export type Per = 'Source' | 'SourceNet' | 'Global';

/** Ports `from`–`to`, both included; one port has `from === to`. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** A kind of traffic, with services already expanded into it. */
export type Traffic =
  | {
      readonly kind: 'ports';
      readonly protocol: PortProtocol;
      /** Empty: every port. */
      readonly ports: readonly PortRange[];
      /** Empty: every port. */
      readonly sourcePorts: readonly PortRange[];
    }
  | { readonly kind: 'icmp'; readonly family: Family; readonly type: number; readonly code?: number }
  /** An IP protocol by number: everything it carries. */
  | { readonly kind: 'protocol'; readonly protocol: number };

export type PortProtocol = 'tcp' | 'udp' | 'sctp' | 'dccp' | 'udplite';

/** Addresses named in place or by set. Sets are names in `Selected.sets`. A list that is empty in a family matches nothing there. */
export type Addresses =
  | { readonly kind: 'networks'; readonly networks: readonly Network[] }
  | { readonly kind: 'sets'; readonly sets: readonly string[] };

/** One side of a rule. What is absent is not narrowed; what is present and empty matches nothing. */
export interface Peer {
  /** Kernel interface names, zones resolved to those of this host; a trailing `+` is a prefix. */
  readonly interfaces?: readonly string[];
  readonly addresses?: Addresses;
  /** Lower case; a source's only. */
  readonly macs?: readonly string[];
  readonly except?: { readonly networks: readonly Network[]; readonly sets: readonly string[] };
  readonly origin: Origin;
}

export interface Log {
  /** What the record begins with, whole; the compiler cuts it to what the target can hold. Absent: `gw:<policy>/<rule>:<letter>`. */
  readonly prefix?: string;
  readonly limit: RateLimit;
}

export interface RateLimit {
  /** `N/sec`, `N/min`, `N/hour` or `N/day`, as written. */
  readonly rate: string;
  readonly burst: number;
  readonly per: Per;
}

export interface FlowLimit extends RateLimit {
  /** What becomes of a flow beyond the rate; Continue: the next rule is asked. */
  readonly exceeded: Refusal | 'Continue';
}

export type Refusal = 'Deny' | 'Reject';

export interface ConnectionLimit {
  readonly max: number;
  readonly per: Exclude<Per, 'SourceNet'>;
  readonly exceeded: Refusal;
}

/** Where a packet went to before DNAT. What is absent is not narrowed; a list that is empty in a family matches nothing there. */
export interface OriginalDestination {
  readonly networks?: readonly Network[];
  readonly ports?: readonly { readonly protocol: PortProtocol; readonly ports: readonly PortRange[] }[];
}

export type FlowState = 'New' | 'Untracked';

/** Within each of these days of UTC, from one second to another, both included. */
export interface TimeWindow {
  readonly firstSecond: number;
  readonly lastSecond: number;
  /** 0 is Monday; sorted, and never empty. */
  readonly days: readonly number[];
}

/** Flows that a helper of connection tracking reads along. */
export interface HelpedTraffic {
  /** As the kernel calls it. */
  readonly helper: string;
  readonly families: readonly Family[];
  readonly traffic: readonly Traffic[];
}

export interface Rule {
  readonly name: string;
  readonly action: Action;
  /** `'any'` where absent: a list is never empty. */
  readonly from: 'any' | readonly Peer[];
  readonly to: 'any' | readonly Peer[];
  readonly traffic: 'any' | readonly Traffic[];
  readonly families: readonly Family[];
  /** Ingress and forward only. */
  readonly originalDestination?: OriginalDestination;
  /** Never empty; absent: any. */
  readonly states?: readonly FlowState[];
  /** Egress only; both lists must hold, an absent one always does. */
  readonly process?: { readonly uids?: readonly IdRange[]; readonly gids?: readonly IdRange[] };
  /** Allow only. */
  readonly rateLimit?: FlowLimit;
  /** Allow only. */
  readonly connectionLimit?: ConnectionLimit;
  /** The first second at which the rule matches no more, since 1970. */
  readonly expires?: number;
  /** One of them must hold; absent: always. */
  readonly windows?: readonly TimeWindow[];
  /** Allow only; never empty. */
  readonly helped?: readonly HelpedTraffic[];
  readonly log?: Log;
  /** Reject only. Absent: TcpReset for TCP, AdminProhibited else. */
  readonly rejectWith?: RejectWith;
  readonly origin: Origin;
}

/** What can be told of a rule without resolving it. */
export interface ListedRule extends Pick<Rule, 'name' | 'action'> {
  readonly owner?: string;
  readonly reason?: string;
  /** Its end has come: it is not among the rules. */
  readonly isExpired?: true;
}

/**
 * Its rules are resolved each time they are read: who needs something of them again and again keeps that, not the rules,
 * of which there may be tens of thousands.
 */
export interface Policy {
  readonly name: string;
  readonly tier: Tier;
  readonly priority: number;
  /** Audit: the first rule that matches is only recorded, and the packet leaves the policy. */
  readonly mode: 'Enforce' | 'Audit';
  /** A service of some rule may have a helper; absent: none has. */
  readonly mayHelp?: true;
  /** What becomes of open flows that a revision refuses by this policy, or by its absence. */
  readonly onRevoke: 'Kill' | 'Keep';
  /** Its rules by name, in their order. */
  readonly listed: Readonly<Record<Direction, readonly ListedRule[]>>;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
  readonly forward: readonly Rule[];
  readonly origin: Origin;
}

/** A zone as this host has it; zones that the host lacks are not here. */
export interface Zone {
  readonly name: string;
  readonly interfaces: readonly string[];
  readonly external: boolean;
  /** Sources that belong there; both families. */
  readonly networks: readonly Network[];
  readonly antiSpoof: 'Strict' | 'Loose' | 'Disabled';
  readonly intraZone: Verdict;
  readonly origin: Origin;
}

export interface AddressSet {
  readonly name: string;
  /** Merged: no network is inside another of the list, neighbours joined; sorted; both families. */
  readonly networks: readonly Network[];
  /** What the kernel takes out by itself, and what of it holds still; present in sets of which entries may end so. */
  readonly ending?: readonly Ending[];
  /** Families in which it is an ipset however little it holds: members come and go there, and no rule with them. */
  readonly live?: readonly Family[];
  /** In lower case, sorted; absent where the set holds no names. */
  readonly domainNames?: readonly string[];
  /** What these stand for now, sorted. Not among `networks`. */
  readonly answers?: readonly Network[];
  readonly origin: Origin;
}

/** A network of a set until a moment, in seconds since 1970. */
export interface Ending {
  readonly network: Network;
  readonly untilSeconds: number;
}

/** A way in that no policy can take away. */
export interface FailsafeItem {
  readonly traffic: readonly Traffic[];
  /** Ingress: who may come in. */
  readonly from: 'any' | readonly Peer[];
  readonly origin: Origin;
}

/** Where this host may go whatever the policies say. */
export interface FailsafeWayOut {
  readonly traffic: readonly Traffic[];
  readonly to: 'any' | readonly Peer[];
  readonly origin: Origin;
}

/** Packets above the rate are dropped, whatever flow they belong to. */
export interface PacketLimit extends RateLimit {
  readonly name: string;
  readonly direction: 'ingress' | 'forward';
  readonly from: 'any' | readonly Peer[];
  readonly traffic: readonly Traffic[];
  readonly origin: Origin;
}

/** A trap: who opens connections to `ports` too often is refused on all ports for a while. */
export interface PortScan {
  /** Each with its ports. */
  readonly ports: readonly PortTraffic[];
  readonly hits: number;
  readonly withinSeconds: number;
  readonly banSeconds: number;
  /** Who is never banned, beside those whom the failsafe lets in. */
  readonly exempt: readonly Peer[];
}

/** One kernel parameter and what it must be. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
}

export type RefusalStyle = 'Drop' | 'Reject';

/** The one FirewallProfile that holds on this host, every default filled in. */
export interface Profile {
  /** `metadata.name`; `builtin` where no profile selects the host. */
  readonly name: string;
  readonly defaults: Readonly<Record<Direction, Verdict>>;
  /** Drop: the policy of INPUT and FORWARD. */
  readonly builtinPolicy: 'Keep' | 'Drop';
  readonly denyStyle: { readonly external: RefusalStyle; readonly internal: RefusalStyle };
  readonly icmp: {
    readonly essentials: boolean;
    /** Errors that belong to no flow pass between zones where invalid packets are not dropped. */
    readonly transitEssentials: boolean;
    readonly echo: { readonly action: Verdict } & RateLimit;
  };
  readonly packetLimits: readonly PacketLimit[];
  readonly dropInvalid: boolean;
  /** TCP segments with flags that no honest program sends are dropped before everything else. */
  readonly badTcpFlags: boolean;
  /** IPv6 packets whose sender chose their way are dropped before everything else. */
  readonly sourceRouting: boolean;
  readonly reversePath: 'Disabled' | 'Loose' | 'Strict';
  readonly egressAntiSpoof: boolean;
  readonly bogons: boolean;
  readonly synRate?: RateLimit;
  readonly portScan?: PortScan;
  readonly logging: {
    readonly target: 'NFLOG' | 'LOG';
    /** NFLOG's group. */
    readonly group: number;
    /** LOG's level, 0 (emerg) to 7 (debug). */
    readonly level: number;
    readonly defaultDeny: boolean;
    /** Whether chatter (broadcast, multicast, DHCP, NetBIOS) is refused without a record. */
    readonly noise: boolean;
    readonly limit: RateLimit;
  };
  readonly failsafe: {
    /** `'auto'` where the manifest does not say. */
    readonly ingress: 'auto' | readonly FailsafeItem[];
    readonly egress: readonly FailsafeWayOut[];
    readonly lifelines: 'Auto' | 'Disabled';
  };
  /** Globs of chain names (with `*`) behind whose leading jumps our INPUT hook stands. */
  readonly hookAfter: readonly string[];
  /** What becomes of forwarded packets from interfaces of no zone that no rule decides. */
  readonly unmanagedForward: 'Return' | 'Deny';
  readonly rollout: Rollout;
  /** Interfaces by which packets leave, and the segment size there; absent: what the route tells. */
  readonly mssClamp: readonly { readonly out: readonly string[]; readonly mss?: number }[];
  readonly sysctls: { readonly mode: 'Enforce' | 'Report' | 'Disabled'; readonly values: readonly Parameter[] };
  readonly origin: Origin;
}

/** Something that must go on working when a revision takes over. Names are unique in their list. */
export type Probe =
  | { readonly kind: 'tcp'; readonly name: string; readonly address: string; readonly port: number }
  | { readonly kind: 'http'; readonly name: string; readonly url: string; readonly status?: number }
  | { readonly kind: 'dns'; readonly name: string; readonly query: string; readonly server?: string }
  | { readonly kind: 'gateway' | 'git' | 'webhook'; readonly name: string };

export interface Rollout {
  readonly mode: 'Auto' | 'Manual';
  readonly confirmTimeoutMs: number;
  /** 0 to 100. */
  readonly maxRemovedPercent: number;
  /** Absent: what the configuration gives to try. */
  readonly probes?: readonly Probe[];
}

/** The one kind of traffic that has ports. */
export type PortTraffic = Extract<Traffic, { kind: 'ports' }>;

/** Peers that are `'any'` are absent in the manifest. In source NAT they hold no interfaces: zones stand for their networks. */
type Peers = 'any' | readonly Peer[];

interface NatBase {
  /** `nat/<policy>/<item>`. */
  readonly label: string;
  readonly families: readonly Family[];
  readonly origin: Origin;
}

export interface Exempt extends NatBase {
  readonly kind: 'exempt';
  readonly from: Peers;
  readonly to: Peers;
}

export interface SourceNat extends NatBase {
  readonly kind: 'sourceNat';
  /** Of the zone by which the packets leave. */
  readonly out: readonly string[];
  readonly from: Peers;
  /** Destinations that keep the source. */
  readonly except: readonly Network[];
  /** Absent: the address of the interface, masqueraded. */
  readonly address?: Network;
}

export interface PortForward extends NatBase {
  readonly kind: 'portForward';
  /** Of the zone by which clients come in. */
  readonly in: readonly string[];
  /** Absent: any address of this host but loopback. */
  readonly address?: Network;
  readonly ports: readonly PortTraffic[];
  readonly target: { readonly address: Network; readonly port?: number };
  readonly from: Peers;
  /** The zone in which the target is, where the forward is to work from inside as well. */
  readonly hairpin?: { readonly interfaces: readonly string[]; readonly networks: readonly Network[] };
  readonly autoAllow: boolean;
}

export interface Redirect extends NatBase {
  readonly kind: 'redirect';
  readonly in: readonly string[];
  readonly from: Peers;
  readonly to: Peers;
  readonly ports: readonly PortTraffic[];
  readonly toPort: PortRange;
  readonly autoAllow: boolean;
}

/** Both ways, address by address; also for IPv6 prefixes. */
export interface NetworkMap extends NatBase {
  readonly kind: 'networkMap';
  readonly interfaces: readonly string[];
  readonly external: Network;
  readonly internal: Network;
}

export type NatItem = Exempt | SourceNat | PortForward | Redirect | NetworkMap;

/** The whole of what one host must enforce. */
export interface Selected {
  readonly host: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  /** Sorted bytewise by name. */
  readonly zones: readonly Zone[];
  readonly profile: Profile;
  /** In the order in which packets meet them: tier, priority, name bytewise. */
  readonly policies: readonly Policy[];
  /** In the order in which they decide: exemptions of all NatPolicies, then by priority and name. */
  readonly nat: readonly NatItem[];
  /** Where the controller must be able to go; absent: not known here. */
  readonly lifelines?: Lifelines;
  /** Networks of the host's own interfaces; absent: not known here. */
  readonly ownNetworks?: readonly string[];
  /** Every set that a selected rule names, `include` followed; sorted bytewise by name. */
  readonly sets: readonly AddressSet[];
  /** A revision that lets ssh in was confirmed on this host: the automatic failsafe has ended for good. */
  readonly sshConfirmed?: true;
  /** Of all sets, sorted; absent where there are none. */
  readonly domainNames?: readonly string[];
  /** When (ms since 1970) a rule or an entry of a set ends next, and all this has to be made anew; absent: never. */
  readonly validUntilMs?: number;
  /** Told, not refused: an empty set, a zone that this host lacks, a policy that selects no host … */
  readonly warnings: readonly Fault[];
}
