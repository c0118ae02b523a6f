// Every kind of bad input: it is refused at its place, with what was found, and with what to write instead.

import { expect, test } from 'vitest';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { document, policy } from './yaml.ts';

/** `«` stands where the fault is told. */
interface BadInput {
  readonly kind: string;
  readonly text: string;
  readonly message: string;
}

const ingress = (rule: string) => policy('p', 'ingress', rule);
const rule = (rest: string) => ingress(`{name: r, action: Allow, ${rest}}`);
const profile = (spec: string) => document('FirewallProfile', 'p', `hostSelector: {}\n${spec}`);
const zones = `${document('Host', 'host', 'zones: {wan: [wan0], lan: [lan0]}')}---\n${document('Zone', 'wan', 'external: true')}---\n${document('Zone', 'lan', 'networks: [10.0.0.0/24]')}---\n`;
const nat = (items: string) => `${zones}${document('NatPolicy', 'n', `hostSelector: {}\n${items}`)}`;

const inputs: readonly BadInput[] = [
  {
    kind: 'unknown field',
    text: rule('«servces: [ssh]'),
    message:
      'unknown field `servces`; allowed here: name, action, from, to, services, ports, protocols, icmp, ipFamilies, originalDestination, states, process, rateLimit, connectionLimit, log, rejectWith, schedule, expires, owner, reason; did you mean "services"?',
  },
  {
    kind: 'missing field',
    text: ingress('«{name: r}'),
    message:
      'the field `action` is missing; write one of Allow, Deny, Reject, Pass, Log (Allow accepts, Deny drops in silence, Reject answers, Pass leaves the tier, Log records and goes on)',
  },
  {
    kind: 'unknown kind',
    text: document('«FirewallPolcy', 'p', 'hostSelector: {}'),
    message:
      'found kind "FirewallPolcy", allowed FirewallPolicy, FirewallProfile, Host, NatPolicy, NetworkSet, PolicyTest, Service, Zone; did you mean "FirewallPolicy"?',
  },
  {
    kind: 'wrong version',
    text: rule('services: [ssh]').replace('gatewright.dev/v1alpha1', '«gatewright.dev/v1'),
    message: 'found "gatewright.dev/v1", allowed gatewright.dev/v1alpha1',
  },
  {
    kind: 'duplicate key',
    text: rule('services: [ssh], «services: [http]'),
    message: 'duplicate key `services`: it is in line 7 already; take one of them out',
  },
  {
    kind: 'anchor',
    text: rule('services: &s «[ssh]'),
    message: 'anchor &s: anchors are not read; take it out and write the value where it is needed',
  },
  {
    kind: 'alias',
    text: rule('services: «*s'),
    message: 'alias *s: aliases are not read; write the value out (a text that begins with "*" needs quotes)',
  },
  { kind: 'tag', text: rule('services: !!set «[ssh]'), message: 'tag !!set: tags are not read; take it out' },
  {
    kind: 'no YAML',
    text: rule('services: [ssh«'),
    message: 'not readable as YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
  },
  {
    kind: 'wrong type: text for a list',
    text: rule('services: «ssh'),
    message: 'found "ssh", allowed a list; did you mean [ssh]?',
  },
  {
    kind: 'wrong type: list for text',
    text: rule('rejectWith: «[TcpReset]'),
    message: 'found a list, allowed TcpReset, AdminProhibited, PortUnreachable, HostUnreachable',
  },
  {
    kind: 'wrong type: number for a name',
    text: ingress('{name: «7, action: Allow}'),
    message: 'found 7, allowed text; did you mean "7" in quotes?',
  },
  {
    kind: 'wrong type: text for a number',
    text: policy('p', 'ingress').replace('hostSelector: {}', 'hostSelector: {}\n  priority: «high'),
    message: 'found "high", allowed a whole number',
  },
  {
    kind: 'wrong type: text for true',
    text: profile('icmp: {essentials: «"yes"}'),
    message: 'found "yes", allowed true or false; did you mean true?',
  },
  {
    kind: 'nothing behind a field',
    text: rule('«services:'),
    message: '`services` is empty; write a list or take the field out',
  },
  {
    kind: 'out of range: priority',
    text: policy('p', 'ingress').replace('hostSelector: {}', 'hostSelector: {}\n  priority: «1001'),
    message: 'found 1001, allowed 0 to 1000',
  },
  {
    kind: 'out of range: port',
    text: rule('ports: [{protocol: TCP, ports: [«65536]}]'),
    message: 'port 65536 is outside 1 to 65535',
  },
  {
    kind: 'out of range: ICMP type',
    text: rule('icmp: [{family: IPv4, type: «256}]'),
    message: 'ICMP type 256 is outside 0 to 255',
  },
  { kind: 'out of range: protocol', text: rule('protocols: [«300]'), message: 'protocol 300 is outside 1 to 255' },
  {
    kind: 'out of range: rate',
    text: rule('rateLimit: {rate: «20000/sec}'),
    message: '"20000/sec" is more than the kernel can count; at most 10000/sec',
  },
  {
    kind: 'out of range: user',
    text: policy('p', 'egress', '{name: r, action: Deny, process: {uids: [«4294967295]}}'),
    message: '"4294967295" is outside 0 to 4294967294',
  },
  {
    kind: 'out of range: group of NFLOG',
    text: profile('logging: {group: «70000}'),
    message: 'found 70000, allowed 0 to 65535',
  },
  {
    kind: 'out of choice',
    text: ingress('{name: r, action: «Accept}'),
    message: 'found "Accept", allowed Allow, Deny, Reject, Pass, Log',
  },
  {
    kind: 'out of choice by its case',
    text: rule('ports: [{protocol: «tcp, ports: [22]}]'),
    message: 'found "tcp", allowed TCP, UDP, SCTP, DCCP, UDPLite; did you mean "TCP"?',
  },
  {
    kind: 'empty list that would widen',
    text: rule('from: «[]'),
    message: '`from` is an empty list, which never means "any"; leave the field out or name at least one',
  },
  {
    kind: 'empty peer',
    text: rule('from: [«{}]'),
    message:
      'an entry of `from` is empty, which never means "any"; write at least one of zones, interfaces, macs, networks, networkSets, domainNames, networkSetSelector, hosts, except or take the entry out',
  },
  {
    kind: 'port without protocol',
    text: rule('ports: [«{ports: [22]}]'),
    message: 'the field `protocol` is missing; write one of TCP, UDP, SCTP, DCCP, UDPLite (Transport protocol)',
  },
  {
    kind: 'port alone',
    text: rule('ports: [«22]'),
    message: 'found 22, allowed an object with fields such as protocol, ports, sourcePorts',
  },
  {
    kind: 'port by name',
    text: rule('ports: [{protocol: TCP, ports: [«ssh]}]'),
    message:
      '"ssh" is not a port; write 1 to 65535 or a range such as "8000-8099" (names of services belong in `services`)',
  },
  {
    kind: 'reversed range of ports',
    text: rule('ports: [{protocol: TCP, ports: [«"90-80"]}]'),
    message: 'the range "90-80" runs backwards; write "80-90"',
  },
  {
    kind: 'range as iptables writes it',
    text: rule('ports: [{protocol: TCP, ports: [«"80:90"]}]'),
    message: '"80:90" is a range as iptables writes it; write it with "-", such as "8000-8099"',
  },
  {
    kind: 'reversed range of users',
    text: policy('p', 'egress', '{name: r, action: Deny, process: {uids: [«"9-1"]}}'),
    message: 'the range "9-1" runs backwards; write "1-9"',
  },
  {
    kind: 'CIDR with host bits',
    text: rule('from: [{networks: [«10.0.0.1/8]}]'),
    message: '"10.0.0.1/8" has host bits set; write 10.0.0.0/8 for the network or 10.0.0.1 for the address',
  },
  {
    kind: 'address with a leading zero',
    text: rule('from: [{networks: [«010.0.0.1]}]'),
    message: '"010.0.0.1" has a number with a leading zero (010), which some programs read as octal; write it without',
  },
  {
    kind: 'address with a zone index',
    text: rule('from: [{networks: [«"fe80::1%eth0"]}]'),
    message: '"fe80::1%eth0" has a zone index; write the address without it and name the interface in `interfaces`',
  },
  {
    kind: 'name for an address',
    text: rule('from: [{networks: [«example.org]}]'),
    message:
      '"example.org" is not an address; names are not resolved here, write the address such as 192.0.2.1 or 2001:db8::1',
  },
  {
    kind: 'range of addresses',
    text: rule('from: [{networks: [«10.0.0.1-10.0.0.9]}]'),
    message: '"10.0.0.1-10.0.0.9" is a range; write the networks that make it up, such as 192.0.2.0/25',
  },
  {
    kind: 'interface name too long',
    text: rule('from: [{interfaces: [«enp0s31f6-long-name]}]'),
    message:
      '"enp0s31f6-long-name" has 19 characters; an interface name has at most 15, so write it as `ip link` shows it',
  },
  {
    kind: 'every interface',
    text: rule('from: [{interfaces: [«"+"]}]'),
    message: '"+" would be every interface; leave the field out to match any, or name the interfaces',
  },
  {
    kind: 'odd hardware address',
    text: rule('from: [{macs: [«"02-00-00-00-00-01"]}]'),
    message:
      '"02-00-00-00-00-01" is not a hardware address; write six pairs of hexadecimal digits with ":"; did you mean "02:00:00:00:00:01"?',
  },
  {
    kind: 'time without offset',
    text: rule('expires: «"2026-12-31T23:59:59"'),
    message: '"2026-12-31T23:59:59" has no offset; write "2026-12-31T23:59:59Z" for UTC, or an offset such as "+01:00"',
  },
  {
    kind: 'time that does not exist',
    text: rule('expires: «"2026-02-30T00:00:00Z"'),
    message: '"2026-02-30T00:00:00Z" is no day or no hour that exists; write one of the calendar',
  },
  {
    kind: 'time after the end of the kernel',
    text: rule('expires: «"2040-01-01T00:00:00Z"'),
    message: `"2040-01-01T00:00:00Z" is after 2038-01-19T03:14:07Z, where the kernel's clock ends; write an earlier one, or leave the end out`,
  },
  {
    kind: 'rate without unit',
    text: rule('rateLimit: {rate: «"10"}'),
    message: '"10" is not a rate; write a number and a unit, such as 5/sec, 10/min, 100/hour or 1000/day',
  },
  {
    kind: 'duration without unit',
    text: profile(
      'hardening: {portScan: {ports: [{protocol: TCP, ports: [23]}], within: «"60", exempt: [{networks: [192.0.2.0/24]}]}}',
    ),
    message: '"60" is not a duration; write a number and a unit, such as 30s, 5m, 1h or 2d; did you mean "60s"?',
  },
  {
    kind: 'log prefix with a quote',
    text: rule(`log: {prefix: «"it's"}`),
    message: `the prefix holds "'"; allowed are printable ASCII characters without quotes and backslashes`,
  },
  {
    kind: 'unknown service',
    text: rule('services: [«htttp]'),
    message:
      'service "htttp" is neither built in nor a Service of the repository; add a Service of that name or write `ports`; did you mean "http"?',
  },
  {
    kind: 'unknown set',
    text: rule('from: [{networkSets: [«admins]}]'),
    message: 'NetworkSet "admins" does not exist; add a NetworkSet manifest of that name',
  },
  {
    kind: 'unknown zone',
    text: rule('from: [{zones: [«lan]}]'),
    message: 'Zone "lan" does not exist; add a Zone manifest of that name',
  },
  {
    kind: 'include cycle of sets',
    text: `${document('NetworkSet', 'a', 'include: [«b]')}---\n${document('NetworkSet', 'b', 'include: [a]')}---\n${rule('from: [{networkSets: [a]}]')}`,
    message: 'include goes round in a circle: a → b → a; take one of them out',
  },
  {
    kind: 'include cycle of services',
    text: `${document('Service', 'a', 'include: [«a]')}---\n${rule('services: [a]')}`,
    message: 'include goes round in a circle: a → a; take one of them out',
  },
  {
    kind: 'service that is built in',
    text: `${document('Service', '«ssh', 'protocols: [gre]')}---\n${rule('services: [ssh]')}`,
    message: 'ssh is a built-in service and cannot be defined again; choose another name, such as site-ssh',
  },
  {
    kind: 'helper without a port that it reads',
    text: `${document('Service', 'data', 'ports: [{protocol: UDP, ports: [21]}]\nhelper: «ftp')}---\n${rule('services: [data]')}`,
    message:
      'the helper ftp reads TCP, and the service names no port of it; add ports: [{protocol: TCP, ports: [...]}], or take helper out',
  },
  {
    kind: 'MAC in egress',
    text: policy('p', 'egress', '{name: r, action: Deny, to: [{macs: «["02:00:00:00:00:01"]}]}'),
    message:
      '`macs` is not allowed here: the hardware address that a packet goes to is not known yet; write `networks`',
  },
  {
    kind: 'incoming zone in egress',
    text: `${zones}${policy('p', 'egress', '{name: r, action: Deny, from: [{zones: «[lan]}]}')}`,
    message: '`zones` is not allowed here: an egress packet enters by no interface; write it in `to`',
  },
  {
    kind: 'two address fields in a peer',
    text: `${document('NetworkSet', 's', 'networks: [192.0.2.1]')}---\n${rule('from: [{networks: [192.0.2.1], networkSets: «[s]}]')}`,
    message:
      'a peer has one of `networks`, `networkSets`, `networkSetSelector`, `hosts`, `domainNames`: write two peers for "either", and `except` for "but not"',
  },
  {
    kind: 'ICMP type of the other family',
    text: rule('icmp: [{family: IPv4, type: «packet-too-big}]'),
    message: 'packet-too-big is an ICMP type of IPv6, and family is IPv4; write family: IPv6 or a type of IPv4',
  },
  {
    kind: 'forward rule with process',
    text: policy('p', 'forward', '{name: r, action: Deny, process: «{uids: [0]}}'),
    message:
      '`process` is not allowed here: only a packet that this host itself sends belongs to a process; write the rule in `egress`',
  },
  {
    kind: 'originalDestination in egress',
    text: policy('p', 'egress', '{name: r, action: Deny, originalDestination: «{networks: [192.0.2.1]}}'),
    message:
      '`originalDestination` is not allowed here: it is for packets from outside whose destination this host translated; write `to`',
  },
  {
    kind: 'limit of a Deny',
    text: ingress('{name: r, action: Deny, rateLimit: «{rate: 1/sec}}'),
    message:
      '`rateLimit` is for the action Allow, and the action here is Deny; write an Allow with the limit, or take the limit out',
  },
  {
    kind: 'rejectWith of an Allow',
    text: rule('rejectWith: «TcpReset'),
    message: '`rejectWith` is for the action Reject, and the action here is Allow; take one of them out',
  },
  {
    kind: 'state that no rule meets',
    text: rule('states: [«Established]'),
    message: 'found "Established", allowed New, Untracked',
  },
  {
    kind: 'mixed families of addresses',
    text: rule('from: [{networks: [192.0.2.1]}], to: «[{networks: ["2001:db8::1"]}]'),
    message: 'no packet can match: `from` holds IPv4 only and `to` holds IPv6 only; make them agree or take one out',
  },
  {
    kind: 'mixed families of address and ICMP',
    text: rule('from: [{networks: [192.0.2.1]}], icmp: «[{family: IPv6, type: echo-request}]'),
    message: 'no packet can match: `from` holds IPv4 only and `icmp` holds IPv6 only; make them agree or take one out',
  },
  {
    kind: 'mixed families of address and ipFamilies',
    text: rule('ipFamilies: [IPv6], from: «[{networks: [192.0.2.1]}]'),
    message:
      'no packet can match: `ipFamilies` holds IPv6 only and `from` holds IPv4 only; make them agree or take one out',
  },
  {
    kind: 'duplicate names of rules',
    text: policy('p', 'ingress', '{name: r, action: Deny}', '{name: «r, action: Allow}'),
    message: "rule r is in `ingress` already, at line 7; a rule's name is unique in its list, so rename one of them",
  },
  {
    kind: 'duplicate names of manifests',
    text: `${rule('services: [ssh]')}---\n${rule('services: [http]').replace('name: p', 'name: «p')}`,
    message: 'FirewallPolicy/p is at a.yaml:1:1 already; rename one of them or take it out',
  },
  {
    kind: 'tie of profiles',
    text: `${profile('priority: 7')}---\n${profile('priority: 7').replace('name: p', 'name: q').replace('priority: 7', 'priority: «7')}`,
    message:
      'profiles p and q both select host host with priority 7, and only one can hold; give one of them a higher priority',
  },
  {
    kind: 'condition without values',
    text: rule('from: [{hosts: {matchExpressions: [«{key: a, operator: In}]}}]'),
    message: 'operator In needs `values`; name at least one',
  },
  {
    kind: 'condition with values too many',
    text: rule('from: [{hosts: {matchExpressions: [«{key: a, operator: Exists, values: [b]}]}}]'),
    message: 'operator Exists takes no `values`; leave them out or write In or NotIn',
  },
  {
    kind: 'undefined variable',
    text: rule('from: [{networks: [«"${office}"]}]'),
    message:
      'the variable office has no value on host host; give it one in `spec.variables` of a Host manifest named host, or a default in `spec.variables` of FirewallPolicy/p',
  },
  {
    kind: 'variable where none may stand',
    text: rule('services: [«"${web}"]'),
    message: '"${web}" is not a name; allowed are a-z, 0-9 and "-" inside; did you mean "web"?',
  },
  {
    kind: 'variable of the wrong form',
    text: `${document('Host', 'host', 'variables: {office: 10.0.0.1/8}')}---\n${rule('from: [{networks: [«"${office}"]}]')}`,
    message:
      '"${office}" on host host: "10.0.0.1/8" has host bits set; write 10.0.0.0/8 for the network or 10.0.0.1 for the address',
  },
  {
    kind: 'interface in two zones',
    text: `${document('Host', 'host', 'zones: {wan: [eth0], lan: [«eth0]}')}---\n${document('Zone', 'wan', 'external: true')}---\n${document('Zone', 'lan', 'external: false')}---\n${rule('services: [ssh]')}`,
    message:
      'interface eth0 is in zone wan and in zone lan; an interface belongs to one zone, so take it out of the other',
  },
  {
    kind: 'file outside of the folder',
    text: `${document('NetworkSet', 's', 'file: «../secret.txt')}---\n${rule('from: [{networkSets: [s]}]')}`,
    message: `"../secret.txt" leads out of this manifest's folder; put the file in it, or below it`,
  },
  {
    kind: 'file that is not there',
    text: `${document('NetworkSet', 's', 'file: «lists/none.txt')}---\n${rule('from: [{networkSets: [s]}]')}`,
    message:
      'no file "lists/none.txt" beside this manifest; write a path relative to the folder of this manifest (hidden files and symlinks are not read)',
  },
  {
    kind: 'empty set of fields',
    text: `${document('NetworkSet', 's', '{}').replace('spec:', '«spec:')}---\n${rule('from: [{networkSets: [s]}]')}`,
    message: '`spec` is empty; write at least one of networks, file, entries, domainNames, include',
  },
  {
    kind: 'failsafe that lets in nobody, without a reason',
    text: profile('failsafe: {ingress: «[]}'),
    message:
      'an empty list leaves no way in and needs a `reason` beside it; leave `ingress` out for the automatic failsafe',
  },
  {
    kind: 'failsafe for everything',
    text: profile('failsafe: {ingress: [«{from: [{networks: [192.0.2.1]}]}]}'),
    message: 'a failsafe item needs `services` or `ports`: say what is let in',
  },
  {
    kind: 'trap that could ban management',
    text: profile('hardening: {portScan: «{ports: [{protocol: TCP, ports: [23]}]}}'),
    message:
      'a forged packet could ban whoever manages this host; name management in `exempt` here or in `failsafe.ingress`',
  },
  {
    kind: 'parameter outside of the network',
    text: profile('sysctls: {values: {kernel.panic: «"1"}}'),
    message:
      '"kernel.panic" is not a parameter of the network; write its name with dots, such as net.ipv4.ip_forward (only net.* is allowed)',
  },
  {
    kind: 'forward of another family',
    text: nat(
      'portForwards: [{name: w, inZone: wan, address: «203.0.113.1, ports: [{protocol: TCP, ports: [80]}], target: {address: "2001:db8::1"}}]',
    ),
    message: '203.0.113.1 and 2001:db8::1 are of two families, and a packet has one; write an item for each family',
  },
  {
    kind: 'networks of two sizes',
    text: nat('oneToOne: [{name: o, zone: wan, external: «203.0.113.0/28, internal: 10.0.0.0/24}]'),
    message: 'external is a /28 and internal a /24; both must have one size',
  },
  {
    kind: 'prefix of IPv4 in npt6',
    text: nat('npt6: [{name: o, zone: wan, external: 203.0.113.0/28, internal: «10.0.0.0/28}]'),
    message: 'npt6 is for IPv6 prefixes; use `oneToOne` for IPv4',
  },
  {
    kind: 'zone without networks as a source',
    text: nat('masquerade: [{name: m, outZone: wan, from: [{zones: [«wan]}]}]'),
    message:
      'zone wan says no `networks`, and they are what it stands for here; add them to Zone/wan, or write `networks`',
  },
  {
    kind: 'unknown zone in NAT',
    text: nat('masquerade: [{name: m, outZone: «wna}]'),
    message: 'Zone "wna" does not exist; add a Zone manifest of that name; did you mean "wan"?',
  },
  {
    kind: 'test of a rule that is not there',
    text: `${rule('services: [ssh]')}---\n${document('PolicyTest', 't', 'cases: [{name: c, packet: {direction: Ingress, inInterface: eth0, source: 192.0.2.1, destination: 192.0.2.2, destinationPort: 22}, expect: {verdict: Allow, rule: «policy/p/x}}]')}`,
    message: 'in FirewallPolicy p the rule x does not exist; there is r',
  },
  {
    kind: 'name of other characters',
    text: ingress('{name: «Web_1, action: Deny}'),
    message: '"Web_1" is not a name; allowed are a-z, 0-9 and "-" inside; did you mean "web-1"?',
  },
  {
    kind: 'burst beyond a day',
    text: rule('rateLimit: {rate: 1/day, burst: «2}'),
    message:
      'a burst of 2 takes more than a day at 1/day, and the kernel counts one day; write at most 1, or a higher rate',
  },
  {
    kind: 'source ports of an original destination',
    text: rule('originalDestination: {ports: [{protocol: TCP, sourcePorts: «[80]}]}'),
    message:
      '`sourcePorts` is not allowed here: a destination has none; write them in `ports` of the rule, or leave them out',
  },
  {
    kind: 'default that the built-in policy would drop',
    text: profile('defaults: {ingress: «Allow, builtinPolicy: Drop}'),
    message:
      '`ingress: Allow` leaves packets to the other rules of the host, and behind them `builtinPolicy: Drop` would drop them; write Deny, or Keep',
  },
  {
    kind: 'packet limit for nothing',
    text: profile('packetLimits: [«{name: a, rate: 1/sec}]'),
    message: 'a packet limit needs `services`, `ports` or `icmp`: say what is counted',
  },
  {
    kind: 'duplicate names of packet limits',
    text: profile('packetLimits: [{name: a, rate: 1/sec, services: [dns]}, {name: «a, rate: 2/sec, services: [ntp]}]'),
    message: 'packet limit a is there already, at line 6; its name is unique in its list, so rename one of them',
  },
  {
    kind: 'one entry twice',
    text: rule('services: [ssh, «ssh]'),
    message: '"ssh" is in `services` already, as entry 1; take one of them out',
  },
  {
    kind: 'name in a Deny',
    text: ingress('{name: r, action: Deny, from: [{domainNames: «[example.org]}]}'),
    message:
      '`domainNames` is not allowed here: what a name stands for is decided by whoever answers, so names stand in `from` and `to` of an Allow only; write `networks`',
  },
  {
    kind: 'name with a wildcard',
    text: rule('from: [{domainNames: [«"*.example.org"]}]'),
    message: '"*.example.org" holds a wildcard, which cannot be resolved; write the names that are meant',
  },
  {
    kind: 'entry without a network',
    text: `${document('NetworkSet', 's', 'entries: [«{expires: "2030-01-01T00:00:00Z"}]')}---\n${rule('from: [{networkSets: [s]}]')}`,
    message: 'the field `network` is missing; write it (Address (read as /32 or /128) or CIDR with host bits zero)',
  },
  {
    kind: 'confirm time that is too short',
    text: profile('rollout: {confirmTimeout: «1s}'),
    message: '1s is too short; write 5s to 1d',
  },
];

/** The faults as an administrator reads them, and where the marker stood. */
function refuse(marked: string): { readonly place: string; readonly told: readonly string[] } {
  const before = marked.slice(0, marked.indexOf('«'));
  const place = `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
  const text = marked.replace('«', '');
  const read = readManifests([{ path: 'a.yaml', digest: text, bytes: new TextEncoder().encode(text) }]);
  const request = { name: 'host', labels: {}, readFaults: read.faults, refusedSelectors: read.refused };
  const selected = selectForHost(read.manifests, request);
  if (selected.ok) return { place, told: [] };
  return {
    place,
    told: selected.error.faults.map(({ line, column, message }) => `${line}:${column}: ${message}`),
  };
}

test.each(inputs)('$kind', ({ text, message }) => {
  const { place, told } = refuse(text);
  expect(told).toContain(`${place}: ${message}`);
});
