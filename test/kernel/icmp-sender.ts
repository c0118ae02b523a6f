// ICMP messages that no ordinary program sends, and how many of a type a machine's kernel has taken in.

import type { Namespace } from '../../src/adapters/namespace.ts';
import type { Family } from '../../src/policy/family.ts';

export interface IcmpMessage {
  readonly source: string;
  readonly destination: string;
  readonly type: number;
  /** 0 when absent. */
  readonly code?: number;
  /** Hop limit, or time to live; 64 when absent. */
  readonly hops?: number;
  /** Behind type, code and checksum; 20 zeros when absent. */
  readonly body?: Buffer;
}

// Part of every Debian, and able to open a raw socket; the kernel fills in ICMPv6's checksum.
const program = `
use Socket qw(:all);
my ($from, $to, $type, $code, $hops, $hex) = @ARGV;
my $six = $to =~ /:/;
my $domain = $six ? AF_INET6 : AF_INET;
my $address = sub { my $ip = inet_pton($domain, $_[0]); $six ? pack_sockaddr_in6(0, $ip) : pack_sockaddr_in(0, $ip) };
socket(my $socket, $domain, SOCK_RAW, $six ? 58 : 1) or die "socket: $!";
bind($socket, $address->($from)) or die "bind: $!";
setsockopt($socket, $six ? 41 : 0, $six ? 16 : 2, pack("i", $hops)) or die "hops: $!";
my $packet = pack("CCn", $type, $code, 0) . pack("H*", $hex);
my $sum = 0;
$sum += $_ for unpack("n*", $packet);
$sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
substr($packet, 2, 2) = pack("n", ~$sum & 0xffff) unless $six;
send($socket, $packet, 0, $address->($to)) or die "send: $!";
`;

/** Sends one message from inside a machine. */
export async function sendIcmp(machine: Namespace, message: IcmpMessage): Promise<void> {
  const { source, destination, type, code = 0, hops = 64, body = Buffer.alloc(20) } = message;
  const args = [source, destination, ...[type, code, hops].map(String), body.toString('hex')];
  const { code: exit, stderr } = await machine.exec('perl', ['-e', program, ...args], { deadlineMs: 10_000 });
  if (exit !== 0) throw new Error(`perl failed: ${stderr}`);
}

/** How many messages of that type the machine's own kernel has been given, firewall passed. */
export async function countIcmp(machine: Namespace, family: Family, type: number): Promise<number> {
  const file = family === 'ipv4' ? '/proc/net/snmp' : '/proc/net/snmp6';
  const { stdout } = await machine.exec('cat', [file], { deadlineMs: 10_000 });
  if (family === 'ipv6') return Number(new RegExp(`^Icmp6InType${type}\\s+(\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
  const [names = '', values = ''] = stdout.split('\n').filter((line) => line.startsWith('IcmpMsg:'));
  const at = names.split(' ').indexOf(`InType${type}`);
  return at < 0 ? 0 : Number(values.split(' ')[at]);
}

/** The beginning of a UDP datagram that a router says it could not deliver, with the four bytes (such as an MTU) in front. */
export function quoteDatagram(
  family: Family,
  flow: { readonly source: string; readonly destination: string; readonly sourcePort: number; readonly port: number },
): Buffer {
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(flow.sourcePort, 0);
  udp.writeUInt16BE(flow.port, 2);
  udp.writeUInt16BE(8, 4);
  const mtu = Buffer.from([0, 0, 5, 0]);
  if (family === 'ipv6') {
    const header = Buffer.from([0x60, 0, 0, 0, 0, 8, 17, 64]);
    return Buffer.concat([mtu, header, bytesOf6(flow.source), bytesOf6(flow.destination), udp]);
  }
  const header = Buffer.from([
    0x45,
    0,
    0,
    28,
    0,
    1,
    0,
    0,
    64,
    17,
    0,
    0,
    ...bytesOf4(flow.source),
    ...bytesOf4(flow.destination),
  ]);
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  header.writeUInt16BE(~sum & 0xffff, 10);
  return Buffer.concat([mtu, header, udp]);
}

function bytesOf4(address: string): readonly number[] {
  return address.split('.').map(Number);
}

function bytesOf6(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string) =>
    text
      .split(':')
      .filter(Boolean)
      .map((word) => Number.parseInt(word, 16));
  const [first, last] = [words(head), words(tail)];
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}
