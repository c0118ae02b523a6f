// Made from crds/*.yaml by `npm run generate`; edit that and run it again.

/**
 * Any of the documents below.
 */
export type Document = FirewallPolicy | FirewallProfile | Host | NatPolicy | NetworkSet | PolicyTest | Service | Zone;

/**
 * Rules for the packets to, from and through the hosts that it selects.
 */
export interface FirewallPolicy {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always FirewallPolicy.
   */
  readonly kind: 'FirewallPolicy';
  readonly metadata: Metadata;
  readonly spec: FirewallPolicySpec;
}
/**
 * How the manifest is called, and what is said about it.
 */
export interface Metadata {
  /**
   * Name of the manifest, unique within its kind.
   */
  readonly name: string;
  /**
   * What selectors see.
   */
  readonly labels?: {
    /**
     * Value of the label; a number or true needs quotes.
     */
    readonly [k: string]: string;
  };
  /**
   * Notes for people and other programs; they mean nothing here.
   */
  readonly annotations?: {
    /**
     * Text of the note; a number or true needs quotes.
     */
    readonly [k: string]: string;
  };
}
/**
 * Which hosts, in which order, and which rules.
 */
export interface FirewallPolicySpec {
  readonly hostSelector: Selector;
  /**
   * Admin comes first, Baseline last.
   */
  readonly tier?: 'Admin' | 'Default' | 'Baseline';
  /**
   * Order within the tier, low first; then by name.
   */
  readonly priority?: number;
  /**
   * What `${name}` stands for in addresses, networks and ports of this policy, where the Host does not say otherwise.
   */
  readonly variables?: {
    /**
     * An address, a network, a port, or a part of one.
     */
    readonly [k: string]: number | string;
  };
  /**
   * Enforce does what the rules say. Audit changes nothing. The first rule that matches writes what it would have done to the log, with :audit behind the letter of its verdict, and the packet goes on as if the policy were not there.
   */
  readonly mode?: 'Enforce' | 'Audit';
  /**
   * What becomes of connections that stand when a commit refuses them. Kill ends them, whichever side speaks. Keep lets them live on. The policy of the refusing rule decides. Where the profile's default refuses, the policy that let them in before the commit decides, also if it is gone by now. What the failsafe let in is always kept.
   */
  readonly onRevoke?: 'Kill' | 'Keep';
  /**
   * Rules for packets to the host.
   *
   * @maxItems 5000
   */
  readonly ingress?: readonly Rule[];
  /**
   * Rules for packets from the host.
   *
   * @maxItems 5000
   */
  readonly egress?: readonly Rule[];
  /**
   * Rules for packets through the host.
   *
   * @maxItems 5000
   */
  readonly forward?: readonly Rule[];
}
/**
 * Which hosts are meant, by their labels; all conditions must hold, and an empty selector means every host.
 */
export interface Selector {
  /**
   * Labels that must have exactly these values.
   */
  readonly matchLabels?: {
    /**
     * Value that the label must have.
     */
    readonly [k: string]: string;
  };
  /**
   * Conditions on labels.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly matchExpressions?: readonly Condition[];
}
/**
 * One condition on one label.
 */
export interface Condition {
  /**
   * Label that is looked at.
   */
  readonly key: string;
  /**
   * How the label is compared.
   */
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /**
   * Values for In and NotIn.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: One value.
   */
  readonly values?: readonly string[];
}
/**
 * What is done with one kind of packet. The first rule that matches decides.
 */
export interface Rule {
  /**
   * Name of the rule, unique in its list.
   */
  readonly name: string;
  /**
   * Allow accepts, Deny drops in silence, Reject answers, Pass leaves the tier, Log records and goes on.
   */
  readonly action: 'Allow' | 'Deny' | 'Reject' | 'Pass' | 'Log';
  /**
   * Where the packet comes from, one of these; absent means anywhere.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
  /**
   * Where the packet goes to, one of these; absent means anywhere.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly to?: readonly Peer[];
  /**
   * Services, built in or of the repository. services, ports, protocols and icmp are alternatives; with none of them any traffic matches.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a Service.
   */
  readonly services?: readonly string[];
  /**
   * Ports by number.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports?: readonly PortSpec[];
  /**
   * IP protocols with everything they carry.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Protocol name (gre, esp, ah, vrrp, ospf) or number 1-255.
   */
  readonly protocols?: readonly (number | string)[];
  /**
   * ICMP messages.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly icmp?: readonly IcmpSpec[];
  /**
   * Address families; absent means both.
   *
   * @minItems 1
   * @maxItems 2
   *
   * Items: Address family.
   */
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
  readonly originalDestination?: OriginalDestination;
  /**
   * How connection tracking sees the packet; absent means any. Packets of established flows are accepted before all policies, so no rule meets them.
   *
   * @minItems 1
   * @maxItems 2
   *
   * Items: New opens a flow; Untracked is left alone by connection tracking.
   */
  readonly states?: readonly ('New' | 'Untracked')[];
  readonly process?: Process;
  readonly rateLimit?: RuleRateLimit;
  readonly connectionLimit?: ConnectionLimit;
  readonly log?: RuleLog;
  /**
   * How Reject answers; absent means TcpReset for TCP and AdminProhibited for the rest.
   */
  readonly rejectWith?: 'TcpReset' | 'AdminProhibited' | 'PortUnreachable' | 'HostUnreachable';
  readonly schedule?: Schedule;
  /**
   * When the rule ends, with the offset of its clock, such as "2026-12-31T23:59:59Z", at the latest 2038-01-19T03:14:07Z. The kernel itself stops matching new flows then, also without the controller, which takes the rule out and says so in the status. The controller ends what is open by then, or at its next start (see `onRevoke`). An Allow that ends does not count as a way in for ssh, so the automatic failsafe stays.
   */
  readonly expires?: string;
  /**
   * Who answers for the rule, shown in the status; it changes nothing in the kernel.
   */
  readonly owner?: string;
  /**
   * Why the rule is there, shown in the status; it changes nothing in the kernel.
   */
  readonly reason?: string;
}
/**
 * One kind of counterpart; all fields that are present must hold. At most one of networks, networkSets, networkSetSelector, hosts and domainNames.
 */
export interface Peer {
  /**
   * Zones whose interfaces the packet enters or leaves by.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a Zone.
   */
  readonly zones?: readonly string[];
  /**
   * Interfaces that the packet enters or leaves by.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Kernel interface name; one trailing `+` matches every name that begins so.
   */
  readonly interfaces?: readonly string[];
  /**
   * Hardware addresses that the frame comes from; only in `from`, of ingress and forward rules, and only for machines on the same link.
   *
   * @minItems 1
   * @maxItems 256
   *
   * Items: Hardware address, such as 02:00:5e:10:00:01.
   */
  readonly macs?: readonly string[];
  /**
   * Addresses of the counterpart.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly networks?: readonly string[];
  /**
   * NetworkSets that hold the address of the counterpart.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a NetworkSet.
   */
  readonly networkSets?: readonly string[];
  /**
   * Names in DNS, without wildcards, in an Allow only. The controller of each host asks for them, both families, and keeps what they stand for in an ipset: an answer changes entries and no rule. It asks again when the answer's own lifetime is over, after 30 s at the least and 1 h at the most; an address that an answer no longer holds stays for as long again. While nobody answers, and after a restart, the last answer holds. A name that was never answered matches nothing. Loopback, link-local and multicast addresses among the answers are left out.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: A name of two or more labels, such as updates.example.org.
   */
  readonly domainNames?: readonly string[];
  readonly networkSetSelector?: SetSelector;
  readonly hosts?: Selector;
  readonly except?: Except;
}
/**
 * Which NetworkSets are meant, by their labels; all conditions must hold, and an empty selector means every NetworkSet. Together they are one list of addresses.
 */
export interface SetSelector {
  /**
   * Labels that must have exactly these values.
   */
  readonly matchLabels?: {
    /**
     * Value that the label must have.
     */
    readonly [k: string]: string;
  };
  /**
   * Conditions on labels.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly matchExpressions?: readonly Condition[];
}
/**
 * Addresses that are not meant, whatever the other fields say.
 */
export interface Except {
  /**
   * Networks that are left out.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly networks?: readonly string[];
  /**
   * NetworkSets that are left out.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a NetworkSet.
   */
  readonly networkSets?: readonly string[];
  readonly networkSetSelector?: SetSelector;
  readonly hosts?: Selector;
}
/**
 * Ports of one transport protocol.
 */
export interface PortSpec {
  /**
   * Transport protocol.
   */
  readonly protocol: 'TCP' | 'UDP' | 'SCTP' | 'DCCP' | 'UDPLite';
  /**
   * Destination ports; absent means every port.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Port 1-65535 or range such as "8000-8099".
   */
  readonly ports?: readonly (number | string)[];
  /**
   * Source ports; absent means every port.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Port 1-65535 or range such as "8000-8099".
   */
  readonly sourcePorts?: readonly (number | string)[];
}
/**
 * One kind of ICMP message.
 */
export interface IcmpSpec {
  /**
   * Whether this is ICMP (IPv4) or ICMPv6 (IPv6).
   */
  readonly family: 'IPv4' | 'IPv6';
  /**
   * Name as iptables knows it (echo-request, packet-too-big) or number 0-255.
   */
  readonly type: number | string;
  /**
   * ICMP code; absent means every code of the type.
   */
  readonly code?: number;
}
/**
 * Where the packet went to before this host translated its destination (DNAT); only in ingress and forward rules. Without translation that is its destination.
 */
export interface OriginalDestination {
  /**
   * Addresses that it went to.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly networks?: readonly string[];
  /**
   * Ports that it went to; sourcePorts are not known any more.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports?: readonly PortSpec[];
}
/**
 * Who on this host sends the packet; only in egress rules. uids and gids must both hold. What the kernel itself sends belongs to nobody.
 */
export interface Process {
  /**
   * User numbers, one of these.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Number 0-4294967294 or range such as "1000-1999"; names are not known to every host alike.
   */
  readonly uids?: readonly (number | string)[];
  /**
   * Group numbers, one of these.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Number 0-4294967294 or range such as "1000-1999"; names are not known to every host alike.
   */
  readonly gids?: readonly (number | string)[];
}
/**
 * How often new flows may match an Allow, counted together for all that the rule means in one address family. Up to the rate the rule allows; beyond it, see exceeded.
 */
export interface RuleRateLimit {
  /**
   * At most so many new flows, N/sec, N/min, N/hour or N/day.
   */
  readonly rate: string;
  /**
   * Flows that pass at once before the rate counts; at most what the rate gives in a day, which the default is cut to.
   */
  readonly burst?: number;
  /**
   * Whose flows are counted together: of one source address (/32, /64), of one source network (/24, /48), or all.
   */
  readonly per?: 'Source' | 'SourceNet' | 'Global';
  /**
   * What becomes of a flow beyond the rate. Deny drops it, Reject answers, Continue goes on to the next rule.
   */
  readonly exceeded?: 'Deny' | 'Reject' | 'Continue';
}
/**
 * How many flows may stand at once by an Allow, counted together for all that the rule means in one address family. It is asked before rateLimit. A limit that is changed starts to count at none; with the legacy backend, so does each change of any rule.
 */
export interface ConnectionLimit {
  /**
   * Flows that may stand; the next one is refused.
   */
  readonly max: number;
  /**
   * Whose flows are counted together: of one source address (/32, /64), or all.
   */
  readonly per?: 'Source' | 'Global';
  /**
   * What becomes of the flow that is too many. Reject answers, Deny drops it.
   */
  readonly exceeded?: 'Deny' | 'Reject';
}
/**
 * A record before the verdict; an empty object takes every default from the profile. Beside a limit, it is for what the rule lets in.
 */
export interface RuleLog {
  /**
   * Text the record begins with, instead of gw:<policy>/<rule>:<letter>.
   */
  readonly prefix?: string;
  /**
   * At most so many records.
   */
  readonly limit?: string;
  /**
   * Records that pass before the limit counts.
   */
  readonly burst?: number;
  /**
   * Whose packets share one limit: one source address, one source network (/24, /48), or all.
   */
  readonly per?: 'Source' | 'SourceNet' | 'Global';
}
/**
 * When the rule holds; outside of it, it matches nothing. The kernel keeps it by its own clock, in UTC for the offset that the zone has; when that changes (daylight saving), the controller writes the rule anew. The controller ends what is open when it ends, or at its next start (see `onRevoke`). An Allow with a schedule does not count as a way in for ssh.
 */
export interface Schedule {
  /**
   * Days on which it begins; absent means every day.
   *
   * @minItems 1
   * @maxItems 7
   *
   * Items: A day of the week.
   */
  readonly days?: readonly ('Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun')[];
  /**
   * Hour and minute at which it begins, such as "08:00".
   */
  readonly from?: string;
  /**
   * Hour and minute at which it ends, such as "18:00"; before `from` means on the next day.
   */
  readonly to?: string;
  /**
   * Zone of the IANA database whose clock it follows, such as Europe/Berlin.
   */
  readonly timeZone?: string;
}
/**
 * What holds on a host before and after all policies. One profile is effective per host.
 */
export interface FirewallProfile {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always FirewallProfile.
   */
  readonly kind: 'FirewallProfile';
  readonly metadata: Metadata;
  readonly spec: FirewallProfileSpec;
}
/**
 * Which hosts, and what holds there.
 */
export interface FirewallProfileSpec {
  readonly hostSelector: Selector;
  /**
   * The profile with the highest number holds; a tie on a host is an error.
   */
  readonly priority?: number;
  readonly defaults?: ProfileDefaults;
  readonly icmp?: ProfileIcmp;
  readonly hardening?: Hardening;
  readonly logging?: ProfileLogging;
  /**
   * Limits for each packet, whatever flow it belongs to: what a rule's rateLimit, which counts new flows, cannot stop. They stand behind the failsafe and before established connections; what is above is dropped.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly packetLimits?: readonly PacketLimit[];
  readonly sysctls?: Sysctls;
  readonly failsafe?: Failsafe;
  readonly coexistence?: Coexistence;
  /**
   * The segment size of TCP connections that leave by these zones, in both families: for links that carry less than 1500 bytes (PPPoE, tunnels) where ICMP errors on the way get lost. What opens a connection says no more than that; each direction is clamped where it leaves, so name the zones of both sides where both ends should hear of it.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly mssClamp?: readonly MssClamp[];
  readonly rollout?: Rollout;
}
/**
 * Verdict on packets that no policy decides.
 */
export interface ProfileDefaults {
  /**
   * Verdict on packets to the host.
   */
  readonly ingress?: 'Allow' | 'Deny';
  /**
   * Verdict on packets through the host.
   */
  readonly forward?: 'Allow' | 'Deny';
  /**
   * Verdict on packets from the host.
   */
  readonly egress?: 'Allow' | 'Deny';
  /**
   * Policy of the built-in chains INPUT and FORWARD, which decides where no rule of anybody does. Drop sets it when the rules stand, keeps it so, and gives back what was there on uninstall and when the manifest says Keep. What is left to other rules (`coexistence.unmanagedForward: Return`) is dropped then unless one of them accepts it. Not with a default of Allow for ingress or forward.
   */
  readonly builtinPolicy?: 'Keep' | 'Drop';
  readonly denyStyle?: DenyStyle;
}
/**
 * How the default refuses.
 */
export interface DenyStyle {
  /**
   * On external zones and interfaces of no zone.
   */
  readonly external?: 'Drop' | 'Reject';
  /**
   * On all other zones, and for egress.
   */
  readonly internal?: 'Drop' | 'Reject';
}
/**
 * ICMP that the network cannot do without, and echo.
 */
export interface ProfileIcmp {
  /**
   * Let neighbour discovery, multicast listener discovery and needed errors in; no policy can take them away.
   */
  readonly essentials?: boolean;
  /**
   * Let the errors through that the network cannot do without (RFC 4890, 4.3.1: unreachable, packet too big, time exceeded, parameter problem), between zones. Connection tracking knows those that belong to a flow, and lets them through anyway; a rule is made only where `dropInvalid` is false. Router renumbering, node information and the like pass only where a policy allows them.
   */
  readonly transitEssentials?: boolean;
  readonly echo?: Echo;
}
/**
 * Echo requests to the host itself.
 */
export interface Echo {
  /**
   * Whether the host answers.
   */
  readonly action?: 'Allow' | 'Deny';
  /**
   * At most so many echo requests are answered.
   */
  readonly rate?: string;
  /**
   * Requests that pass before the rate counts.
   */
  readonly burst?: number;
  /**
   * Whose packets share one limit: one source address, one source network (/24, /48), or all.
   */
  readonly per?: 'Source' | 'SourceNet' | 'Global';
}
/**
 * Packets that are refused whatever policies say.
 */
export interface Hardening {
  /**
   * Drop packets that connection tracking calls invalid.
   */
  readonly dropInvalid?: boolean;
  /**
   * Drop TCP segments whose flags no honest program sends (none at all, SYN with FIN or RST, FIN with RST, FIN without ACK), as port scanners do. They are dropped in table raw, before connection tracking, to the host and through it; what the failsafe lets in is not looked at.
   */
  readonly badTcpFlags?: boolean;
  /**
   * Whether packets are dropped, in table raw, by any interface but lo, whose source the host has no route to (Loose) or would answer by another interface (Strict: not for a host with several ways to one network; in IPv6 any route by that interface will do). Beside antiSpoof of zones.
   */
  readonly reversePath?: 'Disabled' | 'Loose' | 'Strict';
  /**
   * Drop packets that enter by an interface of an external zone with a source that nobody has in the internet: private, documentation and other special-purpose addresses; in IPv6, what is not in 2000::/3. In table raw. Never those of a network of a zone or of the host's own interfaces, which the controller looks up every few seconds, nor link-local ones, nor a DHCP server's. Routers on the way that have private addresses cannot report errors any more; not for a host whose provider hands private addresses through.
   */
  readonly bogons?: boolean;
  /**
   * Whether packets leave by interfaces of external zones only with sources that belong to us (BCP 38): `networks` of the host's zones that are not external for what is forwarded, addresses of the host for what it sends. It is asked of packets that open a flow, before their source is translated, and before all policies.
   */
  readonly egressAntiSpoof?: boolean;
  /**
   * Drop IPv6 packets that bear a routing header of type 0, by which a sender chooses the way (RFC 5095), in table raw. Of IPv4 no rule can see it: where net.ipv4.conf.all.accept_source_route is 1, that is told as a warning; `sysctls` can set it to 0.
   */
  readonly sourceRouting?: boolean;
  readonly synRate?: SynRate;
  readonly portScan?: PortScan;
}
/**
 * Limit for new TCP connections, to this host and from its zones through it; what is above is dropped. Connections that stand are not counted, and what the failsafe lets in is not, either. It slows down a flood of SYNs and connections that pile up; a busy proxy or many clients behind one address need a higher rate.
 */
export interface SynRate {
  /**
   * So many new connections pass.
   */
  readonly rate: string;
  /**
   * New connections that pass before the rate counts.
   */
  readonly burst?: number;
  /**
   * Whose packets share one limit: one source address, one source network (/24, /48), or all.
   */
  readonly per?: 'Source' | 'SourceNet' | 'Global';
}
/**
 * Trap for port scanners: who opens connections to ports that nobody needs here is refused on all ports of this host for a while. Connections that stand live on, and so do ICMP essentials. A packet may bear a false source, so management must be named in `exempt` or in the failsafe: both are never banned. A ban is of one address (IPv6: its /64); the kernel keeps the newest 100 of each family (`ip_list_tot` of its module xt_recent) in /proc/net/xt_recent/gw4-scan-banned and gw6-scan-banned, where `echo -ADDRESS` into the file ends one. An edit of these fields keeps them.
 */
export interface PortScan {
  /**
   * Bait: ports that no honest client asks for here. Each entry needs its `ports`.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports: readonly PortSpec[];
  /**
   * So many new connections to bait within `within` bring a ban.
   */
  readonly hits?: number;
  /**
   * How long a touch is remembered; at most a day.
   */
  readonly within?: string;
  /**
   * How long a ban lasts; at most a week.
   */
  readonly banFor?: string;
  /**
   * Who is never banned; those who are let in by the failsafe are not, either.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly exempt?: readonly Peer[];
}
/**
 * Where records go, and the defaults of each log.
 */
export interface ProfileLogging {
  /**
   * NFLOG for ulogd2, LOG for the kernel log.
   */
  readonly target?: 'NFLOG' | 'LOG';
  /**
   * Group of NFLOG.
   */
  readonly group?: number;
  /**
   * Level of LOG.
   */
  readonly level?: 'emerg' | 'alert' | 'crit' | 'error' | 'warning' | 'notice' | 'info' | 'debug';
  /**
   * Record what the default refuses.
   */
  readonly defaultDeny?: boolean;
  /**
   * Refuse broadcast, multicast, DHCP and NetBIOS chatter without a record.
   */
  readonly noise?: boolean;
  /**
   * At most so many records.
   */
  readonly limit?: string;
  /**
   * Records that pass before the limit counts.
   */
  readonly burst?: number;
  /**
   * Whose packets share one limit: one source address, one source network (/24, /48), or all.
   */
  readonly per?: 'Source' | 'SourceNet' | 'Global';
}
/**
 * A limit for one kind of packet.
 */
export interface PacketLimit {
  /**
   * Name of the limit, unique in its list.
   */
  readonly name: string;
  /**
   * Services that are counted.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a Service.
   */
  readonly services?: readonly string[];
  /**
   * Ports that are counted.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports?: readonly PortSpec[];
  /**
   * ICMP messages that are counted.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly icmp?: readonly IcmpSpec[];
  /**
   * Whose packets are counted; absent means everybody's.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
  /**
   * So many packets pass.
   */
  readonly rate: string;
  /**
   * Packets that pass before the rate counts.
   */
  readonly burst?: number;
  /**
   * Whose packets share one limit: one source address (/32, /64), one source network (/24, /48), or all.
   */
  readonly per?: 'Source' | 'SourceNet' | 'Global';
  /**
   * Packets to this host, or through it.
   */
  readonly direction?: 'Ingress' | 'Forward';
}
/**
 * Kernel parameters of the network.
 */
export interface Sysctls {
  /**
   * What is done about them. Report tells what differs, as a warning. Enforce writes them, reads them again, keeps them so, and puts back what was there before on uninstall and when a value leaves the manifest; forwarding is switched on when the rules of both families stand, and off before they change. Disabled does neither.
   */
  readonly mode?: 'Enforce' | 'Report' | 'Disabled';
  /**
   * Values by name, such as `net.ipv4.ip_forward`; a `/` stands for a dot in the name of an interface.
   */
  readonly values: {
    /**
     * Value of the parameter.
     */
    readonly [k: string]: number | string;
  };
}
/**
 * Ways into the host and out of it that no policy can take away.
 */
export interface Failsafe {
  /**
   * Exactly these, first of all. Absent means ssh as the controller sees fit; an empty list means none and needs a reason.
   *
   * @minItems 0
   * @maxItems 64
   */
  readonly ingress?: readonly FailsafeItem[];
  /**
   * Where this host may always go: no policy and no default refuses it. Each item becomes accepts at the head of GW-OUT, before revoked flows; answers come back because their flow is known. Absent means none. A port forward with `hairpin` translates before the filter sees the packet: name the inner address then.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly egress?: readonly FailsafeWayOut[];
  /**
   * Auto lets the controller go on with its work: where `defaults.egress` is Deny, or a rule of `egress` could refuse it (one for other users than root cannot), GW-OUT accepts DNS (TCP and UDP 53) to the name servers of /etc/resolv.conf, NTP (UDP 123 to anywhere, because time servers are found by many programs in many ways; only where every address could be refused), the Git remote, the webhooks and the proxies of the controller's environment, at the addresses that their names have. Two rules for each family: one looks into the ipset gw4-lifelines or gw6-lifelines (addresses with port), so that a name with another address changes entries and no rule. An address stays for an hour after it was last answered, and while nobody answers. Disabled makes none of it: write what is needed into `failsafe.egress` or policies.
   */
  readonly lifelines?: 'Auto' | 'Disabled';
  /**
   * Why the failsafe is as it is; needed where `ingress` is empty.
   */
  readonly reason?: string;
}
/**
 * One way in.
 */
export interface FailsafeItem {
  /**
   * Services that are let in.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a Service.
   */
  readonly services?: readonly string[];
  /**
   * Ports that are let in.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports?: readonly PortSpec[];
  /**
   * Who is let in; absent means everyone.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
}
/**
 * One way out.
 */
export interface FailsafeWayOut {
  /**
   * Services that may always be reached.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a Service.
   */
  readonly services?: readonly string[];
  /**
   * Ports that may always be reached.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports?: readonly PortSpec[];
  /**
   * Where to; absent means anywhere.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly to?: readonly Peer[];
}
/**
 * How to live beside other programs on the same host.
 */
export interface Coexistence {
  /**
   * Chains behind whose leading jumps our hooks in INPUT, and in FORWARD or DOCKER-USER, stand; `*` matches any text.
   *
   * @maxItems 32
   *
   * Items: Name of a chain, with `*`.
   */
  readonly after?: readonly string[];
  /**
   * What becomes of forwarded packets that enter by an interface of no zone and that no rule decides: Return leaves them to the other rules of the host, such as Docker's; Deny treats them as from outside, also on a host without zones, where then nothing is forwarded but what a policy allows.
   */
  readonly unmanagedForward?: 'Return' | 'Deny';
}
/**
 * One zone.
 */
export interface MssClamp {
  /**
   * Zone by whose interfaces the packets leave.
   */
  readonly outZone: string;
  /**
   * `Pmtu` (what the route to the destination carries, less 40 or 60 bytes of headers), or 536 to 9000 bytes.
   */
  readonly mss?: number | string;
}
/**
 * How a new revision takes over on a host. What worked just before the change is tried again after it, by new connections; where something of it has ceased to work, the revision before comes back by itself.
 */
export interface Rollout {
  /**
   * Auto: a revision stays when the probes say so. Manual: besides, somebody has to say `gatewright confirm` within confirmTimeout, or the revision before comes back; who runs `gatewright apply` has said so.
   */
  readonly mode?: 'Auto' | 'Manual';
  /**
   * So long after the first change to the kernel, a revision that is not confirmed is undone; at least 5s, at most 1d. A process of its own sees to it, so that it also happens when the controller is dead.
   */
  readonly confirmTimeout?: string;
  /**
   * A revision that takes away more of the kernel rules of ours (both families together) than so many percent is held until somebody says `gatewright approve`. 100 holds none.
   */
  readonly maxRemovedPercent?: number;
  /**
   * What is tried. Absent: the Git remote, the webhooks and the default gateway, as far as this host has them. A probe that fails before the change is told and does not count after it.
   *
   * @minItems 1
   * @maxItems 32
   */
  readonly probes?: readonly Probe[];
}
/**
 * A name, and exactly one thing to be tried.
 */
export interface Probe {
  /**
   * Unique in the list; the status names it.
   */
  readonly name: string;
  readonly tcp?: TcpProbe;
  readonly http?: HttpProbe;
  readonly dns?: DnsProbe;
  /**
   * The default gateways answer to ping.
   */
  readonly gateway?: true;
  /**
   * The Git remote of the configuration can be asked for its branch.
   */
  readonly git?: true;
  /**
   * Every webhook of the configuration can be connected to. Nothing is sent.
   */
  readonly webhook?: true;
}
/**
 * A TCP connection from this host can be opened.
 */
export interface TcpProbe {
  /**
   * An IPv4 or IPv6 address.
   */
  readonly address: string;
  /**
   * Port 1-65535.
   */
  readonly port: number;
}
/**
 * A GET from this host is answered. Certificates are checked against the system's authorities; redirects are not followed.
 */
export interface HttpProbe {
  /**
   * An http or https address without a user or a password in it.
   */
  readonly url: string;
  /**
   * The answer's status; absent: any below 500.
   */
  readonly status?: number;
}
/**
 * A name can be resolved to an address.
 */
export interface DnsProbe {
  /**
   * What is asked for.
   */
  readonly name: string;
  /**
   * Who is asked; absent: the resolvers of the system.
   */
  readonly server?: string;
}
/**
 * A machine whose firewall Gatewright keeps. Without one, the host is implicit, with name and labels from the controller's configuration.
 */
export interface Host {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always Host.
   */
  readonly kind: 'Host';
  readonly metadata: Metadata;
  readonly spec: HostSpec;
  readonly status?: HostStatus;
}
/**
 * What only this machine has.
 */
export interface HostSpec {
  /**
   * Which network interfaces of this machine belong to which Zone. An interface belongs to one zone at most.
   */
  readonly zones?: {
    /**
     * The interfaces that lead into the zone.
     *
     * @minItems 1
     * @maxItems 256
     *
     * Items: Kernel interface name; one trailing `+` matches every name that begins so.
     */
    readonly [k: string]: readonly string[];
  };
  /**
   * The addresses of this machine, for peers of other machines that mean it by `hosts`.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: An IPv4 or IPv6 address.
   */
  readonly addresses?: readonly string[];
  /**
   * Values that `${name}` stands for in addresses, networks and ports on this machine. They win over those of a policy.
   */
  readonly variables?: {
    /**
     * An address, a network, a port, or a part of one.
     */
    readonly [k: string]: number | string;
  };
}
/**
 * Written by the controller; never read from the repository.
 */
export interface HostStatus {
  /**
   * Counts the revisions that this host has attempted.
   */
  readonly observedGeneration: number;
  /**
   * Ready always; Stalled while somebody has to act; Reconciling while what is wrong may go away by itself.
   */
  readonly conditions: readonly HostStatusCondition[];
  /**
   * The newest revision that was tried.
   */
  readonly lastAttemptedRevision?: string;
  /**
   * What the kernel enforces.
   */
  readonly lastAppliedRevision?: string;
  /**
   * Since when it enforces that.
   */
  readonly lastAppliedTime?: string;
  readonly commit?: HostStatusCommit;
  /**
   * What was applied last and proved that the host is still reachable, or was confirmed by somebody.
   */
  readonly lastConfirmedRevision?: string;
  readonly rollout?: HostStatusRollout;
  /**
   * Revisions that were undone here and are not tried again, newest last; at most 50.
   *
   * @maxItems 50
   *
   * Items: A revision.
   */
  readonly quarantined?: readonly string[];
  readonly dataplane?: HostStatusDataplane;
  /**
   * Where the controller itself is let out whatever policies say, with the addresses that names have now; absent where nothing restricts egress, or `failsafe.lifelines` is Disabled.
   *
   * Items: One place: what it is for, its name and its addresses.
   */
  readonly lifelines?: readonly string[];
  /**
   * The version of Gatewright.
   */
  readonly controllerVersion?: string;
  readonly plan?: HostStatusPlan;
  readonly drift?: HostStatusDrift;
  readonly flows?: HostStatusFlows;
  /**
   * The policies that select this host, in the order in which packets meet them.
   */
  readonly policies?: readonly HostStatusPolicy[];
  /**
   * Faults in the attempted revision.
   */
  readonly faultCount?: number;
  /**
   * What is wrong in the attempted revision, the first 20.
   */
  readonly faults?: readonly HostStatusFault[];
  /**
   * Warnings about the revision.
   */
  readonly warningCount?: number;
  /**
   * Told, not refused, the first 20.
   */
  readonly warnings?: readonly HostStatusWarning[];
  readonly outbox?: HostStatusOutbox;
}
export interface HostStatusCondition {
  /**
   * What the condition is about.
   */
  readonly type: 'Ready' | 'Reconciling' | 'Stalled';
  /**
   * Whether it holds.
   */
  readonly status: 'True' | 'False' | 'Unknown';
  /**
   * One word for why; docs/operations.md lists them all.
   */
  readonly reason: string;
  /**
   * What was found and what to do. It holds no durations and no ids.
   */
  readonly message: string;
  /**
   * When its status last changed.
   */
  readonly lastTransitionTime: string;
  /**
   * That of the pass which said so.
   */
  readonly observedGeneration: number;
}
/**
 * The commit of the applied revision; absent for a folder.
 */
export interface HostStatusCommit {
  /**
   * 40 hex digits.
   */
  readonly sha: string;
  /**
   * Name of the author; at most 256 characters.
   */
  readonly author: string;
  /**
   * When the author's clock said it was written.
   */
  readonly date: string;
  /**
   * First line of the message; at most 256 characters.
   */
  readonly subject: string;
  /**
   * Whether it carries a signature; nobody has verified it.
   */
  readonly signed: boolean;
}
/**
 * How the last change of revision ended.
 */
export interface HostStatusRollout {
  /**
   * Confirmed: what worked before works. ProbesDegraded: so it is, but something did not work before, either. Unproven: nothing could be tried that worked before. AwaitingConfirmation: it is undone unless somebody confirms it. RolledBack: it was undone. Held: nothing was written, somebody has to approve it.
   */
  readonly state: 'Confirmed' | 'ProbesDegraded' | 'Unproven' | 'AwaitingConfirmation' | 'RolledBack' | 'Held';
  /**
   * The revision it speaks of.
   */
  readonly revision: string;
  /**
   * What was tried and found; at most 1024 characters.
   */
  readonly message: string;
}
/**
 * The iptables that is in use.
 */
export interface HostStatusDataplane {
  /**
   * Which of the two kinds.
   */
  readonly backend: 'nft' | 'legacy';
  /**
   * Its version.
   */
  readonly version: string;
  /**
   * Why new rules are written without having been tried in a network namespace of their own; absent where they are tried.
   */
  readonly rehearsalSkipped?: string;
  /**
   * Why open connections that the revision refuses were not ended, or not all; absent where they were.
   */
  readonly revocationSkipped?: string;
}
/**
 * What the last pass that wrote anything changed, both families together.
 */
export interface HostStatusPlan {
  /**
   * Kernel rules.
   */
  readonly added: number;
  /**
   * Kernel rules.
   */
  readonly removed: number;
  /**
   * Kernel rules.
   */
  readonly replaced: number;
  /**
   * Entries of sets.
   */
  readonly entriesAdded: number;
  /**
   * Entries of sets.
   */
  readonly entriesRemoved: number;
}
/**
 * Changes that somebody else made to what is ours, and that were put right.
 */
export interface HostStatusDrift {
  /**
   * How often that was needed.
   */
  readonly repairs: number;
  /**
   * When it was last needed.
   */
  readonly lastRepairTime?: string;
  /**
   * What was found changed, one sentence each.
   */
  readonly lastRepair?: readonly string[];
}
/**
 * Open connections that commits have ended; absent before the first time.
 */
export interface HostStatusFlows {
  /**
   * All of them until now.
   */
  readonly ended: number;
  /**
   * Those of the last time, both families together.
   */
  readonly lastEnded: number;
  /**
   * Pairs of a client and a port of a server that were refused, and are let in again since the last time.
   */
  readonly lastReopened: number;
  /**
   * When that was.
   */
  readonly lastTime: string;
}
export interface HostStatusPolicy {
  /**
   * Name of the FirewallPolicy.
   */
  readonly name: string;
  /**
   * Its tier.
   */
  readonly tier: string;
  /**
   * Its priority.
   */
  readonly priority: number;
  /**
   * Audit where its rules are only recorded; absent where they are enforced.
   */
  readonly mode?: string;
  /**
   * Kernel rules that it became, both families together.
   */
  readonly kernelRules: number;
  /**
   * Packets that met a rule of this policy, both families together.
   */
  readonly packets: number;
  /**
   * Their bytes.
   */
  readonly bytes: number;
  /**
   * Hits of each rule; left out where the host has more than 1000.
   */
  readonly rules?: readonly HostStatusPolicyRule[];
}
export interface HostStatusPolicyRule {
  /**
   * ingress, egress or forward.
   */
  readonly direction: string;
  /**
   * Name of the rule.
   */
  readonly name: string;
  /**
   * Packets that met it.
   */
  readonly packets: number;
  /**
   * Its end has come; it is not in the kernel.
   */
  readonly expired?: boolean;
  /**
   * Who answers for it.
   */
  readonly owner?: string;
  /**
   * Why it is there.
   */
  readonly reason?: string;
}
export interface HostStatusFault {
  /**
   * Path inside the source.
   */
  readonly file: string;
  /**
   * From 1.
   */
  readonly line: number;
  /**
   * From 1.
   */
  readonly column: number;
  /**
   * Kind and name of the manifest; empty while neither can be read.
   */
  readonly subject: string;
  /**
   * What was found and what is allowed.
   */
  readonly message: string;
}
export interface HostStatusWarning {
  /**
   * Path inside the source.
   */
  readonly file: string;
  /**
   * From 1.
   */
  readonly line: number;
  /**
   * From 1.
   */
  readonly column: number;
  /**
   * Kind and name of the manifest; empty while neither can be read.
   */
  readonly subject: string;
  /**
   * What was found and what is allowed.
   */
  readonly message: string;
}
/**
 * Events for the webhooks, all of them together.
 */
export interface HostStatusOutbox {
  /**
   * Events that wait.
   */
  readonly pending: number;
  /**
   * Events that a webhook took.
   */
  readonly delivered: number;
  /**
   * Events given up because the bound was reached.
   */
  readonly lost: number;
  /**
   * Why the newest attempt failed; absent after a success.
   */
  readonly lastError?: string;
}
/**
 * Which addresses and ports are translated on their way through the host.
 */
export interface NatPolicy {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always NatPolicy.
   */
  readonly kind: 'NatPolicy';
  readonly metadata: Metadata;
  readonly spec: NatPolicySpec;
}
/**
 * Which hosts, in which order, and what is translated.
 */
export interface NatPolicySpec {
  readonly hostSelector: Selector;
  /**
   * Order among NatPolicies, low first; then by name. The first item that matches decides.
   */
  readonly priority?: number;
  /**
   * What `${name}` stands for in addresses, networks and ports of this policy, where the Host does not say otherwise.
   */
  readonly variables?: {
    /**
     * An address, a network, a port, or a part of one.
     */
    readonly [k: string]: number | string;
  };
  /**
   * Packets that are not translated; these stand before everything else.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly exempt?: readonly NatExempt[];
  /**
   * Sources hidden behind the address of the outgoing interface, which may change.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly masquerade?: readonly Masquerade[];
  /**
   * Sources hidden behind a fixed address.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly snat?: readonly Snat[];
  /**
   * Ports that lead to a machine behind this host.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly portForwards?: readonly PortForward[];
  /**
   * Packets led to this host itself, whatever their destination.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly redirects?: readonly Redirect[];
  /**
   * Networks that appear under others of the same size, both ways. Allows nothing by itself.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly oneToOne?: readonly OneToOne[];
  /**
   * IPv6 prefixes that appear under others of the same length, both ways. Stateful, not RFC 6296. Allows nothing by itself; filter rules see the internal address.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly npt6?: readonly Npt6[];
}
/**
 * Packets that no item of any NatPolicy translates.
 */
export interface NatExempt {
  /**
   * Name of the item, unique in its list.
   */
  readonly name: string;
  /**
   * Whose packets; absent means everybody's. Zones stand for their `networks` here: what leaves does not say where it came in.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
  /**
   * Where they go to; absent means anywhere. Zones stand for their `networks`.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly to?: readonly Peer[];
  /**
   * Address families; absent means IPv4, or the family of the addresses that are written here.
   *
   * @minItems 1
   * @maxItems 2
   *
   * Items: Address family.
   */
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
}
/**
 * Packets that leave by a zone under the address of the interface by which they leave.
 */
export interface Masquerade {
  /**
   * Name of the item, unique in its list.
   */
  readonly name: string;
  /**
   * Zone by whose interfaces the packets leave.
   */
  readonly outZone: string;
  /**
   * Whose packets; absent means everybody's. Zones stand for their `networks` here: what leaves does not say where it came in.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
  /**
   * Destinations that are not translated.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly except?: readonly string[];
  /**
   * Address families; absent means IPv4, or the family of the addresses that are written here.
   *
   * @minItems 1
   * @maxItems 2
   *
   * Items: Address family.
   */
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
}
/**
 * Packets that leave by a zone under one address.
 */
export interface Snat {
  /**
   * Name of the item, unique in its list.
   */
  readonly name: string;
  /**
   * Zone by whose interfaces the packets leave.
   */
  readonly outZone: string;
  /**
   * Whose packets; absent means everybody's. Zones stand for their `networks` here: what leaves does not say where it came in.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
  /**
   * Destinations that are not translated.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly except?: readonly string[];
  /**
   * The source address that they get.
   */
  readonly address: string;
}
/**
 * Ports of this host that lead to another machine.
 */
export interface PortForward {
  /**
   * Name of the item, unique in its list.
   */
  readonly name: string;
  /**
   * Zone by whose interfaces clients come in.
   */
  readonly inZone: string;
  /**
   * The address that clients use; absent means every address of this host but loopback, whatever it is at the time.
   */
  readonly address?: string;
  /**
   * Ports that clients use.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports: readonly PortSpec[];
  readonly target: ForwardTarget;
  /**
   * Which clients; absent means everybody.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
  /**
   * Whether the public address works from inside as well: from any interface, from this host itself, and from the zone of the target, whose clients then appear under the address of this host.
   */
  readonly hairpin?: boolean;
  /**
   * Whether what was translated here is let through without a rule of a policy; a Deny of the tiers Admin and Default wins.
   */
  readonly autoAllow?: boolean;
}
/**
 * Where the packets are sent to.
 */
export interface ForwardTarget {
  /**
   * Address of the machine.
   */
  readonly address: string;
  /**
   * Port there; absent means the one that the client used.
   */
  readonly port?: number | string;
}
/**
 * Packets led to a port of this host itself.
 */
export interface Redirect {
  /**
   * Name of the item, unique in its list.
   */
  readonly name: string;
  /**
   * Zone by whose interfaces the packets come in.
   */
  readonly inZone: string;
  /**
   * Whose packets; absent means everybody's.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly from?: readonly Peer[];
  /**
   * Which destinations; absent means any.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly to?: readonly Peer[];
  /**
   * Destination ports of the packets.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports: readonly PortSpec[];
  /**
   * Port of this host.
   */
  readonly toPort: number | string;
  /**
   * Address families; absent means both.
   *
   * @minItems 1
   * @maxItems 2
   *
   * Items: Address family.
   */
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
  /**
   * Whether what was redirected here is let in without a rule of a policy; a Deny of the tiers Admin and Default wins.
   */
  readonly autoAllow?: boolean;
}
/**
 * A network that appears under another of the same size, address by address.
 */
export interface OneToOne {
  /**
   * Name of the item, unique in its list.
   */
  readonly name: string;
  /**
   * Zone on whose side the external addresses are.
   */
  readonly zone: string;
  /**
   * The addresses as they are seen there.
   */
  readonly external: string;
  /**
   * The addresses as they are.
   */
  readonly internal: string;
}
/**
 * An IPv6 prefix that appears under another of the same length.
 */
export interface Npt6 {
  /**
   * Name of the item, unique in its list.
   */
  readonly name: string;
  /**
   * Zone on whose side the external prefix is.
   */
  readonly zone: string;
  /**
   * The prefix as it is.
   */
  readonly internal: string;
  /**
   * The prefix as it is seen there.
   */
  readonly external: string;
}
/**
 * Addresses under one name, for the peers of policies.
 */
export interface NetworkSet {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always NetworkSet.
   */
  readonly kind: 'NetworkSet';
  readonly metadata: Metadata;
  readonly spec: NetworkSetSpec;
}
/**
 * Which addresses belong to the set.
 */
export interface NetworkSetSpec {
  /**
   * Networks of the set; overlaps merge.
   *
   * @minItems 0
   * @maxItems 50000
   *
   * Items: Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly networks?: readonly string[];
  /**
   * File of further networks, one a line, with `#` comments and blank lines; a path relative to the folder of this manifest, in it or below it. Its name ends in .txt, .list or .netset.
   */
  readonly file?: string;
  /**
   * Further networks, each with a reason and, where it is meant for a while, an end. An entry that is past its end does not belong to the set, and status says so. Where its end closes something (in what a rule allows, and in the `except` of a refusal) the kernel takes it out itself, also while no controller runs; everywhere else it stays until the controller takes it out. A set that is used in both ways becomes two ipsets (`gw4-<name>.until` is the one that the kernel keeps), and a set with such entries is an ipset even with a single one, so that no rule changes when it ends.
   *
   * @minItems 1
   * @maxItems 10000
   */
  readonly entries?: readonly Entry[];
  /**
   * Names in DNS, resolved as in the peers of policies: the addresses that they stand for belong to the set. A set with names can be used in an Allow only.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: A name of two or more labels, such as updates.example.org.
   */
  readonly domainNames?: readonly string[];
  /**
   * Other NetworkSets whose networks belong to this one as well.
   *
   * @minItems 1
   * @maxItems 256
   *
   * Items: Name of a NetworkSet.
   */
  readonly include?: readonly string[];
}
/**
 * One network, for a reason, for a while.
 */
export interface Entry {
  /**
   * Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly network: string;
  /**
   * First moment at which the network belongs to the set no more, such as "2026-12-31T23:59:59Z"; for ever when absent.
   */
  readonly expires?: string;
  /**
   * Why, for people.
   */
  readonly reason?: string;
}
/**
 * What must become of packets on the hosts that it selects, so that a change of the policies cannot break it unseen.
 */
export interface PolicyTest {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always PolicyTest.
   */
  readonly kind: 'PolicyTest';
  readonly metadata: Metadata;
  readonly spec: PolicyTestSpec;
}
/**
 * Which hosts, and what must hold there.
 */
export interface PolicyTestSpec {
  readonly hostSelector?: Selector;
  /**
   * Packets, and what must become of each.
   *
   * @minItems 1
   * @maxItems 1000
   */
  readonly cases: readonly PolicyTestCase[];
}
/**
 * One packet, and what must become of it.
 */
export interface PolicyTestCase {
  /**
   * Name of the case, unique in its list.
   */
  readonly name: string;
  readonly packet: TestPacket;
  readonly expect: TestExpectation;
}
/**
 * A packet as it comes to the host, or as the host sends it.
 */
export interface TestPacket {
  /**
   * To the host, through it, or from it.
   */
  readonly direction: 'Ingress' | 'Forward' | 'Egress';
  /**
   * Interface by which the packet enters, by its whole name.
   */
  readonly inInterface?: string;
  /**
   * Zone by which the packet enters, by any of its interfaces.
   */
  readonly inZone?: string;
  /**
   * Interface by which the packet leaves, by its whole name.
   */
  readonly outInterface?: string;
  /**
   * Zone by which the packet leaves, by any of its interfaces.
   */
  readonly outZone?: string;
  /**
   * Address that the packet comes from.
   */
  readonly source: string;
  /**
   * Address that the packet goes to, before translation.
   */
  readonly destination: string;
  /**
   * TCP, UDP, SCTP, DCCP, UDPLite, ICMP or ICMPv6; else the name of an IP protocol such as gre, or its number.
   */
  readonly protocol?: number | string;
  /**
   * Port that the packet comes from.
   */
  readonly sourcePort?: number;
  /**
   * Port that the packet goes to, before translation; required for protocols with ports.
   */
  readonly destinationPort?: number;
  /**
   * Type of the ICMP message, by number or name; required for ICMP and ICMPv6.
   */
  readonly icmpType?: number | string;
  /**
   * Code of the ICMP message.
   */
  readonly icmpCode?: number;
  readonly originalDestination?: TestOriginalDestination;
  /**
   * What connection tracking takes the packet for.
   */
  readonly state?: 'New' | 'Established' | 'Related' | 'Invalid' | 'Untracked';
  /**
   * User whose process sends it; Egress only.
   */
  readonly uid?: number;
  /**
   * Group whose process sends it; Egress only.
   */
  readonly gid?: number;
  /**
   * When the packet comes, with the offset of its clock, such as "2026-12-31T23:59:59Z"; absent means now.
   */
  readonly time?: string;
}
/**
 * Where a packet of a tracked flow was going before the host translated its destination; not for Egress.
 */
export interface TestOriginalDestination {
  /**
   * Address before translation.
   */
  readonly address: string;
  /**
   * Port before translation.
   */
  readonly port?: number;
}
/**
 * What must become of the packet.
 */
export interface TestExpectation {
  /**
   * Allow, Drop and Reject are verdicts of the host's rules; Return leaves the packet to the rules of others.
   */
  readonly verdict: 'Allow' | 'Drop' | 'Reject' | 'Return';
  /**
   * The rule that must decide, as its comment in the kernel says: policy/NAME/RULE, nat/NAME/ITEM, profile/NAME/FIELD or zone/NAME/FIELD.
   */
  readonly rule?: string;
  readonly source?: TestEndpoint;
  readonly destination?: TestEndpoint;
}
/**
 * An address or a port after translation, or both.
 */
export interface TestEndpoint {
  /**
   * Address after translation.
   */
  readonly address?: string;
  /**
   * Port after translation.
   */
  readonly port?: number;
}
/**
 * A kind of traffic under one name. All fields are alternatives.
 */
export interface Service {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always Service.
   */
  readonly kind: 'Service';
  readonly metadata: Metadata;
  readonly spec: ServiceSpec;
}
/**
 * What traffic belongs to the service.
 */
export interface ServiceSpec {
  /**
   * Ports of the service.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly ports?: readonly PortSpec[];
  /**
   * ICMP messages of the service.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly icmp?: readonly IcmpSpec[];
  /**
   * IP protocols with everything they carry.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Protocol name (gre, esp, ah, vrrp, ospf) or number 1-255.
   */
  readonly protocols?: readonly (number | string)[];
  /**
   * Helper of connection tracking for the ports of this service and of those that it includes: it reads along which further connections the two ends agree on (FTP data, voice), and those pass as related ones, translated where the first is. It is assigned in table raw where an Allow names the service, by the side that opens the connection (`from`; in egress also `to`): where other rules let that side through to other servers, it reads along there, too. Port forwards assign none. It reads plain text, so it does not help FTP over TLS. irc, netbios-ns, pptp and snmp know IPv4 only.
   */
  readonly helper?: 'ftp' | 'sip' | 'tftp' | 'h323' | 'irc' | 'pptp' | 'snmp' | 'amanda' | 'netbios-ns';
  /**
   * Other Services, built in or of the repository, that belong to this one as well.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: Name of a Service.
   */
  readonly include?: readonly string[];
}
/**
 * A part of the network. Which interfaces lead there is said by each Host.
 */
export interface Zone {
  /**
   * Always gatewright.dev/v1alpha1.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Always Zone.
   */
  readonly kind: 'Zone';
  readonly metadata: Metadata;
  readonly spec: ZoneSpec;
}
/**
 * What holds for the zone.
 */
export interface ZoneSpec {
  /**
   * Source networks that belong behind this zone; NatPolicies mean these where they name the zone as a source.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Address (read as /32 or /128) or CIDR with host bits zero.
   */
  readonly networks?: readonly string[];
  /**
   * Whether strangers live there: default refusals then use denyStyle.external.
   */
  readonly external?: boolean;
  /**
   * Whether false sources are dropped, in table raw, before anything else. Loose: a source of `networks` by another interface (the most specific network of all zones of the host decides); a zone without `networks`: a source to which the host has no route at all. Strict: besides, by this zone's interfaces only `networks` enter (and fe80::/10, :: and 0.0.0.0, from which hosts ask for an address); a zone without `networks`: only sources to which the host would answer by that interface. What comes by lo, and what the failsafe lets in, is never checked.
   */
  readonly antiSpoof?: 'Strict' | 'Loose' | 'Disabled';
  /**
   * Verdict on forwarding between interfaces of the zone, after all policies.
   */
  readonly intraZone?: 'Allow' | 'Deny';
}
