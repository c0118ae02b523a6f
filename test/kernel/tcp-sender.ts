// TCP segments, and packets with a routing header, that no ordinary program sends.

import type { Namespace } from '../../src/adapters/namespace.ts';

export interface RawPacket {
  readonly source: string;
  readonly destination: string;
  /** IP protocol, or the first extension header's. */
  readonly protocol: number;
  /** What follows the IP header. Of TCP, the checksum is filled in. */
  readonly body: Buffer;
}

// Part of every Debian, and able to open a raw socket.
const program = `
use Socket qw(:all);
my ($from, $to, $protocol, $hex) = @ARGV;
my $six = $to =~ /:/;
my $domain = $six ? AF_INET6 : AF_INET;
my ($source, $destination) = map { inet_pton($domain, $_) } ($from, $to);
my $address = sub { $six ? pack_sockaddr_in6(0, $_[0]) : pack_sockaddr_in(0, $_[0]) };
# The header of IPv4 is ours, so that it may bear any source; IPv6 has such a way only where the kernel lets foreign addresses be bound.
socket(my $socket, $domain, SOCK_RAW, $six ? $protocol : 255) or die "socket: $!";
if ($six) { bind($socket, $address->($source)) or die "bind: $!"; }
my $packet = pack("H*", $hex);
if ($protocol == 6) {
  my $sum = 0;
  $sum += $_ for unpack("n*", $source . $destination . pack("Nn", length $packet, 6) . $packet);
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
  substr($packet, 16, 2) = pack("n", ~$sum & 0xffff);
}
# Length, identification and checksum are filled in by the kernel.
$packet = pack("CCnnnCCn", 0x45, 0, 20 + length $packet, 0, 0, 64, $protocol, 0) . $source . $destination . $packet unless $six;
send($socket, $packet, 0, $address->($destination)) or die "send: $!";
`;

/** Sends one packet from inside a machine. */
export async function sendRaw(machine: Namespace, { source, destination, protocol, body }: RawPacket): Promise<void> {
  const args = [source, destination, `${protocol}`, body.toString('hex')];
  const { code, stderr } = await machine.exec('perl', ['-e', program, ...args], { deadlineMs: 10_000 });
  if (code !== 0) throw new Error(`perl failed: ${stderr}`);
}

/** A segment without data; flags as in the header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
export function tcpSegment(port: number, flags: number): Buffer {
  const body = Buffer.alloc(20);
  body.writeUInt16BE(40_000 + flags, 0);
  body.writeUInt16BE(port, 2);
  body.writeUInt32BE(1_000, 4);
  body.writeUInt8(0x50, 12);
  body.writeUInt8(flags, 13);
  body.writeUInt16BE(1_024, 14);
  return body;
}

/** A routing header of that type with no way left to go, and nothing behind it. */
export function routingHeader(type: number): Buffer {
  const header = Buffer.alloc(24);
  // 59: nothing follows.
  header.writeUInt8(59, 0);
  header.writeUInt8(2, 1);
  header.writeUInt8(type, 2);
  return header;
}
